"""Themes against a reader's labels: guided, discovered, and plain clustering at its best."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.embed import Embedder
from matcher.errors import InputError
from matcher.facts import ThemesRow, ThemesValidation
from matcher.files import printable, shown
from matcher.later import pd
from matcher.sources.lists.rows import read_rows
from matcher.themes import LINKAGES, ThemeModel, cut_tree, merge_tree
from matcher.themes.placer import Placer
from matcher.validate.bcubed import BCubed, extended_bcubed
from matcher.vocabulary import Vocabulary

__all__ = ["read_reference", "validate_themes"]

#: Bootstrap samples of the intervals.
DRAWS = 2000


def validate_themes(
    reference: str | os.PathLike[str] | pd.DataFrame,
    embedder: Embedder | None = None,
    *,
    vocabulary: Vocabulary | None = None,
    draws: int = DRAWS,
) -> ThemesValidation:
    """Quality of broad themes against a reference, by extended BCubed (see `matcher.validate.extended_bcubed`).

    Parameters
    ----------
    reference : path-like or DataFrame
        Columns `area` and `themes`: names of areas, and the ids of the broad themes that a reader gave them, separated
        by ";"; `horizontal` is a theme like the others.
    embedder : Embedder, optional
    vocabulary : Vocabulary, optional
    draws : int
        Bootstrap samples of the interval of F1.

    Returns
    -------
    ThemesValidation
        See `matcher.facts.ThemesValidation`: rows for guided themes, discovered themes and agglomerative clustering
        with the linkage and number of clusters that this very reference likes best.
    """
    table = read_reference(reference) if not isinstance(reference, pd.DataFrame) else reference
    names = table["area"].tolist()
    labels = [set(cell.split(";")) for cell in table["themes"]]
    embedder = embedder or Embedder()
    vectors = embedder.encode(names, ["en"] * len(names))
    rows: list[ThemesRow] = []
    for way in ("guided", "discovered"):
        found = _themes_of(ThemeModel(way), table["area"], vectors, embedder, vocabulary)
        rows.append(_row(way, extended_bcubed(found, labels, draws=draws)))
    rows.append(_best_clustering(vectors, labels, draws))
    return {"areas": len(names), "rows": rows}


def read_reference(path: str | os.PathLike[str]) -> pd.DataFrame:
    """A reference file, checked: each area once, each with at least one theme."""
    name = printable(Path(path).name)
    found: dict[str, str] = {}
    for number, cells in read_rows(path, "reference", ["area", "themes"]):
        area, themes = cells["area"], [theme.strip() for theme in cells["themes"].split(";") if theme.strip()]
        if not area or not themes:
            raise InputError(f"{name}, row {number}", expected="an area and at least one theme")
        if area in found:
            raise InputError(f"{name}, row {number}: {shown(area)} is given twice", do="keep one row")
        found[area] = ";".join(themes)
    if not found:
        raise InputError(f"{name} has no row", expected="an area and its themes in each")
    return pd.DataFrame(list(found.items()), columns=["area", "themes"])


def _themes_of(
    model: ThemeModel,
    names: pd.Series,
    vectors: npt.NDArray[np.float32],
    embedder: Embedder,
    vocabulary: Vocabulary | None,
) -> list[set[str]]:
    """The broad themes of each name, as a fit gives them."""
    placer = Placer(model, embedder, vocabulary=vocabulary)
    found = placer.fit(names, ["en"] * len(names), names, vectors).reindex(names).fillna(0.0).to_numpy() > 0
    parents = np.asarray(model.theme_ids_, dtype=object)[model.parents_]
    return [set(parents[row]) or {HORIZONTAL} for row in found]


def _best_clustering(vectors: npt.NDArray[np.float32], labels: Sequence[set[str]], draws: int) -> ThemesRow:
    """Agglomerative clustering with the linkage and number of the highest F1: the most that it can do here."""
    unit = np.asarray(vectors, dtype=np.float64)
    tried: list[tuple[BCubed, str, int]] = []
    for linkage in LINKAGES:
        merges = merge_tree(unit, linkage)
        for k in range(1, len(unit) + 1):
            groups = [{str(cluster)} for cluster in cut_tree(merges, len(unit), k)]
            tried.append((extended_bcubed(groups, labels), linkage, k))
    _, linkage, k = max(tried, key=lambda found: round(found[0].f1, 9))
    groups = [{str(cluster)} for cluster in cut_tree(merge_tree(unit, linkage), len(unit), k)]
    way = f"agglomerative, {linkage} linkage, {k} clusters (the best of all)"
    return _row(way, extended_bcubed(groups, labels, draws=draws))


def _row(way: str, found: BCubed) -> ThemesRow:
    precision, recall, f1, low, high = found
    return {"way": way, "precision": precision, "recall": recall, "f1": f1, "low": low, "high": high}
