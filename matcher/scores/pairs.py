"""Overlap and complementarity of regions, for all pairs by matrix products.

Notation: x_ri in {0, 1} region r has niche i; m_ri in {0, 1} it is missing; phi_ij relatedness of niches.
Matrices of pairs are (n_regions, n_regions): row r is the region that gains, column s the one that brings.
A region without a niche has no scores: nan, and so is the diagonal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance import Others
from matcher.errors import SettingError
from matcher.scores.complementarity import Goal, gap_paths, gap_rows
from matcher.scores.excess import OF_GAPS, OF_OVERLAP, Excess, Gains, gains_by_size
from matcher.scores.overlap import rarity, shared_beyond_chance
from matcher.settings import DECIMALS, RANKING_COLUMNS, RANKINGS

__all__ = [
    "READINGS",
    "BothWays",
    "PairScores",
    "Pairing",
    "Tables",
    "pair_scores",
    "places_of_quadrants",
    "quadrant",
    "quadrants",
]

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
#: What chance gives, by region and by size of list: tables of `Gains`, first of what is gained, then of what is shared.
Tables = Mapping[str, Matrix]
#: The tables of each.
OF_GAINS = ("expected", "spread", "spread_alike")


class PairScores(NamedTuple):
    """Scores of all pairs, each (n_regions, n_regions); see the module for rows, columns and nan.

    Attributes
    ----------
    overlap, overlap_expected, overlap_z : ndarray
        See `matcher.scores.overlap.Shared`.
    brings, expected, complementarity, spread, z : ndarray
        What s brings, its value by chance, the difference, the spread of it by chance, and the difference over that.
    """

    overlap: Matrix
    overlap_expected: Matrix
    overlap_z: Matrix
    brings: Matrix
    expected: Matrix
    complementarity: Matrix
    spread: Matrix
    z: Matrix

    @property
    def gives(self) -> Matrix:
        """Complementarity in the other direction: what s gains from r."""
        return self.complementarity.T

    @property
    def gives_z(self) -> Matrix:
        """How far what s gains from r lies beyond chance."""
        return self.z.T

    @property
    def mutual(self) -> Matrix:
        """The smaller z of the two directions: both must gain."""
        return np.minimum(self.z, self.z.T)

    @property
    def balance(self) -> Matrix:
        """Smaller over larger of what each brings the other, in [0, 1]; nan where neither brings anything."""
        return _balance(self.brings, self.brings.T)

    def ranking(self, by: str) -> Matrix:
        """What ranks partners by one of `matcher.settings.RANKINGS`: how far each lies beyond chance.

        Raises
        ------
        SettingError
            There is no such ranking.
        """
        ranked: Matrix = getattr(self, _ranking_column(by))
        return ranked

    def of(self, rows: Rows, columns: Rows | None = None) -> BothWays:
        """The scores of some regions with all or with some, in both directions."""
        some = (rows, slice(None)) if columns is None else np.ix_(rows, columns)
        return BothWays(*(values[some] for values in (*self, self.brings.T, self.gives, self.gives_z)))


class BothWays(NamedTuple):
    """Scores of some regions (rows) with all (columns), in both directions; nan as in `PairScores`.

    Attributes
    ----------
    overlap, overlap_expected, overlap_z, brings, expected, complementarity, spread, z : ndarray (n_rows, n_regions)
        As in `PairScores`.
    offers, gives, gives_z : ndarray (n_rows, n_regions)
        What the region in the row brings to the one in the column, and how far beyond chance that lies.
    """

    overlap: Matrix
    overlap_expected: Matrix
    overlap_z: Matrix
    brings: Matrix
    expected: Matrix
    complementarity: Matrix
    spread: Matrix
    z: Matrix
    offers: Matrix
    gives: Matrix
    gives_z: Matrix

    @property
    def mutual(self) -> Matrix:
        """The smaller z of the two directions."""
        return np.minimum(self.z, self.gives_z)

    @property
    def balance(self) -> Matrix:
        """As in `PairScores`."""
        return _balance(self.brings, self.offers)

    def ranking(self, by: str) -> Matrix:
        """As in `PairScores`."""
        ranked: Matrix = getattr(self, _ranking_column(by))
        return ranked


def _balance(brings: Matrix, offers: Matrix) -> Matrix:
    larger, smaller = np.maximum(brings, offers), np.minimum(brings, offers)
    balance: Matrix = np.divide(smaller, larger, out=np.full_like(larger, np.nan), where=larger > 0)
    return balance


def _ranking_column(by: str) -> str:
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    return RANKING_COLUMNS[by]


def _gaps(x: Matrix, missing: Matrix, paths: Matrix, goal: Goal, rows: Rows) -> Matrix:
    """Gap values of some regions."""
    return gap_rows(x[rows], missing[rows], paths, goal=goal)


def _held(x: Matrix, rare: Matrix, rows: Rows) -> Matrix:
    """What some regions have, each niche by its rarity."""
    return rare * x[rows]


class Pairing:
    """Scores of pairs for as many regions as are asked for; `pair_scores` has all of them, and says what they are.

    What chance gives is known once for each region and each size of list. So the scores of one region take as long as
    one row of all scores, and never need more memory than the rows that are asked for.

    Parameters
    ----------
    x, missing, phi, goal
        As in `pair_scores`.
    shared : ndarray (n_regions, n_shared), optional
        What regions can share, 0/1, where that is told in other terms than what they gain; x where not given.
    keep : callable, optional
        Given what solves the null models, gives the tables that this makes, or the same ones from an earlier time.

    Attributes
    ----------
    n : int
        How many regions there are.
    gained : Gains
        What regions gain by the value of their gaps.
    shared : Gains
        What regions share, each niche by its rarity.

    Examples
    --------
    >>> x, phi = np.eye(3), np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])
    >>> found = Pairing(x, 1 - x, phi).of(np.array([0]))
    >>> found.z.round(3), found.gives_z.round(3)
    (array([[nan,  1., -1.]]), array([[nan,  1., nan]]))
    """

    def __init__(
        self,
        x: Matrix,
        missing: Matrix,
        phi: Matrix,
        *,
        goal: Goal = None,
        shared: Matrix | None = None,
        keep: Callable[[Callable[[], Tables]], Tables] = lambda make: make(),
    ) -> None:
        self.n = len(x)
        held = x if shared is None or np.array_equal(x, shared) else shared
        one = Others(x)
        others = one, one if held is x else Others(held)
        # Named functions, which other processes can be sent.
        gaps = partial(_gaps, x, missing, gap_paths(x, missing, phi), goal)
        overlap = partial(_held, held, rarity(held))

        def solved() -> Tables:
            kinds = (gaps, OF_GAPS), (overlap, OF_OVERLAP)
            if held is x:  # chance is solved once for both
                both = gains_by_size(one, *kinds)
            else:
                both = [found for each, kind in zip(others, kinds, strict=True) for found in gains_by_size(each, kind)]
            return {f"{place} {name}": getattr(found, name) for place, found in enumerate(both) for name in OF_GAINS}

        tables = keep(solved)
        self.gained, self.shared = (
            Gains(every, weights, *(tables[f"{place} {name}"] for name in OF_GAINS))
            for place, (every, weights) in enumerate(zip(others, (gaps, overlap), strict=True))
        )

    @staticmethod
    def shapes(n: int) -> dict[str, tuple[int | None, ...]]:
        """Shapes of the tables of n regions that `keep` gives."""
        of = {"expected": (n, None), "spread": (n, None), "spread_alike": (n,)}
        return {f"{place} {name}": of[name] for place in range(2) for name in OF_GAINS}

    def all(self) -> PairScores:
        """The scores of all pairs."""
        return PairScores(*self.of(np.arange(self.n))[: len(PairScores._fields)])

    def of(self, rows: Rows, columns: Rows | None = None) -> BothWays:
        """The scores of some regions with all or with some, in both directions."""
        columns = np.arange(self.n) if columns is None else columns
        gained, shared = (found.between(rows, columns) for found in (self.gained, self.shared))
        given, shared_back = (
            Excess(*(values.T for values in found.between(columns, rows))) for found in (self.gained, self.shared)
        )
        return BothWays(
            *shared_beyond_chance(self.shared.others.x, shared, back=shared_back, rows=rows, columns=columns),
            brings=gained.value,
            expected=gained.expected,
            complementarity=gained.value - gained.expected,
            spread=gained.spread,
            z=gained.z,
            offers=given.value,
            gives=given.value - given.expected,
            gives_z=given.z,
        )


def pair_scores(x: Matrix, missing: Matrix, phi: Matrix, *, goal: Goal = None) -> PairScores:
    """Scores of all pairs of regions.

    * brings(r <- s) = sum_j g_rj x_sj, the share of r's related-but-missing capabilities that s has, in [0, 1], with
      the gap values g_rj (`gap_values`); expected(r <- s) = sum_j g_rj Q_sj with Q presence of the others expected by
      chance, given r's list (`matcher.chance.chance_of_others`); complementarity = brings - expected.
    * z = complementarity / spread, the spread by chance moderated (`spread_by_chance`). It ranks: how far what a region
      brings varies by chance depends on its number of niches, so that by the difference alone long lists come first.
    * overlap = sum_i v_i x_ri x_si / sum_i v_i max(x_ri, x_si), a Jaccard index with rarity weights v; its expected
      value and overlap_z in both directions: `shared_beyond_chance`.

    Over draws of the others with all sums fixed (`matcher.chance.matrix_draws`) z has mean 0 and a spread of 0.96 to
    0.99 (191 regions of the lists before the renewal, and 21 Swedish ones; `python -m benchmarks.chance RUN`).

    Sources: Balland and Boschma (2021), https://doi.org/10.1080/00343404.2020.1861240, and D'Adda, Iacobucci and
    Perugini (2025) for the idea of complementarity as what is related and missing; Saracco and others (2015),
    https://doi.org/10.1038/srep10595, for the null model.

    Parameters
    ----------
    x, missing : ndarray (n_regions, n_niches)
        0/1: what regions have, and what they lack (`matcher.fitted.standing`).
    phi : ndarray (n_niches, n_niches)
        Relatedness.
    goal : {"deepen", "diversify"} or sequence of int, optional
        What regions want to grow from: their own niches (the default), those they lack, or these columns of x. It holds
        for both regions of a pair, and leaves the overlap as it is.

    Examples
    --------
    Three regions: A has niche 0, B has niche 1, C has niche 2. Niche 0 is related to niche 1. B brings it and C does
    not, and chance would let them swap:

    >>> x, phi = np.eye(3), np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])
    >>> scores = pair_scores(x, 1 - x, phi)
    >>> scores.brings[0], scores.complementarity[0].round(3), scores.z[0].round(3)
    (array([nan,  1.,  0.]), array([ nan,  0.5, -0.5]), array([nan,  1., -1.]))
    """
    return Pairing(x, missing, phi, goal=goal).all()


def quadrant(overlap_z: float, z: float, gives_z: float) -> str | None:
    """The reading of a pair, the same from both sides; None where a value is undefined.

    Both gain and they share: strong match; both gain: complement. One gains: one-sided match where they share,
    one-sided complement where not. They share, and neither gains: critical mass. Nothing: no basis.

    Parameters
    ----------
    overlap_z, z, gives_z : float
        How far what they share, what one gains and what the other gains lie beyond chance.

    Examples
    --------
    >>> quadrant(1.0, 2.0, 0.5), quadrant(-1.0, 2.0, 0.5), quadrant(1.0, -0.5, 2.0), quadrant(0.0, 2.0, -0.5)
    ('strong match', 'complement', 'one-sided match', 'one-sided complement')
    >>> quadrant(1.0, 0.0, -1.0), quadrant(0.0, -1.0, -1.0)
    ('critical mass', 'no basis')
    """
    found: str | None = quadrants(*(np.array([value], dtype=np.float64) for value in (overlap_z, z, gives_z)))[0]
    return found


#: How a pair reads, by how many of the two gain, and whether they share; None where that is undefined.
READINGS = ("no basis", "critical mass", "one-sided complement", "one-sided match", "complement", "strong match", None)


def quadrants(overlap_z: Matrix, z: Matrix, gives_z: Matrix) -> npt.NDArray[np.object_]:
    """The reading of each of many pairs; see `quadrant`.

    Examples
    --------
    >>> quadrants(np.array([1.0, np.nan]), np.array([2.0, 1.0]), np.array([0.5, 1.0]))
    array(['strong match', None], dtype=object)
    """
    found: npt.NDArray[np.object_] = np.array(READINGS, dtype=object)[places_of_quadrants(overlap_z, z, gives_z)]
    return found


def places_of_quadrants(overlap_z: Matrix, z: Matrix, gives_z: Matrix) -> Rows:
    """The same, as places in `READINGS`; -1 where undefined.

    Examples
    --------
    >>> places_of_quadrants(np.array([1.0, np.nan]), np.array([2.0, 1.0]), np.array([0.5, 1.0]))
    array([ 5, -1])
    """
    # Rounded: where scores equal what chance gives, the last bits of its solution must not decide.
    share, *gain = (np.round(values, DECIMALS) > 0 for values in (overlap_z, z, gives_z))
    found = 2 * (gain[0].astype(np.intp) + gain[1]) + share
    found[np.isnan(overlap_z + z + gives_z)] = -1
    return found
