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
from matcher.sources.said import said

__all__ = ["foreign", "read_grid"]

#: A text is an outline when no row near the top names as many known columns, and bullets stand below a line.
_FEWEST_NAMES = 2

#: How files begin that are often sent in place of a table, and what they are.
_FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"\xdb\xa5-\x00", "old_word"),
    (b"1\xbe\x00\x00", "old_word"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "seven_zip"),
    (b"Rar!", "rar"),
    (b"SQLite format 3", "sqlite"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
#: Tables that are no text.
_TABLES = ((b"PK\x03\x04", "zipped"), (b"PAR1", "parquet"))
_PAGE = "page"
#: Portals export tables as web pages that are named .xls.
_MARKUP = (
    *(
        (mark, _PAGE)
        for mark in (b"<!doctype html", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<div", b"<!--")
    ),
    (b"mime-version:", "web_archive"),
    (b"<?xml", "xml"),
)
#: How names of documents end that hold no table, for those whose content tells nothing.
_DOCUMENTS = (".doc", ".dot", ".docx", ".odt", ".pages", ".pdf", ".ppt", ".pptx", ".rtf")
#: Files that are zip archives inside, by a member that tells them.
_ZIPPED = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "opendocument"),
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
    looks = _looks(data)
    if looks and looks not in dict(_TABLES).values():
        raise _refused(source, looks)
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
    if source.lower().endswith(_DOCUMENTS) and names_of_columns(text) < _FEWEST_NAMES:
        raise _refused(source, "document")
    return read_csv(text, source)


def foreign(data: bytes) -> str:
    """What a file is, told by its first bytes, where it is no text; else "".

    Examples
    --------
    >>> foreign(b"%PDF-1.7"), foreign(b"region,area")
    ('a PDF document', '')
    """
    looks = _looks(data)
    return said(f"looks.{looks}") if looks else ""


def _looks(data: bytes) -> str:
    """The key of what a file is; "" for a text."""
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
        looks = next((name for member, name in _ZIPPED if member in members), "zip")
        raise _refused(source, looks)


def _refused(source: str, looks: str) -> InputError:
    return InputError(said("message.no_table", source=source), found=said(f"looks.{looks}"), do=said("do.save_table"))
