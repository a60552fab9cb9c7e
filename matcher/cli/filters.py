"""The options that say what partners must be, shared by the verbs that list them."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.common import country
from matcher.partners import Filters
from matcher.places import COHESION, LEVELS

__all__ = ["add_filters", "filters_of", "left_out_text"]


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
        countries=[country(code) for code in options.country],
        not_countries=[country(code) for code in options.not_country],
        within_km=options.within,
        beyond_km=options.beyond,
        levels=options.level,
        macroregions=options.macroregion,
        cohesion=options.cohesion,
        periods=options.period,
        min_areas=options.min_areas,
        max_areas=options.max_areas,
        themes=options.theme,
        niches=options.niche,
        quadrants=options.quadrant,
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
