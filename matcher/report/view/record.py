"""The track record in reports: what a region does in what it declares, with its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.plots import declared_and_done_bars
from matcher.report.view.blocks import Block, Bullets, Figure, Paragraph, Section, Subheading
from matcher.words.record import counted_sentence, credit, declared_lines, totals_sentence, undeclared_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.facts import RegionRecord
    from matcher.words.words import Words

__all__ = ["record_section"]


def record_section(words: Words, records: Sequence[RegionRecord]) -> Section:
    """What each of some regions does in what it declares, and where that was counted."""
    blocks: list[Block] = []
    for record in records:
        name = words.region(record["region_id"], record["region"])
        blocks += [Subheading(name)] if len(records) > 1 else []
        blocks += _of_region(words, record, name)
    blocks += [Paragraph(words.get("record.meaning"), "note"), Paragraph(credit(words), "note")]
    return Section("record", words.get("record.declared"), blocks)


def _of_region(words: Words, record: RegionRecord, name: str) -> list[Block]:
    told = [text for text in [counted_sentence(words, record["counted_for"], name)] if text]
    if not record["counted_for"]["codes"]:
        return [Paragraph(text) for text in told]
    blocks: list[Block] = [Paragraph(text) for text in (*told, totals_sentence(words, record))]
    if lines := [*declared_lines(words, record), *undeclared_lines(words, record)]:
        blocks.append(Bullets(lines))
    if any(one["done"] for one in record["declared"]) or record["undeclared"]:
        drawing = declared_and_done_bars(record, language=words.language, labels=words.labels)
        alt = words.say("record.figure_alt", told=" ".join(lines))
        blocks.append(Figure(drawing, alt, words.say("record.figure", region=name)))
    return blocks
