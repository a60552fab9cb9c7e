"""The profile of a region: two pages that stand alone, and the annex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from matcher.facts import GAINS, OTHER, Explanation, Side
from matcher.plots import partner_bars
from matcher.report.facts import ANNEX, TWO_PAGES, PartnerFacts, ProfileFacts
from matcher.report.view.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Figure,
    Line,
    Paragraph,
    Row,
    Section,
    Subheading,
    Table,
)
from matcher.report.view.common import (
    about,
    annexed,
    area_table,
    framed,
    last_sections,
    source_cell,
    words_for,
)
from matcher.report.view.record import record_section
from matcher.settings import FIRST
from matcher.words import explain as wording
from matcher.words.chance import best_sentence, expected_sentence, shared_sentence, telling_sentence
from matcher.words.forms import short_name
from matcher.words.goals import quadrant_key
from matcher.words.own import own_sentences
from matcher.words.record import short_line
from matcher.words.reports import (
    Against,
    against_lines,
    known_line,
    next_lines,
    own_behind,
    own_shared,
    shared_line,
    sure_line,
    why_lines,
)

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["FEW_AREAS", "profile_document"]

#: The list of a profile that is about what both work on.
Overlap = Literal["overlap"]
#: How many areas of the region the two pages name.
FEW_AREAS = 6
#: How many niches of an area the two pages name.
MOST_NICHES = 2
#: Codes of objections that concern the data of a region, and those that a list of partners leaves to the pair report.
ABOUT_DATA = ("few_areas", "national_list", "note", "nested", "horizontal_only")
LEFT_OUT = ("period_differs",)


def profile_document(facts: ProfileFacts, language: str = "en", *, full: bool = False) -> Document:
    """The profile of a region.

    Parameters
    ----------
    facts : ProfileFacts
    language : {"en", "sv", "de"}
    full : bool
        With the annex: all partners, the areas, limits, method and sources.
    """
    words = words_for(language, facts.published, facts.labels)
    name = short_name(words.region(facts.region.region_id, facts.region.region))
    page = _Page(words, facts, name)
    sections = page.sections(full=full)
    if full:
        sections += annexed(words, [*page.annex(), *last_sections(words, facts.sources, facts.settings)])
    data = dict(facts.settings).get("data.source", "–")
    title = words.say("report.profile_title", region=name)
    return framed(words, "profile", [facts.region.region_id], title, sections, data=data)


class _Page(NamedTuple):
    """A profile under construction."""

    words: Words
    facts: ProfileFacts
    name: str

    def sections(self, *, full: bool) -> list[Section]:
        """The two pages."""
        complementary = self.facts.complementary[: TWO_PAGES["complementarity"]]
        overlapping = self.facts.overlapping[: TWO_PAGES["overlap"]]
        found = [
            Section("summary", self._heading("summary"), self._summary(complementary, overlapping)),
            Section("own", self._heading("own"), self._own(self._behind(complementary, overlapping))),
        ]
        if complementary:
            found.append(Section("complementary", self._heading("complementary"), self._complementary(complementary)))
        if overlapping:
            found.append(Section("overlapping", self._heading("overlapping"), self._overlapping(overlapping)))
        return [
            *found,
            Section("next", self._heading("next"), [Bullets(self._next(complementary, overlapping), numbered=True)]),
            Section("sure", self._heading("sure"), self._sure(full=full)),
        ]

    def _heading(self, key: str) -> str:
        return self.words.say(f"report.section.{key}", region=self.name)

    def _summary(self, complementary: Sequence[PartnerFacts], overlapping: Sequence[PartnerFacts]) -> list[Block]:
        if not self.facts.matched:
            return [Paragraph(self.words.say("page.unmatched", region=self.name), "lead")]
        told = []
        for key, partners in (("complementary", complementary), ("overlapping", overlapping)):
            if partners:
                names = self.words.listed([short_name(_region(self.words, partner)) for partner in partners])
                told.append(self.words.count(f"report.lead.{key}", len(partners), regions=names, region=self.name))
        if not complementary:
            told.insert(0, self.words.say("report.lead.nobody", region=self.name))
        return [Paragraph(" ".join(told), "lead")]

    def _behind(self, complementary: Sequence[PartnerFacts], overlapping: Sequence[PartnerFacts]) -> list[str]:
        """Areas that carry what is told of the partners."""
        return [
            *own_behind([partner.explanation for partner in complementary]),
            *own_shared([partner.explanation for partner in overlapping]),
        ]

    def _own(self, behind: Sequence[str]) -> list[Block]:
        """Where the areas were placed; where there are many, those that partners rest on and the first others."""
        words, own = self.words, self.facts.own
        areas = own["areas"]
        if len(areas) > FEW_AREAS + 1:
            resting = [area for area in areas if area["area"] in behind]
            others = [area for area in areas if area["area"] not in behind]
            areas = [*resting, *others[: max(0, FEW_AREAS - len(resting))]]
        columns = [Column(words.say(f"report.head.{key}"), share) for key, share in
                   (("area", 1.4), ("placed", 1.6), ("tells", 1.3))]  # fmt: skip
        rows = [
            Row([
                [words.area(own["region_id"], area["area"])],
                ["; ".join(words.niche(niche["label"]) for niche in area["niches"][:MOST_NICHES]) or "–"],
                [words.say(f"report.kind.{area['kind']}")],
            ])
            for area in areas
        ]  # fmt: skip
        blocks: list[Block] = [Table(words.say("report.caption.own", region=self.name), columns, rows)]
        if more := len(own["areas"]) - len(areas):
            blocks.append(Paragraph(words.count("report.number.more_areas", more), "note"))
        return blocks

    def _complementary(self, partners: Sequence[PartnerFacts]) -> list[Block]:
        words = self.words
        explanations = [partner.explanation for partner in partners]
        against = against_lines(words, explanations)
        numbers = [
            words.say("report.number.brings", brings=words.percent(partner.row["brings"]),
                      expected=words.percent(partner.row["expected"]))
            for partner in partners
        ]  # fmt: skip
        caption = words.count("report.caption.complementary", len(partners), region=self.name)
        return [
            self._partners(partners, caption, numbers, why_lines(words, explanations), against),
            *([Paragraph(against.common)] if against.common else []),
            self._figure(partners),
            Paragraph(words.say("report.number.brings_note", region=self.name), "note"),
        ]

    def _overlapping(self, partners: Sequence[PartnerFacts]) -> list[Block]:
        words = self.words
        explanations = [partner.explanation for partner in partners]
        against = Against([_about_data(words, explanation) for explanation in explanations], "")
        numbers = [
            words.say("report.number.shares", score=words.percent(partner.row["overlap"]),
                      expected=words.percent(partner.row["overlap_expected"]))
            for partner in partners
        ]  # fmt: skip
        caption = words.count("report.caption.overlapping", len(partners), region=self.name)
        why = [shared_line(words, explanation) for explanation in explanations]
        return [
            self._partners(partners, caption, numbers, why, against),
            Paragraph(words.say("report.number.shares_note"), "note"),
            *self._without_record(),
        ]

    def _without_record(self) -> list[Block]:
        """Which of the partners have no partnership with the region, said once."""
        shown = [
            *self.facts.complementary[: TWO_PAGES["complementarity"]],
            *self.facts.overlapping[: TWO_PAGES["overlap"]],
        ]
        known = [partner for partner in shown
                 if partner.row["region_id"] in self.facts.known
                 or short_line(self.words, partner.explanation.get("record"))]  # fmt: skip
        key = "some" if known else "none_of_them"
        return [Paragraph(self.words.say(f"report.record.{key}", region=self.name), "note")]

    def _partners(
        self,
        partners: Sequence[PartnerFacts],
        caption: str,
        numbers: Sequence[str],
        why: Sequence[str],
        against: Against,
    ) -> Table:
        words = self.words
        columns = [Column(words.say(f"report.head.{key}"), share) for key, share in
                   (("partner", 1.45), ("why", 2.3), ("against", 1.1), ("source", 1.25))]  # fmt: skip
        rows = []
        for partner, number, reason, objection in zip(partners, numbers, why, against.lines, strict=True):
            region_id = partner.row["region_id"]
            name: list[Line] = [short_name(_region(words, partner)), words.country(partner.row["country"]), number]
            known = self.facts.known.get(region_id, [])
            source = [
                *source_cell(words, region_id, self.facts.sources),
                *([known_line(words, known)] if known else []),
                *([joint] if (joint := short_line(words, partner.explanation.get("record"))) else []),
            ]
            rows.append(Row([name, [reason], [objection], source]))
        return Table(caption, columns, rows)

    def _figure(self, partners: Sequence[PartnerFacts]) -> Figure:
        words = self.words
        told = "; ".join(
            words.say("report.caption.figure_number", region=short_name(_region(words, partner)),
                      brings=words.percent(partner.row["brings"]), expected=words.percent(partner.row["expected"]))
            for partner in partners
        )  # fmt: skip
        return Figure(
            partner_bars(
                [_row(words, partner) for partner in partners], self.name, language=words.language, titled=False
            ),
            words.say("report.caption.figure_alt", numbers=told),
            words.count("report.caption.figure", len(partners), region=self.name),
        )

    def _next(self, complementary: Sequence[PartnerFacts], overlapping: Sequence[PartnerFacts]) -> list[Line]:
        partners = [*complementary, *overlapping]
        contacts = [
            contact for partner in partners for contact in self.facts.contacts.get(partner.row["region_id"], [])
        ]
        explanations = [partner.explanation for partner in partners]
        return list(next_lines(self.words, self.name, explanations, contacts=contacts, matched=self.facts.matched))

    def _sure(self, *, full: bool) -> list[Block]:
        facts, words = self.facts, self.words
        line = sure_line(words, facts.best["complementarity"], facts.steady, first=FIRST, region=self.name,
                         matched=facts.matched)  # fmt: skip
        few = own_sentences(words, facts.own)[:-1] if facts.matched else []  # the last one is a line for a file
        note = words.say("report.sure.note")
        return [
            Paragraph(line),
            *map(Paragraph, few),
            Paragraph(note if full else f"{note} {words.say('report.annex_note')}", "note"),
        ]

    # -- the annex ----------------------------------------------------------------------------------------------------

    def annex(self) -> list[Section]:
        """All partners and areas, with the numbers."""
        words, facts, name = self.words, self.facts, self.name
        who: list[Block] = [about(words, facts.region), area_table(words, facts.region)]
        found = [Section("who", words.say("page.who"), who), record_section(words, [facts.record])]
        if not facts.matched:
            return found
        who.append(Bullets(own_sentences(words, facts.own)))
        intro = [Paragraph(words.say("page.complementary_intro", region=name))]
        if len(facts.complementary) < ANNEX["complementarity"] and facts.complementary:
            n = len(facts.complementary)
            intro.append(Paragraph(words.count("page.complementary_count", n, region=name)))
        lists: list[tuple[str, list[PartnerFacts], str, str, Side | Overlap, list[Paragraph], list[_Number]]] = [
            ("complementary", facts.complementary, "complementarity", "partners", "a", intro,
             [("z", "z", 1), ("brings", "brings", 3), ("expected", "expected", 3), ("gives", "gives_z", 1),
              ("shared", "overlap_z", 1)]),
            ("overlapping", facts.overlapping, "overlap", "overlapping", "overlap",
             [Paragraph(words.say("page.overlapping_intro"))],
             [("z", "overlap_z", 1), ("overlap", "overlap", 3), ("expected", "overlap_expected", 3)]),
            ("gives", facts.given, "gives", "given", "b", [Paragraph(words.say("page.gives_intro", region=name))],
             [("gained", "gives_z", 1), ("z", "z", 1), ("shared", "overlap_z", 1)]),
        ]  # fmt: skip
        for key, partners, by, caption, side, first, numbers in lists:
            blocks: list[Block] = [*first]
            if partners:
                blocks.append(
                    _ranking(words, partners, words.say(f"table.{caption}", n=len(partners), region=name), numbers)
                )
                blocks += [Paragraph(told) for told in [best_sentence(words, facts.best[by])] if told]
                blocks += [block for partner in partners for block in _card(words, partner, side)]
            else:
                blocks.append(Paragraph(words.say("page.no_rows")))
            found.append(Section(f"all-{key}", words.say(f"page.{key}", region=name), blocks))
        found[-1] = Section(found[-1].key, found[-1].heading,
                            [*found[-1].blocks, Paragraph(telling_sentence(words, facts.chance), "note")])  # fmt: skip
        return found


#: Key of a heading, the column of the ranking, and its decimals.
_Number = tuple[str, str, int]


def _ranking(words: Words, partners: Sequence[PartnerFacts], caption: str, numbers: Sequence[_Number]) -> Table:
    columns = [Column(words.say("table.region"), 2.2),
               *(Column(words.say(f"table.{key}"), 0.8, number=True) for key, _, _ in numbers),
               Column(words.say("table.quadrant"), 1.5), Column(words.say("table.period"), 1.1)]  # fmt: skip
    rows = [
        Row([
            [words.say("page.rank_and_region", rank=partner.row["rank"], region=_region(words, partner),
                       country=words.country(partner.row["country"]))],
            *([words.number(partner.row[field], digits)] for _, field, digits in numbers),
            [words.say(f"quadrant.{quadrant_key(partner.row['quadrant'])}")],
            [words.period(partner.row["period"])],
        ])
        for partner in partners
    ]  # fmt: skip
    return Table(caption, columns, rows)


def _card(words: Words, partner: PartnerFacts, side: Side | Overlap) -> list[Block]:
    """One partner: reasons on the side that its list is about, and what to keep in mind."""
    explanation, row = partner.explanation, partner.row
    own = explanation["a"]["region"]
    against = [
        entry
        for entry in explanation["against"]
        if entry["code"] not in LEFT_OUT
        and not (entry["code"] in ABOUT_DATA and entry.get("region") == own)
        and (side != "overlap" or entry["code"] in ABOUT_DATA)
    ]
    if side == "overlap":
        reasons = wording.shared_sentences(words, explanation, 2)
    else:
        reasons = wording.gain_sentences(words, explanation, side, 2)
    quadrant = words.say(f"quadrant.{quadrant_key(row['quadrant'])}")
    title = words.say("page.rank_and_region", rank=row["rank"], region=_region(words, partner),
                      country=words.country(row["country"]))  # fmt: skip
    reads = words.say("page.reads_as", quadrant=quadrant, z=words.number(row["z"], 1),
                      overlap_z=words.number(row["overlap_z"], 1))  # fmt: skip
    told = [words.say("form.sentence", text=reads), _chance(words, explanation, side)]
    blocks: list[Block] = [Subheading(title), Paragraph(" ".join(text for text in told if text))]
    if reasons:
        blocks.append(Bullets(reasons))
    if objections := wording.objection_sentences(words, explanation, entries=against):
        blocks.append(
            Paragraph(words.say("form.colon", before=words.say("page.against_it"), after=" ".join(objections)))
        )
    return blocks


def _chance(words: Words, explanation: Explanation, side: Side | Overlap) -> str:
    """How the score of a list compares with chance, in a sentence."""
    if side == "overlap":
        return shared_sentence(words, explanation["overlap"])
    gains, names = explanation[GAINS[side]], wording.names_of(explanation, words)
    return expected_sentence(words, gains["brings"], gains["expected"], giver=names[OTHER[side]], gainer=names[side])


def _about_data(words: Words, explanation: Explanation) -> str:
    """What to know of a partner's data; that nothing is known, where it is so."""
    kept = [entry for entry in explanation["against"] if entry["code"] in ABOUT_DATA]
    return against_lines(words, [{**explanation, "against": kept}]).lines[0]


def _region(words: Words, partner: PartnerFacts) -> str:
    return words.region(partner.row["region_id"], partner.row["region"])


def _row(words: Words, partner: PartnerFacts) -> dict[str, Any]:
    """A partner's row with its name in the language of the page."""
    return {**partner.row, "region": short_name(_region(words, partner))}
