"""Arrays that took long to make, kept on disk beside the cache of vectors; they save time and change no result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.embed.cache import default_cache_path
from matcher.errors import InputError
from matcher.files import atomic_path
from matcher.files.arrays import read_arrays

__all__ = ["Arrays", "kept_arrays"]

Arrays = Mapping[str, npt.NDArray[Any]]

#: The largest number of files in each folder.
STORED = {"classifiers": 120, "guides": 4}


def kept_arrays(
    folder: str, key: bytes, shapes: Mapping[str, tuple[int | None, ...]], make: Callable[[], Arrays]
) -> Arrays:
    """The arrays that were kept under a key, or made and kept now; made again where the file is not whole.

    Parameters
    ----------
    folder : {"classifiers", "guides"}
    key : bytes
        A hash of everything that they depend on.
    shapes : mapping of str to tuple
        The shape of each that is wanted; None stands for any length.
    make : callable
        Makes all that the file holds.
    """
    path = default_cache_path().parent / folder / f"{key.hex()}.npz"
    if (found := _read(path, shapes)) is None:
        found = make()
        _write(path, found, STORED[folder])
    return found


def _read(path: Path, shapes: Mapping[str, tuple[int | None, ...]]) -> Arrays | None:
    try:
        found = read_arrays(path, shapes)
        path.touch()  # what is used stays longest
    except (OSError, InputError):
        return None
    return found if all(_is_whole(found[name], shape) for name, shape in shapes.items()) else None


def _is_whole(array: npt.NDArray[Any], shape: tuple[int | None, ...]) -> bool:
    lengths = zip(array.shape, shape, strict=False)
    return array.ndim == len(shape) and all(n in (None, m) for m, n in lengths) and bool(np.isfinite(array).all())


def _write(path: Path, arrays: Arrays, most: int) -> None:
    """Put arrays on disk, where that can be written to, and delete what has not been used for longest."""
    with suppress(OSError, InputError):  # InputError: the cache's folder is a file, or may not be written
        with atomic_path(path) as draft, draft.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        there = sorted(path.parent.glob("*.npz"), key=lambda kept: (kept.stat().st_mtime, kept.name))
        for old in there[:-most]:
            old.unlink(missing_ok=True)
