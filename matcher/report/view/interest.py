"""The draft of an expression of interest for a thematic partnership: what the lists say, and what people must write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matcher.facts import GAINS, OTHER, SIDES
from matcher.report.facts.groups import InterestFacts
from matcher.report.view.blocks import Block, Bullets, Column, Document, Paragraph, Row, Section, Table
from matcher.report.view.common import framed, shown_of, source_cell, words_for
from matcher.words.explain import above_chance, names_of
from matcher.words.forms import short_name
from matcher.words.record import counted_sentence, credit, pair_line
from matcher.words.reports import gain_line

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["interest_document"]

#: How many complementarities are told.
MOST = 8


def interest_document(facts: InterestFacts, language: str = "en") -> Document:
    """The draft of an expression of interest.

    Parameters
    ----------
    facts : InterestFacts
    language : {"en", "sv", "de"}
    """
    words = words_for(language, facts.published, facts.labels)
    names = {region.region_id: short_name(words.region(region.region_id, region.region)) for region in facts.regions}
    topic = words.niche(facts.topic) if facts.topic else words.listed(list(names.values()))
    fill = {key: Paragraph(words.say(f"report.interest.{key}_fill"), "fill")
            for key in ("topic", "lead", "relevance", "scope", "record", "plan", "contacts")}  # fmt: skip
    lead = words.say("report.interest.lead", regions=words.listed(list(names.values())))
    shared = words.quoted([words.niche(label) for label in facts.shared])
    together = (
        words.say("report.interest.shared", labels=shared) if shared else words.say("report.interest.shared_none")
    )
    contacts: list[Block] = (
        [Bullets(given)] if (given := [it for region in facts.regions for it in region.contacts]) else []
    )
    parts: list[tuple[str, list[Block]]] = [
        ("topic", [Paragraph(lead, "lead"), fill["topic"]]),
        ("regions", [_regions(words, facts, names), fill["lead"]]),
        ("strategies", [_strategies(words, facts, names)]),
        ("relevance", [Paragraph(together), fill["relevance"]]),
        ("scope", [*_scope(words, facts), fill["scope"]]),
        ("record", [*_record(words, facts, names), fill["record"]]),
        ("plan", [fill["plan"]]),
        ("contacts", [*contacts, fill["contacts"]]),
    ]
    sections = [Section(key, words.say(f"report.interest.{key}"), blocks) for key, blocks in parts]
    sections.append(Section("limits", words.say("page.limits"), [Bullets(words.get("limits.items"))]))
    data = dict(facts.settings).get("data.source", "–")
    title = words.say("report.interest.title", topic=topic)
    return framed(words, "interest", list(names), title, sections, data=data)


def _regions(words: Words, facts: InterestFacts, names: Mapping[str, str]) -> Table:
    columns = [Column(words.say("table.region"), 1.4), Column(words.say("page.country")),
               Column(words.say("report.head.source"), 2.4)]  # fmt: skip
    rows = [
        Row([[names[region.region_id]], [words.country(region.country)],
             source_cell(words, region.region_id, facts.sources)])
        for region in facts.regions
    ]  # fmt: skip
    return Table(words.say("report.interest.regions_caption"), columns, rows)


def _strategies(words: Words, facts: InterestFacts, names: Mapping[str, str]) -> Table:
    columns = [Column(words.say("table.region"), 1.2), Column(words.say("page.areas_count"), 3.4)]
    nothing = words.say("report.group.nobody")
    rows = [
        Row([[name], [words.area(region_id, text) for text in facts.areas[region_id]] or [nothing]])
        for region_id, name in names.items()
    ]
    return Table(words.say("report.interest.strategies_caption"), columns, rows)


def _scope(words: Words, facts: InterestFacts) -> list[Block]:
    """The complementarities of which a specific reason is known, the largest first."""
    found = []
    for explanation in facts.pairs:
        names = names_of(explanation, words)
        for side in SIDES:
            gains = explanation[GAINS[side]]
            if above_chance(gains) and gains["reasons"]:
                title = words.say("report.interest.giver_to", giver=names[OTHER[side]], gainer=names[side])
                found.append((-gains["reasons"][0]["value"], title, gain_line(words, explanation, side)))
    if not found:
        return [Paragraph(words.say("report.interest.scope_none"))]
    columns = [Column(words.say("report.head.exchange"), 1.2), Column(words.say("report.head.why"), 3.4)]
    rows = [Row([[title], [line]]) for _, title, line in sorted(found)[:MOST]]
    return [Table(words.say("report.interest.scope_caption"), columns, rows),
            *shown_of(words, len(rows), len(found))]  # fmt: skip


def _record(words: Words, facts: InterestFacts, names: Mapping[str, str]) -> list[Block]:
    """Partnerships in common and joint projects of each pair, as `matcher explain` tells them."""
    told = [
        words.say("report.interest.record_line", a=names[a], b=names[b], names=words.listed(partnerships))
        for (a, b), partnerships in facts.known.items()
    ]
    records = [record for explanation in facts.pairs if (record := explanation["record"])]
    if not (told or any(record["interreg"] or record["h2020"] for record in records)):
        return [Paragraph(words.say("report.interest.record_none")), Paragraph(credit(words), "note")]
    for explanation in facts.pairs:
        pair = words.listed([names[explanation[side]["region_id"]] for side in SIDES])
        line = words.say("form.sentence", text=pair_line(words, explanation["record"]))
        told.append(words.say("form.colon", before=pair, after=line))
    counted = [counted_sentence(words, one, names[one["region_id"]]) for it in records for one in it["counted_for"]]
    notes = [*dict.fromkeys(filter(None, counted)), credit(words)]
    return [Bullets(told), Paragraph(" ".join(notes), "note")]
