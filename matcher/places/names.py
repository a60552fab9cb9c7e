"""Regions by name: from the names that people use to codes, and from codes to names in a language.

One table of names serves the import of areas, the regions that commands ask about, actors and partnerships:
`data/places/names.csv` (names that people use, with their languages), `nuts.csv` (official labels), `countries.csv`,
`iso3166_2.csv` (codes of ISO 3166-2) and `cities.csv` (cities that are no region's seat or are called otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from matcher.places.countries import country_name, country_names, read_table, region_language
from matcher.places.levels import is_nested
from matcher.places.regions import place, same_region, successor_codes
from matcher.spelling import grouped, name_key, nearest

__all__ = ["RegionMatch", "city_codes", "code_of", "known_codes", "name_in", "name_keys", "names_of", "region_codes"]

#: How alike a name must be to be a near miss, from 0 to 100 as `matcher.spelling.nearest` counts.
_NEAR = 85.0
#: Words before a region's name that say only what it is; as `name_key` writes them.
_BEFORE = frozenset(
    (
        *("arr", "autonoma", "autonome", "autonomous", "bundesland", "comunidad", "comunitat", "county", "departement"),
        *("diputacion", "foral", "freistaat", "generalitat", "gobierno", "govern", "hansestadt", "junta", "kraj"),
        *("lan", "land", "landskap", "landskapet", "landsting", "landstinget", "perifereia", "periphereia"),
        *("principado", "prov", "province", "provincia", "provincie", "regiao", "region", "regione", "regionen"),
        *("regiunea", "voivodeship", "wojewodztwo", "xunta"),
    )
)
#: Words behind a region's name that say only what it is.
_BEHIND = frozenset(
    (
        *("county", "gewest", "kraj", "lan", "lans", "landskap", "landsting", "maakunta", "megye", "province"),
        *("region", "regionen", "state", "voivodeship", "vojvodskap", "wojewodztwo"),
    )
)
#: Words between what a region is and its name: "Province of", "Comunidad de", "Landstinget i".
_BETWEEN = frozenset(
    (
        *("af", "d", "da", "de", "del", "della", "delle", "des", "di", "do", "dos", "du", "el", "i", "la", "las", "le"),
        *("les", "los", "of", "the", "van", "von", "y"),
    )
)
#: Swedish words behind a genitive: "Västmanlands län".
_AFTER_GENITIVE = frozenset(["lan", "lans", "landsting", "landskap", "vojvodskap"])
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


# -- from names to codes ----------------------------------------------------------------------------------------------


def region_codes(name: str) -> list[RegionMatch]:
    """Codes of the regions that a name stands for, in English, Swedish, the region's language or as people say.

    Names are compared without case, accents and hyphens, and then without words such as "region" or "län". Of regions
    of one name that hold each other, the one is given that usually has a strategy: "Stockholm" is the county SE110.
    Codes that have ended are given only where no valid code has the name. Where no name is equal, the regions with
    nearly that name are given, the nearest first.

    Parameters
    ----------
    name : str
        A region's or country's name, such as "Norrbotten", "Region Norrbotten" or "Baskien", or its ISO 3166-2 code.

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
    if codes := [_by_iso()[iso]] if (iso := name.strip().upper()) in _by_iso() else _all_called(name):
        return _matches(codes, exact=True)
    near = nearest(name, _by_name(), most=5, least=_NEAR)
    return _matches((code for key in near for code in _by_name()[key]), exact=False)[:5]


def code_of(text: str) -> str:
    """The code in the NUTS of a region that is given by a code, also of ISO 3166-2; "" for what is none.

    Examples
    --------
    >>> code_of("gr30"), code_of("SE-U"), code_of("Skåne")
    ('EL30', 'SE125', '')
    """
    found = place(text)
    return found.code if found else _by_iso().get(text.strip().upper(), "")


def known_codes(name: str) -> list[str]:
    """Codes of the regions that have a code or name, one of those that hold each other; empty where none has it.

    Examples
    --------
    >>> known_codes("Noord-Brabant"), known_codes("SE12"), known_codes("Norrbottnen")
    (['NL41'], ['SE12'], [])
    """
    if code := code_of(name):
        return [code]
    return [match.code for match in _matches(_all_called(name), exact=True)]


def name_keys(name: str) -> list[str]:
    """Keys to look up a region's name by, the most exact first: whole, then without what only says what it is.

    Examples
    --------
    >>> name_keys("Region Västmanland")
    ['region vastmanland', 'vastmanland']
    >>> name_keys("Västmanlands läns landsting")[-1], name_keys("Comunidad Autónoma del País Vasco")[-1]
    ('vastmanland', 'pais vasco')
    """
    keys: dict[str, None] = {}
    for text in dict.fromkeys((name, _BRACKETS.sub("", name))):
        words = name_key(text).split()
        shorter = (words, _from_first(words), _to_last(words), _from_first(_to_last(words)))
        keys |= dict.fromkeys(" ".join(found) for found in shorter if found)
        if len(words) > 1 and words[-1] in _AFTER_GENITIVE and (bare := shorter[-1]) and bare[-1].endswith("s"):
            keys[" ".join(bare)[:-1]] = None
    if (joined := name_key(name)).endswith("regionen") and " " not in joined[:-8].rstrip():
        keys |= dict.fromkeys((joined.removesuffix("regionen").strip(), joined.removesuffix("sregionen").strip()))
    return [key for key in keys if key]


