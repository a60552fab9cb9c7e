"""Words of a text that name a niche: by the labels that are known, or as near to a label of the vocabulary as one.

Rows of one to four words are looked at between punctuation, labels of up to `LONGEST_LABEL` words also across it
("vegetable oils, sugar and starch"). A longer label comes before a shorter one, and a row of words that is near to a
label before a single known word in it ("medical devices" before "medical"). What overlaps with a kept row goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.areas import HORIZONTAL
from matcher.fitted.tables import Fitted
from matcher.placing import PlacingModel
from matcher.placing.procedure import small_words
from matcher.placing.sentences import Sentence, Text
from matcher.query.encoding import encode_texts, model_of
from matcher.query.landmarks import label_vectors
from matcher.spelling import label_key
from matcher.vocabulary import LANGUAGES

__all__ = ["LONGEST", "LONGEST_LABEL", "Span", "find_spans", "meanings", "unread"]

#: A single word that is only near to a label has so many letters ("show" is near to shoes).
LETTERS = 6
#: Most words of a row that is near to a label, and of a label.
LONGEST, LONGEST_LABEL = 4, 8


@dataclass(frozen=True)
class Span:
    """Words of a sentence, the niche they name, and the cosine with its nearest label: 1 where they are one."""

    text: str
    niche: str
    closeness: float
    sentence: int
    first: int
    words: int
    aside: bool = False

    @property
    def places(self) -> set[int]:
        """The words of the sentence that it takes."""
        return set(range(self.first, self.first + self.words))


def find_spans(run: Fitted, model: PlacingModel, text: Text) -> list[Span]:
    """What a text names, in order; nothing that is denied, mute, or a single word of a sentence about procedure.

    Parameters
    ----------
    run : Run
    model : PlacingModel
        Whose known words count.
    text : Text
    """
    found = [
        span
        for number, sentence in enumerate(text.sentences)
        for span in _known(model, text.language, number, sentence)
    ]
    found += _near(run, model, text, found)
    # Longer rows first, known ones before near ones; a single known word after all rows.
    found.sort(key=lambda it: (it.words == 1, it.closeness < 1, -it.words, -it.closeness, it.sentence, it.first))
    taken: set[tuple[int, int]] = set()
    kept = []
    for span in found:
        here = {(span.sentence, place) for place in span.places}
        if not here & taken:
            taken |= here
            kept.append(span)
    return sorted(kept, key=lambda it: (it.sentence, it.first))


def meanings(model: PlacingModel, text: str, *, language: str = "") -> list[str]:
    """Niches that a text as a whole is a label of.

    Where no language is stated they are what the word means in English, and those of the languages in which it is the
    first label of something; where that is nothing, what it means in any language.
    """
    known, key = model.known, label_key(text)
    concept = known.concept(text, language)
    if not known.own or (concept and language):
        return [model.niche_of[concept]] if model.niche_of.get(concept) else []
    vocabulary, codes = known.vocabulary, [language] if language in LANGUAGES else LANGUAGES
    named = [(code, it.id) for code in codes for it in vocabulary.labelled(key, code)]
    first = [it for code, it in named if label_key(vocabulary.labels[code][it][0]) == key]
    concepts = [concept, *first] if concept else [it for _, it in named]
    return sorted({niche for it in concepts if (niche := model.niche_of.get(it, ""))})


def unread(model: PlacingModel, text: Text, spans: Sequence[Span]) -> list[str]:
    """What a sentence says is to be developed, after who may apply, and no row of words names a niche of."""
    splitter, found = model.known.splitter(text.language), []
    for number, sentence in enumerate(text.sentences):
        if not sentence.aim:
            continue
        begin = sentence.spans[sentence.aim].start
        named = {place for span in spans if span.sentence == number for place in span.places}
        for part in splitter.places(sentence.text[begin:]):
            inside = range(begin + part.start, begin + part.stop)
            places = [place for place, span in enumerate(sentence.spans) if span.start in inside]
            if not named.intersection(places) and set(places) - sentence.idle - sentence.denied:
                found.append(sentence.said(places[0], places[-1]))
    return found


def _known(model: PlacingModel, language: str, number: int, sentence: Sentence) -> Iterator[Span]:
    """All labels of a sentence, also those that overlap."""
    for first in range(len(sentence.spans)):
        for last in range(first, min(first + LONGEST_LABEL, len(sentence.spans))):
            places, count = set(range(first, last + 1)), last - first + 1
            aside = sentence.aside or first < sentence.aim
            if places & sentence.denied or places <= sentence.mute or (aside and count == 1):
                continue
            said = sentence.said(first, last)
            if niche := _niche(model, said, language):
                yield Span(said, niche, 1.0, number, first, count, aside)


def _niche(model: PlacingModel, said: str, language: str) -> str:
    """The niche of a label; in English also in its other number, and written as one word."""
    for form in _forms(said, language):
        if niche := model.niche_of.get(model.known.concept(form, language, anywhere=False), ""):
            return niche
    return ""


def _forms(said: str, language: str) -> Iterator[str]:
    """A name as it is and, in English or where no language is told, as a plural, a singular, and one word.

    Examples
    --------
    >>> list(_forms("medical devices", "en")), list(_forms("cyber security", "en"))[-1], list(_forms("hus", "sv"))
    (['medical devices', 'medical device', 'medicaldevices'], 'cybersecurity', ['hus'])
    """
    yield said
    if language not in ("", "en") or len(said) < LETTERS:
        return
    if said.endswith("ies"):
        yield said.removesuffix("ies") + "y"
    elif said.endswith("s") and not said.endswith("ss"):
        yield said.removesuffix("s")
    else:
        yield said + "s"
    if said.count(" ") == 1:
        yield said.replace(" ", "")


def _near(run: Fitted, model: PlacingModel, text: Text, known: list[Span]) -> list[Span]:
    """Rows of words that are near to a label."""
    general = model.known.general(text.language)
    small = small_words(text.language)
    kept = [(number, sentence) for number, sentence in enumerate(text.sentences) if not sentence.aside]
    rows = [row for number, sentence in kept for row in _rows(number, sentence, general, small)]
    if not rows:
        return []
    names = sorted({said for said, *_ in rows})
    labels = label_vectors(model_of(run))
    vectors = encode_texts(run, names, languages=[text.language] * len(names), blank=True)
    cosine = np.round(vectors @ labels.vectors.T, 4)
    best = {
        name: (labels.niches[at], float(row[at]))
        for name, row, at in zip(names, cosine, cosine.argmax(axis=1), strict=True)
    }
    found = []
    for said, number, first, count in rows:
        niche, near = best[said]
        span = Span(said, niche, min(near, 0.9999), number, first, count, text.sentences[number].aside)
        inside = {it.niche for it in known if it.sentence == number and it.places <= span.places}
        # Two things that are named are not one that is near.
        if niche != HORIZONTAL and near >= (run.floors.span if count > 1 else run.floors.word) and len(inside) < 2:
            found.append(span)
    return found


def _rows(
    number: int, sentence: Sentence, general: frozenset[str], small: frozenset[str]
) -> Iterator[tuple[str, int, int, int]]:
    """Rows of words within clauses that may be near to a label: text, sentence, first word, number of words.

    A general word may only end a row ("medical devices"), and only a long one: "of" joins two things.
    """
    barred = (
        sentence.denied
        | sentence.mute
        | set(range(sentence.aim))
        | {n for n, key in enumerate(sentence.keys) if key in small}
    )
    for first in range(len(sentence.spans)):
        for last in range(first, min(first + LONGEST, len(sentence.spans))):
            is_general = sentence.keys[last] in general
            if last in barred or (last > first and not sentence.joined[last]):
                break
            if is_general and (last == first or len(sentence.keys[last]) < LETTERS):
                break
            said = sentence.said(first, last)
            if last > first or len(said) >= LETTERS:
                yield said, number, first, last - first + 1
            if is_general:
                break
