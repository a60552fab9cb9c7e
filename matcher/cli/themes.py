"""The verb themes: a table, figures, and a file of edits to start from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cli.options import add_country, add_formats, country, load_run, new_verb, target, words_of
from matcher.cli.printing import emit, lines, written
from matcher.errors import MatcherError, SettingError

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import ThemeFacts
    from matcher.run import Run

__all__ = ["add_verbs"]

FIGURES = (".png", ".svg", ".pdf")
COLUMNS = ("theme_id", "level", "parent_id", "label", "size", "stability")


def add_verbs(verbs: Any) -> None:
    """Add themes."""
    themes = new_verb(verbs, "themes", _themes, run=True)
    themes.add_argument("--level", choices=("theme", "niche"), help="only this level")
    add_formats(themes, labels=True)
    instead = themes.add_argument_group("instead of the table, written to the file that -o names")
    kind = instead.add_mutually_exclusive_group()
    kind.add_argument("--map", action="store_true", help="map of the areas by meaning (.png, .svg or .pdf)")
    kind.add_argument("--chart", action="store_true", help="table of at most 40 regions by themes (.png, .svg or .pdf)")
    kind.add_argument("--template", action="store_true", help="edits to start from (.toml), for refit")
    add_country(instead)


def _themes(options: argparse.Namespace) -> None:
    from matcher.words.themes import themes_text

    if asked := [name for name in ("map", "chart", "template") if getattr(options, name)]:
        _write(options, asked[0])
        return
    if options.country:
        raise SettingError("--country", expected="--chart with it", do="add --chart -o FILE.png")
    run = load_run(options)
    found, words = run.themes(options.level, options.lang), words_of(options, run)
    emit(options, found, table=lambda: _table(found), text=lambda: lines(words, themes_text(words, found)))


def _table(found: list[ThemeFacts]) -> pd.DataFrame:
    """One row for each area in a theme."""
    import pandas as pd

    rows = [{**{name: dict(theme)[name] for name in COLUMNS}, **area} for theme in found for area in theme["areas"]]
    return pd.DataFrame(rows)


def _write(options: argparse.Namespace, kind: str) -> None:
    """Write the map, the chart, or the template of edits."""
    path = target(options)
    endings = (".toml",) if kind == "template" else FIGURES
    if path is None or path.suffix.lower() not in endings:
        raise SettingError(f"themes --{kind}", expected=f"-o FILE, with a name that ends in {' or '.join(endings)}",
                           found=str(path) if path else "no -o")  # fmt: skip
    run = load_run(options)
    if kind == "template":
        _write_edits(options, run, path)
        return
    from matcher.plots import area_map, region_theme_table
    from matcher.report.formats.figures import write_figure

    words = words_of(options, run)
    if kind == "map":
        figure = area_map(run, language=words.language)
    else:
        figure = region_theme_table(run, _regions(run, options.country), language=words.language)
    write_figure(figure, path)
    print(written(options, path))


def _regions(run: Run, countries: list[str]) -> list[str]:
    """Ids of the regions of some countries, or of all."""
    codes = [country(name) for name in countries]
    regions = run.regions
    return [str(region_id) for region_id in regions["region_id"][regions["country"].isin(codes) | (not codes)]]


def _write_edits(options: argparse.Namespace, run: Run, path: Path) -> None:
    from matcher.files import write_text
    from matcher.fitted.themes import edits_text
    from matcher.vocabulary import load_vocabulary

    if run.settings["themes"].get("guided_by") != "vocabulary":
        raise MatcherError("edits", expected="themes guided by the vocabulary", do="fit without --way and --taxonomy")
    write_text(path, edits_text(run, load_vocabulary(), run.settings["themes"]["crowded"]))
    print(words_of(options).say("verb.written.edits", path=path, run=options.run))
