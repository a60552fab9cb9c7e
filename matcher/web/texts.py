"""The pages that answer a text: the one field of the start page, and groups of regions for a call."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.consortium.build import SIZE
from matcher.errors import ModelError, NameUnknownError
from matcher.facts import ConsortiumAnswer, QueryAnswer
from matcher.query.encoding import model_of
from matcher.sources.lists.rules import load_rules, rule_names
from matcher.web.asking import MOST_CALL, Asking
from matcher.web.page import Page, Turn
from matcher.web.regions import Choice, by_country
from matcher.words.blocks import Block, Paragraph
from matcher.words.changes import changes_text, watch_text
from matcher.words.consortium import consortium_text

__all__ = ["compare_page", "group_answer", "group_page", "search_page"]

#: Codes of a name that stands for several regions, or lies in, or around, some.
NEAR = ("region.ambiguous", "region.inside", "region.around", "region.city")
#: The code of a region that is known, and has no list here.
ABSENT = "region.absent"
#: Regions and areas of an answer.
SHOWN = 12
#: A line is as long as its paragraph.
WIDE = 10_000
#: Most members of a group that is asked for in a page.
MOST_MEMBERS = 12


def search_page(asking: Asking) -> Page | Turn:
    """What a text means: a region, whose page follows, or a need, with the regions that work on it."""
    text = asking.given.text("q")
    if not text:
        return Turn(asking.at.page())
    try:
        return Turn(asking.at.page("region", asking.run.region(text).region_id))
    except NameUnknownError as error:
        unknown = error
    model_of(asking.run)  # a run that cannot read texts here says so, and not that nothing is close
    try:
        found: QueryAnswer | None = asking.run.query(text, top=SHOWN)
    except ModelError:  # no word of the text is known
        found = None
    title = asking.plain.say("web.search.title", text=text)
    return Page("search.html", title, {"text": text, "found": found, "shown": SHOWN, **_place(asking, unknown, found)})


def _place(asking: Asking, unknown: NameUnknownError, found: QueryAnswer | None) -> dict[str, object]:
    """What is known of a name that is no region here, and the regions that may be meant.

    Regions of a similar name are offered where nothing else is found: "energi" is no slip of the pen.
    """
    listed = [one for one in unknown.choices if one in asking.run.region_ids]
    if unknown.code in (*NEAR, ABSENT):
        told = asking.plain.get("web.error.codes")[unknown.code.replace(".", "_")]
        return {"place": told, "choices": listed}
    return {"place": "", "choices": [] if found and found["near"] and found["regions"] else listed}


def group_answer(asking: Asking) -> ConsortiumAnswer | None:
    """The groups that are asked for; None where nothing is asked."""
    given = asking.given
    text, niches = given.text("text", most=MOST_CALL), _niches(asking)
    if not (text or niches):
        return None
    return asking.run.consortium(
        () if text else niches, text=text, rules=given.choice("rules", ("", *rule_names()), usual="") or None,
        size=_size(asking) if "size" in given else None, fixed=given.several("fixed"),
    )  # fmt: skip


def _niches(asking: Asking) -> list[str]:
    return [part.strip() for part in asking.given.text("niche").split(";") if part.strip()]


def _size(asking: Asking) -> int:
    return asking.given.whole("size", usual=SIZE, most=MOST_MEMBERS)


def group_page(asking: Asking) -> Page:
    """Groups of regions for a call, or why there is none."""
    given, plain = asking.given, asking.plain
    text, fixed, rules = given.text("text", most=MOST_CALL), given.several("fixed"), given.text("rules")
    answer = group_answer(asking)
    blocks = [] if answer is None else consortium_text(plain, answer)
    if text:
        blocks.append(plain.get("web.group.call_text"))
    regions = [
        (country, [Choice(row["id"], row["name"], row["id"] in fixed) for row in rows])
        for country, rows in by_country(asking)
    ]
    return Page(
        "group.html",
        plain.get("web.group.title"),
        {
            "blocks": blocks,
            "text": text,
            "niche": "; ".join(_niches(asking)),
            "rules": [Choice(name, load_rules(name).title, name == rules) for name in rule_names()],
            "size": _size(asking),
            "sizes": range(2, MOST_MEMBERS + 1),
            "regions": regions,
            "most": MOST_CALL,
            "found": bool(answer and answer["groups"]),
            "query": asking.query,
        },
    )


def compare_page(asking: Asking) -> Page:
    """What changed since the older run, of all regions or of one."""
    older, region = asking.edition.older, asking.given.text("region")
    lines: list[str] = []
    if older is not None:
        labels = {**older.labels_in(asking.language), **asking.run.labels_in(asking.language)}
        if region:
            told = watch_text(asking.run.watch(older, region), asking.language, labels=labels, width=WIDE)
            lines = told.splitlines()
        else:
            told = changes_text(asking.run.compare(older), asking.language, brief=True, labels=labels, width=WIDE)
            lines = [*told.splitlines(), "", asking.plain.get("web.compare.more")]
    regions = [
        (country, [Choice(row["id"], row["name"], row["id"] == region) for row in rows])
        for country, rows in by_country(asking)
    ]
    title = asking.plain.get("web.compare.title")
    return Page("compare.html", title, {"blocks": _blocks(lines), "there": older is not None, "regions": regions})


def _blocks(lines: Iterable[str]) -> list[Block]:
    """Lines of a text as blocks: what begins with a dash is an entry of a list."""
    said = map(str.strip, lines)
    return [Paragraph(line.removeprefix("- "), 2, "- ") if line.startswith("- ") else line for line in said]
