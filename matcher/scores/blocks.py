"""The first partners of many regions, some of them at a time, so that all pairs are never held.

What ranks is estimated in single precision with a bound for its error, by the few niches that each partner has. Every
partner that may be among the first is then scored as `matcher.scores.pairs` scores it, so that the first are the same,
in the same order, as where all pairs are sorted: rounded to nine decimals, and ties in the order of the regions.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.scores.excess import LEAST_SPREAD, Gains
from matcher.scores.pairs import Pairing
from matcher.settings import DECIMALS, RANKINGS

__all__ = ["Firsts", "best_partners"]

Matrix = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
#: Which regions may be partners of some rows (n_rows, n_regions).
Kept = Callable[[Rows], npt.NDArray[np.bool_]]

#: How many regions ask at a time; without numba so many of them side by side, of so many partners at a time, and of how
#: many of these the best one is looked for.
ASKING = 256
LANES = 64
TILE = 2048
GROUP = 16
#: Below every value that counts.
LEAST = np.finfo(np.float32).min
#: Half a unit in the last place of single precision, and of what is rounded.
SINGLE = 2.0**-24
ROUNDED = 10.0**-DECIMALS
NOBODY: Rows = np.zeros(0, dtype=np.intp)
#: Whether what numba compiles is used: it is an extra, `fast`.
COMPILED = importlib.util.find_spec("numba") is not None
#: Of how many regions on: to compile takes five seconds, and numpy finds the first of fewer in two.
COMPILED_FROM = 20_000


class Firsts(NamedTuple):
    """The first partners of some regions, the best first.

    Attributes
    ----------
    rows : ndarray of int (n_rows,)
        The regions that ask.
    partners : ndarray of int (n_rows, k)
        Rows of the partners; -1 where there are fewer.
    values : ndarray (n_rows, k)
        What ranks them, rounded; nan where there are fewer.
    """

    rows: Rows
    partners: Rows
    values: Matrix


def best_partners(
    pairing: Pairing,
    *,
    by: str = "complementarity",
    k: int = 10,
    kept: Kept | None = None,
    rows: Rows | None = None,
) -> Iterator[Firsts]:
    """The k first partners of each region, of some regions at a time.

    Parameters
    ----------
    pairing : Pairing
        Of all regions.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks, by how far it lies beyond chance.
    k : int
        How many.
    kept : callable, optional
        From rows to which regions may be their partners (n_rows, n_regions); all others where not given.
    rows : ndarray of int, optional
        The regions that ask; all where not given.

    Yields
    ------
    Firsts

    Examples
    --------
    >>> x, phi = np.eye(3), np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])
    >>> (found,) = best_partners(Pairing(x, 1 - x, phi), k=2)
    >>> found.partners.tolist(), found.values[0].tolist()
    ([[1, 2], [0, 2], [-1, -1]], [1.0, -1.0])
    """
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    if k < 1:
        raise SettingError("how many partners", expected="1 or more", found=str(k))
    blocks, asking = _Blocks(pairing, by), np.arange(pairing.n) if rows is None else rows
    for start in range(0, len(asking), ASKING):
        part = asking[start : start + ASKING]
        yield blocks.firsts(part, k, None if kept is None else kept(part))


class _Tile(NamedTuple):
    """Some partners of one size, by their places in order of size, and their lists as a sparse matrix."""

    part: slice
    size: int
    lists: Any


class _Estimate(NamedTuple):
    """z of the partners of a tile (rows) for askers (columns), and how far it may be off; or for all."""

    z: Single
    error: Single


class _Blocks:
    """What all blocks of one ranking have in common."""

    def __init__(self, pairing: Pairing, by: str) -> None:
        self.by, self.gains = by, pairing.shared if by == "overlap" else pairing.gained
        self.others = self.gains.others
        self.order = np.argsort(self.others.sizes.of, kind="stable")
        self.bounds = np.r_[0, self.others.sizes.number.cumsum()].astype(np.intp)
        if self.others.sizes.sizes[0] == 0:  # who has no list is nobody's partner
            self.bounds[0] = self.bounds[1]
        self.longest = float(self.others.sizes.sizes[-1])

    def firsts(self, rows: Rows, k: int, kept: Mask | None) -> Firsts:
        """The first partners of these regions: all that may be among them are scored exactly."""
        w = self.gains.weights(rows)
        asker, partner = self._fast(rows, w, k, kept) if self._kernel else self._may(rows, w, k, kept)
        twin_of, twin = self._twins(rows, k, kept)
        asker, partner = np.r_[asker, twin_of], np.r_[partner, twin]
        return _ranked(rows, asker, partner, self._exact(rows, w, asker, partner), min(k, len(self.order)))

    def _may(self, rows: Rows, w: Matrix, k: int, kept: Mask | None) -> tuple[Rows, Rows]:
        """For whom who may be among the first, without those of the very list."""
        found = []
        for start in range(0, len(rows), LANES):
            some = slice(start, start + LANES)
            asker, partner = self._may_of(rows[some], w[some], k, None if kept is None else kept[some])
            found.append((asker + start, partner))
        asker, partner = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return asker, partner

    def _may_of(self, rows: Rows, w: Matrix, k: int, kept: Mask | None) -> tuple[Rows, Rows]:
        """The same for as many as ask side by side."""
        estimate, own = self._estimates(rows, w), self.others.lists[rows]
        asked = self._asked(own)
        best, found = np.full((k, len(rows)), LEAST, dtype=np.float32), [(NOBODY, NOBODY, np.zeros(0, np.float32))]
        for tile in self._tiles:
            z, error = estimate(tile)
            partners = self.order[tile.part]
            lists = self.others.lists[partners]
            alike = np.flatnonzero(asked[lists])
            z[alike] = np.where(lists[alike, None] == own, -np.inf, z[alike])
            if kept is not None:
                z[~kept[:, partners].T] = -np.inf
            best = _largest(best, z - error)
            z += error
            at = np.flatnonzero(z >= best[0])
            place, lane = np.divmod(at, len(rows))
            found.append((lane, partners[place], z.reshape(-1)[at]))
        asker, partner, highest = (np.concatenate(parts) for parts in zip(*found, strict=True))
        near = highest >= best[0, asker]
        return asker[near], partner[near]

    def _fast(self, rows: Rows, w: Matrix, k: int, kept: Mask | None) -> tuple[Rows, Rows]:
        """The same, compiled."""
        certain, less, error = _by_size(self.gains, rows, w, self.longest)
        lists, every = self.others.lists, np.zeros((0, 0), dtype=np.bool_)
        asker, partner, highest, cut = self._kernel(  # type: ignore[misc]
            w, (self.order, self._groups, *self.others.held), (certain, less),
            (lists[rows], lists, self._asked(lists[rows])[lists]), every if kept is None else kept, k, error,
        )  # fmt: skip
        near = highest >= cut[asker]
        return asker[near], partner[near]

    @cached_property
    def _groups(self) -> Rows:
        """A few partners of one size at a time (n_groups, 3): the size, and the places from and to."""
        return np.array(
            [
                (size, first, min(first + GROUP, end))
                for size, (begin, end) in enumerate(pairwise(self.bounds.tolist()))
                for first in range(begin, end, GROUP)
            ],
            dtype=np.intp,
        ).reshape(-1, 3)

    def _asked(self, own: Rows) -> Mask:
        """Which of the distinct lists those are."""
        asked = np.zeros(int(self.others.lists.max()) + 1, dtype=np.bool_)
        asked[own] = True
        return asked

    @cached_property
    def _kernel(self) -> Callable[..., tuple[Rows, Rows, Single, Single]] | None:
        """The compiled pass, where it is worth its while and what ranks is what the asking regions gain."""
        if self.by != "complementarity" or not COMPILED or len(self.order) < COMPILED_FROM:
            return None
        from matcher.scores import kernel

        compiled: Callable[..., tuple[Rows, Rows, Single, Single]] = kernel.first_partners
        return compiled

    def _twins(self, rows: Rows, k: int, kept: Mask | None) -> tuple[Rows, Rows]:
        """Whose the first k with the very list of each asker are, all of which have one value, and who they are."""
        found = [np.zeros((2, 0), dtype=np.intp)]
        for lane in np.flatnonzero(self.others.copies[rows] > 1):
            same = self.others.lists == self.others.lists[rows[lane]]
            same[rows[lane]] = False
            s = np.flatnonzero(same if kept is None else same & kept[lane])[:k]
            found.append(np.array([np.full(len(s), lane), s]))
        twin_of, twin = np.concatenate(found, axis=1)
        return twin_of, twin

    def _exact(self, rows: Rows, w: Matrix, asker: Rows, s: Rows) -> Matrix:
        """What ranks, in double precision, for pairs (n_pairs,)."""
        there = self.gains.z_of_some(rows, w, asker, s)
        if self.by == "complementarity":
            return there
        back = self.gains.z_of(s, rows[asker])
        if self.by == "gives":
            return back
        return (there + back) / 2 if self.by == "overlap" else np.minimum(there, back)

    # -- estimates ----------------------------------------------------------------------------------------------------

    @cached_property
    def _tiles(self) -> list[_Tile]:
        """All partners that have a list."""
        return [
            _Tile(part, size, self._sparse(self.order[part]))
            for size, (begin, end) in enumerate(pairwise(self.bounds))
            for part in (slice(start, min(end, start + TILE)) for start in range(begin, end, TILE))
        ]

    def _sparse(self, rows: Rows) -> Any:
        from scipy import sparse

        of, niches = self.others.niches_of(rows)
        ones, shape = np.ones(len(of), dtype=np.float32), (len(rows), self.others.x.shape[1])
        return sparse.csr_array((ones, niches, np.searchsorted(of, np.arange(len(rows) + 1))), shape=shape)

    def _estimates(self, rows: Rows, w: Matrix) -> Callable[[_Tile], _Estimate]:
        """What ranks the partners of a tile, in single precision."""
        there, back = self._there(rows, w), self._back(rows)
        if self.by == "complementarity":
            return there
        return back if self.by == "gives" else lambda tile: self._both(there(tile), back(tile))

    def _both(self, there: _Estimate, back: _Estimate) -> _Estimate:
        z = (there.z + back.z) * np.float32(0.5) if self.by == "overlap" else np.minimum(there.z, back.z)
        return _Estimate(z, np.maximum(there.error, back.error))

    def _there(self, rows: Rows, w: Matrix) -> Callable[[_Tile], _Estimate]:
        """What the asking regions gain."""
        certain, less, error = _by_size(self.gains, rows, w, self.longest)
        weights = np.ascontiguousarray(w.T, dtype=np.float32)

        def estimate(tile: _Tile) -> _Estimate:
            z = tile.lists @ weights
            z *= certain[:, tile.size]
            z -= less[:, tile.size]
            return _Estimate(z, error[None, :])

        return estimate

    def _back(self, rows: Rows) -> Callable[[_Tile], _Estimate]:
        """What all gain from the asking regions."""
        of = self.others.sizes.of[rows]

        def estimate(tile: _Tile) -> _Estimate:
            weights, certain, less, error = self._gaining[tile.part.start]
            z = (lists @ weights).T
            return _Estimate(z * certain[:, of] - less[:, of], error[:, None])

        lists = self._sparse(rows)
        return estimate

    @cached_property
    def _gaining(self) -> dict[int, tuple[Single, Single, Single, Single]]:
        """Weights (n_niches, n_partners) and what `_by_size` gives, of the partners of each tile."""
        found = {}
        for tile in self._tiles:
            partners = self.order[tile.part]
            w = self.gains.weights(partners)
            by_size = _by_size(self.gains, partners, w, self.longest)
            found[tile.part.start] = np.ascontiguousarray(w.T, dtype=np.float32), *by_size
        return found


def _by_size(gains: Gains, rows: Rows, w: Matrix, longest: float) -> tuple[Single, Single, Single]:
    """1 over the spread, expected over the spread (n_rows, n_sizes), and how far z in single precision may be off.

    For who wants nothing the second is infinite, so that every z is below all that count.
    """
    spread, total = gains.spread[rows], w.sum(axis=1)
    certain = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > LEAST_SPREAD)
    less = gains.expected[rows] * certain
    most = total * certain.max(axis=1) + less.max(axis=1)
    error = SINGLE * (longest + 8) * 2 * most + ROUNDED * (certain.max(axis=1) + 2)
    less[total == 0] = np.inf
    return certain.astype(np.float32), less.astype(np.float32), error.astype(np.float32)


def _largest(best: Single, lower: Single) -> Single:
    """Of values that are reached for certain, the largest of each column, the smallest of them first; those before too.

    Where there are many, only the best of each few is looked at: hardly less is reached.
    """
    k, n = len(best), len(lower) // GROUP
    if n >= 4 * k:
        lower = lower[: n * GROUP].reshape(n, GROUP, -1).max(axis=1)
    both = np.concatenate([best, lower])
    found: Single = np.partition(both, len(both) - k, axis=0)[len(both) - k :]
    return found


def _ranked(rows: Rows, asker: Rows, s: Rows, exact: Matrix, k: int) -> Firsts:
    """The first k of those that may be."""
    values = np.round(exact, DECIMALS)
    there = ~np.isnan(values)
    asker, s, values = asker[there], s[there], values[there]
    order = _in_order(asker, values, s)
    asker, s, values = asker[order], s[order], values[order]
    rank = np.arange(len(asker)) - np.searchsorted(asker, asker)
    first = rank < k
    found = Firsts(rows, np.full((len(rows), k), -1), np.full((len(rows), k), np.nan))
    found.partners[asker[first], rank[first]] = s[first]
    found.values[asker[first], rank[first]] = values[first]
    return found


def _in_order(asker: Rows, values: Matrix, s: Rows) -> Rows:
    """The order by who asks, value and region; regions need not be sorted where no two have one value."""
    order = np.argsort(-values)
    order = order[np.argsort(asker[order].astype(np.uint16), kind="stable")]
    tied = (np.diff(asker[order]) == 0) & (np.diff(values[order]) == 0)
    return np.lexsort((s, -values, asker)) if tied.any() else order
