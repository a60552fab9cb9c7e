"""The null model solved: from how many niches regions have, and how many regions niches have, to probabilities.

Regions of one size share one row of the null model, so all is done by size: `d` the distinct sizes (D,), `count` how
many regions have each, `u` how many regions have each niche (m,). Chance is P_di = a_d b_i / (1 + a_d b_i) with
sum_i P_di = d and sum_d count_d P_di = u_i, the minimum of a convex function of log a and log b.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = ["Limits", "balanced", "presence_by_size", "room"]

Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
#: Largest difference of a sum, as a share of it where it is above 1, and most rounds.
Limits = tuple[float, int]
#: Steps of a logarithm are no longer than this: further off its quadratic form says nothing of the function.
LONGEST = 2.0


def presence_by_size(d: Matrix, count: Matrix, u: Matrix, limits: Limits) -> Matrix:
    """Presence expected by chance of a region of each size; sizes that no region has stay 0.

    Parameters
    ----------
    d, count : ndarray (n_sizes,)
        Distinct sizes, and how many regions have each.
    u : ndarray (n_niches,)
    limits : tuple of float and int

    Returns
    -------
    ndarray (n_sizes, n_niches)

    Examples
    --------
    One region has two of three niches, and two have one each:

    >>> presence_by_size(np.array([1.0, 2]), np.array([2.0, 1]), np.array([2.0, 1, 1]), (1e-12, 100)).round(3)
    array([[0.568, 0.216, 0.216],
           [0.863, 0.568, 0.568]])
    """
    p = np.zeros((len(d), len(u)))
    rows, columns = np.argsort(-d), np.argsort(-u, kind="stable")
    rows = rows[count[rows] > 0]
    _fill(p, rows, columns, (d[rows], count[rows], u[columns]), limits)
    return p


def room(d: Matrix, count: Matrix, u: Matrix) -> float:
    """How many places must at least go from the lists before these sums would leave chance no choice anywhere.

    Niches that nobody has any more are not meant by that. 0 where there is such a place already.
    """
    rows, columns = np.argsort(-d), np.argsort(-u, kind="stable")
    rows, columns = rows[(count * d)[rows] > 0], columns[u[columns] > 0]
    slack = _slack(d[rows], count[rows], u[columns])[0][1:, 1:]
    return float(slack.min(initial=np.inf)) if slack.size else 0.0


def _fill(p: Matrix, rows: Places, columns: Places, sums: tuple[Matrix, Matrix, Matrix], limits: Limits) -> None:
    """Fill P for these rows and columns, in falling order of their sums; in parts where these leave chance no choice.

    They leave none where a bound of Gale and Ryser (1957) is met: the k largest rows then hold all of the m largest
    columns, and the other rows none of the other columns. Rows and columns of all 0 or all 1 are such cases.
    """
    if not rows.size or not columns.size:
        return
    d, count, u = sums
    slack, steps = _slack(d, count, u)
    slack[0, -1] = slack[-1, 0] = 1.0  # nothing, and everything
    if slack.all():
        start = (d / np.sqrt(u.sum()))[None], (u / np.sqrt(u.sum()))[None]
        p[np.ix_(rows, columns)] = balanced(d, count[None], u[None], start, limits)[0][0]
        return
    i, j = np.argwhere(slack == 0)[0]
    m = steps[j]
    p[np.ix_(rows[:i], columns[:m])] = 1.0
    _fill(p, rows[:i], columns[m:], (d[:i] - m, count[:i], u[m:]), limits)
    _fill(p, rows[i:], columns[:m], (d[i:], count[i:], u[:m] - count[:i].sum()), limits)


def _slack(d: Matrix, count: Matrix, u: Matrix) -> tuple[Matrix, Places]:
    """How far each bound is from being met (n_sizes + 1, n_steps), and the numbers of columns that they are of.

    A bound is linear within rows, and within columns, of equal sums, so it need be looked at between those only.
    """
    steps = np.concatenate([[0], np.flatnonzero(np.diff(u)) + 1, [len(u)]]).astype(np.intp)
    most = np.outer(np.r_[0, count.cumsum()], steps) + (u.sum() - np.r_[0, u.cumsum()][steps])
    return most - np.r_[0, (d * count).cumsum()][:, None], steps


def balanced(
    d: Matrix, count: Matrix, u: Matrix, start: tuple[Matrix, Matrix], limits: Limits
) -> tuple[Matrix, Matrix, Matrix]:
    """Several null models at once, where no bound is met: Newton's method, and rounds of a fixed point where it fails.

    Newton's steps converge in five rounds or so, and to the last bits, so that nothing depends on the start; a fixed
    point, a_d = d / sum_i b_i / (1 + a_d b_i) and likewise for b, always comes nearer.

    Parameters
    ----------
    d : ndarray (n_sizes,)
    count, u : ndarray (n, n_sizes) and (n, n_niches)
    start : tuple of ndarray
        First values of a and b, of these shapes.
    limits : tuple of float and int

    Returns
    -------
    tuple of ndarray
        P (n, n_sizes, n_niches), a and b.

    Raises
    ------
    SettingError
        No solution is found.
    """
    tolerance, rounds = limits
    a, b = start
    p, rows, columns, gap = _gaps(a, b, d, count, u)
    for _ in range(rounds):
        if (gap < tolerance).all():
            return p, a, b
        step_a, step_b = _newton(p, rows, columns, count)
        tried = a * np.exp(step_a), b * np.exp(step_b)
        found = _gaps(*tried, d, count, u)
        if (worse := ~(found[3] < gap) & (gap >= tolerance)).any():
            a, b = (np.where(worse[:, None], old, new) for old, new in zip((a, b), tried, strict=True))
            a[worse], b[worse] = _fixed(a[worse], b[worse], d, count[worse], u[worse])
            found = _gaps(a, b, d, count, u)
        else:
            a, b = tried
        p, rows, columns, gap = found
    raise SettingError("the null model has no solution for these portfolios", do="report the data to the developers")


def _gaps(a: Matrix, b: Matrix, d: Matrix, count: Matrix, u: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """P, what its sums of rows and of columns have too much, and the largest share of a sum."""
    odds = a[:, :, None] * b[:, None, :]
    p = odds / (1 + odds)
    rows = np.where(count > 0, p.sum(axis=2) - d, 0.0)
    columns = (count[:, None, :] @ p)[:, 0] - u
    gap = np.maximum(
        np.abs(rows / np.maximum(d, 1)).max(axis=1), np.abs(columns / np.maximum(u, 1)).max(axis=1, initial=0)
    )
    return p, rows, columns, gap


def _newton(p: Matrix, rows: Matrix, columns: Matrix, count: Matrix) -> tuple[Matrix, Matrix]:
    """Steps of log a and log b. Those of b follow from those of a, for which there is one equation a size.

    a may be multiplied by what b is divided by: of all steps the one is taken whose sum over regions is 0.
    """
    v = p * (1 - p)
    by_column = (count[:, None, :] @ v)[:, 0]
    shares = np.divide(v, by_column[:, None, :], out=np.zeros_like(v), where=by_column[:, None, :] > 0)
    own = count * v.sum(axis=2)
    pairs = count[:, :, None] * count[:, None, :]
    system = pairs * ((own.sum(axis=1) / count.sum(axis=1) ** 2)[:, None, None] - shares @ v.transpose(0, 2, 1))
    each = np.arange(system.shape[1])
    system[:, each, each] += np.where(own > 0, own, 1.0)
    step_a = np.linalg.solve(system, (count * ((shares @ columns[:, :, None])[:, :, 0] - rows))[:, :, None])[:, :, 0]
    moved = columns + ((count * step_a)[:, None, :] @ v)[:, 0]
    step_b = -np.divide(moved, by_column, out=np.zeros_like(moved), where=by_column > 0)
    longest = np.maximum(np.abs(step_a).max(axis=1), np.abs(step_b).max(axis=1))[:, None]
    shorter = np.where(longest > LONGEST, LONGEST / np.maximum(longest, LONGEST), 1.0)
    return step_a * shorter, step_b * shorter


def _fixed(a: Matrix, b: Matrix, d: Matrix, count: Matrix, u: Matrix) -> tuple[Matrix, Matrix]:
    """One round of the fixed point; equal sums share one unknown."""
    a = d / (b[:, None, :] / (1 + a[:, :, None] * b[:, None, :])).sum(axis=2)
    b = u / ((count * a)[:, :, None] / (1 + a[:, :, None] * b[:, None, :])).sum(axis=1)
    return a, b
