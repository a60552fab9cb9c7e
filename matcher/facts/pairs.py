"""What is told of two regions: the parts of their scores, what relates the niches, what speaks against a match."""

from __future__ import annotations

from typing import Final, Literal, NotRequired, Required, TypedDict

from matcher.facts.record import Common, PairRecord

__all__ = [
    "AREAS",
    "GAINS",
    "NEEDS",
    "NICHES",
    "OTHER",
    "SIDES",
    "Because",
    "Beside",
    "Chance",
    "DoubtfulArea",
    "Explanation",
    "Gain",
    "GainReason",
    "GoalFacts",
    "Horizontal",
    "Level",
    "LinkFacts",
    "Needs",
    "Niche",
    "Objection",
    "OverlapFacts",
    "OwnArea",
    "OwnAreas",
    "OwnNiche",
    "Part",
    "PerhapsShared",
    "RegionName",
    "Relation",
    "Roles",
    "SameTheme",
    "Side",
    "Source",
    "ThemeSides",
    "Unmet",
    "WideRelation",
]

#: One of the two regions of a pair, in the order in which they were named.
Side = Literal["a", "b"]
SIDES: Final[tuple[Side, Side]] = ("a", "b")
#: The other region of a pair.
OTHER: Final[dict[Side, Side]] = {"a": "b", "b": "a"}
#: Where an explanation holds what a side gains, a part its areas, `Roles` its needs and `ThemeSides` its niches.
GAINS: Final[dict[Side, Literal["a_gains", "b_gains"]]] = {"a": "a_gains", "b": "b_gains"}
AREAS: Final[dict[Side, Literal["areas_a", "areas_b"]]] = {"a": "areas_a", "b": "areas_b"}
NEEDS: Final[dict[Side, Literal["a_needs", "b_needs"]]] = {"a": "a_needs", "b": "b_needs"}
NICHES: Final[dict[Side, Literal["niches_a", "niches_b"]]] = {"a": "niches_a", "b": "niches_b"}


class RegionName(TypedDict):
    """A region as its readers know it."""

    region_id: str  # a NUTS code where it has one
    region: str  # name
    country: str  # ISO 3166 alpha-2; "" where not known


class Niche(TypedDict):
    """A niche or broad theme by id and label."""

    niche: str  # id
    label: str  # in English, or the language that was asked for


class LinkFacts(TypedDict):
    """What people know of how two niches are related."""

    strength: float  # in (0, 1]; 1 the strongest
    type: str  # kind of relation, such as "supplies"
    source: str  # id of the niche that the relation starts from
    target: str  # id of the niche that it leads to
    reason_en: str  # a sentence in English
    reason_sv: str  # the same in Swedish
    of_source: str  # ids of what it holds for, joined by ";", where not for the whole niche
    of_target: str
    example: bool  # one of the two niches stands for a whole theme: the reason is an example


class Relation(TypedDict):
    """What relates two niches; None where nothing is known. Relatedness from each source is in [0, 1]."""

    together: int | None  # number of regions that list both
    together_expected: float | None  # number of regions that would by chance
    closeness: float | None  # cosine of their meanings
    known: float | None  # what people know
    revealed: float | None
    proximity: float | None
    association: float | None
    cosine: float | None
    jaccard: float | None
    probability: float | None
    spanning: float | None
    semantic: float | None  # from closeness
    links: list[LinkFacts]  # the strongest first


class Because(Relation):
    """A niche of the gaining region behind a part, with what relates the two."""

    niche: str  # id
    label: str  # in English
    value: float  # its share of the part, in units of the score
    areas: list[str]  # the region's areas on it; none where a goal counts a niche that the region lacks


class GainReason(TypedDict):
    """Why a region would gain: a niche that it lacks and the other surely has, and what is known of the two."""

    niche: str  # id
    label: str  # in English
    named: list[str]  # in English, what these areas name of it, where they say it in other words than its label
    areas: list[str]  # the giving region's areas that surely mean it
    parts: dict[str, str]  # by area, the part of it that means it, where the area's own name does not
    alone: bool  # whether these areas, or parts, speak of nothing else, so that they say themselves what it is
    contested: bool  # whether a reader may find it in the gaining region's list: a word of it, or a field that is close
    own_niche: str  # id of the gaining region's niche, or of one that its goal names
    own_label: str  # in English
    own_areas: list[str]  # the gaining region's areas that surely mean it; none where the goal counts what it lacks
    own_parts: dict[str, str]
    own_named: dict[str, str]  # by area that speaks of other things too, in English, what it names of the niche
    value: float  # part of the complementarity
    links: list[LinkFacts]  # what people know of the two and holds for these areas, the strongest first
    together: float | None  # number of regions that list both
    together_expected: float | None  # the same by chance


class WideRelation(TypedDict):
    """Kinds of relations between two fields of which one or both are wide."""

    niche: str  # id, of the giving region
    label: str  # in English
    areas: list[str]
    own_niche: str  # id, of the gaining region
    own_label: str  # in English
    own_areas: list[str]
    types: list[str]  # kinds of relations known between narrower niches of the two, the strongest first


class PerhapsShared(TypedDict):
    """A niche that one region has and the other may have."""

    niche: str  # id
    label: str  # in English
    has: str  # "a" or "b"
    areas_a: list[str]  # areas of region a on it, or by which it may have it
    parts_a: dict[str, str]  # by area the part that means it, where one does
    areas_b: list[str]  # areas of region b on it, or by which it may have it
    parts_b: dict[str, str]  # by area the part that means it, where one does


class OwnNiche(TypedDict):
    """A niche in which an area was placed."""

    niche: str  # id
    label: str  # in English
    score: float | None  # how much the area's name speaks for it, in [0, 1]; None where that is not told


