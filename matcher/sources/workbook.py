"""XLSX: the chosen sheet, or the only one that has the required columns."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from matcher.areas import REQUIRED_COLUMNS
from matcher.errors import InputError
from matcher.sources.columns import SEARCHED_ROWS, column_letter, find_header, is_header
from matcher.sources.findings import ERROR, NOTICE, Finding
from matcher.sources.grid import Grid, How, Shared, cell_text
from matcher.sources.merged import fill_merged, sheet_marks

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["read_xlsx"]

#: A workbook is refused when it unpacks to more than this: no table of areas is as large.
_MOST_BYTES = 2 * 1024**3
_MOST_ROWS = 1_048_576


def read_xlsx(data: bytes, source: str, sheet: str | None = None) -> Grid:
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
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError(f"{source} is a damaged workbook or zip file ({error})", do="save it again as XLSX") from None
    if size > _MOST_BYTES:
        raise InputError(f"{source} unpacks to {size / 1024**3:.1f} GB", expected="at most 2 GB", do="save it as CSV")


def _open(data: bytes, *, formulas: bool = False) -> Workbook:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)


def _sheet_names(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets]


def _rows(book: Workbook, name: str) -> Iterator[list[str]]:
    sheet = book[name]
    sheet.reset_dimensions()  # some programs write a wrong extent  # type: ignore[attr-defined]
    shared = Shared()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _MOST_ROWS:  # more than any spreadsheet holds: a damaged row number
            raise ValueError(f"row {number:,}")
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        yield [shared(cell) for cell in cells]


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
