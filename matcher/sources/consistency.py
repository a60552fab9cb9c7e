"""Findings that need the whole table: near duplicates, regions that contain one another, periods, scripts.

They are looked for by `check` only; none of them keeps a table from being fitted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pandas as pd

from matcher.records import area_texts
from matcher.sources.findings import NOTICE, WARNING, Finding, limited
from matcher.sources.languages import LATIN_SCRIPT, OTHER_SCRIPTS
from matcher.sources.table import Table
from matcher.sources.validate import LONG_TEXT, duplicated

__all__ = ["consistency", "near_duplicates"]

#: How alike two names are that are called near duplicates (rapidfuzz, 0 to 100; in the given or in sorted word order).
NEAR_DUPLICATE = 85.0
#: Near duplicates are not sought in a region with more areas: the work grows with their square.
MOST_COMPARED = 500
#: A text in Latin letters is held against a language in other letters when it has as many: short ones may be acronyms.
_ENOUGH_LETTERS = 10
_WORD = re.compile(r"\w+")
_JOINING = frozenset({"and", "och", "og", "und", "et", "e", "y", "i", "ja"})
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
#: Countries whose regions have NUTS or statistical-region codes, as the codes write them.
_NUTS_COUNTRIES = frozenset(
    """
    AL AT BE BG CH CY CZ DE DK EE EL ES FI FR HR HU IE IS IT LI LT LU LV ME MK MT NL NO PL PT RO RS SE SI SK TR UK
    """.split()  # noqa: SIM905 - a list literal would take forty lines
)
_MOST_NAMED = 6


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
        for check in (near_duplicates, _few_areas, _periods, _scripts):
            yield from limited(check(table))
    yield from _levels(areas, tables)
    yield from limited(_nested(areas, tables))
    yield from _all_periods(areas)


def near_duplicates(table: Table) -> Iterator[Finding]:
    """Areas of one region that are written nearly alike, whatever joins their words; needs are compared with needs.

    Very long texts are left out; they are told as such.
    """
    texts = area_texts(table.areas).tolist()
    needs = (table.areas["role"] == "need").tolist()
    again = duplicated(table.areas).tolist()
    for (region_id, members), need in product(_regions(table.areas).items(), (False, True)):
        places = [place for place in members if needs[place] == need and 0 < len(texts[place]) <= LONG_TEXT]
        if len(places) > MOST_COMPARED:
            what = f"near duplicates are not sought in {region_id}, which has more than {MOST_COMPARED} areas"
            yield Finding(NOTICE, what, table.how.source)
            continue
        for alike in _alike([texts[place] for place in places]):
            found = [places[it] for it in alike]
            names = list(dict.fromkeys(texts[place] for place in found))
            if all(again[place] for place in found) and len({name.casefold() for name in names}) == 1:
                continue  # told as duplicates
            what = (
                f"nearly the same area {len(found)} times in {region_id}: {', '.join(map(repr, names[:_MOST_NAMED]))}"
            )
            rows = tuple(table.rows[place] for place in found)
            yield Finding(WARNING, what, table.how.source, rows, "area", do="keep one, or make their difference plain")


def _alike(texts: list[str]) -> Iterator[list[int]]:
    """Positions of texts that are nearly the same, in groups of two or more."""
    from rapidfuzz import fuzz, process

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


def _regions(areas: pd.DataFrame) -> dict[str, list[int]]:
    """Positions of the rows of each region; rows without a region are left out."""
    regions: dict[str, list[int]] = defaultdict(list)
    for place, region_id in enumerate(areas["region_id"]):
        if region_id:
            regions[region_id].append(place)
    return regions


def _few_areas(table: Table) -> Iterator[Finding]:
    for region_id, places in _regions(table.areas).items():
        if len(places) < 2:
            what = f"region {region_id} has one area only; its scores rest on little"
            rows = (table.rows[places[0]],)
            yield Finding(WARNING, what, table.how.source, rows, do="look for the rest of its list")


def _periods(table: Table) -> Iterator[Finding]:
    """Regions whose areas belong to several periods."""
    dated = table.areas["period"].tolist()
    for region_id, members in _regions(table.areas).items():
        places = [place for place in members if dated[place]]
        periods = sorted({dated[place] for place in places})
        if len(periods) > 1:
            rows = tuple(table.rows[place] for place in places)
            what = f"region {region_id} mixes the periods {', '.join(periods)}"
            yield Finding(WARNING, what, table.how.source, rows, "period", do="keep the areas that are in force")


def _all_periods(areas: pd.DataFrame) -> Iterator[Finding]:
    """How many areas belong to each period, where there are several."""
    counts = areas["period"].value_counts()
    if len(counts) > 1:
        shown = [f"{period or 'empty'} ({count})" for period, count in counts.head(_MOST_NAMED).items()]
        more = f" and {len(counts) - _MOST_NAMED} more" if len(counts) > _MOST_NAMED else ""
        yield Finding(NOTICE, f"the areas belong to {len(counts)} periods: {', '.join(shown)}{more}", column="period")


def _levels(areas: pd.DataFrame, tables: Sequence[Table]) -> Iterator[Finding]:
    """Countries whose regions are on several NUTS levels."""
    for country, ids in _nuts_ids(areas).items():
        levels: dict[int, list[str]] = defaultdict(list)
        for region_id in ids:
            levels[len(region_id) - 2].append(region_id)
        national = levels.pop(0, [])
        if len(levels) > 1:
            shown = "; ".join(f"level {level}: {_named(found)}" for level, found in sorted(levels.items()))
            what = f"the regions of {country} are on several NUTS levels ({shown})"
            do = "larger regions have longer lists and so share more by chance; use one level where you can"
            fewest = min(levels.values(), key=len)
            yield Finding(WARNING, what, *_where(fewest, tables), "region_id", do=do)
        if national and levels:
            others = [region_id for region_id in ids if region_id not in national]
            what = f"the national list {country} stands beside regions of the same country ({_named(others)})"
            do = "leave out the national list if regions are compared"
            yield Finding(WARNING, what, *_where(national, tables), "region_id", do=do)


def _nested(areas: pd.DataFrame, tables: Sequence[Table]) -> Iterator[Finding]:
    """Regions that contain others in the table, by their NUTS codes."""
    ids = {region_id for found in _nuts_ids(areas).values() for region_id in found}
    children: dict[str, list[str]] = defaultdict(list)
    for region_id in sorted(ids):
        for level in range(1, len(region_id) - 2):
            parent = region_id[: 2 + level]
            if parent in ids:
                children[parent].append(region_id)
    for parent, inside in sorted(children.items()):
        what = f"region {parent} contains {_named(inside)}, listed beside it"
        do = "do not add them up; leave out one of the two"
        yield Finding(WARNING, what, *_where([parent, *inside], tables), "region_id", do=do)


def _where(ids: list[str], tables: Sequence[Table]) -> tuple[str, tuple[int, ...]]:
    """Source and rows of some regions; row numbers say nothing where several files are read."""
    if len(tables) > 1:
        return "", ()
    found = tables[0].areas["region_id"].isin(ids)
    return tables[0].how.source, tuple(row for row, wanted in zip(tables[0].rows, found, strict=True) if wanted)


def _nuts_ids(areas: pd.DataFrame) -> dict[str, list[str]]:
    """The region ids that look like NUTS codes, sorted, by the country they begin with."""
    found: dict[str, list[str]] = defaultdict(list)
    for region_id in sorted(areas["region_id"].unique()):
        if _NUTS.fullmatch(region_id) and region_id[:2] in _NUTS_COUNTRIES:
            found[region_id[:2]].append(region_id)
    return found


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return ", ".join(ids[:_MOST_NAMED]) + more


def _scripts(table: Table) -> Iterator[Finding]:
    """Names in letters that their language does not use: Greek letters under sv, Latin ones under el."""
    for column in ("area", "area_original"):
        languages = table.areas["language"] if column == "area_original" else pd.Series("en", table.areas.index)
        for number, text, language in zip(table.rows, table.areas[column], languages, strict=True):
            wrong = _wrong_script(text, language)
            if wrong:
                do = "correct the language" if column == "area_original" else "move it to area_original"
                yield Finding(WARNING, wrong, table.how.source, (number,), column, text, do=do)


def _wrong_script(text: str, language: str) -> str:
    """What is wrong with the letters of a text, or ""; nothing is said of languages with several scripts."""
    if text.isascii() and language in LATIN_SCRIPT:
        return ""
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]
    latin = scripts.count("LATIN")
    if language in LATIN_SCRIPT and latin * 2 < len(scripts):
        return f"the letters are not those of the language {language}"
    if language in OTHER_SCRIPTS and latin == len(scripts) >= _ENOUGH_LETTERS:
        return f"the letters are Latin, those of the language {language} are not"
    return ""
