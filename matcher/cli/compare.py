"""The verb compare."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import add_language, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add compare."""
    compare = new_verb(verbs, "compare", _compare, "what changed between two runs: areas, niches, partners")
    compare.add_argument("old", metavar="RUN_OLD", help="run folder of the older data")
    compare.add_argument("new", metavar="RUN_NEW", help="run folder of the newer data")
    compare.add_argument("--region", help="only what concerns this region (id or name)")
    compare.add_argument("--all", action="store_true", help="all regions and niches, and the reasons for every partner")
    add_language(compare)
    add_formats(compare)


def _compare(options: argparse.Namespace) -> None:
    from matcher.compare import area_changes, compare
    from matcher.run import Run

    facts = compare(Run.load(options.old), Run.load(options.new), region=options.region)
    if options.json:
        print_json(facts)
    elif options.csv:
        print_csv(area_changes(facts))
    else:
        from matcher.words.changes import changes_text

        print(changes_text(facts, options.lang, brief=not (options.all or options.region)), end="")
