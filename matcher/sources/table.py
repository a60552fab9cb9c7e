"""From rows of cells to the areas table: the columns found, the cells cleaned, nothing dropped without a word."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from matcher import places
from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError
from matcher.files import CONTROL, printable, unguarded
from matcher.later import pd
from matcher.places.countries import region_language
from matcher.sources.columns import Header, find_header, known_column, match_header
from matcher.sources.findings import ERROR, NOTICE, ByValue, Finding, limited
from matcher.sources.grid import MOST_LETTERS, Grid, How
from matcher.sources.said import counted, said

__all__ = ["Table", "blocks", "cleaned", "each", "mapped", "to_table"]

_MOST_REMEMBERED, _LONGEST_REMEMBERED = 10_000, 1_000
#: Rows are turned into columns so many at a time: single cells take much more room than the columns.
_BLOCK = 5_000
#: As many cells of a column are looked at to see whether it holds codes.
_MOST_LOOKED_AT = 500
#: Marks without width that come along when texts are copied from the web: joiners, soft hyphens, marks of byte order
#: and of direction.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]")
#: Spaces of other widths, and those at which no line breaks.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


@dataclass
class Table:
    """An areas table and what was found while it was read.

    Parameters
    ----------
    how : How
        How the file was read.
    areas : DataFrame
        The columns `AREA_COLUMNS`, text only, rows in file order, numbered from 0.
    rows : sequence of int
        The row number of each area, as the spreadsheet shows it.
    present : tuple of str
        The columns that the file has.
    findings : list of Finding
        What was found.
    bundled : bool
        It is one of the sets that come with matcher.
    """

    how: How
    areas: pd.DataFrame
    rows: Sequence[int]
    present: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    bundled: bool = False

    def keep(self, kept: pd.Series) -> None:
        """Keep some of the rows; `areas` and `rows` change in place."""
        self.rows = array("L", (row for row, keep in zip(self.rows, kept.tolist(), strict=True) if keep))
        self.areas = self.areas[kept].reset_index(drop=True)

    def split(self, many: Sequence[int]) -> None:
        """Repeat each row so many times, and those of 0 once; `areas` and `rows` change in place."""
        times = [max(1, n) for n in many]
        self.rows = array("L", (row for row, n in zip(self.rows, times, strict=True) for _ in range(n)))
        self.areas = self.areas.loc[self.areas.index.repeat(times)].reset_index(drop=True)


def to_table(grid: Grid) -> Table:
    """Match the header, leave out empty rows, clean the cells.

    Raises
    ------
    InputError
        When there is no header or no row below it.
    """
    source = grid.how.source
    filled = [_has_text(row) for row in grid.rows]
    if not any(filled) and not _has_error(grid.findings):
        raise InputError(f"{source} is empty", expected="a header row and one row for each area")
    first = find_header(grid.rows)
    cells = grid.rows[first] if grid.rows else []
    number = grid.numbers[first] if grid.numbers else 1
    header = match_header(cells, number, source, filled=_filled(grid, first), codes=_codes(grid, first))
    findings = [*grid.findings, *_above(grid, first), *header.findings, *limited(_too_long(grid, first, header))]
    kept = array("L", (place for place in range(first + 1, len(grid.rows)) if filled[place]))
    skipped = [grid.numbers[place] for place in range(first + 1, len(grid.rows)) if not filled[place]]
    if skipped:
        what = said("message.skipped", rows=counted(len(skipped), "empty_row"))
        findings.append(Finding(NOTICE, what, source, tuple(skipped)))
    if not kept and not _has_error(findings):
        findings.append(Finding(ERROR, said("message.no_rows"), source, do=said("do.one_row_each")))
    rows, cleaner = array("L"), _Cleaner()
    blocks = []
    for start in range(0, len(kept), _BLOCK):
        blocks.append(_block(grid, header, kept[start : start + _BLOCK], cleaner, rows))
    grid.rows.clear()
    findings += limited(cleaner.findings(source))
    areas = pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=list(AREA_COLUMNS), dtype="str")
    present = tuple(column for column in AREA_COLUMNS if column in header.places)
    table = Table(grid.how, areas, rows, present, findings)
    table.findings += _language_of_header(table, header.languages)
    return table


def _block(grid: Grid, header: Header, kept: Sequence[int], cleaner: _Cleaner, rows: array[int]) -> pd.DataFrame:
    """Some rows as columns of clean text; the number of each row is added to `rows`, once for each area in it."""
    columns: dict[str, list[str]] = {column: [] for column in AREA_COLUMNS}
    for place in kept:
        cells, number = grid.rows[place], grid.numbers[place]
        grid.rows[place] = []  # its cells live on in the columns
        for at_columns in _areas_of(cells, header):
            rows.append(number)
            for column, own in columns.items():
                at = at_columns.get(column, -1)
                own.append(cleaner.clean(cells[at], column, number) if 0 <= at < len(cells) else "")
    return pd.DataFrame(columns, dtype="str")


def _areas_of(cells: Sequence[str], header: Header) -> list[dict[str, int]]:
    """Where the columns of each area in a row stand: one area, unless the header has columns for several."""
    if not header.further:
        return [header.places]
    own = [column for group in header.further for column in group]
    shared = {column: at for column, at in header.places.items() if column not in own}
    groups = [{column: at for column, at in header.places.items() if column in own}, *header.further]
    named = [
        group for group in groups if any(_at(cells, group.get(column, -1)) for column in ("area", "area_original"))
    ]
    return [shared | group for group in named or groups[:1]]


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""


def _codes(grid: Grid, first: int) -> int:
    """Position of the only column whose cells are all codes of regions, below whatever name; -1 without one."""
    found = []
    for place, name in enumerate(grid.rows[first] if grid.rows else []):
        cells = [text for row in grid.rows[first + 1 : first + 1 + _MOST_LOOKED_AT] if (text := _at(row, place))]
        if cells and not known_column(name) and all(len(cell) > 2 and places.code_of(cell) for cell in cells):
            found.append(place)
    return found[0] if len(found) == 1 else -1


def _language_of_header(table: Table, languages: Sequence[str]) -> Iterator[Finding]:
    """Fill the language of names whose column is called in that language, where no column states it.

    Of several languages that have the word, it is the one that is spoken in the country of all rows.
    """
    if not languages or "language" in table.present:
        return
    spoken = languages if len(languages) == 1 else [one for one in _spoken_there(table) if one in languages]
    if len(spoken) != 1:
        return
    language = spoken[0]
    named = table.areas["area_original"] != ""
    if named.any():
        table.areas["language"] = table.areas["language"].where(~named, language)
        what = said("message.language_of_header", code=language)
        yield Finding(NOTICE, what, table.how.source, column="language", do=said("do.add_language"))


def _spoken_there(table: Table) -> list[str]:
    """The language of the one country that all rows name, by its name or the region's code; none for several."""
    named = [places.known_country(text) for text in table.areas["country"].unique() if text]
    coded = [there.country for code in table.areas["region_id"].unique() if (there := places.place(code))]
    countries = set(named or coded)
    return [region_language(code) for code in countries if code] if len(countries) == 1 else []


