"""The verb watch: what changed for one region since an older run."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import add_filters, add_language, filters_of, load_run, new_verb
from matcher.cli.printing import print_json

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add watch."""
    text = "what changed for a region since an older run: partners, and areas elsewhere that complement it"
    watch = new_verb(verbs, "watch", _watch, text, run=True)
    watch.add_argument("region", metavar="REGION", help="id or name")
    watch.add_argument("--since", required=True, metavar="RUN_OLD", help="run folder of the older data")
    watch.add_argument("--top", type=int, default=5, help="how many first partners are compared (default: %(default)s)")
    watch.add_argument("--all", action="store_true", help="all areas elsewhere, not only the most valuable ones")
    add_filters(watch)
    add_language(watch)
    watch.add_argument("--json", action="store_true", help="print JSON, numbers unrounded")


def _watch(options: argparse.Namespace) -> None:
    from matcher.compare import watch
    from matcher.run import Run

    facts = watch(
        Run.load(options.since), load_run(options), options.region, first=options.top, filters=filters_of(options)
    )
    if options.json:
        print_json(facts)
        return
    from matcher.words.changes import watch_text

    print(watch_text(facts, options.lang, brief=not options.all), end="")
