"""What chance would give, in plain words: English and Swedish sentences beside the numbers.

`words` is a `matcher.words.words.Words`; the texts lie in `texts/` under [chance].
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matcher.facts import ListFacts
    from matcher.words.words import Words

__all__ = ["Best", "best_of", "best_sentence", "expected_sentence", "shared_sentence", "telling_sentence"]

#: Shares that have a name, and the share up to which it is used as it is; others are said to be about that.
FRACTIONS = {
    "twentieth": 1 / 20,
    "tenth": 1 / 10,
    "fifth": 1 / 5,
    "quarter": 1 / 4,
    "third": 1 / 3,
    "two_fifths": 2 / 5,
    "half": 1 / 2,
    "three_fifths": 3 / 5,
    "two_thirds": 2 / 3,
    "three_quarters": 3 / 4,
    "four_fifths": 4 / 5,
    "nine_tenths": 9 / 10,
}
EXACT = 0.005
#: Below and above these shares it is almost nothing, or almost all.
ALMOST = (0.05, 0.95)
#: Smaller probabilities are said to be below this one.
SMALLEST = 0.001


def expected_sentence(words: Words, brings: float | None, expected: float | None, *, giver: str, gainer: str) -> str:
    """How much of what a partner brings would be expected of any region with as many areas; "" without a score.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> expected_sentence(Words("en"), 0.4, 0.2, giver="Beta", gainer="Alfa")
    'Half of what Beta brings would be expected of any region with as many areas.'
    >>> expected_sentence(Words("en"), 0.4, 0.024, giver="Beta", gainer="Alfa").partition(" would")[0]
    'About a twentieth of what Beta brings (6 %)'
    >>> expected_sentence(Words("sv"), 0.4, 0.14, giver="Beta", gainer="Alfa").partition(" vore")[0]
    'Ungefär en tredjedel av det som Beta tillför (35 %)'
    """
    if brings is None or expected is None:
        return ""
    if round(brings, 9) <= 0:
        return words.say("chance.brings_nothing", giver=giver, gainer=gainer)
    share = expected / brings
    if round(share, 9) >= 1:
        return words.say("chance.all", giver=giver, gainer=gainer)
    percent = words.number(100 * share, 0)
    if not ALMOST[0] <= share <= ALMOST[1]:
        return words.say(f"chance.almost_{'none' if share < ALMOST[0] else 'all'}", giver=giver, percent=percent)
    name = min(FRACTIONS, key=lambda known: (round(abs(FRACTIONS[known] - share), 9), known))
    fraction = words.get(f"chance.fraction.{name}")
    if abs(FRACTIONS[name] - share) <= EXACT:
        return words.say("chance.exactly", share=fraction[0].upper() + fraction[1:], giver=giver)
    return words.say("chance.about", share=fraction, giver=giver, percent=percent)


class Best(NamedTuple):
    """What ranks the first of a list of partners, what the best of as many random lists would have, and how many."""

    first: float
    by_chance: float
    kept: int


def best_of(values: Iterable[float | None], facts: ListFacts) -> Best:
    """The first of a list of partners, by the values of what ranks, beside chance.

    Examples
    --------
    >>> best_of([6.5, None], {"kept": 2, "left_out": {}, "best_by_chance": 4.25})
    Best(first=6.5, by_chance=4.25, kept=2)
    """
    first = max((value for value in values if value is not None and not math.isnan(value)), default=math.nan)
    by_chance = facts["best_by_chance"]
    return Best(first, math.nan if by_chance is None else by_chance, facts["kept"])


def best_sentence(words: Words, best: Best) -> str:
    """What the best of as many random lists would reach, beside a list of partners; "" where no partner has a score.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> best_sentence(Words("en"), Best(6.8, 4.24, 178)).partition(". ")[2]
    'The first one here is above that.'
    >>> best_sentence(Words("en"), Best(0.0, 0.0, 1)).partition(",")[0]
    'Chance makes no difference between these regions'
    """
    if math.isnan(best.by_chance) or math.isnan(best.first):
        return ""
    if best.by_chance == 0:
        return str(words.get("chance.best_none"))
    reading = words.get(f"chance.best_{'above' if best.first > best.by_chance else 'within'}")
    return words.say("chance.best", n=best.kept, value=words.number(best.by_chance, 1), reading=reading)


def shared_sentence(words: Words, overlap: Mapping[str, Any]) -> str:
    """How many niches a pair shares, how many it would by chance, and how likely that is; "" without a score."""
    if overlap.get("p_value") is None:
        return ""
    values = {
        "expected": words.number(overlap["shared_expected"], 1),
        "p": _probability(words, overlap["p_value"]),
        "q": _probability(words, overlap["q_value"]),
    }
    return words.count("chance.shared", int(overlap["shared"]), **values)


def telling_sentence(words: Words, chance: Mapping[str, Any]) -> str:
    """Whether pairs can be told from chance at all, and which null model is meant.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> facts = {"null_model": "bipartite configuration model", "enough": False, "possible": 0, "told": 0, "pairs": 6}
    >>> print(telling_sentence(Words("en"), facts).partition(".")[0])
    There are too few regions, or too few areas in each, to tell what regions share from chance
    """
    known = words.get("chance.models")
    model = known.get(chance["null_model"].replace(" ", "_"), chance["null_model"])
    key = "chance.enough" if chance["enough"] else "chance.too_few"
    return words.say(key, model=model, **{name: words.whole(chance[name]) for name in ("pairs", "possible", "told")})


def _probability(words: Words, value: float) -> str:
    """The value after an equals sign, or that it is below the smallest one told."""
    if value < SMALLEST:
        return "< " + words.number(SMALLEST, 3)
    return "= " + words.number(value, 3 if value < 0.1 else 2)
