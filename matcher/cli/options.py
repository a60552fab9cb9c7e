"""The options of the command line: each has one name and one meaning in every verb."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from matcher.cli.parsing import Parser, Verbs
from matcher.cli.verbs import text_of
from matcher.errors import SettingError
from matcher.files import leftovers, printable, refuse_target
from matcher.places import COHESION, LEVELS
from matcher.settings import DRAWS, EVIDENCE, FIRST, NUTS_RULES, QUADRANTS, TOP
from matcher.words.words import LANGUAGES, Words, names_in

if TYPE_CHECKING:
    from matcher.partners import Filters
    from matcher.run import Run

__all__ = [
    "add_brand",
    "add_country",
    "add_draws",
    "add_file",
    "add_filters",
    "add_first",
    "add_formats",
    "add_from",
    "add_goal",
    "add_language",
    "add_members",
    "add_niche",
    "add_nuts_level",
    "add_out",
    "add_partnerships",
    "add_reading",
    "add_seed",
    "add_text_language",
    "add_theme",
    "add_top",
    "add_weights",
    "country",
    "filters_of",
    "load_run",
    "new_verb",
    "reading",
    "target",
    "tell_leftovers",
    "top_of",
    "weights",
    "words_of",
]

#: What is said of an option that may be given several times.
REPEATABLE = "; repeatable"


def new_verb(verbs: Verbs, name: str, function: Callable[..., int | None], *, run: bool = False) -> Parser:
    """Add a verb; `run` says that its first argument is a run folder."""
    added = verbs.add(name, text_of(name))
    added.set_defaults(verb=function)
    if run:
        added.add_argument("run", metavar="RUN", help="run folder written by fit")
    return added


# -- what is written, and how ------------------------------------------------------------------------------------------


def add_out(
    verb: Any,
    text: str,
    *,
    metavar: str = "FILE",
    default: str | None = None,
    required: bool = False,
    force: bool = True,
) -> None:
    """Add `-o, --out`, and `--force` unless the verb replaces only what it wrote itself."""
    usual = " (default: %(default)s)" if default else ""
    verb.add_argument("-o", "--out", metavar=metavar, default=default, required=required, help=f"{text}{usual}")
    if force:
        verb.add_argument("--force", action="store_true", help="replace a file that is there already")


def add_brand(verb: Any) -> None:
    """Add `--brand`, whose report it is."""
    verb.add_argument("--brand", metavar="FILE",
                      help="of a report: a TOML file with organisation, contact, logo and accent")  # fmt: skip


def add_formats(verb: Any, *, endings: str = ".csv, .json or .txt", labels: bool = False) -> None:
    """Add `--json`, `--csv`, `-o`, `--force` and `--lang`; `labels` as in `add_language`."""
    formats = verb.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="JSON, numbers unrounded")
    formats.add_argument("--csv", action="store_true", help="the table as CSV, numbers unrounded")
    add_out(verb, f"write to a file that ends in {endings}, instead of printing")
    add_language(verb, labels=labels)


def add_language(verb: Any, *, labels: bool = False, choices: Sequence[str] = LANGUAGES) -> None:
    """Add `--lang`; `labels` says that what is written is mostly labels, which the vocabulary has in 26 languages."""
    if labels:
        text = (
            "language of labels, one of the vocabulary's 26; other words are Swedish for sv, else English (default: en)"
        )
        verb.add_argument("--lang", default="en", metavar="CODE", help=text)
    else:
        verb.add_argument("--lang", default="en", choices=choices, help="language of what is written (default: en)")


def target(options: argparse.Namespace) -> Path | None:
    """The file that `-o` names, None without one; a file that is there already needs `--force`."""
    if options.out is None:
        return None
    path = Path(options.out)
    tell_leftovers(options, path.parent)
    if not os.path.isdir(path):  # noqa: PTH112  # of any name at all; folders are looked at where they are written
        refuse_target(path)
    if path.exists() and not options.force:
        raise SettingError(f"-o {os.fspath(path)}", found="a file that is there already",
                           do="choose another name, or replace it with --force")  # fmt: skip
    return path


def tell_leftovers(options: argparse.Namespace, folder: Path) -> None:
    """Say on stderr what interrupted work left in a folder that is read or written."""
    for path in leftovers(folder):
        words = Words(getattr(options, "lang", "en") if getattr(options, "lang", "en") in LANGUAGES else "en")
        print(f"matcher: {words.say('cli.left_behind', path=printable(str(path)))}", file=sys.stderr)


def words_of(options: argparse.Namespace, run: Run | None = None) -> Words:
    """The words of the language that `--lang` names, with the run's niches, themes and areas in it."""
    if run is None or options.lang not in LANGUAGES or options.lang == "en":
        return Words(options.lang if options.lang in LANGUAGES else "en")
    from matcher.words.names import published_names

    names = names_in(options.lang, published_names(run.columns("areas")))
    return Words(options.lang, names, labels=run.labels_in(options.lang))


