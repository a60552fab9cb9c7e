"""The page of the map: regions at their main cities, and a table that says the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from matcher.later import pd
from matcher.partners import ranked_partners
from matcher.places import distance_km, place
from matcher.settings import FIRST, RANKING_COLUMNS
from matcher.web.asking import Asking
from matcher.web.page import Page
from matcher.web.regions import OFFERED, Choice, by_country

__all__ = ["HEIGHT", "WIDTH", "map_page", "on_map"]

#: Size of the map, its middle, and pixels for a kilometre.
WIDTH, HEIGHT = 800, 760
MIDDLE_LAT, MIDDLE_LON = 52.6, 12.5
SCALE, RADIUS_KM = 0.19, 6371.0
#: Shades of points, from pale to dark.
SHADES = 4


class Spot(NamedTuple):
    """A region on the map."""

    x: float
    y: float
    shade: int
    size: float
    name: str
    address: str


def on_map(lat: float, lon: float) -> tuple[float, float]:
    """Where a place lies on the map: Lambert's projection of equal areas around the middle of Europe.

    Examples
    --------
    >>> on_map(MIDDLE_LAT, MIDDLE_LON)
    (400.0, 380.0)
    >>> x, y = on_map(59.6, 16.5)
    >>> 400 < x < 500 and 200 < y < 250
    True
    """
    a, b, a0 = math.radians(lat), math.radians(lon - MIDDLE_LON), math.radians(MIDDLE_LAT)
    toward = math.sin(a0) * math.sin(a) + math.cos(a0) * math.cos(a) * math.cos(b)
    k = RADIUS_KM * SCALE * math.sqrt(2 / max(1 + toward, 1e-9))
    x = k * math.cos(a) * math.sin(b)
    y = k * (math.cos(a0) * math.sin(a) - math.sin(a0) * math.cos(a) * math.cos(b))
    return round(WIDTH / 2 + x, 1), round(HEIGHT / 2 - y, 1)


def map_page(asking: Asking) -> Page:
    """All regions, or one with its partners by their score, with lines to the first."""
    name = asking.given.text("region")
    region_id = asking.run.region(name).region_id if name else ""
    rows = _partners(asking, region_id) if region_id else _all(asking)
    spots = [spot for row in rows if (spot := _spot(asking, region_id, row))]
    own = _place(region_id) if region_id else None
    first = [spot for row, spot in zip(rows, map(_place, (row["id"] for row in rows)), strict=True)
             if spot and own and row["rank"] and row["rank"] <= FIRST]  # fmt: skip
    return Page(
        "map.html",
        asking.plain.get("web.map.title"),
        {
            "region_id": region_id,
            "name": asking.region_name(region_id) if region_id else "",
            "own": own,
            "spots": sorted(spots, key=lambda spot: spot.size),
            "links": first,
            "rows": rows,
            "outside": len(rows) - len(spots),
            "by": asking.given.by,
            "offered": OFFERED,
            "first": FIRST,
            "size": (WIDTH, HEIGHT),
            "regions": [
                (country, [Choice(row["id"], row["name"], row["id"] == region_id) for row in found])
                for country, found in by_country(asking)
            ],
        },
    )


def _all(asking: Asking) -> list[Mapping[str, Any]]:
    return [
        {"id": row["id"], "name": row["name"], "rank": None, "score": None, "share": 0.4, "km": None}
        for _, rows in by_country(asking)
        for row in rows
    ]


def _partners(asking: Asking, region_id: str) -> list[Mapping[str, Any]]:
    """All partners with their rank, score and distance; `share` is where the score lies between 0 and the best."""
    given = asking.given
    found = ranked_partners(
        asking.run, region_id, by=given.by, goal=given.text("goal", "deepen"), filters=given.filters(),
        known=asking.edition.known,
    )  # fmt: skip
    scores = found[RANKING_COLUMNS[given.by]]
    best = scores.max()
    return [
        {
            "id": other,
            "name": asking.region_name(other),
            "rank": None if pd.isna(rank) else int(rank),
            "score": None if math.isnan(score) else float(score),
            "share": max(0.0, score / best) if best > 0 and not math.isnan(score) else 0.0,
            "km": distance_km(region_id, other),
        }
        for other, rank, score in zip(found["region_id"], found["rank"], scores, strict=True)
    ]


def _place(region_id: str) -> tuple[float, float] | None:
    """Where a region is on the map; None where that is not known, or outside."""
    found = place(region_id)
    if found is None or found.lat is None or found.lon is None:
        return None
    x, y = on_map(found.lat, found.lon)
    return (x, y) if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None


def _spot(asking: Asking, region_id: str, row: Mapping[str, Any]) -> Spot | None:
    there = _place(row["id"])
    if there is None:
        return None
    steps = ("pair", region_id, row["id"]) if region_id else ("region", row["id"])
    shade = min(SHADES - 1, int(row["share"] * SHADES))
    return Spot(*there, shade, round(3 + 5 * row["share"], 1), row["name"], asking.at.page(*steps))
