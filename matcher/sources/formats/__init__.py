"""Which format a file has, told by its content and never by its ending."""

from __future__ import annotations

import io
import zipfile

from matcher.errors import InputError
from matcher.sources.formats.csvtext import decode, names_of_columns, read_csv
from matcher.sources.formats.outline import is_outline, read_outline
from matcher.sources.formats.records import read_json, read_parquet
from matcher.sources.formats.workbook import read_xlsx
from matcher.sources.grid import Grid, How

__all__ = ["foreign", "read_grid"]

#: A text is an outline when no row near the top names as many known columns, and bullets stand below a line.
_FEWEST_NAMES = 2

_SAVE = "open it in the program it comes from; save a table as XLSX or CSV UTF-8, a list with bullets as plain text"
#: How files begin that are often sent in place of a table.
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls, .doc), or a workbook with a password"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
#: Tables that are no text.
_TABLES = ((b"PK\x03\x04", "a workbook or a zip archive"), (b"PAR1", "a Parquet file"))
_PAGE = "a web page (HTML)"
#: Portals export tables as web pages that are named .xls.
_MARKUP = (
    *(
        (mark, _PAGE)
        for mark in (b"<!doctype html", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<div", b"<!--")
    ),
    (b"mime-version:", "a web archive (MHT)"),
    (b"<?xml", "an XML file"),
)
#: Files that are zip archives inside, by a member that tells them.
_ZIPPED = (
    ("word/document.xml", "a Word document (.docx)"),
    ("ppt/presentation.xml", "a PowerPoint presentation (.pptx)"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file (.ods, .odt)"),
)


def read_grid(
    data: bytes, source: str, *, sheet: str | None = None, language: str | None = None, encoding: str = ""
) -> Grid:
    """Read a file's bytes into rows of cells.

    Parameters
    ----------
    data : bytes
        The whole file.
    source : str
        The name by which messages call it.
    sheet, language, encoding : str, optional
        As in `load_areas`.

    Raises
    ------
    InputError
        When the file is empty, is something else, or cannot be parsed at all.
    """
    if not data.strip():
        raise InputError(f"{source} is empty", expected="a header row and one row for each area")
    looks = foreign(data)
    if looks and looks not in dict(_TABLES).values():
        raise InputError(f"{source} is no table of areas", found=looks, do=_SAVE)
    if data.startswith(b"PK\x03\x04"):
        _refuse_zipped(data, source)
        return read_xlsx(data, source, sheet=sheet)
    if data.startswith(b"PAR1"):
        return read_parquet(data, source)
    text = decode(data, source, encoding=encoding)
    begin = next((line.strip() for line in text.lines() if line.strip()), "")
    if begin.startswith(("[", "{")):
        return read_json(text.whole(), How(source, "JSON", text.encoding))
    if names_of_columns(text) < _FEWEST_NAMES and is_outline(text.lines()):
        return read_outline(text.lines(), How(source, "outline", text.encoding), language)
    return read_csv(text, source)


def foreign(data: bytes) -> str:
    """What a file is, told by its first bytes, where it is no text; else "".

    Examples
    --------
    >>> foreign(b"%PDF-1.7"), foreign(b"region,area")
    ('a PDF document', '')
    """
    begin = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    looks = [name for start, name in (*_FOREIGN, *_TABLES) if data.startswith(start)]
    looks += [name for start, name in _MARKUP if begin.startswith(start)]
    return looks[0] if looks else ""


def _refuse_zipped(data: bytes, source: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return  # said with its reason where the workbook is opened
    if "xl/workbook.xml" not in members:
        looks = next((name for member, name in _ZIPPED if member in members), "a zip archive")
        raise InputError(f"{source} is no table of areas", found=looks, do=_SAVE)