def blocks(cells: pd.Series) -> Iterator[tuple[int, pd.Series]]:
    """Some rows of a column at a time, and where they begin: single texts take much more room than the column."""
    for start in range(0, len(cells), _BLOCK):
        yield start, cells.iloc[start : start + _BLOCK]


def each(cells: pd.Series) -> Iterator[str]:
    """The cells of a column one by one."""
    for _, block in blocks(cells):
        yield from block.tolist()


def mapped(cells: pd.Series, function: Callable[[str], str]) -> pd.Series:
    """A column of what the function makes of each cell."""
    made = [block.map(function).astype("str") for _, block in blocks(cells)]
    return pd.concat(made) if len(made) > 1 else made[0] if made else cells


def cleaned(cell: str) -> str:
    r"""A cell without outer white space and invisible marks, with plain spaces, letters composed (NFC), unguarded.

    Examples
    --------
    >>> cleaned(" Ska\u030ane\r\n "), cleaned("'=1+1"), cleaned("Food\u00a0indus\u00adtry")
    ('Skåne', '=1+1', 'Food industry')
    """
    text = cell.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip())
    plain = unguarded(text)
    return text if plain is text else plain.strip()


def _has_error(findings: list[Finding]) -> bool:
    """Whether there is an error among the findings."""
    return any(finding.severity == ERROR for finding in findings)


