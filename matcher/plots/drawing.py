"""What all figures share: size, colours, words in both languages, and small helpers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SettingError
from matcher.words.forms import number
from matcher.words.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from matcher.fitted.tables import Fitted

__all__ = [
    "BLUE",
    "GREY",
    "INK",
    "LARGE",
    "MOST_REGIONS",
    "NORMAL",
    "ORANGE",
    "PALE",
    "SMALL",
    "WIDTH",
    "Floats",
    "add_title",
    "chosen_rows",
    "few_ticks",
    "marker",
    "new_figure",
    "patch",
    "plain_axes",
    "row_places",
    "texts",
    "tick_format",
    "wrap",
]

#: More regions than this cannot be labelled legibly on an A4 page.
MOST_REGIONS = 40
#: Width of every figure in inches: the text column of an A4 page with margins of 2 cm.
WIDTH = 6.7
SMALL, NORMAL, LARGE = 7.5, 8.5, 10.5
INK, GREY, PALE = "#1f2933", "#616e7c", "#d3d9df"
BLUE, ORANGE = "#0b5394", "#c2570c"
Floats: TypeAlias = NDArray[np.float64]


def texts(language: str) -> dict[str, str]:
    """The texts of figures in one language."""
    return {**Words("en").get("plot"), **Words(language).get("plot")}


def chosen_rows(run: Fitted, regions: Sequence[str] | None, what: str, least: int) -> list[int]:
    """Rows of the chosen regions in the run, sorted by id so that nothing depends on the order given."""
    ids = list(run.regions["region_id"])
    wanted = ids if regions is None else [run.region(name).region_id for name in regions]
    rows = sorted({ids.index(region_id) for region_id in wanted})
    if not least <= len(rows) <= MOST_REGIONS:
        raise SettingError(
            what,
            expected=f"{least} to {MOST_REGIONS} regions, so that names can be read",
            found=str(len(rows)),
            do='name the regions to show, such as regions=["SE125", "SE224", "SE110"]',
        )
    return rows


def new_figure(height: float) -> Figure:
    """An empty figure of A4 text width that lays itself out."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    return Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.06))


def add_title(figure: Figure, title: str, note: str) -> None:
    """A title, and below it the note that says how to read the figure, in a strip that is kept free for them."""
    height = figure.get_figheight()
    engine = figure.get_layout_engine()
    engine.set(rect=(0, 0, 1, 1 - 0.52 / height))  # type: ignore[union-attr, call-arg]
    figure.text(0.015, 1 - 0.16 / height, title, fontsize=LARGE, color=INK, va="center")
    figure.text(0.015, 1 - 0.38 / height, note, fontsize=SMALL, color=INK, va="center")


def plain_axes(axes: Axes, places: Sequence[float], labels: Sequence[str], language: str) -> None:
    """Names on the left, few ticks below, no box."""
    axes.set_yticks(list(places), list(labels), fontsize=SMALL, color=INK, linespacing=1.0)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=SMALL, colors=INK)
    axes.xaxis.set_major_locator(few_ticks())
    axes.xaxis.set_major_formatter(tick_format(language))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)


def row_places(heights: Sequence[float]) -> list[float]:
    """Middle of each row of a column whose rows have these heights.

    Examples
    --------
    >>> row_places([1.0, 2.0])
    [0.5, 2.0]
    """
    tops = np.concatenate([[0.0], np.cumsum(heights)])
    return [float(middle) for middle in (tops[:-1] + tops[1:]) / 2]


def wrap(text: str, width: int) -> str:
    """Break a label into as few lines as `width` allows, of about equal length.

    Examples
    --------
    >>> print(wrap("Marine environment and maritime industries", 36))
    Marine environment
    and maritime industries
    """
    lines = textwrap.wrap(text, width, break_long_words=False)
    narrow = lines
    while len(narrow) == len(lines) and width > 1:
        lines, width = narrow, width - 1
        narrow = textwrap.wrap(text, width, break_long_words=False)
        if len(narrow) == 1:
            break
    return "\n".join(lines)


def tick_format(language: str) -> FuncFormatter:
    """Numbers at an axis, as short as they can be."""
    from matplotlib.ticker import FuncFormatter

    def form(value: float, _: float) -> str:
        shortest = next(digits for digits in range(4) if digits == 3 or round(value, digits) == round(value, 3))
        return number(value, language, digits=shortest)

    return FuncFormatter(form)


def few_ticks() -> MaxNLocator:
    """Five ticks or fewer."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(5)


def marker(shape: str, colour: str, *, face: str | None = None, size: float = 4) -> Line2D:
    """A mark for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="", marker=shape, color=colour, markerfacecolor=face or colour, markersize=size)


def patch(colour: str, hatch: str = "", *, alpha: float = 1.0) -> Patch:
    """A patch for a legend."""
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, edgecolor=GREY if hatch else "none", hatch=hatch, alpha=alpha)
