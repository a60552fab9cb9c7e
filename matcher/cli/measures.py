"""The verb measures: the list of measures, and the values of one."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import add_formats, add_top, load_run, new_verb, words_of
from matcher.cli.printing import emit, is_text, lines, records
from matcher.errors import SettingError

__all__ = ["add_verbs"]

#: How many values are shown where a person reads them.
SHOWN = 20


def add_verbs(verbs: Any) -> None:
    """Add measures."""
    added = new_verb(verbs, "measures", _measures)
    added.add_argument("run", metavar="RUN", nargs="?", help="run folder written by fit")
    added.add_argument("name", metavar="NAME", nargs="?", help="a measure of the list")
    added.add_argument("--region", help="only what concerns this region (id or name)")
    add_top(added, SHOWN, what="values (--csv and --json hold all if it is not given)")
    add_formats(added)


def _measures(options: argparse.Namespace) -> None:
    if options.run is None:
        _list(options)
    elif options.name is None:
        raise SettingError("measures RUN", expected="the name of a measure", do="see the list: matcher measures")
    else:
        _values(options)


def _list(options: argparse.Namespace) -> None:
    from matcher.measures import measures
    from matcher.words.measured import measures_text

    if options.region is not None or options.top is not None:
        raise SettingError("--region and --top", expected="RUN and NAME", do="write matcher measures RUN NAME")
    found, words = measures(), words_of(options)
    emit(options, records(found), table=found, text=lambda: lines(words, measures_text(words, found)))


def _values(options: argparse.Namespace) -> None:
    from matcher.measures import measures
    from matcher.words.measured import values_text

    run = load_run(options)
    top = SHOWN if options.top is None and is_text(options) else options.top
    found = run.measure(options.name, options.region, top=top)

    def text() -> list[str]:
        known = measures().set_index("name", drop=False).loc[options.name].to_dict()
        words, total = words_of(options, run), len(run.measure(options.name, options.region))
        return lines(words, values_text(words, known, found, total))

    emit(options, records(found), table=found, text=text)
