"""The first partners of every region, some regions at a time: never all pairs, here or on many machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.filters import Filters, left_out
from matcher.partners.machines import each
from matcher.places import parents, territory
from matcher.scores import Firsts, Pairing, best_partners, quadrants
from matcher.settings import TOP

__all__ = ["FIRST_COLUMNS", "first_partners"]

FIRST_COLUMNS = ("region_id", "place", "partner_id", "value")
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

#: How many regions ask at a time on one machine.
AT_ONCE = 4096
#: Filters that look at both regions of a pair.
OF_PAIRS = {"within_km": None, "beyond_km": None, "quadrant": (), "known": None}


class _Asked(NamedTuple):
    """What every machine is sent."""

    pairing: Pairing
    by: str
    k: int
    kept: Callable[[Rows], Mask]


def first_partners(
    tables: Fitted,
    *,
    by: str = "complementarity",
    top: int = TOP,
    goal: str | Sequence[str] = "deepen",
    filters: Filters | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """The first partners of every region, as `matcher.partners.partners` ranks them.

    Filters by distance or quadrant look at each pair by itself, which takes long where there are many regions.

    Parameters
    ----------
    tables : Fitted
    by, goal, filters
        As in `matcher.partners.partners`.
    top : int
        How many of each.
    scheduler : str, optional
        Address of a Dask scheduler; see `matcher.partners.machines.each`.
    progress : callable, optional
        Called with how many regions are done, of how many.

    Returns
    -------
    DataFrame
        `FIRST_COLUMNS`: for each region its partners in order, with what ranks them, rounded to nine decimals.
    """
    asked, n = _Asked(tables.pairing(goal), by, top, _Kept(tables, filters or Filters(), goal)), len(tables.region_ids)
    parts = [range(start, min(n, start + AT_ONCE)) for start in range(0, n, AT_ONCE)]
    found, done = {}, 0
    for part, firsts in each(_firsts, asked, parts, scheduler=scheduler):
        found[part.start] = firsts
        done += len(part)
        if progress:
            progress(done, n)
    return _table(tables, [block for start in sorted(found) for block in found[start]])


def _firsts(asked: _Asked, part: range) -> list[Firsts]:
    rows = np.arange(part.start, part.stop)
    return list(best_partners(asked.pairing, by=asked.by, k=asked.k, kept=asked.kept, rows=rows))


def _table(tables: Fitted, blocks: Iterable[Firsts]) -> pd.DataFrame:
    ids, found = np.asarray(tables.region_ids, dtype=object), [pd.DataFrame(columns=list(FIRST_COLUMNS))]
    for rows, partners, values in blocks:
        asker, place = np.nonzero(partners >= 0)
        columns = ids[rows[asker]], place + 1, ids[partners[asker, place]], values[asker, place]
        found.append(pd.DataFrame(dict(zip(FIRST_COLUMNS, columns, strict=True))))
    filled = [table for table in found if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else found[0]


class _Kept:
    """Which regions may be partners of others: what is asked of a region alone is looked at once for all."""

    def __init__(self, tables: Fitted, filters: Filters, goal: str | Sequence[str]) -> None:
        asked = {name: getattr(filters, name) for name in OF_PAIRS}
        self.pairwise = (tables, filters, goal) if asked != OF_PAIRS else None
        alone = replace(filters, nested=True, **OF_PAIRS)  # type: ignore[arg-type]
        unread = np.full(len(tables.region_ids), None, dtype=object)
        self.alone: Mask = (left_out(tables, "", alone, unread) == "").to_numpy()
        self.territories = [territory(region_id) for region_id in tables.region_ids]
        self.around = [{found, *parents(found)} for found in self.territories]
        self.nested = filters.nested
        self.inside: dict[str, list[int]] = {}
        for row, found in enumerate(self.around):
            for name in found:
                self.inside.setdefault(name, []).append(row)
        self.at: dict[str, list[int]] = {}
        for row, name in enumerate(self.territories):
            self.at.setdefault(name, []).append(row)

    def __call__(self, rows: Rows) -> Mask:
        if self.pairwise:
            return np.stack([self._of_pairs(int(r)) for r in rows])
        kept = np.tile(self.alone, (len(rows), 1))
        for place, r in enumerate(rows):
            if not self.nested:
                kept[place, self.inside[self.territories[r]]] = False
                for name in self.around[r]:
                    kept[place, self.at.get(name, [])] = False
        return kept

    def _of_pairs(self, r: int) -> Mask:
        tables, filters, goal = self.pairwise or ()  # type: ignore[misc]
        scores = tables.scores_of([r], goal)
        read = quadrants(scores.overlap_z[0], scores.z[0], scores.gives_z[0])
        kept: Mask = (left_out(tables, tables.region_ids[r], filters, read) == "").to_numpy()
        return kept
