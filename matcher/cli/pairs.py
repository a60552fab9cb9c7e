"""The verbs that answer about pairs of regions: pairs, explain."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from matcher.cli.options import add_formats, add_goal, add_top, load_run, new_verb, top_of, words_of
from matcher.cli.printing import counting, emit, is_text, lines, records, width, written
from matcher.errors import SettingError

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import Explanation

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add pairs and explain."""
    pairs = new_verb(verbs, "pairs", _pairs, run=True)
    pairs.add_argument("--by", default="mutual", choices=("mutual", "overlap"),
                       help="order of the pairs (default: %(default)s)")  # fmt: skip
    add_top(pairs, what="pairs; where not given, --csv and --json hold all,")
    add_formats(pairs, endings=".csv, .json or .txt, or a folder of Parquet files (.parquet)")
    pairs.add_argument("--scheduler", metavar="ADDRESS",
                       help="of a Dask cluster that makes the Parquet files, such as tcp://10.0.0.1:8786")  # fmt: skip

    explain = new_verb(verbs, "explain", _explain, run=True)
    explain.add_argument("region", metavar="A", help="id or name")
    explain.add_argument("other", metavar="B", help="id or name")
    add_goal(explain)
    add_formats(explain)


def _pairs(options: argparse.Namespace) -> None:
    from matcher.words.pairs import pairs_text

    if (options.out or "").lower().endswith(".parquet"):
        _write(options)
        return
    if options.scheduler:
        raise SettingError("--scheduler", expected="Parquet files to write", do="name a folder: -o pairs.parquet")
    top = top_of(options)
    run = load_run(options)
    if not is_text(options):
        table = run.pairs() if options.top is None else run.pairs(by=options.by, top=top)
        emit(options, records(table), table=table)
        return
    words, n = words_of(options, run), len(run.region_ids)
    first = run.pairs(by=options.by, top=top)
    emit(options, None, text=lambda: lines(words, pairs_text(words, run, first, n * (n - 1) // 2, options.by)))


def _write(options: argparse.Namespace) -> None:
    """All pairs as Parquet files; a folder that was not written to the end is taken up again."""
    if options.top is not None or options.csv or options.json:
        raise SettingError("-o with .parquet", expected="all pairs", do="leave --top, --csv and --json out")
    run = load_run(options)
    with counting(words_of(options).get("verb.pairs.writing")) as progress:
        path = run.write_pairs(options.out, scheduler=options.scheduler, progress=progress)
    print(written(options, path))


def _explain(options: argparse.Namespace) -> None:
    from matcher.words.explain import explain_text
    from matcher.words.names import published_names

    run = load_run(options)
    facts = run.explain(options.region, options.other, goal=options.goal)
    names = published_names(run.columns("areas"), [facts[side]["region_id"] for side in ("a", "b")])
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
