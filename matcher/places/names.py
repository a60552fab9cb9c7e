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

from matcher.places.countries import country_name, country_names, known_country, read_table, region_language
from matcher.places.levels import is_nested
from matcher.places.region_words import WORD_OF, kind_of, name_keys, without_brackets
from matcher.places.regions import place, same_region, successor_codes
from matcher.spelling import grouped, latin, name_key, nearest

__all__ = [
    "RegionMatch",
    "city_codes",
    "code_of",
    "every_name",
    "known_codes",
    "name_in",
    "named_regions",
    "names_of",
    "region_codes",
]

#: How alike a name must be to be a near miss, from 0 to 100 as `matcher.spelling.nearest` counts.
_NEAR = 85.0
_IN_BRACKETS = re.compile(r"([^()]+?)\s*\(([^()]+)\)")
#: The level at which a country's regions have their strategies; 2 elsewhere. It decides between regions of one name
#: that hold each other, such as DE3, DE30 and DE300, Berlin; a country's own name stands for the country.
_USUAL_LEVEL = {"BE": 1, "CZ": 3, "DE": 1, "FI": 3, "GB": 1, "NO": 3, "SE": 3}


class RegionMatch(NamedTuple):
    """A region that a name may stand for: its code, its usual name, and whether the given name is one of its names."""

    code: str
    name: str
    exact: bool


# -- from names to codes ----------------------------------------------------------------------------------------------


def region_codes(name: str, *, country: str = "") -> list[RegionMatch]:
    """Codes of the regions that a name stands for, in English, Swedish, the region's language or as people say.

    Names are compared without case, accents and hyphens, and then without words such as "region" or "län". Of regions
    of one name that hold each other, the one is given that usually has a strategy: "Stockholm" is the county SE110.
    Codes that have ended are given only where no valid code has the name. Where no name is equal, the regions with
    nearly that name are given, the nearest first. A code in brackets behind the name is the region, and a country there
    is the one in which it lies.

    Parameters
    ----------
    name : str
        A region's or country's name, such as "Norrbotten", "Region Norrbotten" or "Baskien", or its ISO 3166-2 code.
    country : str, optional
        ISO 3166 code of the country in which the region lies; regions of others are not given.

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
    >>> [match.code for match in region_codes("Limburg")], region_codes("Limburg (NL)")[0].code
    (['BE22', 'NL42'], 'NL42')
    >>> [match.name for match in region_codes("Centro")]
    ['Centro (Portugal)', 'Central Spain', 'Central Italy']
    >>> region_codes("Luxembourg", country="BE")[0].code, region_codes("Κρήτη")[0].name
    ('BE34', 'Crete')
    """
    if found := named_regions(name, country=country):
        return found
    name, _, bracketed = _taken_apart(name)
    country = country or bracketed
    within = [key for key, codes in _by_name().items() if any(_in(code, country) for code in codes)]
    near = nearest((name_keys(name) or [name])[-1], within, most=5, least=_NEAR)
    return _matches((code for key in near for code in _by_name()[key] if _in(code, country)), exact=False)[:5]


def named_regions(name: str, *, country: str = "") -> list[RegionMatch]:
    """Those of `region_codes` that have the very name; empty where no region has it.

    Examples
    --------
    >>> [match.code for match in named_regions("Zagreb County")], named_regions("Norrbottnen")
    (['HR065'], [])
    """
    name, code, bracketed = _taken_apart(name)
    country = country or bracketed
    if code and _in(code, country):
        return _matches([code], exact=True)
    return _matches(_all_called(name, country), exact=True)


def _taken_apart(name: str) -> tuple[str, str, str]:
    """A name, the code that it is or has in brackets behind it, and the country that stands there.

    Examples
    --------
    >>> _taken_apart("Luxembourg (BE34)"), _taken_apart("Limburg (NL)"), _taken_apart("Portugal (PT)")
    (('Luxembourg', 'BE34', ''), ('Limburg', '', 'NL'), ('Portugal', 'PT', 'PT'))
    """
    name = name.strip()
    if found := _IN_BRACKETS.fullmatch(name):
        bare, inside = found[1], found[2].strip()
        if (own := place(inside)) and own.level:
            return bare, own.code, ""
        if country := known_country(inside):
            return bare, _nuts(country) if known_country(bare) == country else "", country
    iso = place(name) if "-" in name else None
    return name, iso.code if iso else "", ""


