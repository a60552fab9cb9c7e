"""The verbs that write what a run says: report, export."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_brand,
    add_country,
    add_language,
    add_out,
    country,
    load_run,
    new_verb,
    target,
)
from matcher.cli.printing import written
from matcher.errors import SettingError
from matcher.words.words import REPORT_LANGUAGES, Words

if TYPE_CHECKING:
    from matcher.report.brand import Brand
    from matcher.report.view.blocks import Document

__all__ = ["add_verbs", "brand_of", "write_sheet"]


def add_verbs(verbs: Any) -> None:
    """Add report and export."""
    report = new_verb(verbs, "report", _report, run=True)
    report.add_argument(
        "regions",
        metavar="REGION",
        nargs="*",
        help="one for a profile, two for a report on the pair, two or more with --interest",
    )
    kind = report.add_mutually_exclusive_group()
    kind.add_argument("--theme", metavar="THEME", help="the sheet of a theme or niche; with --interest, its topic")
    kind.add_argument("--overview", action="store_true", help="all regions by theme on one page")
    kind.add_argument("--all", action="store_true", help="a profile of each region, with an index page")
    report.add_argument("--interest", action="store_true", help="the draft of an expression of interest of the regions")
    report.add_argument("--compare", metavar="RUN_OLD", help="with --overview: what changed since this older run")
    add_country(report)
    length = report.add_mutually_exclusive_group()
    length.add_argument("--short", action="store_true", help="the first pages alone (the default)")
    length.add_argument("--full", action="store_true", help="with the annex: everything, the method and all sources")
    report.add_argument("--formats", metavar="LIST", default="html,pdf",
                        help="with --all: some of html, docx, pdf, md, with commas (default: %(default)s)")  # fmt: skip
    add_brand(report)
    add_out(report, "ends in .html, .docx, .pdf, .md, or for a profile .xlsx (default: an .html file named after what "
            "it is about); with --all a folder")  # fmt: skip
    add_language(report, choices=REPORT_LANGUAGES)

    export = new_verb(verbs, "export", _export, run=True)
    add_out(export, "ends in .graphml, .gexf or .xlsx; a folder for CSV tables", required=True)
    export.add_argument(
        "--format",
        choices=("graphml", "gexf", "csv", "xlsx"),
        help="the format, if the name of the file does not say it",
    )
    add_language(export)


def _report(options: argparse.Namespace) -> None:
    run = load_run(options)
    if options.all:
        _all(options, run)
    elif options.out and options.out.lower().endswith(".xlsx"):
        _workbook(options, run)
    else:
        write_sheet(options, _document(options, run))


def _document(options: argparse.Namespace, run: Any) -> Document:
    """The report that the options ask for."""
    from matcher import report

    regions, language = options.regions, options.lang
    if options.compare and not options.overview:
        raise SettingError("--compare", expected="--overview", do="or use matcher compare")
    if options.interest:
        return report.interest(run, regions, theme=options.theme or "", language=language)
    if options.theme:
        return report.theme_sheet(run, options.theme, language=language, full=options.full)
    if options.overview:
        from matcher.run import Run

        older = Run.load(options.compare) if options.compare else None
        return report.overview(run, [country(code) for code in options.country], older=older, language=language)
    if len(regions) == 1:
        return report.profile(run, regions[0], language=language, full=options.full)
    if len(regions) == 2:
        return report.pair(run, *regions, language=language, full=options.full)
    raise SettingError("report", expected="one region, two for a pair, or --theme, --overview, --interest or --all",
                       found=f"{len(regions)} regions")  # fmt: skip


def write_sheet(options: argparse.Namespace, document: Document) -> None:
    """Write a report where `-o` says, or beside under a name of its own, and say where."""
    from matcher.report.formats import format_of, write_document

    if options.out is None:
        options.out = f"{document.stem}.html"
    format_of(options.out)
    path = target(options)
    write_document(document, str(path), brand=brand_of(options))
    print(written(options, path))


def brand_of(options: argparse.Namespace) -> Brand:
    """Whose report it is, as `--brand` says."""
    from matcher.report.brand import PLAIN, load_brand

    return load_brand(options.brand) if options.brand else PLAIN


def _workbook(options: argparse.Namespace, run: Any) -> None:
    from matcher.report.workbook import write_workbook

    if len(options.regions) != 1 or options.interest or options.theme or options.overview:
        raise SettingError(f"-o {options.out}", expected="one region", do="other reports have other formats")
    path = target(options)
    write_workbook(run, options.regions[0], str(path), language=options.lang)
    print(written(options, path))


def _all(options: argparse.Namespace, run: Any) -> None:
    from matcher.report.many import write_profiles

    if options.out is None:
        raise SettingError("report --all", expected="-o FOLDER")
    wanted = run.countries_of([country(code) for code in options.country])
    rows = zip(run.regions["region_id"], run.regions["country"], strict=True)
    ids = options.regions or [region_id for region_id, land in rows if not wanted or land in wanted]
    words = Words(options.lang)
    with _bar(words.say("report.index.waiting"), len(ids)) as told:
        index, *_ = write_profiles(
            run, options.out, regions=ids, language=options.lang, full=options.full, brand=brand_of(options),
            forms=[form.strip() for form in options.formats.split(",") if form.strip()], force=options.force, told=told,
        )  # fmt: skip
    print(words.say("report.index.written", n=len(ids), path=Path(index)))


@contextmanager
def _bar(text: str, total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, where a person looks at it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(text, total=total)
        yield lambda done, _: progress.update(task, completed=done)


def _export(options: argparse.Namespace) -> None:
    from matcher.export import export

    path = target(options)
    export(load_run(options), str(path), form=options.format)
    print(written(options, path))
