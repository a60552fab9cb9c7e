"""Which regions may stand in a partner list, and how many were left out for which reason.

A region is left out for one reason, the first that holds in the order of `REASONS`, so that kept and left out sum to
all other regions. What is not known of a region (coordinates, period, category) leaves it out where it is asked for,
and is counted as a reason of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.fitted.lookup import choice
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.years import years_asked, years_of
from matcher.places import (
    COHESION,
    LEVELS,
    cohesion_category,
    country_code,
    distance_km,
    is_national_list,
    is_nested,
    level_of,
)
from matcher.places.eu import in_macroregion, macroregion_code
from matcher.record import in_programme, programme_name, same_programme
from matcher.settings import EVIDENCE, QUADRANTS

__all__ = ["REASONS", "Filters", "left_out", "reasons_against"]

#: Why a region is left out, in the order in which the reasons are looked at.
REASONS = (
    "national list",
    "part of the region, or around it",
    "other country",
    "country not known",
    "country left out",
    "other level",
    "farther away",
    "nearer",
    "distance not known",
    "outside the macro-region",
    "macro-region not known",
    "other cohesion category",
    "cohesion category mixed or not known",
    "other period",
    "period not known",
    "older list",
    "age of the list not known",
    "other kind of source",
    "kind of source not known",
    "fewer areas",
    "more areas",
    "not on the theme",
    "not on the niche",
    "not in the programme",
    "no programme in common",
    "programmes not known",
    "other quadrant",
    "cannot be matched",
    "not a known partner",
    "known partner",
)
#: Values by their Swedish names.
IN_SWEDISH = {
    "nationell": "national",
    "övrig": "other",
    "mindre utvecklad": "less developed",
    "mindre utvecklade": "less developed",
    "egen": "official",
    "återgiven": "reported",
    "i andra hand": "secondhand",
    "övergång": "transition",
    "övergångsregion": "transition",
    "mer utvecklad": "more developed",
    "mer utvecklade": "more developed",
    "stark matchning": "strong match",
    "kompletterar": "complement",
    "kritisk massa": "critical mass",
    "ingen tydlig grund": "no basis",
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What partners must be. Without any value national lists, and the regions inside and around, are left out.

    Several values of one field are alternatives, and all fields that are given must hold. One text stands for a
    collection of one.

    Parameters
    ----------
    country, not_country : str or collection of str
        Countries to keep, or to leave out, by code or name. A region without country is kept by the second alone.
    within_km, beyond_km : float, optional
        Great-circle distance between the regions' main cities: at most, at least (`matcher.places.distance_km`).
    nuts_level : str or collection of str
        Of `matcher.places.LEVELS`.
    macroregion : str or collection of str
        Codes or names of macro-regions (`matcher.places.eu`).
    cohesion : str or collection of str
        Of `matcher.places.COHESION`; regions of other levels than 2 as `matcher.places.cohesion_category` says.
    period : str or collection of str
        "2021-2027" or a year: a region is kept where one of its periods has a year in common with one of these.
    newer_than : int, optional
        A year: a region is kept where its list is of that year or later. Of a period the first year counts, of several
        the last one.
    evidence : str or collection of str
        Kinds of source, of `matcher.settings.EVIDENCE`: a region is kept where its list has no source of another kind.
    min_areas, max_areas : int, optional
        Number of areas, thematic or not.
    theme, niche : str or collection of str
        Names of broad themes and of niches that the partner works on; a theme among the niches stands for its niches.
    programme : str or collection of str
        Interreg programmes, by name or part of it, in which a region has projects (`matcher.record.programme_names`).
    same_programme : bool
        Only regions with projects of a cross-border or transnational programme of the region.
    quadrant : str or collection of str
        Of `matcher.settings.QUADRANTS`.
    known : bool, optional
        True: only partners known from a partnership; False: only new ones. Needs partnerships.
    national : bool
        Keep national lists too (so does the level "national"). Those of countries that are one region are always kept
        (`matcher.places.is_one_region`).
    nested : bool
        Keep regions that lie in the region, or around it, too.

    Raises
    ------
    SettingError
        A value that cannot work.
    NameUnknownError
        A macro-region or programme that the data do not hold.

    Examples
    --------
    >>> Filters(country="Sweden", nuts_level=["nuts3"]).country
    ('SE',)
    >>> Filters(within_km=300, beyond_km=500)
    Traceback (most recent call last):
    ...
    matcher.errors.SettingError: beyond_km: expected at most within_km (300); found 500
    """

    country: str | Collection[str] = ()
    not_country: str | Collection[str] = ()
    within_km: float | None = None
    beyond_km: float | None = None
    nuts_level: str | Collection[str] = ()
    macroregion: str | Collection[str] = ()
    cohesion: str | Collection[str] = ()
    period: str | Collection[str] = ()
    newer_than: int | None = None
    evidence: str | Collection[str] = ()
    min_areas: int | None = None
    max_areas: int | None = None
    theme: str | Collection[str] = ()
    niche: str | Collection[str] = ()
    programme: str | Collection[str] = ()
    quadrant: str | Collection[str] = ()
    known: bool | None = None
    same_programme: bool = False
    national: bool = False
    nested: bool = False

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(item.default, tuple):
                self._set(item.name, (value,) if isinstance(value, str) else tuple(value))
        self._set("country", tuple(country_code(text) for text in self.country))
        self._set("not_country", tuple(country_code(text) for text in self.not_country))
        self._set("macroregion", tuple(macroregion_code(text) for text in self.macroregion))
        self._set("programme", tuple(programme_name(text) for text in self.programme))
        for name, allowed in (
            ("nuts_level", LEVELS),
            ("cohesion", COHESION),
            ("quadrant", QUADRANTS),
            ("evidence", EVIDENCE),
        ):
            self._set(name, tuple(choice(name, text, allowed, also=IN_SWEDISH) for text in getattr(self, name)))
        for text in self.period:
            years_asked(text)
        self._check_numbers()

    def adding(
        self,
        *,
        country: str | Collection[str] = (),
        not_country: str | Collection[str] = (),
        theme: str | Collection[str] = (),
        niche: str | Collection[str] = (),
    ) -> Filters:
        """These filters with further countries, themes and niches; several values of one field are alternatives."""
        more = Filters(country=country, not_country=not_country, theme=theme, niche=niche)
        return replace(
            self,
            country=(*self.country, *more.country),
            not_country=(*self.not_country, *more.not_country),
            theme=(*self.theme, *more.theme),
            niche=(*self.niche, *more.niche),
        )

    def resolved(self, tables: Fitted) -> Filters:
        """These filters with the ids of the run's themes and niches for their names.

        Raises
        ------
        SettingError
            A country that no region has.
        NameUnknownError
            A theme or niche that the run does not hold.
        """
        tables.countries_of((*self.country, *self.not_country))
        themes = [tables.theme_names.theme(name) for name in self.theme]
        niches = [niche for name in self.niche for niche in tables.niches_of(name)]
        return replace(self, theme=themes, niche=niches)

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_numbers(self) -> None:
        for name in ("within_km", "beyond_km", "newer_than", "min_areas", "max_areas"):
            if (value := getattr(self, name)) is not None and not value >= 0:
                raise SettingError(name, expected="0 or more", found=str(value))
        for least, most in (("beyond_km", "within_km"), ("min_areas", "max_areas")):
            low, high = getattr(self, least), getattr(self, most)
            if low is not None and high is not None and low > high:
                raise SettingError(least, expected=f"at most {most} ({high})", found=str(low))


