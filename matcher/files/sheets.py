"""Rows of a worksheet as XLSX files hold them, written as text: of large tables a library makes a tree of objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["sheet_rows"]

#: Texts that a spreadsheet takes for errors of its own.
_ERRORS = frozenset(["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])
#: Signs that XML takes for its own, or for the end of a line.
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def sheet_rows(rows: Iterable[Sequence[Any]]) -> str:
    """The rows of a sheet, from the first line on, with the cells that openpyxl would write.

    Parameters
    ----------
    rows : iterable of sequences
        Texts without control characters, numbers, True and False, and None for no cell.

    Examples
    --------
    >>> sheet_rows([["area", "z"], ["R&D", -1.5], [None, 3]])
    '<row r="1"><c r="A1" t="inlineStr"><is><t>area</t></is></c><c r="B1" t="inlineStr"><is><t>z</t></is></c></row>\
<row r="2"><c r="A2" t="inlineStr"><is><t>R&amp;D</t></is></c><c r="B2" t="n"><v>-1.5</v></c></row>\
<row r="3"><c r="B3" t="n"><v>3</v></c></row>'
    """
    texts, cells, found = _Texts(), dict[tuple[type, ...], str](), []
    for number, row in enumerate(rows, 1):
        kinds = tuple(map(type, row))
        if kinds not in cells:
            cells[kinds] = _cells(row)
        values = [texts[value] if isinstance(value, str) else value for value in row if value is not None]
        found.append(cells[kinds].replace("#", str(number)) % tuple(values))
    return "".join(found)


def _cells(row: Sequence[Any]) -> str:
    """A row as text: # for its number, and places for what is not None. Rows of one table have few different kinds.

    Examples
    --------
    >>> _cells(["area", None, 0.5])
    '<row r="#"><c r="A#" %s</c><c r="C#" t="n"><v>%.16g</v></c></row>'
    """
    cells = [f'<c r="{_letters(column)}#" {_kind(value)}</c>' for column, value in enumerate(row) if value is not None]
    return f'<row r="#">{"".join(cells)}</row>'


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "%s"
    return 't="b"><v>%d</v>' if isinstance(value, bool) else 't="n"><v>%.16g</v>'


class _Texts(dict[str, str]):
    """Cells with a text, without their place: most texts of a table stand in many rows."""

    def __missing__(self, text: str) -> str:
        found = self[text] = _text(text)
        return found


def _text(value: str) -> str:
    if value in _ERRORS:
        return f't="e"><v>{value}</v>'
    if not value:
        return 't="inlineStr">'
    space = ' xml:space="preserve"' if value != value.strip() else ""
    return f't="inlineStr"><is><t{space}>{value.translate(_MARKUP)}</t></is>'


def _letters(column: int) -> str:
    """The name of a column.

    Examples
    --------
    >>> [_letters(column) for column in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    above, place = divmod(column, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + place)
