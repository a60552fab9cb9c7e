"""Slips that sources print in names: the table keeps them as they stand, and readers see the right word."""

from __future__ import annotations

import re
from functools import cache

from matcher.files import data_folder, read_own_csv

__all__ = ["reading"]


def reading(name: str, language: str) -> str:
    """A published name as it is to be read: its slips mended that `data/readings.csv` knows in its language.

    Parameters
    ----------
    name : str
        As it was printed; `area_original` keeps it so.
    language : str
        ISO 639-1 code.

    Examples
    --------
    >>> reading("Digitala tjänstenärings", "sv"), reading("Närings- och servicetrafik", "sv")
    ('Digitala tjänstenäringar', 'Närings- och servicetrafik')
    """
    for printed, read in _readings().get(language, ()):
        name = printed.sub(lambda found, read=read: found[1] + read, name)  # type: ignore[misc]
    return name


@cache
def _readings() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """Patterns of slips and right words by language; a slip that begins with * is the end of any word."""
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    _, *rows = read_own_csv(data_folder() / "readings.csv", ("language", "printed", "read"))
    for language, printed, read in rows:
        before = r"(\w)" if printed.startswith("*") else r"()(?<!\w)"
        pattern = re.compile(rf"{before}{re.escape(printed.lstrip('*'))}(?![\w-])")
        found.setdefault(language, []).append((pattern, read.lstrip("*")))
    return found
