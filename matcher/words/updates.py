"""What a newer list changes in a set of areas, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.words.blocks import Paragraph

if TYPE_CHECKING:
    from matcher.facts import ListChange
    from matcher.sources import Update
    from matcher.words.words import Words

__all__ = ["update_text"]


def update_text(words: Words, updated: Update) -> Iterator[str | Paragraph]:
    """Each region whose list is new or another now: what came, what went, and where it was read."""
    for change in updated.changes:
        region = words.region(change["region_id"], change["region"])
        values = {"id": change["region_id"], "period": change["period"], "source": change["source"]}
        yield words.say(f"verb.update.{_kind(change)}", region=region, kept=words.whole(len(change["kept"])), **values)
        for kind, areas in (("added", change["added"]), ("gone", change["gone"])):
            for area in areas:
                yield Paragraph(words.say(f"verb.update.{kind}", area=words.quoted([area])), indent=2)
    regions = words.whole(updated.areas["region_id"].nunique())
    yield words.say("verb.update.total", regions=regions, areas=words.whole(len(updated.areas)))


def _kind(change: ListChange) -> str:
    if change["is_new"]:
        return "new"
    return "changed" if change["added"] or change["gone"] else "same"
