"""The file of a quantised BERT encoder with its Unigram vocabulary: one reader, one writer, every number checked.

Layout, little endian. Sizes stand before what they count, so that a file is read in one pass:

    "E5S1", version 1 (u4)
    hidden, layers, heads, feed-forward, rows, positions, types (7 i4), epsilon of the layer norm (f4), block (i4)
    pieces, begin, end, pad, unknown (5 i4), bytes of the pieces (u8)
    offsets of the pieces (pieces + 1 u4), their scores (f4), the pieces (UTF-8)
    characters that the file's own tokenizer replaces (i4), their bytes (u4), the bytes: not used here
    tensors (i4), and of each: length of its name (u2), name, kind (u1), numbers (u4), offset (u8), bytes (u8)
    the tensors, each at a multiple of 64

A tensor of kind 0 holds f4. One of kind 1 holds blocks of 32 numbers: a scale s (f2) and 16 bytes, whose low halves are
the first 16 numbers q and whose high halves are the last 16; the numbers are s (q - 8).
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from matcher.errors import ModelError
from matcher.files import atomic_path

__all__ = ["BLOCK", "E5File", "Shape", "Tokens", "read_e5", "tensor_sizes", "unpacked", "write_e5"]

Floats = npt.NDArray[np.float32]

MAGIC, VERSION = b"E5S1", 1
#: Numbers that share a scale, and how a block of them is stored.
BLOCK = 32
PACKED = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])
FLOATS, BLOCKS = 0, 1
ALIGNED = 64
#: No size in a header is larger: a damaged one must not ask for all memory.
LARGEST = 1 << 20


class Shape(NamedTuple):
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int


class Tokens(NamedTuple):
    """The Unigram vocabulary: pieces with their log probabilities, and the places of the special ones."""

    pieces: list[str]
    scores: Floats
    begin: int
    end: int
    pad: int
    unknown: int

    @property
    def special(self) -> tuple[int, int, int, int]:
        """Places of the pieces that stand for no text."""
        return self.begin, self.end, self.pad, self.unknown


@dataclass(frozen=True, eq=False)
class E5File:
    """What a file holds; tensors are read from it when they are asked for.

    Attributes
    ----------
    shape : Shape
    epsilon : float
        Of the layer norm.
    tokens : Tokens
    tensors : mapping of str to memoryview
        Name to bytes, mapped from the file.
    """

    shape: Shape
    epsilon: float
    tokens: Tokens
    tensors: Mapping[str, memoryview]

    def floats(self, name: str, *shape: int) -> Floats:
        """A tensor of f4."""
        return np.frombuffer(self.tensors[name], "<f4").reshape(shape).astype(np.float32)

    def blocks(self, name: str, rows: int) -> npt.NDArray[np.void]:
        """A tensor of blocks (rows, blocks) as it is stored: its bytes are read when they are used."""
        return np.frombuffer(self.tensors[name], PACKED).reshape(rows, -1)


def unpacked(blocks: npt.NDArray[np.void]) -> Floats:
    """The numbers of blocks (..., n) as (..., n * 32).

    Examples
    --------
    Byte 0x2a holds 10 for place 0 and 2 for place 16: 0.5 (10 - 8) and 0.5 (2 - 8); byte 0x88 holds twice zero.

    >>> block = np.zeros(1, PACKED)
    >>> block["scale"], block["halves"] = 0.5, [0x2A] + 15 * [0x88]
    >>> unpacked(block)[[0, 1, 16]]
    array([ 1.,  0., -3.], dtype=float32)
    """
    halves = blocks["halves"]
    numbers = np.empty((*blocks.shape, BLOCK), dtype=np.float32)
    numbers[..., : BLOCK // 2] = halves & 15
    numbers[..., BLOCK // 2 :] = halves >> 4
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(*blocks.shape[:-1], -1)


def tensor_sizes(shape: Shape) -> dict[str, tuple[int, int]]:
    """Kind and number of values of each tensor, in the order of the file."""
    h, f = shape.hidden, shape.feed_forward
    sizes = {"emb.word": (BLOCKS, shape.rows * h), "emb.pos": (FLOATS, shape.positions * h)}
    sizes |= {"emb.type": (FLOATS, shape.types * h), "emb.ln.w": (FLOATS, h), "emb.ln.b": (FLOATS, h)}
    matrices = {"q": h * h, "k": h * h, "v": h * h, "ao": h * h, "aln": 0, "fi": f * h, "fo": h * f, "oln": 0}
    for layer in range(shape.layers):
        for name, count in matrices.items():
            sizes[f"l{layer}.{name}.w"] = (BLOCKS, count) if count else (FLOATS, h)
            sizes[f"l{layer}.{name}.b"] = (FLOATS, f if name == "fi" else h)
    return sizes


def read_e5(path: str | os.PathLike[str]) -> E5File:
    """Read a file's header and vocabulary, and map its tensors.

    Parameters
    ----------
    path : path-like

    Raises
    ------
    ModelError
        There is no such file, or a size or an offset in it does not fit the file.
    """
    try:
        with Path(path).open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:  # ValueError: an empty file
        raise ModelError(f"the model {path} cannot be read", found=str(error), do="install matcher again") from error
    return _Reader(data, Path(path)).read()


class _Reader:
    """Reads one file from its start; any number that cannot be is refused where it stands."""

    def __init__(self, data: memoryview, path: Path) -> None:
        self.data, self.path, self.at = data, path, 0

    def read(self) -> E5File:
        if bytes(self.take(4)) != MAGIC:
            self.refuse("another kind of file", f"a file that starts with {MAGIC.decode()}")
        if (version := self.number("I")) != VERSION:
            self.refuse(f"version {version}", f"version {VERSION}")
        shape = Shape(*(self.size(name) for name in Shape._fields))
        epsilon = self.number("f")
        if self.number("i") != BLOCK or shape.hidden % BLOCK or shape.feed_forward % BLOCK:
            self.refuse("other blocks", f"blocks of {BLOCK} numbers")
        if shape.hidden % shape.heads or not 0 < epsilon < 1:
            self.refuse(f"{shape}, epsilon {epsilon}", "heads that share the hidden numbers, a small epsilon")
        tokens = self.tokens(shape.rows)
        return E5File(shape, float(epsilon), tokens, dict(self.tensors(shape)))

    def refuse(self, found: str, expected: str) -> NoReturn:
        raise ModelError(f"the model {self.path} is damaged or another", expected=expected,
                         found=f"{found} (byte {self.at})", do="install matcher again")  # fmt: skip

    def take(self, size: int) -> memoryview:
        if not 0 <= size <= len(self.data) - self.at:
            self.refuse(f"the end of the file after {len(self.data)} bytes", f"{size} more bytes")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form: str) -> float:
        (found,) = struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))
        return found  # type: ignore[no-any-return]

    def size(self, name: str) -> int:
        found = int(self.number("i"))
        if not 0 < found <= LARGEST:
            self.refuse(f"{name} {found}", f"{name} of 1 to {LARGEST}")
        return found

    def tokens(self, rows: int) -> Tokens:
        n = self.size("pieces")
        special = [int(self.number("i")) for _ in range(4)]
        length = int(self.number("Q"))
        offsets = np.frombuffer(self.take(4 * (n + 1)), "<u4").astype(np.int64)
        scores = np.frombuffer(self.take(4 * n), "<f4").astype(np.float32)
        text = bytes(self.take(length))
        if n > rows or len(set(special)) < 4 or not all(0 <= place < n for place in special):
            self.refuse(f"{n} pieces, special ones {special}", f"at most {rows} pieces, four special ones among them")
        if offsets[0] != 0 or offsets[-1] != length or (np.diff(offsets) <= 0).any() or not np.isfinite(scores).all():
            self.refuse("pieces that do not follow each other", "rising offsets and finite scores")
        try:
            pieces = [text[start:end].decode() for start, end in pairwise(offsets.tolist())]
        except UnicodeDecodeError:
            self.refuse("a piece that is no UTF-8", "text")
        if len(set(pieces)) < n:
            self.refuse("a piece twice", "each piece once")
        self.take(4)  # replaced characters: their number; the bytes say how much to pass over
        self.take(int(self.number("I")))
        return Tokens(pieces, scores, *special)

    def tensors(self, shape: Shape) -> Iterator[tuple[str, memoryview]]:
        expected = tensor_sizes(shape)
        if (n := int(self.number("i"))) != len(expected):
            self.refuse(f"{n} tensors", f"{len(expected)} tensors")
        rows = []
        for name, (kind, count) in expected.items():
            found = bytes(self.take(int(self.number("H")))).decode(errors="replace")
            facts = tuple(int(self.number(form)) for form in "BIQQ")
            stored = count // BLOCK * PACKED.itemsize if kind == BLOCKS else 4 * count
            if (found, facts[0], facts[1], facts[3]) != (name, kind, count, stored):
                self.refuse(f"tensor {found} {facts}", f"tensor {name} of kind {kind} with {count} numbers")
            rows.append((name, facts[2], stored))
        for name, offset, stored in rows:
            if offset % ALIGNED or not 0 <= offset - self.at < ALIGNED:
                self.refuse(f"tensor {name} at {offset}", f"the next multiple of {ALIGNED}")
            self.take(offset - self.at)
            yield name, self.take(stored)
        if self.at != len(self.data):
            self.refuse(f"{len(self.data) - self.at} more bytes", "the end of the file")


def write_e5(
    path: str | os.PathLike[str],
    shape: Shape,
    epsilon: float,
    tokens: Tokens,
    tensors: Mapping[str, bytes | memoryview],
) -> None:
    """Write a file that `read_e5` reads.

    Parameters
    ----------
    path : path-like
    shape, epsilon, tokens
        See `E5File`.
    tensors : mapping of str to bytes
        The tensors of `tensor_sizes`, as they are stored.
    """
    pieces = [piece.encode() for piece in tokens.pieces]
    offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype("<u4")
    head = MAGIC + struct.pack("<I7ifi", VERSION, *shape, epsilon, BLOCK)
    head += struct.pack("<5iQ", len(pieces), tokens.begin, tokens.end, tokens.pad, tokens.unknown, int(offsets[-1]))
    head += offsets.tobytes() + tokens.scores.astype("<f4").tobytes() + b"".join(pieces) + struct.pack("<iI", 0, 0)
    sizes = tensor_sizes(shape)
    table = sum(2 + len(name) + 21 for name in sizes)
    offset = len(head) + 4 + table
    rows, parts = struct.pack("<i", len(sizes)), []
    for name, (kind, count) in sizes.items():
        padding = -offset % ALIGNED
        stored = bytes(tensors[name])
        rows += struct.pack("<H", len(name)) + name.encode()
        rows += struct.pack("<BIQQ", kind, count, offset + padding, len(stored))
        parts += [bytes(padding), stored]
        offset += padding + len(stored)
    with atomic_path(path) as draft:
        draft.write_bytes(b"".join([head, rows, *parts]))
