"""Findings that need the whole table: near duplicates, few areas, periods; and those of other modules on it.

They are looked for by `check` only; none of them keeps a table from being fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from matcher.areas import area_texts
from matcher.later import pd
from matcher.sources.checks.cells import LONG_TEXT, duplicated
from matcher.sources.checks.codes import Regions, codes
from matcher.sources.checks.language import languages
from matcher.sources.findings import NOTICE, WARNING, Finding, limited
from matcher.sources.said import Said, counted, joined, said
from matcher.sources.table import Table, each

__all__ = ["consistency", "near_duplicates"]

#: How alike two names are that are called near duplicates (rapidfuzz, 0 to 100; in the given or in sorted word order).
NEAR_DUPLICATE = 85.0
#: Near duplicates are not sought in a region with more areas: the work grows with their square.
MOST_COMPARED = 500
_WORD = re.compile(r"\w+")
_JOINING = frozenset({"and", "och", "og", "und", "et", "e", "y", "i", "ja"})
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
        for check in (near_duplicates, _few_areas, _periods):
            yield from limited(check(table))
        if table.bundled:  # of other files it is told when they are read
            yield from limited(languages(table))
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
            what = said("message.near_not_sought", region=region_id, n=MOST_COMPARED)
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
        what = said("message.nearly_same", n=len(alike), region=region_id, names=shown)
        rows = tuple(table.rows[places[it]] for it in alike)
        yield Finding(WARNING, what, table.how.source, rows, "area", do=said("do.make_plain"))


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
        what = said("message.one_area", regions=counted(len(single), "region"), told=joined(single))
        rows = tuple(table.rows[place] for place in single.values())
        yield Finding(WARNING, what, table.how.source, rows, do=said("do.rest"))


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
            mixed[said("part.named", regions=region_id, names=joined(periods))] = [
                place for place in members if own[place]
            ]
    if mixed:
        rows = tuple(sorted(table.rows[place] for places in mixed.values() for place in places))
        what = said("message.mixed_periods", regions=counted(len(mixed), "region"), told=joined(mixed))
        yield Finding(WARNING, what, table.how.source, rows, "period", do=said("do.in_force"))


def _all_periods(areas: pd.DataFrame) -> Iterator[Finding]:
    """How many areas belong to each period, where there are several."""
    counts = areas["period"].value_counts()
    if len(counts) > 1:
        shown = [_in_period(str(period), int(count)) for period, count in counts.head(_MOST_NAMED).items()]
        told = joined(shown, further=len(counts) - len(shown))
        yield Finding(NOTICE, said("message.all_periods", n=len(counts), told=told), column="period")


def _in_period(period: str, count: int) -> Said:
    return said("part.year_count", period=period, n=count) if period else said("part.empty_count", n=count)
