"""The sentences of reports that are sent on: one line why, one line against, how sure, what to do next.

They say in words and per cent what `matcher.words.explain` tells with numbers, and nothing beyond it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from matcher.facts import GAINS, OTHER, Explanation, GainReason, Objection, Side
from matcher.words.explain import above_chance, names_of, objection_sentences
from matcher.words.relations import known_reason

if TYPE_CHECKING:
    from matcher.words.chance import Best
    from matcher.words.words import Words

__all__ = [
    "Against",
    "against_lines",
    "gain_line",
    "known_line",
    "next_lines",
    "note_line",
    "objection_lines",
    "own_behind",
    "own_shared",
    "period_of",
    "shared_line",
    "sure_line",
    "why_lines",
]

#: How many areas, labels and partnerships a line names.
MOST = 2
#: What is said first of what speaks against a partner.
ORDER = ("horizontal_only", "national_list", "note", "few_areas", "nested", "no_overlap", "below_expected",
         "period_differs")  # fmt: skip
#: Something that holds for all of at least so many is said once.
SEVERAL = 3
#: How notes on codes of regions begin: they are no objection to anybody.
ADMINISTRATIVE = ("code of NUTS", "earlier code", "source has the earlier code", "NUTS 1 code", "period inferred")
_YEARS = re.compile(r"\b(\d{4})-(\d{4})\b")


# -- why --------------------------------------------------------------------------------------------------------------


def why_lines(words: Words, explanations: Sequence[Explanation]) -> list[str]:
    """For each partner of one region, why it could complement it; a reason that was told already is referred to.

    Parameters
    ----------
    words : Words
    explanations : sequence of Explanation
        Region a is the same in all.

    Returns
    -------
    list of str
        One line a partner, in the order given; where no specific reason is known, the line says so.
    """
    told: dict[tuple[str, str], str] = {}
    lines = []
    for explanation in explanations:
        reasons = _reasons(explanation)
        lines.append(_why_line(words, explanation, reasons, told))
        for reason in reasons[:1]:
            told.setdefault(_key(reason), names_of(explanation, words)["b"])
    return lines


def own_behind(explanations: Sequence[Explanation]) -> list[str]:
    """Areas of region a that carry the reasons of `why_lines`."""
    told: set[tuple[str, str]] = set()
    found: list[str] = []
    for explanation in explanations:
        reasons = _reasons(explanation)
        new = [reason for reason in reasons if _key(reason) not in told][:1]
        found += [text for reason in new for text in reason["own_areas"][:MOST]]
        if not reasons and above_chance(explanation["a_gains"]):
            found += [text for wide in explanation["a_gains"]["wide"][:1] for text in wide["own_areas"][:MOST]]
        told |= {_key(reason) for reason in reasons[:1]}
    return list(dict.fromkeys(found))


def own_shared(explanations: Sequence[Explanation]) -> list[str]:
    """Areas of region a on what both work on, as `shared_line` tells it."""
    parts = [part for explanation in explanations for part in explanation["overlap"]["parts"][:MOST]]
    return list(dict.fromkeys(text for part in parts for text in part["areas_a"][:1]))


def _reasons(explanation: Explanation) -> Sequence[GainReason]:
    """The reasons that may be told: none where region a gains no more than chance would give."""
    return explanation["a_gains"]["reasons"] if above_chance(explanation["a_gains"]) else []


def _why_line(
    words: Words, explanation: Explanation, reasons: Sequence[GainReason], told: Mapping[tuple[str, str], str]
) -> str:
    if not reasons:
        return _no_reason(words, explanation)
    first = reasons[0]
    if _key(first) not in told:
        return words.say("report.why.reason", **_reason_values(words, explanation, "a", first))
    areas = _areas(words, explanation, "b", first["areas"], first["parts"])
    same = words.say("report.why.same", areas=areas, other=told[_key(first)])
    others = [reason for reason in reasons[1:] if _key(reason) not in told]
    if not others:
        return same
    return f"{same} {words.say('report.why.also', **_reason_values(words, explanation, 'a', others[0]))}"


def _no_reason(words: Words, explanation: Explanation) -> str:
    gains = explanation["a_gains"]
    for wide in gains["wide"][:1] if above_chance(gains) else ():
        values = {"areas": _areas(words, explanation, "b", wide["areas"]),
                  "own": _areas(words, explanation, "a", wide["own_areas"])}  # fmt: skip
        return words.say("report.why.wide", **_names(words, explanation), **values)
    for part in gains["parts"]:
        if part["value"] > 0 and part["areas_b"]:
            return words.say("report.why.none", areas=_areas(words, explanation, "b", part["areas_b"]))
    return words.say("report.why.nothing")


def gain_line(words: Words, explanation: Explanation, side: Side) -> str:
    """Why region `side` of a pair would gain from the other, in a line; where nothing is known, that it is so."""
    gains, names = explanation[GAINS[side]], names_of(explanation, words)
    if not above_chance(gains):
        return words.say("report.why.no_more", giver=names[OTHER[side]])
    if not gains["reasons"]:
        return words.say("report.why.gains_none")
    values = _reason_values(words, explanation, side, gains["reasons"][0])
    return words.say("report.why.gains", **values, giver=names[OTHER[side]], gainer=names[side])


def shared_line(words: Words, explanation: Explanation) -> str:
    """What both work on, and what region b calls it."""
    parts = explanation["overlap"]["parts"][:MOST]
    if not parts:
        return words.say("report.why.shared_none")
    labels = words.fields([part["label"] for part in parts])
    areas = list(dict.fromkeys(text for part in parts for text in part["areas_b"]))
    return words.say("report.why.shared", labels=labels, areas=_areas(words, explanation, "b", areas))


def _reason_values(words: Words, explanation: Explanation, side: Side, reason: GainReason) -> dict[str, str]:
    link = reason["links"][0]
    own = words.fields([reason["own_label"]])
    if reason["own_areas"]:
        own = _areas(words, explanation, side, reason["own_areas"], reason["own_parts"])
    return {
        "areas": _areas(words, explanation, OTHER[side], reason["areas"], reason["parts"]),
        "own": own,
        "region": names_of(explanation, words)[side],
        "reason": known_reason(words, link),
    }


def _key(reason: GainReason) -> tuple[str, str]:
    """What makes two reasons the same: what is known of the two niches."""
    link = reason["links"][0]
    return link["source"], link["target"]


def _names(words: Words, explanation: Explanation) -> dict[str, str]:
    return {"region": names_of(explanation, words)["a"]}


def _areas(
    words: Words, explanation: Explanation, side: Side, texts: Sequence[str], parts: Mapping[str, str] | None = None
) -> str:
    """The first areas by name, and how many more there are."""
    named = words.meant(explanation[side]["region_id"], texts[:MOST], parts=parts)
    more = len(texts) - MOST
    return words.say("report.why.areas_more", areas=named, n=more) if more > 0 else named


# -- against ----------------------------------------------------------------------------------------------------------


class Against(NamedTuple):
    """What speaks against each partner in a line, and what holds for all of them; "" where nothing does."""

    lines: list[str]
    common: str


def against_lines(words: Words, explanations: Sequence[Explanation], *, common: bool = True) -> Against:
    """What speaks against each partner of one region, the weightiest in one line; what holds for all is said once.

    Parameters
    ----------
    words : Words
    explanations : sequence of Explanation
        Region a is the same in all; what concerns its own data is no objection to a partner.
    common : bool
        What holds for all is said once; else at each.
    """
    entries = [_about_partner(explanation) for explanation in explanations]
    holds = Counter(key for found in entries for key in {_what(entry) for entry in found})
    first = [entry for entry in (entries[0] if entries else ()) if entry["code"] != "note"]
    shared = [entry for entry in first if common and len(entries) >= SEVERAL and holds[_what(entry)] == len(entries)]
    once = {_what(entry) for entry in shared}
    lines = []
    for explanation, found in zip(explanations, entries, strict=True):
        if own := [entry for entry in found if _what(entry) not in once]:
            lines.append(_objection(words, explanation, own))
        else:
            lines.append(words.say(f"report.against.{'only_common' if once else 'nothing'}"))
    told = " ".join(_objection(words, explanations[0], [entry]) for entry in shared)
    return Against(lines, words.say("report.against.common", told=told) if told else "")


def _what(entry: Objection) -> tuple[str, int]:
    """What makes an objection to two partners the same."""
    return entry["code"], entry.get("n", 0)


def objection_lines(words: Words, explanation: Explanation) -> list[str]:
    """What speaks against a pair, a line each, without numbers of the method."""
    sentences = []
    for entry in explanation["against"]:
        if entry["code"] == "below_expected":
            names = names_of(explanation, words)
            side: Side = "a" if entry.get("side") == "a" else "b"
            giver = {"gainer": names[side], "giver": names[OTHER[side]]}
            sentences.append(words.say("report.against.no_more", **giver))
    others = [entry for entry in explanation["against"] if entry["code"] != "below_expected"]
    told = [*sentences, *objection_sentences(words, explanation, entries=others)]
    return [_YEARS.sub("\\1–\\2", sentence) for sentence in told]


def _about_partner(explanation: Explanation) -> list[Objection]:
    """Objections to region b, the weightiest first; one note stands for all."""
    own = explanation["a"]["region"]
    about_data = ("few_areas", "national_list", "note", "horizontal_only")
    found = [entry for entry in explanation["against"]
             if not (entry["code"] in about_data and entry.get("region") == own) and entry["code"] in ORDER
             and not (entry["code"] == "below_expected" and entry.get("side") == "a")
             and not entry.get("note", "").startswith(ADMINISTRATIVE)]  # fmt: skip
    return sorted(found, key=lambda entry: ORDER.index(entry["code"]))


def _objection(words: Words, explanation: Explanation, entries: Sequence[Objection]) -> str:
    """The first of some objections; notes on the data as one."""
    first = entries[0]
    if first["code"] == "note":
        notes = [words.note(entry["note"]) for entry in entries if entry["code"] == "note"][:MOST]
        return words.say("report.against.note", note="; ".join(notes))
    if first["code"] == "few_areas":
        return words.count("report.against.few_areas", first["n"])
    return words.say(f"report.against.{first['code']}", **_names(words, explanation))


def note_line(words: Words, notes: Sequence[str]) -> str:
    """What to know of a region's data; that nothing is known, where it is so."""
    told = [words.note(note) for note in notes if not note.startswith(ADMINISTRATIVE)]
    return words.say("report.against.note", note="; ".join(told)) if told else words.say("report.against.nothing")


