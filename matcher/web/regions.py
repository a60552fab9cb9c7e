"""The pages of regions: all of them, one with its partners, and one with other areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

from matcher.areas import WHOLE
from matcher.facts import Explanation
from matcher.later import pd
from matcher.partners import list_facts, own_areas, partners
from matcher.places import COHESION
from matcher.places.eu import macroregions
from matcher.record import programme_names
from matcher.settings import FIRST, QUADRANTS, RANKING_COLUMNS, RANKINGS, TOP
from matcher.sources.lists.partnerships import RECORD
from matcher.web.asking import FILTERS, Asking
from matcher.web.done import declared_and_done
from matcher.web.drawings import plane
from matcher.web.page import Page
from matcher.words.chance import best_of, best_sentence
from matcher.words.forms import rank_mark
from matcher.words.goals import quadrant_key
from matcher.words.own import few_sentences, placed_sentence
from matcher.words.partners import left_out_text
from matcher.words.record import joint_words
from matcher.words.reports import against_lines, gain_line, shared_line, why_lines
from matcher.words.what_if import what_if_text
from matcher.words.words import Words

__all__ = ["filter_choices", "found_partners", "region_page", "regions_page", "what_if_page"]

#: Kinds of source that a list may have.
EVIDENCE = ("official", "reported", "secondhand")
#: The order in which rankings are offered.
OFFERED = ("complementarity", "overlap", "mutual", "gives")
#: Filters of the form: those with choices, and those that are typed, where lists tell of them.
SELECTS = (
    "country",
    "not_country",
    "macroregion",
    "theme",
    "niche",
    "cohesion",
    "programme",
    "quadrant",
    "evidence",
    "known",
)
TYPED = ("within_km", "beyond_km", "min_areas", "newer_than")
#: How many partners are offered next.
STEPS = (25, 50, 100, 200)
#: The largest number of cards on a page.
MOST_CARDS = STEPS[-1]
#: Partnerships that are named on a card.
NAMED = 2


class Choice(NamedTuple):
    """A value of a field of a form, what it is called, and whether it is chosen."""

    value: str
    label: str
    chosen: bool = False


class NamedRegion(TypedDict):
    """A region in a list of regions: its id, its name in the language of the page, and how many areas it has."""

    id: str
    name: str
    areas: int


def regions_page(asking: Asking) -> Page:
    """All regions by country."""
    return Page("regions.html", asking.plain.get("web.regions.title"), {"countries": by_country(asking)})


def by_country(asking: Asking) -> list[tuple[str, list[NamedRegion]]]:
    """Regions by country, both in alphabetical order."""
    run, plain = asking.run, asking.plain
    found: dict[str, list[NamedRegion]] = {}
    for region_id, country in zip(run.regions["region_id"], run.regions["country"], strict=True):
        row = NamedRegion(id=region_id, name=asking.region_name(region_id), areas=int(run.sizes[region_id]))
        found.setdefault(plain.country(country), []).append(row)
    return [
        (country, sorted(found[country], key=lambda row: asking.sorting(row["name"])))
        for country in sorted(found, key=asking.sorting)
    ]


# -- one region --------------------------------------------------------------------------------------------------------


def region_page(asking: Asking, name: str) -> Page:
    """A region: its areas, where each was placed, and its partners."""
    run, given, words = asking.run, asking.given, asking.words
    region_id = run.region(name).region_id
    region = asking.edition.regions[region_id]
    own = own_areas(run, region_id)
    shown = asking.region_name(region_id)
    top = given.whole("top", usual=TOP, most=MOST_CARDS)
    found = found_partners(asking, region_id, top=top)
    listed = _rows(found)
    rows = [] if run.is_unmatched(region_id) else listed
    explanations = [asking.edition.explain(region_id, row["region_id"]) for row in rows]
    against = against_lines(words, explanations)
    told = zip(rows, _reasons(asking, explanations), against.lines, strict=True)
    cards = [_card(asking, row, reason, caveat) for row, reason, caveat in told]
    return Page(
        "region.html",
        asking.plain.say("web.region.title", region=shown),
        {
            "region": region,
            "name": shown,
            "about": words.say(
                "web.region.about",
                country=asking.plain.country(region.country),
                period=asking.period(region.period),
                areas=asking.plain.count("web.regions.areas", len(own["areas"])),
            ),
            "notes": [words.note(note) for note in region.notes],
            "areas": [
                {"kind": area["kind"], "told": placed_sentence(words, region_id, area), "plain": area["area"]}
                for area in own["areas"]
            ],
            "advice": few_sentences(words, own),
            "sources": _sources(asking, region_id),
            "matched": not run.is_unmatched(region_id),
            "by": given.by,
            "tabs": [(by, asking.at.page("region", region_id, by=None if by == RANKINGS[0] else by, **given.chosen()))
                     for by in OFFERED],
            "cards": cards,
            "common": against.common,
            "numbers": _numbers(asking, listed),
            "best": _best(words, found, given.by),
            "left_out": left_out_text(words, list_facts(found)),
            "plane": plane(asking, region_id, found) if cards else None,
            "more": next((n for n in STEPS if top < n), None) if len(found) < found.attrs["kept"] else None,
            "filters": {} if asking.at.plain else filter_choices(asking),
            "chosen": given.chosen(),
            "selects": [name for name in SELECTS if name in FILTERS],
            "numbers_asked": [name for name in TYPED if name in FILTERS],
            "ranking": given.by,
            "first": FIRST,
            "done": declared_and_done(asking, asking.edition.record(region_id)),
        },
        description=asking.plain.say("web.region.by_complementarity_text", region=shown),
    )  # fmt: skip


def found_partners(asking: Asking, region_id: str, *, top: int | None) -> pd.DataFrame:
    """The partners that the request asks for, as `Run.partners` ranks them, with known partnerships."""
    given = asking.given
    return partners(
        asking.run, region_id, by=given.by, top=top, goal=given.text("goal", "deepen"), filters=given.filters(),
        known=asking.edition.known,
    )  # fmt: skip


def _rows(found: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [found[name].tolist() for name in found]
    return [dict(zip(map(str, found), row, strict=True)) for row in zip(*columns, strict=True)]


def _reasons(asking: Asking, explanations: Sequence[Explanation]) -> list[str]:
    """One reason for each partner, of the side that the list is about."""
    words, by = asking.words, asking.given.by
    if by == "overlap":
        return [shared_line(words, explanation) for explanation in explanations]
    if by == "gives":
        return [gain_line(words, explanation, "b") for explanation in explanations]
    return why_lines(words, explanations)


def _card(asking: Asking, row: Mapping[str, Any], reason: str, caveat: str) -> Mapping[str, Any]:
    """One partner: one reason, one caveat, its numbers, source and age."""
    words, by = asking.words, asking.given.by
    return {
        "id": row["region_id"],
        "name": asking.region_name(row["region_id"]),
        "country": words.country(row["country"]),
        "rank": None if pd.isna(row["rank"]) else int(row["rank"]),
        "tied": bool(row["tied"]),
        "quadrant": quadrant_key(row["quadrant"]),
        "reason": reason,
        "caveat": caveat,
        "numbers": _told(asking, row, by),
        "value": row[RANKING_COLUMNS[by]],
        "period": asking.period(row["period"]),
        "sources": [url for url in row["sources"] if url.startswith(("https://", "http://"))],
        "record": "; ".join(filter(None, [_known_through(asking, row), _joint(asking, row)])),
    }


def _known_through(asking: Asking, row: Mapping[str, Any]) -> str:
    through = row["known_through"]
    return asking.words.say("web.region.record_known", names="; ".join(through[:NAMED])) if through else ""


def _best(words: Words, found: pd.DataFrame, by: str) -> str:
    """What the best of random lists would reach; nothing without partners."""
    return best_sentence(words, best_of(found[RANKING_COLUMNS[by]], list_facts(found))) if len(found) else ""


def _joint(asking: Asking, row: Mapping[str, Any]) -> str:
    """How many joint projects the track record counts; "" where it counts none."""
    interreg, h2020 = (0 if pd.isna(row[name]) else int(row[name]) for name in ("joint_interreg", "joint_h2020"))
    return joint_words(asking.words, interreg, h2020)


def _told(asking: Asking, row: Mapping[str, Any], by: str) -> str:
    """The numbers of a card in a line."""
    words = asking.words
    key = "web.region.numbers" if by == "complementarity" else f"web.region.numbers_{by}"
    values = {
        "complementarity": {"z": (row["z"], 1), "brings": (row["brings"], 3), "expected": (row["expected"], 3)},
        "overlap": {"z": (row["overlap_z"], 1), "overlap": (row["overlap"], 3),
                    "expected": (row["overlap_expected"], 3)},
        "mutual": {"mutual": (row["mutual"], 1), "z": (row["z"], 1), "gives": (row["gives_z"], 1)},
        "gives": {"gives": (row["gives_z"], 1), "z": (row["z"], 1)},
    }  # fmt: skip
    return words.say(key, **{name: words.number(value, digits) for name, (value, digits) in values[by].items()})


def _numbers(asking: Asking, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows of the table that says the same as the cards and the plane."""
    columns = (("z", 1), ("brings", 3), ("expected", 3), ("gives_z", 1), ("overlap_z", 1))
    return [
        {
            "id": row["region_id"],
            "name": asking.region_name(row["region_id"]),
            "rank": rank_mark(None if pd.isna(row["rank"]) else row["rank"], tied=row["tied"]),
            "cells": [asking.words.number(row[column], digits) for column, digits in columns],
            "quadrant": quadrant_key(row["quadrant"]),
        }
        for row in rows
    ]


