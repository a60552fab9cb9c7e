"""What an answer in words is made of: paragraphs and tables, not yet of any width or format."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

__all__ = ["Block", "Paragraph", "Table", "bullets", "wrapped"]


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


def bullets(sentences: Iterable[str]) -> list[Paragraph]:
    """Sentences as the entries of a list."""
    return [Paragraph(sentence, indent=2, bullet="- ") for sentence in sentences]


def wrapped(blocks: Iterable[str | Paragraph], width: int) -> list[str]:
    """Paragraphs as lines of a width; no word is broken, so an address may be longer.

    Examples
    --------
    >>> wrapped(["Two regions", Paragraph("share one niche.", indent=2, bullet="- ")], 16)
    ['Two regions', '  - share one', '    niche.']
    """
    lines: list[str] = []
    for block in blocks:
        text, indent, bullet = block if isinstance(block, Paragraph) else Paragraph(block)
        first = " " * indent + bullet
        lines += textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first),
                               break_long_words=False, break_on_hyphens=False) or [""]  # fmt: skip
    return lines
