"""Areas to files that spreadsheets open safely and that load back equal.

A cell that begins with = + - @ could run as a formula when a spreadsheet opens the file. Such cells are written with an
apostrophe before them ('=cmd), and so is a cell that begins with apostrophes and one of these signs; `load_areas` takes
one apostrophe off again, in every format. Both steps are exact: what was written is what is read.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError, SettingError
from matcher.files import atomic_path, safe_cells
from matcher.later import pd

__all__ = ["check_cells", "write_areas"]

#: A cell of an XLSX file holds no more characters; openpyxl would cut the rest off without a word.
_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_576


def write_areas(areas: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write an areas table as CSV (UTF-8 with a mark, so that Excel reads its letters right) or XLSX, by the ending.

    Parameters
    ----------
    areas : DataFrame
        The columns `AREA_COLUMNS`; columns that it lacks are written empty, others are left out.
    path : str or path-like
        A file that ends in .csv or .xlsx; it is replaced whole or not at all.

    Raises
    ------
    InputError
        When a text does not fit into a cell of an XLSX file.
    SettingError
        When the path has another ending.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from matcher.sources import load_areas
    >>> areas = load_areas("sweden_2018")
    >>> with TemporaryDirectory() as folder:
    ...     write_areas(areas, f"{folder}/areas.xlsx")
    ...     load_areas(f"{folder}/areas.xlsx").equals(areas)
    True
    """
    ending = Path(path).suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise SettingError(f"areas cannot be written to {Path(path).name}", expected="a name ending in .csv or .xlsx")
    table = areas.reindex(columns=list(AREA_COLUMNS), fill_value="").astype("object")
    table = safe_cells(table.where(table.notna(), "").astype("str"))
    with atomic_path(path) as draft:
        (_write_csv if ending == ".csv" else _write_xlsx)(table, draft)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows(table.itertuples(index=False, name=None))


def _write_xlsx(table: pd.DataFrame, path: Path) -> None:
    from openpyxl import Workbook

    if len(table) >= _MOST_ROWS:
        raise InputError(f"{len(table):,} areas do not fit into an XLSX sheet", do="write CSV")
    check_cells(table)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("areas")
    sheet.freeze_panes = "A2"
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False, name=None):
        sheet.append([_text_cell(sheet, value) for value in row])
    book.save(path)


def _text_cell(sheet: Any, value: str) -> Any:
    """A cell that stays text: openpyxl would store "=1" as a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def check_cells(table: pd.DataFrame) -> None:
    """Refuse texts that no cell of a workbook holds: openpyxl would cut them off, or fail when half is written.

    Raises
    ------
    InputError
        There is such a text; the message says where.

    Examples
    --------
    >>> check_cells(pd.DataFrame({"region_id": ["ES51"], "description": ["x" * 40_000]}))
    Traceback (most recent call last):
    ...
    matcher.errors.InputError: a text in column description of ES51 does not fit into an XLSX cell: \
    expected at most 32,767 characters; found 40,000; write CSV
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    first = table.columns[0]
    for column in table.select_dtypes(include=["object", "string"]).columns:
        for name, text in zip(table[first].tolist(), table[column].tolist(), strict=True):
            if not isinstance(text, str) or (len(text) <= _MOST_CHARACTERS and text.isprintable()):
                continue  # most are: control characters are not printable
            where = f"a text in column {column} of {name}"
            if len(text) > _MOST_CHARACTERS:
                expected = f"at most {_MOST_CHARACTERS:,} characters"
                raise InputError(
                    f"{where} does not fit into an XLSX cell", expected=expected, found=f"{len(text):,}", do="write CSV"
                )
            if ILLEGAL_CHARACTERS_RE.search(text):
                raise InputError(f"{where} holds control characters, which XLSX cannot store", do="write CSV")
