"""The verbs of the command line that make and show themes."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import pandas as pd

from matcher.cli.options import new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table
from matcher.cli.validate import _validate_relatedness, _validate_themes
from matcher.errors import MatcherError
from matcher.files import write_text

__all__ = ["add_verbs"]

#: How many areas are shown under each theme.
SHOWN_AREAS = 4


def add_verbs(verbs: Any) -> None:
    """Add themes, validate-themes and validate-relatedness."""
    themes = new_verb(verbs, "themes", _themes, "broad themes and niches with their areas and regions", run=True)
    _add_themes_options(themes)
    add_formats(themes)

    validate = new_verb(verbs, "validate-themes", _validate_themes, "quality of broad themes against a reader's labels")
    validate.add_argument("file", metavar="REFERENCE", help="CSV with the columns area and themes (ids with ;)")
    validate.add_argument("--model", default="auto", help="as in fit")
    add_formats(validate)

    related = "which blend of sources of relatedness predicts best what a region works on"
    relatedness = new_verb(verbs, "validate-relatedness", _validate_relatedness, related, run=True)
    add_formats(relatedness)


def _add_themes_options(verb: Any) -> None:
    """What the verb themes shows."""
    verb.add_argument("--level", choices=("theme", "niche"), help="only this level")
    verb.add_argument("--lang", default="en", metavar="CODE", help="language of labels, one of the vocabulary's 26")
    verb.add_argument("--write-edits", metavar="FILE", help="write a file of edits to start from")
    verb.add_argument("--edits", metavar="FILE", help="show the themes as these edits make them, and what changes")
    verb.add_argument("--map", metavar="FILE", help="draw the map of areas (.png, .svg or .pdf)")
    verb.add_argument("--chart", metavar="FILE", help="draw the table of at most 40 regions by themes")
    verb.add_argument("--country", metavar="CC", help="only the regions of this country, for --chart")


def _themes(options: argparse.Namespace) -> None:
    """Print the themes of a run, or write a file of edits."""
    from matcher.run import Run

    run = Run.load(options.run)
    if options.edits:
        run = _with_edits(run, options.edits)
    if options.write_edits:
        _write_edits(run, options.write_edits)
    if options.map or options.chart:
        _draw(run, options)
    if options.write_edits or options.map or options.chart:
        return
    found = run.themes(options.level, options.lang)
    if options.json:
        print_json(found)
        return
    if options.csv:
        names = ("theme_id", "level", "parent_id", "label", "size", "stability")
        rows = [{**{name: dict(theme)[name] for name in names}, **area} for theme in found for area in theme["areas"]]
        print_csv(pd.DataFrame(rows))
        return
    shown = []
    for theme in found:
        texts = [*theme["typical"][:SHOWN_AREAS]]
        distinct = len({area["area"] or area["area_original"] for area in theme["areas"]})
        more = f" and {distinct - SHOWN_AREAS} more" if distinct > SHOWN_AREAS else ""
        label = ("\u00a0\u00a0" if theme["level"] == "niche" else "") + theme["label"]
        steady = "-" if theme["stability"] is None else f"{theme['stability']:.2f}" + "?" * theme["unstable"]
        shown.append([theme["theme_id"], label, theme["size"], steady, "; ".join(texts) + more])
    print_table(shown, ["id", "theme, niche", "regions", "stable", "areas"])
    print("stable: mean Jaccard over resamples, ? below 0.6; borderline areas, related niches and codes: --json")


def _draw(run: Any, options: argparse.Namespace) -> None:
    from matcher.places import country_code
    from matcher.plots import area_map, region_theme_table

    language = "sv" if options.lang == "sv" else "en"
    for path in (options.map, options.chart):
        if path and not path.lower().endswith((".png", ".svg", ".pdf")):
            raise MatcherError(f"figure {path}", expected="a name that ends in .png, .svg or .pdf")
    if options.map:
        area_map(run, language).savefig(options.map, dpi=200)
        print(f"Map written to {options.map}")
    if options.chart:
        country = country_code(options.country) if options.country else None
        regions = run.regions["region_id"][run.regions["country"].isin([country or c for c in run.regions["country"]])]
        region_theme_table(run, regions.tolist(), language=language).savefig(options.chart, dpi=200)
        print(f"Chart written to {options.chart}")


def _with_edits(run: Any, path: str) -> Any:
    """The run fitted again with edits; what they change in partner ranks goes to stderr, beside the results."""
    from matcher.compare.partners import rank_changes
    from matcher.fit import refit
    from matcher.themes.edits import read_edits
    from matcher.words.changes import rank_lines

    edited = refit(run, read_edits(path))
    print(*rank_lines(rank_changes(run, edited)), sep="\n", file=sys.stderr)
    return edited


def _write_edits(run: Any, path: str) -> None:
    from matcher.fitted.themes import edits_text
    from matcher.vocabulary import load_vocabulary

    if run.settings["themes"].get("guided_by") != "vocabulary":
        raise MatcherError("edits", expected="themes guided by the vocabulary", do="fit without --way and --taxonomy")
    write_text(path, edits_text(run, load_vocabulary(), run.settings["themes"]["crowded"]))
    print(f"Written to {path}. Change it, then: matcher fit FILE --out RUN --edits {path}")
