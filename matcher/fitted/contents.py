"""The tables of a fitted run, and what stands in them: regions, niches and areas by their names.

No matrices and no scores: `matcher.fitted.tables.Fitted` adds them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, NAME, PLACEMENT_COLUMNS, WHOLE, ListedRegion, Region, listed_regions, region_table
from matcher.columns import Columns, held, held_columns
from matcher.errors import NameUnknownError, SettingError
from matcher.facts import LinkFacts, Relation, SettingsFacts, Source
from matcher.fitted.lookup import RegionNames, ThemeNames, country_codes
from matcher.fitted.standing import NEAR_COLUMNS, POSSIBLE_COLUMNS
from matcher.later import pd
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

    areas: pd.DataFrame = held()
    theme_table: pd.DataFrame = held()
    memberships: pd.DataFrame = held()
    relations: pd.DataFrame = held()
    links: pd.DataFrame = held(*LINK_COLUMNS, kinds={"strength": "float64"})
    placements: pd.DataFrame = held(*PLACEMENT_COLUMNS)
    possible: pd.DataFrame = held(*POSSIBLE_COLUMNS)
    near: pd.DataFrame = held(*NEAR_COLUMNS, kinds={"closeness": "float64"})
    vectors: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    settings: SettingsFacts = field(default_factory=SettingsFacts)
    placing: PlacingModel | None = None

    def columns(self, table: str) -> Columns:
        """A table by the name of its attribute, as columns: for who needs no frame of it."""
        return held_columns(self, table)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """region_id, region, country, period, note; every region, also those without a theme; sorted by id."""
        return region_table(self.columns("areas"))

    @cached_property
    def region_ids(self) -> list[str]:
        """Rows of the matrices."""
        return [each.region_id for each in self.listed]

    @cached_property
    def niche_ids(self) -> list[str]:
        """Columns of the matrices."""
        themes = self.columns("theme_table")
        return [found for found, level in zip(themes["theme_id"], themes["level"], strict=True) if level == "niche"]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Label of each theme and niche by id."""
        themes = self.columns("theme_table")
        return dict(zip(themes["theme_id"], themes["label"], strict=True))

    @cached_property
    def theme_names(self) -> ThemeNames:
        """Themes and niches by any of their names."""
        return ThemeNames(self.columns("theme_table"))

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
        return pd.Series(self.area_counts, dtype="int64").rename_axis("region_id")

    @cached_property
    def area_counts(self) -> dict[str, int]:
        """The same as a dictionary."""
        return dict(sorted(Counter(self.columns("areas")["region_id"]).items()))

    def row(self, region: str) -> int:
        """Row of a region, by id or name, in the matrices."""
        return self.rows[self.region(region).region_id]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each region in the matrices, by region_id."""
        return {region_id: row for row, region_id in enumerate(self.region_ids)}

    @cached_property
    def region_names(self) -> RegionNames:
        """Regions by any of their names."""
        return RegionNames({each.region_id: each.region for each in self.listed})

    @cached_property
    def _regions_by_id(self) -> dict[str, Region]:
        return {each.region_id: Region(each.region_id, each.region, each.country) for each in self.listed}

    @cached_property
    def listed(self) -> list[ListedRegion]:
        """The table of regions, row by row."""
        return listed_regions(self.columns("areas"))

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
        return country_codes([each.country for each in self.listed], given)

    @cached_property
    def _areas_by_place(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Text and role of each region's areas on each theme, the strongest membership first."""
        areas, memberships = self.columns("areas"), self.columns("memberships")
        rows = zip(areas["area_id"], areas["region_id"], self.texts, areas["role"], strict=True)
        told = {area_id: row for area_id, *row in rows}
        columns = (memberships[name] for name in ("membership", "area_id", "theme_id"))
        linked = [(-value, *told[area][1:], told[area][0], theme) for value, area, theme in zip(*columns, strict=True)
                  if area in told]  # fmt: skip
        places: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for _, text, role, region_id, theme_id in sorted(linked, key=itemgetter(0, 1, 2)):
            places.setdefault((region_id, theme_id), []).append((text, role))
        return places

    @cached_property
    def texts(self) -> list[str]:
        """The text by which each area is placed; see `matcher.areas.area_texts`."""
        areas = self.columns("areas")
        return [area or original for area, original in zip(areas["area"], areas["area_original"], strict=True)]

    @cached_property
    def niches_by_area(self) -> dict[str, list[tuple[str, float]]]:
        """Ids of each area's niches with how much its name speaks for them (nan: not told), the strongest first.

        Those that only a part, the description or a title names are left out where the name has another subject.
        """
        memberships, niches = self.columns("memberships"), set(self.niche_ids)
        untold = [math.nan] * memberships.rows
        columns = [memberships[name] for name in ("membership", "theme_id", "area_id")]
        columns += [memberships.get("score", untold), memberships.get("by", untold)]
        linked = [row for row in zip(*columns, strict=True) if row[1] in niches]
        named = {area_id for _, _, area_id, _, by in linked if by == NAME}
        found: dict[str, list[tuple[str, float]]] = {}
        for _, niche, area_id, score, by in sorted(linked, key=lambda row: (-row[0], row[1])):
            if by == NAME or area_id not in named:
                found.setdefault(area_id, []).append((niche, float(score)))
        return found

    def areas_on(self, region_id: str, theme_id: str, *, role: str | None = None) -> list[str]:
        """Texts of a region's areas that belong to a theme or niche, the strongest first; of one role where given."""
        found = self._areas_by_place.get((region_id, theme_id), [])
        return list(dict.fromkeys(text for text, own in found if role in (None, own)))

    @cached_property
    def listed_words(self) -> dict[str, frozenset[str]]:
        """By region_id the words of its areas and of their parts, as `matcher.spelling.split_words` gives them."""
        areas, found = self.columns("areas"), dict[str, list[str]]()
        for region_id, *texts in zip(areas["region_id"], self.texts, areas["area"], areas["parts"], strict=True):
            found.setdefault(region_id, []).extend(texts)
        return {region_id: frozenset(split_words(" ".join(found[region_id]))) for region_id in sorted(found)}

    @cached_property
    def addresses(self) -> dict[tuple[str, str], set[str]]:
        """Addresses at which the areas of one text were read, by region and text."""
        found: dict[tuple[str, str], set[str]] = {}
        areas = self.columns("areas")
        for region_id, text, address in zip(areas["region_id"], self.texts, areas["source_url"], strict=True):
            found.setdefault((region_id, text), set()).update({address} - {""})
        return found

    @cached_property
    def _relations_by_pair(self) -> dict[tuple[str, str], dict[str, float]]:
        relations, names = self.columns("relations"), (*EVIDENCE, *SOURCES)
        rows = zip(*(relations[name] for name in ("niche_a", "niche_b", *names)), strict=True)
        return {(a, b): dict(zip(names, values, strict=True)) for a, b, *values in rows}

    @cached_property
    def _links_by_pair(self) -> dict[tuple[str, str], list[LinkFacts]]:
        links, names, found = self.columns("links"), LINK_COLUMNS[2:], dict[tuple[str, str], list[LinkFacts]]()
        empty = [""] * links.rows
        columns = (links["niche_a"], links["niche_b"], *(links.get(name, empty) for name in names))
        for a, b, *values in zip(*columns, strict=True):
            link: dict[str, Any] = dict(zip(names, values, strict=True))
            link["example"] = a.endswith(WHOLE) or b.endswith(WHOLE)
            found.setdefault((a, b), []).append(cast(LinkFacts, link))
        return found

    @cached_property
    def sources(self) -> dict[str, list[Source]]:
        """Where each region's areas were read, each source once, by region_id."""
        areas, names = self.columns("areas"), list(Source.__annotations__)
        found: dict[str, list[Source]] = {}
        for row in sorted(set(zip(*(areas[name] for name in names), strict=True))):
            found.setdefault(row[0], []).append(cast(Source, dict(zip(names, row, strict=True))))
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
