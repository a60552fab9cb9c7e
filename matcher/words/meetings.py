"""Who of two regions might meet whom, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.words.blocks import Block, Paragraph

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["meetings_text"]

Facts = Mapping[str, Any]


def meetings_text(words: Words, facts: Facts, regions: Sequence[tuple[str, str]]) -> list[Block]:
    """Who might meet whom: each shared or complementary niche with the actors of both sides.

    Parameters
    ----------
    words : Words
    facts : mapping
        As `matcher.query.actors.meetings` gives them.
    regions : sequence of two pairs
        Id and name of each region.
    """
    sides = dict(zip("ab", (words.region(*region) for region in regions), strict=True))
    known = facts["known"]
    values = {"n_a": known["a"], "n_b": known["b"], "outside": known["outside"]}
    blocks: list[Block] = [words.get("verb.meet.title"), words.say("verb.meet.known", **values, **sides)]
    parts = [(score, part) for score in ("shared", "a_gains", "b_gains") for part in facts[score]]
    for score, part in parts:
        label = words.niche(part["label"])
        blocks.append(Paragraph(words.say(f"verb.meet.{score}", label=label, **sides), bullet="* "))
        for key, name in sides.items():
            actors = "; ".join(_named(words, actor) for actor in part[f"actors_{key}"])
            told = words.say("verb.meet.side", region=name, actors=actors or words.get("verb.meet.nobody"))
            blocks.append(Paragraph(told, indent=4))
    return blocks if parts else [*blocks, words.get("verb.meet.none")]


def _named(words: Words, actor: Facts) -> str:
    """The actor, how near it is where its text is outside the niche, and its address."""
    closeness = words.number(actor["closeness"], 2)
    name = actor["name"] if actor["in_niche"] else words.say("verb.meet.near", name=actor["name"], closeness=closeness)
    return f"{name}, {actor['url']}" if actor["url"] else name
