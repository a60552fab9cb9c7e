"""Pictures made on the server: places and lengths that the templates write as SVG, without any style of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

    from matcher.web.asking import Asking

__all__ = ["Bar", "Plane", "Point", "bars", "plane"]

#: Size of the plane, its margin, and how many points carry a number.
WIDTH, HEIGHT, MARGIN, NUMBERED = 640, 420, 34, 10
#: With more points than these, one path has all that are not among the first.
MOST_POINTS = 300
#: Least distance between two numbers, across and down.
APART = (24, 15)


class Point(NamedTuple):
    """A region on the plane."""

    x: float
    y: float
    number: str  # its rank; "" for those that carry none
    first: bool  # among the first of the list
    name: str


class Tick(NamedTuple):
    """A mark on an axis."""

    place: float
    label: str


@dataclass(frozen=True)
class Plane:
    """All partners by what they share (x) and what they bring (y)."""

    points: list[Point]
    few: bool  # each point has its own mark, which tells its name
    zero_x: float
    zero_y: float
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    margin: int = MARGIN

    @property
    def dots(self) -> str:
        """The points that are not among the first as one path, each from the one before: half as long to send."""
        found, before = [], (0, 0)
        for point in self.points:
            if not point.first:
                here = round(point.x), round(point.y)
                found.append(f"m{here[0] - before[0]} {here[1] - before[1]}h0")
                before = here
        return "".join(found)


def plane(asking: Asking, region_id: str, found: pd.DataFrame) -> Plane | None:
    """All other regions by what they share with a region and what they bring; None where none has both values.

    The first of the list carry their rank.
    """
    run = asking.run
    r = run.row(region_id)
    shares, brings = run.scores.overlap_z[r], run.scores.z[r]
    others = [s for s in np.flatnonzero(~np.isnan(shares) & ~np.isnan(brings)).tolist() if s != r]
    if not others:
        return None
    x_of, x_ticks = _scale(shares[others], MARGIN, WIDTH - MARGIN, asking)
    y_of, y_ticks = _scale(brings[others], HEIGHT - MARGIN, MARGIN, asking)
    ranks = dict(zip(found["region_id"].head(NUMBERED), found["rank"].head(NUMBERED), strict=True))
    places = {run.region_ids[s]: (round(x_of(shares[s]), 1), round(y_of(brings[s]), 1)) for s in others}
    first = _apart({each: place for each in ranks if (place := places.get(each))})
    few = len(places) <= MOST_POINTS and not asking.at.plain
    points = [
        Point(x, y, f"{ranks[each]}" if each in first else "", each in ranks,
              asking.region_name(each) if few or each in ranks else "")
        for each, (x, y) in sorted(places.items(), key=lambda item: item[0] in ranks)
    ]  # fmt: skip
    return Plane(points, few, round(x_of(0), 1), round(y_of(0), 1), x_ticks, y_ticks)


def _apart(places: Mapping[str, tuple[float, float]]) -> set[str]:
    """Those whose numbers do not run into one before them."""
    kept: dict[str, tuple[float, float]] = {}
    for each, (x, y) in places.items():
        if all(abs(x - a) > APART[0] or abs(y - b) > APART[1] for a, b in kept.values()):
            kept[each] = (x, y)
    return set(kept)


def _scale(
    values: npt.NDArray[np.float64], low: float, high: float, asking: Asking
) -> tuple[Callable[[float], float], list[Tick]]:
    """The place of a value between two ends, zero always within, and marks at whole numbers."""
    least, most = min(float(values.min()), -1.0), max(float(values.max()), 1.0)
    room = 0.06 * (most - least)
    least, most = least - room, most + room

    def place(value: float) -> float:
        return low + (value - least) / (most - least) * (high - low)

    step = 1 if most - least < 9 else 2 if most - least < 18 else 5
    first = int(least // step) * step
    marks = [value for value in range(first, int(most) + 1, step) if least <= value <= most and value]
    return place, [Tick(round(place(value), 1), asking.plain.number(value, 0)) for value in marks]


class Bar(NamedTuple):
    """A part of a score: where its bar begins and how long it is, in hundredths of the room."""

    start: float
    length: float
    negative: bool


def bars(values: Sequence[float]) -> list[Bar]:
    """Bars of parts on one scale, those below zero to the left.

    Examples
    --------
    >>> bars([0.3, -0.1])
    [Bar(start=25.0, length=75.0, negative=False), Bar(start=0.0, length=25.0, negative=True)]
    """
    least, most = min(0.0, *values), max(0.0, *values)
    room = (most - least) or 1.0
    zero = -least / room
    return [
        Bar(round(100 * (zero + min(value, 0.0) / room), 1), round(100 * abs(value) / room, 1), value < 0)
        for value in values
    ]
