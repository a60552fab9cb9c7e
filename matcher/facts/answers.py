"""What is told of a text, of actors, and of a group of regions."""

from __future__ import annotations

from typing import NotRequired, Required, TypedDict

from matcher.facts.pairs import Niche

__all__ = [
    "ActorFacts",
    "AreaAnswer",
    "AreaShown",
    "Asked",
    "Behind",
    "Candidates",
    "ConsortiumAnswer",
    "Gap",
    "Greedy",
    "Group",
    "Impossible",
    "KnownActors",
    "Limits",
    "Meeting",
    "Meetings",
    "Member",
    "MentionFacts",
    "NicheAnswer",
    "Obstacle",
    "QueryAnswer",
    "RegionAnswer",
    "RegionShort",
    "RulesFacts",
    "StepFacts",
    "Unlisted",
    "WebSource",
    "Wider",
]


# -- a text -----------------------------------------------------------------------------------------------------------


class AreaAnswer(TypedDict):
    """An area that answers a text."""

    rank: int  # equally close areas share one
    closeness: float  # to the text, in [0, 1]
    meaning: float  # cosine of the vectors, in [0, 1]
    words: list[str]  # words that both have
    area_id: str
    region_id: str
    region: str
    country: str  # ISO 3166 alpha-2
    area: str  # name in English
    area_original: str  # name in its own language
    niches: list[str]  # labels, the strongest first
    period: str
    source_url: str


class AreaShown(TypedDict):
    """An area of a region that answers a text."""

    area: str
    closeness: float  # in [0, 1]


class RegionAnswer(TypedDict):
    """A region that answers a text."""

    rank: int
    region_id: str
    region: str
    country: str
    closeness: float  # of the closest area, in [0, 1]
    areas: list[AreaShown]  # the closest, three at most
    source_url: str  # of the closest area


class RegionShort(TypedDict):
    """A region by id and name."""

    region_id: str
    region: str


class NicheAnswer(TypedDict):
    """A niche into which a text falls."""

    niche: str  # id
    label: str
    theme: str  # label of its broad theme
    membership: float  # of the text in it, in (0, 1]
    closeness: float  # of the evidence, in [0, 1]
    evidence: str  # the name or label that led there
    regions: list[RegionShort]  # those that surely work on it
    perhaps: list[RegionShort]  # those of which some area may mean it, and none surely does


class Unlisted(TypedDict):
    """A niche of the vocabulary that a text names and no region of the run works on."""

    niche: str  # id
    label: str
    closeness: float  # in [0, 1]


class QueryAnswer(TypedDict):
    """What a run answers to a text."""

    text: str
    language: str  # ISO 639-1; "" where it was not stated
    near: bool  # something reaches the floor
    floor: float  # closeness from which an area is near
    closest: float  # the highest closeness
    areas: list[AreaAnswer]
    regions: list[RegionAnswer]
    niches: list[NicheAnswer]
    unlisted: list[Unlisted]
    core: str  # the words that areas are compared with; "" where it is the whole text
    without: list[str]  # what the text denies, in its words
    aside: list[str]  # its sentences about procedure


# -- actors -----------------------------------------------------------------------------------------------------------


class ActorFacts(TypedDict):
    """An organisation that may come to a meeting."""

    actor_id: str
    name: str
    kind: str
    text: str  # what it works on
    url: str
    closeness: float  # to the side's areas, in [0, 1]
    in_niche: bool  # its text falls into the niche, or into one that is related to it


class KnownActors(TypedDict):
    """How many actors there are."""

    a: int  # in region a
    b: int  # in region b
    outside: int  # in no region of the run


class Meeting(Niche):
    """A niche on which actors of two regions might meet."""

    value: float  # its part of the score
    areas_a: list[str]
    areas_b: list[str]
    actors_a: list[ActorFacts]  # three at most
    actors_b: list[ActorFacts]


class Meetings(TypedDict):
    """Who of two regions might meet whom."""

    known: KnownActors
    shared: list[Meeting]  # on what both work on
    a_gains: list[Meeting]  # on what b brings to a
    b_gains: list[Meeting]  # on what a brings to b
    without: int  # parts of the scores that have no actor on either side


# -- a group ----------------------------------------------------------------------------------------------------------


class MentionFacts(TypedDict):
    """Words of a text that led to a step."""

    text: str
    label: str  # of the niche or theme
    closeness: float  # in [0, 1]
    times: int


