"""How steady themes are when what they were learned from is drawn anew, and when settings change a little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from matcher.themes.base import ThemeModel
from matcher.themes.discovered import DiscoveredThemes
from matcher.themes.guide import Guide
from matcher.themes.guided import GuidedThemes

__all__ = ["BORDERLINE", "UNSTABLE", "Steadiness", "clusterwise_jaccard", "steadiness"]

Matrix = npt.NDArray[np.float64]
Members = npt.NDArray[np.bool_]

#: Themes below this mean Jaccard are marked: Hennig (2007) calls clusters below 0.6 not to be trusted.
UNSTABLE = 0.6
#: An area that stays in a theme in less than this share of the runs is on its border.
BORDERLINE = 0.6


@dataclass(frozen=True, eq=False)
class Steadiness:
    """Mean best Jaccard of each niche (n_niches,) and theme (n_themes,); nan where nothing was drawn.

    `names` (n_names, n_niches) is the share of runs in which each name stayed in each of its niches; `placements`
    (n_runs, n_names, n_niches) is where each run puts each name, in the niches of the original.
    """

    niches: Matrix
    themes: Matrix
    names: Matrix
    placements: npt.NDArray[np.bool_]


def clusterwise_jaccard(
    original: Members, runs: Iterable[tuple[npt.NDArray[np.intp], Members]]
) -> tuple[Matrix, Matrix]:
    """Clusterwise stability: how well each group is found again.

    For each run, the Jaccard coefficient `|A and B| / |A or B|` of each original group A with the group B of the run
    that is most like it, among the items that the run has; averaged over the runs in which A has an item. Source:
    Hennig, Computational Statistics and Data Analysis 52 (2007). Groups may overlap.

    Parameters
    ----------
    original : ndarray of bool (n, k)
        Which item is in which group.
    runs : iterable of (ndarray of int (m,), ndarray of bool (m, l))
        The items that a run has, and their groups in it.

    Returns
    -------
    tuple of ndarray (k,), (n, k)
        Mean Jaccard of each group, and the share of runs in which an item of a group was in the group's match.

    Examples
    --------
    Of the two groups {0, 1} and {2, 3}, the only run finds {0, 1, 2} and {3}: 2 of 3 items shared, and 1 of 2.

    >>> original = np.array([[True, False], [True, False], [False, True], [False, True]])
    >>> run = np.array([[True, False], [True, False], [True, False], [False, True]])
    >>> groups, items = clusterwise_jaccard(original, [(np.arange(4), run)])
    >>> groups.round(2), items[2]
    (array([0.67, 0.5 ]), array([0., 0.]))
    """
    again = _FoundAgain(original)
    for items, found in runs:
        again.add(items, found)
    return again.shares


class _FoundAgain:
    """How well groups are found again, run by run (`clusterwise_jaccard`): no run need be held."""

    def __init__(self, original: Members) -> None:
        self.original, n = original, original.shape[1]
        self.totals, self.counts, self.stayed, self.seen = np.zeros(n), np.zeros(n), *np.zeros((2, *original.shape))

    def add(self, items: npt.NDArray[np.intp], found: Members) -> None:
        """What one run has found."""
        mine, theirs = self.original[items].astype(np.float64), found.astype(np.float64)
        shared = mine.T @ theirs
        either = mine.sum(axis=0)[:, None] + theirs.sum(axis=0) - shared
        jaccard = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
        best = jaccard.round(9).argmax(axis=1)
        there = mine.any(axis=0)
        self.totals += np.where(there, jaccard.max(axis=1), 0.0)
        self.counts += there
        self.stayed[items] += mine * theirs[:, best]
        self.seen[items] += mine

    @property
    def shares(self) -> tuple[Matrix, Matrix]:
        """Of all runs so far."""
        stayed = np.where(self.seen > 0, _ratio(self.stayed, self.seen), np.where(self.original, np.nan, 0.0))
        return _ratio(self.totals, self.counts), stayed


def steadiness(
    model: ThemeModel,
    vectors: npt.ArrayLike,
    names: Sequence[str],
    weights: Sequence[float],
    *,
    draws: int = 10,
    seed: int = 0,
    drawn: Sequence[tuple[Guide, Matrix]] = (),
    **teaching: Any,
) -> Steadiness:
    """Steadiness of a fitted model's themes.

    Guided themes are learned again from bootstraps of the guide's concepts, discovered ones from bootstraps of the
    names; then each main setting is changed a little, up and down.

    Parameters
    ----------
    model : ThemeModel
        Fitted to what follows.
    draws : int
        Bootstraps; 0 leaves stability out.
    seed : int
        Of the bootstraps of names.
    drawn : sequence of tuple of Guide and ndarray (n_names,)
        Bootstraps of the guide (`Guide.resampled`), as many as `draws`, with the closeness of each name with the label
        that is nearest to it there.
    **teaching
        What `fit` was given beside.
    """
    member = model.memberships_ > 0
    if not draws:
        nothing = [np.full(n, np.nan) for n in (member.shape[1], len(model.theme_ids_))]
        none = np.zeros((0, *member.shape), dtype=bool)
        return Steadiness(nothing[0], nothing[1], np.where(member, np.nan, 0.0), none)
    raw, counts = np.asarray(vectors, dtype=np.float64), np.asarray(weights)
    if isinstance(model, DiscoveredThemes):
        runs = _discovered_runs(model, raw, names, counts, draws, seed)
    else:
        runs = _guided_runs(cast(GuidedThemes, model), raw, names, counts, drawn, teaching)
    niches, themes, placed = _FoundAgain(member), _FoundAgain(_broad(model)), []
    for items, run in runs:
        niches.add(items, run.memberships_ > 0)
        themes.add(items, _broad(run))
        placed.append(_placed(model, items, run))
    by_niche, stayed = niches.shares
    return Steadiness(by_niche, themes.shares[0], stayed, np.stack(placed))


def _placed(model: ThemeModel, items: npt.NDArray[np.intp], run: ThemeModel) -> Members:
    """Where a run puts the names, in the niches of the original; a name that it has not seen stays where it was.

    Guided niches keep their ids; a discovered niche is the run's that is most like it. A niche that only the run has is
    left out.
    """
    placed = model.memberships_ > 0
    mine, theirs = placed[items], run.memberships_ > 0
    if isinstance(model, DiscoveredThemes):
        shared = mine.astype(np.float64).T @ theirs
        either = mine.sum(axis=0)[:, None] + theirs.sum(axis=0) - shared
        best = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0).round(9).argmax(axis=1)
        placed[items] = theirs[:, best] & mine.any(axis=0)
        return placed
    known = {niche: column for column, niche in enumerate(run.niche_ids_)}
    for column, niche in enumerate(model.niche_ids_):
        placed[items, column] = theirs[:, known[niche]] if niche in known else False
    return placed


def _discovered_runs(
    model: DiscoveredThemes, vectors: Matrix, names: Sequence[str], weights: npt.NDArray[Any], draws: int, seed: int
) -> Iterator[tuple[npt.NDArray[np.intp], ThemeModel]]:
    """Models fitted anew, and the places of the names that each has seen."""
    rng, linkage = np.random.default_rng(seed), model.facts_["linkage"]
    themes, niches = len(model.theme_ids_), len(model.niche_ids_)
    for _ in range(draws):
        items = np.unique(rng.integers(len(names), size=len(names)))
        again = model.unfitted(linkage=linkage, n_themes=min(themes, len(items)), n_niches=min(niches, len(items)))
        yield items, again.fit(vectors[items], [names[place] for place in items], weights=weights[items])
    for share in (0.9, 1.1):
        number = min(len(names), max(themes, round(share * niches)))
        again = model.unfitted(linkage=linkage, n_themes=themes, n_niches=number)
        yield np.arange(len(names), dtype=np.intp), again.fit(vectors, names, weights=weights)


def _guided_runs(
    model: GuidedThemes,
    vectors: Matrix,
    names: Sequence[str],
    weights: npt.NDArray[Any],
    drawn: Sequence[tuple[Guide, Matrix]],
    teaching: dict[str, Any],
) -> Iterator[tuple[npt.NDArray[np.intp], ThemeModel]]:
    """Models taught anew, all of which have seen all names."""
    everything = np.arange(len(names), dtype=np.intp)
    begun = {**teaching, "start": model.classifier_}
    for guide, near in drawn:
        changed = {**begun, "guide": guide, "near": near}
        yield everything, model.unfitted().place(vectors, names, weights=weights, **changed)
    for settings in _changed_settings(model):
        # Where nothing is learned otherwise, the model's own classifier is known already.
        told = begun if "c_themes" in settings else teaching
        yield everything, model.unfitted(**settings).place(vectors, names, weights=weights, **told)


def _changed_settings(model: GuidedThemes) -> Iterator[dict[str, Any]]:
    """Each main setting a little lower and higher."""
    now = model.get_params()
    for name, step in (("threshold", 0.05), ("mix", 0.1)):
        for sign in (-1, 1):
            yield {name: float(np.clip(now[name] + sign * step, 0, 1))}
    for factor in (0.5, 2.0):
        yield {"c_themes": now["c_themes"] * factor, "c_niches": now["c_niches"] * factor}


def _broad(model: ThemeModel) -> Members:
    """Which name is in which broad theme."""
    member = model.memberships_ > 0
    broad = np.zeros((len(member), len(model.theme_ids_)), dtype=bool)
    for niche, parent in enumerate(model.parents_):
        broad[:, parent] |= member[:, niche]
    return broad


def _ratio(over: Matrix, under: Matrix) -> Matrix:
    found: Matrix = np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0)
    return found
