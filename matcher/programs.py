"""Answers as other programs read them: rows, JSON, CSV and workbooks, with unrounded numbers."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any

from matcher.files import CONTROL, printable, safe_cells
from matcher.files.sheets import sheet_rows
from matcher.files.zipped import steady

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import Validation

__all__ = ["csv_text", "flat", "json_text", "plain", "records", "validation_table", "workbook", "workbook_of"]

#: Rows of a sheet below its header, and characters of a cell, as spreadsheets have them.
MOST_ROWS, MOST_LETTERS = 1_048_575, 32_767


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table as dictionaries."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, values, strict=True)) for values in table.itertuples(index=False)]


def plain(value: Any) -> Any:
    """A value as JSON has it: lists and dictionaries of Python's own kinds, what is undefined as None.

    Examples
    --------
    >>> import numpy as np
    >>> plain({"z": np.float64("nan"), "n": np.int64(3), "areas": ("Rail",)})
    {'z': None, 'n': 3, 'areas': ['Rail']}
    """
    if value is None or type(value) in (str, int, bool):  # most are
        return value
    if type(value) is float:
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    import numpy as np

    if isinstance(value, np.generic):
        value = value.item()
    pandas = sys.modules.get("pandas")  # who has a value of it has imported it
    if (pandas is not None and value is pandas.NA) or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def json_text(value: Any, *, indent: int | None = 2) -> str:
    r"""JSON with unrounded numbers; what is undefined is null.

    Examples
    --------
    >>> json_text([0.1, float("nan")], indent=None)
    '[0.1, null]\n'
    """
    return json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False) + "\n"


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """A table as spreadsheets open it safely: lists are joined with "; ", and no cell runs as a formula."""
    found = table.copy()
    for name in found.columns[[kind.kind == "O" for kind in table.dtypes]]:
        if any(isinstance(cell, list) for cell in found[name].tolist()):
            found[name] = found[name].map("; ".join)
    return safe_cells(found)


def csv_text(table: pd.DataFrame) -> str:
    """CSV with unrounded numbers; see `flat`."""
    return str(flat(table).to_csv(index=False, lineterminator="\n"))


def workbook(table: pd.DataFrame, *, name: str = "matcher") -> bytes:
    """The bytes of an XLSX file with one table; see `workbook_of`."""
    return workbook_of({name: table})


def workbook_of(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """The bytes of an XLSX file with a sheet a table, or several where one does not hold it; see `flat`.

    A text that no cell holds is cut, and its length is told. The same tables give the same bytes.

    Examples
    --------
    >>> import openpyxl
    >>> import pandas as pd
    >>> made = workbook_of({"areas": pd.DataFrame({"area": ["=1+1", "Forest"], "z": [-1.5, None]})})
    >>> list(openpyxl.load_workbook(BytesIO(made))["areas"].values)
    [('area', 'z'), ("'=1+1", -1.5), ('Forest', None)]
    """
    from openpyxl import Workbook

    book, sheets = Workbook(write_only=True), dict[str, bytes]()
    for name, table in tables.items():
        rows = flat(table).astype(object).where(table.notna(), None)
        for number, start in enumerate(range(0, max(len(rows), 1), MOST_ROWS), 1):
            sheet = book.create_sheet(name if number == 1 else f"{name} {number}")
            sheet.freeze_panes = "A2"
            part = rows.iloc[start : start + MOST_ROWS].itertuples(index=False, name=None)
            cells = ([value if type(value) is float else _cell(value) for value in row] for row in part)
            written = sheet_rows(chain([[str(column) for column in table.columns]], cells))
            sheets[f"xl/worksheets/sheet{len(sheets) + 1}.xml"] = written.encode("ascii", "xmlcharrefreplace")
    file = BytesIO()
    book.save(file)
    return steady(file.getvalue(), rows=sheets)


def _cell(value: Any) -> Any:
    """A value as a cell holds it: of Python's own kinds, no longer than a cell, without control characters."""
    value = plain(value)
    if not isinstance(value, str):
        return value
    text = printable(value) if not value.isprintable() and CONTROL.search(value) else value
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 40]}... ({len(text):,} characters)"


def validation_table(found: Validation) -> pd.DataFrame:
    """A validation against partnerships, one row a score, with value, low and high of each measure and view."""
    import pandas as pd

    rows = []
    for row, view in zip(found["rows"], found["views"], strict=True):
        flat: dict[str, object] = {"score": row["score"], "baseline": row["baseline"], "undefined": row["undefined"]}
        for name, estimate in {**row, **view}.items():
            if isinstance(estimate, dict):
                flat[name] = estimate["value"]
                flat |= {f"{name}_{key}": estimate[key] for key in ("low", "high", "groups")}
        rows.append(flat)
    return pd.DataFrame(rows)
