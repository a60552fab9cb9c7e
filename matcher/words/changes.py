"""What changed between two runs, in sentences: the texts of `matcher compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from matcher.facts import (
    Comparison,
    NicheChange,
    PairOfAreas,
    PartnerChange,
    PartnerChanges,
    PartnerGone,
    RegionChange,
    ValuedArea,
    Watch,
)
from matcher.words.blocks import Paragraph, bullets, wrapped
from matcher.words.words import Words, names_in

__all__ = ["changes_text", "watch_text"]

Line = str | Paragraph
#: Whatever has the id and the name of a region.
Named = RegionChange | PartnerChange | PartnerChanges | PartnerGone | ValuedArea

WIDTH = 100
#: As many unchanged regions are named, and as many changes of niches are told, where the text is brief.
MOST_NAMED, MOST_NICHES = 12, 15
#: As many areas elsewhere are told where the text is brief.
MOST_AREAS = 10
TIMES: tuple[Literal["old"], Literal["new"]] = ("old", "new")


def changes_text(
    facts: Comparison,
    language: str = "en",
    *,
    brief: bool = False,
    labels: Mapping[str, str] | None = None,
    width: int = WIDTH,
) -> str:
    """The facts of `matcher.compare.compare` as text, areas by their names in that language where they have one.

    Parameters
    ----------
    facts : mapping
        What `compare` returns.
    language : {"en", "sv"}
    brief : bool
        Only the regions whose lists changed, their partners without the reasons, and the largest changes of niches;
        the rest is counted.
    labels : mapping, optional
        What niches are called in the language, as `Run.labels_in` gives it.
    width : int
        Most characters of a line, where words and addresses allow.

    Returns
    -------
    str
        Areas and partners by region, then niches that grew or shrank.
    """
    words = _words(facts, language, labels)
    partners = {entry["region_id"]: entry for entry in facts["partners"]}
    lines: list[Line] = [words.say("compare.title", old=facts["old"]["source"], new=facts["new"]["source"])]
    if brief:
        lines += ["", *_overview(words, facts["regions"])]
    for region in facts["regions"]:
        if brief and (region["status"] != "in both" or not _changed(region)):
            continue
        lines += ["", _name(words, region), *_region_lines(words, region)]
        if entry := partners.get(region["region_id"]):
            told = _partner_summary if brief else _partner_lines
            lines += told(words, entry, facts["top"])
    lines += ["", *_niche_lines(words, facts["niches"], MOST_NICHES if brief else len(facts["niches"]))]
    return "\n".join(wrapped(lines, width)) + "\n"


def watch_text(
    facts: Watch,
    language: str = "en",
    *,
    brief: bool = False,
    labels: Mapping[str, str] | None = None,
    width: int = WIDTH,
) -> str:
    """The facts of `matcher.compare.watch` as text: own areas, partners, and areas elsewhere that came or went.

    Parameters
    ----------
    facts : mapping
        What `watch` returns.
    language : {"en", "sv"}
    brief : bool
        Only the most valuable areas elsewhere; the rest is counted.
    labels : mapping, optional
        What niches are called in the language, as `Run.labels_in` gives it.
    width : int
        Most characters of a line, where words and addresses allow.
    """
    words, own = _words(facts, language, labels), facts["region"]
    name = {"region": _name(words, own)}
    partners = _partner_lines(words, facts["partners"], facts["top"])
    lines: list[Line] = [words.say("watch.title", **name, old=facts["old"]["source"], new=facts["new"]["source"])]
    lines += ["", words.get("watch.own"), *_region_lines(words, own)]
    lines += ["", words.get("watch.partners")]
    lines += partners or _filled(_same_partners(words, facts["partners"], facts["top"]))
    if gone := facts["partners"]["not_in_newer"]:
        told = ", ".join(
            words.say("compare.short_lost", region=_name(words, partner), rank=partner["rank"]) for partner in gone
        )
        lines += _filled(words.say("watch.not_in_newer", partners=told))
    for key, found in (("new_areas", facts["new_areas"]), ("gone_areas", facts["gone_areas"])):
        lines += ["", words.say(f"watch.{key}", **name)]
        lines += _valued_lines(words, own["region_id"], found[: MOST_AREAS if brief else None])
        if brief and len(found) > MOST_AREAS:
            lines += _filled(words.count("watch.further", len(found) - MOST_AREAS))
    return "\n".join(wrapped([*lines, "", words.say("watch.note", **name)], width)) + "\n"


def _words(facts: Comparison | Watch, language: str, labels: Mapping[str, str] | None) -> Words:
    published = {
        (name["region_id"], name["area"]): (name["area_original"], name["language"]) for name in facts["names"]
    }
    return Words(language, names_in(language, published), labels=labels)


def _name(words: Words, region: Named) -> str:
    """The name of a region, or of a partner, in the language of the reader."""
    return words.region(region["region_id"], region["region"])


def _valued_lines(words: Words, own: str, areas: Iterable[ValuedArea]) -> list[Line]:
    """Areas elsewhere, each with its value to the region, the niches and the own areas that they relate to."""
    lines: list[Line] = []
    for area in areas:
        values = {
            "region": _name(words, area),
            "area": words.quoted([words.area(area["region_id"], area["area"])]),
            "share": words.number(100 * area["value"], 1),
            "niches": "; ".join(words.niche(niche["label"]) for niche in area["niches"]),
            "own": words.quoted([words.area(own, text) for text in area["own_areas"]]),
        }
        if area["status"] in ("came", "went"):
            lines += _filled(words.say("watch.area", **values))
        else:
            status = words.get(f"watch.status.{_key(area['status'])}")
            lines += _filled(words.say("watch.area_marked", **values, status=status))
    return lines or _filled(words.get("watch.none"))


def _changed(region: RegionChange) -> bool:
    only = region["came"] or region["missing_in_older"] or region["went"] or region["missing_in_newer"]
    return bool(only or region["reworded"])


# -- regions ----------------------------------------------------------------------------------------------------------


def _overview(words: Words, regions: Iterable[RegionChange]) -> list[Line]:
    """How many regions changed; which did not, and which only one run holds."""
    by_status: dict[str, list[RegionChange]] = {}
    for region in regions:
        by_status.setdefault(region["status"], []).append(region)
    both = by_status.pop("in both", [])
    same = [_name(words, region) for region in both if not _changed(region)]
    lines: list[Line] = [words.say("compare.overview", n=len(both) - len(same), total=len(both))]
    if same:
        named = "; ".join(same) if len(same) <= MOST_NAMED else words.count("compare.regions", len(same))
        lines.append(words.say("compare.same", regions=named))
    for status, found in sorted(by_status.items()):
        named = _some(words, [_name(words, region) for region in found])
        lines.append(words.say(f"compare.absent.{_key(status)}", regions=named))
    return lines


def _some(words: Words, names: list[str]) -> str:
    more = words.say("compare.and_more", n=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more


def _key(status: str) -> str:
    return status.replace(",", "").replace(" ", "_")


def _region_lines(words: Words, region: RegionChange) -> list[Line]:
    if region["status"] != "in both":
        return _filled(words.get(f"compare.status.{_key(region['status'])}"))
    horizontal = set(region["horizontal"])

    def named(text: str) -> str:
        name = words.quoted([words.area(region["region_id"], text)])
        return f"{name} ({words.get('compare.horizontal')})" if text in horizontal else name

    def paired(pairs: list[PairOfAreas], text: str) -> list[str]:
        return [_pair(words, region["region_id"], pair, text) for pair in pairs]

    told = {
        "came": [named(text) for text in region["came"]],
        "missing_in_older": [named(text) for text in region["missing_in_older"]],
        "went": [named(text) for text in region["went"]],
        "missing_in_newer": [named(text) for text in region["missing_in_newer"]],
        "reworded": paired(region["reworded"], "compare.pair"),
        "perhaps": paired(region["perhaps"], "compare.perhaps_pair"),
        "stayed": [named(text) for text in region["stayed"]],
    }
    lines = [words.say(f"compare.{key}", areas="; ".join(areas)) for key, areas in told.items() if areas]
    return [line for text in lines for line in _filled(text)]


def _pair(words: Words, region_id: str, pair: PairOfAreas, text: str = "compare.pair") -> str:
    return words.say(text, old=words.area(region_id, pair["old"]), new=words.area(region_id, pair["new"]))


# -- partners ---------------------------------------------------------------------------------------------------------


def _same_partners(words: Words, entry: PartnerChanges, top: int) -> str:
    """What is said where nobody came or went among the first partners."""
    told = words.count("watch.no_partners", n) if (n := entry["first_new"]) else words.get("watch.none_suggested")
    return f"{told} {words.say('compare.shared', top=top)}" if n > top else str(told)


def _partner_summary(words: Words, entry: PartnerChanges, top: int) -> list[Line]:
    """Who came and went among the first partners, in one paragraph."""
    told = []
    gained = [(partner, partner["rank_new"]) for partner in entry["gained"]]
    lost = [(partner, partner["rank_old"]) for partner in entry["lost"]]
    for key, partners in (("gained", gained), ("lost", lost)):
        found = [words.say(f"compare.short_{key}", region=_name(words, one), rank=rank) for one, rank in partners]
        if found:
            told.append(words.say(f"compare.partners_{key}", partners=", ".join(found)))
    if not told:
        return []
    shared = [words.say("compare.shared", top=top)] if _are_shared(entry, top) else []
    return _filled(" ".join([words.say("compare.partners", top=top, told="; ".join(told)), *shared]))


def _are_shared(entry: PartnerChanges, top: int) -> bool:
    """Whether more partners are among the first than were asked for, since they share a rank."""
    return max(entry["first_old"], entry["first_new"]) > top


def _partner_lines(words: Words, entry: PartnerChanges, top: int) -> list[Line]:
    """Each partner that came or went, with the reason."""
    lines: list[Line] = []
    for key, partners in (("gained", entry["gained"]), ("lost", entry["lost"])):
        for partner in partners:
            unranked = words.get("compare.unranked")
            ranks = {"rank_old": partner["rank_old"] or unranked, "rank_new": partner["rank_new"] or unranked}
            reason = _reason(words, entry, partner)
            text = words.say(f"compare.partner_{key}", region=_name(words, partner), top=top, **ranks, reason=reason)
            lines += _filled(text)
    return [*lines, *_filled(words.say("compare.shared", top=top))] if lines and _are_shared(entry, top) else lines


def _reason(words: Words, entry: PartnerChanges, partner: PartnerChange) -> str:
    reason = partner["reason"]
    ids = {"own": entry["region_id"], "partner": partner["region_id"]}
    code, areas = reason["code"], reason.get("areas", [])
    whose = code.partition("_")[0]
    values = {
        "region": _name(words, entry),
        "partner": _name(words, partner),
        "areas": words.quoted([words.area(ids[whose], text) for text in areas]),
        "brought": words.quoted([words.area(ids["partner"], text) for text in reason.get("brought", [])]),
        "pairs": "; ".join(_pair(words, ids[pair["whose"]], pair) for pair in reason.get("pairs", [])),
    }
    if code == "others_changed":
        values["old"] = words.number(reason.get("old"), sign=True)
        values["new"] = words.number(reason.get("new"), sign=True)
    if code.startswith("own_") or "_missing_" in code:
        return words.count(f"compare.reason.{code}", len(areas), **values)
    return words.say(f"compare.reason.{code}", **values)


# -- niches -----------------------------------------------------------------------------------------------------------


def _niche_lines(words: Words, niches: list[NicheChange], most: int) -> list[Line]:
    """Niches whose number of regions changed, the largest changes first; the others are counted."""
    known = [niche for niche in niches if niche["regions_old"] or niche["regions_new"]]
    changed = [niche for niche in known if niche["regions_old"] != niche["regions_new"]]
    lines: list[Line] = [words.get("compare.niches")]
    for niche in changed[:most]:
        old, new = ("; ".join(words.niche(each["label"]) for each in niche[time]) for time in TIMES)
        counts = [words.count("compare.regions", n) for n in (niche["regions_old"], niche["regions_new"])]
        values = {"old": old, "new": new, "n_old": counts[0], "n_new": counts[1], "now": niche["regions_new"]}
        lines += _filled(words.say(f"compare.niche.{_became(niche, old, new)}", **values))
    if len(changed) > most:
        lines += _filled(words.count("compare.niche.further", len(changed) - most))
    if len(known) > len(changed):
        lines += _filled(words.count("compare.niche.rest", len(known) - len(changed)))
    return lines


def _became(niche: NicheChange, old: str, new: str) -> str:
    if niche["kind"] == "no counterpart":
        return "came" if niche["new"] else "went"
    if niche["kind"] == "regrouped":
        return "regrouped"
    return "same" if old.casefold() == new.casefold() else "renamed"


def _filled(text: str) -> list[Line]:
    return [*bullets([text])]
