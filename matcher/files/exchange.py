"""Two folders exchanged in one step, which Python's own library cannot ask the system for."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

__all__ = ["exchanged"]

#: What both systems call by this number: RENAME_EXCHANGE of renameat2 (Linux), RENAME_SWAP of renamex_np (macOS).
_SWAP = 2
#: "The folder that I am in", for Linux.
_HERE = -100
#: What a file system answers that cannot exchange.
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def exchanged(a: Path, b: Path) -> bool:
    """Give each of two folders the other's name, both at once; False where system or file system cannot.

    Raises
    ------
    OSError
        The system can, and refuses: one is in use as a mount point, or may not be changed.

    Examples
    --------
    >>> exchanged(Path("no such folder"), Path("nor this"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: ... No such file or directory: 'nor this'
    """
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    if library is None or not hasattr(library, name):  # Windows, and Linux with a small or an old library
        return False
    first, second = os.fsencode(a), os.fsencode(b)
    if sys.platform == "darwin":
        failed = library.renamex_np(first, second, _SWAP)
    else:
        failed = library.renameat2(_HERE, first, _HERE, second, _SWAP)
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), os.fspath(b))
