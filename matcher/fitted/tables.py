"""Everything that was fitted: tables, vectors, settings and the matrices that follow from them; no files, no models.

The rooms that answer questions (partners, query, consortium, plots, report) read this one object, so that all of them
use the same numbers. `matcher.run.Run` adds the verbs and the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from matcher.chance import (
    NULL_MODEL,
    SharedBySize,
    SharedNiches,
    Telling,
    expected_presence,
)
from matcher.facts import Chance
from matcher.files.kept import kept_arrays, key_of, written_by
from matcher.fitted.contents import OWN_PORTFOLIOS
from matcher.fitted.facets import Facets, facets_of, whole
from matcher.fitted.graph import build_graph
from matcher.fitted.lists import Lists
from matcher.fitted.standing import (
    missing,
)
from matcher.relatedness import pair_matrix
from matcher.relatedness.sources import scaled
from matcher.scores import (
    BothWays,
    DemandScores,
    Goal,
    OwnPaths,
    Pairing,
    PairScores,
    Tables,
    best_by_chance,
    demand_scores,
    gap_paths,
    gap_rows,
    horizontal_complementarity,
    own_paths,
    same_theme_share,
)
from matcher.settings import DECIMALS

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["OWN_PORTFOLIOS", "Fitted"]

Matrix = npt.NDArray[np.float64]


#: How many answers of `Fitted.best_by_chance` are kept; each takes as long as the rest of a list of partners.
MOST_BEST = 2000
#: Of how many pairs the parts are kept; those of a list of partners are asked for again and again.
MOST_GAINS = 32
#: Of how many goals it is kept what chance gives.
MOST_GOALS = 8


@dataclass(frozen=True, eq=False)
class Fitted(Lists):
    """A fitted run without its verbs: its tables, and the matrices that follow from them.

    Attributes
    ----------
    areas, theme_table, memberships, relations, links, placements, possible, near, vectors, settings, placing
        See `matcher.fitted.contents.Contents`.
    """

    #: Whether what chance gives is kept on disk for the next who asks: of a run, and not of what is only tried.
    keeps: ClassVar[bool] = False

    @cached_property
    def _chance(self) -> dict[int, Matrix]:
        return {}

    def chance_for(self, r: int) -> Matrix:
        """Presence of the others expected by chance, given the list of the region in row r (n_regions, n_facets).

        See `matcher.chance.chance_of_others`.
        """
        if r not in self._chance:
            x = self.facets.x
            rows = np.flatnonzero((x == x[r]).all(axis=1))
            self._chance[r] = self.pairing().gained.others.given(rows)
        return self._chance[r]

    @cached_property
    def facets(self) -> Facets:
        """Niches as relations tell them apart: what regions bring each other is counted by these.

        See `matcher.fitted.facets`. Where relatedness is not that of known relations alone, or these hold for whole
        niches, each niche is its only facet.
        """
        links = self.columns("links")
        told = any(links["of_source"]) or any(links["of_target"])
        if not told or not np.allclose(scaled(self.phi), scaled(self.known), rtol=0, atol=10.0**-DECIMALS):
            return whole(self.x, self.phi)
        ids = self.region_ids
        return facets_of(
            self.x,
            self.niche_ids,
            links,
            lambda r, niche: {named.concept for named in self.named(ids[r], niche)},
        )

    @cached_property
    def facets_by_chance(self) -> Matrix:
        """Presence on facets expected by chance (n_regions, n_facets)."""
        return expected_presence(self.facets.x)

    @cached_property
    def gaps(self) -> Matrix:
        """What each facet of a niche is worth to each region (n_regions, n_facets); see `matcher.scores.gap_values`."""
        facets = self.facets
        return gap_rows(facets.x, facets.spread(self.missing), self.paths)

    @cached_property
    def gap_values(self) -> Matrix:
        """The same by niche (n_regions, n_niches): what the facet that is worth most to the region is worth."""
        return self.facets.largest(self.gaps)

    @cached_property
    def phi(self) -> Matrix:
        """Relatedness of niches (n_niches, n_niches)."""
        return pair_matrix(self.columns("relations"), self.niche_ids)

    @cached_property
    def known(self) -> Matrix:
        """Relatedness that people know of (n_niches, n_niches); see `matcher.relatedness.known`."""
        return pair_matrix(self.columns("relations"), self.niche_ids, column="known")

    @cached_property
    def horizontal(self) -> Matrix:
        """Horizontal complementarity of all pairs; see `matcher.scores.horizontal_complementarity`."""
        return horizontal_complementarity(self.area_shares, self.phi)

    @cached_property
    def paths(self) -> Matrix:
        """What each facet gives to the value of each gap (n_facets, n_facets); see `matcher.scores.gap_paths`."""
        return gap_paths(self.facets.x, self.facets.spread(self.missing), self.facets.phi)

    def gains(self, r: int, s: int, *, goal: Goal = None) -> Matrix:
        """What each niche of r adds to what it gains through each niche of s; see `complementarity_parts`.

        Returns
        -------
        ndarray (n_niches, n_niches)
            What the facets of each niche add, together.
        """
        asked = goal if goal is None or isinstance(goal, str) else tuple(goal)
        key = (r, s, asked)
        found = self._gains.get(key)
        if found is None:
            facets, own = self.facets, self._own_paths(r, asked)
            parts = np.zeros((len(facets.niche), len(self.niche_ids)))
            parts[own.rows] = facets.folded(own.parts(facets.x[s] - self.chance_for(r)[s]))
            found = facets.folded(parts.T).T
            found.flags.writeable = False
            if len(self._gains) >= MOST_GAINS:
                self._gains.clear()
            self._gains[key] = found
        return found

    def _own_paths(self, r: int, goal: Goal) -> OwnPaths:
        """What all gains of a region have in common: the same for each of its partners."""
        found = self._paths_of.get((r, goal))
        if found is None:
            facets, columns = self.facets, self._of_facets(goal)
            found = own_paths(facets.x, facets.spread(self.missing), facets.phi, r, goal=columns, paths=self.paths)
            if len(self._paths_of) >= MOST_GAINS:
                self._paths_of.clear()
            self._paths_of[r, goal] = found
        return found

    @cached_property
    def _paths_of(self) -> dict[tuple[int, Goal], OwnPaths]:
        return {}

    @cached_property
    def _gains(self) -> dict[tuple[int, int, Goal], Matrix]:
        return {}

    @cached_property
    def scores(self) -> PairScores:
        """Scores of all pairs, rows and columns as in `region_ids`."""
        return self.pairing().all()

    def scores_for(self, goal: str | Sequence[str] = "deepen") -> PairScores:
        """Scores of all pairs where regions want to grow from what the goal says; see `goal` and `scores`."""
        return self.scores if self.goal(goal) == "deepen" else self.pairing(goal).all()

    def scores_of(self, rows: Sequence[int], goal: str | Sequence[str] = "deepen") -> BothWays:
        """Scores of the regions in some rows with all; those of all pairs are not computed for them."""
        wanted = np.asarray(rows, dtype=np.intp)
        if "scores" in self.__dict__ and self.goal(goal) == "deepen":
            return self.scores.of(wanted)
        return self.pairing(goal).of(wanted)

    def pairing(self, goal: str | Sequence[str] = "deepen") -> Pairing:
        """What gives the scores of any pairs, where regions want to grow from what the goal says."""
        found = self.goal(goal)
        if found not in self._pairings:
            if len(self._pairings) >= MOST_GOALS:
                self._pairings.clear()
            facets = self.facets
            lacks, columns = facets.spread(self.missing), self._of_facets(found)

            def keep(make: Callable[[], Tables]) -> Tables:
                if not self.keeps:
                    return make()
                key = key_of(written_by("chance", "scores"), facets.x, lacks, facets.phi, columns, self.x)
                return kept_arrays("chance", key, Pairing.shapes(len(self.x)), make)

            self._pairings[found] = Pairing(facets.x, lacks, facets.phi, goal=columns, shared=self.x, keep=keep)
        return self._pairings[found]

    def _of_facets(self, goal: Goal) -> Goal:
        """A goal by facets: all facets of its niches."""
        return goal if goal is None or isinstance(goal, str) else self.facets.columns(goal)

    @cached_property
    def _pairings(self) -> dict[Goal, Pairing]:
        return {}

    def best_by_chance(
        self,
        r: int,
        candidates: npt.NDArray[np.intp],
        *,
        by: str = "complementarity",
        goal: str | Sequence[str] = "deepen",
    ) -> float:
        """What the best of some candidates of the region in row r would reach if their lists were random.

        See `matcher.scores.best_by_chance`.
        """
        found = self.goal(goal)
        key = (r, candidates.tobytes(), by, found)
        value = self._best.get(key)
        if value is None:
            ranking = self.scores_of([r], goal).ranking(by)[0]
            facets = whole(self.x, self.phi) if by == "overlap" else self.facets
            value = best_by_chance(
                facets.x, facets.spread(self.missing), facets.phi, ranking,
                r=r, candidates=candidates, by=by, goal=self._of_facets(found),
                q=None if by == "overlap" else self.chance_for(r),
                p=self.p if by == "overlap" else self.facets_by_chance,
                lacking=lambda lists: facets.spread(missing(facets.folded(lists), self.covers, self.niche_ids)),
            )  # fmt: skip
            if len(self._best) >= MOST_BEST:
                self._best.clear()
            self._best[key] = value
        return value

    @cached_property
    def _best(self) -> dict[tuple[int, bytes, str, Goal], float]:
        return {}

    @cached_property
    def demand(self) -> DemandScores:
        """How far offers meet needs, for all pairs; nan everywhere where no area has a role."""
        return demand_scores(self.needed, self.offered, expected_presence(self.offered))

    def demand_of(self, r: int) -> tuple[DemandScores, DemandScores]:
        """How far the offers of all meet the needs of the region in row r, and its offers theirs."""
        if not self.has_roles:
            nothing = np.full(len(self.x), np.nan)
            return DemandScores(nothing, nothing), DemandScores(nothing, nothing)
        met, expected = self.demand
        return DemandScores(met[r], expected[r]), DemandScores(met[:, r], expected[:, r])

    @cached_property
    def shared(self) -> SharedNiches:
        """How many niches each pair shares, beside what chance would give, with p- and q-values."""
        every = np.arange(len(self.x))
        return self.shared_by_size.between(every, every)

    @cached_property
    def shared_by_size(self) -> SharedBySize:
        """The same for any pairs; see `matcher.chance.SharedBySize`."""
        return SharedBySize(self.x, self.p)

    @cached_property
    def telling(self) -> Telling:
        """Whether there are regions enough to tell shared niches from chance."""
        return self.shared_by_size.telling

    @cached_property
    def same_theme(self) -> Matrix:
        """Share of pairs of niches of one theme, of all pairs of regions; see `matcher.scores.same_theme_share`."""
        return same_theme_share(self.x, self.parents)

    def graph(self) -> nx.Graph[str]:
        """The bipartite region-theme graph; see `matcher.fitted.graph.build_graph`."""
        return build_graph(self.areas, self.regions, self.theme_table, self.memberships)

    @property
    def chance(self) -> Chance:
        """The null model, and whether pairs can be told from it."""
        enough, possible, told, pairs = self.telling
        return {"null_model": NULL_MODEL, "enough": enough, "possible": possible, "told": told, "pairs": pairs}
