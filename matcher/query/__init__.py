"""What a text asks: the way from a text to niches, areas, regions and actors."""

from matcher.query.actors import ACTOR_RANKINGS, RANKED_ACTOR_COLUMNS, meetings, niche_agreement, rank_actors
from matcher.query.closeness import WORDS, Asked, Word, text_words
from matcher.query.encoding import encode_texts
from matcher.query.placing import PLACED_COLUMNS, ask, niches_of_text, place_actors, place_texts, unlisted_niches
from matcher.query.ranking import NEED_COLUMNS, QUERY_COLUMNS, need_table, query

__all__ = [
    "ACTOR_RANKINGS",
    "NEED_COLUMNS",
    "PLACED_COLUMNS",
    "QUERY_COLUMNS",
    "RANKED_ACTOR_COLUMNS",
    "WORDS",
    "Asked",
    "Word",
    "ask",
    "encode_texts",
    "meetings",
    "need_table",
    "niche_agreement",
    "niches_of_text",
    "place_actors",
    "place_texts",
    "query",
    "rank_actors",
    "text_words",
    "unlisted_niches",
]
