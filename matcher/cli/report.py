"""The verbs that write what a run says: report, export."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import add_language, add_out, load_run, new_verb, target
from matcher.cli.printing import written
from matcher.errors import SettingError

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add report and export."""
    page = "profile of a region, or report on a pair of regions, as a self-contained page"
    report = new_verb(verbs, "report", _report, page, run=True)
    report.add_argument("region", metavar="REGION", help="id or name")
    report.add_argument("other", metavar="OTHER", nargs="?", help="the second region of a pair report")
    add_out(report, "the page; its name ends in .html (default: named after the regions)")
    add_language(report)

    export = new_verb(verbs, "export", _export, "a graph for Gephi, or tables for spreadsheets", run=True)
    add_out(export, "ends in .graphml, .gexf or .xlsx; a folder for CSV tables", required=True)
    export.add_argument(
        "--format",
        choices=("graphml", "gexf", "csv", "xlsx"),
        help="the format, if the name of the file does not say it",
    )
    add_language(export)


def _report(options: argparse.Namespace) -> None:
    from matcher.files import safe_name
    from matcher.report import report

    run = load_run(options)
    if options.out is None:
        ids = [run.region(name).region_id for name in (options.region, options.other) if name]
        options.out = safe_name("_".join([*ids, *([options.lang] if options.lang != "en" else [])])) + ".html"
    path = target(options)
    if path is None or path.suffix.lower() not in (".html", ".htm"):
        raise SettingError(
            f"report {path}", expected="a name that ends in .html", do="open the page and print it to PDF"
        )
    report(run, options.region, other=options.other, language=options.lang, path=path)
    print(written(options, path))


def _export(options: argparse.Namespace) -> None:
    from matcher.export import export

    path = target(options)
    export(load_run(options), str(path), form=options.format)
    print(written(options, path))
