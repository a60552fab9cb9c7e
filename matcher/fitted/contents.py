"""The tables of a fitted run, and what stands in them: regions, niches and areas by their names.

No matrices and no scores: `matcher.fitted.tables.Fitted` adds them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import HORIZONTAL, NAME, PLACEMENT_COLUMNS, WHOLE, ListedRegion, Region, area_texts, region_table
from matcher.errors import NameUnknownError, SettingError
from matcher.facts import LinkFacts, Relation, SettingsFacts, Source
from matcher.fitted.lookup import RegionNames, ThemeNames, country_codes
from matcher.fitted.standing import NEAR_COLUMNS, POSSIBLE_COLUMNS
from matcher.placing import PlacingModel
from matcher.relatedness import LINK_COLUMNS, SOURCES
from matcher.scores import GOALS, Goal
from matcher.spelling import split_words

__all__ = ["OWN_PORTFOLIOS", "Contents"]

#: How `settings["relatedness"]["portfolios"]` starts where the run's own portfolios reveal relatedness.
OWN_PORTFOLIOS = "the data's own"
#: What the portfolios and the words say of two niches.
EVIDENCE = ("together", "together_expected", "closeness")


@dataclass(frozen=True, eq=False)
class Contents:
    """The tables of a fitted run, with what is looked up in them.

    Attributes
    ----------
    areas : DataFrame
        area_id and the columns of the areas table, one row an area, sorted.
    theme_table : DataFrame
        theme_id, level ("theme" or "niche"), parent_id, label, size (number of regions).
    memberships : DataFrame
        area_id, theme_id, membership in (0, 1]; both levels. In a fitted run also score, how much the area's name
        speaks for the niche (nan where that is not told), stability and evidence; and by ("name", "title" where its
        parts name other things, "part" or "description": what put the area there) where areas have parts or
        descriptions.
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
        return {each.region_id: Region(each.region_id, each.region, each.country) for each in self.listed}

    @cached_property
    def listed(self) -> list[ListedRegion]:
        """The table of regions, row by row."""
        columns = (self.regions[name].astype(str) for name in ListedRegion._fields)
        return [ListedRegion(*row) for row in zip(*columns, strict=True)]

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
    def _areas_by_place(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Text and role of each region's areas on each theme, the strongest membership first."""
        texts = self.areas[["area_id", "region_id", "role"]].assign(text=area_texts(self.areas))
        linked = self.memberships.merge(texts, on="area_id")
        linked = linked.sort_values(["membership", "text", "role"], ascending=[False, True, True])
        places: dict[tuple[str, str], list[tuple[str, str]]] = {}
        columns = (linked[name].tolist() for name in ("region_id", "theme_id", "text", "role"))
        for region_id, theme_id, text, role in zip(*columns, strict=True):
            places.setdefault((region_id, theme_id), []).append((text, role))
        return places

    @cached_property
    def niches_by_area(self) -> dict[str, list[tuple[str, float]]]:
        """Ids of each area's niches with how much its name speaks for them (nan: not told), the strongest first.

        Those that only a part, the description or a title names are left out where the name has another subject.
        """
        linked = self.memberships[self.memberships["theme_id"].isin(self.niche_ids)].sort_values(
            ["membership", "theme_id"], ascending=[False, True], kind="stable"
        )
        if "by" in linked:
            leads = linked["by"] == NAME
            linked = linked[leads | ~linked["area_id"].isin(set(linked.loc[leads, "area_id"]))]
        scores = linked["score"].tolist() if "score" in linked else [float("nan")] * len(linked)
        found: dict[str, list[tuple[str, float]]] = {}
        for area_id, niche, score in zip(linked["area_id"], linked["theme_id"], scores, strict=True):
            found.setdefault(area_id, []).append((niche, float(score)))
        return found

    def areas_on(self, region_id: str, theme_id: str, *, role: str | None = None) -> list[str]:
        """Texts of a region's areas that belong to a theme or niche, the strongest first; of one role where given."""
        found = self._areas_by_place.get((region_id, theme_id), [])
        return list(dict.fromkeys(text for text, own in found if role in (None, own)))

    @cached_property
    def listed_words(self) -> dict[str, frozenset[str]]:
        """By region_id the words of its areas and of their parts, as `matcher.spelling.split_words` gives them."""
        texts = area_texts(self.areas) + " " + self.areas["area"] + " " + self.areas["parts"]
        by_region = texts.groupby(self.areas["region_id"]).agg(" ".join)
        return {str(region_id): frozenset(split_words(text)) for region_id, text in by_region.items()}

    @cached_property
    def addresses(self) -> dict[tuple[str, str], set[str]]:
        """Addresses at which the areas of one text were read, by region and text."""
        found: dict[tuple[str, str], set[str]] = {}
        columns = (self.areas["region_id"], area_texts(self.areas), self.areas["source_url"])
        for region_id, text, address in zip(*columns, strict=True):
            found.setdefault((region_id, text), set()).update({address} - {""})
        return found

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
            link: dict[str, Any] = {name: row.get(name, "") for name in LINK_COLUMNS[2:]}
            link["example"] = any(niche.endswith(WHOLE) for niche in pair)
            found.setdefault(pair, []).append(cast(LinkFacts, link))
        return found

    @cached_property
    def sources(self) -> dict[str, list[Source]]:
        """Where each region's areas were read, each source once, by region_id."""
        columns = list(Source.__annotations__)
        unique = self.areas[columns].drop_duplicates().sort_values(columns)
        found: dict[str, list[Source]] = {}
        for row in unique.itertuples(index=False):
            found.setdefault(row[0], []).append(cast(Source, dict(zip(columns, row, strict=True))))
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

    def horizontal_areas(self, region_id: str) -> list[str]:
        """Texts of a region's areas without thematic content."""
        return self.areas_on(region_id, HORIZONTAL)
