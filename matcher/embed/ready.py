"""Vectors of the vocabulary's texts, made once and shipped, because every fit needs them.

`data/e5/ready.npz` holds for each model its fingerprint, the hashes of texts in rising order, and whole numbers that
times a step are their vectors. `data/build/e5.py` writes it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.embed.cache import text_key
from matcher.errors import InputError, ModelError
from matcher.files import atomic_path, data_folder
from matcher.files.arrays import read_arrays

__all__ = ["READY", "ready_vectors", "stepped", "write_ready"]

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.signedinteger[Any]]

READY = Path("e5") / "ready.npz"


def ready_vectors(texts: Sequence[str], fingerprint: str) -> dict[str, Vectors]:
    """Vectors by text, as far as they are ready.

    Parameters
    ----------
    texts : sequence of str
    fingerprint : str
        Of the model that must have made them.

    Examples
    --------
    >>> ready_vectors(["railway"], "0" * 64)
    {}
    """
    path = data_folder() / READY
    if not texts or not path.is_file():  # it is missing while it is made
        return {}
    fingerprints = _fingerprints(path)
    if fingerprint not in fingerprints:
        return {}
    hashes, numbers, step = _table(path, fingerprints.index(fingerprint))
    keys = _hashes(texts)
    places = np.minimum(np.searchsorted(hashes, keys), len(hashes) - 1)
    known = np.flatnonzero(hashes[places] == keys)
    vectors: Vectors = numbers[places[known]].astype(np.float32) * np.float32(step)
    return dict(zip([texts[row] for row in known.tolist()], vectors, strict=True))


def stepped(vectors: Vectors, step: float, dtype: type[np.signedinteger[Any]]) -> Numbers:
    """Vectors as whole numbers of a step, none cut off.

    Examples
    --------
    >>> stepped(np.array([[0.5, -0.25]], dtype=np.float32), 0.25, np.int8)
    array([[ 2, -1]], dtype=int8)
    """
    numbers = (np.asarray(vectors, dtype=np.float64) / step).round()
    if abs(numbers).max(initial=0) > np.iinfo(dtype).max:
        raise ModelError("vectors do not fit their step", expected=f"numbers up to {step * np.iinfo(dtype).max}")
    return numbers.astype(dtype)


def write_ready(path: str | os.PathLike[str], models: Mapping[str, tuple[Sequence[str], Numbers, float]]) -> None:
    """Write for each fingerprint distinct texts (n), the whole numbers of their vectors (n, d), and the step."""
    arrays: dict[str, Any] = {"fingerprints": np.array(list(models))}
    for number, (texts, numbers, step) in enumerate(models.values()):
        keys = _hashes(texts)
        order = np.argsort(keys)
        found = {"hashes": keys[order], "numbers": numbers[order], "step": np.array(step)}
        arrays |= {f"{name}_{number}": array for name, array in found.items()}
    with atomic_path(path) as draft, draft.open("wb") as file:
        np.savez(file, **arrays)


def _hashes(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    return np.array([int(text_key(text)[:16], 16) for text in texts], dtype=np.uint64)


@cache
def _fingerprints(path: Path) -> list[str]:
    (found,) = _arrays(path, "fingerprints")
    return [str(fingerprint) for fingerprint in found]


@cache
def _table(path: Path, number: int) -> tuple[npt.NDArray[np.uint64], Numbers, float]:
    hashes, numbers, step = _arrays(path, f"hashes_{number}", f"numbers_{number}", f"step_{number}")
    return hashes, numbers, float(step)


def _arrays(path: Path, *names: str) -> list[npt.NDArray[Any]]:
    try:
        return list(read_arrays(path, names).values())
    except InputError as error:
        raise ModelError(f"the vectors {path} are damaged", found=error.found, do="install matcher again") from error
