"""One report in four formats and a workbook: the same words in all, and what each format owes to its readers."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

import docx
import pypdf
import pytest
import typst
from by_hand import tables_of
from docx.oxml.ns import qn
from matplotlib.figure import Figure as Drawing
from openpyxl import Workbook, load_workbook

from matcher.errors import InputError, SettingError
from matcher.files.sheets import sheet_rows
from matcher.report import pair, profile
from matcher.report.brand import Brand, Logo, load_brand
from matcher.report.facts import profile_facts
from matcher.report.formats import FORMATS, format_of, rendered, write_document
from matcher.report.formats.figures import png_bytes
from matcher.report.view.blocks import (
    Bullets,
    Column,
    Document,
    Facts,
    Figure,
    Link,
    Paragraph,
    Row,
    Section,
    Subheading,
    Table,
    texts_of,
)
from matcher.report.workbook import workbook_bytes
from matcher.words.marks import marked, pieces, plain

LABELS = {"skip": "Hoppa", "contents": "Innehåll", "scroll": "Bläddra", "figure": "Figur", "table": "Tabell"}
#: Texts that a format could read as something else.
NASTY = ("<b>bold</b> & more", '#text("x") *y* _z_ $a$ @b \\c', "1. no list", "- none", "| cell | `code` [link](x)",
         "=1+1", "48 % of it", 'says "so"')  # fmt: skip


def sample(alt: str = "A line that rises.") -> Document:
    """A report of every kind of block, with texts that try to be markup."""
    drawing = Drawing((4, 2))
    drawing.subplots().plot([1, 2])
    table = Table("Caption", [Column("Name", 2), Column("Number", 1, number=True)], [
        Row([["Åland", "Finland"], ["12 %"]]),
        *(Row([[text], ["1"]]) for text in NASTY),
        Row([["Sum"], ["20 %"]], total=True),
    ])  # fmt: skip
    blocks = [
        Paragraph("The answer, with " + marked("Järnväg", "sv") + ".", "lead"),
        *map(Paragraph, NASTY),
        Subheading("Below"),
        Bullets([*NASTY, Link("A source", "https://example.eu/?a=1&b=2")], numbered=True),
        Facts([("Term", ["Line", Link("Address", "https://example.eu/x y|z")])]),
        table,
        Figure(drawing, alt, "What rises"),
        Paragraph("To write: all.", "fill"),
        Paragraph("Small.", "note"),
    ]
    sections = [
        Section(f"s-{n}", f"Heading {n}", blocks if n == 1 else [Paragraph("x")], annex=n > 1, new_page=n == 2)
        for n in range(1, 9)
    ]
    return Document("profile", ("A1",), "A & B: a <title>", "Sub", "en", sections, ["Made by us"], LABELS)


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data


def read_back(form: str, data: bytes) -> str:
    """The words of a file without what is between them."""
    if form == "html":
        text = _Text(data.decode()).text
    elif form == "md":
        text = re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", data.decode())
    elif form == "docx":
        file = docx.Document(io.BytesIO(data))
        parts = (file.element.body, file.sections[0].footer._element)
        text = "".join(found.text or "" for part in parts for found in part.iter(qn("w:t")))
    else:
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_all_there(document: Document) -> None:
    for form in FORMATS:
        text = read_back(form, rendered(document, form))
        missing = [told for told in texts_of(document) if squeezed(told) not in text]
        assert not missing, (form, missing)


def test_a_name_carries_its_language_through_sentences() -> None:
    assert pieces("by " + marked("Järnväg", "sv")) == [("by ", ""), ("Järnväg", "sv")]
    assert plain("\ufdd0 stray \ufdd2") == " stray "
    assert pieces(marked(marked("twice", "de"), "sv")) == [("twice", "sv")]


def test_every_format_holds_every_word_as_it_is() -> None:
    assert_all_there(sample())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_reports_say_the_same_in_all_formats(small_run, language) -> None:
    for full in (False, True):
        assert_all_there(profile(small_run, "AA1", language=language, full=full))
        assert_all_there(pair(small_run, "BB2", "AA1", language=language, full=full))
        assert_all_there(profile(small_run, "DD4", language=language, full=full))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_has_the_same_bytes(form) -> None:
    assert rendered(sample(), form) == rendered(sample(), form)


def test_a_page_escapes_once_and_says_languages() -> None:
    page = rendered(sample(), "html").decode()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in page
    assert '<span lang="sv">Järnväg</span>' in page
    assert 'href="https://example.eu/?a=1&amp;b=2"' in page
    assert 'data-label="Number"' in page  # a row becomes a card on a phone


# -- Word -------------------------------------------------------------------------------------------------------------


def test_word_documents_have_real_styles_headings_captions_and_header_rows() -> None:
    file = docx.Document(io.BytesIO(rendered(sample(), "docx")))
    styles = [paragraph.style.name for paragraph in file.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert {"Heading 1", "Heading 2", "Caption", "Figure text", "List Number", "Lead", "To write", "Note"} <= set(
        styles
    )
    (table,) = file.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
    order = [found.tag.split("}")[1] for found in table._tbl.tblPr]
    known = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook", "tblCaption"]  # as the standard has it
    assert order == [name for name in known if name in order]
    (picture,) = file.element.body.iter(qn("wp:docPr"))
    assert picture.get("descr") == "A line that rises."
    fields = [found.text.strip() for found in file.element.body.iter(qn("w:instrText"))]
    assert 'TOC \\o "1-1" \\h \\z \\u' in fields
    assert "SEQ Tabell \\* ARABIC" in fields


def test_word_documents_say_their_languages_and_what_they_are() -> None:
    file = docx.Document(io.BytesIO(rendered(sample(), "docx")))
    assert file.core_properties.language == "en-GB"
    assert file.core_properties.title == "A & B: a <title>"
    assert file.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    own = {run.text: run._r.find(f".//{qn('w:lang')}") for run in file.paragraphs[2].runs}
    own |= {run.text: run._r.find(f".//{qn('w:lang')}") for p in file.paragraphs for run in p.runs}
    assert own["Järnväg"].get(qn("w:val")) == "sv"


def test_word_documents_load_nothing_from_elsewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(sample(), "docx"))) as folder:
        relations = folder.read("word/_rels/document.xml.rels").decode()
    targets = re.findall(r'Target="(https?:[^"]+)"', relations)
    assert sorted(targets) == ["https://example.eu/?a=1&amp;b=2", "https://example.eu/x y|z"]  # links alone


# -- PDF --------------------------------------------------------------------------------------------------------------


def test_pdfs_are_tagged_in_a_language_and_keep_two_standards() -> None:
    file = pypdf.PdfReader(io.BytesIO(rendered(sample(), "pdf")))
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata.title == "A & B: a <title>"
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"]+1", metadata)
    assert re.search(r"pdfaid:part[>=\"]+2", metadata)
    assert re.search(r"pdfaid:conformance[>=\"]+A", metadata)
    assert len(file.outline) > 0


def tags(element, found: set[str]) -> set[str]:
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            tags(child, found)
    elif isinstance(element, dict):
        if "/S" in element:
            found.add(str(element["/S"]))
        if "/K" in element:
            tags(element["/K"], found)
    return found


def test_pdfs_have_the_tags_that_screen_readers_need() -> None:
    file = pypdf.PdfReader(io.BytesIO(rendered(sample(), "pdf")))
    found = tags(file.trailer["/Root"]["/StructTreeRoot"]["/K"], set())
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Caption", "/Link"} <= found


def test_a_pdf_without_an_alternative_text_is_refused() -> None:
    with pytest.raises(typst.TypstError, match="alt"):
        rendered(sample(alt=""), "pdf")


# -- workbook ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
def test_workbooks_can_be_filtered_and_run_nothing(language) -> None:
    portfolios = {"A": ["rail", "steel"], "B": ["rail", "logi"], "C": ["logi", "wood"], "D": ["food"], "E": ["food"]}
    facts = profile_facts(tables_of(portfolios, {("logi", "rail"): 1.0, ("steel", "wood"): 0.5}), "A")
    facts.complementary[0].row["region"] = '=HYPERLINK("https://evil.eu")'
    data = workbook_bytes(facts, language)
    assert data == workbook_bytes(facts, language)
    book = load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 4
    partners = book.worksheets[0]
    assert partners.auto_filter.ref.startswith("A1:")
    assert partners.freeze_panes == "C2"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert partners["B2"].value == '\'=HYPERLINK("https://evil.eu")'
    row = facts.complementary[0].row
    assert partners["E2"].value == pytest.approx(row["brings"])
    assert partners["E2"].number_format == "0%"
    assert partners["E1"].value == {"en": "Share", "sv": "Andel"}[language]
    assert partners.max_row == len(facts.complementary) + 1


# -- whose report it is, and where it goes ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_a_brand_is_in_every_format(form) -> None:
    drawing = Drawing((1, 1))
    brand = Brand("#005b4f", "Region Alfa", "Call Åsa, 010-123", Logo(png_bytes(drawing), "png", "Region Alfa"))
    data = rendered(sample(), form, brand=brand)
    assert squeezed("Call Åsa, 010-123") in read_back(form, data)
    if form == "html":
        assert b"--accent: #005b4f" in data
        assert b'alt="Region Alfa"' in data


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('accent = "#ffff00"', "expected a colour that can be read on white; found #ffff00; choose a darker one"),
        ('accent = "blue"', "expected a colour such as #005b4f; found 'blue'"),
        ('colour = "#000000"', "expected one of accent, contact, logo, organisation; found 'colour'"),
        ("contact = 3", "expected a text in one line; found 3"),
        ('logo = "logo.svg"', "expected organisation beside logo"),
        ('organisation = "A"\nlogo = "brand.toml"', "logo brand.toml: expected a PNG or JPG"),
    ],
)
def test_a_brand_that_cannot_be_used_is_refused(tmp_path, text, told) -> None:
    (tmp_path / "brand.toml").write_text(text)
    with pytest.raises(InputError, match=re.escape(told)):
        load_brand(tmp_path / "brand.toml")


def test_the_ending_names_the_format(tmp_path) -> None:
    with pytest.raises(SettingError, match=r"ends in \.html, \.docx, \.pdf, \.md; found \.odt"):
        format_of("a.odt")
    with pytest.raises(SettingError, match="found no ending"):
        write_document(sample(), tmp_path / "report")
    write_document(sample(), tmp_path / "new" / "a.md")
    assert (tmp_path / "new" / "a.md").read_text(encoding="utf-8").startswith("---\n")


def test_rows_of_a_workbook_are_those_that_openpyxl_writes() -> None:
    texts = ["a", " b ", "", "#N/A", "é–日本", "<&>\"'", "x\ny", "t\tz", "r\rq", "'=1+1", "R&D"]
    values = [*texts, None, True, False, 0, -1, 3.5, 0.1 + 0.2, 1e-7, 1e300, 123456789012345678]
    rows = [values[place:] + values[:place] for place in range(len(values))] * 2
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as folder:
        written = folder.read("xl/worksheets/sheet1.xml")
    before, found, after = written.partition(sheet_rows(rows).encode("ascii", "xmlcharrefreplace"))
    assert before.endswith(b"<sheetData>"), "another row than openpyxl's"
    assert found
    assert after.startswith(b"</sheetData>")
