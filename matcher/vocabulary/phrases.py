"""What several words mean together, in a language that has no label for it: what the same words mean in English.

"Industria intelligente" is no Italian label, but "smart industry" is an English one, and the two are the same two
words. So a phrase is read by the concepts that its words name, in whatever order the language puts them. Some languages
write them as one word: "Wasserstofftechnologien" are hydrogen technologies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import product

import numpy as np

from matcher.files.kept import Arrays
from matcher.spelling import label_key
from matcher.vocabulary.inflections import Inflections
from matcher.vocabulary.scheme import Vocabulary
from matcher.vocabulary.splitter import Splitter

__all__ = ["Phrases"]

#: A phrase is so many words that say something, and up to so many with those that only join them.
FEWEST, MOST, LONGEST = 2, 4, 6
#: General words that only join others: "of", "for", "in", "with"; and the one that sets fields beside each other.
JOINING, AND = frozenset({"word_of", "word_for", "word_in", "word_with"}), "word_and"
#: Levels of concepts whose labels lie further apart than those of a field.
WIDE = frozenset({"theme", "general"})
#: Between the ids of a phrase.
BETWEEN = " "
#: Languages that write several words as one, and what they may put between them.
COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "nl", "no", "sv"})
LINKS = ("s", "n", "e", "en", "er", "es")
#: Neither half of such a word is shorter: fewer letters are an ending.
SHORTEST = 4


class Phrases:
    """Reads phrases of a language by what their words mean.

    Parameters
    ----------
    vocabulary : Vocabulary
    words : Inflections, optional
        Made where it is not given.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> phrases = Phrases(load_vocabulary())
    >>> phrases.concept("industria intelligente", "it"), phrases.concept("unheard industria", "it")
    ('digital_factory', '')
    """

    def __init__(self, vocabulary: Vocabulary, words: Inflections | None = None) -> None:
        self._vocabulary = vocabulary
        self._words = words or Inflections(vocabulary)
        self._splitter = Splitter(vocabulary.labels["en"].get(AND, ("and",)))

    def concept(self, key: str, language: str) -> str:
        """The concept that the words of a `label_key` mean together; "" for none, or several in different niches."""
        found = {self._english[ids] for ids in self._readings(key.split(), language) if ids in self._english}
        return min(found) if self._in_one_place(found) else ""

    def compound(self, word: str, language: str) -> str:
        """The concept of a word that is a field and a general word in one ("automationsteknik"); "" for any other.

        Examples
        --------
        >>> from matcher.vocabulary import load_vocabulary
        >>> phrases = Phrases(load_vocabulary())
        >>> phrases.compound("wasserstofftechnologien", "de"), phrases.compound("technologiepark", "de")
        ('hydrogen', '')
        """
        if language not in COMPOUNDING:
            return ""
        for cut in range(len(word) - SHORTEST, SHORTEST - 1, -1):
            if self._levels(word[cut:], language) == {"general"}:
                for head in _heads(word[:cut]):
                    if meant := self.concept(f"{head} {word[cut:]}", language) or self._field(head, language):
                        return meant
        return ""

    def _levels(self, word: str, language: str) -> set[str]:
        return {concept.level for concept in self._vocabulary.labelled(word, language)}

    def _field(self, word: str, language: str) -> str:
        """The one field that a word names."""
        found = [concept.id for concept in self._vocabulary.labelled(word, language)]
        return min(found) if self._in_one_place(found) and "general" not in self._levels(word, language) else ""

    @cached_property
    def _english(self) -> dict[str, str]:
        """By the ids of their words what English labels of several words name."""
        arrays = self._vocabulary.kept("phrases", dict.fromkeys(("ids", "concepts"), (None,)), self._made)
        return dict(zip(arrays["ids"].tolist(), arrays["concepts"].tolist(), strict=True))

    def _made(self) -> Arrays:
        found: dict[str, set[str]] = {}
        for concept_id, labels in self._vocabulary.labels["en"].items():
            if self._vocabulary[concept_id].level != "general":
                for ids in {ids for label in labels for ids in self._readings(label_key(label).split(), "en")}:
                    found.setdefault(ids, set()).add(concept_id)
        clear = {ids: min(concepts) for ids, concepts in found.items() if self._in_one_place(concepts)}
        return {"ids": np.array(list(clear), dtype=np.str_), "concepts": np.array(list(clear.values()), dtype=np.str_)}

    def _readings(self, words: Sequence[str], language: str) -> Iterator[str]:
        """The ids of the concepts that the words of a phrase name, sorted: all ways of reading it."""
        if not FEWEST <= len(words) <= LONGEST:
            return
        named = [self._named(word, language) for word in words]
        said = [ids for ids in named if not ids & JOINING]
        if any(AND in ids for ids in named) or (named[0] | named[-1]) & JOINING:
            return
        if FEWEST <= len(said) <= MOST and all(said):
            yield from {BETWEEN.join(sorted(ids)) for ids in product(*said) if len(set(ids)) == len(ids)}

    def _named(self, word: str, language: str) -> set[str]:
        """What a word means; in English only what it names itself, where it is wide: "medical" is less than health."""
        found = self._words.named(word, language)
        if language == "en":
            found = [c for c in found if c.level not in WIDE or self._is_name(word, c.id)]
        return {concept.id for concept in found}

    def _is_name(self, word: str, concept: str) -> bool:
        """Whether a word is the name of a concept, or of one of the fields that its name joins."""
        names = map(label_key, self._splitter.parts(self._vocabulary.label(concept)))
        return not {word, word.removesuffix("s")}.isdisjoint(names)

    def _in_one_place(self, concepts: Collection[str]) -> bool:
        return len(set(map(self._vocabulary.place_of, concepts))) == 1


def _heads(half: str) -> Iterator[str]:
    """The first half of a compound as a word of its own may be written: without a link, with its own last letter.

    Examples
    --------
    >>> list(_heads("halso"))[:2], list(_heads("automations"))[:2]
    (['halso', 'halsa'], ['automations', 'automation'])
    """
    yield half
    if half.endswith("o"):
        yield half[:-1] + "a"
    yield from (half.removesuffix(link) for link in LINKS if half.endswith(link))
