"""Results as the command line prints them: JSON, CSV, and tables for people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["add_formats", "print_csv", "print_json", "print_table", "records"]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, values, strict=True)) for values in table.itertuples(index=False)]


def print_json(value: Any) -> None:
    """JSON with unrounded numbers; what is undefined is null."""
    print(json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value


def print_csv(table: pd.DataFrame) -> None:
    """CSV with unrounded numbers; lists are joined with "; "."""
    from matcher.files import safe_cells

    flat = table.copy()
    for name in flat.columns:
        if flat[name].map(lambda cell: isinstance(cell, list)).any():
            flat[name] = flat[name].map("; ".join)
    print(safe_cells(flat).to_csv(index=False, lineterminator="\n"), end="")


def _shown(cell: Any) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return "-" if np.isnan(cell) else f"{cell:.3f}"
    return str(cell)


def print_table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """A table as wide as the terminal; the last column wraps."""
    from tabulate import tabulate

    cells = [[_shown(cell) for cell in row] for row in rows]
    wide = max(100, shutil.get_terminal_size((140, 24)).columns)
    narrow = [row[:-1] for row in cells]
    used = sum(
        max([len(row[place]) for row in narrow] + [len(headers[place])]) + 2 for place in range(len(headers) - 1)
    )
    limits: list[int | None] = [*([None] * (len(headers) - 1)), max(24, wide - used)]
    print(tabulate(cells, headers=headers, floatfmt=".3f", tablefmt="simple", maxcolwidths=limits))


def add_formats(verb: Any) -> None:
    """The options --json and --csv."""
    formats = verb.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="print JSON, numbers unrounded")
    formats.add_argument("--csv", action="store_true", help="print CSV, numbers unrounded")
