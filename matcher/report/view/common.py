"""What all reports share: their words, their frame, and the parts of an annex that say how it was done."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from matcher._version import __version__
from matcher.report.view.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Line,
    Link,
    Paragraph,
    Row,
    Section,
    Subheading,
    Table,
)
from matcher.words.reports import period_of
from matcher.words.words import Words

if TYPE_CHECKING:
    from matcher.report.facts import RegionFacts, SourceFacts

__all__ = [
    "LONGEST_TITLE",
    "SHOWN",
    "about",
    "annexed",
    "area_table",
    "framed",
    "host",
    "last_sections",
    "shortened",
    "shown_of",
    "source_cell",
    "words_for",
]

#: Characters of a source's title in a table.
LONGEST_TITLE = 48

#: Settings of a run that a reader can use; the run folder holds the others.
SHOWN = ("data.source", "data.areas", "themes.themes", "themes.niches",
         "relatedness.null_model", "versions.matcher")  # fmt: skip


def words_for(
    language: str, published: Mapping[tuple[str, str], tuple[str, str]], labels: Mapping[str, Mapping[str, str]]
) -> Words:
    """Words of a report: areas by their names in its language, names in others marked, niches by its labels.

    Parameters
    ----------
    language : {"en", "sv", "de"}
    published : mapping
        As `matcher.words.names.published_names` gives it.
    labels : mapping
        As `matcher.fitted.themes.labels_in` gives it, by language.
    """
    names = {
        place: name for place, name in published.items() if name[1] == language or place[1] == name[0]
    }  # the others keep their English text
    return Words(language, names, marks=True, labels=labels.get(language))


def framed(
    words: Words, kind: str, about: Sequence[str], title: str, sections: Sequence[Section], *, data: str
) -> Document:
    """A report with its frame: subtitle, footer, and the few words that formats need.

    Parameters
    ----------
    words : Words
    kind : str
    about : sequence of str
        Ids of what it is about.
    title : str
    sections : sequence of Section
    data : str
        What the run was fitted on.
    """
    return Document(
        kind=kind,
        about=tuple(about),
        title=title,
        subtitle=words.say("report.subtitle"),
        language=words.language,
        sections=sections,
        footer=[words.say("page.by", version=__version__, data=data)],
        labels={
            "skip": words.say("page.skip"),
            "scroll": words.say("report.scroll"),
            "contents": words.say("page.contents"),
            "figure": words.say("report.figure"),
            "table": words.say("report.table"),
        },
    )


def annexed(words: Words, sections: Iterable[Section], *, new_page: bool = True) -> list[Section]:
    """Sections as an annex: numbered, with `new_page` on pages of its own."""
    return [
        Section(section.key, words.say("report.annex", number=number, heading=section.heading), section.blocks,
                annex=True, new_page=new_page and number == 1)
        for number, section in enumerate(sections, 1)
    ]  # fmt: skip


def about(words: Words, region: RegionFacts) -> Facts:
    """Who a region is."""
    rows: list[tuple[str, Cell]] = [
        (words.say("page.country"), [words.country(region.country)]),
        (words.say("page.period"), [words.period(region.period)]),
        (words.say("page.areas_count"), [str(len(region.areas))]),
        (words.say("page.niches_count"), [str(len(region.niches))]),
        (words.say("page.themes_count"), [str(len(region.themes))]),
    ]
    if region.contacts:
        rows.append((words.say("page.contact"), region.contacts))
    if region.notes:
        rows.append((words.say("page.data_notes"), ["; ".join(map(words.note, region.notes))]))
    return Facts([row for row in rows if row[1][0]])


def area_table(words: Words, region: RegionFacts) -> Table:
    """Areas by their name in the language of the page, their other names, and where they were placed."""
    columns = [Column(words.say(f"page.{key}"), share) for key, share in
               (("area", 1.5), ("original", 1.5), ("themes", 1.2), ("niches", 1.4))]  # fmt: skip
    rows = []
    for area in region.areas:
        shown, _ = words.names.get((region.region_id, area.text), (area.text, ""))
        others = {area.text: "en", area.original: area.language}
        other = [words.label(name, own) for name, own in others.items() if name not in ("", shown)]
        placed: list[Cell] = [[words.niche(label) for label in labels] for labels in (area.themes, area.niches)]
        if not area.niches:
            placed = [[words.say("page.horizontal")], []]
        rows.append(Row([[words.area(region.region_id, area.text)], other, *placed]))
    if not any(row.cells[1] for row in rows):
        columns = [columns[0], *columns[2:]]
        rows = [Row([row.cells[0], *row.cells[2:]]) for row in rows]
    name = words.region(region.region_id, region.region)
    return Table(words.say("page.areas_of", region=name), columns, rows)


def source_cell(words: Words, region_id: str, sources: Iterable[SourceFacts]) -> list[Line]:
    """Where a region's areas were read, and how old the list is."""
    own = [source for source in sources if source.region_id == region_id]
    lines: list[Line] = list(
        dict.fromkeys(
            Link(shortened(source.title) or host(source.url), source.url) if source.url else
            shortened(source.title) or words.say("report.source.none")
            for source in own
        )
    )[:2]  # fmt: skip
    return [*lines, *dict.fromkeys(period_of(words, source.period) for source in own[:1])]


