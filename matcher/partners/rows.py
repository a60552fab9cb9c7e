"""A list of partners row by row, as plain facts: what every output tells, and what tables are made of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from matcher.chance import NULL_MODEL
from matcher.errors import SettingError
from matcher.facts import ListFacts, PartnerFacts, RankedFacts
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.evidence import BASIS, evidence
from matcher.partners.filters import REASONS, Filters, reasons_against
from matcher.partners.novelty import NOVELTY, known_partners, novelty, strong
from matcher.places import is_nested
from matcher.record import joint_of
from matcher.scores import Goal, quadrants
from matcher.settings import DECIMALS, FEW_AREAS, RANKINGS

__all__ = ["NOVELTY_COLUMNS", "PARTNER_COLUMNS", "PartnerList", "in_order", "partner_list", "places", "ranked_list",
           "region_notes"]  # fmt: skip

PARTNER_COLUMNS = (
    "rank",
    "tied",
    "rank_all",
    "region_id",
    "region",
    "country",
    "overlap",
    "overlap_expected",
    "overlap_z",
    "brings",
    "expected",
    "complementarity",
    "z",
    "gives",
    "gives_z",
    "mutual",
    "quadrant",
    "brings_needed",
    "brings_needed_expected",
    "gives_needed",
    "gives_needed_expected",
    "basis",
    "areas",
    "own_areas",
    "sources",
    "period",
    "notes",
    "null_model",
    "joint_interreg",
    "joint_interreg_expected",
    "joint_h2020",
    "joint_h2020_expected",
    "joint_last",
)
#: Further columns where partnerships are given.
NOVELTY_COLUMNS = ("novelty", "known_through")
#: Scores of a pair, as `matcher.scores.BothWays` has them.
_SCORES = ("overlap", "overlap_expected", "overlap_z", "brings", "expected", "complementarity", "z", "gives", "gives_z",
           "mutual")  # fmt: skip


class PartnerList(NamedTuple):
    """Partners of a region, the best first, and what is told of the whole list."""

    rows: list[PartnerFacts]
    facts: ListFacts


class _Other(NamedTuple):
    """Another region: its row, the rounded score that ranks, why it is left out ("" where it is not), what is told."""

    s: int
    key: float
    reason: str
    facts: dict[str, Any]


def partner_list(
    tables: Fitted,
    region: str,
    *,
    by: str = "complementarity",
    top: int | None = None,
    goal: str | Sequence[str] = "deepen",
    filters: Filters | None = None,
    known: pd.DataFrame | None = None,
) -> PartnerList:
    """Partners of a region as facts; what they are, and what is asked, is said of `matcher.partners.ranking.partners`.

    Raises
    ------
    SettingError, NameUnknownError
        An option that cannot work, or a region, theme or country that the run does not hold.
    """
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    others = _others(tables, region, by=by, goal=goal, filters=filters, known=known)
    kept = [other for other in others if not other.reason]
    r, columns = tables.row(region), (*PARTNER_COLUMNS, *(() if known is None else NOVELTY_COLUMNS))
    described = _described(tables, kept[:top], r, by, tables.goal(goal))
    rows = [cast(PartnerFacts, {name: row[name] for name in columns}) for row in described]
    numbers = Counter(other.reason for other in others)
    best = tables.best_by_chance(r, np.array([other.s for other in kept], dtype=np.intp), by=by, goal=goal)
    facts: ListFacts = {
        "left_out": {name: numbers[name] for name in REASONS if numbers[name]},
        "kept": len(kept),
        "best_by_chance": None if np.isnan(best) else best,
    }
    if known is not None:
        kinds = Counter(other.facts["novelty"] for other in kept)
        facts["novelty"] = {name: kinds[name] for name in NOVELTY}
    return PartnerList(rows, facts)


def ranked_list(tables: Fitted, region: str, **asked: Any) -> list[RankedFacts]:
    """All partners of a region with ranks and scores alone, in the order of `partner_list`, which takes longer.

    Parameters
    ----------
    tables, region
        As in `partner_list`.
    **asked
        by, goal, filters and known, as there.
    """
    kept = (other.facts for other in _others(tables, region, **asked) if not other.reason)
    return [cast(RankedFacts, {name: facts[name] for name in PARTNER_COLUMNS if name in facts}) for facts in kept]


def in_order(tables: Fitted, r: int, key: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Rows of all others, the largest rounded score first; equal ones by id, those without a score last."""
    rows = np.lexsort((np.array(tables.region_ids), -key))
    return np.asarray(rows[rows != r])


