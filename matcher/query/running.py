r"""Running text placed: calls, needs and profiles of more than a few words.

Sentences about procedure are set aside, and so is what is denied (`matcher.placing.sentences`). With P(i) the highest
probability of niche i over all pairs of sentences that follow each other, and w_k the weight of each row of words k
that names it (`matcher.query.spans`),

    score_i = 1 - (1 - P(i)) * \prod_k (1 - w_k)

The classifier says what a text is about, its words say so surely.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from matcher.fitted.tables import Fitted
from matcher.placing import DECIMALS, PlacingModel
from matcher.placing.sentences import Text
from matcher.query.encoding import encode_texts
from matcher.query.spans import Span

__all__ = ["BESIDE", "CLEAR", "said", "score", "shares"]

Matrix = npt.NDArray[np.float64]

#: Weights of words that name a niche: a label of several words, one of a single word, and what is near to a label.
MANY, ONE, NEAR = 0.5, 0.35, 0.3
#: A text whose best niche scores less has no clear subject.
CLEAR = 0.3
#: A further niche scores this share of the best one at least.
BESIDE = 0.5


def score(run: Fitted, model: PlacingModel, text: Text, spans: Sequence[Span]) -> Matrix:
    """The score of each niche of the model for a text (n_niches,)."""
    niches = model.classes.niches
    left = np.ones(len(niches))
    if text.pairs:
        vectors = encode_texts(run, text.pairs, languages=[text.language] * len(text.pairs), blank=True)
        said = vectors.any(axis=1)
        if said.any():
            left -= model.classes.probabilities(vectors[said].astype(np.float64))[1].max(axis=0)
    place = {niche: number for number, niche in enumerate(niches)}
    for span in spans:
        if span.niche in place:
            left[place[span.niche]] *= 1 - _weight(span)
    found: Matrix = 1 - left
    return found


def shares(found: Matrix, most: int) -> Matrix:
    """Memberships by scores (n_niches,): the best niche has 1, `most` have some at most; none below `CLEAR`.

    Examples
    --------
    >>> shares(np.array([0.2, 0.8, 0.5, 0.1]), 3).tolist(), shares(np.array([0.2, 0.1]), 3).tolist()
    ([0.0, 1.0, 0.625, 0.0], [0.0, 0.0])
    """
    rounded: Matrix = found.round(DECIMALS)
    best = rounded.max(initial=0.0)
    order = np.argsort(-rounded, kind="stable")[:most]
    member = np.zeros(len(rounded))
    kept = [place for place in order.tolist() if rounded[place] >= max(CLEAR, BESIDE * best)]
    member[kept] = rounded[kept] / best if kept else 0.0
    return member


def said(spans: Sequence[Span], niches: Collection[str]) -> list[Span]:
    """The rows of words that name some niches, each text once, in order."""
    return list({span.text: span for span in spans if span.niche in niches}.values())


def _weight(span: Span) -> float:
    if span.closeness < 1:
        return NEAR
    return MANY if span.words > 1 else ONE
