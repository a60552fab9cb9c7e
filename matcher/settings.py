"""Defaults that people meet: in options, in documentation and in reports."""

from __future__ import annotations

__all__ = ["DECIMALS", "DRAWS", "FIRST"]

#: Scores are rounded to so many places before they are ranked, so that sums in another order change nothing.
DECIMALS = 9
#: How many of the first partners are compared between runs, draws and what-ifs.
FIRST = 5
#: How many times lists and themes are drawn anew to see how steady a rank is.
DRAWS = 200
