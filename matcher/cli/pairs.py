"""The verbs that answer about pairs of regions: pairs, explain."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from matcher.cli.options import add_goal, add_language, load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table, records
from matcher.cli.query import add_actors, shown_actors
from matcher.errors import SettingError
from matcher.words.meetings import meeting_lines
from matcher.words.trust import chance_lines

__all__ = ["add_verbs"]

#: How many pairs are shown where a person reads them.
SHOWN_PAIRS = 20


def add_verbs(verbs: Any) -> None:
    """Add pairs and explain."""
    both = "all pairs with overlap, complementarity both ways and quadrant"
    pairs = new_verb(verbs, "pairs", _pairs, both, run=True)
    pairs.add_argument("--top", type=int, default=SHOWN_PAIRS, help="pairs shown in the table (default: %(default)s)")
    pairs.add_argument("--by", default="mutual", choices=("mutual", "overlap"), help="order of the table")
    add_formats(pairs)

    explain = new_verb(
        verbs, "explain", _explain, "the parts of two regions' scores, and what speaks against", run=True
    )
    explain.add_argument("region", metavar="A", help="id or name")
    explain.add_argument("other", metavar="B", help="id or name")
    add_goal(explain)
    add_language(explain)
    add_actors(explain)
    explain.add_argument("--json", action="store_true", help="all parts, as JSON")


def _pairs(options: argparse.Namespace) -> None:
    if options.top < 1:
        raise SettingError("top", expected="1 or more", found=str(options.top))
    run = load_run(options)
    found = run.pairs()
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        order = found.assign(key=found[options.by].round(9)).sort_values("key", ascending=False, kind="stable")
        shown = order.head(options.top)
        rows = [
            [f"{row.region_a} ({row.region_a_id})", f"{row.region_b} ({row.region_b_id})", row.overlap, row.a_gains,
             row.b_gains, row.mutual, row.balance, "-" if pd.isna(row.shared) else row.shared, row.shared_expected,
             row.p_value, row.q_value, row.quadrant or "-"]
            for row in shown.itertuples()
        ]  # fmt: skip
        heads = ["overlap", "a gains", "b gains", "mutual", "balance", "shared", "by\nchance", "p", "q", "quadrant"]
        print_table(rows, ["a", "b", *heads])
        print(f"{len(shown)} of {len(found)} pairs, by {options.by}; --csv or --json gives all.")
        print(*chance_lines(run), sep="\n")


def _explain(options: argparse.Namespace) -> None:
    run = load_run(options)
    facts = run.explain(options.region, options.other, goal=options.goal)
    if options.actors:
        facts["actors"] = run.pair_actors(options.region, options.other, shown_actors(options.actors))
    if options.json:
        print_json(facts)
        return
    from matcher.report.facts import published_names
    from matcher.words.explain import explain_text

    names = published_names(run.areas, [facts[side]["region_id"] for side in ("a", "b")])
    labels = run.labels_in(options.lang) if options.lang != "en" else None
    print(explain_text(facts, options.lang, names=names, labels=labels), end="")
    if options.actors:
        regions = [facts[side]["region"] for side in ("a", "b")]
        print("", *meeting_lines(facts["actors"], regions, options.lang, labels=labels), sep="\n")
