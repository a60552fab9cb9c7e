"""What a region does beside what it declares: quotients with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from matcher.plots.drawing import BLUE, GREY, INK, NORMAL, ORANGE, SMALL, new_figure, plain_axes, wrap
from matcher.words.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from matcher.facts import Done, RegionRecord, ThemeRecord

__all__ = ["declared_and_done_bars"]

#: How each source is drawn: colour, mark, and how far below its row.
MARKS = {"h2020": (BLUE, "o", -0.16), "interreg": (ORANGE, "s", 0.16)}
#: The axis is bounded, so that one wide interval does not press the others together.
LARGEST = 4.0


class _Row(NamedTuple):
    label: str
    done: Sequence[Done]


def declared_and_done_bars(
    record: RegionRecord, *, language: str = "en", labels: Mapping[str, str] | None = None
) -> Figure:
    """Draw how much of a region's projects is in the fields of each theme, over what is usual, with the intervals.

    Parameters
    ----------
    record : RegionRecord
        What `Run.record` returns.
    language : {"en", "sv", "de"}
        Language of labels and the legend.
    labels : mapping, optional
        What themes are called in it, by their English label.

    Returns
    -------
    Figure
        With one axes: themes that the region declares, then those that it may declare, then those that it does not
        declare and does more than usual.
        A vertical line marks what is usual. Themes of which nothing is on record are left out.
    """
    words = Words(language, labels=labels)
    declared = [_Row(_theme(words, one), one["done"]) for one in record["declared"] if one["done"]]
    others = [
        _Row(words.say("plot.undeclared", themes=words.listed([words.niche(label) for label in one["labels"][:2]])),
             [one["done"]])
        for one in record["undeclared"]
    ]  # fmt: skip
    rows = [*declared, *others]
    figure = new_figure(height=0.36 * max(len(rows), 1) + 1.0)
    axes = figure.add_subplot()
    if not rows:
        axes.set_title(words.get("plot.record_none"), fontsize=NORMAL, loc="left", color=INK)
        axes.axis("off")
        return figure
    for place, row in enumerate(rows):
        for done in row.done:
            _draw(axes, place, done)
    axes.axvline(1, color=GREY, linewidth=1, linestyle="--", zorder=0)
    if declared and others:
        axes.axhline(len(declared) - 0.5, color=GREY, linewidth=0.6)
    _finish(axes, words, [wrap(row.label, 34) for row in rows], {done["source"] for row in rows for done in row.done})
    return figure


def _theme(words: Words, one: ThemeRecord) -> str:
    """A theme by name, marked where the region only may declare it."""
    name = words.niche(one["label"])
    return name if one["sure"] else words.say("plot.perhaps", theme=name)


def _draw(axes: Axes, place: int, done: Done) -> None:
    colour, mark, below = MARKS[done["source"]]
    low, high = done["low"], min(done["high"], LARGEST)
    axes.plot([low, high], [place + below] * 2, color=colour, linewidth=1.6, solid_capstyle="butt")
    if done["high"] > LARGEST:
        axes.plot(LARGEST, place + below, marker=">", color=colour, markersize=4, clip_on=False)
    axes.plot(min(done["quotient"], LARGEST), place + below, marker=mark, color=colour, markersize=6)


def _finish(axes: Axes, words: Words, names: Sequence[str], sources: set[str]) -> None:
    from matplotlib.lines import Line2D

    plain_axes(axes, range(len(names)), names, words.language)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, LARGEST)
    axes.set_xticks(range(int(LARGEST) + 1))
    axes.set_xlabel(words.get("plot.record_axis"), fontsize=SMALL, color=INK)
    shown = [source for source in MARKS if source in sources]
    handles = [Line2D([], [], color=MARKS[source][0], marker=MARKS[source][1], linewidth=1.6) for source in shown]
    axes.legend(handles, [words.get(f"plot.record_{source}") for source in shown], fontsize=SMALL, frameon=False,
                loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)  # fmt: skip
