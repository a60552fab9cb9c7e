"""Macro-regions: which regions belong to the European Union's strategies for the Baltic Sea, the Alps and others.

`data/places/macroregions.csv` says it, by codes of countries and regions, each with the address where it was read; the
file may be edited.
"""

from __future__ import annotations

from functools import cache

from matcher.errors import NameUnknownError
from matcher.places.regions import place, successor_codes
from matcher.places.tables import read_table
from matcher.spelling import name_key

__all__ = ["in_macroregion", "macroregion_code", "macroregions"]


def macroregions() -> dict[str, str]:
    """Name of each macro-region by its code, in the order of the file.

    Examples
    --------
    >>> macroregions()
    {'EUSBSR': 'Baltic Sea', 'EUSALP': 'Alpine', 'EUSDR': 'Danube', 'EUSAIR': 'Adriatic-Ionian', 'NSPA': 'Arctic'}
    """
    return {row["macroregion"]: row["name"] for row in read_table("macroregions.csv")}


def macroregion_code(text: str) -> str:
    """Code of a macro-region that is given by its code or name, in any case.

    Raises
    ------
    NameUnknownError
        The file holds no such macro-region; all are named, since they are few.

    Examples
    --------
    >>> macroregion_code("baltic sea"), macroregion_code("eusdr")
    ('EUSBSR', 'EUSDR')
    """
    codes = {name_key(written): code for code, name in macroregions().items() for written in (code, name)}
    if name_key(text) not in codes:
        known = ", ".join(f"{code} ({name})" for code, name in macroregions().items())
        raise NameUnknownError(f"macro-region {text!r}", expected=f"one of {known}", found="none of that name")
    return codes[name_key(text)]


def in_macroregion(code: str, macroregion: str) -> bool | None:
    """Whether a region lies in a macro-region, whole; None for a code that is not known, which lies nobody knows where.

    A region or country of which only a part belongs lies not in it. A code that has ended lies where all of its
    successors lie.

    Examples
    --------
    >>> [in_macroregion(code, "EUSBSR") for code in ("SE125", "DEF", "DE", "DE1", "my region")]
    [True, True, False, False, None]
    >>> in_macroregion("FR71", "EUSALP")  # Rhône-Alpes in the NUTS of 2013
    True
    """
    prefixes = _prefixes(macroregion_code(macroregion))
    if place(code) is None:
        return None
    return _lies_in(code, prefixes)


def _lies_in(code: str, prefixes: tuple[str, ...]) -> bool:
    found = place(code)
    if found is not None and found.code.startswith(prefixes):
        return True
    following = successor_codes(code)
    return bool(following) and all(_lies_in(other, prefixes) for other in following)


@cache
def _prefixes(macroregion: str) -> tuple[str, ...]:
    """Codes of a macro-region's countries and regions, as `nuts.csv` writes them."""
    given = [row["prefix"] for row in read_table("macroregions.csv") if row["macroregion"] == macroregion]
    return tuple(found.code if (found := place(prefix)) else prefix for prefix in given)
