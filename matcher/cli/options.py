"""What the verbs of the command line share: options, and how a run is read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from matcher.errors import SettingError
from matcher.partners import Filters
from matcher.places import COHESION, LEVELS

__all__ = [
    "LANGUAGES",
    "add_file",
    "add_filters",
    "add_goal",
    "add_language",
    "country",
    "filters_of",
    "left_out_text",
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


def add_filters(verb: Any) -> None:
    """Add the options that `filters_of` reads."""
    group = verb.add_argument_group(
        "what partners must be (repeated options are alternatives, different ones all hold)"
    )

    def several(name: str, metavar: str, text: str, **more: Any) -> None:
        group.add_argument(name, action="append", default=[], metavar=metavar, help=f"{text}; repeatable", **more)

    several("--country", "CC", "only this country")
    several("--not-country", "CC", "without it")
    group.add_argument("--within", type=float, metavar="KM", help="at most so far away, between main cities")
    group.add_argument("--beyond", type=float, metavar="KM", help="at least so far away")
    several("--level", "LEVEL", f"only this level: {', '.join(LEVELS)}")
    several(
        "--macroregion", "NAME", "only this one: Baltic Sea, Alpine, Danube, Adriatic-Ionian, Arctic (or EUSBSR, ...)"
    )
    several("--cohesion", "CATEGORY", f"only this category of cohesion policy: {', '.join(COHESION)}")
    several("--period", "YEARS", "only lists of these years, such as 2021-2027")
    group.add_argument("--min-areas", type=int, metavar="N", help="only regions with at least so many areas")
    group.add_argument("--max-areas", type=int, metavar="N", help="only regions with at most so many areas")
    several("--theme", "THEME", "only regions on this broad theme, by id or label")
    several("--niche", "NICHE", "only regions on this niche, by id or label")
    several("--quadrant", "NAME", "only strong match, complement, critical mass, or no basis")
    group.add_argument("--national", action="store_true", help="national lists too")
    group.add_argument("--nested", action="store_true", help="regions that lie in the region, or around it, too")


def filters_of(options: argparse.Namespace, known: bool | None = None) -> Filters:
    """What the options ask for."""
    return Filters(
        country=[country(code) for code in options.country],
        not_country=[country(code) for code in options.not_country],
        within_km=options.within,
        beyond_km=options.beyond,
        nuts_level=options.level,
        macroregion=options.macroregion,
        cohesion=options.cohesion,
        period=options.period,
        min_areas=options.min_areas,
        max_areas=options.max_areas,
        theme=options.theme,
        niche=options.niche,
        quadrant=options.quadrant,
        known=known,
        national=options.national,
        nested=options.nested,
    )


def left_out_text(left_out: dict[str, int], kept: int) -> str:
    """How many regions were kept, and how many left out for which reason.

    Examples
    --------
    >>> left_out_text({"national list": 19, "farther away": 2}, 169)
    '169 of 190 other regions; left out: national list 19, farther away 2.'
    """
    total = kept + sum(left_out.values())
    told = ", ".join(f"{reason} {n}" for reason, n in left_out.items())
    return f"{kept} of {total} other regions" + (f"; left out: {told}." if told else ".")
