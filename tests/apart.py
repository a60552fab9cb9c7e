"""Commands in a process of their own, and what that process had to import for each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Answered", "answered_apart"]

_ASKED = """
import contextlib, io, json, sys
from matcher.cli import main
commands, heavy = json.loads(sys.argv[1])
found = []
for words in commands:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = main(words)
    found.append((status, out.getvalue(), [name for name in heavy if name in sys.modules]))
print(json.dumps(found))
"""


class Answered(NamedTuple):
    """The exit status of a command, what it printed, and what is imported by then of what is called heavy."""

    status: int
    printed: str
    heavy: list[str]


def answered_apart(commands: Iterable[list[str]], heavy: Iterable[str]) -> list[Answered]:
    """Ask one process for several commands, one after the other: it takes seconds to start."""
    command = [sys.executable, "-c", _ASKED, json.dumps([list(commands), list(heavy)])]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return [Answered(*each) for each in json.loads(done.stdout)]
