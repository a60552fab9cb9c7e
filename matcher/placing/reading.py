"""A text read: its parts, what each names outright, and what is left for the classifier.

A text is one part or several ("and", commas, slashes). A part that is a label of the vocabulary, or labels with nothing
but general words around them ("sustainable energy", "hydrogen for steel making"), is *known*: it means what the
vocabulary says, in whatever language. Any other part is looked at as it is written and without its general words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.placing.known import KnownWords
from matcher.spelling import label_key

__all__ = ["Pieces", "pieces_of"]

#: Fewer letters of a compound's second half are no word.
SHORTEST = 4


class Pieces(NamedTuple):
    """The pieces of texts: of which text and which part of it each is, what it says, and which concept it names.

    The concept is "" where none is named, and "horizontal" where all words are general ones.

    A part has one piece that is known, or up to two that are not: as it is written, and without its general words.
    """

    name: npt.NDArray[np.intp]
    part: npt.NDArray[np.intp]
    texts: list[str]
    concepts: list[str]


def pieces_of(names: Sequence[str], languages: Sequence[str], known: KnownWords) -> Pieces:
    """All pieces of names, each taken apart in its own language ("": in all).

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> pieces_of(["Food", "Green transport and unheard things"], ["en", "en"], KnownWords(load_vocabulary()))
    Pieces(name=array([0, 1, 1]), part=array([0, 0, 1]),
           texts=['Food', 'green transport', 'unheard things'], concepts=['food', 'transport', ''])
    """
    rows = [
        (number, place, text, concept)
        for number, (name, language) in enumerate(zip(names, languages, strict=True))
        for place, pieces in enumerate(_parts(name, language, known))
        for text, concept in pieces
    ]
    return Pieces(
        np.array([row[0] for row in rows], dtype=np.intp),
        np.array([row[1] for row in rows], dtype=np.intp),
        [row[2] for row in rows],
        [row[3] for row in rows],
    )


def _parts(name: str, language: str, known: KnownWords) -> list[list[tuple[str, str]]]:
    """The pieces of each part of a name."""
    if concept := known.concept(name, language):
        return [[(name, concept)]]
    splitter = known.splitter(language)
    parts = []
    for part in _completed(_joined(name, language, known), language, known):
        found = known.subjects(part, language)
        if len(found) > 1 or (found and label_key(part) == found[0][0]):
            parts += [[said] for said in found]
        elif found:
            parts.append([(part, ""), *found])
        elif bare := splitter.bare(part):
            parts.append([(text, "") for text in dict.fromkeys([part, bare])])
        else:
            parts.append([(part, HORIZONTAL)])
    return parts


def _joined(name: str, language: str, known: KnownWords) -> Iterator[str]:
    """The parts of a name, those left together that are one label ("research and development")."""
    places = known.splitter(language).places(name)
    first = 0
    while first < len(places):
        last = next(
            (
                last
                for last in range(len(places) - 1, first, -1)
                if known.concept(name[places[first].start : places[last].stop], language, anywhere=False)
            ),
            first,
        )
        yield name[places[first].start : places[last].stop].strip()
        first = last + 1


def _completed(parts: Iterator[str], language: str, known: KnownWords) -> Iterator[str]:
    """The parts, each with the word that it shares with the next one where that makes a label of it.

    "Land- und Forstwirtschaft" are Landwirtschaft and Forstwirtschaft, "natur- och friluftsturism" begins with
    naturturism, "cultural and creative industries" with cultural industries.
    """
    every = list(dict.fromkeys(parts))
    for part, after in zip(every, [*every[1:], ""], strict=True):
        stem = part.rstrip("-–")
        last = after.split()[-1] if after.split() else ""
        if stem != part:
            wholes = [stem + last[cut:] for cut in range(1, len(last) - SHORTEST + 1)]
            yield next((whole for whole in wholes if known.concept(whole, language, anywhere=False)), stem)
        elif last and " " not in part and not known.concept(part, language, anywhere=False):
            whole = f"{part} {last}"
            yield whole if known.concept(whole, language, anywhere=False) else part
        else:
            yield part