def _sources(asking: Asking, region_id: str) -> list[tuple[str, str]]:
    """Address and title of where a region's areas were read."""
    areas = asking.run.areas[asking.run.areas["region_id"] == region_id]
    pairs = dict.fromkeys(zip(areas["source_url"], areas["source_title"], strict=True))
    return [(url if url.startswith(("https://", "http://")) else "", title or url) for url, title in pairs]


def filter_choices(asking: Asking) -> Mapping[str, tuple[Choice, ...]]:
    """The choices of the form, each marked where it is chosen."""
    found = {}
    for name, labels in asking.edition.once(f"filters {asking.language}", lambda: _filter_labels(asking)).items():
        chosen = asking.given.several(name)
        found[name] = tuple(Choice(value, label, value in chosen) for value, label in labels.items())
    return found


def _filter_labels(asking: Asking) -> Mapping[str, Mapping[str, str]]:
    """The choices of each field of the form with what they are called."""
    run, plain = asking.run, asking.plain
    countries = {code: plain.country(code) for code in dict.fromkeys(run.regions["country"]) if code}
    by_name = dict(sorted(countries.items(), key=lambda item: asking.sorting(item[1])))
    themes = run.theme_table[run.theme_table["level"] == "theme"]
    niches = run.theme_table[(run.theme_table["level"] == "niche") & ~run.theme_table["theme_id"].str.endswith(WHOLE)]

    def labels(table: pd.DataFrame) -> dict[str, str]:
        named = {row["theme_id"]: plain.niche(row["label"]) for row in table.to_dict("records")}
        return dict(sorted(named.items(), key=lambda item: asking.sorting(item[1])))

    return {
        "country": by_name,
        "not_country": by_name,
        "macroregion": {code: plain.term("terms.macroregion", name) for code, name in macroregions().items()},
        "theme": labels(themes),
        "niche": labels(niches),
        "cohesion": {name: plain.term("terms.cohesion", name) for name in COHESION},
        "programme": {name: name for name in programme_names()},
        "quadrant": {name: plain.get(f"quadrant.{quadrant_key(name)}") for name in QUADRANTS},
        "evidence": {name: plain.get(f"web.filters.evidence_{name}") for name in EVIDENCE},
        "known": {"new": plain.get("web.filters.known_new"), "known": plain.get("web.filters.known_known")},
    }


# -- what if -----------------------------------------------------------------------------------------------------------


def what_if_page(asking: Asking, name: str) -> Page:
    """Partners of a region with an area added or left out."""
    run, given = asking.run, asking.given
    region_id = run.region(name).region_id
    add, drop = given.several("add"), given.several("drop")
    blocks = []
    if add or drop:
        facts = run.what_if(region_id, add=add, drop=drop, by=given.by, filters=given.filters(),
                            partnerships=RECORD)  # fmt: skip
        blocks = what_if_text(asking.plain, facts)
    shown = asking.region_name(region_id)
    own = own_areas(run, region_id)
    return Page(
        "what_if.html",
        asking.plain.say("web.what_if.title", region=shown),
        {
            "id": region_id,
            "name": shown,
            "blocks": blocks,
            "add": add[0] if add else "",
            "areas": [Choice(area["area"], asking.plain.area(region_id, area["area"]), area["area"] in drop)
                      for area in own["areas"]],
        },
    )  # fmt: skip
