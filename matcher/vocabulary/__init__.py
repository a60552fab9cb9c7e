"""The S3 vocabulary: broad themes, niches and concepts in 26 languages, and what relates the niches.

The facts lie in `data/vocabulary/` as plain CSV; users may lay a file of their own over them.
"""

from matcher.spelling import label_key
from matcher.vocabulary.overlay import lay_over, read_overlay
from matcher.vocabulary.reading import load_vocabulary
from matcher.vocabulary.scheme import DIRECTED, LANGUAGES, RELATION_TYPES, Concept, Crosswalk, Relation, Vocabulary
from matcher.vocabulary.skos import to_turtle

__all__ = [
    "DIRECTED",
    "LANGUAGES",
    "RELATION_TYPES",
    "Concept",
    "Crosswalk",
    "Relation",
    "Vocabulary",
    "label_key",
    "lay_over",
    "load_vocabulary",
    "read_overlay",
    "to_turtle",
]
