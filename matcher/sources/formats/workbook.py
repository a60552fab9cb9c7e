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
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding, limited
from matcher.sources.grid import Grid, How, cell_text
from matcher.sources.said import counted, joined, said

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["Marks", "Span", "fill_merged", "read_xlsx", "sheet_marks"]

#: A workbook is refused when it unpacks to more than this, or, beyond some MB, to so many times its size: tables of
#: areas unpack to five to fifty times theirs.
_MOST_UNPACKED, _MOST_TIMES, _SOME = 512_000_000, 200, 16_000_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


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
            sheets = [_Sheet(each.title, each.sheet_state != "visible", _first_rows(book, each.title))
                      for each in book.worksheets]  # fmt: skip
            name, notices = _chosen(sheets, source, sheet)
            rows = list(_rows(book, name))
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                marks = sheet_marks(packed, book[name]._worksheet_path)  # type: ignore[attr-defined]
            unsaved = _unsaved_formulas(data, name, rows) if marks.formula else []
        except InputError:
            raise
        except Exception as error:  # a damaged workbook fails in openpyxl, zipfile or the XML parser, in many ways
            raise InputError(
                f"{source} is a workbook that cannot be read ({type(error).__name__}: {error})",
                do="open it in a spreadsheet and save it again as XLSX",
            ) from None
    while rows and not any(rows[-1]):  # formatted but never filled
        rows.pop()
    header = find_header(rows)
    merged = list(fill_merged(rows, marks.spans, header, source)) if marks.spans else []
    hidden = _hidden(rows, header, marks, source)
    findings = [*notices, *merged, *hidden, *(_unsaved(source, number, place) for number, place in unsaved)]
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


class _Sheet(NamedTuple):
    """A sheet of a workbook: its name, whether it is hidden, and its first rows."""

    name: str
    hidden: bool
    rows: list[list[str]]


def _chosen(sheets: list[_Sheet], source: str, wanted: str | None) -> tuple[str, list[Finding]]:
    """The sheet to read, with a notice where it was chosen among several; a hidden one only where it is named."""
    names = ", ".join(repr(each.name) for each in sheets)
    if wanted is not None:
        if wanted in (each.name for each in sheets):
            return wanted, []
        raise InputError(f"{source} has no sheet {wanted!r}", expected=f"one of its sheets {names}")
    visible = [each for each in sheets if not each.hidden]
    if len(visible) == 1 and (len(sheets) == 1 or _has_columns(visible[0].rows)):
        shown = joined(repr(each.name) for each in sheets if each.hidden)
        unread = Finding(NOTICE, said("message.sheets_hidden", names=shown), source)
        return visible[0].name, [unread] if len(sheets) > 1 else []
    fitting = [each.name for each in visible if _has_columns(each.rows)]
    if len(fitting) == 1:
        notice = said("message.sheet_chosen", sheet=repr(fitting[0]), names=names)
        return fitting[0], [Finding(NOTICE, notice, source)]
    if fitting:
        raise InputError(
            f"{source} has several sheets with the required columns: {', '.join(map(repr, fitting))}",
            do="choose one with --sheet (in Python sheet=)",
        )
    if hidden := [repr(each.name) for each in sheets if each.hidden and _has_columns(each.rows)]:
        raise InputError(
            f"{source} has the required columns on a hidden sheet only: {', '.join(hidden)}",
            do="choose it with --sheet (in Python sheet=), or add the columns to a sheet that is shown",
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
        said("message.unsaved", cell=f"{column_letter(place)}{number}"),
        source,
        (number,),
        do=said("do.calculate"),
    )


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]{0,200}\bhidden="(?:1|true)")[^>]{0,200}?\br="(\d{1,7})"')
_HIDDEN_COLUMNS = re.compile(
    rb'<(?:\w+:)?col\s(?=[^>]{0,200}\bhidden="(?:1|true)")(?=[^>]{0,200}?\bmin="(\d{1,5})")[^>]{0,200}?\bmax="(\d{1,5})"'
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_CHUNK = 1 << 20
#: No mark that is sought is longer; the ends of chunks are read twice.
_LONGEST = 256


class Span(NamedTuple):
    """The first column of a merged cell and the rows that it spans, counted from 0."""

    column: int
    first: int
    last: int


class Marks(NamedTuple):
    """What the XML of a sheet tells beside its cells.

    Merged cells that span several rows, whether there is a formula, and the hidden rows and columns, counted from 0.
    """

    spans: list[Span]
    formula: bool
    hidden_rows: list[int]
    hidden_columns: list[int]


def sheet_marks(packed: zipfile.ZipFile, path: str) -> Marks:
    """The marks of a worksheet; its XML is read in pieces."""
    spans: dict[Span, None] = {}
    rows: dict[int, None] = {}
    columns: dict[int, None] = {}
    formula = False
    tail = b""
    with packed.open(path.lstrip("/")) as file:
        while piece := file.read(_CHUNK):
            text = tail + piece
            formula = formula or bool(_FORMULA.search(text))
            for letters, first, last in _MERGED.findall(text):
                if first != last:
                    spans[Span(_column(letters), int(first) - 1, int(last) - 1)] = None
            rows |= dict.fromkeys(int(number) - 1 for number in _HIDDEN_ROW.findall(text))
            for first, last in _HIDDEN_COLUMNS.findall(text):
                columns |= dict.fromkeys(range(int(first) - 1, min(int(last), _MOST_COLUMNS)))
            tail = text[-_LONGEST:]
    return Marks(list(spans), formula, sorted(rows), sorted(columns))


def _hidden(rows: Sequence[Sequence[str]], header: int, marks: Marks, source: str) -> Iterator[Finding]:
    """The hidden rows and columns that are read, for a filter hides what nobody wants to hand in."""
    numbers = tuple(place + 1 for place in marks.hidden_rows if header < place < len(rows) and any(rows[place]))
    if numbers:
        what = said("message.rows_hidden", rows=counted(len(numbers), "row"))
        yield Finding(WARNING, what, source, numbers, do=said("do.delete_hidden"))
    filled = [
        place
        for place in marks.hidden_columns
        if any(_cell(rows, number, place) for number in range(header, len(rows)))
    ]
    if filled:
        names = joined(repr(_cell(rows, header, place) or column_letter(place)) for place in filled)
        yield Finding(WARNING, said("message.columns_hidden", names=names), source, do=said("do.delete_hidden"))


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
            said("message.merged", value=repr(value[:60])),
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
