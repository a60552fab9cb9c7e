"""Who may be a member: the regions of a run with what rules look at, and who is left out, counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.places import MEMBER_STATES, MIXED, cohesion_category, is_national_list
from matcher.sources import Rules

__all__ = ["Candidate", "Candidates", "candidates"]


@dataclass(frozen=True)
class Candidate:
    """A region that may be a member; `row` is its row in the run's matrices, `cohesion` "" where it is not known."""

    row: int
    region_id: str
    region: str
    country: str
    cohesion: str
    fixed: bool = False

    @property
    def member_state(self) -> bool:
        """Whether the region lies in a Member State of the European Union."""
        return self.country in MEMBER_STATES


@dataclass(frozen=True)
class Candidates:
    """Regions that may be members, in order of their ids, and how many were left out for which reason."""

    regions: tuple[Candidate, ...]
    left_out: dict[str, int]

    @property
    def unknown(self) -> dict[str, int]:
        """How many regions lack what rules may ask: country, cohesion category (or have several within)."""
        return {
            "country": sum(not region.country for region in self.regions),
            "cohesion": sum(not region.cohesion and region.member_state for region in self.regions),
            "cohesion_mixed": sum(region.cohesion == MIXED for region in self.regions),
        }

    @property
    def fixed(self) -> list[int]:
        """Places of the fixed members."""
        return [number for number, region in enumerate(self.regions) if region.fixed]


def candidates(
    tables: Fitted,
    rules: Rules,
    *,
    fixed: Sequence[str] = (),
    without: Sequence[str] = (),
    countries: Collection[str] = (),
    not_countries: Collection[str] = (),
    national: bool = False,
) -> Candidates:
    """Regions of a run that may be members.

    Parameters
    ----------
    tables : Fitted
    rules : Rules
        Their eligible countries.
    fixed, without : sequence of str
        Regions, by id or name, that are members in any case, or in none. A fixed member stays whatever the filters.
    countries, not_countries : collection of str
        ISO codes to keep, or to leave out.
    national : bool
        Whether national lists may be members.

    Raises
    ------
    NameUnknownError
        A region is not known.
    SettingError
        A region is fixed and excluded, fixed but not eligible under the rules, or a country has no region.
    """
    inside = {tables.region(name).region_id for name in fixed}
    outside = {tables.region(name).region_id for name in without}
    if both := sorted(inside & outside):
        raise SettingError(f"{both[0]}", expected="a region that is either with or without", found="both")
    countries, not_countries = tables.countries_of(countries), tables.countries_of(not_countries)
    left_out: Counter[str] = Counter()
    kept = []
    for row, (region_id, region, country) in enumerate(
        zip(tables.regions["region_id"], tables.regions["region"], tables.regions["country"], strict=True)
    ):
        found = Candidate(row, region_id, region, country, cohesion_category(region_id), region_id in inside)
        not_eligible = _not_eligible(country, rules)
        if found.fixed and not_eligible:
            raise SettingError(
                f"{region} ({region_id}) is fixed", expected=f"a region that {rules.name} allows", found=not_eligible
            )
        reason = "" if found.fixed else _reason(tables, found, outside, countries, not_countries, national=national)
        reason = reason or not_eligible
        if reason:
            left_out[reason] += 1
        else:
            kept.append(found)
    return Candidates(tuple(kept), dict(sorted(left_out.items())))


def _reason(
    tables: Fitted,
    region: Candidate,
    outside: Collection[str],
    countries: Collection[str],
    not_countries: Collection[str],
    *,
    national: bool,
) -> str:
    """Why a region is left out; "" where it is not."""
    checks = {
        "excluded by name": region.region_id in outside,
        "national list": not national and is_national_list(region.region_id, _note(tables, region.region_id)),
        "country filtered out": bool(countries) and region.country not in countries,
        "country excluded": region.country in not_countries,
        "no thematic areas": tables.is_unmatched(region.region_id),
    }
    return next((reason for reason, applies in checks.items() if applies), "")


def _not_eligible(country: str, rules: Rules) -> str:
    if rules.only_member_states and country not in MEMBER_STATES:
        return "not in a Member State"
    if rules.countries and country not in rules.countries:
        return "country not eligible"
    return ""


def _note(tables: Fitted, region_id: str) -> str:
    return str(tables.regions["note"].iloc[tables.region_ids.index(region_id)])
