"""Which column of a file is which: the header row, matched by a stated table and never by guessing.

A header matches when it equals one of these names, whatever its letter case, spaces, hyphens and underscores:

============== =================================================================================
column         also recognised (Swedish)
============== =================================================================================
region_id      NUTS-kod, NUTS, regionkod
region         län, region/län, län/region, regionnamn
country        land, landskod
period         programperiod, tidsperiod, år
area           område på engelska, område (engelska), engelskt namn
area_original  område, områdesnamn, område på originalspråk, specialiseringsområde, insatsområde
language       språk, språkkod
description    beskrivning
parts          delområden på engelska
parts_original delområden
role           roll
codes          koder, branschkoder
source_url     källadress, webbadress, länk
source_title   källa, källans namn
contact        kontakt, kontaktperson
note           anteckning, kommentar, anmärkning
============== =================================================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.areas import AREA_COLUMNS, REQUIRED_COLUMNS
from matcher.sources.findings import ERROR, NOTICE, Finding
from matcher.spelling import did_you_mean, nearest

__all__ = [
    "SWEDISH",
    "Header",
    "column_letter",
    "find_header",
    "is_header",
    "known_column",
    "known_count",
    "match_header",
]

#: Swedish names of the columns, besides their own names.
SWEDISH: dict[str, tuple[str, ...]] = {
    "region_id": ("NUTS-kod", "NUTS", "regionkod"),
    "region": ("län", "region/län", "län/region", "regionnamn"),
    "country": ("land", "landskod"),
    "period": ("programperiod", "tidsperiod", "år"),
    "area": ("område på engelska", "område (engelska)", "engelskt namn"),
    "area_original": (
        "område",
        "områdesnamn",
        "område på originalspråk",
        "specialiseringsområde",
        "insatsområde",
    ),
    "language": ("språk", "språkkod"),
    "description": ("beskrivning",),
    "parts": ("delområden på engelska",),
    "parts_original": ("delområden",),
    "role": ("roll",),
    "codes": ("koder", "branschkoder"),
    "source_url": ("källadress", "webbadress", "länk"),
    "source_title": ("källa", "källans namn"),
    "contact": ("kontakt", "kontaktperson"),
    "note": ("anteckning", "kommentar", "anmärkning"),
}
#: The header may stand below a title: it is sought in as many rows.
SEARCHED_ROWS = 10
#: How like a known column an unknown one must be (`matcher.spelling.nearest`).
_NEAR = 75.0
_LONGEST_NAME = 200
_NAMES = ("area", "area_original")
_MEANING = {
    "region_id": "the region's NUTS code or another stable id, such as SE125, under region_id or NUTS-kod",
    "region": "the region's name, such as Västmanland, under region or län",
    "area or area_original": "the area's name in English under area, or in its own language under område",
}


def _key(name: str) -> str:
    # No column's name is as long as some texts are.
    return re.sub(r"[\s_\-\ufeff]+", "", unicodedata.normalize("NFC", name[:_LONGEST_NAME]).casefold())


_SPELLINGS = [name for column in AREA_COLUMNS for name in (column, *SWEDISH[column])]
_KNOWN = {_key(name): column for column in AREA_COLUMNS for name in (column, *SWEDISH[column])}


@dataclass(frozen=True)
class Header:
    """Where each known column stands, and what is to be said about the header row.

    Parameters
    ----------
    width : int
        Number of cells in the header row.
    places : dict
        Position (from 0) of each known column.
    findings : list of Finding
        Missing, repeated and unknown columns.
    """

    width: int
    places: dict[str, int]
    findings: list[Finding]


def known_column(name: str) -> str:
    """The column that a header cell names, or "" where it names none.

    Examples
    --------
    >>> known_column("Region ID"), known_column("LÄN"), known_column("Område"), known_column("kommun")
    ('region_id', 'region', 'area_original', '')
    """
    return _KNOWN.get(_key(name), "")


def known_count(cells: Sequence[str]) -> int:
    """How many different known columns a row of cells names."""
    return len({known_column(cell) for cell in cells} - {""})


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names the required columns, or the region and its area: ids can be looked up by name.

    Examples
    --------
    >>> is_header(["NUTS-kod", "Län"]), is_header(["Län", "Område"]), is_header(["Län", "Land"])
    (True, True, False)
    """
    known = {known_column(cell) for cell in cells}
    return known.issuperset(REQUIRED_COLUMNS) or ("region" in known and bool(known & set(_NAMES)))


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Index of the header among the first rows: the first that `is_header`, else the first filled one.

    Examples
    --------
    >>> find_header([["Våra områden"], [], ["NUTS-kod", "Län", "Område"], ["SE125", "Västmanland", "Järnväg"]])
    2
    """
    filled = [place for place, cells in enumerate(rows[:SEARCHED_ROWS]) if any(cell.strip() for cell in cells)]
    for place in filled:
        if is_header(rows[place]):
            return place
    return filled[0] if filled else 0


def match_header(cells: Sequence[str], row: int, source: str, *, filled: Sequence[int] = ()) -> Header:
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
    """
    places: dict[str, int] = {}
    findings: list[Finding] = []
    for place, cell in enumerate(cells):
        column = known_column(cell)
        if not column:
            findings += _unknown(cell.strip(), place, row, source, filled[place] if place < len(filled) else 0)
        elif column in places:
            first = places[column]
            findings.append(
                Finding(
                    ERROR,
                    f"the column is there twice, as {cells[first].strip()!r} ({column_letter(first)}) and "
                    f"{cell.strip()!r} ({column_letter(place)})",
                    source,
                    (row,),
                    column,
                    expected="each column once",
                    do="remove or rename one of them",
                )
            )
        else:
            places[column] = place
    return Header(len(cells), places, [*_missing(places, cells, row, source), *findings])


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


def _unknown(name: str, place: int, row: int, source: str, filled: int) -> Iterator[Finding]:
    if name:
        near = nearest(name[:_LONGEST_NAME], _SPELLINGS, most=1, least=_NEAR)
        hint = did_you_mean(
            (_KNOWN[_key(spelling)] for spelling in near), f"the known columns are {', '.join(AREA_COLUMNS)}"
        )
        yield Finding(NOTICE, f"unknown column {name!r} ({column_letter(place)}), ignored", source, (row,), do=hint)
    elif filled:
        yield Finding(
            NOTICE,
            f"column {column_letter(place)} has no name; what is below it (filled cells: {filled:,}) is ignored",
            source,
            (row,),
            do="give the column a name to have it read",
        )


def _missing(places: dict[str, int], cells: Sequence[str], row: int, source: str) -> Iterator[Finding]:
    names = ", ".join(repr(cell.strip()) for cell in cells[:20] if cell.strip()) or "no names"
    # Ids can be looked up by the regions' names.
    missing = [column for column in REQUIRED_COLUMNS if column not in places and "region" not in places]
    if not set(_NAMES) & set(places):
        missing.append("area or area_original")
    unknown = [cell.strip() for cell in cells if cell.strip() and not known_column(cell)]
    for column in missing:
        what = f"the required column {column} is missing; the header row holds {names}"
        near = nearest(column.partition(" ")[0], unknown, most=1, least=_NEAR)
        do = f"rename {near[0]!r} if it is meant" if near else "add it, or the header row if the file has none"
        yield Finding(ERROR, what, source, (row,), expected=_MEANING[column], do=do)
