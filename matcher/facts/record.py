"""What regions have done: joint projects of two regions, a region's projects by programme and field."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "Active",
    "Common",
    "CountedFor",
    "DeclaredAndDone",
    "Done",
    "JointProjects",
    "PairRecord",
    "ProgrammeRecord",
    "RecordPartner",
    "RegionRecord",
    "ThemeRecord",
    "Undeclared",
]


class CountedFor(TypedDict):
    """Which counts stand for a region that the record does not hold under its own code."""

    region_id: str
    how: str  # of `matcher.record.HOW`, "" where nothing stands for it
    codes: list[str]  # of the record


class JointProjects(TypedDict):
    """Joint projects of two regions in one strand and period."""

    strand: str  # of `matcher.record.STRANDS`
    period: str  # such as "2014-2020"
    projects: int  # with a partner in both
    expected: float  # by the totals of both
    programmes: list[str]  # of the strand and period in which both have projects, joint or not; none for Horizon 2020


class PairRecord(TypedDict):
    """What two regions have done together, as far as it is counted."""

    interreg: int  # joint Interreg projects
    interreg_expected: float  # of two regions with as many joint projects
    h2020: int  # joint Horizon 2020 projects of their universities
    h2020_expected: float
    last: str  # the last period with a joint Interreg project; "" without one
    programmes: list[str]  # of the joint Interreg projects of that period, where each is surely known; else none
    joint: list[JointProjects]  # those with a joint project
    counted_for: list[CountedFor]  # where other codes stand for one of the two


class ProgrammeRecord(TypedDict):
    """A region's projects of one Interreg programme."""

    strand: str
    programme: str
    period: str
    projects: int
    of: int  # projects of the programme in the record


class RecordPartner(TypedDict):
    """A region with which another one has joint projects."""

    region_id: str
    region: str
    whole: bool  # a larger region, whose regions in the run are not counted each for itself
    interreg: int
    interreg_expected: float
    h2020: int
    h2020_expected: float
    last: str


class Done(TypedDict):
    """How much of a region's projects is in the fields of a theme, beside what is usual."""

    source: str  # "h2020" or "interreg"
    fields: list[str]  # parts of Horizon 2020 or themes of keep.eu
    projects: int  # in these fields
    of: int  # all projects of the region in the source; of Interreg, all mentions of a theme
    usual: float  # the same share over all regions, in [0, 1]
    quotient: float  # share over the usual one, drawn to 1 where counts are small
    low: float  # of its 95 % interval
    high: float


class ThemeRecord(TypedDict):
    """A broad theme that a region declares or may declare, and what it does in it."""

    theme: str  # id
    label: str  # in English
    sure: bool  # some area clearly speaks for it; else the region may declare it
    areas: list[str]  # that do, or that may mean it
    parts: dict[str, str]  # by area the part of it that is meant, where it is not its name
    fields: bool  # some field of a source means the theme
    done: list[Done]  # none where no field of a source means the theme


class Undeclared(TypedDict):
    """Broad themes of which a region may declare none, and in whose field it does more than usual."""

    themes: list[str]  # ids
    labels: list[str]  # in English
    done: Done


class Active(TypedDict):
    """One side of a common field."""

    region_id: str
    declares: bool  # surely
    perhaps: bool  # it may declare it
    done: Done


class Common(TypedDict):
    """A field in which two regions are both active though one of them surely does not declare it."""

    themes: list[str]  # ids
    labels: list[str]  # in English
    a: Active
    b: Active


class RegionRecord(TypedDict):
    """What a region has done, as far as it is counted, beside what it declares."""

    region_id: str
    region: str
    counted_for: CountedFor
    interreg: int  # projects in the record; of several parts at most as many
    h2020: int  # Horizon 2020 projects of its universities
    programmes: list[ProgrammeRecord]
    partners: list[RecordPartner]  # most joint projects first
    declared: list[ThemeRecord]
    undeclared: list[Undeclared]


class DeclaredAndDone(TypedDict):
    """Whether regions that declare a theme do more in its fields than the others."""

    source: str  # "h2020" or "interreg"
    fields: list[str]
    theme: str  # id
    label: str  # in English
    regions: int  # that surely declare it and have projects in the source
    others: int  # that do not, nor may they
    declaring: float  # mean quotient of the regions that declare it
    not_declaring: float  # of the others
    low: float  # of the 95 % bootstrap interval of the difference, over regions
    high: float
