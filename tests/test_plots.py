"""Figures: what they show is what the run says, and every label can be read."""

from __future__ import annotations

import dataclasses
import itertools
import re
import string
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from matcher import Run
from matcher.errors import NameUnknownError, SettingError
from matcher.plots import (
    area_map,
    pair_heatmap,
    pair_parts,
    partner_bars,
    region_theme_graph,
    region_theme_table,
    rounded_to_sum,
)
from matcher.plots.drawing import texts, wrap
from matcher.plots.network import _crossings, _few_crossings
from matcher.words.forms import number

UNMATCHED = "ITC2"  # Aosta Valley speaks of mountains, and names no field


def swedish(run) -> list[str]:
    return [region_id for region_id in run.regions["region_id"] if region_id.startswith("SE")]


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text that is drawn, with the box that it fills."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    ticks = {
        label
        for axes in figure.axes
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        for label in (tick.label1, tick.label2)
        if not axes.axison or not min(limits) - 1e-9 <= tick.get_loc() <= max(limits) + 1e-9
    }
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text not in ticks]


def assert_legible(figure: Figure) -> None:
    found = boxes(figure)
    assert len(found) > 3
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in found:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, f"cut: {text!r}"  # noqa: PT018
    for (one, first), (other, second) in itertools.combinations(found, 2):
        shared = Bbox.intersection(first, second)
        # A pixel of shared white margin is no overlap of letters.
        assert shared is None or min(shared.width, shared.height) <= 1, f"{one!r} lies over {other!r}"


def longest_names(run, n: int) -> list[str]:
    ordered = run.regions.assign(length=run.regions["region"].str.len()).sort_values(["length", "region_id"])
    return ordered["region_id"].tail(n).tolist()


# --- heat map ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
def test_heatmap_of_the_swedish_regions_is_legible(europe_run, language) -> None:
    figure = pair_heatmap(europe_run, swedish(europe_run), language=language)
    assert len(figure.axes) == 3  # the map and two colour bars
    assert figure.get_figwidth() <= 6.7  # the text column of an A4 page
    assert_legible(figure)
    assert "Östergötland" in [text for text, _ in boxes(figure)]


def test_heatmap_of_forty_regions_with_long_names_is_legible(europe_run) -> None:
    assert_legible(pair_heatmap(europe_run, longest_names(europe_run, 40)))


def test_heatmap_shows_overlap_above_and_mutual_below(europe_run) -> None:
    figure = pair_heatmap(europe_run, swedish(europe_run))
    axes = figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [label.get_text() for label in axes.get_xticklabels()]
    rows = [europe_run.regions["region"].tolist().index(name) for name in names]
    overlap, mutual = (image.get_array() for image in axes.images)
    for i, j in itertools.combinations(range(len(rows)), 2):
        for shown, scores, row, column in (
            (overlap, europe_run.scores.overlap, i, j),
            (mutual, europe_run.scores.mutual, j, i),
        ):
            value = scores[rows[row], rows[column]]
            assert np.ma.is_masked(shown[row, column]) == np.isnan(value)
            if not np.isnan(value):
                assert shown[row, column] == value
            assert np.ma.is_masked(shown[column, row])
    dots = {(round(y), round(x)) for x, y in axes.collections[0].get_offsets()}
    assert dots == {(i, j) for i in range(len(rows)) for j in range(i) if np.ma.filled(mutual[i, j] > 0, False)}
    low, high = axes.images[1].norm.vmin, axes.images[1].norm.vmax
    assert low == -high  # the diverging scale is centred at 0


