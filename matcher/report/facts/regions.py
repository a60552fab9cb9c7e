"""Who regions are, where their lists were read, and what they do together: the facts that all reports share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from matcher.areas import HORIZONTAL, area_texts
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.fitted.themes import labels_in
from matcher.partners import firm, known_pairs
from matcher.partners.novelty import known_partners
from matcher.sources.lists.partnerships import BUNDLED, read_partnerships
from matcher.sources.readings import reading
from matcher.words.words import REPORT_LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AreaFacts",
    "RegionFacts",
    "SourceFacts",
    "contacts_of",
    "flat",
    "known_of",
    "labels_of",
    "region_facts",
    "sources_of",
    "theme_id",
]


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


def region_facts(run: Fitted, region_id: str) -> RegionFacts:
    """Who the region with this id is."""
    own = run.listed[run.row(region_id)]
    areas, labels = run.areas[run.areas["region_id"] == region_id], _labels_by_area(run)
    columns = (areas["area_id"], area_texts(areas), areas["area_original"], areas["language"])
    return RegionFacts(
        region_id=region_id,
        region=own.region,
        country=own.country,
        period=own.period,
        areas=[
            AreaFacts(
                text,
                reading(original, language),
                language,
                *(list(labels.get((area_id, level), ())) for level in ("theme", "niche")),
            )
            for area_id, text, original, language in zip(*columns, strict=True)
        ],
        contacts=sorted(set(areas["contact"]) - {""}),
        notes=own.notes,
    )


@once_a_run
def _labels_by_area(run: Fitted) -> dict[tuple[str, str], list[str]]:
    """Labels of what each area was placed in, by area and level, the strongest first."""
    placed = run.memberships.merge(run.theme_table, on="theme_id")
    placed = placed[placed["theme_id"] != HORIZONTAL]
    placed = placed.sort_values(["membership", "theme_id"], ascending=[False, True])
    found: dict[tuple[str, str], list[str]] = {}
    for area_id, level, label in zip(placed["area_id"], placed["level"], placed["label"], strict=True):
        found.setdefault((area_id, level), []).append(str(label))
    return found


def known_of(run: Fitted, region_id: str) -> dict[str, list[str]]:
    """Partnerships of the bundled list, without loose networks, that a region shares with others, by their ids."""
    return known_partners(_known_pairs(tuple(run.region_ids)), region_id)


@lru_cache(maxsize=4)
def _known_pairs(region_ids: tuple[str, ...]) -> pd.DataFrame:
    """Pairs of these regions in the bundled list; read once for all reports."""
    return known_pairs(firm(read_partnerships(BUNDLED)), region_ids, nuts="any")


def contacts_of(areas: pd.DataFrame, region_ids: Sequence[str]) -> dict[str, list[str]]:
    """Whom to call in each of some regions, as the data name them."""
    given = areas[areas["region_id"].isin(region_ids) & (areas["contact"] != "")]
    return {str(region_id): sorted(set(found)) for region_id, found in given.groupby("region_id")["contact"]}


def sources_of(run: Fitted, region_ids: Sequence[str]) -> list[SourceFacts]:
    """Sources of some regions in the given order, each once."""
    found = []
    for source in (source for region_id in region_ids for source in run.sources.get(region_id, ())):
        title, url = source["source_title"], source["source_url"]
        # Any other scheme, such as javascript:, must not become a link in a report that is passed on.
        link = url if url.startswith(("https://", "http://")) else ""
        title = title or ("" if link else url)
        found.append(SourceFacts(source["region_id"], source["region"], title, link, source["period"]))
    return found


@once_a_run
def labels_of(run: Fitted) -> dict[str, dict[str, str]]:
    """What niches and broad themes are called, by language and English label; see `matcher.fitted.themes.labels_in`."""
    return {language: labels_in(run, language) for language in REPORT_LANGUAGES if language != "en"}


def theme_id(run: Fitted, name: str) -> str:
    """Id of the niche or broad theme with a name."""
    niches = run.niches_of(name)
    return niches[0] if len(niches) == 1 else run.theme_names.theme(name)


def flat(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Settings as lines: {"model": {"name": "x"}} is [("model.name", "x")]."""
    lines: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            lines += flat(value, f"{prefix}{key}.")
        else:
            lines.append((f"{prefix}{key}", "–" if value is None or value == {} else str(value)))
    return lines
