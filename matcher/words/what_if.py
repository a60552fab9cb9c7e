"""Partners of a region as they would be with other areas, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.facts import ChangedArea, NicheMarked, RankChange, Reason, WhatIf
from matcher.words.blocks import Block, Paragraph

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["what_if_text"]


#: What is told of the niches of an added or dropped area, in this order.
MARKS = ("new", "perhaps_new", "not_new", "gone", "perhaps_gone", "not_gone")


def what_if_text(words: Words, facts: WhatIf) -> list[Block]:
    """What changes among the first partners; `facts` are what `Run.what_if` returns."""
    own = words.region(facts["region_id"], facts["region"])
    blocks: list[Block] = [words.say("verb.what_if.title", region=own, region_id=facts["region_id"])]
    for key, areas in (("added", facts["added"]), ("dropped", facts["dropped"])):
        for area in areas:
            name = words.quoted([words.area(facts["region_id"], area["area"])])
            told = " ".join(_changes(words, facts["region_id"], area))
            blocks.append(Paragraph(words.say(f"verb.what_if.{key}", area=name, changes=told), indent=2))
    return [*blocks, *_partners(words, facts), "", words.get("verb.what_if.note")]


def _changes(words: Words, own: str, area: ChangedArea) -> Iterator[str]:
    """What an added or dropped area changes about the niches that it surely means, a sentence for each change."""
    for mark in MARKS:
        told = [_niche(words, own, niche) for niche in area["niches"] if _mark(niche) == mark]
        if told:
            yield words.say(f"verb.what_if.{mark}", niches="; ".join(told))
    if not area["niches"]:
        perhaps = "; ".join(words.niche(niche["label"]) for niche in area["perhaps"])
        yield words.say(f"verb.what_if.{'perhaps_niche' if perhaps else 'no_niche'}", niches=perhaps)


def _mark(niche: NicheMarked) -> str:
    """The key that says what an added or dropped area changes about a niche."""
    time = "new" if "new" in niche else "gone"
    if not (niche.get("new") or niche.get("gone")):
        return f"not_{time}"
    return f"perhaps_{time}" if niche["perhaps"] else time


def _niche(words: Words, own: str, niche: NicheMarked) -> str:
    label = words.niche(niche["label"])
    if not niche["perhaps"]:
        return label
    areas = words.quoted([words.area(own, text) for text in niche["perhaps"]])
    return words.say("verb.what_if.perhaps_in", label=label, areas=areas)


# -- partners ---------------------------------------------------------------------------------------------------------


def _partners(words: Words, facts: WhatIf) -> Iterator[Block]:
    """Who enters, leaves and stays among the first partners; that nobody is suggested, where that is so."""
    top, by, stayed = facts["top"], words.term("terms.by", facts["by"]), len(facts["stayed"])
    before, then = stayed + len(facts["left"]), stayed + len(facts["entered"])
    if not (before and then):
        time = "then" if before else "before" if then else "ever"
        yield from ("", words.say(f"verb.what_if.nobody_{time}", by=by))
    for key, partners in (("entered", facts["entered"]), ("left", facts["left"]), ("stayed", facts["stayed"])):
        if (before if key != "entered" else then) and (then or key == "left"):
            heading = words.count(f"verb.what_if.{key}", len(partners), top=top, by=by)
            yield from ("", f"{heading}{':' if partners else '.'}")
            for partner in partners:
                yield from _partner(words, facts["region_id"], partner, key)
    if max(before, then) > top:
        yield from ("", words.say("compare.shared", top=top))


def _partner(words: Words, own: str, partner: RankChange, key: str) -> Iterator[Block]:
    name = words.region(partner["region_id"], partner["region"])
    ranks = {
        "old": _rank(words, partner["rank_old"], suggested=partner["suggested_old"]),
        "new": _rank(words, partner["rank_new"], suggested=partner["suggested_new"]),
    }
    told = words.say("verb.what_if.ranks", region=name, region_id=partner["region_id"], **ranks)
    yield Paragraph(told, indent=2)
    if key != "stayed":
        reasons = [_reason(words, own, partner["region_id"], reason) for reason in partner.get("reasons", [])]
        for reason in reasons or [words.get(f"verb.what_if.{key}_by_none")]:
            yield Paragraph(reason, indent=4, bullet="- ")


def _rank(words: Words, rank: int | None, *, suggested: bool) -> str:
    return words.say("verb.what_if.rank", rank=rank) if suggested else str(words.get("verb.what_if.no_rank"))


def _reason(words: Words, own: str, partner: str, reason: Reason) -> str:
    mine = words.quoted([words.area(own, text) for text in reason["own_areas"]])
    return words.count(
        "verb.what_if.reason" if mine else "verb.what_if.reason_alone",
        len(reason["areas"]),
        label=words.niche(reason["label"]),
        areas=words.quoted([words.area(partner, text) for text in reason["areas"]]),
        own=words.count("verb.what_if.own", len(reason["own_areas"]), areas=mine),
        old=words.number(reason["old"], sign=True),
        new=words.number(reason["new"], sign=True),
    )
