"""Sections, cards and tables of a report, without a format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from matcher.facts import GAINS, OTHER, SIDES, Explanation, RegionName, Side
from matcher.plots import pair_parts, partner_bars, rounded_to_sum
from matcher.report.facts import MOST_COMPLEMENTARY, AreaFacts, PairFacts, PartnerFacts, PartsTable, ProfileFacts
from matcher.report.shapes import (
    AreaRow,
    Card,
    PairView,
    PartRow,
    PartsView,
    ProfileView,
    SharedRow,
    SharedView,
    SideView,
)
from matcher.words import explain as wording
from matcher.words import relations
from matcher.words.chance import best_sentence, expected_sentence, shared_sentence, telling_sentence
from matcher.words.forms import short_name
from matcher.words.goals import quadrant_key
from matcher.words.own import own_sentences
from matcher.words.relations import beside_sentences
from matcher.words.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["pair_view", "profile_view"]

#: The list of a profile that is about what both work on.
Overlap = Literal["overlap"]
#: Codes of objections that concern the data of a region, and those that a list of partners leaves to the pair report.
ABOUT_DATA = ("few_areas", "national_list", "note", "nested", "horizontal_only")
LEFT_OUT = ("period_differs",)
#: Sections that end every report.
LAST = ("limits", "method", "sources")


def profile_view(words: Words, facts: ProfileFacts) -> ProfileView:
    """The profile of a region: title, sections, cards, tables, and its figure."""
    name = words.region(facts.region.region_id, facts.region.region)
    rows = [_row(words, partner) for partner in facts.complementary]
    return {
        "title": words.say("page.profile_title", region=name),
        "sections": _profile_sections(words, facts),
        "name": short_name(name),
        "area_rows": _area_rows(words, facts.region.region_id, facts.region.areas),
        "own": own_sentences(words, facts.own) if facts.matched else [],
        "best": {by: best_sentence(words, best) for by, best in facts.best.items()},
        "complementary": [_card(words, partner, "a") for partner in facts.complementary],
        "overlapping": [_card(words, partner, "overlap") for partner in facts.overlapping],
        "given": [_card(words, partner, "b") for partner in facts.given],
        "figure": partner_bars(rows, name, language=words.language) if rows else None,
        "telling": telling_sentence(words, facts.chance),
        "enough": len(facts.complementary) >= MOST_COMPLEMENTARY,
    }


def pair_view(words: Words, facts: PairFacts) -> PairView:
    """The report on a pair: title, sections, reasons, tables of parts, and its figure."""
    explanation = facts.explanation
    names = wording.names_of(explanation, words)
    sides: list[SideView] = []
    pairs: tuple[tuple[Side, Side, PartsTable], ...] = (("a", "b", facts.a_gains), ("b", "a", facts.b_gains))
    for side, other, table in pairs:
        gains = explanation[GAINS[side]]
        sides.append(
            {
                "side": side,
                "gainer": names[side],
                "giver": names[other],
                "gains": gains,
                "chance": expected_sentence(words, gains["brings"], gains["expected"], names[other]),
                "reasons": wording.gain_sentences(words, explanation, side, 3),
                "told": wording.gain_told(words, explanation, side, 3),
                "parts": _parts_view(words, explanation, side, table),
            }
        )
    shared = wording.shared_sentences(words, explanation, 3)
    return {
        "title": words.say("page.pair_title", **names),
        "sections": _pair_sections(words, names, judged=facts.judged),
        "names": names,
        "verdict": wording.verdict_sentence(words, explanation),
        "sides": sides,
        "shared": shared,
        "perhaps": wording.perhaps_sentences(words, explanation, 3),
        "weightiest": [told for reasons in (sides[0]["reasons"], sides[1]["reasons"], shared) for told in reasons[:1]],
        "shared_parts": _shared_view(words, explanation, facts.shared),
        "beside": beside_sentences(words, explanation, names),
        "shared_chance": shared_sentence(words, explanation["overlap"]),
        "telling": telling_sentence(words, explanation["chance"]),
        "against": wording.objection_sentences(words, explanation),
        "area_rows": {
            region.region_id: _area_rows(words, region.region_id, region.areas) for region in (facts.a, facts.b)
        },
        "figure": _pair_figure(words, explanation) if facts.judged else None,
    }


def _profile_sections(words: Words, facts: ProfileFacts) -> list[tuple[str, str]]:
    """Ids and headings of the profile's sections, for its table of contents."""
    lists = ["complementary", "overlapping", "gives"] if facts.matched else []
    name = short_name(words.region(facts.region.region_id, facts.region.region))
    return [(key, words.say(f"page.{key}", region=name)) for key in ("summary", "who", *lists, *LAST)]


