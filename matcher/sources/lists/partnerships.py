"""Known partnerships in: a CSV file with one row for each member, or the bundled list.

What is read are facts about cooperation (who takes part, in which theme, where it was read); nothing is joined or
dropped here. How members are found among a run's regions is said in `matcher.partners.known`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from matcher.errors import InputError, NameUnknownError
from matcher.files import data_folder
from matcher.places import country_code
from matcher.sources.formats.csvtext import QuoteError, Text, decode, records

__all__ = ["BUNDLED", "PARTNERSHIP_COLUMNS", "read_partnerships"]

#: The bundled list goes by this name; a file of the same name wins.
BUNDLED = "partnerships"
#: Columns of the table of partnerships. All hold text; an empty cell is "".
PARTNERSHIP_COLUMNS = (
    "partnership",
    "theme",
    "kind",
    "region",
    "country",
    "region_id",
    "role",
    "source_url",
    "evidence",
)
REQUIRED = ("partnership", "theme", "region_id", "role", "source_url")
#: Values of the column `evidence`: a loose network tells little of who works with whom.
EVIDENCE = ("weak", "")
_DELIMITERS = (",", ";", "\t")
#: How many rows with problems one message names.
_MOST_NAMED = 8


def read_partnerships(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read memberships in known partnerships.

    Parameters
    ----------
    path : str or path-like
        A CSV file (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), or `partnerships`, the bundled list. An
        existing file wins over the bundled name. Required columns: partnership, theme, region_id, role, source_url;
        optional: kind, region, country, evidence (`weak` for a loose network). Others are ignored.

    Returns
    -------
    DataFrame
        `PARTNERSHIP_COLUMNS` (n_members rows in file order), text only, country as ISO code. Rows may repeat, and
        `region_id` may be empty where the region is named: both are counted where the table is used.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column or has rows that cannot stand; the message names the rows.
    NameUnknownError
        There is neither such a file nor a bundled list of this name.

    Examples
    --------
    >>> table = read_partnerships("partnerships")
    >>> table.loc[0, ["partnership", "region", "region_id", "role"]].tolist()
    ['Traceability and Big Data', 'Andalusia', 'ES61', 'lead']
    """
    name, data = _bytes(path)
    if data.startswith((b"PK\x03\x04", b"PAR1", b"%PDF")):
        raise InputError(f"{name} is no CSV file", expected="a text table", do="save the table as CSV UTF-8")
    numbered = _rows(decode(data, name), name)
    header = [cell.strip().lower() for cell in next(numbered, (1, []))[1]]
    _check_header(header, name)
    rows, problems = [], []
    for number, cells in numbered:
        row = _row(header, cells)
        problems += [(number, problem) for problem in _problems(row, len(cells), len(header))]
        rows.append(row)
    _raise(problems, name)
    if not rows:
        raise InputError(f"{name} has no row", expected="one row for each member of each partnership")
    table = pd.DataFrame(rows, columns=list(PARTNERSHIP_COLUMNS), dtype=str)
    table["country"] = table["country"].map(country_code)
    return table


def _bytes(path: str | os.PathLike[str]) -> tuple[str, bytes]:
    """The name by which messages call the file, and its bytes."""
    file = Path(path)
    if not file.exists() and str(path) == BUNDLED:
        file = data_folder() / f"{BUNDLED}.csv"
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise NameUnknownError(
            f"no file of partnerships at {file}", expected=f"a CSV file, or {BUNDLED!r} for the bundled list"
        ) from None
    except OSError as error:
        raise InputError(f"{file} cannot be read", found=str(error.strerror), do="choose another file") from error
    if not data.strip():
        raise InputError(f"{file.name} is empty", expected=f"a header row with {', '.join(REQUIRED)}")
    return file.name, data


def _rows(text: Text, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with its number as a spreadsheet shows it."""
    first = next(text.lines(), "").lower()
    delimiter = max(_DELIMITERS, key=first.count)
    number = 0
    try:
        for number, (cells, _) in enumerate(records(text.lines(), delimiter), start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except QuoteError as error:
        raise InputError(f"{name}, row {number + 1}: quotation marks do not fit together",
                         do="close the mark, or double one that belongs to the text") from error  # fmt: skip


def _check_header(header: list[str], name: str) -> None:
    if missing := [column for column in REQUIRED if column not in header]:
        raise InputError(f"{name}, row 1: no column {', '.join(missing)}", expected=", ".join(REQUIRED),
                         found=", ".join(cell for cell in header if cell) or "no names")  # fmt: skip
    if twice := sorted({cell for cell in header if cell in PARTNERSHIP_COLUMNS and header.count(cell) > 1}):
        raise InputError(f"{name}, row 1: column {', '.join(twice)} stands twice", do="keep one of them")


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    """The known columns of a record; blanks around and within a cell count as one or none."""
    given = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
    return {column: given.get(column, "") for column in PARTNERSHIP_COLUMNS}


def _problems(row: dict[str, str], cells: int, columns: int) -> Iterator[str]:
    if cells > columns:
        yield f"expected {columns} cells; found {cells}; put quotation marks around a cell that holds the delimiter"
        return
    if not row["partnership"]:
        yield "expected the partnership's name; found an empty cell"
    if not row["region_id"] and not row["region"]:
        yield "expected a region_id, or at least the region's name; found neither"
    if row["evidence"] not in EVIDENCE:
        yield f"expected weak or nothing in evidence; found {row['evidence']!r}"
    try:
        country_code(row["country"])
    except InputError:
        yield f"expected an ISO code or English name in country; found {row['country']!r}"


def _raise(problems: list[tuple[int, str]], name: str) -> None:
    """One error for all rows with problems: the first in full, then where the others are."""
    if not problems:
        return
    (row, first), others = problems[0], sorted({number for number, _ in problems[1:]} - {problems[0][0]})
    named = ", ".join(map(str, others[:_MOST_NAMED])) + (", ..." if len(others) > _MOST_NAMED else "")
    more = f" (also row{'s' if len(others) > 1 else ''} {named})" if others else ""
    raise InputError(f"{name}, row {row}: {first}{more}", do="correct the file; nothing was read")