def _nuts(country: str) -> str:
    found = place(country)
    return found.code if found else ""


def _in(code: str, country: str) -> bool:
    """Whether a code is of a country; any is where no country is given."""
    found = place(code) if country else None
    return not country or bool(found and found.country == country)


def code_of(text: str) -> str:
    """The code in the NUTS of a region that is given by a code, also of ISO 3166-2; "" for what is none.

    Examples
    --------
    >>> code_of("gr30"), code_of("SE-U"), code_of("Skåne")
    ('EL30', 'SE125', '')
    """
    found = place(text)
    return found.code if found else ""


def known_codes(name: str) -> list[str]:
    """Codes of the regions that have a code or name, one of those that hold each other; empty where none has it.

    Examples
    --------
    >>> known_codes("Noord-Brabant"), known_codes("SE12"), known_codes("Norrbottnen"), known_codes("Limburg (BE22)")
    (['NL41'], ['SE12'], [], ['BE22'])
    """
    if code := code_of(name):
        return [code]
    return [match.code for match in named_regions(name)]


def city_codes(name: str) -> list[str]:
    """Codes of the regions, newest version, whose main city has this name; the largest regions first.

    Examples
    --------
    >>> city_codes("Oulu"), city_codes("Göteborg")[0]
    (['FI1D', 'FI1D9'], 'SE232')
    """
    return list(_by_city().get(name_key(name), ()))


def _all_called(name: str, country: str = "") -> list[str]:
    """Codes that have the name, as exactly as it can be had; of a city and its county the one that is meant."""
    keys = name_keys(name)
    kind = kind_of(keys[0]) if keys else ""
    for key in keys:
        codes = [code for code in _called(key, country) if key == keys[0] or not _is_other_kind(code, kind)]
        if codes:
            return _of_word(codes, keys[0]) if len(codes) > 1 else codes
    return []


def _called(key: str, country: str) -> list[str]:
    """Codes that have the name, and others that have it with something in brackets behind it.

    A country's name is the country's alone, unless another one is stated; and a region's own name comes before that of
    one around it or inside it.
    """
    named = [code for code in _by_name().get(key, ()) if _in(code, country)]
    if any((found := place(code)) and found.level == 0 for code in named):
        return named
    bare = _by_name_without_brackets() if named else _by_bare_name()
    others = [code for code in bare.get(key, ()) if _in(code, country)]
    return named + [code for code in others if not any(is_nested(code, own) for own in named)]


def _is_other_kind(code: str, kind: str) -> bool:
    """Whether a region is called a city where a county is meant, or a county where a city is."""
    found = place(code) if kind else None
    kinds = {kind_of(name_key(name)) for name in (found.name, found.local_name)} - {""} if found else set()
    return bool(kinds) and kind not in kinds


def _of_word(codes: list[str], key: str) -> list[str]:
    """Of regions of one name those in the country whose word for a region stands in it: "Regiunea Nord-Est"."""
    countries = {country for word in key.split() for country in WORD_OF.get(word, ())}
    own = [code for code in codes if (found := place(code)) and found.country in countries]
    return own or codes


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


def every_name() -> Iterator[str]:
    """Every name of a region or country that is known, as it is written.

    Examples
    --------
    >>> "Śląskie" in set(every_name())
    True
    """
    return (name for _, name in _all_names())


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
    return grouped(
        (name_key(way), code) for code, name in _all_names() for part in (name, *name.split("/")) for way in latin(part)
    )


@cache
def _by_name_without_brackets() -> dict[str, list[str]]:
    return grouped((name_key(without_brackets(name)), code) for code, name in _all_names())


@cache
def _by_bare_name() -> dict[str, list[str]]:
    """Every known name without brackets and generic words, as a key, to the codes that have it."""
    return grouped((name_keys(without_brackets(name))[-1], code) for code, name in _all_names())


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
