"""What the profile of a region and the report on a pair say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import SettingError
from matcher.facts import Chance, Explanation, OwnAreas, Part, RegionRecord
from matcher.partners import (
    Filters,
    explain,
    kept_of_top,
    own_areas,
    partners,
    stability,
)
from matcher.partners.filters import left_out
from matcher.partners.ranking import list_facts
from matcher.record import region_record
from matcher.report.facts.regions import (
    RegionFacts,
    SourceFacts,
    contacts_of,
    flat,
    known_of,
    labels_of,
    region_facts,
    sources_of,
)
from matcher.settings import RANKING_COLUMNS
from matcher.words.chance import Best, best_of
from matcher.words.names import published_names

if TYPE_CHECKING:
    import pandas as pd

    from matcher.fitted.tables import Fitted

__all__ = [
    "ANNEX",
    "TOP_PARTS",
    "TWO_PAGES",
    "PairFacts",
    "PartnerFacts",
    "PartsTable",
    "ProfileFacts",
    "pair_facts",
    "profile_facts",
]

#: How many partners the two pages name, and how many the annex, by what ranks.
TWO_PAGES = {"complementarity": 5, "overlap": 3}
ANNEX = {"complementarity": 10, "overlap": 5, "gives": 5}
#: How many parts of a score are shown one by one.
TOP_PARTS = 6


@dataclass(frozen=True)
class PartsTable:
    """The largest parts of a score one by one, and the others together: they sum to the score."""

    parts: list[Part]
    rest: int
    rest_value: float
    score: float | None


@dataclass(frozen=True)
class PartnerFacts:
    """One partner of a profile: its row of `Run.partners`, and the explanation of the pair (a is the profile's)."""

    row: Mapping[str, Any]
    explanation: Explanation


@dataclass(frozen=True)
class ProfileFacts:
    """What a region's profile says.

    `chance` is that of `Run.explain`. `known` holds the partnerships that each known partner shares, by its id, and
    `contacts` whom to call there. `steady` is the share of the first partners that stay first when lists and themes
    change a little. `published` holds areas' own names and their language, by region id and text.
    """

    region: RegionFacts
    matched: bool
    complementary: list[PartnerFacts]
    overlapping: list[PartnerFacts]
    given: list[PartnerFacts]
    own: OwnAreas
    best: Mapping[str, Best]
    chance: Chance
    known: Mapping[str, list[str]]
    record: RegionRecord
    steady: float | None
    contacts: Mapping[str, list[str]]
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class PairFacts:
    """What the report on a pair says."""

    a: RegionFacts
    b: RegionFacts
    explanation: Explanation
    a_gains: PartsTable
    b_gains: PartsTable
    shared: PartsTable
    known: list[str]
    records: tuple[RegionRecord, RegionRecord]
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]

    @property
    def judged(self) -> bool:
        """Whether the pair has scores: both regions have thematic areas."""
        return self.explanation["quadrant"] is not None


def profile_facts(run: Fitted, region: str, *, most: Mapping[str, int] | None = None) -> ProfileFacts:
    """Facts of a region's profile.

    Partners are those above zero: more than chance would give.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    region : str
        Id or name.
    most : mapping of str to int, optional
        How many partners each list has at most, by what ranks; those of `ANNEX` where not given. Others are empty.

    Returns
    -------
    ProfileFacts
    """
    own = run.region(region)
    found = {by: partners(run, own.region_id, by=by, top=top) for by, top in (most or ANNEX).items()}
    lists = {by: _partners(run, own.region_id, by, table) for by, table in found.items()}
    named = [own.region_id, *(partner.row["region_id"] for partners in lists.values() for partner in partners)]
    facts = region_facts(run, own.region_id)
    return ProfileFacts(
        region=facts,
        matched=bool(facts.niches),
        complementary=lists.get("complementarity", []),
        overlapping=lists.get("overlap", []),
        given=lists.get("gives", []),
        own=own_areas(run, own.region_id),
        best={by: best_of(table[RANKING_COLUMNS[by]], list_facts(table)) for by, table in found.items()},
        chance=run.chance,
        known=known_of(run, own.region_id),
        record=region_record(run, own.region_id),
        contacts=contacts_of(run.areas, named),
        steady=_steady(run, own.region_id) if facts.niches else None,
        sources=sources_of(run, list(dict.fromkeys(named))),
        settings=flat(run.settings),
        published=published_names(run.areas, named),
        labels=labels_of(run),
    )


def pair_facts(run: Fitted, a: str, b: str) -> PairFacts:
    """Facts of the report on a pair.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    a, b : str
        Ids or names of two different regions.

    Returns
    -------
    PairFacts
    """
    ids = [run.region(name).region_id for name in (a, b)]
    if ids[0] == ids[1]:
        raise SettingError("report on a pair", expected="two different regions", found=f"{ids[0]} twice")
    explanation = explain(run, *ids)
    gains = [
        _parts_table(explanation[side]["parts"], explanation[side]["complementarity"])
        for side in ("a_gains", "b_gains")
    ]
    return PairFacts(
        a=region_facts(run, ids[0]),
        b=region_facts(run, ids[1]),
        explanation=explanation,
        a_gains=gains[0],
        b_gains=gains[1],
        shared=_parts_table(explanation["overlap"]["parts"], explanation["overlap"]["score"]),
        known=known_of(run, ids[0]).get(ids[1], []),
        records=(region_record(run, ids[0]), region_record(run, ids[1])),
        sources=sources_of(run, ids),
        settings=flat(run.settings),
        published=published_names(run.areas, ids),
        labels=labels_of(run),
    )


def _partners(run: Fitted, region_id: str, by: str, table: pd.DataFrame) -> list[PartnerFacts]:
    """Those partners of a list that have a value above zero, each with the explanation of the pair."""
    records = table[table[RANKING_COLUMNS[by]] > 0].to_dict("records")
    rows = [{str(column): value for column, value in record.items()} for record in records]
    return [PartnerFacts(row, explain(run, region_id, row["region_id"])) for row in rows]


def _steady(run: Fitted, region_id: str) -> float | None:
    """Share of the first partners that stay among the first, in the draws of `matcher.partners.stability`."""
    unread = np.full(len(run.region_ids), None)  # how pairs read plays no part in the usual filters
    reasons = left_out(run, region_id, Filters(), unread)
    kept = [other for other, reason in zip(run.region_ids, reasons, strict=True) if not reason and other != region_id]
    share = kept_of_top(stability(run, region_id, among=kept))["all"]
    return None if math.isnan(share) else share


def _parts_table(parts: Sequence[Part], score: float | None) -> PartsTable:
    """The first positive parts one by one (parts come largest first), the others together."""
    shown = [part for part in parts[:TOP_PARTS] if part["value"] > 0]
    others = parts[len(shown) :]
    return PartsTable(shown, len(others), float(sum(part["value"] for part in others)), score)
