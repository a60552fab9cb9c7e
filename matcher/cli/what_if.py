"""The verb what-if: which partners would enter and leave with other areas."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import (
    add_filters,
    add_first,
    add_formats,
    add_goal,
    add_text_language,
    load_run,
    new_verb,
    words_of,
)
from matcher.cli.partners import add_known, add_ranking, filters_with_known, partnerships_of
from matcher.cli.printing import emit, lines
from matcher.errors import SettingError

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add what-if."""
    verb = new_verb(verbs, "what-if", _what_if, run=True)
    verb.add_argument("region", metavar="REGION", help="id or name")
    verb.add_argument("--add", action="append", default=[], metavar="TEXT", help="an area to add; repeatable")
    verb.add_argument("--drop", action="append", default=[], metavar="AREA", help="an area to drop; repeatable")
    add_text_language(verb, "the areas to add")
    add_ranking(verb)
    add_first(verb)
    add_goal(verb)
    add_filters(verb)
    add_known(verb)
    add_formats(verb)


def _what_if(options: argparse.Namespace) -> None:
    import pandas as pd

    from matcher.words.what_if import what_if_text

    if not (options.add or options.drop):
        raise SettingError("what-if", expected="--add TEXT or --drop AREA", found="neither")
    if options.text_lang and not options.add:
        raise SettingError("--text-lang", expected="--add", do="name an area to add")
    run = load_run(options)
    words = words_of(options, run)
    facts = run.what_if(
        options.region,
        add=options.add,
        drop=options.drop,
        first=options.first,
        by=options.by,
        goal=options.goal,
        filters=filters_with_known(options),
        partnerships=partnerships_of(options, run, words),
        language=options.text_lang,
    )
    emit(
        options,
        facts,
        table=lambda: pd.DataFrame(facts["ranks"]),
        text=lambda: lines(words, what_if_text(words, facts)),
    )
