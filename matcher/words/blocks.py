"""What an answer in words is made of: paragraphs and tables, not yet of any width or format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["Block", "Paragraph", "Table"]


class Paragraph(NamedTuple):
    """A text of one paragraph, to be wrapped; `indent` says how far in, `bullet` what stands before it."""

    text: str
    indent: int = 0
    bullet: str = ""


class Table(NamedTuple):
    """A table: headings, and rows of as many cells.

    A cell is a text, a whole number, a number with a fraction (shown with three decimals), or None (a dash).
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


#: A plain text is a paragraph without indent; an empty one is an empty line.
Block = str | Paragraph | Table
