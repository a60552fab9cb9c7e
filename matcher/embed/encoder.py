"""The encoder at work: text in any of its languages to a vector in the English model's space, with numpy alone.

A word is the sum x of its n-grams' rows, divided by the square root of their number, sent through one small network:
``w = L x + B relu(A x + a) + b``. A text is the sum of its words, each times the weights S of its place in the text,
brought to length 1: y; and then ``y + D relu(C y + c) + d``, brought to length 1 again. Rows are kept as whole numbers
of one byte with a scale for each column, so sums are exact and depend neither on order nor on machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.embed.features import word_features
from matcher.errors import InputError, ModelError, SettingError
from matcher.files import atomic_path, data_folder, sha256_of, write_text
from matcher.files.arrays import read_arrays
from matcher.spelling import split_words

__all__ = ["PLACES", "SHA256", "WEIGHTS", "Student", "bundled_folder", "write_weights"]

Matrix = npt.NDArray[np.float32]

WEIGHTS = "student.npz"
#: The bundled weights; others in their place are refused.
SHA256 = "f891e5cff2943b4be7cb16c79a5aed35cf0f4ab1c72919a65f24fc7b93a54893"
#: Version of the weights' layout; another one is refused, not guessed at.
FORMAT = 1
#: Arrays of the weights file: sorted n-gram hashes, their rows and the rows' scale, and the network.
NETWORK = ("L", "A", "a", "B", "b", "S", "C", "c", "D", "d")
ARRAYS = ("hashes", "rows", "scale", *NETWORK, "format", "languages")
#: Places in a text that have weights of their own; the last ones stand for all later words too.
PLACES = 8
#: Words are read in portions of this many, so that memory stays small.
PORTION = 4096
#: Longer texts are read up to here: the encoder is made for names.
MOST_WORDS = 256
#: Rows that are held in memory at once.
LARGEST_PART = 200_000


class Student:
    """The multilingual encoder, read from a folder.

    Parameters
    ----------
    folder : path-like, optional
        Folder with `student.npz`; the bundled encoder by default.

    Attributes
    ----------
    languages : tuple of str
        ISO 639-1 codes of the languages that it was built for.
    dimensions : int

    Raises
    ------
    ModelError
        There is no encoder in the folder, or it is damaged.

    Examples
    --------
    >>> student = Student()
    >>> vectors = student.encode(["järnväg", "railway", "turism"])
    >>> bool(vectors[0] @ vectors[1] > 0.8 > 0.5 > vectors[0] @ vectors[2])
    True
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.folder = bundled_folder() if folder is None else Path(folder)
        arrays = _read(self.folder / WEIGHTS, SHA256 if folder is None else None)
        self.languages = tuple(str(code) for code in arrays["languages"])
        self._hashes = arrays["hashes"]
        self._rows = arrays["rows"]
        self._scale = arrays["scale"].astype(np.float32)
        # Products in 64 bits: in 32, their last bits hang on what else is read at once, and rounding lets some through.
        self._network = {name: arrays[name].astype(np.float64) for name in NETWORK}
        self.dimensions = int(self._network["L"].shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the weights: the same weights give the same fingerprint."""
        return hashlib.sha256(f"{WEIGHTS} {sha256_of(self.folder / WEIGHTS)}".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of `texts`.

        Parameters
        ----------
        texts : sequence of str, n of them

        Returns
        -------
        ndarray of float32 (n, d)
            Rows of length 1; a text without any letter or digit that the encoder has seen gets a row of zeros.

        Raises
        ------
        SettingError
            One text instead of a list.
        """
        if isinstance(texts, str):
            raise SettingError("texts", expected="a list of texts", found="one text", do="write [text]")
        split = [split_words(text)[:MOST_WORDS] for text in texts]
        words = sorted({word for found in split for word in found})
        place = {word: number for number, word in enumerate(words)}
        of_words = self._word_vectors(words)
        counts = np.array([len(found) for found in split], dtype=np.intp)
        rows = np.array([place[word] for found in split for word in found], dtype=np.intp)
        weights = self._network["S"]

        def placed(places: npt.NDArray[np.intp]) -> Matrix:
            at = np.minimum(np.arange(places.shape[1]), PLACES - 1)
            return np.asarray(of_words[rows[places]] * weights[at], dtype=np.float32)

        return self._whole(_unit(_grouped_sums(placed, counts, self.dimensions, np.float32)))

    def _whole(self, y: Matrix) -> Matrix:
        """The second network, which sees the whole text; rows of zeros stay so."""
        net = self._network
        bent = y + np.maximum(y @ net["C"] + net["c"], 0) @ net["D"] + net["d"]
        # The last bits of a product depend on the machine and on how many texts are read at once; six decimals do not.
        return _unit(np.where(y.any(axis=1, keepdims=True), bent, 0).round(6))

    def _word_vectors(self, words: list[str]) -> Matrix:
        """A vector for each word (n_words, d); zeros where none of its n-grams is known."""
        portions = [self._portion(words[start : start + PORTION]) for start in range(0, len(words), PORTION)]
        return np.concatenate(portions) if portions else np.zeros((0, self.dimensions), dtype=np.float32)

    def _portion(self, words: list[str]) -> Matrix:
        sums, counts = self._sums(words)
        x: Matrix = sums * self._scale / np.sqrt(np.maximum(counts, 1)).astype(np.float32)[:, None]
        net = self._network
        vectors = x @ net["L"] + np.maximum(x @ net["A"] + net["a"], 0) @ net["B"] + net["b"]
        vectors[counts == 0] = 0
        return vectors.round(6).astype(np.float32)

    def seen(self, words: Sequence[str]) -> npt.NDArray[np.float64]:
        """Share of each word's n-grams that were seen when the encoder was taught (n_words,)."""
        hashes, owners = word_features([word for text in words for word in split_words(text)[:1]])
        known = self._hashes[np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)] == hashes
        share: npt.NDArray[np.float64] = np.bincount(owners, weights=known) / np.bincount(owners)
        return share

    def _sums(self, words: list[str]) -> tuple[Matrix, npt.NDArray[np.intp]]:
        """Sum of the rows of each word's known n-grams, and how many they are."""
        hashes, owners = word_features(words)
        found = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = self._hashes[found] == hashes
        found, owners = found[known], owners[known]
        found = found[np.argsort(owners, kind="stable")]
        counts = np.bincount(owners, minlength=len(words))
        # 16 bits are enough for 249 numbers of one byte, the most that a word of 60 signs has.
        return _grouped_sums(lambda places: self._rows[found[places]], counts, self._rows.shape[1], np.int16), counts


