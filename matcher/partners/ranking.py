"""Ranked partners of a region, from a run's scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.chance import NULL_MODEL
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.partners.evidence import BASIS, evidence
from matcher.partners.filters import REASONS, Filters, left_out
from matcher.partners.known import NOVELTY, known_partners, novelty, strong
from matcher.places import is_nested
from matcher.record import joint_among
from matcher.scores import Goal, quadrants
from matcher.settings import DECIMALS, FEW_AREAS, RANKINGS

__all__ = [
    "NOVELTY_COLUMNS",
    "PARTNER_COLUMNS",
    "RANKINGS",
    "others_in_order",
    "partners",
    "ranked_partners",
    "ranks",
    "region_notes",
]

PARTNER_COLUMNS = (
    "rank",
    "tied",
    "rank_all",
    "region_id",
    "region",
    "country",
    "overlap",
    "overlap_expected",
    "overlap_z",
    "brings",
    "expected",
    "complementarity",
    "z",
    "gives",
    "gives_z",
    "mutual",
    "quadrant",
    "brings_needed",
    "brings_needed_expected",
    "gives_needed",
    "gives_needed_expected",
    "basis",
    "areas",
    "own_areas",
    "sources",
    "period",
    "notes",
    "null_model",
    "joint_interreg",
    "joint_interreg_expected",
    "joint_h2020",
    "joint_h2020_expected",
    "joint_last",
)
#: Further columns where partnerships are given.
NOVELTY_COLUMNS = ("novelty", "known_through")


def partners(
    tables: Fitted,
    region: str,
    *,
    by: str = "complementarity",
    top: int | None = None,
    goal: str | Sequence[str] = "deepen",
    filters: Filters | None = None,
    known: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Partners of a region, the best first.

    National lists, and regions that lie in the region or around it, are left out unless `filters` asks for them.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region : str
        Id or name of the region that asks.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks: what the partner brings, what the region gives it, the smaller of both, or what they share; each by
        how far it lies beyond chance (z, gives_z, mutual, overlap_z).
    top : int, optional
        How many; all where not given.
    goal : {"deepen", "diversify"} or str or sequence of str
        What the region and its partners want to grow from: the niches that each has, those that it lacks, or niches and
        broad themes by id or label (`Fitted.goal`). Overlap does not depend on it.
    filters : Filters, optional
        What partners must be.
    known : DataFrame, optional
        Pairs of regions that are partners already, as `matcher.partners.known.known_pairs` gives them.

    Returns
    -------
    DataFrame
        `PARTNER_COLUMNS`, and `NOVELTY_COLUMNS` where `known` is given.

        * `rank` counts the regions that are kept, `rank_all` all other regions, whatever was left out. Equal scores
          share a rank, are marked `tied` and are ordered by id. A region without thematic areas stands last, unranked.
        * `null_model` is what chance means in overlap_expected, expected, complementarity and z.
        * `areas` are the partner's behind the largest parts of the score, `own_areas` the region's that they relate to
          (or that both share), `basis` says which, `sources` where the partner's were read. These, `notes` and
          `known_through` hold lists.
        * `brings_needed` is the share of what the region needs that the partner offers, `gives_needed` the share of
          what the partner needs that the region offers, each beside its value by chance (`demand_scores`); undefined
          where one states no need or the other no offer.
        * `joint_interreg` and `joint_h2020` count joint projects in the track record, each beside what to expect of two
          regions so active; `joint_last` is the last period with a joint Interreg project. Empty where the record does
          not tell (`matcher.record.Joint`).
        * `areas` and `own_areas` are empty where there is no specific reason (`matcher.partners.reasons`).
        * `attrs` hold "best_by_chance": the largest value of what ranks that the kept would have, on average, if their
          lists were random (`matcher.scores.best_by_chance`; None where none has a score); "left_out": how many regions
          were left out by reason (`filters.REASONS`); "kept": how many are kept, so that both sum to all other regions;
          and where `known` is given "novelty": how many of the kept are of each kind (`matcher.partners.known`),
          without those that cannot be matched.

    Raises
    ------
    SettingError, NameUnknownError
        An option that cannot work, or a region, theme or country that the run does not hold.
    """
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    table, ranked = _ranked(tables, region, by=by, goal=goal, filters=filters, known=known)
    r = tables.row(region)
    shown = _described(tables, ranked.iloc[:top].reset_index(drop=True), r, by, tables.goal(goal))
    shown = shown[[*PARTNER_COLUMNS, *(() if known is None else NOVELTY_COLUMNS)]]
    numbers = Counter(table["reason"])
    shown.attrs["left_out"] = {name: numbers[name] for name in REASONS if numbers[name]}
    shown.attrs["kept"] = len(ranked)
    best = tables.best_by_chance(r, ranked["s"].to_numpy(dtype=np.intp), by=by, goal=goal)
    shown.attrs["best_by_chance"] = None if np.isnan(best) else best
    if known is not None:
        shown.attrs["novelty"] = {name: int((ranked["novelty"] == name).sum()) for name in NOVELTY}
    return shown


