"""Ranks and the length of lists: how far those with long lists, or the same few, stand first."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.later import pd
from matcher.settings import DECIMALS, FIRST

__all__ = ["LARGEST_SHARE", "LEAST_BEST", "MOST_CORRELATED", "SizeCheck", "passes", "size_check"]

Matrix = npt.NDArray[np.float64]

#: Bounds within which ranks follow no size: of the rank correlation either way, of the share of askers with a best
#: partner of their own, and of the first places that the most frequent fifth of regions holds.
MOST_CORRELATED = 0.15
LEAST_BEST = 80 / 190
LARGEST_SHARE = 0.65
FIFTH = 0.2


class SizeCheck(NamedTuple):
    """How ranks follow the length of lists.

    Attributes
    ----------
    correlation : float
        Spearman's rank correlation of a region's number of niches with how often it is among the first five of others;
        nan where one of them does not vary.
    best_partners : int
        How many different regions are somebody's best partner.
    regions : int
        How many regions have a best partner.
    largest_share : float
        Share of all first-five places that the fifth of the regions with most of them holds.
    """

    correlation: float
    best_partners: int
    regions: int
    largest_share: float


def size_check(ranking: Matrix, sizes: npt.ArrayLike) -> SizeCheck:
    """How often long lists are among the first five of others, and how many different regions are the best.

    Means over all partners do not show this: what is brought beyond chance sums to almost nothing by its definition.
    Only the first of a list are read, and only what lies above 0 is suggested, so only those are looked at.

    Parameters
    ----------
    ranking : ndarray (n_regions, n_regions)
        What ranks the partners (columns) of each region (rows); nan where a region is no candidate, and no more than 0
        where it is not suggested. Equal values stand in the order of the regions.
    sizes : array_like (n_regions,)
        Number of niches of each region.

    Examples
    --------
    Seven regions whose partners stand in order of their size: the two shortest lists are among nobody's first five.
    The longest one is the best partner of six, and the second longest that of the longest:

    >>> sizes = np.arange(1.0, 8.0)
    >>> ranking = np.where(np.eye(7, dtype=bool), np.nan, sizes)
    >>> check = size_check(ranking, sizes)
    >>> round(check.correlation, 3), check.best_partners, check.regions, round(check.largest_share, 3)
    (0.802, 2, 7, 0.343)
    """
    key = np.round(np.nan_to_num(ranking, nan=0.0), DECIMALS)
    offered, asks = ~np.isnan(ranking).all(axis=0), np.flatnonzero((key > 0).any(axis=1))
    order = np.argsort(-key[asks], axis=1, kind="stable")[:, :FIRST]
    there = np.take_along_axis(key[asks] > 0, order, axis=1)
    times = np.bincount(order[there], minlength=len(key))[offered]
    own = np.asarray(sizes, dtype=np.float64)[offered]
    varied = len(times) > 2 and np.ptp(times) > 0 and np.ptp(own) > 0
    ranks = pd.DataFrame({"own": own, "times": times}).rank()  # Spearman's, without scipy: every start reads this room
    correlation = float(ranks["own"].corr(ranks["times"])) if varied else math.nan
    most = np.sort(times)[::-1][: math.ceil(FIFTH * len(times))].sum()
    best = len(set(order[:, 0].tolist())) if len(asks) else 0
    return SizeCheck(correlation, best, len(asks), float(most / times.sum()) if times.sum() else math.nan)


def passes(check: SizeCheck) -> bool:
    """Whether ranks are within the bounds of size; never where they cannot be told.

    Examples
    --------
    >>> passes(SizeCheck(0.1, 90, 190, 0.5)), passes(SizeCheck(0.4, 90, 190, 0.5)), passes(SizeCheck(0.1, 79, 190, 0.5))
    (True, False, False)
    """
    return (
        abs(check.correlation) <= MOST_CORRELATED
        and check.best_partners >= LEAST_BEST * check.regions
        and check.largest_share <= LARGEST_SHARE
    )
