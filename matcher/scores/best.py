"""The best of many by chance: how far beyond chance the first partner would lie if lists were random."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from matcher.chance import chance_of_others, expected_presence, portfolio_draws, sizes_of, sums_by_size
from matcher.scores.complementarity import Goal, gap_paths, gap_rows
from matcher.scores.excess import OF_GAPS, OF_OVERLAP, beyond_expected, nearly_beyond_chance, spread_by_chance
from matcher.scores.overlap import rarity

__all__ = ["best_by_chance"]

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

#: How many lists are drawn for each number of niches where the gaps of each list must be found.
DRAWS = 400
#: Probabilities that differ from 0 or 1 by less are rounding errors of the null model.
NEARLY = 1e-9


def best_by_chance(
    x: Matrix,
    missing: Matrix,
    phi: Matrix,
    values: Matrix,
    *,
    r: int,
    candidates: Rows,
    by: str = "complementarity",
    goal: Goal = None,
    lacking: Callable[[Matrix], Matrix] = lambda lists: 1 - lists,
    q: Matrix | None = None,
    p: Matrix | None = None,
) -> float:
    """The largest z among region r's candidates, on average, if their lists were random: what the best of n would be.

    A random list has as many niches as the candidate's own, with the odds of presence expected by chance given r's
    list (`matcher.chance.sums_by_size`). Candidates are independent of each other: against draws with all sums fixed
    the value is 0.1 too low for 191 regions and 0.2 for 21, so it is an "about". What r gains is found exactly; for
    what it gives, whose value depends on all of a list, `DRAWS` lists of each size are drawn.

    Parameters
    ----------
    x, missing, phi
        As in `matcher.scores.pair_scores`.
    values : ndarray (n_regions,)
        What ranks the partners of region r, as in `matcher.scores.PairScores.ranking`; nan where there is none.
    r : int
        The region that asks.
    candidates : ndarray of int
        The regions that are ranked.
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks.
    goal : {"deepen", "diversify"} or sequence of int, optional
    lacking : callable, optional
        From random 0/1 lists (n, n_niches) to the niches that they lack, of the same shape; all others where not given.
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
    >>> round(best_by_chance(x, 1 - x, phi, z, r=0, candidates=np.array([1, 2])), 3)
    0.5
    """
    chosen = candidates[~np.isnan(values[candidates])]
    if not chosen.size:
        return float("nan")
    alike = (x == x[r]).all(axis=1)
    rows, size = np.flatnonzero(alike), x.sum(axis=1)
    chosen = chosen[~alike[chosen]]  # what those with the very list bring is known
    if not chosen.size:
        return 0.0
    # Regions of one size have one row of the null model, so one of each size stands for all.
    first, number = np.unique(size[chosen], return_index=True, return_counts=True)[1:]
    some = chosen[first]
    q = _certain(chance_of_others(x, rows) if q is None else q)
    paths = gap_paths(x, missing, phi)
    overlap = by == "overlap"
    w = rarity(x) * x[[r]] if overlap else gap_rows(x[[r]], missing[[r]], paths, goal=goal)
    spread = spread_by_chance(w, q, rows, size > 0, share=OF_OVERLAP if overlap else OF_GAPS)[0]

    def gained(value: Matrix) -> Matrix:
        return beyond_expected(value, (q[some] @ w[0])[:, None], spread[some, None])

    if by in ("complementarity", "overlap"):
        value, chances = sums_by_size(q[some], size[some], w[0])
        return _mean_of_best(gained(value), chances, number)
    p = expected_presence(x) if p is None else p
    rng = np.random.default_rng(0)
    lists = np.stack([portfolio_draws(q[s], int(size[s]), DRAWS, rng) for s in some])
    by_size = sizes_of(x)
    every = p[np.unique(by_size.of, return_index=True)[1]], by_size.number
    given = _given(lists, lacking, paths, goal, (x[[r]], p[[r]]), p[some], every)
    found = given if by == "gives" else np.minimum(gained(lists @ w[0]), given)
    return _mean_of_best(found, np.full(found.shape, 1 / DRAWS), number)


def _given(
    lists: Matrix,
    lacking: Callable[[Matrix], Matrix],
    paths: Matrix,
    goal: Goal,
    own: tuple[Matrix, Matrix],
    chance: Matrix,
    every: tuple[Matrix, Matrix],
) -> Matrix:
    """The z of what a region gives to lists (n_sizes, n_lists, n_niches), with the chance of each of their sizes.

    `every` is the chance of all sizes, and how many regions have each.
    """
    found = []
    for drawn, presence in zip(lists, chance, strict=True):
        w = gap_rows(drawn, lacking(drawn), paths, goal=goal)
        z = nearly_beyond_chance(w, (drawn, presence), own, every[0], times=every[1])[:, 0]
        found.append(np.nan_to_num(z))
    return np.stack(found)


def _mean_of_best(z: Matrix, chances: Matrix, number: Rows) -> float:
    """The mean of the largest of independent values, so many of each row, with these chances.

    The largest is at most t with the probability prod_d F_d(t)^n_d; the product is found at all values in their order.
    """
    order = np.argsort(z, axis=1, kind="stable")
    z, chances = (np.take_along_axis(each, order, axis=1) for each in (z, chances))
    there = chances > 0
    within = np.log(np.cumsum(chances, axis=1), out=np.zeros_like(z), where=np.cumsum(there, axis=1) > 0)
    steps = (np.diff(within, axis=1, prepend=0.0) * number[:, None])[there]
    values = z[there]
    rising = np.argsort(values, kind="stable")
    values, below = values[rising], np.exp(np.cumsum(steps[rising]))
    # Below the least value of some row no largest one can lie.
    below[values < np.where(there, z, np.inf).min(axis=1).max()] = 0.0
    return float(values @ np.diff(below, prepend=0.0))


def _certain(p: Matrix) -> Matrix:
    """Presence by chance with what is certain but for rounding made certain, so that lists can be drawn."""
    return np.where(p < NEARLY, 0.0, np.where(p > 1 - NEARLY, 1.0, p))
