"""The verb vocabulary."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import add_formats, new_verb, target, words_of
from matcher.cli.printing import csv_text, emit, lines, records, written

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add vocabulary."""
    vocabulary = new_verb(verbs, "vocabulary", _vocabulary)
    vocabulary.add_argument("text", metavar="TEXT", nargs="?", help="an id, which is shown in full, or part of a label")
    vocabulary.add_argument("--level", help="only this level: theme, niche, concept or general")
    vocabulary.add_argument(
        "--overlay", metavar="FILE", help="your own TOML file that adds, renames or relates concepts"
    )
    vocabulary.add_argument("--labels", action="store_true", help="every label in every language, as --csv or --json")
    vocabulary.add_argument(
        "--run", metavar="RUN", help="compare its relations with what regions of a run list together"
    )
    add_formats(vocabulary, labels=True, endings=".ttl (all of it, as SKOS), .csv, .json or .txt")


def _vocabulary(options: argparse.Namespace) -> None:
    from matcher.vocabulary import load_vocabulary
    from matcher.vocabulary.views import concept_facts, concept_list, export_vocabulary, label_table
    from matcher.words.concepts import concept_text, concepts_text

    words, path = words_of(options), target(options)
    vocabulary = load_vocabulary(options.overlay)
    if path is not None and path.suffix.lower() == ".ttl":
        export_vocabulary(vocabulary, path)
        print(written(options, path))
    elif options.labels:
        found = label_table(vocabulary)
        emit(options, records(found), table=found, text=lambda: [csv_text(found).rstrip("\n")])
    elif options.run:
        _agreement(options, vocabulary)
    elif options.text in vocabulary and not options.csv:
        facts = concept_facts(vocabulary, options.text, language=options.lang)
        emit(options, facts, table=None, text=lambda: lines(words, concept_text(words, facts)))
    else:
        machine = options.csv or options.json
        level = options.level or (None if options.text or machine else "niche")
        found = concept_list(vocabulary, options.text, language=options.lang, level=level)
        emit(options, records(found), table=found, text=lambda: lines(words, concepts_text(words, found)))


def _agreement(options: argparse.Namespace, vocabulary: Any) -> None:
    """How well the relations of the vocabulary agree with what regions list together."""
    import pandas as pd

    from matcher.run import Run
    from matcher.validate.relatedness import relation_agreement
    from matcher.words.concepts import agreement_text

    words = words_of(options)
    agreed = relation_agreement(Run.load(options.run), vocabulary)
    facts = agreed._asdict()
    emit(options, facts, table=pd.DataFrame([facts]), text=lambda: lines(words, [agreement_text(words, agreed)]))
