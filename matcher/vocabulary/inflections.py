"""Words looked up in whatever form they stand in: two words that differ in their last letters alone mean the same.

Labels and forms do not hold every case of every word. Where a word of theirs is taken out and looked up among the
others of its language, what is found is right 98 times of a hundred (`tests/test_inflections.py` asks for 97).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

import numpy as np

from matcher.files.kept import Arrays
from matcher.spelling import label_key
from matcher.vocabulary.scheme import Concept, Vocabulary

__all__ = ["Inflections"]

#: Words that are forms of one another begin with so many letters alike, and end in at most so many that are not.
ALIKE, ENDING = 5, 3
#: Shorter words are looked up as they are.
SHORTEST = 6
#: A sign behind all letters, in the order of words.
BEHIND = "\uffff"
#: Words that were looked up and are remembered.
KEPT = 50_000


class Inflections:
    """Finds what words mean in a language.

    Parameters
    ----------
    vocabulary : Vocabulary

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> words = Inflections(load_vocabulary())
    >>> [concept.id for concept in words.named("muotoiluun", "fi")], words.named("unheard", "sv")
    (['design_crafts'], [])
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._every = lru_cache(None)(self._words)
        self._form_of = lru_cache(KEPT)(self._known_form)

    def named(self, key: str, language: str) -> list[Concept]:
        """Concepts with a label or form of this `label_key` in a language; several words are not inflected."""
        found = self._vocabulary.labelled(key, language)
        if found or language not in self._vocabulary.labels or language == "en" or " " in key:
            return found
        other = self._form_of(key, language)
        return self._vocabulary.labelled(other, language) if other else []

    def _known_form(self, key: str, language: str) -> str:
        """The known word that a word is another form of; "" for none, or for several that mean different things."""
        if len(key) < SHORTEST:
            return ""
        every = self._every(language)
        at = bisect_left(every, key)
        alike = max(_alike(key, near) for near in (*every[max(at - 1, 0) : at + 1], ""))
        if alike < ALIKE or len(key) - alike > ENDING:
            return ""
        first, last = (bisect_left(every, key[:alike] + end) for end in ("", BEHIND))
        found = [word for word in every[first:last] if len(word) - alike <= ENDING]
        return found[0] if len({place for word in found for place in self._places(word, language)}) == 1 else ""

    def _places(self, key: str, language: str) -> Iterator[str]:
        """The niches or themes that a word names; all general words are one."""
        for concept in self._vocabulary.labelled(key, language):
            yield "" if concept.level == "general" else self._vocabulary.place_of(concept.id)

    def _words(self, language: str) -> list[str]:
        """Keys of all labels and forms of one word, sorted."""

        def made() -> Arrays:
            sources = (self._vocabulary.labels[language], self._vocabulary.forms.get(language, {}))
            keys = {label_key(label) for found in sources for labels in found.values() for label in labels}
            return {"keys": np.array(sorted(key for key in keys if " " not in key), dtype=np.str_)}

        kept: list[str] = self._vocabulary.kept("words", {"keys": (None,)}, made, of=language)["keys"].tolist()
        return kept


def _alike(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
