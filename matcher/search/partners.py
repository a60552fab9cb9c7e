"""Ranked partners of a region, from a run's scores."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.chance import NULL_MODEL
from matcher.errors import SettingError
from matcher.scores import complementarity_parts, overlap_parts
from matcher.search.pairs import quadrants
from matcher.tables import Tables

__all__ = ["PARTNER_COLUMNS", "RANKINGS", "partners", "region_notes"]

#: What partners can be ranked by: columns of the list.
RANKINGS = ("complementarity", "gives", "mutual", "overlap")
PARTNER_COLUMNS = (
    "rank",
    "region_id",
    "region",
    "country",
    "overlap",
    "overlap_expected",
    "brings",
    "expected",
    "complementarity",
    "z",
    "gives",
    "mutual",
    "quadrant",
    "areas",
    "period",
    "notes",
    "null_model",
)
#: Scores are compared after rounding, so that the last bits of a machine's arithmetic break no tie.
DECIMALS = 9
#: How many parts of a score the listed areas stand for.
TOP_PARTS = 3
#: A region with fewer areas than this is marked: its scores rest on little.
FEW_AREAS = 3


def partners(
    tables: Tables,
    region: str,
    by: str = "complementarity",
    top: int | None = None,
    countries: Collection[str] = (),
    not_countries: Collection[str] = (),
) -> pd.DataFrame:
    """Partners of a region, the best first.

    Parameters
    ----------
    tables : Tables
        A fitted run.
    region : str
        Id or name of the region that asks.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks: what the partner brings beyond chance, what the region gives it, the smaller of both, or what
        they share.
    top : int, optional
        How many; all where not given.
    countries, not_countries : collection of str
        ISO codes of countries to keep, or to leave out.

    Returns
    -------
    DataFrame
        `PARTNER_COLUMNS`. Equal scores share a rank and are ordered by id. A region without thematic areas stands last,
        without rank. `areas` and `notes` hold lists; the areas are the partner's behind the largest parts of the score.
        `null_model` is what chance means in overlap_expected, expected, complementarity and z.
    """
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    r = tables.row(region)
    scores = tables.scores
    excess = scores.overlap[r] - scores.overlap_expected[r]
    table = tables.regions.assign(
        overlap=scores.overlap[r],
        overlap_expected=scores.overlap_expected[r],
        brings=scores.brings[r],
        expected=scores.expected[r],
        complementarity=scores.complementarity[r],
        z=scores.z[r],
        gives=scores.gives[r],
        mutual=scores.mutual[r],
        quadrant=quadrants(excess, scores.complementarity[r]),
        null_model=NULL_MODEL,
        s=np.arange(len(tables.region_ids)),
    ).drop(index=r)
    table = _filtered(table, set(tables.regions["country"]), countries, not_countries)
    ranked = table.assign(key=table[by].round(DECIMALS)).sort_values(
        ["key", "region_id"], ascending=[False, True], na_position="last"
    )
    ranked["rank"] = ranked["key"].rank(method="min", ascending=False).astype("Int64")
    ranked = ranked.iloc[:top].reset_index(drop=True)
    ranked["areas"] = pd.Series([_areas_behind(tables, r, int(s), by) for s in ranked["s"]], dtype=object)
    ranked["notes"] = pd.Series([region_notes(tables, region_id) for region_id in ranked["region_id"]], dtype=object)
    return ranked[list(PARTNER_COLUMNS)]


def region_notes(tables: Tables, region_id: str) -> list[str]:
    """What a reader must know of a region's data, in a few words each."""
    notes = []
    if tables.is_unmatched(region_id):
        notes.append("no thematic areas, cannot be matched")
    if (n := int(tables.sizes[region_id])) < FEW_AREAS:
        notes.append(f"only {n} area{'s' if n > 1 else ''}")
    note = str(tables.regions.loc[tables.regions["region_id"] == region_id, "note"].iloc[0])
    return notes + [part for part in note.split("; ") if part]


def _filtered(
    table: pd.DataFrame, known: set[str], countries: Collection[str], not_countries: Collection[str]
) -> pd.DataFrame:
    for country in [*countries, *not_countries]:
        if country not in known:
            raise SettingError(
                f"country {country!r}", expected="one of " + ", ".join(sorted(known - {""})), found="none"
            )
    keep = ~table["country"].isin(list(not_countries))
    if countries:
        keep &= table["country"].isin(list(countries))
    return table[keep]


def _areas_behind(tables: Tables, r: int, s: int, by: str) -> list[str]:
    """The partner's areas behind the largest parts of the score that ranks."""
    partner = tables.region_ids[s]
    found = (tables.areas_on(partner, tables.niche_ids[j]) for j in _largest_parts(tables, r, s, by))
    return list(dict.fromkeys(text for texts in found for text in texts))


def _largest_parts(tables: Tables, r: int, s: int, by: str) -> list[int]:
    parts: npt.NDArray[np.float64]
    if by == "overlap":
        parts = overlap_parts(tables.x, r, s)
    elif by == "gives":
        # What r gives is missing in s: the partner's side of it are its own areas that r's are related to.
        parts = complementarity_parts(tables.x, tables.p, tables.phi, s, r).clip(min=0).sum(axis=1)
    else:
        parts = complementarity_parts(tables.x, tables.p, tables.phi, r, s).sum(axis=0)
    order = np.argsort(-np.round(parts, DECIMALS), kind="stable")[:TOP_PARTS]
    return [int(j) for j in order if parts[j] > 0]
