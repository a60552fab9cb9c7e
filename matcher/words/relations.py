"""How it is known that two niches are related, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.words.forms import besides

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["beside_sentences", "evidence", "known_reason", "related_sentence", "related_tail"]

Facts = Mapping[str, Any]

#: From this closeness on, two niches may be the same field under two names.
SAME = 0.5
#: Fewer regions that list both are no support for a reason.
ENOUGH = 5


def related_sentence(words: Words, reason: Facts, own: str, gainer: str, *, missing: bool = False) -> str:
    """What a niche is related to, and how: what people know of it, then how many regions list both.

    `missing` says that the gaining region does not list the related niche either: it belongs to a goal.
    """
    told = words.say(f"reason.related_known{'_missing' if missing else ''}", own=own, gainer=gainer)
    return " ".join(sentence for sentence in (told, related_tail(words, reason)) if sentence)


def related_tail(words: Words, reason: Facts) -> str:
    """What people know of two related niches, and how many regions list both where that is clearly many."""
    counts = _counts(words, reason) if _clearly_together(reason, least=ENOUGH) else ""
    known = known_reason(words, reason["links"][0])
    return f"{known} {words.say('form.sentence', text=_capital(counts))}" if counts else known


def evidence(words: Words, because: Facts) -> str:
    """How it is known that two niches are related, in a few words; empty where nothing shows it.

    Near-synonyms are said to be such. Closeness is told besides only where nothing else relates the two.
    """
    told = []
    if link := _link(because):
        told.append(
            words.say(f"relation.{link['type']}")
            if link["example"]
            else words.say(
                "form.colon", before=words.say(f"relation.{link['type']}"), after=known_reason(words, link).rstrip(".")
            )
        )
    if because["together"] and (not link or _clearly_together(because)):
        told.append(_counts(words, because))
    close = round(because["closeness"] or 0.0, 2)
    if close >= SAME or (close > 0 and not told):
        key = "closeness_same" if close >= SAME else "closeness"
        told.append(words.say(f"reason.{key}", closeness=words.number(close, 2)))
    return "; ".join(told)


def _link(because: Facts) -> Facts | None:
    """The strongest relation that people know of between the two niches."""
    links: list[Facts] = because.get("links") or []
    return links[0] if links else None


def known_reason(words: Words, link: Facts) -> str:
    """The sentence that people wrote on a relation, in the language of the words where they did, else in English."""
    language = words.language if f"reason_{words.language}" in link else "en"
    return words.label(link[f"reason_{language}"], language)


def _counts(words: Words, because: Facts) -> str:
    expected = words.number(because["together_expected"], 1)
    if because["together_expected"] < 0.1:
        expected = words.say("form.less", number=words.number(0.1, 1))
    return words.count("reason.together", because["together"], expected=expected)


def _clearly_together(because: Facts, *, least: int = 2) -> bool:
    """Whether clearly more regions list both niches than would by chance: `least` or more, a standard deviation more.

    The number of regions by chance is about Poisson distributed, with its expected value as variance.
    """
    together, expected = because["together"], because["together_expected"]
    return together is not None and together >= least and together - expected >= math.sqrt(expected)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


#: How many themes and niches are told one by one.
MOST = 3


def beside_sentences(words: Words, explanation: Facts, names: Mapping[str, str]) -> list[str]:
    """Same theme with different niches, and the whole portfolios; nothing where undefined."""
    found = explanation.get("beside")
    if not found or found["same_theme"]["share"] is None:
        return []
    told = []
    for theme in found["same_theme"]["themes"][:MOST]:
        niches = {side: _narrower(words, theme["label"], theme[f"niches_{side}"]) for side in ("a", "b")}
        values = {"niches_a": niches["a"], "niches_b": niches["b"], **names}
        told.append(words.say("beside.same_theme", theme=words.fields([theme["label"]]), **values))
    if more := len(found["same_theme"]["themes"]) - MOST:
        told += [words.count("beside.more_themes", more)] if more > 0 else []
    numbers = {key: words.number(found["horizontal"][key], 4) for key in ("value", "mean")}
    return [*told, words.say("beside.horizontal", **numbers)]


def _narrower(words: Words, theme: str, niches: Sequence[str]) -> str:
    """Niches of a theme; the one with the theme's own name is the field as a whole."""
    whole = words.get("beside.whole")
    return besides([whole if niche == theme else words.niche(niche) for niche in niches], words.language)
