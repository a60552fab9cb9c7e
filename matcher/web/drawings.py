"""Pictures made on the server: places and lengths that the templates write as SVG, without any style of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from matcher.words.goals import quadrant_key

if TYPE_CHECKING:
    from matcher.web.asking import Asking

__all__ = ["Bar", "Plane", "Point", "bars", "plane"]

#: Size of the plane, its margin, and how many points carry a number.
WIDTH, HEIGHT, MARGIN, NUMBERED = 640, 420, 34, 10
#: Least distance between two numbers.
APART = 15


class Point(NamedTuple):
    """A region on the plane."""

    x: float
    y: float
    number: str  # its rank; "" for those that carry none
    name: str
    address: str
    quadrant: str


class Tick(NamedTuple):
    """A mark on an axis."""

    place: float
    label: str


@dataclass(frozen=True)
class Plane:
    """All partners by what they share (x) and what they bring (y)."""

    points: list[Point]
    zero_x: float
    zero_y: float
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    margin: int = MARGIN


def plane(asking: Asking, region_id: str, found: pd.DataFrame) -> Plane | None:
    """The plane of a list of partners; None where no partner has both values."""
    rows = found.dropna(subset=["z", "overlap_z"])
    if rows.empty:
        return None
    x_of, x_ticks = _scale(rows["overlap_z"], MARGIN, WIDTH - MARGIN, asking)
    y_of, y_ticks = _scale(rows["z"], HEIGHT - MARGIN, MARGIN, asking)
    points = []
    taken: list[tuple[float, float]] = []
    for place, row in enumerate(rows.to_dict("records")):
        x, y = round(x_of(row["overlap_z"]), 1), round(y_of(row["z"]), 1)
        free = all(abs(x - a) > APART or abs(y - b) > APART for a, b in taken)
        number = str(row["rank"]) if place < NUMBERED and free else ""
        if number:
            taken.append((x, y))
        address = asking.at.page("pair", region_id, row["region_id"])
        points.append(
            Point(x, y, number, asking.region_name(row["region_id"]), address, quadrant_key(row["quadrant"]))
        )
    return Plane(points[::-1], round(x_of(0), 1), round(y_of(0), 1), x_ticks, y_ticks)


def _scale(
    values: pd.Series, low: float, high: float, asking: Asking
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