# -- source, record, how sure, what next ------------------------------------------------------------------------------


def period_of(words: Words, period: str) -> str:
    """How old a list is.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> period_of(Words("en"), "2014-2020"), period_of(Words("sv"), "n.d.")
    ('List of 2014–2020', 'Ingen period är angiven')
    """
    if not re.search(r"\d", period):  # empty, or a source's "n.d."
        return words.say("report.source.undated")
    return words.say("report.source.period", period=_YEARS.sub("\\1–\\2", period))


def known_line(words: Words, names: Sequence[str]) -> str:
    """In which partnerships two regions are together.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> known_line(Words("en"), ["A", "B", "C"]), known_line(Words("en"), [])
    ('Partners already in A, B and 1 more', 'No partnership in common is known')
    """
    if not names:
        return words.say("report.record.none")
    more = len(names) - MOST
    if more > 0:
        return words.say(
            "report.record.known", names=words.say("report.record.more", names=", ".join(names[:MOST]), n=more)
        )
    return words.say("report.record.known", names=words.listed(list(names)))


def sure_line(words: Words, best: Best, steady: float | None, *, first: int, region: str, matched: bool = True) -> str:
    """How sure the suggestions for a region are, in one sentence.

    Parameters
    ----------
    words : Words
    best : Best
        The first partner beside chance.
    steady : float, optional
        Share of the first partners that stay among the first when lists and themes change a little.
    first : int
        How many first partners that is.
    region : str
        Name of the region that asks.
    matched : bool
        The region has thematic areas.

    Examples
    --------
    >>> from matcher.words.chance import Best
    >>> from matcher.words.words import Words
    >>> sure_line(Words("en"), Best(2.0, 4.0, 170), 0.6, first=5, region="Alfa").partition(", and")[0]
    'When the lists are changed a little, 3.0 of the first 5 regions stay among the first on average'
    """
    if not matched:
        return words.say("report.sure.unmatched", region=region)
    if not best.first > 0:
        return words.say("report.sure.nobody")
    above = words.say(f"report.sure.{'above' if best.first > best.by_chance else 'within'}", n=words.whole(best.kept))
    if steady is None or math.isnan(steady):
        return words.say("report.sure.unsteady", above=above)
    return words.say("report.sure.sentence", kept=words.number(first * steady, 1), first=first, above=above)


