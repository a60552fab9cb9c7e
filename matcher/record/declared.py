"""Which broad themes a region declares, which it may declare, and the areas that say so."""

from __future__ import annotations

from typing import NamedTuple

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
    parts = tables.in_parts.get((region_id, theme), {})
    told = {text: part for text in areas if (part := parts.get(text))}
    return Declared(bool(surely), areas, told) if areas else None
