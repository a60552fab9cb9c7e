"""Groups of regions for a call in words: what is asked, the rules, the groups, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.facts import Asked, Candidates, ConsortiumAnswer, Gap, Greedy, Group, Member, Obstacle, RulesFacts
from matcher.settings import ANY_NICHE
from matcher.words.answers import read_blocks
from matcher.words.blocks import Block, Paragraph, Table

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["consortium_text", "gap_text", "on_niches", "reason_sentence", "rule_text", "step_name"]

#: Steps that are shown.
SHOWN = 25
#: Below this closeness one should look at what words of a text stand for.
DOUBTFUL = 0.8
#: Regions named for a gap.
NAMED = 4


def consortium_text(words: Words, facts: ConsortiumAnswer) -> list[Block]:
    """What `Run.consortium` found."""
    blocks = [
        *_asked(words, facts["asked"]),
        *read_blocks(words, facts),
        *_unread(words, facts["unread"]),
        *_rules(words, facts["rules"]),
        "",
        *_who(words, facts["candidates"]),
    ]
    if against := facts["against"]:
        return [*blocks, "", *_against(words, against["reasons"])]
    for group in facts["groups"]:
        blocks += ["", *_group(words, group)]
    return [*blocks, "", *_end(words, facts)]


def _asked(words: Words, asked: Sequence[Asked]) -> Iterator[Block]:
    rows = [[step_name(words, step["step"]), words.number(step["weight"]), step["regions"], _met_by(words, step)]
            for step in asked[:SHOWN]]  # fmt: skip
    yield Table([words.get(f"verb.consortium.head.{it}") for it in ("asked", "weight", "regions", "niches")], rows)
    if len(asked) > SHOWN:
        yield words.say("verb.consortium.more", n=len(asked) - SHOWN)
    if any(found["closeness"] < DOUBTFUL for step in asked for found in step["found"]):
        yield words.say("verb.consortium.doubtful", least=words.number(DOUBTFUL, 1))


def _unread(words: Words, unread: Sequence[str]) -> Iterator[Block]:
    if unread:
        yield words.say("verb.consortium.unread", words="; ".join(unread))


def step_name(words: Words, step: str) -> str:
    """A step that is a niche or a theme by that one's name in the language; others as they were asked for.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> step_name(Words("sv", labels={"forest and wood": "skog och trä"}), "forest and wood (any)")
    'något inom skog och trä'
    """
    if step in words.labels or not step.endswith(ANY_NICHE):
        return words.labels.get(step, step)
    return words.say("report.group.any", theme=words.niche(step.removesuffix(ANY_NICHE)))


def _met_by(words: Words, step: Asked) -> str:
    """The niches of a step, and the words of the text that they stand for."""
    niches = ", ".join(words.niche(label) for label in step["niches"].values())
    niches = niches or str(words.get("verb.consortium.no_niche"))
    if not step["found"]:
        return niches
    found = [words.say("verb.consortium.found", text=it["text"], closeness=words.number(it["closeness"], 2))
             for it in step["found"]]  # fmt: skip
    return words.say("verb.consortium.niches", niches=niches, words="; ".join(found))


def _rules(words: Words, rules: RulesFacts | None) -> Iterator[Block]:
    if not rules:
        return
    told = ", ".join(rule_text(words, key, value) for key, value in rules["rules"].items())
    date = rules["date"] or words.get("verb.consortium.undated")
    yield ""
    yield words.say("verb.consortium.rules", title=rules["title"] or rules["name"], date=date, rules=told)
    advice = words.term("terms.advice", rules["advice"])
    yield words.say(
        "verb.consortium.advice",
        advice=advice[:1].upper() + advice[1:],
        note=words.term("terms.rules_note", rules["note"]),
    )
    for source in rules["sources"]:
        yield Paragraph(words.say("verb.consortium.source", **source), indent=2)
    if "min_entities" in rules["rules"]:
        yield Paragraph(words.get("verb.consortium.entities"), indent=2)


def rule_text(words: Words, key: str, value: Any) -> str:
    """A rule in words; countries by name, a share as a percentage."""
    if isinstance(value, (list, tuple)):
        value = words.listed([words.country(code) for code in value])
    return words.say(f"verb.consortium.rule.{key}", n=words.percent(value) if isinstance(value, float) else value)


def _who(words: Words, candidates: Candidates) -> Iterator[Block]:
    """How many regions may take part, and what is not known of them."""
    left_out = candidates["left_out"]
    reasons = ", ".join(f"{words.term('terms.left_out', reason)} {n}" for reason, n in left_out.items())
    yield words.count("verb.consortium.may_left_out" if reasons else "verb.consortium.may", candidates["regions"],
                      reasons=reasons)  # fmt: skip
    unknown = [words.say(f"verb.consortium.unknown_{key}", n=n) for key, n in candidates["not_known"].items() if n]
    if unknown:
        yield words.say("verb.consortium.unknown", kinds=", ".join(unknown))


# -- why there is no group --------------------------------------------------------------------------------------------


def _against(words: Words, reasons: Sequence[Obstacle]) -> Iterator[Block]:
    yield words.get("verb.consortium.infeasible")
    yield from (Paragraph(reason_sentence(words, reason), indent=2, bullet="- ") for reason in reasons)
    if len(reasons) > 1:
        yield words.get("verb.consortium.contradict")


def reason_sentence(words: Words, reason: Obstacle) -> str:
    """One condition of a conflict, with what there is to meet it.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> reason_sentence(Words("en"), {"code": "min_countries", "regions": 6, "asked": 7, "found": 5})
    'the rules need 7 countries; the 6 regions that may take part lie in 5'
    """
    values = {key: _value(words, value) for key, value in reason.items() if key != "code"}
    if "kinds" in reason:
        return _category_sentence(words, reason, values)
    return words.say(f"verb.consortium.against.{reason['code']}", **values)


def _value(words: Words, value: Any) -> str:
    """A value of a reason: a number as the language writes it, or a list of names, of regions or of nested pairs."""
    if isinstance(value, float):
        return words.number(value)
    if not isinstance(value, list):
        return str(value)
    if value and isinstance(value[0], dict):
        return ", ".join(f"{words.region(it['region_id'], it['region'])} ({it['region_id']})" for it in value)
    if value and isinstance(value[0], list):
        return ", ".join(words.say("verb.consortium.against.nested_pair", a=a, b=b) for a, b in value)
    return ", ".join(value)


def _category_sentence(words: Words, reason: Obstacle, values: dict[str, str]) -> str:
    kinds = [words.term("terms.cohesion", kind) for kind in reason["kinds"]]
    both = words.say("verb.consortium.against.or", a=kinds[0], b=kinds[1]) if len(kinds) == 2 else kinds[0]
    key = "category_only" if reason["found"] < (reason["asked"] or 0) else "category"
    sentence = words.say(f"verb.consortium.against.{key}", **{**values, "kinds": both})
    if not reason["unknown"]:
        return sentence
    return words.say("verb.consortium.against.category_unknown", reason=sentence, unknown=reason["unknown"])


# -- groups -----------------------------------------------------------------------------------------------------------


def _group(words: Words, group: Group) -> Iterator[Block]:
    codes = group["countries"]
    kinds = [words.say("verb.consortium.kind", n=n, kind=words.term("terms.cohesion", kind))
             for kind, n in group["cohesion"].items()]  # fmt: skip
    yield words.say(
        "verb.consortium.group",
        rank=group["rank"],
        coverage=words.number(group["coverage"]),
        backed=words.number(group["backed"]),
        regions=words.count("verb.consortium.regions", group["size"]),
        countries=words.count("verb.consortium.countries", len(codes), codes=", ".join(codes)),
        states=words.count("verb.consortium.states", len(group["member_states"])),
        kinds=", ".join(kinds),
    )
    yield ""
    columns = ("region", "country", "adds", "lost", "works_on")
    rows = [[_member_name(words, member), member["country"] or "–", member["adds"], member["lost"],
             _works_on(words, member)] for member in group["members"]]  # fmt: skip
    yield Table([words.get(f"verb.consortium.head.{name}") for name in columns], rows)
    yield ""
    yield words.get("verb.consortium.order_steps")
    gaps = {gap["step"]: gap for gap in group["gaps"]}
    for step in group["steps"][:SHOWN]:
        told = ", ".join(step["by"]) or gap_text(words, gaps[step["step"]])
        yield Paragraph(words.say("verb.consortium.step", step=step_name(words, step["step"]), areas=told), indent=2)
    if len(group["steps"]) > SHOWN:
        yield Paragraph(words.say("verb.consortium.more", n=len(group["steps"]) - SHOWN), indent=2)


def _member_name(words: Words, member: Member) -> str:
    name = f"{words.region(member['region_id'], member['region'])} ({member['region_id']})"
    return words.say("verb.consortium.fixed", region=name) if member["fixed"] else name


def _works_on(words: Words, member: Member) -> str:
    """What of the steps a member works on, with its areas, and what to know of its data."""
    told = [words.say("verb.consortium.step", step=niches, areas=" / ".join(areas))
            for niches, areas in on_niches(words, member)]  # fmt: skip
    return "; ".join(told) + "".join(f" [{words.note(note)}]" for note in member["notes"])


def on_niches(words: Words, member: Member) -> list[tuple[str, list[str]]]:
    """The areas by which a member meets steps, under the niches in which they are: not under the words that were asked.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> area = {"step": "green steel", "niche": "metals", "label": "metals and steel", "area": "Metalworking"}
    >>> on_niches(Words("en"), {"region_id": "CZ063", "behind": [area]})
    [('metals and steel', ['Metalworking'])]
    """
    niches: dict[str, dict[str, None]] = {}
    for area in member["behind"]:
        niches.setdefault(words.area(member["region_id"], area["area"]), {})[words.niche(area["label"])] = None
    found: dict[str, list[str]] = {}
    for name, labels in niches.items():
        found.setdefault(", ".join(labels), []).append(name)
    return list(found.items())


def gap_text(words: Words, gap: Gap, *, names: Mapping[str, str] | None = None) -> str:
    """Why nobody of a group meets a step, and who else works on it, by their names or else their codes."""
    why, wider = words.term("terms.gap", gap["why"]), gap["wider"]
    if gap["regions"]:
        return words.say("verb.consortium.gap_regions", why=why, regions=_named(words, gap["regions"], names))
    if not wider["regions"]:
        return words.say("verb.consortium.gap", why=why)
    labels = ", ".join(words.niche(label) for label in wider["labels"])
    return words.say(
        "verb.consortium.gap_wider", why=why, regions=_named(words, wider["regions"], names), labels=labels
    )


def _named(words: Words, region_ids: Sequence[str], names: Mapping[str, str] | None) -> str:
    named = ", ".join((names or {}).get(region_id, region_id) for region_id in region_ids[:NAMED])
    more = len(region_ids) - NAMED
    return words.say("verb.consortium.and_more", regions=named, n=more) if more > 0 else named


# -- the end ----------------------------------------------------------------------------------------------------------


def _end(words: Words, facts: ConsortiumAnswer) -> Iterator[Block]:
    """In what order groups are, how many there are, and what the figures mean."""
    limits, groups = facts["limits"], facts["groups"]
    order = words.get("verb.consortium.order_best" if limits["reach"] is None else "verb.consortium.order_smallest")
    yield f"{order} {words.say('verb.consortium.differ', n=limits['differ'])}"
    if len(groups) < limits["alternatives"] and limits["method"] == "exact":
        yield words.count("verb.consortium.no_more", len(groups))
    if found := facts["greedy"]:
        yield words.say(
            "verb.consortium.greedy",
            members=", ".join(found["members"]),
            coverage=words.number(found["coverage"]),
            sure=_sure(words, facts, found),
        )
    if any(member["fixed"] for group in groups for member in group["members"]):
        yield words.get("verb.consortium.fixed_note")
    yield from words.get("verb.consortium.means")


def _sure(words: Words, facts: ConsortiumAnswer, greedy: Greedy) -> str:
    if facts["limits"]["method"] == "exact":
        best = words.number(facts["groups"][0]["coverage"])
        return words.say("verb.consortium.greedy_best", coverage=best)
    return words.say("verb.consortium.greedy_share", share=words.percent(greedy["share_of_best_at_least"]))
