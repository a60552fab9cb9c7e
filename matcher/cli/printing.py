"""Results as the command line prints them: JSON, CSV, and tables for people."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
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
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    rows = list(rows)
    cells = [[_shown(words, cell) for cell in row] for row in rows]
    widths = _widths(list(zip(headings, *cells, strict=True)), _columns())
    table = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        number = bool(rows) and all(row[place] is None or isinstance(row[place], int | float) for row in rows)
        table.add_column(Text(heading), width=width, justify="right" if number else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    out = StringIO()
    Console(file=out, width=sum(widths) + GAP * len(widths), color_system=None).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


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
