"""What is told of the partners in a ranked list, row by row, and of the list."""

from __future__ import annotations

from typing import NotRequired, TypedDict

__all__ = ["ListFacts", "PartnerFacts", "RankedFacts"]


class RankedFacts(TypedDict):
    """A region in the list of another one: its rank, and the scores of both; None where they are not defined."""

    rank: int | None  # among the kept; None for a region that cannot be matched
    tied: bool  # another one has the same rank
    rank_all: int | None  # among all other regions
    region_id: str
    region: str
    country: str
    overlap: float | None
    overlap_expected: float | None
    overlap_z: float | None
    brings: float | None
    expected: float | None
    complementarity: float | None
    z: float | None
    gives: float | None
    gives_z: float | None
    mutual: float | None
    quadrant: str | None
    brings_needed: float | None
    brings_needed_expected: float | None
    gives_needed: float | None
    gives_needed_expected: float | None
    basis: str
    period: str
    null_model: str
    novelty: NotRequired[str | None]
    known_through: NotRequired[list[str]]


class PartnerFacts(RankedFacts):
    """The same with the areas behind the score, the notes on the list, and joint projects."""

    areas: list[str]
    own_areas: list[str]
    sources: list[str]
    notes: list[str]
    joint_interreg: int | None  # joint Interreg projects in the track record
    joint_interreg_expected: float | None  # of two regions so active
    joint_h2020: int | None  # joint Horizon 2020 projects of universities
    joint_h2020_expected: float | None
    joint_last: str  # last period with a joint Interreg project


class ListFacts(TypedDict):
    """What is told of a whole list: how many regions are kept and left out for which reason, and what chance gives."""

    left_out: dict[str, int]
    kept: int
    best_by_chance: float | None
    novelty: NotRequired[dict[str, int]]
