"""The verb compare."""

from __future__ import annotations

import argparse

from matcher.cli.printing import print_csv, print_json

__all__: list[str] = []


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
