"""What a partner adds beyond chance, and how far beyond: the one measure behind complementarity and overlap.

Notation: w_rj weight of niche j to region r; x_sj in {0, 1} region s has niche j; Q presence of the others expected by
chance, given r's list (`matcher.chance.chance_of_others`); V = Q (1 - Q); n_r how many regions have r's very list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance import alike, chance_of_others
from matcher.settings import DECIMALS

__all__ = [
    "LEAST_SPREAD",
    "OF_GAPS",
    "OF_OVERLAP",
    "Excess",
    "beyond_chance",
    "beyond_expected",
    "nearly_beyond_chance",
    "spread_by_chance",
]

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Share of the asker's mean variance in that of each pair. A partner with a short list has little variance, and one hit
#: would be many standard deviations: by its own variance alone short lists come first, by a common one long lists.
#: With these shares neither does, for gaps and for what is shared: chosen on the bundled regions and on parts of them
#: (`matcher.scores.size_check`). Mutual complementarity, the smaller of two z, asks for more of it than either z alone.
OF_GAPS = 3 / 4
OF_OVERLAP = 1 / 4
#: Smaller variances are rounding errors of the null model.
NOTHING = 1e-12
#: Below this spread chance leaves no choice.
LEAST_SPREAD = np.sqrt(min(OF_GAPS, OF_OVERLAP) * NOTHING)


class Excess(NamedTuple):
    """What s adds to r, each (n_regions, n_regions), row r and column s.

    nan on the diagonal, where r has no weights, and where one of the two has no list.

    Attributes
    ----------
    value : ndarray
        sum_j w_rj x_sj.
    expected : ndarray
        sum_j w_rj Q_sj.
    spread : ndarray
        Moderated standard deviation of the value by chance; see `spread_by_chance`.
    z : ndarray
        (value - expected) / spread; 0 where chance leaves no choice.
    """

    value: Matrix
    expected: Matrix
    spread: Matrix
    z: Matrix


def beyond_chance(x: Matrix, *weights: Matrix, shares: Sequence[float] = ()) -> list[Excess]:
    """What each region adds to each other one beyond chance, for each of some weights; chance is solved once for all.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    *weights : ndarray (n_regions, n_niches)
        At least 0.
    shares : sequence of float, optional
        For each of them the share of the asker's mean variance in each pair's; `OF_GAPS` where not given.

    Returns
    -------
    list of Excess

    Examples
    --------
    A wants niche 1. B has it and C has not; chance lets them swap: the expected value is a half, the variance 1/4. One
    of two is drawn without the other, so it is twice that of independent draws, 2 (1/4 - (1/4)^2 / (1/2)):

    >>> x = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> (found,) = beyond_chance(x, np.array([[0.0, 1, 0], [0, 0, 0], [0, 0, 0]]))
    >>> found.value[0, 1:], found.expected[0, 1:].round(6), found.spread[0, 1:].round(6), found.z[0, 1:].round(6)
    (array([1., 0.]), array([0.5, 0.5]), array([0.5, 0.5]), array([ 1., -1.]))

    With two regions nothing else is possible:

    >>> (found,) = beyond_chance(x[:2], np.array([[0.0, 1, 0], [0, 0, 0]]))
    >>> found.z[0, 1], found.spread[0, 1]
    (np.float64(0.0), np.float64(0.0))
    """
    listed = x.sum(axis=1) > 0
    shape, given = (len(x), len(x)), shares or [OF_GAPS] * len(weights)
    found = [(np.zeros(shape), np.zeros(shape)) for _ in weights]
    for rows in alike(x):
        if listed[rows[0]]:
            q = chance_of_others(x, rows)
            for w, share, (expected, spread) in zip(weights, given, found, strict=True):
                expected[rows] = w[rows] @ q.T
                spread[rows] = spread_by_chance(w[rows], q, rows, listed, share=share)
    return [_excess(w, x, expected, spread) for w, (expected, spread) in zip(weights, found, strict=True)]


def spread_by_chance(
    w: Matrix, q: Matrix, rows: npt.NDArray[np.intp], listed: Mask, *, share: float = OF_GAPS
) -> Matrix:
    """Moderated standard deviation, by chance, of what each region adds to regions with one list.

    var_rs = (sum_j w_rj^2 V_sj - (sum_j w_rj V_sj)^2 / sum_j V_sj) (R - n_r) / (R - n_r - 1): s has as many niches as
    it has, and the others together each niche as often as they have it. spread^2 = (1 - share) var_rs + share mean
    var_rs over all s with a list other than r's. Shrinking variances towards a common one is the idea of the moderated
    t statistic: Smyth (2004), Statistical Applications in Genetics and Molecular Biology 3,
    https://doi.org/10.2202/1544-6115.1027.

    Parameters
    ----------
    w : ndarray (n_rows, n_niches)
        Weights of the regions `rows`.
    q : ndarray (n_regions, n_niches)
        Presence expected by chance, given their list.
    rows : ndarray of int
        All regions with that list.
    listed : ndarray of bool (n_regions,)
        Which regions have a niche at all.
    share : float
        Of the mean variance, in [0, 1].

    Returns
    -------
    ndarray (n_rows, n_regions)
    """
    left = len(q) - len(rows)
    variance = _variance(w, q) * (left / (left - 1) if left > 1 else 1.0)
    strangers = listed.copy()
    strangers[rows] = False
    common = variance[:, strangers].mean(axis=1, keepdims=True) if strangers.any() else 0.0
    return np.asarray(np.sqrt((1 - share) * variance + share * common))


def nearly_beyond_chance(
    w: Matrix,
    gaining: tuple[Matrix, Matrix],
    bringing: tuple[Matrix, Matrix],
    every: Matrix,
    *,
    common: Mask | None = None,
) -> Matrix:
    """The z of what lists bring, without a null model solved for each of the regions that gain.

    To first order in 1 / R, given r's list, Q_sj = P_sj + (P_rj - x_rj) / (R - 1), and V = P (1 - P). For lists that
    are drawn many times over, where `beyond_chance` would take long; first fives by it are nearly the same.

    Parameters
    ----------
    w : ndarray (n_gaining, n_niches)
        Weights of the regions that gain.
    gaining, bringing : tuple of ndarray
        x and P of the lists of both sides, (n_gaining, n_niches) and (n_bringing, n_niches).
    every : ndarray (n_regions, n_niches)
        P of all regions; their mean variance is what variances are moderated towards.
    common : ndarray of bool (n_gaining, n_regions), optional
        Which of them count for it: all that have a list where not given.

    Returns
    -------
    ndarray (n_gaining, n_bringing)
        nan where nothing has a weight.
    """
    n = len(every)
    listed = np.broadcast_to(every.any(axis=1), (len(w), n)) if common is None else common & every.any(axis=1)
    shift = (w * (gaining[1] - gaining[0])).sum(axis=1, keepdims=True) / max(1, n - 1)
    mean = (_variance(w, every) * listed).sum(axis=1, keepdims=True) / np.maximum(listed.sum(axis=1, keepdims=True), 1)
    variance = ((1 - OF_GAPS) * _variance(w, bringing[1]) + OF_GAPS * mean) * ((n - 1) / max(1, n - 2))
    z = beyond_expected(w @ bringing[0].T, w @ bringing[1].T + shift, np.sqrt(variance))
    return np.where(w.sum(axis=1, keepdims=True) > 0, z, np.nan)


def _variance(w: Matrix, p: Matrix) -> Matrix:
    """Variance of what weights make of a list with a fixed number of niches (n_weights, n_lists)."""
    v = p * (1 - p)
    total, along = v.sum(axis=1), w @ v.T
    held = np.divide(along**2, total, out=np.zeros_like(along), where=total > NOTHING)
    variance = w**2 @ v.T - held
    return np.where(variance > NOTHING, variance, 0.0)


def beyond_expected(value: Matrix, expected: Matrix, spread: Matrix) -> Matrix:
    """(value - expected) / spread; 0 where chance leaves no choice.

    The difference is rounded before it is divided: where it is nothing, the last bits of the null model say nothing.
    """
    gap = np.round(value - expected, DECIMALS)
    spread = np.broadcast_to(spread, gap.shape)
    return np.divide(gap, spread, out=np.zeros_like(gap), where=spread > LEAST_SPREAD)


def _excess(w: Matrix, x: Matrix, expected: Matrix, spread: Matrix) -> Excess:
    listed = x.any(axis=1)
    there = np.outer(listed & w.any(axis=1), listed) & ~np.eye(len(x), dtype=bool)
    value = w @ x.T
    z = beyond_expected(value, expected, spread)
    return Excess(*(np.where(there, found, np.nan) for found in (value, expected, spread, z)))
