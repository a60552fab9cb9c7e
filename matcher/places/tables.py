"""The tables of `data/places`, each read once, when first asked for, and how names are compared."""

from __future__ import annotations

import csv
from functools import cache

from matcher.files import data_folder

__all__ = ["read_table"]


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/places/<name>`, as dictionaries of text."""
    with (data_folder() / "places" / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
