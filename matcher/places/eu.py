"""Macro-regions: which regions belong to the European Union's strategies for the Baltic Sea, the Alps and others.

`data/places/macroregions.csv` says it, by codes of countries and regions, each with the address where it was read; the
file may be edited.
"""

from __future__ import annotations

from functools import cache

from matcher.errors import NameUnknownError
from matcher.places.countries import read_table
from matcher.places.regions import NEWEST_VERSION, parents, place, successor_codes
from matcher.spelling import did_you_mean, name_key, nearest

__all__ = [
    "COHESION",
    "MEMBER_STATES",
    "MIXED",
    "cohesion_category",
    "in_macroregion",
    "macroregion_code",
    "macroregions",
]

#: The shortest beginning of a macro-region's name that stands for it, in letters.
_BEGINNING = 4


def macroregions() -> dict[str, str]:
    """Name of each macro-region by its code, in the order of the file.

    Examples
    --------
    >>> macroregions()
    {'EUSBSR': 'Baltic Sea', 'EUSALP': 'Alpine', 'EUSDR': 'Danube', 'EUSAIR': 'Adriatic-Ionian', 'NSPA': 'Arctic'}
    """
    return {row["macroregion"]: row["name"] for row in read_table("macroregions.csv")}


def macroregion_code(text: str) -> str:
    """Code of a macro-region given by its code, its English or Swedish name, or the beginning of one, in any case.

    Raises
    ------
    NameUnknownError
        The file holds no such macro-region; all are named, since they are few.

    Examples
    --------
    >>> [macroregion_code(text) for text in ("eusdr", "Baltic Sea", "östersjön", "baltic")]
    ['EUSDR', 'EUSBSR', 'EUSBSR', 'EUSBSR']
    """
    codes = {
        name_key(row[column]): row["macroregion"]
        for row in read_table("macroregions.csv")
        for column in ("macroregion", "name", "name_sv")
    }
    key = name_key(text)
    begun = {code for name, code in codes.items() if len(key) >= _BEGINNING and name.startswith(key)}
    if key in codes or len(begun) == 1:
        return codes.get(key) or begun.pop()
    known = ", ".join(f"{code} ({name})" for code, name in macroregions().items())
    near = dict.fromkeys(codes[name] for name in nearest(text, codes))
    raise NameUnknownError(
        f"macro-region {text!r}",
        expected=f"one of {known}",
        found="none of that name",
        do=did_you_mean(f"{macroregions()[code]} ({code})" for code in near),
        code="macroregion.unknown",
        choices=near,
    )


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


#: Categories of cohesion policy 2021-2027; they are set for NUTS 2 regions.
COHESION = ("less developed", "transition", "more developed")
#: A larger region or country whose NUTS 2 regions have several categories.
MIXED = "mixed"
#: The 27 Member States (ISO 3166 alpha-2), as of 2026.
MEMBER_STATES = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)


def cohesion_category(code: str) -> str:
    """Category of a region in 2021-2027: its own, that of the NUTS 2 region that holds it, or that of all within it.

    Returns
    -------
    str
        One of `COHESION`; "mixed" where the NUTS 2 regions within have several; "" where it is not known.

    Examples
    --------
    >>> [cohesion_category(code) for code in ("PL22", "SE125", "DE1", "PL9", "NO071", "Atlantis")]
    ['less developed', 'more developed', 'more developed', 'mixed', '', '']
    """
    found = place(code)
    if found is None or found.cohesion:
        return found.cohesion if found else ""
    if found.level > 2:
        above = [place(parent) for parent in parents(found.code)]
        return next((region.cohesion for region in above if region and region.level == 2), "")
    within = _within().get(found.code, frozenset())
    if "" in within or not within:
        return ""
    return next(iter(within)) if len(within) == 1 else MIXED


@cache
def _within() -> dict[str, frozenset[str]]:
    """Categories of the NUTS 2 regions of today in each region above them."""
    found: dict[str, set[str]] = {}
    for row in read_table("nuts.csv"):
        if row["level"] == "2" and row["last_version"] == NEWEST_VERSION:
            for parent in parents(row["code"]):
                found.setdefault(parent, set()).add(row["cohesion"])
    return {code: frozenset(categories) for code, categories in found.items()}
