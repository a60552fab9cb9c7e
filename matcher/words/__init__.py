"""Facts to sentences: every output says the same words, in each language that `texts/` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.later import names_of

if TYPE_CHECKING:
    from matcher.words.explain import explain_text, objections, reasons
    from matcher.words.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "Words", "explain_text", "objections", "reasons"]

__getattr__ = names_of(
    __name__,
    {"matcher.words.explain": "explain_text objections reasons", "matcher.words.words": "LANGUAGES Words"},
)
