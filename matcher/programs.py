"""Answers as other programs read them: rows, JSON, CSV and workbooks, with unrounded numbers."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["csv_text", "flat", "json_text", "plain", "records", "workbook"]


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
    import numpy as np
    import pandas as pd

    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and np.isnan(value)):
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
    from matcher.files import safe_cells

    found = table.copy()
    for name in found.columns:
        if found[name].map(lambda cell: isinstance(cell, list)).any():
            found[name] = found[name].map("; ".join)
    return safe_cells(found)


def csv_text(table: pd.DataFrame) -> str:
    """CSV with unrounded numbers; see `flat`."""
    return str(flat(table).to_csv(index=False, lineterminator="\n"))


def workbook(table: pd.DataFrame, *, name: str = "matcher") -> bytes:
    """The bytes of an XLSX file with one sheet; see `flat`."""
    file = BytesIO()
    flat(table).to_excel(file, sheet_name=name, index=False, freeze_panes=(1, 0), engine="openpyxl")
    return file.getvalue()
