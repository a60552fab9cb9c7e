"""Findings that need the whole table: near duplicates, few areas, periods; and those of other modules on it.

They are looked for by `check` only; none of them keeps a table from being fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import area_texts
from matcher.sources.checks.cells import LONG_TEXT, by_value, duplicated, where
from matcher.sources.checks.codes import Regions, codes, listed
from matcher.sources.checks.language import languages
from matcher.sources.findings import NOTICE, WARNING, Finding, counted, limited
from matcher.sources.table import Table, each

__all__ = ["consistency", "near_duplicates", "slips"]

#: How alike two names are that are called near duplicates (rapidfuzz, 0 to 100; in the given or in sorted word order).
NEAR_DUPLICATE = 85.0
#: Near duplicates are not sought in a region with more areas: the work grows with their square.
MOST_COMPARED = 500
_WORD = re.compile(r"\w+")
_JOINING = frozenset({"and", "och", "og", "und", "et", "e", "y", "i", "ja"})
_MOST_NAMED = 6
#: Years that a period may name.
_FIRST_YEAR, _LAST_YEAR = 1990, 2060


def consistency(tables: Sequence[Table], areas: pd.DataFrame) -> Iterator[Finding]:
    """Everything that is worth a look across rows.

    Parameters
    ----------
    tables : sequence of Table
        The tables of each file, for row numbers.
    areas : DataFrame
        All their areas together, for what concerns several files.
    """
    for table in tables:
        for check in (slips, near_duplicates, _few_areas, _periods, languages):
            yield from limited(check(table))
    yield from codes(Regions(tables))
    yield from _all_periods(areas)


def near_duplicates(table: Table) -> Iterator[Finding]:
    """Areas of one region that are written nearly alike, whatever joins their words; needs are compared with needs.

    Very long texts are left out; they are told as such.
    """
    texts = area_texts(table.areas)
    eligible = texts.str.len().between(1, LONG_TEXT).to_numpy()
    needs = (table.areas["role"] == "need").to_numpy()
    again = duplicated(table.areas).to_numpy()
    for region_id, members in _regions(table.areas):
        if len(members) > MOST_COMPARED:
            what = f"near duplicates are not sought in {region_id}, which has more than {MOST_COMPARED} areas"
            yield Finding(NOTICE, what, table.how.source)
            continue
        for need in (False, True):
            places = [place for place in members if needs[place] == need and eligible[place]]
            if len(places) > 1:
                yield from _near(table, region_id, places, texts.iloc[places].tolist(), again)


def _near(
    table: Table, region_id: str, places: list[int], texts: list[str], again: npt.NDArray[np.bool_]
) -> Iterator[Finding]:
    """Near duplicates among some areas of one region; those that are duplicates altogether are told as such."""
    for alike in _alike(texts):
        names = list(dict.fromkeys(texts[it] for it in alike))
        if all(again[places[it]] for it in alike) and len({name.casefold() for name in names}) == 1:
            continue
        shown = ", ".join(map(repr, names[:_MOST_NAMED]))
        what = f"nearly the same area {len(alike)} times in {region_id}: {shown}"
        rows = tuple(table.rows[places[it]] for it in alike)
        yield Finding(WARNING, what, table.how.source, rows, "area", do="keep one, or make their difference plain")


def _alike(texts: list[str]) -> Iterator[list[int]]:
    """Positions of texts that are nearly the same, in groups of two or more."""
    from rapidfuzz import fuzz, process

    if len(texts) < 2:
        return
    words = [_words(text) for text in texts]
    groups = {place: [place] for place in range(len(texts))}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        alike = process.cdist(words, words, scorer=scorer, score_cutoff=NEAR_DUPLICATE)
        for one, other in zip(*alike.nonzero(), strict=True):
            if words[one] and groups[one] is not groups[other]:
                groups[one] += groups[other]
                for place in groups[other]:
                    groups[place] = groups[one]
    for place, group in groups.items():
        if len(group) > 1 and place == min(group):
            yield sorted(group)


def _words(text: str) -> str:
    return " ".join(word for word in _WORD.findall(text.casefold()) if word not in _JOINING)


def _regions(areas: pd.DataFrame) -> Iterator[tuple[str, list[int]]]:
    """Each region with the positions of its rows; rows without a region are left out."""
    numbers, ids = pd.factorize(areas["region_id"])
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers, minlength=len(ids)))
    for number, region_id in enumerate(each(pd.Series(ids))):
        if region_id:
            yield region_id, order[ends[number - 1] if number else 0 : ends[number]].tolist()


def _few_areas(table: Table) -> Iterator[Finding]:
    single = {region_id: members[0] for region_id, members in _regions(table.areas) if len(members) < 2}
    if single:
        what = f"{counted(len(single), 'region')} with one area only: {listed(single)}; scores would rest on little"
        rows = tuple(table.rows[place] for place in single.values())
        yield Finding(WARNING, what, table.how.source, rows, do="look for the rest of the list")


def _periods(table: Table) -> Iterator[Finding]:
    """Regions whose areas belong to several periods."""
    dated = table.areas["period"]
    pairs = table.areas.loc[dated != "", ["region_id", "period"]].drop_duplicates()
    several = set(pairs["region_id"][pairs["region_id"].duplicated()])
    mixed: dict[str, list[int]] = {}
    for region_id, members in _regions(table.areas):
        if region_id in several:
            own = dict(zip(members, dated.iloc[members], strict=True))
            periods = sorted(set(own.values()) - {""})
            mixed[f"{region_id} ({', '.join(periods)})"] = [place for place in members if own[place]]
    if mixed:
        rows = tuple(sorted(table.rows[place] for places in mixed.values() for place in places))
        what = f"{counted(len(mixed), 'region')} with areas of several periods: {listed(mixed)}"
        yield Finding(WARNING, what, table.how.source, rows, "period", do="keep the areas that are in force")


def _all_periods(areas: pd.DataFrame) -> Iterator[Finding]:
    """How many areas belong to each period, where there are several."""
    counts = areas["period"].value_counts()
    if len(counts) > 1:
        shown = [f"{period or 'empty'} ({count})" for period, count in counts.head(_MOST_NAMED).items()]
        more = f" and {len(counts) - _MOST_NAMED} more" if len(counts) > _MOST_NAMED else ""
        yield Finding(NOTICE, f"the areas belong to {len(counts)} periods: {', '.join(shown)}{more}", column="period")


_TEXTS = ("area", "area_original")
#: As many commas without a word that joins look like a list of areas.
_COMMAS = 3
#: As many words at most on both sides of a semicolon, too.
_SHORT = 3
_JOINED = re.compile(r"\b(?:and|och|og|und|et|e|y|i|ja|en|samt|incl|inkl)\b|&", re.IGNORECASE)
_LIST = re.compile(r";.*;|\|", re.DOTALL)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+\S|^\s*[•*·▪●○‣]\s*\S", re.IGNORECASE)
_STAND_INS = frozenset(
    {"ingen", "inga", "kommer", "missing", "n/a", "na", "none", "okänd", "okänt", "saknas"}
    | {"tba", "tbc", "tbd", "test", "unknown", "vakant", "xx", "xxx", "yyy"}
)
_ADDRESS = re.compile(r"^https?://[^\s/]+\.[^\s]+$", re.IGNORECASE)
_YEARS = re.compile(r"^(\d{4})(?:[-–/](\d{4}))?$")


def slips(table: Table) -> Iterator[Finding]:
    """Cells that hold something else than what their column asks for."""
    areas = table.areas
    for column in _TEXTS:
        do = "write one area a row"
        listed = where(areas[column], _LIST.search)
        yield from by_value(table, listed, column, WARNING, "several areas in one cell", do=do)
        do = "nothing, if it is one area; else write one area a row"
        perhaps = where(areas[column], several) & ~listed
        yield from by_value(table, perhaps, column, NOTICE, "perhaps several areas in one cell", do=do)
        do = "remove it: it would count as a part of the name"
        what = "begins with a number or sign of a list"
        yield from by_value(table, where(areas[column], _NUMBERED.match), column, WARNING, what, do=do)
        do = "write the name, or delete the row"
        what = "a stand-in and no name"
        wrong = where(areas[column], lambda text: text.casefold() in _STAND_INS)
        yield from by_value(table, wrong, column, WARNING, what, do=do)
    wrong = where(areas["source_url"], lambda text: text and not _ADDRESS.match(text))
    expected = "one that begins with https:// or http://"
    do = "write it in full; a person or an e-mail address belongs into contact"
    yield from by_value(table, wrong, "source_url", WARNING, "not a web address", expected=expected, do=do)
    what, expected = "unlikely years", f"years from {_FIRST_YEAR} to {_LAST_YEAR}, the earlier one first"
    yield from by_value(table, where(areas["period"], unlikely), "period", WARNING, what, expected=expected)


def several(text: str) -> bool:
    """Whether a name may be a list of names.

    Examples
    --------
    >>> several("Mining; steel"), several("Space, forest, tourism, energy"), several("Life science, health and care")
    (True, True, False)
    >>> several("Bio-based industries; sustainable production and efficient distribution")
    False
    """
    two = text.split(";")
    if len(two) == 2 and all(1 <= len(part.split()) <= _SHORT for part in two):
        return True
    return text.count(",") >= _COMMAS and not _JOINED.search(text)


def unlikely(period: str) -> bool:
    """Whether a period ends before it begins, or lies far away.

    Examples
    --------
    >>> unlikely("2021-2027"), unlikely("2027-2021"), unlikely("1921"), unlikely("undated")
    (False, True, True, False)
    """
    found = _YEARS.match(period)
    if not found:
        return False
    first, last = int(found[1]), int(found[2] or found[1])
    return not _FIRST_YEAR <= first <= last <= _LAST_YEAR
