"""Tables beside the areas (actors, needs, partnerships, a classification): CSV, its problems with row numbers."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError
from matcher.files import CONTROL, printable, read_bytes, shown
from matcher.sources.formats import foreign
from matcher.sources.formats.csvtext import decode, read_csv
from matcher.sources.table import cleaned

__all__ = ["Row", "read_rows", "read_text", "refuse"]

#: How many rows with problems one message names.
_MOST_NAMED = 8


class Row(NamedTuple):
    """A record: its number as a spreadsheet shows it (the header is row 1) and its cells by column, cleaned."""

    number: int
    cells: dict[str, str]


def read_text(path: str | os.PathLike[str], what: str = "") -> str:
    """Text of a file in UTF-8, UTF-16 or Windows-1252.

    Raises
    ------
    InputError
        The file is missing, or is no text.
    """
    return decode(read_bytes(path, what), printable(Path(path).name)).whole()


def read_rows(
    path: str | os.PathLike[str], what: str, required: Sequence[str], *, optional: Collection[str] = ()
) -> list[Row]:
    r"""Rows of a CSV file, in any encoding and with any delimiter in which tables of areas are read.

    Parameters
    ----------
    path : path-like
    what : str
        What the file is, for the message when it cannot be read: "actors".
    required, optional : collection of str
        Columns that must be there, and columns that may; others are left out. Capitals make no difference.

    Returns
    -------
    list of Row
        Every row that is not blank. White space within a cell counts as one space.

    Raises
    ------
    InputError
        The file is no CSV file, a column is missing or there twice, a row has more cells than the header, quotation
        marks do not fit, or a cell holds control characters.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_text("Name;url\nA; http://a\n\n")
    ...     read_rows(path, "table", ["name"], optional=["url"])
    [Row(number=2, cells={'name': 'A', 'url': 'http://a'})]
    """
    source, data, known = printable(Path(path).name), read_bytes(path, what), (*required, *optional)
    if looks := foreign(data):
        raise InputError(f"{source} is no CSV file", found=looks, do="save the table as CSV UTF-8")
    grid = read_csv(decode(data, source), source, count=lambda cells: len(set(_names(cells)) & set(known)))
    if grid.findings:
        first, *others = grid.findings
        raise InputError(first.line() + _also([row for finding in others for row in finding.rows]))
    filled = [(row, cells) for row, cells in zip(grid.numbers, grid.rows, strict=True) if any(map(str.strip, cells))]
    if not filled:
        raise InputError(f"{source} is empty", expected=f"a header row with {', '.join(required)}")
    names = _names(filled[0][1])
    _check_header(names, source, filled[0][0], required, known)
    problems: list[tuple[int, InputError]] = []
    rows = []
    for number, cells in filled[1:]:
        given = dict(zip(names, map(cleaned, cells), strict=False))
        problems += [(number, problem) for problem in _problems(given, names, cells)]
        rows.append(Row(number, {name: " ".join(given.get(name, "").split()) for name in known}))
    refuse(source, problems)
    return rows


def refuse(source: str, problems: Sequence[tuple[int, InputError]]) -> None:
    """Raise the first of some rows' problems, and name the other rows that have one."""
    if problems:
        number, first = problems[0]
        also = _also(sorted({row for row, _ in problems} - {number}))
        what = f"{source}, row {number}{also}: {first.problem}"
        raise InputError(what, expected=first.expected, found=first.found, do=first.do)


def _also(rows: Sequence[int]) -> str:
    named = ", ".join(map(str, rows[:_MOST_NAMED])) + (", ..." if len(rows) > _MOST_NAMED else "")
    return f" (also row{'s' if len(rows) > 1 else ''} {named})" if rows else ""


def _names(cells: Sequence[str]) -> list[str]:
    return [cleaned(cell).lower() for cell in cells]


def _check_header(names: Sequence[str], source: str, row: int, required: Sequence[str], known: Sequence[str]) -> None:
    if missing := [name for name in required if name not in names]:
        raise InputError(
            f"{source}, row {row}: no column {', '.join(missing)}",
            expected=f"the columns {', '.join(required)}",
            found=shown(", ".join(filter(None, names))) if any(names) else "no names",
        )
    if twice := sorted({name for name in names if name in known and names.count(name) > 1}):
        raise InputError(f"{source}, row {row}: column {', '.join(twice)} is there twice", do="keep one of them")


def _problems(given: dict[str, str], names: Sequence[str], cells: Sequence[str]) -> list[InputError]:
    """What keeps a row from being read: cells beyond the header, which shift the others, and control characters."""
    if len(cells) > len(names):
        expected, do = f"{len(names)} cells", "put a text that holds the separator in quotation marks"
        return [InputError("the row is too long", expected=expected, found=str(len(cells)), do=do)]
    return [
        InputError(f"control characters in {name or 'a cell'}", found=shown(printable(cell)), do="type it again")
        for name, cell in given.items()
        if CONTROL.search(cell)
    ]
