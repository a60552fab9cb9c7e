"""Reports as PDF by typst: tagged, with a language, for archives (PDF/A-2a) and for everybody (PDF/UA-1).

The report is written as calls of the functions in `report.typ`, each text as a string literal, so that nothing in a
name can be read as markup. typst refuses a report without a title or a figure without an alternative text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from matcher.errors import SettingError
from matcher.report.formats.figures import svg_bytes
from matcher.report.view.blocks import Block, Bullets, Facts, Figure, Link, Paragraph, Subheading, Table
from matcher.words.marks import pieces, plain

if TYPE_CHECKING:
    from matcher.report.brand import Brand
    from matcher.report.view.blocks import Cell, Document, Line

__all__ = ["STANDARDS", "pdf_bytes"]

#: What each PDF meets.
STANDARDS: tuple[Literal["ua-1"], Literal["a-2a"]] = ("ua-1", "a-2a")
#: PDF/A asks for a date. This one says nothing, so that a report has the same bytes each time.
DATE = "datetime(year: 2000, month: 1, day: 1)"


def pdf_bytes(document: Document, brand: Brand) -> bytes:
    """A report as PDF, the same bytes each time.

    Raises
    ------
    SettingError
        typst is not installed: it comes with the extra `pdf`.
    """
    try:
        import typst
    except ImportError:
        do = "install it with pip install 'interregional-matcher[pdf]', or print the HTML page"
        raise SettingError("a report as PDF", expected="the package typst", do=do) from None
    with tempfile.TemporaryDirectory(prefix="matcher-") as name:
        folder = Path(name)
        pictures = [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]
        for number, picture in enumerate(pictures):
            (folder / f"figure-{number}.svg").write_bytes(svg_bytes(picture.drawing))
        if brand.logo:
            (folder / f"logo.{brand.logo.kind}").write_bytes(brand.logo.data)
        source = folder / "report.typ"
        source.write_text("\n".join(_source(document, brand)), encoding="utf-8")
        made = typst.compile(source, root=folder, format="pdf", pdf_standards=list(STANDARDS),
                             ignore_system_fonts=True, timestamp=0)  # fmt: skip
    return bytes(made)


def _source(document: Document, brand: Brand) -> Iterator[str]:
    """The report as a typst file."""
    yield (files("matcher.report.formats") / "report.typ").read_text(encoding="utf-8")
    author = _string(brand.organisation or "matcher")
    yield f"#set document(title: {_string(plain(document.title))}, author: {author}, date: {DATE})"
    yield f"#set text(lang: {_string(document.language)})"
    accent = f"rgb({_string(brand.accent)})"
    yield f"#show: page-of.with({accent})"
    logo = "none"
    if brand.logo:
        logo = f"image({_string(f'logo.{brand.logo.kind}')}, alt: {_string(brand.logo.alt)}, height: 1.3cm)"
    yield f"#head({accent}, {logo}, {_text(document.title)}, {_text(document.subtitle)})"
    figures = iter(range(1_000))
    for section in document.sections:
        if section.new_page:
            yield "#pagebreak(weak: true)"
        yield f"#heading(level: 2, {_text(section.heading)})"
        for block in section.blocks:
            yield _block(block, accent, figures)
    if document.footer or brand.contact:
        yield "#v(1em)#line(length: 100%, stroke: 0.5pt + rule)"
        for text in (*document.footer, *([brand.contact] if brand.contact else [])):
            yield f"#note({_text(text)})"


def _block(block: Block, accent: str, figures: Iterator[int]) -> str:
    match block:
        case Paragraph(text, role):
            told = _text(text)
            calls = {"lead": f"#lead({accent}, {told})", "note": f"#note({told})", "fill": f"#fill-in({told})"}
            return calls.get(role, f"#par({told})")
        case Subheading(text):
            return f"#heading(level: 3, {_text(text)})"
        case Bullets(items, numbered):
            return f"#{'enum' if numbered else 'list'}({_joined(_line(item) for item in items)})"
        case Facts(rows):
            return f"#facts({_joined(f'({_text(term)}, {_cell(lines)})' for term, lines in rows)})"
        case Figure(_, alt, caption):
            path = f"figure-{next(figures)}.svg"
            return f"#picture({_string(path)}, {_string(plain(alt))}, {_text(caption)})"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    shares = _joined(f"{column.share}fr" for column in table.columns)
    right = _joined(str(place) for place, column in enumerate(table.columns) if column.number)
    headings = _joined(_text(column.heading) for column in table.columns)
    cells = (
        f"strong({_cell(cell)})" if row.total or (place == 0 and len(cell) < 2) else _cell(cell, first=place == 0)
        for row in table.rows for place, cell in enumerate(row.cells)
    )  # fmt: skip
    numbers = f"({right},)" if right else "()"
    return f"#grid-of(({shares},), {numbers}, {_text(table.caption)}, ({headings},), {_joined(cells)})"


def _cell(cell: Cell, *, first: bool = False) -> str:
    """The lines of a cell, one below the other; the first line of a row's heading is strong."""
    lines = [_line(line) for line in cell]
    if first and lines:
        lines[0] = f"strong({lines[0]})"
    return "{" + "; parbreak(); ".join(lines) + "}" if lines else "[]"


def _line(line: Line) -> str:
    return f"link({_string(line.url)}, {_text(line.text)})" if isinstance(line, Link) else _text(line)


def _text(text: str) -> str:
    """A text as content: string literals, each in its language."""
    told = [
        f"text(lang: {_string(piece.language)}, {_string(piece.text)})" if piece.language
        else f"text({_string(piece.text)})"
        for piece in pieces(text)
    ]  # fmt: skip
    return " + ".join(told) if len(told) < 2 else f"({' + '.join(told)})"


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _string(text: str) -> str:
    r"""A string literal of typst.

    Examples
    --------
    >>> print(_string('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
