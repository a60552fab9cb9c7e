"""What if the region listed other areas: which partners would enter and leave its list, and why.

Only the region's own row of the region-niche matrix changes, and with it what it lacks and what chance would give (the
null model is solved again). The niches, their relatedness and all other regions stay as they are in the run. A fit of
the changed table would also move these a little; this answers at once, and without a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from matcher.areas import AREA_COLUMNS, NAME, area_texts
from matcher.errors import SettingError
from matcher.facts import ChangedArea, Niche, NicheMarked, RankChange, Reason, WhatIf
from matcher.fitted.lookup import area_ids
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.evidence import score_parts
from matcher.partners.filters import Filters
from matcher.partners.ranking import ranked_partners
from matcher.scores import Goal
from matcher.settings import DECIMALS, FIRST, RANKING_COLUMNS
from matcher.spelling import name_key

__all__ = ["changed", "what_if"]

Matrix = npt.NDArray[np.float64]
Time = Literal["old", "new"]
#: Rank and score, None where there is none.
_Standing = tuple[int | None, float | None]

TIMES: tuple[Time, Time] = ("old", "new")
#: How many parts of a score are told as reasons.
REASONS = 3
#: A part that changed less than this share of the one that changed most explains nothing.
LEAST_SHARE = 0.1


def what_if(
    tables: Fitted,
    region: str,
    *,
    added: pd.DataFrame | None = None,
    drop: Sequence[str] = (),
    top: int = FIRST,
    by: str = "complementarity",
    goal: str | Sequence[str] = "deepen",
    filters: Filters | None = None,
    known: pd.DataFrame | None = None,
) -> WhatIf:
    """Partners of a region as they would be with areas added and dropped.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region : str
        Id or name.
    added : DataFrame, optional
        The new areas in their niches: text, theme_id, membership; a text in no niche of the run is horizontal.
    drop : sequence of str
        Names of areas of the region, in either language and any case.
    top : int
        How many of the first partners are compared.
    by, goal, filters, known
        As in `matcher.partners.ranking`.

    Returns
    -------
    WhatIf
        See `matcher.facts.WhatIf`. First partners are those that are suggested, as their scores are above chance. They
        are more than `top` only where several share the last rank. Those that stayed are among them both before and
        after. Reasons are the parts of the score that areas of the partner stand for and that changed most: that grew
        where it entered, that fell where it left, else in the direction of the score.

    Raises
    ------
    SettingError
        Nothing to change, an area to add that is there, or no area would be left.
    NameUnknownError
        The region has no area of that name; the nearest are named.
    """
    r = tables.row(region)
    own = tables.regions.iloc[r]
    if top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    placed = added if added is not None else pd.DataFrame(columns=["text", "theme_id", "membership"])
    after = changed(tables, region, placed, drop=drop)
    lists = [
        _standing(ranked_partners(each, own["region_id"], by=by, goal=goal, filters=filters, known=known), by)
        for each in (tables, after)
    ]
    # A filter on quadrants may keep a region in one of the lists only.
    rows = [_row(tables, other, lists) for other in dict.fromkeys((*lists[1], *lists[0]))]
    first = [{row["region_id"] for row in rows if _is_first(row, time, top)} for time in TIMES]

    def told(ids: set[str], time: Time, sign: int = 0) -> list[RankChange]:
        chosen = [row for row in rows if row["region_id"] in ids]
        chosen.sort(key=lambda row: (row["rank_old"] if time == "old" else row["rank_new"]) or 0)
        changed_by = partial(_reasons, tables, after, r, by=by, goal=tables.goal(goal))
        return [{**row, "reasons": changed_by(row, sign or _sign(row))} for row in chosen]

    return {
        "region_id": own["region_id"],
        "region": own["region"],
        "by": by,
        "top": top,
        "added": [_added(tables, after, r, text) for text in dict.fromkeys(placed["text"])],
        "dropped": [_dropped(tables, after, r, area) for area in area_ids(_areas_of(tables, own["region_id"]), drop)],
        "entered": told(first[1] - first[0], "new", 1),
        "left": told(first[0] - first[1], "old", -1),
        "stayed": told(first[0] & first[1], "new"),
        "ranks": rows,
    }


def changed(tables: Fitted, region: str, added: pd.DataFrame, *, drop: Sequence[str] = ()) -> Fitted:
    """The tables with areas of one region added and dropped; everything else as it was.

    Parameters
    ----------
    tables : Fitted
    region : str
        Id or name.
    added : DataFrame
        text, theme_id, membership.
    drop : sequence of str
        Names of the region's areas.

    Raises
    ------
    SettingError, NameUnknownError
        As in `what_if`.
    """
    own = tables.region(region).region_id
    gone = area_ids(_areas_of(tables, own), drop)
    texts = list(dict.fromkeys(str(text) for text in added["text"]))
    if not texts and not gone:
        raise SettingError("what if", expected="an area to add or to drop", found="none")
    mine = tables.areas["region_id"] == own
    stays = tables.areas[mine & ~tables.areas["area_id"].isin(gone)]
    _check(texts, stays, tables.region(region).region)
    new = _new_areas(tables.areas[mine].iloc[0], texts)
    linked = added.assign(area_id=added["text"].map(dict(zip(texts, new["area_id"], strict=True))), by=NAME)
    columns = [name for name in ("area_id", "theme_id", "membership", "by") if name in tables.memberships]
    return Fitted(
        areas=pd.concat([tables.areas[~tables.areas["area_id"].isin(gone)], new], ignore_index=True),
        theme_table=tables.theme_table,
        memberships=pd.concat(
            [
                tables.memberships,
                linked.loc[linked["theme_id"].isin(tables.labels), columns],
            ],
            ignore_index=True,
        ),
        relations=tables.relations,
        links=tables.links,
        possible=tables.possible,
        near=tables.near,
    )


def _areas_of(tables: Fitted, region_id: str) -> pd.DataFrame:
    return tables.areas[tables.areas["region_id"] == region_id]


def _check(texts: list[str], stays: pd.DataFrame, region: str) -> None:
    for text in texts:
        if name_key(text) in {name_key(there) for there in area_texts(stays)}:
            raise SettingError(
                f"add {text!r}", expected=f"an area that {region} does not list", found="one that it does"
            )
    if not texts and stays.empty:
        raise SettingError("drop", expected=f"at least one area of {region} to be left", found="all of them dropped")


def _new_areas(pattern: pd.Series, texts: list[str]) -> pd.DataFrame:
    """Rows for new areas of the region that `pattern` belongs to."""
    kept = {name: pattern[name] for name in ("region_id", "region", "country", "period")}
    rows = [
        {"area_id": f"{pattern['region_id']}-added-{number}", **kept, "area": text}
        for number, text in enumerate(texts, start=1)
    ]
    table = pd.DataFrame(rows, columns=["area_id", *kept, "area"], dtype=object)
    return table.reindex(columns=["area_id", *AREA_COLUMNS], fill_value="")


# -- facts ------------------------------------------------------------------------------------------------------------


def _standing(ranked: pd.DataFrame, by: str) -> dict[str, _Standing]:
    """Rank and score of each partner by its id; None for those that have none."""
    columns = (ranked[name].astype(object) for name in ("rank", RANKING_COLUMNS[by]))
    places = zip(*(column.where(column.notna(), None) for column in columns), strict=True)
    return dict(zip(ranked["region_id"], places, strict=True))


def _row(tables: Fitted, other: str, lists: Sequence[dict[str, _Standing]]) -> RankChange:
    (rank_old, score_old), (rank_new, score_new) = (found.get(other, (None, None)) for found in lists)
    return {
        "region_id": other,
        "region": tables.region(other).region,
        "rank_old": rank_old,
        "score_old": score_old,
        "rank_new": rank_new,
        "score_new": score_new,
        "suggested_old": _above_chance(score_old),
        "suggested_new": _above_chance(score_new),
    }


def _above_chance(score: float | None) -> bool:
    return score is not None and round(score, DECIMALS) > 0


def _is_first(row: RankChange, time: Time, top: int) -> bool:
    """Whether a partner was, or would be, suggested among the first."""
    rank, suggested = (
        (row["rank_old"], row["suggested_old"]) if time == "old" else (row["rank_new"], row["suggested_new"])
    )
    return suggested and rank is not None and rank <= top


def _sign(row: RankChange) -> int:
    """The direction in which the score changed."""
    return -1 if (row["score_new"] or 0.0) < (row["score_old"] or 0.0) else 1


def _reasons(before: Fitted, after: Fitted, r: int, row: RankChange, sign: int, *, by: str, goal: Goal) -> list[Reason]:
    """The parts of the score that areas of the partner stand for and that changed most in a direction."""
    s = before.row(row["region_id"])
    old, new = (score_parts(tables, r, s, by, goal=goal) for tables in (before, after))
    difference = sign * np.round((new - old).sum(axis=0), DECIMALS)
    order = [int(j) for j in np.argsort(-difference, kind="stable") if difference[j] > 0]
    named = [j for j in order if before.areas_on(row["region_id"], before.niche_ids[j])][:REASONS]
    told = [j for j in named if difference[j] >= LEAST_SHARE * difference[named[0]]]
    return [_reason(before, after, (r, s, j), (old, new)) for j in told]


def _reason(before: Fitted, after: Fitted, places: tuple[int, int, int], parts: tuple[Matrix, Matrix]) -> Reason:
    r, s, j = places
    own, partner = before.region_ids[r], before.region_ids[s]
    moved = np.abs(np.round(parts[1][:, j] - parts[0][:, j], DECIMALS))
    mine = before.niche_ids[int(np.argmax(moved))]
    texts = [text for tables in (after, before) for text in tables.areas_on(own, mine)]
    return {
        "niche": before.niche_ids[j],
        "label": before.labels[before.niche_ids[j]],
        "old": float(parts[0][:, j].sum()),
        "new": float(parts[1][:, j].sum()),
        "areas": before.areas_on(partner, before.niche_ids[j]),
        "own_areas": list(dict.fromkeys(texts)),
    }


def _added(before: Fitted, after: Fitted, r: int, text: str) -> ChangedArea:
    mine = after.areas[(after.areas["region_id"] == after.region_ids[r]) & (after.areas["area"] == text)]
    sure, perhaps = _niches_of(after, mine["area_id"].iloc[-1])
    return {
        "area": text,
        "niches": [{**_marked(before, r, j), "new": not before.x[r, j]} for j in sure],
        "perhaps": [_niche(before, j) for j in perhaps],
    }


def _dropped(before: Fitted, after: Fitted, r: int, area_id: str) -> ChangedArea:
    sure, perhaps = _niches_of(before, area_id)
    return {
        "area": area_texts(before.areas[before.areas["area_id"] == area_id]).iloc[0],
        "niches": [{**_marked(after, r, j), "gone": not after.x[r, j]} for j in sure],
        "perhaps": [_niche(before, j) for j in perhaps],
    }


def _niches_of(tables: Fitted, area_id: str) -> tuple[list[int], list[int]]:
    """Columns of the niches that an area surely means, and of those that it means only perhaps."""
    both = (tables.sure_memberships, tables.memberships)
    sure, every = (set(table.loc[table["area_id"] == area_id, "theme_id"]) for table in both)
    columns = [(j, niche in sure) for j, niche in enumerate(tables.niche_ids) if niche in every]
    return [j for j, is_sure in columns if is_sure], [j for j, is_sure in columns if not is_sure]


def _marked(tables: Fitted, r: int, j: int) -> NicheMarked:
    """A niche with the areas that perhaps mean it where no area of the region surely does."""
    perhaps = [] if tables.x[r, j] else tables.areas_on(tables.region_ids[r], tables.niche_ids[j])
    return {"niche": tables.niche_ids[j], "label": tables.labels[tables.niche_ids[j]], "perhaps": perhaps}


def _niche(tables: Fitted, j: int) -> Niche:
    return {"niche": tables.niche_ids[j], "label": tables.labels[tables.niche_ids[j]]}
