"""The best of many by chance: how far beyond chance the first partner would lie if lists were random."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.chance import chance_of_others, expected_presence, portfolio_draws
from matcher.scores.complementarity import Goal, gap_values
from matcher.scores.excess import beyond_expected, spread_by_chance
from matcher.scores.overlap import rarity
from matcher.scores.pairs import PairScores

__all__ = ["best_by_chance"]

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

#: How many lists are drawn for each number of niches.
DRAWS = 400
#: Probabilities that differ from 0 or 1 by less are rounding errors of the null model.
NEARLY = 1e-9


def best_by_chance(
    x: Matrix,
    missing: Matrix,
    phi: Matrix,
    scores: PairScores,
    *,
    r: int,
    candidates: Rows,
    by: str = "complementarity",
    goal: Goal = None,
) -> float:
    """The largest z among region r's candidates, on average, if their lists were random: what the best of n would be.

    A random list has as many niches as the candidate's own, drawn from presence expected by chance given r's list
    (`matcher.chance.portfolio_draws`). For `gives` r's own list is drawn, since the others gain from it; for `mutual`
    both. Candidates are drawn one without the other, and with 21 regions the value is about 0.2 too low for that;
    with 191 it is 0.1 too low against draws with all sums fixed. So it is an "about".

    Parameters
    ----------
    x, missing, phi
        As in `matcher.scores.pair_scores`.
    scores : PairScores
        Of these.
    r : int
        The region that asks.
    candidates : ndarray of int
        The regions that are ranked.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks.
    goal : {"deepen", "diversify"} or sequence of int, optional

    Returns
    -------
    float
        nan where no candidate has a score. 0 where chance leaves no choice.

    See Also
    --------
    matcher.scores.pair_scores : z.

    Examples
    --------
    A wants niche 1, which one of B and C has. Whatever is drawn, some have it and some have not:

    >>> from matcher.scores import pair_scores
    >>> x, phi = np.eye(3), np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])
    >>> scores = pair_scores(x, 1 - x, phi)
    >>> best = best_by_chance(x, 1 - x, phi, scores, r=0, candidates=np.array([1, 2]))
    >>> 0.3 < best < 0.7  # z is 1 or -1, each half of the time: the better of two is 1 in three of four draws
    True
    """
    chosen = candidates[~np.isnan(scores.ranking(by)[r, candidates])]
    if not chosen.size:
        return float("nan")
    rng = np.random.default_rng(0)
    drawn: list[Matrix] = []
    if by in ("complementarity", "mutual"):
        drawn.append(_of_others(x, gap_values(x, missing, phi, goal=goal)[r], r, chosen, rng))
    if by in ("gives", "mutual"):
        gaps = gap_values(x, missing, phi, goal=goal)[chosen]
        drawn.append(_of_own(x, gaps, scores.expected[chosen, r], scores.spread[chosen, r], r, rng))
    if by == "overlap":
        drawn.append(_of_others(x, rarity(x) * x[r], r, chosen, rng))
    return float(np.minimum.reduce(drawn).max(axis=1).mean())


def _of_others(x: Matrix, w: Matrix, r: int, chosen: Rows, rng: np.random.Generator) -> Matrix:
    """Z of each candidate (DRAWS, n_chosen), had each a random list of its own length; the list of r is given.

    Regions of one size have one row of the null model, so lists are drawn once for each size, and each candidate meets
    them in an order of its own.
    """
    rows = np.flatnonzero((x == x[r]).all(axis=1))
    q, size = chance_of_others(x, rows), x.sum(axis=1)
    listed = size > 0
    spread = spread_by_chance(w[None, :], q, rows, listed)[0]
    z = np.zeros((DRAWS, len(chosen)))
    for d in np.unique(size[chosen]):
        places = np.flatnonzero(size[chosen] == d)
        first = chosen[places[0]]
        values = portfolio_draws(_certain(q[first]), int(d), DRAWS, rng) @ w
        orders = rng.permuted(np.tile(np.arange(DRAWS), (len(places), 1)), axis=1).T
        z[:, places] = beyond_expected(values[orders], q[chosen[places]] @ w, spread[chosen[places]])
    return z


def _of_own(x: Matrix, gaps: Matrix, expected: Matrix, spread: Matrix, r: int, rng: np.random.Generator) -> Matrix:
    """Z of what each candidate would gain (DRAWS, n_chosen), had region r a random list of its own length."""
    p = _certain(expected_presence(x)[r])
    values = portfolio_draws(p, int(x[r].sum()), DRAWS, rng) @ gaps.T
    return beyond_expected(values, expected, spread)


def _certain(p: Matrix) -> Matrix:
    """Presence by chance with what is certain but for rounding made certain, so that lists can be drawn."""
    return np.where(p < NEARLY, 0.0, np.where(p > 1 - NEARLY, 1.0, p))
