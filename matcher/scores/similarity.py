"""How alike regions are: the family of overlap measures, for all pairs at once.

Notation: x_ri in {0, 1} region r works on niche i; d_r its number of niches, u_i the number of regions on niche i; s_ri
the share of niche i among r's areas (`area_shares`); phi_ij relatedness of niches. Every measure of pairs is
(n_regions, n_regions) and symmetric; the diagonal is nan, and so are rows and columns of regions without a niche. The
overlap that ranks partners weighs rare niches more: see `matcher.scores.overlap`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = [
    "area_shares",
    "cosine",
    "finger_kreinin",
    "finger_kreinin_parts",
    "jaccard",
    "krugman_distance",
    "mean_best_match",
    "min_complement",
    "newman_parts",
    "newman_weight",
    "overlap_coefficient",
    "pairs_of",
    "theme_aware_cosine",
]

Matrix = npt.NDArray[np.float64]


def area_shares(counts: npt.ArrayLike) -> Matrix:
    """Share of each niche among the areas of a region, s_ri = n_ri / sum_k n_rk.

    Parameters
    ----------
    counts : array_like (n_regions, n_niches)
        How many areas of region r belong to niche i; 0/1 presence gives each of a region's niches the same share.

    Returns
    -------
    ndarray (n_regions, n_niches)
        Rows sum to 1, or to 0 where a region has no niche.

    Examples
    --------
    >>> area_shares([[3, 1], [0, 0]])
    array([[0.75, 0.25],
           [0.  , 0.  ]])
    """
    given = np.asarray(counts, dtype=np.float64)
    return _over(given, given.sum(axis=1, keepdims=True))


def jaccard(x: Matrix) -> Matrix:
    """Niches that both work on over those that either does: sum_i x_ri x_si / sum_i max(x_ri, x_si), in [0, 1].

    Source: Jaccard (1901).

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.

    Examples
    --------
    A has niches 0 and 1, B has 1 and 2, C has 1: A and B share one niche of three, A and C one of two.

    >>> jaccard(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]]))[0].round(3)
    array([  nan, 0.333, 0.5  ])
    """
    shared, d = x @ x.T, x.sum(axis=1)
    return pairs_of(_over(shared, d[:, None] + d[None, :] - shared), d > 0)


def overlap_coefficient(x: Matrix) -> Matrix:
    """Niches that both work on over those of the smaller portfolio: sum_i x_ri x_si / min(d_r, d_s), in [0, 1].

    1 where one portfolio lies within the other; never below `jaccard`. Source: Szymkiewicz (1934), Simpson (1943).

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.

    Examples
    --------
    A has niches 0 and 1, B has 1 and 2, C has 1: what C works on, A does too.

    >>> overlap_coefficient(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]]))[0]
    array([nan, 0.5, 1. ])
    """
    d = x.sum(axis=1)
    return pairs_of(_over(x @ x.T, np.minimum(d[:, None], d[None, :])), d > 0)


def cosine(x: Matrix) -> Matrix:
    """Cosine of the angle between two portfolios: `sum_i x_ri x_si / (|x_r| |x_s|)`, in [0, 1].

    Source: Jaffe (1986), American Economic Review 76, 984-1001, for firms' shares of patents in classes. The length of
    a row does not count, so numbers of areas and their shares give the same.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence, numbers of areas, or shares.

    Examples
    --------
    >>> cosine(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]))[0].round(3)
    array([  nan, 0.707,   nan])
    """
    return theme_aware_cosine(x, np.zeros((x.shape[1], x.shape[1])))


def theme_aware_cosine(x: Matrix, phi: Matrix) -> Matrix:
    """Cosine that also counts related niches: p' Phi q / sqrt(p' Phi p q' Phi q), in [0, 1].

    Phi = I + c phi: the same niche counts 1, related ones c phi_ij. c = min(1, 1 / -l), with l the smallest eigenvalue
    of phi, so that Phi is positive semidefinite: without it two regions could be more alike than either is to itself.
    With phi = 0 it is `cosine`. Source: the soft cosine of Sidorov, Gelbukh, Gómez-Adorno and Pinto (2014), Computación
    y Sistemas 18, 491-504.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence, numbers of areas, or shares.
    phi : ndarray (n_niches, n_niches)
        Relatedness, symmetric, zero diagonal.

    Examples
    --------
    A has niche 0, B has niche 1, C has niche 2; niches 0 and 1 are related by 0.5:

    >>> phi = np.array([[0.0, 0.5, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> theme_aware_cosine(np.eye(3), phi)[0]
    array([nan, 0.5, 0. ])
    """
    smallest = float(np.linalg.eigvalsh(phi)[0]) if phi.size else 0.0
    like = x @ (np.eye(len(phi)) + phi * min(1.0, -1 / smallest if smallest < 0 else 1.0)) @ x.T
    like = (like + like.T) / 2
    length = np.sqrt(np.diag(like))
    return pairs_of(_over(like, np.outer(length, length)), x.sum(axis=1) > 0)


def finger_kreinin(shares: Matrix) -> Matrix:
    """What two regions' shares have in common: FK = sum_i min(s_ri, s_si), in [0, 1].

    FK = 1 - K / 2 with K the `krugman_distance`. Source: Finger and Kreinin (1979), Economic Journal 89, 905-912, for
    the exports of two countries.

    Parameters
    ----------
    shares : ndarray (n_regions, n_niches)
        Rows sum to 1 (`area_shares`).

    Examples
    --------
    A has 3/4 of its areas in niche 0 and 1/4 in niche 1, B half in each:

    >>> finger_kreinin(np.array([[0.75, 0.25], [0.5, 0.5]]))[0]
    array([ nan, 0.75])
    """
    common = [np.minimum(shares, row).sum(axis=1) for row in shares]
    return pairs_of(np.reshape(common, (len(shares), len(shares))), shares.sum(axis=1) > 0)


def finger_kreinin_parts(shares: Matrix, r: int, s: int) -> Matrix:
    """What each niche adds to `finger_kreinin` of regions r and s: min(s_ri, s_si), (n_niches,).

    Examples
    --------
    >>> finger_kreinin_parts(np.array([[0.75, 0.25], [0.5, 0.5]]), 0, 1)
    array([0.5 , 0.25])
    """
    parts: Matrix = np.minimum(shares[r], shares[s])
    return parts


def krugman_distance(shares: Matrix) -> Matrix:
    """How far two regions' shares lie apart: `K = sum_i |s_ri - s_si|`, 0 (the same shares) to 2 (nothing in common).

    Source: Krugman (1991), Geography and Trade, between two regions.

    Parameters
    ----------
    shares : ndarray (n_regions, n_niches)
        Rows sum to 1 (`area_shares`).

    Examples
    --------
    >>> krugman_distance(np.array([[0.75, 0.25], [0.5, 0.5]]))[0]
    array([nan, 0.5])
    """
    apart = [np.abs(shares - row).sum(axis=1) for row in shares]
    return pairs_of(np.reshape(apart, (len(shares), len(shares))), shares.sum(axis=1) > 0)


def min_complement(shares: Matrix) -> Matrix:
    """Min-complement distance, 1 - sum_i min(s_ri, s_si), in [0, 1]; half the `krugman_distance`.

    It does not change when the niches that only one of the two works on are split or merged. Source: Bar and Leiponen
    (2012), Economics Letters 116, 457-459.

    Parameters
    ----------
    shares : ndarray (n_regions, n_niches)
        Rows sum to 1 (`area_shares`).

    Examples
    --------
    >>> min_complement(np.array([[0.75, 0.25], [0.5, 0.5]]))[0]
    array([ nan, 0.25])
    """
    return 1 - finger_kreinin(shares)


def newman_weight(x: Matrix) -> Matrix:
    """Collaboration weight: each shared niche counts 1 over the number of other regions on it.

    w_rs = sum over niches i with u_i > 1 of x_ri x_si / (u_i - 1): a niche that few share binds more. At most min(d_r,
    d_s); a region's weights sum to the number of its niches that some other region works on. Source: Newman (2001),
    Physical Review E 64, 016132, for authors of joint papers.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.

    Examples
    --------
    All three regions work on niche 0, A and B also on niche 1:

    >>> newman_weight(np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]]))[0]
    array([nan, 1.5, 0.5])
    """
    return pairs_of(x @ (_newman(x)[:, None] * x.T), x.sum(axis=1) > 0)


def newman_parts(x: Matrix, r: int, s: int) -> Matrix:
    """What each niche adds to `newman_weight` of regions r and s: x_ri x_si / (u_i - 1), (n_niches,).

    Examples
    --------
    >>> newman_parts(np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]]), 0, 1)
    array([0.5, 1. ])
    """
    parts: Matrix = x[r] * x[s] * _newman(x)
    return parts


def mean_best_match(vectors: npt.ArrayLike, rows: npt.ArrayLike, n_regions: int) -> Matrix:
    """How well the areas of two regions match by meaning, without niches: the mean best cosine, both ways.

    m(r -> s) = mean over areas a of r of max over areas b of s of cos(a, b); the measure is (m(r -> s) + m(s -> r)) /
    2. Source: the best-match average of Azuaje, Wang and Bodenreider (2005), there for sets of terms.

    Parameters
    ----------
    vectors : array_like (n_areas, d)
        Unit vectors. Leave horizontal areas out: "Collaboration for innovation" matches itself everywhere.
    rows : array_like of int (n_areas,)
        Row of each area's region in the result.
    n_regions : int
        Number of regions; those without an area get nan.

    Returns
    -------
    ndarray (n_regions, n_regions)
        In [-1, 1].

    Examples
    --------
    A has two areas at a right angle, B has one of them. A's match 1 and 0, B's matches 1:

    >>> mean_best_match([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0, 0, 1], 2)
    array([[ nan, 0.75],
           [0.75,  nan]])
    """
    given, of = np.asarray(vectors, dtype=np.float64), np.asarray(rows, dtype=np.intp)
    order = np.argsort(of, kind="stable")
    given, sizes = given[order], np.bincount(of, minlength=n_regions)
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    one_way = np.full((n_regions, n_regions), np.nan)
    for r, start in zip(filled, starts, strict=True):
        own = given[start : start + sizes[r]]
        one_way[r, filled] = np.maximum.reduceat(own @ given.T, starts, axis=1).mean(axis=0)
    return pairs_of((one_way + one_way.T) / 2, sizes > 0)


def pairs_of(values: Matrix, filled: npt.NDArray[np.bool_]) -> Matrix:
    """The values of pairs of two different regions that both have a niche; nan elsewhere.

    Parameters
    ----------
    values : ndarray (n_regions, n_regions)
    filled : ndarray of bool (n_regions,)
        Which regions have a niche.

    Examples
    --------
    >>> pairs_of(np.ones((3, 3)), np.array([True, True, False]))
    array([[nan,  1., nan],
           [ 1., nan, nan],
           [nan, nan, nan]])
    """
    both = np.outer(filled, filled) & ~np.eye(len(filled), dtype=bool)
    return np.where(both, values, np.nan)


def _newman(x: Matrix) -> Matrix:
    """1 / (u_i - 1) where more than one region works on niche i, else 0."""
    others = x.sum(axis=0) - 1
    return _over(np.ones_like(others), np.maximum(others, 0))


def _over(upper: Matrix, lower: Matrix) -> Matrix:
    """A ratio; 0 where nothing is divided by (such pairs are masked, such niches add nothing)."""
    where = np.broadcast_to(lower > 0, upper.shape)
    ratio: Matrix = np.divide(upper, lower, out=np.zeros_like(upper), where=where)
    return ratio
