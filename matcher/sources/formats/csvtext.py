"""CSV as it is really sent: comma, semicolon or tab; Unicode or one byte a letter; broken rows told, then skipped."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from matcher.errors import InputError
from matcher.sources.columns import SEARCHED_ROWS, known_count
from matcher.sources.findings import ERROR, Finding
from matcher.sources.formats.encodings import codec_of, told_codec, wide_codec
from matcher.sources.grid import MOST_LETTERS, Grid, How
from matcher.sources.said import said

__all__ = ["Text", "decode", "names_of_columns", "read_csv"]

csv.field_size_limit(MOST_LETTERS)  # Python's own limit is 131,072; it is one for the whole process

_MARKS = (  # UTF-32 first: its mark begins like that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with a byte order mark"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
Count = Callable[[Sequence[str]], int]
#: After as many broken rows the rest is not read: each costs a search for the end of the quotation.
_MOST_BROKEN = 50
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
#: A line that Excel writes and reads to name the separator; it shows it as no row.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


class Text:
    """The bytes of a text file and the encoding that was recognised; lines are decoded as they are read.

    Parameters
    ----------
    data : bytes
        The whole file.
    codec, encoding : str
        Python's name of the encoding, and the name that is told.
    """

    def __init__(self, data: bytes, codec: str, encoding: str) -> None:
        self.encoding = encoding
        # In one-byte units, so that lines can be found without decoding the whole.
        wide = codec.startswith(("utf-16", "utf-32"))
        self.data = data.decode(codec).encode("utf-8", "surrogatepass") if wide else data.removeprefix(_UTF8_MARK)
        self.codec = "utf-8" if codec.startswith("utf") else codec

    def lines(self) -> Iterator[str]:
        """The lines with their endings; CR, LF and CRLF all end a line."""
        return (found.group().decode(self.codec) for found in _LINE.finditer(self.data))

    def whole(self) -> str:
        """The whole text, without a byte order mark."""
        return self.data.decode(self.codec)


def decode(data: bytes, source: str, *, encoding: str = "") -> Text:
    """Recognise the encoding: by its mark, else UTF-8 where the bytes are valid, else as `encodings` tells.

    Parameters
    ----------
    data : bytes
        The whole file.
    source : str
        The name by which messages call it.
    encoding : str, optional
        Its encoding, where it is stated.

    Raises
    ------
    InputError
        When the bytes are no text, or suit several encodings.

    Examples
    --------
    >>> decode("Län".encode("utf-8"), "a.csv").encoding, decode("Län".encode("cp1252"), "a.csv").encoding
    ('UTF-8', 'Windows-1252')
    """
    if encoding:
        return _stated(data, source, encoding)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            try:
                data.decode(codec)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{source} begins as {name} and breaks off at byte {error.start + 1:,}",
                    do="save it again as CSV UTF-8, or as XLSX",
                ) from None
            return Text(data, codec, name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte(data, source)
    if wide := wide_codec(data):
        return Text(data, wide, "UTF-16")
    return Text(data, "utf-8", "UTF-8")


def read_csv(text: Text, source: str, *, count: Count = known_count) -> Grid:
    """Read CSV; the delimiter is the one under which the header names the most known columns.

    A row is a record: line breaks inside quotation marks do not count. Rows with broken quotation are findings.

    Parameters
    ----------
    text : Text
    source : str
        The name by which messages call the file.
    count : callable
        How many known columns a row of cells names: those of the areas table, or of another one.
    """
    delimiter, skipped = _delimiter(text, count)
    grid = Grid(How(source, "CSV", text.encoding, _DELIMITERS.get(delimiter, repr(delimiter))))
    broken = 0
    for number, (cells, problem) in enumerate(_records(text, delimiter, skipped), 1):
        if problem:
            broken += 1
            grid.findings.append(_broken(source, number, cells[0], problem))
            if broken == _MOST_BROKEN:
                break
        else:
            grid.rows.append(cells)
            grid.numbers.append(number)
    while grid.rows and not any(grid.rows[-1]) and len(grid.rows[-1]) <= 1:  # blank lines that end the file
        grid.rows.pop()
        grid.numbers.pop()
    if broken == _MOST_BROKEN:
        last = grid.findings[-1].rows
        grid.findings.append(Finding(ERROR, said("message.stopped", n=broken), source, last))
    return grid


def names_of_columns(text: Text) -> int:
    """How many known columns a row near the top names, under the delimiter that suits it best.

    Examples
    --------
    >>> names_of_columns(decode(b"Region;Land", "a.csv")), names_of_columns(decode(b"Energi", "b.txt"))
    (2, 0)
    """
    return max(_known(text, delimiter, known_count)[0] for delimiter in _DELIMITERS)


def _stated(data: bytes, source: str, encoding: str) -> Text:
    """The text in the encoding that is stated."""
    codec, name = told_codec(encoding)
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        byte = f"the byte 0x{data[error.start]:02X}"
        raise InputError(f"{source} is no text in {name}", found=byte, do="state another encoding") from None
    return Text(data, codec, name)


def _one_byte(data: bytes, source: str) -> Text:
    """The text in the encoding of one byte a letter, or of two in UTF-16 without its mark, that its letters tell."""
    if wide := wide_codec(data):
        return Text(data, wide, "UTF-16")
    if _NOT_TEXT.search(data):
        raise InputError(
            f"{source} is not readable as text",
            expected="CSV, XLSX, JSON, Parquet or an outline",
            found=f"a binary file that begins with {data[:8]!r}",
            do="save the table as CSV UTF-8 or as XLSX",
        )
    codec, name = codec_of(data, source)
    return Text(data, codec, name)


def _delimiter(text: Text, count: Count) -> tuple[str, int]:
    """The delimiter, and the number of lines to skip: 1 where Excel's line "sep=;" names it."""
    stated = _SEPARATOR_LINE.fullmatch(next(text.lines(), ""))
    if stated:
        return stated.group(1), 1

    return max(_DELIMITERS, key=lambda delimiter: _known(text, delimiter, count)), 0


def _known(text: Text, delimiter: str, count: Count) -> tuple[int, int]:
    """How many known columns a row near the top names under this delimiter, and how many cells the first row has."""
    rows = [cells for cells, problem in islice(_records(text, delimiter), SEARCHED_ROWS) if not problem]
    return max(map(count, rows), default=0), len(rows[0]) if rows else 0


def _records(text: Text, delimiter: str, skipped: int = 0) -> Iterator[tuple[list[str], str]]:
    """Each record's cells and ""; of a broken one its first line and what is wrong, and then those below that line."""
    start = skipped  # lines before the record in hand
    while True:
        lines = islice(text.lines(), start, None)
        reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
        read = 0
        try:
            for cells in reader:
                yield cells, ""
                read = reader.line_num
        except csv.Error as error:
            line = next(islice(text.lines(), start + read, None))
            yield [line.rstrip("\r\n")], str(error)
            start += read + 1
        else:
            return


def _broken(source: str, number: int, line: str, problem: str) -> Finding:
    if "field limit" in problem:
        what = said("message.cell_too_long_mark", n=MOST_LETTERS)
    elif "end of data" in problem:
        what = said("message.mark_open")
    else:
        what = said("message.mark_inside")
    do = said("do.close_mark")
    return Finding(ERROR, what, source, (number,), value=line, do=do)
