"""Running text to niches: what the words of a call name, by the same known words and the same encoder as `placing`.

A short text, such as the link of a value chain, is placed as any text is (`matcher.query.placing`). Running text is
looked at between punctuation, in runs of one to four words: a run counts that is known, or as near to a label of the
vocabulary as one; the surest are kept, and what overlaps with a kept one is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE
from matcher.fitted.tables import Fitted
from matcher.placing import PlacingModel
from matcher.query.encoding import encode_texts, model_of
from matcher.query.landmarks import label_vectors
from matcher.query.placing import place_texts, placing_model
from matcher.spelling import label_key
from matcher.vocabulary import Vocabulary

__all__ = ["FLOOR", "FLOOR_ONE_WORD", "LONGEST", "Mention", "TextPlacer", "text_placer"]

Matrix = npt.NDArray[np.float32]

#: Cosine with a label from which a run of words counts, and from which a single word does (words are ambiguous).
FLOOR, FLOOR_ONE_WORD = 0.78, 0.82
#: Most words in a run.
LONGEST = 4
WORD = re.compile(r"[^\W_][\w'’-]*")
JOINTS = re.compile(r"[.,;:!?()\[\]\n\r\t•|\"“”„«»/]+|\s[–—-]\s")


@dataclass(frozen=True)
class Mention:
    """Words of a text, the niches they stand for (with labels), the nearest label, and the cosine of the two."""

    text: str
    niches: Mapping[str, str]
    label: str
    closeness: float
    times: int = 1


class TextPlacer:
    """Finds what is asked for in texts: niches of a run, or of the vocabulary where nobody in the run works on them.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    vocabulary : Vocabulary
        Who asks for a theme asks for any of its niches.
    """

    def __init__(self, run: Fitted, vocabulary: Vocabulary) -> None:
        self._run, self._vocabulary = run, vocabulary

    @cached_property
    def _model(self) -> PlacingModel:
        return placing_model(self._run)

    def niches(self, text: str, *, language: str = "") -> list[Mention]:
        """What a short text stands for, placed as every verb places it; nothing where it has no clear subject."""
        placed = place_texts(self._run, [text], languages=[language])
        thematic = placed[placed["theme_id"] != HORIZONTAL]
        return [
            self._mention(text, niche, closeness)
            for niche, closeness in zip(thematic["theme_id"], thematic["closeness"], strict=True)
        ]

    def mentions(self, text: str, *, language: str = "") -> list[Mention]:
        """What a text of any length mentions, in order; one entry for each different run of words."""
        runs = _runs(text, self._model.known.general(language))
        names = sorted({run.text for run in runs})
        found = dict(zip(names, self._found(names, language), strict=True)) if names else {}
        good = [run for run in runs if found[run.text][1] >= run.floor]
        # The closest first, then the longer one, then the earlier one; what overlaps with a kept run is not kept.
        good.sort(key=lambda run: (-found[run.text][1], -run.words, run.start))
        taken: set[int] = set()
        kept: list[_Run] = []
        for run in good:
            here = set(range(run.start, run.start + run.words))
            if not here & taken:
                taken |= here
                kept.append(run)
        mentioned: dict[str, Mention] = {}
        for run in sorted(kept, key=lambda run: run.start):
            old = mentioned.get(run.text)
            new = self._mention(run.text, *found[run.text])
            mentioned[run.text] = new if old is None else replace(old, times=old.times + 1)
        return list(mentioned.values())

    def _found(self, names: list[str], language: str) -> list[tuple[str, float]]:
        """The niche that each run of words stands for, and how surely: 1 where it is known."""
        labels = label_vectors(model_of(self._run))
        vectors = encode_texts(self._run, names, languages=[language] * len(names), blank=True)
        cosine = np.round(vectors @ labels.vectors.T, 4)
        best = cosine.argmax(axis=1)
        rows = []
        for number, name in enumerate(names):
            niche = self._model.niche_of.get(self._model.known.concept(name, language, anywhere=False), "")
            nearest = labels.niches[best[number]]
            near = 0.0 if nearest == HORIZONTAL else float(cosine[number, best[number]])
            rows.append((niche, 1.0) if niche else (nearest, near))
        return rows

    def _mention(self, text: str, niche: str, closeness: float) -> Mention:
        names, vocabulary = self._run.labels, self._vocabulary
        theme = niche.removesuffix(WHOLE)
        if niche.endswith(WHOLE) and theme in vocabulary:
            rows = self._run.theme_table
            below = set(rows.loc[(rows["level"] == "niche") & (rows["parent_id"] == theme), "theme_id"])
            below |= set(vocabulary.narrower(theme)) if not below else set()
            niches = {each: names.get(each) or vocabulary.label(each) for each in sorted(below)}
            return Mention(text, niches, f"{names.get(theme) or vocabulary.label(theme)} (any)", round(closeness, 4))
        title = names.get(niche) or vocabulary.label(niche)
        return Mention(text, {niche: title}, title, round(closeness, 4))


def text_placer(run: Fitted, vocabulary: Vocabulary) -> TextPlacer:
    """What finds niches in free text for `consortium`."""
    return TextPlacer(run, vocabulary)


@dataclass(frozen=True)
class _Run:
    """Words that follow each other in a piece of a text; the number of the first one; from which cosine they count."""

    text: str
    start: int
    words: int
    floor: float


def _runs(text: str, general: Collection[str]) -> list[_Run]:
    """All runs of one to `LONGEST` words between punctuation; those that general words begin or end must be known.

    Examples
    --------
    >>> [(run.text, run.floor) for run in _runs("The steel; for Europe.", {"the", "for"})]
    [('The', 1.0), ('The steel', 1.0), ('steel', 0.82), ('for', 1.0), ('for Europe', 1.0), ('Europe', 0.82)]
    """
    runs, start = [], 0
    for piece in JOINTS.split(text):
        words = WORD.findall(piece)
        for first in range(len(words)):
            for last in range(first, min(first + LONGEST, len(words))):
                count = last - first + 1
                bare = label_key(words[first]) not in general and label_key(words[last]) not in general
                floor = 1.0 if not bare else FLOOR if count > 1 else FLOOR_ONE_WORD
                runs.append(_Run(" ".join(words[first : last + 1]), start + first, count, floor))
        start += len(words)
    return runs
