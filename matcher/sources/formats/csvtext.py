"""CSV as it is really sent: comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252; broken rows told, then skipped."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from matcher.errors import InputError
from matcher.sources.columns import SEARCHED_ROWS, known_count
from matcher.sources.findings import ERROR, Finding
from matcher.sources.grid import MOST_LETTERS, Grid, How

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
        wide = codec in ("utf-16", "utf-32")
        self.data = data.decode(codec).encode("utf-8", "surrogatepass") if wide else data.removeprefix(_UTF8_MARK)
        self.codec = codec if codec == "cp1252" else "utf-8"

    def lines(self) -> Iterator[str]:
        """The lines with their endings; CR, LF and CRLF all end a line."""
        return (found.group().decode(self.codec) for found in _LINE.finditer(self.data))

    def whole(self) -> str:
        """The whole text, without a byte order mark."""
        return self.data.decode(self.codec)


def decode(data: bytes, source: str) -> Text:
    """Recognise the encoding: by its mark, else UTF-8 where the bytes are valid UTF-8, else Windows-1252.

    Raises
    ------
    InputError
        When the bytes are no text in any of these.

    Examples
    --------
    >>> decode("Län".encode("utf-8"), "a.csv").encoding, decode("Län".encode("cp1252"), "a.csv").encoding
    ('UTF-8', 'Windows-1252')
    """
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            try:
                data.decode(codec)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{source} begins as {encoding} and breaks off at byte {error.start + 1:,}",
                    do="save it again as CSV UTF-8, or as XLSX",
                ) from None
            return Text(data, codec, encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _windows_1252(data, source)
    if data.count(b"\0") * 3 > len(data):
        raise InputError(
            f"{source} is not readable as text", found="UTF-16 without its mark", do="save it as CSV UTF-8 or as XLSX"
        )
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
        grid.findings.append(
            Finding(ERROR, f"reading stopped after {broken} rows with broken quotation marks", source, last)
        )
    return grid


def names_of_columns(text: Text) -> int:
    """How many known columns a row near the top names, under the delimiter that suits it best.

    Examples
    --------
    >>> names_of_columns(decode(b"Region;Land", "a.csv")), names_of_columns(decode(b"Energi", "b.txt"))
    (2, 0)
    """
    return max(_known(text, delimiter, known_count)[0] for delimiter in _DELIMITERS)


def _windows_1252(data: bytes, source: str) -> Text:
    if _NOT_TEXT.search(data):
        raise InputError(
            f"{source} is not readable as text",
            expected="CSV, XLSX, JSON, Parquet or an outline",
            found=f"a binary file that begins with {data[:8]!r}",
            do="save the table as CSV UTF-8 or as XLSX",
        )
    try:
        data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{source}, line {line} is text neither in UTF-8 nor in Windows-1252",
            found=f"the byte 0x{data[error.start]:02X}",
            do="save it as CSV UTF-8 or as XLSX",
        ) from None
    return Text(data, "cp1252", "Windows-1252")


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
        what = f"a cell holds more than {MOST_LETTERS:,} characters, or a quotation mark is never closed"
    elif "end of data" in problem:
        what = "a quotation mark opens and is never closed"
    else:
        what = "a quotation mark closes in the middle of a cell, or is missing"
    do = 'close it, or double a mark that belongs to the text: "a ""quoted"" word"'
    return Finding(ERROR, what, source, (number,), value=line, do=do)