def _has_text(row: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in row)


def _filled(grid: Grid, first: int) -> list[int]:
    """Number of filled cells below each header cell that has no name."""
    header = grid.rows[first] if grid.rows else []
    nameless = {place for place, cell in enumerate(header) if not cell.strip()}
    counts = [0] * len(header)
    for row in islice(grid.rows, first + 1, None) if nameless else ():
        for place in nameless:
            counts[place] += place < len(row) and bool(row[place].strip())
    return counts


def _above(grid: Grid, first: int) -> Iterator[Finding]:
    above = [grid.numbers[place] for place in range(first) if _has_text(grid.rows[place])]
    if above:
        text = " | ".join(cell.strip() for place in range(first) for cell in grid.rows[place] if cell.strip())
        yield Finding(NOTICE, said("message.above_header"), grid.how.source, tuple(above), value=text)


def _too_long(grid: Grid, first: int, header: Header) -> Iterator[Finding]:
    """Rows with filled cells beyond the header: a separator stands in a text, most often."""
    for row, number in islice(zip(grid.rows, grid.numbers, strict=True), first + 1, None):
        extra = row[header.width :]
        if _has_text(extra):
            yield Finding(
                ERROR,
                said("message.too_wide", n=len(row), header=header.width),
                grid.how.source,
                (number,),
                value=next(cell for cell in extra if cell.strip()),
                do=said("do.separator"),
            )


class _Cleaner:
    """Strips outer white space, composes letters (NFC), unifies line breaks; remembers what it changed and refused."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._refused: set[str] = set()
        self._where: dict[str, ByValue] = defaultdict(ByValue)
        self._too_long: dict[str, list[int]] = defaultdict(list)
        self.cleaned = self.unescaped = 0

    def clean(self, cell: str, column: str, row: int) -> str:
        """The cell as it enters the table."""
        if len(cell) > MOST_LETTERS:
            self._too_long[column].append(row)
            return "..."
        known = self._known.get(cell)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
                self._refused.clear()
            known = self._clean(cell)
            if len(cell) <= _LONGEST_REMEMBERED:
                self._known[cell] = known
        if cell in self._refused:
            self._where[column].add(known, row)
            if len(cell) > _LONGEST_REMEMBERED:
                self._refused.remove(cell)
        elif known is not cell and known != cell:
            self.cleaned += _neither_break_nor_escape(cell, known)
            stripped = cell.strip()
            self.unescaped += unguarded(stripped) is not stripped
        return known

    def _clean(self, cell: str) -> str:
        text = cleaned(cell)
        if CONTROL.search(text):
            text = printable(text)
            self._refused.add(cell)
        return cell if text == cell else text

    def findings(self, source: str) -> Iterator[Finding]:
        """What was cleaned, in one notice each, and the cells with control characters, one error each."""
        if self.cleaned:
            what = said("message.cleaned", cells=counted(self.cleaned, "cell"))
            yield Finding(NOTICE, what, source)
        if self.unescaped:
            what = said("message.unguarded", cells=counted(self.unescaped, "cell"))
            yield Finding(NOTICE, what, source)
        for column, rows in self._too_long.items():
            what = said("message.cell_too_long", n=MOST_LETTERS)
            yield Finding(ERROR, what, source, tuple(rows), column, do=said("do.shorten"))
        what = said("message.control")
        for column, found in self._where.items():
            make = partial(_refusal, source, column, what)
            yield from found.findings(make)


def _refusal(source: str, column: str, what: str, value: str, rows: tuple[int, ...]) -> Finding:
    return Finding(ERROR, what, source, rows, column, value, do=said("do.type_again"))


def _neither_break_nor_escape(cell: str, text: str) -> bool:
    """Whether a cell was changed in more than its line breaks and its guarding apostrophe."""
    plain = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text not in (plain, unguarded(plain))
