"""The form in which every format arrives: rows of cells with the row numbers of the spreadsheet."""

from __future__ import annotations

import datetime
import math
from array import array
from collections.abc import MutableSequence
from dataclasses import dataclass, field
from typing import Any

from matcher.sources.findings import Finding
from matcher.sources.said import Said, joined, said

__all__ = ["MOST_LETTERS", "Grid", "How", "cell_text"]

#: A cell holds no more characters: nothing that people write about an area is longer.
MOST_LETTERS = 1_000_000


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
        return str(self.told())

    def told(self) -> Said:
        """How the file was read, as a text that can be told in another language."""
        known = self.delimiter in ("comma", "semicolon", "tab")
        delimiter = said(f"part.separated_{self.delimiter}") if known else self.delimiter
        form = said("part.outline") if self.format == "outline" else self.format
        sheet = said("part.sheet", name=repr(self.sheet)) if self.sheet else ""
        return joined(part for part in (form, delimiter, self.encoding, sheet) if part)


@dataclass
class Grid:
    """Rows of cells, header included, as they stand in the file.

    Parameters
    ----------
    how : How
        How the file was read.
    rows : list of list of str
        The cells; rows may differ in length.
    numbers : sequence of int
        The row number of each, as a spreadsheet shows it.
    findings : list of Finding
        What was found on the way.
    """

    how: How
    rows: list[list[str]] = field(default_factory=list)
    numbers: MutableSequence[int] = field(default_factory=lambda: array("L"))
    findings: list[Finding] = field(default_factory=list)


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
