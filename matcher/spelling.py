"""How names and texts are spelled alike: keys to look them up by, words to read them by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "label_key", "name_key", "split_words"]


#: Letters that Unicode does not split into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


@lru_cache(20_000)
def name_key(name: str) -> str:
    """A name without case, accents, hyphens and other signs, so that spellings of one name are equal.

    Examples
    --------
    >>> name_key("Jämtland-Härjedalen") == name_key("  JAMTLAND HARJEDALEN")
    True
    """
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN_LETTERS))
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())


def label_key(text: str) -> str:
    """A label without case, accents and punctuation, for comparing.

    Examples
    --------
    >>> label_key("  Hälso-  och SJUKVÅRD ")
    'halso och sjukvard'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters))


#: Longer words are read up to here: nothing in a European language is longer, and a cell of a million signs is no word.
MOST_SIGNS = 60
_WORD = re.compile(r"[^\W_]+")
#: Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "þ": "th"})


def fold(text: str) -> str:
    """The text without case and diacritics.

    Examples
    --------
    >>> fold("Łódź: ŻYWNOŚĆ, Straße, Υγεία")
    'lodz: zywnosc, strasse, υγεια'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("ς", "σ")


def split_words(text: str) -> list[str]:
    """The folded words of a text.

    Examples
    --------
    >>> split_words("Skogs- och träindustri/IT")
    ['skogs', 'och', 'traindustri', 'it']
    """
    return [word[:MOST_SIGNS] for word in _WORD.findall(fold(text))]
