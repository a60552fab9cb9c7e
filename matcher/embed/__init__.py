"""Text to unit vectors: English by the packaged model, other languages by the encoder, all by e5, in one space.

Any model of sentence-transformers may take their place.
"""

from matcher.embed.cache import VectorCache, default_cache_path
from matcher.embed.e5 import E5
from matcher.embed.embedder import AUTO, LIGHT, PACKAGED, Embedder
from matcher.embed.encoder import WEIGHTS, Student, bundled_folder
from matcher.embed.models import ENGLISH_MODEL, SentenceModel
from matcher.languages import UNTOLD, Reading, read_languages

__all__ = [
    "AUTO",
    "E5",
    "ENGLISH_MODEL",
    "LIGHT",
    "PACKAGED",
    "UNTOLD",
    "WEIGHTS",
    "Embedder",
    "Reading",
    "SentenceModel",
    "Student",
    "VectorCache",
    "bundled_folder",
    "default_cache_path",
    "read_languages",
]
