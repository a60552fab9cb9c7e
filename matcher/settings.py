"""Defaults that people meet: in options, in documentation and in reports."""

from __future__ import annotations

__all__ = ["DRAWS", "FIRST"]

#: How many of the first partners are compared between runs, draws and what-ifs.
FIRST = 5
#: How many times lists and themes are drawn anew to see how steady a rank is.
DRAWS = 200