class _Asked(NamedTuple):
    """One other region, as the filters look at it."""

    region_id: str
    country: str
    period: str
    note: str
    evidence: str
    quadrant: str | None
    known: bool
    areas: int


def left_out(tables: Fitted, region_id: str, filters: Filters, quadrants: npt.ArrayLike, **asked: Any) -> pd.Series:
    """What `reasons_against` gives, as a Series by row of `tables.regions`."""
    return pd.Series(reasons_against(tables, region_id, filters, quadrants, **asked), dtype=object)


def reasons_against(
    tables: Fitted,
    region_id: str,
    filters: Filters,
    quadrants: npt.ArrayLike,
    *,
    known: Collection[str] | None = None,
) -> list[str]:
    """Why each region is left out of the list of a region; "" where it is kept.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region_id : str
        The region that asks.
    filters : Filters
        What partners must be.
    quadrants : array_like of str or None (n_regions,)
        How the pair of the region with each other one reads.
    known : collection of str, optional
        Ids of the region's known partners.

    Returns
    -------
    list of str (n_regions,)
        By row of the matrices: "" or one of `REASONS`; the region's own row is "" too.

    Raises
    ------
    SettingError
        A country that no region has, or known partners are asked for and none are given.
    NameUnknownError
        A theme or niche that the run does not hold.
    """
    if filters.known is not None and known is None:
        raise SettingError(
            "known or new partners", expected="a list of partnerships", do="name one: --partnerships FILE"
        )
    asked = filters.resolved(tables)
    mine, sizes = known or (), tables.area_counts
    others = (
        _Asked(
            it.region_id, it.country, it.period, it.note, it.evidence, reads, it.region_id in mine, sizes[it.region_id]
        )
        for it, reads in zip(tables.listed, np.asarray(quadrants, dtype=object), strict=True)
    )
    return [
        "" if other.region_id == region_id else next(_reasons(tables, region_id, asked, other), "") for other in others
    ]


