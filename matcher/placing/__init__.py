"""One way from a text to niches, in numpy: `fit` and every question to a run place a text by it."""

from matcher.placing.classifier import Classes, Classifier
from matcher.placing.known import KnownWords
from matcher.placing.model import PlacingModel
from matcher.placing.reading import NOTHING, Pieces, pieces_of
from matcher.placing.scores import DECIMALS, Rule, Scores, memberships, scores

__all__ = [
    "DECIMALS",
    "NOTHING",
    "Classes",
    "Classifier",
    "KnownWords",
    "Pieces",
    "PlacingModel",
    "Rule",
    "Scores",
    "memberships",
    "pieces_of",
    "scores",
]
