"""How the multilingual encoder is made from the vocabulary and the English model, and how well it does."""

from data.build.encoder.phrases import Pair, label_pairs, phrase_pairs

__all__ = ["Pair", "label_pairs", "phrase_pairs"]
