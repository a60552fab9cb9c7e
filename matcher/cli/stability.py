"""The verbs that say how sure the answers are: stability and bias."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from matcher.cli.options import (
    add_draws,
    add_first,
    add_formats,
    add_seed,
    load_run,
    new_verb,
    words_of,
)
from matcher.cli.partners import add_ranking
from matcher.cli.printing import emit, lines, records, waiting
from matcher.settings import EVIDENCE

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add stability and bias."""
    stability = new_verb(verbs, "stability", _stability, run=True)
    stability.add_argument("region", metavar="REGION", nargs="?", help="id or name; all regions if it is not given")
    add_ranking(stability)
    add_first(stability)
    kinds = f"only lists whose source is of these kinds ({', '.join(EVIDENCE)}); separated by commas"
    text = f"tell instead which partners stay with {kinds}"
    stability.add_argument("--evidence", metavar="KINDS", default="", help=text)
    add_draws(stability)
    add_seed(stability)
    add_formats(stability)

    bias = new_verb(verbs, "bias", _bias, run=True)
    add_formats(bias)


def _stability(options: argparse.Namespace) -> None:
    from matcher.words.trust import sources_text, stability_text

    run = load_run(options)
    words = words_of(options, run)
    if options.evidence:
        kinds = [kind.strip() for kind in options.evidence.split(",")]
        found = run.without_weak(options.region, evidence=kinds, by=options.by, first=options.first)
        given = {"by": options.by, "evidence": kinds, "first": options.first}
        said = partial(sources_text, words, run, found, options.region, **given)
        emit(options, records(found), table=found, text=lambda: lines(words, said()))
        return
    with waiting(words.get("verb.stability.waiting")):
        found = run.stability(
            options.region, first=options.first, draws=options.draws, seed=options.seed, by=options.by
        )
    asked = {"by": options.by, "draws": options.draws, "first": options.first}
    emit(
        options,
        records(found),
        table=found,
        text=lambda: lines(words, stability_text(words, run, found, options.region, **asked)),
    )


def _bias(options: argparse.Namespace) -> None:
    from matcher.words.trust import bias_sentence, bias_text

    run = load_run(options)
    words = words_of(options, run)
    with waiting(words.get("verb.bias.waiting")):
        found = run.bias()
    said = found.assign(meaning=[bias_sentence(words, row) for row in found.to_dict("records")])
    emit(options, records(said), table=said, text=lambda: lines(words, bias_text(words, found, run.size_checks)))
