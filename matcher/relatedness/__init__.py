"""How related two niches are: sources kept apart, and their blend."""

from matcher.relatedness.blend import DEFAULT_WEIGHTS, Agreement, agreement, blend
from matcher.relatedness.sources import closeness, cooccurrence, known, revealed, semantic

__all__ = [
    "DEFAULT_WEIGHTS",
    "Agreement",
    "agreement",
    "blend",
    "closeness",
    "cooccurrence",
    "known",
    "revealed",
    "semantic",
]
