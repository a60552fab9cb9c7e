"""Which blend of sources of relatedness to use: every source, blends and popularity, by what they predict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from matcher.errors import NameUnknownError
from matcher.facts import RelatednessRow, RelatednessValidation
from matcher.fitted.graph import membership_matrix
from matcher.fitted.standing import missing
from matcher.fitted.tables import Fitted
from matcher.relatedness import (
    DEFAULT_WEIGHTS,
    SOURCES,
    Agreement,
    agreement,
    cooccurrence,
    coverage,
    known,
    known_links,
    pair_matrix,
    reblend,
    silent,
)
from matcher.relatedness.sources import PORTFOLIO_SOURCES
from matcher.scores import passes, size_check
from matcher.validate.prediction import POPULARITY, HeldOut, Prediction, Rows, mean_and_error, predict
from matcher.vocabulary import Vocabulary

__all__ = ["candidates", "relation_agreement", "validate_relatedness"]

#: Shares of what people know that are tried beside each source that is read from portfolios.
SHARES = (0.2, 0.5, 0.8)

#: How often areas are shuffled over regions.
SHUFFLES = 20


def candidates() -> list[Mapping[str, float]]:
    """The blends that are compared: each source alone, and those of portfolios with what people know."""
    alone: list[Mapping[str, float]] = [{source: 1.0} for source in SOURCES]
    pairs = [{"known": share, source: round(1 - share, 1)} for source in PORTFOLIO_SOURCES for share in SHARES]
    return [*alone, *pairs]


def validate_relatedness(tables: Fitted, folds: int = 10, *, seed: int = 0, own: bool = True) -> RelatednessValidation:
    """How well popularity, each source of relatedness and each blend predict a region's held-out niche.

    See `matcher.validate.prediction` for what is held out and how the two AUCs are made. Sources that are read from
    portfolios are learned in each fold again; what people know and what words mean is taken from the tables.

    What is ranked is the gap value that ranks partners, among the niches that a region then lacks. Beside the default
    stands the same with areas shuffled over regions, `SHUFFLES` times, all learned again: what the way of counting
    gives by itself. Errors are standard errors over regions, and over countries, whose regions resemble each other.

    The blend that is **chosen** has the highest matched AUC of those whose ranks follow no size
    (`matcher.scores.passes`, by complementarity).

    Parameters
    ----------
    tables : Fitted
        A fitted run; its own regions are the cases.
    folds, seed : int
        How regions are divided, those of one country together: at most as many folds as countries, or as regions where
        there is one country.
    own : bool
        Whether the run's relatedness comes from its own portfolios. Where it does not (few regions), it is taken as the
        run has it, and nothing is learned.

    Returns
    -------
    RelatednessValidation
        See `matcher.facts.RelatednessValidation`; for the size check see `matcher.scores.size_check`.
    """
    niche_ids = tables.niche_ids
    region_of = np.array([tables.region_ids.index(region) for region in tables.areas["region_id"]])
    given = ("known", "semantic") if own else SOURCES
    fixed = {name: pair_matrix(tables.relations, niche_ids, column=name) for name in given}
    countries = tables.regions["country"].where(tables.regions["country"] != "", tables.regions["region_id"]).tolist()
    groups = countries if len(set(countries)) > 1 else tables.region_ids
    folds = min(folds, len(set(groups)))
    blends = {_name(weights): weights for weights in candidates() if not silent(tables.relations, weights)}
    memberships = membership_matrix(tables.areas, tables.memberships, niche_ids)

    def predicted(areas_of: Rows, asked: Mapping[str, Mapping[str, float]]) -> tuple[HeldOut, dict[str, Prediction]]:
        return predict(
            memberships, areas_of, fixed, asked, lacking=lambda lists: missing(lists, tables.covers, niche_ids),
            folds=folds, seed=seed, groups=groups,
        )  # fmt: skip

    cases, found = predicted(region_of, blends)
    country_of = np.unique(groups, return_inverse=True)[1][cases.region]
    rows: list[RelatednessRow] = []
    for name, prediction in found.items():
        auc, auc_error = mean_and_error(prediction.auc, cases.region, seed=seed)
        matched, matched_error = mean_and_error(prediction.matched, cases.region, seed=seed)
        correlation, best, within = _size(tables, blends.get(name))
        rows.append(
            {
                "name": name,
                "weights": dict(blends.get(name, {})),
                "auc": auc,
                "auc_error": auc_error,
                "matched": matched,
                "matched_error": matched_error,
                "matched_error_country": mean_and_error(prediction.matched, country_of, seed=seed)[1],
                "size_correlation": correlation,
                "best_partners": best,
                "passes": within,
                "chosen": False,
                "default": False,
            }
        )
    ranked = sorted(rows, key=lambda row: (row["name"] != POPULARITY, -round(row["matched"], 9), row["name"]))
    chosen = _choose(ranked[1:])
    for row in ranked:
        row["chosen"], row["default"] = row["weights"] == chosen, row["weights"] == DEFAULT_WEIGHTS
    usual = {_name(weights): weights for weights in (DEFAULT_WEIGHTS,) if _name(weights) in blends}
    rng = np.random.default_rng(seed)
    shuffled = [
        predicted(rng.permutation(region_of), usual)[1][name].matched.mean() for _ in range(SHUFFLES) for name in usual
    ]
    return {
        "shuffled": float(np.mean(shuffled)) if shuffled else None,
        "shuffled_sd": float(np.std(shuffled, ddof=1)) if shuffled else None,
        "cases": len(cases.niche),
        "regions": len(set(cases.region.tolist())),
        "folds": folds,
        "own": own,
        "passing": any(row["passes"] for row in ranked),
        "chosen": chosen,
        "default": DEFAULT_WEIGHTS,
        "rows": ranked,
    }


def _name(weights: Mapping[str, float]) -> str:
    if len(weights) == 1:
        return next(iter(weights))
    return " + ".join(f"{100 * weight:.0f} % {source}" for source, weight in weights.items())


def _size(tables: Fitted, weights: Mapping[str, float] | None) -> tuple[float | None, int | None, bool]:
    """Rank correlation with the length of lists, number of best partners, and whether ranks follow no size."""
    if weights is None:
        return None, None, False
    blended = replace(tables, relations=reblend(tables.relations, weights))
    ranking = blended.scores.ranking("complementarity")
    check = size_check(ranking, tables.x.sum(axis=1))
    return None if np.isnan(check.correlation) else check.correlation, check.best_partners, passes(check)


def _choose(rows: list[RelatednessRow]) -> dict[str, float]:
    """The rule of `validate_relatedness`, for rows with the highest matched AUC first; the best where none passes."""
    passing = [row for row in rows if row["passes"]]
    return (passing or rows)[0]["weights"]


def relation_agreement(tables: Fitted, vocabulary: Vocabulary) -> Agreement:
    """Whether niches that the vocabulary relates stand together in a run's portfolios more often than others.

    Only niches with an area count. See `matcher.relatedness.agreement`.

    Raises
    ------
    NameUnknownError
        No niche of the run is one of the vocabulary's: its themes were not guided by it.
    """
    niches = {concept.id for concept in vocabulary.level("niche")}
    own = [place for place, niche in enumerate(tables.niche_ids) if niche in niches]
    if not own:
        raise NameUnknownError("the run's niches", expected="niches of the vocabulary", do="fit without --way")
    names = [tables.niche_ids[place] for place in own]
    phi = known(names, known_links(names, coverage(names, vocabulary), vocabulary.relations))
    return agreement(phi, *cooccurrence(tables.x[:, own], tables.p[:, own]))
