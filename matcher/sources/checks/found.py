"""Cells that are wrong, and a finding for each of their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from matcher.later import pd
from matcher.sources.findings import ByValue, Finding, Severity
from matcher.sources.table import Table, blocks

__all__ = ["by_value", "where"]


def where(cells: pd.Series, wrong: Callable[[str], object]) -> pd.Series:
    """Which cells are wrong; asked once for equal cells of a block, in Python, so that letters beyond ASCII count."""
    found = np.empty(len(cells), dtype=np.bool_)
    for start, block in blocks(cells):
        places, values = pd.factorize(block.array)
        answers = np.fromiter(map(bool, map(wrong, values.tolist())), dtype=np.bool_, count=len(values))
        found[start : start + len(block)] = answers[places]
    return pd.Series(found, cells.index, name=cells.name)


def by_value(
    table: Table,
    wrong: pd.Series,
    column: str,
    severity: Severity,
    message: str,
    *,
    expected: str = "",
    do: str = "",
    valued: bool = True,
) -> Iterator[Finding]:
    """One finding for each different value of the column in the rows that are wrong."""
    if not wrong.to_numpy().any():
        return
    found = ByValue()
    wrong_places = [int(place) for place in np.flatnonzero(wrong.to_numpy())]
    values = table.areas[column].iloc[wrong_places] if valued else [""] * len(wrong_places)
    for place, value in zip(wrong_places, values, strict=True):
        found.add(value, table.rows[place])

    def make(value: str, rows: tuple[int, ...]) -> Finding:
        shown = value if valued else None
        return Finding(severity, message, table.how.source, rows, column, shown, expected, do)

    yield from found.findings(make)
