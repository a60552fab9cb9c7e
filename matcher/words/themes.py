"""Broad themes and niches as a table in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matcher.facts import ThemeFacts
from matcher.words.blocks import Block, Table

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["themes_text"]

COLUMNS = ("id", "label", "size", "stability", "areas")
#: How many areas are shown under each theme.
SHOWN_AREAS = 4


def themes_text(words: Words, themes: Sequence[ThemeFacts]) -> list[Block]:
    """The themes that `Run.themes` lists, niches under their broad theme, and how to read the table."""
    headings = [words.get(f"verb.themes.head.{name}") for name in COLUMNS]
    return [Table(headings, [_row(words, theme) for theme in themes]), words.get("verb.themes.legend")]


def _row(words: Words, theme: ThemeFacts) -> list[Any]:
    areas = "; ".join(theme["typical"][:SHOWN_AREAS])
    distinct = len({area["area"] or area["area_original"] for area in theme["areas"]})
    if distinct > SHOWN_AREAS:
        areas = words.say("verb.themes.more", areas=areas, n=distinct - SHOWN_AREAS)
    steady = words.number(theme["stability"], 2) + "?" * bool(theme["stability"] is not None and theme["unstable"])
    label = ("  " if theme["level"] == "niche" else "") + theme["label"]
    return [theme["theme_id"], label, theme["size"], steady, areas]
