"""Countries: ISO 3166 codes from the ways in which people write them, and names from codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

from matcher.errors import InputError, SettingError
from matcher.files import data_folder, read_own_csv
from matcher.languages import SPOKEN
from matcher.spelling import did_you_mean, latin, name_key, nearest

__all__ = ["country_code", "country_name", "country_names", "known_country", "read_table", "region_language"]

#: How alike a country's name must be to be suggested (`matcher.spelling.nearest`).
_LEAST = 72.0
#: Ways of writing a country that are shorter are codes, too short to be near to anything.
_SHORTEST = 4
#: Words before a country's name that say what kind of state it is.
_FORMAL = frozenset(
    (
        *("duchy", "federal", "grand", "kingdom", "principality", "republic", "swiss", "the"),
        *("federation", "konigreich", "reino", "regno", "regatul", "royaume", "koninkrijk", "kongeriket", "kongeriget"),
        *("republica", "republik", "republika", "republique", "repubblica", "republiken", "rzeczpospolita"),
        *("da", "de", "di", "do", "du", "la", "le", "of"),
    )
)
_BRACKETS = re.compile(r"([^()]+?)\s*\(([^()]+)\)\s*")


def country_code(text: str) -> str:
    """ISO 3166 alpha-2 code of a European country.

    Parameters
    ----------
    text : str
        A code of two or three letters, Eurostat's EL and UK, or a name, in any case: those that
        `data/places/countries.csv` states, and those of Unicode CLDR in the languages of Europe. Two names with a slash
        between, a code in brackets behind a name, and "Republic of" are read.

    Returns
    -------
    str
        The code in capitals; "" for an empty text.

    Raises
    ------
    InputError
        No European country is called so; the message names the nearest names.

    Examples
    --------
    >>> [country_code(text) for text in ("se", "EL", "United Kingdom", "Turkey", "")]
    ['SE', 'GR', 'GB', 'TR', '']
    >>> [country_code(text) for text in ("Ελλάδα", "Belgique/België", "Czechia (CZ)", "Moldova, Republic of")]
    ['GR', 'BE', 'CZ', 'MD']
    """
    if not text.strip():
        return ""
    if found := known_country(text):
        return found
    abroad = _codes_by_foreign_name().get(name_key(text)) == ""
    near = [] if abroad else nearest(text, _spellings(), least=_LEAST)
    codes = list(dict.fromkeys(_codes_by_key()[spelling] for spelling in near))
    do = "only countries of Europe are known" if abroad else "write for example SE or Sweden"
    raise InputError(
        "country",
        expected="an ISO 3166 code or the name of a European country",
        found=repr(text),
        do=did_you_mean((_names()[code]["en"] for code in codes), do),
        code="country.abroad" if abroad else "country.unknown",
        choices=codes,
    )


@lru_cache(4096)
def known_country(text: str) -> str:
    """The code that `country_code` gives, and "" for a text that names no country.

    Examples
    --------
    >>> known_country("Alemania"), known_country("Skåne")
    ('DE', '')
    """
    for key in _keys(text):
        if code := _codes_by_key().get(key) or (_codes_by_foreign_name().get(key) if len(key) >= _SHORTEST else None):
            return code
    if found := _BRACKETS.fullmatch(text):
        both = {known_country(part) for part in found.groups()}
        return both.pop() if len(both) == 1 else ""
    if "/" in text:
        parts = {known_country(part) for part in text.split("/")}
        return parts.pop() if len(parts) == 1 else ""
    return ""


def _keys(text: str) -> Iterator[str]:
    """Keys of a country's name: whole, with what a comma parted put in front, and without "Republic of"."""
    head, _, tail = text.partition(", ")
    for way in (*latin(text), f"{tail} {head}"):
        words = name_key(way).split()
        yield " ".join(words)
        start = next((place for place, word in enumerate(words) if word not in _FORMAL), 0)
        if start:
            yield " ".join(words[start:])


def country_name(code: str, language: Literal["en", "sv"] = "en") -> str:
    """Name of a country, in English or Swedish; "" for an empty code.

    Examples
    --------
    >>> country_name("GR"), country_name("GR", "sv"), country_name("UK")
    ('Greece', 'Grekland', 'United Kingdom')
    """
    if language not in ("en", "sv"):
        raise SettingError("language of country names", expected="en or sv", found=repr(language))
    found = country_code(code)
    return _names()[found][language] if found else ""


def country_names(code: str) -> list[str]:
    """Every name of a country that the table states, without its codes.

    Examples
    --------
    >>> country_names("CZ")
    ['Czechia', 'Tjeckien', 'Czech Republic', 'Česko', 'Česká republika']
    """
    return list(_all_names().get(country_code(code), ()))


def region_language(code: str) -> str:
    """Language of the official names of nearly all regions of a country; "" where there are several, or none is known.

    Examples
    --------
    >>> region_language("FI"), region_language("BE")
    ('fi', '')
    """
    return {row["code"]: row["language"] for row in read_table("countries.csv")}.get(country_code(code), "")


@cache
def _all_names() -> dict[str, tuple[str, ...]]:
    """Names by code; those of two or three letters in capitals are codes."""
    return {
        row["code"]: tuple(
            dict.fromkeys(
                text
                for text in (row["name_en"], row["name_sv"], *row["other_names"].split(";"))
                if text and not (len(text) < _SHORTEST and text.isupper())
            )
        )
        for row in read_table("countries.csv")
    }


@cache
def _names() -> dict[str, dict[str, str]]:
    """Code to its names by language."""
    return {row["code"]: {"en": row["name_en"], "sv": row["name_sv"]} for row in read_table("countries.csv")}


@cache
def _codes_by_key() -> dict[str, str]:
    """Every stated way of writing a country, as a key, to its code."""
    return {
        name_key(text): row["code"]
        for row in read_table("countries.csv")
        for name in (
            *(row["code"], row["alpha3"], row["name_en"], row["name_sv"]),
            *(*row["other_names"].split(";"), *row["parts"].split(";")),
        )
        for text in latin(name)
        if text
    }


@cache
def _codes_by_foreign_name() -> dict[str, str]:
    """Codes by the names of Unicode CLDR in the languages of Europe; "" for countries that the table does not hold."""
    from babel import Locale

    known = {row["code"] for row in read_table("countries.csv")}
    names: dict[str, str] = {}
    for spoken in SPOKEN:
        for code, name in Locale.parse(spoken).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(name_key(name), code if code in known else "")
                names |= {key: code for key in map(name_key, latin(name)) if code in known and len(key) >= _SHORTEST}
    return names


@cache
def _spellings() -> tuple[str, ...]:
    """Every stated name of a country, as a key."""
    return tuple(spelling for spelling in _codes_by_key() if len(spelling) >= _SHORTEST)


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/places/<name>`, as dictionaries of text."""
    header, *rows = read_own_csv(data_folder() / "places" / name)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)
