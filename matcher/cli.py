"""The command `matcher`: each verb parses, calls one public function and prints.

Results go to stdout, progress and warnings to stderr. An expected error is one line and exit status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from matcher._version import __version__
from matcher.errors import MatcherError
from matcher.files import write_text
from matcher.search import RANKINGS

__all__ = ["main", "parser"]

LANGUAGES = ("en", "sv")
#: How many pairs are shown where a person reads them.
SHOWN_PAIRS = 20
#: How many areas are shown under each theme.
SHOWN_AREAS = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = parser().parse_args(arguments)
    try:
        verb: Callable[[argparse.Namespace], int | None] = options.verb
        status = verb(options) or 0
        sys.stdout.flush()
        return status
    except MatcherError as error:
        print(f"matcher: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"matcher: cannot use {error.filename}: {error.strerror}; choose another place", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """The parser with all verbs."""
    top = argparse.ArgumentParser(
        prog="matcher",
        description="Finds European regions with complementary smart specialisation areas, and says why.",
        epilog="Start with: matcher demo",
    )
    top.add_argument("--version", action="version", version=f"matcher {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_data_verbs(verbs)
    _add_run_verbs(verbs)
    return top


def _add_data_verbs(verbs: Any) -> None:
    demo = _verb(verbs, "demo", _demo, "fit the bundled data and show the whole way for Västmanland")
    demo.add_argument("--out", default="reports/demo", metavar="FOLDER", help="where to write (default: %(default)s)")

    check = _verb(verbs, "check", _check, "read an areas file and print its quality report; changes nothing")
    _add_file(check)
    check.add_argument("--html", metavar="FILE", help="also write the report as a page")
    _add_formats(check)

    template = _verb(verbs, "template", _template, "write the workbook to send to colleagues, to be filled with areas")
    template.add_argument("path", metavar="FILE", help="a name that ends in .xlsx")

    fit = _verb(verbs, "fit", _fit, "embed, cluster, relate and score the areas of a file; writes a run folder")
    _add_file(fit)
    fit.add_argument("--out", required=True, metavar="RUN", help="folder for the run")
    fit.add_argument("--model", help="hub name or folder of a sentence-transformers model (default: the packaged one)")
    way = "themes of the vocabulary, or found in the data alone (default: %(default)s)"
    fit.add_argument("--way", default="guided", choices=("guided", "discovered"), help=way)
    fit.add_argument("--themes", type=int, metavar="N", help="number of broad themes to discover (default: chosen)")
    fit.add_argument("--niches", type=int, metavar="N", help="number of niches to discover (default: chosen)")
    linkages = ("auto", "average", "complete", "ward")
    fit.add_argument("--linkage", choices=linkages, help="how discovered themes are joined")


    validate = _verb(verbs, "validate-themes", _validate_themes, "quality of broad themes against a reader's labels")
    validate.add_argument("file", metavar="REFERENCE", help="CSV with the columns area and themes (ids with ;)")
    validate.add_argument("--model", help="as in fit")
    _add_formats(validate)


def _add_run_verbs(verbs: Any) -> None:
    themes = _verb(verbs, "themes", _themes, "broad themes and niches with their areas and regions", run=True)
    themes.add_argument("--level", choices=("theme", "niche"), help="only this level")
    _add_formats(themes)

    pairs = _verb(verbs, "pairs", _pairs, "all pairs with overlap, complementarity both ways and quadrant", run=True)
    pairs.add_argument("--top", type=int, default=SHOWN_PAIRS, help="pairs shown in the table (default: %(default)s)")
    pairs.add_argument("--by", default="mutual", choices=("mutual", "overlap"), help="order of the table")
    _add_formats(pairs)

    partners = _verb(verbs, "partners", _partners, "ranked partners of a region", run=True)
    partners.add_argument("region", metavar="REGION", help="id or name")
    partners.add_argument("--by", default="complementarity", choices=RANKINGS, help="what ranks")
    partners.add_argument("--top", type=int, default=10, help="how many (default: %(default)s)")
    partners.add_argument("--country", action="append", default=[], metavar="CC", help="only this country; repeatable")
    partners.add_argument("--not-country", action="append", default=[], metavar="CC", help="without it; repeatable")
    _add_formats(partners)

    explain = _verb(verbs, "explain", _explain, "the parts of two regions' scores, and what speaks against", run=True)
    explain.add_argument("region", metavar="A", help="id or name")
    explain.add_argument("other", metavar="B", help="id or name")
    explain.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the text (default: %(default)s)")
    explain.add_argument("--json", action="store_true", help="all parts, as JSON")

    report = _verb(verbs, "report", _report, "region profile, or report on a pair, as a self-contained page", run=True)
    report.add_argument("region", metavar="REGION", help="id or name")
    report.add_argument("other", metavar="REGION", nargs="?", help="the second region of a pair report")
    report.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the report (default: %(default)s)")
    report.add_argument("--out", metavar="FILE", help="file to write (default: named after the regions)")

    compare = _verb(verbs, "compare", _compare, "what changed between two runs: areas, niches, partners")
    compare.add_argument("old", metavar="RUN_OLD", help="run folder of the older data")
    compare.add_argument("new", metavar="RUN_NEW", help="run folder of the newer data")
    compare.add_argument("--region", help="only what concerns this region (id or name)")
    compare.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the text (default: %(default)s)")
    _add_formats(compare)

    export = _verb(verbs, "export", _export, "graph files for Gephi, tables for spreadsheets", run=True)
    export.add_argument("path", metavar="FILE", help="ends in .graphml, .gexf or .xlsx; a folder for CSV tables")
    export.add_argument("--format", choices=("graphml", "gexf", "csv", "xlsx"), help="where FILE does not say it")


def _verb(verbs: Any, name: str, function: Callable[..., int | None], text: str, *, run: bool = False) -> Any:
    added = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    added.set_defaults(verb=function)
    if run:
        added.add_argument("run", metavar="RUN", help="run folder written by fit")
    return added


def _add_file(verb: Any) -> None:
    verb.add_argument("file", metavar="FILE", help="an areas file, a bundled set (sweden_2018, europe), or a+b")
    verb.add_argument("--sheet", help="sheet of a workbook")
    verb.add_argument("--language", metavar="CODE", help="language of the names in a plain outline (sv, de, ...)")


def _add_formats(verb: Any) -> None:
    formats = verb.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="print JSON, numbers unrounded")
    formats.add_argument("--csv", action="store_true", help="print CSV, numbers unrounded")


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
        _print_json(report.to_dict())
    elif options.csv:
        _print_csv(report.to_frame())
    else:
        print(report.to_text())
    return 0 if report.ok else 1


def _template(options: argparse.Namespace) -> None:
    from matcher.sources import write_template

    write_template(options.path)
    print(f"Written to {options.path}. Filled in, it is read by: matcher check {options.path}")


def _fit(options: argparse.Namespace) -> None:
    from matcher.embed import DEFAULT_MODEL, Embedder
    from matcher.fit import Matcher
    from matcher.sources import read_areas
    from matcher.themes import ThemeModel

    loaded = read_areas(options.file, options.sheet, options.language)
    warnings = [finding for finding in loaded.findings if finding.severity == "warning"]
    for finding in warnings[:SHOWN_PAIRS]:
        print(f"matcher: {finding.line()}", file=sys.stderr)
    if len(warnings) > SHOWN_PAIRS:
        print(f"matcher: and {len(warnings) - SHOWN_PAIRS} more warnings; matcher check lists all", file=sys.stderr)
    given = {"n_themes": options.themes, "n_niches": options.niches, "linkage": options.linkage}
    settings = {name: value for name, value in given.items() if value is not None}
    if settings and options.way == "guided":
        raise MatcherError("--themes, --niches and --linkage are for discovered themes", do="add --way discovered")
    themes = ThemeModel(options.way, **settings)
    run = Matcher(Embedder(options.model or DEFAULT_MODEL), themes).fit(loaded.areas, source=options.file)
    run.save(options.out)
    for line in run.summary():
        print(line)
    print(f"Run written to {options.out}. Next: matcher partners {options.out} REGION")


def _validate_themes(options: argparse.Namespace) -> None:
    from matcher.embed import DEFAULT_MODEL, Embedder
    from matcher.validate import validate_themes

    found = validate_themes(options.file, Embedder(options.model or DEFAULT_MODEL))
    if options.json:
        _print_json(found)
    elif options.csv:
        _print_csv(pd.DataFrame(found["rows"]))
    else:
        print(f"Extended BCubed on {found['areas']} areas; low and high bound the 95 % bootstrap interval of F1")
        columns = ["precision", "recall", "f1", "low", "high", "way"]
        _print_table([[row[name] for name in columns] for row in found["rows"]], [*columns[:-1], "themes"])


def _themes(options: argparse.Namespace) -> None:
    found = _load(options).themes(options.level)
    if options.json:
        _print_json(found)
        return
    if options.csv:
        rows = [
            {**{k: v for k, v in theme.items() if k != "areas"}, **area} for theme in found for area in theme["areas"]
        ]
        _print_csv(pd.DataFrame(rows))
        return
    shown = []
    for theme in found:
        texts = list(dict.fromkeys(area["area"] or area["area_original"] for area in theme["areas"]))
        more = f" and {len(texts) - SHOWN_AREAS} more" if len(texts) > SHOWN_AREAS else ""
        indent = "  " if theme["level"] == "niche" else ""
        shown.append([theme["theme_id"], indent + theme["label"], theme["size"], "; ".join(texts[:SHOWN_AREAS]) + more])
    _print_table(shown, ["id", "theme, niche", "regions", "areas"])


def _pairs(options: argparse.Namespace) -> None:
    found = _load(options).pairs()
    if options.json:
        _print_json(_records(found))
    elif options.csv:
        _print_csv(found)
    else:
        order = found.assign(key=found[options.by].round(9)).sort_values("key", ascending=False, kind="stable")
        shown = order.head(options.top)
        rows = [
            [f"{row.region_a} ({row.region_a_id})", f"{row.region_b} ({row.region_b_id})", row.overlap, row.a_gains,
             row.b_gains, row.mutual, row.balance, row.quadrant or "-"]
            for row in shown.itertuples()
        ]  # fmt: skip
        _print_table(rows, ["a", "b", "overlap", "a gains", "b gains", "mutual", "balance", "quadrant"])
        print(f"{len(shown)} of {len(found)} pairs, by {options.by}; --csv or --json gives all.")


def _partners(options: argparse.Namespace) -> None:
    run = _load(options)
    countries = [_country(code) for code in options.country]
    not_countries = [_country(code) for code in options.not_country]
    found = run.partners(options.region, options.by, options.top, countries, not_countries)
    if options.json:
        _print_json(_records(found))
    elif options.csv:
        _print_csv(found)
    else:
        _print_partners(run.region(options.region), options.by, found, run)


def _print_partners(region: Any, by: str, found: pd.DataFrame, run: Any) -> None:
    if run.is_unmatched(region.region_id):
        print(f"{region.region}: no thematic areas, cannot be matched")
        return
    print(f"Partners of {region.region} ({region.region_id}) by {by}, suggested for discussion")
    scores = {
        "complementarity": ["complementarity", "brings", "expected", "z", "overlap"],
        "gives": ["gives", "complementarity", "overlap"],
        "mutual": ["mutual", "complementarity", "gives", "overlap"],
        "overlap": ["overlap", "overlap_expected", "complementarity"],
    }[by]
    rows = []
    for partner in found.to_dict("records"):
        texts = "; ".join(partner["areas"]) + "".join(f" [{note}]" for note in partner["notes"])
        name = f"{partner['region']} ({partner['region_id']})"
        rank = "-" if pd.isna(partner["rank"]) else partner["rank"]
        rows.append([rank, name, *(partner[score] for score in scores), partner["quadrant"] or "-", texts])
    names = {"complementarity": "comple-\nmentarity", "overlap_expected": "by\nchance", "expected": "by\nchance"}
    _print_table(rows, ["", "region", *(names.get(score, score) for score in scores), "quadrant", "areas behind it"])
    if found[by].isna().all():
        print(f"No {by}: no niche of the region is related to one that it lacks. Try --by overlap, or more data.")


def _explain(options: argparse.Namespace) -> None:
    facts = _load(options).explain(options.region, options.other)
    if options.json:
        _print_json(facts)
        return
    from matcher.report.words import explain_text

    print(explain_text(facts, options.lang), end="")


def _report(options: argparse.Namespace) -> None:
    from matcher.report import report

    run = _load(options)
    names = [name for name in (options.region, options.other) if name]
    path = options.out or "_".join(run.region(name).region_id for name in names) + ".html"
    if not path.lower().endswith((".html", ".htm")):
        raise MatcherError(
            f"report {path}", expected="a name that ends in .html", do="open the page and print it to PDF"
        )
    report(run, options.region, options.other, language=options.lang, path=path)
    print(f"Report written to {path}")


def _compare(options: argparse.Namespace) -> None:
    from matcher.compare import area_changes, compare
    from matcher.run import Run

    old, new = Run.load(options.old), Run.load(options.new)
    facts = compare(old, new)
    chosen = _region_of_either(old, new, options.region)
    if options.json:
        _print_json(facts)
    elif options.csv:
        _print_csv(area_changes(facts))
    else:
        from matcher.report.changes import changes_text

        print(changes_text(facts, options.lang, chosen), end="")


def _region_of_either(old: Any, new: Any, name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return str(new.region(name).region_id)
    except MatcherError:
        return str(old.region(name).region_id)


def _export(options: argparse.Namespace) -> None:
    from matcher.export import export

    print(f"Written to {export(_load(options), options.path, options.format)}")


def _load(options: argparse.Namespace) -> Any:
    from matcher.run import Run

    return Run.load(options.run)


def _country(text: str) -> str:
    from matcher.places import country_code

    return country_code(text)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in table.columns]
    return [dict(zip(names, values, strict=True)) for values in table.itertuples(index=False)]


def _print_json(value: Any) -> None:
    """JSON with unrounded numbers; what is undefined is null."""
    print(json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value


def _print_csv(table: pd.DataFrame) -> None:
    """CSV with unrounded numbers; lists are joined with "; "."""
    from matcher.export import safe_cells

    flat = table.copy()
    for name in flat.columns:
        if flat[name].map(lambda cell: isinstance(cell, list)).any():
            flat[name] = flat[name].map("; ".join)
    print(safe_cells(flat).to_csv(index=False, lineterminator="\n"), end="")


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return "-" if np.isnan(cell) else f"{cell:.3f}"
    return str(cell)


def _print_table(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> None:
    """A table as wide as the terminal; the last column wraps."""
    from tabulate import tabulate

    cells = [[_shown(cell) for cell in row] for row in rows]
    wide = max(100, shutil.get_terminal_size((140, 24)).columns)
    narrow = [row[:-1] for row in cells]
    used = sum(
        max([len(row[place]) for row in narrow] + [len(headers[place])]) + 2 for place in range(len(headers) - 1)
    )
    limits: list[int | None] = [*([None] * (len(headers) - 1)), max(24, wide - used)]
    print(tabulate(cells, headers=headers, floatfmt=".3f", tablefmt="simple", maxcolwidths=limits))
