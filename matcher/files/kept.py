"""Arrays that took long to make, kept on disk beside the cache of vectors; they save time and change no result."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import InputError
from matcher.files.arrays import read_arrays
from matcher.files.writing import atomic_path

__all__ = ["Arrays", "cache_folder", "kept_arrays", "kept_plain", "key_of", "written_by"]

Arrays = Mapping[str, npt.NDArray[Any]]

#: The largest number of files in each folder.
STORED = {
    "chance": 24,
    "classifiers": 120,
    "guides": 4,
    "labels": 8,
    "newcomers": 120,
    "nearest": 8,
    "phrases": 8,
    "runs": 8,
    "splitters": 60,
    "steadiness": 8,
    "words": 60,
}


def cache_folder() -> Path:
    """Where what took long is kept: the user's cache folder, or MATCHER_CACHE where that is set."""
    if folder := os.environ.get("MATCHER_CACHE"):
        return Path(folder)
    from platformdirs import user_cache_path

    return user_cache_path("matcher")


@cache
def written_by(*rooms: str) -> bytes:
    """A hash of this package's code, or of some rooms of it: what they have made is made again by another version."""
    package, files = Path(__file__).parents[1], list[Path]()
    for room in map(package.joinpath, rooms or [""]):
        files += [room] if room.is_file() else sorted(room.rglob("*.py"))
    return key_of(np.__version__, *(file.read_bytes() for file in files))


def key_of(*parts: object) -> bytes:
    """A hash of several things: bytes and arrays by what they hold, others by what Python prints of them.

    Examples
    --------
    >>> key_of("ab", "c") == key_of("a", "bc"), key_of(np.zeros(2)) == key_of(np.zeros(2))
    (False, True)
    """
    found = hashlib.sha256()
    for part in parts:
        array = part if isinstance(part, np.ndarray) else None
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        if array is not None:
            data = repr((array.dtype.str, array.shape)).encode() + array.tobytes()
        found.update(hashlib.sha256(data).digest())
    return found.digest()


def kept_arrays(
    folder: str, key: bytes, shapes: Mapping[str, tuple[int | None, ...]], make: Callable[[], Arrays]
) -> Arrays:
    """The arrays that were kept under a key, or made and kept now; made again where the file is not whole.

    Parameters
    ----------
    folder : one of `STORED`
    key : bytes
        A hash of everything that they depend on.
    shapes : mapping of str to tuple
        The shape of each that is wanted; None stands for any length.
    make : callable
        Makes all that the file holds.
    """
    path = cache_folder() / folder / f"{key.hex()}.npz"
    if (found := _read(path, shapes)) is None:
        found = make()
        _write(path, found, STORED[folder])
    return found


def kept_plain(folder: str, key: bytes, make: Callable[[], Any]) -> Any:
    """The same of what JSON can hold: texts, numbers (nan too), lists, and dictionaries by text."""

    def made() -> Arrays:
        return {"json": np.frombuffer(json.dumps(make(), ensure_ascii=False).encode(), dtype=np.uint8)}

    return json.loads(kept_arrays(folder, key, {"json": (None,)}, made)["json"].tobytes())


def _read(path: Path, shapes: Mapping[str, tuple[int | None, ...]]) -> Arrays | None:
    try:
        found = read_arrays(path, shapes)
        path.touch()  # what is used stays longest
    except (OSError, InputError):
        return None
    return found if all(_is_whole(found[name], shape) for name, shape in shapes.items()) else None


def _is_whole(array: npt.NDArray[Any], shape: tuple[int | None, ...]) -> bool:
    lengths = zip(array.shape, shape, strict=False)
    is_right = array.ndim == len(shape) and all(n in (None, m) for m, n in lengths)
    return is_right and (array.dtype.kind in "US" or bool(np.isfinite(array).all()))


def _write(path: Path, arrays: Arrays, most: int) -> None:
    """Put arrays on disk, where that can be written to, and delete what has not been used for longest."""
    with suppress(OSError, InputError):  # InputError: the cache's folder is a file, or may not be written
        with atomic_path(path) as draft, draft.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        there = sorted(path.parent.glob("*.npz"), key=lambda kept: (kept.stat().st_mtime, kept.name))
        for old in there[:-most]:
            old.unlink(missing_ok=True)
