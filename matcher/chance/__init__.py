"""What chance would give: the null model that relatedness and scores are compared with, and draws to check it by."""

from matcher.chance.configuration import NULL_MODEL, alike, chance_of_others, expected_presence
from matcher.chance.draws import matrix_draws, portfolio_draws
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
    "SharedNiches",
    "Telling",
    "alike",
    "chance_of_others",
    "expected_presence",
    "false_discovery_rate",
    "matrix_draws",
    "poisson_binomial_tail",
    "portfolio_draws",
    "shared_niches",
    "telling",
]
