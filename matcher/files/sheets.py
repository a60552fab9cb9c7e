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
    letters: list[str] = []
    texts, found = _Texts(), []
    for number, row in enumerate(rows, 1):
        letters += map(_letters, range(len(letters), len(row)))
        cells = [f'<c r="{letter}{number}" {texts[value] if isinstance(value, str) else _number(value)}</c>'
                 for letter, value in zip(letters, row, strict=False) if value is not None]  # fmt: skip
        found.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(found)


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


def _number(value: Any) -> str:
    return f't="b"><v>{int(value)}</v>' if isinstance(value, bool) else f't="n"><v>{value:.16g}</v>'


def _letters(column: int) -> str:
    """The name of a column.

    Examples
    --------
    >>> [_letters(column) for column in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    above, place = divmod(column, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + place)
