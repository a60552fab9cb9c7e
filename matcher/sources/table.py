"""From rows of cells to the areas table: the columns found, the cells cleaned, nothing dropped without a word."""

from __future__ import annotations

import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

import pandas as pd

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError
from matcher.files import CONTROL, printable, unguarded
from matcher.sources.columns import Header, find_header, match_header
from matcher.sources.findings import ERROR, NOTICE, ByValue, Finding, counted, limited
from matcher.sources.grid import MOST_LETTERS, Grid, How

__all__ = ["Table", "cleaned", "each", "mapped", "to_table"]

_MOST_REMEMBERED, _LONGEST_REMEMBERED = 10_000, 1_000
#: Rows are turned into columns so many at a time: single cells take much more room than the columns.
_BLOCK = 5_000
_INVISIBLE = "\u200b\u2060\ufeff"  # zero-width marks that come along when texts are copied from the web


@dataclass
class Table:
    """An areas table and what was found while it was read.

    Parameters
    ----------
    how : How
        How the file was read.
    areas : DataFrame
        The columns `AREA_COLUMNS`, text only, rows in file order, numbered from 0.
    rows : sequence of int
        The row number of each area, as the spreadsheet shows it.
    present : tuple of str
        The columns that the file has.
    findings : list of Finding
        What was found.
    """

    how: How
    areas: pd.DataFrame
    rows: Sequence[int]
    present: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)


def to_table(grid: Grid) -> Table:
    """Match the header, leave out empty rows, clean the cells.

    Raises
    ------
    InputError
        When there is no header or no row below it.
    """
    source = grid.how.source
    filled = [_has_text(row) for row in grid.rows]
    if not any(filled) and not _has_error(grid.findings):
        raise InputError(f"{source} is empty", expected="a header row and one row for each area")
    first = find_header(grid.rows)
    cells = grid.rows[first] if grid.rows else []
    number = grid.numbers[first] if grid.numbers else 1
    header = match_header(cells, number, source, filled=_filled(grid, first))
    findings = [*grid.findings, *_above(grid, first), *header.findings, *limited(_too_long(grid, first, header))]
    kept = array("L", (place for place in range(first + 1, len(grid.rows)) if filled[place]))
    skipped = [grid.numbers[place] for place in range(first + 1, len(grid.rows)) if not filled[place]]
    if skipped:
        what = f"{counted(len(skipped), 'empty row')} skipped"
        findings.append(Finding(NOTICE, what, source, tuple(skipped)))
    if not kept and not _has_error(findings):
        findings.append(
            Finding(ERROR, "there is a header row and no area below it", source, do="add one row for each area")
        )
    rows = array("L", (grid.numbers[place] for place in kept))
    cleaner = _Cleaner()
    blocks = [_block(grid, header, kept[start : start + _BLOCK], cleaner) for start in range(0, len(kept), _BLOCK)]
    grid.rows.clear()
    findings += limited(cleaner.findings(source))
    areas = pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=list(AREA_COLUMNS), dtype="str")
    return Table(grid.how, areas, rows, tuple(column for column in AREA_COLUMNS if column in header.places), findings)


def _block(grid: Grid, header: Header, places: Sequence[int], cleaner: _Cleaner) -> pd.DataFrame:
    """Some rows as columns of clean text."""
    columns: dict[str, list[str]] = {column: [] for column in AREA_COLUMNS}
    for place in places:
        cells, number = grid.rows[place], grid.numbers[place]
        grid.rows[place] = []  # its cells live on in the columns
        for column, own in columns.items():
            at = header.places.get(column, -1)
            own.append(cleaner.clean(cells[at], column, number) if 0 <= at < len(cells) else "")
    return pd.DataFrame(columns, dtype="str")


def each(cells: pd.Series) -> Iterator[str]:
    """The cells of a column one by one; as a list of texts they would take much more room than the column."""
    for start in range(0, len(cells), _BLOCK):
        yield from cells.iloc[start : start + _BLOCK].tolist()


def mapped(cells: pd.Series, function: Callable[[str], Any], dtype: type) -> pd.Series:
    """A column of what the function makes of each cell, some rows at a time."""
    starts = range(0, max(len(cells), 1), _BLOCK)
    return pd.concat([cells.iloc[start : start + _BLOCK].map(function).astype(dtype) for start in starts])


