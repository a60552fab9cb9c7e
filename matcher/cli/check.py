"""The verbs that read areas and fit them, and the vocabulary."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from matcher.cli.options import add_file, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json
from matcher.files import write_text

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add demo, check and template."""
    demo = new_verb(verbs, "demo", _demo, "fit the bundled data and show the whole way for Västmanland")
    demo.add_argument("--out", default="reports/demo", metavar="FOLDER", help="where to write (default: %(default)s)")

    check = new_verb(verbs, "check", _check, "read an areas file and print its quality report; changes nothing")
    add_file(check)
    check.add_argument("--html", metavar="FILE", help="also write the report as a page")
    add_formats(check)

    workbook = "write the workbook to send to colleagues, to be filled with areas"
    template = new_verb(verbs, "template", _template, workbook)
    template.add_argument("path", metavar="FILE", help="a name that ends in .xlsx")


def _demo(options: argparse.Namespace) -> None:
    from matcher.cli.demo import demo

    for line in demo(options.out):
        print(line, flush=True)


def _check(options: argparse.Namespace) -> int:
    from matcher.sources import check

    report = check(options.file, options.sheet, options.text_lang)
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
