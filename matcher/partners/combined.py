"""Fit, track record, distance and size of each partner side by side, and a blend of them where the user weighs them.

The four are kept apart because they answer different questions: whether two regions' areas fit, whether the regions
have worked together, how far the journey is, and how much the partner lists. No blend is made without weights.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.filters import Filters
from matcher.partners.known import firm, known_pairs, placed_members
from matcher.partners.ranking import partners
from matcher.places import distance_km
from matcher.scores import mean_best_match
from matcher.settings import DECIMALS

__all__ = [
    "BLEND_COLUMNS",
    "COMBINED_COLUMNS",
    "COMPONENTS",
    "blend_formula",
    "check_weights",
    "combined",
    "percentiles",
    "text_fit",
    "weighted_mean",
]

Matrix = npt.NDArray[np.float64]

#: What can be weighed.
COMPONENTS = ("fit", "track", "distance", "size")
COMBINED_COLUMNS = (
    "rank",
    "region_id",
    "region",
    "country",
    "complementarity",
    "overlap",
    "text",
    "shared_partnerships",
    "partnership_names",
    "partner_degree",
    "distance_km",
    "n_areas",
    "n_niches",
    "notes",
)
#: Further columns where there are weights.
BLEND_COLUMNS = (*(f"{name}_rank" for name in COMPONENTS), "blend")


def combined(
    tables: Fitted,
    region: str,
    *,
    by: str = "complementarity",
    partnerships: pd.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
    top: int | None = None,
    nuts: str = "any",
    filters: Filters | None = None,
) -> pd.DataFrame:
    """Partners of a region with their fit, track record, distance and size side by side.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region : str
        Id or name of the region that asks.
    partnerships : DataFrame, optional
        Known partnerships (`matcher.sources.read_partnerships`). Without them nothing is known of the
        track record, and its columns are empty. Loose networks (evidence `weak`) do not count.
    weights : mapping of {"fit", "track", "distance", "size"} to float, optional
        With weights w the list is ranked by blend = sum_c w_c q_c / sum_c w_c. Each q_c in [0, 1] is the percentile
        rank of the partner among all other regions of the run, 1 the best: fit the mean of the percentile ranks of
        complementarity, overlap and text; track that of the shared partnerships; distance that of nearness; size that
        of the number of niches. What is unknown of a partner is left out of its mean, and `notes` says so; a partner
        without thematic areas has no blend and stands last.
    by, top, filters
        As in `matcher.partners.ranking`; `by` ranks where there are no weights.
    nuts : {"exact", "parent", "any"}
        How members of partnerships are found among the regions: see `matcher.partners.known.placed_members`.

    Returns
    -------
    DataFrame
        `COMBINED_COLUMNS`, with weights also `BLEND_COLUMNS`. text: see `text_fit`. distance_km: great circle between
        the main cities, nan where one is not known. shared_partnerships: in how many both take part;
        partner_degree: in how many the partner takes part with any region of the run or alone. `attrs` as in
        `matcher.partners.ranking`.

    Raises
    ------
    SettingError
        A weight is unknown, negative or not a number, all are 0, or track is weighed without partnerships.
    """
    w = None if weights is None else check_weights(weights)
    if w and w["track"] and partnerships is None:
        raise SettingError("weight of track", expected="known partnerships", found="none",
                           do="give partnerships, or weigh the others")  # fmt: skip
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    r = tables.row(region)
    table = partners(tables, region, by=by, filters=filters)
    facts = _facts(tables, r, partnerships, nuts)
    left_out = table.attrs
    table = table.drop(columns="areas").merge(facts, on="region_id", how="left")
    if w is None:
        found = table[list(COMBINED_COLUMNS)].iloc[:top]
        found.attrs = left_out
        return found
    ranks = _component_ranks(facts.assign(**_scores_of(tables, r)))
    blend = weighted_mean(ranks[[f"{name}_rank" for name in COMPONENTS]].to_numpy(), list(w.values()))
    ranks["blend"] = np.where(facts["n_niches"] > 0, blend, np.nan)
    table = table.drop(columns="rank").merge(ranks, on="region_id", how="left")
    found = _ranked(table, w).iloc[:top].reset_index(drop=True)
    found.attrs = left_out
    return found


def text_fit(tables: Fitted, row: int | None = None) -> Matrix:
    """How close the texts of two regions' areas are: the mean best cosine, both ways.

    See `matcher.scores.mean_best_match`. Areas without thematic content are left out.

    Parameters
    ----------
    tables : Fitted
    row : int, optional
        Row of the one region that asks; all ask where it is not given.

    Returns
    -------
    ndarray (1 or n_regions, n_regions)
        In [-1, 1]; nan for a region without thematic areas, and for a region with itself.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> areas = pd.DataFrame({"area_id": ["A-1", "A-2", "B-1"], "region_id": ["A", "A", "B"]})
    >>> memberships = pd.DataFrame({"area_id": ["A-1"], "theme_id": ["energy"]})
    >>> vectors = np.array([[1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    >>> two = SimpleNamespace(areas=areas, memberships=memberships, region_ids=["A", "B"], vectors=vectors)
    >>> text_fit(two).round(2)  # ((0.8 + 0.6) / 2 + 0.8) / 2
    array([[ nan, 0.75],
           [0.75,  nan]])
    """
    horizontal = tables.memberships.loc[tables.memberships["theme_id"] == HORIZONTAL, "area_id"]
    thematic = ~tables.areas["area_id"].isin(set(horizontal)).to_numpy()
    unit = np.asarray(tables.vectors, dtype=np.float64)[thematic]
    owner = pd.Index(tables.region_ids).get_indexer(pd.Index(tables.areas["region_id"][thematic]))
    found = mean_best_match(unit, owner, len(tables.region_ids))
    return found if row is None else found[[row]]


def percentiles(values: Matrix) -> Matrix:
    """Percentile rank of each value within its row: the share of the others that it exceeds, ties counting half.

    q = (rank - 1) / (n - 1) with the mean rank of ties and n the number of values known in the row; 1/2 where n is 1,
    nan where the value is nan.

    Parameters
    ----------
    values : ndarray (n_rows, n)

    Examples
    --------
    >>> percentiles(np.array([[5.0, 7.0, 7.0, np.nan, 9.0]]))
    array([[0. , 0.5, 0.5, nan, 1. ]])
    """
    ranks = pd.DataFrame(np.round(values, DECIMALS)).rank(axis=1).to_numpy(dtype=np.float64)
    known = (~np.isnan(ranks)).sum(axis=1, keepdims=True)
    return np.where(np.isnan(ranks), np.nan, np.where(known > 1, (ranks - 1) / np.maximum(known - 1, 1), 0.5))


def weighted_mean(parts: Matrix, weights: Collection[float]) -> Matrix:
    """Weighted mean over the last axis of what is known; nan where nothing with a weight is known.

    Examples
    --------
    >>> weighted_mean(np.array([[0.5, 1.0], [0.5, np.nan]]), [3.0, 1.0])
    array([0.625, 0.5  ])
    """
    w = np.where(np.isnan(parts), 0.0, np.asarray(list(weights), dtype=np.float64))
    total = w.sum(axis=-1)
    summed = (w * np.nan_to_num(parts)).sum(axis=-1)
    mean: Matrix = np.divide(summed, total, out=np.full_like(total, np.nan), where=total > 0)
    return mean


def blend_formula(weights: Mapping[str, float]) -> str:
    """The formula of the blend in words, with its weights.

    Examples
    --------
    >>> blend_formula({"fit": 2, "distance": 1, "size": 0})
    'blend = (2 x fit + 1 x distance) / 3'
    """
    used = {name: weights[name] for name in COMPONENTS if weights.get(name)}
    above = " + ".join(f"{weight:g} x {name}" for name, weight in used.items())
    return f"blend = ({above}) / {sum(used.values()):g}"


def check_weights(weights: Mapping[str, float], components: Collection[str] = COMPONENTS) -> dict[str, float]:
    """The weight of each component, 0 where it is not named.

    Raises
    ------
    SettingError
        A name is no component, a weight is negative or not a number, or all are 0.

    Examples
    --------
    >>> check_weights({"fit": 2})
    {'fit': 2.0, 'track': 0.0, 'distance': 0.0, 'size': 0.0}
    """
    for name, weight in weights.items():
        if name not in components:
            raise SettingError("weights", expected=", ".join(components), found=repr(name))
        if not (math.isfinite(weight) and weight >= 0):
            raise SettingError(f"weight of {name}", expected="0 or more", found=str(weight))
    w = {name: float(weights.get(name, 0)) for name in components}
    if not sum(w.values()) > 0:
        raise SettingError("weights", expected="at least one above 0", do="write for example fit=2,distance=1")
    return w


def _facts(
    tables: Fitted,
    r: int,
    partnerships: pd.DataFrame | None,
    nuts: str,
) -> pd.DataFrame:
    """What is known of every other region as a partner of region r, beside its scores."""
    ids = tables.region_ids
    distances = [distance_km(ids[r], other) for other in ids]
    facts = pd.DataFrame(
        {
            "region_id": ids,
            "text": text_fit(tables, r)[0],
            "distance_km": np.array([np.nan if km is None else km for km in distances], dtype=np.float64),
            "n_areas": tables.sizes.reindex(ids).to_numpy(),
            "n_niches": tables.x.sum(axis=1).astype(np.int64),
            **_track(ids, ids[r], partnerships, nuts),
        }
    )
    return facts.drop(index=r)


def _track(ids: list[str], asking: str, partnerships: pd.DataFrame | None, nuts: str) -> dict[str, Any]:
    """Shared partnerships with each region, their names, and how many each takes part in."""
    nothing = pd.array([pd.NA] * len(ids), dtype="Int64")
    if partnerships is None:
        return {"shared_partnerships": nothing, "partnership_names": [[] for _ in ids], "partner_degree": nothing}
    strong = firm(partnerships)
    pairs = known_pairs(strong, ids, nuts=nuts)
    mine = pairs[(pairs["region_a_id"] == asking) | (pairs["region_b_id"] == asking)]
    other = mine["region_b_id"].where(mine["region_a_id"] == asking, mine["region_a_id"])
    names = dict(zip(other, mine["names"], strict=True))
    placed = placed_members(strong, ids, nuts=nuts)
    degree = placed[placed["run_id"] != ""].groupby("run_id")["partnership"].nunique()
    return {
        "shared_partnerships": pd.array([len(names.get(one, [])) for one in ids], dtype="Int64"),
        "partnership_names": [names.get(one, []) for one in ids],
        "partner_degree": pd.array([int(degree.get(one, 0)) for one in ids], dtype="Int64"),
    }


def _scores_of(tables: Fitted, r: int) -> dict[str, Matrix]:
    others = np.arange(len(tables.region_ids)) != r
    scores = tables.scores
    names = ("complementarity", "overlap", "z", "overlap_z")
    return {name: np.asarray(getattr(scores, name))[r, others] for name in names}


def _component_ranks(facts: pd.DataFrame) -> pd.DataFrame:
    """Percentile rank of each region in each component, among all regions other than the one that asks."""

    def ranked(values: pd.Series) -> Matrix:
        found: Matrix = percentiles(values.to_numpy(dtype=np.float64, na_value=np.nan)[None])[0]
        return found

    fit = np.stack([ranked(facts[name]) for name in ("z", "overlap_z", "text")], axis=1)
    return pd.DataFrame(
        {
            "region_id": facts["region_id"],
            "fit_rank": weighted_mean(fit, [1, 1, 1]),
            "track_rank": ranked(facts["shared_partnerships"]),
            "distance_rank": ranked(-facts["distance_km"]),
            "size_rank": ranked(facts["n_niches"]),
        }
    )


def _ranked(table: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """The table ranked by its blend, ties by id; notes say what a blend leaves out."""
    key = table["blend"].round(DECIMALS)
    table = table.assign(key=key, rank=key.rank(method="min", ascending=False).astype("Int64"))
    table = table.sort_values(["key", "region_id"], ascending=[False, True], na_position="last")
    weighed = [name for name in COMPONENTS if weights[name]]
    missing = table[[f"{name}_rank" for name in weighed]].isna().to_numpy()
    table["notes"] = [
        [*notes, *(f"{name} unknown, left out of the blend" for name, gone in zip(weighed, row, strict=True) if gone)]
        for notes, row in zip(table["notes"], missing, strict=True)
    ]
    return table[[*COMBINED_COLUMNS, *BLEND_COLUMNS]]
