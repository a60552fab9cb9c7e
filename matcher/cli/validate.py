"""The verbs that hold results against what is known: validate-partnerships, validate-themes, validate-relatedness."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_draws,
    add_first,
    add_formats,
    add_members,
    add_partnerships,
    add_seed,
    load_run,
    new_verb,
    words_of,
)
from matcher.cli.printing import emit, lines, waiting
from matcher.programs import validation_table
from matcher.settings import TOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from matcher.facts import JointValidation
    from matcher.run import Run
    from matcher.words.words import Words

__all__ = ["add_verbs"]

#: Bootstrap samples.
SAMPLES = 2000


def add_verbs(verbs: Any) -> None:
    """Add validate-partnerships, validate-themes and validate-relatedness."""
    partnerships = new_verb(verbs, "validate-partnerships", _partnerships, run=True)
    add_partnerships(partnerships, default="partnerships")
    joint = "measure against joint projects of pairs, by the columns strand and period of the list, also beyond size"
    partnerships.add_argument("--joint", action="store_true", help=joint)
    add_members(partnerships, "exact")
    weak = "count loose networks as evidence throughout, not only in the last column"
    partnerships.add_argument("--weak", action="store_true", help=weak)
    add_first(partnerships, TOP, text="how many first partners precision looks at")
    add_draws(partnerships, SAMPLES, what="bootstrap samples")
    add_seed(partnerships)
    add_formats(partnerships)

    themes = new_verb(verbs, "validate-themes", _themes)
    themes.add_argument("file", metavar="FILE", help="CSV with the columns area and themes (separated by semicolons)")
    themes.add_argument("--model", default="auto", help="model that embeds the areas (default: %(default)s)")
    add_formats(themes)

    relatedness = new_verb(verbs, "validate-relatedness", _relatedness, run=True)
    add_formats(relatedness)


def _partnerships(options: argparse.Namespace) -> None:
    from matcher.sources.lists.partnerships import is_record, read_partnerships
    from matcher.words.validation import partnerships_text

    table, run = read_partnerships(options.partnerships), load_run(options)
    words = words_of(options, run)
    if options.joint or is_record(options.partnerships):
        _joint(options, run, words, None if is_record(options.partnerships) else table)
        return
    with waiting(words.get("verb.validate_partnerships.waiting")):
        found = run.validate_partnerships(
            table,
            weak=options.weak,
            members=options.members,
            k=options.first,
            draws=options.draws,
            seed=options.seed,
        )
    emit(
        options,
        found,
        table=lambda: validation_table(found),
        text=lambda: lines(words, partnerships_text(words, found)),
    )


def _joint(options: argparse.Namespace, run: Run, words: Words, projects: pd.DataFrame | None) -> None:
    from matcher.words.validation import joint_text

    with waiting(words.get("verb.validate_partnerships.waiting")):
        found = run.validate_joint(projects, draws=options.draws, seed=options.seed)
    emit(options, found, table=lambda: _flat_joint(found), text=lambda: lines(words, joint_text(words, found)))


def _flat_joint(found: JointValidation) -> pd.DataFrame:
    """One row a score of each strand and period."""
    import pandas as pd

    rows = []
    for target in found["targets"]:
        for row in target["rows"]:
            flat: dict[str, object] = {"target": target["target"], "score": row["score"], "baseline": row["baseline"]}
            for name in ("auc", "auc_hubs_weighed_down", "effect"):
                told: Mapping[str, object] = row[name] or {}
                flat |= {name if key == "value" else f"{name}_{key}": value for key, value in told.items()}
            rows.append(flat)
    return pd.DataFrame(rows)


def _themes(options: argparse.Namespace) -> None:
    import pandas as pd

    from matcher.embed import Embedder
    from matcher.validate import validate_themes
    from matcher.words.validation import themes_text

    words = words_of(options)
    with waiting(words.get("verb.validate_themes.waiting")):
        found = validate_themes(options.file, Embedder(options.model))
    emit(
        options, found, table=lambda: pd.DataFrame(found["rows"]), text=lambda: lines(words, themes_text(words, found))
    )


def _relatedness(options: argparse.Namespace) -> None:
    import pandas as pd

    from matcher.words.validation import relatedness_text

    run = load_run(options)
    words = words_of(options, run)
    with waiting(words.get("verb.validate_relatedness.waiting")):
        found = run.validate_relatedness()
    table = pd.DataFrame(found["rows"]).drop(columns="weights")
    emit(options, found, table=table, text=lambda: lines(words, relatedness_text(words, found)))
