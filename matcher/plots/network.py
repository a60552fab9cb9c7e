"""The bipartite graph of regions and themes, drawn in two columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.areas import HORIZONTAL
from matcher.errors import SettingError
from matcher.plots.drawing import (
    GREY,
    INK,
    SMALL,
    Floats,
    add_title,
    chosen_rows,
    marker,
    new_figure,
    row_places,
    texts,
    wrap,
)
from matcher.words.forms import short_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from networkx import Graph

    from matcher.fitted.tables import Fitted

__all__ = ["region_theme_graph"]

#: Colours that readers with any colour vision tell apart, dark enough for thin lines on white (after Okabe and Ito).
THEME_COLOURS = ("#0072b2", "#b34a00", "#00785a", "#a3447f", "#1f2933", "#2f8fc4", "#8a6d00")
#: Height of one line of a label in the region-theme graph, in inches.
LINE = 0.125


def region_theme_graph(
    run: Fitted, regions: Sequence[str] | None = None, *, level: str = "theme", language: str = "en"
) -> Figure:
    """Draw the graph of regions (left) and their broad themes or niches (right) in two labelled columns.

    Both columns are ordered by barycentres, so that few lines cross. A region with horizontal areas only stands at the
    foot of its column with an open mark and no line.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    regions : sequence of str, optional
        Ids or names of up to `MOST_REGIONS` regions; all regions of the run where it is left out.
    level : {"theme", "niche"}
        Broad themes or niches.
    language : {"en", "sv"}
        Language of the title and the note.

    Returns
    -------
    Figure
        With one axes and no frame.
    """
    if level not in ("theme", "niche"):
        raise SettingError("level of the graph", expected="theme or niche", found=repr(level))
    say = texts(language)
    rows = chosen_rows(run, regions, "the region-theme graph", least=1)
    graph = run.graph()
    left = [f"region:{region_id}" for region_id in run.regions["region_id"].iloc[rows]]
    edges = _edges_of(graph, left, level)
    right = sorted({theme for _, theme in edges})
    linked = {region for region, _ in edges}
    order_left, order_right = _few_crossings([node for node in left if node in linked], right, edges)
    isolated = [node for node in left if node not in linked]
    order_left += isolated

    names = short_names([str(graph.nodes[node]["label"]) for node in left])
    labels = {node: wrap(name, 27) for node, name in zip(left, names, strict=True)}
    labels |= {node: wrap(str(graph.nodes[node]["label"]), 36) for node in right}
    heights = {node: label.count("\n") + 1.6 for node, label in labels.items()}
    total = max(sum(heights[node] for node in column) for column in (order_left, order_right))
    place = _spread(order_left, heights, total) | _spread(order_right, heights, total)
    figure = new_figure(height=total * LINE + 1.0)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(-0.82, 2.05)
    axes.set_ylim(total + 0.3, -0.3)
    colour = {theme: THEME_COLOURS[i % len(THEME_COLOURS)] for i, theme in enumerate(order_right)}
    for (region, theme), weight in sorted(edges.items()):
        bend_x, bend_y = _bend(place[region], place[theme])
        axes.plot(bend_x, bend_y, color=colour[theme], linewidth=0.4 + 1.6 * weight, alpha=0.75, zorder=1)
    for node in order_left:
        empty = node in isolated
        axes.plot(0, place[node], "s", color=GREY if empty else INK, markerfacecolor="white" if empty else INK, ms=4)
        text = axes.text(-0.035, place[node], labels[node], ha="right", va="center", fontsize=SMALL, linespacing=1.0)
        text.set(color=GREY if empty else INK, style="italic" if empty else "normal")
    for node in order_right:
        axes.plot(1, place[node], "o", color=colour[node], ms=5)
        axes.text(1.035, place[node], labels[node], ha="left", va="center", fontsize=SMALL, color=INK, linespacing=1.0)
    if isolated:
        mark = marker("s", GREY, face="white")
        figure.legend([mark], [say["isolated"]], loc="outside lower left", frameon=False, fontsize=SMALL)
    add_title(figure, say[f"graph_{level}"].format(n=len(left), m=len(right)), say["graph_note"])
    return figure


def _edges_of(graph: Graph[str], regions: Sequence[str], level: str) -> dict[tuple[str, str], float]:
    """Weights of the lines from `regions` to nodes of one level; the horizontal theme is no theme."""
    return {
        (region, node): float(data["weight"])
        for region in regions
        for node, data in graph.adj[region].items()
        if graph.nodes[node]["kind"] == level and node != f"{level}:{HORIZONTAL}"
    }


def _few_crossings(
    left: Sequence[str], right: Sequence[str], edges: Mapping[tuple[str, str], float]
) -> tuple[list[str], list[str]]:
    """Order both columns by the mean place of their neighbours in turn, and keep the order with fewest crossings.

    Examples
    --------
    >>> _few_crossings(["r1", "r2"], ["t1", "t2"], {("r1", "t2"): 1.0, ("r2", "t1"): 1.0})
    (['r1', 'r2'], ['t2', 't1'])
    """
    columns = sorted(left), sorted(right)
    best = _crossings(*columns, edges), columns
    for turn in range(48):
        side = (turn + 1) % 2
        fixed = {node: i / max(len(columns[1 - side]) - 1, 1) for i, node in enumerate(columns[1 - side])}
        near: dict[str, list[float]] = {node: [] for node in columns[side]}
        for edge in edges:
            near[edge[side]].append(fixed[edge[1 - side]])
        moved = sorted(columns[side], key=lambda node: (round(float(np.mean(near[node])), 12), node))
        columns = (moved, columns[1]) if side == 0 else (columns[0], moved)
        crossings = _crossings(*columns, edges)
        if crossings < best[0]:
            best = crossings, columns
    return list(best[1][0]), list(best[1][1])


def _crossings(left: Sequence[str], right: Sequence[str], edges: Mapping[tuple[str, str], float]) -> int:
    """How many pairs of lines cross."""
    ends = np.array([(left.index(region), right.index(theme)) for region, theme in edges]).reshape(-1, 2)
    first, second = (ends[:, side, None] - ends[None, :, side] for side in (0, 1))
    return int((first * second < 0).sum()) // 2


def _spread(column: Sequence[str], heights: Mapping[str, float], total: float) -> dict[str, float]:
    """Middle of each node of a column that is spread evenly over `total` lines."""
    gap = (total - sum(heights[node] for node in column)) / max(len(column), 1)
    return dict(zip(column, row_places([heights[node] + gap for node in column]), strict=True))


def _bend(start: float, end: float) -> tuple[Floats, Floats]:
    """A smooth line from height `start` at x = 0 to height `end` at x = 1."""
    x = np.linspace(0, 1, 40)
    return x, start + (end - start) * (3 * x**2 - 2 * x**3)
