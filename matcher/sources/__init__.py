"""Files in: areas tables of many formats, their problems with row numbers, and the quality report."""

from __future__ import annotations

from matcher.sources.bundled import bundled_names, bundled_path, general_words
from matcher.sources.findings import Finding
from matcher.sources.grid import How
from matcher.sources.load import Loaded, load_areas, read_areas
from matcher.sources.quality import QualityReport, check
from matcher.sources.rules import Rules, load_rules, read_rules, rule_names
from matcher.sources.template import write_template
from matcher.sources.write import write_areas

__all__ = [
    "Finding",
    "How",
    "Loaded",
    "QualityReport",
    "Rules",
    "bundled_names",
    "bundled_path",
    "check",
    "general_words",
    "load_areas",
    "load_rules",
    "read_areas",
    "read_rules",
    "rule_names",
    "write_areas",
    "write_template",
]
