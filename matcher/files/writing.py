"""Files and folders out: whole or not at all, whenever the work ends."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.errors import InputError
from matcher.files.exchange import exchanged
from matcher.files.texts import printable

__all__ = ["atomic_folder", "atomic_path", "leftovers", "refuse_target", "settle", "unwritable", "write_bytes",
           "write_text"]  # fmt: skip

#: Drafts are called so, then by the number of the process that writes them.
_DRAFT = ".matcher-"
#: A folder that stands aside while another takes its place, where the file system cannot exchange the two.
_ASIDE = ".matcher-aside-"
#: How often a folder is put in its place when other processes do the same.
_TRIES = 20


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it replaces `path`, on an error it is removed.

    Parameters
    ----------
    path : path-like
        The file to write. Its folder is made where it is missing. A link stays, and leads to what is new.

    Yields
    ------
    Path
        A path with the same ending, in the same folder, to write to.

    Raises
    ------
    InputError
        A folder, a device or a pipe is there, or the place cannot be written to.
    """
    target = refuse_target(path)
    draft = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_prefix(), suffix=target.suffix, dir=target.parent)
        os.close(handle)
        draft = Path(name)
        yield draft
        draft.chmod(0o666 & ~_umask())  # mkstemp makes files that only their owner can read
        draft.replace(target)
    except OSError as error:  # the draft's name would tell nobody anything
        what = f"{printable(os.fspath(path))} cannot be written"
        raise InputError(what, found=error.strerror or str(error), do="choose another place") from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def refuse_target(path: str | os.PathLike[str]) -> Path:
    """The file that `path` stands for, links followed, if a file may be written there.

    Raises
    ------
    InputError
        A folder, a device or a pipe is there, or no file can have that name.
    """
    named = f"{printable(os.fspath(path))} cannot be written"
    try:
        target = Path(path).resolve() if Path(path).is_symlink() else Path(path)
        there, is_file, is_folder = target.exists(), target.is_file(), target.is_dir()
        os.fsencode(target)
    except (OSError, ValueError, RuntimeError) as error:  # too long; a NUL or half a character in it; links in a circle
        found = getattr(error, "strerror", None) or printable(str(error))
        raise InputError(named, found=found, do="choose another name") from None
    if "\0" in os.fspath(path):
        raise InputError(named, found="a name that no file can have", do="choose another name")
    if there and not is_file:
        raise InputError(named, expected="a file", found="a folder" if is_folder else "a device or a pipe")
    if found := unwritable(target):
        raise InputError(named, found=found, do="choose another place")
    return target


def no_folder(path: str | os.PathLike[str]) -> str:
    """Why no folder can be written at a path; "" where one can."""
    target = Path(path)
    try:
        os.fsencode(target)
        if "\0" in os.fspath(target):
            return "a name that no folder can have"
        if target.exists() and not target.is_dir():
            return "a file"
        return "a mount point" if target.is_mount() else unwritable(target.resolve())
    except (OSError, ValueError, RuntimeError) as error:  # too long; half a character in it; links in a circle
        return getattr(error, "strerror", None) or printable(str(error))


def unwritable(target: Path) -> str:
    """Why nothing can be written beside a path, told by the nearest folder above it that is there; "" where it can."""
    above = next((folder for folder in target.absolute().parents if folder.exists()), Path("/"))
    named = printable(os.fspath(above))
    if not above.is_dir():
        return f"{named} is a file"
    return "" if os.access(above, os.W_OK) else f"{named} is not writable"


@contextmanager
def atomic_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary folder beside `path`; on success it takes the place of `path`, on an error it is removed.

    Parameters
    ----------
    path : path-like
        The folder to write. A link stays, and leads to what is new. Whenever the work ends, the old folder or the new
        one is there: the two are exchanged in one step, or, where the file system cannot do that, the old one stands
        aside meanwhile, and `settle` puts it back.

    Yields
    ------
    Path
        An empty folder to fill.

    Raises
    ------
    InputError
        The place cannot be written to, or is full.
    """
    target = Path(path).resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # What cannot be removed in the end must not hide that the new folder is in its place; `leftovers` finds it.
        with tempfile.TemporaryDirectory(prefix=_prefix(), dir=target.parent, ignore_cleanup_errors=True) as made:
            draft = Path(made) / "new"
            draft.mkdir()
            yield draft
            _put(draft, target)
    except OSError as error:  # the draft's name would tell nobody anything
        what = f"{printable(os.fspath(path))} cannot be written"
        raise InputError(what, found=error.strerror or str(error), do="choose another place") from error


def _put(draft: Path, target: Path) -> None:
    """Give the draft the name of the target; what was there is then where the draft was."""
    for last in (*[False] * _TRIES, True):
        try:
            if not target.exists():
                draft.rename(target)
            elif not exchanged(draft, target):
                _put_slowly(draft, target)
            return
        except OSError as error:  # another process put its own folder there, or took it away, at the same moment
            if last or error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOENT):
                raise


def _put_slowly(draft: Path, target: Path) -> None:
    aside = _aside(target)
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    try:
        draft.rename(target)
    except OSError:
        settle(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def settle(path: str | os.PathLike[str]) -> bool:
    """Put back a folder that stands aside because the work that was to replace it was interrupted.

    Parameters
    ----------
    path : path-like
        Where the folder belongs.

    Returns
    -------
    bool
        Whether there was one to put back.
    """
    try:
        target = Path(path).resolve()
        aside = _aside(target)
        if target.exists() or not aside.is_dir():
            return False
        aside.rename(target)
    except (OSError, ValueError, RuntimeError):  # what is wrong is said where the folder is read
        return False
    return True


def leftovers(folder: str | os.PathLike[str]) -> list[Path]:
    """What interrupted work left in a folder: drafts of processes that are no more.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / ".matcher-999999999-k3.xlsx").write_text("half")
    ...     _ = (Path(folder) / f".matcher-{os.getpid()}-k4.xlsx").write_text("half")
    ...     [path.name for path in leftovers(folder)]
    ['.matcher-999999999-k3.xlsx']
    """
    try:
        found = sorted(path for path in Path(folder).iterdir() if path.name.startswith(_DRAFT))
    except (OSError, ValueError):
        return []
    return [path for path in found if not _is_written(path.name)]


def _is_written(name: str) -> bool:
    """Whether the process that a draft is called after may still write it."""
    number = name.removeprefix(_DRAFT).partition("-")[0]
    if not number.isdecimal() or os.name != "posix":  # Windows has no harmless way to ask
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is another user's
        return True
    return True


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` as UTF-8 with newline endings, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data`, whole or not at all."""
    with atomic_path(path) as draft:
        draft.write_bytes(data)


def _prefix() -> str:
    return f"{_DRAFT}{os.getpid()}-"


def _aside(target: Path) -> Path:
    return target.with_name(_ASIDE + hashlib.sha256(target.name.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def _umask() -> int:
    """The process's file mask; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
