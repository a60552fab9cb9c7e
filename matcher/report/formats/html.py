"""Reports as self-contained HTML: one file with its style and figures, no outside request.

The page meets WCAG 2.2 AA: landmarks, headings in order, captions and scopes of tables, texts for figures, contrast,
visible focus, the languages of names, and reflow at 320 pixels, where each row of a table becomes a card.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matcher.report.formats.figures import svg_bytes
from matcher.report.view.blocks import Link
from matcher.words.marks import pieces, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from matcher.report.brand import Brand
    from matcher.report.view.blocks import Document, Line

__all__ = ["html_bytes"]


def html_bytes(document: Document, brand: Brand) -> bytes:
    """A report as a complete HTML page that needs no other file."""
    environment = Environment(
        loader=PackageLoader("matcher.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(text=_text, line=_line, plain=plain, kind=lambda block: type(block).__name__)
    logo = _address(brand.logo.data, f"image/{brand.logo.kind.replace('jpg', 'jpeg')}") if brand.logo else ""
    page = environment.get_template("report.html").render(document=document, brand=brand, logo=logo, image=_image)
    return ("\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n").encode("utf-8")


def _text(text: str) -> Markup:
    """A text, escaped once, with the language of each name that has another one than the page."""
    found = [
        Markup('<span lang="{}">{}</span>').format(piece.language, piece.text) if piece.language
        else Markup("{}").format(piece.text)
        for piece in pieces(text)
    ]  # fmt: skip
    return Markup("").join(found)


def _line(line: Line) -> Markup:
    if isinstance(line, Link):
        return Markup('<a href="{}">{}</a>').format(line.url, _text(line.text))
    return _text(line)


def _image(figure: Figure) -> str:
    """The figure as the address of an image that holds it."""
    return _address(svg_bytes(figure), "image/svg+xml")


def _address(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
