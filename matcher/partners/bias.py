"""Relations of scores to what they should not follow: length of a list, how it is written, where it comes from.

A region has three mean scores, of what ranks partners: what it receives (its mean z with all partners), what it gives
(theirs with it) and its mean overlap z. Each is held against five properties of its list. None of them says anything of
what a region works on, so a relation means that part of the score may come from the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import area_texts
from matcher.chance import false_discovery_rate
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.places import place
from matcher.settings import DECIMALS

__all__ = [
    "BIAS_COLUMNS",
    "CORRECTED",
    "MATERIAL",
    "PROPERTIES",
    "SCORES",
    "bias",
    "corrected",
    "flagged_for",
    "mean_scores",
    "region_properties",
]

Matrix = npt.NDArray[np.float64]

#: A relation is flagged from this strength on, if chance would seldom give it.
MATERIAL = 0.3
#: Largest rate of false discoveries of what is flagged.
LEVEL = 0.05
#: Regions' mean scores must spread at least this much, beside the scores of pairs, to move any rank.
SPREAD = 0.1
SCORES = ("received", "given", "overlap")
#: Properties of a region's list, and whether they are numbers.
PROPERTIES = {"areas": True, "text_length": True, "language": False, "country": False, "level": False}
BIAS_COLUMNS = (
    "score",
    "property",
    "measure",
    "strength",
    "p_value",
    "q_value",
    "spread",
    "regions",
    "flagged",
    "highest",
    "highest_mean",
    "lowest",
    "lowest_mean",
    "meaning",
)
#: With fewer regions nothing is tested.
FEWEST = 6
#: A group of fewer regions is not named, and is put together with others where ranks are corrected.
GROUP = 3
PERMUTATIONS = 999
#: The mean score of partners that each ranking may follow.
CORRECTED = {"complementarity": "given", "gives": "received", "overlap": "overlap"}


class _Relation(NamedTuple):
    """Strength of a relation, and its p-value by permutation of the regions."""

    strength: float
    p_value: float


def bias(tables: Fitted, seed: int = 0) -> pd.DataFrame:
    """Relation of regions' mean scores to properties of their lists.

    * Numbers (areas, text length): Spearman's rank correlation.
    * Groups (language, country, level): epsilon of the ranks, epsilon^2 = 1 - (S_within / (n - k)) / (S_all / (n - 1))
      for k groups of n regions: the share of the spread of ranks that groups explain beyond what k groups would
      anyway (Kelley 1935); 0 where it is negative.
    * p-value: share of 999 permutations of the regions with at least that relation; q-value after Benjamini and
      Hochberg over all rows.
    * spread: standard deviation of the regions' means over that of the score over all pairs. What a region receives
      hardly spreads, by its definition: over all partners what is brought beyond chance sums to almost nothing.
    * Flagged: strength of at least 0.3 either way, a q-value of at most 0.05, and a spread of at least 0.1.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    seed : int
        Of the permutations.

    Returns
    -------
    DataFrame
        `BIAS_COLUMNS`, one row a score and property. `strength` is nan where a property does not vary, or with fewer
        than 6 regions. `highest` and `lowest` are the groups of at least 3 regions with the highest and lowest mean.
        `meaning` is a code: cannot be tested, no material relation, differ too little, or follows;
        `matcher.words.trust.bias_sentence` says it.
    """
    found = mean_scores(tables).merge(region_properties(tables), on="region_id").dropna(subset=list(SCORES))
    found = found.sort_values("region_id", ignore_index=True)
    rows: list[tuple[object, ...]] = []
    for score in SCORES:
        spread = _spread(found[score], _pair_scores(tables, score))
        for name, numeric in PROPERTIES.items():
            rng = np.random.default_rng(seed)
            relation = _relation(found[score].round(DECIMALS), found[name], rng, numeric=numeric)
            extremes = (None, np.nan, None, np.nan) if numeric else _extremes(found[score], found[name])
            measure = "rank correlation" if numeric else "epsilon of groups"
            rows.append((score, name, measure, *relation, np.nan, spread, len(found), False, *extremes, ""))
    table = pd.DataFrame(rows, columns=list(BIAS_COLUMNS))
    tested = table["p_value"].notna()
    table.loc[tested, "q_value"] = false_discovery_rate(table.loc[tested, "p_value"])
    material = (table["strength"].abs() >= MATERIAL) & (table["spread"] >= SPREAD)
    table["flagged"] = material & (table["q_value"] <= LEVEL)
    table["meaning"] = [_meaning(row) for row in table.to_dict("records")]
    return table


def region_properties(tables: Fitted) -> pd.DataFrame:
    """Properties of each region's list that scores should not follow.

    Returns
    -------
    DataFrame
        region_id; areas (how many); text_length (mean number of characters of an area's name); language (the most
        frequent one of the names as published, the first of the alphabet where two are equal; English where only that
        is given); country; level ("national", "NUTS 1" to "NUTS 3", or "other").
    """
    names = tables.areas[["region_id"]].assign(
        length=area_texts(tables.areas).str.len(),
        language=tables.areas["language"].where(tables.areas["area_original"] != "", "en").replace("", "unknown"),
    )
    grouped = names.groupby("region_id", sort=True)
    found = pd.DataFrame(
        {
            "areas": grouped.size().astype("float64"),
            "text_length": grouped["length"].mean(),
            "language": grouped["language"].agg(lambda values: values.mode().iloc[0]),
        }
    )
    found["country"] = tables.regions.set_index("region_id")["country"].replace("", "unknown")
    found["level"] = [_level(str(region_id)) for region_id in found.index]
    return found.rename_axis("region_id").reset_index()


def mean_scores(tables: Fitted) -> pd.DataFrame:
    """region_id and the mean scores of each region; nan where it has none."""
    means = {score: _mean(_pair_scores(tables, score)) for score in SCORES}
    return pd.DataFrame({"region_id": tables.region_ids, **means})


def corrected(
    tables: Fitted,
    region: str,
    *,
    by: str = "complementarity",
    among: Collection[str] | None = None,
    flags: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A score after what regions alike have with everybody, to stand beside the plain one and never instead of it.

    corrected(r, s) = score(r, s) - (f(s) - mean f), f(s) the mean score of regions like s: the least-squares fit of
    mean scores (of what regions give, where complementarity ranks) on the properties that are flagged for them, numbers
    as their logarithm, groups of fewer than 3 regions put together. Where none is flagged, it is the plain score.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region : str
        Id or name of the region that asks.
    by : {"complementarity", "gives", "overlap"}
        The score.
    among : collection of str, optional
        Ids of the partners that are ranked; all where not given.
    flags : DataFrame, optional
        What `bias` returned, where it is at hand.

    Returns
    -------
    DataFrame
        partner_id, corrected, rank_corrected (equal scores share a rank), in the order of the ids.

    Raises
    ------
    SettingError
        `by` is none of these.
    """
    if by not in CORRECTED:
        raise SettingError("a corrected ranking", expected="by " + " or ".join(CORRECTED), found=f"by {by}")
    table = bias(tables) if flags is None else flags
    r, score = tables.row(region), CORRECTED[by]
    values = _pair_scores(tables, score)[:, r] - _of_alike(tables, score, flagged_for(table, by))
    found = pd.DataFrame({"partner_id": tables.region_ids, "corrected": values}).drop(index=r)
    if among is not None:
        found = found[found["partner_id"].isin(list(among))]
    ranks = found["corrected"].round(DECIMALS).rank(method="min", ascending=False).astype("Int64")
    return found.assign(rank_corrected=ranks).reset_index(drop=True)