# -- what is asked -----------------------------------------------------------------------------------------------------


def add_file(verb: Any) -> None:
    """Add the argument FILE, an areas file."""
    verb.add_argument(
        "file", metavar="FILE", help="a file of areas, a bundled set (sweden, europe), or several joined with +"
    )
    add_reading(verb)
    replace = "of a region that several of the files hold, take the list of the last one"
    verb.add_argument("--replace", action="store_true", help=replace)


def add_reading(verb: Any) -> None:
    """Add what a file does not say itself: `--sheet`, `--encoding` and `--text-lang`."""
    verb.add_argument("--sheet", help="sheet of a workbook")
    encoding = "encoding of a text file, such as windows-1250 (default: told by its letters)"
    verb.add_argument("--encoding", default="", metavar="NAME", help=encoding)
    add_text_language(verb, "the names in a plain outline")


class Reading(TypedDict):
    """How a file of areas is read: the options of `matcher.load_areas`."""

    sheet: str | None
    language: str | None
    encoding: str
    replace: bool


def reading(options: argparse.Namespace) -> Reading:
    """How the options say that FILE is read."""
    return {
        "sheet": options.sheet,
        "language": options.text_lang,
        "encoding": options.encoding,
        "replace": options.replace,
    }


def add_text_language(verb: Any, what: str = "the text", *, usual: str = "any language") -> None:
    """Add `--text-lang`, the language of what is given."""
    verb.add_argument("--text-lang", metavar="CODE", help=f"language of {what}, such as sv or de (default: {usual})")


def add_from(verb: Any, text: str) -> None:
    """Add `--from`, a file of texts."""
    verb.add_argument("--from", dest="source", metavar="FILE", help=text)


def add_top(verb: Any, shown: int = TOP, *, what: str = "rows") -> None:
    """Add `-n, --top`, how many rows are shown; what is not given is None."""
    verb.add_argument("-n", "--top", type=int, metavar="N", help=f"how many {what} are shown (default: {shown})")


def add_first(verb: Any, default: int = FIRST, *, text: str = "how many of the first partners are compared") -> None:
    """Add `--first`, how many first partners are compared."""
    verb.add_argument("--first", type=int, default=default, metavar="K", help=f"{text} (default: %(default)s)")


def top_of(options: argparse.Namespace, usual: int = TOP) -> int:
    """How many rows are shown: what `--top` says, else as many as usual."""
    if options.top is not None and options.top < 1:
        raise SettingError("top", expected="1 or more", found=str(options.top))
    return usual if options.top is None else int(options.top)


def add_theme(verb: Any, text: str = "only regions on this broad theme") -> None:
    """Add `--theme`."""
    _several(verb, "--theme", "THEME", f"{text}, by id or by its label in any of 26 languages")


def add_niche(verb: Any, text: str = "only regions on this niche") -> None:
    """Add `--niche`."""
    _several(verb, "--niche", "NICHE", f"{text}, by id or by its label in any of 26 languages")


def add_goal(verb: Any) -> None:
    """Add `--goal`."""
    verb.add_argument(
        "--goal",
        default="deepen",
        metavar="GOAL",
        help="what to build on: your own niches (deepen, the default), niches you lack (diversify), or niches and "
        "broad themes by id or label, separated by commas",
    )


def add_country(verb: Any, *, without: bool = False) -> None:
    """Add `--country`, and on demand `--not-country`."""
    _several(verb, "--country", "COUNTRY", "only this country, by code or name")
    if without:
        _several(verb, "--not-country", "COUNTRY", "without this country")


def add_nuts_level(verb: Any) -> None:
    """Add `--nuts-level`."""
    _several(verb, "--nuts-level", "LEVEL", f"only this level: {', '.join(LEVELS)}")


def add_weights(verb: Any, text: str) -> None:
    """Add `--weights`."""
    verb.add_argument("--weights", metavar="WEIGHTS", help=f"{text}; as name=number with commas between")


def add_draws(verb: Any, default: int = DRAWS, *, what: str = "random draws") -> None:
    """Add `--draws`."""
    verb.add_argument("--draws", type=int, default=default, metavar="N", help=f"number of {what} (default: {default})")


