"""Where a region's own areas were placed, and how far they tell its partners apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matcher.areas import HORIZONTAL, SURE, WHOLE
from matcher.facts import OwnArea, OwnAreas, OwnNiche
from matcher.fitted.tables import Fitted

__all__ = ["FEW_SPECIFIC", "KINDS", "own_areas"]

#: What an area tells: a specific field; only a whole theme; a field that its words do not surely mean; no theme.
KINDS = ("specific", "wide", "unsure", "horizontal")
#: With fewer specific areas, partners can hardly be told apart.
FEW_SPECIFIC = 2


def own_areas(tables: Fitted, region: str) -> OwnAreas:
    """The areas of a region with the niches that they were placed in, as they stand in its list.

    Parameters
    ----------
    tables : Fitted
    region : str
        Id or name.

    Returns
    -------
    OwnAreas
    """
    own = tables.region(region)
    areas, found = tables.columns("areas"), list[OwnArea]()
    for area_id, region_id, text in zip(areas["area_id"], areas["region_id"], tables.texts, strict=True):
        if region_id != own.region_id:
            continue
        placed: list[OwnNiche] = [
            {"niche": niche, "label": tables.labels[niche], "score": None if math.isnan(score) else score}
            for niche, score in _clear(tables.niches_by_area.get(area_id, ()))
        ]
        found.append({"area": text, "kind": _kind(tables, own.region_id, text, placed), "niches": placed})
    specific = sum(area["kind"] == "specific" for area in found)
    return {"region_id": own.region_id, "region": own.region, "areas": found, "specific": specific,
            "enough": specific >= FEW_SPECIFIC}  # fmt: skip


def _clear(placed: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
    """The niches for which an area clearly speaks, or of which it is not told; all, where there are none."""
    return [(niche, score) for niche, score in placed if not score < SURE] or placed


def _kind(tables: Fitted, region_id: str, text: str, placed: list[OwnNiche]) -> str:
    if not placed:
        return HORIZONTAL
    narrow = [niche["niche"] for niche in placed if not niche["niche"].endswith(WHOLE)]
    if not narrow:
        return "wide"
    return "specific" if any(text in tables.sure_areas(region_id, niche) for niche in narrow) else "unsure"
