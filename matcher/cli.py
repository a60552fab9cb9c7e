"""The command `matcher`: each verb parses, calls one public function and prints.

Results go to stdout, progress and warnings to stderr. An expected error is one line and exit status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from matcher._version import __version__
from matcher.cli_themes import add_fit_options, add_themes_options, fit_areas, validate_themes
from matcher.cli_themes import themes as show_themes
from matcher.errors import MatcherError
from matcher.files import write_text
from matcher.printing import print_csv, print_json, print_table, records
from matcher.search import RANKINGS

__all__ = ["main", "parser"]

LANGUAGES = ("en", "sv")
#: How many pairs are shown where a person reads them.
SHOWN_PAIRS = 20


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
    _add_vocabulary_verb(verbs)
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
    models = "auto: English by the packaged model, other languages by the multilingual encoder; packaged: all by the "
    models += "encoder, without torch; or the hub name or folder of a sentence-transformers model (default: auto)"
    fit.add_argument("--model", default="auto", help=models)
    fit.add_argument("--text", default="english", choices=("english", "original"), help="name that is placed, of two")
    fit.add_argument("--any-language", action="store_true", help="also languages that the encoder was not built for")
    add_fit_options(fit)

    validate = _verb(verbs, "validate-themes", validate_themes, "quality of broad themes against a reader's labels")
    validate.add_argument("file", metavar="REFERENCE", help="CSV with the columns area and themes (ids with ;)")
    validate.add_argument("--model", default="auto", help="as in fit")
    _add_formats(validate)


def _add_run_verbs(verbs: Any) -> None:
    themes = _verb(verbs, "themes", show_themes, "broad themes and niches with their areas and regions", run=True)
    add_themes_options(themes)
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
    compare.add_argument("--all", action="store_true", help="all regions and niches, and the reasons for every partner")
    compare.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the text (default: %(default)s)")
    _add_formats(compare)

    export = _verb(verbs, "export", _export, "graph files for Gephi, tables for spreadsheets", run=True)
    export.add_argument("path", metavar="FILE", help="ends in .graphml, .gexf or .xlsx; a folder for CSV tables")
    export.add_argument("--format", choices=("graphml", "gexf", "csv", "xlsx"), help="where FILE does not say it")


def _add_vocabulary_verb(verbs: Any) -> None:
    vocabulary = _verb(verbs, "vocabulary", _vocabulary, "list, search and export the S3 vocabulary in 26 languages")
    vocabulary.add_argument("text", metavar="TEXT", nargs="?", help="an id, which is shown whole, or part of a label")
    vocabulary.add_argument(
        "--lang", default="en", metavar="CODE", help="language of the labels (default: %(default)s)"
    )
    vocabulary.add_argument("--level", help="only this level: theme, niche, concept or general")
    vocabulary.add_argument("--overlay", metavar="FILE", help="your own TOML file: adds, renames and relates concepts")
    vocabulary.add_argument("--compare", metavar="RUN", help="hold its relations against what regions list together")
    vocabulary.add_argument("--export", metavar="FILE", help="write all of it: .ttl (SKOS) or .csv (all labels)")
    _add_formats(vocabulary)


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
    from matcher.run import check_target
    from matcher.sources import read_areas

    check_target(Path(options.out))
    loaded = read_areas(options.file, options.sheet, options.language)
    warnings = [finding for finding in loaded.findings if finding.severity == "warning"]
    for finding in warnings[:SHOWN_PAIRS]:
        print(f"matcher: {finding.line()}", file=sys.stderr)
    if len(warnings) > SHOWN_PAIRS:
        print(f"matcher: and {len(warnings) - SHOWN_PAIRS} more warnings; matcher check lists all", file=sys.stderr)
    run = fit_areas(options, loaded.areas)
    run.save(options.out)
    for line in run.summary():
        print(line)
    if options.edits:
        from matcher.revise import rank_changes, rank_lines

        plain = fit_areas(argparse.Namespace(**{**vars(options), "edits": None}), loaded.areas)
        print(*rank_lines(rank_changes(plain, run)), sep="\n")
    print(f"Run written to {options.out}. Next: matcher partners {options.out} REGION")


def _pairs(options: argparse.Namespace) -> None:
    found = _load(options).pairs()
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        order = found.assign(key=found[options.by].round(9)).sort_values("key", ascending=False, kind="stable")
        shown = order.head(options.top)
        rows = [
            [f"{row.region_a} ({row.region_a_id})", f"{row.region_b} ({row.region_b_id})", row.overlap, row.a_gains,
             row.b_gains, row.mutual, row.balance, row.quadrant or "-"]
            for row in shown.itertuples()
        ]  # fmt: skip
        print_table(rows, ["a", "b", "overlap", "a gains", "b gains", "mutual", "balance", "quadrant"])
        print(f"{len(shown)} of {len(found)} pairs, by {options.by}; --csv or --json gives all.")


def _partners(options: argparse.Namespace) -> None:
    run = _load(options)
    countries = [_country(code) for code in options.country]
    not_countries = [_country(code) for code in options.not_country]
    found = run.partners(options.region, options.by, options.top, countries, not_countries)
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
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
    print_table(rows, ["", "region", *(names.get(score, score) for score in scores), "quadrant", "areas behind it"])
    if found[by].isna().all():
        print(f"No {by}: no niche of the region is related to one that it lacks. Try --by overlap, or more data.")


def _explain(options: argparse.Namespace) -> None:
    run = _load(options)
    facts = run.explain(options.region, options.other)
    if options.json:
        print_json(facts)
        return
    from matcher.report.facts import published_names
    from matcher.report.words import explain_text

    names = published_names(run.areas, [facts[side]["region_id"] for side in ("a", "b")])
    print(explain_text(facts, options.lang, names=names), end="")


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

    facts = compare(Run.load(options.old), Run.load(options.new), region=options.region)
    if options.json:
        print_json(facts)
    elif options.csv:
        print_csv(area_changes(facts))
    else:
        from matcher.report.changes import changes_text

        print(changes_text(facts, options.lang, brief=not (options.all or options.region)), end="")


def _export(options: argparse.Namespace) -> None:
    from matcher.export import export

    print(f"Written to {export(_load(options), options.path, options.format)}")


def _vocabulary(options: argparse.Namespace) -> None:
    from matcher.vocabulary import load_vocabulary
    from matcher.vocabulary.views import concept_facts, concept_list, concept_text, export_vocabulary

    vocabulary = load_vocabulary(options.overlay)
    if options.export:
        print(f"Written to {export_vocabulary(vocabulary, options.export)}")
    elif options.compare:
        from matcher.catalogue import relation_agreement
        from matcher.run import Run

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


def _load(options: argparse.Namespace) -> Any:
    from matcher.run import Run

    return Run.load(options.run)


def _country(text: str) -> str:
    from matcher.places import country_code

    return country_code(text)
