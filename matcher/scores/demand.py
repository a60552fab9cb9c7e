"""Offers and needs: supply meeting demand, where the areas say which they are.

Notation: n_ri in {0, 1} region r needs niche i (an area of role "need" belongs to it); o_si in {0, 1} region s offers
it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.scores.overlap import rarity

__all__ = ["DemandScores", "demand_parts", "demand_scores"]

Matrix = npt.NDArray[np.float64]


class DemandScores(NamedTuple):
    """How far offers meet needs, each (n_regions, n_regions): row r needs, column s offers.

    nan on the diagonal, and where r states no need or s no offer.
    """

    met: Matrix
    expected: Matrix


def demand_scores(needs: Matrix, offers: Matrix, p: Matrix) -> DemandScores:
    """The share of what a region needs that another one offers, and what chance would give.

    met(r <- s) = sum_i v_i n_ri o_si / sum_i v_i n_ri in [0, 1], with the rarity v_i of offers
    (`matcher.scores.rarity`): an offer that few make counts more. expected(r <- s) = sum_i v_i n_ri P_si / sum_i v_i
    n_ri, what a region with as many offers, on niches as often offered, would meet.

    Parameters
    ----------
    needs, offers : ndarray (n_regions, n_niches)
        0/1 presence by role.
    p : ndarray (n_regions, n_niches)
        Offers expected by chance (`matcher.chance.expected_presence` of `offers`).

    Examples
    --------
    A needs niches 0 and 1. B offers 0, C offers 0 and 1: niche 1 is offered by one region, so it counts more.

    >>> needs = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    >>> offers = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    >>> demand_scores(needs, offers, np.full((3, 2), 0.5)).met[0].round(3)
    array([  nan, 0.414, 1.   ])
    """
    wanted = needs * rarity(offers)
    total = wanted.sum(axis=1, keepdims=True)
    weights = np.divide(wanted, total, out=np.zeros_like(wanted), where=total > 0)
    stated = np.outer(total[:, 0] > 0, offers.any(axis=1)) & ~np.eye(len(needs), dtype=bool)
    return DemandScores(
        met=np.where(stated, weights @ offers.T, np.nan), expected=np.where(stated, weights @ p.T, np.nan)
    )


def demand_parts(needs: Matrix, offers: Matrix, r: int, s: int) -> Matrix:
    """What each niche adds to the share of r's needs that s meets: v_i n_ri o_si / sum_k v_k n_rk.

    Returns
    -------
    ndarray (n_niches,)
        Sums to `DemandScores.met`; 0 where r states no need.

    Examples
    --------
    >>> offers = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    >>> demand_parts(np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]), offers, 0, 2).round(3)
    array([0.414, 0.586])
    """
    wanted = needs[r] * rarity(offers)
    parts: Matrix = wanted * offers[s] / wanted.sum() if wanted.any() else np.zeros_like(wanted)
    return parts