def test_heatmap_marks_undefined_cells_and_says_so(europe_run) -> None:
    regions = [*swedish(europe_run), UNMATCHED]
    figure = pair_heatmap(europe_run, regions)
    hatched = [patch for patch in figure.axes[0].patches if patch.get_hatch()]
    rows = [europe_run.region_ids.index(region_id) for region_id in regions]
    pairs = list(itertools.combinations(rows, 2))
    scores = europe_run.scores
    undefined = sum(int(np.isnan(values[pair])) for values in (scores.overlap, scores.mutual) for pair in pairs)
    assert len(hatched) == undefined >= 2 * (len(regions) - 1)
    assert texts("en")["undefined"] in [text for text, _ in boxes(figure)]
    # Regions with themes of which some niche that counts is related to one that they lack.
    matched = [regions[i] for i, row in enumerate(rows) if not np.isnan(scores.z[row]).all()]
    assert len(matched) > 10
    assert UNMATCHED not in matched
    figure = pair_heatmap(europe_run, matched)
    assert not figure.axes[0].patches
    assert texts("en")["undefined"] not in [text for text, _ in boxes(figure)]


def test_heatmap_puts_regions_that_overlap_side_by_side(europe_run) -> None:
    figure = pair_heatmap(europe_run, [region for region in swedish(europe_run) if region != UNMATCHED])
    shown = figure.axes[0].images[0].get_array()
    beside = np.mean([shown[i, i + 1] for i in range(len(shown) - 1)])
    assert beside > 1.5 * np.nanmean(np.ma.filled(shown, np.nan))


def test_heatmap_does_not_depend_on_the_order_or_the_form_of_names(europe_run) -> None:
    regions = swedish(europe_run)
    names = europe_run.regions.set_index("region_id").loc[regions[::-1], "region"].tolist()
    first, second = (pair_heatmap(europe_run, chosen).axes[0] for chosen in (regions, names))
    assert [label.get_text() for label in first.get_yticklabels()] == [
        label.get_text() for label in second.get_yticklabels()
    ]


def test_heatmap_of_two_regions(europe_run) -> None:
    assert_legible(pair_heatmap(europe_run, ["Västmanland", UNMATCHED]))


def test_too_many_or_too_few_regions_are_refused(europe_run) -> None:
    with pytest.raises(SettingError, match=r"expected 2 to 40 regions.*found 216; name the regions"):
        pair_heatmap(europe_run)
    with pytest.raises(SettingError, match="found 1;"):
        pair_heatmap(europe_run, ["SE125", "Västmanland"])
    with pytest.raises(SettingError, match="found 216"):
        region_theme_graph(europe_run)
    with pytest.raises(NameUnknownError, match="Västmanland"):
        pair_heatmap(europe_run, ["Vastmanlnd", "SE124"])


# --- region-theme graph -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["theme", "niche"])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_graph_of_the_swedish_regions_is_legible(europe_run, level, language) -> None:
    figure = region_theme_graph(europe_run, swedish(europe_run), level=level, language=language)
    assert_legible(figure)
    assert figure.get_figwidth() <= 6.7


def test_graph_of_forty_regions_with_long_names_is_legible(europe_run) -> None:
    assert_legible(region_theme_graph(europe_run, longest_names(europe_run, 40)))


def test_graph_draws_each_link_and_names_each_theme(europe_run) -> None:
    regions = swedish(europe_run)
    figure = region_theme_graph(europe_run, regions)
    graph = europe_run.graph()
    edges = {
        (f"region:{region}", node)
        for region in regions
        for node in graph[f"region:{region}"]
        if graph.nodes[node]["kind"] == "theme" and not node.endswith(":horizontal")
    }
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 1]
    assert len(lines) == len(edges)
    shown = {text.replace("\n", " ") for text, _ in boxes(figure)}
    assert {graph.nodes[node]["label"] for _, node in edges} <= shown
    assert set(europe_run.regions.set_index("region_id").loc[regions, "region"]) <= shown


def test_graph_keeps_a_region_without_themes_and_says_so(small_run) -> None:
    figure = region_theme_graph(small_run)
    (label,) = [text for text in figure.axes[0].texts if text.get_text() == "Delta"]
    assert label.get_style() == "italic"
    place = label.get_position()[1]
    assert not [line for line in figure.axes[0].lines if len(line.get_xdata()) > 1 and line.get_ydata()[0] == place]
    assert texts("en")["isolated"] in [text for text, _ in boxes(figure)]


