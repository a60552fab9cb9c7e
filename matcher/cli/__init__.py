"""The command `matcher`: each verb parses, calls one public function and prints.

Results go to stdout, progress and warnings to stderr. An expected error is one line and exit status 1, also where the
command line itself cannot be read. A verb's module is imported when the verb is used, and what computes when it runs.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from matcher._version import __version__
from matcher.cli.verbs import VERBS
from matcher.errors import MatcherError, SettingError

if TYPE_CHECKING:
    from matcher.cli.parsing import Parser

__all__ = ["VERBS", "main", "overview", "parsers"]

_MODULES = {name: verb.module for verbs in VERBS.values() for name, verb in verbs.items()}
#: The verbs whose products are large where there are many regions: there threads help.
_LARGE = ("fit", "refit", "pairs")
#: From how many new objects on Python looks for garbage, and how seldom among older ones. A verb makes tables that stay
#: until it ends; to look through them while modules load takes an eighth of a short one.
_GARBAGE = (50_000, 20, 20)
#: Columns of the help.
_WIDTH = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with stoppable() as stopped:
        try:
            return _told(list(sys.argv[1:] if arguments is None else arguments))
        except BaseException:  # libraries turn what stops them into errors of their own
            if not stopped:
                raise
            print("\nmatcher: stopped; nothing is left half-written", file=sys.stderr)
            return 128 + stopped[0]


def _told(words: list[str]) -> int:
    """The exit status; an expected error is told in one line, whatever stands in the names that it tells."""
    try:
        status = _run(words)
        if sys.stdout is not None:  # it may be closed
            sys.stdout.flush()
        return status
    except MatcherError as error:
        from matcher.files import printable

        print("matcher:", "\n".join(map(printable, str(error).split("\n"))), file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        from matcher.files import printable

        what = f"cannot use {printable(os.fsdecode(error.filename))}" if error.filename else "cannot write what is told"
        print(f"matcher: {what}: {error.strerror or error}; choose another place", file=sys.stderr)
        return 1
    return 0


@contextlib.contextmanager
def stoppable() -> Iterator[list[int]]:
    """Ctrl-C, and what a system sends to end a process, let the work clean up; yields the signals that came."""
    came: list[int] = []

    def stop(number: int, _: object) -> NoReturn:
        came.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # only there signals arrive
        yield came
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        print(*overview(), sep="\n")
        return 0
    if words[0] == "--version":
        print(f"matcher {__version__}")
        return 0
    from matcher.cli.parsing import OLD_VERBS, did_you_mean, old_spelling

    name, rest = words[0], words[1:]
    if name in _MODULES:
        _spare(name)
        old_spelling(name, rest)
        parser = _parser(name)
        parser.given = rest
        options = parser.parse_args(rest)
        verb: Callable[..., int | None] = options.verb
        return verb(options) or 0
    if name in OLD_VERBS:
        raise SettingError(name, do=f"now {OLD_VERBS[name]}")
    raise SettingError(f"no verb {name!r}; {did_you_mean(name, _MODULES) or 'matcher --help lists them'}")


def _spare(verb: str) -> None:
    """Leave out what a process that ends soon does not need; called before numpy is imported."""
    gc.set_threshold(*_GARBAGE)
    if verb not in _LARGE:  # threads that wait for small products take a third more time of the processor
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _parser(name: str) -> Parser:
    """The parser of one verb; the modules of other verbs are not imported."""
    from matcher.cli.parsing import Verbs

    verbs = Verbs()
    import_module(f"{__name__}.{_MODULES[name]}").add_verbs(verbs)
    return verbs[name]


def parsers() -> dict[str, Parser]:
    """The parser of each verb, in the order of the help."""
    return {name: _parser(name) for name in _MODULES}


def overview() -> Iterator[str]:
    """Lines of the help: every verb under its heading."""
    import textwrap

    yield "usage: matcher VERB ...\n"
    yield "Finds European regions with complementary smart specialisation areas, and says why."
    indent = 2 + max(map(len, _MODULES)) + 2
    for heading, verbs in VERBS.items():
        yield f"\n{heading}"
        for name, verb in verbs.items():
            text = f"{verb.text[0].upper()}{verb.text[1:]}"
            first = f"  {name}".ljust(indent)
            yield textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=" " * indent)
    yield "\nOptions of a verb: matcher VERB --help. The version: matcher --version. Start with: matcher demo"
