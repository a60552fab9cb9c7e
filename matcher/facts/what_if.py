"""What is told of a region with other areas."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from matcher.facts.pairs import Niche

__all__ = ["ChangedArea", "NicheMarked", "RankChange", "Reason", "WhatIf"]


class NicheMarked(Niche):
    """A niche that an area surely means which was added (new: no other surely did) or dropped (gone: none does)."""

    new: NotRequired[bool]
    gone: NotRequired[bool]
    perhaps: list[str]  # areas that perhaps mean it where it is new or gone: before, or then


class ChangedArea(TypedDict):
    """An area that was added or dropped."""

    area: str
    niches: list[NicheMarked]
    perhaps: list[Niche]  # those that it means only perhaps


class Reason(Niche):
    """A part of a score before and after."""

    old: float
    new: float
    areas: list[str]  # the partner's
    own_areas: list[str]  # the region's


class RankChange(TypedDict):
    """A partner before and after; None where it has no rank or score."""

    region_id: str
    region: str
    rank_old: int | None
    rank_new: int | None
    score_old: float | None
    score_new: float | None
    suggested_old: bool  # the score was above chance
    suggested_new: bool
    reasons: NotRequired[list[Reason]]  # the largest changes by areas of the partner; only of the first partners


class WhatIf(TypedDict):
    """Partners of a region as they would be with other areas."""

    region_id: str
    region: str
    by: str  # what ranks
    top: int  # how many first partners are compared
    added: list[ChangedArea]
    dropped: list[ChangedArea]
    entered: list[RankChange]  # suggested, and among the first
    left: list[RankChange]
    stayed: list[RankChange]
    ranks: list[RankChange]  # every partner that is kept, by new ranks