def test_graph_of_nothing_but_a_region_without_themes(europe_run) -> None:
    figure = region_theme_graph(europe_run, [UNMATCHED])
    assert any(text.startswith("Aosta Valley") for text, _ in boxes(figure))


def test_unknown_level_is_refused(europe_run) -> None:
    with pytest.raises(SettingError, match="expected theme or niche; found 'both'"):
        region_theme_graph(europe_run, ["SE125"], level="both")


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=20))
def test_ordering_keeps_all_nodes_and_adds_no_crossing(pairs) -> None:
    edges = {(f"r{region}", f"t{theme}"): 1.0 for region, theme in pairs}
    left, right = sorted({edge[0] for edge in edges}), sorted({edge[1] for edge in edges})
    ordered = _few_crossings(left, right, edges)
    assert (sorted(ordered[0]), sorted(ordered[1])) == (left, right)
    assert _crossings(*ordered, edges) <= _crossings(left, right, edges)


def test_crossings_by_hand() -> None:
    edges = {("a", "2"): 1.0, ("b", "1"): 1.0, ("c", "1"): 1.0}
    assert _crossings(["a", "b", "c"], ["1", "2"], edges) == 2
    assert _crossings(["a", "b", "c"], ["2", "1"], edges) == 0


# --- bars -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("other", ["ES41", "FI1D7", "DE8", UNMATCHED])
def test_parts_are_legible(europe_run, other, language) -> None:
    figure = pair_parts(europe_run.explain("SE125", other), language=language)
    assert len(figure.axes) == 2
    assert_legible(figure)


def test_parts_sum_to_the_score_that_is_shown(europe_run) -> None:
    explanation = europe_run.explain("SE125", "ES41")
    figure = pair_parts(explanation)
    for axes, side in zip(figure.axes, ("a_gains", "b_gains"), strict=True):
        *parts, total = (bar.get_width() for bar in axes.patches)
        assert total == pytest.approx(explanation[side]["complementarity"], abs=1e-12)
        assert sum(parts) == pytest.approx(total, abs=1e-9)
        *told, score = (float(text.get_text().replace("−", "-")) for text in axes.texts)
        assert sum(told) == pytest.approx(score, abs=1e-9)


def test_parts_without_a_score_say_so(europe_run) -> None:
    figure = pair_parts(europe_run.explain("SE125", UNMATCHED))
    assert [text for text, _ in boxes(figure)].count(texts("en")["no_score"]) == 2


@pytest.mark.parametrize("language", ["en", "sv"])
def test_partner_bars_show_the_complementarity(europe_run, language) -> None:
    table = europe_run.partners("SE125", top=10)
    figure = partner_bars(table.to_dict("records"), "Västmanland", language=language)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(table["complementarity"].tolist())
    assert [bar.get_x() for bar in axes.patches] == pytest.approx(table["expected"].tolist())
    assert_legible(figure)


def test_partner_bars_below_chance(europe_run) -> None:
    table = europe_run.partners("SE125", by="overlap", top=12)
    assert table["complementarity"].lt(0).any()
    assert_legible(partner_bars(table.to_dict("records"), "Västmanland"))


def test_partner_bars_of_nobody() -> None:
    figure = partner_bars([], "Västmanland")
    assert figure.axes[0].get_title(loc="left") == texts("en")["none"]


# --- small helpers ----------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1, 1), max_size=12), st.integers(1, 4))
@example([0.85, 0.85, 0.85], 1)  # the sum lies in the middle: either neighbour is right
def test_rounding_keeps_the_sum(values, digits) -> None:
    shown = rounded_to_sum(values, digits)
    unit = 10.0**-digits
    assert abs(sum(shown) - sum(values)) <= unit / 2 * (1 + 1e-6)
    for value, told in zip(values, shown, strict=True):
        assert abs(value - told) <= unit * (1 + 1e-6)


