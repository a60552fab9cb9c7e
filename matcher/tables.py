"""Everything that was fitted, as tables and matrices; no files, no models.

The rooms that answer questions (search, explain, plots, report) read this one object, so that all of them use the same
numbers. `matcher.run.Run` adds the settings and the folder.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.chance import SharedNiches, Telling, expected_presence, shared_niches, telling
from matcher.errors import NameUnknownError
from matcher.graph import presence
from matcher.places.tables import name_key
from matcher.records import HORIZONTAL, PLACEMENT_COLUMNS, Region, area_texts, region_table
from matcher.scores import PairScores, pair_scores

__all__ = ["RELATION_COLUMNS", "Tables"]

Matrix = npt.NDArray[np.float64]

#: Columns of the relations table: each pair of related niches once, the ids in order.
RELATION_COLUMNS = (
    "niche_a",
    "niche_b",
    "together",
    "together_expected",
    "closeness",
    "revealed",
    "semantic",
    "relatedness",
)


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a fitted run, and the matrices that follow from them.

    Attributes
    ----------
    areas : DataFrame
        area_id and the columns of the areas table, one row an area, sorted.
    theme_table : DataFrame
        theme_id, level ("theme" or "niche"), parent_id, label, size (number of regions).
    memberships : DataFrame
        area_id, theme_id, membership in (0, 1]; both levels.
    relations : DataFrame
        `RELATION_COLUMNS`: how many regions list both niches, how many would by chance, how close their meanings are,
        and the relatedness from each source and blended.
    placements : DataFrame
        area_id, theme_id (a niche), runs: where models of themes that were learned again put the areas, a text of 0 and
        1 with a place for each of those models. No rows where none was.
    """

    areas: pd.DataFrame
    theme_table: pd.DataFrame
    memberships: pd.DataFrame
    relations: pd.DataFrame
    placements: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PLACEMENT_COLUMNS), dtype="str"))

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
    def phi(self) -> Matrix:
        """Relatedness of niches (n_niches, n_niches)."""
        phi = np.zeros((len(self.niche_ids), len(self.niche_ids)))
        index = pd.Index(self.niche_ids)
        rows = index.get_indexer(pd.Index(self.relations["niche_a"]))
        columns = index.get_indexer(pd.Index(self.relations["niche_b"]))
        phi[rows, columns] = phi[columns, rows] = self.relations["relatedness"]
        return phi

    @cached_property
    def scores(self) -> PairScores:
        """Scores of all pairs, rows and columns as in `region_ids`."""
        return pair_scores(self.x, self.p, self.phi)

    @cached_property
    def shared(self) -> SharedNiches:
        """How many niches each pair shares, beside what chance would give, with p- and q-values."""
        return shared_niches(self.x, self.p)

    @cached_property
    def telling(self) -> Telling:
        """Whether there are regions enough to tell shared niches from chance."""
        return telling(self.x, self.p, self.shared.q_value)

    @cached_property
    def sizes(self) -> pd.Series:
        """Number of areas of each region, by region_id."""
        return self.areas.groupby("region_id", sort=True).size()

    def row(self, region: str) -> int:
        """Row of a region, by id or name, in the matrices."""
        return self.region_ids.index(self.region(region).region_id)

    def region(self, name: str) -> Region:
        """The region with this id or name; capitals do not matter, nor does a second name in brackets.

        Raises
        ------
        NameUnknownError
            No region, or several, have that name; the nearest ones are named.
        """
        wanted = _plain(name)
        found = {name} if name in self.region_ids else {ids for key, ids in self._names if key == wanted}
        if len(found) == 1:
            number = self.region_ids.index(found.pop())
            row = self.regions.iloc[number]
            return Region(str(row["region_id"]), str(row["region"]), str(row["country"]))
        if found:
            raise NameUnknownError(
                f"{name!r} is the name of several regions", do=f"use an id: {', '.join(sorted(found))}"
            )
        raise NameUnknownError(f"no region is called {name!r}", do=self._suggestion(name))

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """What each region may be called, beside its id: "Castile and León (Castilla y León)" goes by either name."""
        names = []
        for region_id, region in zip(self.regions["region_id"], self.regions["region"], strict=True):
            names += [(_plain(key), region_id) for key in {region_id, region, *region.rstrip(")").split(" (")}]
        return names

    def _suggestion(self, name: str) -> str:
        # Without diacritics, for near misses only: "Vastmanland" is near Västmanland but is not its name.
        bare = {name_key(key): region_id for key, region_id in self._names}
        near = [bare[key] for key in difflib.get_close_matches(name_key(name), list(bare), n=6, cutoff=0.6)]
        if not near:
            return "see the list: matcher check FILE, or run.regions in Python"
        labels = dict(zip(self.regions["region_id"], self.regions["region"], strict=True))
        shown = [f"{labels[region_id]} ({region_id})" for region_id in list(dict.fromkeys(near))[:3]]
        return f"did you mean {' or '.join(shown)}?"

    @cached_property
    def _areas_by_place(self) -> dict[tuple[str, str], list[str]]:
        """Area texts of each region on each theme, the strongest membership first."""
        texts = self.areas[["area_id", "region_id"]].assign(text=area_texts(self.areas))
        linked = self.memberships.merge(texts, on="area_id")
        linked = linked.sort_values(["membership", "text"], ascending=[False, True])
        places: dict[tuple[str, str], list[str]] = {}
        for region_id, theme_id, text in zip(linked["region_id"], linked["theme_id"], linked["text"], strict=True):
            known = places.setdefault((region_id, theme_id), [])
            if text not in known:
                known.append(text)
        return places

    def areas_on(self, region_id: str, theme_id: str) -> list[str]:
        """Texts of a region's areas that belong to a theme or niche, the strongest first."""
        return self._areas_by_place.get((region_id, theme_id), [])

    @cached_property
    def _relations_by_pair(self) -> dict[tuple[str, str], dict[str, float]]:
        columns = ["together", "together_expected", "closeness", "revealed"]
        values = self.relations[columns].itertuples(index=False)
        pairs = zip(self.relations["niche_a"], self.relations["niche_b"], strict=True)
        return {pair: dict(zip(columns, found, strict=True)) for pair, found in zip(pairs, values, strict=True)}

    def relation(self, niche: str, other: str) -> dict[str, float | None]:
        """What relates two niches, in the columns of the relations table.

        Returns
        -------
        dict
            together and together_expected (how many regions list both, and would by chance), closeness (of meaning),
            revealed (relatedness by co-occurrence; 0 is within what chance gives). None where nothing is known.
        """
        found = self._relations_by_pair.get((min(niche, other), max(niche, other)))
        return dict(found) if found else dict.fromkeys(("together", "together_expected", "closeness", "revealed"))

    def is_unmatched(self, region_id: str) -> bool:
        """Whether a region has no thematic area: it stays in every list and cannot be matched."""
        return not self.x[self.region_ids.index(region_id)].any()

    def horizontal_areas(self, region_id: str) -> list[str]:
        """Texts of a region's areas without thematic content."""
        return self.areas_on(region_id, HORIZONTAL)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
