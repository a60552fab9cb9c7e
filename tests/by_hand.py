"""Fitted tables written down by hand, for tests that need neither texts nor models."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pandas as pd

from conftest import areas_table
from matcher import Run
from matcher.areas import sort_areas
from matcher.fitted.tables import Fitted
from matcher.relatedness import LINK_COLUMNS, RELATION_COLUMNS

#: What an area belongs to: one niche, or several joined with "+"; after a colon its role.
Portfolios = dict[str, list[str]]
F = TypeVar("F", bound=Fitted)


def tables_of(
    portfolios: Portfolios, relations: dict[tuple[str, str], float], themes: dict[str, str] | None = None
) -> Fitted:
    """Fitted of regions with the given areas; niches in order of ids, each labelled "Niche <id>".

    The area of region A on niche rail is called "rail of A". A niche stands under a broad theme of its own, "t-<id>",
    unless `themes` says otherwise; an area on niche "horizontal" has no thematic content.
    """
    parents = themes or {}
    rows = [
        (region, area.partition(":")[0], area.partition(":")[2])
        for region, areas in portfolios.items()
        for area in areas
    ]
    areas = areas_table([(region, f"Region {region}", "SE", f"{on} of {region}") for region, on, _ in rows])
    areas["role"] = [role for _, _, role in rows]
    areas = sort_areas(areas)
    linked = [
        (area_id, niche, 1.0)
        for area_id, text in zip(areas["area_id"], areas["area"], strict=True)
        for niche in text.split(" of ")[0].split("+")
    ]
    listed = {niche for _, niche, _ in linked} | {niche for pair in relations for niche in pair} | set(parents)
    niches = sorted(listed - {"horizontal"})
    broad = sorted({parents.get(niche, f"t-{niche}") for niche in niches})
    theme_table = pd.DataFrame(
        [(theme, "theme", "", f"Theme {theme}") for theme in broad]
        + [("horizontal", "theme", "", "Without thematic content")]
        + [(niche, "niche", parents.get(niche, f"t-{niche}"), f"Niche {niche}") for niche in niches],
        columns=["theme_id", "level", "parent_id", "label"],
    )
    memberships = pd.DataFrame(linked, columns=["area_id", "theme_id", "membership"])
    return Fitted(areas, theme_table, memberships, relations_of(relations), links_of(relations))


def relations_of(pairs: dict[tuple[str, str], float]) -> pd.DataFrame:
    """The relations of a run in which people know how niches are related, as much as is said."""
    ends = [dict(zip(("niche_a", "niche_b"), sorted(pair), strict=True)) for pair in pairs]
    related = pd.DataFrame(ends, columns=list(RELATION_COLUMNS)).assign(
        relatedness=list(pairs.values()), known=list(pairs.values()), closeness=list(pairs.values()), together=0
    )
    return related.fillna(dict.fromkeys(RELATION_COLUMNS[2:], 0.0))


def links_of(pairs: dict[tuple[str, str], float]) -> pd.DataFrame:
    """What people know of the pairs: the first supplies the second; the strength is the root of the relatedness."""
    rows = [
        (
            *sorted(pair),
            value**0.5,
            "supplies",
            *pair,
            f"{pair[0]} is used in {pair[1]}.",
            f"{pair[0]} går in i {pair[1]}.",
        )
        for pair, value in pairs.items()
    ]
    links = pd.DataFrame(rows, columns=list(LINK_COLUMNS[:8])).reindex(columns=list(LINK_COLUMNS), fill_value="")
    return links.sort_values(["niche_a", "niche_b"], ignore_index=True)


def known_to_people(tables: F) -> F:
    """The same tables where people know of each relation, as strong as can be: one niche supplies the other."""
    pairs = tables.relations[["niche_a", "niche_b"]]
    links = pairs.assign(
        strength=1.0, type="supplies", source=pairs["niche_a"], target=pairs["niche_b"], reason_en="", reason_sv=""
    ).reindex(columns=list(LINK_COLUMNS), fill_value="")
    return replace(tables, relations=tables.relations.assign(known=1.0), links=links)


def with_gaps(run: Run) -> Run:
    """The same run where no niche may stand for another: regions lack whatever they do not list."""
    own_themes = run.possible.assign(parent_id=run.possible["theme_id"], also_id="")
    return replace(run, near=run.near.iloc[:0], possible=own_themes)
