"""Free text to niches: the words of a text that name something in the vocabulary, by the encoder, without torch.

A call text is looked at in pieces between punctuation; in each piece, runs of one to four words are compared with the
vocabulary's labels. The closest runs are kept where they are close enough; runs that overlap with a kept one are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE, area_texts
from matcher.fitted.tables import Fitted
from matcher.vocabulary import Vocabulary

__all__ = ["FLOOR", "FLOOR_ONE_WORD", "LONGEST", "Mention", "TextPlacer", "text_placer"]

Matrix = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Matrix]

#: Cosine with a label from which a run of words counts, and from which a single word does (words are ambiguous).
FLOOR, FLOOR_ONE_WORD = 0.78, 0.82
#: From where a run counts that starts or ends with a general word: it must be a label ("critical raw materials").
FLOOR_GENERAL = 0.97
#: Most words in a run.
LONGEST = 4
#: A short text that names one thing is also met by niches this close behind the closest.
BESIDE = 0.03
#: From where a short text that is meant to name something counts as a whole: several words, one word.
FLOOR_WHOLE, FLOOR_WHOLE_WORD = 0.7, 0.75
#: A short text has this many words at most.
SHORT = 8
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
    """Places texts in the niches of a run.

    Parameters
    ----------
    tables : Fitted
        A fitted run. Its niches that are not the vocabulary's (own, discovered) are known by their label and areas.
    vocabulary : Vocabulary
        A word that names a theme stands for all of its niches.
    encode : callable
        Texts to unit vectors; `matcher.embed.Student().encode`.
    general : collection of str
        Lower-case words that say nothing of a subject: a run of words that starts or ends with one counts only where
        it is a label.
    """

    def __init__(
        self, tables: Fitted, vocabulary: Vocabulary, encode: Encode, *, general: Collection[str] = frozenset()
    ) -> None:
        self._tables, self._vocabulary, self._encode = tables, vocabulary, encode
        small = {
            word.lower()
            for labels in vocabulary.labels.values()
            for concept in vocabulary.level("general")
            for label in labels.get(concept.id, ())
            for word in WORD.findall(label)
        }
        self._general = frozenset(general) | small

    @cached_property
    def _labels(self) -> tuple[list[str], list[str], Matrix]:
        """Every label that can be found: its text, the niche or theme it stands for, its vector."""
        pairs: dict[tuple[str, str], None] = {}
        for concept in self._vocabulary.concepts.values():
            if concept.level == "general" or self._vocabulary.theme_of(concept.id) == HORIZONTAL:
                continue
            target = self._vocabulary.niche_of(concept.id) or concept.id
            pairs |= dict.fromkeys((label, target) for label in self._vocabulary.labels["en"].get(concept.id, ()))
        pairs |= dict.fromkeys(self._own_labels())
        texts, targets = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return texts, targets, self._encode(texts)

    def _own_labels(self) -> list[tuple[str, str]]:
        """Labels and areas of the run's niches that the vocabulary does not have."""
        own = {niche for niche in self._tables.niche_ids if niche.removesuffix(WHOLE) not in self._vocabulary}
        if not own:
            return []
        texts = self._tables.areas[["area_id"]].assign(text=area_texts(self._tables.areas))
        linked = self._tables.memberships.merge(texts, on="area_id")
        linked = linked[linked["theme_id"].isin(own)].sort_values(["theme_id", "text"])
        areas = list(zip(linked["text"], linked["theme_id"], strict=True))
        return [(self._tables.labels[niche], niche) for niche in sorted(own)] + areas

    def mentions(self, text: str) -> list[Mention]:
        """What a text of any length mentions, in order; one entry for each different run of words and what it names."""
        runs = _runs(text, self._general)
        if not runs:
            return []
        names = sorted({run.text for run in runs})
        place = {name: number for number, name in enumerate(names)}
        best, cosine = self._nearest(names)
        good = [run for run in runs if cosine[place[run.text]] >= run.floor]
        # The closest first, then the longer one, then the earlier one; what overlaps with a kept run is not kept.
        good.sort(key=lambda run: (-cosine[place[run.text]], -run.words, run.start))
        taken: set[int] = set()
        kept: list[_Run] = []
        for run in good:
            here = set(range(run.start, run.start + run.words))
            if not here & taken:
                taken |= here
                kept.append(run)
        found: dict[str, Mention] = {}
        for run in sorted(kept, key=lambda run: run.start):
            old = found.get(run.text)
            if old is None:
                number = place[run.text]
                found[run.text] = self._mention(run.text, int(best[number]), float(cosine[number]))
            else:
                found[run.text] = replace(old, times=old.times + 1)
        return list(found.values())

    def niches(self, text: str) -> list[Mention]:
        """What a short text, such as a link of a value chain, stands for: read as a whole, else by its runs of words.

        Niches whose nearest label is at most `BESIDE` less close than the closest are taken as well.
        """
        words = len(WORD.findall(text))
        if 0 < words <= SHORT:
            texts, targets, vectors = self._labels
            cosine = np.round(vectors @ self._encode([text])[0], 4)
            if cosine.max() >= (FLOOR_WHOLE_WORD if words == 1 else FLOOR_WHOLE):
                return self._beside(text, cosine, texts, targets)
        return self.mentions(text)

    def _beside(self, text: str, cosine: Matrix, labels: list[str], targets: list[str]) -> list[Mention]:
        near = np.flatnonzero(cosine >= cosine.max() - BESIDE)
        order = sorted(near.tolist(), key=lambda number: (-cosine[number], targets[number], labels[number]))
        firsts = {targets[number]: number for number in reversed(order)}
        return [
            self._mention(text, number, float(cosine[number]))
            for number in sorted(firsts.values(), key=lambda number: (-cosine[number], targets[number]))
        ]

    def _nearest(self, names: Sequence[str]) -> tuple[npt.NDArray[np.intp], Matrix]:
        """The nearest label of each text (the first of equals), and the cosine."""
        cosine = np.round(self._encode(names) @ self._labels[2].T, 4)
        best = cosine.argmax(axis=1)
        return best, cosine[np.arange(len(names)), best]

    def _mention(self, text: str, number: int, cosine: float) -> Mention:
        label, target = self._labels[0][number], self._labels[1][number]
        names = self._tables.labels
        if target in self._vocabulary and self._vocabulary[target].level == "theme":
            rows = self._tables.theme_table
            below = set(rows.loc[(rows["level"] == "niche") & (rows["parent_id"] == target), "theme_id"])
            below |= set(self._vocabulary.narrower(target)) if not below else set()
            niches = {niche: names.get(niche) or self._vocabulary.label(niche) for niche in sorted(below)}
            return Mention(
                text, niches, f"{names.get(target) or self._vocabulary.label(target)} (any)", round(cosine, 4)
            )
        title = names.get(target) or (self._vocabulary.label(target) if target in self._vocabulary else label)
        return Mention(text, {target: title}, title, round(cosine, 4))


