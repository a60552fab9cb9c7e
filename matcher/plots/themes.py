"""The map of areas by meaning, and the table of regions by broad themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.areas import HORIZONTAL, area_texts
from matcher.errors import SettingError
from matcher.fitted.once import once_a_run
from matcher.fitted.themes import theme_counts, theme_label
from matcher.later import pd
from matcher.plots.drawing import GREY, INK, PALE, SMALL, WIDTH, Floats, add_title, chosen_rows, new_figure, texts, wrap
from matcher.vocabulary import load_vocabulary
from matcher.words.forms import short_names
from matcher.words.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from matcher.fitted.tables import Fitted

__all__ = ["area_map", "region_theme_table"]

#: Fewer distinct areas make no map.
LEAST_AREAS = 10
#: How much an area is drawn towards the middle of its theme, so that themes hang together.
PULL = 0.3
#: A group of fewer areas has its name above it.
FEW = 30
SHAPES = ("o", "s", "^", "D")
#: Size of the map in inches, and of a letter of its labels.
HEIGHT, LETTER, LINE = 6.2, 0.062, 0.16
#: White around the unit square that the places fill, in its own units.
MARGIN = 0.03


def area_map(run: Fitted, language: str = "en") -> Figure:
    """Map of the distinct areas: near is similar in meaning; colour, mark and name tell the broad theme.

    Vectors are drawn a little towards the middle of their theme and projected by t-SNE (van der Maaten and Hinton 2008)
    from their principal components, without chance; the same run gives the same map. Distances between far groups mean
    little.

    Parameters
    ----------
    run : Fitted
        A fitted run with at least ten distinct thematic areas.
    language : {"en", "sv"}

    Returns
    -------
    Figure
        With one axes.
    """
    say = texts(language)
    places, themes = _placed(run)
    figure = new_figure(height=HEIGHT + 0.6)
    add_title(figure, say["map"].format(n=len(places), m=len(set(themes))), say["map_note"])
    axes = figure.subplots()
    labels = _labels(run, language)
    ids = sorted(set(themes))
    for number, theme in enumerate(ids):
        chosen = places[[found == theme for found in themes]]
        axes.scatter(
            chosen[:, 0], chosen[:, 1], s=11, color=_colour(number, len(ids)), marker=SHAPES[number % len(SHAPES)],
            linewidths=0, alpha=0.85,
        )  # fmt: skip
    middles = np.array([_label_place(places[[found == theme for found in themes]]) for theme in ids])
    _write_names(axes, middles, [wrap(labels[theme], 22) for theme in ids], len(ids))
    axes.set(xlim=(-MARGIN, 1 + MARGIN), ylim=(-MARGIN, 1 + MARGIN), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return figure


def region_theme_table(run: Fitted, regions: Sequence[str] | None = None, *, language: str = "en") -> Figure:
    """Table of regions by broad themes: how many areas of a region belong to each.

    Parameters
    ----------
    run : Fitted
    regions : sequence of str, optional
        Ids or names of at most `MOST_REGIONS` regions; all regions of the run where it is left out.
    language : {"en", "sv"}

    Returns
    -------
    Figure
        With one axes; darker cells hold more areas, the number stands in them.
    """
    say = texts(language)
    rows = chosen_rows(run, regions, "a table of themes", least=1)
    ids = [run.region_ids[row] for row in rows]
    counts = theme_counts(run, ids)
    labels = _labels(run, language)
    n, m = counts.shape
    figure = new_figure(height=0.2 * n + 2.3)
    themes = sum(theme != HORIZONTAL for theme in counts.columns)
    add_title(figure, say["table"].format(n=n, m=themes), say["table_note"])
    axes = figure.subplots()
    values = counts.to_numpy()
    axes.imshow(np.where(values > 0, values, np.nan), cmap="Blues", vmin=-1, vmax=max(4, values.max()), aspect="auto")
    for row, column in zip(*np.nonzero(values), strict=True):
        dark = values[row, column] > max(4, values.max()) * 0.55
        colour = "white" if dark else INK
        axes.text(column, row, str(values[row, column]), ha="center", va="center", fontsize=SMALL, color=colour)
    words = Words(language)
    names = short_names([words.region(region_id, run.region(region_id).region) for region_id in ids])
    axes.set_yticks(range(n), names, fontsize=SMALL, color=INK)
    axes.set_xticks(range(m), [labels[theme] for theme in counts.columns], fontsize=SMALL, color=INK, rotation=90)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(m + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=PALE, linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)
    return figure


def _labels(run: Fitted, language: str) -> dict[str, str]:
    """Labels of the broad themes in the figure's language."""
    vocabulary = load_vocabulary()
    rows = run.theme_table[run.theme_table["level"] == "theme"].to_dict("records")
    facts = [{str(key): value for key, value in row.items()} for row in rows]
    return {str(row["theme_id"]): theme_label(row, vocabulary, language) for row in facts}


