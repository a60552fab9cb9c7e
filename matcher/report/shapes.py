"""What a renderer of a report is given: declared shapes, without a format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from matcher.facts import Gain, Side

__all__ = ["AreaRow", "Card", "PairView", "PartRow", "PartsView", "ProfileView", "SharedRow", "SharedView", "SideView"]

#: Id and heading of a section.
Section = tuple[str, str]
#: Label and value of the parts that are not told one by one.
Others = tuple[str, str] | None


class AreaRow(TypedDict):
    """An area by its name in the language of the page, its other names, and where it was placed."""

    name: str
    other: list[str]
    themes: list[str]
    niches: list[str]


class Card(TypedDict):
    """A partner in a profile."""

    row: Mapping[str, Any]  # of `Run.partners`, with names in the language of the page
    quadrant: str
    reasons: list[str]
    chance: str
    against: list[str]


class ProfileView(TypedDict):
    """The profile of a region."""

    title: str
    sections: list[Section]
    name: str
    area_rows: list[AreaRow]
    own: list[str]
    best: dict[str, str]
    complementary: list[Card]
    overlapping: list[Card]
    given: list[Card]
    figure: Figure | None
    telling: str
    enough: bool


class PartRow(TypedDict):
    """A part of what one region gains: the niche, the areas behind it, and what each of the other's relates to."""

    label: str
    areas: list[str]
    related: list[tuple[str, str]]
    value: str


class PartsView(TypedDict):
    """The table of what one region gains; the numbers shown sum to the score shown."""

    rows: list[PartRow]
    others: Others
    score: str


class SharedRow(TypedDict):
    """A part of what both share: the niche, and the areas of both."""

    label: str
    areas: list[list[str]]
    value: str


class SharedView(TypedDict):
    """The table of what both share."""

    rows: list[SharedRow]
    others: Others
    score: str


class SideView(TypedDict):
    """What one region of a pair gains from the other."""

    side: Side
    gainer: str
    giver: str
    gains: Gain
    chance: str
    reasons: list[str]
    told: list[str]
    parts: PartsView


class PairView(TypedDict):
    """The report on a pair."""

    title: str
    sections: list[Section]
    names: dict[str, str]
    verdict: str
    sides: list[SideView]
    shared: list[str]
    perhaps: list[str]
    weightiest: list[str]
    shared_parts: SharedView
    beside: list[str]
    shared_chance: str
    telling: str
    against: list[str]
    area_rows: dict[str, list[AreaRow]]
    figure: Figure | None
