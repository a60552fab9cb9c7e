"""How specialised regions are, and in what: location quotients and the field's indices of regional structure.

`counts` is (n_regions, n_niches): n_ri areas of region r belong to niche i (see `matcher.fitted.graph.counts`; an area
of two niches counts in both). s_ri = n_ri / sum_i n_ri is the share of a niche in a region, t_i = sum_r n_ri / sum_ri
n_ri its share in all regions together, the region itself included, as the EconGeo R package has it.

A region without areas has no structure: its values are nan, except that it has 0 niches and is specialised in none.
With the few areas of a typical strategy, entropy and Herfindahl's index tell little but how long the list is (rank
correlation with diversity on the bundled European and Swedish data: 1.00 and -1.00; Krugman's index: -0.77).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = [
    "binary_rca",
    "diversity",
    "entropy",
    "hachman",
    "herfindahl",
    "krugman",
    "mean_ubiquity",
    "rca",
    "specialisation_coefficient",
    "ubiquity",
]

Matrix = npt.NDArray[np.float64]


def rca(counts: npt.ArrayLike) -> Matrix:
    """Revealed comparative advantage, the same as the location quotient: a niche's share in a region over that in all.

    RCA_ri = s_ri / t_i; above 1 the region is specialised in the niche. Source: Balassa (1965).

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.

    Returns
    -------
    ndarray (n_regions, n_niches)
        At least 0; nan in the row of a region without areas and in the column of a niche without areas.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    Half of region A's areas are in niche 0, of all areas 2 of 8: (1 / 2) / (2 / 8) = 2.

    >>> rca([[1, 1], [1, 5], [0, 0]]).round(3)
    array([[2.   , 0.667],
           [0.667, 1.111],
           [  nan,   nan]])
    """
    shares, total = _structure(counts)
    return np.divide(shares, total, out=np.full_like(shares, np.nan), where=total > 0)


def binary_rca(counts: npt.ArrayLike, threshold: float = 1.0) -> Matrix:
    """Whether a region is specialised in a niche: 1 where RCA is at least `threshold`, else 0 (also where it is nan).

    Source: Hidalgo, Klinger, Barabasi and Hausmann (2007) for the threshold of 1. RCA is compared after rounding to
    nine decimals, so that exactly 1 counts on every machine.

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.
    threshold : float, default 1
        Smallest RCA that counts.

    Returns
    -------
    ndarray (n_regions, n_niches)
        0/1.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    >>> binary_rca([[1, 1], [1, 5], [0, 0]])
    array([[1., 0.],
           [0., 1.],
           [0., 0.]])
    """
    values: Matrix = (np.round(np.nan_to_num(rca(counts), nan=-1.0), 9) >= round(threshold, 9)).astype(np.float64)
    return values


def diversity(x: npt.ArrayLike) -> Matrix:
    """Number of niches of each region, d_r = sum_i x_ri. Source: Hidalgo and Hausmann (2009).

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_regions,)

    Examples
    --------
    >>> diversity([[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    array([2., 1., 0.])
    """
    found: Matrix = np.asarray(x, dtype=np.float64).sum(axis=1)
    return found


def ubiquity(x: npt.ArrayLike) -> Matrix:
    """Number of regions of each niche, u_i = sum_r x_ri. Source: Hidalgo and Hausmann (2009).

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches,)

    Examples
    --------
    >>> ubiquity([[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    array([1., 2., 0.])
    """
    found: Matrix = np.asarray(x, dtype=np.float64).sum(axis=0)
    return found


def mean_ubiquity(x: npt.ArrayLike) -> Matrix:
    """How common a region's niches are, k_r = sum_i x_ri u_i / d_r. Source: Hidalgo and Hausmann (2009), k_(c,1).

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_regions,)
        From 1 (niches of its own) to the number of regions; nan for a region without a niche.

    Examples
    --------
    Region A has a niche of its own and one that B has too: (1 + 2) / 2.

    >>> mean_ubiquity([[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    array([1.5, 2. , nan])
    """
    given = np.asarray(x, dtype=np.float64)
    return _or_nan(given @ ubiquity(given), diversity(given))


def krugman(counts: npt.ArrayLike) -> Matrix:
    """Krugman's index of specialisation, K_r = sum_i abs(s_ri - t_i).

    Source: Krugman (1991). The comparison is with all regions together, the region itself included, as in the EconGeo R
    package; not with the mean of the other regions. Twice the `specialisation_coefficient`.

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.

    Returns
    -------
    ndarray (n_regions,)
        From 0 (the structure of all regions) to 2; nan for a region without areas.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    Shares in all regions are (1/4, 3/4). A: abs(1/2 - 1/4) + abs(1/2 - 3/4) = 1/2.

    >>> krugman([[1, 1], [1, 5], [0, 0]]).round(3)
    array([0.5  , 0.167,   nan])
    """
    shares, total = _structure(counts)
    return _sum(np.abs(shares - total))


def specialisation_coefficient(counts: npt.ArrayLike) -> Matrix:
    """Share of a region's areas that would have to change niche for it to look like all regions together.

    sum_i abs(s_ri - t_i) / 2, half of `krugman`. Source: Hoover and Giarratani (1985).

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.

    Returns
    -------
    ndarray (n_regions,)
        In [0, 1]; nan for a region without areas.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    >>> specialisation_coefficient([[1, 1], [1, 5], [0, 0]]).round(3)
    array([0.25 , 0.083,   nan])
    """
    return krugman(counts) / 2


def hachman(counts: npt.ArrayLike) -> Matrix:
    """Hachman's index of likeness to all regions together, 1 / sum_i s_ri RCA_ri = 1 / sum_i s_ri^2 / t_i.

    Source: Balland (2017), the EconGeo R package, after Hachman.

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.

    Returns
    -------
    ndarray (n_regions,)
        In (0, 1], 1 for the structure of all regions; nan for a region without areas.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    A: 1 / (1/2 * 2 + 1/2 * 2/3) = 3/4.

    >>> hachman([[1, 1], [1, 5], [0, 0]]).round(3)
    array([0.75 , 0.964,   nan])
    """
    shares, total = _structure(counts)
    quotients = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    return 1 / _sum(shares * quotients)


def entropy(counts: npt.ArrayLike) -> Matrix:
    """Shannon's entropy of a region's structure in bits, -sum_i s_ri log2 s_ri. Source: Shannon (1948).

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.

    Returns
    -------
    ndarray (n_regions,)
        From 0 (one niche) to log2 of the number of niches; nan for a region without areas.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    >>> entropy([[1, 1], [0, 3], [0, 0]])
    array([ 1.,  0., nan])
    """
    shares, _ = _structure(counts)
    bits = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return 0.0 - _sum(shares * bits)  # 0 - 0 is 0; the negative of 0 would print as "-0"


def herfindahl(counts: npt.ArrayLike) -> Matrix:
    """Herfindahl's index of concentration, sum_i s_ri^2. Sources: Hirschman (1945), Herfindahl (1950).

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        Numbers of areas, at least 0.

    Returns
    -------
    ndarray (n_regions,)
        From 1 / n_niches (even) to 1 (one niche), not rescaled; nan for a region without areas.

    Raises
    ------
    SettingError
        Counts are not a table of numbers at least 0.

    Examples
    --------
    >>> herfindahl([[1, 1], [0, 3], [0, 0]])
    array([0.5, 1. , nan])
    """
    shares, _ = _structure(counts)
    return _sum(shares**2)


def _structure(counts: npt.ArrayLike) -> tuple[Matrix, Matrix]:
    """Shares s (n_regions, n_niches), rows of nan for regions without areas, and t (n_niches,)."""
    given = np.asarray(counts, dtype=np.float64)
    if given.ndim != 2 or not (np.isfinite(given) & (given >= 0)).all():
        raise SettingError("counts", expected="a table of numbers at least 0", found="something else")
    total = given.sum()
    return _or_nan(given, given.sum(axis=1, keepdims=True)), given.sum(axis=0) / total if total else given.sum(axis=0)


def _sum(parts: Matrix) -> Matrix:
    """The sum over niches of each region; nan where there are no niches at all, as no region then has areas."""
    found: Matrix = parts.sum(axis=1) if parts.shape[1] else np.full(len(parts), np.nan)
    return found


def _or_nan(upper: Matrix, lower: Matrix) -> Matrix:
    ratio: Matrix = np.divide(upper, lower, out=np.full_like(upper, np.nan), where=lower > 0)
    return ratio
