"""Vectors on disk, so that a text is embedded once."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.files.kept import cache_folder

__all__ = ["VectorCache", "cached_vectors", "default_cache_path", "in_portions", "of_portions", "say", "text_key"]

Vectors = npt.NDArray[np.float32]

#: Seconds after which progress is told.
PATIENCE = 1.0
#: Bytes after a vector that tell that it was written whole, for its text and by its model.
SEAL = 8
#: How far the length of a unit vector may be from 1: those of e5 are kept in steps.
NEARLY = 0.05


class VectorCache:
    """Vectors on disk, one SQLite file for all models; two processes may use it at once.

    Parameters
    ----------
    path : path-like, None or "default"
        The file; None keeps nothing.
    fingerprint : str
        Which model the vectors belong to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, VectorCache(f"{folder}/v.sqlite", "model") as cache:
    ...     cache.put({"Railway": np.array([0.6, 0.8], dtype=np.float32)})
    ...     print(cache.get(["Railway", "Forest"]))
    {'Railway': array([0.6, 0.8], dtype=float32)}
    """

    def __init__(self, path: str | os.PathLike[str] | None, fingerprint: str) -> None:
        self.path = default_cache_path() if path == "default" else path
        self.fingerprint = fingerprint
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> VectorCache:
        if self.path is not None:
            try:
                self._base = self._open()
            except (OSError, sqlite3.Error) as error:
                # A cache saves time and changes no result: without one the work is done again.
                say(f"no vector cache at {self.path} ({error}); texts are embedded anew; delete it if it is damaged")
        return self

    def __exit__(self, *_: object) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    def _open(self) -> sqlite3.Connection:
        path = Path(self.path or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(path, timeout=60)
        try:
            base.execute(
                "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text TEXT, vector BLOB, PRIMARY KEY (model, text))"
            )
        except sqlite3.Error:
            base.close()
            raise
        return base

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are here, by text."""
        found: dict[str, Vectors] = {}
        if self._base is None:
            return found
        query = "SELECT vector FROM vectors WHERE model = ? AND text = ?"
        damaged = 0
        try:
            for text in texts:
                if row := self._base.execute(query, (self.fingerprint, text_key(text))).fetchone():
                    vector = self._vector(text, row[0])
                    damaged += vector is None
                    if vector is not None:
                        found[text] = vector
        except sqlite3.Error as error:
            say(f"the vector cache at {self.path} cannot be read ({error}); texts are embedded anew; delete it")
        if len({len(vector) for vector in found.values()}) > 1:  # a model's vectors have one length
            damaged, found = damaged + len(found), {}
        if damaged:
            say(f"{damaged} rows of the vector cache at {self.path} are damaged; their texts are embedded anew")
        return found

    def _vector(self, text: str, row: object) -> Vectors | None:
        """The vector of a row; None where it is none, or was not written for this text and this model."""
        data, sealed = (row[:-SEAL], row[-SEAL:]) if isinstance(row, bytes) else (b"", b"")
        if not data or len(data) % 4 or sealed != self._seal(text, data):
            return None
        vector = np.frombuffer(data, dtype="<f4").astype(np.float32)
        return vector if abs(np.linalg.norm(vector) - 1) < NEARLY else None

    def _seal(self, text: str, data: bytes) -> bytes:
        """What tells that a vector was written whole, for this text and by this model."""
        return hashlib.sha256(f"{self.fingerprint} {text_key(text)} ".encode() + data).digest()[:SEAL]

    def put(self, vectors: dict[str, Vectors]) -> None:
        """Keep `vectors`; another process may have put the same there."""
        if self._base is None:
            return
        data = {text: vector.astype("<f4").tobytes() for text, vector in vectors.items()}
        rows = [(self.fingerprint, text_key(text), own + self._seal(text, own)) for text, own in data.items()]
        try:
            with self._base:
                self._base.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            say(f"the vector cache at {self.path} cannot be written ({error})")


def cached_vectors(
    texts: Sequence[str], cache: VectorCache, encode: Callable[[Sequence[str]], Vectors]
) -> dict[str, Vectors]:
    """Vectors by text: those in the cache, and the others encoded and kept there; no texts open no cache."""
    if not texts:
        return {}
    with cache:
        known = cache.get(texts)
        if missing := sorted(set(texts) - set(known)):
            fresh = dict(zip(missing, encode(missing), strict=True))
            cache.put(fresh)
            known |= fresh
    return known


def default_cache_path() -> Path:
    """Where vectors are kept: `vectors.sqlite` in the user's cache folder, or in MATCHER_CACHE where that is set."""
    return cache_folder() / "vectors.sqlite"


def text_key(text: str) -> str:
    """SHA-256 of a text: the cache holds no texts, because an areas file may be confidential."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def in_portions(texts: Sequence[str], size: int, encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Vectors of `texts`, encoded `size` at a time; what takes long tells how far it is.

    Examples
    --------
    >>> in_portions(["a", "bc", "d"], 2, lambda texts: np.array([[len(text)] for text in texts], dtype=np.float32))
    array([[1.],
           [2.],
           [1.]], dtype=float32)
    """
    return of_portions([texts[start : start + size] for start in range(0, len(texts), size)], encode)


def of_portions(portions: Sequence[Sequence[str]], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Vectors of the texts of each portion, one portion after the other; what takes long tells how far it is."""
    started, told, done, every = time.monotonic(), 0.0, 0, sum(map(len, portions))
    found = []
    for portion in portions:
        found.append(encode(portion))
        done += len(portion)
        if done < every and time.monotonic() - max(started, told) > PATIENCE:
            told = time.monotonic()
            say(f"embedding texts: {done} of {every}", end="\r")
    if told:
        say(f"embedding texts: {every} of {every}")
    return np.concatenate(found)


def say(message: str, end: str = "\n") -> None:
    """Print a line of progress or a warning to stderr."""
    print(f"matcher: {message}", file=sys.stderr, end=end, flush=True)  # noqa: T201
