"""Bars of how many there are of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.plots.drawing import BLUE, INK, SMALL, new_figure, plain_axes, row_places, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["count_bars"]


def count_bars(counts: Sequence[tuple[str, int]], axis: str, *, language: str = "en") -> Figure:
    """Draw one bar a name, with its number at the end.

    Parameters
    ----------
    counts : sequence of (str, int)
        Names and numbers, in the order shown.
    axis : str
        What is counted.
    language : {"en", "sv"}
        Language of the numbers at the axis.

    Returns
    -------
    Figure
        With one axes.

    Examples
    --------
    >>> figure = count_bars([("wind power", 12), ("hydropower", 3)], "regions")
    >>> [int(bar.get_width()) for bar in figure.axes[0].patches]
    [12, 3]
    """
    from matplotlib.ticker import MaxNLocator

    names = [wrap(name, 34) for name, _ in counts]
    heights = [name.count("\n") + 1.5 for name in names]
    figure = new_figure(height=0.125 * sum(heights) + 0.75)
    axes = figure.add_subplot()
    places, values = row_places(heights), [n for _, n in counts]
    axes.barh(places, values, height=0.8, color=BLUE)
    for place, value in zip(places, values, strict=True):
        axes.annotate(
            str(value), (value, place), (5, 0), textcoords="offset points", va="center", fontsize=SMALL, color=INK
        )
    plain_axes(axes, places, names, language)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xlim(0, 1.1 * max(values, default=1))
    axes.set_xlabel(axis, fontsize=SMALL, color=INK)
    return figure
