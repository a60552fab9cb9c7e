"""Everything that was fitted: tables, vectors, settings and the matrices that follow from them; no files, no models.

The rooms that answer questions (partners, query, consortium, plots, report) read this one object, so that all of them
use the same numbers. `matcher.run.Run` adds the verbs and the folder.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import WHOLE
from matcher.chance import (
    NULL_MODEL,
    Others,
    SharedBySize,
    SharedNiches,
    Telling,
    expected_presence,
)
from matcher.errors import NameUnknownError
from matcher.facts import Chance
from matcher.fitted.contents import OWN_PORTFOLIOS, Contents
from matcher.fitted.graph import Named, build_graph, counts, named_concepts, presence, sure
from matcher.fitted.standing import (
    HAS,
    LACKS,
    MAY,
    POSSIBLE_COLUMNS,
    covering,
    missing,
    nearly_same,
)
from matcher.relatedness import pair_matrix
from matcher.scores import (
    BothWays,
    DemandScores,
    Goal,
    Pairing,
    PairScores,
    area_shares,
    best_by_chance,
    complementarity_parts,
    demand_scores,
    gap_paths,
    horizontal_complementarity,
    same_theme_share,
)
from matcher.settings import Floors, floors_of

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
class Fitted(Contents):
    """A fitted run without its verbs: its tables, and the matrices that follow from them.

    Attributes
    ----------
    areas, theme_table, memberships, relations, links, placements, possible, near, vectors, settings, placing
        See `matcher.fitted.contents.Contents`.
    """

    @property
    def floors(self) -> Floors:
        """From which closeness on things are near, in the space of the run's vectors."""
        return floors_of(self.settings.get("model", {}).get("name", ""))

    @cached_property
    def x(self) -> Matrix:
        """Presence of regions on niches, 0 or 1 (n_regions, n_niches): those that some area clearly speaks for."""
        return presence(self.areas, self.sure_memberships, self.region_ids, self.niche_ids)

    @cached_property
    def guessed(self) -> Matrix:
        """Niches that areas of regions may mean and none clearly speaks for, 0 or 1 (n_regions, n_niches)."""
        placed = presence(self.areas, self.memberships, self.region_ids, self.niche_ids)
        return np.where(self.x > 0, 0.0, placed)

    @cached_property
    def p(self) -> Matrix:
        """Presence expected by chance (n_regions, n_niches)."""
        return expected_presence(self.x)

    @cached_property
    def covers(self) -> Matrix:
        """Which niche of the run covers which (n_niches, n_niches); see `matcher.fitted.standing.covering`."""
        places = pd.Index(self._niches["theme_id"]).get_indexer(pd.Index(self.niche_ids))
        return covering(self._niches, self.near)[np.ix_(places, places)]

    @cached_property
    def beside(self) -> Matrix:
        """Which niches of the run may be one field under two names; see `matcher.fitted.standing.nearly_same`."""
        places = pd.Index(self._niches["theme_id"]).get_indexer(pd.Index(self.niche_ids))
        return nearly_same(self._niches, self.near)[np.ix_(places, places)]

    @cached_property
    def missing(self) -> Matrix:
        """Specific niches that regions lack, 0 or 1 (n_regions, n_niches)."""
        return self.lacking(self.x, np.arange(len(self.x)))

    def lacking(self, x: Matrix, rows: npt.NDArray[np.intp]) -> Matrix:
        """The same for other lists (n_rows, n_niches) of the regions in some rows; what they may mean stays."""
        return missing(np.maximum(x, self.guessed[rows]), self.covers, self.niche_ids)

    @cached_property
    def _niches(self) -> pd.DataFrame:
        """All niches that areas could be placed in, and those of the run that are not among them."""
        own = self.theme_table.loc[self.theme_table["level"] == "niche", ["theme_id", "parent_id"]].assign(also_id="")
        added = own[~own["theme_id"].isin(self.possible["theme_id"])]
        return pd.concat([self.possible[list(POSSIBLE_COLUMNS)], added], ignore_index=True)

    def standing(self, region: str, niche: str) -> str:
        """How a region stands to a niche; see `matcher.fitted.standing`.

        Parameters
        ----------
        region : str
            Id or name.
        niche : str
            Id or label of a niche of the run, or id of one that areas could be placed in, also where no region has it.

        Returns
        -------
        {"has", "may", "lacks"}

        Raises
        ------
        NameUnknownError
            There is no such region or niche.
        """
        r, known = self.row(region), self._niches["theme_id"].tolist()
        wanted = niche if niche in known else self._one_niche(niche)
        if wanted in self.niche_ids and self.x[r, self.niche_ids.index(wanted)]:
            return HAS
        mine = [self.niche_ids[i] for i in np.flatnonzero(self.x[r] + self.guessed[r])]
        own = [place for place, it in enumerate(known) if it in mine]
        return MAY if covering(self._niches, self.near)[own, known.index(wanted)].any() else LACKS

    def niches_in(self, r: int) -> list[str]:
        """Ids of the niches that the region in row r has."""
        return [self.niche_ids[i] for i in np.flatnonzero(self.x[r])]

    def _one_niche(self, name: str) -> str:
        found = self.niches_of(name)
        if len(found) != 1:
            raise NameUnknownError(f"{name!r} is a broad theme", expected="a niche", do=f"one of {', '.join(found)}")
        return found[0]

    @cached_property
    def _chance(self) -> dict[int, Matrix]:
        return {}

    @cached_property
    def _others(self) -> Others:
        return Others(self.x)

    def chance_for(self, r: int) -> Matrix:
        """Presence of the others expected by chance, given the list of the region in row r (n_regions, n_niches).

        See `matcher.chance.chance_of_others`.
        """
        if r not in self._chance:
            rows = np.flatnonzero((self.x == self.x[r]).all(axis=1))
            self._chance[r] = self._others.given(rows)
        return self._chance[r]

    @cached_property
    def phi(self) -> Matrix:
        """Relatedness of niches (n_niches, n_niches)."""
        return pair_matrix(self.relations, self.niche_ids)

    @cached_property
    def known(self) -> Matrix:
        """Relatedness that people know of (n_niches, n_niches); see `matcher.relatedness.known`."""
        return pair_matrix(self.relations, self.niche_ids, column="known")

    @cached_property
    def area_shares(self) -> Matrix:
        """Share of each region's areas in each niche (n_regions, n_niches); see `matcher.scores.area_shares`."""
        return area_shares(counts(self.areas, self.memberships, self.region_ids, self.niche_ids))

    @cached_property
    def horizontal(self) -> Matrix:
        """Horizontal complementarity of all pairs; see `matcher.scores.horizontal_complementarity`."""
        return horizontal_complementarity(self.area_shares, self.phi)

    @cached_property
    def paths(self) -> Matrix:
        """What each niche gives to the value of each gap (n_niches, n_niches); see `matcher.scores.gap_paths`."""
        return gap_paths(self.x, self.missing, self.phi)

    def gains(self, r: int, s: int, *, goal: Goal = None) -> Matrix:
        """What each niche of r adds to what it gains through each niche of s; see `complementarity_parts`."""
        key = (r, s, goal if goal is None or isinstance(goal, str) else tuple(goal))
        found = self._gains.get(key)
        if found is None:
            found = complementarity_parts(
                self.x, self.missing, self.phi, self.chance_for(r), r, s, goal=goal, paths=self.paths
            )
            found.flags.writeable = False
            if len(self._gains) >= MOST_GAINS:
                self._gains.clear()
            self._gains[key] = found
        return found

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
            self._pairings[found] = Pairing(self.x, self.missing, self.phi, goal=found)
        return self._pairings[found]

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
            value = best_by_chance(
                self.x, self.missing, self.phi, ranking, r=r, candidates=candidates, by=by, goal=found,
                lacking=lambda lists: missing(lists, self.covers, self.niche_ids), q=self.chance_for(r), p=self.p,
            )  # fmt: skip
            if len(self._best) >= MOST_BEST:
                self._best.clear()
            self._best[key] = value
        return value

    @cached_property
    def _best(self) -> dict[tuple[int, bytes, str, Goal], float]:
        return {}

    @cached_property
    def needed(self) -> Matrix:
        """Niches that regions say they need, 0 or 1 (n_regions, n_niches): areas of role "need"."""
        return presence(self.areas[self.areas["role"] == "need"], self.memberships, self.region_ids, self.niche_ids)

    @cached_property
    def offered(self) -> Matrix:
        """Niches that regions say they offer, 0 or 1 (n_regions, n_niches): areas of role "offer"."""
        return presence(self.areas[self.areas["role"] == "offer"], self.memberships, self.region_ids, self.niche_ids)

    @cached_property
    def has_roles(self) -> bool:
        """Whether some area is marked as an offer or a need."""
        return bool((self.areas["role"] != "").any())

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
    def parents(self) -> npt.NDArray[np.str_]:
        """Ids of the broad themes of the niches (n_niches,)."""
        return self.theme_table.set_index("theme_id")["parent_id"].loc[self.niche_ids].to_numpy(dtype=str)

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

    @cached_property
    def sure(self) -> npt.NDArray[np.bool_]:
        """Which specific niches some area of a region surely means (n_regions, n_niches); see `sure_areas`."""
        specific = np.array([not niche.endswith(WHOLE) for niche in self.niche_ids], dtype=bool)
        return np.asarray((self.x > 0) & specific)

    @cached_property
    def sure_memberships(self) -> pd.DataFrame:
        """Memberships of areas that speak clearly for their niche, or of which it is not told."""
        return sure(self.memberships)

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[Named]]:
        """By region and niche what each of its areas that surely mean it names of it."""
        found: dict[tuple[str, str], list[Named]] = {}
        table = named_concepts(self.areas, self.memberships)
        for region_id, theme_id, *named in zip(*(table[name].tolist() for name in table), strict=True):
            found.setdefault((region_id, theme_id), []).append(Named(*named))
        return found

    def sure_areas(self, region_id: str, niche: str, *, of: Collection[str] = ()) -> list[str]:
        """Texts of a region's areas that surely mean a niche (see `named`), the strongest first."""
        meant = {named.text for named in self.named(region_id, niche, of=of)}
        return [text for text in self.areas_on(region_id, niche) if text in meant]

    def named(self, region_id: str, niche: str, *, of: Collection[str] = ()) -> list[Named]:
        """What a region's areas that surely mean a niche name of it.

        Of each area the fit tells how much its name speaks for the niche; see `matcher.fitted.graph.sure`.

        Parameters
        ----------
        region_id, niche : str
        of : collection of str, optional
            Ids of the niche and of concepts below it: only areas that name one of them.
        """
        return [named for named in self._named.get((region_id, niche), []) if not of or named.concept in of]

    def is_unmatched(self, region_id: str) -> bool:
        """Whether a region has no thematic area: it stays in every list and cannot be matched."""
        return not self.x[self.region_ids.index(region_id)].any()
