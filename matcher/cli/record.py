"""The verb record: what a region has done together with others, and in what it declares."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from matcher.cli.options import add_formats, add_top, load_run, new_verb, top_of, words_of
from matcher.cli.printing import emit, lines, records

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import RegionRecord

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add record."""
    record = new_verb(verbs, "record", _record, run=True)
    what = "id or name; where not given, whether regions do more in the themes that they declare"
    record.add_argument("region", metavar="REGION", nargs="?", help=what)
    add_top(record, what="programmes and regions")
    add_formats(record)


def _record(options: argparse.Namespace) -> None:
    import pandas as pd

    from matcher.words.record import record_text, relation_text

    top, run = top_of(options), load_run(options)
    words = words_of(options, run)
    if options.region is None:
        found = run.declared_and_done()
        table = pd.DataFrame(found)
        emit(options, records(table), table=table, text=lambda: lines(words, relation_text(words, found)))
        return
    facts = run.record(options.region)
    emit(options, facts, table=lambda: _table(facts), text=lambda: lines(words, record_text(words, facts, top=top)))


def _table(facts: RegionRecord) -> pd.DataFrame:
    """Declared, or perhaps declared, and done: a row for each theme and source."""
    import pandas as pd

    declared = [([one["theme"]], one["sure"], done) for one in facts["declared"] for done in one["done"]]
    rows = [{"themes": themes, "declared": sure, "perhaps": not sure, **done} for themes, sure, done in declared]
    rows += [{"themes": one["themes"], "declared": False, "perhaps": False, **one["done"]}
             for one in facts["undeclared"]]  # fmt: skip
    counts = ["source", "fields", "projects", "of", "usual", "quotient", "low", "high"]
    return pd.DataFrame(rows, columns=["themes", "declared", "perhaps", *counts])
