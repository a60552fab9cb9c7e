"""The field's normalisations of co-occurrence, and relatedness by areas that belong to two niches.

C = x'x with a zero diagonal says how many regions work on both of two niches; popular niches meet often by popularity
alone, and each measure here corrects for it in its own way. Two kinds of totals are in use:

* `proximity` and `hypergeometric_z` divide by the ubiquity u_i = sum_r x_ri, the number of regions that work on i;
* `association`, `cosine`, `jaccard` and `probability` divide by the row sums S_i = sum_j C_ij of the hollow matrix C
  and their total T = sum_i S_i, as the EconGeo R package does. The diagonal is not counted, so S_i is not u_i.
  (The Python package econcomplex puts u_i for S_i and the number of regions for T.)

All matrices are (n_niches, n_niches), symmetric, with a zero diagonal; a niche that stands in no portfolio beside
another has zeros. `association` and `probability` exceed 1: `blend` brings sources to one scale, nothing here does.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = ["association", "cosine", "hypergeometric_z", "jaccard", "probability", "proximity", "spanning"]

Matrix = npt.NDArray[np.float64]


def proximity(x: npt.ArrayLike) -> Matrix:
    """The smaller of two conditional probabilities, to work on one niche where one works on the other.

    phi_ij = min(P(i|j), P(j|i)) = C_ij / max(u_i, u_j). Source: Hidalgo, Klinger, Barabasi and Hausmann (2007).

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches, n_niches)
        In [0, 1].

    Raises
    ------
    SettingError
        x is not a 0/1 matrix.

    Examples
    --------
    Three regions. Both regions on niche 0 are on niche 1 too; one of the two is on niche 2:

    >>> proximity([[1, 1, 0], [1, 1, 1], [0, 0, 1]])
    array([[0. , 1. , 0.5],
           [1. , 0. , 0.5],
           [0.5, 0.5, 0. ]])
    """
    together, ubiquity = _together(x)
    return _over(together, np.maximum.outer(ubiquity, ubiquity))


def association(x: npt.ArrayLike) -> Matrix:
    """Association strength: co-occurrence over its value if niches met in proportion to their totals.

    phi_ij = (C_ij / T) / ((S_i / T) (S_j / T)) = C_ij T / (S_i S_j); 1 is chance.

    Van Eck and Waltman (2009), Journal of the American Society for Information Science and Technology 60,
    https://doi.org/10.1002/asi.21075, conclude that it corrects co-occurrence for how frequent the two are.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches, n_niches)
        At least 0, without an upper bound.

    Raises
    ------
    SettingError
        x is not a 0/1 matrix.

    Examples
    --------
    C_01 = 2 and C_02 = C_12 = 1, so S = (3, 3, 2) and T = 8: 2 * 8 / 9 and 1 * 8 / 6.

    >>> association([[1, 1, 0], [1, 1, 1], [0, 0, 1]]).round(3)
    array([[0.   , 1.778, 1.333],
           [1.778, 0.   , 1.333],
           [1.333, 1.333, 0.   ]])
    """
    together, _ = _together(x)
    sums = together.sum(axis=1)
    return _over(together * sums.sum(), np.outer(sums, sums))


def cosine(x: npt.ArrayLike) -> Matrix:
    """Co-occurrence over the geometric mean of the niches' totals.

    phi_ij = C_ij / sqrt(S_i S_j). Van Eck and Waltman (2009), https://doi.org/10.1002/asi.21075, conclude that it does
    not correct co-occurrence for how frequent the two are: use `association` for that.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches, n_niches)
        In [0, 1].

    Raises
    ------
    SettingError
        x is not a 0/1 matrix.

    Examples
    --------
    S = (3, 3, 2): 2 / 3 and 1 / sqrt(6).

    >>> cosine([[1, 1, 0], [1, 1, 1], [0, 0, 1]]).round(3)
    array([[0.   , 0.667, 0.408],
           [0.667, 0.   , 0.408],
           [0.408, 0.408, 0.   ]])
    """
    together, _ = _together(x)
    sums = together.sum(axis=1)
    return _over(together, np.sqrt(np.outer(sums, sums)))


def jaccard(x: npt.ArrayLike) -> Matrix:
    """Co-occurrence over what the two niches' totals hold without it.

    phi_ij = C_ij / (S_i + S_j - C_ij). Van Eck and Waltman (2009), https://doi.org/10.1002/asi.21075, conclude that it
    does not correct co-occurrence for how frequent the two are: use `association` for that. With S of the hollow C it
    is not the Jaccard index of two sets of regions.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches, n_niches)
        In [0, 1].

    Raises
    ------
    SettingError
        x is not a 0/1 matrix.

    Examples
    --------
    S = (3, 3, 2): 2 / (3 + 3 - 2) and 1 / (3 + 2 - 1).

    >>> jaccard([[1, 1, 0], [1, 1, 1], [0, 0, 1]])
    array([[0.  , 0.5 , 0.25],
           [0.5 , 0.  , 0.25],
           [0.25, 0.25, 0.  ]])
    """
    together, _ = _together(x)
    sums = together.sum(axis=1)
    return _over(together, np.add.outer(sums, sums) - together)


def probability(x: npt.ArrayLike) -> Matrix:
    """Association strength where no niche can meet itself (combinations without repetition).

    phi_ij = C_ij / (T / 2 (S_i / T * S_j / (T - S_i) + S_j / T * S_i / (T - S_j))); 1 is chance.
    Source: Steijn (2017).

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches, n_niches)
        At least 0, without an upper bound.

    Raises
    ------
    SettingError
        x is not a 0/1 matrix.

    Examples
    --------
    S = (3, 3, 2), T = 8: chance gives niches 0 and 1 4 (3/8 * 3/5 + 3/8 * 3/5) = 1.8 common regions, and 0 and 2
    4 (3/8 * 2/5 + 2/8 * 3/6) = 1.1.

    >>> probability([[1, 1, 0], [1, 1, 1], [0, 0, 1]]).round(3)
    array([[0.   , 1.111, 0.909],
           [1.111, 0.   , 0.909],
           [0.909, 0.909, 0.   ]])
    """
    together, _ = _together(x)
    sums = together.sum(axis=1)
    total = sums.sum()
    # T is at least twice S_i, because each meeting of i is also one of another niche: T - S_i is 0 only where T is.
    after = np.divide(sums, total - sums, out=np.zeros_like(sums), where=total > sums)
    return _over(together, (np.outer(after, sums) + np.outer(sums, after)) / 2)


def hypergeometric_z(x: npt.ArrayLike) -> Matrix:
    """Co-occurrence as excess over independent draws of regions, in standard deviations.

    z_ij = (C_ij - mu) / sd with mu = u_i u_j / R and sd^2 = mu (1 - u_i / R) (R - u_j) / (R - 1), the hypergeometric
    distribution: niche i has u_i of the R regions and niche j has u_j, drawn independently. Source: Teece, Rumelt, Dosi
    and Winter (1994). Unlike in `revealed`, chance knows nothing of the regions' portfolio sizes: where some lists are
    long and some short, niches meet more often than it says.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 presence.

    Returns
    -------
    ndarray (n_niches, n_niches)
        Of either sign, so it is no source of a blend as it stands. 0 where the ubiquities leave chance no choice (a
        niche of all regions, or of none).

    Raises
    ------
    SettingError
        x is not a 0/1 matrix.

    Examples
    --------
    Each niche has two of three regions: mu = 4 / 3, sd^2 = 4/3 * 1/3 * 1/2 = 2 / 9.

    >>> hypergeometric_z([[1, 1, 0], [1, 1, 1], [0, 0, 1]]).round(3)
    array([[ 0.   ,  1.414, -0.707],
           [ 1.414,  0.   , -0.707],
           [-0.707, -0.707,  0.   ]])
    """
    together, ubiquity = _together(x)
    regions = len(np.asarray(x))
    expected = np.outer(ubiquity, ubiquity) / max(1, regions)
    others = regions - ubiquity
    variance = expected * np.outer(others, others) / max(1, regions * (regions - 1))
    z = _over(together - expected, np.sqrt(variance))
    np.fill_diagonal(z, 0.0)
    return z


def spanning(memberships: npt.ArrayLike) -> Matrix:
    """Relatedness by areas that belong to both niches, such as "ICT and e-health".

    phi_ij = sum_a min(m_ai, m_aj) / sum_a max(m_ai, m_aj); for 0/1 memberships the areas of both over the areas of
    either. Sources: Jaccard (1912), with graded memberships Ruzicka (1958).

    A ratio and not an excess over chance: the null model corrects co-occurrence for long portfolios, but areas belong
    to one to three niches, so that popularity is what there is to correct, and the areas of either niche in the
    denominator do that. It is taken over areas, and so asks whether people put two subjects into one name, where
    co-occurrence asks whether they list both. Two niches of one area each score 1 where they share it, which is little
    evidence; and a name that the model cannot place between near-synonyms counts as spanning them.

    Parameters
    ----------
    memberships : array_like (n_areas, n_niches)
        m_ai in [0, 1], or 0/1.

    Returns
    -------
    ndarray (n_niches, n_niches)
        In [0, 1].

    Raises
    ------
    SettingError
        Memberships are not in [0, 1].

    Examples
    --------
    Area 0 belongs to niches 0 and 1, area 1 to niche 0, area 2 to niches 1 and, by half, 2:

    >>> spanning([[1, 1, 0], [1, 0, 0], [0, 1, 0.5]]).round(3)
    array([[0.   , 0.333, 0.   ],
           [0.333, 0.   , 0.25 ],
           [0.   , 0.25 , 0.   ]])
    """
    m = np.asarray(memberships, dtype=np.float64)
    if m.ndim != 2 or not ((m >= 0) & (m <= 1)).all():
        raise SettingError("memberships", expected="a table of numbers from 0 to 1", found="something else")
    both = np.zeros((m.shape[1], m.shape[1]))
    for niche, of_niche in enumerate(m.T):
        spanned = m[of_niche > 0]
        both[niche] = np.minimum(spanned, spanned[:, [niche]]).sum(axis=0)
    both = (both + both.T) / 2  # sums in another order may differ in their last bits
    sums = m.sum(axis=0)
    either = np.add.outer(sums, sums) - both
    np.fill_diagonal(both, 0.0)
    return _over(both, either)


def _together(x: npt.ArrayLike) -> tuple[Matrix, Matrix]:
    """How many regions work on both niches (zero diagonal), and on each."""
    given = np.asarray(x, dtype=np.float64)
    if given.ndim != 2 or not np.isin(given, (0.0, 1.0)).all():
        raise SettingError("presence matrix", expected="a table of 0 and 1", found="something else")
    together: Matrix = given.T @ given
    np.fill_diagonal(together, 0.0)
    return together, given.sum(axis=0)


def _over(upper: Matrix, lower: Matrix) -> Matrix:
    """The ratio, 0 where there is nothing to divide by."""
    ratio: Matrix = np.divide(upper, lower, out=np.zeros_like(upper), where=lower > 0)
    return ratio
