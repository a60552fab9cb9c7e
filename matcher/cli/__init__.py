"""The command `matcher`: each verb parses, calls one public function and prints.

Results go to stdout, progress and warnings to stderr. An expected error is one line and exit status 1, also where the
command line itself cannot be read. A verb's module is imported when the verb is used, and what computes when it runs.
"""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from matcher._version import __version__
from matcher.cli.parsing import OLD_VERBS, Parser, Verbs, did_you_mean, old_spelling
from matcher.errors import MatcherError, SettingError

__all__ = ["VERBS", "main", "overview", "parsers"]

#: The verbs under the headings of the help, and the module of each.
VERBS = {
    "Data": {"demo": "demo", "template": "check", "check": "check", "update": "check", "fit": "fit", "refit": "fit"},
    "Look": {"themes": "themes", "vocabulary": "vocabulary", "measures": "measures"},
    "Partners": {
        "partners": "partners",
        "what-if": "what_if",
        "pairs": "pairs",
        "explain": "pairs",
        "record": "record",
        "consortium": "consortium",
    },
    "Ask": {"query": "query", "actors": "query", "meet": "query"},
    "Over time": {"compare": "compare"},
    "Trust": {
        "stability": "stability",
        "bias": "stability",
        "validate-partnerships": "validate",
        "validate-themes": "validate",
        "validate-relatedness": "validate",
    },
    "Out": {"report": "report", "export": "report", "serve": "serve", "site": "serve"},
}
_MODULES = {verb: module for verbs in VERBS.values() for verb, module in verbs.items()}
#: Columns of the help.
_WIDTH = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
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


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        print(*overview(), sep="\n")
        return 0
    if words[0] == "--version":
        print(f"matcher {__version__}")
        return 0
    name, rest = words[0], words[1:]
    if name in _MODULES:
        old_spelling(name, rest)
        options = _parser(name).parse_args(rest)
        verb: Callable[..., int | None] = options.verb
        return verb(options) or 0
    if name in OLD_VERBS:
        raise SettingError(name, do=f"now {OLD_VERBS[name]}")
    raise SettingError(f"no verb {name!r}; {did_you_mean(name, _MODULES) or 'matcher --help lists them'}")


def _parser(name: str) -> Parser:
    """The parser of one verb; the modules of other verbs are not imported."""
    verbs = Verbs()
    import_module(f"{__name__}.{_MODULES[name]}").add_verbs(verbs)
    return verbs[name]


def parsers() -> dict[str, Parser]:
    """The parser of each verb, in the order of the help."""
    return {name: _parser(name) for name in _MODULES}


def overview() -> Iterator[str]:
    """Lines of the help: every verb under its heading."""
    yield "usage: matcher VERB ...\n"
    yield "Finds European regions with complementary smart specialisation areas, and says why."
    indent = 2 + max(map(len, _MODULES)) + 2
    every = parsers()
    for heading, verbs in VERBS.items():
        yield f"\n{heading}"
        for name in verbs:
            text = (every[name].description or "").rstrip(".")
            first = f"  {name}".ljust(indent)
            yield textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=" " * indent)
    yield "\nOptions of a verb: matcher VERB --help. The version: matcher --version. Start with: matcher demo"
