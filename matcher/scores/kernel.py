"""The estimates of `matcher.scores.blocks` and their first ones in one pass, compiled; with numba, the extra `fast`."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["first_places"]

Ints = npt.NDArray[np.int64]
Single = npt.NDArray[np.float32]


@numba.njit(cache=False, nogil=True)
def first_places(  # noqa: C901 - one pass, as it is compiled
    weights: Single,
    lists: tuple[Ints, Ints, Ints],
    by_size: tuple[Single, Single],
    own: Ints,
    numbers: Ints,
    kept: npt.NDArray[np.bool_],
    k: int,
    error: Single,
) -> tuple[Ints, Ints]:  # pragma: no cover - compiled
    """Places of all partners that may be among the k first of each asker, and for whom; those alike are left out.

    Partners come one after the other, each with its few niches, for all askers side by side. Of each asker the k
    largest values so far are held: what lies below the smallest of them, by more than the error, is never looked at.

    Parameters
    ----------
    weights : ndarray (n_niches, n_askers)
    lists : tuple of ndarray
        Where the list of each partner begins, the niches of all lists, and where the partners of each size begin.
    by_size : tuple of ndarray (n_sizes, n_askers)
        What values are multiplied by, and what is then taken away.
    own, numbers : ndarray of int
        Numbers of the lists of the askers and of the partners.
    kept : ndarray of bool (n_partners, n_askers)
        Empty where all are.
    k : int
    error : ndarray (n_askers,)
        Infinite for those who want nothing.
    """
    begins, niches, sizes = lists
    factor, less = by_size
    lanes = weights.shape[1]
    best = np.full((lanes, k), -np.inf, dtype=np.float32)
    cut = np.where(np.isinf(error), np.float32(np.inf), np.float32(-np.inf)).astype(np.float32)
    value = np.zeros(lanes, dtype=np.float32)
    places, askers, values = np.zeros(1024, np.int64), np.zeros(1024, np.int64), np.zeros(1024, np.float32)
    found = 0
    for size in range(len(sizes) - 1):
        for place in range(sizes[size], sizes[size + 1]):
            value[:] = 0
            for at in range(begins[place], begins[place + 1]):
                row = weights[niches[at]]
                for lane in range(lanes):
                    value[lane] += row[lane]
            above = 0
            for lane in range(lanes):
                value[lane] = value[lane] * factor[size, lane] - less[size, lane]
                above += value[lane] >= cut[lane]
            if above == 0:
                continue
            for lane in range(lanes):
                if value[lane] < cut[lane] or own[lane] == numbers[place] or (kept.size and not kept[place, lane]):
                    continue
                if found == len(places):
                    places = np.concatenate((places, places))
                    askers = np.concatenate((askers, askers))
                    values = np.concatenate((values, values))
                places[found], askers[found], values[found] = place, lane, value[lane]
                found += 1
                least = best[lane].argmin()
                if value[lane] > best[lane, least]:
                    best[lane, least] = value[lane]
                    cut[lane] = best[lane].min() - 2 * error[lane]
    near = np.array([values[at] >= cut[askers[at]] for at in range(found)], dtype=np.bool_)
    return places[:found][near], askers[:found][near]
