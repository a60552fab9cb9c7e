"""What places texts: kept in the run folder, so that a saved run places a text as the fit did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import RunError
from matcher.placing.classifier import Classes, Classifier
from matcher.placing.known import KnownWords
from matcher.placing.reading import Pieces
from matcher.placing.scores import Rule, Scores, memberships, scores
from matcher.vocabulary import load_vocabulary

__all__ = ["PlacingModel"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlacingModel:
    """A classifier, the rule that reads its scores, and the niches that known words stand for.

    Attributes
    ----------
    classes : Classes
        Taught on the vectors of what reads a text after the fit: the encoder, or the model that the run names.
    rule : Rule
    niche_of : mapping of str to str
        The niche of each concept.
    labels : mapping of str to str
        Labels that are not the bundled vocabulary's, with the concept that each names.
    own : bool
        Whether the vocabulary's labels count: not where another classification guides.
    """

    classes: Classes
    rule: Rule = field(default_factory=Rule)
    niche_of: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    own: bool = True

    @cached_property
    def known(self) -> KnownWords:
        """The words that need no classifier."""
        return KnownWords(load_vocabulary(), self.labels, own=self.own)

    def scores(self, vectors: npt.ArrayLike, pieces: Pieces, of_pieces: npt.ArrayLike) -> Scores:
        """Scores of texts by their unit vectors (n, d), their pieces, and the vectors of these (n_pieces, d)."""
        whole, parts = (self.classes.probabilities(np.asarray(rows, dtype=np.float64)) for rows in (vectors, of_pieces))
        return scores(self.classes, whole, pieces, parts, self.niche_of, self.rule.mix)

    def memberships(self, found: Scores) -> Matrix:
        """Membership of each text in each niche of `classes` (n, n_niches)."""
        return memberships(found, self.classes, self.rule)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All of it as arrays of numbers and texts, for a file; only of what a classifier places."""
        if not isinstance(self.classes, Classifier):
            raise RunError("what places texts in this run is not kept", do="fit the data again")
        return {
            "themes": _texts(self.classes.themes),
            "niches": _texts(self.classes.niches),
            "parents": self.classes.parents.astype(np.int64),
            "theme_weights": self.classes.theme_weights,
            "niche_weights": self.classes.niche_weights,
            "rule": np.array(self.rule, dtype=np.float64),
            "niche_of": _pairs(self.niche_of),
            "labels": _pairs(self.labels),
            "own": np.array(self.own),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> PlacingModel:
        """The model that `arrays` describes.

        Raises
        ------
        RunError
            An array is missing or has another shape.
        """
        try:
            classes = Classifier(
                arrays["themes"].tolist(),
                arrays["niches"].tolist(),
                arrays["parents"].astype(np.intp),
                arrays["theme_weights"],
                arrays["niche_weights"],
            )
            threshold, mix, nearness, most = arrays["rule"].tolist()
            niche_of, labels = dict(arrays["niche_of"].tolist()), dict(arrays["labels"].tolist())
            own = bool(arrays["own"])
        except (KeyError, ValueError, AttributeError) as error:
            raise RunError("what places texts in this run is damaged", do="fit the data again") from error
        return cls(classes, Rule(threshold, mix, nearness, int(most)), niche_of, labels, own)


def _texts(texts: Sequence[str]) -> npt.NDArray[np.str_]:
    return np.array(list(texts), dtype=np.str_)


def _pairs(pairs: Mapping[str, str]) -> npt.NDArray[np.str_]:
    return np.array(sorted(pairs.items()), dtype=np.str_).reshape(len(pairs), 2)
