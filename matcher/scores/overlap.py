"""Overlap of two regions: what both have, a shared rare niche counting more than a shared popular one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.scores.excess import LEAST_SPREAD, Excess

__all__ = ["Shared", "overlap_parts", "rarity", "shared_beyond_chance"]

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


def rarity(x: Matrix) -> Matrix:
    """Weight of each niche, v_i = sqrt(R / u_i): the fewer of the R regions have it, the more it counts.

    It does not change when every region is listed twice. A niche that nobody has weighs as much as the rarest one.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)

    Returns
    -------
    ndarray (n_niches,)
        At least 1.

    Examples
    --------
    >>> rarity(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))
    array([1., 2., 2.])
    """
    ubiquity = x.sum(axis=0)
    rarest = ubiquity[ubiquity > 0].min(initial=len(x))
    weights: Matrix = np.sqrt(len(x) / np.where(ubiquity > 0, ubiquity, rarest))
    return weights


class Shared(NamedTuple):
    """The overlap of each pair, (n_regions, n_regions), symmetric; nan where one has no list, and on the diagonal.

    Attributes
    ----------
    overlap : ndarray
        In [0, 1].
    expected : ndarray
        The overlap where as much is shared as chance would give.
    z : ndarray
        How far the shared weight lies beyond chance.
    """

    overlap: Matrix
    expected: Matrix
    z: Matrix


def shared_beyond_chance(
    x: Matrix, shared: Excess, *, back: Excess | None = None, rows: Rows | None = None, columns: Rows | None = None
) -> Shared:
    """Overlap, its value by chance, and z, from what is shared in both directions.

    * S_rs = sum_i v_i x_ri x_si; overlap = S_rs / (sum_i v_i x_ri + sum_i v_i x_si - S_rs), a Jaccard index with rarity
      weights.
    * z = (z(r <- s) + z(s <- r)) / 2. Given r's list s is drawn, and the other way round, so the two differ a little,
      and each by itself leans to long lists.
    * expected: the overlap with E in the place of S, E = (E_rs / sd_rs + E_sr / sd_sr) / (1 / sd_rs + 1 / sd_sr), for
      which z = 0. So z is above 0 where the overlap is above its expected value, and nowhere else.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
    shared : Excess
        For the weights v_i x_ri (`beyond_chance`).
    back : Excess, optional
        The same in the other direction, rows and columns as in `shared`; its transpose where all regions are there.
    rows, columns : ndarray of int, optional
        The regions in the rows and in the columns; all where not given.

    Examples
    --------
    A and B share niche 0, C and D have niche 1. Given A, one of the three others has niche 0: E = 1/3 of v = sqrt 2.

    >>> from matcher.scores.excess import beyond_chance
    >>> x = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    >>> (found,) = beyond_chance(x, rarity(x) * x)
    >>> shared_beyond_chance(x, found).overlap[0].round(3)
    array([nan,  1.,  0.,  0.])
    """
    back = Excess(*(values.T for values in shared)) if back is None else back
    size = x @ rarity(x)
    in_rows, in_columns = (size if some is None else size[some] for some in (rows, columns))
    both = in_rows[:, None] + in_columns[None, :]
    sure, sure_back = (_over_spread(found.spread) for found in (shared, back))
    weighted = sure * np.nan_to_num(shared.expected) + sure_back * np.nan_to_num(back.expected)
    total, value = sure + sure_back, np.nan_to_num(shared.value)
    expected = np.divide(weighted, total, out=value.copy(), where=total > 0)
    there = ~np.isnan(shared.value)
    found = (_of_united(value, both), _of_united(expected, both), (shared.z + back.z) / 2)
    return Shared(*(np.where(there, values, np.nan) for values in found))


def _over_spread(spread: Matrix) -> Matrix:
    """1 over the spread; 0 where chance leaves no choice."""
    return np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > LEAST_SPREAD)


def overlap_parts(x: Matrix, r: int, s: int) -> Matrix:
    """What each niche adds to the overlap of regions r and s: v_i x_ri x_si / sum_k v_k max(x_rk, x_sk).

    Returns
    -------
    ndarray (n_niches,)
        Sums to the overlap.

    Examples
    --------
    >>> overlap_parts(np.array([[1.0, 0.0], [1.0, 1.0]]), 0, 1).round(3)
    array([0.414, 0.   ])
    """
    v = rarity(x)
    united = (v * np.maximum(x[r], x[s])).sum()
    parts: Matrix = v * x[r] * x[s] / united if united > 0 else np.zeros_like(v)
    return parts


def _of_united(shared: Matrix, both: Matrix) -> Matrix:
    """The shared weight over that of either; at most 1."""
    united = both - shared
    return np.minimum(np.divide(shared, united, out=np.zeros_like(shared), where=united > 0), 1.0)
