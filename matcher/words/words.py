"""Sentences, in English and Swedish, from the facts of an explanation; the texts lie in `texts/`.

Neither matplotlib nor Jinja2 is imported here: `matcher explain` prints these sentences at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from matcher.errors import InputError, SettingError
from matcher.languages import own_text
from matcher.words.forms import besides, day, language_name, listed, number, on_islands, territory_name, whole
from matcher.words.goals import quadrant_key
from matcher.words.marks import marked

__all__ = ["LANGUAGES", "REPORT_LANGUAGES", "Words", "names_in", "quadrant_key"]

#: What an area is called and in which language, by region id and text.
Names = Mapping[tuple[str, str], tuple[str, str]]

#: Languages in which everything is said.
LANGUAGES = ("en", "sv")
#: Languages of reports; the text files of those beyond `LANGUAGES` hold what reports say, and nothing else.
REPORT_LANGUAGES = (*LANGUAGES, "de")


class Words:
    """The texts of one language, filled with values.

    Parameters
    ----------
    language : {"en", "sv", "de"}
        Language of the sentences; "de" for reports alone, and English where it lacks a text.
    names : mapping, optional
        What an area or a part of it is called in that language, and the language of that name, by region id and text:
        {("SE125", "Railway"): ("Järnväg", "sv")}. Other areas keep their text, which is English.
    labels : mapping, optional
        What niches and broad themes are called in that language, by their English label; others keep it.
    marks : bool
        Names in another language carry marks that say so (`matcher.words.marks`), for reports.

    Examples
    --------
    >>> Words("sv").say("form.quote", text="Järnväg")
    '”Järnväg”'
    """

    def __init__(
        self,
        language: str = "en",
        names: Names | None = None,
        *,
        marks: bool = False,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        if language not in REPORT_LANGUAGES:
            *others, last = REPORT_LANGUAGES
            raise SettingError("language", expected=f"{', '.join(others)} or {last}", found=repr(language))
        self.language, self.names, self.marks = language, names or {}, marks
        self.labels = labels or {}

    def say(self, key: str, **values: object) -> str:
        """The text with this key, such as "page.title", its placeholders filled.

        Examples
        --------
        >>> Words("sv").say("own.title", region="Gotland"), Words("sv").say("own.title", region="Skåne")
        ('Var områdena på Gotland har placerats', 'Var områdena i Skåne har placerats')
        """
        said = str(self.get(key)).format(**values)
        return on_islands(said) if self.language == "sv" else said

    def get(self, key: str) -> Any:
        """What stands under a key: a text with placeholders, or a list."""
        found = own_text(self.language, key)
        if found is None and self.language in LANGUAGES:
            raise KeyError(key)
        return Words("en").get(key) if found is None else found

    def count(self, key: str, n: int, **values: object) -> str:
        """The text for one, or for many."""
        return self.say(f"{key}_one" if n == 1 else f"{key}_many", n=n, **values)

    def number(self, value: float | None, digits: int = 3, *, sign: bool = False) -> str:
        """A number as the language writes it; a dash where there is none (None or nan)."""
        return "–" if value is None or math.isnan(value) else number(value, self.language, digits=digits, sign=sign)

    def whole(self, n: int) -> str:
        """A whole number with the thousands set apart.

        Examples
        --------
        >>> Words("en").whole(18145)
        '18,145'
        """
        return whole(n, self.language)

    def date(self, value: date) -> str:
        """A date as the language writes it; see `matcher.words.forms.day`."""
        return day(value, self.language)

    def language_name(self, code: str) -> str:
        """The name of a language; a code that nobody knows stays as it is.

        Examples
        --------
        >>> Words("sv").language_name("pl")
        'polska'
        """
        return language_name(code, self.language)

    def label(self, text: str, language: str = "en") -> str:
        """The name of a niche or an area; in a report with its language where it is not that of the page."""
        if not self.marks or language in ("", self.language):
            return text
        return marked(text, language)

    def niche(self, label: str) -> str:
        """The name of a niche or broad theme in the language of the page where it has one."""
        return self.labels[label] if label in self.labels else self.label(label)

    def area(self, region_id: str, text: str) -> str:
        """An area's name in the language of the page where it has one."""
        return self.label(*self.names.get((region_id, text), (text, "en")))

    def meant(
        self,
        region_id: str,
        texts: Iterable[str],
        *,
        parts: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> str:
        """A region's areas in quotation marks; with the part of each that is meant, or the field in it, where one is.

        The field is the vocabulary's word for what the area says, and no quotation.

        Examples
        --------
        >>> Words("en").meant("A", ["Rail", "Quality of life"], parts={"Quality of life": "safety"})
        '“Rail” and “safety” under “Quality of life”'
        """
        named = []
        for text in texts:
            area, part = self.say("form.quote", text=self.area(region_id, text)), (parts or {}).get(text)
            told = self.say("form.quote", text=self.area(region_id, part)) if part else ""
            if not part and (field := (fields or {}).get(text)):
                told = self.niche(field)
            named.append(self.say("form.under", part=told, area=area) if told else area)
        return self.listed(named)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """A share as a percentage; a dash where there is none (None or nan).

        Examples
        --------
        >>> Words("sv").percent(0.765, 1)
        '76,5 %'
        """
        if share is None or math.isnan(share):
            return self.number(None)
        return self.say("form.percent", number=self.number(100 * share, digits))

    def region(self, region_id: str, name: str) -> str:
        """The name of a region in the language of the page where one is established, else as it is given."""
        return region_name(region_id, name, self.language)

    def country(self, code: str) -> str:
        """The name of a country; a code that is no European country's stays as it is.

        Examples
        --------
        >>> Words("sv").country("GR")
        'Grekland'
        """
        from matcher.places import country_name

        try:
            if self.language in LANGUAGES:
                return country_name(code, "sv" if self.language == "sv" else "en")
        except InputError:
            return code
        return territory_name(code, self.language)

    def note(self, text: str) -> str:
        """A note on data in the language of the page where it is one of the usual ones, else as it stands."""
        return self.term("notes", text)

    def term(self, section: str, english: str) -> str:
        """A fixed word of a fact as the language says it; one that the section does not hold stays as it is.

        Parameters
        ----------
        section : str
            Of the texts, such as "terms.left_out" or "notes". Its English texts are the words of the facts.
        english : str

        Examples
        --------
        >>> Words("sv").term("terms.left_out", "national list")
        'nationell lista'
        >>> Words("sv").term("notes", "partial list (4 of 5)")
        'ofullständig lista (4 av 5)'
        """
        plain, patterns = _told(section)
        if english in plain:
            return self.say(f"{section}.{plain[english]}")
        for key, pattern in patterns:
            if found := pattern.fullmatch(english):
                return self.say(f"{section}.{key}", **found.groupdict())
        return self.label(english)

    def period(self, text: str) -> str:
        """The period of a list as it is stated; where it is none, in the language of the page.

        Examples
        --------
        >>> Words("sv").period("2014-2020"), Words("sv").period("n.d."), Words("en").period("undated")
        ('2014-2020', 'u.å.', 'undated')
        """
        return _UNDATED.sub(lambda found: self.term("terms.period", found[0]), text)

    def quoted(self, labels: Iterable[str]) -> str:
        """Names in quotation marks, as a list with "and" before the last."""
        return self.listed([self.say("form.quote", text=label) for label in labels])

    def fields(self, labels: Iterable[str]) -> str:
        """Niches by their labels: without quotation marks, which are kept for what lists say."""
        return besides([self.niche(label) for label in labels], self.language)

    def listed(self, items: Sequence[str]) -> str:
        """Items with commas, and "and" before the last.

        Examples
        --------
        >>> Words("en").listed(["a", "b", "c"])
        'a, b and c'
        """
        return listed(items, self.language)


def names_in(language: str, names: Names) -> dict[tuple[str, str], tuple[str, str]]:
    """The names that are in the language, slips of their sources mended; for English none, since areas carry those.

    Examples
    --------
    >>> names_in("sv", {("A", "Rail"): ("Järnväg", "sv"), ("B", "Rail"): ("Kolej", "pl")})
    {('A', 'Rail'): ('Järnväg', 'sv')}
    """
    from matcher.sources.readings import reading  # which brings pandas

    own = {place: name for place, (name, code) in names.items() if code == language != "en"}
    return {place: (reading(name, language), language) for place, name in own.items()}


# -- sentences, given the words ---------------------------------------------------------------------------------------


def region_name(region_id: str, name: str, language: str) -> str:
    """The name of a region in a language where the places know one, else the given name."""
    from matcher.places import name_in

    return (name_in(region_id, language) or name) if language != "en" else name


#: What stands in place of the years of a list.
_UNDATED = re.compile(r"\bundated\b|\bn\.d\.")
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


@cache
def _told(section: str) -> tuple[dict[str, str], list[tuple[str, re.Pattern[str]]]]:
    """The English texts of a section: keys of those without placeholders, and keys and patterns of the others."""
    texts: dict[str, str] = Words("en").get(section)
    plain = {text: key for key, text in sorted(texts.items(), reverse=True) if "{" not in text}
    filled = [(key, text) for key, text in texts.items() if "{" in text]
    filled.sort(key=lambda item: (-item[1].count("{"), item[0]))
    return plain, [(key, re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+)", re.escape(text)))) for key, text in filled]
