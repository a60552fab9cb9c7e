"""Texts as files and messages may hold them: no control characters, no cell that runs, names that are safe."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONTROL", "GUARDED", "check_text", "guarded", "printable", "safe_cells", "safe_name", "shown", "unguarded",
           "visible"]  # fmt: skip

#: Signs that no name of a file has, and names that Windows keeps for devices.
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_LONGEST_SHOWN = 60
#: Bytes of a name: file systems hold 255, and an ending and the names of others are added.
_LONGEST_NAME = 100
#: Control characters other than tab and line break, marks that turn the direction of reading (a name can hide behind
#: them), and halves of characters (from broken JSON).
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
#: A cell that a spreadsheet would run is written with an apostrophe before it, which is taken off when it is read.
_RUN = re.compile(r"'*\s*[=+\-@＝＋－＠]")
GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")


def check_text(text: str, where: str) -> None:
    """Refuse a text with control characters: no XML file and no workbook can hold it.

    Raises
    ------
    InputError
        There is such a character; the message shows it as a sign.
    """
    if CONTROL.search(text):
        found = shown(printable(text))
        raise InputError(f"{where}: a text holds control characters", found=found, do="type it again")


def printable(text: str) -> str:
    r"""The text in one line, with a sign such as ␀ for each control character.

    Examples
    --------
    >>> printable("a\x00b\nc")
    'a␀b␊c'
    """
    return re.sub(r"[\t\n\r\x85\u2028\u2029]", _picture, visible(text))


def visible(text: str) -> str:
    """The text with a sign for each control character; its lines stay."""
    return CONTROL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"


def shown(value: Any) -> str:
    """A value as messages show it, cut where it is long.

    Examples
    --------
    >>> shown("energy"), shown(3), shown([1] * 100)
    ("'energy'", '3', '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1... (300 characters)')
    """
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN + 2 else f"{text[:_LONGEST_SHOWN]}... ({len(text):,} characters)"


def guarded(text: str) -> str:
    """The text as it is written to a file: with an apostrophe where a spreadsheet would run it.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Forest")
    ("'=1+1", "''=1+1", 'Forest')
    """
    return f"'{text}" if _RUN.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if GUARDED.match(text) else text


def safe_name(text: str) -> str:
    """A name of a file made of an id or a name: letters, digits, hyphens and points, whatever the text holds.

    Where signs were left out or it is cut, what tells it from others is added.

    Examples
    --------
    >>> safe_name("SE125"), safe_name("Basque Country"), safe_name("Åland"), safe_name("../outside"), safe_name("con")
    ('SE125', 'Basque_Country', 'Åland', 'outside-62ca1d92', 'con-1143da2b')
    >>> len(safe_name("x" * 1000))
    109
    """
    plain = text.strip().replace(" ", "_")
    name = _UNSAFE.sub("_", plain).strip("_. ")
    cut = name.encode("utf-8", "ignore")[:_LONGEST_NAME].decode("utf-8", "ignore")
    if cut == plain and cut.partition(".")[0].lower() not in _RESERVED:
        return cut
    return f"{cut}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}".lstrip("-")


def safe_cells(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its texts guarded, for every CSV and XLSX file that is written; numbers stay numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> safe_cells(pd.DataFrame({"area": ["=1+1", "Forest"], "z": [-1.5, 2.0]})).values.tolist()
    [["'=1+1", -1.5], ['Forest', 2.0]]
    """
    texts = table.select_dtypes(include=["object", "string"]).columns
    guards = {name: table[name].map(lambda cell: guarded(cell) if isinstance(cell, str) else cell) for name in texts}
    return table.assign(**guards)
