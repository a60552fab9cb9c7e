"""The verbs of the command line that make and show themes."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import pandas as pd

from matcher.cli.common import add_formats, new_verb, weights
from matcher.cli.printing import print_csv, print_json, print_table
from matcher.errors import MatcherError
from matcher.files import write_text
from matcher.relatedness import DEFAULT_WEIGHTS

__all__ = ["add_fit_options", "add_verbs", "fit_areas"]

ABOUT_BLENDS = """\
AUC: the held-out niche before the niches that the region lacks (0.5: no better than chance). Matched: the same among
niches as popular, which is what counts for scores that take popularity away. Size correlation and best partners:
whether partners would merely be those with long lists. Chosen: the best matched AUC of the blends whose partners are
not: size correlation within 0.3, and at least 32 % of the regions somebody's best partner (more than 60 of 191, which
the project set itself at its start). Folds keep the regions of one country together."""
#: How many blends are shown beside the single sources.
SHOWN_BLENDS = 12
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


def add_fit_options(fit: Any) -> None:
    """How the verb fit finds themes."""
    way = "themes of the vocabulary, or found in the data alone (default: %(default)s)"
    fit.add_argument("--way", default="guided", choices=("guided", "discovered"), help=way)
    fit.add_argument("--granularity", choices=("themes", "niches", "concepts"), help="what guided niches are")
    fit.add_argument("--edits", metavar="FILE", help="experts' edits of guided themes (TOML)")
    fit.add_argument("--taxonomy", metavar="FILE", help="a classification instead: CSV with code, label, examples")
    fit.add_argument("--themes", type=int, metavar="N", help="number of broad themes to discover (default: chosen)")
    fit.add_argument("--niches", type=int, metavar="N", help="number of niches to discover (default: chosen)")
    linkages = ("auto", "average", "complete", "ward")
    usual = ",".join(f"{name}={weight}" for name, weight in DEFAULT_WEIGHTS.items())
    sources = f"weights of sources of relatedness, as name=number with commas (default: {usual})"
    fit.add_argument("--relatedness", metavar="WEIGHTS", help=sources)
    fit.add_argument("--linkage", choices=linkages, help="how discovered themes are joined")


def _add_themes_options(verb: Any) -> None:
    """What the verb themes shows."""
    verb.add_argument("--level", choices=("theme", "niche"), help="only this level")
    verb.add_argument("--lang", default="en", metavar="CODE", help="language of labels, one of the vocabulary's 26")
    verb.add_argument("--write-edits", metavar="FILE", help="write a file of edits to start from")
    verb.add_argument("--edits", metavar="FILE", help="show the themes as these edits make them, and what changes")
    verb.add_argument("--map", metavar="FILE", help="draw the map of areas (.png, .svg or .pdf)")
    verb.add_argument("--chart", metavar="FILE", help="draw the table of at most 40 regions by themes")
    verb.add_argument("--country", metavar="CC", help="only the regions of this country, for --chart")


def fit_areas(options: argparse.Namespace, areas: pd.DataFrame) -> Any:
    """Fit areas as the options of the verb fit say."""
    from matcher.embed import Embedder
    from matcher.fit import Matcher
    from matcher.themes import ThemeModel
    from matcher.themes.edits import read_edits
    from matcher.themes.taxonomy import read_taxonomy

    discovering = {"n_themes": options.themes, "n_niches": options.niches, "linkage": options.linkage}
    guiding = {"granularity": options.granularity}
    ours, others = (guiding, discovering) if options.way == "guided" else (discovering, guiding)
    if any(value is not None for value in others.values()):
        names, way = (
            ("--granularity", "guided") if others is guiding else ("--themes, --niches, --linkage", "discovered")
        )
        raise MatcherError(f"{names}: for {way} themes only", do=f"add --way {way}")
    themes = ThemeModel(options.way, **{name: value for name, value in ours.items() if value is not None})
    edits = read_edits(options.edits) if options.edits else None
    taxonomy = read_taxonomy(options.taxonomy) if options.taxonomy else None
    embedder = Embedder(options.model, any_language=options.any_language)
    blend = weights(options.relatedness, "--relatedness")
    matcher = Matcher(embedder, themes, blend, text=options.text, edits=edits, taxonomy=taxonomy)
    return matcher.fit(areas, source=options.file)


def _validate_themes(options: argparse.Namespace) -> None:
    """Print the quality of themes against a reference."""
    from matcher.embed import Embedder
    from matcher.validate import validate_themes as validate

    found = validate(options.file, Embedder(options.model))
    if options.json:
        print_json(found)
    elif options.csv:
        print_csv(pd.DataFrame(found["rows"]))
    else:
        print(f"Extended BCubed on {found['areas']} areas; low and high bound the 95 % bootstrap interval of F1")
        columns = ["precision", "recall", "f1", "low", "high", "way"]
        print_table([[row[name] for name in columns] for row in found["rows"]], [*columns[:-1], "themes"])


def _validate_relatedness(options: argparse.Namespace) -> None:
    from matcher.run import Run
    from matcher.validate import validate_relatedness as validate

    run = Run.load(options.run)
    found = validate(run, own=run.settings["relatedness"]["portfolios"].startswith("the data's own"))
    if options.json:
        print_json(found)
        return
    columns = ["auc", "matched", "matched_error", "size_correlation", "best_partners"]
    if options.csv:
        print_csv(pd.DataFrame(found["rows"]).drop(columns="weights"))
        return
    first, rest = found["rows"][: SHOWN_BLENDS + 1], found["rows"][SHOWN_BLENDS + 1 :]
    shown = first + [row for row in rest if len(row["weights"]) == 1 or row["default"]]
    marks = {(True, True): "chosen, default", (True, False): "chosen", (False, True): "default"}
    rows = [
        [row["name"], *(row[name] for name in columns), marks.get((row["chosen"], row["default"]), "")] for row in shown
    ]
    heads = ["AUC", "matched\nAUC", "standard\nerror", "size\ncorrelation", "best\npartners"]
    print(f"One niche held out, {found['cases']} times in {found['regions']} regions, {found['folds']} folds:")
    print_table(rows, ["relatedness", *heads, ""])
    print(ABOUT_BLENDS)
    if not found["own"]:
        print("This run takes its relatedness from the bundled European portfolios; that is what is tested here.")
    if not found["passing"]:
        print("No blend passes the size check: the one with the best matched AUC is marked.")
    if not any(row["chosen"] and row["matched"] > found["rows"][0]["matched"] for row in found["rows"]):
        print("The chosen blend predicts no better than popularity: relatedness says little here.")


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
        rows = [{**{name: theme[name] for name in names}, **area} for theme in found for area in theme["areas"]]
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
        region_theme_table(run, regions.tolist(), language).savefig(options.chart, dpi=200)
        print(f"Chart written to {options.chart}")


def _with_edits(run: Any, path: str) -> Any:
    """The run fitted again with edits; what they change in partner ranks goes to stderr, beside the results."""
    from matcher.revise import rank_changes, revise
    from matcher.themes.edits import read_edits
    from matcher.words.changes import rank_lines

    edited = revise(run, read_edits(path))
    print(*rank_lines(rank_changes(run, edited)), sep="\n", file=sys.stderr)
    return edited


def _write_edits(run: Any, path: str) -> None:
    from matcher.fitted.themes import edits_text
    from matcher.vocabulary import load_vocabulary

    if run.settings["themes"].get("guided_by") != "vocabulary":
        raise MatcherError("edits", expected="themes guided by the vocabulary", do="fit without --way and --taxonomy")
    write_text(path, edits_text(run, load_vocabulary(), run.settings["themes"]["crowded"]))
    print(f"Written to {path}. Change it, then: matcher fit FILE --out RUN --edits {path}")
