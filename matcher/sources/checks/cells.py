"""What a table must hold to be fitted, and what is worth a look: every problem at once, with its rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from matcher import places
from matcher.areas import ROLES, area_texts
from matcher.errors import InputError
from matcher.languages import LANGUAGES
from matcher.sources.checks.by_name import ids_by_name
from matcher.sources.findings import ERROR, NOTICE, WARNING, ByValue, Finding, Severity, limited
from matcher.sources.table import Table, mapped

__all__ = ["EXAMPLE", "LONG_TEXT", "by_value", "duplicated", "too_short", "validate", "where"]

#: Note of the template's example rows.
EXAMPLE = "EXEMPEL, radera raden / EXAMPLE, delete this row"
LONG_TEXT = 200
#: Spaces inside of longer texts count: to take such a text apart costs ten times its room.
_SQUEEZED = 10_000
_MOST_REMEMBERED = 10_000
#: Short names of technologies that stand for themselves and that sentence models know.
KNOWN_SHORT = frozenset({"3d", "5g", "6g", "ai", "ar", "ev", "it", "vr", "xr"})
_FORMULA = re.compile(r"^(?:[=@＝＠]|[+\-＋－](?![\d\s().,/\-–]*$))")  # a telephone number is not a formula
_EXCEL_ERROR = re.compile(r"^#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$")
#: UTF-8 that was once read as Windows-1252: å, ä, ö, é, ü and others become Ã and a sign that no word has there; the
#: other way round, they become the replacement character.
_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\ufffd")
#: Texts with fewer than three letters say too little to be placed.
_ENOUGH_LETTERS = re.compile(r"\w(?:\W*\w){2}")
_PERIOD = re.compile(r"^(?:\d{4}(?:[-–/]\d{4})?|undated|n\.d\.)$")
_TEXTS = ("area", "area_original")


def validate(table: Table) -> None:
    """Check the table and add what is found; write countries, languages and roles in their standard form.

    The table's `areas` and `findings` change in place: country names become ISO codes ("Sweden" is SE), and a region's
    country is written in each of its rows, each with a notice; languages and roles are written in small letters; where
    there is no column `region_id`, codes are looked up by the regions' names.
    """
    keyed = (ids_by_name, _required, _one_value_per_region, _names_of_several, _duplicates)
    by_region = keyed if "region" in table.present else ()  # missing columns are told already
    by_cell = (_texts, _lengths, _periods, _damaged, _formulas, _examples)
    for check in (_countries, _languages, _roles, *by_region, *by_cell):
        table.findings += limited(check(table))


def duplicated(areas: pd.DataFrame) -> pd.Series:
    """Which areas repeat another of the same region, whatever their letter case and inner spaces.

    What a region offers and what it needs are told apart.

    Examples
    --------
    >>> table = pd.DataFrame({"region_id": ["A", "A", "B"], "role": [""] * 3, "area": ["Forest", "forest", "Forest"],
    ...                       "area_original": [""] * 3})
    >>> list(duplicated(table))
    [True, True, False]
    """
    texts = _folded(areas)
    keys = pd.DataFrame({"region_id": areas["region_id"], "need": areas["role"] == "need", "text": texts})
    return keys.duplicated(keep=False) & (texts != "")


def _folded(areas: pd.DataFrame) -> pd.Series:
    """The texts by which areas are compared: without letter case, and without inner spaces unless very long."""

    def folded(text: str) -> str:
        return " ".join(text.casefold().split()) if len(text) <= _SQUEEZED else text.casefold()

    return mapped(area_texts(areas), folded, str)


def too_short(areas: pd.DataFrame) -> pd.Series:
    """Which areas have a text of fewer than three letters that is no known short name such as IT or AI."""

    def short(text: str) -> bool:
        return text != "" and not _ENOUGH_LETTERS.search(text) and text.casefold() not in KNOWN_SHORT

    return where(area_texts(areas), short)


def where(cells: pd.Series, wrong: Callable[[str], object]) -> pd.Series:
    """Which cells are wrong; asked once for equal cells, in Python, so that letters beyond ASCII count."""
    known: dict[str, bool] = {}

    def is_wrong(cell: str) -> bool:
        found = known.get(cell)
        if found is None:
            if len(known) > _MOST_REMEMBERED:
                known.clear()
            found = known[cell] = bool(wrong(cell))
        return found

    return mapped(cells, is_wrong, bool)


def by_value(
    table: Table,
    wrong: pd.Series,
    column: str,
    severity: Severity,
    message: str,
    *,
    expected: str = "",
    do: str = "",
    valued: bool = True,
) -> Iterator[Finding]:
    """One finding for each different value of the column in the rows that are wrong."""
    found = ByValue()
    wrong_places = [int(place) for place in np.flatnonzero(wrong.to_numpy())]
    values = table.areas[column].iloc[wrong_places] if valued else [""] * len(wrong_places)
    for place, value in zip(wrong_places, values, strict=True):
        found.add(value, table.rows[place])

    def make(value: str, rows: tuple[int, ...]) -> Finding:
        shown = value if valued else None
        return Finding(severity, message, table.how.source, rows, column, shown, expected, do)

    yield from found.findings(make)


def _required(table: Table) -> Iterator[Finding]:
    for column, meaning in (("region_id", "the region's NUTS code or another stable id"), ("region", "a name")):
        if column not in table.present:
            continue
        empty = table.areas[column] == ""
        do = "fill the cell: each row needs it, also where the table shows it once for several rows"
        yield from by_value(table, empty, column, ERROR, "the cell is empty", expected=meaning, do=do, valued=False)


def _texts(table: Table) -> Iterator[Finding]:
    areas = table.areas
    if not set(_TEXTS) & set(table.present):
        return
    neither = (areas["area"] == "") & (areas["area_original"] == "")
    column = " and ".join(column for column in _TEXTS if column in table.present)
    do = "fill one of the two, or delete the row"
    what = "no area is named"
    expected = "a name in area (English) or in area_original"
    rows = tuple(table.rows[int(place)] for place in np.flatnonzero(neither.to_numpy()))
    if rows:
        yield Finding(ERROR, what, table.how.source, rows, column, None, expected, do)
    for column in _TEXTS:
        broken = areas[column].str.contains("\n", regex=False)
        do = "write it in one line, and look whether a quotation mark above it is never closed"
        yield from by_value(table, broken, column, WARNING, "the text runs over several lines", do=do)


def _one_value_per_region(table: Table) -> Iterator[Finding]:
    """One name and one country for each region; a country that is missing in some rows is filled from the others."""
    for column, noun in (("region", "name"), ("country", "country")):
        cells = table.areas[["region_id", column]][(table.areas["region_id"] != "") & (table.areas[column] != "")]
        kinds = cells.drop_duplicates()
        several = kinds["region_id"][kinds["region_id"].duplicated()].unique()
        for region_id, values in cells[cells["region_id"].isin(several)].groupby("region_id", sort=False)[column]:
            yield from _several(table, str(region_id), column, noun, values)
        if column == "country":
            yield from _fill_countries(table, kinds[~kinds["region_id"].isin(several)])


def _several(table: Table, region_id: str, column: str, noun: str, values: pd.Series) -> Iterator[Finding]:
    rows: dict[str, list[int]] = defaultdict(list)
    for place, value in values.items():
        rows[value].append(table.rows[int(str(place))])
    usual = max(rows, key=lambda value: len(rows[value]))  # of equally many the first
    for value, found in rows.items():
        if value != usual:
            what = f"region_id {region_id!r} has another {noun} here than in {_count(rows[usual])}"
            do = f"write the same {noun} in all its rows, or give one of them another region_id"
            yield Finding(ERROR, what, table.how.source, tuple(found), column, value, repr(usual), do)


def _count(rows: list[int]) -> str:
    return f"row {rows[0]}" if len(rows) == 1 else f"{len(rows):,} other rows (first row {rows[0]})"


def _fill_countries(table: Table, known: pd.DataFrame) -> Iterator[Finding]:
    country_of = dict(zip(known["region_id"], known["country"], strict=True))
    countries = table.areas["region_id"].map(lambda region_id: country_of.get(region_id, "")).astype("str")
    gaps = (table.areas["country"] == "") & (countries != "")
    if gaps.any():
        yield from by_value(
            table, gaps, "country", NOTICE, "empty, filled from the other rows of the region", valued=False
        )
        table.areas["country"] = table.areas["country"].where(~gaps, countries)


def _names_of_several(table: Table) -> Iterator[Finding]:
    named = table.areas[["region_id", "region"]][(table.areas["region_id"] != "") & (table.areas["region"] != "")]
    pairs = named.drop_duplicates()
    doubled = pairs["region"][pairs["region"].duplicated()].unique()
    for name, rows in named[named["region"].isin(doubled)].groupby("region", sort=False):
        found = tuple(table.rows[int(str(place))] for place in rows.index)
        what = f"the name stands for several regions: {', '.join(sorted(set(rows['region_id'])))}"
        do = "check that they are different regions, and tell them apart by name"
        yield Finding(WARNING, what, table.how.source, found, "region", str(name), do=do)


def _countries(table: Table) -> Iterator[Finding]:
    areas = table.areas
    unknown = where(areas["country"], lambda text: text and not _country_code(text))
    what = "not a European country that matcher knows"
    expected = "an ISO 3166 code such as SE, or an English name such as Sweden"
    for finding in by_value(table, unknown, "country", ERROR, what, expected=expected):
        yield replace(finding, do=_country_hint(finding.value)) if finding.value else finding
    renamed = where(areas["country"], lambda text: _country_code(text) not in ("", text))
    for finding in by_value(table, renamed, "country", NOTICE, ""):
        yield replace(finding, message=f"read as {_country_code(finding.value)}") if finding.value else finding
    if renamed.any():
        areas["country"] = mapped(areas["country"], lambda text: _country_code(text) or text, str)


def _country_code(text: str) -> str:
    """The code of a country; "" for a text that names none."""
    try:
        return places.country_code(text)
    except InputError:
        return ""


def _country_hint(text: str) -> str:
    """What to do about a text that names no country."""
    try:
        return places.country_code(text)
    except InputError as error:
        return error.do


def _languages(table: Table) -> Iterator[Finding]:
    areas = table.areas
    areas["language"] = areas["language"].str.lower()
    unknown = ~areas["language"].isin(LANGUAGES | {""})
    expected = "a two-letter ISO 639-1 code such as sv or en"
    do = "correct it; the language is that of area_original"
    yield from by_value(table, unknown, "language", ERROR, "not a language code", expected=expected, do=do)
    if "area_original" in table.present or "language" in table.present:
        alone = (areas["area_original"] == "") & ~areas["language"].isin(["", "en"]) & ~unknown
        what = "a language is stated and area_original is empty"
        do = "move the name from area to area_original, or empty the language: it is the language of area_original"
        yield from by_value(table, alone, "language", ERROR, what, do=do)
        unstated = (areas["area_original"] != "") & (areas["language"] == "")
        what = "area_original has no language"
        yield from by_value(table, unstated, "language", WARNING, what, expected=expected, do="fill it", valued=False)


def _roles(table: Table) -> Iterator[Finding]:
    table.areas["role"] = table.areas["role"].str.lower()
    unknown = ~table.areas["role"].isin(ROLES)
    yield from by_value(table, unknown, "role", ERROR, "not a role", expected="offer, need or empty", do="correct it")


def _duplicates(table: Table) -> Iterator[Finding]:
    again = duplicated(table.areas)
    if not again.any():
        return
    found = table.areas[again].assign(text=area_texts(table.areas)[again])
    keys = [found["region_id"], found["role"] == "need", _folded(found)]
    for (region_id, _, _), same in found.groupby(keys, sort=False):
        rows = tuple(table.rows[int(str(place))] for place in same.index)
        what = f"the same area {len(rows)} times in {region_id}"
        yield Finding(
            WARNING, what, table.how.source, rows, "area", next(iter(same["text"])), do="keep one of the rows"
        )


def _lengths(table: Table) -> Iterator[Finding]:
    texts = area_texts(table.areas)
    english, too_few = table.areas["area"] != "", too_short(table.areas)
    for column, own in zip(_TEXTS, (english, ~english), strict=True):
        do = "write the name in full"
        yield from by_value(table, too_few & own, column, WARNING, "a very short name that says little", do=do)
        long = (texts.str.len() > LONG_TEXT) & own
        do = f"put a short name here (at most {LONG_TEXT} characters) and the text in description"
        yield from by_value(table, long, column, WARNING, "a very long name", do=do)


def _periods(table: Table) -> Iterator[Finding]:
    periods = table.areas["period"]
    odd = where(periods, lambda text: text and not _PERIOD.match(text))
    expected = "a year (2018), two years (2021-2027), undated or n.d."
    yield from by_value(table, odd, "period", WARNING, "an unusual period, kept as it is", expected=expected)


def _damaged(table: Table) -> Iterator[Finding]:
    for column in table.present:
        cells = table.areas[column]
        severity: Severity = ERROR if column in ("region_id", "region", *_TEXTS) else WARNING
        do = "correct the formula and save the file again"
        yield from by_value(table, where(cells, _EXCEL_ERROR.match), column, severity, "an error value of Excel", do=do)
        do = "save the file again as CSV UTF-8 from where the letters are right"
        wrong = where(cells, _MOJIBAKE.search)
        yield from by_value(
            table, wrong, column, WARNING, "letters look damaged (saved in one encoding, read in another)", do=do
        )


def _formulas(table: Table) -> Iterator[Finding]:
    for column in table.present:
        wrong = where(table.areas[column], _FORMULA.search)
        what = "begins like a formula; it is read as text and never run"
        yield from by_value(table, wrong, column, WARNING, what, do="remove the first character unless it is meant")


def _examples(table: Table) -> Iterator[Finding]:
    example = table.areas["note"] == EXAMPLE
    what = "an example row of the template is read like any other"
    yield from by_value(table, example, "note", WARNING, what, do="delete the row", valued=False)
