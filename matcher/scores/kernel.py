"""The estimates of `matcher.scores.blocks` and their first ones in one pass, compiled; with numba, the extra `fast`."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from matcher.scores.blocks import ASKING as LANES
from matcher.scores.blocks import GROUP

__all__ = ["first_partners"]

Ints = npt.NDArray[np.intp]
Single = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]

#: How many groups of partners are held at a time.
TILE = 32
#: Below every value that counts.
LEAST = np.finfo(np.float32).min


@numba.njit(cache=False, nogil=True)
def first_partners(
    w: Matrix,
    partners: tuple[Ints, Ints, Ints, Ints],
    by_size: tuple[Single, Single],
    lists: tuple[Ints, Ints, npt.NDArray[np.bool_]],
    kept: npt.NDArray[np.bool_],
    k: int,
    error: Single,
) -> tuple[Ints, Ints, Single, Single]:  # pragma: no cover - compiled
    """For whom who may be among the k first, for at most LANES askers side by side; those alike are left out.

    Of each group of partners the largest estimate is found, and of these the k largest so far are held: what lies below
    the smallest of them, by more than the error, is not looked at.

    Parameters
    ----------
    w : ndarray (n_askers, n_niches)
    partners : tuple of ndarray
        All in order of their size; groups of them (size, first, last + 1); the niches of all lists, and where each list
        begins.
    by_size : tuple of ndarray (n_askers, n_sizes)
        What values are multiplied by, and what is then taken away; infinite for those who want nothing.
    lists : tuple of ndarray
        Numbers of the lists of the askers and of all, and which of all have the list of an asker.
    kept : ndarray of bool (n_askers, n)
        Empty where all are.
    k : int
    error : ndarray (n_askers,)
        How far estimates may be off.

    Returns
    -------
    tuple of ndarray
        The asker, the partner and the estimate of each; and for each asker what in the end is too low.
    """
    order, groups, niches, begins = partners
    weights, factor, less = _side_by_side(w), _side_by_side(by_size[0]), _side_by_side(by_size[1])
    value, top = np.empty((TILE, GROUP, LANES), np.float32), np.empty((TILE, LANES), np.float32)
    best, cut = np.full((k, LANES), LEAST), np.full(LANES, np.float32(np.inf))
    found, room = 0, 4 * k * LANES
    askers, places, values = np.empty(room, np.intp), np.empty(room, np.intp), np.empty(room, np.float32)
    for start in range(0, len(groups), TILE):
        tile = groups[start : start + TILE]
        for at in range(len(tile)):
            size, first, end = tile[at]
            group = order[first:end]
            _estimate(group, niches, begins, weights, factor[size], less[size], value[at], top[at])
            _leave_out(group, lists, kept, value[at], top[at], best[k - 1], error)
            _hold(best, top[at])
        for lane in range(len(w)):
            cut[lane] = max(LEAST, best[k - 1, lane] - 2 * error[lane])
        more = found + _count(value, len(tile), cut)
        if more > room:
            room = 2 * more
            askers, places, values = _longer(askers, room), _longer(places, room), _longer(values, room)
        found = _collect(tile, order, value, cut, askers, places, values, found)
    return askers[:found], places[:found], values[:found], cut


@numba.njit(cache=False, nogil=True)
def _longer(values, room):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """The same values, with room for more."""
    found = np.empty(room, values.dtype)
    for at in range(len(values)):
        found[at] = values[at]
    return found


@numba.njit(cache=False, nogil=True)
def _count(value, tiles, cut):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """How many values are at least as large as what is cut off."""
    number = 0
    for at in range(tiles):
        for member in range(GROUP):
            for lane in range(LANES):
                number += value[at, member, lane] >= cut[lane]
    return number


@numba.njit(cache=False, nogil=True)
def _side_by_side(values):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Values of the askers (n_askers, n) in single precision, those of all askers next to each other (n, LANES)."""
    found = np.zeros((values.shape[1], LANES), dtype=np.float32)
    for place in range(values.shape[1]):
        for lane in range(len(values)):
            found[place, lane] = values[lane, place]
    return found


@numba.njit(cache=False, nogil=True)
def _estimate(  # type: ignore[no-untyped-def]
    group, niches, begins, weights, factor, less, value, top
):  # pragma: no cover - compiled
    """Estimates of a group of partners of one size for all askers, and the largest for each."""
    top[:] = -np.inf
    value[len(group) :] = -np.inf
    for member in range(len(group)):
        row = value[member]
        row[:] = 0
        at, end = begins[group[member]], begins[group[member] + 1]
        while at + 3 <= end:  # three at a time: sums are read and written less often
            a, b, c = weights[niches[at]], weights[niches[at + 1]], weights[niches[at + 2]]
            for lane in range(LANES):
                row[lane] += a[lane] + b[lane] + c[lane]
            at += 3
        for left in range(at, end):
            a = weights[niches[left]]
            for lane in range(LANES):
                row[lane] += a[lane]
        for lane in range(LANES):
            row[lane] = row[lane] * factor[lane] - less[lane]
            top[lane] = max(top[lane], row[lane])


@numba.njit(cache=False, nogil=True)
def _leave_out(  # type: ignore[no-untyped-def]
    group, lists, kept, value, top, least, error
):  # pragma: no cover - compiled
    """Leave out who has the asker's list or is not kept, where the largest of a group may be among the first."""
    own, numbers, alike = lists
    some = kept.size > 0
    for member in range(len(group)):
        some |= alike[group[member]]
    if not some:
        return
    for lane in range(len(own)):
        if top[lane] < least[lane] - 2 * error[lane]:
            continue
        top[lane] = -np.inf
        for member in range(len(group)):
            if numbers[group[member]] == own[lane] or (kept.size and not kept[lane, group[member]]):
                value[member, lane] = -np.inf
            top[lane] = max(top[lane], value[member, lane])


@numba.njit(cache=False, nogil=True)
def _hold(best, value):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Put a value of each asker in its place among the largest, which fall; the smallest goes."""
    for lane in range(LANES):
        if value[lane] > best[-1, lane]:
            break
    else:
        return
    for place in range(len(best)):
        for lane in range(LANES):
            larger, smaller = max(best[place, lane], value[lane]), min(best[place, lane], value[lane])
            best[place, lane], value[lane] = larger, smaller


@numba.njit(cache=False, nogil=True)
def _collect(  # type: ignore[no-untyped-def]
    tile, order, value, cut, askers, places, values, found
):  # pragma: no cover - compiled
    """Put these values after those found before, with whose and of whom they are; how many there are then."""
    for at in range(len(tile)):
        for member in range(tile[at, 2] - tile[at, 1]):
            row = value[at, member]
            number = 0
            for lane in range(LANES):
                number += row[lane] >= cut[lane]
            if number == 0:
                continue
            for lane in range(LANES):
                if row[lane] >= cut[lane]:
                    askers[found], places[found], values[found] = lane, order[tile[at, 1] + member], row[lane]
                    found += 1
    return found
