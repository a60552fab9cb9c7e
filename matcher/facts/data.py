"""What is told of a file of areas, and of a concept of the vocabulary."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "AreasPerRegion",
    "CheckFacts",
    "ConceptFacts",
    "ConceptLink",
    "ConceptName",
    "FindingFacts",
    "ListChange",
    "ReadFacts",
    "RegionCount",
]


class ListChange(TypedDict):
    """What a newer list of a region changes in a set of areas."""

    region_id: str
    region: str
    is_new: bool  # the set had no list of it
    kept: list[str]  # names of areas
    added: list[str]
    gone: list[str]
    period: str
    source: str


class FindingFacts(TypedDict):
    """A problem or notice, with the rows that it concerns."""

    severity: str  # "error", "warning" or "notice"
    code: str  # what is the matter, for programs
    source: str  # file
    rows: list[int]  # numbers, as the file counts them
    column: str
    value: str | None  # None where no single value is at fault
    message: str
    expected: str
    do: str  # what to do


class AreasPerRegion(TypedDict):
    """How long the lists are."""

    min: int
    median: float
    max: int


class ReadFacts(TypedDict):
    """How a file was read."""

    source: str  # its name
    format: str  # CSV, XLSX, JSON, Parquet or outline
    encoding: str
    delimiter: str
    sheet: str


class RegionCount(TypedDict):
    """How much is listed for a region."""

    region_id: str
    region: str
    country: str
    areas: int
    characters: float  # mean length of the names


class CheckFacts(TypedDict):
    """What was found in a file of areas."""

    source: str
    ok: bool  # no error
    read: list[ReadFacts]
    regions: int
    areas: int
    areas_per_region: AreasPerRegion
    languages: dict[str, int]  # number of areas by code; "" where not stated
    duplicates: int  # rows
    empty_cells: dict[str, int]  # by column
    very_short_texts: int
    per_region: list[RegionCount]
    findings: list[FindingFacts]


class ConceptName(TypedDict):
    """A concept by id and label."""

    id: str
    label: str


class ConceptLink(TypedDict):
    """How a concept is related to another one."""

    type: str  # kind of relation
    direction: str  # "out" or "in"
    niche: str  # id of the other one
    label: str
    strength: int  # 1 to 3, the strongest
    reason: str


class ConceptFacts(TypedDict):
    """All that the vocabulary knows of a concept."""

    id: str
    level: str  # "theme", "niche", "concept" or "general"
    broader: str  # id
    also: str  # id of another niche that it is part of
    label: str
    definition: str
    labels: dict[str, list[str]]  # by language, the preferred one first
    narrower: list[ConceptName]
    codes: dict[str, list[str]]  # by classification
    relations: list[ConceptLink]
