"""How steady a ranking of partners is when the lists of areas, or the themes that they were placed in, change a little.

Three kinds of draws, each about a third of them:

* `one_out`: one area, chosen at random, is left out of the list of the region that asks (every other draw) or of that
  of the partner, which is then ranked among partners with all of theirs; a list of one area stays as it is;
* `bootstrap`: the areas of every region are drawn anew, as many as it has, with replacement: a list of n areas keeps
  n (1 - (1 - 1/n)^n) of them on average, two thirds of six and three quarters of two (Efron 1979);
* `themes`: all areas as they are, placed by a model of themes that was learned again, from resampled concepts of the
  vocabulary or with a setting changed a little. The run holds these placements (`Fitted.placements`);
  each is used equally often. A run that was fitted without has no such draws.

In each draw presence, what regions lack and what chance would give are computed anew, the relatedness of niches and
their rarity are held fixed, and all partners are ranked again. In a draw, partners of equal score all have the last of
their ranks, so that never more than k are among the first k; only where the partner's own list is shortened, and each
is ranked for itself, may more be. A region without a score stands last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance import Shorter, expected_presence
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.scores import nearly_beyond_chance, rarity
from matcher.settings import DECIMALS, DRAWS, FIRST, RANKINGS

__all__ = ["KINDS", "STABILITY_COLUMNS", "draw_plan", "kept_of_top", "stability"]

Matrix = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]
Ranks = npt.NDArray[np.int32]

#: What is drawn, in the order of the columns.
KINDS = ("one_out", "bootstrap", "themes")
STABILITY_COLUMNS = (
    "region_id",
    "partner_id",
    "rank",
    "tied",
    "suggested",
    "top_share",
    "rank_low",
    "rank_high",
    *(f"top_share_{kind}" for kind in KINDS),
)
#: The interval of the rank: from this share of the draws to that one.
INTERVAL = (0.05, 0.95)
#: Sums of the null model are met to this in a draw.
TOLERANCE = 1e-6


class _Side(NamedTuple):
    """Presence of some regions, and presence expected by chance: on niches by overlap, else on their facets."""

    x: Matrix
    p: Matrix

    def of(self, rows: Numbers) -> _Side:
        return _Side(self.x[rows], self.p[rows])


class _Links(NamedTuple):
    """Areas in the order of their ids, their regions, and which of them belong to which niche."""

    region: Numbers
    start: Numbers
    size: Numbers
    area: Numbers
    niche: Numbers


def stability(
    tables: Fitted,
    region: str | None = None,
    *,
    k: int = FIRST,
    draws: int = DRAWS,
    seed: int = 0,
    by: str = "complementarity",
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """How often each partner stays among the first k, and within which ranks; see the module for what is drawn.

    top_share = number of draws in which the rank is at most k / number of draws. The interval holds the ranks from the
    5th to the 95th percentile of the draws. With the same seed the result is the same, whatever the order of rows.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region : str, optional
        Id or name of the region that asks; all regions where not given.
    k : int
        How many of the first partners are looked at.
    draws : int
        Number of draws over all kinds; see `draw_plan`.
    seed : int
        Of the random numbers.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks, as in `matcher.partners.ranking`.
    among : collection of str, optional
        Ids of the regions that are ranked; all where not given. The region that asks is never among its partners.

    Returns
    -------
    DataFrame
        `STABILITY_COLUMNS`, for each asking region its partners by rank and id. `rank`, `tied` (whether another partner
        has the same score) and `suggested` (whether the score is above chance) are those of the run itself;
        `top_share_*` is the share by kind of draw, nan where there were none.

    Raises
    ------
    SettingError
        k or draws is below 1, or `by` is no ranking.
    """
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    for name, value in (("k", k), ("draws", draws)):
        if value < 1:
            raise SettingError(name, expected="1 or more", found=str(value))
    ids = tables.region_ids
    rows = np.arange(len(ids)) if region is None else np.array([tables.row(region)])
    candidates = np.ones((len(rows), len(ids)), dtype=bool)
    candidates[np.arange(len(rows)), rows] = False
    if among is not None:
        candidates &= np.isin(ids, list(among))
    now = np.round(tables.scores.ranking(by)[rows], DECIMALS)
    ranks, kinds = _drawn_ranks(tables, rows, candidates, (draws, seed, by))
    ranked = (candidates & ~np.isnan(now)).sum(axis=1, keepdims=True)
    top = np.where(ranked > k, ranks <= k, np.nan)  # k or fewer are among the first k in any case: that tells nothing
    shares = {f"top_share_{kind}": _share(top[kinds == kind]) for kind in KINDS}
    ordered = np.sort(ranks, axis=0)
    low, high = (ordered[max(0, int(np.ceil(q * len(ordered))) - 1)] for q in INTERVAL)
    rank, tied = _ranks(now, candidates), _tied(now, candidates)
    found = {
        "rank": rank,
        "tied": tied,
        "suggested": now > 0,
        "top_share": top.mean(axis=0),
        "rank_low": low,
        "rank_high": high,
        **shares,
    }
    r, s = np.nonzero(candidates)
    table = pd.DataFrame({name: values[r, s] for name, values in found.items()})
    named = np.asarray(ids, dtype=object)
    table.insert(0, "partner_id", named[s])
    table.insert(0, "region_id", named[rows[r]])
    table["rank"] = table["rank"].astype("Int64").where(~np.isnan(now[r, s]))
    table = table.sort_values(["region_id", "rank", "partner_id"], na_position="last", ignore_index=True)
    return table[list(STABILITY_COLUMNS)]


def draw_plan(tables: Fitted, draws: int) -> dict[str, int]:
    """How many draws there are of each kind: equally many, the first kinds one more where they do not divide.

    Parameters
    ----------
    tables : Fitted
        A fitted run; without `placements` there are no draws of themes.
    draws : int
        All together.
    """
    kinds = [kind for kind in KINDS if kind != "themes" or _refits(tables)]
    whole, rest = divmod(draws, len(kinds))
    return dict.fromkeys(KINDS, 0) | {kind: whole + (place < rest) for place, kind in enumerate(kinds)}


def kept_of_top(table: pd.DataFrame, k: int = FIRST) -> dict[str, float]:
    """Mean share of the first k partners that stay among the first k, by kind of draw and over all ("all").

    Only those that are suggested: behind them many stand at one place, and nobody is shown who.

    Parameters
    ----------
    table : DataFrame
        What `stability` returned for that k.
    k : int

    Examples
    --------
    >>> shares = {f"top_share_{kind}": [1.0, 0.5, 0.0] for kind in KINDS}
    >>> asked = {"rank": [1, 2, 3], "suggested": True, "top_share": [0.9, 0.7, 0.1]}
    >>> kept_of_top(pd.DataFrame({**asked, **shares}), k=2)
    {'all': 0.8, 'one_out': 0.75, 'bootstrap': 0.75, 'themes': 0.75}
    """
    first = table[(table["rank"] <= k).fillna(False).astype(bool) & table["suggested"].astype(bool)]
    names = {"all": "top_share", **{kind: f"top_share_{kind}" for kind in KINDS}}
    return {kind: float(first[name].mean()) for kind, name in names.items()}


# -- draws ------------------------------------------------------------------------------------------------------------


def _drawn_ranks(
    tables: Fitted, rows: Numbers, candidates: npt.NDArray[np.bool_], settings: tuple[int, int, str]
) -> tuple[Ranks, npt.NDArray[np.str_]]:
    """Ranks in each draw (draws, n_rows, n_regions), and the kind of each draw."""
    draws, seed, by = settings
    plan = draw_plan(tables, draws)
    rng = np.random.default_rng(seed)
    links, every = _links(tables, tables.sure_memberships), np.arange(len(tables.x))
    usual = _Side(tables.x, tables.p) if by == "overlap" else _Side(tables.facets.x, tables.facets_by_chance)
    now, shorter = _values(usual.of(rows), usual, tables, rows, by), Shorter(usual.p)
    ranks = np.zeros((draws, *candidates.shape), dtype=np.int32)
    done = 0
    for kind, number in plan.items():
        # Placements repeat: each is ranked once.
        known = list(_placed(tables)) if kind == "themes" and number else []
        for draw in range(number):
            if known and draw >= len(known):
                ranks[done + draw] = ranks[done + draw % len(known)]
                continue
            x = known[draw] if known else _presence(links, _kept(links, kind, rng), tables.x.shape)
            changes = rows if kind == "one_out" and not draw % 2 else every
            x = x[changes] if by == "overlap" else tables.facets.listed(x[changes], changes)
            if kind != "one_out":
                drawn = _Side(x, expected_presence(x, TOLERANCE))
                values = _values(drawn.of(rows), drawn, tables, rows, by)
                ranks[done + draw] = _ranks(values, candidates, last=True)
                continue
            drawn = _Side(x, shorter.expected(x.sum(axis=1), changes))
            if changes is rows:
                ranks[done + draw] = _ranks(_values(drawn, usual, tables, rows, by), candidates, last=True)
            else:
                changed = _values(usual.of(rows), drawn, tables, rows, by)
                ranks[done + draw] = _rank_among(changed, now, candidates)
        done += number
    return ranks, np.repeat(np.array(KINDS), [plan[kind] for kind in KINDS])


def _links(tables: Fitted, memberships: pd.DataFrame) -> _Links:
    areas = tables.areas[["area_id", "region_id"]].sort_values(["region_id", "area_id"], ignore_index=True)
    region = pd.Index(tables.region_ids).get_indexer(pd.Index(areas["region_id"]))
    size = np.bincount(region, minlength=len(tables.region_ids))
    placed = memberships[memberships["theme_id"].isin(tables.niche_ids)]
    return _Links(
        region=region,
        start=np.r_[0, size.cumsum()[:-1]],
        size=size,
        area=pd.Index(areas["area_id"]).get_indexer(pd.Index(placed["area_id"])),
        niche=pd.Index(tables.niche_ids).get_indexer(pd.Index(placed["theme_id"])),
    )


def _kept(links: _Links, kind: str, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Which areas are in a draw."""
    if kind == "one_out":
        chosen = links.start + (rng.random(len(links.size)) * links.size).astype(np.intp)
        kept = np.ones(len(links.region), dtype=bool)
        kept[chosen[links.size > 1]] = False
        return kept
    chosen = links.start[links.region] + (rng.random(len(links.region)) * links.size[links.region]).astype(np.intp)
    kept = np.zeros(len(links.region), dtype=bool)
    kept[chosen] = True
    return kept


