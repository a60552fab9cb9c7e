"""Learns the linear classifier behind guided themes: which broad theme, and within it which niche.

Multinomial logistic regression on unit vectors; its probabilities are calibrated by construction of the likelihood.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
import scipy
from threadpoolctl import threadpool_limits

from matcher.errors import SettingError
from matcher.files.kept import Arrays, kept_arrays
from matcher.placing import Classifier
from matcher.themes.guide import Example, Guide

__all__ = ["learn"]

Matrix = npt.NDArray[np.float64]

#: More than enough for the solver to converge on some thousand examples.
ITERATIONS = 2000
#: Among the niches of a theme, the words for the theme as a whole weigh no more than the words for a niche.
MOST_WEIGHT = 2.0
#: Classifiers that are kept while the program runs: the same guide gives the same one for every table that is fitted.
KEPT = 40


_LEARNED: dict[bytes, Classifier] = {}


def learn(guide: Guide, c_themes: float, c_niches: float, *, start: Classifier | None = None) -> Classifier:
    """Learn one classifier of themes, and one for the niches of each theme.

    Examples without a vector teach nothing.

    Parameters
    ----------
    guide : Guide
    c_themes, c_niches : float
        Inverse strength of the regularisation (scikit-learn's C).
    start : Classifier, optional
        Where the search begins: a classifier of a guide that is much like this one. It saves time, and moves the result
        within the tolerance of the solver.

    Examples
    --------
    >>> from matcher.themes.guide import Example
    >>> rows = [Example("rail", "rail", "rail", "transport", 1.0), Example("bus", "bus", "bus", "transport", 1.0),
    ...         Example("food", "food", "food", "food", 1.0)]
    >>> guide = Guide(rows, np.eye(3), {"rail": "transport", "bus": "transport", "food": "food"}, {})
    >>> themes, niches = learn(guide, 10.0, 10.0).probabilities(np.array([[1.0, 0.0, 0.0]]))
    >>> themes.round(2), niches.round(2)
    (array([[0.11, 0.89]]), array([[0.15, 0.11, 0.74]]))
    """
    key = _fingerprint(guide, start, c_themes, c_niches)
    if key not in _LEARNED:
        while len(_LEARNED) >= KEPT:
            del _LEARNED[next(iter(_LEARNED))]
        _LEARNED[key] = _kept(key, guide, start, c_themes, c_niches)
    return _LEARNED[key]


def _kept(key: bytes, guide: Guide, start: Classifier | None, c_themes: float, c_niches: float) -> Classifier:
    """The classifier that is on disk, or learned now."""
    themes, niches = guide.themes, guide.niches
    shapes = {"parents": (len(niches),), "themes": (None, len(themes)), "niches": (None, len(niches))}

    def learned() -> Arrays:
        # One thread: the products are small, and threads that wait for each other make them up to ten times slower.
        with threadpool_limits(1):
            found = _learn(guide, start, c_themes, c_niches)
        return {"parents": found.parents, "themes": found.theme_weights, "niches": found.niche_weights}

    found = kept_arrays("classifiers", key, shapes, learned)
    return Classifier(themes, niches, found["parents"], found["themes"], found["niches"])


def _learn(guide: Guide, start: Classifier | None, c_themes: float, c_niches: float) -> Classifier:
    themes, niches = guide.themes, guide.niches
    if len(themes) < 2 and len(niches) < 2:
        raise SettingError("guide", expected="at least two themes or niches", found=str(len(themes)))
    places, times = _distinct(guide)
    guide = guide.taken(places)
    weights = np.array([example.weight for example in guide.examples])
    of_theme = np.array([themes.index(example.theme) for example in guide.examples])
    place = {niche: number for number, niche in enumerate(niches)}
    of_niche = np.array([place.get(example.niche, -1) for example in guide.examples])
    parents = np.array([themes.index(guide.parents[niche]) for niche in niches], dtype=np.intp)
    begun = start.theme_weights if start and start.themes == themes else None
    theme_weights = _fitted(guide.vectors, of_theme, weights * times, len(themes), c_themes, begun)
    niche_weights = np.zeros((guide.vectors.shape[1] + 1, len(niches)))
    for theme in range(len(themes)):
        below = np.flatnonzero(parents == theme)
        rows = np.flatnonzero(np.isin(of_niche, below))
        if len(below) > 1:
            local = np.searchsorted(below, of_niche[rows])
            lighter = np.minimum(weights[rows], MOST_WEIGHT) * times[rows]
            begun = _begun(start, [niches[niche] for niche in below], themes[theme])
            niche_weights[:, below] = _fitted(guide.vectors[rows], local, lighter, len(below), c_niches, begun)
    return Classifier(themes, niches, parents, theme_weights, niche_weights)


def _distinct(guide: Guide) -> tuple[npt.NDArray[np.intp], Matrix]:
    """Places of the examples that have a vector, each once, and how often each stands there."""
    first: dict[Example, int] = {}
    places = np.flatnonzero(guide.rows.there)
    same = [first.setdefault(guide.examples[place], place) for place in places.tolist()]
    kept, times = np.unique(np.array(same, dtype=np.intp), return_counts=True)
    return kept, times.astype(np.float64)


def _begun(start: Classifier | None, niches: list[str], theme: str) -> Matrix | None:
    """What another classifier has learned of a theme's niches, where they are the same."""
    if start is None or theme not in start.themes:
        return None
    below = np.flatnonzero(start.parents == start.themes.index(theme))
    return start.niche_weights[:, below] if [start.niches[place] for place in below] == niches else None


def _fingerprint(guide: Guide, start: Classifier | None, *settings: float) -> bytes:
    """What a classifier is learned from and by, as a hash: examples, their vectors, settings, start, libraries."""
    libraries = (version("scikit-learn"), scipy.__version__, np.__version__)
    told = repr((settings, guide.told, sorted(guide.parents.items()), libraries))
    begun = b"" if start is None else start.theme_weights.tobytes() + start.niche_weights.tobytes()
    return hashlib.sha256(told.encode() + guide.rows.digest + begun).digest()


def _fitted(
    vectors: Matrix, classes: npt.NDArray[np.intp], weights: Matrix, n: int, c: float, start: Matrix | None
) -> Matrix:
    """Weights (d + 1, n); of two classes the first one is the reference."""
    if n < 2:
        return np.zeros((vectors.shape[1] + 1, n))
    if len(vectors) >= vectors.shape[1]:
        return _regression(vectors, classes, weights, n, c, start)
    # Weights lie in what the examples span; few examples span few coordinates, and are learned from in these.
    basis, coordinates = np.linalg.qr(vectors.T)
    begun = None if start is None else np.vstack([basis.T @ start[:-1], start[-1:]])
    found = _regression(coordinates.T, classes, weights, n, c, begun)
    return np.vstack([basis @ found[:-1], found[-1:]])


def _regression(
    vectors: Matrix, classes: npt.NDArray[np.intp], weights: Matrix, n: int, c: float, start: Matrix | None
) -> Matrix:
    """The same by scikit-learn, in the coordinates that are given."""
    from sklearn.linear_model import LogisticRegression  # a fit whose classifiers are known needs none

    found = np.zeros((vectors.shape[1] + 1, n))
    own = slice(1, None) if n == 2 else slice(None)
    model = LogisticRegression(C=c, max_iter=ITERATIONS, warm_start=start is not None)
    if start is not None:
        model.coef_, model.intercept_ = start[:-1, own].T.copy(), start[-1, own].copy()
    model.fit(vectors, classes, sample_weight=weights)
    found[:, own] = np.column_stack([model.coef_, model.intercept_]).T
    return found
