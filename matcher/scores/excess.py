"""What a partner adds beyond chance, and how far beyond: the one measure behind complementarity and overlap.

Notation: w_rj weight of niche j to region r; x_sj in {0, 1} region s has niche j; Q presence of the others expected by
chance, given r's list (`matcher.chance.chance_of_others`); V = Q (1 - Q); n_r how many regions have r's very list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance import Others
from matcher.settings import DECIMALS

__all__ = [
    "LEAST_SPREAD",
    "OF_GAPS",
    "OF_OVERLAP",
    "Excess",
    "Gains",
    "beyond_chance",
    "beyond_expected",
    "gains_by_size",
    "nearly_beyond_chance",
    "spread_by_chance",
]

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
#: The weights of some regions (n_rows, n_niches).
Weights = Callable[[Rows], Matrix]

#: Share of the asker's mean variance in that of each pair. A partner with a short list has little variance, and one hit
#: would be many standard deviations: by its own variance alone short lists come first, by a common one long lists.
#: With these shares neither does, for gaps and for what is shared: chosen on the bundled regions and on parts of them
#: (`matcher.scores.size_check`). Mutual complementarity, the smaller of two z, asks for more of it than either z alone.
OF_GAPS = 1 / 2
OF_OVERLAP = 1 / 4
#: Smaller variances are rounding errors of the null model.
NOTHING = 1e-12
#: Below this spread chance leaves no choice.
LEAST_SPREAD = np.sqrt(min(OF_GAPS, OF_OVERLAP) * NOTHING)
#: How many probabilities are held at a time: about what a core keeps near.
CELLS = 2**17


class Excess(NamedTuple):
    """What s adds to r, row r and column s, of all regions or of some.

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
    every = np.arange(len(x))
    kinds = [(w.__getitem__, share) for w, share in zip(weights, shares or [OF_GAPS] * len(weights), strict=True)]
    return [found.between(every, every) for found in gains_by_size(Others(x), *kinds)]


@dataclass(frozen=True, eq=False)
class Gains:
    """What regions gain from each other by some weights, and what chance would give: of any regions, when asked.

    Regions of one size have one row of the null model, so what chance gives is one value a size, not one a region.

    Attributes
    ----------
    others : Others
    weights : callable
        From rows to the weights of these regions.
    expected, spread : ndarray (n_regions, n_sizes)
        Of the region that gains, by the size of the one that brings.
    spread_alike : ndarray (n_regions,)
        The spread for those that bring the very list: what they bring is known.
    """

    others: Others
    weights: Weights
    expected: Matrix
    spread: Matrix
    spread_alike: Matrix

    def z_of(self, gaining: Rows, bringing: Rows) -> Matrix:
        """The z of pairs, one of each in their order (n_pairs,)."""
        rows, place = np.unique(gaining, return_inverse=True)
        return self.z_of_some(rows, self.weights(rows), place, bringing)

    def z_of_some(self, rows: Rows, w: Matrix, place: Rows, bringing: Rows) -> Matrix:
        """The same, where the weights w of some regions are known, and the place among them of those that gain."""
        of, lists, gaining = self.others.sizes.of, self.others.lists, rows[place]
        sizes, listed = of[bringing], self.others.sizes.sizes[of] > 0
        pair, niche = self.others.niches_of(bringing)
        value = np.asarray(np.bincount(pair, w[place[pair], niche], minlength=len(bringing)), dtype=np.float64)
        z = beyond_expected(value, self.expected[gaining, sizes], self.spread[gaining, sizes])
        z[lists[gaining] == lists[bringing]] = 0.0
        z[~((listed[rows] & w.any(axis=1))[place] & listed[bringing]) | (gaining == bringing)] = np.nan
        return z

    def between(self, gaining: Rows, bringing: Rows) -> Excess:
        """What some regions gain from some others (n_gaining, n_bringing)."""
        x, of, lists = self.others.x, self.others.sizes.of, self.others.lists
        w = self.weights(gaining)
        value = w @ x[bringing].T
        alike: Mask = np.equal.outer(lists[gaining], lists[bringing])
        sizes = np.ix_(gaining, of[bringing])
        expected = np.where(alike, value, self.expected[sizes])
        spread = np.where(alike, self.spread_alike[gaining, None], self.spread[sizes])
        listed = (self.others.sizes.sizes > 0)[of]
        there = np.outer(listed[gaining] & w.any(axis=1), listed[bringing])
        there &= np.not_equal.outer(gaining, bringing)
        z = beyond_expected(value, expected, spread)
        return Excess(*(np.where(there, found, np.nan) for found in (value, expected, spread, z)))