def _presence(links: _Links, kept: npt.NDArray[np.bool_], shape: tuple[int, ...]) -> Matrix:
    x = np.zeros(shape)
    there = kept[links.area]
    x[links.region[links.area[there]], links.niche[there]] = 1.0
    return x


def _refits(tables: Fitted) -> int:
    """How many models of themes placed the areas again."""
    return len(tables.placements["runs"].iloc[0]) if len(tables.placements) else 0


def _placed(tables: Fitted) -> Iterator[Matrix]:
    """Presence by each model that was learned again."""
    pairs = ["area_id", "theme_id"]
    doubtful = pd.MultiIndex.from_frame(tables.memberships[pairs]).difference(
        pd.MultiIndex.from_frame(tables.sure_memberships[pairs])
    )
    placements = tables.placements[~pd.MultiIndex.from_frame(tables.placements[pairs]).isin(doubtful)]
    placements = placements[placements["theme_id"].isin(tables.niche_ids)]
    found = np.array([[mark == "1" for mark in marks] for marks in placements["runs"]], dtype=bool)
    links = _links(tables, placements)
    for run in found.T:
        there = links._replace(area=links.area[run], niche=links.niche[run])
        yield _presence(there, np.ones(len(links.region), dtype=bool), tables.x.shape)


# -- scores and ranks -------------------------------------------------------------------------------------------------


