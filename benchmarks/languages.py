"""The same lists in two languages: what docs/evaluation.md says of it.

    python -m benchmarks.languages [--read no]

`tests/data/translations.csv` holds the areas of 100 bundled lists, drawn by lot and translated for this by a language
model that saw the English names alone, each list into one of 25 languages. Half of them were read while the rules were
made (`read` is yes), half were not. All lists are fitted together, the English ones as they are (without parts and
descriptions), and beside them the translated ones as lists of further regions.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from matcher import Matcher, load_areas
from matcher.fitted.graph import sure
from matcher.partners.ranking import others_in_order
from matcher.run import Run

__all__ = ["Likeness", "lists_in_two_languages", "main"]

TRANSLATIONS = Path(__file__).parents[1] / "tests" / "data" / "translations.csv"
#: What marks a translated list.
TWIN = "twin of "
FIRST = 5
MOST_KEPT = 4


class Likeness(NamedTuple):
    """How alike lists in two languages are read.

    Attributes
    ----------
    names, alike : int
        Names of areas, and those that surely belong to the same niches in both languages.
    shared : float
        Niches that both have, of all that either has.
    lists, kept, four : int, float, float
        Lists with a suggested partner; how many of the first five are the same, on average; share of lists with four
        of five, or all where there are fewer.
    """

    names: int
    alike: int
    shared: float
    lists: int
    kept: float
    four: float


def lists_in_two_languages(translations: pd.DataFrame) -> Likeness:
    """Fit the bundled lists with translated ones beside them, and compare.

    Parameters
    ----------
    translations : DataFrame
        region_id, language, area, translation.
    """
    own = translations.set_index(["region_id", "area"])
    areas = load_areas("europe+sweden")
    asked = areas["region_id"].isin(translations["region_id"]) & (areas["area"] != "")
    areas.loc[asked, ["parts", "parts_original", "description", "area_original"]] = ""
    twins = areas[asked].copy()
    keys = list(zip(twins["region_id"], twins["area"], strict=True))
    twins = twins.assign(
        language=[own.loc[key, "language"] for key in keys],
        area_original=[own.loc[key, "translation"] for key in keys],
        region=TWIN + twins["region"],
        region_id=TWIN + twins["region_id"],
    )
    english = dict(zip(zip(twins["region_id"], twins["area_original"], strict=True), twins["area"], strict=True))
    run = Matcher(draws=0).fit(pd.concat([areas, twins.assign(area="")], ignore_index=True))
    return _likeness(run, english)


def _likeness(run: Run, english: dict[tuple[str, str], str]) -> Likeness:
    member = sure(run.memberships)
    niches = member[member["theme_id"].isin(run.niche_ids)].groupby("area_id")["theme_id"].agg(frozenset)
    by_name = {}
    for area_id, region, area, original in run.areas[["area_id", "region_id", "area", "area_original"]].to_numpy():
        by_name[region, area or original] = niches.get(area_id, frozenset())
    pairs = [
        (by_name[region.removeprefix(TWIN), name], by_name[region, translated])
        for (region, translated), name in english.items()
    ]
    shares = []
    for region in dict.fromkeys(region for region, _ in english):
        one, other = (_first(run, it) for it in (region.removeprefix(TWIN), region))
        if most := max(len(one), len(other)):
            shares.append(FIRST * len(set(one) & set(other)) / most)
    kept = np.array(shares)
    return Likeness(
        len(pairs),
        sum(one == other for one, other in pairs),
        sum(len(one & other) for one, other in pairs) / sum(len(one | other) for one, other in pairs),
        len(kept),
        float(kept.mean()),
        float((kept >= MOST_KEPT).mean()),
    )


def _first(run: Run, region: str) -> list[str]:
    """The first suggested partners of a list; other translated lists, and the same list in English, are none."""
    order = others_in_order(run, region)
    there = (order["reason"] == "") & (order["key"] > 0) & ~order["region_id"].str.startswith(TWIN)
    there &= order["region_id"] != region.removeprefix(TWIN)
    first: list[str] = order.loc[there, "region_id"].head(FIRST).tolist()
    return first


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read", choices=["yes", "no"], help="only lists read while rules were made, or the others")
    asked = parser.parse_args(arguments)
    table = pd.read_csv(TRANSLATIONS, keep_default_na=False)
    found = lists_in_two_languages(table if asked.read is None else table[table["read"] == asked.read])
    print(f"names in the same niches: {found.alike} of {found.names}; niches shared: {found.shared:.3f}")
    print(
        f"first {FIRST} partners kept: {found.kept:.2f}; {MOST_KEPT} or more in {found.four:.0%} of {found.lists} lists"
    )


if __name__ == "__main__":
    main()
