"""The partners of a region as a workbook to sort, filter and share: reasons, areas, sources, contacts, record."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from matcher.files import guarded, printable, write_bytes
from matcher.files.zipped import steady
from matcher.report.facts import PartnerFacts, ProfileFacts, profile_facts
from matcher.words.chance import telling_sentence
from matcher.words.forms import short_name
from matcher.words.marks import plain
from matcher.words.record import short_line
from matcher.words.reports import against_lines, known_line, period_of, shared_line, why_lines
from matcher.words.words import Words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from matcher.fitted.tables import Fitted

__all__ = ["MOST", "workbook_bytes", "write_workbook"]

#: How many partners the sheets list at most, by what ranks.
MOST = {"complementarity": 30, "overlap": 15}
#: Longest text of a cell in Excel.
LONGEST = 32_000
#: Height of a line in points.
LINE = 15.0
PERCENT, DECIMAL = "0%", "0.00"


class _Column(NamedTuple):
    """A column of a sheet: the key of its heading, its width in characters, and how its numbers are shown."""

    key: str
    width: float
    form: str = ""


#: Columns of the sheets of partners.
COLUMNS = (
    _Column("rank", 7), _Column("region", 26), _Column("id", 9), _Column("country", 16), _Column("share", 12, PERCENT),
    _Column("chance", 14, PERCENT), _Column("z", 8, DECIMAL), _Column("why", 60), _Column("areas", 36),
    _Column("own", 30), _Column("against", 36), _Column("age", 20), _Column("source", 40), _Column("address", 44),
    _Column("contact", 30), _Column("record", 36),
)  # fmt: skip


def write_workbook(run: Fitted, region: str, path: str | os.PathLike[str], *, language: str = "en") -> None:
    """Write the partners of a region to an XLSX file, whole or not at all.

    Parameters
    ----------
    run : Fitted
    region : str
        Id or name.
    path : path-like
    language : {"en", "sv", "de"}
    """
    write_bytes(path, workbook_bytes(profile_facts(run, region, most=MOST), language))


def workbook_bytes(facts: ProfileFacts, language: str = "en") -> bytes:
    """The partners of a region as an XLSX file, the same bytes each time.

    Parameters
    ----------
    facts : ProfileFacts
    language : {"en", "sv", "de"}

    Returns
    -------
    bytes
        Sheets of partners that complement and that overlap, of the region's own areas, and of how to read them. No
        text can run as a formula.
    """
    from openpyxl import Workbook

    names = {place: name for place, name in facts.published.items() if name[1] == language}
    words = Words(language, names, labels=facts.labels.get(language))
    book = Workbook()
    book.remove(book.worksheets[0])
    for key, partners in (("complementary", facts.complementary), ("overlapping", facts.overlapping)):
        sheet = book.create_sheet(words.say(f"report.sheet.{key}"))
        _fill(sheet, words, COLUMNS, list(_partner_rows(words, facts, partners, key)))
    areas = (_Column("area", 44), _Column("placed", 44), _Column("tells", 44))
    _fill(book.create_sheet(words.say("report.sheet.own")), words, areas, list(_own_rows(words, facts)))
    _about(book.create_sheet(words.say("report.sheet.about")), words, facts)
    book.properties.title = plain(words.say("report.profile_title", region=facts.region.region))
    book.properties.creator = "matcher"
    file = io.BytesIO()
    book.save(file)
    return steady(file.getvalue())


def _partner_rows(
    words: Words, facts: ProfileFacts, partners: Sequence[PartnerFacts], key: str
) -> Iterator[list[object]]:
    explanations = [partner.explanation for partner in partners]
    overlap = key == "overlapping"
    why = [shared_line(words, it) for it in explanations] if overlap else why_lines(words, explanations)
    against = against_lines(words, explanations, common=False)
    fields = ("overlap", "overlap_expected", "overlap_z") if overlap else ("brings", "expected", "z")
    for partner, reason, objection in zip(partners, why, against.lines, strict=True):
        row, region_id = partner.row, partner.row["region_id"]
        sources = [source for source in facts.sources if source.region_id == region_id]
        known = facts.known.get(region_id, [])
        yield [
            int(row["rank"]),
            short_name(words.region(region_id, row["region"])),
            region_id,
            words.country(row["country"]),
            *(float(row[field]) for field in fields),
            reason,
            "; ".join(words.area(region_id, text) for text in row["areas"]),
            "; ".join(words.area(facts.region.region_id, text) for text in row["own_areas"]),
            objection,
            period_of(words, row["period"]),
            "; ".join(dict.fromkeys(source.title for source in sources if source.title)),
            next((source.url for source in sources if source.url), ""),
            "; ".join(facts.contacts.get(region_id, [])),
            ". ".join(filter(None, [known_line(words, known), short_line(words, partner.explanation.get("record"))])),
        ]


def _own_rows(words: Words, facts: ProfileFacts) -> Iterator[list[object]]:
    for area in facts.own["areas"]:
        niches = words.listed([words.niche(niche["label"]) for niche in area["niches"]])
        yield [words.area(facts.own["region_id"], area["area"]), niches, words.say(f"report.kind.{area['kind']}")]


def _fill(sheet: Worksheet, words: Words, columns: Sequence[_Column], rows: Sequence[Sequence[object]]) -> None:
    """A sheet with its header row in sight, filters on, and texts that wrap."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.append([words.say(f"report.sheet.head.{column.key}") for column in columns])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(name="Calibri", bold=True), PatternFill("solid", fgColor="F2F5F8")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append([_safe(value) for value in row])
    for number, row in enumerate(sheet.iter_rows(), 1):
        widths = (column.width for column in columns)
        lines = max(math.ceil(len(str(cell.value or "")) / width) for cell, width in zip(row, widths, strict=True))
        sheet.row_dimensions[number].height = LINE * max(lines, 1)  # programs differ in whether they find it themselves
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        for (cell,) in sheet.iter_rows(min_row=2, min_col=place, max_col=place):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column.form:
                cell.number_format = column.form
            if column.key == "address" and str(cell.value or "").startswith(("https://", "http://")):
                cell.hyperlink, cell.style = str(cell.value), "Hyperlink"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2" if len(columns) > 3 else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _about(sheet: Worksheet, words: Words, facts: ProfileFacts) -> None:
    """How to read the sheets."""
    from openpyxl.styles import Alignment, Font

    name = short_name(words.region(facts.region.region_id, facts.region.region))
    lines = [
        words.say("report.profile_title", region=name),
        words.say("report.subtitle"),
        words.say("report.number.brings_note", region=name),
        words.say("report.number.shares_note"),
        words.say("report.sheet.z"),
        *words.get("limits.items"),
        telling_sentence(words, facts.chance),
        words.say("page.by", version=dict(facts.settings).get("versions.matcher", "–"),
                  data=dict(facts.settings).get("data.source", "–")),
    ]  # fmt: skip
    for line in lines:
        sheet.append([_safe(line)])
    sheet.column_dimensions["A"].width = 110
    for (cell,) in sheet.iter_rows(max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)


def _safe(value: object) -> object:
    """A cell that never runs, in one line and of a length that Excel takes; an undefined number is empty."""
    if isinstance(value, str):
        return guarded(printable(plain(value)))[:LONGEST]
    return None if isinstance(value, float) and math.isnan(value) else value
