"""What chance would give: the null model that relatedness and scores are compared with, and draws to check it by."""

from matcher.chance.configuration import (
    NULL_MODEL,
    Others,
    Sizes,
    alike,
    chance_of_others,
    expected_presence,
    sizes_of,
)
from matcher.chance.draws import matrix_draws, portfolio_draws
from matcher.chance.shared import (
    LEVEL,
    SharedBySize,
    SharedNiches,
    Telling,
    false_discovery_rate,
    poisson_binomial_tail,
    shared_niches,
    telling,
)
from matcher.chance.shorter import Shorter
from matcher.chance.sums import sums_by_size

__all__ = [
    "LEVEL",
    "NULL_MODEL",
    "Others",
    "SharedBySize",
    "SharedNiches",
    "Shorter",
    "Sizes",
    "Telling",
    "alike",
    "chance_of_others",
    "expected_presence",
    "false_discovery_rate",
    "matrix_draws",
    "poisson_binomial_tail",
    "portfolio_draws",
    "shared_niches",
    "sizes_of",
    "sums_by_size",
    "telling",
]
