"""Overlap of two regions: what both work on, a shared rare niche counting more than a shared popular one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["overlap_parts", "rarity", "shared_and_united"]

Matrix = npt.NDArray[np.float64]


def rarity(x: Matrix) -> Matrix:
    """Weight of each niche, v_i = log((R + 1) / (u_i + 1)) + 1: the fewer regions work on it, the more it counts.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)

    Returns
    -------
    ndarray (n_niches,)
        At least 1.

    Examples
    --------
    >>> rarity(np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]])).round(3)
    array([1.   , 1.693])
    """
    weights: Matrix = np.log((len(x) + 1) / (x.sum(axis=0) + 1)) + 1
    return weights


def overlap_parts(x: Matrix, r: int, s: int) -> Matrix:
    """What each niche adds to the overlap of regions r and s: v_i x_ri x_si / sum_k v_k max(x_rk, x_sk).

    Returns
    -------
    ndarray (n_niches,)
        Sums to the overlap.

    Examples
    --------
    >>> overlap_parts(np.array([[1.0, 0.0], [1.0, 1.0]]), 0, 1).round(3)
    array([0.416, 0.   ])
    """
    v = rarity(x)
    united = (v * np.maximum(x[r], x[s])).sum()
    parts: Matrix = v * x[r] * x[s] / united if united > 0 else np.zeros_like(v)
    return parts


def shared_and_united(x: Matrix, v: Matrix) -> tuple[Matrix, Matrix]:
    """sum_i v_i x_ri x_si and sum_i v_i (x_ri + x_si - x_ri x_si), for 0/1 values and for probabilities alike."""
    shared = (x * v) @ x.T
    sums = x @ v
    return shared, sums[:, None] + sums[None, :] - shared
