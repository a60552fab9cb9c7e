"""Complementarity of two regions: what is related to what a region has, missing in it, and there in the other.

Notation: x_ri in {0, 1} region r has niche i; m_ri in {0, 1} it is missing: r neither has it nor may have it; v_i
rarity of a niche; Q presence of others expected by chance; phi_ij relatedness of niches; w_ri weight of niche i by the
region's goal, x_ri unless another goal is given (`matcher.scores.goal_weights`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.scores.overlap import rarity

__all__ = [
    "GOALS",
    "Goal",
    "OwnPaths",
    "complementarity_parts",
    "gap_paths",
    "gap_rows",
    "gap_values",
    "goal_weights",
    "own_paths",
    "relation_shares",
]

Matrix = npt.NDArray[np.float64]
#: A named goal, or the columns of the niches that the user names; None is the default, deepen.
Goal = str | Sequence[int] | None
#: Goals by name: the niches that a region has, or those that it lacks.
GOALS = ("deepen", "diversify")
#: How much less a gap counts that many have; chosen so that ranks follow no size (`matcher.scores.size_check`).
COMMON = 3 / 4
#: How many regions are looked at at a time.
AT_ONCE = 4096


def gap_values(x: Matrix, missing: Matrix, phi: Matrix, *, goal: Goal = None) -> Matrix:
    """How much each missing niche is worth to a region, by its relatedness to what the region has or wants.

    g_rj = m_rj f_j sum_i w_ri v_i phi_ij / (sum_k phi_ik + median row sum), scaled so that sum_j g_rj = 1. The median
    keeps weakly related niches from shouting; the rarity v_i lets what is a region's own say more than what all have,
    and f_j what few are looking for more than what all are (`gap_paths`).

    Parameters
    ----------
    x, missing : ndarray (n_regions, n_niches)
        0/1: what regions have, and what they lack.
    phi : ndarray (n_niches, n_niches)
    goal : {"deepen", "diversify"} or sequence of int, optional
        Which niches i count: those that a region has (the default), those that it lacks, or these columns. A niche is
        not related to itself, so one that is named or lacked is worth nothing by itself, only by others that lead to
        it.

    Returns
    -------
    ndarray (n_regions, n_niches)
        Rows sum to 1, or to 0 where no niche of the goal is related to one that the region lacks.

    Examples
    --------
    Region 0 has niche 0, which is related to niche 1 twice as much as to niche 2:

    >>> phi = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    >>> x, missing = np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 1.0]])
    >>> gap_values(x, missing, phi).round(3)
    array([[0.   , 0.543, 0.457]])

    It may have niche 1, so only niche 2 is missing:

    >>> gap_values(x, np.array([[0.0, 0.0, 1.0]]), phi)
    array([[0., 0., 1.]])

    Niches 1 and 2 are not related to each other, so neither makes the other reachable:

    >>> gap_values(x, missing, phi, goal="diversify").tolist()
    [[0.0, 0.0, 0.0]]
    """
    return gap_rows(x, missing, gap_paths(x, missing, phi), goal=goal)


def gap_rows(x: Matrix, missing: Matrix, paths: Matrix, *, goal: Goal = None) -> Matrix:
    """`gap_values` of some regions, where what each niche gives to each gap is known from all (`gap_paths`)."""
    return _scaled(missing * (goal_weights(x, missing, goal=goal) @ paths))


def gap_paths(x: Matrix, missing: Matrix, phi: Matrix) -> Matrix:
    """What niche i gives to the value of the gap j, v_i phi_ij / (sum_k phi_ik + median) f_j (n_niches, n_niches).

    f_j = (mean_r g_rj)^(-3/4), with the gap values g without f: a gap that everybody has would send everybody to the
    same few regions. It does not change when every region is listed twice.
    """
    paths: Matrix = rarity(x)[:, None] * relation_shares(phi)
    parts = [slice(start, start + AT_ONCE) for start in range(0, len(x), AT_ONCE)]
    common = sum((gap_rows(x[part], missing[part], paths).sum(axis=0) for part in parts), np.zeros(len(phi))) / len(x)
    return paths * np.where(common > 0, common, 1.0) ** -COMMON


def _scaled(raw: Matrix) -> Matrix:
    """Rows scaled to sum 1; rows of 0 stay."""
    total = raw.sum(axis=1, keepdims=True)
    raw /= np.where(total > 0, total, 1.0)
    return raw


def relation_shares(phi: Matrix) -> Matrix:
    """phi_ij / (sum_k phi_ik + median row sum): how much of its relatedness niche i has with niche j.

    The median is that of the niches that are related to some other. A niche without relations neither has nor gives a
    gap value; were it counted, vocabularies with many such niches would pull the median to 0 and let weak relations
    shout, and adding one would change the scores of regions that have nothing to do with it.

    Examples
    --------
    The median of 1 and 1; with the unrelated niche 2 it would be the same, with two more of them 0:

    >>> relation_shares(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])).tolist()
    [[0.0, 0.5, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    sums = phi.sum(axis=1)
    related = sums[sums > 0]
    if not related.size:
        return np.zeros_like(phi)
    shares: Matrix = phi / (sums + _median(related))[:, None]
    return shares


def _median(values: Matrix) -> float:
    """As `np.median`, which imports arrays with masks to look whether there is one."""
    ordered, half = np.sort(values), len(values) // 2
    return float(ordered[half - 1 + len(values) % 2 : half + 1].mean())


def complementarity_parts(
    x: Matrix,
    missing: Matrix,
    phi: Matrix,
    q: Matrix,
    r: int,
    s: int,
    *,
    goal: Goal = None,
    paths: Matrix | None = None,
) -> Matrix:
    """What each niche i of r, or of its goal, adds to the complementarity of r <- s through each niche j.

    Part (i, j) = w_ri v_i phi_ij / (sum_k phi_ik + median) f_j m_rj (x_sj - Q_sj) / scale: positive where s has the
    missing niche j, negative (what chance would have given) where it has not. Over the spread of the pair, the parts
    sum to z.

    Parameters
    ----------
    x, missing, phi
        As in `gap_values`.
    q : ndarray (n_regions, n_niches)
        Presence expected by chance, given r's list (`matcher.chance.chance_of_others`).
    r, s : int
        The region that gains, and the one that brings.
    goal : {"deepen", "diversify"} or sequence of int, optional
    paths : ndarray (n_niches, n_niches), optional
        What `gap_paths` gives for these; computed where not given.

    Returns
    -------
    ndarray (n_niches, n_niches)
        Rows i: niches of r, or of the goal; columns j: niches that r lacks. Sums to the complementarity; column sums
        are the parts by niche.

    Examples
    --------
    >>> x, phi = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> complementarity_parts(x, 1 - x, phi, np.full((2, 2), 0.5), 0, 1).tolist()
    [[0.0, 0.5], [0.0, 0.0]]
    """
    own = own_paths(x, missing, phi, r, goal=goal, paths=paths)
    parts = np.zeros_like(phi)
    parts[own.rows] = own.parts(x[s] - q[s])
    return parts


class OwnPaths(NamedTuple):
    """What leads one region from what it has or wants to what it lacks; see `complementarity_parts`.

    Attributes
    ----------
    rows : ndarray of int (n_own,)
        The niches i that count for it. It has a few of many, and the rows of the others are 0.
    values : ndarray (n_own, n_niches)
        What each of them gives to the value of each niche that it lacks.
    total : float
        The sum of all, by which parts are scaled.
    """

    rows: npt.NDArray[np.intp]
    values: Matrix
    total: float

    def parts(self, excess: Matrix) -> Matrix:
        """The rows of `complementarity_parts` for a region that has so much more of each niche than by chance."""
        return self.values * excess / self.total + 0.0 if self.total > 0 else np.zeros_like(self.values)  # no "-0"


def own_paths(
    x: Matrix, missing: Matrix, phi: Matrix, r: int, *, goal: Goal = None, paths: Matrix | None = None
) -> OwnPaths:
    """What all parts of what region r gains have in common, whoever brings it; see `complementarity_parts`.

    Examples
    --------
    >>> x, phi = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> own = own_paths(x, 1 - x, phi, 0)
    >>> own.rows.tolist(), own.parts(x[1] - 0.5).tolist()
    ([0], [[0.0, 0.5]])
    """
    weights = goal_weights(x, missing, goal=goal)[r]
    values = weights[:, None] * (gap_paths(x, missing, phi) if paths is None else paths) * missing[r][None, :]
    rows = np.flatnonzero(weights)
    return OwnPaths(rows, values[rows], float(values.sum()))


def goal_weights(x: Matrix, missing: Matrix, *, goal: Goal = None) -> Matrix:
    """Weight of each niche i in the gap value of the niches that a region lacks.

    * deepen: w_ri = x_ri. What is related to the niches that the region has.
    * diversify: w_ri = m_ri. What is related to other niches that it lacks, and so makes them reachable. Most niches
      are missing in most regions, so values and partners resemble each other from region to region.
    * a list of niches: w_ri = 1 for those, whether the region has them or not, else 0.

    Parameters
    ----------
    x, missing : ndarray (n_regions, n_niches)
        0/1: what regions have, and what they lack.
    goal : {"deepen", "diversify"} or sequence of int, optional
        A name, or columns of `x`.

    Returns
    -------
    ndarray (n_regions, n_niches)

    Raises
    ------
    SettingError
        Another name, no column, or one that is not there.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    >>> goal_weights(x, 1 - x, goal="diversify").tolist(), goal_weights(x, 1 - x, goal=[0, 2]).tolist()
    ([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]], [[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]])
    """
    if goal is None or isinstance(goal, str):
        if goal in (None, "deepen"):
            return x
        if goal == "diversify":
            return missing
        raise SettingError("goal", expected=" or ".join(GOALS) + " or a list of niches", found=repr(goal))
    columns = list(goal)
    if not columns or not all(0 <= column < x.shape[1] for column in columns):
        raise SettingError("goal", expected=f"columns 0 to {x.shape[1] - 1}, at least one", found=str(columns))
    weights = np.zeros_like(x)
    weights[:, columns] = 1.0
    return weights
