"""The verb vocabulary."""

from __future__ import annotations

import argparse

from matcher.cli.printing import print_csv, print_json, print_table, records

__all__: list[str] = []


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
        facts = concept_facts(vocabulary, options.text, language=options.lang)
        print_json(facts) if options.json else print(concept_text(facts))
    else:
        level = options.level or (None if options.text or options.csv or options.json else "niche")
        found = concept_list(vocabulary, options.text, language=options.lang, level=level)
        if options.json:
            print_json(records(found))
        elif options.csv:
            print_csv(found)
        else:
            print_table(found[["id", "level", "broader", "label", "definition"]].to_numpy().tolist(),
                        ["id", "level", "under", "label", "what it is"])  # fmt: skip
            print(f"{len(found)} concepts. One whole: matcher vocabulary ID; all levels: --level or --csv.")
