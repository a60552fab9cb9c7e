"""Vectors to themes: broad themes and, below them, niches, guided by a vocabulary or discovered from the data."""

from matcher.themes.base import ThemeModel, theme_rows
from matcher.themes.discovered import LINKAGES, DiscoveredThemes, cut_tree, merge_tree
from matcher.themes.guide import WHOLE, Example, Guide, vocabulary_guide
from matcher.themes.guided import GuidedThemes
from matcher.themes.names import Pieces, Splitter, is_horizontal, pieces_of

__all__ = [
    "LINKAGES",
    "WHOLE",
    "DiscoveredThemes",
    "Example",
    "Guide",
    "GuidedThemes",
    "Pieces",
    "Splitter",
    "ThemeModel",
    "cut_tree",
    "is_horizontal",
    "merge_tree",
    "pieces_of",
    "theme_rows",
    "vocabulary_guide",
]
