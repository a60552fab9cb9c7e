"""The command `matcher`: each verb parses, calls one public function and prints.

Results go to stdout, progress and warnings to stderr. An expected error is one line and exit status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from matcher._version import __version__
from matcher.cli import (
    check,
    consortium,
    measures,
    pairs,
    partners,
    query,
    report,
    stability,
    themes,
    validate,
    watch,
)
from matcher.errors import MatcherError

__all__ = ["main", "parser"]

#: The modules of verbs, in the order of the help.
ROOMS = (check, themes, partners, pairs, query, consortium, watch, measures, stability, validate, report)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    try:
        verb: Callable[[argparse.Namespace], int | None] = options.verb
        status = verb(options) or 0
        sys.stdout.flush()
        return status
    except MatcherError as error:
        print(f"matcher: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"matcher: cannot use {error.filename}: {error.strerror}; choose another place", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """The parser with all verbs."""
    top = argparse.ArgumentParser(
        prog="matcher",
        description="Finds European regions with complementary smart specialisation areas, and says why.",
        epilog="Start with: matcher demo",
    )
    top.add_argument("--version", action="version", version=f"matcher {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    for room in ROOMS:
        room.add_verbs(verbs)
    return top
