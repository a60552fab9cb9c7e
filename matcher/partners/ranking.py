"""Ranked partners of a region as tables, made of the rows of `matcher.partners.rows`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from matcher.facts import ListFacts, RankedFacts
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.filters import Filters, left_out
from matcher.partners.rows import (
    NOVELTY_COLUMNS,
    PARTNER_COLUMNS,
    PartnerList,
    in_order,
    partner_list,
    places,
    ranked_list,
)
from matcher.settings import DECIMALS, RANKINGS

__all__ = [
    "NOVELTY_COLUMNS",
    "PARTNER_COLUMNS",
    "RANKINGS",
    "list_facts",
    "others_in_order",
    "partners",
    "partners_table",
    "ranked_partners",
    "ranks",
]

#: Kinds of the columns that are no numbers with a fraction.
_KINDS = (
    dict.fromkeys(("rank", "rank_all", "joint_interreg", "joint_h2020"), "Int64")
    | dict.fromkeys(("region_id", "region", "country", "basis", "period", "null_model"), "str")
    | dict.fromkeys(("quadrant", "areas", "own_areas", "sources", "notes", "joint_last", *NOVELTY_COLUMNS), "object")
    | {"tied": "bool"}
)


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
    return partners_table(partner_list(tables, region, by=by, top=top, goal=goal, filters=filters, known=known))


def partners_table(found: PartnerList) -> pd.DataFrame:
    """A list of partners as a table; see `partners`."""
    columns = (*PARTNER_COLUMNS, *(NOVELTY_COLUMNS if "novelty" in found.facts else ()))
    table = _table(found.rows, columns)
    table.attrs = {str(name): told for name, told in found.facts.items()}
    return table


def list_facts(table: pd.DataFrame) -> ListFacts:
    """What is told of a whole list of partners that `partners` returned."""
    return cast(ListFacts, table.attrs)


def _table(rows: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    values = {name: [row[name] for row in rows] for name in columns}
    return pd.DataFrame({name: pd.Series(found, dtype=_KINDS.get(name, "float64")) for name, found in values.items()})


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
    rows = ranked_list(tables, region, **asked)
    return _table(rows, [name for name in PARTNER_COLUMNS if name in RankedFacts.__annotations__])


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
    return table.take(in_order(tables, r, key)).reset_index(drop=True)


def ranks(key: pd.Series) -> pd.Series:
    """Ranks by a rounded score, the largest first: equal ones share a rank, and what is undefined has none.

    Examples
    --------
    >>> ranks(pd.Series([2.0, 3.0, 2.0, np.nan])).tolist()
    [2, 1, 2, <NA>]
    """
    return pd.Series(places(key), index=key.index, dtype="Int64")
