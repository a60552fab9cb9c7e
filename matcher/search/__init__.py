"""Partner lists and pair tables, areas and actors by a text, known partnerships, all of it side by side."""

from matcher.search.combined import BLEND_COLUMNS, COMBINED_COLUMNS, COMPONENTS, blend_formula, combined, text_fit
from matcher.search.filters import REASONS, Filters
from matcher.search.known import KNOWN_COLUMNS, NUTS_RULES, firm, known_pairs, placed_members
from matcher.search.novelty import NOVELTY
from matcher.search.pairs import PAIR_COLUMNS, pairs
from matcher.search.partners import DECIMALS, FEW_AREAS, NOVELTY_COLUMNS, PARTNER_COLUMNS, RANKINGS, partners

__all__ = [
    "BLEND_COLUMNS",
    "COMBINED_COLUMNS",
    "COMPONENTS",
    "DECIMALS",
    "FEW_AREAS",
    "KNOWN_COLUMNS",
    "NOVELTY",
    "NOVELTY_COLUMNS",
    "NUTS_RULES",
    "PAIR_COLUMNS",
    "PARTNER_COLUMNS",
    "RANKINGS",
    "REASONS",
    "Filters",
    "blend_formula",
    "combined",
    "firm",
    "known_pairs",
    "pairs",
    "partners",
    "placed_members",
    "text_fit",
]
