"""The verbs that read areas and fit them, and the vocabulary."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from matcher.cli.common import add_file, add_formats, new_verb
from matcher.cli.printing import print_csv, print_json, print_table, records
from matcher.cli.themes import add_fit_options, fit_areas
from matcher.files import write_text

__all__ = ["add_verbs"]

#: How many warnings are shown where a person reads them.
SHOWN_WARNINGS = 20


def add_verbs(verbs: Any) -> None:
    """Add demo, check, template, fit and vocabulary."""
    demo = new_verb(verbs, "demo", _demo, "fit the bundled data and show the whole way for Västmanland")
    demo.add_argument("--out", default="reports/demo", metavar="FOLDER", help="where to write (default: %(default)s)")

    check = new_verb(verbs, "check", _check, "read an areas file and print its quality report; changes nothing")
    add_file(check)
    check.add_argument("--html", metavar="FILE", help="also write the report as a page")
    add_formats(check)

    workbook = "write the workbook to send to colleagues, to be filled with areas"
    template = new_verb(verbs, "template", _template, workbook)
    template.add_argument("path", metavar="FILE", help="a name that ends in .xlsx")

    fit = new_verb(verbs, "fit", _fit, "embed, cluster, relate and score the areas of a file; writes a run folder")
    add_file(fit)
    fit.add_argument("--out", required=True, metavar="RUN", help="folder for the run")
    models = "auto: English by the packaged model, other languages by the multilingual encoder; packaged: all by the "
    models += "encoder, without torch; or the hub name or folder of a sentence-transformers model (default: auto)"
    fit.add_argument("--model", default="auto", help=models)
    fit.add_argument("--text", default="english", choices=("english", "original"), help="name that is placed, of two")
    fit.add_argument("--any-language", action="store_true", help="also languages that the encoder was not built for")
    add_fit_options(fit)

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


def _demo(options: argparse.Namespace) -> None:
    from matcher.demo import demo

    for line in demo(options.out):
        print(line, flush=True)


def _check(options: argparse.Namespace) -> int:
    from matcher.sources import check

    report = check(options.file, options.sheet, options.language)
    if options.html:
        write_text(options.html, report.to_html())
        print(f"Report written to {options.html}", file=sys.stderr)
    if options.json:
        print_json(report.to_dict())
    elif options.csv:
        print_csv(report.to_frame())
    else:
        print(report.to_text())
    return 0 if report.ok else 1


def _template(options: argparse.Namespace) -> None:
    from matcher.sources import write_template

    write_template(options.path)
    print(f"Written to {options.path}. Filled in, it is read by: matcher check {options.path}")


def _fit(options: argparse.Namespace) -> None:
    from matcher.fitted.storage import check_target
    from matcher.sources import read_areas

    check_target(Path(options.out))
    loaded = read_areas(options.file, options.sheet, options.language)
    warnings = [finding for finding in loaded.findings if finding.severity == "warning"]
    for finding in warnings[:SHOWN_WARNINGS]:
        print(f"matcher: {finding.line()}", file=sys.stderr)
    if len(warnings) > SHOWN_WARNINGS:
        print(f"matcher: and {len(warnings) - SHOWN_WARNINGS} more warnings; matcher check lists all", file=sys.stderr)
    run = fit_areas(options, loaded.areas)
    run.save(options.out)
    for line in run.summary():
        print(line)
    if options.edits:
        from matcher.revise import rank_changes
        from matcher.words.changes import rank_lines

        plain = fit_areas(argparse.Namespace(**{**vars(options), "edits": None}), loaded.areas)
        print(*rank_lines(rank_changes(plain, run)), sep="\n")
    print(f"Run written to {options.out}. Next: matcher partners {options.out} REGION")


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
