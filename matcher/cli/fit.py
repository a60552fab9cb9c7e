"""The verb fit."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from matcher.cli.options import weights
from matcher.errors import MatcherError
from matcher.relatedness import DEFAULT_WEIGHTS

__all__ = ["add_fit_options", "fit_areas"]


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
    matcher = Matcher(embedder, themes, weights=blend, text=options.text, edits=edits, taxonomy=taxonomy)
    return matcher.fit(areas, source=options.file)


#: How many warnings are shown where a person reads them.
SHOWN_WARNINGS = 20


def _fit(options: argparse.Namespace) -> None:
    from matcher.fitted.storage import check_target
    from matcher.sources import read_areas

    check_target(Path(options.out))
    loaded = read_areas(options.file, options.sheet, language=options.language)
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
        from matcher.compare.partners import rank_changes
        from matcher.words.changes import rank_lines

        plain = fit_areas(argparse.Namespace(**{**vars(options), "edits": None}), loaded.areas)
        print(*rank_lines(rank_changes(plain, run)), sep="\n")
    print(f"Run written to {options.out}. Next: matcher partners {options.out} REGION")
