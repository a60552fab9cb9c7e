"""How related two niches are: sources kept apart, and their blend; densities around niches."""

from matcher.relatedness.blend import DEFAULT_WEIGHTS, Agreement, agreement, blend
from matcher.relatedness.density import added_density, density, external_density, internal_density, mean_added_density
from matcher.relatedness.normalised import (
    association,
    cosine,
    hypergeometric_z,
    jaccard,
    probability,
    proximity,
    spanning,
)
from matcher.relatedness.sources import closeness, cooccurrence, known, revealed, semantic

__all__ = [
    "DEFAULT_WEIGHTS",
    "Agreement",
    "added_density",
    "agreement",
    "association",
    "blend",
    "closeness",
    "cooccurrence",
    "cosine",
    "density",
    "external_density",
    "hypergeometric_z",
    "internal_density",
    "jaccard",
    "known",
    "mean_added_density",
    "probability",
    "proximity",
    "revealed",
    "semantic",
    "spanning",
]
