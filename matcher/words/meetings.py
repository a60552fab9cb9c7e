"""Who of two regions might meet whom, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.words.forms import number

__all__ = ["meeting_lines"]


MEETING_WORDS = {
    "en": {
        "title": "Who might meet whom (suggested for discussion)",
        "known": "Actors in the table: {n_a} in {a}, {n_b} in {b}; {outside} in regions outside this run.",
        "shared": "Both work on {label}",
        "a_gains": "{b} works on {label}, which complements {a}",
        "b_gains": "{a} works on {label}, which complements {b}",
        "nobody": "nobody in the table",
        "none": "No actor of either region stands near their shared or complementary areas.",
        "near": "near, {closeness}",
        "language": "en",
    },
    "sv": {
        "title": "Vilka som kan träffas (förslag att diskutera)",
        "known": "Aktörer i tabellen: {n_a} i {a}, {n_b} i {b}; {outside} i regioner utanför körningen.",
        "shared": "Båda arbetar med {label}",
        "a_gains": "{b} arbetar med {label}, som kompletterar {a}",
        "b_gains": "{a} arbetar med {label}, som kompletterar {b}",
        "nobody": "ingen i tabellen",
        "none": "Ingen aktör i någon av regionerna ligger nära deras gemensamma eller kompletterande områden.",
        "near": "nära, {closeness}",
        "language": "sv",
    },
}


def meeting_lines(
    facts: dict[str, Any], names: Sequence[str], language: str, *, labels: Mapping[str, str] | None = None
) -> list[str]:
    """Who might meet whom, as lines in English or Swedish.

    Parameters
    ----------
    facts : dict
        As `matcher.query.meetings` gives them.
    names : sequence of str
        Names of the two regions.
    language : {"en", "sv"}
    labels : mapping, optional
        What niches are called in the language, by their English label.
    """
    words, sides = MEETING_WORDS[language], dict(zip("ab", names, strict=True))
    called, known = labels or {}, facts["known"]
    lines = [words["title"], words["known"].format(n_a=known["a"], n_b=known["b"], outside=known["outside"], **sides)]
    for score in ("shared", "a_gains", "b_gains"):
        for part in facts[score]:
            lines.append(f"* {words[score].format(label=called.get(part['label'], part['label']), **sides)}")
            for key, name in sides.items():
                actors = [_named(actor, words) for actor in part[f"actors_{key}"]]
                lines.append(f"    {name}: {'; '.join(actors) or words['nobody']}")
    return lines if len(lines) > 2 else [*lines, words["none"]]


def _named(actor: dict[str, Any], words: dict[str, str]) -> str:
    near = (
        ""
        if actor["in_niche"]
        else f" [{words['near'].format(closeness=number(actor['closeness'], words['language'], digits=2))}]"
    )
    return f"{actor['name']}{near}" + (f", {actor['url']}" if actor["url"] else "")
