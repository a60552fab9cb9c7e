"""The heat map of all pairs of some regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.plots.drawing import (
    GREY,
    INK,
    PALE,
    SMALL,
    Floats,
    add_title,
    chosen_rows,
    few_ticks,
    marker,
    new_figure,
    patch,
    texts,
    tick_format,
)
from matcher.words.forms import short_names

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from matcher.fitted.tables import Fitted

__all__ = ["pair_heatmap"]

#: Up to this number of regions, names stand at the rows and at the columns.
NAMED_TWICE = 24
#: Height of the colour scales and the legend, in inches.
SCALES = 1.25


def pair_heatmap(run: Fitted, regions: Sequence[str] | None = None, *, language: str = "en") -> Figure:
    """Heat map of overlap above the diagonal and mutual complementarity below it.

    Regions that overlap stand side by side (average linkage on 1 - overlap, optimal leaf order). A dot marks the pairs
    that both gain more than chance would give, so that the sign can also be read in greyscale.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    regions : sequence of str, optional
        Ids or names of 2 to `MOST_REGIONS` regions; all regions of the run where it is left out.
    language : {"en", "sv"}
        Language of the title, the note and the legends.

    Returns
    -------
    Figure
        With three axes: the map and its two colour bars.
    """
    from matplotlib.colors import CenteredNorm, Normalize

    say = texts(language)
    rows = chosen_rows(run, regions, "a heat map", least=2)
    overlap, mutual = (getattr(run.scores, name)[np.ix_(rows, rows)] for name in ("overlap", "mutual"))
    order = _similar_together(overlap)
    overlap, mutual = overlap[np.ix_(order, order)], mutual[np.ix_(order, order)]
    names = short_names([run.regions["region"].iloc[rows[place]] for place in order])

    n = len(names)
    side = min(max(0.25 * n, 1.5), 4.7)
    figure = new_figure(height=side + (1.2 if n <= NAMED_TWICE else 0.4) + SCALES + 0.7)
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=[figure.get_figheight() - SCALES, SCALES]).flat
    axes, bars = upper.subplots(), lower.subplots(1, 2)
    above, below = np.triu(np.ones((n, n), dtype=bool), 1), np.tril(np.ones((n, n), dtype=bool), -1)
    layers = [
        ("overlap", np.where(above, overlap, np.nan), "Blues", Normalize(0, _largest(overlap))),
        ("mutual", np.where(below, mutual, np.nan), "PuOr_r", CenteredNorm(0, _largest(mutual))),
    ]
    for (name, values, colours, norm), bar_axes in zip(layers, bars, strict=True):
        image = axes.imshow(np.ma.masked_invalid(values), cmap=colours, norm=norm, interpolation="none")
        bar = figure.colorbar(image, cax=bar_axes, orientation="horizontal")
        bar.set_label(say[name], fontsize=SMALL)
        bar.ax.tick_params(labelsize=SMALL)
        bar.locator, bar.formatter = few_ticks(), tick_format(language)
        bar.update_ticks()
    _name_cells(axes, names)
    undefined = np.argwhere((above & np.isnan(overlap)) | (below & np.isnan(mutual)))
    gains = np.argwhere(below & (np.nan_to_num(mutual) > 0))
    legend = _mark_cells(axes, undefined, gains, say)
    if legend:
        marks, told = zip(*legend, strict=True)
        lower.legend(marks, told, loc="outside lower center", ncols=2, frameon=False, fontsize=SMALL)
    add_title(figure, say["heatmap"].format(n=n), say["heatmap_note"])
    figure.draw_without_rendering()  # the layout of square cells beside long names settles on the second pass
    return figure


def _name_cells(axes: Axes, names: Sequence[str]) -> None:
    """Names at the rows and columns; where there are many, columns carry the number that stands beside the name."""
    n = len(names)
    size = SMALL if n <= 32 else SMALL - 1
    if n <= NAMED_TWICE:
        axes.set_xticks(range(n), names, rotation=90, fontsize=size)
        axes.set_yticks(range(n), names, fontsize=size)
    else:
        axes.set_xticks(range(n), [str(i) for i in range(1, n + 1)], fontsize=size)
        axes.set_yticks(range(n), [f"{name}  {i}" for i, name in enumerate(names, 1)], fontsize=size)
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=0.8)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)


def _similar_together(overlap: Floats) -> list[int]:
    """An order of the regions in which those that overlap are neighbours; regions without a value come last."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    empty = np.isnan(overlap).all(axis=1)
    known, unknown = np.flatnonzero(~empty), np.flatnonzero(empty)
    if len(known) < 3:
        return [*known.tolist(), *unknown.tolist()]
    distance = 1 - np.nan_to_num(overlap[np.ix_(known, known)])
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), method="average", optimal_ordering=True)
    return [*known[leaves_list(tree)].tolist(), *unknown.tolist()]


def _mark_cells(
    axes: Axes, undefined: NDArray[np.intp], gains: NDArray[np.intp], say: Mapping[str, str]
) -> list[tuple[Artist, str]]:
    """Hatch the cells without a value and dot those in which both gain; the entries of the legend that say so."""
    from matplotlib.patches import Rectangle

    for row, column in undefined:
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=PALE, edgecolor=GREY, hatch="////", lw=0))
    axes.scatter(gains[:, 1], gains[:, 0], s=8, color=INK, edgecolors="white", linewidths=0.6)
    entries: list[tuple[Artist, str]] = []
    if len(gains):
        entries.append((marker("o", INK, size=3), say["both_gain"]))
    if len(undefined):
        entries.append((patch(PALE, hatch="////"), say["undefined"]))
    return entries


def _largest(values: Floats) -> float:
    """The largest absolute value, or 1 where there is none: the end of a colour scale."""
    return float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
