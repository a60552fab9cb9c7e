"""Partners of a region as they would be with other areas, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from matcher.words.blocks import Block, Paragraph

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["what_if_text"]

Facts = Mapping[str, Any]


def what_if_text(words: Words, facts: Facts) -> list[Block]:
    """What changes among the first partners; `facts` are what `Run.what_if` returns."""
    own = words.region(facts["region_id"], facts["region"])
    blocks: list[Block] = [words.say("verb.what_if.title", region=own, region_id=facts["region_id"])]
    for key in ("added", "dropped"):
        for area in facts[key]:
            name = words.area(facts["region_id"], area["area"])
            told = words.say(f"verb.what_if.{key}", area=name, niches=_niches(words, area["niches"], key))
            blocks.append(Paragraph(told, indent=2))
    by = words.term("terms.by", facts["by"])
    for key in ("entered", "left", "stayed"):
        heading = words.count(f"verb.what_if.{key}", len(facts[key]), top=facts["top"], by=by)
        blocks += ["", f"{heading}{':' if facts[key] else '.'}"]
        for partner in facts[key]:
            blocks += _partner(words, facts["region_id"], partner, with_reasons=key != "stayed")
    return [*blocks, "", words.get("verb.what_if.note")]


def _niches(words: Words, niches: list[Facts], key: str) -> str:
    if not niches:
        return str(words.get("verb.what_if.no_niche"))
    mark = "new" if key == "added" else "gone"
    return "; ".join(
        words.say(
            "verb.what_if.niche",
            label=words.niche(niche["label"]),
            mark=words.get(f"verb.what_if.{'' if niche[mark] else 'not_'}{mark}"),
        )
        for niche in niches
    )


def _partner(words: Words, own: str, partner: Facts, *, with_reasons: bool) -> Iterator[Block]:
    name = words.region(partner["region_id"], partner["region"])
    ranks = {"old": partner["rank_old"] or "–", "new": partner["rank_new"] or "–"}
    told = words.say("verb.what_if.ranks", region=name, region_id=partner["region_id"], **ranks)
    yield Paragraph(told, indent=2)
    for reason in partner["reasons"] if with_reasons else ():
        if reason["areas"]:
            yield Paragraph(_reason(words, own, partner["region_id"], reason), indent=4, bullet="- ")


def _reason(words: Words, own: str, partner: str, reason: Facts) -> str:
    mine = [words.area(own, text) for text in reason["own_areas"]]
    return words.say(
        "verb.what_if.reason" if mine else "verb.what_if.reason_alone",
        label=words.niche(reason["label"]),
        areas=words.quoted([words.area(partner, text) for text in reason["areas"]]),
        own=words.quoted(mine),
        **{key: words.number(reason[key], sign=True) for key in ("old", "new")},
    )