def ranked_partners(tables: Fitted, region: str, **asked: Any) -> pd.DataFrame:
    """All partners of a region with ranks and scores alone, as `partners` puts them in order.

    What stands behind each score takes most of the time that `partners` takes, and a map shows none of it.

    Parameters
    ----------
    tables, region
        As in `partners`.
    **asked
        by, goal, filters and known, as in `partners`.

    Returns
    -------
    DataFrame
        region_id, region, country, rank, tied, rank_all and the scores, as in `partners`.
    """
    ranked = _ranked(tables, region, **asked)[1].reset_index(drop=True)
    return ranked[[name for name in PARTNER_COLUMNS if name in ranked]]


def others_in_order(tables: Fitted, region: str, *, filters: Filters | None = None) -> pd.DataFrame:
    """All other regions by what they bring, the best first, as `partners` puts them in order: for who compares runs.

    Parameters
    ----------
    tables, region
        As in `partners`.
    filters : Filters, optional
        What partners must be; `quadrant` and `known` are not looked at.

    Returns
    -------
    DataFrame
        region_id; region; key, the rounded score that ranks; reason why the region is left out, "" where it is kept.
    """
    r = tables.row(region)
    key = tables.scores.ranking("complementarity")[r].round(DECIMALS)
    asked = replace(filters or Filters(), quadrant=(), known=None)
    table = tables.regions[["region_id", "region"]].assign(
        key=key, reason=left_out(tables, tables.region_ids[r], asked, np.full(len(key), None))
    )
    return table.take(_order(tables, r, key)).reset_index(drop=True)


