"""What an address for programs is: a function that answers, the shape of its answer, and what it may be given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matcher.later import pd

__all__ = ["Answer", "Endpoint", "Option", "table_answer"]


@dataclass(frozen=True)
class Answer:
    """A value for JSON, and the same as a table for CSV and XLSX."""

    value: Any
    table: Callable[[], pd.DataFrame]


@dataclass(frozen=True)
class Option:
    """A value that a request may give."""

    name: str
    says: str
    kind: str = "string"  # string, number, integer or boolean
    several: bool = False
    choices: tuple[str, ...] = ()
    usual: str | int | None = None
    most: int | None = None
    required: bool = False
    example: str | None = None


@dataclass(frozen=True)
class Endpoint:
    """An address for programs.

    Attributes
    ----------
    path : str
        Below /api/v1.
    answer : function
        Takes the edition, what is given, and the steps of the path.
    shape : type
        What JSON holds.
    says : str
        What it is, in a line.
    options : tuple of Option
    slow : bool
        Few are worked on at once.
    """

    path: str
    answer: Callable[..., Answer]
    shape: Any
    says: str
    options: tuple[Option, ...] = field(default=())
    slow: bool = False


def table_answer(found: pd.DataFrame) -> Answer:
    """A table as an answer."""
    from matcher.programs import records

    return Answer(records(found), lambda: found)
