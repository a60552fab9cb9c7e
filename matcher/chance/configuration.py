"""What chance would give: the null model that relatedness and scores are compared with.

Bipartite configuration model: among all region-niche matrices with the same expected portfolio sizes and the same
expected popularity of niches, the most random one. Sources: Saracco, Di Clemente, Gabrielli and Squartini (2015),
Scientific Reports 5, 10595; Saracco and others (2017), New Journal of Physics 19, 053022.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.settings import NULL_MODEL

__all__ = ["NULL_MODEL", "expected_presence"]

Matrix = npt.NDArray[np.float64]


def expected_presence(x: npt.ArrayLike, tolerance: float = 1e-10, *, rounds: int = 100_000) -> Matrix:
    """Presence expected by chance, P_ri = a_r b_i / (1 + a_r b_i), with the row and column sums of x.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 matrix.
    tolerance : float
        Largest difference between a sum of P and the sum of x that it must meet.
    rounds : int
        Most fixed-point rounds.

    Returns
    -------
    ndarray (n_regions, n_niches)
        Probabilities; rows and columns of x that are all 0 or all 1 stay as they are.

    Raises
    ------
    SettingError
        x is not a 0/1 matrix, or no solution is found.

    Examples
    --------
    >>> x = [[1, 1, 0], [1, 0, 0], [0, 0, 1]]
    >>> p = expected_presence(x)
    >>> p.round(3)
    array([[0.863, 0.568, 0.568],
           [0.568, 0.216, 0.216],
           [0.568, 0.216, 0.216]])
    >>> p.sum(axis=1).round(6), p.sum(axis=0).round(6)
    (array([2., 1., 1.]), array([2., 1., 1.]))
    """
    given = np.asarray(x, dtype=np.float64)
    if given.ndim != 2 or not np.isin(given, (0.0, 1.0)).all():
        raise SettingError("presence matrix", expected="a table of 0 and 1", found="something else")
    p = given.copy()
    _fill(given, p, np.arange(given.shape[0]), np.arange(given.shape[1]), (tolerance, rounds))
    return p


def _fill(
    x: Matrix, p: Matrix, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], limits: tuple[float, int]
) -> None:
    """Fill P for these rows and columns; where the sums leave chance no choice, in two parts with 1 and 0 between them.

    The sums leave no choice where a bound of Gale and Ryser (1957) is met: the k largest rows then hold all of the m
    largest columns, and the other rows none of the other columns. Rows and columns of all 0 or all 1 are such cases.
    """
    core = x[np.ix_(rows, columns)]
    if not core.size:
        return
    d, u = core.sum(axis=1), core.sum(axis=0)
    rows, d = rows[np.argsort(-d, kind="stable")], -np.sort(-d)
    columns, u = columns[np.argsort(-u, kind="stable")], -np.sort(-u)
    most = np.outer(np.arange(len(d) + 1), np.arange(len(u) + 1)) + (u.sum() - np.r_[0, u.cumsum()])
    tight = [
        (int(k), int(m))
        for k, m in np.argwhere(most == np.r_[0, d.cumsum()][:, None])
        if (k, m) not in ((0, len(u)), (len(d), 0))
    ]
    if not tight:
        p[np.ix_(rows, columns)] = _solve(d, u, *limits)
        return
    k, m = tight[0]
    p[np.ix_(rows[:k], columns[:m])] = 1.0
    p[np.ix_(rows[k:], columns[m:])] = 0.0
    _fill(x, p, rows[:k], columns[m:], limits)
    _fill(x, p, rows[k:], columns[:m], limits)


def _solve(row_sums: Matrix, column_sums: Matrix, tolerance: float, rounds: int) -> Matrix:
    """Fixed point of a_r = d_r / sum_i b_i / (1 + a_r b_i), and likewise for b; equal sums share one unknown."""
    d, d_of, d_count = np.unique(row_sums, return_inverse=True, return_counts=True)
    u, u_of, u_count = np.unique(column_sums, return_inverse=True, return_counts=True)
    a, b = d / np.sqrt(row_sums.sum()), u / np.sqrt(row_sums.sum())
    for _ in range(rounds):
        a = d / (u_count * b / (1 + np.outer(a, b))).sum(axis=1)
        b = u / (d_count[:, None] * a[:, None] / (1 + np.outer(a, b))).sum(axis=0)
        odds = np.outer(a, b)
        p = odds / (1 + odds)
        gaps = np.abs((p * u_count).sum(axis=1) - d).max(), np.abs((p * d_count[:, None]).sum(axis=0) - u).max()
        if max(gaps) < tolerance:
            return np.asarray(p[np.ix_(d_of, u_of)], dtype=np.float64)
    raise SettingError("the null model has no solution for these portfolios", do="report the data to the developers")
