"""The verbs that answer a text or bring people together: query, actors, meet."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_country,
    add_formats,
    add_from,
    add_text_language,
    add_top,
    country,
    load_run,
    new_verb,
    top_of,
    words_of,
)
from matcher.cli.printing import emit, lines, records
from matcher.errors import SettingError
from matcher.settings import ACTOR_KINDS, ACTOR_RANKINGS

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import QueryAnswer

__all__ = ["add_verbs"]

#: How many regions are shown for each text of a file.
NEED_REGIONS = 3
#: The bundled table of actors.
ACTORS = "actors_sweden"


def add_verbs(verbs: Any) -> None:
    """Add query, actors and meet."""
    query = new_verb(verbs, "query", _query, run=True)
    query.add_argument("text", metavar="TEXT", nargs="?", help='what you look for, such as "vätgas i stålindustrin"')
    add_from(query, "several texts: one a line, or a CSV file with the columns need, language")
    add_text_language(query)
    add_country(query)
    add_top(query, what=f"areas (with --from: regions for each text, default {NEED_REGIONS})")
    add_formats(query)

    actors = new_verb(verbs, "actors", _actors, run=True)
    actors.add_argument("text", metavar="TEXT", help="what you look for")
    _add_actors(actors)
    add_text_language(actors)
    actors.add_argument(
        "--by", default="closeness", choices=ACTOR_RANKINGS, help="what actors are ranked by (default: %(default)s)"
    )
    actors.add_argument("--kind", action="append", default=[], choices=ACTOR_KINDS, help="only this kind; repeatable")
    add_top(actors, what="actors")
    add_formats(actors)

    meet = new_verb(verbs, "meet", _meet, run=True)
    meet.add_argument("region", metavar="A", help="id or name")
    meet.add_argument("other", metavar="B", help="id or name")
    _add_actors(meet)
    add_formats(meet)


def _add_actors(verb: Any) -> None:
    verb.add_argument("--actors", metavar="FILE", default=ACTORS,
                      help="a table of organisations (default: %(default)s, the bundled one)")  # fmt: skip


# -- query ------------------------------------------------------------------------------------------------------------


def _query(options: argparse.Namespace) -> None:
    from matcher.words.answers import query_text

    if (options.text is None) == (options.source is None):
        raise SettingError("query", expected="a text or --from FILE", found="both" if options.text else "neither")
    top = top_of(options)
    run, countries = load_run(options), [country(code) for code in options.country]
    if options.source:
        _query_file(options, run, countries)
        return
    words = words_of(options, run)
    found = run.query(options.text, language=options.text_lang, top=top, country=countries)
    emit(options, found, table=lambda: _areas(found), text=lambda: lines(words, query_text(words, found, top)))


def _areas(found: QueryAnswer) -> pd.DataFrame:
    import pandas as pd

    from matcher.query import QUERY_COLUMNS

    return pd.DataFrame(found["areas"], columns=list(QUERY_COLUMNS))


def _query_file(options: argparse.Namespace, run: Any, countries: list[str]) -> None:
    from matcher.sources.lists.actors import read_needs
    from matcher.words.answers import needs_text

    needs = read_needs(options.source)
    if options.text_lang:
        needs["language"] = needs["language"].where(needs["language"] != "", options.text_lang)
    found = run.needs(needs, top=top_of(options, NEED_REGIONS), country=countries)
    words = words_of(options, run)
    emit(options, records(found), table=found, text=lambda: lines(words, needs_text(words, found)))


# -- actors -----------------------------------------------------------------------------------------------------------


def _read_actors(name: str) -> pd.DataFrame:
    """The actors of a file or bundled table; what a reader should look at goes to stderr."""
    from matcher.sources.lists.actors import read_actors

    found = read_actors(name)
    for warning in found.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return found.actors


def _actors(options: argparse.Namespace) -> None:
    from matcher.words.answers import actors_text

    top = top_of(options)
    run, actors = load_run(options), _read_actors(options.actors)
    found = run.actors(options.text, actors, language=options.text_lang, by=options.by, top=top, kind=options.kind)
    outside = sum(not run.region_names.home(region_id) for region_id in actors["region_id"])
    words = words_of(options, run)

    def text() -> list[str]:
        told = {"by": options.by, "total": len(actors), "outside": outside}
        return lines(words, actors_text(words, found, options.text, **told))

    emit(options, records(found), table=found, text=text)


def _meet(options: argparse.Namespace) -> None:
    from matcher.query.actors import meeting_table
    from matcher.words.meetings import meetings_text

    run = load_run(options)
    facts = run.meet(options.region, options.other, _read_actors(options.actors))
    regions = [(region.region_id, region.region) for region in map(run.region, (options.region, options.other))]
    words = words_of(options, run)
    emit(
        options,
        facts,
        table=lambda: meeting_table(facts),
        text=lambda: lines(words, meetings_text(words, facts, regions)),
    )
