"""Who of two regions might meet whom, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.facts import ActorFacts, Meetings
from matcher.words.blocks import Block, Paragraph

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["meetings_text"]


def meetings_text(words: Words, facts: Meetings, regions: Sequence[tuple[str, str]]) -> list[Block]:
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
    found = (("shared", facts["shared"]), ("a_gains", facts["a_gains"]), ("b_gains", facts["b_gains"]))
    parts = [(score, part) for score, meetings in found for part in meetings]
    for score, part in parts:
        label = words.niche(part["label"])
        blocks.append(Paragraph(words.say(f"verb.meet.{score}", label=label, **sides), bullet="* "))
        for key, there in (("a", part["actors_a"]), ("b", part["actors_b"])):
            actors = "; ".join(_named(words, actor) for actor in there)
            told = words.say("verb.meet.side", region=sides[key], actors=actors or words.get("verb.meet.nobody"))
            blocks.append(Paragraph(told, indent=4))
    return blocks if parts else [*blocks, words.get("verb.meet.none")]


def _named(words: Words, actor: ActorFacts) -> str:
    """The actor, how near it is where its text is outside the niche, and its address."""
    closeness = words.number(actor["closeness"], 2)
    name = actor["name"] if actor["in_niche"] else words.say("verb.meet.near", name=actor["name"], closeness=closeness)
    return f"{name}, {actor['url']}" if actor["url"] else name
