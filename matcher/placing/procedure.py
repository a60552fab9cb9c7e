"""Words of procedure, and words that deny, by language: read from data/procedure.toml, which says what each list is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from matcher.files import data_folder, read_toml
from matcher.spelling import label_key

__all__ = ["LISTS", "Procedure", "languages_of", "procedure", "procedure_languages", "small_words"]

#: The lists of a language.
LISTS = ("common", "rules", "phrases", "without", "excluded", "but", "still", "aims")


class Procedure(NamedTuple):
    """The lists of a language as patterns over the keys of words, each word with a blank on both sides."""

    common: frozenset[str]
    denying: frozenset[str]
    rules: re.Pattern[str]
    phrases: re.Pattern[str]
    without: re.Pattern[str]
    excluded: re.Pattern[str]
    but: re.Pattern[str]
    still: re.Pattern[str]
    aims: re.Pattern[str]


@cache
def procedure(languages: tuple[str, ...]) -> tuple[Procedure, ...]:
    """The lists by which a text is read: those of its languages, where there are some, and English."""
    return tuple(_procedure(code) for code in dict.fromkeys((*languages, "en")) if code in _lists())


def procedure_languages() -> tuple[str, ...]:
    """The languages in which procedure and denial are understood.

    Examples
    --------
    >>> procedure_languages()
    ('da', 'de', 'en', 'es', 'fi', 'fr', 'it', 'nl', 'no', 'pl', 'pt', 'sv')
    """
    return tuple(sorted(_lists()))


def languages_of(words: Sequence[str]) -> tuple[str, ...]:
    """The languages whose small words a text (keys of its words) has most of; none where it has none.

    A word that denies counts twice: it is what is looked for.

    Examples
    --------
    >>> languages_of("vi soker vatgas inom industrin".split()), languages_of(["turism"]), languages_of(["no", "coal"])
    (('sv',), (), ('en', 'es'))
    """
    scores = {code: sum((word in _common(code)) + 2 * (word in _denying(code)) for word in words) for code in _lists()}
    most = max(scores.values())
    return tuple(sorted(code for code, score in scores.items() if score == most)) if most else ()


@cache
def small_words(language: str) -> frozenset[str]:
    """Keys of the small words of a language and of English."""
    return frozenset().union(*(lists.common for lists in procedure((language,))))


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = read_toml(data_folder() / "procedure.toml", "words of procedure")
    return found


@cache
def _common(code: str) -> frozenset[str]:
    return frozenset(map(label_key, _lists()[code]["common"]))


@cache
def _denying(code: str) -> frozenset[str]:
    return frozenset(label_key(word) for word in _lists()[code]["without"] if " " not in word)


@cache
def _procedure(code: str) -> Procedure:
    """The lists of a language; their patterns take a while, and a text needs those of one language or two."""
    return Procedure(_common(code), _denying(code), *(_pattern(_lists()[code][name]) for name in LISTS[1:]))


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all; the longest first.

    Examples
    --------
    >>> _pattern(["plan", "work package*"]).findall(" the plan of work packages ")
    ['plan', 'work packages']
    """
    words = [" ".join(label_key(word) + r"\S*" * word.endswith("*") for word in phrase.split()) for phrase in phrases]
    return re.compile(rf"(?<= )(?:{'|'.join(sorted(words, key=lambda text: (-len(text), text)))})(?= )")