def cleaned(cell: str) -> str:
    r"""A cell without outer white space and invisible marks, letters composed (NFC), lines ended by LF, unguarded.

    Examples
    --------
    >>> cleaned(" Ska\u030ane\r\n "), cleaned("'=1+1")
    ('Skåne', '=1+1')
    """
    text = cell.strip()
    while text and (text[0] in _INVISIBLE or text[-1] in _INVISIBLE):
        text = text.strip(_INVISIBLE).strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    plain = unguarded(text)
    return text if plain is text else plain.strip()


def _has_error(findings: list[Finding]) -> bool:
    """Whether there is an error among the findings."""
    return any(finding.severity == ERROR for finding in findings)


def _has_text(row: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)


def _filled(grid: Grid, first: int) -> list[int]:
    """Number of filled cells below each header cell that has no name."""
    header = grid.rows[first] if grid.rows else []
    nameless = {place for place, cell in enumerate(header) if not cell.strip()}
    counts = [0] * len(header)
    for row in islice(grid.rows, first + 1, None) if nameless else ():
        for place in nameless:
            counts[place] += place < len(row) and bool(row[place].strip())
    return counts


def _above(grid: Grid, first: int) -> Iterator[Finding]:
    above = [grid.numbers[place] for place in range(first) if _has_text(grid.rows[place])]
    if above:
        text = " | ".join(cell.strip() for place in range(first) for cell in grid.rows[place] if cell.strip())
        yield Finding(NOTICE, "text above the header row was ignored", grid.how.source, tuple(above), value=text)


def _too_long(grid: Grid, first: int, header: Header) -> Iterator[Finding]:
    """Rows with filled cells beyond the header: a separator stands in a text, most often."""
    for row, number in islice(zip(grid.rows, grid.numbers, strict=True), first + 1, None):
        extra = row[header.width :]
        if _has_text(extra):
            yield Finding(
                ERROR,
                f"the row has {len(row)} cells and the header {header.width}",
                grid.how.source,
                (number,),
                value=next(cell for cell in extra if cell.strip()),
                do="put a text that contains the separator in quotation marks, or give the column a header",
            )


class _Cleaner:
    """Strips outer white space, composes letters (NFC), unifies line breaks; remembers what it changed and refused."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._refused: set[str] = set()
        self._where: dict[str, ByValue] = defaultdict(ByValue)
        self._too_long: dict[str, list[int]] = defaultdict(list)
        self.cleaned = self.unescaped = 0

    def clean(self, cell: str, column: str, row: int) -> str:
        """The cell as it enters the table."""
        if len(cell) > MOST_LETTERS:
            self._too_long[column].append(row)
            return "..."
        known = self._known.get(cell)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
                self._refused.clear()
            known = self._clean(cell)
            if len(cell) <= _LONGEST_REMEMBERED:
                self._known[cell] = known
        if cell in self._refused:
            self._where[column].add(known, row)
            if len(cell) > _LONGEST_REMEMBERED:
                self._refused.remove(cell)
        elif known is not cell and known != cell:
            self.cleaned += _neither_break_nor_escape(cell, known)
            stripped = cell.strip()
            self.unescaped += unguarded(stripped) is not stripped
        return known

    def _clean(self, cell: str) -> str:
        text = cleaned(cell)
        if CONTROL.search(text):
            text = printable(text)
            self._refused.add(cell)
        return cell if text == cell else text

    def findings(self, source: str) -> Iterator[Finding]:
        """What was cleaned, in one notice each, and the cells with control characters, one error each."""
        if self.cleaned:
            what = f"{counted(self.cleaned, 'cell')} cleaned of outer white space or composed (NFC)"
            yield Finding(NOTICE, what, source)
        if self.unescaped:
            what = f"{counted(self.unescaped, 'cell')} read without the apostrophe that guards a formula"
            yield Finding(NOTICE, what, source)
        for column, rows in self._too_long.items():
            what = f"a cell holds more than {MOST_LETTERS:,} characters"
            yield Finding(ERROR, what, source, tuple(rows), column, do="shorten it")
        what = "holds control characters, shown here as signs"
        for column, found in self._where.items():
            make = partial(_refusal, source, column, what)
            yield from found.findings(make)


def _refusal(source: str, column: str, what: str, value: str, rows: tuple[int, ...]) -> Finding:
    return Finding(ERROR, what, source, rows, column, value, do="type the cell again")


def _neither_break_nor_escape(cell: str, text: str) -> bool:
    """Whether a cell was changed in more than its line breaks and its guarding apostrophe."""
    plain = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text not in (plain, unguarded(plain))
