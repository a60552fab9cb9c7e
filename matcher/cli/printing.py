"""Results as the command line prints them: JSON, CSV, and tables for people."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from matcher.cli.options import target, words_of
from matcher.errors import SettingError
from matcher.files import printable, visible, write_text
from matcher.programs import csv_text, json_text, records
from matcher.words.blocks import Block, Table, wrapped

if TYPE_CHECKING:
    import pandas as pd

    from matcher.words.words import Words

__all__ = [
    "counting",
    "csv_text",
    "emit",
    "is_text",
    "json_text",
    "lines",
    "records",
    "table_text",
    "waiting",
    "width",
    "written",
]

#: Columns of a table that no terminal shows.
WIDE = 120
#: A column is as wide as its longest word, up to here; longer words, such as addresses, are folded.
LONG_WORD = 30
#: Columns between two columns of a table.
GAP = 2
#: Signs that move what a terminal shows.
_UNSEEN = re.compile("[\x07\x08\x0b\x0c\r]")
#: Formats of what a verb prints, by the ending of a file.
ENDINGS = {".json": "json", ".csv": "csv", ".txt": "text"}


def emit(
    options: argparse.Namespace,
    value: Any,
    *,
    table: pd.DataFrame | Callable[[], pd.DataFrame] | None = None,
    text: Callable[[], Iterable[str]] | None = None,
) -> None:
    """Print a result as the options ask, or write it to the file that `-o` names.

    Parameters
    ----------
    options : Namespace
        With what `matcher.cli.options.add_formats` adds.
    value : object
        What `--json` shows.
    table : DataFrame or function, optional
        What `--csv` shows: the rows that the text shows, unrounded.
    text : function, optional
        The lines for people; it is called when they are wanted.
    """
    path = target(options)
    form = _form(options)
    if form == "json":
        shown = json_text(value)
    elif form == "csv":
        shown = _csv(table() if callable(table) else table)
    else:
        shown = "".join(f"{line}\n" for line in (text() if text else ()))
    if path is None:
        print(shown, end="")
    else:
        # A byte order mark tells Excel that the file is UTF-8.
        write_text(path, f"\ufeff{shown}" if form == "csv" else shown)
        print(written(options, path))


def _csv(table: pd.DataFrame | None) -> str:
    if table is None:
        raise SettingError("--csv", expected="a verb that prints a table", do="use --json")
    return csv_text(table)


def _form(options: argparse.Namespace) -> str:
    """The format: "json", "csv" or "text"."""
    asked = "json" if options.json else "csv" if options.csv else None
    if options.out is None:
        return asked or "text"
    ending = next((ending for ending in ENDINGS if options.out.lower().endswith(ending)), None)
    if ending is None:
        raise SettingError(f"-o {options.out}", expected=f"a name that ends in {', '.join(ENDINGS)}")
    if asked not in (None, ENDINGS[ending]):
        raise SettingError(f"-o {options.out} and --{asked}", expected="one format", do="leave one of them out")
    return ENDINGS[ending]


def is_text(options: argparse.Namespace) -> bool:
    """The lines for people are wanted, neither JSON nor CSV."""
    return _form(options) == "text"


def written(options: argparse.Namespace, path: object) -> str:
    """The line that says where something was written."""
    return words_of(options).say("cli.written", path=printable(str(path)))


# -- tables and progress for people ------------------------------------------------------------------------------------


def lines(words: Words, blocks: Iterable[Block]) -> list[str]:
    """Paragraphs and tables as lines, as wide as the terminal."""
    told: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            told += table_text(words, block.headings, block.rows).split("\n")
        else:
            told += wrapped([block], width())
    return list(map(visible, told))


def width() -> int:
    """Columns of a paragraph: those of the terminal, as long as lines stay easy to read."""
    return min(WIDE, _columns())


def table_text(words: Words, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as wide as the terminal; cells wrap between words, and nothing is cut off.

    Parameters
    ----------
    words : Words
        How numbers are written: a number with a fraction gets three decimals, what is undefined a dash.
    headings : sequence of str
        Headings of the columns, in the language of `words`.
    rows : iterable of sequences
        Cells.
    """
    rows = list(rows)
    cells = [[_UNSEEN.sub("", _shown(words, cell)) for cell in row] for row in rows]
    widths = _widths(list(zip(headings, *cells, strict=True)), _columns())
    numbers = [
        bool(rows) and all(row[place] is None or isinstance(row[place], int | float) for row in rows)
        for place in range(len(headings))
    ]
    rule = "─" * (sum(widths) + GAP * (len(widths) - 1))
    body = (line for row in cells for line in _row_lines(row, widths, numbers))
    return "\n".join([*_row_lines(headings, widths, numbers, low=True), rule, *body])


def _row_lines(
    cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool], *, low: bool = False
) -> Iterator[str]:
    """The lines of a row: cells side by side, those of a column of numbers to the right; low ones end together."""
    from rich.cells import cell_len

    folded = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    if low:
        most = max(map(len, folded), default=0)
        folded = [[""] * (most - len(lines)) + lines for lines in folded]
    for parts in zip_longest(*folded, fillvalue=""):
        padded = []
        for part, width, number in zip(parts, widths, numbers, strict=True):
            room = " " * (width - cell_len(part))
            padded.append(f"{room}{part}" if number else f"{part}{room}")
        yield (" " * GAP).join(padded).rstrip()


def _folded(text: str, width: int) -> list[str]:
    """A cell as lines, broken between words, and within a word that is wider than the column.

    Examples
    --------
    >>> _folded("energy and a railwaysystem", 9)
    ['energy', 'and a', 'railwaysy', 'stem']
    """
    from rich.cells import cell_len

    lines = []
    for paragraph in text.expandtabs().split("\n"):
        line = ""
        for word in re.findall(r"\s*\S+\s*", paragraph):
            if cell_len(line) + cell_len(word.rstrip()) <= width:
                line += word
                continue
            lines += [line] if line else []
            *full, line = _chopped(word, width) if cell_len(word.rstrip()) > width else [word]
            lines += full
        lines.append(line)
    return [line.rstrip() for line in lines]


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most this width."""
    from rich.cells import chop_cells

    return chop_cells(word, width)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """The width of each column: the widest ones give way first, and none breaks a word of usual length.

    Examples
    --------
    >>> _widths([["region", "Västmanland"], ["areas", "energy and a railway system"]], room=30)
    [11, 17]
    """
    from rich.cells import cell_len

    widths = [max(cell_len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    narrowest = [
        min(LONG_WORD, max(cell_len(word) for cell in cells for word in re.split("[ \n]", cell))) for cells in columns
    ]
    room -= GAP * (len(widths) - 1)
    while sum(widths) > room and (wide := [place for place, least in enumerate(narrowest) if widths[place] > least]):
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def _columns() -> int:
    """Columns of the terminal; a pipe or a file has none of its own."""
    return shutil.get_terminal_size((WIDE, 24)).columns


def _shown(words: Words, cell: Any) -> str:
    if cell is None or isinstance(cell, float):
        return words.number(cell)
    return str(cell)


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show on stderr what one waits for, where a person looks at it."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


@contextmanager
def counting(text: str) -> Iterator[Callable[[int, int], None]]:
    """Show on stderr how much is done, where a person looks at it: what is given is called with done and all."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(text)
        yield lambda done, total: bar.update(task, completed=done, total=total)
