"""Text to the pieces of a Unigram vocabulary: normalised, cut at spaces, and of all ways to cut the likeliest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["Unigram", "normalised"]

#: Stands for a space, and before the first word.
MARK = "▁"
#: An unknown character costs this much more than the least likely piece, as in SentencePiece.
PENALTY = 10.0
#: Words whose pieces are kept.
KEPT = 50_000
#: Controls that are dropped, and signs that are read as a space: SentencePiece's rule "nmt".
_DROPPED = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")
_SPACES = re.compile("[\x09\x0a\x0c\x0d\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]")


def normalised(text: str) -> str:
    r"""The text in composed, compatible characters, without controls, with one space between words.

    Examples
    --------
    >>> normalised("Ｗater\u200b ﬁlters\t²")
    'Water filters 2'
    """
    plain = unicodedata.normalize("NFKC", _SPACES.sub(" ", _DROPPED.sub("", text)))
    return " ".join(word for word in plain.split(" ") if word)


class Unigram:
    """A Unigram vocabulary that cuts words into pieces.

    Parameters
    ----------
    pieces : sequence of str
        In the order of their numbers.
    scores : array_like (n_pieces,)
        Log probabilities.
    special : collection of int
        Numbers of pieces that stand for no text.
    unknown : int
        Number that stands for characters without a piece.

    References
    ----------
    Kudo, T. (2018). Subword regularization. ACL, 66-75. https://doi.org/10.18653/v1/P18-1007

    Examples
    --------
    >>> unigram = Unigram(["<unk>", "▁rail", "way", "▁", "s"], [0, -2, -2, -3, -3], [0], 0)
    >>> unigram.numbers("railways  øs")
    [1, 2, 4, 3, 0, 4]
    """

    def __init__(self, pieces: Sequence[str], scores: npt.ArrayLike, special: Sequence[int], unknown: int) -> None:
        values = np.asarray(scores, dtype=np.float64)
        self._numbers = dict(zip(pieces, range(len(pieces)), strict=True))
        for number in special:
            del self._numbers[pieces[number]]
        self._scores: list[float] = values.tolist()
        self._longest = max(map(len, self._numbers))
        self._unknown = unknown
        known = np.delete(values, list(special))
        self._unknown_score = float(known.min()) - PENALTY
        self.of_word = lru_cache(KEPT)(self._of_word)

    def numbers(self, text: str, most: int | None = None) -> list[int]:
        """Numbers of the pieces of a text, the first `most` where that is given."""
        found: list[int] = []
        for word in filter(None, normalised(text).split(" ")):
            if most is not None and len(found) >= most:
                break
            # A piece has at least one character: what lies far behind the last one asked for need not be cut.
            found += self.of_word(MARK + (word if most is None else word[: most * self._longest]))
        return found if most is None else found[:most]

    def _of_word(self, word: str) -> tuple[int, ...]:
        """The cut with the highest sum of scores (Viterbi); of equal ones the one that is found first."""
        n = len(word)
        best = [0.0] + [-np.inf] * n
        came = [(0, self._unknown)] * (n + 1)
        for start in range(n):
            so_far, single = best[start], False
            for end in range(start + 1, min(n, start + self._longest) + 1):
                number = self._numbers.get(word[start:end])
                if number is None:
                    continue
                single = single or end == start + 1
                if (score := so_far + self._scores[number]) > best[end]:
                    best[end], came[end] = score, (start, number)
            if not single and (score := so_far + self._unknown_score) > best[start + 1]:
                best[start + 1], came[start + 1] = score, (start, self._unknown)
        cut: list[int] = []
        while n:
            n, number = came[n]
            if not (number == self._unknown and cut and cut[-1] == self._unknown):  # unknown neighbours are one
                cut.append(number)
        return tuple(reversed(cut))
