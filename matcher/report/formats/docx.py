"""Reports as Word documents: real styles, headings, captions, repeated table headers, texts for figures, languages.

What Word and LibreOffice need beyond python-docx is written as XML here: the language of each name, header rows that
repeat, alternative texts, numbers of captions and the table of contents, both as fields that can be updated.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count, zip_longest
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from matcher.files.zipped import steady
from matcher.report.formats.figures import png_bytes
from matcher.report.view.blocks import Block, Bullets, Facts, Figure, Link, Paragraph, Row, Subheading, Table
from matcher.words.marks import pieces, plain

if TYPE_CHECKING:
    from matcher.report.brand import Brand
    from matcher.report.view.blocks import Cell, Document, Line, Section

__all__ = ["docx_bytes"]

FONT = "Calibri"
#: Width of the text on A4 with these margins.
MARGIN, WIDTH = Cm(1.8), Cm(17.4)
#: Languages as Word writes them.
REGIONS = {"de": "de-DE", "en": "en-GB", "sv": "sv-SE"}
#: Sizes of styles in points.
SIZES = {"Normal": 10, "Title": 19, "Subtitle": 11, "Heading 1": 14, "Heading 2": 11.5, "Caption": 9,
         "List Bullet": 10, "List Number": 10}  # fmt: skip
#: Space before and after the paragraphs of a style, in points.
SPACES = (("Normal", 0, 5), ("Title", 0, 4), ("Subtitle", 0, 4), ("Heading 1", 9, 3), ("List Bullet", 0, 2),
          ("List Number", 0, 2))  # fmt: skip
#: From this many sections on a table of contents is of use; it begins the annex, so that two pages stay two.
LONG = 8
GREY, SOFT, MARK, LINE = RGBColor(0x52, 0x60, 0x6D), "F2F5F8", "FFF3C4", "CBD2D9"
#: A date that says nothing, so that a report has the same bytes each time.
DATE = datetime(2000, 1, 1, tzinfo=UTC)


def docx_bytes(document: Document, brand: Brand) -> bytes:
    """A report as DOCX, the same bytes each time."""
    return _Writer(document, brand).written()


class _Writer:
    """One document under construction."""

    def __init__(self, document: Document, brand: Brand) -> None:
        self.document, self.brand = document, brand
        self.file = docx.Document()
        self.numbers = {"figure": count(1), "table": count(1)}
        self.lists = count(100)
        self.has_contents = False

    def written(self) -> bytes:
        self._page()
        self._styles()
        self._language()
        self._properties()
        self._head()
        for section in self.document.sections:
            self._section(section)
        self._foot()
        file = io.BytesIO()
        self.file.save(file)
        return steady(file.getvalue())

    # -- the document as a whole --------------------------------------------------------------------------------------

    def _page(self) -> None:
        page = self.file.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = MARGIN
        page.top_margin = page.bottom_margin = Cm(1.5)
        page.footer_distance = Cm(0.8)

    def _styles(self) -> None:
        """Fonts of the styles that Word knows, the colours of headings, and styles of our own."""
        styles = self.file.styles
        for name, size in SIZES.items():
            _plain_font(styles[name], size)
        accent = self.brand.accent.lstrip("#").upper()
        for name in ("Title", "Heading 1", "Heading 2"):
            styles[name].font.color.rgb, styles[name].font.bold = RGBColor.from_string(accent), True
        for line in styles["Title"].element.iter(qn("w:bottom")):
            line.set(qn("w:color"), accent)
        for name in ("Subtitle", "Caption"):
            styles[name].font.color.rgb = GREY
        styles["Caption"].font.bold = True
        styles["Caption"].paragraph_format.keep_with_next = True
        for name, before, after in SPACES:
            form = styles[name].paragraph_format
            form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.05
        self._own_styles()

    def _own_styles(self) -> None:
        styles = self.file.styles
        for name, base, fill in (("Lead", "Normal", SOFT), ("Note", "Normal", ""), ("To write", "Normal", MARK),
                                 ("Cell", "Normal", ""), ("Figure text", "Caption", "")):  # fmt: skip
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles[base]
            if fill:
                style.element.get_or_add_pPr().append(_element("w:shd", val="clear", color="auto", fill=fill))
        styles["Lead"].font.size = Pt(11)
        styles["Note"].font.size, styles["Note"].font.color.rgb = Pt(8.5), GREY
        styles["Cell"].font.size, styles["Cell"].paragraph_format.space_after = Pt(8.5), Pt(0)
        styles["Figure text"].paragraph_format.keep_with_next = False

    def _language(self) -> None:
        """The language of everything that names no other one."""
        language = REGIONS[self.document.language]
        defaults = self.file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(_element("w:lang", val=language, eastAsia=language))

    def _properties(self) -> None:
        core = self.file.core_properties
        core.title, core.subject = plain(self.document.title), plain(self.document.subtitle)
        core.author, core.language = self.brand.organisation or "matcher", REGIONS[self.document.language]
        core.comments = core.keywords = ""
        core.created = core.modified = DATE
        core.last_modified_by = core.author

    def _head(self) -> None:
        if logo := self.brand.logo:
            paragraph = self.file.add_paragraph()
            paragraph.add_run().add_picture(io.BytesIO(logo.data), height=Cm(1.0))
            paragraph.paragraph_format.space_after = Pt(2)
            self._describe(paragraph, logo.alt)
        self._write(self.file.add_paragraph(style="Title"), self.document.title)
        self._write(self.file.add_paragraph(style="Subtitle"), self.document.subtitle)

    def _contents(self, *, new_page: bool) -> None:
        """A table of contents that stands there already, and that Word can make anew with page numbers."""
        lead = self.file.add_paragraph()
        lead.paragraph_format.page_break_before = new_page or None
        lead.add_run(self.document.labels["contents"]).bold = True
        entries = self.document.sections
        for place, section in enumerate(entries):
            paragraph = self.file.add_paragraph(style="Cell")
            if place == 0:
                self._field(paragraph, "begin")
                self._instruction(paragraph, 'TOC \\o "1-1" \\h \\z \\u')
                self._field(paragraph, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), _bookmark(section.key))
            run = paragraph.add_run(plain(section.heading))
            link.append(run._r)
            paragraph._p.append(link)
            if place == len(entries) - 1:
                self._field(paragraph, "end")

    def _foot(self) -> None:
        footer = self.file.sections[0].footer
        for text in (*self.document.footer, *([self.brand.contact] if self.brand.contact else [])):
            self._write(footer.add_paragraph(style="Note"), text)
        paragraph = footer.paragraphs[0]
        paragraph.style = "Note"
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._field(paragraph, "begin")
        self._instruction(paragraph, "PAGE")
        self._field(paragraph, "separate")
        paragraph.add_run("1")
        self._field(paragraph, "end")

    # -- sections and blocks ------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        contents = section.annex and not self.has_contents and len(self.document.sections) >= LONG
        if contents:
            self._contents(new_page=section.new_page)
            self.has_contents = True
        heading = self.file.add_heading(level=1)
        heading.paragraph_format.page_break_before = (section.new_page and not contents) or None
        name, number = _bookmark(section.key), str(next(self.lists))
        heading._p.append(_element("w:bookmarkStart", id=number, name=name))
        self._write(heading, section.heading)
        heading._p.append(_element("w:bookmarkEnd", id=number))
        for block, after in zip_longest(section.blocks, section.blocks[1:]):
            self._block(block)
            if isinstance(block, Paragraph) and isinstance(after, Bullets):
                self.file.paragraphs[-1].paragraph_format.keep_with_next = True

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text, role):
                style = {"lead": "Lead", "note": "Note", "fill": "To write"}.get(role, "Normal")
                self._write(self.file.add_paragraph(style=style), text)
            case Subheading(text):
                self._write(self.file.add_heading(level=2), text)
            case Bullets(items, numbered):
                self._list(items, numbered=numbered)
            case Facts(rows):
                for term, lines in rows:
                    paragraph = self.file.add_paragraph(style="List Bullet")
                    self._write(paragraph, term, bold=True)
                    for line in lines:
                        paragraph.add_run(" ")
                        self._line(paragraph, line)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)

    def _list(self, items: Iterable[Line], *, numbered: bool) -> None:
        """A list; each numbered one begins with 1."""
        style = "List Number" if numbered else "List Bullet"
        numbering = self._new_numbering() if numbered else None
        for item in items:
            paragraph = self.file.add_paragraph(style=style)
            if numbering is not None:
                found = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                found.get_or_add_ilvl().val = 0
                found.get_or_add_numId().val = numbering
            self._line(paragraph, item)

    def _new_numbering(self) -> int:
        numbering = self.file.part.numbering_part.element
        style = self.file.styles["List Number"].element
        own = style.pPr.numPr.numId.val
        abstract = next(num for num in numbering.num_lst if num.numId == own).abstractNumId.val
        added = numbering.add_num(abstract)
        added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)

    def _table(self, block: Table) -> None:
        caption = self.file.add_paragraph(style="Caption")
        self._caption(caption, "table", block.caption)
        table = self.file.add_table(rows=1, cols=len(block.columns))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        total = sum(column.share for column in block.columns)
        widths = [int(WIDTH * column.share / total) for column in block.columns]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
        properties = table._tbl.tblPr  # Word refuses them in another order
        properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
        properties.append(_element("w:tblCaption", val=plain(block.caption)))
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, column, width in zip(head.cells, block.columns, widths, strict=True):
            self._cell(cell, [column.heading], width, number=column.number, bold=True, fill=SOFT)
        for row in block.rows:
            self._row(table, block, row, widths)
        after = self.file.add_paragraph(style="Cell")  # Word joins tables that touch
        after.paragraph_format.line_spacing = Pt(4)
        after.paragraph_format.space_after = Pt(0)

    def _row(self, table: Any, block: Table, row: Row, widths: list[int]) -> None:
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, lines) in enumerate(zip(added.cells, row.cells, strict=True)):
            column = block.columns[place]
            self._cell(cell, lines, widths[place], number=column.number, bold=row.total, first=place == 0)

    def _cell(self, cell: Any, lines: Cell, width: int, *, number: bool, bold: bool, fill: str = "",
              first: bool = False) -> None:  # fmt: skip
        cell.width = width
        if fill:
            cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=fill))
        for place, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.style = "Cell"
            if number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._line(paragraph, line, bold=bold or (first and place == 0 and len(lines) > 1))
        if not lines:
            cell.paragraphs[0].style = "Cell"

    def _figure(self, block: Figure) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run().add_picture(io.BytesIO(png_bytes(block.drawing)), width=WIDTH)
        self._describe(paragraph, plain(block.alt))
        self._caption(self.file.add_paragraph(style="Figure text"), "figure", block.caption)

    # -- texts --------------------------------------------------------------------------------------------------------

    def _caption(self, paragraph: Any, kind: str, text: str) -> None:
        """A caption with its number as a field, so that Word can list and renumber them."""
        label = self.document.labels[kind]
        paragraph.add_run(f"{label} ")
        self._field(paragraph, "begin")
        self._instruction(paragraph, f"SEQ {label} \\* ARABIC")
        self._field(paragraph, "separate")
        paragraph.add_run(str(next(self.numbers[kind])))
        self._field(paragraph, "end")
        paragraph.add_run(". ")
        self._write(paragraph, text)

    def _line(self, paragraph: Any, line: Line, *, bold: bool = False) -> None:
        if not isinstance(line, Link):
            self._write(paragraph, line, bold=bold)
            return
        relation = self.file.part.relate_to(line.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        for run in self._write(paragraph, line.text):
            run.font.underline, run.font.color.rgb = True, RGBColor.from_string(self.brand.accent[1:].upper())
            link.append(run._r)
        paragraph._p.append(link)

    def _write(self, paragraph: Any, text: str, *, bold: bool = False) -> list[Any]:
        runs = []
        for piece in pieces(text):
            run = paragraph.add_run(piece.text)
            run.bold = bold or None
            if piece.language:
                run._r.get_or_add_rPr().append(_element("w:lang", val=piece.language))
            runs.append(run)
        return runs

    def _describe(self, paragraph: Any, alt: str) -> None:
        """Say what the picture of a paragraph shows to those who do not see it."""
        for found in paragraph._p.iter(qn("wp:docPr")):
            found.set("descr", alt)

    def _field(self, paragraph: Any, kind: str) -> None:
        paragraph.add_run()._r.append(_element("w:fldChar", fldCharType=kind))

    def _instruction(self, paragraph: Any, text: str) -> None:
        element = OxmlElement("w:instrText")
        element.set(qn("xml:space"), "preserve")
        element.text = f" {text} "
        paragraph.add_run()._r.append(element)


def _plain_font(style: Any, size: float) -> None:
    """Our font in a style of the template, upright, its letters not set apart."""
    style.font.size, style.font.name, style.font.italic = Pt(size), FONT, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)


def _element(name: str, /, **values: str) -> Any:
    """An element with attributes of Word's own namespace."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _bookmark(key: str) -> str:
    return f"s_{key.replace('-', '_')}"
