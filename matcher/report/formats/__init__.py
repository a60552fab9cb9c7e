"""The formats of a report: each makes a file of the same sections, and says nothing of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.errors import SettingError
from matcher.files import write_bytes
from matcher.report.brand import PLAIN, Brand

if TYPE_CHECKING:
    from matcher.report.view.blocks import Document

__all__ = ["FORMATS", "format_of", "rendered", "write_document"]

#: Formats by the ending of a file.
FORMATS = ("html", "docx", "pdf", "md")
_SAME = {"htm": "html", "markdown": "md"}


def format_of(path: str | os.PathLike[str]) -> str:
    """The format that the ending of a path names.

    Examples
    --------
    >>> format_of("skane.docx"), format_of("skane.HTM")
    ('docx', 'html')

    Raises
    ------
    SettingError
        It is none of `FORMATS`.
    """
    ending = Path(path).suffix.lower().lstrip(".")
    form = _SAME.get(ending, ending)
    if form not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise SettingError(f"report {os.fspath(path)}", expected=f"a name that ends in {endings}",
                           found=f".{ending}" if ending else "no ending")  # fmt: skip
    return form


def rendered(document: Document, form: str, *, brand: Brand = PLAIN) -> bytes:
    """A report as a file of a format.

    Parameters
    ----------
    document : Document
    form : {"html", "docx", "pdf", "md"}
    brand : Brand
        Whose report it is.

    Returns
    -------
    bytes
        The same each time.

    Examples
    --------
    >>> from matcher.report.view.blocks import Document
    >>> document = Document("profile", (), "Alfa", "Partners", "en", [], [])
    >>> print(rendered(document, "md").decode())
    ---
    title: "Alfa"
    lang: en
    ---
    <BLANKLINE>
    # Alfa
    <BLANKLINE>
    Partners
    <BLANKLINE>
    """
    return _renderer(form)(document, brand)


def write_document(document: Document, path: str | os.PathLike[str], *, brand: Brand = PLAIN) -> None:
    """Write a report in the format of the path's ending, whole or not at all."""
    write_bytes(path, rendered(document, format_of(path), brand=brand))


def _renderer(form: str) -> Callable[[Document, Brand], bytes]:
    """The renderer of a format; only its own libraries are imported."""
    if form == "html":
        from matcher.report.formats.html import html_bytes as found
    elif form == "docx":
        from matcher.report.formats.docx import docx_bytes as found
    elif form == "pdf":
        from matcher.report.formats.pdf import pdf_bytes as found
    else:
        from matcher.report.formats.markdown import markdown_bytes as found
    return found
