"""Numbers and names as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "besides",
    "day",
    "language_name",
    "listed",
    "number",
    "on_islands",
    "rank_mark",
    "short_name",
    "short_names",
    "territory_name",
    "whole",
]


def short_name(name: str) -> str:
    """A region's name without a second name in brackets at its end.

    Examples
    --------
    >>> short_name("Bavaria (Bayern)"), short_name("East Macedonia, Thrace")
    ('Bavaria', 'East Macedonia, Thrace')
    """
    head, bracket, _ = name.partition(" (")
    return head if bracket and name.endswith(")") else name


def short_names(names: Sequence[str]) -> list[str]:
    """Names without a second name in brackets, as long as no two become the same.

    Examples
    --------
    >>> short_names(["Bavaria (Bayern)", "Limburg (BE)", "Limburg (NL)"])
    ['Bavaria', 'Limburg (BE)', 'Limburg (NL)']
    """
    short = [short_name(name) for name in names]
    return [one if short.count(one) == 1 else name for name, one in zip(names, short, strict=True)]


class _Signs(NamedTuple):
    """How a language writes numbers and lists: the decimal mark, what sets thousands apart, and the word for "and".

    `besides` stands before the last of a list in which "and" stands already.
    """

    decimal: str
    thousands: str
    last: str
    besides: str


#: What babel says of the languages of the reports. To ask it takes as long as all other words of an answer.
_SIGNS = {
    "en": _Signs(".", ",", "and", "as well as"),
    "sv": _Signs(",", "\xa0", "och", "samt"),
    "de": _Signs(",", ".", "und", "sowie"),
}
#: English as Europeans write it: day before month.
_LOCALES = {"en": "en_GB"}


#: Regions and countries that something is on, in Swedish, and not in.
_ISLANDS = re.compile(
    r"\b(?:i|(I)) (?=(?:Azorerna|Balearerna|Bornholm|Cypern|Fyn|Färöarna|Gotland|Guadeloupe|Irland|Island|Kanarieöarna|"
    r"Joniska öarna|Korsika|Kreta|Madeira|Malta|Martinique|Mayotte|Nordegeiska öarna|Réunion|Sardinien|Sicilien|"
    r"Själland|Svalbard|Sydegeiska öarna|Åland|Öland)\b)"
)


def on_islands(text: str) -> str:
    """A Swedish text in which islands have their word for "in".

    Examples
    --------
    >>> on_islands("Områden i Skåne, i Gotland och i Nordirland")
    'Områden i Skåne, på Gotland och i Nordirland'
    """
    return _ISLANDS.sub(lambda found: "På " if found[1] else "på ", text)


def number(value: float, language: str, *, digits: int = 3, sign: bool = False) -> str:
    """A number as the language writes it, with a true minus sign; nothing is shown as minus zero.

    Examples
    --------
    >>> number(-0.0523, "sv", sign=True), number(-0.0001, "en"), number(12, "en", digits=0)
    ('−0,052', '0.000', '12')
    """
    return _written(round(value, digits) + 0.0, language, digits, sign)


@lru_cache(10_000)  # a list of partners writes a thousand, and the next one many of the same
def _written(value: float, language: str, digits: int, sign: bool) -> str:
    before = "−" if value < 0 else "+" if sign and value else ""
    return before + f"{abs(value):.{digits}f}".replace(".", _signs(language).decimal)


def whole(value: int, language: str) -> str:
    r"""A whole number with the thousands set apart, by a comma in English and a space that does not break in Swedish.

    Examples
    --------
    >>> whole(1200, "en"), whole(1200, "sv")
    ('1,200', '1\xa0200')
    """
    return f"{value:,}".replace(",", _signs(language).thousands)


def day(value: date, language: str) -> str:
    r"""A date as the language writes it.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2026, 11, 29), "en"), day(date(2026, 11, 29), "sv")
    ('29 November 2026', '29 november 2026')
    """
    from babel.dates import format_date

    return str(format_date(value, format="long", locale=_locale(language)))


def listed(items: Sequence[str], language: str) -> str:
    """Items with commas, and "and" before the last, as the language writes a list.

    Examples
    --------
    >>> listed(["a", "b", "c"], "sv"), listed([], "en")
    ('a, b och c', '')
    """
    *before, last = items or [""]
    return f"{', '.join(before)} {_signs(language).last} {last}" if before else last


def besides(items: Sequence[str], language: str) -> str:
    """A list of names that stand without quotation marks, of which some may hold an "and" themselves.

    Examples
    --------
    >>> besides(["energy", "wood"], "en"), besides(["health", "farming and food"], "en")
    ('energy and wood', 'health as well as farming and food')
    """
    signs, (*before, last) = _signs(language), items or [""]
    if not any(f" {signs.last} " in item for item in items) or not before:
        return listed(items, language)
    return f"{', '.join(before)} {signs.besides} {last}"


def rank_mark(rank: int | None, *, tied: bool) -> str:
    """A rank with a mark where several share it; a dash where there is none.

    Examples
    --------
    >>> rank_mark(1, tied=True), rank_mark(3, tied=False), rank_mark(None, tied=False)
    ('1=', '3', '–')
    """
    return "–" if rank is None else f"{rank}{'=' if tied else ''}"


def language_name(code: str, language: str) -> str:
    """The name of a language in another one; a code that is not known stays as it is.

    Examples
    --------
    >>> language_name("de", "en"), language_name("de", "sv"), language_name("xx", "en")
    ('German', 'tyska', 'xx')
    """
    from babel import Locale

    return str(Locale.parse(_locale(language)).languages.get(code, code))


def territory_name(code: str, language: str) -> str:
    """The name of a country in a language; a code that is not known stays as it is.

    Examples
    --------
    >>> territory_name("GR", "de"), territory_name("??", "de")
    ('Griechenland', '??')
    """
    from babel import Locale

    return str(Locale.parse(_locale(language)).territories.get(code, code))


def _signs(language: str) -> _Signs:
    """Of a language without a row of its own, babel's."""
    if language in _SIGNS:
        return _SIGNS[language]
    from babel import Locale

    found = Locale.parse(_locale(language))
    symbols = found.number_symbols["latn"]
    last = found.list_patterns["standard"]["2"][3:-3].strip()
    return _Signs(symbols["decimal"], symbols["group"], last, last)


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)
