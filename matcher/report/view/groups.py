"""The sheet of a consortium: who brings what, what is missing, which rules are met, and whom to contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.facts import ConsortiumAnswer, Group, Member
from matcher.report.facts.groups import GroupFacts
from matcher.report.view.blocks import Block, Bullets, Column, Document, Line, Link, Paragraph, Row, Section, Table
from matcher.report.view.common import framed, source_cell, words_for
from matcher.settings import ANY_NICHE
from matcher.words.consortium import gap_text, on_niches, reason_sentence, rule_text
from matcher.words.forms import short_name
from matcher.words.reports import note_line

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["consortium_document"]

#: How many things that are asked a title names.
MOST = 3
#: How a note begins that says why a member is there that meets nothing.
IDLE = "meets nothing"


def consortium_document(facts: GroupFacts, language: str = "en") -> Document:
    """The sheet of a consortium: its first group in full, the others by name.

    Parameters
    ----------
    facts : GroupFacts
    language : {"en", "sv", "de"}
    """
    words = words_for(language, facts.published, facts.labels)
    answer = facts.answer
    asked = words.quoted([_step(words, answer, step["step"]) for step in answer["asked"][:MOST]])
    summary = Section("summary", words.say("report.section.summary"), [Paragraph(_lead(words, answer), "lead")])
    sections = [summary]
    if answer["groups"]:
        group = answer["groups"][0]
        sections += [
            Section("who", words.say("report.group.who"), [_who(words, facts, group)]),
            Section("steps", words.say("report.group.steps"), [_steps(words, answer, group)]),
            Section("gaps", words.say("report.group.gaps"), _gaps(words, facts, group)),
        ]
    sections.append(Section("rules", words.say("report.group.rules"), _rules(words, answer)))
    if len(answer["groups"]) > 1:
        sections.append(Section("others", words.say("report.group.alternatives"), [_others(words, answer)]))
    steps = [words.say(f"report.group.{key}") for key in ("next_check", "next_ask")]
    sections += [
        Section("next", words.say("report.section.next"), [Bullets(steps, numbered=True)]),
        Section("limits", words.say("page.limits"), [Bullets(words.get("limits.items"))]),
    ]
    ids = [member["region_id"] for group in answer["groups"][:1] for member in group["members"]]
    data = dict(facts.settings).get("data.source", "–")
    return framed(words, "consortium", ids, words.say("report.group.title", asked=asked), sections, data=data)


def _lead(words: Words, answer: ConsortiumAnswer) -> str:
    if not answer["groups"]:
        against = answer["against"]
        why = "; ".join(reason_sentence(words, reason) for reason in against["reasons"]) if against else "–"
        return words.say("report.group.none", why=words.say("form.sentence", text=why))
    group = answer["groups"][0]
    regions = words.listed([_name(words, member) for member in group["members"]])
    shares = {key: words.percent(group[key]) for key in ("coverage", "backed")}
    return words.say("report.group.lead", regions=regions, **shares)


def _who(words: Words, facts: GroupFacts, group: Group) -> Table:
    """Each member with the areas behind what it brings, and where to begin."""
    heads = (("head.partner", 1.2), ("group.brings", 2.6), ("head.against", 1.1), ("group.contact", 1.5))
    columns = [Column(words.say(f"report.{key}"), share) for key, share in heads]
    rows = []
    for member in group["members"]:
        told = [
            words.say("form.colon", before=niches, after="; ".join(areas)) for niches, areas in on_niches(words, member)
        ]
        idle = [note for note in member["notes"] if note.startswith(IDLE)]
        about_data = [note for note in member["notes"] if note not in idle]
        name = _name(words, member)
        title = words.say("report.group.fixed", region=name) if member["fixed"] else name
        contact: list[Line] = [*facts.contacts.get(member["region_id"], [])]
        rows.append(Row([
            [title, words.country(member["country"])], told or [words.note(note) for note in idle],
            [note_line(words, about_data)],
            [*contact, *source_cell(words, member["region_id"], facts.sources)],
        ]))  # fmt: skip
    return Table(words.say("report.group.who_caption"), columns, rows)


def _steps(words: Words, answer: ConsortiumAnswer, group: Group) -> Table:
    columns = [Column(words.say("report.group.steps"), 2), Column(words.say("report.head.share"), 0.6, number=True),
               Column(words.say("report.theme.regions"), 2.4)]  # fmt: skip
    names = {member["region_id"]: _name(words, member) for member in group["members"]}
    rows = []
    for step in group["steps"]:
        by = words.listed([names[region_id] for region_id in step["by"]]) or words.say("report.group.nobody")
        rows.append(Row([[_step(words, answer, step["step"])], [words.percent(step["weight"])], [by]]))
    return Table(words.say("report.group.steps_caption"), columns, rows)


def _gaps(words: Words, facts: GroupFacts, group: Group) -> list[Block]:
    answer = facts.answer
    if not group["gaps"]:
        return [Paragraph(words.say("report.group.gaps_none"))]
    columns = [Column(words.say("report.group.steps"), 1.2), Column(words.say("report.head.why"), 3)]
    names = {region_id: words.region(region_id, name) for region_id, name in facts.names.items()}
    rows = [
        Row([[_step(words, answer, gap["step"])], [_capital(gap_text(words, gap, names=names))]])
        for gap in group["gaps"]
    ]
    return [Table(words.say("report.group.gaps_caption"), columns, rows)]


def _rules(words: Words, answer: ConsortiumAnswer) -> list[Block]:
    """The rules with their sources, and what the first group has of what rules ask."""
    rules = answer["rules"]
    blocks: list[Block] = []
    if not rules:
        blocks.append(Paragraph(words.say("report.group.rules_none")))
    else:
        date = rules["date"] or words.say("verb.consortium.undated")
        blocks.append(Paragraph(words.say("report.group.rules_text", title=rules["title"] or rules["name"], date=date)))
        told: list[Line] = [rule_text(words, key, value) for key, value in rules["rules"].items()]
        told += [Link(source["title"] or source["url"], source["url"]) for source in rules["sources"]]
        blocks += [Paragraph(words.say("report.group.rules_ask")), Bullets(told)]
    for group in answer["groups"][:1]:
        countries = words.listed([words.country(code) for code in group["countries"]])
        met = [
            words.say("report.group.met_regions", n=group["size"]),
            words.say("report.group.met_countries", n=len(group["countries"]), countries=countries),
            words.say("report.group.met_states", n=len(group["member_states"])),
            *(words.say("report.group.met_cohesion", kind=words.term("terms.cohesion", kind), n=n)
              for kind, n in group["cohesion"].items()),
        ]  # fmt: skip
        blocks += [Paragraph(words.say("report.group.rules_has")), Bullets(met)]
    return blocks


def _others(words: Words, answer: ConsortiumAnswer) -> Table:
    columns = [Column(words.say("report.theme.regions"), 3), Column(words.say("report.head.share"), 0.7, number=True)]
    rows = [
        Row([[words.listed([_name(words, member) for member in group["members"]])], [words.percent(group["coverage"])]])
        for group in answer["groups"][1:]
    ]
    return Table(words.say("report.group.alternatives_caption"), columns, rows)


def _step(words: Words, answer: ConsortiumAnswer, name: str) -> str:
    """What is asked in the language of the page where it is a niche or theme, else in the words of the call."""
    label, _, whole = name.partition(ANY_NICHE)
    known = label in words.labels or any(label in step["niches"].values() for step in answer["asked"])
    told = words.niche(label) if known else label
    return words.say("report.group.any", theme=told) if whole or name.endswith(ANY_NICHE) else told


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _name(words: Words, member: Member) -> str:
    return short_name(words.region(member["region_id"], member["region"]))
