"""Texts to words, and words to hashed character n-grams: what the encoder reads.

Case and diacritics are folded ("Hållbara Städer" and "hallbara stader" are the same), everything that is no letter or
digit parts words. A word is read as its n-grams of three to six signs, with marks where it begins and ends, and as a
whole. All words of a call are hashed at once by numpy, with wrapping 64-bit arithmetic: the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.spelling import MOST_SIGNS

__all__ = ["word_features"]

Hashes = npt.NDArray[np.uint64]

SHORTEST, LONGEST = 3, 6
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_WHOLE = np.uint64(0xABCDEF)


def word_features(words: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.intp]]:
    """Hashed n-grams of folded words.

    Parameters
    ----------
    words : sequence of str, n of them
        Not empty, each up to 60 signs.

    Returns
    -------
    hashes : ndarray of uint64 (n_features,)
        Hash of each n-gram and each whole word.
    owners : ndarray of int (n_features,)
        Number of the word that each belongs to; not in order.

    Examples
    --------
    "<ab>" has the n-grams "<ab", "ab>" and "<ab>", and the whole word:

    >>> hashes, owners = word_features(["ab", "b"])
    >>> np.bincount(owners)
    array([4, 2])
    """
    if not words:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.intp)
    marked = [f"<{word}>" for word in words]
    lengths = np.array([len(word) for word in marked])
    signs = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    starts = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(words)), lengths)
    place = np.arange(len(signs)) - starts[owner]
    left = lengths[owner] - place

    hashes, owners = [], []
    rolling = np.zeros(len(signs), dtype=np.uint64)
    for size in range(1, LONGEST + 1):
        ahead = np.zeros(len(signs), dtype=np.uint64)
        ahead[: max(0, len(signs) - size + 1)] = signs[size - 1 :]
        rolling = rolling * _STEP + ahead + np.uint64(1)
        if size >= SHORTEST:
            inside = left >= size
            hashes.append(_mixed(rolling[inside] ^ np.uint64(size)))
            owners.append(owner[inside])
    powers = np.cumprod(np.full(MOST_SIGNS + 2, _STEP, dtype=np.uint64))
    hashes.append(_mixed(np.add.reduceat((signs + np.uint64(7)) * powers[place], starts) ^ _WHOLE))
    owners.append(np.arange(len(words)))
    return np.concatenate(hashes), np.concatenate(owners)


def _mixed(hashes: Hashes) -> Hashes:
    """Spread the bits, so that near words do not share buckets."""
    mixed = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    return mixed ^ (mixed >> np.uint64(32))
