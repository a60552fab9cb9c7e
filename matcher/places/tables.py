"""The tables of `data/places`, each read once, when first asked for, and how names are compared."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache, lru_cache

from matcher.files import data_folder

__all__ = ["name_key", "read_table"]

#: Letters that Unicode does not split into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/places/<name>`, as dictionaries of text."""
    with (data_folder() / "places" / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


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
