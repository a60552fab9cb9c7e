"""Pairs of regions in words: the table of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.later import pd
from matcher.words.blocks import Block, Table
from matcher.words.forms import short_name
from matcher.words.goals import quadrant_key
from matcher.words.trust import chance_text

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted
    from matcher.words.words import Words

__all__ = ["pairs_text"]

COLUMNS = ("overlap", "a_gains", "b_gains", "mutual", "balance", "shared", "shared_expected")


def pairs_text(words: Words, run: Fitted, shown: pd.DataFrame, total: int, by: str) -> list[Block]:
    """The pairs that are shown, of how many, and how well they can be told from chance."""
    headings = [words.get(f"verb.pairs.head.{name}") for name in ("pair", *COLUMNS, "quadrant")]
    rows = [[_pair(words, row), *(_cell(row[name]) for name in COLUMNS), _quadrant(words, row["quadrant"])]
            for row in shown.to_dict("records")]  # fmt: skip
    ranked_by = words.get(f"verb.pairs.{by}")
    note = words.say("verb.pairs.shown", n=len(shown), total=total, by=ranked_by)
    return [Table(headings, rows), "", note, *chance_text(words, run)]


def _pair(words: Words, row: dict[Any, Any]) -> str:
    sides = [(row[f"region_{side}_id"], row[f"region_{side}"]) for side in "ab"]
    return " – ".join(f"{short_name(words.region(*side))} ({side[0]})" for side in sides)


def _cell(value: Any) -> Any:
    return None if pd.isna(value) else value


def _quadrant(words: Words, quadrant: str | None) -> str | None:
    return str(words.get(f"quadrant.{quadrant_key(quadrant)}")) if quadrant else None
