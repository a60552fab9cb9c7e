"""The pages of a pair: its reasons and parts, how steady a rank is, and who might meet whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.facts import SIDES
from matcher.report.facts import PairFacts, PartsTable, pair_facts
from matcher.report.view import pair_view
from matcher.settings import DRAWS, FIRST
from matcher.sources.lists.actors import read_actors
from matcher.web.asking import Asking
from matcher.web.drawings import bars
from matcher.web.page import Page
from matcher.words.meetings import meetings_text

__all__ = ["meeting_page", "pair_page", "steadiness_page"]

#: The bundled table of actors.
ACTORS = "actors_sweden"


def pair_page(asking: Asking, a: str, b: str) -> Page:
    """Two regions: what each brings, what they share, and what speaks against it."""
    facts = pair_facts(asking.run, a, b)
    view = pair_view(asking.words, facts, drawn=False)
    ids = (facts.a.region_id, facts.b.region_id)
    names = {side: asking.region_name(region_id) for side, region_id in zip(SIDES, ids, strict=True)}
    return Page(
        "pair.html",
        asking.plain.say("web.pair.title", **names),
        {
            "facts": facts,
            "view": view,
            "ids": ids,
            "names": names,
            "bars": {side: bars(_values(table)) for side, table in _tables(facts)},
            "record": _record(asking, ids),
            "first": FIRST,
            "draws": DRAWS,
        },
    )


def _tables(facts: PairFacts) -> list[tuple[str, PartsTable]]:
    return [("a", facts.a_gains), ("b", facts.b_gains), ("shared", facts.shared)]


def _values(table: PartsTable) -> list[float]:
    """The parts that are told one by one, and the others together."""
    return [*(part["value"] for part in table.parts), *([table.rest_value] if table.rest else [])] or [0.0]


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
    drawn = run.stability(ids[0])
    row = drawn[drawn["partner_id"] == ids[1]].iloc[0]
    told = words.say(
        "web.pair.steadiness_told", **names, top=FIRST, draws=DRAWS, share=words.percent(row["top_share"]),
        low=row["rank_low"], high=row["rank_high"],
    )  # fmt: skip
    title = asking.plain.get("web.pair.steadiness")
    return Page("told.html", title, {"told": [told, words.get("verb.stability.fragile")], "ids": ids, "names": names})


def meeting_page(asking: Asking, a: str, b: str) -> Page:
    """Which organisations of two regions might meet, niche by niche."""
    run = asking.run
    regions = [run.region(name) for name in (a, b)]
    ids = [region.region_id for region in regions]
    facts = run.meet(ids[0], ids[1], read_actors(ACTORS).actors)
    blocks = meetings_text(asking.plain, facts, [(region.region_id, region.region) for region in regions])
    names = dict(zip("ab", map(asking.region_name, ids), strict=True))
    return Page("told.html", asking.plain.get("web.pair.meet"), {"blocks": blocks[1:], "ids": ids, "names": names})
