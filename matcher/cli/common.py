"""What the verbs of the command line share: options, and how a run is read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from matcher.errors import SettingError

__all__ = [
    "LANGUAGES",
    "add_file",
    "add_formats",
    "add_goal",
    "add_language",
    "country",
    "load_run",
    "new_verb",
    "weights",
]

#: Languages of texts.
LANGUAGES = ("en", "sv")


def new_verb(verbs: Any, name: str, function: Callable[..., int | None], text: str, *, run: bool = False) -> Any:
    """Add a verb; `run` says that its first argument is a run folder."""
    added = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    added.set_defaults(verb=function)
    if run:
        added.add_argument("run", metavar="RUN", help="run folder written by fit")
    return added


def add_file(verb: Any) -> None:
    """The argument FILE, an areas file."""
    verb.add_argument("file", metavar="FILE", help="an areas file, a bundled set (sweden_2018, europe), or a+b")
    verb.add_argument("--sheet", help="sheet of a workbook")
    verb.add_argument("--language", metavar="CODE", help="language of the names in a plain outline (sv, de, ...)")


def add_formats(verb: Any) -> None:
    """The options --json and --csv."""
    formats = verb.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="print JSON, numbers unrounded")
    formats.add_argument("--csv", action="store_true", help="print CSV, numbers unrounded")


def add_goal(verb: Any) -> None:
    """The option --goal."""
    verb.add_argument(
        "--goal",
        default="deepen",
        metavar="GOAL",
        help="what to grow from: deepen (own niches, the default), diversify (missing ones), or niches and broad "
        "themes by id or label, separated by commas",
    )


def add_language(verb: Any, what: str = "the text") -> None:
    """The option --lang."""
    verb.add_argument("--lang", default="en", choices=LANGUAGES, help=f"language of {what} (default: %(default)s)")


def load_run(options: argparse.Namespace) -> Any:
    """The run that the options name."""
    from matcher.run import Run

    return Run.load(options.run)


def country(text: str) -> str:
    """ISO code of a country given by code or name."""
    from matcher.places import country_code

    return country_code(text)


def weights(text: str | None, option: str) -> dict[str, float] | None:
    """Weights given as name=number, separated by commas; None where none are given.

    Examples
    --------
    >>> weights("known=0.5, cosine=0.5", "--relatedness")
    {'known': 0.5, 'cosine': 0.5}
    """
    if text is None:
        return None
    found: dict[str, float] = {}
    for entry in text.split(","):
        name, _, number = entry.partition("=")
        try:
            value = float(number)
        except ValueError:
            raise SettingError(option, expected="name=number, separated by commas", found=repr(text)) from None
        if name.strip() in found:
            raise SettingError(option, expected="each name once", found=repr(text))
        found[name.strip()] = value
    return found
