"""The report on a pair of regions: what they could exchange, what speaks against it, and the annex with the parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matcher.facts import GAINS, OTHER, SIDES, Explanation, RegionName, Side
from matcher.plots import pair_parts, rounded_to_sum
from matcher.report.facts import PairFacts, PartsTable
from matcher.report.view.blocks import Block, Bullets, Column, Document, Figure, Paragraph, Row, Section, Table
from matcher.report.view.common import about, annexed, area_table, framed, last_sections, source_cell, words_for
from matcher.report.view.record import record_section
from matcher.words import explain as wording
from matcher.words import relations
from matcher.words.chance import expected_sentence, shared_sentence, telling_sentence
from matcher.words.explain import names_of
from matcher.words.record import record_sentences
from matcher.words.reports import gain_line, known_line, next_lines, objection_lines, shared_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from matcher.words.words import Words

__all__ = ["pair_document", "pair_figure"]

#: How many sentences of each kind the annex tells.
MOST = 3


def pair_document(facts: PairFacts, language: str = "en", *, full: bool = False) -> Document:
    """The report on a pair.

    Parameters
    ----------
    facts : PairFacts
    language : {"en", "sv", "de"}
    full : bool
        With the annex: the areas, the parts of the scores, limits, method and sources.
    """
    words = words_for(language, facts.published, facts.labels)
    names = names_of(facts.explanation, words)
    sections = _pages(words, facts, names, full=full)
    if full:
        annex = [*_annex(words, facts, names), *last_sections(words, facts.sources, facts.settings)]
        sections += annexed(words, annex, new_page=False)
    data = dict(facts.settings).get("data.source", "–")
    ids = [facts.a.region_id, facts.b.region_id]
    return framed(words, "pair", ids, words.say("report.pair_title", **names), sections, data=data)


# -- the two pages ----------------------------------------------------------------------------------------------------


def _pages(words: Words, facts: PairFacts, names: Mapping[str, str], *, full: bool) -> list[Section]:
    explanation = facts.explanation

    def heading(key: str) -> str:
        return words.say(f"report.section.{key}")

    summary: list[Block] = [Paragraph(wording.verdict_sentence(words, explanation), "lead"), _sources(words, facts),
                            Paragraph(words.say("form.sentence", text=known_line(words, facts.known))),
                            Bullets(record_sentences(words, explanation, names))]  # fmt: skip
    against = objection_lines(words, explanation) or [words.say("against.nothing")]
    found = [Section("summary", heading("summary"), summary)]
    if facts.judged:
        exchange: list[Block] = [_exchange(words, explanation, names)]
        if any(part["value"] > 0 for table in (facts.a_gains, facts.b_gains) for part in table.parts):
            alt = words.say("report.caption.parts_alt", **names)
            exchange.append(Figure(pair_figure(words, explanation), alt, words.say("figure.parts")))
        found.append(Section("exchange", heading("exchange"), exchange))
    found.append(Section("against", heading("against"), [Bullets(against)]))
    if facts.judged:
        contacts = [*facts.a.contacts, *facts.b.contacts]
        steps = next_lines(words, names["a"], [explanation], contacts=contacts)[1:]
        found.append(Section("next", heading("next"), [Bullets(steps, numbered=True)]))
    sure = words.say("report.sure.pair", **names, n_a=len(facts.a.areas), n_b=len(facts.b.areas))
    note = words.say("report.sure.note")
    note = note if full else f"{note} {words.say('report.annex_note')}"
    return [*found, Section("sure", heading("sure"), [Paragraph(sure), Paragraph(note, "note")])]


def _exchange(words: Words, explanation: Explanation, names: Mapping[str, str]) -> Table:
    """What each brings the other and what they share: in a line and in per cent."""
    columns = [Column(words.say("report.head.exchange"), 1.5), Column(words.say("report.head.why"), 3),
               Column(words.say("report.head.share"), 0.7, number=True),
               Column(words.say("report.head.chance"), 0.7, number=True)]  # fmt: skip
    rows = []
    for side in SIDES:
        gains = explanation[GAINS[side]]
        told = words.say("page.gain_of", gainer=names[side], giver=names[OTHER[side]])
        rows.append(Row([[told], [gain_line(words, explanation, side)], [words.percent(gains["brings"])],
                         [words.percent(gains["expected"])]]))  # fmt: skip
    overlap = explanation["overlap"]
    rows.append(Row([[words.say("page.shared")], [shared_line(words, explanation)], [words.percent(overlap["score"])],
                     [words.percent(overlap["expected"])]]))  # fmt: skip
    return Table(words.say("report.caption.exchange", **names), columns, rows)


def _sources(words: Words, facts: PairFacts) -> Table:
    """The two regions, with their areas, the source of each list and its age, and what they do together already."""
    columns = [Column(words.say("report.head.partner"), 1.2), Column(words.say("page.areas_count"), 2.6),
               Column(words.say("report.head.source"), 1.4)]  # fmt: skip
    rows = []
    for region in (facts.a, facts.b):
        name = words.region(region.region_id, region.region)
        areas = [words.area(region.region_id, area.text) for area in region.areas]
        rows.append(Row([[name, words.country(region.country)], areas,
                         source_cell(words, region.region_id, facts.sources)]))  # fmt: skip
    return Table(words.say("page.regions"), columns, rows)


def pair_figure(words: Words, explanation: Explanation) -> Drawing:
    """The parts of what each brings the other, with names in the language of the words."""
    named: Explanation = {**explanation, "a": _named(words, explanation["a"]), "b": _named(words, explanation["b"])}
    return pair_parts(named, language=words.language, labels=words.labels, percent=True)


def _named(words: Words, region: RegionName) -> RegionName:
    return {**region, "region": words.region(region["region_id"], region["region"])}


# -- the annex --------------------------------------------------------------------------------------------------------


def _annex(words: Words, facts: PairFacts, names: Mapping[str, str]) -> list[Section]:
    explanation = facts.explanation
    regions: list[Block] = []
    for region in (facts.a, facts.b):
        regions += [about(words, region), area_table(words, region)]
    found = [Section("regions", words.say("page.regions"), regions), record_section(words, facts.records)]
    if not facts.judged:
        return found
    telling = Paragraph(telling_sentence(words, explanation["chance"]), "note")
    found.append(Section("numbers", words.say("table.key_figures"), [_key_figures(words, facts, names), telling]))
    for side, table in (("a", facts.a_gains), ("b", facts.b_gains)):
        found.append(_gains(words, explanation, "a" if side == "a" else "b", table, names))
    shared: list[Block] = [Paragraph(text) for text in [shared_sentence(words, explanation["overlap"])] if text]
    if told := wording.shared_sentences(words, explanation, MOST):
        shared += [Bullets(told), _shared_table(words, explanation, facts.shared, names)]
    else:
        shared.append(Paragraph(words.say("reason.nothing_shared")))
    if perhaps := wording.perhaps_sentences(words, explanation, MOST):
        shared.append(Bullets(perhaps))
    found.append(Section("shared", words.say("page.shared"), shared))
    if beside := relations.beside_sentences(words, explanation, names):
        found.append(Section("beside", words.say("page.beside"), [Bullets(beside)]))
    if against := wording.objection_sentences(words, explanation):
        found.append(Section("all-against", words.say("page.against"), [Bullets(against)]))
    return found


def _key_figures(words: Words, facts: PairFacts, names: Mapping[str, str]) -> Table:
    explanation = facts.explanation
    columns = [Column(words.say("table.measure"), 2.6), *(Column(words.say(f"table.{key}"), 0.8, number=True)
               for key in ("value", "brings", "chance", "z"))]  # fmt: skip
    rows = []
    for side in SIDES:
        gains = explanation[GAINS[side]]
        rows.append(_figures(words.say("table.gains", gainer=names[side]),
                             words.number(gains["complementarity"], sign=True), words.number(gains["brings"]),
                             words.number(gains["expected"]), words.number(gains["z"], 1)))  # fmt: skip
    overlap = explanation["overlap"]
    mutual, balance = words.number(explanation["mutual"], 1), words.number(explanation["balance"], 2)
    rows += [
        _figures(words.say("table.mutual"), "", "", "", mutual),
        _figures(words.say("table.balance"), balance, "", "", ""),
        _figures(words.say("table.overlap"), words.number(overlap["score"]), "",
                 words.number(overlap["expected"]), words.number(overlap["z"], 1)),
    ]  # fmt: skip
    return Table(words.say("table.key_figures"), columns, rows)


def _figures(name: str, *values: str) -> Row:
    return Row([[name], *([value] if value else [] for value in values)])


def _gains(words: Words, explanation: Explanation, side: Side, table: PartsTable, names: Mapping[str, str]) -> Section:
    """What one region gains: numbers, reasons and parts."""
    gains, other = explanation[GAINS[side]], OTHER[side]
    both = {"gainer": names[side], "giver": names[other]}
    numbers = {"brings": words.number(gains["brings"]), "expected": words.number(gains["expected"]),
               "z": words.number(gains["z"], 1)}  # fmt: skip
    told = [words.say("explain.gains_numbers", gainer=names[side], **numbers),
            expected_sentence(words, gains["brings"], gains["expected"], giver=names[other],
                              gainer=names[side])]  # fmt: skip
    return Section(f"gains-{side}", words.say("page.gain_of", **both), [
        Paragraph(" ".join(text for text in told if text)),
        Bullets(wording.gain_told(words, explanation, side, MOST)),
        _parts_table(words, explanation, side, table, both),
        Paragraph(words.say("table.rounded", giver=names[other]), "note"),
    ])  # fmt: skip


def _parts_table(
    words: Words, explanation: Explanation, side: Side, table: PartsTable, both: Mapping[str, str]
) -> Table:
    """Parts of what one region gains; the numbers shown sum to the score shown."""
    columns = [Column(words.say("table.niche"), 1.2), Column(words.say("table.areas_of", region=both["giver"]), 1.4),
               Column(words.say("table.related_to", gainer=both["gainer"]), 2.4),
               Column(words.say("table.part"), 0.6, number=True)]  # fmt: skip
    *values, rest = rounded_to_sum([*(part["value"] for part in table.parts), table.rest_value])
    rows = []
    for part, value in zip(table.parts, values, strict=True):
        related = []
        for because in part["because"]:
            own = words.quoted(wording.own_names(words, explanation, side, because))
            evidence = relations.evidence(words, because)
            related.append(words.say("form.colon", before=own, after=evidence) if evidence else own)
        areas = wording.area_names(words, explanation, OTHER[side], part)
        rows.append(Row([[words.niche(part["label"])], areas, related, [words.number(value, sign=True)]]))
    if table.rest:
        rows.append(Row([[words.count("table.rest", table.rest)], [], [], [words.number(rest, sign=True)]]))
    rows.append(Row([[words.say("table.sum")], [], [], [words.number(table.score, sign=True)]], total=True))
    return Table(words.say("table.parts", **both), columns, rows)


def _shared_table(words: Words, explanation: Explanation, table: PartsTable, names: Mapping[str, str]) -> Table:
    """Parts of what both work on."""
    columns = [Column(words.say("table.niche"), 1.2),
               *(Column(words.say("table.areas_of", region=names[side]), 1.6) for side in SIDES),
               Column(words.say("table.part"), 0.6, number=True)]  # fmt: skip
    *values, rest = rounded_to_sum([*(part["value"] for part in table.parts), table.rest_value])
    rows = [
        Row([[words.niche(part["label"])], *(wording.area_names(words, explanation, side, part) for side in SIDES),
             [words.number(value)]])
        for part, value in zip(table.parts, values, strict=True)
    ]  # fmt: skip
    if table.rest:
        rows.append(Row([[words.count("table.rest", table.rest)], [], [], [words.number(rest)]]))
    rows.append(Row([[words.say("table.sum")], [], [], [words.number(table.score)]], total=True))
    return Table(words.say("table.shared_parts", **names), columns, rows)
