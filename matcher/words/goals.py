"""What was asked and how it reads: the goal of an explanation, offers that meet needs, and the key of the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matcher.facts import AREAS, NEEDS, OTHER, Explanation, Needs, Side

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["demand_sentences", "demand_title", "goal_key", "goal_sentences", "quadrant_key", "verdict_key"]


def goal_key(explanation: Explanation, key: str) -> str:
    """The key of a text that speaks of a region's niches, or of the goal where another one than its own niches is set.

    Examples
    --------
    >>> goal_key({"goal": {"aim": "deepen", "niches": []}}, "reason.nothing_gained")
    'reason.nothing_gained'
    >>> goal_key({"goal": {"aim": "diversify", "niches": []}}, "reason.nothing_gained")
    'reason.nothing_gained_goal'
    """
    return key if _aim(explanation) == "deepen" else f"{key}_goal"


def goal_sentences(words: Words, explanation: Explanation) -> list[str]:
    """What counts under the goal; nothing where it is the region's own niches."""
    aim = _aim(explanation)
    if aim == "deepen":
        return []
    labels = [words.niche(niche["label"]) for niche in explanation["goal"]["niches"]]
    return [words.say(f"goal.{aim}", niches=words.quoted(labels))]


def demand_title(words: Words, explanation: Explanation, side: Side, names: Mapping[str, str]) -> str:
    """How much of what region `side` needs the other one offers, beside chance."""
    demand = _needs(explanation, side)
    values = {"needy": names[side], "supplier": names[OTHER[side]]}
    if demand is None or demand["met"] is None:
        return words.say("roles.undefined", **values)
    numbers = {"met": words.number(demand["met"]), "expected": words.number(demand["expected"])}
    return words.say("roles.needs", **numbers, **values)


def demand_sentences(words: Words, explanation: Explanation, side: Side, names: Mapping[str, str]) -> list[str]:
    """Each need that is met, with the areas on both sides, and those that are not."""
    demand, other = _needs(explanation, side), OTHER[side]
    if demand is None or demand["met"] is None:
        return []

    def areas(of: Side, texts: list[str]) -> str:
        return words.quoted([words.area(explanation[of]["region_id"], text) for text in texts])

    values = {"needy": names[side], "supplier": names[other]}
    told = [
        words.say(
            "roles.met",
            label=words.fields([part["label"]]),
            wanted=areas(side, part[AREAS[side]]),
            offered=areas(other, part[AREAS[other]]),
            **values,
        )
        for part in demand["parts"]
    ]
    left = words.fields([entry["label"] for entry in demand["unmet"]])
    return told + ([words.say("roles.unmet", labels=left, **values)] if demand["unmet"] else [])


def quadrant_key(quadrant: str | None) -> str:
    """The key of a quadrant in the texts.

    Examples
    --------
    >>> quadrant_key("strong match"), quadrant_key(None)
    ('strong_match', 'undefined')
    """
    return quadrant.replace(" ", "_").replace("-", "_") if quadrant else "undefined"


def verdict_key(explanation: Explanation) -> str:
    """The key of the verdict on a pair: without a score, whether themes are lacking or relations.

    Examples
    --------
    >>> verdict_key({"quadrant": None, "against": [{"code": "nothing_related"}]})
    'unrelated'
    """
    unrelated = any(entry["code"] in ("nothing_related", "goal_unrelated") for entry in explanation["against"])
    return "unrelated" if unrelated else quadrant_key(explanation["quadrant"])


def _needs(explanation: Explanation, side: Side) -> Needs | None:
    roles = explanation["roles"]
    return roles[NEEDS[side]] if roles else None


def _aim(explanation: Explanation) -> str:
    return explanation["goal"]["aim"] if "goal" in explanation else "deepen"
