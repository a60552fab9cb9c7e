"""The process that listens: one, or several that share a port."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from matcher.errors import SettingError
from matcher.web.app import create_app
from matcher.web.served import Edition, Served
from matcher.web.uploads import Tables

__all__ = ["from_environment", "serve"]

#: Where the processes of one service read what they are.
SETTINGS = "MATCHER_SERVE"
#: Where vectors are kept.
CACHE = "MATCHER_CACHE"
log = logging.getLogger("matcher.web")
#: Seconds that open requests get when the service is told to stop.
GRACE = 10
#: A site, without a path.
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
MOST_WORKERS = 64


def serve(
    run: str | os.PathLike[str],
    *,
    host: str,
    port: int,
    workers: int = 1,
    public_name: str = "",
    read_only: bool = False,
    older: str | os.PathLike[str] | None = None,
    origin: str = "",
) -> None:
    """See `matcher.web.serve`."""
    if not 0 < port < 65536:
        raise SettingError("port", expected="a number from 1 to 65535", found=str(port))
    if origin and not ORIGIN.fullmatch(origin):
        raise SettingError("origin", expected="an address such as https://example.org", found=repr(origin))
    if not 1 <= workers <= MOST_WORKERS:
        raise SettingError("workers", expected=f"a number from 1 to {MOST_WORKERS}", found=str(workers))
    if workers > 1:
        Edition.read(Path(run))  # refuse what is no run before processes are started
    signal.signal(signal.SIGTERM, _end)  # uvicorn gives the signal back when it has ended
    with tempfile.TemporaryDirectory(prefix="matcher-") as folder:  # only its owner can look into it
        tables = "" if read_only else str(Path(folder) / "tables")
        if tables:
            Path(tables).mkdir(mode=0o700)
        settings = {"run": os.fspath(run), "older": os.fspath(older or ""), "host": host, "public_name": public_name,
                    "origin": origin, "tables": tables}  # fmt: skip
        os.environ[CACHE] = str(Path(folder) / "cache")  # vectors of what people type go with the service
        os.environ[SETTINGS] = json.dumps(settings)
        app: ASGIApp | str = from_environment() if workers == 1 else "matcher.web.serving:from_environment"
        uvicorn.run(
            app,
            factory=workers > 1,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=10,
            h11_max_incomplete_event_size=64_000,
            limit_concurrency=500,
        )


def _end(*_: object) -> None:
    """End the process as one that has done what it was asked for, so that its folder is deleted."""
    sys.exit(0)


def from_environment() -> ASGIApp:
    """The application of one process, as `serve` described it."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    given = json.loads(os.environ[SETTINGS])
    served = Served(given["run"], older=given["older"] or None, tell=log.info)
    tables = Tables(Path(given["tables"])) if given["tables"] else None
    return create_app(
        served, host=given["host"], public_name=given["public_name"], origin=given["origin"], tables=tables
    )
