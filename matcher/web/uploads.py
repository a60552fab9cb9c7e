"""Tables of visitors: checked at once, fitted in a process of its own, shown to their browser alone, and deleted.

Everything lies in a private folder that all processes of a service share. A visitor's key is a cookie; the folder is
named by its hash, so that the name of the folder opens nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.sources import check
from matcher.web.served import Edition

if TYPE_CHECKING:
    from matcher.sources import QualityReport

__all__ = ["COOKIE", "ENDINGS", "HOURS", "MOST_MEGABYTES", "MOST_TABLE_ROWS", "FullError", "Tables"]

COOKIE = "matcher_table"
#: What a table may be: megabytes, rows and kinds.
MOST_MEGABYTES, MOST_TABLE_ROWS = 5, 5000
ENDINGS = (".csv", ".xlsx")
#: Hours until a table is deleted, tables at once, fits at once, and seconds that a fit may take.
HOURS, MOST_TABLES, MOST_FITS, LONGEST_FIT = 2, 30, 1, 600
#: Editions that a process holds, each with few kept answers.
HELD = 3


class FullError(Exception):
    """No further table can be taken, or fitted, now."""


class Tables:
    """The tables of visitors.

    Parameters
    ----------
    folder : Path
        A private folder; it holds nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._editions: OrderedDict[str, Edition] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str, content: bytes) -> str:
        """Keep a table; the key that opens it.

        Raises
        ------
        InputError
            It is of another kind, or empty.
        FullError
            There are too many.
        """
        ending = Path(name).suffix.lower()
        if ending not in ENDINGS or not content:
            raise InputError("a table", expected=" or ".join(ENDINGS), found=ending or "no file")
        self.sweep()
        if len(list(self.folder.iterdir())) >= MOST_TABLES:
            raise FullError
        key = secrets.token_urlsafe(32)
        place = self._place(key)
        place.mkdir(mode=0o700)
        (place / f"table{ending}").write_bytes(content)
        return key

    def check(self, key: str) -> QualityReport:
        """What `matcher.check` finds in a table.

        Raises
        ------
        InputError
            The table has too many rows.
        """
        report = check(self._table(key))
        if report.areas > MOST_TABLE_ROWS:
            raise InputError("a table", expected=f"at most {MOST_TABLE_ROWS} rows", found=str(report.areas))
        return report

    def holds(self, key: str) -> bool:
        """Whether a key opens a table."""
        return bool(key) and self._place(key).is_dir()

    def state(self, key: str) -> str:
        """What became of a table: "taken", "fitting", "failed" or "ready"."""
        place = self._place(key)
        if (place / "run" / "run.json").is_file():
            return "ready"
        if (place / "failed").exists():
            return "failed"
        return "fitting" if (place / "fitting").exists() else "taken"

    def fit(self, key: str, *, with_europe: bool) -> None:
        """Begin to fit a table in a process of its own.

        Raises
        ------
        FullError
            Others are being fitted.
        """
        place = self._place(key)
        if self.state(key) in ("fitting", "ready"):
            return
        if len(list(self.folder.glob("*/fitting"))) >= MOST_FITS:
            raise FullError
        (place / "failed").unlink(missing_ok=True)
        (place / "fitting").touch()
        arguments = [sys.executable, "-m", "matcher.web.fitting", str(self._table(key)), str(place / "run")]
        process = subprocess.Popen(  # noqa: S603
            [*arguments, *(["with_europe"] if with_europe else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MATCHER_CACHE": str(place / "cache")},  # what visitors send is in no other cache
        )
        threading.Thread(target=self._watch, args=(process, place), daemon=True).start()

    @staticmethod
    def _watch(process: subprocess.Popen[bytes], place: Path) -> None:
        """Wait for a fit and write down how it ended; one whose table was deleted is ended."""
        until = time.monotonic() + LONGEST_FIT
        while process.poll() is None:
            if time.monotonic() > until or not place.is_dir():
                process.kill()
            time.sleep(0.2)
        if place.is_dir():
            if process.returncode:
                (place / "failed").touch()
            (place / "fitting").unlink(missing_ok=True)
            shutil.rmtree(place / "cache", ignore_errors=True)

    def edition(self, key: str) -> Edition | None:
        """The fitted table, None where there is none."""
        if not self.holds(key) or self.state(key) != "ready":
            return None
        with self._lock:
            if key not in self._editions:
                self._editions[key] = Edition.read(self._place(key) / "run", most_kept=4_000_000)
            self._editions.move_to_end(key)
            while len(self._editions) > HELD:
                self._editions.popitem(last=False)
            return self._editions[key]

    def end(self, key: str) -> None:
        """Delete a table and all that was made of it."""
        with self._lock:
            self._editions.pop(key, None)
        if key:
            shutil.rmtree(self._place(key), ignore_errors=True)

    def sweep(self) -> None:
        """Delete what is too old."""
        for place in self.folder.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - place.stat().st_ctime > HOURS * 3600:
                    shutil.rmtree(place, ignore_errors=True)

    def _place(self, key: str) -> Path:
        return self.folder / hashlib.sha256(key.encode()).hexdigest()[:32]

    def _table(self, key: str) -> Path:
        return next(self._place(key).glob("table.*"))
