"""Which broad themes a region declares, which it may declare, and the areas that say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted

__all__ = ["Declared", "declared_in"]


class Declared(NamedTuple):
    """A theme that a region declares, or may declare.

    Attributes
    ----------
    sure : bool
        Some area clearly speaks for the theme; see `matcher.fitted.graph.surely`.
    areas : list of str
        Texts of the areas that do, or of those that may mean the theme where none does; the strongest first.
    parts : dict of str to str
        By area the part of it that is meant, where it is not its name.
    """

    sure: bool
    areas: list[str]
    parts: dict[str, str]


def declared_in(tables: Fitted, region_id: str, theme: str) -> Declared | None:
    """Whether and by which areas a region declares a broad theme; None where no area of it may mean the theme."""
    surely = tables.sure_areas(region_id, theme)
    areas = surely or tables.areas_on(region_id, theme)
    parts = _parts(tables).get((region_id, theme), {})
    told = {text: part for text in areas if (part := parts.get(text))}
    return Declared(bool(surely), areas, told) if areas else None


@once_a_run
def _parts(tables: Fitted) -> Mapping[tuple[str, str], dict[str, str]]:
    """By region and theme the part by which an area is placed in it; areas that are placed by their name have none."""
    areas, memberships = tables.columns("areas"), tables.columns("memberships")
    whose = dict(zip(areas["area_id"], zip(areas["region_id"], tables.texts, strict=True), strict=True))
    empty = [""] * memberships.rows
    told = (memberships.get("by", empty), memberships.get("evidence", empty))
    found: dict[tuple[str, str], dict[str, str]] = {}
    for area_id, theme, by, part in zip(memberships["area_id"], memberships["theme_id"], *told, strict=True):
        if by == "part" and area_id in whose:
            region_id, text = whose[area_id]
            found.setdefault((region_id, theme), {}).setdefault(text, part)
    return found
