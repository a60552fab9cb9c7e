"""Makes `data/europe.csv` and `data/sweden.csv`: of each region the newest complete list of all that were read.

    python -m data.build.newest

The rule, in this order: a list is taken before another if it is complete; if it begins later; if its source is the
region's own document, then if it was told by others, then at second hand; if it was read later. Where `choices.csv`
says so, by hand and with the reason, a list is put aside, taken, or put together from its pieces. Rows with PARTS in
their note are no list: they lend their parts to the areas of the same name, and so do the lists that are not taken.

Read are the sets of earlier years (`europe_2014_2020`, `sweden_2018`, `sweden_2019`, `sweden_2021`) and, in `areas/`:

* `nordic.csv`, `central.csv`, `south.csv`: lists and parts as they were read in 2026, with doubts in `note`;
* `choices.csv`: what is decided by hand (region_id, period, choice, reason);
* `hosts.csv`: the kind of source of the earlier lists, by the host of their address;
* `notes.csv`: the short note that the words of a long one (a regular expression) stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import pandas as pd

from matcher.files import atomic_path, data_folder
from matcher.places import parents, successor_codes
from matcher.spelling import name_key

__all__ = ["begins", "main", "newest"]

COLUMNS = (
    "region_id",
    "region",
    "country",
    "period",
    "area",
    "area_original",
    "language",
    "parts",
    "parts_original",
    "evidence",
    "complete",
    "source_url",
    "source_title",
    "note",
)
INPUTS = Path(__file__).parent / "areas"
#: What was read, in the order in which it was: later readings win where all else is equal.
EARLIER = ("europe_2014_2020", "sweden_2018", "sweden_2019", "sweden_2021")
LATER = ("nordic", "central", "south")
EVIDENCE = ("official", "reported", "secondhand")
COMPLETENESS = ("yes", "", "unknown", "no")
#: The Swedish pages without a date ("n.d.") were read in 2021 or later; other lists without one are older than any.
UNDATED_PAGES = {"n.d.": 2021}

_CUT = re.compile(r"cut short|cut off")
#: Notes of the earlier sets that are told anew of the sets that are made, since they depend on what is in them.
_TOLD_ANEW = re.compile(r"national list|beside regional ones|code of NUTS|period not dated|also listed|changed in 2024")
#: Notes that hold of a list with several values of a column.
_OF_SEVERAL = {"period": re.compile(r"periods mixed|both periods"), "source_url": re.compile(r"pieced together")}


@dataclass(frozen=True)
class AreaList:
    """The areas that a region named in one period, as they were read at one time."""

    region_id: str
    period: str
    reading: int
    rows: pd.DataFrame
    taken: bool = False

    @property
    def is_later(self) -> bool:
        """Whether it was read in 2026, with long notes."""
        return self.reading == len(EARLIER)

    @property
    def rank(self) -> tuple[bool, bool, int, int, int, int]:
        """How it compares with the region's other lists: the first in order is taken."""
        complete = max(COMPLETENESS.index(value) for value in self.rows["complete"])
        evidence = max(EVIDENCE.index(value) for value in self.rows["evidence"])
        whole = complete < COMPLETENESS.index("unknown")
        return not self.taken, not whole, -begins(self.period), complete, evidence, -self.reading


