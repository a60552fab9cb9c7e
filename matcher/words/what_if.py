"""Partners of a region as they would be with other areas, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.facts import NicheMarked, RankChange, Reason, WhatIf
from matcher.words.blocks import Block, Paragraph

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["what_if_text"]


def what_if_text(words: Words, facts: WhatIf) -> list[Block]:
    """What changes among the first partners; `facts` are what `Run.what_if` returns."""
    own = words.region(facts["region_id"], facts["region"])
    blocks: list[Block] = [words.say("verb.what_if.title", region=own, region_id=facts["region_id"])]
    for key, areas in (("added", facts["added"]), ("dropped", facts["dropped"])):
        for area in areas:
            name = words.area(facts["region_id"], area["area"])
            told = words.say(f"verb.what_if.{key}", area=name, niches=_niches(words, area["niches"]))
            blocks.append(Paragraph(told, indent=2))
    by = words.term("terms.by", facts["by"])
    for key, partners in (("entered", facts["entered"]), ("left", facts["left"]), ("stayed", facts["stayed"])):
        heading = words.count(f"verb.what_if.{key}", len(partners), top=facts["top"], by=by)
        blocks += ["", f"{heading}{':' if partners else '.'}"]
        for partner in partners:
            blocks += _partner(words, facts["region_id"], partner, with_reasons=key != "stayed")
    return [*blocks, "", words.get("verb.what_if.note")]


def _niches(words: Words, niches: list[NicheMarked]) -> str:
    if not niches:
        return str(words.get("verb.what_if.no_niche"))
    return "; ".join(
        words.say(
            "verb.what_if.niche", label=words.niche(niche["label"]), mark=words.get(f"verb.what_if.{_mark(niche)}")
        )
        for niche in niches
    )


def _mark(niche: NicheMarked) -> str:
    """The key that says what an added or dropped area changes about a niche."""
    if "new" in niche:
        return "new" if niche["new"] else "not_new"
    return "gone" if niche["gone"] else "not_gone"


def _partner(words: Words, own: str, partner: RankChange, *, with_reasons: bool) -> Iterator[Block]:
    name = words.region(partner["region_id"], partner["region"])
    ranks = {"old": partner["rank_old"] or "–", "new": partner["rank_new"] or "–"}
    told = words.say("verb.what_if.ranks", region=name, region_id=partner["region_id"], **ranks)
    yield Paragraph(told, indent=2)
    for reason in partner.get("reasons", []) if with_reasons else ():
        if reason["areas"]:
            yield Paragraph(_reason(words, own, partner["region_id"], reason), indent=4, bullet="- ")


def _reason(words: Words, own: str, partner: str, reason: Reason) -> str:
    mine = [words.area(own, text) for text in reason["own_areas"]]
    return words.say(
        "verb.what_if.reason" if mine else "verb.what_if.reason_alone",
        label=words.niche(reason["label"]),
        areas=words.quoted([words.area(partner, text) for text in reason["areas"]]),
        own=words.quoted(mine),
        old=words.number(reason["old"], sign=True),
        new=words.number(reason["new"], sign=True),
    )
