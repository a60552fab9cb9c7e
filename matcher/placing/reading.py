"""A text read: its parts, what each names outright, and what is left for the classifier.

A text is one part or several ("and", commas, slashes). A part that is a label of the vocabulary, or labels with nothing
but general words around them ("sustainable energy", "hydrogen for steel making"), is *known*: it means what the
vocabulary says, in whatever language. Any other part is looked at as it is written and without its general words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.placing.known import KnownWords
from matcher.spelling import label_key

__all__ = ["NOTHING", "Pieces", "pieces_of"]

#: A hyphen inside a word.
HYPHEN = re.compile(r"(?<=\w)[-–](?=\w)")
HYPHENATED = re.compile(r"\w+(?:[-–]\w+)+")
#: In place of a concept: a fixed expression of general words, which names no field however it is read.
NOTHING = "nothing"
HEADING = re.compile(r"\s*+([^(:]++)[(:]")
#: So many general words before a comma or "and" may belong to the subject after it ("low-carbon and smart vehicles").
MOST_BEFORE = 2
#: The general word that may be said of what stands before it.
SERVICE = "service"
#: The general word that makes more of a plain word than its niche ("water economy"), and how ids of plain words end.
ECONOMY = "economy"
#: A label goes across no more joints, and a name is read up to so many parts: cells may hold thousands.
MOST_JOINED, MOST_PARTS = 12, 200
#: Fewer letters of a compound's second half are no word.
SHORTEST = 4


class Pieces(NamedTuple):
    """The pieces of texts: of which text and which part of it each is, what it says, and which concept it names.

    The concept is "" where none is named, "horizontal" where all words are general ones, and `NOTHING` where these are
    an expression that names no field ("knowledge economy", "entrepreneurship").

    A part has one piece that is known, or up to two that are not: as it is written, and without its general words.
    """

    name: npt.NDArray[np.intp]
    part: npt.NDArray[np.intp]
    texts: list[str]
    concepts: list[str]

    def between(self, first: int, last: int) -> tuple[slice, Pieces]:
        """Where the pieces of texts `first` to `last` are, without the last one; and these, of texts from 0 on."""
        begin, end = np.searchsorted(self.name, (first, last)).tolist()
        at = slice(begin, end)
        return at, Pieces(self.name[at] - first, self.part[at], self.texts[at], self.concepts[at])


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
    heading = HEADING.match(name)
    return [
        pieces
        for part in _completed(_fields(name, language, known), heading[1].rstrip() if heading else "", language, known)
        for pieces in _pieces(part, language, known, heads=heading is not None and part == heading[1].rstrip())
    ]


def _pieces(part: str, language: str, known: KnownWords, *, heads: bool) -> list[list[tuple[str, str]]]:
    """The pieces of one part of a name, which may name several things ("hydrogen for steel").

    General words that head what stands behind a bracket or colon name no theme ("new industries (glass)").
    """
    found = known.subjects(part, language)
    # Words around a phrase for a niche do not narrow it ("clean water technology"), around one word they may.
    is_phrase = len(found) == 1 and " " in found[0][0] and known.level(found[0][1]) != "theme"
    if len(found) > 1 or is_phrase or (found and label_key(part) == found[0][0]):
        return [[said] for said in found]
    if found and _is_economy(part, found[0][1], language, known):
        return [[(part, known.vocabulary.theme_of(found[0][1]))]]
    if found:
        return [[(part, ""), *found]]
    if bare := known.splitter(language).bare(part):
        return [[(text, "") for text in dict.fromkeys([part, bare])]]
    theme = known.theme_without_subject(part, language)
    if theme == HORIZONTAL or known.says_nothing(part, language):
        return [[(part, NOTHING)]]
    return [[(part, HORIZONTAL if heads or not theme else theme)]]


def _is_economy(part: str, concept: str, language: str, known: KnownWords) -> bool:
    """Whether a part names the economy around what a plain word of a niche names: more than the niche holds."""
    if concept not in known.vocabulary or not known.vocabulary[concept].is_word:
        return False
    words = label_key(part).split()
    return any(found.id == ECONOMY for word in words for found in known.vocabulary.labelled(word, language or "en"))


def _fields(name: str, language: str, known: KnownWords) -> Iterator[str]:
    """The parts of a name, those taken apart at hyphens that join fields ("forest-wood-paper", not "agri-food")."""
    for joined in _joined(name, language, known):
        part = _in_one(joined, language, known)
        fields = HYPHEN.split(part)
        if len(fields) > 1 and not known.concept(part, language) and all(known.subjects(it, language) for it in fields):
            yield from fields
        else:
            yield part


def _in_one(part: str, language: str, known: KnownWords) -> str:
    """A part with those words written as one that are known so ("bio-medicinální"); English ones stay as they are."""

    def written(word: re.Match[str]) -> str:
        one = HYPHEN.sub("", word[0])
        return one if known.concept(one, language, anywhere=False) else word[0]

    return part if language in ("", "en") else HYPHENATED.sub(written, part)


def _joined(name: str, language: str, known: KnownWords) -> Iterator[str]:
    """The parts of a name, those left together across which one label goes ("research and development")."""
    places = known.splitter(language).places(name)[:MOST_PARTS]
    first = 0
    while first < len(places):
        last = next(
            (
                last
                for last in range(min(len(places) - 1, first + MOST_JOINED), first, -1)
                if _is_one(
                    [name[place].strip() for place in places[first : last + 1]],
                    name[places[first].start : places[last].stop],
                    language,
                    known,
                )
            ),
            first,
        )
        yield name[places[first].start : places[last].stop].strip()
        first = last + 1


def _is_one(parts: Sequence[str], text: str, language: str, known: KnownWords) -> bool:
    """Whether a text is one label, with general words around it at most, that begins in its first part and goes on.

    Where a part names a niche, it is not drawn into a theme with words around it ("aviation, space and defence work").
    """
    own = [known.concept(part, language, anywhere=False) for part in parts]
    if known.concept(text, language, anywhere=False, together=False):
        return not ("," in text and all(own))  # "culture, tourism": two fields
    found = known.subjects(text, language, together=False)
    if len(found) != 1 or not _begins_in(parts[0], found[0][0]):
        return False
    if known.level(found[0][1]) != "theme":
        return True
    return not all(own) and not any(one and known.level(one) != "theme" for one in own)


def _begins_in(first: str, label: str) -> bool:
    """Whether the last words of a part are the first ones of a label."""
    words, wanted = label_key(first).split(), label.split()
    return any(words[-n:] == wanted[:n] for n in range(1, min(len(words), len(wanted) - 1) + 1))


def _completed(parts: Iterator[str], heading: str, language: str, known: KnownWords) -> Iterator[str]:
    """The parts, each with the word that it shares with the next one or the one before where that makes a label of it.

    "Land- und Forstwirtschaft" are Landwirtschaft and Forstwirtschaft, "Energienetze und -speicher" Energienetze and
    Energiespeicher, "electric and connected mobility" begins with electric mobility, "energy networks and storage" ends
    with energy storage. General words alone may be said of the next part's subject ("low-carbon and smart vehicles").
    What heads the others, before a bracket or colon, shares nothing with them.
    """
    every = _with_object(_without_heads(list(dict.fromkeys(parts)), language, known), language, known)
    for before, part, after in zip(["", *every], every, [*every[1:], ""], strict=False):
        yield part if part == heading else _whole("" if before == heading else before, part, after, language, known)


def _without_heads(parts: list[str], language: str, known: KnownWords) -> list[str]:
    """The parts without "services" where it is said of what stands before it ("health technologies and services")."""
    general = known.general(language)

    def is_head(before: str, part: str) -> bool:
        heads = {concept.id for concept in known.vocabulary.labelled(label_key(part), language or "en")}
        words = label_key(before).split()
        return SERVICE in heads and bool(words) and words[-1] in general and not set(words) <= general

    return [part for before, part in zip(["", *parts], parts, strict=False) if not is_head(before, part)]


def _with_object(parts: list[str], language: str, known: KnownWords) -> list[str]:
    """The parts, where the last one says of what: "transmission and storage of energy" transmits energy too."""
    if language not in ("", "en") or not parts or not (stated := re.search(r"\bof .+$", parts[-1])):
        return parts
    wholes = [f"{(part.split() or [''])[-1]} {stated[0]}" for part in parts[:-1]]
    return [
        whole
        if known.concept(whole, language, anywhere=False, together=False) and not known.subjects(part, language)
        else part
        for part, whole in zip(parts, wholes, strict=False)
    ] + parts[-1:]


def _whole(before: str, part: str, after: str, language: str, known: KnownWords) -> str:
    """A part with what it shares with its neighbours."""

    def is_label(text: str) -> bool:
        return bool(known.concept(text, language, anywhere=False, together=False))

    stem, rest = part.rstrip("-–"), part.lstrip("-–")
    heads, tails = before.split(), after.split()
    own = known.concept(part, language, anywhere=False)
    if stem != part and tails:
        wholes = [stem + tails[-1][cut:] for cut in range(1, len(tails[-1]) - SHORTEST + 1)]
        return next(filter(is_label, wholes), stem)
    if rest != part and heads:
        wholes = [heads[-1][:cut] + rest for cut in range(len(heads[-1]) - 1, SHORTEST - 1, -1)]
        return next(filter(is_label, wholes), rest)
    if own and known.level(own) != "concept":  # a field as such
        return part
    if tails and " " not in part and not (len(tails) == 1 and (own or is_label(after))):
        shared = [f"{part} {tails[-1]}", f"{part} {' '.join(tails[1:])}"]
        if whole := next(filter(is_label, shared[: len(tails)]), ""):
            return whole
    if len(heads) > 1 and is_label(heads[0]) and not known.subjects(part, language):
        spans = known.spans(f"{heads[0]} {part}".split(), language, together=False)
        if spans and spans[0][0].start == 0 and len(spans[0][0]) > 1:
            return f"{heads[0]} {part}"
    return f"{part} {after}" if not own and _is_said_of(part, after, language, known) else part


def _is_said_of(part: str, after: str, language: str, known: KnownWords) -> bool:
    """Whether a part is general words alone, without a theme of their own, that may be said of the next part."""
    if known.splitter(language).bare(part) or len(label_key(part).split()) > MOST_BEFORE:
        return False
    return not known.theme_without_subject(part, language) and bool(known.subjects(after, language))
