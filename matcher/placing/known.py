"""Words that need no guess: labels and synonyms of the vocabulary, in the languages in which they are labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from matcher.areas import HORIZONTAL
from matcher.spelling import label_key
from matcher.vocabulary import LANGUAGES, Concept, Vocabulary
from matcher.vocabulary.inflections import Inflections
from matcher.vocabulary.phrases import Phrases
from matcher.vocabulary.splitter import Splitter, is_number

__all__ = ["KnownWords", "Said"]

#: Acronyms that are everyday words too: they are labels where they are written in capitals.
IN_CAPITALS = frozenset({"it"})
#: Shorter English words have no plural made of them, nor are they taken for one ("its").
LEAST_LETTERS = 5
#: A label that is looked for inside a text has up to so many words.
LONGEST = 5
#: Texts that were looked up and are remembered.
KEPT = 50_000
#: A concept that is named (text, id).
Said = tuple[str, str]
#: What a label of several concepts means first: a field as a whole before what is narrower.
LEVELS = ("theme", "niche", "concept")


class KnownWords:
    """Looks up what a text names.

    Parameters
    ----------
    vocabulary : Vocabulary
    more : mapping of str to str
        Further labels, by their text, with the id of what each names: of niches that the data or experts have added,
        or of a given classification. They come before the vocabulary's.
    own : bool, default True
        Whether the vocabulary's own labels count; not where another classification guides.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> known = KnownWords(load_vocabulary())
    >>> known.concept("Vindkraft", "sv"), known.concept("Vindkraft", "pl"), known.concept("Something else")
    ('wind_power', 'wind_power', '')
    """

    def __init__(self, vocabulary: Vocabulary, more: Mapping[str, str] | None = None, *, own: bool = True) -> None:
        self.vocabulary = vocabulary
        self.own = own
        self._more = {label_key(text): concept for text, concept in (more or {}).items()}
        self._words = Inflections(vocabulary)
        self._phrases = Phrases(vocabulary, self._words)
        self._splitters: dict[str, Splitter] = {}
        # Names are read in overlapping parts, and the same words stand in many names.
        self._looked_up = lru_cache(KEPT)(self._look_up)

    def splitter(self, language: str = "") -> Splitter:
        """Takes names of a language apart; of all languages where none of the vocabulary's is stated."""
        code = language if language in LANGUAGES else ""
        if code not in self._splitters:
            self._splitters[code] = Splitter.of(self.vocabulary, code or None)
        return self._splitters[code]

    def general(self, language: str = "") -> frozenset[str]:
        """Keys of words that say nothing of a subject in a language."""
        return self.splitter(language).general_keys

    def concept(self, text: str, language: str = "", *, anywhere: bool = True, together: bool = True) -> str:
        """Id of what a text is a label of; "" where it is none, or one of several different things.

        The stated language decides, then English, then all others where they agree.

        Parameters
        ----------
        text, language : str
            "" where the language is not stated: all languages are looked through.
        anywhere : bool
            Whether other languages than the stated one and English count, where one is stated.
        together : bool
            Whether it counts what the words of the text mean together; not where they may stand for several fields.
        """
        return self._looked_up(text, language, anywhere, together)

    def _look_up(self, text: str, language: str, anywhere: bool, together: bool) -> str:
        key = label_key(text)
        if not key or key in self._more or not self.own:
            return self._more.get(key, "")
        if key in IN_CAPITALS and not text.strip().isupper():
            return ""
        first = [language, "en"] if language in LANGUAGES else ["en"]
        # What a text says as it is written, in whichever of the two, comes before what may be made of its words.
        ways = [(self._plainly, code) for code in first] + [(self._in_other_words, code) for code in first]
        found = next(filter(None, (read(key, code) for read, code in ways)), "")
        if found or (together and (found := self._as_in_english(text, first[0]))):
            return found if self.vocabulary.theme_of(found) != HORIZONTAL else ""
        if language in LANGUAGES and not anywhere:
            return ""
        languages = self.vocabulary.languages_of(key)
        others = {found for code in languages if code not in first and (found := self._meant(key, code))}
        places = set(map(self.vocabulary.place_of, others))
        if len(places) != 1 or self.vocabulary.theme_of(min(others)) == HORIZONTAL:
            return ""
        return min(others, key=lambda found: (LEVELS.index(self.vocabulary[found].level), found))

    def level(self, concept: str) -> str:
        """Level of a concept; a niche's for those that the vocabulary does not have."""
        return self.vocabulary[concept].level if concept in self.vocabulary else "niche"

    def says_nothing(self, text: str, language: str = "") -> bool:
        """Whether a text is a fixed expression of several general words ("knowledge economy", "key technologies")."""
        key = label_key(text)
        ids = [c for code in dict.fromkeys([language, "en"]) for c in self.vocabulary.labelled(key, code)]
        return " " in key and bool(ids) and all(concept.level == "general" for concept in ids)

    def theme_without_subject(self, text: str, language: str = "") -> str:
        """The theme that general words mean where no subject stands beside them; "" for none or several.

        Examples
        --------
        >>> from matcher.vocabulary import load_vocabulary
        >>> known = KnownWords(load_vocabulary())
        >>> known.theme_without_subject("Renewing industry", "en"), known.theme_without_subject("New methods", "en")
        ('manufacturing', '')
        """
        keys = label_key(text).split()
        themes = {
            concept.also for key in keys for concept in self.vocabulary.labelled(key, language or "en")
            if concept.level == "general" and concept.also
        }  # fmt: skip
        return themes.pop() if len(themes) == 1 and self.own else ""

    def _plainly(self, key: str, language: str) -> str:
        """What a key means in one language; in English also in its other number."""
        return self._meant(key, language) or (self._meant(_other_number(key), language) if language == "en" else "")

    def _in_other_words(self, key: str, language: str) -> str:
        """What a key means in one language if it is written as one word, in another form, or as a compound."""
        joined = self._meant(key.replace(" ", ""), language) if key.count(" ") == 1 else ""
        return joined or self._widest(self._words.named(key, language)) or self._phrases.compound(key, language)

    def _as_in_english(self, text: str, language: str) -> str:
        """What the words of one part of a name mean together in English."""
        one = language != "en" and len(self.splitter(language).places(text)) == 1
        return self._phrases.concept(label_key(text), language) if one else ""

    def _meant(self, key: str, language: str) -> str:
        """What a label means in one language."""
        return self._widest(self.vocabulary.labelled(key, language))

    def _widest(self, concepts: Sequence[Concept]) -> str:
        """Id of the widest of some concepts that a word names; "" where several are as wide and lie apart."""
        for level in LEVELS:
            here = [concept.id for concept in concepts if concept.level == level]
            if here:
                return here[0] if len(set(map(self.vocabulary.place_of, here))) == 1 else ""
        return concepts[0].id if concepts else ""

    def subjects(self, text: str, language: str = "", *, together: bool = True) -> list[Said]:
        """What a text names where it says nothing else: its labels, if only general words part them; else nothing.

        Examples
        --------
        >>> from matcher.vocabulary import load_vocabulary
        >>> known = KnownWords(load_vocabulary())
        >>> known.subjects("Hydrogen for sustainable steel", "en")
        [('hydrogen', 'hydrogen'), ('steel', 'steelmaking')]
        >>> known.subjects("Hydrogen for unheard things", "en"), known.subjects("Textile tourism", "en")
        ([], [])
        """
        words = _as_written(text)
        spans, taken = self.spans(words, language, together=together), set()
        for span, _ in spans:
            taken |= set(span)
        rest = [label_key(word) for place, word in enumerate(words) if place not in taken]
        if not all(self._is_general(word, language) or is_number(word) for word in rest):
            return []
        if any(one.stop == other.start for (one, _), (other, _) in pairwise(spans)):
            return []
        return [(label_key(" ".join(words[span.start : span.stop])), concept) for span, concept in spans]

    def _is_general(self, key: str, language: str) -> bool:
        named = self._words.named(key, language) if language else []
        return key in self.general(language) or (bool(named) and all(concept.level == "general" for concept in named))

    def spans(self, words: list[str], language: str = "", *, together: bool = True) -> list[tuple[range, str]]:
        """Labels inside a row of words, the longest first where they overlap; in order of their places."""
        taken: set[int] = set()
        found: list[tuple[range, str]] = []
        for span in self._candidates(len(words)):
            if taken & set(span):
                continue
            text = " ".join(words[span.start : span.stop])
            if concept := self.concept(text, language, anywhere=False, together=together):
                found.append((span, concept))
                taken |= set(span)
        return sorted(found, key=lambda item: item[0].start)

    @staticmethod
    def _candidates(n: int) -> Iterator[range]:
        for length in range(min(LONGEST, n), 0, -1):
            for start in range(n - length + 1):
                yield range(start, start + length)


def _as_written(text: str) -> list[str]:
    """The words of a text as it writes them, where that makes as many as its key has; else those of the key."""
    keys = label_key(text).split()
    words = re.findall(r"[^\W_]+", text)
    return words if [label_key(word) for word in words] == keys else keys


def _other_number(key: str) -> str:
    """An English key with its last word in the singular; in the plural where it is several words in the singular.

    Examples
    --------
    >>> _other_number("medical technologies"), _other_number("mobilities"), _other_number("trade fair")
    ('medical technology', 'mobility', 'trade fairs')
    >>> _other_number("its"), _other_number("new"), _other_number("glass")
    ('', '', '')
    """
    if len(key) < LEAST_LETTERS or key.endswith("ss"):
        return ""
    if key.endswith("ies"):
        return key.removesuffix("ies") + "y"
    if key.endswith("s"):
        return key.removesuffix("s")
    return key + "s" if " " in key else ""