def shown_of(words: Words, shown: int, of: int) -> list[Block]:
    """How many rows of how many a table or figure shows, where it does not show all."""
    if shown >= of:
        return []
    return [Paragraph(words.say("report.number.shown_of", shown=words.whole(shown), of=words.whole(of)), "note")]


def shortened(title: str) -> str:
    """A title of a source as a cell can hold it.

    Examples
    --------
    >>> shortened("Smart specialisation in the region of Alfa and the counties around it until 2027")
    'Smart specialisation in the region of Alfa and…'
    """
    return textwrap.shorten(title, LONGEST_TITLE, placeholder="…")


def host(url: str) -> str:
    """The site of an address.

    Examples
    --------
    >>> host("https://www.example.eu/s3/strategy.pdf")
    'example.eu'
    """
    return (urlsplit(url).hostname or url).removeprefix("www.")


def last_sections(words: Words, sources: Sequence[SourceFacts], settings: Iterable[tuple[str, str]]) -> list[Section]:
    """What ends every annex: limits, method, sources."""
    method = words.get("method")["items"]
    blocks: list[Block] = [Paragraph(f"{words.say('method.intro')} {words.say('page.further')}")]
    blocks.append(Facts([(item["term"], [item["formula"], item["text"]]) for item in method]))
    blocks += [Subheading(words.say("page.settings")), Facts([(key, [value]) for key, value in _told(words, settings)])]
    columns = [Column(words.say("table.region"), 1.2), Column(words.say("page.sources"), 2.6),
               Column(words.say("table.period"))]  # fmt: skip
    rows = []
    for source in sources:
        title = source.title or source.url or words.say("page.no_link")
        name = words.region(source.region_id, source.region)
        rows.append(Row([[name], [Link(title, source.url) if source.url else title], [words.period(source.period)]]))
    return [
        Section("limits", words.say("page.limits"), [Bullets(words.get("limits.items"))]),
        Section("method", words.say("page.method"), blocks),
        Section("sources", words.say("page.sources"), [Table(words.say("page.sources_of"), columns, rows)]),
    ]


def _told(words: Words, settings: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The settings that a reader can use, by names that say what they are."""
    given = dict(settings)
    names = words.get("report.setting")
    told = [(names[key.replace(".", "_")], given[key]) for key in SHOWN if key in given]
    models = [key.removeprefix("model.parts.") for key in given if key.startswith("model.parts.")]
    if models:
        told.append((names["model_name"], words.listed(models)))
    weights = [
        (key.rpartition(".")[2], value) for key, value in given.items() if key.startswith("relatedness.weights.")
    ]
    if weights:
        text = "; ".join(words.say("form.colon", before=name, after=value) for name, value in weights)
        told.append((names["weights"], text))
    return told