@once_a_run
def _placed(run: Fitted) -> tuple[Floats, list[str]]:
    """Places of the distinct thematic areas in the unit square (n, 2), and the strongest broad theme of each."""
    from sklearn.manifold import TSNE

    broad = run.memberships[run.memberships["theme_id"].isin(_labels(run, "en"))]
    strongest = broad.sort_values(["membership", "theme_id"], ascending=[False, True]).drop_duplicates("area_id")
    areas = run.areas.assign(text=area_texts(run.areas), row=np.arange(len(run.areas)))
    linked = areas.merge(strongest, on="area_id").drop_duplicates("text").sort_values("text")
    linked = linked[linked["theme_id"] != HORIZONTAL]
    if len(linked) < LEAST_AREAS:
        raise SettingError("a map of areas", expected=f"at least {LEAST_AREAS} thematic areas", found=str(len(linked)))
    vectors = run.vectors[linked["row"]].astype(np.float64)
    themes = linked["theme_id"].tolist()
    middles = pd.DataFrame(vectors).groupby(np.array(themes)).transform("mean").to_numpy()
    pulled = np.round((1 - PULL) * vectors + PULL * middles, 4)
    perplexity = min(30.0, (len(pulled) - 1) / 3)
    found = TSNE(init="pca", perplexity=perplexity, random_state=0).fit_transform(pulled)
    low, high = found.min(axis=0), found.max(axis=0)
    places: Floats = ((found - low) / np.where(high > low, high - low, 1)).astype(np.float64)
    return places, themes


def _middle(points: Floats) -> Floats:
    """The point of a group with the smallest sum of distances to the others: it lies in the densest part."""
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    found: Floats = points[int(np.round(distances.sum(axis=1), 6).argmin())]
    return found


def _label_place(points: Floats) -> Floats:
    """The middle of a large group; just above a small one, whose few points a name would hide."""
    middle = _middle(points)
    if len(points) >= FEW:
        return middle
    near = points[np.abs(points - middle).max(axis=1) < 0.06]
    return np.array([middle[0], near[:, 1].max() + 0.02])


def _colour(number: int, n: int) -> tuple[float, float, float]:
    """Hues around the circle, neighbours far apart, two depths."""
    from matplotlib.colors import hsv_to_rgb

    red, green, blue = hsv_to_rgb((((number * 7) % n) / n, 0.75, 0.75 if number % 2 else 0.55))
    return float(red), float(green), float(blue)


def _write_names(axes: Axes, middles: Floats, names: Sequence[str], n: int) -> None:
    """Names of themes at their middles, moved apart until none covers another; a thin line leads back."""
    from matplotlib.patheffects import withStroke

    places = _apart(middles, names)
    for number, (middle, place, name) in enumerate(zip(middles, places, names, strict=True)):
        if np.abs(place - middle).max() > 0.04:
            axes.plot(*np.column_stack([middle, place]), color=GREY, linewidth=0.6)
        red, green, blue = _colour(number, n)
        axes.text(
            float(place[0]), float(place[1]), name, fontsize=SMALL, fontweight="bold", ha="center",
            va="center", color=(red * 0.75, green * 0.75, blue * 0.75),
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip


def _apart(middles: Floats, names: Sequence[str]) -> Floats:
    """Places of labels near their middles, in the unit square, without overlap as far as there is room.

    Examples
    --------
    >>> _apart(np.array([[0.5, 0.5], [0.5, 0.5]]), ["one", "two"]).round(2)
    array([[0.5 , 0.49],
           [0.5 , 0.51]])
    """
    lines = [name.split("\n") for name in names]
    wide = [max(len(line) for line in found) * LETTER / 2 / WIDTH for found in lines]
    half = np.column_stack([wide, [len(found) * LINE / 2 / HEIGHT for found in lines]]) * (1 + 2 * MARGIN)
    places = middles.copy()
    for _ in range(200):
        moved = False
        for a in range(len(names)):
            for b in range(a + 1, len(names)):
                gap = half[a] + half[b] - np.abs(places[a] - places[b])
                if (gap > 1e-6).all():
                    sign = 1.0 if places[a, 1] > places[b, 1] else -1.0
                    shift = np.array([0.0, sign * gap[1] / 2])
                    places[a], places[b] = places[a] + shift, places[b] - shift
                    moved = True
        places = np.clip(places, half, 1 - half)
        if not moved:
            break
    return places
