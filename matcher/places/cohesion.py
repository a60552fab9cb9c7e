"""Cohesion categories of regions of any level, and the Member States of the European Union."""

from __future__ import annotations

from functools import cache

from matcher.places.regions import NEWEST_VERSION, parents, place
from matcher.places.tables import read_table

__all__ = ["COHESION", "MEMBER_STATES", "MIXED", "cohesion_category"]

#: Categories of cohesion policy 2021-2027; they are set for NUTS 2 regions.
COHESION = ("less developed", "transition", "more developed")
#: A larger region or country whose NUTS 2 regions have several categories.
MIXED = "mixed"
#: The 27 Member States (ISO 3166 alpha-2), as of 2026.
MEMBER_STATES = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)


def cohesion_category(code: str) -> str:
    """Category of a region in 2021-2027: its own, that of the NUTS 2 region that holds it, or that of all within it.

    Returns
    -------
    str
        One of `COHESION`; "mixed" where the NUTS 2 regions within have several; "" where it is not known.

    Examples
    --------
    >>> [cohesion_category(code) for code in ("PL22", "SE125", "DE1", "PL9", "NO071", "Atlantis")]
    ['less developed', 'more developed', 'more developed', 'mixed', '', '']
    """
    found = place(code)
    if found is None or found.cohesion:
        return found.cohesion if found else ""
    if found.level > 2:
        above = [place(parent) for parent in parents(found.code)]
        return next((region.cohesion for region in above if region and region.level == 2), "")
    within = _within().get(found.code, frozenset())
    if "" in within or not within:
        return ""
    return next(iter(within)) if len(within) == 1 else MIXED


@cache
def _within() -> dict[str, frozenset[str]]:
    """Categories of the NUTS 2 regions of today in each region above them."""
    found: dict[str, set[str]] = {}
    for row in read_table("nuts.csv"):
        if row["level"] == "2" and row["last_version"] == NEWEST_VERSION:
            for parent in parents(row["code"]):
                found.setdefault(parent, set()).add(row["cohesion"])
    return {code: frozenset(categories) for code, categories in found.items()}
