"""Extended BCubed: how well groups that may overlap agree with a reader's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = ["BCubed", "extended_bcubed"]

Matrix = npt.NDArray[np.float64]


class BCubed(NamedTuple):
    """Precision, recall and their harmonic mean, with the 95 % bootstrap interval of the last (nan without one)."""

    precision: float
    recall: float
    f1: float
    low: float = float("nan")
    high: float = float("nan")


def extended_bcubed(
    groups: Sequence[Collection[str]], reference: Sequence[Collection[str]], *, draws: int = 0, seed: int = 0
) -> BCubed:
    """Extended BCubed precision, recall and F1 of groups against a reference.

    For items e and e' that share a group, the multiplicity precision is
    `min(|G(e) and G(e')|, |R(e) and R(e')|) / |G(e) and G(e')|`, with G the groups and R the reference's; for items
    that share a reference group the multiplicity recall divides by `|R(e) and R(e')|`. Each is averaged over all e'
    that share something with e, e itself included, then over e. Names of groups do not matter, only who shares them.
    Source: Amigo, Gonzalo, Artiles and Verdejo, Information Retrieval 12 (2009), section 4.

    Parameters
    ----------
    groups, reference : sequence of collection of str, n items
        The groups of each item, at least one.
    draws : int
        Bootstrap samples of the items for the interval; an item keeps its own precision and recall, so the interval
        says how much the choice of items matters.
    seed : int

    Returns
    -------
    BCubed

    Examples
    --------
    Three items; the reference puts the first in "x" and "y", the second in "x", the third in "y". All lie in one group
    "a": each item shares one group with each of three, and the reference grants item 1 itself and both others
    (precision 3/3), items 2 and 3 themselves and item 1 (2/3): (1 + 2/3 + 2/3) / 3 = 0.778. Item 1 shares two groups
    with itself in the reference but one here (1/2), and one with each of the others: recall (1/2 + 1 + 1) / 3; items 2
    and 3 are served fully: (5/6 + 1 + 1) / 3 = 0.944.

    >>> found = extended_bcubed([{"a"}, {"a"}, {"a"}], [{"x", "y"}, {"x"}, {"y"}])
    >>> round(found.precision, 3), round(found.recall, 3), round(found.f1, 3)
    (0.778, 0.944, 0.853)
    """
    if len(groups) != len(reference) or not groups:
        raise SettingError("BCubed", expected="as many items as the reference has", found=str(len(groups)))
    if not all(groups) or not all(reference):
        raise SettingError(
            "BCubed", expected="a group for every item", do="give items without one a group of their own"
        )
    mine, theirs = _shared(groups), _shared(reference)
    both = np.minimum(mine, theirs)
    precision = _mean_over_sharing(both, mine)
    recall = _mean_over_sharing(both, theirs)
    low, high = _interval(precision, recall, draws, seed)
    return BCubed(*_scores(precision.mean(), recall.mean()), low, high)


def _shared(groups: Sequence[Collection[str]]) -> Matrix:
    """How many groups each two items share (n, n)."""
    names = sorted({name for found in groups for name in found})
    place = {name: number for number, name in enumerate(names)}
    member = np.zeros((len(groups), len(names)))
    for item, found in enumerate(groups):
        member[item, [place[name] for name in found]] = 1.0
    shared: Matrix = member @ member.T
    return shared


def _mean_over_sharing(both: Matrix, shared: Matrix) -> Matrix:
    """Mean of both / shared over the items with which each shares something (n,)."""
    ratio = np.divide(both, shared, out=np.zeros_like(both), where=shared > 0)
    found: Matrix = ratio.sum(axis=1) / (shared > 0).sum(axis=1)
    return found


def _scores(precision: float, recall: float) -> tuple[float, float, float]:
    total = precision + recall
    return float(precision), float(recall), float(2 * precision * recall / total) if total else 0.0


def _interval(precision: Matrix, recall: Matrix, draws: int, seed: int) -> tuple[float, float]:
    if not draws:
        return float("nan"), float("nan")
    rows = np.random.default_rng(seed).integers(len(precision), size=(draws, len(precision)))
    values = [_scores(precision[row].mean(), recall[row].mean())[2] for row in rows]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
