"""Defaults that people meet: in options, in documentation and in reports."""

from __future__ import annotations

__all__ = [
    "DECIMALS",
    "DEFAULT_WEIGHTS",
    "DRAWS",
    "FIRST",
    "QUADRANTS",
    "RANKINGS",
    "RANKING_COLUMNS",
    "WEIGHTS_UNKNOWN",
]

#: Scores are rounded to so many places before they are ranked, so that sums in another order change nothing.
DECIMALS = 9
#: How many of the first partners are compared between runs, draws and what-ifs.
FIRST = 5
#: How many times lists and themes are drawn anew to see how steady a rank is.
DRAWS = 200

#: What partners can be ranked by, and the column that ranks: how far each lies beyond chance.
RANKING_COLUMNS = {"complementarity": "z", "gives": "gives_z", "mutual": "mutual", "overlap": "overlap_z"}
RANKINGS = tuple(RANKING_COLUMNS)
#: How a pair reads (`matcher.scores.quadrant`): who gains beyond chance, and whether they share beyond chance.
QUADRANTS = ("strong match", "complement", "one-sided match", "one-sided complement", "critical mass", "no basis")
#: Weights of the sources of relatedness: what people know, alone. It does not depend on which regions are at hand, and
#: each part of a score has a reason that can be read. That it predicts what a region lists is not claimed, of it as of
#: any blend whose ranks follow no size: `matcher validate-relatedness`.
DEFAULT_WEIGHTS = {"known": 1.0}
#: The same where people know of no relations: of discovered themes, and of a given classification.
WEIGHTS_UNKNOWN = {"association": 1.0}