def flagged_for(flags: pd.DataFrame, by: str = "complementarity") -> list[str]:
    """Properties that are flagged for the mean score that a ranking of partners may follow; none for mutual.

    Examples
    --------
    >>> flags = pd.DataFrame({"score": ["given", "overlap"], "property": ["areas", "level"], "flagged": [True, True]})
    >>> flagged_for(flags), flagged_for(flags, "overlap")
    (['areas'], ['level'])
    """
    return flags.loc[(flags["score"] == CORRECTED.get(by)) & flags["flagged"], "property"].tolist()


def _pair_scores(tables: Fitted, score: str) -> Matrix:
    """The scores of pairs behind a mean: row s holds those of region s with each other region."""
    return tables.scores.ranking({"received": "complementarity", "given": "gives", "overlap": "overlap"}[score])


def _spread(means: pd.Series, values: Matrix) -> float:
    there = values[~np.isnan(values)]
    return float(means.std(ddof=0) / there.std()) if len(there) and there.std() > 0 else float("nan")


def _of_alike(tables: Fitted, score: str, names: list[str]) -> Matrix:
    """f(s) - mean f for each region (n_regions,): zeros where no property is named."""
    found = mean_scores(tables).merge(region_properties(tables), on="region_id", how="left")
    columns = [np.ones(len(found))]
    for name in names:
        values = found[name]
        if PROPERTIES[name]:
            columns.append(np.log(values.to_numpy(dtype=np.float64)))
            continue
        large = values.where(values.map(values.value_counts()) >= GROUP, "others")
        columns += [(large == group).to_numpy(dtype=np.float64) for group in sorted(set(large))[1:]]
    design = np.column_stack(columns)
    means = found[score].to_numpy(dtype=np.float64)
    known = ~np.isnan(means)
    if not names or not known.any():
        return np.zeros(len(found))
    weights, *_ = np.linalg.lstsq(design[known], means[known], rcond=None)
    fitted = design @ weights
    return np.asarray(fitted - fitted[known].mean())