def bundled_folder() -> Path:
    """Where the bundled encoder lies."""
    return data_folder() / "encoder"


def write_weights(folder: str | os.PathLike[str], arrays: dict[str, npt.NDArray[np.generic]]) -> None:
    """Write an encoder's arrays as `student.npz`, and what sentence-transformers needs to find them."""
    modules = [{"idx": 0, "name": "0", "path": "", "type": "matcher.embed.sentence.StudentModule"}]
    write_text(Path(folder) / "modules.json", json.dumps(modules, indent=2) + "\n")
    with atomic_path(Path(folder) / WEIGHTS) as draft, draft.open("wb") as file:
        np.savez(file, format=np.array(FORMAT), **arrays)  # type: ignore[arg-type]


def _read(path: Path, sha256: str | None) -> dict[str, npt.NDArray[np.generic]]:
    if not path.is_file():
        raise ModelError(f"no encoder at {path.parent}", expected=f"a folder with {WEIGHTS}", do="check the path")
    try:
        arrays = read_arrays(path, ARRAYS, sha256=sha256)
    except InputError as error:
        raise ModelError(f"the encoder {path} is damaged", expected=error.expected, found=error.found,
                         do="install matcher again") from error  # fmt: skip
    if arrays["format"].tolist() != FORMAT:
        raise ModelError(f"the encoder {path} has another layout", expected=f"format {FORMAT}",
                         found=str(arrays["format"]), do="use the encoder of this version")  # fmt: skip
    return arrays


def _grouped_sums(
    rows: Callable[[npt.NDArray[np.intp]], npt.NDArray[Any]],
    counts: npt.NDArray[np.intp],
    width: int,
    dtype: type[np.generic],
) -> Matrix:
    """Sums (n_lists, width) of lists that lie one after the other; `rows` gives the rows at some places.

    Lists of the same length are summed together, which is ten times faster than np.add.reduceat.
    """
    starts = np.cumsum(counts) - counts
    sums = np.zeros((len(counts), width), dtype=np.float32)
    for count in np.unique(counts[counts > 0]).tolist():
        chosen = np.flatnonzero(counts == count)
        for part in np.array_split(chosen, 1 + count * len(chosen) // LARGEST_PART):
            sums[part] = rows(starts[part][:, None] + np.arange(count)).sum(axis=1, dtype=dtype)
    return sums


def _unit(rows: Matrix) -> Matrix:
    """Rows brought to length 1; rows of zeros stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9), dtype=np.float32)
