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

from typing import TYPE_CHECKING

from matcher._version import __version__
from matcher.errors import InputError, MatcherError, ModelError, NameUnknownError, RunError, SettingError
from matcher.later import names_of

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
    "matcher.embed": "Embedder",
    "matcher.fit": "Matcher",
    "matcher.partners": "Filters",
    "matcher.plots": (
        "area_map declared_and_done_bars pair_heatmap pair_parts partner_bars region_theme_graph region_theme_table"
    ),
    "matcher.query": "place_texts",
    "matcher.run": "Run",
    "matcher.settings": "SETTINGS",
    "matcher.sources": (
        "QualityReport Rules Update bundled_actors bundled_names bundled_path check load_areas "
        "load_rules read_actors read_areas read_needs read_partnerships read_rules rule_names update "
        "write_areas write_template"
    ),
    "matcher.themes": "ThemeModel",
    "matcher.themes.edits": "Edits read_edits",
    "matcher.themes.taxonomy": "read_taxonomy",
    "matcher.validate": "validate_themes",
    "matcher.vocabulary": "Vocabulary load_vocabulary",
    "matcher.words.changes": "changes_text watch_text",
    "matcher.words.explain": "explain_text",
    "matcher.words.quality": "quality_lines",
}
__getattr__ = names_of(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
