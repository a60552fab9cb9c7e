"""The best of many by chance: how far beyond chance the first partner would lie if lists were random."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from matcher.chance import chance_of_others, expected_presence, portfolio_draws
from matcher.scores.complementarity import Goal, gap_paths, goal_weights
from matcher.scores.excess import OF_GAPS, OF_OVERLAP, beyond_expected, nearly_beyond_chance, spread_by_chance
from matcher.scores.overlap import rarity

__all__ = ["best_by_chance"]

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

#: How many lists are drawn for each number of niches; fewer where the gaps of each must be found, which takes longest.
DRAWS = {"complementarity": 2000, "gives": 400, "mutual": 400, "overlap": 2000}
#: Probabilities that differ from 0 or 1 by less are rounding errors of the null model.
NEARLY = 1e-9


def best_by_chance(
    x: Matrix,
    phi: Matrix,
    values: Matrix,
    lacking: Callable[[Matrix], Matrix],
    *,
    r: int,
    candidates: Rows,
    by: str = "complementarity",
    goal: Goal = None,
    q: Matrix | None = None,
    p: Matrix | None = None,
) -> float:
    """The largest z among region r's candidates, on average, if their lists were random: what the best of n would be.

    A random list has as many niches as the candidate's own, drawn from presence expected by chance given r's list
    (`matcher.chance.portfolio_draws`). Candidates are drawn one without the other: against draws with all sums fixed
    the value is 0.1 too low for 191 regions and 0.2 for 21, so it is an "about".

    Parameters
    ----------
    x, phi
        As in `matcher.scores.pair_scores`.
    values : ndarray (n_regions,)
        What ranks the partners of region r, as in `matcher.scores.PairScores.ranking`; nan where there is none.
    lacking : callable
        From 0/1 lists (n, n_niches) to the niches that they lack, of the same shape.
    r : int
        The region that asks.
    candidates : ndarray of int
        The regions that are ranked.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks.
    goal : {"deepen", "diversify"} or sequence of int, optional
    q, p : ndarray, optional
        What `matcher.chance.chance_of_others` gives for region r, and `matcher.chance.expected_presence` for x;
        computed where not given.

    Returns
    -------
    float
        nan where no candidate has a score; 0 where chance leaves no choice.

    See Also
    --------
    matcher.scores.pair_scores : z.

    Examples
    --------
    A wants niche 1, which one of B and C has, so that z is 1 or -1. Drawn one without the other, the better of the two
    has 1 three times of four:

    >>> from matcher.scores import pair_scores
    >>> x, phi = np.eye(3), np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])
    >>> z = pair_scores(x, 1 - x, phi).z[0]
    >>> round(best_by_chance(x, phi, z, lambda lists: 1 - lists, r=0, candidates=np.array([1, 2])), 1)
    0.5
    """
    chosen = candidates[~np.isnan(values[candidates])]
    if not chosen.size:
        return float("nan")
    rows, size = np.flatnonzero((x == x[r]).all(axis=1)), x.sum(axis=1)
    q = chance_of_others(x, rows) if q is None else q
    p = expected_presence(x) if p is None else p
    paths = gap_paths(x, lacking(x), phi)
    own = x[[r]]
    w = rarity(x) * own if by == "overlap" else _gaps(own, lacking, paths, goal)
    spread = spread_by_chance(w, q, rows, size > 0, share=OF_OVERLAP if by == "overlap" else OF_GAPS)[0]
    rng, draws = np.random.default_rng(0), DRAWS[by]
    best = np.full(draws, -np.inf)
    # Regions of one size have one row of the null model: lists are drawn once for each size, and each candidate of
    # that size meets them in an order of its own.
    for d in np.unique(size[chosen]):
        places = np.flatnonzero(size[chosen] == d)
        s = chosen[places[0]]
        lists = portfolio_draws(_certain(q[s]), int(d), draws, rng)
        found = [] if by == "gives" else [beyond_expected(lists @ w[0], q[s] @ w[0], spread[s])]
        if by in ("gives", "mutual"):
            gained = nearly_beyond_chance(_gaps(lists, lacking, paths, goal), (lists, p[s]), (own, p[[r]]), p)
            found.append(np.nan_to_num(gained[:, 0]))
        best = np.maximum(best, _in_orders(np.minimum.reduce(found), len(places), rng).max(axis=0))
    return float(best.mean())


def _gaps(lists: Matrix, lacking: Callable[[Matrix], Matrix], paths: Matrix, goal: Goal) -> Matrix:
    """Gap values of lists; how related niches are, and how rare, is given in `paths`."""
    missing = lacking(lists)
    raw = missing * (goal_weights(lists, missing, goal=goal) @ paths)
    total = raw.sum(axis=1, keepdims=True)
    gaps: Matrix = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
    return gaps


def _in_orders(values: Matrix, n: int, rng: np.random.Generator) -> Matrix:
    """The values in n random orders, one a row."""
    return rng.permuted(np.tile(values, (n, 1)), axis=1)


def _certain(p: Matrix) -> Matrix:
    """Presence by chance with what is certain but for rounding made certain, so that lists can be drawn."""
    return np.where(p < NEARLY, 0.0, np.where(p > 1 - NEARLY, 1.0, p))
