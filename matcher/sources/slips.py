"""Slips of the hand in tables that people fill in: several areas in one cell, numbering, stand-ins, odd addresses.

They are looked for by `check` only. On the bundled sets no warning is given; three names there are notices, since areas
such as "Cultural heritage, design, creative industry, tourism" are published as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.sources.findings import NOTICE, WARNING, Finding
from matcher.sources.table import Table
from matcher.sources.validate import by_value, where

__all__ = ["slips"]

_TEXTS = ("area", "area_original")
#: As many commas without a word that joins look like a list of areas.
_COMMAS = 3
#: As many words at most on both sides of a semicolon, too.
_SHORT = 3
_JOINED = re.compile(r"\b(?:and|och|og|und|et|e|y|i|ja|en|samt|incl|inkl)\b|&", re.IGNORECASE)
_LIST = re.compile(r";.*;|\|", re.DOTALL)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+\S|^\s*[•*·▪●○‣]\s*\S", re.IGNORECASE)
_STAND_INS = frozenset(
    {"ingen", "inga", "kommer", "missing", "n/a", "na", "none", "okänd", "okänt", "saknas"}
    | {"tba", "tbc", "tbd", "test", "unknown", "vakant", "xx", "xxx", "yyy"}
)
_ADDRESS = re.compile(r"^https?://[^\s/]+\.[^\s]+$", re.IGNORECASE)
_YEARS = re.compile(r"^(\d{4})(?:[-–/](\d{4}))?$")
_FIRST_YEAR, _LAST_YEAR = 1990, 2060


def slips(table: Table) -> Iterator[Finding]:
    """Cells that hold something else than what their column asks for."""
    areas = table.areas
    for column in _TEXTS:
        do = "write one area a row"
        listed = where(areas[column], _LIST.search)
        yield from by_value(table, listed, column, WARNING, "several areas in one cell", do=do)
        do = "nothing, if it is one area; else write one area a row"
        perhaps = where(areas[column], several) & ~listed
        yield from by_value(table, perhaps, column, NOTICE, "perhaps several areas in one cell", do=do)
        do = "remove it: it would count as a part of the name"
        what = "begins with a number or sign of a list"
        yield from by_value(table, where(areas[column], _NUMBERED.match), column, WARNING, what, do=do)
        do = "write the name, or delete the row"
        what = "a stand-in and no name"
        wrong = where(areas[column], lambda text: text.casefold() in _STAND_INS)
        yield from by_value(table, wrong, column, WARNING, what, do=do)
    wrong = where(areas["source_url"], lambda text: text and not _ADDRESS.match(text))
    expected = "one that begins with https:// or http://"
    do = "write it in full; a person or an e-mail address belongs into contact"
    yield from by_value(table, wrong, "source_url", WARNING, "not a web address", expected=expected, do=do)
    what, expected = "unlikely years", f"years from {_FIRST_YEAR} to {_LAST_YEAR}, the earlier one first"
    yield from by_value(table, where(areas["period"], unlikely), "period", WARNING, what, expected=expected)


def several(text: str) -> bool:
    """Whether a name may be a list of names.

    Examples
    --------
    >>> several("Mining; steel"), several("Space, forest, tourism, energy"), several("Life science, health and care")
    (True, True, False)
    >>> several("Bio-based industries; sustainable production and efficient distribution")
    False
    """
    two = text.split(";")
    if len(two) == 2 and all(1 <= len(part.split()) <= _SHORT for part in two):
        return True
    return text.count(",") >= _COMMAS and not _JOINED.search(text)


def unlikely(period: str) -> bool:
    """Whether a period ends before it begins, or lies far away.

    Examples
    --------
    >>> unlikely("2021-2027"), unlikely("2027-2021"), unlikely("1921"), unlikely("undated")
    (False, True, True, False)
    """
    found = _YEARS.match(period)
    if not found:
        return False
    first, last = int(found[1]), int(found[2] or found[1])
    return not _FIRST_YEAR <= first <= last <= _LAST_YEAR
