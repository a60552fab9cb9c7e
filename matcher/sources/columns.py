"""Which column of a file is which: the header row, matched by a stated table and never by guessing.

A header matches when it is a column's own name or one of those in `data/columns.csv`, which holds what people write in
26 languages, whatever its letter case, accents, spaces and hyphens. A name that means different columns in two
languages (*kraj* is a region in Czech and a country in Polish) is read in the language of the whole row.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from matcher.areas import AREA_COLUMNS
from matcher.files import data_folder, read_own_csv
from matcher.sources.findings import ERROR, NOTICE, Finding, limited
from matcher.sources.said import said
from matcher.spelling import name_key, nearest

__all__ = [
    "SEARCHED_ROWS",
    "Header",
    "column_letter",
    "find_header",
    "is_header",
    "known_column",
    "known_count",
    "match_header",
]

#: The header may stand below titles and notes: it is sought in as many rows.
SEARCHED_ROWS = 30
#: As many unknown columns are told one by one.
_MOST_UNKNOWN = 50
#: How like a known column an unknown one must be (`matcher.spelling.nearest`).
_NEAR = 75.0
#: No column's name is as long as some texts are.
_LONGEST_NAME = 200
_NAMES = ("area", "area_original")
#: Columns that may be there several times in a row, numbered or not: each row then holds several areas.
_SEVERAL = (*_NAMES, "description", "parts", "parts_original")
_NUMBER = re.compile(r"[\s_.#-]*\(?(\d{1,2})\)?\s*$")
#: How many columns an error names.
_MOST_SHOWN = 20


class _Meaning(NamedTuple):
    """A column that a header may name, the language that calls it so ("": its own name), and its number (0: none)."""

    column: str
    language: str
    number: int


@dataclass(frozen=True)
class Header:
    """Where each known column stands, and what is to be said about the header row.

    Parameters
    ----------
    width : int
        Number of cells in the header row.
    places : dict
        Position (from 0) of each known column.
    further : list of dict
        Positions of the columns of a second area in the same row, of a third, and so on.
    languages : tuple of str
        The languages whose word for area_original the header has; *område* is Swedish, Danish and Norwegian.
    findings : list of Finding
        Missing, repeated and unknown columns.
    """

    width: int
    places: dict[str, int]
    further: list[dict[str, int]] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def known_column(name: str) -> str:
    """The column that a header cell names by itself, or "" where it names none.

    Examples
    --------
    >>> known_column("Region ID"), known_column("LÄN"), known_column("Område"), known_column("kommun")
    ('region_id', 'region', 'area_original', '')
    """
    return _matched([name])[0].column


def known_count(cells: Sequence[str]) -> int:
    """How many different known columns a row of cells names."""
    return len({(found.column, found.number) for found in _matched(cells) if found.column})


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names the region, by code or name, and its area; what is missing can be looked up.

    Examples
    --------
    >>> is_header(["NUTS-kod", "Område"]), is_header(["Región", "Ámbito"]), is_header(["Län", "Land"])
    (True, True, False)
    """
    known = {found.column for found in _matched(cells)}
    return bool(known & {"region_id", "region"} and known & set(_NAMES))


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Index of the header among the first rows: the one that names most columns, else the first filled one.

    Examples
    --------
    >>> find_header([["Våra områden"], [], ["NUTS-kod", "Län", "Område"], ["SE125", "Västmanland", "Järnväg"]])
    2
    >>> find_header([["Region", "", "Area"], ["region_id", "region", "area"]])
    1
    """
    filled = [place for place, cells in enumerate(rows[:SEARCHED_ROWS]) if any(cell.strip() for cell in cells)]
    counts = {place: (is_header(rows[place]), known_count(rows[place])) for place in filled}
    best = max(counts, key=counts.__getitem__, default=0)  # of equal ones the first
    return best if best in counts and counts[best][1] > 1 else next(iter(filled), 0)


def match_header(cells: Sequence[str], row: int, source: str, *, filled: Sequence[int] = (), codes: int = -1) -> Header:
    """Match the cells of a header row to the columns of the areas table.

    Parameters
    ----------
    cells : sequence of str
        The header row.
    row : int
        Its number in the spreadsheet.
    source : str
        Name of the file.
    filled : sequence of int, optional
        Number of filled cells below each header cell; columns without a name and without content go unmentioned.
    codes : int, optional
        Position of a column that holds codes of regions whatever it is called; it is read where no other is named so.
    """
    found = _matched(cells)
    findings: list[Finding] = []
    if codes >= 0 and not any(each.column == "region_id" for each in found):
        found[codes] = _Meaning("region_id", "", 0)
        name = repr(cells[codes].strip() or column_letter(codes))
        findings.append(Finding(NOTICE, said("message.column_of_codes", name=name), source, (row,), "region_id"))
    by_column: dict[str, list[int]] = defaultdict(list)
    unknown: list[Finding] = []
    for place, (cell, meaning) in enumerate(zip(cells, found, strict=True)):
        if meaning.column:
            by_column[meaning.column].append(place)
        else:
            name = cell.strip() if len(unknown) < _MOST_UNKNOWN else cell.strip()[:1]  # of the others only their number
            below = filled[place] if place < len(filled) else 0
            unknown += _unknown(name, place, row, source, below, {each.column for each in found})
    findings += limited(unknown, most=_MOST_UNKNOWN)
    again = [at for column in _NAMES if len(at := by_column.get(column, [])) > 1]
    groups = _groups(by_column, found) if again and all(_one_name(cells, at) for at in again) else []
    places: dict[str, int] = {}
    for column, at in by_column.items():
        if groups and column in _SEVERAL:
            continue
        own = [place for place in at if not found[place].language]
        places[column] = own[0] if own else at[0]
        for place in at:
            if place != places[column]:
                findings.append(_twice(cells, places[column], place, column, row, source, sure=bool(own)))
    if groups:
        places |= groups[0]
        shown = ", ".join(repr(cells[place].strip()) for at in again for place in at)
        findings.append(Finding(NOTICE, said("message.area_columns", n=len(groups), names=shown), source, (row,)))
    findings = [*_missing(places, cells, row, source), *findings]
    languages = _languages(cells, places.get("area_original", -1))
    return Header(len(cells), places, groups[1:], languages, findings)


def column_letter(place: int) -> str:
    """The letters by which a spreadsheet names a column, counted from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# -- from names to columns --------------------------------------------------------------------------------------------


