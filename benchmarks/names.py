"""Names in other languages beside their English twins: what data/e5/README.md and docs/evaluation.md say of them.

    python -m benchmarks.names

The names are those that bundled areas have in their own language, and those of `tests/data/translations.csv`. Each asks
for its English twin among all English names of the bundled lists it is taken from; and names that the reader of
`tests/data/theme_reference.csv` has labelled in English are placed in broad themes, in English and as they are written.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.encoder import Twins, ranks, twins
from benchmarks.languages import TRANSLATIONS
from matcher import Embedder, Matcher, load_areas
from matcher.areas import HORIZONTAL
from matcher.embed.embedder import AUTO, LIGHT

__all__ = ["main", "placed_in_themes", "precision", "translated"]

REFERENCE = TRANSLATIONS.with_name("theme_reference.csv")
BUNDLED = "europe+sweden"
#: How the ids of regions begin that have one name each, to be placed.
ASKED = "name "


def translated() -> Twins:
    """The translated names, and all English ones of the bundled lists."""
    table = pd.read_csv(TRANSLATIONS, keep_default_na=False)
    names = sorted((set(load_areas(BUNDLED)["area"]) | set(table["area"])) - {""})
    return Twins(table["translation"].tolist(), table["language"].tolist(), table["area"].tolist(), names)


def precision(pairs: Twins, model: str) -> tuple[float, float]:
    """Share of names whose English twin comes first, and among the first five."""
    embedder = Embedder(model)
    asked = embedder.encode(pairs.originals, pairs.languages, blank=True)
    offered = embedder.encode(pairs.names, ["en"] * len(pairs.names))
    ranked = ranks(asked, offered, [pairs.names.index(name) for name in pairs.wanted])
    return float((ranked <= 1).mean()), float((ranked <= 5).mean())


def placed_in_themes(names: Sequence[str], languages: Sequence[str]) -> list[set[str]]:
    """The broad themes of names, each fitted as the only area of a region beside the bundled lists."""
    bundled = load_areas(BUNDLED)
    english = [code == "en" for code in languages]
    asked = pd.DataFrame(
        {
            "region_id": [f"{ASKED}{place}" for place in range(len(names))],
            "region": [f"Region {place}" for place in range(len(names))],
            "area": np.where(english, names, ""),
            "area_original": np.where(english, "", names),
            "language": list(languages),
        }
    )
    run = Matcher(draws=0).fit(pd.concat([bundled, asked], ignore_index=True).fillna(""))
    region = dict(zip(run.areas["area_id"], run.areas["region_id"], strict=True))
    themes = {theme["theme_id"] for theme in run.themes("theme")} - {HORIZONTAL}
    found: dict[str, set[str]] = {f"{ASKED}{place}": set() for place in range(len(names))}
    for area, theme in run.memberships[["area_id", "theme_id"]].to_numpy():
        if theme in themes and region[area] in found:
            found[region[area]].add(theme)
    return list(found.values())


def _labelled() -> dict[str, tuple[list[str], list[str], list[str]]]:
    """Names to be placed, their languages, and the labelled English names: in English and in two other ways."""
    reference = pd.read_csv(REFERENCE)["area"].tolist()
    own = pd.concat([load_areas("europe_2014_2020+sweden_2018"), load_areas(BUNDLED)])
    own = own[own["area"].isin(reference) & (own["area_original"] != "") & (own["language"] != "en")]
    own = own.assign(key=own["area_original"].str.lower()).drop_duplicates("key")
    other = pd.read_csv(TRANSLATIONS, keep_default_na=False)
    other = other[other["area"].isin(reference)]
    return {
        "English": (reference, ["en"] * len(reference), reference),
        "as the regions write them": (own["area_original"].tolist(), own["language"].tolist(), own["area"].tolist()),
        "translated": (other["translation"].tolist(), other["language"].tolist(), other["area"].tolist()),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args(arguments)
    for said, pairs in (("own", twins()), ("translated", translated())):
        for model in (AUTO, LIGHT):
            first, five = precision(pairs, model)
            print(f"{len(pairs.originals)} {said} names, {model}: twin first {first:.3f}, among five {five:.3f}")
    labels = pd.read_csv(REFERENCE).set_index("area")["themes"].str.split(";").map(set)
    sums = []
    for said, (names, languages, wanted) in _labelled().items():
        pairs_of = [
            (labels[name] - {HORIZONTAL}, one)
            for name, one in zip(wanted, placed_in_themes(names, languages), strict=True)
        ]
        counts = np.array([[len(right & found), len(found), len(right)] for right, found in pairs_of]).sum(axis=0)
        sums.append((said, len(names), counts))
    sums.append(("in other languages", sum(n for _, n, _ in sums[1:]), sum(counts for *_, counts in sums[1:])))
    for said, number, (both, placed, right) in sums:
        print(f"{number} labelled names, {said}: precision {both / placed:.3f}, recall {both / right:.3f}, "
              f"F1 {2 * both / (placed + right):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
