"""Learns the linear classifier behind guided themes: which broad theme, and within it which niche.

Multinomial logistic regression on unit vectors; its probabilities are calibrated by construction of the likelihood.
"""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy
import sklearn
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from matcher.embed.cache import default_cache_path
from matcher.errors import SettingError
from matcher.files import atomic_path
from matcher.placing import Classifier
from matcher.themes.guide import Guide

__all__ = ["learn"]

Matrix = npt.NDArray[np.float64]

#: More than enough for the solver to converge on some thousand examples.
ITERATIONS = 2000
#: Among the niches of a theme, the words for the theme as a whole weigh no more than the words for a niche.
MOST_WEIGHT = 2.0
#: Classifiers that are kept while the program runs: the same guide gives the same one for every table that is fitted.
KEPT = 40
#: Classifiers that are kept on disk, in the folder of the cache of vectors; some 2 MB each.
STORED = 60


_LEARNED: dict[bytes, Classifier] = {}


def learn(guide: Guide, c_themes: float, c_niches: float) -> Classifier:
    """Learn one classifier of themes, and one for the niches of each theme.

    Examples without a vector teach nothing.

    Parameters
    ----------
    guide : Guide
    c_themes, c_niches : float
        Inverse strength of the regularisation (scikit-learn's C).

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
    key = _fingerprint(guide, c_themes, c_niches)
    if key not in _LEARNED:
        while len(_LEARNED) >= KEPT:
            del _LEARNED[next(iter(_LEARNED))]
        path = default_cache_path().parent / "classifiers" / f"{key.hex()}.npz"
        if (found := _stored(path, guide)) is None:
            found = _learn(guide, c_themes, c_niches)
            _store(path, found)
        _LEARNED[key] = found
    return _LEARNED[key]


def _stored(path: Path, guide: Guide) -> Classifier | None:
    """The classifier on disk, if it is there and whole; else it is learned again: the disk changes no result."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            parents, themes, niches = file["parents"], file["themes"], file["niches"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    rows, shapes = guide.vectors.shape[1] + 1, (parents.shape, themes.shape, niches.shape)
    if shapes != ((len(guide.niches),), (rows, len(guide.themes)), (rows, len(guide.niches))):
        return None
    return Classifier(guide.themes, guide.niches, parents, themes, niches)


def _store(path: Path, learned: Classifier) -> None:
    """Put a classifier on disk, where that can be written to."""
    with suppress(OSError):
        with atomic_path(path) as draft, draft.open("wb") as file:
            np.savez(file, parents=learned.parents, themes=learned.theme_weights, niches=learned.niche_weights)
        _forget(path.parent)


def _forget(folder: Path) -> None:
    """Delete the classifiers that were put there first."""
    there = sorted(folder.glob("*.npz"), key=lambda path: (path.stat().st_mtime, path.name))
    for path in there[:-STORED]:
        path.unlink(missing_ok=True)


def _learn(guide: Guide, c_themes: float, c_niches: float) -> Classifier:
    themes, niches = guide.themes, guide.niches
    if len(themes) < 2 and len(niches) < 2:
        raise SettingError("guide", expected="at least two themes or niches", found=str(len(themes)))
    guide = guide.taken(np.flatnonzero(guide.vectors.any(axis=1)))
    weights = np.array([example.weight for example in guide.examples])
    of_theme = np.array([themes.index(example.theme) for example in guide.examples])
    place = {niche: number for number, niche in enumerate(niches)}
    of_niche = np.array([place.get(example.niche, -1) for example in guide.examples])
    parents = np.array([themes.index(guide.parents[niche]) for niche in niches], dtype=np.intp)
    theme_weights = _fitted(guide.vectors, of_theme, weights, len(themes), c_themes)
    niche_weights = np.zeros((guide.vectors.shape[1] + 1, len(niches)))
    for theme in range(len(themes)):
        below = np.flatnonzero(parents == theme)
        rows = np.flatnonzero(np.isin(of_niche, below))
        if len(below) > 1:
            local = np.searchsorted(below, of_niche[rows])
            lighter = np.minimum(weights[rows], MOST_WEIGHT)
            niche_weights[:, below] = _fitted(guide.vectors[rows], local, lighter, len(below), c_niches)
    return Classifier(themes, niches, parents, theme_weights, niche_weights)


def _fingerprint(guide: Guide, *settings: float) -> bytes:
    """What a classifier is learned from and by, as a hash: examples, their vectors, settings, libraries."""
    libraries = (sklearn.__version__, scipy.__version__, np.__version__)
    told = repr((settings, guide.examples, sorted(guide.parents.items()), libraries))
    digest = hashlib.sha256(told.encode())
    digest.update(np.ascontiguousarray(guide.vectors).tobytes())
    return digest.digest()


def _fitted(vectors: Matrix, classes: npt.NDArray[np.intp], weights: Matrix, n: int, c: float) -> Matrix:
    """Weights (d + 1, n); of two classes the first one is the reference."""
    found = np.zeros((vectors.shape[1] + 1, n))
    if n < 2:
        return found
    # One thread: the products are small, and threads that wait for each other make them up to ten times slower.
    with threadpool_limits(1):
        model = LogisticRegression(C=c, max_iter=ITERATIONS).fit(vectors, classes, sample_weight=weights)
    coefficients = np.column_stack([model.coef_, model.intercept_]).T
    found[:, 1 if n == 2 else slice(None)] = coefficients[:, 0] if n == 2 else coefficients
    return found
