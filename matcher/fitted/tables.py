"""Everything that was fitted: tables, vectors, settings and the matrices that follow from them; no files, no models.

The rooms that answer questions (partners, query, consortium, plots, report) read this one object, so that all of them
use the same numbers. `matcher.run.Run` adds the verbs and the folder.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import HORIZONTAL, PLACEMENT_COLUMNS, WHOLE, Region, area_texts, region_table
from matcher.chance import (
    NULL_MODEL,
    SharedNiches,
    Telling,
    chance_of_others,
    expected_presence,
    shared_niches,
    telling,
)
from matcher.errors import NameUnknownError, SettingError
from matcher.facts import Chance, LinkFacts, Relation, SettingsFacts
from matcher.fitted.graph import build_graph, presence
from matcher.fitted.lookup import RegionNames, ThemeNames, country_codes
from matcher.fitted.standing import (
    HAS,
    LACKS,
    MAY,
    NEAR_COLUMNS,
    POSSIBLE_COLUMNS,
    covering,
    missing,
    nearly_same,
)
from matcher.placing import PlacingModel
from matcher.relatedness import LINK_COLUMNS, SOURCES, pair_matrix
from matcher.scores import GOALS, DemandScores, Goal, PairScores, best_by_chance, demand_scores, pair_scores

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["OWN_PORTFOLIOS", "Fitted"]

Matrix = npt.NDArray[np.float64]

#: Least score of an area whose name surely means a niche. Of first reasons that were read, the wrong ones had 0.13 to
#: 0.34, the right ones mostly above 0.4.
SURE = 0.25
#: How `settings["relatedness"]["portfolios"]` starts where the run's own portfolios reveal relatedness.
OWN_PORTFOLIOS = "the data's own"
#: What the portfolios and the words say of two niches.
EVIDENCE = ("together", "together_expected", "closeness")


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted run without its verbs: what was made, and the matrices that follow from it.

    Attributes
    ----------
    areas : DataFrame
        area_id and the columns of the areas table, one row an area, sorted.
    theme_table : DataFrame
        theme_id, level ("theme" or "niche"), parent_id, label, size (number of regions).
    memberships : DataFrame
        area_id, theme_id, membership in (0, 1]; both levels. In a fitted run also score, how much the area's name
        speaks for the niche (nan where that is not told), stability and evidence.
    relations : DataFrame
        `matcher.relatedness.RELATION_COLUMNS`: how many regions list both niches, how many would by chance, how close
        their meanings are, and the relatedness from each source and blended.
    links : DataFrame
        `matcher.relatedness.LINK_COLUMNS`: what people know of how niches are related, with reasons.
    placements : DataFrame
        area_id, theme_id (a niche), runs: where models of themes that were learned again put the areas, a text of 0 and
        1 with a place for each of those models. No rows where none was.
    possible : DataFrame
        `matcher.fitted.standing.POSSIBLE_COLUMNS`: all niches that areas could be placed in, with their themes.
    near : DataFrame
        `matcher.fitted.standing.NEAR_COLUMNS`: pairs of them that are near in meaning.
    vectors : ndarray of float32 (n_areas, d)
        Unit vectors of the areas, in their order.
    settings : SettingsFacts
        What the run was made with: see `matcher.facts.SettingsFacts`.
    placing : PlacingModel, optional
        What places further texts; none where themes were discovered.
    """

    areas: pd.DataFrame
    theme_table: pd.DataFrame
    memberships: pd.DataFrame
    relations: pd.DataFrame
    links: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LINK_COLUMNS)))
    placements: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PLACEMENT_COLUMNS), dtype="str"))
    possible: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(POSSIBLE_COLUMNS), dtype="str"))
    near: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(NEAR_COLUMNS)))
    vectors: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    settings: SettingsFacts = field(default_factory=SettingsFacts)
    placing: PlacingModel | None = None

    @cached_property
    def regions(self) -> pd.DataFrame:
        """region_id, region, country, period, note; every region, also those without a theme; sorted by id."""
        return region_table(self.areas)

    @cached_property
    def region_ids(self) -> list[str]:
        """Rows of the matrices."""
        return self.regions["region_id"].tolist()

    @cached_property
    def niche_ids(self) -> list[str]:
        """Columns of the matrices."""
        return self.theme_table.loc[self.theme_table["level"] == "niche", "theme_id"].tolist()

    @cached_property
    def labels(self) -> dict[str, str]:
        """Label of each theme and niche by id."""
        return dict(zip(self.theme_table["theme_id"], self.theme_table["label"], strict=True))

    @cached_property
    def x(self) -> Matrix:
        """Presence of regions on niches, 0 or 1 (n_regions, n_niches)."""
        return presence(self.areas, self.memberships, self.region_ids, self.niche_ids)

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
        return missing(self.x, self.covers, self.niche_ids)

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
        own = [place for place, it in enumerate(known) if it in self.niches_in(r)]
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

    def chance_for(self, r: int) -> Matrix:
        """Presence of the others expected by chance, given the list of the region in row r (n_regions, n_niches).

        See `matcher.chance.chance_of_others`.
        """
        if r not in self._chance:
            rows = np.flatnonzero((self.x == self.x[r]).all(axis=1))
            self._chance[r] = chance_of_others(self.x, rows)
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
    def scores(self) -> PairScores:
        """Scores of all pairs, rows and columns as in `region_ids`."""
        return pair_scores(self.x, self.missing, self.phi)

    def scores_for(self, goal: str | Sequence[str] = "deepen") -> PairScores:
        """Scores of all pairs where regions want to grow from what the goal says; see `goal` and `scores`."""
        found = self.goal(goal)
        return self.scores if found == "deepen" else pair_scores(self.x, self.missing, self.phi, goal=found)

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
        scores, found = self.scores_for(goal), self.goal(goal)
        return best_by_chance(
            self.x, self.phi, scores, lambda lists: missing(lists, self.covers, self.niche_ids),
            r=r, candidates=candidates, by=by, goal=found,
        )  # fmt: skip

    def goal(self, goal: str | Sequence[str]) -> Goal:
        """The goal as `matcher.scores.goal_weights` takes it.

        Parameters
        ----------
        goal : str or sequence of str
            "deepen" (the niches that a region has), "diversify" (those that it lacks), or names of niches and broad
            themes, in a list or separated by commas; a theme stands for all its niches.

        Returns
        -------
        str or tuple of int
            The name, or columns of `x` in their order.

        Raises
        ------
        NameUnknownError, SettingError
            A niche is not known, or a label stands for several; no niche is named.
        """
        if isinstance(goal, str):
            if goal in GOALS:
                return goal
            goal = self._goal_names(goal)
        named = {niche for name in goal for niche in self.niches_of(name)}
        if not named:
            raise SettingError("goal", expected=" or ".join(GOALS) + " or niches", found="none")
        return tuple(number for number, niche in enumerate(self.niche_ids) if niche in named)

    def _goal_names(self, goal: str) -> list[str]:
        """The names in a text: itself where it is one ("Climate, air and water"), else what commas separate."""
        names = [name for name in goal.split(",") if name.strip()]
        if len(names) < 2:
            return names
        try:
            self.niches_of(goal)
        except NameUnknownError as error:
            if error.code == "niche.unknown":
                return names
            raise
        return [goal]

    @cached_property
    def theme_names(self) -> ThemeNames:
        """Themes and niches by any of their names."""
        return ThemeNames(self.theme_table)

    def niches_of(self, name: str) -> list[str]:
        """Ids of the niches that a name of a niche or a broad theme stands for; see `matcher.fitted.lookup`.

        Raises
        ------
        NameUnknownError
            Nothing, or several, are called that, or no region works on it; the nearest ones are named.
        """
        return list(self.theme_names.niches(name))

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

    @cached_property
    def shared(self) -> SharedNiches:
        """How many niches each pair shares, beside what chance would give, with p- and q-values."""
        return shared_niches(self.x, self.p)

    @cached_property
    def telling(self) -> Telling:
        """Whether there are regions enough to tell shared niches from chance."""
        return telling(self.x, self.p, self.shared.q_value)

    def graph(self) -> nx.Graph[str]:
        """The bipartite region-theme graph; see `matcher.fitted.graph.build_graph`."""
        return build_graph(self.areas, self.regions, self.theme_table, self.memberships)

    @property
    def chance(self) -> Chance:
        """The null model, and whether pairs can be told from it."""
        enough, possible, told, pairs = self.telling
        return {"null_model": NULL_MODEL, "enough": enough, "possible": possible, "told": told, "pairs": pairs}

    @cached_property
    def sizes(self) -> pd.Series:
        """Number of areas of each region, by region_id."""
        return self.areas.groupby("region_id", sort=True).size()

    def row(self, region: str) -> int:
        """Row of a region, by id or name, in the matrices."""
        return self.region_ids.index(self.region(region).region_id)

    @cached_property
    def region_names(self) -> RegionNames:
        """Regions by any of their names."""
        return RegionNames(dict(zip(self.region_ids, self.regions["region"].tolist(), strict=True)))

    @cached_property
    def _regions_by_id(self) -> dict[str, Region]:
        columns = (self.regions[name].astype(str) for name in Region._fields)
        return {region[0]: Region(*region) for region in zip(*columns, strict=True)}

    def region(self, name: str) -> Region:
        """The region that an id or name stands for; see `matcher.fitted.lookup`.

        Raises
        ------
        NameUnknownError
            No region, or several, have that name; those that may be meant are named.
        """
        return self._regions_by_id[self.region_names.find(name)]

    def countries_of(self, given: str | Collection[str]) -> list[str]:
        """ISO codes of countries given by code or name, one or several, each a region's.

        Raises
        ------
        InputError
            There is no such country.
        SettingError
            No region is in it.
        """
        return country_codes(self.regions["country"].tolist(), given)

    @cached_property
    def sure(self) -> npt.NDArray[np.bool_]:
        """Which specific niches some area of a region surely means (n_regions, n_niches); see `sure_areas`."""
        specific = np.array([not niche.endswith(WHOLE) for niche in self.niche_ids], dtype=bool)
        return np.asarray((presence(self.areas, self._surely, self.region_ids, self.niche_ids) > 0) & specific)

    @cached_property
    def _surely(self) -> pd.DataFrame:
        """Memberships of areas that speak clearly for their niche, or of which it is not told."""
        if "score" not in self.memberships:
            return self.memberships
        return self.memberships[~(self.memberships["score"] < SURE)]

    @cached_property
    def _sure_texts(self) -> dict[tuple[str, str], set[str]]:
        texts = self.areas[["area_id", "region_id"]].assign(text=area_texts(self.areas))
        linked = self._surely.merge(texts, on="area_id")
        found: dict[tuple[str, str], set[str]] = {}
        for region_id, theme_id, text in zip(linked["region_id"], linked["theme_id"], linked["text"], strict=True):
            found.setdefault((region_id, theme_id), set()).add(text)
        return found

    def sure_areas(self, region_id: str, niche: str) -> list[str]:
        """Texts of a region's areas that surely mean a niche, the strongest first.

        Of each area the fit tells how much its name speaks for the niche; below `SURE` it is the best guess only.
        """
        sure = self._sure_texts.get((region_id, niche), set())
        return [text for text in self.areas_on(region_id, niche) if text in sure]

    @cached_property
    def _areas_by_place(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Text and role of each region's areas on each theme, the strongest membership first."""
        texts = self.areas[["area_id", "region_id", "role"]].assign(text=area_texts(self.areas))
        linked = self.memberships.merge(texts, on="area_id")
        linked = linked.sort_values(["membership", "text", "role"], ascending=[False, True, True])
        places: dict[tuple[str, str], list[tuple[str, str]]] = {}
        columns = (linked["region_id"], linked["theme_id"], linked["text"], linked["role"])
        for region_id, theme_id, text, role in zip(*columns, strict=True):
            places.setdefault((region_id, theme_id), []).append((text, role))
        return places

    def areas_on(self, region_id: str, theme_id: str, *, role: str | None = None) -> list[str]:
        """Texts of a region's areas that belong to a theme or niche, the strongest first; of one role where given."""
        found = self._areas_by_place.get((region_id, theme_id), [])
        return list(dict.fromkeys(text for text, own in found if role in (None, own)))

    @cached_property
    def _relations_by_pair(self) -> dict[tuple[str, str], dict[str, float]]:
        columns = [*EVIDENCE, *SOURCES]
        values = self.relations[columns].itertuples(index=False)
        pairs = zip(self.relations["niche_a"], self.relations["niche_b"], strict=True)
        return {pair: dict(zip(columns, found, strict=True)) for pair, found in zip(pairs, values, strict=True)}

    @cached_property
    def _links_by_pair(self) -> dict[tuple[str, str], list[LinkFacts]]:
        found: dict[tuple[str, str], list[LinkFacts]] = {}
        for row in self.links.to_dict("records"):
            pair = (row["niche_a"], row["niche_b"])
            link: dict[str, Any] = {name: row[name] for name in LINK_COLUMNS[2:]}
            link["example"] = any(niche.endswith(WHOLE) for niche in pair)
            found.setdefault(pair, []).append(cast(LinkFacts, link))
        return found

    def relation(self, niche: str, other: str) -> Relation:
        """What relates two niches, from regions' lists, meanings and what people know."""
        pair = (min(niche, other), max(niche, other))
        found: dict[str, Any] = dict.fromkeys((*EVIDENCE, *SOURCES)) | self._relations_by_pair.get(pair, {})
        return cast(Relation, found | {"links": self._links_by_pair.get(pair, [])})

    @property
    def own_portfolios(self) -> bool:
        """Whether relatedness comes from the run's own portfolios and not from the bundled European ones."""
        return self.settings["relatedness"]["portfolios"].startswith(OWN_PORTFOLIOS)

    def is_unmatched(self, region_id: str) -> bool:
        """Whether a region has no thematic area: it stays in every list and cannot be matched."""
        return not self.x[self.region_ids.index(region_id)].any()

    def horizontal_areas(self, region_id: str) -> list[str]:
        """Texts of a region's areas without thematic content."""
        return self.areas_on(region_id, HORIZONTAL)
