"""Countries: ISO 3166 codes from the ways in which people write them, and names from codes."""

from __future__ import annotations

from functools import cache
from typing import Literal

from matcher.errors import InputError, SettingError
from matcher.files import data_folder, read_own_csv
from matcher.spelling import name_key

__all__ = ["country_code", "country_name", "read_table"]


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
        near = " or ".join(_nearest(key))
        raise InputError(
            "country",
            expected="an ISO 3166 code or the English name of a European country",
            found=repr(text),
            do=f"did you mean {near}?" if near else "write for example SE or Sweden",
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
    """Every stated name of a country; codes are too short to be near to anything."""
    return tuple(spelling for spelling in _codes_by_key() if len(spelling) > 3)


def _nearest(key: str) -> tuple[str, ...]:
    """English names of at most three countries that are written much like `key`, the nearest first."""
    from rapidfuzz import fuzz, process

    hits = process.extract(key, _spellings(), scorer=fuzz.ratio, score_cutoff=70, limit=6)
    codes = dict.fromkeys(_codes_by_key()[spelling] for spelling, _, _ in hits)
    return tuple(_names()[code]["en"] for code in codes)[:3]


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/places/<name>`, as dictionaries of text."""
    header, *rows = read_own_csv(data_folder() / "places" / name)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)
