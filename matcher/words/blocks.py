"""What an answer in words is made of: paragraphs and tables, not yet of any width or format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Block", "Paragraph", "Table"]


class Paragraph(NamedTuple):
    """A text of one paragraph, to be wrapped; `indent` says how far in, `bullet` what stands before it."""

    text: str
    indent: int = 0
    bullet: str = ""


class Table(NamedTuple):
    """A table of finished cells.

    Attributes
    ----------
    headings : sequence of str
    rows : sequence of sequences of str
        As many cells in each as headings.
    numbers : sequence of int
        Places of the columns that hold numbers, which are set to the right.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


#: A plain text is a paragraph without indent; an empty one is an empty line.
Block = str | Paragraph | Table
