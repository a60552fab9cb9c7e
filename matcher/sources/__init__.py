"""Files in: areas tables of many formats, their problems with row numbers, and the quality report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.later import names_of

if TYPE_CHECKING:
    from matcher.sources.bundled import bundled_names, bundled_path, general_words
    from matcher.sources.findings import Finding
    from matcher.sources.grid import How
    from matcher.sources.lists.actors import ACTOR_COLUMNS, ACTOR_KINDS, bundled_actors, read_actors, read_needs
    from matcher.sources.lists.partnerships import read_partnerships
    from matcher.sources.lists.rules import Rules, load_rules, read_rules, rule_names
    from matcher.sources.load import Loaded, load_areas, read_areas
    from matcher.sources.quality import QualityReport, check
    from matcher.sources.renewal import Update, compare_lists, update
    from matcher.sources.template import write_template
    from matcher.sources.write import write_areas

__all__ = [
    "ACTOR_COLUMNS",
    "ACTOR_KINDS",
    "Finding",
    "How",
    "Loaded",
    "QualityReport",
    "Rules",
    "Update",
    "bundled_actors",
    "bundled_names",
    "bundled_path",
    "check",
    "compare_lists",
    "general_words",
    "load_areas",
    "load_rules",
    "read_actors",
    "read_areas",
    "read_needs",
    "read_partnerships",
    "read_rules",
    "rule_names",
    "update",
    "write_areas",
    "write_template",
]

# A run is read without the readers of tables.
__getattr__ = names_of(
    __name__,
    {
        "matcher.sources.bundled": "bundled_names bundled_path general_words",
        "matcher.sources.findings": "Finding",
        "matcher.sources.grid": "How",
        "matcher.sources.lists.actors": "ACTOR_COLUMNS ACTOR_KINDS bundled_actors read_actors read_needs",
        "matcher.sources.lists.partnerships": "read_partnerships",
        "matcher.sources.lists.rules": "Rules load_rules read_rules rule_names",
        "matcher.sources.load": "Loaded load_areas read_areas",
        "matcher.sources.quality": "QualityReport check",
        "matcher.sources.renewal": "Update compare_lists update",
        "matcher.sources.template": "write_template",
        "matcher.sources.write": "write_areas",
    },
)
