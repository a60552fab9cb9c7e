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

__all__ = ["VectorCache", "cached_vectors", "default_cache_path", "in_portions", "say", "text_key"]

Vectors = npt.NDArray[np.float32]

#: Seconds after which progress is told.
PATIENCE = 1.0


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
        try:
            for text in texts:
                if row := self._base.execute(query, (self.fingerprint, text_key(text))).fetchone():
                    found[text] = np.frombuffer(row[0], dtype="<f4").astype(np.float32)
        except sqlite3.Error as error:
            say(f"the vector cache at {self.path} cannot be read ({error}); texts are embedded anew; delete it")
        return found

    def put(self, vectors: dict[str, Vectors]) -> None:
        """Keep `vectors`; what another process put there first stays."""
        if self._base is None:
            return
        rows = [(self.fingerprint, text_key(text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()]
        try:
            with self._base:
                self._base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)
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
    if folder := os.environ.get("MATCHER_CACHE"):
        return Path(folder) / "vectors.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("matcher") / "vectors.sqlite"


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
    started, told = time.monotonic(), 0.0
    portions = []
    for start in range(0, len(texts), size):
        portions.append(encode(texts[start : start + size]))
        if start + size < len(texts) and time.monotonic() - max(started, told) > PATIENCE:
            told = time.monotonic()
            say(f"embedding texts: {start + size} of {len(texts)}", end="\r")
    if told:
        say(f"embedding texts: {len(texts)} of {len(texts)}")
    return np.concatenate(portions)


def say(message: str, end: str = "\n") -> None:
    """Print a line of progress or a warning to stderr."""
    print(f"matcher: {message}", file=sys.stderr, end=end, flush=True)  # noqa: T201