@cache
def _table() -> dict[str, list[_Meaning]]:
    """What each known name may mean; a column's own name means that column alone where the row is English."""
    table: dict[str, list[_Meaning]] = defaultdict(list)
    for column in AREA_COLUMNS:
        table[_key(column)].append(_Meaning(column, "", 0))
    _, *rows = read_own_csv(data_folder() / "columns.csv", ("column", "language", "names"))
    for column, language, names in rows:
        for name in names.split(";"):
            meaning = _Meaning(column, language, 0)
            if meaning not in table[_key(name)]:
                table[_key(name)].append(meaning)
    return dict(table)


def _key(name: str) -> str:
    return name_key(name[:_LONGEST_NAME]).replace(" ", "")


@lru_cache(20_000)
def _meanings(cell: str) -> tuple[_Meaning, ...]:
    """What a header cell may mean; "area 2" is a numbered one."""
    if found := _table().get(_key(cell)):
        return tuple(found)
    if (number := _NUMBER.search(cell[:_LONGEST_NAME])) and number.start():
        found = _table().get(_key(cell[: number.start()]), [])
        return tuple(each._replace(number=int(number[1])) for each in found if each.column in _SEVERAL)
    return ()


def _matched(cells: Sequence[str]) -> list[_Meaning]:
    """The meaning of each cell, in the language of the row; an empty one where there is none."""
    options = [_meanings(cell) for cell in cells]
    spoken = _spoken(options)

    def chosen(own: tuple[_Meaning, ...]) -> _Meaning:
        preferred = [each for each in own if each.language in spoken] or own
        return min(preferred, key=lambda each: (each.language != "", AREA_COLUMNS.index(each.column)))

    found = [chosen(own) if own else _Meaning("", "", 0) for own in options]
    return _not_twice(found, options, spoken)


def _not_twice(
    found: list[_Meaning], options: Sequence[tuple[_Meaning, ...]], spoken: Collection[str]
) -> list[_Meaning]:
    """A word with two meanings in the language of the row (*област*) is not the column that another cell names."""
    counts = Counter(each.column for each in found)
    for place, own in enumerate(options):
        others = [each for each in own if each.language in spoken and not counts[each.column]]
        if counts[found[place].column] > 1 and others:
            counts[found[place].column] -= 1
            found[place] = others[0]
            counts[others[0].column] += 1
    return found


