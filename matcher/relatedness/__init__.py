"""How related two niches are: sources kept apart, and their blend."""

from matcher.relatedness.blend import DEFAULT_WEIGHTS, Agreement, agreement, blend
from matcher.relatedness.density import density
from matcher.relatedness.links import LINK_COLUMNS, coverage, known, known_links
from matcher.relatedness.portfolios import SOURCES, portfolio_sources
from matcher.relatedness.sources import closeness, cooccurrence, revealed, semantic
from matcher.relatedness.table import RELATION_COLUMNS, pair_matrix, reblend, relation_table, silent

__all__ = [
    "DEFAULT_WEIGHTS",
    "LINK_COLUMNS",
    "RELATION_COLUMNS",
    "SOURCES",
    "Agreement",
    "agreement",
    "blend",
    "closeness",
    "cooccurrence",
    "coverage",
    "density",
    "known",
    "known_links",
    "pair_matrix",
    "portfolio_sources",
    "reblend",
    "relation_table",
    "revealed",
    "semantic",
    "silent",
]