# -- relations --------------------------------------------------------------------------------------------------------


def _relation(scores: pd.Series, values: pd.Series, rng: np.random.Generator, *, numeric: bool) -> _Relation:
    ranks = scores.rank().to_numpy(dtype=np.float64)
    n, groups = len(ranks), values.nunique()
    if n < FEWEST or groups < 2 or np.ptp(ranks) == 0 or (not numeric and groups == n):
        return _Relation(np.nan, np.nan)
    centred = ranks - ranks.mean()
    drawn = np.array([rng.permutation(centred) for _ in range(PERMUTATIONS)])
    if numeric:
        other = values.rank().to_numpy(dtype=np.float64)
        other = other - other.mean()
        scale = np.sqrt((centred @ centred) * (other @ other))
        strength = float(centred @ other / scale)
        beyond = np.abs(drawn @ other / scale) >= abs(strength) - 1e-9
    else:
        member = pd.get_dummies(values).to_numpy(dtype=np.float64)
        sizes = member.sum(axis=0)
        total = centred @ centred
        between = float(((centred @ member) ** 2 / sizes).sum())
        beyond = ((drawn @ member) ** 2 / sizes).sum(axis=1) >= between - 1e-9
        strength = float(np.sqrt(max(0.0, 1 - (total - between) / (n - groups) / (total / (n - 1)))))
    return _Relation(strength, float((1 + beyond.sum()) / (1 + PERMUTATIONS)))


def _extremes(scores: pd.Series, values: pd.Series) -> tuple[str | None, float, str | None, float]:
    """Groups with the highest and the lowest mean, and these; among groups of some size."""
    grouped = scores.groupby(values)
    means = grouped.mean()[grouped.size() >= GROUP].sort_index()
    if len(means) < 2:
        return None, np.nan, None, np.nan
    rounded = means.round(DECIMALS)
    return str(rounded.idxmax()), float(means.max()), str(rounded.idxmin()), float(means.min())


def _meaning(row: Mapping[Any, Any]) -> str:
    """What a row means, as a code that `matcher.words.trust.bias_sentence` says."""
    strength = abs(float(str(row["strength"])))
    if np.isnan(strength):
        return "cannot be tested"
    if row["flagged"]:
        return "follows"
    small = strength >= MATERIAL and float(str(row["spread"])) < SPREAD
    return "differ too little" if small else "no material relation"


def _level(region_id: str) -> str:
    known = place(region_id)
    if known is None:
        return "other"
    return f"NUTS {known.level}" if known.level else "national"


def _mean(matrix: Matrix) -> Matrix:
    there = ~np.isnan(matrix)
    count = there.sum(axis=1)
    sums = np.where(there, matrix, 0.0).sum(axis=1)
    return np.asarray(np.divide(sums, count, out=np.full(len(matrix), np.nan), where=count > 0))
