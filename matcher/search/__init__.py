"""Partner lists and pair tables, from a run's scores."""

from matcher.search.filters import COHESION, LEVELS, REASONS, Filters
from matcher.search.novelty import NOVELTY
from matcher.search.pairs import PAIR_COLUMNS, pairs
from matcher.search.partners import DECIMALS, FEW_AREAS, NOVELTY_COLUMNS, PARTNER_COLUMNS, RANKINGS, partners

__all__ = [
    "COHESION",
    "DECIMALS",
    "FEW_AREAS",
    "LEVELS",
    "NOVELTY",
    "NOVELTY_COLUMNS",
    "PAIR_COLUMNS",
    "PARTNER_COLUMNS",
    "RANKINGS",
    "REASONS",
    "Filters",
    "pairs",
    "partners",
]
