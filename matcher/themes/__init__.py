"""Vectors to themes: broad themes and, below them, niches, guided by a vocabulary or discovered from the data."""

from matcher.themes.base import ThemeModel, theme_rows
from matcher.themes.discovered import LINKAGES, DiscoveredThemes, cut_tree, merge_tree
from matcher.themes.evidence import Evidence, crowded
from matcher.themes.guide import LEVEL_WEIGHTS, WHOLE, Example, Guide, vocabulary_guide
from matcher.themes.guided import GuidedThemes
from matcher.themes.newcomers import OWN
from matcher.themes.stability import BORDERLINE, UNSTABLE, clusterwise_jaccard, steadiness
from matcher.vocabulary.splitter import Splitter, is_horizontal

__all__ = [
    "BORDERLINE",
    "LEVEL_WEIGHTS",
    "LINKAGES",
    "OWN",
    "UNSTABLE",
    "WHOLE",
    "DiscoveredThemes",
    "Evidence",
    "Example",
    "Guide",
    "GuidedThemes",
    "Splitter",
    "ThemeModel",
    "clusterwise_jaccard",
    "crowded",
    "cut_tree",
    "is_horizontal",
    "merge_tree",
    "steadiness",
    "theme_rows",
    "vocabulary_guide",
]
