"""Partner lists and pair tables, areas and actors by a free text, from a run's tables."""

from matcher.search.actors import ACTOR_RANKINGS, RANKED_ACTOR_COLUMNS, meetings, niche_agreement, rank_actors
from matcher.search.needs import NEED_COLUMNS, need_table
from matcher.search.pairs import PAIR_COLUMNS, pairs
from matcher.search.partners import DECIMALS, FEW_AREAS, PARTNER_COLUMNS, RANKINGS, partners
from matcher.search.query import FLOOR, QUERY_COLUMNS, WORDS, Asked, Word, query, text_words

__all__ = [
    "ACTOR_RANKINGS",
    "DECIMALS",
    "FEW_AREAS",
    "FLOOR",
    "NEED_COLUMNS",
    "PAIR_COLUMNS",
    "PARTNER_COLUMNS",
    "QUERY_COLUMNS",
    "RANKED_ACTOR_COLUMNS",
    "RANKINGS",
    "WORDS",
    "Asked",
    "Word",
    "meetings",
    "need_table",
    "niche_agreement",
    "pairs",
    "partners",
    "query",
    "rank_actors",
    "text_words",
]
