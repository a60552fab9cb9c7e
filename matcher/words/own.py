"""Where a region's own areas were placed, in words: what comes before its partners."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.words.blocks import Block, Paragraph, bullets

if TYPE_CHECKING:
    from matcher.facts import OwnArea, OwnAreas
    from matcher.words.words import Words

__all__ = ["as_toml", "few_sentences", "own_sentences", "own_text", "placed_sentence"]

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
    yield from bullets(placed_sentence(words, own["region_id"], area) for area in own["areas"])
    yield from (Paragraph(text) for text in own_sentences(words, own))


def own_sentences(words: Words, own: OwnAreas) -> list[str]:
    """What to do where an area is placed wrongly, and what would help where too few of them are specific."""
    area = next((it["area"] for it in own["areas"] if it["kind"] != "specific"), own["areas"][0]["area"])
    return [*few_sentences(words, own), words.say("own.move", area=as_toml(area))]


def few_sentences(words: Words, own: OwnAreas) -> list[str]:
    """That too few areas are specific, and what would help; nothing where they are enough."""
    if own["enough"]:
        return []
    region = words.region(own["region_id"], own["region"])
    return [words.say(f"own.few_{'one' if own['specific'] else 'none'}", region=region)]


def as_toml(text: str) -> str:
    r"""A text as TOML writes it: between single quotes, which escape nothing, unless it holds one.

    Examples
    --------
    >>> as_toml("Energy"), as_toml("Val d'Aran")
    ("'Energy'", '"Val d\'Aran"')
    """
    return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"


def placed_sentence(words: Words, region_id: str, area: OwnArea) -> str:
    """Where one area of a region was placed.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> niche = {"niche": "energy_general", "label": "energy", "score": 1.0}
    >>> placed_sentence(Words("en"), "SE125", {"area": "Energy", "kind": "wide", "niches": [niche]})
    '“Energy”: energy, as a whole; too wide to tell partners apart'
    """
    return words.say(
        f"own.{area['kind']}",
        area=words.quoted([words.area(region_id, area["area"])]),
        niches=words.fields([niche["label"] for niche in area["niches"][:MOST]]),
    )
