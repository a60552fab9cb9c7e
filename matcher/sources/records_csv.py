"""The records of CSV text, cut from its lines.

Python's csv module keeps a cell as four bytes a letter while it reads it, in a buffer that doubles: a cell of 5 MB
takes 75 MB. Here cells are slices of their line. The dialect is that of `csv.reader` with strict=True and
skipinitialspace=True: quotation marks only around whole cells, a doubled mark for one that belongs to the text.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["QuoteError", "records"]

QUOTE = '"'


class QuoteError(ValueError):
    """A record's quotation marks do not fit together."""


def records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    r"""Each record's cells, and how many lines have been read by then; a blank line is a record without cells.

    Raises
    ------
    QuoteError
        A mark closes in the middle of a cell, or is never closed; everything before was given.

    Examples
    --------
    >>> list(records(iter(['a, "b;c"\n', '\n', '"d\n', 'e""f",g']), ","))
    [(['a', 'b;c'], 1), ([], 2), (['d\ne"f', 'g'], 4)]
    """
    read = 0
    for line in lines:
        read += 1
        if QUOTE in line:
            cells, more = _quoted(line, lines, delimiter)
            read += more
        else:
            cells = _plain(line.rstrip("\r\n"), delimiter)
        yield cells, read


def _plain(text: str, delimiter: str) -> list[str]:
    """The cells of a record without quotation marks."""
    if not text:
        return []
    if " " not in text:
        return text.split(delimiter)
    return [cell.lstrip(" ") for cell in text.split(delimiter)]


def _quoted(line: str, lines: Iterator[str], delimiter: str) -> tuple[list[str], int]:
    """The cells of a record with quotation marks, and how many further lines it takes."""
    cells: list[str] = []
    place = more = 0
    while True:
        while line.startswith(" ", place):
            place += 1
        if line.startswith(QUOTE, place):
            parts: list[str] = []
            place += 1
            while (end := _closing(line, place, parts)) < 0:
                line, place = next(lines, ""), 0
                if not line:
                    raise QuoteError("unexpected end of data")
                more += 1
            cells.append(parts[0] if len(parts) == 1 else "".join(parts))
            rest = end + 1
        else:
            found = line.find(delimiter, place)
            rest = found if found >= 0 else len(line.rstrip("\r\n"))
            cells.append(line[place:rest])
        if line.startswith(delimiter, rest):
            place = rest + 1
        elif line[rest : rest + 2].strip("\r\n"):
            raise QuoteError("a delimiter is expected after a closing mark")
        else:
            return cells, more


def _closing(line: str, place: int, parts: list[str]) -> int:
    """Position of the mark that closes a cell, -1 where it runs over the line; its text goes to `parts`."""
    while True:
        end = line.find(QUOTE, place)
        if end < 0:
            parts.append(line[place:])
            return -1
        if not line.startswith(QUOTE, end + 1):
            parts.append(line[place:end])
            return end
        parts.append(line[place : end + 1])
        place = end + 2
