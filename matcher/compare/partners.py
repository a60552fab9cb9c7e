"""Which partners entered or left the first few of a region between two runs, and why."""

from __future__ import annotations

from typing import Literal

import numpy as np

from matcher.compare.areas import Change
from matcher.facts import AREAS, SIDES, PairOfAreas, Part, PartnerChange, PartnerChanges, Why
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.explain import gain_parts
from matcher.partners.filters import Filters
from matcher.partners.ranking import others_in_order, ranked_partners, ranks
from matcher.settings import FIRST

__all__ = ["kept", "partner_changes", "rank_changes"]


def partner_changes(
    old: Fitted,
    new: Fitted,
    region_id: str,
    changes: dict[str, Change],
    *,
    top: int = FIRST,
    filters: Filters | None = None,
) -> PartnerChanges:
    """Partners that entered or left the first `top`, ranked among the regions that both runs hold.

    Parameters
    ----------
    old, new : Fitted
        Fitted with one model.
    region_id : str
        The region whose partners are told.
    changes : dict
        What became of the areas of each region that both runs hold.
    top : int
        How many of the first partners are compared.
    filters : Filters, optional
        What partners must be, in one of the runs or in both.

    Returns
    -------
    PartnerChanges
        See `matcher.facts.PartnerChanges`.
    """
    orders = [others_in_order(run, region_id, filters=filters) for run in (old, new)]
    among = set.union(*map(kept, orders)) & changes.keys()
    found = [_ranks(order, among) for order in orders]
    first = [{other for other, rank in each.items() if rank <= top} for each in found]

    def entry(other: str, *, gained: bool) -> PartnerChange:
        return {
            "region_id": other,
            "region": new.region(other).region,
            "rank_old": found[0].get(other),
            "rank_new": found[1].get(other),
            "reason": _reason(old, new, region_id, other, changes, gained=gained),
        }

    return {
        "region_id": region_id,
        "region": new.region(region_id).region,
        "gained": [entry(other, gained=True) for other in found[1] if other in first[1] - first[0]],
        "lost": [entry(other, gained=False) for other in found[0] if other in first[0] - first[1]],
        "first_old": len(first[0]),
        "first_new": len(first[1]),
    }


def kept(order: pd.DataFrame) -> set[str]:
    """Ids of the regions that may be partners, of all others in order."""
    return set(order.loc[order["reason"] == "", "region_id"])


def _ranks(order: pd.DataFrame, among: set[str]) -> dict[str, int]:
    """Rank of each partner with a score above zero, among some regions; the best first."""
    found = order[order["region_id"].isin(among) & (order["key"] > 0)]
    return dict(zip(found["region_id"], ranks(found["key"]), strict=True))


def _reason(old: Fitted, new: Fitted, region_id: str, other: str, changes: dict[str, Change], *, gained: bool) -> Why:
    """The change of areas behind the largest part of the score (new where gained, old where lost) that has one."""
    run = new if gained else old
    mine, theirs = changes[region_id], changes[other]
    parts = [part for part in gain_parts(run, region_id, other) if part["value"] > 0]
    for part in parts:
        if found := _changed(part["areas_b"], theirs, "partner", gained=gained):
            return {**found, "niche": part["label"]}
        if found := _changed(part["areas_a"], mine, "own", gained=gained):
            return {**found, "niche": part["label"], "brought": part["areas_b"]}
    return _reworded(parts, mine, theirs, "new" if gained else "old") or _others_changed(old, new, region_id, other)


def _changed(areas: list[str], change: Change, whose: str, *, gained: bool) -> Why | None:
    """Which of the areas came or went, or are missing from a partial list."""
    kinds = ("came", "missing_in_older") if gained else ("went", "missing_in_newer")
    for kind in kinds:
        if found := [area for area in areas if area in getattr(change, kind)]:
            return {"code": f"{whose}_{kind}", "areas": found}
    return None


def _reworded(parts: list[Part], mine: Change, theirs: Change, key: Literal["old", "new"]) -> Why | None:
    """Areas behind the score that are said in other words."""
    own, partner = ({text for part in parts for text in part[AREAS[side]]} for side in SIDES)
    pairs: list[PairOfAreas] = [{**pair, "whose": "own"} for pair in mine.reworded if pair[key] in own]
    pairs += [{**pair, "whose": "partner"} for pair in theirs.reworded if pair[key] in partner]
    return {"code": "reworded", "pairs": pairs} if pairs else None


def _others_changed(old: Fitted, new: Fitted, region_id: str, other: str) -> Why:
    """No area of the two changed: others came between, or themes and chance shifted with the rest of the data."""
    values = [run.scores.z[run.row(region_id), run.row(other)] for run in (old, new)]
    return {"code": "others_changed", "old": _number(values[0]), "new": _number(values[1])}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def rank_changes(before: Fitted, after: Fitted, *, top: int = FIRST) -> pd.DataFrame:
    """How each region's best partners by complementarity change.

    Returns
    -------
    DataFrame
        region_id, region, kept (how many of the best `top` before are among them after), best_before, best_after; the
        most changed first, ties by id.
    """
    rows = []
    for region_id in before.region_ids:
        if before.is_unmatched(region_id) and after.is_unmatched(region_id):
            continue
        old, new = (ranked_partners(run, region_id).dropna(subset=["rank"])[:top] for run in (before, after))
        rows.append(
            {
                "region_id": region_id,
                "region": before.region(region_id).region,
                "kept": len(set(old["region_id"]) & set(new["region_id"])),
                "best_before": old["region"].iloc[0] if len(old) else "",
                "best_after": new["region"].iloc[0] if len(new) else "",
            }
        )
    table = pd.DataFrame(rows, columns=["region_id", "region", "kept", "best_before", "best_after"])
    return table.sort_values(["kept", "region_id"], ignore_index=True)