def _others(
    tables: Fitted,
    region: str,
    *,
    by: str = "complementarity",
    goal: str | Sequence[str] = "deepen",
    filters: Filters | None = None,
    known: pd.DataFrame | None = None,
) -> list[_Other]:
    """All other regions in order, those that are kept with their ranks."""
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    r = tables.row(region)
    own, through = tables.region_ids[r], None if known is None else known_partners(known, tables.region_ids[r])
    columns, key = _scored(tables, r, by, goal)
    reasons = reasons_against(tables, own, filters or Filters(), columns["quadrant"], known=through)
    order = in_order(tables, r, key).tolist()
    others = [
        _Other(s, float(key[s]), reasons[s], {name: values[s] for name, values in columns.items()} | {"rank_all": rank})
        for s, rank in zip(order, places(key[order]), strict=True)
    ]
    if through is not None:
        _add_novelty(others, through)
    kept = [other for other in others if not other.reason]
    ranks = places([other.key for other in kept])
    shared = Counter(ranks)
    for other, rank in zip(kept, ranks, strict=True):
        other.facts.update(rank=rank, tied=rank is not None and shared[rank] > 1)
    return others


def region_notes(tables: Fitted, region_id: str) -> list[str]:
    """What a reader must know of a region's data, in a few words each."""
    notes = []
    if tables.is_unmatched(region_id):
        notes.append("no thematic areas, cannot be matched")
    if (n := tables.area_counts[region_id]) < FEW_AREAS:
        notes.append(f"only {n} area{'s' if n > 1 else ''}")
    return notes + tables.listed[tables.rows[region_id]].notes


def _scored(
    tables: Fitted, r: int, by: str, goal: str | Sequence[str]
) -> tuple[dict[str, Sequence[Any]], npt.NDArray[np.float64]]:
    """What is told of the pair of each region with region r, by name, and the `key` that ranks."""
    scores, (needs, offers), n = tables.scores_of([r], goal), tables.demand_of(r), len(tables.listed)
    columns: dict[str, Sequence[Any]] = {
        name: [getattr(each, name) for each in tables.listed] for name in ("region_id", "region", "country", "period")
    }
    columns |= {name: _defined(getattr(scores, name)[0]) for name in _SCORES}
    columns |= {
        "quadrant": quadrants(scores.overlap_z[0], scores.z[0], scores.gives_z[0]).tolist(),
        "brings_needed": _defined(needs.met),
        "brings_needed_expected": _defined(needs.expected),
        "gives_needed": _defined(offers.met),
        "gives_needed_expected": _defined(offers.expected),
        "basis": [BASIS[by]] * n,
        "null_model": [NULL_MODEL] * n,
    }
    return columns, scores.ranking(by)[0].round(DECIMALS)


def _defined(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def places(key: npt.ArrayLike) -> list[int | None]:
    """Ranks by a rounded score, the largest first: equal ones share a rank, and what is undefined has none.

    Examples
    --------
    >>> places([2.0, 3.0, 2.0, np.nan])
    [2, 1, 2, None]
    """
    falling = -np.asarray(key, dtype=np.float64)
    before = np.searchsorted(np.sort(falling[~np.isnan(falling)]), falling)
    return [None if np.isnan(own) else n + 1 for own, n in zip(falling, before.tolist(), strict=True)]


def _add_novelty(others: Sequence[_Other], through: dict[str, list[str]]) -> None:
    """`novelty` and `known_through`; None where a pair has no score, since nobody can tell whether it is strong."""
    ranks = [other.facts["rank_all"] for other in others]
    is_strong = strong([math.nan if rank is None else rank for rank in ranks], [other.key for other in others])
    for other, rank, found in zip(others, ranks, is_strong.tolist(), strict=True):
        region_id = other.facts["region_id"]
        told = None if rank is None else novelty(known=region_id in through, is_strong=found)
        other.facts.update(novelty=told, known_through=through.get(region_id, []))


def _described(tables: Fitted, shown: Sequence[_Other], r: int, by: str, goal: Goal) -> list[dict[str, Any]]:
    """The shown partners with the areas behind their scores, and what to know of their data."""
    own, found = tables.region_ids[r], []
    for other, joint in zip(shown, _joint(tables, r, [other.s for other in shown]), strict=True):
        region_id = other.facts["region_id"]
        behind = evidence(tables, r, other.s, by, goal=goal)._asdict()
        notes = region_notes(tables, region_id)
        notes += ["part of the region, or around it"] if is_nested(own, region_id) else []
        found.append({**other.facts, **behind, "notes": notes, **joint})
    return found


def _joint(tables: Fitted, r: int, others: Sequence[int]) -> list[dict[str, Any]]:
    """Joint projects of a region with some others, empty where the record does not tell by counts of both."""
    joint = joint_of(tuple(tables.region_ids[row] for row in (r, *others)))
    counts = ("joint_interreg", "joint_interreg_expected", "joint_h2020", "joint_h2020_expected")
    untold = dict.fromkeys(counts) | {"joint_last": ""}
    return [
        {
            "joint_interreg": int(joint.interreg[0, place]),
            "joint_interreg_expected": float(joint.interreg_expected[0, place]),
            "joint_h2020": int(joint.h2020[0, place]),
            "joint_h2020_expected": float(joint.h2020_expected[0, place]),
            "joint_last": joint.last[0, place],
        }
        if joint.own[0, place]
        else untold
        for place in range(1, len(others) + 1)
    ]
