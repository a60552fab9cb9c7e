"""Words to the person who waits, on stderr."""

from __future__ import annotations

import sys

__all__ = ["say"]


def say(message: str, end: str = "\n") -> None:
    """Print a line of progress or a warning to stderr."""
    print(f"matcher: {message}", file=sys.stderr, end=end, flush=True)  # noqa: T201
