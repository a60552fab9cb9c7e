"""Monte Carlo draws with fixed degrees: what the closed forms of chance are compared with.

Two kinds, and each closed form names its own. `portfolio_draws` draws one region's niches, exactly as many as it has,
from the odds of the null model; the columns vary. `matrix_draws` draws the whole matrix, the sums of all rows and
columns fixed. Both are slow beside the closed forms, and are used in tests and for measuring only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = ["matrix_draws", "portfolio_draws"]

Matrix = npt.NDArray[np.float64]


def portfolio_draws(p: npt.ArrayLike, size: int, n: int, rng: np.random.Generator) -> Matrix:
    """Portfolios of exactly `size` niches, from the odds of the null model (conditional Bernoulli draws).

    A portfolio has a probability in proportion to the product of P_i / (1 - P_i) over its niches. Niche by niche: the
    chance that i belongs to it, k places being left, is w_i e_(k-1) / e_k with w the odds and e the elementary
    symmetric sums, of the odds after i above and of those from i on below. Source: Chen and Liu (1997),
    Statistica Sinica 7.

    Parameters
    ----------
    p : array_like (n_niches,)
        Presence expected by chance, one row of the null model.
    size : int
        Number of niches of each portfolio.
    n : int
        Number of draws.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray (n, n_niches)
        0/1 rows of sum `size`; niches with P = 1 are in all of them, niches with P = 0 in none.

    Raises
    ------
    SettingError
        There is no such portfolio.

    Examples
    --------
    >>> draws = portfolio_draws([1.0, 0.5, 0.5, 0.0], 2, 4, np.random.default_rng(0))
    >>> draws.sum(axis=1), draws[:, 0], draws[:, 3]
    (array([2., 2., 2., 2.]), array([1., 1., 1., 1.]), array([0., 0., 0., 0.]))
    """
    chance = np.asarray(p, dtype=np.float64)
    open_places = np.flatnonzero((chance > 0) & (chance < 1))
    left = size - int((chance >= 1).sum())
    if not 0 <= left <= len(open_places):
        raise SettingError(f"a portfolio of {size} niches", expected="as many as the odds allow", found="others")
    odds = chance[open_places] / (1 - chance[open_places])
    sums = np.zeros((len(odds) + 1, left + 1))
    sums[:, 0] = 1.0
    for i in range(len(odds) - 1, -1, -1):
        sums[i, 1:] = sums[i + 1, 1:] + odds[i] * sums[i + 1, :-1]
    # By niche and number of places left, the chance that the niche belongs to the portfolio.
    among = np.zeros((len(odds), left + 1))
    np.divide(odds[:, None] * sums[1:, :-1], sums[:-1, 1:], out=among[:, 1:], where=sums[:-1, 1:] > 0)
    drawn = np.zeros((len(chance), n))
    drawn[chance >= 1] = 1.0
    places, bound, taken = np.full(n, left), np.empty(n), np.empty(n, dtype=bool)
    for niche, of_niche in zip(open_places.tolist(), among, strict=True):
        of_niche.take(places, out=bound, mode="clip")  # no place is outside; other modes copy what they write to
        np.less(rng.random(n), bound, out=taken)
        drawn[niche] = taken
        places -= taken
    return drawn.T


def matrix_draws(x: npt.ArrayLike, n: int, rng: np.random.Generator, *, trades: int = 3) -> Iterator[Matrix]:
    """Matrices with the sums of rows and of columns of x, each as likely as any other (curveball).

    In a trade two regions put together the niches that one of them alone has, and share them out anew at random, each
    as many as before. Source: Strona, Nappo, Boccacci, Fattorini and San-Miguel-Ayanz (2014), Nature Communications 5,
    4114.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 matrix.
    n : int
        Number of draws.
    rng : numpy.random.Generator
    trades : int
        Trades between two draws, for each region; ten times as many come before the first draw.

    Yields
    ------
    ndarray (n_regions, n_niches)

    Examples
    --------
    >>> x = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1]])
    >>> (drawn,) = matrix_draws(x, 1, np.random.default_rng(0))
    >>> drawn.sum(axis=0), drawn.sum(axis=1)
    (array([1., 2., 1.]), array([2., 1., 1.]))
    """
    given = np.asarray(x)
    rows = [set(np.flatnonzero(row).tolist()) for row in given]
    for draw in range(n if len(rows) > 1 else 0):
        for _ in range(trades * len(rows) * (10 if draw == 0 else 1)):
            _trade(rows, rng)
        drawn = np.zeros(given.shape)
        for number, row in enumerate(rows):
            drawn[number, list(row)] = 1.0
        yield drawn


def _trade(rows: list[set[int]], rng: np.random.Generator) -> None:
    """Share out anew what one of two regions alone has."""
    r, s = rng.choice(len(rows), size=2, replace=False)
    both = rows[r] & rows[s]
    single = sorted(rows[r] ^ rows[s])
    mine = len(rows[r]) - len(both)
    if 0 < mine < len(single):
        shuffled = rng.permutation(single).tolist()
        rows[r], rows[s] = both | set(shuffled[:mine]), both | set(shuffled[mine:])
