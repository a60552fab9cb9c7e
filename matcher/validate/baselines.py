"""What partners could be ranked by: simple baselines first, then what a run computes. One matrix for each.

Matrices are (n_regions, n_regions): row r is the region that asks, column s the partner; higher is better; nan where
nothing is known, and on the diagonal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matcher.fitted.tables import Fitted
from matcher.partners.combined import percentiles, text_fit, weighted_mean
from matcher.places import distance_km

__all__ = ["BASELINES", "BLEND", "SCORES", "degree_scores", "score_matrices", "tfidf_cosines"]

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

_WORD = re.compile(r"\b\w\w+\b")
#: Printed first, whether they win or not. `degree` depends on the partnership that is predicted: see `degree_scores`.
BASELINES = ("size", "degree", "same_country", "distance", "tfidf", "overlap", "random")
#: What the run computes.
SCORES = ("complementarity", "gives", "mutual", "text", "fit", "blend")
#: Weights of the blend that is validated. The track record has none: it would know the answer.
BLEND = {"fit": 2.0, "distance": 1.0, "size": 0.0}


def score_matrices(
    tables: Fitted,
    weights: Mapping[str, float] | None = None,
    *,
    seed: int = 0,
) -> dict[str, Matrix]:
    """Every baseline but degree, and every score.

    * size: product of the two numbers of niches, as in preferential attachment (Newman 2001)
    * same_country: 1 or 0
    * distance: less the kilometres between the main cities
    * tfidf: cosine of the TF-IDF vectors of all area names of a region (words as they stand; scikit-learn's defaults)
    * overlap, complementarity, gives, mutual: what ranks partners, `matcher.scores.PairScores.ranking`
    * random: uniform draws, the same in both directions
    * text: `matcher.partners.combined.text_fit`; fit and blend: as in `matcher.partners.combined`, without track record

    Parameters
    ----------
    tables : Fitted
    weights : mapping of {"fit", "distance", "size"} to float
        Of the blend; `BLEND` where not given.
    seed : int
        Of the random baseline.
    """
    scores = tables.scores
    n = len(tables.region_ids)
    sizes = tables.x.sum(axis=1)
    country = tables.regions["country"].to_numpy(dtype=object)
    draws = np.triu(np.random.default_rng(seed).uniform(size=(n, n)), k=1)
    found: dict[str, Matrix] = {
        "size": np.outer(sizes, sizes),
        "same_country": ((country[:, None] == country) & (country != "")).astype(np.float64),
        "distance": -_distances(tables.region_ids),
        "tfidf": _tfidf(tables),
        "overlap": scores.ranking("overlap"),
        "random": draws + draws.T,
        "complementarity": scores.ranking("complementarity"),
        "gives": scores.ranking("gives"),
        "mutual": scores.ranking("mutual"),
        "text": text_fit(tables),
    }
    found = {name: np.where(np.eye(n, dtype=bool), np.nan, matrix) for name, matrix in found.items()}
    found["fit"] = _mean_percentile([found[name] for name in ("complementarity", "overlap", "text")], [1, 1, 1])
    parts = {"fit": found["fit"], "distance": percentiles(found["distance"]), "size": _partner_size(sizes)}
    w = dict(BLEND if weights is None else weights)
    found["blend"] = weighted_mean(np.stack([parts[name] for name in w], axis=-1), list(w.values()))
    found["blend"][:, sizes == 0] = np.nan
    return found


def degree_scores(degree: Vector) -> Matrix:
    """How likely two regions are partners by their numbers of partnerships alone: (1 + d_r)(1 + d_s).

    Give the numbers without the partnership that is predicted: see `Evidence.degree`.

    Examples
    --------
    >>> degree_scores(np.array([0.0, 1.0, 2.0]))[0]
    array([nan,  2.,  3.])
    """
    found = np.outer(1 + degree, 1 + degree)
    np.fill_diagonal(found, np.nan)
    return found


def _mean_percentile(matrices: list[Matrix], weights: list[float]) -> Matrix:
    return weighted_mean(np.stack([percentiles(matrix) for matrix in matrices], axis=-1), weights)


def _partner_size(sizes: Vector) -> Matrix:
    columns = np.tile(sizes, (len(sizes), 1))
    np.fill_diagonal(columns, np.nan)
    return percentiles(columns)


def _distances(ids: list[str]) -> Matrix:
    found = np.full((len(ids), len(ids)), np.nan)
    for r, first in enumerate(ids):
        for s in range(r):
            km = distance_km(first, ids[s])
            found[r, s] = found[s, r] = np.nan if km is None else km
    return found


def _tfidf(tables: Fitted) -> Matrix:
    texts: dict[str, list[str]] = {}
    for region_id, text in zip(tables.columns("areas")["region_id"], tables.texts, strict=True):
        texts.setdefault(region_id, []).append(text)
    return tfidf_cosines([" ".join(texts[region_id]) for region_id in tables.region_ids])


def tfidf_cosines(texts: Sequence[str]) -> Matrix:
    """Cosines of texts by their words: counts times log((1 + n) / (1 + n_w)) + 1, with n_w the texts with the word.

    As scikit-learn's `TfidfVectorizer`, which takes longer to import than all rankings take: words have two letters or
    more, in small letters. Where no text has one, nothing is defined.

    Examples
    --------
    >>> tfidf_cosines(["Rail freight", "rail", "food"]).round(2).tolist()
    [[1.0, 0.61, 0.0], [0.61, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    counted = [Counter(_WORD.findall(text.lower())) for text in texts]
    column = {word: place for place, word in enumerate(sorted(set().union(*counted)))}
    if not column:
        return np.full((len(texts), len(texts)), np.nan)
    v = np.zeros((len(texts), len(column)))
    for row, words in enumerate(counted):
        v[row, [column[word] for word in words]] = list(words.values())
    v *= np.log((1 + len(v)) / (1 + (v > 0).sum(axis=0))) + 1
    length = np.sqrt((v**2).sum(axis=1, keepdims=True))
    v = np.divide(v, length, out=np.zeros_like(v), where=length > 0)
    return np.asarray(v @ v.T)
