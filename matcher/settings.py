"""Defaults and choices that people meet: in options, in documentation and in reports."""

from __future__ import annotations

__all__ = [
    "ACTOR_KINDS",
    "ACTOR_RANKINGS",
    "DECIMALS",
    "DEFAULT_WEIGHTS",
    "DRAWS",
    "FIRST",
    "NULL_MODEL",
    "NUTS_RULES",
    "QUADRANTS",
    "RANKINGS",
    "TOP",
]

#: Scores are rounded to so many places before they are ranked, so that sums in another order change nothing.
DECIMALS = 9
#: How many of the first partners are compared between runs, draws and what-ifs.
FIRST = 5
#: How many rows of a table are shown.
TOP = 10
#: How many times lists and themes are drawn anew to see how steady a rank is.
DRAWS = 200

#: What partners can be ranked by.
RANKINGS = ("complementarity", "gives", "mutual", "overlap")
#: How a pair reads: overlap above chance or not, complementarity above chance or not.
QUADRANTS = ("strong match", "complement", "critical mass", "no basis")
#: How a member's code may meet a region of the run. `exact`: the same code, or another code of the very same
#: territory; `parent`: else the smallest region of the run that holds it; `any`: else the one region of the run inside.
NUTS_RULES = ("exact", "parent", "any")
#: What actors can be ranked by.
ACTOR_RANKINGS = ("closeness", "niche")
#: Kinds of actors in a table of actors.
ACTOR_KINDS = ("cluster", "firm", "test_bed", "university", "project")
#: Weights of the sources in the blend, chosen by what predicts a held-out niche: `matcher validate-relatedness`.
#: It is the best of those whose partners are not merely those with long lists.
DEFAULT_WEIGHTS = {"known": 0.5, "cosine": 0.5}
#: The name that is printed beside every figure that is "by chance".
NULL_MODEL = "bipartite configuration model"
