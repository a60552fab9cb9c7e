"""A BERT encoder at work: texts to unit vectors, with numpy alone.

A text's vector is the mean of the last layer over its pieces, brought to length 1. Weights are numbers of four bits;
rows of the large table of pieces are unpacked as they are needed.

A text has one vector, byte for byte, whatever is encoded with it: nothing is padded inside a text, attention sees texts
of one length at a time, and matrices are multiplied in portions of one height.

References
----------
Devlin, J. et al. (2019). BERT: pre-training of deep bidirectional transformers for language understanding.
NAACL-HLT, 4171-4186. https://doi.org/10.18653/v1/N19-1423
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.embed.e5_file import E5File, read_e5, unpacked
from matcher.embed.unigram import Unigram
from matcher.errors import ModelError, SettingError
from matcher.files import sha256_of

__all__ = ["STEP", "Network"]

Matrix = npt.NDArray[np.float32]
Numbers = tuple[int, ...]
Norm = tuple[Matrix, Matrix]

#: Every number of a vector is a whole multiple of this, small enough for one byte: stored vectors equal computed ones.
STEP = 2.0**-9
#: Rows of every product, and the most rows (pieces of texts) that go through the network together.
HEIGHT = 64
MOST_ROWS = 1024
#: As few values go through the error function one by one where scipy is not loaded: to import it takes longer.
FEW = 100_000


class Layer(NamedTuple):
    """A layer's matrices (inputs, outputs) with their biases, and its norms."""

    attention: Matrix
    attention_bias: Matrix
    out: Matrix
    out_bias: Matrix
    out_norm: Norm
    wide: Matrix
    wide_bias: Matrix
    narrow: Matrix
    narrow_bias: Matrix
    narrow_norm: Norm


class Group(NamedTuple):
    """Texts of one length: numbers of their pieces (n, length), and where the pieces are among a batch's rows."""

    numbers: npt.NDArray[np.intp]
    rows: slice


class Network:
    """The network of a weights file.

    Parameters
    ----------
    path : path-like
        A file that `matcher.embed.e5_file.read_e5` reads.
    sha256 : str, optional
        The only hash that the file may have.

    Attributes
    ----------
    dimensions : int

    Raises
    ------
    ModelError
        The file is missing, damaged or another.
    """

    def __init__(self, path: str | os.PathLike[str], sha256: str | None = None) -> None:
        self.path = Path(path)
        self._file: E5File = read_e5(self.path)
        if sha256 and (found := sha256_of(self.path)) != sha256:
            raise ModelError(f"the model {self.path} is damaged or another", expected=f"SHA-256 {sha256}",
                             found=found, do="install matcher again")  # fmt: skip
        shape, tokens = self._file.shape, self._file.tokens
        self.dimensions = shape.hidden
        self._unigram = Unigram(tokens.pieces, tokens.scores, tokens.special, tokens.unknown)
        self._words = self._file.blocks("emb.word", shape.rows)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of `texts`, in steps of `STEP`; a text is read up to the network's number of positions.

        Parameters
        ----------
        texts : sequence of str, n of them

        Returns
        -------
        ndarray of float32 (n, d)

        Raises
        ------
        SettingError
            One text instead of a list.
        """
        if isinstance(texts, str):
            raise SettingError("texts", expected="a list of texts", found="one text", do="write [text]")
        numbers = [self._numbers(text) for text in texts]
        found: dict[Numbers, Matrix] = {}
        for batch in _batches(sorted(set(numbers), key=lambda row: (len(row), row))):
            found.update(zip(batch, self._encode(batch), strict=True))
        return np.array([found[row] for row in numbers], dtype=np.float32).reshape(len(texts), self.dimensions)

    def _numbers(self, text: str) -> Numbers:
        tokens, most = self._file.tokens, self._file.shape.positions - 2
        return (tokens.begin, *self._unigram.numbers(text, most), tokens.end)

    @cached_property
    def _layers(self) -> list[Layer]:
        return [_layer(self._file, number) for number in range(self._file.shape.layers)]

    @cached_property
    def _places(self) -> Matrix:
        """What each place of a text adds; all pieces are of the first type."""
        shape = self._file.shape
        types = self._file.floats("emb.type", shape.types, shape.hidden)
        places: Matrix = self._file.floats("emb.pos", shape.positions, shape.hidden) + types[0]
        return places

    def _encode(self, batch: Sequence[Numbers]) -> Matrix:
        groups = list(_groups(batch))
        pieces = np.concatenate([group.numbers.ravel() for group in groups])
        x = unpacked(self._words[pieces])
        for group in groups:
            n, length = group.numbers.shape
            x[group.rows] += np.tile(self._places[:length], (n, 1))
        x = self._normed(x, _norm(self._file, "emb.ln"))
        for layer in self._layers:
            attended = _product(self._attended(x, layer, groups), layer.out, layer.out_bias)
            x = self._normed(x + attended, layer.out_norm)
            wide = _gelu(_product(x, layer.wide, layer.wide_bias))
            x = self._normed(x + _product(wide, layer.narrow, layer.narrow_bias), layer.narrow_norm)
        means = [x[group.rows].reshape(*group.numbers.shape, -1).mean(axis=1) for group in groups]
        return self._stepped(np.concatenate(means))

    def _attended(self, x: Matrix, layer: Layer, groups: Sequence[Group]) -> Matrix:
        """The attention of each text's pieces to one another (n_rows, d): softmax(Q K^T / sqrt(d_head)) V."""
        heads, every = self._file.shape.heads, _product(x, layer.attention, layer.attention_bias)
        out = np.zeros_like(x)
        for group in groups:
            q, k, v = every[group.rows].reshape(*group.numbers.shape, 3, heads, -1).transpose(2, 0, 3, 1, 4)
            weights = q @ k.transpose(0, 1, 3, 2) * np.float32(q.shape[-1] ** -0.5)
            weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
            weights /= weights.sum(axis=-1, keepdims=True)
            out[group.rows] = (weights @ v).transpose(0, 2, 1, 3).reshape(group.numbers.size, -1)
        return out

    def _normed(self, x: Matrix, norm: Norm) -> Matrix:
        scale, shift = norm
        x = x - x.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(self._file.epsilon))
        normed: Matrix = x / deviation * scale + shift
        return normed

    def _stepped(self, means: Matrix) -> Matrix:
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        if not (np.isfinite(lengths) & (lengths > 0)).all():
            raise ModelError(f"the model {self.path} gives no direction", do="install matcher again")
        stepped: Matrix = ((means / lengths / STEP).round() * STEP).astype(np.float32)
        return stepped