def add_seed(verb: Any) -> None:
    """Add `--seed`."""
    verb.add_argument("--seed", type=int, default=0, metavar="N", help="random seed (default: %(default)s)")


def add_partnerships(verb: Any, default: str | None = None) -> None:
    """Add `--partnerships`."""
    usual = " (default: %(default)s)" if default else ""
    verb.add_argument("--partnerships", metavar="FILE", default=default,
                      help="a list of partnerships (CSV), partnerships for the bundled list, or record for that and "
                      f"the joint projects of the track record{usual}")  # fmt: skip


def add_members(verb: Any, default: str) -> None:
    """Add `--members`, how members of partnerships are found among regions."""
    verb.add_argument(
        "--members",
        choices=NUTS_RULES,
        default=default,
        help="a member of a partnership is a region with the same code (exact), else the region that contains it "
        "(parent), else the only region inside it (any) (default: %(default)s)",
    )


def _several(verb: Any, name: str, metavar: str, text: str) -> None:
    verb.add_argument(name, action="append", default=[], metavar=metavar, help=text + REPEATABLE)


# -- what partners must be ---------------------------------------------------------------------------------------------


def add_filters(verb: Any) -> None:
    """Add the options that `filters_of` reads."""
    group = verb.add_argument_group(
        "what partners must be (a repeated option gives alternatives; different options must all hold)"
    )
    add_country(group, without=True)
    group.add_argument("--within", type=float, metavar="KM", help="maximum distance in km between main cities")
    group.add_argument("--beyond", type=float, metavar="KM", help="minimum distance in km between main cities")
    add_nuts_level(group)
    _several(group, "--macroregion", "NAME",
             "only this one: Baltic Sea, Alpine, Danube, Adriatic-Ionian, Arctic (or EUSBSR, ...)")  # fmt: skip
    _several(group, "--cohesion", "CATEGORY", f"only this category of cohesion policy: {', '.join(COHESION)}")
    _several(group, "--period", "YEARS", "only lists of these years, such as 2021-2027")
    newer = "only regions whose list is of this year or later (of a period the first year counts)"
    group.add_argument("--newer-than", type=int, metavar="YEAR", help=newer)
    _several(group, "--evidence", "KIND", f"only lists whose source is of these kinds: {', '.join(EVIDENCE)}")
    group.add_argument("--min-areas", type=int, metavar="N", help="only regions with at least N areas")
    group.add_argument("--max-areas", type=int, metavar="N", help="only regions with at most N areas")
    add_theme(group)
    add_niche(group)
    _several(group, "--quadrant", "NAME", f"only pairs that read as {', '.join(QUADRANTS)}")
    _several(group, "--programme", "NAME", "only regions with projects of this Interreg programme")
    same = "only regions with a cross-border or transnational programme in common with yours"
    group.add_argument("--same-programme", action="store_true", help=same)
    group.add_argument("--national", action="store_true", help="include national lists")
    group.add_argument("--nested", action="store_true", help="include regions inside your region, or around it")


def filters_of(options: argparse.Namespace, known: bool | None = None) -> Filters:
    """What the options ask for."""
    from matcher.partners import Filters

    return Filters(
        country=[country(code) for code in options.country],
        not_country=[country(code) for code in options.not_country],
        within_km=options.within,
        beyond_km=options.beyond,
        nuts_level=options.nuts_level,
        macroregion=options.macroregion,
        cohesion=options.cohesion,
        period=options.period,
        newer_than=options.newer_than,
        evidence=[kind.strip() for kinds in options.evidence for kind in kinds.split(",")],
        min_areas=options.min_areas,
        max_areas=options.max_areas,
        theme=options.theme,
        niche=options.niche,
        programme=options.programme,
        same_programme=options.same_programme,
        quadrant=options.quadrant,
        known=known,
        national=options.national,
        nested=options.nested,
    )


# -- what options mean -------------------------------------------------------------------------------------------------


def load_run(options: argparse.Namespace) -> Any:
    """The run that the options name."""
    from matcher.run import Run

    tell_leftovers(options, Path(options.run).parent)
    return Run.load(options.run)


def country(text: str) -> str:
    """ISO code of a country given by code or name."""
    from matcher.places import country_code

    return country_code(text)


def weights(text: str | None, option: str = "--weights") -> dict[str, float] | None:
    """Weights given as name=number, separated by commas; None where none are given.

    Examples
    --------
    >>> weights("known=0.5, cosine=0.5")
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
