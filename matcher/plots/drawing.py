"""What all figures share: size, colours, words in both languages, and small helpers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SettingError

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

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "heatmap": "Overlap and mutual complementarity of {n} regions",
        "heatmap_note": "Above the diagonal: overlap. Below it: mutual complementarity, the smaller of the two gains.",
        "overlap": "Overlap: rarity-weighted share\nof niches that both work on",
        "mutual": "Mutual complementarity: above 0\nboth gain more than by chance",
        "both_gain": "both gain more than by chance",
        "undefined": "no value: a region with horizontal areas only",
        "graph_theme": "{n} regions and their {m} broad themes",
        "graph_niche": "{n} regions and their {m} niches",
        "graph_note": "Wider lines: areas that lie closer to the theme. Colours only help to follow the lines.",
        "isolated": "only horizontal areas, no theme",
        "parts": "What {b} brings to {a}: {score} above chance",
        "parts_below": "What {b} brings to {a}: {score}, less than by chance",
        "parts_undefined": "What {b} brings to {a}",
        "rest": "{n} other niches together",
        "total": "Complementarity",
        "part_axis": "Part of the complementarity (what is brought, less what chance would give)",
        "no_score": "No score: a region with horizontal areas only",
        "partners": "What the {n} best complementary partners bring to {a}",
        "partners_axis": "Share of the related niches that {a} lacks",
        "expected": "by chance",
        "brings": "the partner brings",
        "difference": "the difference is the complementarity",
        "none": "No region brings more than chance would give.",
        "map": "{n} distinct areas in {m} broad themes",
        "map_note": "Near is similar in meaning; each area bears the colour and mark of its strongest theme.",
        "table": "{n} regions by {m} broad themes",
        "table_note": "Number of a region's areas in each theme; an area may belong to several.",
    },
    "sv": {
        "heatmap": "Överlapp och ömsesidig komplementaritet mellan {n} regioner",
        "heatmap_note": "Över diagonalen: överlapp. Under: ömsesidig komplementaritet, den mindre av de två vinsterna.",
        "overlap": "Överlapp: andel gemensamma nischer,\novanliga nischer väger tyngre",
        "mutual": "Ömsesidig komplementaritet: över 0\nvinner båda mer än av slumpen",
        "both_gain": "båda vinner mer än av slumpen",
        "undefined": "inget värde: en region med enbart horisontella områden",
        "graph_theme": "{n} regioner och deras {m} breda teman",
        "graph_niche": "{n} regioner och deras {m} nischer",
        "graph_note": "Bredare linje: områden som ligger närmare temat. Färgerna hjälper bara ögat att följa linjerna.",
        "isolated": "enbart horisontella områden, inget tema",
        "parts": "Vad {b} tillför {a}: {score} mer än slumpen",
        "parts_below": "Vad {b} tillför {a}: {score}, mindre än slumpen",
        "parts_undefined": "Vad {b} tillför {a}",
        "rest": "{n} andra nischer tillsammans",
        "total": "Komplementaritet",
        "part_axis": "Del av komplementariteten (det som tillförs minus det som slumpen skulle ge)",
        "no_score": "Inget värde: en region med enbart horisontella områden",
        "partners": "Vad de {n} bäst kompletterande regionerna tillför {a}",
        "partners_axis": "Andel av de besläktade nischer som {a} saknar",
        "expected": "väntat av slumpen",
        "brings": "partnern tillför",
        "difference": "skillnaden är komplementariteten",
        "none": "Ingen region tillför mer än slumpen skulle ge.",
        "map": "{n} olika områden i {m} breda teman",
        "map_note": "Nära är likt till innehållet; varje område har sitt starkaste temas färg och märke.",
        "table": "{n} regioner och {m} breda teman",
        "table_note": "Antal av regionens områden i varje tema; ett område kan höra till flera.",
    },
}


def texts(language: str) -> dict[str, str]:
    """The words of figures in one language."""
    if language not in TEXTS:
        raise SettingError("language of the figure", expected=" or ".join(TEXTS), found=repr(language))
    return TEXTS[language]


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
        text = f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "−")
        return text.replace(".", ",") if language == "sv" else text

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
