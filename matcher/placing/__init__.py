"""Further texts in the niches of a saved run, without torch and scikit-learn: for queries, actors and what-if."""

from matcher.placing.reading import Fitted, encode_texts
from matcher.placing.texts import PLACED_COLUMNS, ask, niches_of_text, place_actors, place_texts, unlisted_niches

__all__ = [
    "PLACED_COLUMNS",
    "Fitted",
    "ask",
    "encode_texts",
    "niches_of_text",
    "place_actors",
    "place_texts",
    "unlisted_niches",
]
