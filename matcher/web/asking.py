"""What a request asks for: its values, each of a bounded size, and what they stand for."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from matcher.errors import SettingError
from matcher.partners import Filters
from matcher.partners.years import years_of
from matcher.settings import RANKINGS, TOP
from matcher.web.addresses import Addresses, Query
from matcher.web.served import Edition

if TYPE_CHECKING:
    from matcher.run import Run
    from matcher.words.words import Words

__all__ = ["FILTERS", "FLAGS", "LISTS", "MOST_CALL", "MOST_ROWS", "MOST_TEXT", "NUMBERS", "Asking", "Given"]

#: Characters of a text, of the text of a call, values of one name, and rows of a list.
MOST_TEXT, MOST_CALL, MOST_VALUES, MOST_ROWS = 500, 4000, 20, 1000
#: The largest whole number of a filter: a year.
MOST_WHOLE = 9999
#: What partners must be, by the names of `matcher.partners.Filters`: values of several choices, numbers, and yes or no.
LISTS = tuple(item.name for item in fields(Filters) if item.default == ())
NUMBERS = tuple(item.name for item in fields(Filters) if item.default is None and item.name != "known")
FLAGS = tuple(item.name for item in fields(Filters) if item.default is False)
FILTERS = (*LISTS, *NUMBERS, *FLAGS, "known")
#: Letters of their own in Swedish, which come after z.
ALPHABET = {ord("å"): "z\uffff1", ord("ä"): "z\uffff2", ord("ö"): "z\uffff3"}


class Given:
    """The values of a request by name.

    Examples
    --------
    >>> given = Given({"q": [" rail "], "top": ["7"], "country": ["SE", ""]})
    >>> given.text("q"), given.whole("top", usual=10), given.several("country"), given.number("within_km")
    ('rail', 7, ['SE'], None)
    """

    def __init__(self, values: Mapping[str, Sequence[str]] | None = None) -> None:
        self._values = values or {}

    def __contains__(self, name: str) -> bool:
        return bool(self.several(name))

    def several(self, name: str, *, most: int = MOST_TEXT) -> list[str]:
        """Every value of a name that is not empty."""
        found = [text for value in self._values.get(name, ()) if (text := value.strip())]
        if len(found) > MOST_VALUES:
            raise SettingError(name, expected=f"at most {MOST_VALUES} values", found=str(len(found)))
        if any(len(text) > most for text in found):
            raise SettingError(name, expected=f"at most {most} characters", found="more")
        return found

    def text(self, name: str, usual: str = "", *, most: int = MOST_TEXT) -> str:
        """The one value of a name."""
        found = self.several(name, most=most)
        if len(found) > 1:
            raise SettingError(name, expected="one value", found=str(len(found)))
        return found[0] if found else usual

    def number(self, name: str) -> float | None:
        """A number, None where there is none; a comma may stand for the point."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise SettingError(name, expected="a number", found=repr(text))
        return value

    def whole(self, name: str, *, usual: int, most: int = MOST_ROWS) -> int:
        """A whole number from 1 to `most`."""
        value = self.number(name)
        if value is None:
            return usual
        if value != int(value) or not 1 <= value <= most:
            raise SettingError(name, expected=f"a whole number from 1 to {most}", found=self.text(name))
        return int(value)

    def choice(self, name: str, choices: Sequence[str], *, usual: str) -> str:
        """One of some values."""
        value = self.text(name, usual)
        if value not in choices:
            raise SettingError(name, expected=" or ".join(choices), found=repr(value))
        return value

    def flag(self, name: str) -> bool:
        """Whether a name is given as yes."""
        return self.text(name).lower() in ("1", "true", "yes", "on")

    def filters(self) -> Filters:
        """What partners must be."""
        known = self.choice("known", ("", "known", "new"), usual="")
        asked: dict[str, Any] = {name: self.several(name) for name in LISTS}
        asked |= {name: self._number(name) for name in NUMBERS}
        asked |= {name: self.flag(name) for name in FLAGS}
        return Filters(**asked, known=None if not known else known == "known")

    def _number(self, name: str) -> float | int | None:
        """Kilometres may have a fraction; areas and years are whole."""
        if name.endswith("_km") or name not in self:
            return self.number(name)
        return self.whole(name, usual=1, most=MOST_WHOLE)

    def chosen(self) -> dict[str, list[str]]:
        """Filters that are set, by name."""
        return {name: found for name in FILTERS if (found := self.several(name))}

    @property
    def by(self) -> str:
        """What ranks."""
        return self.choice("by", RANKINGS, usual="complementarity")

    @property
    def top(self) -> int:
        """How many rows."""
        return self.whole("top", usual=TOP)


@dataclass(frozen=True)
class Asking:
    """A request for a page: of which edition, in which language, and with which values."""

    edition: Edition
    at: Addresses
    given: Given = field(default_factory=Given)
    steps: tuple[str, ...] = ()
    query: Mapping[str, Query] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        """The run that answers."""
        return self.edition.run

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.at.language

    @property
    def words(self) -> Words:
        """Words for what stands in a page; names in other languages say so."""
        return self.edition.words(self.language, marks=True)

    @property
    def plain(self) -> Words:
        """Words for attributes, titles and answers that are told as they are."""
        return self.edition.words(self.language, marks=False)

    def sorting(self, name: str) -> tuple[str, str]:
        """The key by which names are put in the order of the alphabet of the language."""
        folded = name.casefold()
        if self.language == "sv":
            folded = folded.translate(ALPHABET)
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
        return plain.replace("ł", "l").replace("ø", "o"), name

    def period(self, stated: str) -> str:
        """The period of a list, or that it has none: "n.d." and "undated" hold no year."""
        return stated if years_of(stated) else self.plain.get("web.no_period")

    def region_name(self, region_id: str) -> str:
        """The name of a region of the run in the language of the page, without a second name in brackets."""
        from matcher.words.forms import short_name

        return short_name(self.plain.region(region_id, self.run.region(region_id).region))
