"""What is told of two runs: what came, went, stayed and was reworded, and which partners changed."""

from __future__ import annotations

from typing import Literal, Required, TypedDict

from matcher.facts.pairs import Niche

__all__ = [
    "AreaName",
    "Comparison",
    "NicheChange",
    "NicheValue",
    "PairOfAreas",
    "PartnerChange",
    "PartnerChanges",
    "PartnerGone",
    "RegionChange",
    "RunSummary",
    "ValuedArea",
    "Watch",
    "WatchedPartners",
    "Why",
]


class RunSummary(TypedDict):
    """What a run was fitted on."""

    source: str
    regions: int
    areas: int


class PairOfAreas(TypedDict, total=False):
    """An earlier and a later area that say the same in other words."""

    old: Required[str]
    new: Required[str]
    closeness: float  # cosine
    whose: Literal["own", "partner"]  # in a reason: whose area it is


class RegionChange(TypedDict):
    """What became of a region's areas."""

    region_id: str
    region: str
    status: str  # "in both", "not in the newer data" or "not in the older data"
    partial_old: bool  # the older list is not complete
    partial_new: bool  # the newer list is not complete
    stayed: list[str]
    reworded: list[PairOfAreas]
    perhaps: list[PairOfAreas]  # one that went and one that came and may continue it
    came: list[str]
    went: list[str]
    missing_in_older: list[str]  # not in the older list, which is partial
    missing_in_newer: list[str]  # not in the newer list, which is partial
    horizontal: list[str]  # those of either list without thematic content


class NicheChange(TypedDict):
    """A niche of two runs."""

    old: list[Niche]
    new: list[Niche]
    kind: str  # "same", "regrouped" or "no counterpart"
    shared: float | None  # the smaller of the two shares of areas; None where ids say that niches are the same
    regions_old: int  # regions that worked on it
    regions_new: int  # regions that work on it


class Why(TypedDict, total=False):
    """Why a partner came or went: a code, and the values that its sentence needs."""

    code: Required[str]
    niche: str  # label
    areas: list[str]  # areas that came or went
    brought: list[str]  # the partner's areas on the niche
    pairs: list[PairOfAreas]  # areas that were reworded
    old: float | None  # score in the older run
    new: float | None  # score in the newer run


class PartnerChange(TypedDict):
    """A partner that entered or left the first ones; a rank is None where nothing above chance was suggested."""

    region_id: str
    region: str
    rank_old: int | None
    rank_new: int | None
    reason: Why


class PartnerChanges(TypedDict):
    """Which partners of a region entered or left the first ones."""

    region_id: str
    region: str
    gained: list[PartnerChange]
    lost: list[PartnerChange]
    first_old: int  # how many are suggested among the first in the older run; more than asked where ranks are shared
    first_new: int


class AreaName(TypedDict):
    """The published name of an area."""

    region_id: str
    area: str  # in English
    area_original: str  # as published
    language: str  # ISO 639-1 of that name


class Comparison(TypedDict):
    """What changed between two runs."""

    old: RunSummary
    new: RunSummary
    top: int  # how many first partners are compared
    regions: list[RegionChange]
    niches: list[NicheChange]  # the largest change first
    partners: list[PartnerChanges]
    names: list[AreaName]


class PartnerGone(TypedDict):
    """A first partner of the older run that the newer one does not hold."""

    region_id: str
    region: str
    rank: int  # in the older run


class WatchedPartners(PartnerChanges):
    """Which partners of a region changed, and which are no longer in the data."""

    not_in_newer: list[PartnerGone]


class NicheValue(Niche):
    """A niche with its gap value to a region."""

    value: float  # share of all that is related to the region's areas and missing, in [0, 1]


class ValuedArea(TypedDict):
    """An area elsewhere that complements a region."""

    region_id: str
    region: str
    area: str
    status: str  # one of `matcher.compare.watch.CAME` or `WENT`
    value: float  # sum of the gap values of its niches
    niches: list[NicheValue]
    own_areas: list[str]  # the region's areas that it relates to


class Watch(TypedDict):
    """What changed for one region between two runs."""

    old: RunSummary
    new: RunSummary
    top: int  # how many first partners are compared
    region: RegionChange
    partners: WatchedPartners
    new_areas: list[ValuedArea]  # the largest value first
    gone_areas: list[ValuedArea]
    names: list[AreaName]
