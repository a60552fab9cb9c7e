"""Labels of all languages in one index, so that a text is looked up without reading the files of 26 languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from matcher.files.kept import Arrays
from matcher.spelling import label_key

__all__ = ["SHAPES", "LabelIndex", "indexed"]

#: Labels by their key, and as they are said: each a hash, its language, its place among the labels, and its concept.
SHAPES: Mapping[str, tuple[int | None, ...]] = {
    "keys": (None,),
    "by_key": (None, 3),
    "said": (None,),
    "as_said": (None, 3),
}
#: Texts that were looked up and are remembered.
KEPT = 50_000
#: By language and concept id.
Words = Mapping[str, Mapping[str, Sequence[str]]]
#: A place among the labels of a language, and the id of the concept that has the label.
Placed = tuple[int, str]


class LabelIndex:
    """Finds the concepts that a text is a label or form of, language by language.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        As `indexed` makes them.
    languages, concepts : sequence of str
        What the numbers in the arrays stand for.

    Examples
    --------
    >>> labels = {"en": {"rail": ("Railways", "trains")}, "sv": {"rail": ("järnväg",), "train": ("tåg", "Jarnvag")}}
    >>> index = LabelIndex(indexed(labels, ["rail", "train"]), list(labels), ["rail", "train"])
    >>> index.keyed("jarnvag"), index.said("järnväg"), index.said("ship")
    ({'sv': ['rail', 'train']}, {'sv': [(0, 'rail')]}, {})
    """

    def __init__(self, arrays: Arrays, languages: Sequence[str], concepts: Sequence[str]) -> None:
        self._languages, self._concepts = languages, concepts
        self._arrays = arrays
        self.keyed = lru_cache(KEPT)(self._keyed)

    def _keyed(self, key: str) -> dict[str, list[str]]:
        """Ids of the concepts with a label or form of this `label_key`, by language."""
        return {
            code: list(dict.fromkeys(it for _, it in found))
            for code, found in self._found("keys", "by_key", key).items()
        }

    def said(self, text: str) -> dict[str, list[Placed]]:
        """Concepts with a label that is this text in small letters, each with the label's place, by language."""
        return self._found("said", "as_said", text)

    def _found(self, hashes: str, rows: str, text: str) -> dict[str, list[Placed]]:
        every, wanted = self._arrays[hashes], np.uint64(_hash(text))
        first, last = every.searchsorted(wanted), every.searchsorted(wanted, side="right")
        found: dict[str, list[Placed]] = {}
        for language, place, concept in self._arrays[rows][first:last].tolist():
            found.setdefault(self._languages[language], []).append((place, self._concepts[concept]))
        return found


def indexed(labels: Words, concepts: Sequence[str], *, forms: Words | None = None) -> Arrays:
    """The arrays of an index of labels, by language and concept id; forms are looked up by their keys alone."""
    languages, number = list(labels), {concept: place for place, concept in enumerate(concepts)}
    every = [row for words in (labels, forms or {}) for row in _labels(words, languages) if row[2] in number]
    rows = np.array([(code, place, number[it]) for code, place, it, _ in every], dtype=np.int32).reshape(-1, 3)
    own = sum(it in number for by_concept in labels.values() for it, found in by_concept.items() for _ in found)
    keys = _hashes([label_key(label) for *_, label in every])
    said = _hashes([label.casefold() for *_, label in every[:own]])
    by_key, as_said = np.argsort(keys, kind="stable"), np.argsort(said, kind="stable")
    return {"keys": keys[by_key], "by_key": rows[by_key], "said": said[as_said], "as_said": rows[as_said]}


def _labels(words: Words, languages: Sequence[str]) -> Iterator[tuple[int, int, str, str]]:
    """Each label with the number of its language, its place there, and its concept."""
    for language, by_concept in words.items():
        every = ((concept, label) for concept, own in by_concept.items() for label in own)
        yield from ((languages.index(language), at, concept, label) for at, (concept, label) in enumerate(every))


def _hashes(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    return np.array([_hash(text) for text in texts], dtype=np.uint64)


def _hash(text: str) -> int:
    """64 bits of a hash: that two of some hundred thousand texts have the same ones happens once in a billion times."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