@given(st.text("ab \n", max_size=60), st.integers(1, 20))
def test_wrapping_keeps_the_words_and_the_number_of_lines(text, width) -> None:
    wrapped = wrap(text, width)
    assert wrapped.split() == text.split()
    longest = max((len(word) for word in text.split()), default=0)
    assert all(len(line) <= max(width, longest) for line in wrapped.split("\n"))


def test_numbers_in_both_languages() -> None:
    assert number(0.0404, "en", sign=True) == "+0.040"
    assert number(-0.00004, "sv", sign=True) == "0,000"
    assert number(3.14159, "sv", digits=1) == "3,1"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same() -> None:
    assert texts("en").keys() == texts("sv").keys()
    for key, english in texts("en").items():
        assert placeholders(english) == placeholders(texts("sv")[key]), key


def test_unknown_language_is_refused(europe_run) -> None:
    with pytest.raises(SettingError, match="language: expected en, sv or de; found 'fi'"):
        pair_heatmap(europe_run, ["SE125", "SE124"], language="fi")


@pytest.mark.slow
def test_drawing_touches_no_global_state() -> None:
    """Neither pyplot, which keeps figures and picks a backend, nor the settings of matplotlib."""
    code = (
        "import sys, matplotlib as mpl; before = mpl.rcParams.copy()\n"
        "from matcher.plots import partner_bars\n"
        "partner_bars([{'region': 'A', 'expected': 0.1, 'brings': 0.2}], 'B')\n"
        "print('matplotlib.pyplot' in sys.modules, mpl.rcParams.copy() == before)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_same_run_same_picture(small_run) -> None:
    regions = small_run.regions["region_id"].tolist()[:5]
    pictures = []
    for run in (small_run, dataclasses.replace(small_run)):
        canvas = FigureCanvasAgg(region_theme_graph(run, regions))
        canvas.draw()
        pictures.append(bytes(canvas.buffer_rgba()))
    assert pictures[0] == pictures[1]
    assert len(set(re.findall(rb"....", pictures[0][:400_000], re.DOTALL))) > 1  # something is drawn


# --- themes -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def europe_read_again(europe_folder) -> Run:
    """A run of its own: places are found once for each run in memory."""
    return Run.load(europe_folder)


def points_of(figure: Figure) -> list[np.ndarray]:
    return [np.asarray(found.get_offsets()) for found in figure.axes[0].collections]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_map_of_areas_is_legible_and_the_same_again(europe_run, europe_read_again, language) -> None:
    figure = area_map(europe_run, language)
    assert_legible(figure)
    shown, again = points_of(figure), points_of(area_map(europe_read_again, language))
    assert all(np.array_equal(one, other) for one, other in zip(shown, again, strict=True))
    texts = set(europe_run.areas["area"].where(europe_run.areas["area"] != "", europe_run.areas["area_original"]))
    assert len(texts) * 0.9 < sum(len(points) for points in shown) <= len(texts)


def test_map_needs_some_areas(small_run) -> None:
    with pytest.raises(SettingError, match="a map of areas: expected at least 10 thematic areas; found 5"):
        area_map(small_run)


def test_table_of_regions_by_themes_is_legible_and_counts(europe_run) -> None:
    figure = region_theme_table(europe_run, swedish(europe_run), language="sv")
    assert_legible(figure)
    shown = sum(int(text.get_text()) for text in figure.axes[0].texts)
    themes = europe_run.theme_table.query("level == 'theme'")["theme_id"]
    areas = europe_run.areas[europe_run.areas["country"] == "SE"]["area_id"]
    table = europe_run.memberships
    assert shown == (table["theme_id"].isin(themes) & table["area_id"].isin(areas)).sum()
    assert_legible(region_theme_table(europe_run, longest_names(europe_run, 40)))
    with pytest.raises(SettingError, match="a table of themes: expected 1 to 40 regions"):
        region_theme_table(europe_run)
