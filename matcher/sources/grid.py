"""The form in which every format arrives: rows of cells with the row numbers of the spreadsheet."""

from __future__ import annotations

import datetime
import math
from array import array
from collections.abc import Iterable, MutableSequence
from dataclasses import dataclass, field
from typing import Any, overload

from matcher.sources.findings import Finding

__all__ = ["Grid", "How", "Rows", "Shared", "cell_text"]


_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class How:
    """How a file was read.

    Parameters
    ----------
    source : str
        Name of the file or of the bundled set.
    format : str
        CSV, XLSX, JSON, Parquet or outline.
    encoding, delimiter, sheet : str, optional
        What was recognised, where the format has it.

    Examples
    --------
    >>> print(How("areas.csv", "CSV", "Windows-1252", "semicolon"))
    CSV, separated by semicolons, Windows-1252
    """

    source: str
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        separated = f"separated by {self.delimiter}s" if self.delimiter else ""
        sheet = f"sheet {self.sheet!r}" if self.sheet else ""
        return ", ".join(part for part in (self.format, separated, self.encoding, sheet) if part)


class Rows(MutableSequence[list[str]]):
    """Rows of cells, each kept as one string: a cell of its own takes fifty bytes besides its letters.

    Examples
    --------
    >>> rows = Rows([["Halland", "Food"], []])
    >>> rows.append(["Sk\u00e5ne", ""])
    >>> rows[2], list(rows)
    (['Skåne', ''], [['Halland', 'Food'], [], ['Skåne', '']])
    """

    _BETWEEN = "\x1f"  # rows with a cell that holds this sign are kept as they are

    def __init__(self, rows: Iterable[list[str]] = ()) -> None:
        self._packed: list[str | tuple[str, ...]] = [self._pack(cells) for cells in rows]

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> Rows: ...
    def __getitem__(self, place: int | slice) -> list[str] | Rows:
        """A row as a list, or some of the rows."""
        if isinstance(place, slice):
            some = Rows()
            some._packed = self._packed[place]
            return some
        packed = self._packed[place]
        return packed.split(self._BETWEEN) if isinstance(packed, str) else list(packed)

    def __setitem__(self, place: Any, cells: Any) -> None:
        self._packed[place] = self._pack(cells)

    def __delitem__(self, place: Any) -> None:
        del self._packed[place]

    def insert(self, index: int, value: list[str]) -> None:
        """Put a row before another one."""
        self._packed.insert(index, self._pack(value))

    def _pack(self, cells: list[str]) -> str | tuple[str, ...]:
        packed = self._BETWEEN.join(cells)
        return packed if cells and packed.count(self._BETWEEN) == len(cells) - 1 else tuple(cells)


@dataclass
class Grid:
    """Rows of cells, header included, as they stand in the file.

    Parameters
    ----------
    how : How
        How the file was read.
    rows : sequence of list of str
        The cells; rows may differ in length.
    numbers : sequence of int
        The row number of each, as a spreadsheet shows it.
    findings : list of Finding
        What was found on the way.
    """

    how: How
    rows: MutableSequence[list[str]] = field(default_factory=Rows)
    numbers: MutableSequence[int] = field(default_factory=lambda: array("L"))
    findings: list[Finding] = field(default_factory=list)


class Shared:
    """Gives equal cells one string, so that regions, countries and addresses take their room once; forgets old ones.

    Examples
    --------
    >>> shared = Shared()
    >>> shared("".join(["S", "E"])) is shared("".join(["S", "E"]))
    True
    """

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def __call__(self, cell: str) -> str:
        """The string that stands for all cells equal to this one."""
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.clear()
        return self._seen.setdefault(cell, cell)


def cell_text(value: Any) -> str:
    """A value as a spreadsheet shows it, or nearly: 2018 and not 2018.0, dates as 2018-01-31, nothing as "".

    Examples
    --------
    >>> cell_text(2018.0), cell_text(None), cell_text(float("nan")), cell_text(True)
    ('2018', '', '', 'TRUE')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
