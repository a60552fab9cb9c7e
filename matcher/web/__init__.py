"""The partner search in a browser: its server, its program interface, and the same pages as plain files.

`served` keeps the run that is shown, `pages` and the rooms beside it say what stands on a page, `templates/` how it
looks, `api` what programs are told, `safety` what is let in. Nothing here learns or ranks: every number is an answer of
`Run`, and every sentence one of `matcher.words`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from matcher.errors import SettingError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["serve", "write_site"]

#: What the extra "web" installs, by the names under which it is imported.
NEEDED = ("starlette", "uvicorn")


def serve(
    run: str | os.PathLike[str],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    public_name: str = "",
    read_only: bool = False,
    older: str | os.PathLike[str] | None = None,
    origin: str = "",
) -> None:
    """Serve the pages of a run until the process is told to stop.

    Parameters
    ----------
    run : path-like
        Run folder. It is read again when it is replaced.
    host, port : str, int
        Where to listen; only this machine reaches 127.0.0.1.
    workers : int
        Number of processes.
    public_name : str
        The name under which others reach the service; requests under another name are refused.
    read_only : bool
        Take no tables of visitors.
    older : path-like, optional
        An older run to compare with.
    origin : str
        A site whose pages may read the answers for programs; no other site's may.

    Raises
    ------
    RunError
        The folder is no run.
    SettingError
        The extra "web" is not installed, or an option cannot work.
    """
    _check_installed()
    from matcher.web.serving import serve as start

    start(run, host=host, port=port, workers=workers, public_name=public_name, read_only=read_only, older=older,
          origin=origin)  # fmt: skip


def write_site(run: str | os.PathLike[str], path: str | os.PathLike[str]) -> Path:
    """Write the pages of a run as plain files for any web server, whole or not at all.

    Parameters
    ----------
    run : path-like
        Run folder.
    path : path-like
        Folder to write; a folder that holds something else than such a site is refused.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    RunError
        The folder is no run.
    SettingError
        The extra "web" is not installed, or something else is in the way.
    """
    _check_installed()
    from matcher.web.site import write_site as write

    return write(run, path)


def _check_installed() -> None:
    from importlib.util import find_spec

    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise SettingError(f"{' and '.join(missing)} not installed", do="pip install 'interregional-matcher[web]'")