def text_placer(tables: Fitted, vocabulary: Vocabulary) -> TextPlacer:
    """A placer with the bundled encoder and general words; the one place to change how free text is placed."""
    from matcher.embed import Student
    from matcher.sources import general_words

    return TextPlacer(tables, vocabulary, Student().encode, general=general_words())


@dataclass(frozen=True)
class _Run:
    """Words that follow each other in a piece of a text; the number of the first one; from which cosine they count."""

    text: str
    start: int
    words: int
    floor: float


def _runs(text: str, general: Collection[str]) -> list[_Run]:
    """All runs of one to `LONGEST` words between punctuation, but for single general words.

    Examples
    --------
    >>> [(run.text, run.floor) for run in _runs("The steel; for Europe.", {"the", "for"})]
    [('The steel', 0.97), ('steel', 0.82), ('for Europe', 0.97), ('Europe', 0.82)]
    """
    runs, start = [], 0
    for piece in JOINTS.split(text):
        words = WORD.findall(piece)
        for first in range(len(words)):
            for last in range(first, min(first + LONGEST, len(words))):
                count = last - first + 1
                bare = words[first].lower() not in general and words[last].lower() not in general
                if bare or count > 1:
                    floor = FLOOR_GENERAL if not bare else FLOOR if count > 1 else FLOOR_ONE_WORD
                    runs.append(_Run(" ".join(words[first : last + 1]), start + first, count, floor))
        start += len(words)
    return runs
