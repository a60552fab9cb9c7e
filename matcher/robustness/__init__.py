"""How sure the rankings are: their stability, and what they follow that they should not."""

from matcher.robustness.bias import (
    BIAS_COLUMNS,
    CORRECTED,
    MATERIAL,
    PROPERTIES,
    SCORES,
    bias,
    corrected,
    flagged_for,
    region_properties,
)
from matcher.robustness.ranks import KINDS, STABILITY_COLUMNS, draw_plan, kept_of_top, stability

__all__ = [
    "BIAS_COLUMNS",
    "CORRECTED",
    "KINDS",
    "MATERIAL",
    "PROPERTIES",
    "SCORES",
    "STABILITY_COLUMNS",
    "bias",
    "corrected",
    "draw_plan",
    "flagged_for",
    "kept_of_top",
    "region_properties",
    "stability",
]
