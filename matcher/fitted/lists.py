"""What regions have, may have and lack, as matrices, and which of their areas say so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.areas import WHOLE
from matcher.chance import expected_presence
from matcher.columns import Columns, taken
from matcher.errors import NameUnknownError
from matcher.fitted.contents import Contents
from matcher.fitted.graph import Named, counts, named_concepts, presence, sure, surely
from matcher.fitted.standing import (
    HAS,
    LACKS,
    MAY,
    POSSIBLE_COLUMNS,
    covering,
    missing,
    nearly_same,
)
from matcher.later import pd
from matcher.scores import area_shares
from matcher.settings import Floors, floors_of

__all__ = ["Lists"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lists(Contents):
    """A fitted run's tables, and what its regions have, may have and lack."""

    @property
    def floors(self) -> Floors:
        """From which closeness on things are near, in the space of the run's vectors."""
        return floors_of(self.settings.get("model", {}).get("name", ""))

    @cached_property
    def x(self) -> Matrix:
        """Presence of regions on niches, 0 or 1 (n_regions, n_niches): those that some area clearly speaks for."""
        memberships = self.columns("memberships")
        clear = taken({name: memberships[name] for name in ("area_id", "theme_id")}, surely(memberships))
        return presence(self.columns("areas"), clear, self.region_ids, self.niche_ids)

    @cached_property
    def guessed(self) -> Matrix:
        """Niches that areas of regions may mean and none clearly speaks for, 0 or 1 (n_regions, n_niches)."""
        placed = presence(self.columns("areas"), self.columns("memberships"), self.region_ids, self.niche_ids)
        return np.where(self.x > 0, 0.0, placed)

    @cached_property
    def p(self) -> Matrix:
        """Presence expected by chance (n_regions, n_niches)."""
        return expected_presence(self.x)

    @cached_property
    def covers(self) -> Matrix:
        """Which niche of the run covers which (n_niches, n_niches); see `matcher.fitted.standing.covering`."""
        return covering(self._niches, self.columns("near"))[self._own_niches]

    @cached_property
    def beside(self) -> Matrix:
        """Which niches of the run may be one field under two names; see `matcher.fitted.standing.nearly_same`."""
        return nearly_same(self._niches, self.columns("near"))[self._own_niches]

    @cached_property
    def _own_niches(self) -> tuple[npt.NDArray[np.intp], ...]:
        """Where the niches of the run stand in a matrix of all that areas could be placed in."""
        place = {niche: number for number, niche in enumerate(self._niches["theme_id"])}
        places = [place[niche] for niche in self.niche_ids]
        return np.ix_(places, places)

    @cached_property
    def missing(self) -> Matrix:
        """Specific niches that regions lack, 0 or 1 (n_regions, n_niches)."""
        return self.lacking(self.x, np.arange(len(self.x)))

    def lacking(self, x: Matrix, rows: npt.NDArray[np.intp]) -> Matrix:
        """The same for other lists (n_rows, n_niches) of the regions in some rows; what they may mean stays."""
        return missing(np.maximum(x, self.guessed[rows]), self.covers, self.niche_ids)

    @cached_property
    def _niches(self) -> Columns:
        """All niches that areas could be placed in, and those of the run that are not among them."""
        themes, possible = self.columns("theme_table"), self.columns("possible")
        known = set(possible["theme_id"])
        own = zip(themes["theme_id"], themes["parent_id"], themes["level"], strict=True)
        added = [(niche, parent, "") for niche, parent, level in own if level == "niche" and niche not in known]
        rows = [*zip(*(possible[name] for name in POSSIBLE_COLUMNS), strict=True), *added]
        return Columns(dict(zip(POSSIBLE_COLUMNS, zip(*rows, strict=True) if rows else [()] * 3, strict=True)))

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
        r, known = self.row(region), self._niches["theme_id"]
        wanted = niche if niche in known else self._one_niche(niche)
        if wanted in self.niche_ids and self.x[r, self.niche_ids.index(wanted)]:
            return HAS
        mine = [self.niche_ids[i] for i in np.flatnonzero(self.x[r] + self.guessed[r])]
        own = [place for place, it in enumerate(known) if it in mine]
        return MAY if covering(self._niches, self.columns("near"))[own, known.index(wanted)].any() else LACKS

    def niches_in(self, r: int) -> list[str]:
        """Ids of the niches that the region in row r has."""
        return [self.niche_ids[i] for i in np.flatnonzero(self.x[r])]

    def _one_niche(self, name: str) -> str:
        found = self.niches_of(name)
        if len(found) != 1:
            raise NameUnknownError(f"{name!r} is a broad theme", expected="a niche", do=f"one of {', '.join(found)}")
        return found[0]

    @cached_property
    def area_shares(self) -> Matrix:
        """Share of each region's areas in each niche (n_regions, n_niches); see `matcher.scores.area_shares`."""
        return area_shares(counts(self.columns("areas"), self.columns("memberships"), self.region_ids, self.niche_ids))

    @cached_property
    def needed(self) -> Matrix:
        """Niches that regions say they need, 0 or 1 (n_regions, n_niches): areas of role "need"."""
        return self._of_role("need")

    @cached_property
    def offered(self) -> Matrix:
        """Niches that regions say they offer, 0 or 1 (n_regions, n_niches): areas of role "offer"."""
        return self._of_role("offer")

    def _of_role(self, role: str) -> Matrix:
        areas = self.columns("areas")
        own = taken(areas, [each == role for each in areas["role"]])
        return presence(own, self.columns("memberships"), self.region_ids, self.niche_ids)

    @cached_property
    def has_roles(self) -> bool:
        """Whether some area is marked as an offer or a need."""
        return any(self.columns("areas")["role"])

    @cached_property
    def parents(self) -> npt.NDArray[np.str_]:
        """Ids of the broad themes of the niches (n_niches,)."""
        themes = self.columns("theme_table")
        parents = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
        return np.array([parents[niche] for niche in self.niche_ids], dtype=str)

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
        for region_id, niche, named in named_concepts(
            self.columns("areas"), self.columns("memberships"), self.niche_ids
        ):
            found.setdefault((region_id, niche), []).append(named)
        return found

    def sure_areas(self, region_id: str, niche: str, *, of: Collection[str] = ()) -> list[str]:
        """Texts of a region's areas that surely mean a niche (see `named`), or one of a theme; the strongest first."""
        within = self._niches_of_theme.get(niche, [niche])
        meant = {named.text for one in within for named in self.named(region_id, one, of=of)}
        return [text for text in self.areas_on(region_id, niche) if text in meant]

    @cached_property
    def _niches_of_theme(self) -> dict[str, list[str]]:
        """Ids of the niches of the run by their broad theme."""
        found: dict[str, list[str]] = {}
        for niche, theme in zip(self.niche_ids, self.parents.tolist(), strict=True):
            found.setdefault(theme, []).append(niche)
        return found

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

    @cached_property
    def in_parts(self) -> dict[tuple[str, str], dict[str, str]]:
        """By region and niche or broad theme the areas of which a part means it, each with that part."""
        areas, told = self.columns("areas"), self.columns("memberships")
        columns = (areas[name] for name in ("area_id", "region_id", "area", "area_original"))
        of = {area: (region, text or original) for area, region, text, original in zip(*columns, strict=True)}
        found: dict[tuple[str, str], dict[str, str]] = {}
        if "by" not in told:
            return found
        rows = zip(*(told[name] for name in ("area_id", "theme_id", "by", "evidence")), strict=True)
        for area, niche, by, evidence in rows:
            if by == "part" and area in of:
                region_id, text = of[area]
                found.setdefault((region_id, niche), {}).setdefault(text, evidence)
        return found

    def meaning(self, region_id: str, niche: str) -> dict[str, str]:
        """A region's areas that mean a niche surely or by a part of theirs, each with that part; "" for the name."""
        parts, sure = self.in_parts.get((region_id, niche), {}), set(self.sure_areas(region_id, niche))
        return {text: parts.get(text, "") for text in self.areas_on(region_id, niche) if text in sure or text in parts}

    def is_unmatched(self, region_id: str) -> bool:
        """Whether a region has no thematic area: it stays in every list and cannot be matched."""
        return not self.x[self.rows[region_id]].any()
