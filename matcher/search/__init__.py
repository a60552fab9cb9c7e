"""Partner lists and pair tables, areas and actors by a text, known partnerships, all of it side by side."""

from matcher.search.actors import ACTOR_RANKINGS, RANKED_ACTOR_COLUMNS, meetings, niche_agreement, rank_actors
from matcher.search.combined import BLEND_COLUMNS, COMBINED_COLUMNS, COMPONENTS, blend_formula, combined, text_fit
from matcher.search.filters import REASONS, Filters
from matcher.search.known import KNOWN_COLUMNS, NUTS_RULES, firm, known_pairs, placed_members
from matcher.search.needs import NEED_COLUMNS, need_table
from matcher.search.novelty import NOVELTY
from matcher.search.pairs import PAIR_COLUMNS, pairs
from matcher.search.partners import DECIMALS, FEW_AREAS, NOVELTY_COLUMNS, PARTNER_COLUMNS, RANKINGS, partners
from matcher.search.query import FLOOR, QUERY_COLUMNS, WORDS, Asked, Word, query, text_words

__all__ = [
    "ACTOR_RANKINGS",
    "BLEND_COLUMNS",
    "COMBINED_COLUMNS",
    "COMPONENTS",
    "DECIMALS",
    "FEW_AREAS",
    "FLOOR",
    "KNOWN_COLUMNS",
    "NEED_COLUMNS",
    "NOVELTY",
    "NOVELTY_COLUMNS",
    "NUTS_RULES",
    "PAIR_COLUMNS",
    "PARTNER_COLUMNS",
    "QUERY_COLUMNS",
    "RANKED_ACTOR_COLUMNS",
    "RANKINGS",
    "REASONS",
    "WORDS",
    "Asked",
    "Filters",
    "Word",
    "blend_formula",
    "combined",
    "firm",
    "known_pairs",
    "meetings",
    "need_table",
    "niche_agreement",
    "pairs",
    "partners",
    "placed_members",
    "query",
    "rank_actors",
    "text_fit",
    "text_words",
]
