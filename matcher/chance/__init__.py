"""What chance would give: the null model that relatedness and scores are compared with, and draws to check it by."""

from matcher.chance.configuration import NULL_MODEL, expected_presence
from matcher.chance.draws import matrix_draws, portfolio_draws
from matcher.chance.overlap import OverlapChance, overlap_chance
from matcher.chance.shared import (
    LEVEL,
    SharedNiches,
    Telling,
    false_discovery_rate,
    poisson_binomial_tail,
    shared_niches,
    telling,
)

__all__ = [
    "LEVEL",
    "NULL_MODEL",
    "OverlapChance",
    "SharedNiches",
    "Telling",
    "expected_presence",
    "false_discovery_rate",
    "matrix_draws",
    "overlap_chance",
    "poisson_binomial_tail",
    "portfolio_draws",
    "shared_niches",
    "telling",
]