def _values(mine: _Side, others: _Side, tables: Fitted, rows: Numbers, by: str) -> Matrix:
    """What ranks, of the regions in some rows, which ask, with all (n_rows, n_regions); nan where there is none.

    The lists of the regions that ask, and those of their partners, may come from different draws.
    """
    every = np.arange(len(others.x))
    if by == "overlap":
        v = rarity(tables.x)
        there = _beyond(v * mine.x, mine, others, rows, others.p)
        back = _beyond(v * others.x, others, mine, every, others.p).T
        values = (there + back) / 2
    else:
        gained = given = np.array(np.inf)
        if by != "gives":
            gained = _beyond(_gaps(mine.x, rows, tables), mine, others, rows, others.p)
        if by != "complementarity":
            given = _beyond(_gaps(others.x, every, tables), others, mine, every, others.p).T
        values = np.minimum(gained, given)
    matched = np.outer(mine.x.any(axis=1), others.x.any(axis=1))
    return np.where(matched, np.round(values, DECIMALS), np.nan)


def _gaps(x: Matrix, rows: Numbers, tables: Fitted) -> Matrix:
    """Gap values of drawn lists of the regions in some rows; how related niches are, and how rare, is as in the run."""
    facets = tables.facets
    raw = facets.spread(tables.lacking(facets.folded(x), rows)) * (x @ tables.paths)
    total = raw.sum(axis=1, keepdims=True)
    gaps: Matrix = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
    return gaps


