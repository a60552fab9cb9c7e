"""The sheet of a theme: its fields, who works on them, and what is related."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.plots import count_bars
from matcher.report.facts.sets import ThemeSheetFacts
from matcher.report.view.blocks import Block, Bullets, Column, Document, Figure, Paragraph, Row, Section, Table
from matcher.report.view.common import annexed, framed, shown_of, source_cell, words_for
from matcher.words.forms import short_name
from matcher.words.relations import known_reason

if TYPE_CHECKING:
    from matcher.report.facts import RegionFacts
    from matcher.words.words import Words

__all__ = ["theme_document"]

#: How many regions, fields and related fields the first pages name.
FEW_REGIONS, FEW_FIELDS, FEW_RELATED = 15, 14, 8


def theme_document(facts: ThemeSheetFacts, language: str = "en", *, full: bool = False) -> Document:
    """The sheet of a broad theme or a niche.

    Parameters
    ----------
    facts : ThemeSheetFacts
    language : {"en", "sv", "de"}
    full : bool
        With all regions, not only those with most areas.
    """
    words = words_for(language, facts.published, facts.labels)
    label = words.niche(facts.label)
    countries = {region.country for region in facts.regions}
    lead = words.say("report.theme.lead", n=len(facts.regions), countries=len(countries), theme=label)
    sections = [Section("summary", words.say("report.section.summary"), [Paragraph(lead, "lead")])]
    if len(facts.niches) > 1:
        sections.append(Section("niches", words.say("report.theme.niches"), _niches(words, facts)))
    caption = words.say("report.theme.regions_caption", theme=label)
    few = facts.regions[:FEW_REGIONS]
    sections += [
        Section(
            "regions",
            words.say("report.theme.regions"),
            [_regions(words, facts, few, caption), *shown_of(words, len(few), len(facts.regions))],
        ),
        Section("related", words.say("report.theme.related"), _related(words, facts)),
        Section("next", words.say("report.section.next"), [Paragraph(words.say("report.theme.next"))]),
    ]
    if full:
        everybody = _regions(words, facts, facts.regions, words.say("report.theme.regions_all", theme=label))
        annex = [
            Section("all-regions", words.say("report.theme.regions"), [everybody]),
            Section("limits", words.say("page.limits"), [Bullets(words.get("limits.items"))]),
        ]
        sections += annexed(words, annex)
    title = words.say("report.theme.title", theme=f"{label[:1].upper()}{label[1:]}")
    data = dict(facts.settings).get("data.source", "–")
    return framed(words, "theme", [facts.theme_id], title, sections, data=data)


def _niches(words: Words, facts: ThemeSheetFacts) -> list[Block]:
    """A bar and a row for each field."""
    shown = facts.niches[:FEW_FIELDS]
    counts = [(words.niche(niche.label), len(niche.regions)) for niche in shown]
    numbers = "; ".join(words.say("form.colon", before=name, after=n) for name, n in counts)
    drawing = count_bars(counts, words.say("report.theme.figure"), language=words.language)
    figure = Figure(drawing, words.say("report.theme.figure_alt", numbers=numbers), words.say("report.theme.figure"))
    return [figure, *shown_of(words, len(shown), len(facts.niches))]


def _regions(words: Words, facts: ThemeSheetFacts, regions: Sequence[RegionFacts], caption: str) -> Table:
    columns = [Column(words.say("table.region"), 1.3), Column(words.say("page.areas_count"), 2.4),
               Column(words.say("page.niches"), 1.6), Column(words.say("report.head.source"), 1.5)]  # fmt: skip
    rows = []
    for region in regions:
        region_id = region.region_id
        name = short_name(words.region(region_id, region.region))
        niches = [words.niche(niche.label) for niche in facts.niches if region_id in niche.regions]
        rows.append(Row([
            [name, words.country(region.country)],
            [words.area(region_id, text) for text in facts.areas[region_id]],
            niches,
            source_cell(words, region_id, facts.sources),
        ]))  # fmt: skip
    return Table(caption, columns, rows)


def _related(words: Words, facts: ThemeSheetFacts) -> list[Block]:
    if not facts.related:
        return [Paragraph(words.say("report.theme.related_none"))]
    columns = [Column(words.say("table.niche"), 1.2), Column(words.say("report.theme.niches"), 1.2),
               Column(words.say("report.head.why"), 2.8)]  # fmt: skip
    rows = []
    for own, other, link in facts.related[:FEW_RELATED]:
        kind = words.say(f"relation.{link['type']}")
        reason = known_reason(words, link)
        told = f"{words.say('form.sentence', text=f'{kind[:1].upper()}{kind[1:]}')} {reason}"
        rows.append(Row([[words.niche(other)], [words.niche(own)], [told]]))
    return [Table(words.say("report.theme.related_caption"), columns, rows),
            *shown_of(words, len(rows), len(facts.related))]  # fmt: skip
