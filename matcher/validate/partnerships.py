"""Rankings of partners against known partnerships, beside simple baselines.

Known partnerships are positives only and follow habit and size. They neither confirm nor refute complementarity: that a
pair is known says that two regions found each other, not that they are the two that fit best, and a pair that is not
known may be the better one. What is measured is *known above unknown*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from matcher.errors import InputError, SettingError
from matcher.facts import Unplaced, Validation, ValidationRow, ViewRow
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.combined import check_weights
from matcher.validate.baselines import BASELINES, BLEND, SCORES, degree_scores, score_matrices
from matcher.validate.evidence import Evidence, Partnership, gather
from matcher.validate.ranking import (
    auc,
    bootstrap,
    first_measures,
    in_order,
    standing_among,
)
from matcher.validate.topics import Encode, Topic, partnership_topics
from matcher.vocabulary import Vocabulary

__all__ = ["MEASURES", "VIEWS", "validate"]

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Measures of each ranking; the first on pairs, the others for each region that asks.
MEASURES = ("auc", "theme_auc", "mrr", "precision", "ndcg")
#: Other readings of the pair-level AUC.
VIEWS = ("hubs_weighed_down", "without_hubs", "other_country", "with_loose_networks")


def validate(
    tables: Fitted,
    partnerships: pd.DataFrame,
    *,
    weak: bool = False,
    nuts: str = "exact",
    k: int = 10,
    weights: Mapping[str, float] | None = None,
    vocabulary: Vocabulary | None = None,
    encode: Encode | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Validation:
    """Ranking quality of baselines and scores against known partnerships.

    A *known* pair is two regions in one partnership; an *unknown* pair is one that no partnership of the list names,
    loose networks included. A region and its own part are never compared. Scores compare after rounding to nine
    decimals; a score that is undefined stands last; ties count by the mean over their orders.

    * auc: known pairs above unknown ones, over all pairs. A pair counts once for each partnership that it shares.
    * theme_auc: for each member of a partnership, the other members above the regions that have an area in the
      partnership's broad theme and are not known to the member; mean over members, then over partnerships.
    * mrr, precision, ndcg: for each member, the other members among all regions, regions known to it through other
      partnerships left out; mean over members, then over partnerships.

    Each has a 95 % bootstrap interval over partnerships. `views` give the AUC again with hubs weighed down (a pair
    counts 1 / (d_r d_s), d the number of partnerships), without hubs, without pairs of one country, and with loose
    networks counted as evidence. The degree baseline never counts the partnership that is predicted.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    partnerships : DataFrame
        See `matcher.sources.lists.partnerships.read_partnerships`.
    weak : bool
        Whether loose networks count as evidence throughout.
    nuts : {"exact", "parent", "any"}
        How members are found among the run's regions: see `matcher.partners.known.placed_members`.
    k : int
        Of precision at k.
    weights : mapping of {"fit", "distance", "size"} to float, optional
        Of the blend; 2 x fit + 1 x distance where not given.
    vocabulary : Vocabulary, optional
    encode : callable, optional
        See `matcher.validate.topics.partnership_topics`.
    draws : int
        Bootstrap samples.
    seed : int
        Of the bootstrap and of the random ranking.

    Returns
    -------
    Validation
        See `matcher.facts.Validation`.

    Raises
    ------
    InputError
        No partnership that counts has two members in the run.
    SettingError
        An option cannot work.
    """
    _check(k, draws, weights)
    evidence = gather(partnerships, tables.region_ids, weak=weak, nuts=nuts)
    if not evidence.counted:
        raise InputError("partnerships", expected="one with two members among the run's regions", found="none",
                         do="compare region_id with the run's, or map codes with --members parent or any")  # fmt: skip
    matrices = score_matrices(tables, weights, seed=seed)
    topics = partnership_topics(
        [one.theme for one in evidence.counted], tables.theme_table, vocabulary=vocabulary, encode=encode
    )
    inside = [_in_theme(tables, topic) for topic in topics]
    loose = replace(evidence, weak=True)
    country = tables.regions["country"].to_numpy(dtype=object)
    rows: list[ValidationRow] = []
    views: list[ViewRow] = []
    for name in (*BASELINES, *SCORES):
        named: dict[str, Any] = {"score": name, "baseline": name in BASELINES}
        scored = matrices.get(name)
        measured = _measure(evidence, scored, inside, k)
        estimates = {key: bootstrap(*values, draws=draws, seed=seed)._asdict() for key, values in measured.items()}
        row = named | {"undefined": _undefined(scored, evidence.nested)} | estimates
        rows.append(cast(ValidationRow, row))
        read = _read_otherwise(evidence, loose, scored, country)
        view = named | {key: bootstrap(*values, draws=draws, seed=seed)._asdict() for key, values in read}
        views.append(cast(ViewRow, view))
    return {
        "counts": evidence.counts(country.tolist()),
        "hubs": [region_id for region_id, hub in zip(evidence.region_ids, evidence.hubs, strict=True) if hub],
        "unplaced": _unplaced(evidence),
        "themes": [
            {
                "partnership": one.name,
                "text": one.theme,
                "theme_id": topic.theme_id,
                "label": topic.label,
                "cosine": topic.cosine,
            }
            for one, topic in zip(evidence.counted, topics, strict=True)
        ],
        "k": k,
        "weak": weak,
        "nuts": nuts,
        "rows": rows,
        "views": views,
    }


def _check(k: int, draws: int, weights: Mapping[str, float] | None) -> None:
    if k < 1:
        raise SettingError("k", expected="1 or more", found=str(k))
    if draws < 0:
        raise SettingError("draws", expected="0 or more", found=str(draws))
    if weights is not None:
        check_weights(weights, tuple(BLEND))


Values = tuple[Matrix, Matrix]


def _scored(matrix: Matrix | None, evidence: Evidence, one: Partnership) -> Matrix:
    """The score by which a partnership is predicted; only degree (None) depends on the partnership."""
    return degree_scores(evidence.degree(without=one)) if matrix is None else matrix


def _measure(evidence: Evidence, matrix: Matrix | None, inside: list[Mask | None], k: int) -> dict[str, Values]:
    """For each measure its value and weight in each partnership."""
    n = len(evidence.counted)
    found = {key: (np.full(n, np.nan), np.ones(n)) for key in MEASURES}
    found["auc"] = _pair_aucs(evidence, matrix, np.ones_like(evidence.unknown), np.ones(len(evidence.region_ids)))
    for place, one in enumerate(evidence.counted):
        scores = _scored(matrix, evidence, one)
        ranked = [first_measures(values, relevant, k=k) for values, relevant in _rankings(evidence, scores, one)]
        if ranked:
            for key, value in zip(("mrr", "precision", "ndcg"), np.mean(ranked, axis=0), strict=True):
                found[key][0][place] = value
        area = inside[place]
        if area is not None:
            aucs = [
                auc(values[relevant], values[~relevant]) for values, relevant in _rankings(evidence, scores, one, area)
            ]
            known = [value for value in aucs if not np.isnan(value)]
            found["theme_auc"][0][place] = np.mean(known) if known else np.nan
    return found


def _rankings(
    evidence: Evidence, scores: Matrix, one: Partnership, inside: Mask | None = None
) -> Iterator[tuple[Matrix, Mask]]:
    """For each member the scores of those it is compared with, and which of them are members too.

    With `inside`, only regions in the theme ask and are compared: conditioning one side alone would favour whatever
    finds regions of the theme.
    """
    member = np.zeros(len(evidence.region_ids), dtype=bool)
    member[list(one.members)] = True
    within = np.ones_like(member) if inside is None else inside
    for r in one.members:
        if not within[r]:
            continue
        relevant = member & ~evidence.nested[r] & within
        compared = relevant | (evidence.unknown[r] & ~member & within)
        if relevant.any():
            yield scores[r, compared], relevant[compared]


def _pair_aucs(evidence: Evidence, matrix: Matrix | None, allowed: Mask, region_weights: Matrix) -> Values:
    """AUC of each partnership's pairs against all unknown pairs, and the sum of the pairs' weights.

    Both directions of a pair count: scores need not be the same in both.
    """
    unknown = evidence.unknown & allowed
    values, totals = np.full(len(evidence.counted), np.nan), np.zeros(len(evidence.counted))
    if not unknown.any():
        return values, totals
    # Sorting what is unknown costs most: once for all partnerships, but where the score depends on the partnership.
    ordered = None if matrix is None else in_order(matrix[unknown])
    for place, one in enumerate(evidence.counted):
        a, b = one.pairs
        rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
        keep = allowed[rows, columns] & ~evidence.nested[rows, columns]
        rows, columns = rows[keep], columns[keep]
        weights = region_weights[rows] * region_weights[columns]
        totals[place] = weights.sum()
        if matrix is not None and ordered is not None:
            above = standing_among(matrix[rows, columns], ordered)
            values[place] = above @ weights / totals[place] if totals[place] > 0 else np.nan
        else:
            scores = _scored(matrix, evidence, one)
            values[place] = auc(scores[rows, columns], scores[unknown], weights=weights)
    return values, totals


def _read_otherwise(
    evidence: Evidence, loose: Evidence, matrix: Matrix | None, country: npt.NDArray[np.object_]
) -> Iterator[tuple[str, Values]]:
    """The pair-level AUC under each of `VIEWS`."""
    n = len(evidence.region_ids)
    everything, same = np.ones((n, n), dtype=bool), np.ones(n)
    degree = np.maximum(evidence.degree(), 1)
    plain = ~(evidence.hubs[:, None] | evidence.hubs)
    abroad = (country[:, None] != country) | (country == "")
    yield "hubs_weighed_down", _pair_aucs(evidence, matrix, everything, 1 / degree)
    yield "without_hubs", _pair_aucs(evidence, matrix, plain, same)
    yield "other_country", _pair_aucs(evidence, matrix, abroad, same)
    yield "with_loose_networks", _pair_aucs(loose, matrix, everything, same)


def _in_theme(tables: Fitted, topic: Topic) -> Mask | None:
    """Regions that have an area in the theme of a topic; None where the topic is not known."""
    if not topic.theme_id:
        return None
    return np.array([bool(tables.areas_on(region_id, topic.theme_id)) for region_id in tables.region_ids])


def _undefined(matrix: Matrix | None, nested: Mask) -> float:
    return 0.0 if matrix is None else float(np.isnan(matrix[~nested]).mean())


def _unplaced(evidence: Evidence) -> list[Unplaced]:
    """Members that are no region of the run, with the reason."""
    gone = evidence.placed[evidence.placed["run_id"] == ""]
    return [
        {"partnership": str(row.partnership), "region": str(getattr(row, "region", "")),
         "region_id": str(row.region_id), "why": str(row.how)}
        for row in gone.itertuples()
    ]  # fmt: skip