def _from_first(words: list[str]) -> list[str]:
    """The words without those at the beginning that say only what the region is; the last word stays."""
    start = 0
    while start < len(words) - 1 and (words[start] in _BEFORE or (start and words[start] in _BETWEEN)):
        start += 1
    return words[start:]


def _to_last(words: list[str]) -> list[str]:
    """The words without those at the end that say only what the region is; the first word stays."""
    end = len(words)
    while end > 1 and words[end - 1] in _BEHIND:
        end -= 1
    return words[:end]


def city_codes(name: str) -> list[str]:
    """Codes of the regions, newest version, whose main city has this name; the largest regions first.

    Examples
    --------
    >>> city_codes("Oulu"), city_codes("Göteborg")[0]
    (['FI1D', 'FI1D9'], 'SE232')
    """
    return list(_by_city().get(name_key(name), ()))


def _all_called(name: str) -> list[str]:
    """Codes that have the name, as exactly as it can be had."""
    return next((codes for key in name_keys(name) if (codes := _called(key))), [])


def _called(key: str) -> list[str]:
    """Codes that have the name, and others that have it with something in brackets behind it.

    A country's name is the country's alone, and a region's own name comes before that of one around it or inside it.
    """
    named = list(_by_name().get(key, ()))
    if any((found := place(code)) and found.level == 0 for code in named):
        return named
    others = _by_bare_name().get(key, ())
    return named + [code for code in others if not any(is_nested(code, own) for own in named)]


def _matches(codes: Iterable[str], *, exact: bool) -> list[RegionMatch]:
    """The codes as matches: valid before ended ones, and one of those that hold each other."""
    codes = list(dict.fromkeys(codes))
    valid = [code for code in codes if not successor_codes(code)] or codes
    chosen = dict.fromkeys(_usual([other for other in valid if is_nested(code, other)]) for code in valid)
    return [RegionMatch(code, found.name if (found := place(code)) else code, exact) for code in chosen]


def _usual(chain: list[str]) -> str:
    """Of codes of regions that hold each other: the country, else the one of the usual level, else the largest."""

    def rank(code: str) -> tuple[bool, bool, int]:
        found = place(code)
        level, country = (found.level, found.country) if found else (0, "")
        return (level != 0, level != _USUAL_LEVEL.get(country, 2), level)

    return min(chain, key=rank)


# -- from codes to names ----------------------------------------------------------------------------------------------


def names_of(code: str) -> list[str]:
    """Every name of a region, also under other codes of it, the usual one first; empty for a code that is not known.

    Examples
    --------
    >>> names_of("FI195")
    ['Ostrobothnia', 'Österbotten', 'Pohjanmaa']
    """
    return list(_names_by_region().get(same_region(code), ()))


def name_in(region_id: str, language: str) -> str | None:
    """The usual name of a region or country in a language; None where none is known.

    Parameters
    ----------
    region_id : str
        A code of the NUTS, of any version, or of a country.
    language : str
        Code of a language, such as "en", "sv", or the region's own ("fi", "ca").

    Examples
    --------
    >>> name_in("ES51", "sv"), name_in("ES51", "ca"), name_in("ES51", "en"), name_in("FI195", "sv")
    ('Katalonien', 'Catalunya', 'Catalonia', 'Österbotten')
    >>> name_in("PL", "sv"), name_in("ES51", "fi"), name_in("my region", "sv")
    ('Polen', None, None)
    """
    found = place(region_id)
    if found is None:
        return None
    if found.level == 0 and language in ("en", "sv"):
        return country_name(found.country, "sv" if language == "sv" else "en")
    if name := _names_by_language().get((same_region(region_id), language)):
        return name
    if language == "en":
        return found.name
    return found.local_name.partition("/")[0] if language == region_language(found.country) else None


@cache
def _by_name() -> dict[str, list[str]]:
    """Every known name, as a key, to the codes that have it; "Valle d'Aosta/Vallée d'Aoste" gives both."""
    return grouped((name_key(part), code) for code, name in _all_names() for part in (name, *name.split("/")))


@cache
def _by_bare_name() -> dict[str, list[str]]:
    """Every known name without brackets and generic words, as a key, to the codes that have it."""
    return grouped((name_keys(_BRACKETS.sub("", name))[-1], code) for code, name in _all_names())


@cache
def _by_iso() -> dict[str, str]:
    return {row["iso"]: row["code"] for row in read_table("iso3166_2.csv")}


@cache
def _by_city() -> dict[str, list[str]]:
    seats = [(row["seat"], row["code"]) for row in read_table("nuts.csv") if row["seat"] and int(row["level"])]
    given = [(row["city"], row["code"]) for row in read_table("cities.csv")]
    return grouped((name_key(city), code) for city, code in (*given, *seats) if not successor_codes(code))


@cache
def _names_by_region() -> dict[str, list[str]]:
    return grouped((same_region(code), name) for code, name in _all_names())


@cache
def _names_by_language() -> dict[tuple[str, str], str]:
    """The first name in each language of each region."""
    found: dict[tuple[str, str], str] = {}
    for row in read_table("names.csv"):
        for language in row["languages"].split():
            found.setdefault((same_region(row["code"]), language), row["name"])
    return found


def _all_names() -> Iterator[tuple[str, str]]:
    """Codes and their names: those that people use, then the official ones and those of countries."""
    for row in read_table("names.csv"):
        yield row["code"], row["name"]
    for row in read_table("nuts.csv"):
        yield from dict.fromkeys(((row["code"], row["name"]), (row["code"], row["local_name"])))
        if row["level"] == "0":
            yield from ((row["code"], name) for name in country_names(row["country"]))
