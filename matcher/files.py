"""Whole files and folders or none: atomic writing, and hashes of what was written."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["atomic_folder", "atomic_path", "data_folder", "sha256_of", "write_text"]


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it replaces `path`, on an error it is removed.

    Parameters
    ----------
    path : path-like
        The file to write. Its folder is made where it is missing.

    Yields
    ------
    Path
        A path with the same ending, in the same folder, to write to.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".matcher-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())  # mkstemp makes files that only their owner can read
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary folder beside `path`; on success it takes the place of `path`, on an error it is removed.

    Parameters
    ----------
    path : path-like
        The folder to write. What is there already is out of the way for two renames only.

    Yields
    ------
    Path
        An empty folder to fill.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".matcher-", dir=target.parent) as made:
        draft, old = Path(made) / "new", Path(made) / "old"
        draft.mkdir()
        yield draft
        if target.exists():
            target.rename(old)
        try:
            draft.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise


def data_folder() -> Path:
    """Where the bundled data lie: inside the installed package, or beside it in a checkout.

    Examples
    --------
    >>> (data_folder() / "europe.csv").is_file()
    True
    """
    package = Path(__file__).resolve().parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` as UTF-8 with newline endings, whole or not at all."""
    with atomic_path(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def sha256_of(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_text(f"{folder}/a.txt", "abc")
    ...     sha256_of(f"{folder}/a.txt")[:8]
    'ba7816bf'
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _umask() -> int:
    """The process's file mask; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
