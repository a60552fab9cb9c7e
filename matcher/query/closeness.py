"""How close names of areas are to a text: by meaning, and by words in common."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.settings import DECIMALS
from matcher.spelling import as_written, split_words
from matcher.vocabulary import LANGUAGES, Vocabulary

__all__ = ["WORDS", "Asked", "Near", "Row", "Word", "closeness", "text_words"]

Matrix = npt.NDArray[np.float64]
#: How much of the distance that meaning leaves is closed where all words are shared. Measured on the bundled data, with
#: 0 and with 0.3: an original name finds its English twin first in 83 and 87 % (252 names of two or more words); of 65
#: subjects asked in eight languages (areas are relevant by their English words) the first area is relevant in 83 and
#: 88 %, and nDCG at 10 is 0.75 and 0.77.
WORDS = 0.3
#: Of how many texts the words are kept: those of the areas, and of organisations, that all questions are compared with.
MOST_TEXTS = 8192
#: Labels of the vocabulary have up to so many words here.
LONGEST = 4


class Word(NamedTuple):
    """A word of a text, and the labels (each a tuple of words) of the concepts that it, or a phrase with it, names."""

    word: str
    labels: tuple[tuple[str, ...], ...]


class Row(NamedTuple):
    """A niche that a text falls into; see `matcher.query.placing.place_texts`."""

    theme_id: str
    membership: float
    closeness: float
    evidence: str


class Asked(NamedTuple):
    """A text that is asked: its vector (d,), its words, the niches it falls into, and nearer ones that no area is in.

    `placed` holds rows of theme_id, membership, closeness and evidence (see `matcher.query.placing.place_texts`);
    `unlisted` holds (niche, label, closeness). `core` are the words that areas are compared with where they are not the
    whole text; `without` is what the text denies, `aside` its sentences about procedure.
    """

    text: str
    language: str
    vector: npt.NDArray[np.float32]
    words: Sequence[Word]
    placed: Sequence[Row]
    unlisted: Sequence[tuple[str, str, float]] = ()
    core: str = ""
    without: Sequence[str] = ()
    aside: Sequence[str] = ()


def text_words(
    text: str, language: str, vocabulary: Vocabulary, general: Collection[str], *, into: Collection[str] = ("en",)
) -> list[Word]:
    """The words of a text with the vocabulary's labels for what they name, general words left out.

    Parameters
    ----------
    text : str
    language : str
        ISO 639-1 code; "" reads the text in all languages of the vocabulary.
    vocabulary : Vocabulary
    general : collection of str
        Lower-case words that say nothing of a subject.
    into : collection of str
        Languages in which areas have their names.

    Examples
    --------
    >>> from matcher.vocabulary import Concept, Vocabulary
    >>> labels = {"en": {"h2": ("hydrogen", "hydrogen gas")}, "sv": {"h2": ("vätgas",)}}
    >>> vocabulary = Vocabulary({"h2": Concept("h2", "theme", "", "", "")}, labels, (), ())
    >>> text_words("Vätgas i hamnar", "sv", vocabulary, {"i"})
    [Word(word='vatgas', labels=(('hydrogen',), ('hydrogen', 'gas'))), Word(word='hamnar', labels=())]
    """
    said = re.findall(r"[^\W_]+", text.casefold())
    spans: dict[str, list[range]] = {}
    for length in range(1, LONGEST + 1):
        for start in range(len(said) - length + 1):
            spans.setdefault(" ".join(said[start : start + length]), []).append(range(start, start + length))
    labels: list[dict[tuple[str, ...], None]] = [{} for _ in said]
    for phrase, concept in _named(spans.keys(), language, vocabulary):
        known = [label for code in into for label in vocabulary.labels.get(code, {}).get(concept, ())]
        for span in spans[phrase]:
            for place in span:
                labels[place] |= dict.fromkeys(tuple(split_words(label)) for label in known)
    found: dict[str, Word] = {}
    for word, own in zip(said, labels, strict=True):
        if word not in general and (folded := " ".join(split_words(word))):
            found.setdefault(folded, Word(folded, tuple(label for label in own if label)))
    return list(found.values())


def _named(phrases: Collection[str], language: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each phrase that is a label, with its concept; general words say nothing of a subject."""
    said = {phrase: vocabulary.said(phrase) for phrase in phrases}
    for code in [language] if language in LANGUAGES else LANGUAGES:
        named = sorted((place, phrase, it) for phrase, found in said.items() for place, it in found.get(code, ()))
        for _, phrase, concept in named:
            if vocabulary.theme_of(concept) != HORIZONTAL:
                yield phrase, concept


class Near(NamedTuple):
    """How close texts are to an asked one: closeness and meaning (n,), and the words that each shares with it."""

    closeness: Matrix
    meaning: Matrix
    words: list[list[str]]


def closeness(texts: Sequence[str], vectors: npt.ArrayLike, asked: Asked) -> Near:
    """Closeness of an asked text to others, as this module defines it.

    Parameters
    ----------
    texts : sequence of str, n of them
        In whose words those of the asked text are looked for.
    vectors : array_like (n, d)
        Unit vectors.
    asked : Asked

    Examples
    --------
    Cosines 0.6 and 0.5; of two names one has the only word, which closes 0.3 of the distance of 0.5:

    >>> asked = Asked("vätgas", "sv", np.array([1.0, 0.0]), [Word("vatgas", (("hydrogen",),))], [])
    >>> near = closeness(["Fuel", "Hydrogen ports"], [[0.6, 0.8], [0.5, 0.75**0.5]], asked)
    >>> near.closeness.tolist(), near.words
    ([0.6, 0.65], [[], ['hydrogen']])
    """
    meaning = np.clip(np.asarray(vectors, dtype=np.float64) @ np.asarray(asked.vector, dtype=np.float64), 0.0, 1.0)
    share, shown = _shared(texts, asked.words)
    whole: Matrix = (meaning + WORDS * share * (1 - meaning)).round(DECIMALS)
    return Near(whole, meaning.round(DECIMALS), shown)


def _shared(texts: Sequence[str], words: Sequence[Word]) -> tuple[Matrix, list[list[str]]]:
    """The share of the words that each text has (n,), and these words as the text has them."""
    distinct = {text: _words_in(text) for text in dict.fromkeys(texts)}
    had = {text: [_has(own, word) for word in words] for text, own in distinct.items()}
    hits = np.array([[bool(found) for found in row] for row in had.values()]).reshape(len(distinct), len(words))
    rarity = np.log((len(distinct) + 1) / (hits.sum(axis=0) + 1))
    total = rarity.sum()
    share = hits @ rarity / total if total > 0 else np.zeros(len(distinct))
    values = dict(zip(distinct, share.tolist(), strict=True))
    shown = {text: list(dict.fromkeys(_written(text, found) for found in row if found)) for text, row in had.items()}
    return np.array([values[text] for text in texts]), [shown[text] for text in texts]


@lru_cache(MOST_TEXTS)
def _written(text: str, words: str) -> str:
    """Folded words as a name writes them, in small letters."""
    return " ".join(as_written(text, word).lower() for word in words.split())


@lru_cache(MOST_TEXTS)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


def _has(own: frozenset[str], word: Word) -> str:
    """How a name has a word: as it is, or as one of its labels; "" where it has not."""
    if word.word in own:
        return word.word
    return next((" ".join(label) for label in word.labels if own.issuperset(label)), "")
