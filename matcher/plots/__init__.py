"""Figures of a run, returned as matplotlib Figures; nothing is shown or saved, and no global state is touched.

All figures fit the width of an A4 page, and say by position, mark or label what they also say by colour, so that they
can be read in greyscale and by colour-blind readers.
"""

from __future__ import annotations

from matcher.plots.bars import pair_parts, partner_bars, rounded_to_sum
from matcher.plots.counts import count_bars
from matcher.plots.drawing import MOST_REGIONS
from matcher.plots.heatmap import pair_heatmap
from matcher.plots.network import region_theme_graph
from matcher.plots.record import declared_and_done_bars
from matcher.plots.themes import area_map, region_theme_table

__all__ = [
    "MOST_REGIONS",
    "area_map",
    "count_bars",
    "declared_and_done_bars",
    "pair_heatmap",
    "pair_parts",
    "partner_bars",
    "region_theme_graph",
    "region_theme_table",
    "rounded_to_sum",
]
