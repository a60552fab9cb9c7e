"""Which blend of sources of relatedness to use: every source, blends and popularity, by what they predict."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matcher.errors import NameUnknownError
from matcher.facts import RelatednessRow, RelatednessValidation
from matcher.fitted.graph import membership_matrix
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
from matcher.scores import pair_scores, size_check
from matcher.validate.prediction import POPULARITY, mean_and_error, predict
from matcher.vocabulary import Vocabulary

__all__ = ["candidates", "relation_agreement", "validate_relatedness"]

#: Shares of what people know that are tried beside each source that is read from portfolios.
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

#: What passes the size check: correlation with the length of lists at most, share of regions that are a best partner.
MOST_CORRELATED, LEAST_BEST = 0.3, 0.32


def candidates() -> list[Mapping[str, float]]:
    """The blends that are compared: each source alone; those of portfolios with what people know, and with meaning."""
    alone: list[Mapping[str, float]] = [{source: 1.0} for source in SOURCES]
    pairs = [{"known": share, source: round(1 - share, 1)} for source in PORTFOLIO_SOURCES for share in SHARES]
    meaning = [{source: 0.3, "semantic": 0.7} for source in PORTFOLIO_SOURCES]
    three = [{"known": 0.3, source: 0.5, "semantic": 0.2} for source in PORTFOLIO_SOURCES]
    return [*alone, *pairs, *meaning, *three]


def validate_relatedness(tables: Fitted, folds: int = 10, *, seed: int = 0, own: bool = True) -> RelatednessValidation:
    """How well popularity, each source of relatedness and each blend predict a region's held-out niche.

    See `matcher.validate.prediction` for what is held out and how the two AUCs are made. Sources that are read from
    portfolios are learned in each fold again; what people know and what words mean is taken from the tables.

    The blend that is **chosen** has the highest matched AUC of those that pass the size check: partners that merely
    have long lists would send everybody to the same few regions. A blend passes where the mean complementarity that a
    region brings to others correlates by at most `MOST_CORRELATED` with the length of its list, and where at least the
    share `LEAST_BEST` of the regions is somebody's best partner.

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
    cases, found = predict(memberships, region_of, fixed, blends, folds=folds, seed=seed, groups=groups)
    rows: list[RelatednessRow] = []
    for name, prediction in found.items():
        auc, auc_error = mean_and_error(prediction.auc, cases.region, seed=seed)
        matched, matched_error = mean_and_error(prediction.matched, cases.region, seed=seed)
        correlation, best, passes = _size(tables, blends.get(name))
        rows.append(
            {
                "name": name,
                "weights": dict(blends.get(name, {})),
                "auc": auc,
                "auc_error": auc_error,
                "matched": matched,
                "matched_error": matched_error,
                "size_correlation": correlation,
                "best_partners": best,
                "passes": passes,
                "chosen": False,
                "default": False,
            }
        )
    ranked = sorted(rows, key=lambda row: (row["name"] != POPULARITY, -round(row["matched"], 9), row["name"]))
    chosen = _choose(ranked[1:])
    for row in ranked:
        row["chosen"], row["default"] = row["weights"] == chosen, row["weights"] == DEFAULT_WEIGHTS
    return {
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
    """Correlation with the length of lists, number of best partners, and whether both pass."""
    if weights is None:
        return None, None, False
    phi = pair_matrix(reblend(tables.relations, weights), tables.niche_ids)
    check = size_check(pair_scores(tables.x, tables.p, phi), tables.x)
    correlation = None if np.isnan(check.correlation) else check.correlation
    passes = correlation is not None and abs(correlation) <= MOST_CORRELATED
    passes &= check.best_partners >= LEAST_BEST * check.regions
    return correlation, check.best_partners, bool(passes)


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