# -- reasons, in the order of REASONS ---------------------------------------------------------------------------------


def _reasons(tables: Fitted, own: str, filters: Filters, other: _Asked) -> Iterator[str]:
    """Every reason against a region; the first counts."""
    level = level_of(other.region_id, other.note)
    asked_for = filters.national or "national" in filters.nuts_level
    if level == "national" and not asked_for and is_national_list(other.region_id, other.note):
        yield "national list"
    if not filters.nested and is_nested(own, other.region_id):
        yield "part of the region, or around it"
    yield from _of_country(filters, other.country)
    if filters.nuts_level and level not in filters.nuts_level:
        yield "other level"
    yield from _of_place(filters, own, other.region_id)
    yield from _of_list(filters, other)
    for themes, reason in ((filters.theme, "not on the theme"), (filters.niche, "not on the niche")):
        if themes and not any(tables.areas_on(other.region_id, theme) for theme in themes):
            yield reason
    yield from _of_programmes(filters, own, other.region_id)
    if filters.quadrant and other.quadrant not in filters.quadrant:
        yield "other quadrant" if other.quadrant else "cannot be matched"
    if filters.known is not None and filters.known != other.known:
        yield "known partner" if other.known else "not a known partner"


def _of_country(filters: Filters, country: str) -> Iterator[str]:
    if filters.country and country not in filters.country:
        yield "other country" if country else "country not known"
    if country and country in filters.not_country:
        yield "country left out"


def _of_place(filters: Filters, own: str, other: str) -> Iterator[str]:
    """Distance, macro-region and cohesion category."""
    if filters.within_km is not None or filters.beyond_km is not None:
        km = distance_km(own, other)
        if km is None:
            yield "distance not known"
        elif filters.within_km is not None and km > filters.within_km:
            yield "farther away"
        elif filters.beyond_km is not None and km < filters.beyond_km:
            yield "nearer"
    if filters.macroregion:
        inside = [in_macroregion(other, name) for name in filters.macroregion]
        if not any(inside):
            yield "macro-region not known" if None in inside else "outside the macro-region"
    if filters.cohesion:
        category = cohesion_category(other)
        if category not in filters.cohesion:
            yield "other cohesion category" if category in COHESION else "cohesion category mixed or not known"


def _of_programmes(filters: Filters, own: str, other: str) -> Iterator[str]:
    """Interreg programmes, as far as the track record tells."""
    if filters.programme:
        inside = [in_programme(other, name) for name in filters.programme]
        if not any(inside):
            yield "programmes not known" if None in inside else "not in the programme"
    if filters.same_programme and not (same := same_programme(own, other)):
        yield "programmes not known" if same is None else "no programme in common"


def _of_list(filters: Filters, other: _Asked) -> Iterator[str]:
    """Period, age, source and size of the list."""
    years = years_of(other.period) if filters.period or filters.newer_than is not None else []
    if filters.period:
        asked = [years_asked(text) for text in filters.period]
        if not any(a[0] <= b[1] and b[0] <= a[1] for a in years for b in asked):
            yield "other period" if years else "period not known"
    yield from _of_source(filters, other.evidence, years)
    if filters.min_areas is not None and other.areas < filters.min_areas:
        yield "fewer areas"
    if filters.max_areas is not None and other.areas > filters.max_areas:
        yield "more areas"


def _of_source(filters: Filters, evidence: str, years: list[tuple[int, int]]) -> Iterator[str]:
    """Age of the list, and kind of its source."""
    if filters.newer_than is not None:
        if not years:
            yield "age of the list not known"
        elif max(first for first, _ in years) < filters.newer_than:
            yield "older list"
    if filters.evidence:
        told = set(filter(None, evidence.split("; ")))
        if not told:
            yield "kind of source not known"
        elif not told <= set(filters.evidence):
            yield "other kind of source"