def _beyond(w: Matrix, gaining: _Side, bringing: _Side, own: Numbers, every: Matrix) -> Matrix:
    """How far what each brings to each lies beyond chance (n_gaining, n_bringing); `own` are the rows that gain."""
    others = np.ones((len(own), len(every)), dtype=bool)
    others[np.arange(len(own)), own] = False
    return nearly_beyond_chance(w, gaining, bringing, every, common=others)


def _ranks(values: Matrix, candidates: npt.NDArray[np.bool_], *, last: bool = False) -> Ranks:
    """Ranks from 1 in each row, the largest value first; equal values share the first, or the last, of their ranks."""
    down = np.where(candidates, np.where(np.isnan(values), np.inf, -values), np.nan)  # nan, no candidate, sorts last
    order = np.argsort(down, axis=1, kind="stable")
    ordered = np.take_along_axis(down, order, axis=1)
    place = np.arange(1, values.shape[1] + 1)
    changes = ordered[:, 1:] != ordered[:, :-1]
    edge = np.ones((len(values), 1), dtype=bool)
    if last:
        ends = np.where(np.hstack([changes, edge]), place, len(place))
        shared = np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    else:
        shared = np.maximum.accumulate(np.where(np.hstack([edge, changes]), place, 0), axis=1)
    shared = np.where(np.isinf(ordered), candidates.sum(axis=1, keepdims=True), shared)
    ranks = np.zeros(values.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, shared.astype(np.int32), axis=1)
    return np.where(candidates, ranks, 0).astype(np.int32)


def _rank_among(values: Matrix, others: Matrix, candidates: npt.NDArray[np.bool_]) -> Ranks:
    """Rank of each candidate by its own value, among the values that the other candidates have in `others`."""
    last = candidates.sum(axis=1, keepdims=True)
    ranks = np.zeros(values.shape, dtype=np.int32)
    for row, (own, found, there) in enumerate(zip(values, others, candidates, strict=True)):
        ordered = np.sort(-found[there & ~np.isnan(found)])
        ranks[row] = 1 + np.searchsorted(ordered, -own, side="right") - (found >= own)  # less itself
    return np.where(candidates, np.where(np.isnan(values), last, ranks), 0).astype(np.int32)


def _tied(values: Matrix, candidates: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    tied = np.zeros(values.shape, dtype=bool)
    for row, (found, there) in enumerate(zip(values, candidates, strict=True)):
        scores = pd.Series(found).where(there)
        tied[row] = scores.duplicated(keep=False) & scores.notna()
    return tied


def _share(top: Matrix) -> Matrix:
    return top.mean(axis=0) if len(top) else np.full(top.shape[1:], np.nan)
