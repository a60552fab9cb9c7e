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

__all__ = ["NULL_MODEL", "alike", "chance_of_others", "expected_presence"]

Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


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
    p = np.zeros_like(given)
    _fill(
        p, np.arange(len(given)), np.arange(given.shape[1]), given.sum(axis=1), given.sum(axis=0), (tolerance, rounds)
    )
    return p


def alike(x: Matrix) -> list[Places]:
    """Rows of the regions with the very same list, one array for each list.

    Examples
    --------
    >>> [rows.tolist() for rows in alike(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))]
    [[1], [0, 2]]
    """
    numbers = np.unique(x, axis=0, return_inverse=True)[1].reshape(-1)
    return [np.flatnonzero(numbers == number) for number in range(int(numbers.max(initial=-1)) + 1)]


def chance_of_others(x: Matrix, rows: Places) -> Matrix:
    """Presence of all others expected by chance, where the list of these regions is given.

    The null model is solved for the others alone: what a region has, it has, and its own list tells nothing of what
    others would have by chance. All regions with the very same list are given together (`alike`). So with two regions
    nothing is left to chance, and listing every region twice changes nothing.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    rows : ndarray of int
        Regions with one list.

    Returns
    -------
    ndarray (n_regions, n_niches)
        Q: x in these rows, `expected_presence` of the others.

    See Also
    --------
    expected_presence : the null model of all regions alike.

    Examples
    --------
    A and B list one niche, C and D one each of the two others. Given A and B, C and D may have swapped. Given C, one of
    the three others has D's niche:

    >>> x = np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> chance_of_others(x, np.array([0, 1]))[3].round(3).tolist()
    [0.0, 0.5, 0.5]
    >>> chance_of_others(x, np.array([2]))[3].round(3).tolist()
    [0.667, 0.0, 0.333]
    """
    others = np.ones(len(x), dtype=bool)
    others[rows] = False
    q = x.copy()
    q[others] = expected_presence(x[others])
    return q


def _fill(p: Matrix, rows: Places, columns: Places, d: Matrix, u: Matrix, limits: tuple[float, int]) -> None:
    """Fill P for these rows and columns, with sums d and u; in parts where the sums leave chance no choice.

    They leave none where a bound of Gale and Ryser (1957) is met: the k largest rows then hold all of the m largest
    columns, and the other rows none of the other columns. Rows and columns of all 0 or all 1 are such cases. A bound is
    linear within rows, and within columns, of equal sums, so it need be looked at between those only.
    """
    if not rows.size or not columns.size:
        return
    by_row, by_column = np.argsort(-d, kind="stable"), np.argsort(-u, kind="stable")
    rows, d, columns, u = rows[by_row], d[by_row], columns[by_column], u[by_column]
    k, m = _steps(d), _steps(u)
    most = np.outer(k, m) + (u.sum() - np.r_[0, u.cumsum()][m])
    met = most == np.r_[0, d.cumsum()][k][:, None]
    met[0, -1] = met[-1, 0] = False  # nothing, and everything
    if not met.any():
        p[np.ix_(rows, columns)] = _solve(d, u, *limits)
        return
    i, j = np.argwhere(met)[0]
    k_rows, m_columns = int(k[i]), int(m[j])
    p[np.ix_(rows[:k_rows], columns[:m_columns])] = 1.0
    _fill(p, rows[:k_rows], columns[m_columns:], d[:k_rows] - m_columns, u[m_columns:], limits)
    _fill(p, rows[k_rows:], columns[:m_columns], d[k_rows:], u[:m_columns] - k_rows, limits)


def _steps(sums: Matrix) -> Places:
    """Places between which sums in falling order differ, from before the first to after the last."""
    return np.concatenate([[0], np.flatnonzero(np.diff(sums)) + 1, [len(sums)]]).astype(np.intp)


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
