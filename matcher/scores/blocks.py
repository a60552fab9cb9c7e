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
#: Which regions may be partners of some rows (n_rows, n_regions).
Kept = Callable[[Rows], npt.NDArray[np.bool_]]

#: How many regions ask at a time, and of how many partners at a time the best one is looked for.
LANES = 64
CHUNK = 64
#: Half a unit in the last place of single precision, and of what is rounded.
SINGLE = 2.0**-24
ROUNDED = 10.0**-DECIMALS
#: Whether what numba compiles is used: it is an extra, `fast`.
COMPILED = importlib.util.find_spec("numba") is not None


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
    for start in range(0, len(asking), LANES):
        part = asking[start : start + LANES]
        yield blocks.firsts(part, k, None if kept is None else kept(part))


class _Estimate(NamedTuple):
    """z of partners (rows, in order of their size) for askers (columns), and how far it may be off; or for all."""

    z: Single
    error: npt.NDArray[np.floating]


class _Blocks:
    """What all blocks of one ranking have in common."""

    def __init__(self, pairing: Pairing, by: str) -> None:
        self.pairing, self.by = pairing, by
        self.others = (pairing.shared if by == "overlap" else pairing.gained).others
        of = self.others.sizes.of
        self.order = np.argsort(of, kind="stable")
        self.place = np.argsort(self.order)
        bounds = np.r_[0, self.others.sizes.number.cumsum()].astype(np.intp)
        self.segments = [slice(a, b) for a, b in pairwise(bounds)]
        self.unlisted = int(bounds[1]) if self.others.sizes.sizes[0] == 0 else 0
        self.longest = float(self.others.sizes.sizes[-1])

    def firsts(self, rows: Rows, k: int, kept: npt.NDArray[np.bool_] | None) -> Firsts:
        """The first partners of these regions: all that may be among them are scored exactly."""
        place, asker = self._fast(rows, k, kept) if self._kernel else self._may(rows, k, kept)
        twin, twin_of = self._twins(rows, k, kept)
        return self._ranked(rows, np.r_[asker, twin_of], np.r_[self.order[place], twin], min(k, len(self.order)))

    def _may(self, rows: Rows, k: int, kept: npt.NDArray[np.bool_] | None) -> tuple[Rows, Rows]:
        """Places of those that may be among the first, without those of the very list, and for whom."""
        z, error = self._estimate(rows)
        z[: self.unlisted] = -np.inf
        if kept is not None:
            z[~kept[:, self.order].T] = -np.inf
        for lane in np.flatnonzero(self.others.copies[rows] > 1):
            z[self.others.lists[self.order] == self.others.lists[rows[lane]], lane] = -np.inf
        z[self.place[rows], np.arange(len(rows))] = -np.inf
        place, asker = np.nonzero((z + error >= _reached(z - error, k)) & np.isfinite(z))
        return place, asker

    def _fast(self, rows: Rows, k: int, kept: npt.NDArray[np.bool_] | None) -> tuple[Rows, Rows]:
        """The same, compiled."""
        w = self.pairing.gained.weights(rows)
        certain, less, error = _by_size(self.pairing.gained, rows, w, self.longest)
        begins = np.r_[0, [part.stop for part in self.segments]].astype(np.int64)
        begins[: 1 + bool(self.unlisted)] = self.unlisted
        mask = np.zeros((0, 0), dtype=bool) if kept is None else np.ascontiguousarray(kept[:, self.order].T)
        error = np.where(w.any(axis=1), error, np.inf).astype(np.float32)
        found: tuple[Rows, Rows] = self._kernel(  # type: ignore[misc]
            np.ascontiguousarray(w.T, dtype=np.float32), (*self._places, begins), (certain.T.copy(), less.T.copy()),
            self.others.lists[rows], self.others.lists[self.order], mask, k, error,
        )  # fmt: skip
        return found

    @cached_property
    def _kernel(self) -> Callable[..., tuple[Rows, Rows]] | None:
        """The compiled pass, where numba is installed and what ranks is what the asking regions gain."""
        if self.by != "complementarity" or not COMPILED:
            return None
        from matcher.scores.kernel import first_places

        return first_places

    @cached_property
    def _places(self) -> tuple[Rows, Rows]:
        """Where the list of each partner begins, and the niches of all lists."""
        lists: Any = self._lists
        return lists.indptr.astype(np.int64), lists.indices.astype(np.int64)

    def _twins(self, rows: Rows, k: int, kept: npt.NDArray[np.bool_] | None) -> tuple[Rows, Rows]:
        """The first k with the very list of each asker, all of which have one value, and whose they are."""
        found = [np.zeros((2, 0), dtype=np.intp)]
        for lane in np.flatnonzero(self.others.copies[rows] > 1):
            same = self.others.lists == self.others.lists[rows[lane]]
            same[rows[lane]] = False
            s = np.flatnonzero(same if kept is None else same & kept[lane])[:k]
            found.append(np.array([s, np.full(len(s), lane)]))
        twin, of = np.concatenate(found, axis=1)
        return twin, of

    def _ranked(self, rows: Rows, asker: Rows, s: Rows, k: int) -> Firsts:
        values = np.round(self._exact(rows[asker], s), DECIMALS)
        there = ~np.isnan(values)
        asker, s, values = asker[there], s[there], values[there]
        order = np.lexsort((s, -values, asker))
        asker, s, values = asker[order], s[order], values[order]
        rank = np.arange(len(asker)) - np.searchsorted(asker, asker)
        first = rank < k
        found = Firsts(rows, np.full((len(rows), k), -1), np.full((len(rows), k), np.nan))
        found.partners[asker[first], rank[first]] = s[first]
        found.values[asker[first], rank[first]] = values[first]
        return found

    def _exact(self, r: Rows, s: Rows) -> Matrix:
        """What ranks, in double precision, for pairs (n_pairs,)."""
        gained, shared = self.pairing.gained, self.pairing.shared
        if self.by == "overlap":
            found = (shared.z_of(r, s) + shared.z_of(s, r)) / 2
        elif self.by == "mutual":
            found = np.minimum(gained.z_of(r, s), gained.z_of(s, r))
        else:
            found = gained.z_of(s, r) if self.by == "gives" else gained.z_of(r, s)
        return found

    # -- estimates ----------------------------------------------------------------------------------------------------

    def _estimate(self, rows: Rows) -> _Estimate:
        """What ranks, in single precision."""
        if self.by == "overlap":
            there, back = self._there(self.pairing.shared, rows), self._back(self.pairing.shared, rows)
            return _Estimate((there.z + back.z) * np.float32(0.5), np.maximum(there.error, back.error))
        if self.by == "gives":
            return self._back(self.pairing.gained, rows)
        there = self._there(self.pairing.gained, rows)
        if self.by == "complementarity":
            return there
        back = self._back(self.pairing.gained, rows)
        return _Estimate(np.minimum(there.z, back.z), np.maximum(there.error, back.error))

    def _there(self, gains: Gains, rows: Rows) -> _Estimate:
        """What the asking regions gain."""
        w = gains.weights(rows)
        certain, less, error = _by_size(gains, rows, w, self.longest)
        z = self._lists @ w.T.astype(np.float32)
        for size, part in enumerate(self.segments):
            z[part] *= certain[:, size]
            z[part] -= less[:, size]
        z[:, ~w.any(axis=1)] = -np.inf
        return _Estimate(z, error[None, :])

    def _back(self, gains: Gains, rows: Rows) -> _Estimate:
        """What all gain from the asking regions."""
        weights, certain, less, error, idle = self._all_gaining(gains)
        z = (self._lists_of(rows) @ weights).T
        of = self.others.sizes.of[rows]
        z = z * certain[:, of] - less[:, of]
        z[idle] = -np.inf
        return _Estimate(z, error[:, None])

    @cached_property
    def _lists(self) -> npt.NDArray[np.float32]:
        """The lists of all partners in order of their size, as a sparse matrix."""
        return self._sparse(self.order)

    def _lists_of(self, rows: Rows) -> npt.NDArray[np.float32]:
        return self._sparse(rows)

    def _sparse(self, rows: Rows) -> npt.NDArray[np.float32]:
        from scipy import sparse

        found: npt.NDArray[np.float32] = sparse.csr_array(self.others.x[rows].astype(np.float32))
        return found

    def _all_gaining(self, gains: Gains) -> tuple[Single, Single, Single, Matrix, npt.NDArray[np.bool_]]:
        """Weights (n_niches, n) and what `_by_size` gives, of all in order of their size; and who wants nothing."""
        if self.__dict__.get("_gaining", (None,))[0] is not gains:
            n, weights = len(self.order), np.zeros((self.others.x.shape[1], len(self.order)), dtype=np.float32)
            found = []
            for start in range(0, n, 4096):
                part = self.order[start : start + 4096]
                w = gains.weights(part)
                weights[:, start : start + len(part)] = w.T
                found.append((*_by_size(gains, part, w, self.longest), ~w.any(axis=1)))
            joined = [np.concatenate(parts) for parts in zip(*found, strict=True)]
            self._gaining = (gains, (weights, *joined))
        return self._gaining[1]  # type: ignore[return-value]


def _by_size(gains: Gains, rows: Rows, w: Matrix, longest: float) -> tuple[Single, Single, Matrix]:
    """1 over the spread, expected over the spread (n_rows, n_sizes), and how far z in single precision may be off."""
    spread = gains.spread[rows]
    certain = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > LEAST_SPREAD)
    less = gains.expected[rows] * certain
    most = w.sum(axis=1) * certain.max(axis=1) + less.max(axis=1)
    error = SINGLE * (longest + 8) * 2 * most + ROUNDED * (certain.max(axis=1) + 2)
    return certain.astype(np.float32), less.astype(np.float32), error


def _reached(lower: Matrix, k: int) -> Matrix:
    """A value that at least k of each column reach, and hardly more (n_columns,)."""
    n = len(lower) // CHUNK
    best = lower[: n * CHUNK].reshape(n, CHUNK, -1).max(axis=1) if n >= 4 * k else lower
    if len(best) <= k:
        return np.full(lower.shape[1], -np.inf)
    found: Matrix = np.partition(best, len(best) - k, axis=0)[len(best) - k]
    return found
