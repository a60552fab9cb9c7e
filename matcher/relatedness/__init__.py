"""How related two niches are: sources kept apart, and their blend; densities around niches."""

from matcher.relatedness.blend import DEFAULT_WEIGHTS, WEIGHTS_UNKNOWN, Agreement, agreement, blend
from matcher.relatedness.density import added_density, density, external_density, internal_density, mean_added_density
from matcher.relatedness.links import (
    LEAST_STRENGTH,
    LINK_COLUMNS,
    STRONG,
    STRONGEST,
    coverage,
    held_shares,
    known,
    known_links,
)
from matcher.relatedness.normalised import (
    association,
    cosine,
    hypergeometric_z,
    jaccard,
    probability,
    proximity,
    spanning,
)
from matcher.relatedness.sources import (
    SOURCES,
    closeness,
    colisted,
    cooccurrence,
    portfolio_sources,
    revealed,
    semantic,
)
from matcher.relatedness.table import RELATION_COLUMNS, pair_matrix, reblend, relation_table, silent

__all__ = [
    "DEFAULT_WEIGHTS",
    "LEAST_STRENGTH",
    "LINK_COLUMNS",
    "RELATION_COLUMNS",
    "SOURCES",
    "STRONG",
    "STRONGEST",
    "WEIGHTS_UNKNOWN",
    "Agreement",
    "added_density",
    "agreement",
    "association",
    "blend",
    "closeness",
    "colisted",
    "cooccurrence",
    "cosine",
    "coverage",
    "density",
    "external_density",
    "held_shares",
    "hypergeometric_z",
    "internal_density",
    "jaccard",
    "known",
    "known_links",
    "mean_added_density",
    "pair_matrix",
    "portfolio_sources",
    "probability",
    "proximity",
    "reblend",
    "relation_table",
    "revealed",
    "semantic",
    "silent",
    "spanning",
]