def main() -> None:
    """Write both sets."""
    rows = read()
    for name, own in (("sweden", rows["country"] == "SE"), ("europe", rows["country"] != "SE")):
        with atomic_path(data_folder() / f"{name}.csv") as draft:
            newest(rows[own]).to_csv(draft, index=False, lineterminator="\n", encoding="utf-8")


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each region the list that the rule takes, with the parts that other rows of the region lend it."""
    chosen = {region_id: min(lists, key=lambda own: own.rank) for region_id, lists in _lists(rows).items()}
    kept = _beside_each_other(chosen)
    names = rows.groupby("region_id")["region"].first()
    tables = []
    for region_id, own in sorted(kept.items()):
        table = _with_parts(own.rows, rows[rows["region_id"] == region_id])
        notes = _notes(own, beside=any(one[:2] == region_id != one for one in kept))
        tables.append(table.assign(note="; ".join(dict.fromkeys(notes)), region=names[region_id]))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)]


def begins(period: str) -> int:
    """The first year of a period; 0 for one that is not known.

    Examples
    --------
    >>> begins("2021-2027"), begins("2024-"), begins("n.d."), begins("undated")
    (2021, 2024, 2021, 0)
    """
    return int(period[:4]) if period[:4].isdigit() else UNDATED_PAGES.get(period, 0)


# -- what was read ----------------------------------------------------------------------------------------------------


def read() -> pd.DataFrame:
    """All rows that were read, with `reading` (which time) and `lends` (rows that are no list)."""
    earlier = [_table(data_folder() / f"{name}.csv") for name in EARLIER]
    later = [_table(INPUTS / f"{name}.csv") for name in LATER]
    tables = [*map(_judged, earlier), pd.concat(later, ignore_index=True)]
    rows = pd.concat([table.assign(reading=at) for at, table in enumerate(tables)], ignore_index=True)
    rows.loc[rows["language"] == "en", ["area_original", "language", "parts_original"]] = ""  # `area` is English
    rows["area_original"] = [text[:1].upper() + text[1:] for text in rows["area_original"]]  # of running texts
    return rows.assign(lends=["PARTS" in note and "AREA MISSING" not in note for note in rows["note"]])


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False).reindex(columns=list(COLUMNS), fill_value="")


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """Earlier lists with the kind of source, by its host, and with their completeness, by their notes."""
    hosts = dict(_table_of("hosts").itertuples(index=False))
    found = [urlparse(url).netloc.removeprefix("www.") for url in rows["source_url"]]
    evidence = [hosts[host] if host else "reported" for host in found]  # Tillväxtverket's list has no address
    complete = ["no" if "partial" in note else "unknown" if _CUT.search(note) else "" for note in rows["note"]]
    return rows.assign(evidence=evidence, complete=complete)


def _table_of(name: str) -> pd.DataFrame:
    return pd.read_csv(INPUTS / f"{name}.csv", dtype=str, keep_default_na=False)


# -- which list -------------------------------------------------------------------------------------------------------


def _lists(rows: pd.DataFrame) -> dict[str, list[AreaList]]:
    """The lists of each region that may be taken, by its id."""
    rows = rows[~rows["lends"]]
    last = rows["reading"].max()
    choices = {(row.region_id, row.period): row.choice for row in _table_of("choices").itertuples()}
    pieces = {region_id: period for (region_id, period), choice in choices.items() if choice == "together"}
    period = rows["region_id"].map(pieces).where(rows["reading"] < last).fillna(rows["period"])
    chosen = pd.Series([choices.get(key, "") for key in zip(rows["region_id"], period, strict=True)], rows.index)
    reading = rows["reading"].where(chosen != "joined", last)
    out = (chosen == "aside") | ((chosen == "new") & (reading < last))
    lists: dict[str, list[AreaList]] = {}
    for (region_id, told, at), own in rows[~out].groupby(["region_id", period, reading], sort=True):
        taken = bool((chosen[own.index] == "take").all())
        lists.setdefault(region_id, []).append(AreaList(region_id, told, at, own, taken))
    return lists


def _beside_each_other(chosen: dict[str, AreaList]) -> dict[str, AreaList]:
    """Without former regions that a listed one holds, and then without joint lists of regions that have their own."""
    inside = {one: set(parents(one)) & set(chosen) for one in chosen}
    former = {one for one, own in chosen.items() if inside[one] and "former region" in own.rows["note"].iloc[0]}
    kept = set(chosen) - former
    joint = {around for one in kept for around in inside[one] if len(around) > len("SE")}
    return {one: own for one, own in chosen.items() if one in kept - joint}


# -- what goes with it ------------------------------------------------------------------------------------------------


def _with_parts(own: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The list with parts and published names that other rows of the region have for areas of the same name."""
    others = rows.assign(begins=[begins(period) for period in rows["period"]])
    others = others.sort_values(["begins", "reading"], ascending=False, kind="stable").to_dict("records")
    table = own.to_dict("records")
    for area in table:
        key = name_key(area["area"])
        for lender in (row for row in others if name_key(row["area"]) == key):
            if not area["area_original"] and lender["area_original"]:
                area |= {name: lender[name] for name in ("area_original", "language")}
            if not area["parts"] and lender["parts"]:
                area["parts"] = lender["parts"]
                same = lender["language"] == area["language"]
                area["parts_original"] = lender["parts_original"] if same else ""
    return pd.DataFrame(table)


def _notes(own: AreaList, *, beside: bool) -> Iterator[str]:
    """What is to be said of a list, in short phrases."""
    if len(own.region_id) == len("SE"):
        yield "national list, beside regional ones" if beside else "national list"
    if successor_codes(own.region_id):
        yield "code of NUTS 2021, changed in 2024"
    if own.period in ("undated", *UNDATED_PAGES):
        yield "period not dated"
    for note in dict.fromkeys(own.rows["note"]):
        yield from _of_later(note) if own.is_later else _of_earlier(note, own.rows)


def _of_later(note: str) -> Iterator[str]:
    """The short notes that the words of a long one stand for."""
    for words, short in _table_of("notes").itertuples(index=False, name=None):
        if re.search(words, note):
            yield short


def _of_earlier(note: str, rows: pd.DataFrame) -> Iterator[str]:
    """The phrases of a short note that still hold of the list that was taken."""
    for phrase in filter(None, note.split("; ")):
        of_several = [name for name, words in _OF_SEVERAL.items() if words.search(phrase)]
        if not _TOLD_ANEW.search(phrase) and all(len(set(rows[name])) > 1 for name in of_several):
            yield phrase


if __name__ == "__main__":
    main()
