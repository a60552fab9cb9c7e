"""What a table must hold to be fitted, and what is worth a look: every problem at once, with its rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from matcher import places
from matcher.areas import COMPLETE, ROLES, area_texts
from matcher.errors import InputError
from matcher.languages import LANGUAGES, language_code
from matcher.later import pd
from matcher.settings import EVIDENCE
from matcher.sources.checks.by_name import regions_found
from matcher.sources.checks.found import by_value, where
from matcher.sources.checks.language import languages
from matcher.sources.checks.slips import list_signs, slips, split_lists, stand_ins
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding, Severity, limited
from matcher.sources.said import Said, joined, said
from matcher.sources.table import Table, mapped

__all__ = ["EXAMPLE", "LONG_TEXT", "duplicated", "too_short", "validate"]

#: Note of the template's example rows.
EXAMPLE = "EXEMPEL, radera raden / EXAMPLE, delete this row"
LONG_TEXT = 200
#: Spaces inside of longer texts count: to take such a text apart costs ten times its room.
_SQUEEZED = 10_000
#: Short names of technologies that stand for themselves and that sentence models know.
KNOWN_SHORT = frozenset({"3d", "5g", "6g", "ai", "ar", "ev", "it", "vr", "xr"})
_FORMULA = re.compile(r"^(?:[=@＝＠]|[+\-＋－](?![\d\s().,/\-–]*$))")  # a telephone number is not a formula
_EXCEL_ERROR = re.compile(r"^#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$")
#: Dates as spreadsheets save and show them, and days counted from 1900.
_DATE = re.compile(
    r"""(?:
      \d{4}-\d{2}-\d{2}(?:[\ T]\d{2}:\d{2}(?::\d{2})?)? | \d{1,2}[./]\d{1,2}[./]\d{2,4}
    | (?:\d{1,2}[-.\ ])?(?:jan|feb|mar|apr|ma[jiy]|jun|jul|a[uv]g|ago|sep|o[ck]t|nov|de[ckz]|dic|déc|pro|gru)[a-zé]{0,6}
      \.?[-.\ ]\d{2,4}
    | \d{1,2}-[a-zé]{3,5}\.?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_DAYS = re.compile(r"[34]\d{4}")
#: UTF-8 that was once read as Windows-1252 (å, ł, ę become a capital and a sign that no word has there), the other way
#: round (they become the replacement character), or Windows-1250 read as 1252 (signs among letters: ¯ywnoœæ).
_MOJIBAKE = re.compile(
    r"[ÃÅÄÎÏ][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]|Ã[‘’“”–—…]|Ä…|â€|\ufffd|¯[^\W\d_]"
    r"|[^\W\d_][¹³¯¼¾±¶¸¦¬][^\W\d_]|[^\W\d_]{3}³(?!\w)"
)
#: Texts with fewer than three letters say too little to be placed.
_ENOUGH_LETTERS = re.compile(r"\w(?:\W*\w){2}")
_PERIOD = re.compile(r"^(?:\d{4}(?:[-–/](?:\d{4})?)?|undated|n\.d\.)$")
_TEXTS = ("area", "area_original")


def validate(table: Table) -> None:
    """Check the table and add what is found; write countries, languages and roles in their standard form.

    The table's `areas` and `findings` change in place, each change with a finding: names of countries and languages
    become codes ("Sweden" is SE), and a region's country is written in each of its rows; signs of a list are taken off
    names, and rows whose names are stand-ins are left out; ids that are missing are looked up by the regions' names,
    and names by the ids.
    """
    keyed = (regions_found, _dates, _required, _one_value_per_region, _names_of_several, _duplicates)
    by_region = keyed if {"region_id", "region"} & set(table.present) else ()  # missing columns are told already
    by_cell = (_no_names, _lengths, _periods, _damaged, _formulas, _examples, slips)
    for check in (_countries, _languages, _roles, _of_lists, split_lists, list_signs, stand_ins, *by_region, *by_cell):
        table.findings += limited(check(table))
    if not table.bundled:
        table.findings += limited(languages(table))


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

    return mapped(area_texts(areas), folded)


def too_short(areas: pd.DataFrame) -> pd.Series:
    """Which areas have a text of fewer than three letters that is no known short name such as IT or AI."""

    def short(text: str) -> bool:
        return text != "" and not _ENOUGH_LETTERS.search(text) and text.casefold() not in KNOWN_SHORT

    return where(area_texts(areas), short)


def _required(table: Table) -> Iterator[Finding]:
    for column, meaning in (("region_id", said("expected.id")), ("region", said("expected.name"))):
        if column not in table.present:
            continue
        empty = table.areas[column] == ""
        do = said("do.fill_cell")
        yield from by_value(
            table, empty, column, ERROR, said("message.cell_empty"), expected=meaning, do=do, valued=False
        )


def _dates(table: Table) -> Iterator[Finding]:
    """Codes that a spreadsheet made dates or the numbers of days: it reads DEC0 as December of the year 2000."""
    ids = table.areas["region_id"]
    pairs = zip(ids, table.areas["region"], table.areas["country"], strict=True)
    meant = {region_id: _date_for(region_id, name, country) for region_id, name, country in dict.fromkeys(pairs)}
    for finding in by_value(table, where(ids, meant.get), "region_id", ERROR, said("message.date_for_code")):
        code = meant.get(finding.value or "", "")
        do = said("do.code_as_text", code=code) if places.place(code) else said("do.as_text")
        yield replace(finding, expected=said("expected.id"), do=do)
    what, do = said("message.date_for_code"), said("do.as_text")
    yield from by_value(table, where(table.areas["codes"], _DATE.match), "codes", WARNING, what, do=do)


def _date_for(text: str, name: str, country: str) -> str:
    """The code of which a spreadsheet made a date, the date itself where it is not known, and "" for no date."""
    if not (_DATE.match(text) or _DAYS.fullmatch(text)):
        return ""
    codes = [match.code for match in places.named_regions(name, country=country)]
    december = next((code for code in codes if code.startswith("DEC")), "")
    if _DATE.match(text) or (december and _DAYS.fullmatch(text)):
        return f"{december}0" if december == "DEC" else december or text
    return ""


def _no_names(table: Table) -> Iterator[Finding]:
    areas = table.areas
    if not set(_TEXTS) & set(table.present):
        return
    neither = (areas["area"] == "") & (areas["area_original"] == "")
    named = [column for column in _TEXTS if column in table.present]
    column = said("part.between", a=named[0], b=named[1]) if len(named) > 1 else named[0]
    do = said("do.either")
    what = said("message.no_area")
    expected = said("expected.area")
    rows = tuple(table.rows[int(place)] for place in np.flatnonzero(neither.to_numpy()))
    if rows:
        yield Finding(ERROR, what, table.how.source, rows, column, None, expected, do)


def _one_value_per_region(table: Table) -> Iterator[Finding]:
    """One name and one country for each region; a country that is missing in some rows is filled from the others."""
    for column, noun in (("region", "name"), ("country", "country")):
        cells = table.areas[["region_id", column]][(table.areas["region_id"] != "") & (table.areas[column] != "")]
        kinds = cells.drop_duplicates()
        several = kinds["region_id"][kinds["region_id"].duplicated()].unique()
        if len(several):  # to group no rows takes milliseconds
            own = cells[cells["region_id"].isin(several)]
            for region_id, values in own.groupby("region_id", sort=False)[column]:
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
            what = said(f"message.other_{noun}", id=repr(region_id), rows=_count(rows[usual]))
            do = said(f"do.same_{noun}")
            yield Finding(ERROR, what, table.how.source, tuple(found), column, value, repr(usual), do)


def _count(rows: list[int]) -> Said:
    if len(rows) == 1:
        return said("part.row", n=str(rows[0]))
    return said("part.other_rows", n=len(rows), first=str(rows[0]))


def _fill_countries(table: Table, known: pd.DataFrame) -> Iterator[Finding]:
    country_of = dict(zip(known["region_id"], known["country"], strict=True))
    countries = table.areas["region_id"].map(lambda region_id: country_of.get(region_id, "")).astype("str")
    gaps = (table.areas["country"] == "") & (countries != "")
    if gaps.any():
        yield from by_value(table, gaps, "country", NOTICE, said("message.country_filled"), valued=False)
        table.areas["country"] = table.areas["country"].where(~gaps, countries)


def _names_of_several(table: Table) -> Iterator[Finding]:
    named = table.areas[["region_id", "region"]][(table.areas["region_id"] != "") & (table.areas["region"] != "")]
    pairs = named.drop_duplicates()
    doubled = pairs["region"][pairs["region"].duplicated()].unique()
    if not len(doubled):
        return
    for name, rows in named[named["region"].isin(doubled)].groupby("region", sort=False):
        found = tuple(table.rows[int(str(place))] for place in rows.index)
        what = said("message.name_of_several", told=", ".join(sorted(set(rows["region_id"]))))
        do = said("do.apart")
        yield Finding(WARNING, what, table.how.source, found, "region", str(name), do=do)


def _countries(table: Table) -> Iterator[Finding]:
    areas = table.areas
    unknown = where(areas["country"], lambda text: text and not places.known_country(text))
    what = said("message.no_country")
    expected = said("expected.country")
    for finding in by_value(table, unknown, "country", ERROR, what, expected=expected):
        yield replace(finding, do=_country_hint(finding.value)) if finding.value else finding
    renamed = where(areas["country"], lambda text: places.known_country(text) not in ("", text))
    for finding in by_value(table, renamed, "country", NOTICE, ""):
        yield (
            replace(finding, message=said("message.read_as", told=places.known_country(finding.value)))
            if finding.value
            else finding
        )
    if renamed.any():
        areas["country"] = mapped(areas["country"], lambda text: places.known_country(text) or text)


def _country_hint(text: str) -> str:
    """What to do about a text that names no country."""
    try:
        return places.country_code(text)
    except InputError as error:
        if error.choices:
            return said("do.did_you_mean", told=joined(map(places.country_name, error.choices), said("part.or")))
        return said("do.country_abroad") if error.code == "country.abroad" else said("do.country_example")


def _languages(table: Table) -> Iterator[Finding]:
    areas = table.areas
    named = where(areas["language"], lambda text: language_code(text) not in ("", text.lower()))
    for finding in by_value(table, named, "language", NOTICE, ""):
        told = language_code(finding.value or "")
        yield replace(finding, message=said("message.read_as", told=told)) if finding.value else finding
    areas["language"] = mapped(areas["language"], lambda text: language_code(text) or text)
    unknown = ~areas["language"].isin(LANGUAGES | {""})
    expected = said("expected.language")
    do = said("do.language")
    yield from by_value(table, unknown, "language", ERROR, said("message.no_language_code"), expected=expected, do=do)
    if "area_original" in table.present or "language" in table.present:
        alone = (areas["area_original"] == "") & ~areas["language"].isin(["", "en"]) & ~unknown
        what = said("message.language_alone")
        do = said("do.move_original")
        yield from by_value(table, alone, "language", ERROR, what, do=do)
        unstated = (areas["area_original"] != "") & (areas["language"] == "")
        what = said("message.no_language")
        yield from by_value(
            table, unstated, "language", WARNING, what, expected=expected, do=said("do.fill"), valued=False
        )


def _roles(table: Table) -> Iterator[Finding]:
    table.areas["role"] = table.areas["role"].str.lower()
    unknown = ~table.areas["role"].isin(ROLES)
    yield from by_value(
        table, unknown, "role", ERROR, said("message.no_role"), expected=said("expected.role"), do=said("do.correct")
    )


def _of_lists(table: Table) -> Iterator[Finding]:
    """The kind of source and whether a list is complete, in small letters."""
    for column, allowed in (("evidence", EVIDENCE), ("complete", COMPLETE)):
        table.areas[column] = table.areas[column].str.lower()
        unknown = ~table.areas[column].isin([*allowed, ""])
        expected, do = said(f"expected.{column}"), said("do.correct")
        yield from by_value(table, unknown, column, ERROR, said(f"message.no_{column}"), expected=expected, do=do)


def _duplicates(table: Table) -> Iterator[Finding]:
    again = duplicated(table.areas)
    if not again.any():
        return
    found = table.areas[again].assign(text=area_texts(table.areas)[again])
    keys = [found["region_id"], found["role"] == "need", _folded(found)]
    for (region_id, _, _), same in found.groupby(keys, sort=False):
        rows = tuple(table.rows[int(str(place))] for place in same.index)
        what = said("message.same_area", n=len(rows), region=region_id)
        yield Finding(WARNING, what, table.how.source, rows, "area", next(iter(same["text"])), do=said("do.keep_one"))


def _lengths(table: Table) -> Iterator[Finding]:
    texts = area_texts(table.areas)
    english, too_few = table.areas["area"] != "", too_short(table.areas)
    for column, own in zip(_TEXTS, (english, ~english), strict=True):
        do = said("do.full_name")
        yield from by_value(table, too_few & own, column, WARNING, said("message.short_name"), do=do)
        long = (texts.str.len() > LONG_TEXT) & own
        do = said("do.shorter", n=LONG_TEXT)
        yield from by_value(table, long, column, WARNING, said("message.long_name"), do=do)


def _periods(table: Table) -> Iterator[Finding]:
    periods = table.areas["period"]
    odd = where(periods, lambda text: text and not _PERIOD.match(text))
    expected = said("expected.period")
    yield from by_value(table, odd, "period", WARNING, said("message.odd_period"), expected=expected)


def _damaged(table: Table) -> Iterator[Finding]:
    for column in table.present:
        cells = table.areas[column]
        severity: Severity = ERROR if column in ("region_id", "region", *_TEXTS) else WARNING
        do = said("do.correct_formula")
        yield from by_value(
            table, where(cells, _EXCEL_ERROR.match), column, severity, said("message.excel_error"), do=do
        )
        do = said("do.save_utf8")
        wrong = where(cells, _MOJIBAKE.search)
        yield from by_value(table, wrong, column, WARNING, said("message.damaged"), do=do)


def _formulas(table: Table) -> Iterator[Finding]:
    for column in table.present:
        wrong = where(table.areas[column], _FORMULA.search)
        what = said("message.formula")
        yield from by_value(table, wrong, column, WARNING, what, do=said("do.first_character"))


def _examples(table: Table) -> Iterator[Finding]:
    example = table.areas["note"] == EXAMPLE
    what = said("message.example")
    yield from by_value(table, example, "note", WARNING, what, do=said("do.delete"), valued=False)
