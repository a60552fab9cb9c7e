"""Fits that several tests ask for alike: made once, kept as run folders, and lent to all processes of a test run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from filelock import FileLock

from matcher import Matcher, Run

__all__ = ["lending"]

#: Whatever else a matcher is asked for is fitted anew.
PLAIN = {"draws", "text"}


def lending(folder: Path, fit: Callable[[Matcher, pd.DataFrame, str], Run] = Matcher.fit) -> Callable[..., Run]:
    """`Matcher.fit`, which reads from the folder what was fitted before with the same settings and the same areas."""

    def lent(self: Matcher, areas: pd.DataFrame, source: str = "table") -> Run:
        asked = vars(self)
        if any(asked[name] is not None for name in asked.keys() - PLAIN):
            return fit(self, areas, source)
        key = hashlib.sha256(f"{self.draws} {self.text} {areas.to_csv()}".encode()).hexdigest()
        run = folder / key
        with FileLock(f"{run}.lock"):
            if not run.exists():
                fit(self, areas, source).save(run)
        found = Run.load(run)
        found.settings["data"]["source"] = source
        return found

    return lent
