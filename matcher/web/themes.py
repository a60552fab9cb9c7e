"""The pages of themes and niches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.areas import HORIZONTAL
from matcher.errors import NameUnknownError
from matcher.facts import ThemeFacts
from matcher.web.asking import Asking
from matcher.web.page import Page

__all__ = ["theme_page", "themes_page"]


def _found(asking: Asking) -> list[ThemeFacts]:
    """Themes in the language of the page; asked once an edition."""
    return asking.edition.themes(asking.language)


def themes_page(asking: Asking) -> Page:
    """All broad themes with their niches."""
    found = _found(asking)
    niches: dict[str, list[ThemeFacts]] = {}
    for theme in found:
        if theme["level"] == "niche":
            niches.setdefault(theme["parent_id"], []).append(theme)
    themes = [theme for theme in found if theme["level"] == "theme"]
    listed = sorted(themes, key=lambda theme: (theme["theme_id"] == HORIZONTAL, asking.sorting(theme["label"])))
    return Page(
        "themes.html",
        asking.plain.get("web.themes.title"),
        {
            "themes": [(theme, sorted(niches.get(theme["theme_id"], []), key=lambda niche: -niche["size"]))
                       for theme in listed],
            "count": {"themes": len(themes), "niches": sum(map(len, niches.values()))},
        },
    )  # fmt: skip


def theme_page(asking: Asking, theme_id: str) -> Page:
    """A theme or niche: who works on it, with which areas, and what it is related to."""
    found = {theme["theme_id"]: theme for theme in _found(asking)}
    if theme_id not in found:
        raise NameUnknownError(f"no theme or niche has the id {theme_id!r}", code="theme.unknown")
    theme = found[theme_id]
    regions: dict[str, list[str]] = {}
    for area in theme["areas"]:
        regions.setdefault(area["region_id"], []).append(area["area"] or area["area_original"])
    sure = {region_id: on for region_id in regions if (on := asking.run.sure_areas(region_id, theme_id))}
    sure = regions if theme_id == HORIZONTAL else sure  # which has no niche that an area could mean
    rows: list[Mapping[str, Any]] = [
        {"id": region_id, "name": asking.region_name(region_id),
         "areas": list(dict.fromkeys(asking.words.area(region_id, text) for text in sure.get(region_id, areas)))}
        for region_id, areas in regions.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: asking.sorting(row["name"]))
    return Page(
        "theme.html",
        theme["label"],
        {
            "theme": theme,
            "parent": found.get(theme["parent_id"]),
            "niches": [each for each in found.values() if each["parent_id"] == theme_id],
            "rows": [row for row in rows if row["id"] in sure],
            "in_part": [row for row in rows if row["id"] not in sure],
        },
    )
