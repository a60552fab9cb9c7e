"""Which relatedness predicts best what else a region works on: one niche of a region is held out and looked for.

For region r and each of its niches i, all areas that belong to i are taken away. The niches that r then lacks, i among
them, are ranked by the gap value that ranks partners (`matcher.scores.gap_values`). AUC is the share of the other
lacking niches that i is ranked before, ties half. What portfolios reveal, and how popular niches are, is read from the
other regions only: they are divided into folds, and those of r's own fold are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance import expected_presence
from matcher.errors import SettingError
from matcher.fitted.graph import portfolios
from matcher.relatedness import SOURCES, blend, portfolio_sources
from matcher.scores import gap_paths

__all__ = ["POPULARITY", "HeldOut", "Prediction", "hold_out", "mean_and_error", "predict"]

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

#: The baseline: how many other regions work on a niche.
POPULARITY = "popularity"


class HeldOut(NamedTuple):
    """The cases: the region and the niche of each, what is left of the region, and the niches that it lacks."""

    region: Rows
    niche: Rows
    #: 0/1 (n_cases, n_niches)
    left: Matrix
    lacking: npt.NDArray[np.bool_]


class Prediction(NamedTuple):
    """How well something predicts held-out niches, (n_cases,) each.

    Attributes
    ----------
    auc : ndarray
        Share of the lacking niches that the held-out one is ranked before.
    matched : ndarray
        The same with each lacking niche weighted by its odds (regions that work on it over those that do not), so that
        what is lacking is as popular as what is held out: popularity itself then predicts next to nothing (0.5).
    """

    auc: Matrix
    matched: Matrix


def hold_out(memberships: Matrix, region_of: Rows) -> HeldOut:
    """All cases of regions that have something left.

    Parameters
    ----------
    memberships : ndarray (n_areas, n_niches)
        How far each area belongs to each niche; above 0 it belongs.
    region_of : ndarray of int (n_areas,)
        Region of each area.

    Examples
    --------
    Region 0 lists "rail and steel" and "food": without rail food is left, without steel too, without food both others.

    >>> cases = hold_out(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), np.array([0, 0]))
    >>> cases.niche.tolist(), cases.left.tolist()
    ([0, 1, 2], [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    """
    regions: list[int] = []
    niches: list[int] = []
    left: list[Matrix] = []
    lacking: list[Matrix] = []
    for region in np.unique(region_of):
        own = (memberships[region_of == region] > 0).astype(np.float64)
        has = own.max(axis=0)
        for niche in np.flatnonzero(has):
            rest = own[own[:, niche] == 0]
            if rest.any():
                regions.append(int(region))
                niches.append(int(niche))
                left.append(rest.max(axis=0))
                lacking.append(has == 0)
    if not left:
        raise SettingError("held-out niches", expected="regions with two areas in different niches", found="none")
    return HeldOut(np.array(regions), np.array(niches), np.array(left), np.array(lacking, dtype=bool))


def predict(
    memberships: Matrix,
    region_of: Rows,
    fixed: Mapping[str, Matrix],
    blends: Mapping[str, Mapping[str, float]],
    *,
    lacking: Callable[[Matrix], Matrix] | None = None,
    folds: int = 10,
    seed: int = 0,
    groups: Sequence[str] | None = None,
) -> tuple[HeldOut, dict[str, Prediction]]:
    """How well popularity and each blend predict held-out niches.

    Parameters
    ----------
    memberships : ndarray (n_areas, n_niches)
        How far each area belongs to each niche; above 0 it belongs.
    region_of : ndarray of int (n_areas,)
        Region of each area, 0 to n_regions - 1.
    fixed : mapping of str to ndarray (n_niches, n_niches)
        Sources that are not learned from these portfolios, such as "known" and "semantic".
    blends : mapping of str to mapping
        Weights of sources by the name of the blend; a single source is a blend of one.
    lacking : callable, optional
        From 0/1 lists (n, n_niches) to the niches that they lack; those that they do not have where not given. Cases
        whose held-out niche is not lacking in what is left are passed over: nobody would look for it.
    folds, seed : int
        How regions are divided.
    groups : sequence of str (n_regions,), optional
        Regions of one group, such as a country, stay in one fold: a region and its part, or lists of one author, would
        give each other away. Each region by itself where not given.

    Returns
    -------
    HeldOut, dict of str to Prediction
        The cases, and how each was predicted, `POPULARITY` first.

    Raises
    ------
    SettingError
        Fewer regions or groups than folds, or a source that is not known.
    """
    if wrong := sorted({name for weights in blends.values() for name in weights} - set(SOURCES)):
        raise SettingError(f"source {wrong[0]!r}", expected="one of " + ", ".join(SOURCES), found="none")
    n_regions = int(region_of.max()) + 1
    names, group_of = np.unique(np.arange(n_regions) if groups is None else np.array(groups), return_inverse=True)
    if len(names) < folds:
        what = "regions" if groups is None else "groups"
        raise SettingError("folds", expected=f"at most {len(names)}, the number of {what}", found=str(folds))
    cases = _lacked(hold_out(memberships, region_of), lacking)
    fold_of = np.random.default_rng(seed).permutation(np.arange(len(names)) % folds)[group_of]
    found = {name: Prediction(np.zeros(len(cases.niche)), np.zeros(len(cases.niche))) for name in (POPULARITY, *blends)}
    for fold in range(folds):
        here = np.flatnonzero(fold_of[cases.region] == fold)
        scores, odds = _scores(memberships, region_of, fold_of, fold, cases.left[here], fixed, blends, lacking)
        for name, values in scores.items():
            for result, weights in zip(found[name], (np.ones_like(odds), odds), strict=True):
                result[here] = _ahead(values, cases.niche[here], cases.lacking[here], weights)
    return cases, found


def _lacked(cases: HeldOut, lacking: Callable[[Matrix], Matrix] | None) -> HeldOut:
    """The cases whose niche is lacking in what is left, with what else is; some other niche must be."""
    if lacking is None:
        return cases
    lacks = lacking(cases.left) > 0
    rows = np.arange(len(cases.niche))
    held = lacks[rows, cases.niche]
    lacks[rows, cases.niche] = False
    kept = held & lacks.any(axis=1)
    if not kept.any():
        raise SettingError("held-out niches", expected="niches that are lacking where they are held out", found="none")
    return HeldOut(cases.region[kept], cases.niche[kept], cases.left[kept], lacks[kept])


def _scores(
    memberships: Matrix,
    region_of: Rows,
    fold_of: Rows,
    fold: int,
    left: Matrix,
    fixed: Mapping[str, Matrix],
    blends: Mapping[str, Mapping[str, float]],
    lacking: Callable[[Matrix], Matrix] | None,
) -> tuple[dict[str, Matrix], Matrix]:
    """What ranks the niches of each case of a fold, learned from the other folds; and the odds of each niche there."""
    learned_from = fold_of[region_of] != fold
    x = portfolios(memberships[learned_from], region_of[learned_from])
    learned = {source for weights in blends.values() for source in weights} - set(fixed)
    revealed = portfolio_sources(x, expected_presence(x), memberships[learned_from]) if learned else {}
    sources = {**revealed, **fixed}
    missing = 1 - x if lacking is None else lacking(x)
    popularity = x.sum(axis=0)
    scores = {POPULARITY: np.broadcast_to(popularity, left.shape)}
    for name, weights in blends.items():
        phi = blend({source: sources[source] for source in weights}, weights)
        scores[name] = left @ gap_paths(x, missing, phi)
    return scores, (popularity + 0.5) / (len(x) - popularity + 0.5)


def _ahead(scores: Matrix, held: Rows, lacking: npt.NDArray[np.bool_], weights: Matrix) -> Matrix:
    """Weighted share of the lacking niches with a score below that of the held-out one, ties half."""
    values = np.round(scores, 9)
    own = values[np.arange(len(held)), held][:, None]
    beaten = (values < own) + 0.5 * (values == own)
    share = lacking * weights
    result: Matrix = (beaten * share).sum(axis=1) / share.sum(axis=1)
    return result


def mean_and_error(values: Matrix, region: Rows, *, draws: int = 1000, seed: int = 0) -> tuple[float, float]:
    """Mean over cases, and its standard error: regions are drawn again with replacement, each with all its cases.

    Parameters
    ----------
    values : ndarray (n_cases,)
    region : ndarray of int (n_cases,)
        Region of each case.

    Examples
    --------
    >>> mean, error = mean_and_error(np.array([1.0, 0.0, 0.5]), np.array([0, 0, 1]))
    >>> mean, error
    (0.5, 0.0)
    """
    _, rows = np.unique(region, return_inverse=True)
    count = np.bincount(rows)
    total = np.bincount(rows, values)
    drawn = _drawn(len(count), draws, seed)
    means = (drawn @ total) / (drawn @ count)
    return float(values.mean()), float(means.std())


@lru_cache(8)
def _drawn(n: int, draws: int, seed: int) -> Matrix:
    """How often each of n regions is drawn (draws, n): the same for all measures of the same regions."""
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
