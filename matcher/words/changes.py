"""What changed between two runs, in sentences: the texts of `matcher compare` and `matcher watch`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from matcher.words.words import Words, names_in

__all__ = ["changes_text", "watch_text"]

Facts = Mapping[str, Any]

WIDTH = 100
#: As many unchanged regions are named, and as many changes of niches are told, where the text is brief.
MOST_NAMED, MOST_NICHES = 12, 15
#: As many areas elsewhere are told where the text is brief.
MOST_AREAS = 10
#: Fields of a region that hold pairs of areas, with the text for one pair.
PAIRED = {"reworded": "pair", "perhaps": "perhaps_pair"}
#: Fields of a region that say that its list is another one, in the order in which they are told.
CHANGED = ("came", "missing_in_older", "went", "missing_in_newer", "reworded")


def changes_text(facts: Facts, language: str = "en", *, brief: bool = False) -> str:
    """The facts of `matcher.compare.compare` as text, areas by their names in that language where they have one.

    Parameters
    ----------
    facts : mapping
        What `compare` returns.
    language : {"en", "sv"}
    brief : bool
        Only the regions whose lists changed, their partners without the reasons, and the largest changes of niches;
        the rest is counted.

    Returns
    -------
    str
        Areas and partners by region, then niches that grew or shrank.
    """
    words = _words(facts, language)
    partners = {entry["region_id"]: entry for entry in facts["partners"]}
    lines = [words.say("compare.title", old=facts["old"]["source"], new=facts["new"]["source"])]
    if brief:
        lines += ["", *_overview(words, facts["regions"])]
    for region in facts["regions"]:
        if brief and (region["status"] != "in both" or not _changed(region)):
            continue
        lines += ["", region["region"], *_region_lines(words, region)]
        if entry := partners.get(region["region_id"]):
            told = _partner_summary if brief else _partner_lines
            lines += told(words, entry, facts["top"])
    lines += ["", *_niche_lines(words, facts["niches"], MOST_NICHES if brief else len(facts["niches"]))]
    if brief:
        lines += ["", words.get("compare.more")]
    return "\n".join(lines) + "\n"


def watch_text(facts: Facts, language: str = "en", *, brief: bool = False) -> str:
    """The facts of `matcher.compare.watch` as text: own areas, partners, and areas elsewhere that came or went.

    Parameters
    ----------
    facts : mapping
        What `watch` returns.
    language : {"en", "sv"}
    brief : bool
        Only the most valuable areas elsewhere; the rest is counted.
    """
    words, own = _words(facts, language), facts["region"]
    name = {"region": own["region"]}
    partners = _partner_lines(words, facts["partners"], facts["top"])
    lines = [words.say("watch.title", **name, old=facts["old"]["source"], new=facts["new"]["source"])]
    lines += ["", words.get("watch.own"), *_region_lines(words, own)]
    lines += ["", words.get("watch.partners")]
    lines += partners or _filled(words.say("watch.no_partners", top=facts["top"]))
    if gone := facts["partners"]["not_in_newer"]:
        told = ", ".join(words.say("compare.short_lost", **partner) for partner in gone)
        lines += _filled(words.say("watch.not_in_newer", partners=told))
    for key in ("new_areas", "gone_areas"):
        found = facts[key]
        lines += ["", words.say(f"watch.{key}", **name)]
        lines += _valued_lines(words, own["region_id"], found[: MOST_AREAS if brief else None])
        if brief and len(found) > MOST_AREAS:
            lines += _filled(words.count("watch.further", len(found) - MOST_AREAS))
    return "\n".join([*lines, "", *_filled(words.say("watch.note", **name), "")]) + "\n"


def _words(facts: Facts, language: str) -> Words:
    published = {
        (name["region_id"], name["area"]): (name["area_original"], name["language"]) for name in facts["names"]
    }
    return Words(language, names_in(language, published))


def _valued_lines(words: Words, own: str, areas: Iterable[Facts]) -> list[str]:
    """Areas elsewhere, each with its value to the region, the niches and the own areas that they relate to."""
    lines = []
    for area in areas:
        values = {
            "region": area["region"],
            "area": words.quoted([words.area(area["region_id"], area["area"])]),
            "share": words.number(100 * area["value"], 1),
            "niches": "; ".join(niche["label"] for niche in area["niches"]),
            "own": words.quoted([words.area(own, text) for text in area["own_areas"]]),
        }
        if area["status"] in ("came", "went"):
            lines += _filled(words.say("watch.area", **values))
        else:
            status = words.get(f"watch.status.{_key(area['status'])}")
            lines += _filled(words.say("watch.area_marked", **values, status=status))
    return lines or _filled(words.get("watch.none"))


def _changed(region: Facts) -> bool:
    return any(region[field] for field in CHANGED)


# -- regions ----------------------------------------------------------------------------------------------------------


def _overview(words: Words, regions: Iterable[Facts]) -> list[str]:
    """How many regions changed; which did not, and which only one run holds."""
    by_status: dict[str, list[Facts]] = {}
    for region in regions:
        by_status.setdefault(region["status"], []).append(region)
    both = by_status.pop("in both", [])
    same = [region["region"] for region in both if not _changed(region)]
    lines = _filled(words.say("compare.overview", n=len(both) - len(same), total=len(both)), "")
    if same:
        named = "; ".join(same) if len(same) <= MOST_NAMED else words.count("compare.regions", len(same))
        lines += _filled(words.say("compare.same", regions=named), "")
    for status, found in sorted(by_status.items()):
        named = _some(words, [region["region"] for region in found])
        lines += _filled(words.say(f"compare.absent.{_key(status)}", regions=named), "")
    return lines


def _some(words: Words, names: list[str]) -> str:
    more = words.say("compare.and_more", n=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more


def _key(status: str) -> str:
    return status.replace(",", "").replace(" ", "_")


def _region_lines(words: Words, region: Facts) -> list[str]:
    if region["status"] != "in both":
        return _filled(words.get(f"compare.status.{_key(region['status'])}"))
    horizontal = set(region["horizontal"])

    def named(text: str) -> str:
        name = words.area(region["region_id"], text)
        return f"{name} ({words.get('compare.horizontal')})" if text in horizontal else name

    told = []
    for key in (*CHANGED, "perhaps", "stayed"):
        if key in PAIRED:
            areas = [_pair(words, region["region_id"], pair, f"compare.{PAIRED[key]}") for pair in region[key]]
        else:
            areas = [named(text) for text in region[key]]
        if areas:
            told.append(words.say(f"compare.{key}", areas="; ".join(areas)))
    return [line for text in told for line in _filled(text)]


def _pair(words: Words, region_id: str, pair: Facts, text: str = "compare.pair") -> str:
    return words.say(text, **{key: words.area(region_id, pair[key]) for key in ("old", "new")})


# -- partners ---------------------------------------------------------------------------------------------------------


def _partner_summary(words: Words, entry: Facts, top: int) -> list[str]:
    """Who came and went among the first partners, in one paragraph."""
    told = []
    for key, rank in (("gained", "rank_new"), ("lost", "rank_old")):
        if entry[key]:
            found = [
                words.say(f"compare.short_{key}", region=partner["region"], rank=partner[rank])
                for partner in entry[key]
            ]
            told.append(words.say(f"compare.partners_{key}", partners=", ".join(found)))
    return _filled(words.say("compare.partners", top=top, told="; ".join(told))) if told else []


def _partner_lines(words: Words, entry: Facts, top: int) -> list[str]:
    """Each partner that came or went, with the reason."""
    lines = []
    for key in ("gained", "lost"):
        for partner in entry[key]:
            ranks = {name: partner[name] or words.get("compare.unranked") for name in ("rank_old", "rank_new")}
            reason = _reason(words, entry, partner)
            text = words.say(f"compare.partner_{key}", region=partner["region"], top=top, **ranks, reason=reason)
            lines += _filled(text)
    return lines


def _reason(words: Words, entry: Facts, partner: Facts) -> str:
    reason = partner["reason"]
    ids = {"own": entry["region_id"], "partner": partner["region_id"]}
    whose = reason["code"].partition("_")[0]
    values = {
        "region": entry["region"],
        "partner": partner["region"],
        "areas": words.quoted([words.area(ids[whose], text) for text in reason.get("areas", [])]),
        "brought": words.quoted([words.area(ids["partner"], text) for text in reason.get("brought", [])]),
        "pairs": "; ".join(_pair(words, ids[pair["whose"]], pair) for pair in reason.get("pairs", [])),
    }
    if reason["code"] == "others_changed":
        values |= {key: words.number(reason[key], sign=True) for key in ("old", "new")}
    return words.say(f"compare.reason.{reason['code']}", **values)


# -- niches -----------------------------------------------------------------------------------------------------------


def _niche_lines(words: Words, niches: list[Facts], most: int) -> list[str]:
    """Niches whose number of regions changed, the largest changes first; the others are counted."""
    known = [niche for niche in niches if niche["regions_old"] or niche["regions_new"]]
    changed = [niche for niche in known if niche["regions_old"] != niche["regions_new"]]
    lines = [words.get("compare.niches")]
    for niche in changed[:most]:
        labels = {side: "; ".join(each["label"] for each in niche[side]) for side in ("old", "new")}
        counts = {side: words.count("compare.regions", niche[f"regions_{side}"]) for side in ("old", "new")}
        values = {**labels, "n_old": counts["old"], "n_new": counts["new"], "now": niche["regions_new"]}
        lines += _filled(words.say(f"compare.niche.{_became(niche, labels)}", **values))
    if len(changed) > most:
        lines += _filled(words.count("compare.niche.further", len(changed) - most))
    if len(known) > len(changed):
        lines += _filled(words.count("compare.niche.rest", len(known) - len(changed)))
    return lines


def _became(niche: Facts, labels: Mapping[str, str]) -> str:
    if niche["kind"] == "no counterpart":
        return "came" if niche["new"] else "went"
    if niche["kind"] == "regrouped":
        return "regrouped"
    return "same" if labels["old"].casefold() == labels["new"].casefold() else "renamed"


def _filled(text: str, bullet: str = "  - ") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )
