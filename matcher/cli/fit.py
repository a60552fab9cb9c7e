"""The verbs that make a run: fit, and refit with experts' edits."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_file,
    add_language,
    add_out,
    add_weights,
    load_run,
    new_verb,
    reading,
    tell_leftovers,
    weights,
    words_of,
)
from matcher.cli.printing import lines, waiting
from matcher.errors import MatcherError
from matcher.settings import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    import pandas as pd

    from matcher.run import Run

__all__ = ["add_verbs"]

#: How many warnings are shown where a person reads them.
SHOWN_WARNINGS = 20


def add_verbs(verbs: Any) -> None:
    """Add fit and refit."""
    fit = new_verb(verbs, "fit", _fit)
    add_file(fit)
    add_out(fit, "folder for the run; an older run there is replaced", metavar="RUN", required=True, force=False)
    add_language(fit)
    _add_model(fit)
    _add_themes(fit)

    refit = new_verb(verbs, "refit", _refit, run=True)
    refit.add_argument(
        "edits", metavar="EDITS", help="edits of themes (TOML); to start: matcher themes RUN --template -o EDITS"
    )
    add_out(refit, "folder for the edited run; an older run there is replaced", metavar="NEW_RUN", force=False)
    add_language(refit)


def _add_model(verb: Any) -> None:
    """How areas become vectors."""
    group = verb.add_argument_group("how areas are read")
    models = "auto: English by the packaged model, other languages by the multilingual encoder, and all by e5; "
    models += "light: all by the encoder and e5, without torch; packaged: all by the encoder alone; or the "
    models += "hub name or folder of a sentence-transformers model (default: auto)"
    group.add_argument("--model", default="auto", help=models)
    names = "use the English or the original names of areas (default: %(default)s)"
    group.add_argument("--names", default="english", choices=("english", "original"), help=names)
    group.add_argument(
        "--any-language", action="store_true", help="accept languages that the encoder does not cover, read unreliably"
    )


def _add_themes(verb: Any) -> None:
    """How themes are found and related."""
    group = verb.add_argument_group("how themes are found")
    way = "themes of the vocabulary, or found in the data alone (default: %(default)s)"
    group.add_argument("--way", default="guided", choices=("guided", "discovered"), help=way)
    granularity = "size of guided niches (default: chosen by the data)"
    group.add_argument("--granularity", choices=("themes", "niches", "concepts"), help=granularity)
    group.add_argument("--edits", metavar="FILE", help="experts' edits of guided themes (TOML)")
    group.add_argument("--taxonomy", metavar="FILE", help="another classification: CSV with code, label, examples")
    group.add_argument(
        "--n-themes", type=int, metavar="N", help="number of broad themes to discover (default: chosen by the data)"
    )
    group.add_argument(
        "--n-niches", type=int, metavar="N", help="number of niches to discover (default: chosen by the data)"
    )
    linkages = ("auto", "average", "complete", "ward")
    group.add_argument("--linkage", choices=linkages, help="how discovered themes are joined")
    usual = ",".join(f"{name}={weight}" for name, weight in DEFAULT_WEIGHTS.items())
    add_weights(group, f"weights of the sources of relatedness (default: {usual})")


def _fit(options: argparse.Namespace) -> None:
    from matcher.fitted.storage import check_target, look_through
    from matcher.query.doubtful import doubtful_areas
    from matcher.sources import read_areas
    from matcher.words.fitting import doubtful_text, fit_text
    from matcher.words.quality import finding_line

    tell_leftovers(options, Path(options.out).parent)
    check_target(Path(options.out))
    words = words_of(options)
    loaded = read_areas(options.file, **reading(options))
    warnings = [finding for finding in loaded.findings if finding.severity == "warning" or finding.code == "replaced"]
    for finding in warnings[:SHOWN_WARNINGS]:
        print(f"matcher: {finding_line(words, finding)}", file=sys.stderr)
    if len(warnings) > SHOWN_WARNINGS:
        more = words.say("verb.check.more_warnings", n=len(warnings) - SHOWN_WARNINGS)
        print(f"matcher: {more}", file=sys.stderr)
    with waiting(words.say("verb.fit.waiting", source=options.file)):
        run = _fitted(options, loaded.areas)
    run.save(options.out)
    look_through(Path(options.out))
    looked_at = set(loaded.own or run.region_ids)
    doubtful = doubtful_areas(run, looked_at)
    print(*lines(words, doubtful_text(words, doubtful, int(run.areas["region_id"].isin(looked_at).sum()))), sep="\n")
    print(*lines(words, fit_text(words, run, run.size_checks, run.bias())), sep="\n")
    print(words.say("verb.written.run", path=options.out))


def _fitted(options: argparse.Namespace, areas: pd.DataFrame) -> Run:
    """Areas fitted as the options say."""
    from matcher.embed import Embedder
    from matcher.fit import Matcher
    from matcher.sources.load import source_name
    from matcher.themes import ThemeModel
    from matcher.themes.edits import read_edits
    from matcher.themes.taxonomy import read_taxonomy

    discovering = {"n_themes": options.n_themes, "n_niches": options.n_niches, "linkage": options.linkage}
    guiding = {"granularity": options.granularity}
    ours, others = (guiding, discovering) if options.way == "guided" else (discovering, guiding)
    if given := [f"--{name.replace('_', '-')}" for name, value in others.items() if value is not None]:
        way = "discovered" if options.way == "guided" else "guided"
        raise MatcherError(f"{', '.join(given)}: for {way} themes only", do=f"add --way {way}")
    themes = ThemeModel(options.way, **{name: value for name, value in ours.items() if value is not None})
    edits = read_edits(options.edits) if options.edits else None
    taxonomy = read_taxonomy(options.taxonomy) if options.taxonomy else None
    embedder = Embedder(options.model, any_language=options.any_language)
    matcher = Matcher(
        embedder, themes, weights=weights(options.weights), text=options.names, edits=edits, taxonomy=taxonomy
    )
    return matcher.fit(areas, source=source_name(options.file))


def _refit(options: argparse.Namespace) -> None:
    from matcher.compare.partners import rank_changes
    from matcher.fit import refit
    from matcher.fitted.storage import check_target
    from matcher.themes.edits import read_edits
    from matcher.words.fitting import fit_text, rank_change_text

    if options.out:
        check_target(Path(options.out))
    run, edits, words = load_run(options), read_edits(options.edits), words_of(options)
    with waiting(words.say("verb.refit.waiting", edits=options.edits)):
        edited = refit(run, edits)
    if options.out:
        edited.save(options.out)
    print(*lines(words, fit_text(words, edited, edited.size_checks, edited.bias())), "", sep="\n")
    print(*lines(words, rank_change_text(words, rank_changes(run, edited))), sep="\n")
    end = "verb.written.run" if options.out else "verb.refit.not_written"
    print(words.say(end, path=options.out))
