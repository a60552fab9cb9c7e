"""Declared shapes of answers that are tables, row by row; the other shapes are those of `matcher.facts`."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from matcher.facts import OwnArea

__all__ = [
    "ActorRow",
    "AreaRow",
    "BiasRow",
    "MeasureRow",
    "MeasureValue",
    "PairRow",
    "Problem",
    "RegionDetail",
    "RegionRow",
    "StabilityRow",
]


class RegionRow(TypedDict):
    """A region of the run."""

    region_id: str  # a NUTS code where it has one
    region: str
    country: str  # ISO 3166 alpha-2
    period: str
    note: str  # what to know of its list
    areas: int  # how many
    niches: int  # how many it works on


class RegionDetail(TypedDict):
    """A region with its areas, and where each was placed."""

    region_id: str
    region: str
    country: str
    period: str
    note: str
    specific: int  # areas that name a specific field
    enough: bool  # as many as are needed to tell partners apart
    areas: list[OwnArea]


class PairRow(TypedDict):
    """A pair of regions, as `Run.pairs` lists it."""

    region_a_id: str
    region_a: str
    region_b_id: str
    region_b: str
    overlap: float | None
    overlap_expected: float | None
    overlap_z: float | None
    a_gains: float | None
    a_gains_z: float | None
    b_gains: float | None
    b_gains_z: float | None
    mutual: float | None
    balance: float | None
    quadrant: str | None
    shared: int | None
    shared_expected: float | None
    p_value: float | None
    q_value: float | None
    null_model: str


class StabilityRow(TypedDict):
    """How steady the rank of a partner is, as `Run.stability` tells it."""

    region_id: str
    partner_id: str
    rank: int | None
    tied: bool
    suggested: bool
    top_share: float | None
    rank_low: int | None
    rank_high: int | None
    top_share_one_out: float | None
    top_share_bootstrap: float | None
    top_share_themes: float | None


class ActorRow(TypedDict):
    """An organisation by a free text, as `Run.actors` ranks it."""

    rank: int | None
    closeness: float
    meaning: float
    words: list[str]
    niche_agreement: float
    niches: list[str]
    actor_id: str
    name: str
    kind: str
    region_id: str
    region: str
    country: str
    text: str
    url: str


class BiasRow(TypedDict):
    """How scores go with a property of regions, as `Run.bias` tells it."""

    score: str  # mean score of a region's partners: received, given or overlap
    property: str
    measure: str
    strength: float | None
    p_value: float | None
    q_value: float | None
    spread: float | None
    regions: int
    flagged: bool
    highest: str | None
    highest_mean: float | None
    lowest: str | None
    lowest_mean: float | None
    meaning: str


class MeasureRow(TypedDict):
    """A measure by its name."""

    name: str
    kind: str
    formula: str
    source: str
    function: str  # that explains it


class MeasureValue(TypedDict):
    """A value of a measure; which of the other columns are there depends on what it is of."""

    value: float | None
    region_id: NotRequired[str]
    region: NotRequired[str]
    partner_id: NotRequired[str]
    partner: NotRequired[str]
    region_a_id: NotRequired[str]
    region_a: NotRequired[str]
    region_b_id: NotRequired[str]
    region_b: NotRequired[str]
    niche_id: NotRequired[str]
    niche: NotRequired[str]
    niche_a_id: NotRequired[str]
    niche_a: NotRequired[str]
    niche_b_id: NotRequired[str]
    niche_b: NotRequired[str]


class AreaRow(TypedDict):
    """An area, with the broad themes and niches that it belongs to."""

    area_id: str
    region_id: str
    region: str
    country: str
    period: str
    area: str
    area_original: str
    language: str
    source_url: str
    source_title: str
    themes: str  # labels, separated by semicolons
    niches: str


class Problem(TypedDict):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str  # such as "region.unknown"
    choices: list[str]  # ids or names to choose from
