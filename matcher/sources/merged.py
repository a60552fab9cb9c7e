"""Merged cells of a worksheet: a region that is merged over its rows is how many tables are sent.

A merged cell has its value in the first of its rows only. Where it spans several rows below the header, the value is
read in each of them that holds something else; rows with nothing of their own stay empty.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matcher.sources.columns import column_letter
from matcher.sources.findings import NOTICE, Finding, limited

__all__ = ["Span", "fill_merged", "sheet_marks"]

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_CHUNK = 1 << 20
#: No mark that is sought is longer; the ends of chunks are read twice.
_LONGEST = 256


class Span(NamedTuple):
    """The first column of a merged cell and the rows that it spans, counted from 0."""

    column: int
    first: int
    last: int


def sheet_marks(packed: zipfile.ZipFile, path: str) -> tuple[list[Span], bool]:
    """Merged cells that span several rows of a worksheet's XML, and whether it holds a formula; read in pieces."""
    spans: dict[Span, None] = {}
    formula = False
    tail = b""
    with packed.open(path.lstrip("/")) as file:
        while piece := file.read(_CHUNK):
            text = tail + piece
            formula = formula or bool(_FORMULA.search(text))
            for letters, first, last in _MERGED.findall(text):
                if first != last:
                    spans[Span(_column(letters), int(first) - 1, int(last) - 1)] = None
            tail = text[-_LONGEST:]
    return list(spans), formula


def fill_merged(rows: list[list[str]], spans: Iterable[Span], header: int, source: str) -> Iterator[Finding]:
    """Write the value of each merged cell below the header in all rows that it spans; the rows change in place.

    Examples
    --------
    >>> rows = [["region", "area"], ["Skåne", "Food"], ["", "Tech"], []]
    >>> [finding.message for finding in fill_merged(rows, [Span(0, 1, 3)], 0, "a.xlsx")]
    ["cells merged over several rows; 'Skåne' was read in each of them"]
    >>> rows[2], rows[3]
    (['Skåne', 'Tech'], [])
    """
    filled: dict[tuple[int, str], list[int]] = defaultdict(list)
    own = [any(row) for row in rows]  # before anything is filled
    for column, first, last in sorted(spans):
        value = _cell(rows, first, column)
        if first <= header or not value:
            continue
        for place in range(first + 1, min(last + 1, len(rows))):
            if own[place] and not _cell(rows, place, column):
                row = rows[place]
                row += [""] * (column + 1 - len(row))
                row[column] = value
                filled[column, value].append(place + 1)
    yield from limited(
        Finding(
            NOTICE,
            f"cells merged over several rows; {value[:60]!r} was read in each of them",
            source,
            tuple(found),
            f"{column_letter(column)} ({name})" if (name := _cell(rows, header, column)) else column_letter(column),
        )
        for (column, value), found in filled.items()
    )


def _cell(rows: Sequence[Sequence[str]], place: int, column: int) -> str:
    return rows[place][column] if place < len(rows) and column < len(rows[place]) else ""


def _column(letters: bytes) -> int:
    """Position of a column by its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