def gains_by_size(others: Others, *kinds: tuple[Weights, float]) -> list[Gains]:
    """What chance gives each region by the size of the other, for some weights; some regions at a time.

    Parameters
    ----------
    others : Others
    *kinds : tuple of callable and float
        Weights, and the share of the asker's mean variance (`spread_by_chance`).

    Examples
    --------
    >>> x = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> wanted = np.array([[0.0, 1, 0], [0, 0, 0], [0, 0, 0]])
    >>> (found,) = gains_by_size(Others(x), (wanted.__getitem__, OF_GAPS))
    >>> found.expected.round(6).tolist(), found.spread.round(6).tolist()
    ([[0.5], [0.0], [0.0]], [[0.5], [0.0], [0.0]])
    """
    n, shape = len(others.x), (len(others.x), len(others.sizes.sizes))
    tables = [(np.zeros(shape), np.zeros(shape), np.zeros(n)) for _ in kinds]
    step = max(1, CELLS // max(1, shape[1] * others.x.shape[1]))
    for start in range(0, n, step):
        rows = np.arange(start, min(n, start + step))
        q, strangers, left = others.by_size(rows), others.strangers(rows), n - others.copies[rows]
        for (weights, share), (expected, spread, alike) in zip(kinds, tables, strict=True):
            w = weights(rows)
            expected[rows] = (q @ w[:, :, None])[:, :, 0]
            spread[rows], common = _moderated(_variance_by_size(w, q), strangers, left[:, None], share)
            alike[rows] = np.sqrt(share * common[:, 0])
    return [Gains(others, weights, *table) for (weights, _), table in zip(kinds, tables, strict=True)]


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
    strangers = listed.astype(np.float64)
    strangers[rows] = 0.0
    return _moderated(_variance(w, q), strangers[None, :], np.float64(len(q) - len(rows)), share)[0]


def _moderated(variance: Matrix, strangers: Matrix, left: Matrix | np.float64, share: float) -> tuple[Matrix, Matrix]:
    """Spread of each, and the mean variance that it is moderated towards: of so many regions each (`strangers`)."""
    variance = variance * np.where(left > 1, left / np.maximum(left - 1, 1), 1.0)
    number = strangers.sum(axis=1, keepdims=True)
    common = (variance * strangers).sum(axis=1, keepdims=True) / np.maximum(number, 1)
    return np.sqrt((1 - share) * variance + share * common), common


def nearly_beyond_chance(
    w: Matrix,
    gaining: tuple[Matrix, Matrix],
    bringing: tuple[Matrix, Matrix],
    every: Matrix,
    *,
    common: Mask | None = None,
    times: Matrix | None = None,
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
    times : ndarray (n_regions,), optional
        For how many regions each row of `every` stands: one where not given. Regions of one size have the same row.

    Returns
    -------
    ndarray (n_gaining, n_bringing)
        nan where nothing has a weight.
    """
    times = np.ones(len(every)) if times is None else times
    n, there = times.sum(), times * every.any(axis=1)
    listed = np.broadcast_to(there, (len(w), len(every))) if common is None else common * there
    shift = (w * (gaining[1] - gaining[0])).sum(axis=1, keepdims=True) / max(1, n - 1)
    mean = (_variance(w, every) * listed).sum(axis=1, keepdims=True) / np.maximum(listed.sum(axis=1, keepdims=True), 1)
    variance = ((1 - OF_GAPS) * _variance(w, bringing[1]) + OF_GAPS * mean) * ((n - 1) / max(1, n - 2))
    z = beyond_expected(w @ bringing[0].T, w @ bringing[1].T + shift, np.sqrt(variance))
    return np.where(w.sum(axis=1, keepdims=True) > 0, z, np.nan)


def _variance(w: Matrix, p: Matrix) -> Matrix:
    """Variance of what weights make of a list with a fixed number of niches (n_weights, n_lists)."""
    v = p * (1 - p)
    return _with_fixed_sum(w**2 @ v.T, w @ v.T, v.sum(axis=1))


def _variance_by_size(w: Matrix, q: Matrix) -> Matrix:
    """The same, with lists by chance of each size for each of the weights: q (n_weights, n_sizes, n_niches)."""
    v = q * (1 - q)
    squares, along = (v @ np.stack([w**2, w], axis=2)).transpose(2, 0, 1)
    return _with_fixed_sum(squares, along, v.sum(axis=2))


def _with_fixed_sum(squares: Matrix, along: Matrix, total: Matrix) -> Matrix:
    """The variance of independent draws, less what a fixed number of niches takes from it."""
    variance = squares - np.divide(along**2, total, out=np.zeros_like(along), where=total > NOTHING)
    return np.where(variance > NOTHING, variance, 0.0)


def beyond_expected(value: Matrix, expected: Matrix, spread: Matrix) -> Matrix:
    """(value - expected) / spread; 0 where chance leaves no choice.

    The difference is rounded before it is divided: where it is nothing, the last bits of the null model say nothing.
    """
    gap = np.round(value - expected, DECIMALS)
    spread = np.broadcast_to(spread, gap.shape)
    return np.divide(gap, spread, out=np.zeros_like(gap), where=spread > LEAST_SPREAD)