def next_lines(
    words: Words,
    region: str,
    explanations: Sequence[Explanation],
    *,
    contacts: Sequence[str] = (),
    matched: bool = True,
) -> list[str]:
    """What to do after reading: check, read, ask, contact.

    Parameters
    ----------
    words : Words
    region : str
        Name of the region that asks.
    explanations : sequence of Explanation
        Of the suggested partners, the best first; region a is the one that asks.
    contacts : sequence of str
        Whom to call, as the data name them.
    matched : bool
        The region has thematic areas.
    """
    if not matched:
        return [words.say("report.next.describe", region=region)]
    lines = [words.say("report.next.check")]
    if not explanations:
        return lines
    names = list(dict.fromkeys(names_of(explanation, words)["b"] for explanation in explanations))
    lines.append(words.count("report.next.read", len(names), regions=words.listed(names[:SEVERAL])))
    asked = next((it for it in explanations if above_chance(it["a_gains"]) and it["a_gains"]["reasons"]), None)
    if asked:
        values = _reason_values(words, asked, "a", asked["a_gains"]["reasons"][0])
        lines.append(words.say("report.next.ask", partner=names_of(asked, words)["b"], **values))
    else:
        lines.append(words.say("report.next.ask_any", partner=names[0], region=region))
    told = words.say("report.next.contact", contacts=words.listed(list(contacts))) if contacts else None
    return [*lines, told or words.say("report.next.no_contact")]
