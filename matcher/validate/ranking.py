"""How well a ranking puts what is known above the rest: AUC, reciprocal rank, precision, nDCG, bootstrap intervals.

Scores are compared after rounding to nine decimals. What is undefined (nan) stands last. Among ties every order is
equally likely, and each measure is its mean over these orders: no baseline wins or loses by the order of names.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.settings import DECIMALS

__all__ = ["Estimate", "auc", "bootstrap", "first_measures", "in_order", "ndcg", "precision_at", "reciprocal_rank",
           "standing", "standing_among"]  # fmt: skip

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Ties = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


class Estimate(NamedTuple):
    """A measure with the bounds of its bootstrap interval, and how many groups it rests on; nan where there is none."""

    value: float
    low: float
    high: float
    groups: int


def auc(known: Vector, unknown: Vector, *, weights: Vector | None = None) -> float:
    """Chance that a known pair scores above an unknown one, ties counting half (Mann-Whitney U / (n m)).

    AUC = sum_a w_a (#{b: s_b < s_a} + #{b: s_b = s_a} / 2) / (m sum_a w_a), over known a and m unknown b. It is the
    area under the receiver operating curve (Hanley and McNeil, Radiology 143, 1982); 0.5 is what chance gives.

    Parameters
    ----------
    known, unknown : ndarray
        Scores.
    weights : ndarray, optional
        Of the known.

    Returns
    -------
    float
        In [0, 1]; nan where either side is empty or all weights are 0.

    Examples
    --------
    Of the six comparisons of (3, 1) with (2, 1, 0), 3 wins three, 1 wins one and ties one: 4.5 / 6.

    >>> auc(np.array([3.0, 1.0]), np.array([2.0, 1.0, 0.0]))
    0.75
    """
    w = np.ones(len(known)) if weights is None else weights
    if not len(unknown) or not w.sum() > 0:
        return float("nan")
    return float(standing(known, unknown) @ w / w.sum())


def standing(values: Vector, unknown: Vector) -> Vector:
    """Share of the unknown that each value stands above, ties counting half; its mean over the known is the AUC.

    Examples
    --------
    >>> standing(np.array([3.0, 1.0]), np.array([2.0, 1.0, 0.0]))
    array([1. , 0.5])
    """
    return standing_among(values, in_order(unknown))


def in_order(scores: Vector) -> Vector:
    """Scores as `standing_among` takes them: rounded, the smallest first, with what is undefined before them."""
    return np.asarray(np.sort(_comparable(scores)))


def standing_among(values: Vector, ordered: Vector) -> Vector:
    """The same among scores that are in order already; see `in_order`.

    Examples
    --------
    >>> standing_among(np.array([3.0, 1.0]), in_order(np.array([2.0, 1.0, 0.0])))
    array([1. , 0.5])
    """
    compared = _comparable(values)
    below, up_to = np.searchsorted(ordered, compared, "left"), np.searchsorted(ordered, compared, "right")
    found: Vector = (below + up_to) / (2 * len(ordered))
    return found


def reciprocal_rank(scores: Vector, relevant: Mask) -> float:
    """1 / rank of the first relevant item, 0 where there is none; the mean over askers is the MRR (Voorhees 1999).

    Parameters
    ----------
    scores : ndarray (n,)
    relevant : ndarray of bool (n,)

    Examples
    --------
    The relevant item ties with another one for ranks 2 and 3: (1/2 + 1/3) / 2.

    >>> round(reciprocal_rank(np.array([9.0, 5.0, 5.0]), np.array([False, True, False])), 4)
    0.4167
    """
    return _reciprocal_rank(_ties(scores, relevant))


def _reciprocal_rank(ties: Ties) -> float:
    start = 0
    for size, hits in zip(*ties, strict=True):
        if hits:
            return _first_hit(start, int(size), int(hits))
        start += int(size)
    return 0.0


def precision_at(scores: Vector, relevant: Mask, *, k: int = 10) -> float:
    """Share of the k best that is relevant. With fewer than k relevant items it cannot reach 1.

    Raises
    ------
    SettingError
        k is below 1.

    Examples
    --------
    >>> precision_at(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, False, True, True]), k=2)
    0.5
    """
    if k < 1:
        raise SettingError("k", expected="1 or more", found=str(k))
    return _precision_at(_ties(scores, relevant), k)


def _precision_at(ties: Ties, k: int) -> float:
    start, found = 0, 0.0
    for size, hits in zip(*ties, strict=True):
        found += hits * min(size, k - start) / size
        start += size
        if start >= k:
            break
    return float(found / k)


def ndcg(scores: Vector, relevant: Mask) -> float:
    """Normalised discounted cumulative gain over the whole ranking (Jarvelin and Kekalainen 2002), ties averaged.

    DCG = sum over relevant items of 1 / log2(1 + rank), divided by its value where they stand first; ties as in
    McSherry and Najork (2008). Equal to `sklearn.metrics.ndcg_score`.

    Returns
    -------
    float
        In [0, 1]; nan where nothing is relevant.

    Examples
    --------
    The one relevant item stands second: (1 / log2 3) / (1 / log2 2).

    >>> round(ndcg(np.array([2.0, 1.0]), np.array([False, True])), 4)
    0.6309
    """
    return _ndcg(_ties(scores, relevant))


def _ndcg(ties: Ties) -> float:
    sizes, hits = ties
    discounts = 1 / np.log2(np.arange(2, sizes.sum() + 2))
    best = discounts[: int(hits.sum())].sum()
    if not best > 0:
        return float("nan")
    ends = np.cumsum(sizes)
    sums = np.concatenate([[0.0], np.cumsum(discounts)])
    return float(((sums[ends] - sums[ends - sizes]) / sizes * hits).sum() / best)


def first_measures(scores: Vector, relevant: Mask, *, k: int = 10) -> tuple[float, float, float]:
    """Reciprocal rank, precision at k and nDCG of a ranking that is put in order once.

    Examples
    --------
    >>> [round(value, 2) for value in first_measures(np.array([2.0, 1.0]), np.array([False, True]), k=1)]
    [0.5, 0.0, 0.63]
    """
    ties = _ties(scores, relevant)
    return _reciprocal_rank(ties), _precision_at(ties, k), _ndcg(ties)


def bootstrap(values: Vector, weights: Vector | None = None, *, draws: int = 2000, seed: int = 0) -> Estimate:
    """Weighted mean of the groups' values, with the 95 % interval over resampled groups (percentiles, Efron 1979).

    The groups are partnerships and not pairs: the pairs of one partnership stand and fall together.

    Parameters
    ----------
    values, weights : ndarray (n_groups,)
        Groups whose value is nan, or whose weight is 0, are left out.
    draws, seed : int

    Examples
    --------
    >>> bootstrap(np.array([1.0, 0.0, np.nan]), np.array([3.0, 1.0, 9.0]), draws=200)
    Estimate(value=0.75, low=0.0, high=1.0, groups=2)
    """
    w = np.ones(len(values)) if weights is None else weights
    keep = ~np.isnan(values) & (w > 0)
    v, w = values[keep], w[keep]
    if not len(v):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    value = float(v @ w / w.sum())
    if len(v) < 2 or not draws:
        return Estimate(value, float("nan"), float("nan"), len(v))
    rows = _drawn(len(v), draws, seed)
    low, high = np.percentile((v * w)[rows].sum(axis=1) / w[rows].sum(axis=1), [2.5, 97.5])
    return Estimate(value, float(low), float(high), len(v))


@lru_cache(8)
def _drawn(n: int, draws: int, seed: int) -> npt.NDArray[np.intp]:
    """Groups drawn with replacement (draws, n): the same for all measures of as many groups."""
    return np.random.default_rng(seed).integers(n, size=(draws, n))


def _comparable(scores: Vector) -> Vector:
    """Scores rounded, with what is undefined last."""
    found: Vector = np.where(np.isnan(scores), -np.inf, np.round(scores, DECIMALS))
    return found


def _ties(scores: Vector, relevant: Mask) -> Ties:
    """Sizes of the groups of equal scores, the best first, and how many items of each are relevant."""
    _, group = np.unique(-_comparable(scores), return_inverse=True)
    sizes = np.bincount(group)
    return sizes, np.bincount(group[relevant], minlength=len(sizes))


def _first_hit(start: int, size: int, hits: int) -> float:
    """Mean of 1 / rank of the first of `hits` items that lie in any order among `size`, behind `start` others."""
    mean, missed = 0.0, 1.0
    for place in range(size - hits + 1):
        hit = hits / (size - place)
        mean += missed * hit / (start + place + 1)
        missed *= 1 - hit
    return mean