class DoubtfulArea(TypedDict):
    """An area that no niche has surely, with the niches that it most likely means."""

    region_id: str
    region: str
    area: str
    score: float  # how much its name speaks for the best niche; 0 where it is in none
    niches: list[OwnNiche]  # the likeliest first


class OwnArea(TypedDict):
    """An area of a region, and what it tells."""

    area: str
    kind: str  # one of `matcher.partners.own.KINDS`
    niches: list[OwnNiche]  # the strongest membership first


class OwnAreas(TypedDict):
    """Where a region's own areas were placed, and how far they tell its partners apart."""

    region_id: str
    region: str
    areas: list[OwnArea]
    specific: int  # areas that name a specific field
    enough: bool  # as many as are needed to tell partners apart


class Part(TypedDict):
    """One niche's part of a score; parts sum to the score, the largest first."""

    niche: str  # id
    label: str  # in English
    value: float  # in units of the score; below 0 where it only subtracts what chance would give
    z: NotRequired[float]  # value over the spread of the pair; of gains
    because: list[Because]  # niches of the gaining region behind it, at most three; none in overlap and needs
    areas_a: list[str]  # areas of region a behind it
    areas_b: list[str]  # areas of region b behind it


class GoalFacts(TypedDict):
    """What both regions want to grow from."""

    aim: str  # "deepen", "diversify" or "niches"
    niches: list[Niche]  # those that were named; none for the other aims


class OverlapFacts(TypedDict):
    """What both regions work on; None where it is undefined."""

    score: float | None  # weighted Jaccard index in [0, 1]
    expected: float | None  # the same by chance
    z: float | None  # standard deviations above chance
    shared: float | None  # number of niches that both work on
    shared_expected: float | None  # the same by chance
    p_value: float | None  # probability of as many or more by chance
    q_value: float | None  # false discovery rate over all pairs of the run
    parts: list[Part]
    perhaps: list[PerhapsShared]  # what one has and the other may have


class Gain(TypedDict):
    """What one region gains from the other; None where it is undefined."""

    brings: float | None  # share in [0, 1] of what is related to its niches and missing
    expected: float | None  # the same by chance
    complementarity: float | None  # brings less expected
    z: float | None  # standard deviations above chance
    parts: list[Part]  # of complementarity
    reasons: list[GainReason]  # the largest part first
    wide: list[WideRelation]  # what can be said of wide fields


class Unmet(TypedDict):
    """A need that the other region does not offer to meet."""

    niche: str  # id
    label: str  # in English
    areas: list[str]  # areas of role "need" on it


class Needs(TypedDict):
    """What of the needs of one region the other offers; None where one states no need or the other no offer."""

    met: float | None  # share of the needs, in [0, 1]
    expected: float | None  # the same by chance
    parts: list[Part]
    unmet: list[Unmet]


class Roles(TypedDict):
    """Offers that meet needs, from both sides."""

    a_needs: Needs
    b_needs: Needs


class ThemeSides(TypedDict):
    """A broad theme in which each region works on a niche that the other does not."""

    theme: str  # id
    label: str  # in English
    niches_a: list[str]  # labels of what only region a works on
    niches_b: list[str]  # labels of what only region b works on


class SameTheme(TypedDict):
    """Different niches of the same broad themes."""

    share: float | None  # share of the pairs of niches, in [0, 1]
    themes: list[ThemeSides]


class Horizontal(TypedDict):
    """Horizontal complementarity of the whole portfolios."""

    value: float | None  # of the pair
    mean: float | None  # over all pairs of the run


class Level(TypedDict):
    """How much of each region's list a niche takes that both work on."""

    niche: str  # id
    label: str  # in English
    a: float  # share of region a's areas, in [0, 1]
    b: float  # share of region b's areas, in [0, 1]
    gap: float  # a less b


class Beside(TypedDict):
    """Facts that are shown next to the scores and never rank."""

    same_theme: SameTheme
    horizontal: Horizontal
    levels: list[Level]  # the widest gap first


class Objection(TypedDict, total=False):
    """What speaks against a match: a code, and the values that its sentence needs."""

    code: Required[str]
    side: str  # "a" or "b": the region that would gain
    region: str  # name of the region that is meant
    other: str  # name of the other one
    parent: str  # id of the region that holds the other
    child: str  # id of the region within
    z: float  # standard deviations above chance
    n: int  # number of areas
    note: str  # a note on the region's data
    period_a: str  # period of region a's list
    period_b: str  # period of region b's list


class Chance(TypedDict):
    """Whether pairs can be told from chance."""

    null_model: str  # what chance means
    enough: bool  # there are regions enough
    possible: int  # pairs that would be told from chance if they shared all that they can
    told: int  # pairs that are told from chance
    pairs: int  # all pairs


class Source(TypedDict):
    """Where a region's areas were read."""

    region_id: str
    region: str
    source_title: str
    source_url: str
    period: str  # such as "2021-2027"


class Explanation(TypedDict):
    """The scores of regions a and b with their parts and the areas behind them, and what speaks against a match."""

    a: RegionName
    b: RegionName
    goal: GoalFacts
    overlap: OverlapFacts
    a_gains: Gain  # what a gains from b
    b_gains: Gain  # what b gains from a
    roles: Roles | None  # None where no area is an offer or a need
    beside: Beside
    mutual: float | None  # the smaller z of the two directions
    balance: float | None  # smaller over larger share brought, in [0, 1]
    quadrant: str | None  # one of `matcher.settings.QUADRANTS`
    against: list[Objection]
    chance: Chance
    sources: list[Source]  # each once
    record: PairRecord | None  # joint projects; None where the track record does not tell
    common: list[Common]  # fields in which both are active though not both declare them
