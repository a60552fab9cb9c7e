"""XLSX: the chosen sheet, or the only one that has the required columns."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from matcher.areas import REQUIRED_COLUMNS
from matcher.errors import InputError
from matcher.sources.columns import SEARCHED_ROWS, column_letter, find_header, is_header
from matcher.sources.findings import ERROR, NOTICE, Finding, limited
from matcher.sources.grid import Grid, How, cell_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["Span", "fill_merged", "read_xlsx", "sheet_marks"]

#: A workbook is refused when it unpacks to more than this, or, beyond some MB, to so many times its size: tables of
#: areas unpack to five to fifty times theirs.
_MOST_UNPACKED, _MOST_TIMES, _SOME = 512_000_000, 200, 16_000_000
_MOST_ROWS = 1_048_576


def read_xlsx(data: bytes, source: str, *, sheet: str | None = None) -> Grid:
    """Read one sheet of a workbook; formulas count with the value that was saved.

    Raises
    ------
    InputError
        When the workbook is damaged, or when the sheet is not there or cannot be told.
    """
    _check_size(data, source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl warns of drop-down lists and styles that it skips
        try:
            book = _open(data)
            firsts = {name: _first_rows(book, name) for name in _sheet_names(book)}
            name, notices = _chosen(firsts, source, sheet)
            rows = list(_rows(book, name))
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                spans, formula = sheet_marks(packed, book[name]._worksheet_path)  # type: ignore[attr-defined]
            unsaved = _unsaved_formulas(data, name, rows) if formula else []
        except InputError:
            raise
        except Exception as error:  # a damaged workbook fails in openpyxl, zipfile or the XML parser, in many ways
            raise InputError(
                f"{source} is a workbook that cannot be read ({type(error).__name__}: {error})",
                do="open it in a spreadsheet and save it again as XLSX",
            ) from None
    while rows and not any(rows[-1]):  # formatted but never filled
        rows.pop()
    merged = list(fill_merged(rows, spans, find_header(rows), source)) if spans else []
    findings = [*notices, *merged, *(_unsaved(source, number, place) for number, place in unsaved)]
    return Grid(How(source, "XLSX", sheet=name), rows, list(range(1, len(rows) + 1)), findings)


def _check_size(data: bytes, source: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise InputError(f"{source} is a damaged workbook or zip file ({error})", do="save it again as XLSX") from None
    if size > _MOST_UNPACKED or size > max(_SOME, _MOST_TIMES * len(data)):
        expected = f"at most {_MOST_UNPACKED // 1_000_000} MB, and {_MOST_TIMES} times the file"
        raise InputError(f"{source} unpacks to {size / 1e6:,.0f} MB", expected=expected, do="save it as CSV")


def _open(data: bytes, *, formulas: bool = False) -> Workbook:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)


def _sheet_names(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def _rows(book: Workbook, name: str) -> Iterator[list[str]]:
    sheet = book[name]
    sheet.reset_dimensions()  # some programs write a wrong extent  # type: ignore[attr-defined]
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _MOST_ROWS:  # more than any spreadsheet holds: a damaged row number
            raise ValueError(f"row {number:,}")
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _first_rows(book: Workbook, name: str) -> list[list[str]]:
    return list(islice(_rows(book, name), SEARCHED_ROWS))


def _chosen(firsts: dict[str, list[list[str]]], source: str, wanted: str | None) -> tuple[str, list[Finding]]:
    """The sheet to read, with a notice where it was chosen among several."""
    names = ", ".join(repr(name) for name in firsts)
    if wanted is not None:
        if wanted in firsts:
            return wanted, []
        raise InputError(f"{source} has no sheet {wanted!r}", expected=f"one of its sheets {names}")
    if len(firsts) == 1:
        return next(iter(firsts)), []
    fitting = [name for name, rows in firsts.items() if _has_columns(rows)]
    if len(fitting) == 1:
        notice = f"read sheet {fitting[0]!r}, the only one of {names} that has the required columns"
        return fitting[0], [Finding(NOTICE, notice, source)]
    if fitting:
        raise InputError(
            f"{source} has several sheets with the required columns: {', '.join(map(repr, fitting))}",
            do="choose one with --sheet (in Python sheet=)",
        )
    raise InputError(
        f"{source} has no sheet with the required columns",
        expected=f"a header row with {' and '.join(REQUIRED_COLUMNS)} on one of its sheets {names or '(it has none)'}",
        do="add the columns, or choose a sheet with --sheet (in Python sheet=) to see what it lacks",
    )


def _has_columns(rows: list[list[str]]) -> bool:
    return bool(rows) and is_header(rows[find_header(rows)])


def _unsaved_formulas(data: bytes, name: str, rows: list[list[str]]) -> list[tuple[int, int]]:
    """Row and position of formulas that were saved without their value; they would read as empty."""
    found = []
    for number, cells in enumerate(_rows(_open(data, formulas=True), name), 1):
        values = rows[number - 1] if number <= len(rows) else []
        for place, cell in enumerate(cells):
            if cell.startswith("=") and not (place < len(values) and values[place]):
                found.append((number, place))
    return found


def _unsaved(source: str, number: int, place: int) -> Finding:
    return Finding(
        ERROR,
        f"cell {column_letter(place)}{number} holds a formula that was saved without its value",
        source,
        (number,),
        do="open the file in a spreadsheet, let it calculate, and save it again",
    )


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
