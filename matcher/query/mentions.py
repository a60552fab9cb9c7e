"""Running text to niches: what the words of a call name, by the same known words and the same encoder as `placing`.

A clause of a few words, such as the link of a value chain, is placed as any text is (`matcher.query.placing`); of a
longer text, and of a list of things, the words that name a niche are told (`matcher.query.spans`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from matcher.areas import HORIZONTAL, WHOLE
from matcher.fitted.tables import Fitted
from matcher.placing import PlacingModel
from matcher.placing.sentences import read_text
from matcher.query.placing import place_texts, placing_model
from matcher.query.spans import LONGEST, find_spans, meanings, unread
from matcher.settings import ANY_NICHE
from matcher.vocabulary import Vocabulary

__all__ = ["LONGEST", "Mention", "TextPlacer", "text_placer"]


@dataclass(frozen=True)
class Mention:
    """Words of a text, the niches they stand for (with labels), the nearest label, and the cosine of the two."""

    text: str
    niches: Mapping[str, str]
    label: str
    closeness: float
    times: int = 1


class TextPlacer:
    """Finds what is asked for in texts: niches of a run, or of the vocabulary where nobody in the run works on them.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    vocabulary : Vocabulary
        Who asks for a theme asks for any of its niches.
    """

    def __init__(self, run: Fitted, vocabulary: Vocabulary) -> None:
        self._run, self._vocabulary = run, vocabulary

    @cached_property
    def _model(self) -> PlacingModel:
        return placing_model(self._run)

    def niches(self, text: str, *, language: str = "") -> list[Mention]:
        """What a short text stands for, placed as every verb places it; nothing where it has no clear subject."""
        placed = place_texts(self._run, [text], languages=[language])
        thematic = placed[placed["theme_id"] != HORIZONTAL]
        return [
            self._mention(text, niche, closeness)
            for niche, closeness in zip(thematic["theme_id"], thematic["closeness"], strict=True)
        ]

    def mentions(self, text: str, *, language: str = "") -> list[Mention]:
        """What a text of any length mentions, in order; one entry for each different row of words.

        What is denied and words of procedure are no mention (`matcher.placing.sentences`). A clause of a few
        words, and a text that names nothing, is placed as a whole.
        """
        if named := meanings(self._model, text, language=language):
            return [self._of_niches(text.strip(), named, language)]
        read = read_text(text, language)
        if read.is_phrase:
            return self.niches(text, language=language)
        mentioned: dict[str, Mention] = {}
        for span in find_spans(self._run, self._model, read):
            old = mentioned.get(span.text)
            new = self._place(span.text, span.niche, span.closeness, language)
            mentioned[span.text] = new if old is None else replace(old, times=old.times + 1)
        if mentioned or not read.subject:
            return list(mentioned.values())
        return self.niches(text, language=language)

    def unread(self, text: str, *, language: str = "") -> list[str]:
        """What a text says is to be developed in a sentence about who may apply, and no mention is of."""
        read = read_text(text, language)
        if not any(sentence.aim for sentence in read.sentences):
            return []
        return unread(self._model, read, find_spans(self._run, self._model, read))

    @cached_property
    def _is_own(self) -> bool:
        """Whether the run's niches are its own and none of the vocabulary's (discovered themes)."""
        return not any(niche in self._vocabulary or niche.endswith(WHOLE) for niche in self._run.niche_ids)

    def _place(self, text: str, niche: str, closeness: float, language: str) -> Mention:
        """Words that name a niche; of a run with niches of its own the one that the words fall into."""
        if self._is_own and niche not in self._run.niche_ids and (found := self.niches(text, language=language)):
            return found[0]
        return self._mention(text, niche, closeness)

    def _of_niches(self, text: str, niches: Sequence[str], language: str) -> Mention:
        """A label; of several things in several languages, any of them."""
        all_of_them = [self._place(text, niche, 1.0, language) for niche in niches]
        joined = {niche: label for mention in all_of_them for niche, label in mention.niches.items()}
        return Mention(text, joined, " / ".join(mention.label for mention in all_of_them), 1.0)

    def _mention(self, text: str, niche: str, closeness: float) -> Mention:
        names, vocabulary = self._run.labels, self._vocabulary
        theme = niche.removesuffix(WHOLE)
        if niche.endswith(WHOLE) and theme in vocabulary:
            rows = self._run.theme_table
            below = set(rows.loc[(rows["level"] == "niche") & (rows["parent_id"] == theme), "theme_id"])
            below |= set(vocabulary.narrower(theme)) if not below else set()
            niches = {each: names.get(each) or vocabulary.label(each) for each in sorted(below)}
            return Mention(text, niches, (names.get(theme) or vocabulary.label(theme)) + ANY_NICHE, round(closeness, 4))
        title = names.get(niche) or vocabulary.label(niche)
        return Mention(text, {niche: title}, title, round(closeness, 4))


def text_placer(run: Fitted, vocabulary: Vocabulary) -> TextPlacer:
    """What finds niches in free text for `consortium`."""
    return TextPlacer(run, vocabulary)
