"""Small tables that people write by hand (actors, needs): CSV with a header, its problems with row numbers."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError
from matcher.sources.formats.csvtext import QuoteError, decode, records

__all__ = ["Row", "read_rows", "read_text", "refuse"]

_DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """A record: its number (the header is row 1) and its cells by column, without outer spaces."""

    number: int
    cells: dict[str, str]


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252.

    Raises
    ------
    InputError
        The file is missing or no text.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read", found=str(error.strerror), do="check the path") from error
    return decode(data, str(path)).whole()


def read_rows(text: str, source: str, required: Sequence[str], *, optional: Collection[str] = ()) -> list[Row]:
    r"""The records of CSV text; the delimiter is the one under which the header names the most columns.

    Parameters
    ----------
    text : str
    source : str
        What the file is called in messages.
    required, optional : collection of str
        Columns that must be there, and columns that may; others are left out. Capitals make no difference.

    Raises
    ------
    InputError
        A column is missing or there twice, a row has another number of cells, quotation marks do not fit.

    Examples
    --------
    >>> read_rows("Name;url\nA; http://a\n\n", "a.csv", ["name"], optional=["url"])
    [Row(number=2, cells={'name': 'A', 'url': 'http://a'})]
    """
    delimiter = max(_DELIMITERS, key=lambda sign: len(_header(text, sign) & {*required, *optional}))
    found: list[Row] = []
    names: list[str] = []
    try:
        for number, (cells, _) in enumerate(records(iter(text.splitlines(keepends=True)), delimiter), start=1):
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if not names:
                names = _names(stripped, source, required)
                continue
            if len(stripped) != len(names):
                raise InputError(
                    f"{source}, row {number}", expected=f"{len(names)} cells", found=str(len(stripped)),
                    do="put a text that holds the separator in quotation marks",
                )  # fmt: skip
            every = dict(zip(names, stripped, strict=True))
            found.append(Row(number, {name: every.get(name, "") for name in (*required, *optional)}))
    except QuoteError as error:
        raise InputError(f"{source}, below row {found[-1].number if found else 1}: {error}") from error
    if not names:
        raise InputError(f"{source} is empty", expected=f"the columns {', '.join(required)}")
    return found


def refuse(source: str, problems: Sequence[tuple[int, InputError]]) -> None:
    """Raise the first of some rows' problems, and say how many more there are."""
    if problems:
        number, first = problems[0]
        more = f" ({len(problems) - 1} more problems)" if len(problems) > 1 else ""
        raise InputError(
            f"{source}, row {number}{more}: {first.problem}", expected=first.expected, found=first.found, do=first.do
        )


def _header(text: str, delimiter: str) -> set[str]:
    line = next((line for line in text.splitlines() if line.strip()), "")
    return {cell.strip().strip('"').lower() for cell in line.split(delimiter)}


def _names(cells: Sequence[str], source: str, required: Sequence[str]) -> list[str]:
    names = [cell.lower() for cell in cells]
    for name in required:
        if names.count(name) != 1:
            state = "is missing" if name not in names else "is there twice"
            raise InputError(
                f"{source}: column {name} {state}", expected=f"the columns {', '.join(required)}",
                found=", ".join(name for name in names if name) or "none",
            )  # fmt: skip
    return names
