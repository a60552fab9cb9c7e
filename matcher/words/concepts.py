"""Concepts of the vocabulary in words: one in full, several as a table, and how well relations agree with data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.settings import NULL_MODEL
from matcher.words.blocks import Block, Paragraph, Table

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import ConceptFacts
    from matcher.relatedness.blend import Agreement
    from matcher.words.words import Words

__all__ = ["agreement_text", "concept_text", "concepts_text"]

COLUMNS = ("id", "level", "broader", "label", "definition")
_ARROWS = {"out": "->", "in": "<-"}


def concept_text(words: Words, facts: ConceptFacts) -> Iterator[Block]:
    """The facts of a concept that `matcher.vocabulary.views.concept_facts` returns."""
    key = "concept_under" if facts["broader"] else "concept"
    yield words.say(f"verb.vocabulary.{key}", **{**facts, "level": _level(words, facts["level"])})
    yield facts["definition"]
    codes = [f"{scheme.upper()} {', '.join(found)}" for scheme, found in facts["codes"].items() if found]
    if codes:
        yield words.say("verb.vocabulary.codes", codes="; ".join(codes))
    if facts["narrower"]:
        below = "; ".join(f"{concept['label']} ({concept['id']})" for concept in facts["narrower"])
        yield words.say("verb.vocabulary.below", concepts=below)
    if facts["relations"]:
        yield words.get("verb.vocabulary.related")
    for link in facts["relations"]:
        arrow = "<->" if link["type"].startswith("shares") else _ARROWS[link["direction"]]
        said = link | {"type": words.get(f"verb.vocabulary.type.{link['type']}"), "arrow": arrow}
        yield Paragraph(words.say("verb.vocabulary.relation", **said), indent=2)
    yield words.get("verb.vocabulary.labels")
    for code, labels in facts["labels"].items():
        if labels:
            yield Paragraph(f"{code}: {'; '.join(labels)}", indent=2)


def concepts_text(words: Words, found: pd.DataFrame) -> list[Block]:
    """Concepts as a table, and how many they are."""
    headings = [words.get(f"verb.vocabulary.head.{name}") for name in COLUMNS]
    rows = [[row["id"], _level(words, row["level"]), row["broader"], row["label"], row["definition"]]
            for row in found.to_dict("records")]  # fmt: skip
    return [Table(headings, rows), words.say("verb.vocabulary.count", n=len(found))]


def agreement_text(words: Words, agreed: Agreement) -> str:
    """How much oftener regions list related niches together than by chance."""
    return words.say(
        "verb.vocabulary.agreement",
        linked=agreed.linked,
        linked_ratio=words.number(agreed.linked_ratio, 2),
        unlinked=agreed.unlinked,
        unlinked_ratio=words.number(agreed.unlinked_ratio, 2),
        auc=words.number(agreed.auc, 3),
        null_model=words.term("terms.null_model", NULL_MODEL),
    )


def _level(words: Words, level: str) -> str:
    return str(words.get(f"verb.vocabulary.level.{level}"))
