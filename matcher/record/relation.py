"""Whether regions that declare a theme do more in it: quotients of those that declare it beside those of the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matcher.facts import DeclaredAndDone
from matcher.fitted.tables import Fitted
from matcher.record.declared import declared_in
from matcher.record.fields import Group, done, groups
from matcher.record.whereabouts import whereabouts

__all__ = ["declared_and_done"]

Vector = npt.NDArray[np.float64]
#: With fewer regions on one side nothing can be said.
FEWEST = 5


def declared_and_done(tables: Fitted, *, draws: int = 2000, seed: int = 0) -> list[DeclaredAndDone]:
    """For each theme and source, the mean quotient of the regions that declare the theme, and of those that do not.

    Regions that may declare it (`matcher.record.declared`) are on neither side.
    Only regions that the record holds themselves count (`matcher.record.whereabouts`), each once. Quotients are those
    of `matcher.record.done`, drawn to 1 where counts are small, so that differences are too small rather than too
    large.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    draws : int
        Bootstrap samples of regions.
    seed : int

    Returns
    -------
    list of DeclaredAndDone
        Themes with at least five regions on each side; the largest difference first.
    """
    rng = np.random.default_rng(seed)
    found = [row for group in groups() for row in _rows(tables, group, draws, rng)]
    return sorted(found, key=lambda row: row["not_declaring"] - row["declaring"])


def _rows(tables: Fitted, group: Group, draws: int, rng: np.random.Generator) -> Iterator[DeclaredAndDone]:
    inside = [region_id for region_id in tables.region_ids if whereabouts(region_id).exact]
    told = {region_id: it["quotient"] for region_id in inside if (it := done(region_id, group)) is not None}
    for theme in (theme for theme in group.themes if theme in tables.labels):
        said = {region_id: declared_in(tables, region_id, theme) for region_id in told}
        yes = np.array([told[it] for it, one in said.items() if one and one.sure])
        no = np.array([told[it] for it, one in said.items() if one is None])
        if min(len(yes), len(no)) < FEWEST:
            continue
        low, high = np.quantile(_means(yes, draws, rng) - _means(no, draws, rng), [0.025, 0.975])
        yield {
            "source": group.source,
            "fields": list(group.fields),
            "theme": theme,
            "label": tables.labels[theme],
            "regions": len(yes),
            "others": len(no),
            "declaring": float(yes.mean()),
            "not_declaring": float(no.mean()),
            "low": float(low),
            "high": float(high),
        }


def _means(values: Vector, draws: int, rng: np.random.Generator) -> Vector:
    """Means of bootstrap samples."""
    found: Vector = rng.choice(values, size=(draws, len(values))).mean(axis=1)
    return found
