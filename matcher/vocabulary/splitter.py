"""Names of areas taken apart: at "and", commas and slashes; words of a subject and general words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.files.kept import Arrays
from matcher.spelling import label_key
from matcher.vocabulary import LANGUAGES, Vocabulary

__all__ = ["Splitter", "halves", "is_horizontal", "is_number"]

WORD = r"[\w'’-]+"
LETTERS = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d+(st|nd|rd|th)?", re.IGNORECASE)


class Splitter:
    """Takes names of one language apart.

    Parameters
    ----------
    joiners : iterable of str
        Words that join two subjects, such as "and".
    general : collection of str
        Lower-case words that say nothing of a subject, such as "sustainable".
    keys : collection of str, optional
        Their keys (`matcher.spelling.label_key`), where they are known.

    Examples
    --------
    >>> splitter = Splitter(["and"], {"green", "smart", "of"})
    >>> splitter.parts("Green transport and housing")
    ['Green transport', 'housing']
    >>> splitter.bare("Green transport"), splitter.bare("Smart green")
    ('transport', '')
    """

    def __init__(
        self, joiners: Iterable[str] = ("and",), general: Collection[str] = (), keys: Collection[str] | None = None
    ) -> None:
        words = "|".join(re.escape(joiner) for joiner in sorted(joiners, key=lambda text: (-len(text), text)))
        # A run of blanks is read once, from its beginning: names may hold thousands.
        blanks = r"(?<!\s)\s++"
        self._joints = re.compile(
            rf"(?:{blanks})?[,;/:()]\s*+|{blanks}[&+–-]\s++|{blanks}(?:{words})\s++", re.IGNORECASE
        )
        self.general = frozenset(general)
        self._keys = None if keys is None else frozenset(keys)

    @classmethod
    def of(cls, vocabulary: Vocabulary, language: str | None = "en") -> Splitter:
        """A splitter with the joining and general words that the vocabulary has in a language, else in English.

        Without a language (None) it has those of all languages: for a text of which nobody says what it is written in.
        """

        def made() -> Arrays:
            return _words(vocabulary, LANGUAGES if language is None else (language,))

        shapes = dict.fromkeys(("joiners", "general", "keys"), (None,))
        found = vocabulary.kept("splitters", shapes, made, of=language)
        return cls(*(found[name].tolist() for name in shapes))

    @cached_property
    def general_keys(self) -> frozenset[str]:
        """Keys of the general words."""
        return frozenset(map(label_key, self.general)) if self._keys is None else self._keys

    def places(self, name: str) -> list[slice]:
        """Where the parts of a name stand in it; the whole of it where there is nothing to take apart."""
        found, start = [], 0
        for joint in self._joints.finditer(name):
            found.append(slice(start, joint.start()))
            start = joint.end()
        found.append(slice(start, len(name)))
        return [part for part in found if name[part].strip()] or [slice(0, len(name))]

    def parts(self, name: str) -> list[str]:
        """The parts of a name; the name itself where there is nothing to take apart."""
        return list(dict.fromkeys(name[part].strip() or name for part in self.places(name)))

    def bare(self, text: str) -> str:
        """A text without its general words; empty where nothing is left."""
        return " ".join(
            word for word in re.findall(WORD, text) if word.lower() not in self.general and not is_number(word)
        )


def halves(vocabulary: Vocabulary, niche: str, *, language: str = "en") -> tuple[str, ...]:
    """The two fields that a niche's label joins, each "" where it is no label of its own; none where it joins none.

    Examples
    --------
    >>> from matcher import load_vocabulary
    >>> halves(load_vocabulary(), "wine_beverages"), halves(load_vocabulary(), "wine_beverages", language="sv")
    (('wine', 'beverages'), ('vin', 'drycker'))
    >>> halves(load_vocabulary(), "local_organic_food"), halves(load_vocabulary(), "logistics")
    (('', 'organic food'), ())
    """
    joiners = vocabulary.labels.get(language, {}).get("word_and", ("and",))
    found = Splitter(joiners).parts(vocabulary.label(niche, language))
    if len(found) != 2:
        return ()
    own = {niche, *vocabulary.narrower(niche)}
    known = [any(concept.id in own for concept in vocabulary.labelled(label_key(half), language)) for half in found]
    return tuple(half if is_label else "" for half, is_label in zip(found, known, strict=True))


def _words(vocabulary: Vocabulary, languages: Iterable[str]) -> Arrays:
    """The joining and the general words of languages."""
    joiners: set[str] = set()
    general: set[str] = set()
    for code in languages:
        found = vocabulary.labels.get(code) or vocabulary.labels["en"]
        joiners |= {*found.get("word_and", ("and",))}
        general |= {
            word
            for concept in vocabulary.level("general")
            for label in (*found.get(concept.id, ()), *vocabulary.forms.get(code, {}).get(concept.id, ()))
            for word in re.findall(WORD, label.lower())
            if not vocabulary.is_subject(word, code)
        }
    lists = {"joiners": joiners, "general": general, "keys": set(map(label_key, general))}
    return {name: np.array(sorted(words), dtype=np.str_) for name, words in lists.items()}


def is_number(word: str) -> bool:
    """Whether a word is a number, such as that of a century; it says as little of a subject as a general word.

    Examples
    --------
    >>> is_number("21st"), is_number("2030"), is_number("3D")
    (True, True, False)
    """
    return NUMBER.fullmatch(word) is not None


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
    general = frozenset(general_words)
    words = (set(LETTERS.findall(text.lower())) for text in texts)
    return np.array([bool(found) and found <= general for found in words], dtype=bool)
