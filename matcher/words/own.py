"""Where a region's own areas were placed, in words: what comes before its partners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.words.blocks import Block, Paragraph, bullets

if TYPE_CHECKING:
    from matcher.facts import OwnAreas
    from matcher.words.words import Words

__all__ = ["as_toml", "own_sentences", "own_text"]

#: How many niches of an area are named.
MOST = 2


def own_text(words: Words, own: OwnAreas) -> Iterator[Block]:
    """The areas of the region that asks, which of them tell partners apart, and the line that moves one.

    Parameters
    ----------
    words : Words
    own : OwnAreas
        As `matcher.partners.own.own_areas` returns it.
    """
    yield words.say("own.title", region=words.region(own["region_id"], own["region"]))
    yield from bullets(_placed(words, own))
    yield from (Paragraph(text) for text in own_sentences(words, own))


def own_sentences(words: Words, own: OwnAreas) -> list[str]:
    """What to do where an area is placed wrongly, and what would help where too few of them are specific."""
    area = next((it["area"] for it in own["areas"] if it["kind"] != "specific"), own["areas"][0]["area"])
    told = [words.say("own.move", area=as_toml(area))]
    if not own["enough"]:
        region = words.region(own["region_id"], own["region"])
        told.insert(0, words.say(f"own.few_{'one' if own['specific'] else 'none'}", region=region))
    return told


def as_toml(text: str) -> str:
    r"""A text as TOML writes it: between single quotes, which escape nothing, unless it holds one.

    Examples
    --------
    >>> as_toml("Energy"), as_toml("Val d'Aran")
    ("'Energy'", '"Val d\'Aran"')
    """
    return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"


def _placed(words: Words, own: OwnAreas) -> list[str]:
    return [
        words.say(
            f"own.{area['kind']}",
            area=words.quoted([words.area(own["region_id"], area["area"])]),
            niches=words.quoted([words.niche(niche["label"]) for niche in area["niches"][:MOST]]),
        )
        for area in own["areas"]
    ]
