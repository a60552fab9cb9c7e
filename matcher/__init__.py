"""Finds European regions with complementary smart specialisation areas, and says why.

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
from matcher.errors import MatcherError

if TYPE_CHECKING:
    from matcher.embed import Embedder
    from matcher.fit import Matcher
    from matcher.query import place_texts
    from matcher.run import Run
    from matcher.sources import check, load_areas
    from matcher.themes import ThemeModel

__all__ = [
    "Embedder",
    "Matcher",
    "MatcherError",
    "Run",
    "ThemeModel",
    "__version__",
    "check",
    "load_areas",
    "place_texts",
]

# Names are imported when they are first used: reading a run must not wait for scikit-learn.
_HOMES = {
    "Embedder": "matcher.embed",
    "Matcher": "matcher.fit",
    "Run": "matcher.run",
    "ThemeModel": "matcher.themes",
    "check": "matcher.sources",
    "load_areas": "matcher.sources",
    "place_texts": "matcher.query",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'matcher' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