def _layer(file: E5File, number: int) -> Layer:
    h, f = file.shape.hidden, file.shape.feed_forward

    def weights(name: str, outputs: int) -> Norm:
        matrix = unpacked(file.blocks(f"l{number}.{name}.w", outputs)).T
        return matrix, file.floats(f"l{number}.{name}.b", outputs)

    attention, bias = zip(*(weights(name, h) for name in "qkv"), strict=True)
    together = np.concatenate(attention, axis=1), np.concatenate(bias)
    return Layer(
        *(*together, *weights("ao", h), _norm(file, f"l{number}.aln")),
        *(*weights("fi", f), *weights("fo", h), _norm(file, f"l{number}.oln")),
    )


def _norm(file: E5File, name: str) -> Norm:
    return file.floats(f"{name}.w", file.shape.hidden), file.floats(f"{name}.b", file.shape.hidden)


def _product(x: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    """X W + b in portions of `HEIGHT` rows, the last one filled up: a row's last bits then depend on no other row."""
    found = np.empty((len(x), weights.shape[1]), dtype=np.float32)
    for start in range(0, len(x), HEIGHT):
        rows = x[start : start + HEIGHT]
        filled = np.concatenate([rows, np.zeros((HEIGHT - len(rows), x.shape[1]), dtype=np.float32)])
        found[start : start + HEIGHT] = (filled @ weights)[: len(rows)]
    found += bias
    return found


def _gelu(x: Matrix) -> Matrix:
    """Gaussian error linear unit, x/2 (1 + erf(x / sqrt(2)))."""
    bent: Matrix = x * np.float32(0.5) * (1 + _erf(x * np.float32(2**-0.5)))
    return bent


def _erf(x: Matrix) -> Matrix:
    """The error function; computed in double precision and rounded, it is the same to the last bit in both ways."""
    if x.size <= FEW and "scipy.special" not in sys.modules:
        return np.array(list(map(math.erf, x.ravel().tolist())), dtype=np.float32).reshape(x.shape)
    from scipy.special import erf

    return np.asarray(erf(x))


def _batches(rows: Iterable[Numbers]) -> Iterator[list[Numbers]]:
    """The rows in their order, in lists of at most `MOST_ROWS` pieces, or of one text."""
    batch: list[Numbers] = []
    for row in rows:
        if batch and sum(map(len, batch)) + len(row) > MOST_ROWS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _groups(batch: Sequence[Numbers]) -> Iterator[Group]:
    """A batch, sorted by length, in groups of one length."""
    start = 0
    for _, same in groupby(batch, key=len):
        numbers = np.array(list(same), dtype=np.intp)
        yield Group(numbers, slice(start, start + numbers.size))
        start += numbers.size
