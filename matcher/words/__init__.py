"""Facts to sentences: every output says the same words, in each language that `texts/` holds."""

from matcher.words.explain import explain_text, objections, reasons
from matcher.words.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "Words", "explain_text", "objections", "reasons"]
