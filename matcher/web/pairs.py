"""The pages of a pair: its reasons and parts, how steady a rank is, and who might meet whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.facts import AREAS, GAINS, OTHER, SIDES, Explanation, Part, Side
from matcher.plots import rounded_to_sum
from matcher.report.facts import PairFacts, PartsTable, pair_facts
from matcher.settings import DRAWS, FIRST
from matcher.web.asking import Asking
from matcher.web.done import declared_and_done
from matcher.web.drawings import bars
from matcher.web.page import Page
from matcher.words import explain as wording
from matcher.words.chance import expected_sentence, shared_sentence
from matcher.words.meetings import meetings_text
from matcher.words.record import record_sentences
from matcher.words.relations import evidence

__all__ = ["meeting_page", "pair_page", "steadiness_page"]

#: Sentences of one kind.
TOLD = 3


def pair_page(asking: Asking, a: str, b: str) -> Page:
    """Two regions: what each brings, what they share, and what speaks against it."""
    facts, words = pair_facts(asking.run, a, b), asking.words
    explanation = facts.explanation
    ids = (facts.a.region_id, facts.b.region_id)
    names: dict[str, str] = {side: asking.region_name(each) for side, each in zip(SIDES, ids, strict=True)}
    shared = wording.shared_sentences(words, explanation, TOLD)
    sides = [_side(asking, facts, side, names) for side in SIDES]
    return Page(
        "pair.html",
        asking.plain.say("web.pair.title", **names),
        {
            "facts": facts,
            "explanation": explanation,
            "ids": ids,
            "names": names,
            "verdict": wording.verdict_sentence(words, explanation),
            "weightiest": [told for found in (*(side["reasons"] for side in sides), shared) for told in found[:1]],
            "sides": sides,
            "lists": [_list(asking, region) for region in (facts.a, facts.b)],
            "shared": shared,
            "shared_chance": shared_sentence(words, explanation["overlap"]),
            "perhaps": wording.perhaps_sentences(words, explanation, TOLD),
            "against": wording.objection_sentences(words, explanation),
            "record": _record(asking, ids),
            "joint": record_sentences(words, explanation, names),
            "done": [declared_and_done(asking, one) for one in facts.records],
            "first": FIRST,
            "draws": DRAWS,
        },
    )


def _list(asking: Asking, region: Any) -> Mapping[str, Any]:
    """A region's areas with the niches that they belong to."""
    words = asking.words
    return {
        "id": region.region_id,
        "name": asking.region_name(region.region_id),
        "country": asking.plain.country(region.country),
        "period": asking.period(region.period),
        "notes": [words.note(note) for note in region.notes],
        "areas": [
            (words.area(region.region_id, area.text), [words.niche(niche) for niche in area.niches])
            for area in region.areas
        ],
    }


def _side(asking: Asking, facts: PairFacts, side: Side, names: Mapping[str, str]) -> Mapping[str, Any]:
    """What one region gains from the other: sentences, and the parts that add up to the score."""
    words, explanation = asking.words, facts.explanation
    gains, giver = explanation[GAINS[side]], names[OTHER[side]]
    table = facts.a_gains if side == "a" else facts.b_gains
    return {
        "side": side,
        "gainer": names[side],
        "giver": giver,
        "gains": gains,
        "chance": expected_sentence(words, gains["brings"], gains["expected"], giver=giver, gainer=names[side]),
        "reasons": wording.gain_sentences(words, explanation, side, TOLD),
        "told": wording.gain_told(words, explanation, side, TOLD),
        "parts": _parts(asking, explanation, side, table),
    }


def _parts(asking: Asking, explanation: Explanation, side: Side, table: PartsTable) -> Mapping[str, Any]:
    """Rows of the table of parts; the numbers shown sum to the score shown."""
    words = asking.words
    values = [*(part["value"] for part in table.parts), table.rest_value]
    drawn = bars(values)
    shown = [words.number(value, sign=True) for value in rounded_to_sum(values)]
    return {
        "rows": [
            {"label": words.niche(part["label"]), "areas": _areas(asking, explanation, OTHER[side], part),
             "related": _related(asking, explanation, side, part), "value": value, "bar": bar}
            for part, value, bar in zip(table.parts, shown, drawn, strict=False)
        ],
        "others": words.count("table.rest", table.rest) if table.rest else "",
        "others_value": shown[-1],
        "others_bar": drawn[-1],
        "score": words.number(table.score, sign=True),
    }  # fmt: skip


def _areas(asking: Asking, explanation: Explanation, side: Side, part: Part) -> Sequence[str]:
    return [asking.words.area(explanation[side]["region_id"], text) for text in part[AREAS[side]]]


def _related(asking: Asking, explanation: Explanation, side: Side, part: Part) -> Sequence[tuple[str, str]]:
    """What each part is related to in the gaining region, and how that is known."""
    words = asking.words
    return [
        (words.quoted(wording.own_names(words, explanation, side, because)), evidence(words, because))
        for because in part["because"]
    ]


def _record(asking: Asking, ids: tuple[str, str]) -> list[Mapping[str, Any]]:
    """Partnerships that have both regions, with an address for each."""
    known, (a, b) = asking.edition.known, sorted(ids)
    found = known[(known["region_a_id"] == a) & (known["region_b_id"] == b)]
    listed = asking.edition.partnerships
    return [
        {"name": name, "url": listed.loc[listed["partnership"] == name, "source_url"].iloc[0]}
        for names in found["names"]
        for name in names
    ]


def steadiness_page(asking: Asking, a: str, b: str) -> Page:
    """How often a partner stays among the first when the lists are drawn anew."""
    run, words = asking.run, asking.words
    ids = [run.region(name).region_id for name in (a, b)]
    names = dict(zip("ab", map(asking.region_name, ids), strict=True))
    told = []
    drawn = run.stability(ids[0])
    for row in drawn[drawn["partner_id"] == ids[1]].to_dict("records"):
        values = {"share": words.percent(row["top_share"]), "low": row["rank_low"], "high": row["rank_high"]}
        told.append(words.say("web.pair.steadiness_told", **names, top=FIRST, draws=DRAWS, **values))
    title = asking.plain.get("web.pair.steadiness")
    told.append(words.get("verb.stability.fragile"))
    return Page("told.html", title, {"told": told, "ids": ids, "names": names})


def meeting_page(asking: Asking, a: str, b: str) -> Page:
    """Which organisations of two regions might meet, niche by niche."""
    run = asking.run
    regions = [run.region(name) for name in (a, b)]
    ids = [region.region_id for region in regions]
    facts = run.meet(ids[0], ids[1], asking.edition.actors)
    blocks = meetings_text(asking.plain, facts, [(region.region_id, region.region) for region in regions])
    names = dict(zip("ab", map(asking.region_name, ids), strict=True))
    return Page("told.html", asking.plain.get("web.pair.meet"), {"blocks": blocks[1:], "ids": ids, "names": names})
