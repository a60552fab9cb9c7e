"""The verbs that answer about pairs of regions: pairs, explain."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from matcher.cli.options import add_formats, add_goal, add_top, load_run, new_verb, top_of, words_of
from matcher.cli.printing import emit, is_text, lines, records, width

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import Explanation

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add pairs and explain."""
    both = "all pairs of regions with their overlap, what each gains, and how the pair reads"
    pairs = new_verb(verbs, "pairs", _pairs, both, run=True)
    pairs.add_argument("--by", default="mutual", choices=("mutual", "overlap"),
                       help="order of the pairs (default: %(default)s)")  # fmt: skip
    add_top(pairs, what="pairs; where not given, --csv and --json hold all,")
    add_formats(pairs)

    parts = "reasons for and against a pair of regions, with the areas behind them"
    explain = new_verb(verbs, "explain", _explain, parts, run=True)
    explain.add_argument("region", metavar="A", help="id or name")
    explain.add_argument("other", metavar="B", help="id or name")
    add_goal(explain)
    add_formats(explain)


def _pairs(options: argparse.Namespace) -> None:
    from matcher.settings import DECIMALS
    from matcher.words.pairs import pairs_text

    top = top_of(options)
    run = load_run(options)
    found = run.pairs()
    ordered = found.assign(key=found[options.by].round(DECIMALS)).sort_values("key", ascending=False, kind="stable")
    ordered = ordered.drop(columns="key")
    if not is_text(options):
        table = found if options.top is None else ordered.head(top)
        emit(options, records(table), table=table)
        return
    words = words_of(options, run)
    emit(options, None, text=lambda: lines(words, pairs_text(words, run, ordered.head(top), len(found), options.by)))


def _explain(options: argparse.Namespace) -> None:
    from matcher.words.explain import explain_text
    from matcher.words.names import published_names

    run = load_run(options)
    facts = run.explain(options.region, options.other, goal=options.goal)
    names = published_names(run.areas, [facts[side]["region_id"] for side in ("a", "b")])
    labels = run.labels_in(options.lang) if options.lang != "en" else None

    def text() -> list[str]:
        return explain_text(facts, options.lang, names=names, labels=labels, width=width()).splitlines()

    emit(options, facts, table=lambda: _parts(facts), text=text)


def _parts(facts: Explanation) -> pd.DataFrame:
    """The parts of the three scores, one row each."""
    import pandas as pd

    columns = ["score", "niche", "label", "value", "areas_a", "areas_b", "related_to"]
    rows = [
        [score, part["niche"], part["label"], part["value"], list(part["areas_a"]), list(part["areas_b"]),
         [related["label"] for related in part.get("because", ())]]
        for score in ("overlap", "a_gains", "b_gains")
        for part in facts[score]["parts"]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
