"""Bar figures for reports: the parts of a pair's scores, and what the best partners bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.plots.drawing import (
    BLUE,
    GREY,
    INK,
    NORMAL,
    ORANGE,
    PALE,
    SMALL,
    new_figure,
    patch,
    plain_axes,
    row_places,
    texts,
    wrap,
)
from matcher.words.forms import number
from matcher.words.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["pair_parts", "partner_bars", "rounded_to_sum"]


def pair_parts(
    explanation: Mapping[str, Any],
    top: int = 6,
    *,
    language: str = "en",
    labels: Mapping[str, str] | None = None,
    percent: bool = False,
) -> Figure:
    """Draw the parts of both complementarities of a pair as bars that sum to the score.

    Parameters
    ----------
    explanation : mapping
        What `Run.explain` returns.
    top : int
        The number of parts shown one by one; the others are one hatched bar.
    language : {"en", "sv"}
        Language of titles and legends.
    labels : mapping, optional
        What niches are called in it, by their English label.
    percent : bool
        Numbers in whole per cent, for readers who want no decimals.

    Returns
    -------
    Figure
        With two axes: what the second region brings to the first, and the reverse.
    """
    say = texts(language)
    panels = [_bars_of(explanation[side], top, say, labels or {}) for side in ("a_gains", "b_gains")]
    sizes = [sum(label.count("\n") + 1.7 for _, label, _ in bars) + 3 for bars in panels]
    figure = new_figure(height=0.115 * sum(sizes) + 1.0)
    left, right = _limits([value for bars in panels for *_, value in bars])
    pair = explanation["a"]["region"], explanation["b"]["region"]
    names = [(pair[0], pair[1]), (pair[1], pair[0])]
    grid = figure.add_gridspec(2, 1, height_ratios=sizes)
    for row, (bars, (gainer, giver)) in enumerate(zip(panels, names, strict=True)):
        axes = figure.add_subplot(grid[row])
        score = explanation[("a_gains", "b_gains")[row]]["complementarity"]
        key = "parts_undefined" if score is None or percent else "parts" if score > 0 else "parts_below"
        heading = say[key].format(a=gainer, b=giver, score=number(score or 0, language, sign=True))
        axes.set_title(wrap(heading, 64), fontsize=NORMAL, loc="left", color=INK, fontweight="bold")
        _draw_bars(axes, bars, say, Words(language), percent=percent)
        axes.set_xlim(left, right)
    if panels[1]:
        axes.set_xlabel(say["part_axis"], fontsize=SMALL, color=INK)
    return figure


def partner_bars(
    partners: Sequence[Mapping[str, Any]],
    region: str,
    *,
    language: str = "en",
    top: int | None = None,
    titled: bool = True,
) -> Figure:
    """Draw what each partner brings beside what chance would give; the bar between them is the complementarity.

    Parameters
    ----------
    partners : sequence of mappings
        Rows of `Run.partners`, best first, as dicts: `run.partners("SE125", top=10).to_dict("records")`.
    region : str
        Name of the region that gains.
    language : {"en", "sv"}
        Language of titles and legends.
    top : int, optional
        Draw the first `top` rows only.
    titled : bool
        With its title; a report has a caption instead.

    Returns
    -------
    Figure
        With one axes, in per cent.
    """
    say, percent = texts(language), Words(language).percent
    rows = list(partners)[:top]
    names = [wrap(str(row["region"]), 30) for row in rows]
    heights = [name.count("\n") + 1.7 for name in names]
    figure = new_figure(height=0.125 * sum(heights) + (1.25 if titled else 1.0))
    axes = figure.add_subplot()
    heading = say["partners"].format(n=len(rows), a=region) if rows else say["none"]
    if titled or not rows:
        axes.set_title(wrap(heading, 80), fontsize=NORMAL, loc="left", color=INK, fontweight="bold")
    if not rows:
        axes.set_axis_off()
        return figure
    places = row_places(heights)
    expected = np.array([row["expected"] for row in rows], dtype=float)
    brings = np.array([row["brings"] for row in rows], dtype=float)
    gain = np.where(brings >= expected, BLUE, ORANGE)
    axes.barh(places, brings - expected, left=expected, height=0.7, color=gain, alpha=0.35)
    by_chance = axes.plot(expected, places, "|", color=INK, ms=9, mew=1.6)[0]
    brought = axes.scatter(brings, places, s=22, color=gain, zorder=3)
    for place, low, high in zip(places, expected, brings, strict=True):
        axes.annotate(
            percent(high), (max(low, high), place), (6, 0), textcoords="offset points", va="center", fontsize=SMALL
        )
    plain_axes(axes, places, names, language)
    axes.xaxis.set_major_formatter(lambda value, _: percent(value))
    axes.set_xlim(0, 1.12 * max(brings.max(), expected.max()))
    axes.set_xlabel(wrap(say["partners_axis"].format(a=region), 80), fontsize=SMALL, color=INK)
    figure.legend(
        [by_chance, brought, patch(BLUE, alpha=0.35)],
        [say["expected"], say["brings"], say["difference"]],
        loc="outside lower center",
        ncols=3,
        frameon=False,
        fontsize=SMALL,
    )
    return figure


def rounded_to_sum(values: Sequence[float], digits: int = 3) -> list[float]:
    """Round values so that what is shown sums to the rounded sum (largest remainders), each within one last digit.

    Examples
    --------
    >>> rounded_to_sum([0.0014, 0.0014, 0.0014])
    [0.002, 0.001, 0.001]
    """
    scaled = np.asarray(values, dtype=float) * 10**digits
    whole = np.floor(scaled)
    short = round(float(scaled.sum())) - round(float(whole.sum()))
    whole[np.argsort(whole - scaled, kind="stable")[:short]] += 1
    return [float(round(number / 10**digits, digits)) for number in whole]


def _bars_of(
    side: Mapping[str, Any], top: int, say: Mapping[str, str], labels: Mapping[str, str]
) -> list[tuple[str, str, float]]:
    """Kind, label and length of each bar: the largest parts, the others together, and the score they sum to."""
    if side["complementarity"] is None:
        return []
    parts = side["parts"]
    shown = [part for part in parts[:top] if part["value"] > 0]
    bars = [("part", wrap(labels.get(part["label"], part["label"]), 40), float(part["value"])) for part in shown]
    if rest := parts[len(shown) :]:
        bars.append(("rest", say["rest"].format(n=len(rest)), float(sum(part["value"] for part in rest))))
    return [*bars, ("total", say["total"], float(side["complementarity"]))]


def _draw_bars(
    axes: Axes, bars: Sequence[tuple[str, str, float]], say: Mapping[str, str], words: Words, *, percent: bool
) -> None:
    """Draw one panel of `pair_parts`; the numbers shown sum to the score shown."""
    if not bars:
        axes.text(0, 0.5, say["no_score"], transform=axes.transAxes, va="center", fontsize=SMALL, color=INK)
        axes.set_axis_off()
        return
    labels, values = [label for _, label, _ in bars], [value for _, _, value in bars]
    shown = [*rounded_to_sum(values[:-1], 2 if percent else 3), values[-1]]
    places = row_places([label.count("\n") + 1.7 for label in labels])
    drawn = axes.barh(places, values, height=1.1, color=BLUE)
    for (kind, _, value), bar, told in zip(bars, drawn, shown, strict=True):
        if kind == "rest":
            bar.set(facecolor=PALE, edgecolor=GREY, hatch="////")
        elif kind == "total":
            bar.set(facecolor="white", edgecolor=INK, linewidth=1.2)
        axes.annotate(
            words.percent(told) if percent else words.number(told, sign=True),
            (value, bar.get_y() + bar.get_height() / 2),
            (4 if value >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if value >= 0 else "right",
            fontsize=SMALL,
            color=INK,
        )
    axes.axvline(0, color=INK, linewidth=0.8)
    plain_axes(axes, places, labels, words.language)
    if percent:
        axes.xaxis.set_major_formatter(lambda value, _: words.percent(value))


def _limits(values: Sequence[float]) -> tuple[float, float]:
    """Ends of the x axis, with room for the numbers at the bars."""
    low, high = min([0.0, *values]), max([0.0, *values])
    room = 0.16 * (high - low or 1.0)
    return (low - room if low < 0 else 0.0), high + room
