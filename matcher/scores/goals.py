"""What a region wants to grow from: the weights w_ri of the niches i from which relatedness is counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = ["GOALS", "Goal", "goal_weights"]

Matrix = npt.NDArray[np.float64]
#: A named goal, or the columns of the niches that the user names; None is the default, deepen.
Goal = str | Sequence[int] | None

#: Goals by name: the niches that a region has, or those that it lacks.
GOALS = ("deepen", "diversify")


def goal_weights(x: Matrix, goal: Goal = None) -> Matrix:
    """Weight of each niche i in the gap value of the niches that a region lacks.

    * deepen: w_ri = x_ri. What is related to the niches that the region has.
    * diversify: w_ri = 1 - x_ri. What is related to other niches that it lacks, and so makes them reachable. Most
      niches are missing in most regions, so values and partners resemble each other from region to region.
    * a list of niches: w_ri = 1 for those, whether the region has them or not, else 0.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
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
    >>> goal_weights(x, "diversify").tolist(), goal_weights(x, [0, 2]).tolist()
    ([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]], [[1.0, 0.0, 1.0], [1.0, 0.0, 1.0]])
    """
    if goal is None or isinstance(goal, str):
        if goal in (None, "deepen"):
            return x
        if goal == "diversify":
            return 1 - x
        raise SettingError("goal", expected=" or ".join(GOALS) + " or a list of niches", found=repr(goal))
    columns = list(goal)
    if not columns or not all(0 <= column < x.shape[1] for column in columns):
        raise SettingError("goal", expected=f"columns 0 to {x.shape[1] - 1}, at least one", found=str(columns))
    weights = np.zeros_like(x)
    weights[:, columns] = 1.0
    return weights
