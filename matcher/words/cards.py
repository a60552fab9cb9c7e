"""What a list of partners says of one of them, beside its numbers: reasons, what to keep in mind, and chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from matcher.facts import GAINS, OTHER, Explanation, Side
from matcher.words import explain as wording
from matcher.words.chance import expected_sentence, shared_sentence

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["About", "card_chance", "card_objections", "card_reasons"]

#: What a list is about: what side a gains, what side b gains, or what both work on. Side a is the region that asks.
About = Side | Literal["overlap"]
#: Codes of objections that concern the data of a region, and those that a list of partners leaves to the pair report.
ABOUT_DATA = ("few_areas", "national_list", "note", "nested", "horizontal_only")
LEFT_OUT = ("period_differs",)


def card_reasons(words: Words, explanation: Explanation, about: About, top: int) -> list[str]:
    """The weightiest reasons of the side that a list is about."""
    if about == "overlap":
        return wording.shared_sentences(words, explanation, top)
    return wording.gain_sentences(words, explanation, about, top)


def card_objections(words: Words, explanation: Explanation, about: About) -> list[str]:
    """What to keep in mind; not what is said of the region that asks, which would stand on every card."""
    own = explanation["a"]["region"]
    entries = [
        entry
        for entry in explanation["against"]
        if entry["code"] not in LEFT_OUT
        and not (entry["code"] in ABOUT_DATA and entry.get("region") == own)
        and (about != "overlap" or entry["code"] in ABOUT_DATA)
    ]
    return wording.objection_sentences(words, explanation, entries=entries)


def card_chance(words: Words, explanation: Explanation, about: About) -> str:
    """How the score of a list compares with chance, in a sentence."""
    if about == "overlap":
        return shared_sentence(words, explanation["overlap"])
    gains, giver = explanation[GAINS[about]], wording.names_of(explanation, words)[OTHER[about]]
    return expected_sentence(words, gains["brings"], gains["expected"], giver)
