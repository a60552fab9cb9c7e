"""Names of areas taken apart: at "and", commas and slashes; words of a subject and general words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.vocabulary import LANGUAGES, Vocabulary

__all__ = ["Pieces", "Splitter", "is_horizontal", "pieces_of"]

WORD = r"[\w'’-]+"


class Pieces(NamedTuple):
    """The pieces of names: which name and which part of it each piece belongs to, and its text.

    A part of a name has one or two pieces: as it is written, and without its general words.
    """

    name: npt.NDArray[np.intp]
    part: npt.NDArray[np.intp]
    texts: list[str]


class Splitter:
    """Takes names of one language apart.

    Parameters
    ----------
    joiners : iterable of str
        Words that join two subjects, such as "and".
    general : collection of str
        Lower-case words that say nothing of a subject, such as "sustainable".

    Examples
    --------
    >>> splitter = Splitter(["and"], {"green", "smart", "of"})
    >>> splitter.parts("Green transport and housing")
    ['Green transport', 'housing']
    >>> splitter.bare("Green transport"), splitter.bare("Smart green")
    ('transport', '')
    """

    def __init__(self, joiners: Iterable[str] = ("and",), general: Collection[str] = ()) -> None:
        words = "|".join(re.escape(joiner) for joiner in sorted(joiners, key=lambda text: (-len(text), text)))
        self._joints = re.compile(rf"\s*[,;/:()]\s*|\s+[&+–-]\s+|\s+(?:{words})\s+", re.IGNORECASE)
        self._general = frozenset(general)

    @classmethod
    def of(cls, vocabulary: Vocabulary, language: str | None = "en") -> Splitter:
        """A splitter with the joining and general words that the vocabulary has in a language, else in English.

        Without a language (None) it has those of all languages: for a text of which nobody says what it is written in.
        """
        joiners: list[str] = []
        general: set[str] = set()
        for code in LANGUAGES if language is None else (language,):
            found = vocabulary.labels.get(code) or vocabulary.labels["en"]
            joiners += found.get("word_and", ("and",))
            general |= {
                word
                for concept in vocabulary.level("general")
                for label in found.get(concept.id, ())
                for word in re.findall(WORD, label.lower())
            }
        return cls(sorted(set(joiners)), general)

    def parts(self, name: str) -> list[str]:
        """The parts of a name; the name itself where there is nothing to take apart."""
        found = [part.strip() for part in self._joints.split(name)]
        return list(dict.fromkeys(part for part in found if part)) or [name]

    def bare(self, text: str) -> str:
        """A text without its general words; empty where nothing is left."""
        return " ".join(word for word in re.findall(WORD, text) if word.lower() not in self._general)

    def pieces(self, name: str) -> list[list[str]]:
        """For each part of a name: the part, and, where that is another text, the part without general words."""
        return [list(dict.fromkeys([part, self.bare(part) or part])) for part in self.parts(name)]


def pieces_of(names: Sequence[str], splitters: Sequence[Splitter]) -> Pieces:
    """All pieces of names, each name taken apart by its own language's splitter.

    Examples
    --------
    >>> pieces_of(["Food", "Green transport and food"], [Splitter(["and"], {"green"})] * 2)
    Pieces(name=array([0, 1, 1, 1]), part=array([0, 0, 0, 1]), texts=['Food', 'Green transport', 'transport', 'food'])
    """
    rows = [
        (number, place, text)
        for number, (name, splitter) in enumerate(zip(names, splitters, strict=True))
        for place, texts in enumerate(splitter.pieces(name))
        for text in texts
    ]
    return Pieces(
        np.array([row[0] for row in rows], dtype=np.intp),
        np.array([row[1] for row in rows], dtype=np.intp),
        [row[2] for row in rows],
    )


def is_horizontal(texts: Sequence[str], general_words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Which texts consist of general words alone and so have no thematic content.

    Parameters
    ----------
    texts : sequence of str, n of them
    general_words : collection of str
        Lower-case words such as "innovation", "collaboration" and "for".

    Returns
    -------
    ndarray of bool (n,)

    Examples
    --------
    >>> is_horizontal(["Collaboration for innovation", "Food innovation"], {"collaboration", "for", "innovation"})
    array([ True, False])
    """
    words = pd.Series(list(texts), dtype=object).str.lower().str.findall(r"[^\W\d_]+")
    return np.array([bool(found) and set(found) <= set(general_words) for found in words], dtype=bool)
