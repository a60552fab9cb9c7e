"""The verbs that write what a run says: report, compare, export."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.compare import _compare
from matcher.cli.options import add_language, load_run, new_verb
from matcher.cli.printing import add_formats
from matcher.errors import MatcherError

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add report, compare and export."""
    page = "region profile, or report on a pair, as a self-contained page"
    report = new_verb(verbs, "report", _report, page, run=True)
    report.add_argument("region", metavar="REGION", help="id or name")
    report.add_argument("other", metavar="REGION", nargs="?", help="the second region of a pair report")
    add_language(report, "the report")
    report.add_argument("--out", metavar="FILE", help="file to write (default: named after the regions)")

    compare = new_verb(verbs, "compare", _compare, "what changed between two runs: areas, niches, partners")
    compare.add_argument("old", metavar="RUN_OLD", help="run folder of the older data")
    compare.add_argument("new", metavar="RUN_NEW", help="run folder of the newer data")
    compare.add_argument("--region", help="only what concerns this region (id or name)")
    compare.add_argument("--all", action="store_true", help="all regions and niches, and the reasons for every partner")
    add_language(compare)
    add_formats(compare)

    export = new_verb(verbs, "export", _export, "graph files for Gephi, tables for spreadsheets", run=True)
    export.add_argument("path", metavar="FILE", help="ends in .graphml, .gexf or .xlsx; a folder for CSV tables")
    export.add_argument("--format", choices=("graphml", "gexf", "csv", "xlsx"), help="where FILE does not say it")


def _report(options: argparse.Namespace) -> None:
    from matcher.report import report

    run = load_run(options)
    names = [name for name in (options.region, options.other) if name]
    path = options.out or "_".join(run.region(name).region_id for name in names) + ".html"
    if not path.lower().endswith((".html", ".htm")):
        raise MatcherError(
            f"report {path}", expected="a name that ends in .html", do="open the page and print it to PDF"
        )
    report(run, options.region, other=options.other, language=options.lang, path=path)
    print(f"Report written to {path}")


def _export(options: argparse.Namespace) -> None:
    from matcher.export import export

    print(f"Written to {export(load_run(options), options.path, form=options.format)}")
