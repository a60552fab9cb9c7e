"""The verbs that answer about regions: pairs, partners, explain."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from matcher.cli.common import add_formats, add_language, country, load_run, new_verb
from matcher.cli.printing import print_csv, print_json, print_table, records
from matcher.cli.query import add_actors, meeting_lines, shown_actors
from matcher.search import RANKINGS

__all__ = ["add_verbs"]

#: How many pairs are shown where a person reads them.
SHOWN_PAIRS = 20


def add_verbs(verbs: Any) -> None:
    """Add pairs, partners and explain."""
    both = "all pairs with overlap, complementarity both ways and quadrant"
    pairs = new_verb(verbs, "pairs", _pairs, both, run=True)
    pairs.add_argument("--top", type=int, default=SHOWN_PAIRS, help="pairs shown in the table (default: %(default)s)")
    pairs.add_argument("--by", default="mutual", choices=("mutual", "overlap"), help="order of the table")
    add_formats(pairs)

    partners = new_verb(verbs, "partners", _partners, "ranked partners of a region", run=True)
    partners.add_argument("region", metavar="REGION", help="id or name")
    partners.add_argument("--by", default="complementarity", choices=RANKINGS, help="what ranks")
    partners.add_argument("--top", type=int, default=10, help="how many (default: %(default)s)")
    partners.add_argument("--country", action="append", default=[], metavar="CC", help="only this country; repeatable")
    partners.add_argument("--not-country", action="append", default=[], metavar="CC", help="without it; repeatable")
    add_formats(partners)

    explain = new_verb(
        verbs, "explain", _explain, "the parts of two regions' scores, and what speaks against", run=True
    )
    explain.add_argument("region", metavar="A", help="id or name")
    explain.add_argument("other", metavar="B", help="id or name")
    add_language(explain)
    add_actors(explain)
    explain.add_argument("--json", action="store_true", help="all parts, as JSON")


def _pairs(options: argparse.Namespace) -> None:
    found = load_run(options).pairs()
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        order = found.assign(key=found[options.by].round(9)).sort_values("key", ascending=False, kind="stable")
        shown = order.head(options.top)
        rows = [
            [f"{row.region_a} ({row.region_a_id})", f"{row.region_b} ({row.region_b_id})", row.overlap, row.a_gains,
             row.b_gains, row.mutual, row.balance, row.quadrant or "-"]
            for row in shown.itertuples()
        ]  # fmt: skip
        print_table(rows, ["a", "b", "overlap", "a gains", "b gains", "mutual", "balance", "quadrant"])
        print(f"{len(shown)} of {len(found)} pairs, by {options.by}; --csv or --json gives all.")


def _partners(options: argparse.Namespace) -> None:
    run = load_run(options)
    countries = [country(code) for code in options.country]
    not_countries = [country(code) for code in options.not_country]
    found = run.partners(options.region, options.by, options.top, countries, not_countries)
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        _print_partners(run.region(options.region), options.by, found, run)


def _print_partners(region: Any, by: str, found: pd.DataFrame, run: Any) -> None:
    if run.is_unmatched(region.region_id):
        print(f"{region.region}: no thematic areas, cannot be matched")
        return
    print(f"Partners of {region.region} ({region.region_id}) by {by}, suggested for discussion")
    scores = {
        "complementarity": ["complementarity", "brings", "expected", "z", "overlap"],
        "gives": ["gives", "complementarity", "overlap"],
        "mutual": ["mutual", "complementarity", "gives", "overlap"],
        "overlap": ["overlap", "overlap_expected", "complementarity"],
    }[by]
    rows = []
    for partner in found.to_dict("records"):
        texts = "; ".join(partner["areas"]) + "".join(f" [{note}]" for note in partner["notes"])
        name = f"{partner['region']} ({partner['region_id']})"
        rank = "-" if pd.isna(partner["rank"]) else partner["rank"]
        rows.append([rank, name, *(partner[score] for score in scores), partner["quadrant"] or "-", texts])
    names = {"complementarity": "comple-\nmentarity", "overlap_expected": "by\nchance", "expected": "by\nchance"}
    print_table(rows, ["", "region", *(names.get(score, score) for score in scores), "quadrant", "areas behind it"])
    if found[by].isna().all():
        print(f"No {by}: no niche of the region is related to one that it lacks. Try --by overlap, or more data.")


def _explain(options: argparse.Namespace) -> None:
    run = load_run(options)
    facts = run.explain(options.region, options.other)
    if options.actors:
        facts["actors"] = run.pair_actors(options.region, options.other, shown_actors(options.actors))
    if options.json:
        print_json(facts)
        return
    from matcher.report.facts import published_names
    from matcher.report.words import explain_text

    names = published_names(run.areas, [facts[side]["region_id"] for side in ("a", "b")])
    print(explain_text(facts, options.lang, names=names), end="")
    if options.actors:
        print(
            "\n" + "\n".join(meeting_lines(facts["actors"], [facts["a"]["region"], facts["b"]["region"]], options.lang))
        )
