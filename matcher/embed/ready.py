"""Vectors of the vocabulary's English texts, made once and shipped, because every fit needs them.

`data/e5/ready.npz` holds the hashes of the texts in rising order, and for each model its fingerprint and whole numbers
that times a step are its vectors. `data/build/e5.py` writes it.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.embed.cache import text_key
from matcher.errors import ModelError
from matcher.files import atomic_path, data_folder

__all__ = ["READY", "ready_vectors", "stepped", "write_ready"]

Vectors = npt.NDArray[np.float32]

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
    hashes, fingerprints = _texts(path)
    if fingerprint not in fingerprints:
        return {}
    keys = _hashes(texts)
    places = np.minimum(np.searchsorted(hashes, keys), len(hashes) - 1)
    vectors = _vectors(path, fingerprints.index(fingerprint))
    known = np.flatnonzero(hashes[places] == keys)
    return dict(zip([texts[row] for row in known.tolist()], vectors[places[known]], strict=True))


def stepped(vectors: Vectors, step: float, dtype: type[np.signedinteger[Any]]) -> npt.NDArray[np.signedinteger[Any]]:
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


def write_ready(
    path: str | os.PathLike[str],
    texts: Sequence[str],
    models: Mapping[str, tuple[npt.NDArray[np.signedinteger[Any]], float]],
) -> None:
    """Write the vectors of distinct texts: for each fingerprint the whole numbers (n, d) and their step."""
    keys = _hashes(texts)
    order = np.argsort(keys)
    arrays: dict[str, Any] = {"hashes": keys[order], "fingerprints": np.array(list(models))}
    for number, (numbers, step) in enumerate(models.values()):
        arrays |= {f"numbers_{number}": numbers[order], f"step_{number}": np.array(step)}
    with atomic_path(path) as draft, draft.open("wb") as file:
        np.savez(file, **arrays)


def _hashes(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    return np.array([int(text_key(text)[:16], 16) for text in texts], dtype=np.uint64)


@cache
def _texts(path: Path) -> tuple[npt.NDArray[np.uint64], list[str]]:
    hashes, fingerprints = _arrays(path, "hashes", "fingerprints")
    return hashes, [str(fingerprint) for fingerprint in fingerprints]


@cache
def _vectors(path: Path, number: int) -> Vectors:
    numbers, step = _arrays(path, f"numbers_{number}", f"step_{number}")
    return np.asarray(numbers * np.float32(step), dtype=np.float32)


def _arrays(path: Path, *names: str) -> list[npt.NDArray[Any]]:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            return [file[name] for name in names]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"the vectors {path} are damaged", found=str(error), do="install matcher again") from error
