"""What the overview of a set of regions and the sheet of a theme say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.areas import HORIZONTAL
from matcher.errors import NameUnknownError, SettingError
from matcher.facts import Comparison, LinkFacts
from matcher.fitted.themes import theme_counts
from matcher.places import is_national_list
from matcher.report.facts.regions import RegionFacts, SourceFacts, flat, labels_of, region_facts, sources_of, theme_id
from matcher.words.names import published_names

if TYPE_CHECKING:
    import pandas as pd

    from matcher.fitted.tables import Fitted

__all__ = ["ALIKE", "NicheFacts", "OverviewFacts", "ThemeSheetFacts", "overview_facts", "theme_facts"]

#: Regions are alike where the mean cosine between their numbers of areas by broad theme is at least this.
ALIKE = 0.6


@dataclass(frozen=True)
class OverviewFacts:
    """What the overview of a set says.

    `countries` are codes of those asked for, or of the only one; none for several. `counts` holds areas by region
    (rows) and broad theme (columns), `themes` the labels of the columns. `groups` hold ids of regions that are alike,
    the largest group first. `lone` holds each niche of one region alone: its label, the region's id and the areas.
    """

    countries: list[str]
    regions: list[RegionFacts]
    counts: pd.DataFrame
    themes: Mapping[str, str]
    groups: list[list[str]]
    lone: list[tuple[str, str, list[str]]]
    changes: Comparison | None
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]

    def spread(self, region_ids: Sequence[str] | None = None) -> dict[str, int]:
        """How many of the regions, or of some of them, have areas in each theme, the most first."""
        counts = self.counts if region_ids is None else self.counts.loc[list(region_ids)]
        found = {str(theme): int((counts[theme] > 0).sum()) for theme in counts.columns}
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


@dataclass(frozen=True)
class NicheFacts:
    """A niche with the ids of the regions that work on it."""

    niche: str
    label: str
    regions: list[str]


@dataclass(frozen=True)
class ThemeSheetFacts:
    """What the sheet of a theme says. `areas` hold each region's areas that surely are on the theme, by its id.

    `related` holds niches outside the theme that people know to be related to one of it: its own niche's label, the
    other's label, and the strongest relation.
    """

    theme_id: str
    label: str
    niches: list[NicheFacts]
    regions: list[RegionFacts]
    areas: Mapping[str, list[str]]
    related: list[tuple[str, str, LinkFacts]]
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]


# -- a set of regions -------------------------------------------------------------------------------------------------


def overview_facts(run: Fitted, country: str | Collection[str] = (), *, older: Fitted | None = None) -> OverviewFacts:
    """Facts of the overview of a run's regions.

    Parameters
    ----------
    run : Fitted
    country : str or collection of str
        Only regions of these countries; all where none is given.
    older : Fitted, optional
        A run on older lists of the same regions: then what changed is told.

    Returns
    -------
    OverviewFacts
        Without national lists.

    Raises
    ------
    SettingError
        There is no region.
    """
    wanted = run.countries_of(country)
    rows = run.regions[["region_id", "country", "note"]].itertuples(index=False)
    ids = [str(region_id) for region_id, land, note in rows
           if (not wanted or land in wanted) and not is_national_list(str(region_id), str(note))]  # fmt: skip
    if not ids:
        raise SettingError("an overview", expected="at least one region", found="none")
    lands = sorted({run.region(region_id).country for region_id in ids})
    counts, changes = theme_counts(run, ids), _changes(run, older, ids)
    before = {
        (name["region_id"], name["area"]): (name["area_original"], name["language"])
        for name in (changes["names"] if changes else ())
    }
    return OverviewFacts(
        countries=wanted or (lands if len(lands) == 1 else []),
        regions=[region_facts(run, region_id) for region_id in ids],
        counts=counts.drop(columns=HORIZONTAL, errors="ignore"),
        themes={theme: run.labels[theme] for theme in counts.columns},
        groups=_groups(counts.drop(columns=HORIZONTAL, errors="ignore")),
        lone=_lone(run, ids),
        changes=changes,
        sources=sources_of(run, ids),
        settings=flat(run.settings),
        published=before | published_names(run.areas, ids),
        labels=labels_of(run),
    )


def _groups(counts: pd.DataFrame) -> list[list[str]]:
    """Regions whose areas are spread over the same themes: average linkage on the cosine, cut at `ALIKE`."""
    from scipy.cluster.hierarchy import fcluster, linkage

    thematic = counts[counts.sum(axis=1) > 0]
    if len(thematic) < 2:
        return []
    vectors = thematic.to_numpy(dtype=np.float64)
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    upper = np.triu_indices(len(vectors), k=1)
    apart = np.round(1 - (vectors @ vectors.T)[upper], 9).clip(min=0)
    labels = fcluster(linkage(apart, method="average"), t=1 - ALIKE, criterion="distance")
    found: dict[int, list[str]] = {}
    for region_id, label in zip(thematic.index, labels, strict=True):
        found.setdefault(int(label), []).append(str(region_id))
    return sorted((group for group in found.values() if len(group) > 1), key=lambda group: (-len(group), group))


def _lone(run: Fitted, ids: Sequence[str]) -> list[tuple[str, str, list[str]]]:
    """Niches of one region of the set alone."""
    rows = [run.region_ids.index(region_id) for region_id in ids]
    x = run.x[rows]
    found = []
    for column in np.flatnonzero(x.sum(axis=0) == 1):
        niche, region_id = run.niche_ids[column], ids[int(x[:, column].argmax())]
        found.append((run.labels[niche], region_id, run.sure_areas(region_id, niche)))
    return sorted(found, key=lambda entry: (ids.index(entry[1]), entry[0]))


def _changes(run: Fitted, older: Fitted | None, ids: Collection[str]) -> Comparison | None:
    """What changed since an older run, of these regions."""
    if older is None:
        return None
    from matcher.compare import compare

    found = compare(older, run)
    return {**found, "regions": [region for region in found["regions"] if region["region_id"] in ids]}


# -- a theme ----------------------------------------------------------------------------------------------------------


def theme_facts(run: Fitted, theme: str) -> ThemeSheetFacts:
    """Facts of the sheet of a broad theme or a niche.

    Parameters
    ----------
    run : Fitted
    theme : str
        Id or label, in any of 26 languages.

    Returns
    -------
    ThemeSheetFacts
        Regions with most areas on it first; national lists included.
    """
    niche_ids = run.niches_of(theme)
    columns = [run.niche_ids.index(niche) for niche in niche_ids if niche in run.niche_ids]
    if not columns or not (working := np.flatnonzero(run.x[:, columns].sum(axis=1))).size:
        raise NameUnknownError(f"theme {theme!r}", expected="one that regions of the run work on",
                               do="matcher themes RUN lists them")  # fmt: skip
    areas = {
        run.region_ids[row]: list(dict.fromkeys(
            text for column in columns for text in run.sure_areas(run.region_ids[row], run.niche_ids[column])
        ))
        for row in working
    }  # fmt: skip
    share = {region_id: len(found) / run.sizes[region_id] for region_id, found in areas.items()}
    ids = sorted(areas, key=lambda region_id: (-len(areas[region_id]), -share[region_id], region_id))
    niches = [
        NicheFacts(run.niche_ids[column], run.labels[run.niche_ids[column]],
                   [run.region_ids[row] for row in np.flatnonzero(run.x[:, column])])
        for column in columns
    ]  # fmt: skip
    return ThemeSheetFacts(
        theme_id=(found := theme_id(run, theme)),
        label=run.labels[found],
        niches=sorted((niche for niche in niches if niche.regions), key=lambda it: (-len(it.regions), it.niche)),
        regions=[region_facts(run, region_id) for region_id in ids],
        areas=areas,
        related=_related(run, niche_ids),
        sources=sources_of(run, ids),
        settings=flat(run.settings),
        published=published_names(run.areas, ids),
        labels=labels_of(run),
    )


def _related(run: Fitted, niche_ids: Sequence[str]) -> list[tuple[str, str, LinkFacts]]:
    """Known relations between a niche of the theme and one outside it, the strongest first, each outside niche once."""
    own = set(niche_ids)
    found: dict[str, tuple[str, str, LinkFacts]] = {}
    rows = run.links.sort_values(["strength", "niche_a", "niche_b"], ascending=[False, True, True], kind="stable")
    for row in rows.itertuples(index=False):
        for one, other in ((str(row.niche_a), str(row.niche_b)), (str(row.niche_b), str(row.niche_a))):
            if one in own and other not in own and other not in found and other in run.labels:
                links = run.relation(one, other)["links"]
                if links and not links[0]["example"]:
                    found[other] = (run.labels[one], run.labels[other], links[0])
    return list(found.values())
