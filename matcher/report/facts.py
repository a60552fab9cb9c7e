"""What a report says, as plain data: no sentence, no number format, no HTML.

Every renderer of reports reads these facts, so that formats and languages cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.areas import HORIZONTAL, area_texts
from matcher.errors import SettingError
from matcher.facts import Chance, Explanation, Part
from matcher.fitted.themes import labels_in
from matcher.partners import explain, partners
from matcher.settings import RANKING_COLUMNS
from matcher.words.names import published_names

if TYPE_CHECKING:
    import pandas as pd

    from matcher.fitted.tables import Fitted

__all__ = [
    "AreaFacts",
    "PairFacts",
    "PartnerFacts",
    "PartsTable",
    "ProfileFacts",
    "RegionFacts",
    "SourceFacts",
    "pair_facts",
    "profile_facts",
]

#: How many partners a profile names by complementarity, by overlap, and by what the region gives.
MOST_COMPLEMENTARY, MOST_OVERLAPPING, MOST_GIVEN = 10, 5, 5
#: How many parts of a score are shown one by one.
TOP_PARTS = 6


@dataclass(frozen=True)
class AreaFacts:
    """One area of a region: its text, its published name and language, its broad themes and its niches."""

    text: str
    original: str
    language: str
    themes: list[str]
    niches: list[str]

    @property
    def horizontal(self) -> bool:
        """Whether the area has no thematic content."""
        return not self.niches


@dataclass(frozen=True)
class RegionFacts:
    """Who a region is: its areas, and what is to know of its data."""

    region_id: str
    region: str
    country: str
    period: str
    areas: list[AreaFacts]
    contacts: list[str]
    notes: list[str]

    @property
    def themes(self) -> list[str]:
        """Broad themes of the areas, each once."""
        return sorted({theme for area in self.areas for theme in area.themes})

    @property
    def niches(self) -> list[str]:
        """Niches of the areas, each once."""
        return sorted({niche for area in self.areas for niche in area.niches})


@dataclass(frozen=True)
class SourceFacts:
    """Where a region's areas were read; `url` is empty where there is none that a browser can open."""

    region_id: str
    region: str
    title: str
    url: str
    period: str


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

    `chance` is that of `Run.explain`; `published` holds areas' own names and their language, by region id and text.
    """

    region: RegionFacts
    matched: bool
    complementary: list[PartnerFacts]
    overlapping: list[PartnerFacts]
    given: list[PartnerFacts]
    chance: Chance
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class PairFacts:
    """What the report on a pair says."""

    a: RegionFacts
    b: RegionFacts
    explanation: Explanation
    a_gains: PartsTable
    b_gains: PartsTable
    shared: PartsTable
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, str]

    @property
    def judged(self) -> bool:
        """Whether the pair has scores: both regions have thematic areas."""
        return self.explanation["quadrant"] is not None


def profile_facts(run: Fitted, region: str) -> ProfileFacts:
    """Facts of a region's profile.

    Partners are those above zero: more than chance would give.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    region : str
        Id or name.

    Returns
    -------
    ProfileFacts
    """
    own = run.region(region)
    lists = {
        by: _partners(run, own.region_id, by, top)
        for by, top in (
            ("complementarity", MOST_COMPLEMENTARY),
            ("overlap", MOST_OVERLAPPING),
            ("gives", MOST_GIVEN),
        )
    }
    named = [own.region_id, *(partner.row["region_id"] for partners in lists.values() for partner in partners)]
    facts = _region(run, own.region_id)
    return ProfileFacts(
        region=facts,
        matched=bool(facts.niches),
        complementary=lists["complementarity"],
        overlapping=lists["overlap"],
        given=lists["gives"],
        chance=run.chance,
        sources=_sources(run.areas, list(dict.fromkeys(named))),
        settings=_flat(run.settings),
        published=published_names(run.areas, named),
        labels=labels_in(run, "sv"),
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
        a=_region(run, ids[0]),
        b=_region(run, ids[1]),
        explanation=explanation,
        a_gains=gains[0],
        b_gains=gains[1],
        shared=_parts_table(explanation["overlap"]["parts"], explanation["overlap"]["score"]),
        sources=_sources(run.areas, ids),
        settings=_flat(run.settings),
        published=published_names(run.areas, ids),
        labels=labels_in(run, "sv"),
    )


def _partners(run: Fitted, region_id: str, by: str, top: int) -> list[PartnerFacts]:
    """The first partners with a value above zero, each with the explanation of the pair."""
    table = partners(run, region_id, by=by, top=top)
    records = table[table[RANKING_COLUMNS[by]] > 0].to_dict("records")
    rows = [{str(column): value for column, value in record.items()} for record in records]
    return [PartnerFacts(row, explain(run, region_id, row["region_id"])) for row in rows]


def _region(run: Fitted, region_id: str) -> RegionFacts:
    row = run.regions.set_index("region_id").loc[region_id]
    areas = run.areas[run.areas["region_id"] == region_id]
    placed = run.memberships.merge(run.theme_table, on="theme_id")
    placed = placed[placed["area_id"].isin(areas["area_id"]) & (placed["theme_id"] != HORIZONTAL)]
    placed = placed.sort_values(["membership", "theme_id"], ascending=[False, True])

    def labels(area_id: str, level: str) -> list[str]:
        chosen = placed[(placed["area_id"] == area_id) & (placed["level"] == level)]
        return [str(label) for label in chosen["label"]]

    columns = (areas["area_id"], area_texts(areas), areas["area_original"], areas["language"])
    return RegionFacts(
        region_id=region_id,
        region=str(row["region"]),
        country=str(row["country"]),
        period=str(row["period"]),
        areas=[
            AreaFacts(text, original, language, labels(area_id, "theme"), labels(area_id, "niche"))
            for area_id, text, original, language in zip(*columns, strict=True)
        ],
        contacts=sorted(set(areas["contact"]) - {""}),
        notes=[note for note in str(row["note"]).split("; ") if note],
    )


def _parts_table(parts: Sequence[Part], score: float | None) -> PartsTable:
    """The first positive parts one by one (parts come largest first), the others together."""
    shown = [part for part in parts[:TOP_PARTS] if part["value"] > 0]
    others = parts[len(shown) :]
    return PartsTable(shown, len(others), float(sum(part["value"] for part in others)), score)


def _sources(areas: pd.DataFrame, region_ids: Sequence[str]) -> list[SourceFacts]:
    """Sources of some regions in the given order, each once."""
    columns = ["region", "source_title", "source_url", "period"]
    found = []
    for region_id in region_ids:
        unique = areas.loc[areas["region_id"] == region_id, columns].drop_duplicates().sort_values(columns)
        for region, title, url, period in unique.itertuples(index=False):
            # Any other scheme, such as javascript:, must not become a link in a report that is passed on.
            link = url if url.startswith(("https://", "http://")) else ""
            found.append(SourceFacts(region_id, region, title or ("" if link else url), link, period))
    return found


def _flat(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Settings as lines: {"model": {"name": "x"}} is [("model.name", "x")]."""
    lines: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            lines += _flat(value, f"{prefix}{key}.")
        else:
            lines.append((f"{prefix}{key}", "–" if value is None or value == {} else str(value)))
    return lines
