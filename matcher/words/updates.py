"""What a newer list changes in a set of areas, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matcher.words.blocks import Paragraph

if TYPE_CHECKING:
    from matcher.facts import ListChange
    from matcher.sources import Update
    from matcher.words.words import Words

__all__ = ["lists_text", "update_text"]


def update_text(words: Words, updated: Update) -> Iterator[str | Paragraph]:
    """Each region whose list is new or another now: what came, what went, and where it was read."""
    for change in updated.changes:
        region = words.region(change["region_id"], change["region"])
        values = {"id": change["region_id"], "period": words.period(change["period"]), "source": change["source"]}
        yield words.say(f"verb.update.{_kind(change)}", region=region, kept=words.whole(len(change["kept"])), **values)
        yield from _areas(words, change)
    regions = words.whole(updated.areas["region_id"].nunique())
    yield words.say("verb.update.total", regions=regions, areas=words.whole(len(updated.areas)))


def lists_text(words: Words, changes: Sequence[ListChange]) -> Iterator[str | Paragraph]:
    """Two lists of the same regions beside each other, as `matcher.sources.compare_lists` returns them."""
    for change in changes:
        region, kept = words.region(change["region_id"], change["region"]), words.whole(len(change["kept"]))
        yield words.say("verb.update.list", region=region, id=change["region_id"], kept=kept)
        yield from _areas(words, change)
    yield words.get(f"verb.update.{'lists' if changes else 'none_shared'}")


def _areas(words: Words, change: ListChange) -> Iterator[Paragraph]:
    for kind, areas in (("added", change["added"]), ("gone", change["gone"])):
        for area in areas:
            name = words.quoted([words.area(change["region_id"], area)])
            yield Paragraph(words.say(f"verb.update.{kind}", area=name), indent=2)


def _kind(change: ListChange) -> str:
    if change["is_new"]:
        return "new"
    return "changed" if change["added"] or change["gone"] else "same"
