"""Side by side with complementarity: same theme in different niches, related portfolios, and gaps in level.

These are shown beside the scores and rank nothing. Matrices of pairs are (n_regions, n_regions), with nan on the
diagonal and for regions without a niche.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.scores.similarity import pairs_of

__all__ = [
    "SameTheme",
    "horizontal_complementarity",
    "horizontal_parts",
    "leader_follower",
    "same_theme_different_niche",
    "same_theme_pairs",
    "same_theme_share",
]

Matrix = npt.NDArray[np.float64]


class SameTheme(NamedTuple):
    """Pairs of niches under one broad theme, one that only r has and one that only s has.

    Attributes
    ----------
    number : ndarray (n_regions, n_regions)
        How many such pairs.
    share : ndarray (n_regions, n_regions)
        Over all d_r d_s pairs of a niche of r with a niche of s, in [0, 1].
    """

    number: Matrix
    share: Matrix


def horizontal_complementarity(shares: Matrix, phi: Matrix) -> Matrix:
    """How related the different niches of two regions are: H = sum_i sum_{j != i} p_ri phi_ij p_sj.

    The mean relatedness of an area of r and an area of s drawn by their shares, where the same niche counts 0.
    Symmetric, in [0, largest phi]. It does not ask whether r lacks j: what both have, and is related, counts too. The
    form is that of Rao (1982), Theoretical Population Biology 21, 24-43, with relatedness in place of distance.

    Parameters
    ----------
    shares : ndarray (n_regions, n_niches)
        Rows sum to 1 (`matcher.scores.area_shares`).
    phi : ndarray (n_niches, n_niches)
        Relatedness; its diagonal is left out.

    Examples
    --------
    A has niche 0 alone, B half niche 0 and half niche 1; the two are related by 0.5:

    >>> horizontal_complementarity(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, 0.5], [0.5, 0.0]]))[0]
    array([ nan, 0.25])
    """
    values = shares @ _hollow(phi) @ shares.T
    return pairs_of((values + values.T) / 2, shares.sum(axis=1) > 0)


def horizontal_parts(shares: Matrix, phi: Matrix, r: int, s: int) -> Matrix:
    """What niche i of r and niche j of s add to `horizontal_complementarity`: p_ri phi_ij p_sj, (n_niches, n_niches).

    Examples
    --------
    >>> horizontal_parts(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, 0.5], [0.5, 0.0]]), 0, 1)
    array([[0.  , 0.25],
           [0.  , 0.  ]])
    """
    parts: Matrix = shares[r][:, None] * _hollow(phi) * shares[s][None, :]
    return parts


def same_theme_different_niche(x: Matrix, themes: npt.ArrayLike) -> SameTheme:
    """Where two regions work in the same broad theme on different niches.

    number_rs = sum over themes t of (niches of t that r has and s has not) (niches of t that s has and r has not).
    After Makri, Hitt and Lane (2010), Strategic Management Journal 31, 602-628: technologies are complementary where
    two firms work in the same broad field on different narrow ones.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    themes : array_like (n_niches,)
        Broad theme of each niche: its id or any other value.

    Examples
    --------
    Niches 0, 1 and 2 are of one theme, niche 3 of another. A has 0 and 1, B has 1, 2 and 3: only 0 with 2 counts.

    >>> found = same_theme_different_niche(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0]]), [0, 0, 0, 1])
    >>> found.number[0, 1].tolist(), found.share[0, 1].round(3).tolist()
    (1.0, 0.167)
    """
    of, d = np.asarray(themes), x.sum(axis=1)
    number = np.zeros((len(x), len(x)))
    for theme in np.unique(of):
        niches = x[:, of == theme]
        only = niches.sum(axis=1)[:, None] - niches @ niches.T
        number += only * only.T
    share = np.divide(number, np.outer(d, d), out=np.zeros_like(number), where=np.outer(d, d) > 0)
    return SameTheme(pairs_of(number, d > 0), pairs_of(share, d > 0))


def same_theme_share(x: Matrix, themes: npt.ArrayLike) -> Matrix:
    """`same_theme_different_niche` over all pairs of a niche of one region and a niche of the other, in [0, 1].

    Examples
    --------
    >>> same_theme_share(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0]]), [0, 0, 0, 1])[0].round(3)
    array([  nan, 0.167])
    """
    return same_theme_different_niche(x, themes).share


def same_theme_pairs(x: Matrix, themes: npt.ArrayLike, r: int, s: int) -> list[tuple[int, int]]:
    """The pairs of niches that `same_theme_different_niche` counts: one that only r has, one that only s has.

    Examples
    --------
    >>> same_theme_pairs(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0]]), [0, 0, 0, 1], 0, 1)
    [(0, 2)]
    """
    of = np.asarray(themes)
    only_r, only_s = (np.flatnonzero(x[one] * (1 - x[other]) > 0) for one, other in ((r, s), (s, r)))
    return [(i, j) for i in only_r.tolist() for j in only_s.tolist() if of[i] == of[j]]


def leader_follower(level: Matrix, r: int, s: int) -> Matrix:
    """How far region r is ahead of region s on each niche: level_ri - level_si; below 0 where it follows.

    Shown only. A gap in level on the same niche is no complementarity, and no score of this product rewards it.

    Parameters
    ----------
    level : ndarray (n_regions, n_niches)
        How strongly a region works on a niche: its specialisation (RCA) or the share of its areas.
    r, s : int
        Rows.

    Returns
    -------
    ndarray (n_niches,)
        leader_follower(level, s, r) is the same with the opposite sign.

    Examples
    --------
    >>> leader_follower(np.array([[0.75, 0.25, 0.0], [0.5, 0.0, 0.5]]), 0, 1)
    array([ 0.25,  0.25, -0.5 ])
    """
    gaps: Matrix = level[r] - level[s]
    return gaps


def _hollow(phi: Matrix) -> Matrix:
    """The matrix with a zero diagonal."""
    return phi - np.diag(np.diag(phi))