def _spoken(options: Sequence[tuple[_Meaning, ...]]) -> Collection[str]:
    """The languages that name most columns of a row, each once; columns' own names are English."""
    named = {(each.language or "en", each.column, each.number) for own in options for each in own}
    counts = Counter(language for language, _, _ in named)
    most = max(counts.values(), default=0)
    languages = {language for language, count in counts.items() if count == most}
    return languages | {""} if "en" in languages else languages


def _languages(cells: Sequence[str], place: int) -> tuple[str, ...]:
    """The languages of the word for area_original, of those that the row may be in."""
    if place < 0:
        return ()
    options = [_meanings(cell) for cell in cells]
    own = {each.language for each in options[place] if each.column == "area_original"} - {"", "en"}
    counts = Counter(language for one in options for language in {each.language for each in one} if language in own)
    return tuple(sorted(language for language, count in counts.items() if count == max(counts.values())))


def _one_name(cells: Sequence[str], places: Sequence[int]) -> bool:
    """Whether columns are called the same but for their numbers; a broader and a narrower field are not."""
    return len({_key(_NUMBER.sub("", cells[place].strip())) for place in places}) == 1


def _groups(by_column: dict[str, list[int]], found: Sequence[_Meaning]) -> list[dict[str, int]]:
    """Columns of the first, the second, ... area of a row: those of one number, else those in the same turn."""
    groups: dict[int, dict[str, int]] = defaultdict(dict)
    for column in _SEVERAL:
        taken: set[int] = set()
        for place in by_column.get(column, []):
            number = found[place].number or 1
            while number in taken:
                number += 1
            taken.add(number)
            groups[number][column] = place
    return [groups[number] for number in sorted(groups)]


# -- what is said of a header -----------------------------------------------------------------------------------------


def _twice(cells: Sequence[str], first: int, place: int, column: str, row: int, source: str, *, sure: bool) -> Finding:
    """A column that is there twice: an error, unless one of them has the column's own name."""
    shown = {
        "one": f"{cells[first].strip()!r} ({column_letter(first)})",
        "other": f"{cells[place].strip()!r} ({column_letter(place)})",
    }
    if sure:
        return Finding(NOTICE, said("message.column_beside", **shown), source, (row,), column)
    expected, do = said("expected.once"), said("do.rename_one")
    return Finding(ERROR, said("message.column_twice", **shown), source, (row,), column, expected=expected, do=do)


@cache
def _spellings() -> dict[str, str]:
    """Every English and Swedish name of a column, as it is written, to the column."""
    _, *rows = read_own_csv(data_folder() / "columns.csv")
    names = {name: column for column, language, names in rows if language in ("en", "sv") for name in names.split(";")}
    return names | {column: column for column in AREA_COLUMNS}


def _unknown(name: str, place: int, row: int, source: str, filled: int, there: Collection[str]) -> Iterator[Finding]:
    """A column that is not read; the near one is named unless the row has it already."""
    if name:
        near = nearest(name[:_LONGEST_NAME], _spellings(), most=1, least=_NEAR)
        near = [each for each in near if _spellings()[each] not in there]
        do = said("do.known_columns", names=", ".join(AREA_COLUMNS))
        if near:
            do = said("do.did_you_mean", told=_spellings()[near[0]])
        what = said("message.column_unknown", name=repr(name), letter=column_letter(place))
        yield Finding(NOTICE, what, source, (row,), do=do)
    elif filled:
        what = said("message.column_nameless", letter=column_letter(place), n=filled)
        yield Finding(NOTICE, what, source, (row,), do=said("do.give_name"))


def _missing(places: dict[str, int], cells: Sequence[str], row: int, source: str) -> Iterator[Finding]:
    names = ", ".join(repr(cell.strip()[:_LONGEST_NAME]) for cell in cells[:_MOST_SHOWN] if cell.strip())
    missing: list[tuple[str, str]] = []
    if not {"region_id", "region"} & set(places):  # either can be looked up by the other
        missing += [("region_id", "column_id"), ("region", "column_region")]
    if not set(_NAMES) & set(places):
        missing.append((said("part.either", a="area", b="area_original"), "column_area"))
    unknown = [cell.strip()[:_LONGEST_NAME] for cell in cells if cell.strip() and not known_column(cell)]
    for column, meaning in missing:
        what = said("message.column_missing", column=column, names=names or said("part.no_names"))
        near = nearest(column.partition(" ")[0], unknown, most=1, least=_NEAR)
        do = said("do.rename", name=repr(near[0])) if near else said("do.add_column")
        yield Finding(ERROR, what, source, (row,), expected=said(f"expected.{meaning}"), do=do)
