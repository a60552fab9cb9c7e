"""The overview of a set of regions: who works in which theme, who is alike, what is rare, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.plots import MOST_REGIONS, region_theme_table
from matcher.report.facts.sets import ALIKE, OverviewFacts
from matcher.report.view.blocks import Block, Bullets, Column, Document, Figure, Paragraph, Row, Section, Table
from matcher.report.view.common import framed, source_cell, words_for
from matcher.words.forms import short_name

if TYPE_CHECKING:
    from matcher.facts import RegionChange
    from matcher.fitted.tables import Fitted
    from matcher.words.words import Words

__all__ = ["overview_document"]

#: How many themes the lead and a group name.
MOST = 3


def overview_document(run: Fitted, facts: OverviewFacts, *, language: str = "en") -> Document:
    """The overview of a set of regions.

    Parameters
    ----------
    run : Fitted
        The run that the facts are of; its figure is drawn from it.
    facts : OverviewFacts
    language : {"en", "sv", "de"}
    """
    words = words_for(language, facts.published, facts.labels)
    page = _Overview(words, facts)
    sections = [
        Section("summary", words.say("report.section.summary"), [Paragraph(page.lead(), "lead")]),
        Section("themes", words.say("report.overview.themes"), page.themes(run)),
    ]
    if facts.changes:
        sections.append(Section("changes", words.say("report.overview.changes"), page.changes()))
    sections += [
        Section("groups", words.say("report.overview.groups"), page.groups()),
        Section("lone", words.say("report.overview.lone"), page.lone()),
        Section("lists", words.say("report.overview.lists"), page.lists()),
        Section("limits", words.say("page.limits"), [Bullets(words.get("limits.items"))]),
    ]
    shown = words.listed([words.country(code) for code in facts.countries]) or words.say("report.overview.all")
    title = words.say("report.overview.title", set=shown, n=len(facts.regions))
    data = dict(facts.settings).get("data.source", "–")
    return framed(words, "overview", facts.countries, title, sections, data=data)


class _Overview:
    """An overview under construction."""

    def __init__(self, words: Words, facts: OverviewFacts) -> None:
        self.words, self.facts = words, facts
        self.names = {
            region.region_id: short_name(words.region(region.region_id, region.region)) for region in facts.regions
        }

    def lead(self) -> str:
        words, facts = self.words, self.facts
        spread = facts.spread()
        most = words.quoted([words.niche(facts.themes[theme]) for theme in list(spread)[:MOST]])
        areas = sum(len(region.areas) for region in facts.regions)
        told = words.say("report.overview.lead", n=len(facts.regions), areas=areas, themes=len(spread), most=most)
        if not facts.changes:
            return told
        regions = [region for region in facts.changes["regions"] if region["status"] == "in both"]
        n = {key: sum(len(region[key]) for region in regions) for key in ("came", "went", "reworded")}
        return f"{told} {words.say('report.overview.lead_changes', **n)}"

    def themes(self, run: Fitted) -> list[Block]:
        words, counts = self.words, self.facts.counts
        columns = [Column(words.say("page.themes"), 1.4), Column(words.say("page.areas_count"), 0.9, number=True),
                   Column(words.say("report.theme.regions"), 4)]  # fmt: skip
        order = list(self.facts.spread())
        rows = [
            Row([
                [words.niche(self.facts.themes[theme])],
                [str(int(counts[theme].sum()))],
                [", ".join(self.names[region_id] for region_id in counts.index[counts[theme] > 0])],
            ])
            for theme in order
        ]  # fmt: skip
        table = Table(words.say("report.overview.themes_caption"), columns, rows)
        if len(counts) > MOST_REGIONS:
            return [table]
        drawing = region_theme_table(run, list(counts.index), language=words.language)
        alt, caption = words.say("report.overview.themes_alt"), words.say("report.overview.themes_figure")
        return [Figure(drawing, alt, caption), table]

    def groups(self) -> list[Block]:
        words, facts = self.words, self.facts
        if not facts.groups:
            return [Paragraph(words.say("report.overview.groups_none"))]
        columns = [Column(words.say("report.overview.head_group"), 0.7), Column(words.say("report.theme.regions"), 2.6),
                   Column(words.say("page.themes"), 2.2)]  # fmt: skip
        rows = []
        for number, group in enumerate(facts.groups, 1):
            shared = [theme for theme, n in facts.spread(group).items() if n > len(group) / 2]
            labels = [words.niche(facts.themes[theme]) for theme in shared[:MOST]]
            names = words.listed([self.names[region_id] for region_id in group])
            rows.append(Row([[words.say("report.overview.group", n=number)], [names], labels]))
        note = words.say("report.overview.groups_note", least=words.number(ALIKE, 1))
        return [Table(words.say("report.overview.groups_caption"), columns, rows), Paragraph(note, "note")]

    def lone(self) -> list[Block]:
        words = self.words
        if not self.facts.lone:
            return [Paragraph(words.say("report.overview.lone_none"))]
        columns = [Column(words.say("table.region"), 1.2), Column(words.say("table.niche"), 1.5),
                   Column(words.say("page.areas_count"), 2.5)]  # fmt: skip
        rows = [
            Row([[self.names[region_id]], [words.niche(label)], [words.area(region_id, text) for text in areas]])
            for label, region_id, areas in self.facts.lone
        ]
        return [Table(words.say("report.overview.lone_caption"), columns, rows)]

    def changes(self) -> list[Block]:
        words, changes = self.words, self.facts.changes
        if not changes:
            return []
        both = [region for region in changes["regions"] if region["status"] == "in both"]
        regions = [region for region in both if region["came"] or region["went"] or region["reworded"]]
        note = words.say("report.overview.changes_note", old=changes["old"]["source"], new=changes["new"]["source"])
        if not regions:
            return [Paragraph(words.say("report.overview.changes_none")), Paragraph(note, "note")]
        columns = [Column(words.say("table.region"), 1), *(Column(words.say(f"report.overview.head_{key}"), 1.8)
                   for key in ("came", "went", "reworded"))]  # fmt: skip
        rows = [Row([[self.names[region["region_id"]]], *self._changed(region)]) for region in regions]
        return [Table(words.say("report.overview.changes_caption"), columns, rows), Paragraph(note, "note")]

    def _changed(self, region: RegionChange) -> list[list[str]]:
        words, region_id = self.words, region["region_id"]
        reworded = [
            words.say("report.overview.reworded", old=words.quoted([words.area(region_id, pair["old"])]),
                      new=words.quoted([words.area(region_id, pair["new"])]))
            for pair in region["reworded"]
        ]  # fmt: skip
        return [
            [words.area(region_id, text) for text in region["came"]],
            [words.area(region_id, text) for text in region["went"]],
            reworded,
        ]

    def lists(self) -> list[Block]:
        """Every list with its source; a source of all is said once."""
        words = self.words
        columns = [Column(words.say("table.region"), 1), Column(words.say("page.areas_count"), 3),
                   Column(words.say("report.head.source"), 1.4)]  # fmt: skip
        cells = {region.region_id: source_cell(words, region.region_id, self.facts.sources)
                 for region in self.facts.regions}  # fmt: skip
        rows = [
            Row([
                [self.names[region.region_id]],
                [words.area(region.region_id, area.text) for area in region.areas],
                cells[region.region_id],
            ])
            for region in self.facts.regions
        ]  # fmt: skip
        caption = words.say("report.overview.lists_caption")
        common = next(iter(cells.values()))
        if any(cell != common for cell in cells.values()):
            return [Table(caption, columns, rows)]
        return [Table(caption, columns[:2], [Row(row.cells[:2]) for row in rows]), Bullets(common)]
