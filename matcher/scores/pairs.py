"""Overlap and complementarity of regions, for all pairs by matrix products and for one pair with its parts.

Notation: x_ri in {0, 1} region r works on niche i; P_ri presence expected by chance; phi_ij relatedness of niches.
Matrices of pairs are (n_regions, n_regions): row r is the region that gains, column s the one that brings.
A region without a niche has no scores: nan, and so is the diagonal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance import overlap_chance
from matcher.scores.complementarity import Goal, gap_values
from matcher.scores.overlap import rarity, shared_and_united
from matcher.settings import QUADRANTS

__all__ = ["QUADRANTS", "PairScores", "SizeCheck", "pair_scores", "quadrant", "size_check"]

Matrix = npt.NDArray[np.float64]


class PairScores(NamedTuple):
    """Scores of all pairs, each (n_regions, n_regions); see the module for rows, columns and nan."""

    overlap: Matrix
    overlap_expected: Matrix
    brings: Matrix
    expected: Matrix
    complementarity: Matrix
    z: Matrix
    overlap_z: Matrix

    @property
    def gives(self) -> Matrix:
        """Complementarity in the other direction: what s gains from r."""
        return self.complementarity.T

    @property
    def mutual(self) -> Matrix:
        """The smaller of the two directions: both must gain."""
        return np.minimum(self.complementarity, self.complementarity.T)

    @property
    def balance(self) -> Matrix:
        """Smaller over larger of what each brings the other, in [0, 1]; nan where neither brings anything."""
        larger = np.maximum(self.brings, self.brings.T)
        smaller = np.minimum(self.brings, self.brings.T)
        return _ratio(smaller, larger)


class SizeCheck(NamedTuple):
    """Whether partners are merely those with long lists.

    Attributes
    ----------
    correlation : float
        Between a region's number of niches and the mean complementarity that others receive from it.
    best_partners : int
        How many different regions are somebody's best complementary partner.
    regions : int
        How many regions have a best partner.
    """

    correlation: float
    best_partners: int
    regions: int


def pair_scores(x: Matrix, p: Matrix, phi: Matrix, *, goal: Goal = None) -> PairScores:
    """Scores of all pairs of regions.

    * overlap = sum_i v_i x_ri x_si / sum_i v_i max(x_ri, x_si), a Jaccard index with rarity weights v; its expected
      value under the null model with fixed sums, and overlap_z = (overlap - expected) / sd: `matcher.chance.overlap`.
    * brings(r <- s) = sum_j g_rj x_sj, the share of r's related-but-missing capabilities that s has, in [0, 1];
      expected(r <- s) = sum_j g_rj P_sj; complementarity = brings - expected.
    * z = complementarity / sd with var = sum_j g_rj^2 V_sj - (sum_j g_rj V_sj)^2 / sum_j V_sj and V = P (1 - P): r's
      portfolio and s's number of niches are held fixed. Against draws of s's portfolio of that size
      (`matcher.chance.draws.portfolio_draws`), on the 191 bundled and the 21 Swedish regions, the mean is right to
      0.1 % and the spread 0.6 and 1.1 % too small; against draws with the popularity of niches fixed too
      (`matrix_draws` of all others) the mean is 0.3 and 5.0 %, the spread 0.6 and 2.7 % too small.

    Sources: Balland and Boschma (2021) and D'Adda, Iacobucci and Perugini (2025) for
    the idea of complementarity as what is related and missing; Saracco and others (2015) for the null model.

    Parameters
    ----------
    x, p : ndarray (n_regions, n_niches)
        0/1 presence, and presence expected by chance.
    phi : ndarray (n_niches, n_niches)
        Relatedness.
    goal : {"deepen", "diversify"} or sequence of int, optional
        What regions want to grow from: their own niches (the default), those they lack, or these columns of x. It holds
        for both regions of a pair, and leaves the overlap as it is.

    Examples
    --------
    Three regions: A has niche 0, B has niche 1, C has both. Niches 0 and 1 are related.

    >>> x = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> phi = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> scores = pair_scores(x, np.full((3, 2), 2 / 3), phi)
    >>> scores.brings[0]
    array([nan,  1.,  1.])
    >>> scores.complementarity[0].round(3)
    array([  nan, 0.333, 0.333])
    >>> scores.overlap[0].round(3)
    array([nan, 0. , 0.5])
    """
    v = rarity(x)
    g = gap_values(x, phi, goal=goal)
    shared, united = shared_and_united(x, v)
    by_chance = overlap_chance(p, v)
    brings, expected = g @ x.T, g @ p.T
    chance = p * (1 - p)
    weighted = g @ chance.T
    variance = (g**2) @ chance.T - np.divide(
        weighted**2, chance.sum(axis=1), out=np.zeros_like(weighted), where=chance.sum(axis=1) > 0
    )
    excess = brings - expected
    z = np.divide(excess, np.sqrt(np.maximum(variance, 0)), out=np.full_like(excess, np.nan), where=variance > 1e-12)
    overlap = _ratio(shared, united)
    overlap_z = _ratio(overlap - by_chance.mean, np.where(by_chance.sd > 1e-6, by_chance.sd, 0.0))
    matched = x.sum(axis=1) > 0
    both = np.outer(matched, matched) & ~np.eye(len(x), dtype=bool)
    gaining = both & (g.sum(axis=1) > 0)[:, None]
    return PairScores(
        overlap=_masked(overlap, both),
        overlap_expected=_masked(by_chance.mean, both),
        brings=_masked(brings, gaining),
        expected=_masked(expected, gaining),
        complementarity=_masked(excess, gaining),
        z=_masked(z, gaining),
        overlap_z=_masked(overlap_z, both),
    )


def quadrant(overlap_excess: float, complementarity: float) -> str | None:
    """How a pair reads, from overlap less its expected value and from complementarity; None where one is undefined.

    Examples
    --------
    >>> quadrant(0.1, 0.1), quadrant(-0.1, 0.1), quadrant(0.1, 0.0), quadrant(0.0, -0.1)
    ('strong match', 'complement', 'critical mass', 'no basis')
    """
    if np.isnan(overlap_excess) or np.isnan(complementarity):
        return None
    # Rounded: where scores equal what chance gives, the last bits of its solution must not decide.
    overlap_excess, complementarity = round(overlap_excess, 9), round(complementarity, 9)
    if complementarity > 0:
        return "strong match" if overlap_excess > 0 else "complement"
    return "critical mass" if overlap_excess > 0 else "no basis"


def size_check(scores: PairScores, x: Matrix) -> SizeCheck:
    """Whether complementarity merely follows the length of the partner's list.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
    >>> phi = np.ones((3, 3)) - np.eye(3)
    >>> size_check(pair_scores(x, np.full((3, 3), 0.4), phi), x).regions
    3
    """
    values = scores.complementarity
    asks, offers = ~np.isnan(values).all(axis=1), ~np.isnan(values).all(axis=0)
    if asks.sum() < 3 or offers.sum() < 3:
        return SizeCheck(float("nan"), 0, int(asks.sum()))
    received = np.nanmean(values[:, offers], axis=0)
    sizes = x.sum(axis=1)[offers]
    varied = np.ptp(received) > 0 and np.ptp(sizes) > 0
    correlation = float(np.corrcoef(received, sizes)[0, 1]) if varied else float("nan")
    # Rounded, so that equal scores tie and the first region in order of id is taken on every machine.
    best = np.nanargmax(np.round(values[asks], 9), axis=1)
    return SizeCheck(correlation, len(set(best.tolist())), int(asks.sum()))


def _ratio(upper: Matrix, lower: Matrix) -> Matrix:
    ratio: Matrix = np.divide(upper, lower, out=np.full_like(upper, np.nan), where=lower > 0)
    return ratio


def _masked(values: Matrix, where: npt.NDArray[np.bool_]) -> Matrix:
    return np.where(where, values, np.nan)
