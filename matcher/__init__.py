"""Finds European regions with complementary smart specialisation areas, and says why.

Readers, settings and shapes have their names here; every verb is a method of `Run`.

Examples
--------
>>> from matcher import Matcher, load_areas
>>> run = Matcher().fit(load_areas("sweden_2018"))
>>> run.partners("Västmanland", top=1)["region"].tolist()
['...']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matcher._version import __version__
from matcher.errors import InputError, MatcherError, ModelError, NameUnknownError, RunError, SettingError

if TYPE_CHECKING:
    from matcher.embed import Embedder
    from matcher.fit import Matcher
    from matcher.partners import Filters
    from matcher.plots import (
        area_map,
        declared_and_done_bars,
        pair_heatmap,
        pair_parts,
        partner_bars,
        region_theme_graph,
        region_theme_table,
    )
    from matcher.query import place_texts
    from matcher.run import Run
    from matcher.settings import SETTINGS
    from matcher.sources import (
        QualityReport,
        Rules,
        Update,
        bundled_actors,
        bundled_names,
        bundled_path,
        check,
        load_areas,
        load_rules,
        read_actors,
        read_areas,
        read_needs,
        read_partnerships,
        read_rules,
        rule_names,
        update,
        write_areas,
        write_template,
    )
    from matcher.themes import ThemeModel
    from matcher.themes.edits import Edits, read_edits
    from matcher.themes.taxonomy import read_taxonomy
    from matcher.validate import validate_themes
    from matcher.vocabulary import Vocabulary, load_vocabulary
    from matcher.words.changes import changes_text, watch_text
    from matcher.words.explain import explain_text
    from matcher.words.quality import quality_lines

__all__ = [
    "SETTINGS",
    "Edits",
    "Embedder",
    "Filters",
    "InputError",
    "Matcher",
    "MatcherError",
    "ModelError",
    "NameUnknownError",
    "QualityReport",
    "Rules",
    "Run",
    "RunError",
    "SettingError",
    "ThemeModel",
    "Update",
    "Vocabulary",
    "__version__",
    "area_map",
    "bundled_actors",
    "bundled_names",
    "bundled_path",
    "changes_text",
    "check",
    "declared_and_done_bars",
    "explain_text",
    "load_areas",
    "load_rules",
    "load_vocabulary",
    "pair_heatmap",
    "pair_parts",
    "partner_bars",
    "place_texts",
    "quality_lines",
    "read_actors",
    "read_areas",
    "read_edits",
    "read_needs",
    "read_partnerships",
    "read_rules",
    "read_taxonomy",
    "region_theme_graph",
    "region_theme_table",
    "rule_names",
    "update",
    "validate_themes",
    "watch_text",
    "write_areas",
    "write_template",
]

# Names are imported when they are first used: reading a run must not wait for scikit-learn.
_HOMES = {
    "Edits": "matcher.themes.edits",
    "Embedder": "matcher.embed",
    "Filters": "matcher.partners",
    "Matcher": "matcher.fit",
    "QualityReport": "matcher.sources",
    "Rules": "matcher.sources",
    "Run": "matcher.run",
    "SETTINGS": "matcher.settings",
    "ThemeModel": "matcher.themes",
    "Update": "matcher.sources",
    "Vocabulary": "matcher.vocabulary",
    "area_map": "matcher.plots",
    "bundled_actors": "matcher.sources",
    "bundled_names": "matcher.sources",
    "bundled_path": "matcher.sources",
    "changes_text": "matcher.words.changes",
    "check": "matcher.sources",
    "declared_and_done_bars": "matcher.plots",
    "explain_text": "matcher.words.explain",
    "load_areas": "matcher.sources",
    "load_rules": "matcher.sources",
    "load_vocabulary": "matcher.vocabulary",
    "pair_heatmap": "matcher.plots",
    "pair_parts": "matcher.plots",
    "partner_bars": "matcher.plots",
    "place_texts": "matcher.query",
    "quality_lines": "matcher.words.quality",
    "read_actors": "matcher.sources",
    "read_areas": "matcher.sources",
    "read_edits": "matcher.themes.edits",
    "read_needs": "matcher.sources",
    "read_partnerships": "matcher.sources",
    "read_rules": "matcher.sources",
    "read_taxonomy": "matcher.themes.taxonomy",
    "region_theme_graph": "matcher.plots",
    "region_theme_table": "matcher.plots",
    "rule_names": "matcher.sources",
    "update": "matcher.sources",
    "validate_themes": "matcher.validate",
    "watch_text": "matcher.words.changes",
    "write_areas": "matcher.sources",
    "write_template": "matcher.sources",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'matcher' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
