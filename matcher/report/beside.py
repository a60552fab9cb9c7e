"""What stands beside the scores, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.report.words import Words

__all__ = ["beside_sentences"]

Facts = Mapping[str, Any]

#: How many themes and niches are told one by one.
MOST = 3


def beside_sentences(words: Words, explanation: Facts, names: Mapping[str, str]) -> list[str]:
    """Same theme with different niches, who leads on shared niches, whole portfolios; nothing where undefined."""
    found = explanation.get("beside")
    if not found or found["same_theme"]["share"] is None:
        return []
    told = []
    for theme in found["same_theme"]["themes"][:MOST]:
        niches = {side: words.quoted([words.niche(label) for label in theme[f"niches_{side}"]]) for side in ("a", "b")}
        values = {"niches_a": niches["a"], "niches_b": niches["b"], **names}
        told.append(words.say("beside.same_theme", theme=words.quoted([words.niche(theme["label"])]), **values))
    if more := len(found["same_theme"]["themes"]) - MOST:
        told += [words.count("beside.more_themes", more)] if more > 0 else []
    for level in found["levels"][:MOST]:
        if level["gap"]:
            leader = "a" if level["gap"] > 0 else "b"
            shares = sorted((level["a"], level["b"]), reverse=True)
            values = {"leader": names[leader], "follower": names["b" if leader == "a" else "a"]}
            values |= {name: words.number(100 * share, 0) for name, share in zip(("more", "less"), shares, strict=True)}
            told.append(words.say("beside.level", label=words.quoted([words.niche(level["label"])]), **values))
    numbers = {key: words.number(found["horizontal"][key], 4) for key in ("value", "mean")}
    return [*told, words.say("beside.horizontal", **numbers)]
