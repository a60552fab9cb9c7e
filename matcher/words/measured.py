"""Measures and their values as tables in words; names and formulas are the same in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.words.blocks import Block, Table

if TYPE_CHECKING:
    import pandas as pd

    from matcher.words.words import Words

__all__ = ["measures_text", "values_text"]

COLUMNS = ("name", "kind", "source", "formula")


def measures_text(words: Words, found: pd.DataFrame) -> list[Block]:
    """The list of measures."""
    headings = [words.get(f"verb.measures.head.{name}") for name in COLUMNS]
    rows = [[row["name"], _kind(words, row["kind"]), row["source"], row["formula"]]
            for row in found.to_dict("records")]  # fmt: skip
    return [Table(headings, rows)]


def values_text(words: Words, known: dict[str, Any], found: pd.DataFrame, total: int) -> list[Block]:
    """The values of a measure that are shown, of how many.

    Parameters
    ----------
    words : Words
    known : dict
        The measure's row in the list of measures.
    found : DataFrame
        What `Run.measure` returns.
    total : int
        How many values there are.
    """
    title = words.say("verb.measures.title", **{**known, "kind": _kind(words, known["kind"])})
    sides = [str(column) for column in found.columns if f"{column}_id" in found]
    # The value stands first, so that long names do not push it away.
    headings = [words.get(f"verb.measures.head.{name}") for name in ("value", *sides)]
    rows = [[float(row["value"]), *(_name(words, row, side) for side in sides)] for row in found.to_dict("records")]
    more = [words.say("verb.measures.shown", n=len(found), total=total)] if len(found) < total else []
    return [title, Table(headings, rows), *more]


def _name(words: Words, row: dict[Any, Any], side: str) -> str:
    """A niche by its label, a region with its id."""
    if side.startswith("niche"):
        return words.niche(str(row[side]))
    region_id = row[f"{side}_id"]
    return f"{words.region(region_id, row[side])} ({region_id})"


def _kind(words: Words, kind: str) -> str:
    return words.term("verb.measures.kind", kind)
