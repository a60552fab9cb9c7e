"""Make the map's outlines, `matcher/web/static/europe.svg`, from the npm package world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python data/build/outlines.py package/countries-50m.json

The package (ISC licence) holds Natural Earth's outlines, which are in the public domain.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.web.maps import HEIGHT, WIDTH, on_map

TARGET = Path(__file__).parents[2] / "matcher" / "web" / "static" / "europe.svg"
#: Pixels by which a simplified line may differ, the smallest ring that is drawn, and how far around the map is kept.
TOLERANCE, SMALLEST, AROUND = 0.45, 3.0, 30.0

Line = list[tuple[float, float]]


def main(path: str) -> None:
    """Write the outlines that a TopoJSON file of countries holds."""
    topology = json.loads(Path(path).read_text(encoding="utf-8"))
    arcs = [list(places(arc, topology["transform"])) for arc in topology["arcs"]]
    paths = []
    for country in topology["objects"]["countries"]["geometries"]:
        rings = [ring for polygon in polygons(country) for indices in polygon if (ring := drawn(indices, arcs))]
        if rings:
            paths.append("".join(f"M{' '.join(f'{x:g},{y:g}' for x, y in ring)}Z" for ring in rings))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        "<!-- Natural Earth, public domain, from the npm package world-atlas (ISC licence) -->",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#e9eff1"/>',
        '<g fill="#fff" stroke="#c5cfd5" stroke-width="0.7" stroke-linejoin="round">',
        *(f'<path d="{path}"/>' for path in paths),
        "</g></svg>",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def places(arc: list[list[int]], transform: Any) -> Iterator[tuple[float, float]]:
    """Points of an arc, longitude and latitude; the file holds differences of whole numbers."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (x * transform["scale"][0] + transform["translate"][0],
               y * transform["scale"][1] + transform["translate"][1])  # fmt: skip


def polygons(country: Any) -> list[list[list[int]]]:
    """Polygons of a country, each a list of rings of indices of arcs."""
    return {"Polygon": lambda arcs: [arcs], "MultiPolygon": lambda arcs: arcs}.get(country["type"], lambda _: [])(
        country.get("arcs", [])
    )


def drawn(indices: list[int], arcs: list[Line]) -> Line:
    """A ring on the map, simplified; empty where it lies outside or is too small."""
    ring: Line = []
    for index in indices:
        ring += arcs[index] if index >= 0 else arcs[~index][::-1]
    near = [(lon, lat) for lon, lat in ring if -60 < lon < 90 and lat > 15]
    if len(near) < 4:
        return []
    on = [on_map(lat, lon) for lon, lat in near]
    kept = [(min(max(x, -AROUND), WIDTH + AROUND), min(max(y, -AROUND), HEIGHT + AROUND)) for x, y in on]
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(kept, [*kept[1:], kept[0]], strict=True))) / 2
    return simplified(kept) if area >= SMALLEST else []


def simplified(line: Line) -> Line:
    """Douglas and Peucker (1973)."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        farthest, distance = first, 0.0
        for place in range(first + 1, last):
            x, y = line[place]
            away = (
                abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
                if length
                else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            )
            if away > distance:
                farthest, distance = place, away
        if distance > TOLERANCE:
            keep.add(farthest)
            stack += [(first, farthest), (farthest, last)]
    return [line[place] for place in sorted(keep)]


if __name__ == "__main__":
    main(sys.argv[1])
