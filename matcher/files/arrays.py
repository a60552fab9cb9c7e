"""Arrays in: files of numpy, whatever was done to them."""

from __future__ import annotations

import os
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.files.reading import sha256_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Arrays = dict[str, npt.NDArray[np.generic]]

__all__ = ["read_array", "read_arrays"]

#: No archive of arrays unpacks to more.
_MOST_UNPACKED = 512_000_000
#: What numpy and zipfile raise for damaged files, warnings included: headers are read as Python's own literals.
_DAMAGED = (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, MemoryError, OverflowError,
            RuntimeError, SyntaxError, Warning, tokenize.TokenError, zipfile.BadZipFile, zlib.error)  # fmt: skip


def read_array(path: str | os.PathLike[str]) -> npt.NDArray[Any]:
    """The array of a .npy file.

    Raises
    ------
    InputError
        The file cannot be read, or is damaged.
    """
    return _loaded(Path(path), None)[""]


def read_arrays(path: str | os.PathLike[str], names: Iterable[str] = (), *, sha256: str | None = None) -> Arrays:
    """Arrays of a .npz file by name; those that are named, else all.

    Parameters
    ----------
    path : path-like
        It may unpack to at most 512 MB.
    names : iterable of str, optional
    sha256 : str, optional
        What the file's hash must be.

    Raises
    ------
    InputError
        The file cannot be read, is damaged or another, unpacks to more, or lacks an array.
    """
    if sha256 and (found := _hash(Path(path))) != sha256:
        raise InputError(str(path), expected=f"SHA-256 {sha256}", found=found)
    return _loaded(Path(path), list(names))


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        return error.strerror or "none"


def _loaded(path: Path, names: list[str] | None) -> Arrays:
    """The arrays; one without a name of a .npy file, for which `names` is None."""
    import numpy as np

    try:
        with path.open("rb") as data, warnings.catch_warnings():
            warnings.simplefilter("error")  # headers of other versions, which no file of ours has
            if names is None:
                return {"": np.lib.format.read_array(data, allow_pickle=False)}
            with zipfile.ZipFile(data) as packed:
                if sum(member.file_size for member in packed.infolist()) > _MOST_UNPACKED:
                    raise ValueError(f"it unpacks to more than {_MOST_UNPACKED // 1_000_000:,} MB")
            data.seek(0)
            with np.load(data, allow_pickle=False) as file:
                return {name: np.asarray(file[name]) for name in names or file.files}
    except _DAMAGED as error:
        found = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(str(path), expected="arrays of numpy", found=found) from error
