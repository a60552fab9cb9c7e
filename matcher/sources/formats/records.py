"""JSON and Parquet: a list of records, read as if its names were a header row and record 1 stood in row 2."""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Iterable
from typing import Any

from matcher.errors import InputError
from matcher.sources.findings import ERROR, Finding
from matcher.sources.grid import Grid, How, cell_text
from matcher.sources.said import said

__all__ = ["read_json", "read_parquet"]


def read_json(text: str, how: How) -> Grid:
    """Read a list of objects; a name that is missing from an object is an empty cell.

    Raises
    ------
    InputError
        When the text is no JSON, or JSON of another form.

    Examples
    --------
    >>> grid = read_json('[{"region": "Halland", "period": 2018}, {"area": null}]', How("a.json", "JSON"))
    >>> list(grid.rows)
    [['region', 'period', 'area'], ['Halland', '2018', ''], ['', '', '']]
    """
    try:
        records = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{how.source}, line {error.lineno}, column {error.colno} is no JSON ({error.msg})", do="correct it there"
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{how.source} is no usable JSON ({error})", do=said("do.correct")) from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        kinds = "an object" if isinstance(records, dict) else "other values"
        expected = 'a list of objects such as [{"region_id": "SE125", ...}]'
        raise InputError(f"{how.source} is JSON of another form", expected=expected, found=kinds)
    names = list(dict.fromkeys(name for record in records for name in record))
    return _grid(how, names, ([record.get(name) for name in names] for record in records))


def read_parquet(data: bytes, source: str) -> Grid:
    """Read a Parquet file; needs pyarrow, which the extra `parquet` installs.

    Raises
    ------
    InputError
        When pyarrow is missing, or the file is damaged.
    """
    try:
        parquet = importlib.import_module("pyarrow.parquet")  # optional, and without type hints
    except ImportError:
        do = "pip install 'interregional-matcher[parquet]', or save the table as CSV"
        raise InputError(f"{source} is Parquet, which needs pyarrow", do=do) from None
    try:
        table = parquet.read_table(io.BytesIO(data))
        columns = [column.to_pylist() for column in table.columns]
    except Exception as error:  # a damaged file fails in pyarrow in many ways
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{source} is Parquet that cannot be read ({reason})", do="write it again") from None
    return _grid(How(source, "Parquet"), table.column_names, zip(*columns, strict=True))


def _grid(how: How, names: list[str], records: Iterable[Iterable[Any]]) -> Grid:
    grid = Grid(how)
    grid.rows.append(names)
    grid.numbers.append(1)
    for number, values in enumerate(records, 2):
        cells = []
        for name, value in zip(names, values, strict=True):
            if isinstance(value, (list, dict, tuple, bytes)):
                what = said("message.no_text", type=type(value).__name__)
                do = said("do.write_text")
                grid.findings.append(Finding(ERROR, what, how.source, (number,), name, str(value), do=do))
            cells.append(cell_text(value))
        grid.rows.append(cells)
        grid.numbers.append(number)
    return grid


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are unique; Python would keep the last of two without a word."""
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object names {twice!r} twice")
    return record


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value; write null for an empty cell")
