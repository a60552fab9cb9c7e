"""The verbs that read areas and fit them, and the vocabulary."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from matcher.cli.fit import _fit, add_fit_options
from matcher.cli.options import add_file, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json
from matcher.cli.vocabulary import _vocabulary
from matcher.files import write_text

__all__ = ["add_verbs"]


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
    from matcher.cli.demo import demo

    for line in demo(options.out):
        print(line, flush=True)


def _check(options: argparse.Namespace) -> int:
    from matcher.sources import check

    report = check(options.file, options.sheet, language=options.language)
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
