"""Running text read: its sentences, which of them are about procedure, and what is denied.

A call says in most of its sentences who may apply, when, and for how much. Such a sentence is *aside* (lists by
language in data/procedure.toml). Where it goes on to say what is to be developed ("consortia that develop batteries"),
what stands before that is aside, and not the whole. Words of procedure in any sentence are *mute*, and so is what
is denied: "no nuclear energy", "except tourism", "tourism is excluded". Denial is read by words, not by grammar: it
reaches from the word that denies to the next comma, full stop or "but", `REACH` words at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from matcher.placing.procedure import Procedure, languages_of, procedure
from matcher.spelling import label_key

__all__ = ["REACH", "RUNNING", "Sentence", "Text", "read_text"]

#: So many words after a denying word are denied at most.
REACH = 6
#: A text of so many words is running text, and read sentence by sentence; two sentences are it, too.
RUNNING = 12
#: Words of procedure are told from a subject where there are so many words: "evaluation" alone is what is asked.
FEWEST = 5
WORD = re.compile(r"[^\W_]+(?:(?:[-–]|(?<=\d)[.,](?=\d))[^\W_]+)*['’]?")
CLAUSE = re.compile(r"[.,;:!?()\[\]\n\r\t•|\"“”„«»/]|\s[–—-]\s")
END = re.compile(r"[.!?…]['\"”»)]*\s+(?=[^\Wa-zß-öø-ÿ])|\n|;\s|[•▪]")


@dataclass(frozen=True)
class Sentence:
    """Words of a sentence with what is to be known of them, by their places in the sentence.

    Attributes
    ----------
    text : str
    spans : tuple of slice
        Where each word stands in `text`.
    aside : bool
        It is about procedure.
    mute, denied : frozenset of int
        Words of procedure; words of what is not asked for.
    idle : frozenset of int
        Words that name no subject: small ones, those that deny, and those of procedure.
    aim : int
        Where it begins to say what is to be developed, after who may apply; 0 where it does not.
    """

    text: str
    spans: tuple[slice, ...]
    aside: bool = False
    mute: frozenset[int] = frozenset()
    denied: frozenset[int] = frozenset()
    idle: frozenset[int] = frozenset()
    aim: int = 0

    @cached_property
    def joined(self) -> list[bool]:
        """Whether each word belongs to the clause of the one before."""
        gaps = [self.text[one.stop : other.start] for one, other in pairwise(self.spans)]
        return [False, *(not CLAUSE.search(gap) for gap in gaps)]

    @cached_property
    def keys(self) -> list[str]:
        """The words as they are compared."""
        return [label_key(self.text[span]) for span in self.spans]

    def said(self, first: int, last: int) -> str:
        """The words from one to another, as written."""
        return self.text[self.spans[first].start : self.spans[last].stop].rstrip("'’")

    @property
    def subject(self) -> str:
        """What is left without words of procedure, without what is denied, and from where it says what to develop."""
        left = [place for place in range(self.aim, len(self.spans)) if place not in self.mute | self.denied]
        return " ".join(self.text[self.spans[place]] for place in left)

    @property
    def without(self) -> list[str]:
        """What is denied, as written; not where it names no subject ("municipalities may not apply")."""
        runs: list[list[int]] = []
        for place in sorted(self.denied):
            if runs and place == runs[-1][1] + 1:
                runs[-1][1] = place
            else:
                runs.append([place, place])
        named = [run for run in runs if not self.idle.issuperset(range(run[0], run[1] + 1))]
        return [self.said(first, last) for first, last in named]


@dataclass(frozen=True)
class Text:
    """A text in sentences, and its language ("": not told)."""

    language: str
    sentences: tuple[Sentence, ...]

    @property
    def is_running(self) -> bool:
        """Whether it is to be read sentence by sentence."""
        return len(self.sentences) > 1 or sum(len(sentence.spans) for sentence in self.sentences) >= RUNNING

    @property
    def is_phrase(self) -> bool:
        """Whether it is one clause of a few words, as a name is, and neither a sentence nor a list of things."""
        return len(self.sentences) == 1 and len(self.sentences[0].spans) < FEWEST and all(self.sentences[0].joined[1:])

    @property
    def is_cut(self) -> bool:
        """Whether something is set aside or denied."""
        return any(sentence.aside or sentence.denied for sentence in self.sentences)

    @property
    def subject(self) -> str:
        """What the text is about, without procedure and what is denied."""
        return " ".join(sentence.subject for sentence in self.sentences if not sentence.aside).strip()

    @property
    def pairs(self) -> list[str]:
        """Each two sentences that follow each other, without those that are aside; the only one where there is one."""
        kept = [sentence.subject for sentence in self.sentences if not sentence.aside and sentence.subject]
        return [f"{one}. {other}" for one, other in pairwise(kept)] if len(kept) > 1 else kept


def read_text(text: str, language: str = "") -> Text:
    """A text in sentences, with what is set aside.

    Parameters
    ----------
    text : str
    language : str
        ISO 639-1 code; "" tells it from the small words, of fewer than `FEWEST` words for denial only.

    Examples
    --------
    >>> found = read_text("We store heat, but no nuclear energy. The deadline is in May.")
    >>> found.language, [sentence.aside for sentence in found.sentences], found.subject
    ('en', [False, True], 'We store heat but')
    >>> found.sentences[0].without
    ['no nuclear energy']
    """
    parts = [part for part in _sentences(text) if WORD.search(part)]
    words = [label_key(word) for part in parts for word in WORD.findall(part)]
    long = len(words) >= FEWEST
    codes = (language,) if language else languages_of(words)
    code = language or (codes[0] if long and len(codes) == 1 else "")
    return Text(code, tuple(_read(part, procedure(codes), long) for part in parts))


def _sentences(text: str) -> list[str]:
    found, start = [], 0
    for end in END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [*found, text[start:].strip()]


def _read(text: str, lists: tuple[Procedure, ...], long: bool) -> Sentence:
    bare = Sentence(text, tuple(slice(*word.span()) for word in WORD.finditer(text)))
    keys = f" {' '.join(key.replace(' ', '_') for key in bare.keys)} "
    flat = keys.replace("_", " ")
    denied, spoken = _denied(bare, flat, lists), _all_places(bare, flat, [found.phrases for found in lists])
    mute = spoken if long else frozenset[int]()
    rules = _all_places(bare, flat, [found.rules for found in lists]) if long else mute
    aim = _aim(bare, flat, lists, rules) if rules else 0
    return Sentence(
        text,
        bare.spans,
        aside=bool(rules) and not aim,
        mute=mute,
        denied=denied,
        idle=spoken | rules | _idle(bare, flat, lists),
        aim=aim,
    )


def _aim(sentence: Sentence, flat: str, lists: tuple[Procedure, ...], rules: frozenset[int]) -> int:
    """The first word of what is to be developed, where a sentence tells it after its rules; else 0."""
    aims = _all_places(sentence, flat, [found.aims for found in lists])
    after = [place for place in sorted(aims) if place > max(rules)]
    begin = next((place + 1 for place in after if place + 1 not in aims), 0)
    return begin if begin < len(sentence.spans) else 0


def _idle(sentence: Sentence, flat: str, lists: tuple[Procedure, ...]) -> frozenset[int]:
    """Small words, and those by which something is denied."""
    small = frozenset[str]().union(*(found.common for found in lists))
    denying = [pattern for found in lists for pattern in (found.without, found.excluded)]
    return _all_places(sentence, flat, denying) | {n for n, key in enumerate(sentence.keys) if key in small}


def _starts(sentence: Sentence) -> list[int]:
    """Where the key of each word begins in the row of all keys."""
    starts, at = [], 1
    for key in sentence.keys:
        starts.append(at)
        at += len(key) + 1
    return starts


def _places(sentence: Sentence, flat: str, pattern: re.Pattern[str]) -> frozenset[int]:
    """The words that a pattern finds."""
    starts = _starts(sentence)
    found = [hit.span() for hit in pattern.finditer(flat)]
    return frozenset(
        place
        for place, (start, key) in enumerate(zip(starts, sentence.keys, strict=True))
        if any(first < start + max(len(key), 1) and start < last for first, last in found)
    )


def _all_places(sentence: Sentence, flat: str, patterns: Sequence[re.Pattern[str]]) -> frozenset[int]:
    """The words that any of some patterns finds."""
    return frozenset[int]().union(*(_places(sentence, flat, pattern) for pattern in patterns))


def _denied(sentence: Sentence, flat: str, lists: tuple[Procedure, ...]) -> frozenset[int]:
    """What is not asked for."""
    denied: set[int] = set()
    for found in lists:
        still, stops = _places(sentence, flat, found.still), _places(sentence, flat, found.but)
        turning = _places(sentence, flat, found.without)
        turned: set[int] = set()  # "inte turism utan vätgas": here the word for without turns the sentence round
        for place in sorted(turning - still):
            if place in turned:
                continue
            denied.add(place)
            for after in range(place + 1, min(place + 1 + REACH, len(sentence.spans))):
                if after in stops or not sentence.joined[after]:
                    turned |= {after} & stops
                    break
                denied.add(after)
        if ends := _places(sentence, flat, found.excluded):
            last = max(ends)
            begin = max((place + 1 for place in stops - turning if place < last), default=0)
            denied |= set(range(begin, last + 1)) - stops
    return frozenset(denied)
