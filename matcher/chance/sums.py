"""What a random list is worth, exactly: the distribution of a weighted sum over lists of a fixed size.

The lists are those of `matcher.chance.draws.portfolio_draws`, here without a draw. Regions of every size share the
odds of the null model but for one factor, which does not count once the size is given. So one pass over the niches
gives the distribution for all sizes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["sums_by_size"]

Matrix = npt.NDArray[np.float64]

#: Into how many steps the largest sum is divided.
STEPS = 1024


def sums_by_size(p: Matrix, sizes: npt.ArrayLike, weights: Matrix) -> tuple[Matrix, Matrix]:
    """Values that the weights of a random list sum to, and how probable each is, by size of the list.

    Let f(k, v) be the probability of k niches that weigh v, niche by niche with the probabilities of the largest size.
    What niche i adds is f(k, v) (1 - p_i) + f(k - 1, v - w_i) p_i; given the size k the probabilities are f(k, v) /
    sum_v f(k, v). Values lie on a grid: what falls between two points of it is split between them, so that means are
    kept.

    Parameters
    ----------
    p : ndarray (n_sizes, n_niches)
        Presence expected by chance of a region of each size.
    sizes : array_like of int (n_sizes,)
        Rising.
    weights : ndarray (n_niches,)
        At least 0.

    Returns
    -------
    values, chances : ndarray (n_sizes, n_values)
        Rows of values rise, those of chances sum to 1.

    Examples
    --------
    One or two of three niches that are as popular, of which the first weighs 1:

    >>> values, chances = sums_by_size(np.array([[1/3] * 3, [2/3] * 3]), [1, 2], np.array([1.0, 0, 0]))
    >>> values[0, chances[0] > 0], (values * chances).sum(axis=1).round(3)
    (array([0., 1.]), array([0.333, 0.667]))
    """
    number = np.asarray(sizes, dtype=np.intp)
    most = int(number.max(initial=0))
    step = float(np.sort(weights)[::-1][:most].sum()) / STEPS or 1.0
    values, chances = np.empty((2, len(p), STEPS + most + 2))
    # Where a bound of the null model is met, sizes may have other niches for certain, and odds of their own.
    for certain, rows in _families(p):
        free = (p[rows[-1]] > 0) & (p[rows[-1]] < 1)
        shape, wanted = (most + 1, values.shape[1]), number[rows] - len(certain)
        found = _by_number(p[rows[-1], free], weights[free], step, shape)[wanted]
        # A short list is too improbable by the odds of one that holds nearly everything: it is found by its own.
        for place in np.flatnonzero(~found.any(axis=1)):
            found[place] = _by_number(p[rows[place], free], weights[free], step, shape)[wanted[place]]
        chances[rows] = found / found.sum(axis=1, keepdims=True)
        values[rows] = np.arange(values.shape[1]) * step + weights[certain].sum()
    return values, chances


def _families(p: Matrix) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Rows with the same niches for certain and the same niches never: these niches, and the rows."""
    found: dict[bytes, list[int]] = {}
    for row, chance in enumerate(p):
        found.setdefault(((chance > 0).astype(np.int8) + (chance >= 1)).tobytes(), []).append(row)
    return [(np.flatnonzero(p[rows[0]] >= 1), np.array(rows, dtype=np.intp)) for rows in found.values()]


def _by_number(p: Matrix, weights: Matrix, step: float, shape: tuple[int, int]) -> Matrix:
    """f(k, v) of `sums_by_size` for so many k and v; light niches come first, since their sums need few columns."""
    table = np.zeros(shape)
    table[0, 0] = 1.0
    end = 1
    for i in np.argsort(weights, kind="stable"):
        place, part = divmod(weights[i] / step, 1.0)
        low = int(place)
        end = min(end + low + (part > 0), shape[1])
        with_it = table[:-1, : end - low] * p[i]
        table[:, :end] *= 1 - p[i]
        table[1:, low:end] += (1 - part) * with_it
        if part > 0:
            table[1:, low + 1 : end] += part * with_it[:, :-1]
    return table