class Asked(TypedDict):
    """One thing that is asked of a group."""

    step: str
    weight: float  # share of all that is asked; weights sum to 1
    niches: dict[str, str]  # label by id of those that meet it
    regions: int  # candidates that meet it
    found: list[MentionFacts]  # none where a niche was named


class Limits(TypedDict):
    """How the groups were looked for."""

    size: int | None  # most members
    reach: float | None  # coverage to reach, in (0, 1]
    method: str  # "exact" or "greedy"
    differ: int  # members that each group leaves out of every one before it
    alternatives: int  # groups asked for


class WebSource(TypedDict):
    """A page by address and title."""

    url: str
    title: str


class RulesFacts(TypedDict):
    """The rules of a call."""

    name: str
    title: str
    advice: str  # what kind of statement the rules are
    date: str  # when they were read
    note: str
    sources: list[WebSource]
    rules: dict[str, object]  # value by key, those that are set
    areas: dict[str, list[str]]  # countries of each area of Europe


class Candidates(TypedDict):
    """Who may be a member."""

    regions: int
    left_out: dict[str, int]  # number by reason
    not_known: dict[str, int]  # regions that lack what rules ask: country, cohesion, cohesion_mixed


class Behind(TypedDict):
    """An area by which a member meets a step."""

    step: str
    niche: str
    label: str
    area: str
    source_url: str


class Member(TypedDict):
    """A member of a group. Coverages are shares of all that is asked, in [0, 1]."""

    region_id: str
    region: str
    country: str
    member_state: bool  # of the European Union
    cohesion: str | None  # category of cohesion policy
    fixed: bool
    covers: float  # alone
    adds: float  # when members join in the order shown
    lost: float  # if it leaves
    steps: list[str]
    behind: list[Behind]
    notes: list[str]


class StepFacts(TypedDict):
    """Who meets a step."""

    step: str
    weight: float
    by: list[str]  # ids of the members


class Wider(TypedDict):
    """Who works on the theme of a gap as a whole."""

    labels: list[str]
    regions: list[str]  # ids


class Gap(TypedDict):
    """A step that no member meets."""

    step: str
    weight: float
    niches: dict[str, str]  # label by id
    why: str
    in_run: int  # regions of the run that work on it
    regions: list[str]  # ids of those that may take part
    wider: Wider


class Group(TypedDict):
    """A group of regions."""

    rank: NotRequired[int]
    coverage: float  # share of all that is asked, in [0, 1]
    backed: float  # coverage that stays if any one member leaves
    size: int
    countries: list[str]
    member_states: list[str]
    cohesion: dict[str, int]  # number of members by category
    areas: NotRequired[dict[str, int]]  # number of members by area of Europe, where the rules have areas
    members: list[Member]
    steps: list[StepFacts]
    gaps: list[Gap]


class Obstacle(TypedDict, total=False):
    """A condition that cannot be met with the others: a code, and what its sentence needs."""

    code: Required[str]  # key of the condition, "nobody" or "nothing"
    regions: int  # that may take part
    asked: float | None  # what the condition asks for
    found: float  # what there is to meet it
    members: list[RegionShort]  # the fixed ones
    pairs: list[list[str]]  # ids of a region and of one within it
    areas: list[str]  # names of the rules' areas
    kinds: list[str]  # categories of cohesion policy
    unknown: int  # regions without a single known category


class Impossible(TypedDict):
    """Why no group can satisfy what is asked."""

    conflict: list[str]  # keys of conditions that contradict each other
    reasons: list[Obstacle]


class Greedy(TypedDict):
    """The greedy group, and how near it must be to the best one."""

    members: list[str]  # ids
    coverage: float
    guarantee: float | None  # share of the best coverage that greedy choice always reaches; None where it may not
    share_of_best_at_least: float | None  # what it reaches of the best coverage here


class ConsortiumAnswer(TypedDict):
    """Groups of regions that together meet what is asked."""

    feasible: bool
    asked: list[Asked]
    limits: Limits
    rules: RulesFacts | None
    candidates: Candidates
    groups: list[Group]  # the best first
    against: Impossible | None
    greedy: Greedy | None
    without: list[str]  # what the text denies, in its words; empty where no text was given
    aside: list[str]  # its sentences about procedure
    unread: list[str]  # what it says is to be developed, in its words, where they fit no niche
