"""From the names of regions to their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from matcher.places.countries import read_table
from matcher.places.regions import parents, place, successor_codes
from matcher.spelling import name_key

__all__ = ["RegionMatch", "region_codes"]

#: How alike two names must be to be a near miss, and how far below the nearest one another may be (rapidfuzz, 0-100).
_NEAR, _BAND = 85.0, 8.0
#: Words that stand before or after a region's name and say only what it is; as `name_key` writes them.
_GENERIC = {"arr", "county", "kraj", "lan", "maakunta", "prov", "province", "region", "voivodeship", "wojewodztwo"}
#: What stands in brackets: a name in another language, or what tells two regions apart.
_BRACKETS = re.compile(r"\s*\([^)]*\)")
#: The level at which a country's regions have their strategies; 2 elsewhere. It decides between regions of one name
#: that hold each other, such as DE3, DE30 and DE300, Berlin; a country's own name stands for the country.
_USUAL_LEVEL = {"BE": 1, "CZ": 3, "DE": 1, "FI": 3, "GB": 1, "NO": 3, "SE": 3}


class RegionMatch(NamedTuple):
    """A region that a name may stand for: its code, its usual name, and whether the given name is one of its names."""

    code: str
    name: str
    exact: bool


def region_codes(name: str) -> list[RegionMatch]:
    """Codes of the regions that a name stands for, in English, the region's language, or as `names.csv` tells.

    Names are compared without case, accents and hyphens, and then without words such as "region" or "län". Of regions
    of one name that hold each other, the one is given that usually has a strategy: "Stockholm" is the county SE110.
    Codes that have ended are given only where no valid code has the name. Where no name is equal, the regions with
    nearly that name are given, the nearest first.

    Parameters
    ----------
    name : str
        A region's or country's name, such as "Norrbotten", "Region Norrbotten" or "Baskien".

    Returns
    -------
    list of RegionMatch
        Several where the name stands for several; empty where no region is called nearly so.

    Examples
    --------
    >>> region_codes("jamtland-harjedalen")
    [RegionMatch(code='SE322', name='Jämtland Härjedalen', exact=True)]
    >>> region_codes("Norrbottnen")
    [RegionMatch(code='SE332', name='Norrbotten', exact=False)]
    >>> [match.code for match in region_codes("Limburg")]
    ['BE22', 'NL42']
    >>> [match.name for match in region_codes("Centro")]
    ['Centro (Portugal)', 'Central Spain', 'Central Italy']
    """
    key = name_key(name)
    without_brackets = name_key(_BRACKETS.sub("", name))
    for candidate in dict.fromkeys((*_shorter(key), *_shorter(without_brackets))):
        if codes := _called(candidate):
            return _matches(codes, exact=True)
    return _matches(_near(key), exact=False)


def _called(key: str) -> list[str]:
    """Codes that have the name, and others that have it with something in brackets behind it.

    A country's name is the country's alone, and a region's own name comes before that of one around it or inside it.
    """
    named = list(_by_name().get(key, ()))
    if any((found := place(code)) and found.level == 0 for code in named):
        return named
    others = _by_bare_name().get(key, ())
    return named + [code for code in others if not any(_holds(code, own) for own in named)]


def _matches(codes: Iterable[str], *, exact: bool) -> list[RegionMatch]:
    """The codes as matches: valid before ended ones, and one of those that hold each other."""
    codes = list(dict.fromkeys(codes))
    valid = [code for code in codes if not successor_codes(code)] or codes
    chosen = dict.fromkeys(_usual([other for other in valid if _holds(code, other)]) for code in valid)
    return [RegionMatch(code, _name(code), exact) for code in chosen]


def _holds(a: str, b: str) -> bool:
    """Whether two codes are the same or one lies in the other."""
    return a == b or a in parents(b) or b in parents(a)


def _usual(chain: list[str]) -> str:
    """Of codes of regions that hold each other: the country, else the one of the usual level, else the largest."""

    def rank(code: str) -> tuple[bool, bool, int]:
        found = place(code)
        level, country = (found.level, found.country) if found else (0, "")
        return (level != 0, level != _USUAL_LEVEL.get(country, 2), level)

    return min(chain, key=rank)


def _name(code: str) -> str:
    found = place(code)
    return found.name if found else code


def _near(key: str) -> list[str]:
    """Codes of regions whose names are nearly `key`, the nearest first, at most five."""
    from rapidfuzz import fuzz, process

    hits = process.extract(key, list(_by_name()), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=10)
    alike = [found for found, score, _ in hits if score >= hits[0][1] - _BAND]
    return list(dict.fromkeys(code for found in alike for code in _by_name()[found]))[:5]


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Every known name, as a key, to the codes that have it; "Valle d'Aosta/Vallée d'Aoste" gives both."""
    return _index((name_key(part), code) for code, name in _all_names() for part in (name, *name.split("/")))


@cache
def _by_bare_name() -> dict[str, tuple[str, ...]]:
    """Every known name without brackets and generic words, as a key, to the codes that have it."""
    return _index((_shorter(name_key(_BRACKETS.sub("", name)))[-1], code) for code, name in _all_names())


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, list[str]] = {}
    for key, code in pairs:
        if key:
            codes.setdefault(key, []).append(code)
    return {key: tuple(dict.fromkeys(found)) for key, found in codes.items()}


def _all_names() -> Iterator[tuple[str, str]]:
    """Codes and their names: those that people use, then the official ones."""
    for row in read_table("names.csv"):
        yield row["code"], row["name"]
    for row in read_table("nuts.csv"):
        yield from dict.fromkeys(((row["code"], row["name"]), (row["code"], row["local_name"])))


def _shorter(key: str) -> list[str]:
    """The key, and the key without generic words at its beginning, at its end, and at both."""
    words = key.split()
    first = 1 if words[0:1] and words[0] in _GENERIC else 0
    last = len(words) - 1 if len(words) > first + 1 and words[-1] in _GENERIC else len(words)
    cuts = ((0, len(words)), (first, len(words)), (0, last), (first, last))
    return list(dict.fromkeys(" ".join(words[start:end]) for start, end in cuts))