def _pair_sections(words: Words, names: Mapping[str, str], *, judged: bool) -> list[tuple[str, str]]:
    """Ids and headings of the pair report's sections, for its table of contents."""
    gains = [
        (f"gains-{side}", words.say("page.gain_of", gainer=names[side], giver=names[other]))
        for side, other in (("a", "b"), ("b", "a"))
    ]
    simple = {
        key: (key, words.say(f"page.{key}"))
        for key in ("summary", "regions", "figures", "shared", "beside", "against", *LAST)
    }
    kept = ["figures", "shared", "beside", "against", *LAST] if judged else ["against", *LAST]
    return [simple["summary"], simple["regions"], *(gains if judged else []), *(simple[key] for key in kept)]


def _card(words: Words, partner: PartnerFacts, side: Side | Overlap) -> Card:
    """One partner of a profile: reasons on the side that its list is about, and what to keep in mind."""
    explanation = partner.explanation
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
    return {
        "row": {**_row(words, partner), "country": words.country(partner.row["country"])},
        "quadrant": quadrant_key(partner.row["quadrant"]),
        "reasons": reasons,
        "chance": _chance(words, explanation, side),
        "against": wording.objection_sentences(words, explanation, entries=against),
    }


def _row(words: Words, partner: PartnerFacts) -> Mapping[str, Any]:
    """A partner's row with its name in the language of the page."""
    return {**partner.row, "region": words.region(partner.row["region_id"], partner.row["region"])}


def _named(words: Words, region: RegionName) -> RegionName:
    """Facts of a region with its name in the language of the page."""
    return {**region, "region": words.region(region["region_id"], region["region"])}


def _pair_figure(words: Words, explanation: Explanation) -> Figure:
    named: Explanation = {**explanation, "a": _named(words, explanation["a"]), "b": _named(words, explanation["b"])}
    return pair_parts(named, language=words.language, labels=words.labels)


def _chance(words: Words, explanation: Explanation, side: Side | Overlap) -> str:
    """How the score of a list compares with chance, in a sentence."""
    if side == "overlap":
        return shared_sentence(words, explanation["overlap"])
    gains, giver = explanation[GAINS[side]], wording.names_of(explanation, words)[OTHER[side]]
    return expected_sentence(words, gains["brings"], gains["expected"], giver)


def _area_rows(words: Words, region_id: str, areas: Iterable[AreaFacts]) -> list[AreaRow]:
    """Areas by their name in the language of the page, with their other name where they have one."""
    rows: list[AreaRow] = []
    for area in areas:
        shown, _ = words.names.get((region_id, area.text), (area.text, ""))
        others = {area.text: "en", area.original: area.language}
        rows.append(
            {
                "name": words.area(region_id, area.text),
                "other": [words.label(name, own) for name, own in others.items() if name not in ("", shown)],
                "themes": [words.niche(theme) for theme in area.themes],
                "niches": [words.niche(niche) for niche in area.niches],
            }
        )
    return rows


def _parts_view(words: Words, explanation: Explanation, side: Side, table: PartsTable) -> PartsView:
    """Rows of the table of what one region gains; the numbers shown sum to the score shown."""
    other = OTHER[side]
    *values, rest = rounded_to_sum([*(part["value"] for part in table.parts), table.rest_value])
    rows: list[PartRow] = [
        {
            "label": words.niche(part["label"]),
            "areas": wording.area_names(words, explanation, other, part),
            "related": [
                (
                    words.quoted(wording.own_names(words, explanation, side, because)),
                    relations.evidence(words, because),
                )
                for because in part["because"]
            ],
            "value": words.number(value, sign=True),
        }
        for part, value in zip(table.parts, values, strict=True)
    ]
    others = (words.count("table.rest", table.rest), words.number(rest, sign=True)) if table.rest else None
    return {"rows": rows, "others": others, "score": words.number(table.score, sign=True)}


def _shared_view(words: Words, explanation: Explanation, table: PartsTable) -> SharedView:
    """Rows of the table of what both work on."""
    *values, rest = rounded_to_sum([*(part["value"] for part in table.parts), table.rest_value])
    rows: list[SharedRow] = [
        {
            "label": words.niche(part["label"]),
            "areas": [wording.area_names(words, explanation, side, part) for side in SIDES],
            "value": words.number(value),
        }
        for part, value in zip(table.parts, values, strict=True)
    ]
    others = (words.count("table.rest", table.rest), words.number(rest)) if table.rest else None
    return {"rows": rows, "others": others, "score": words.number(table.score)}
