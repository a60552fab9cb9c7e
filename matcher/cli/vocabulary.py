"""The verb vocabulary."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table, records

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add vocabulary."""
    vocabulary = new_verb(verbs, "vocabulary", _vocabulary, "list, search and export the S3 vocabulary in 26 languages")
    vocabulary.add_argument("text", metavar="TEXT", nargs="?", help="an id, which is shown whole, or part of a label")
    vocabulary.add_argument(
        "--lang", default="en", metavar="CODE", help="language of the labels (default: %(default)s)"
    )
    vocabulary.add_argument("--level", help="only this level: theme, niche, concept or general")
    vocabulary.add_argument("--overlay", metavar="FILE", help="your own TOML file: adds, renames and relates concepts")
    vocabulary.add_argument("--compare", metavar="RUN", help="hold its relations against what regions list together")
    vocabulary.add_argument("--export", metavar="FILE", help="write all of it: .ttl (SKOS) or .csv (all labels)")
    add_formats(vocabulary)


def _vocabulary(options: argparse.Namespace) -> None:
    from matcher.vocabulary import load_vocabulary
    from matcher.vocabulary.views import concept_facts, concept_list, concept_text, export_vocabulary

    vocabulary = load_vocabulary(options.overlay)
    if options.export:
        print(f"Written to {export_vocabulary(vocabulary, options.export)}")
    elif options.compare:
        from matcher.run import Run
        from matcher.validate.relatedness import relation_agreement

        agreed = relation_agreement(Run.load(options.compare), vocabulary)
        print(f"Pairs of niches with a relation ({agreed.linked}): in one list {agreed.linked_ratio:.2f} times "
              f"as often as by chance; without ({agreed.unlinked}): {agreed.unlinked_ratio:.2f} times. "
              f"AUC {agreed.auc:.3f} (0.5: no agreement). Chance: the bipartite configuration model.")  # fmt: skip
    elif options.text in vocabulary and not options.csv:
        facts = concept_facts(vocabulary, options.text, options.lang)
        print_json(facts) if options.json else print(concept_text(facts))
    else:
        level = options.level or (None if options.text or options.csv or options.json else "niche")
        found = concept_list(vocabulary, options.text, options.lang, level)
        if options.json:
            print_json(records(found))
        elif options.csv:
            print_csv(found)
        else:
            print_table(found[["id", "level", "broader", "label", "definition"]].to_numpy().tolist(),
                        ["id", "level", "under", "label", "what it is"])  # fmt: skip
            print(f"{len(found)} concepts. One whole: matcher vocabulary ID; all levels: --level or --csv.")
