"""Makes `data/areas.md`, the data card of the sets of newest lists: what is in them, from when and from whom.

Made anew by `python -m data.build.card`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from data.build.newest import begins
from matcher.areas import region_table
from matcher.files import data_folder
from matcher.places import country_name, is_national_list
from matcher.sources import load_areas

__all__ = ["CARD", "SETS", "card", "main"]

CARD = Path(data_folder()) / "areas.md"
SETS = ("europe", "sweden")
HEAD = """\
# Data card: the newest list of each region
Made by `python -m data.build.card` from `europe.csv` and `sweden.csv`; how these were made: `data/build/newest.py`.
A list counts once, with the weakest of its sources. *Complete* says that the whole list was seen, *not told* that the
page shows a list without saying so; lists of which a part was seen are *partial*.
"""
EVIDENCE = {"secondhand": "at second hand", "reported": "by others", "official": "the region's own"}
COMPLETE = {"no": "partial", "unknown": "unknown", "": "not told", "yes": "complete"}


def main() -> None:
    """Write the card."""
    CARD.write_text(card(), encoding="utf-8")


def card() -> str:
    """The card's text."""
    areas = pd.concat([load_areas(name) for name in SETS], ignore_index=True)
    lists = region_table(areas).set_index("region_id")
    lists["evidence"] = [_weakest(text, EVIDENCE) for text in lists["evidence"]]
    lists["complete"] = [_weakest(text, COMPLETE) for text in lists["complete"]]
    lists["begins"] = [max(map(begins, text.split("; "))) for text in lists["period"]]
    lists["areas"] = areas.groupby("region_id").size()
    lists["parts"] = (areas["parts"] != "").groupby(areas["region_id"]).sum()
    return "\n".join([HEAD, *_all(lists), "", *_by_country(lists), "", *_open(lists), ""])


def _weakest(text: str, order: dict[str, str]) -> str:
    return next(value for value in order if value in text.split("; "))


def _all(lists: pd.DataFrame) -> list[str]:
    """Kind of source by completeness, of lists."""
    counts = Counter(zip(lists["evidence"], lists["complete"], strict=True))
    head = ["| source | " + " | ".join(COMPLETE.values()) + " | begins before 2021 |", "|---|" + "---|" * 5]
    rows = []
    for kind, told in EVIDENCE.items():
        cells = [str(counts[kind, value]) for value in COMPLETE]
        old = int(((lists["evidence"] == kind) & (lists["begins"] < 2021)).sum())
        rows.append(f"| {told} | {' | '.join(cells)} | {old} |")
    return head + rows


def _by_country(lists: pd.DataFrame) -> list[str]:
    """A row a country: lists, areas, those with parts, first years of those that have one, and sources."""
    head = ["| country | lists | areas | with parts | begin | own source | complete |", "|---|---|---|---|---|---|---|"]
    rows = []
    for code, own in lists.groupby("country"):
        years = sorted(set(own["begins"]) - {0})
        span = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(*years)
        kinds = f"{(own['evidence'] == 'official').sum()} | {(own['complete'] == 'yes').sum()}"
        name = country_name(str(code))
        rows.append((name, f"{len(own)} | {own['areas'].sum()} | {own['parts'].sum()} | {span} | {kinds}"))
    return head + [f"| {name} | {cells} |" for name, cells in sorted(rows)]


def _open(lists: pd.DataFrame) -> list[str]:
    """What is missing: partial lists, old lists, and national lists beside regional ones."""
    national = [code for code, note in lists["note"].items() if is_national_list(str(code), note)]
    return [
        "## What is missing",
        f"* Partial lists: {_named(lists[lists['complete'] == 'no'])}.",
        f"* Perhaps not the whole list: {_named(lists[lists['complete'] == 'unknown'])}.",
        f"* Lists that begin before 2021, or are not dated: {_named(lists[lists['begins'] < 2021])}.",
        f"* At second hand: {_named(lists[lists['evidence'] == 'secondhand'])}.",
        f"* National lists, of countries of several regions: {_named(lists.loc[national])}.",
    ]


def _named(lists: pd.DataFrame) -> str:
    return ", ".join(f"{row.region} ({row.Index})" for row in lists.itertuples())


if __name__ == "__main__":
    main()
