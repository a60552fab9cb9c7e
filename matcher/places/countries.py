"""Countries: ISO 3166 codes from the ways in which people write them, and names from codes."""

from __future__ import annotations

from functools import cache
from typing import Literal

from matcher.errors import InputError, SettingError
from matcher.files import data_folder, read_own_csv
from matcher.spelling import did_you_mean, name_key, nearest

__all__ = ["country_code", "country_name", "country_names", "read_table", "region_language"]

#: How alike a country's name must be to be suggested (`matcher.spelling.nearest`).
_LEAST = 72.0
#: Ways of writing a country that are shorter are codes, too short to be near to anything.
_SHORTEST = 4


def country_code(text: str) -> str:
    """ISO 3166 alpha-2 code of a European country.

    Parameters
    ----------
    text : str
        A code of two or three letters, Eurostat's EL and UK, or a name that `data/places/countries.csv` states
        (English, Swedish, the country's own), in any case.

    Returns
    -------
    str
        The code in capitals; "" for an empty text.

    Raises
    ------
    InputError
        Where the table does not hold the text; the message names the nearest names.

    Examples
    --------
    >>> [country_code(text) for text in ("se", "EL", "United Kingdom", "Turkey", "")]
    ['SE', 'GR', 'GB', 'TR', '']
    """
    key = name_key(text)
    if not text.strip():
        return ""
    codes = _codes_by_key()
    if key not in codes:
        near = dict.fromkeys(codes[spelling] for spelling in nearest(text, _spellings(), least=_LEAST))
        raise InputError(
            "country",
            expected="an ISO 3166 code or the name of a European country",
            found=repr(text),
            do=did_you_mean((_names()[code]["en"] for code in near), "write for example SE or Sweden"),
            code="country.unknown",
            choices=near,
        )
    return codes[key]


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
        for text in (row["code"], row["alpha3"], row["name_en"], row["name_sv"], *row["other_names"].split(";"))
        if text
    }


@cache
def _spellings() -> tuple[str, ...]:
    """Every stated name of a country, as a key."""
    return tuple(spelling for spelling in _codes_by_key() if len(spelling) >= _SHORTEST)


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/places/<name>`, as dictionaries of text."""
    header, *rows = read_own_csv(data_folder() / "places" / name)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)