def _order(tables: Fitted, r: int, key: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Rows of all others, the largest rounded score first; equal ones by id, those without a score last."""
    rows = np.lexsort((np.array(tables.region_ids), -key))
    return np.asarray(rows[rows != r])


def _ranked(
    tables: Fitted,
    region: str,
    *,
    by: str = "complementarity",
    goal: str | Sequence[str] = "deepen",
    filters: Filters | None = None,
    known: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All other regions, each with the reason why it is left out, and those that are kept with their ranks."""
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    r = tables.row(region)
    own = tables.region_ids[r]
    through = None if known is None else known_partners(known, own)
    table = _scored(tables, r, by, goal)
    table["reason"] = left_out(tables, own, filters or Filters(), table["quadrant"], known=through)
    table = table.take(_order(tables, r, table["key"].to_numpy()))
    table["rank_all"] = ranks(table["key"])
    if through is not None:
        table = _with_novelty(table, through)
    ranked = table[table["reason"] == ""].copy()
    ranked["rank"] = ranks(ranked["key"])
    ranked["tied"] = ranked["rank"].notna() & ranked["rank"].duplicated(keep=False)
    return table, ranked


def region_notes(tables: Fitted, region_id: str) -> list[str]:
    """What a reader must know of a region's data, in a few words each."""
    notes = []
    if tables.is_unmatched(region_id):
        notes.append("no thematic areas, cannot be matched")
    if (n := int(tables.sizes[region_id])) < FEW_AREAS:
        notes.append(f"only {n} area{'s' if n > 1 else ''}")
    return notes + tables.listed[tables.row(region_id)].notes


def _scored(tables: Fitted, r: int, by: str, goal: str | Sequence[str]) -> pd.DataFrame:
    """Every region with the scores of its pair with region r, its row `s`, and the `key` that ranks."""
    scores, (needs, offers) = tables.scores_of([r], goal), tables.demand_of(r)
    # One column after the other would be put into the table of all others: that takes longer than what they hold.
    columns = {
        "overlap": scores.overlap[0],
        "overlap_expected": scores.overlap_expected[0],
        "overlap_z": scores.overlap_z[0],
        "brings": scores.brings[0],
        "expected": scores.expected[0],
        "complementarity": scores.complementarity[0],
        "z": scores.z[0],
        "gives": scores.gives[0],
        "gives_z": scores.gives_z[0],
        "mutual": scores.mutual[0],
        "quadrant": pd.Series(quadrants(scores.overlap_z[0], scores.z[0], scores.gives_z[0]), dtype=object),
        "brings_needed": needs.met,
        "brings_needed_expected": needs.expected,
        "gives_needed": offers.met,
        "gives_needed_expected": offers.expected,
        "basis": BASIS[by],
        "null_model": NULL_MODEL,
        "s": np.arange(len(tables.region_ids)),
        "key": scores.ranking(by)[0].round(DECIMALS),
    }
    return pd.DataFrame({**tables.regions, **columns})


def ranks(key: pd.Series) -> pd.Series:
    """Ranks by a rounded score, the largest first: equal ones share a rank, and what is undefined has none.

    Examples
    --------
    >>> ranks(pd.Series([2.0, 3.0, 2.0, np.nan])).tolist()
    [2, 1, 2, <NA>]
    """
    return key.rank(method="min", ascending=False).astype("Int64")


def _with_novelty(table: pd.DataFrame, through: dict[str, list[str]]) -> pd.DataFrame:
    """`novelty` and `known_through`; None where a pair has no score, since nobody can tell whether it is strong."""
    is_strong = strong(table["rank_all"].astype("float64"), table["key"])
    told = [
        novelty(known=region_id in through, is_strong=bool(found)) if pd.notna(rank) else None
        for region_id, found, rank in zip(table["region_id"], is_strong, table["rank_all"], strict=True)
    ]
    names = [through.get(region_id, []) for region_id in table["region_id"]]
    return table.assign(
        novelty=pd.Series(told, index=table.index, dtype=object),
        known_through=pd.Series(names, index=table.index, dtype=object),
    )


def _described(tables: Fitted, ranked: pd.DataFrame, r: int, by: str, goal: Goal) -> pd.DataFrame:
    """The shown partners with the areas behind their scores, and what to know of their data."""
    found = [evidence(tables, r, int(s), by, goal=goal) for s in ranked["s"]]
    for place, name in enumerate(("areas", "own_areas", "sources")):
        ranked[name] = pd.Series([entry[place] for entry in found], dtype=object)
    own = tables.region_ids[r]
    notes = [
        [*region_notes(tables, other), *(["part of the region, or around it"] if is_nested(own, other) else [])]
        for other in ranked["region_id"]
    ]
    ranked["notes"] = pd.Series(notes, dtype=object)
    return ranked.assign(**_joint(tables, r, ranked["s"].to_numpy(dtype=np.intp)))


def _joint(tables: Fitted, r: int, others: npt.NDArray[np.intp]) -> dict[str, pd.Series]:
    """Joint projects of a region with some others, empty where the record does not tell by counts of both."""
    joint, rows = joint_among(tables.region_ids, [r, *others.tolist()])
    r, others = rows[0], np.array(rows[1:], dtype=np.intp)
    counts, expected = [joint.interreg, joint.h2020], [joint.interreg_expected, joint.h2020_expected]
    own = joint.own[r, others]
    found: dict[str, pd.Series] = {}
    for name, count, by_chance in zip(("joint_interreg", "joint_h2020"), counts, expected, strict=True):
        found[name] = pd.Series(np.where(own, count[r, others], np.nan)).astype("Int64")
        found[f"{name}_expected"] = pd.Series(np.where(own, by_chance[r, others], np.nan))
    return found | {"joint_last": pd.Series(np.where(own, joint.last[r, others], ""), dtype=object)}
