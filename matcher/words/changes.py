"""What changed between two runs, in sentences: the texts of `matcher compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matcher.words.blocks import Paragraph, bullets, wrapped
from matcher.words.words import Words, names_in

__all__ = ["changes_text", "watch_text"]

Facts = Mapping[str, Any]
Line = str | Paragraph

WIDTH = 100
#: As many unchanged regions are named, and as many changes of niches are told, where the text is brief.
MOST_NAMED, MOST_NICHES = 12, 15
#: As many areas elsewhere are told where the text is brief.
MOST_AREAS = 10
#: Fields of a region that hold pairs of areas, with the text for one pair.
PAIRED = {"reworded": "pair", "perhaps": "perhaps_pair"}
#: Fields of a region that say that its list is another one, in the order in which they are told.
CHANGED = ("came", "missing_in_older", "went", "missing_in_newer", "reworded")


def changes_text(
    facts: Facts,
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
    if brief:
        lines += ["", words.get("compare.more")]
    return "\n".join(wrapped(lines, width)) + "\n"


def watch_text(
    facts: Facts,
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
    lines += partners or _filled(words.say("watch.no_partners", top=facts["top"]))
    if gone := facts["partners"]["not_in_newer"]:
        told = ", ".join(
            words.say("compare.short_lost", region=_name(words, partner), rank=partner["rank"]) for partner in gone
        )
        lines += _filled(words.say("watch.not_in_newer", partners=told))
    for key in ("new_areas", "gone_areas"):
        found = facts[key]
        lines += ["", words.say(f"watch.{key}", **name)]
        lines += _valued_lines(words, own["region_id"], found[: MOST_AREAS if brief else None])
        if brief and len(found) > MOST_AREAS:
            lines += _filled(words.count("watch.further", len(found) - MOST_AREAS))
    return "\n".join(wrapped([*lines, "", words.say("watch.note", **name)], width)) + "\n"


def _words(facts: Facts, language: str, labels: Mapping[str, str] | None) -> Words:
    published = {
        (name["region_id"], name["area"]): (name["area_original"], name["language"]) for name in facts["names"]
    }
    return Words(language, names_in(language, published), labels=labels)


def _name(words: Words, region: Facts) -> str:
    """The name of a region, or of a partner, in the language of the reader."""
    return words.region(region["region_id"], region["region"])


def _valued_lines(words: Words, own: str, areas: Iterable[Facts]) -> list[Line]:
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


def _changed(region: Facts) -> bool:
    return any(region[field] for field in CHANGED)


# -- regions ----------------------------------------------------------------------------------------------------------


def _overview(words: Words, regions: Iterable[Facts]) -> list[Line]:
    """How many regions changed; which did not, and which only one run holds."""
    by_status: dict[str, list[Facts]] = {}
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


def _region_lines(words: Words, region: Facts) -> list[Line]:
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


def _partner_summary(words: Words, entry: Facts, top: int) -> list[Line]:
    """Who came and went among the first partners, in one paragraph."""
    told = []
    for key, rank in (("gained", "rank_new"), ("lost", "rank_old")):
        if entry[key]:
            found = [
                words.say(f"compare.short_{key}", region=_name(words, partner), rank=partner[rank])
                for partner in entry[key]
            ]
            told.append(words.say(f"compare.partners_{key}", partners=", ".join(found)))
    return _filled(words.say("compare.partners", top=top, told="; ".join(told))) if told else []


def _partner_lines(words: Words, entry: Facts, top: int) -> list[Line]:
    """Each partner that came or went, with the reason."""
    lines: list[Line] = []
    for key in ("gained", "lost"):
        for partner in entry[key]:
            ranks = {name: partner[name] or words.get("compare.unranked") for name in ("rank_old", "rank_new")}
            reason = _reason(words, entry, partner)
            text = words.say(f"compare.partner_{key}", region=_name(words, partner), top=top, **ranks, reason=reason)
            lines += _filled(text)
    return lines


def _reason(words: Words, entry: Facts, partner: Facts) -> str:
    reason = partner["reason"]
    ids = {"own": entry["region_id"], "partner": partner["region_id"]}
    whose = reason["code"].partition("_")[0]
    values = {
        "region": _name(words, entry),
        "partner": _name(words, partner),
        "areas": words.quoted([words.area(ids[whose], text) for text in reason.get("areas", [])]),
        "brought": words.quoted([words.area(ids["partner"], text) for text in reason.get("brought", [])]),
        "pairs": "; ".join(_pair(words, ids[pair["whose"]], pair) for pair in reason.get("pairs", [])),
    }
    if reason["code"] == "others_changed":
        values |= {key: words.number(reason[key], sign=True) for key in ("old", "new")}
    return words.say(f"compare.reason.{reason['code']}", **values)


# -- niches -----------------------------------------------------------------------------------------------------------


def _niche_lines(words: Words, niches: list[Facts], most: int) -> list[Line]:
    """Niches whose number of regions changed, the largest changes first; the others are counted."""
    known = [niche for niche in niches if niche["regions_old"] or niche["regions_new"]]
    changed = [niche for niche in known if niche["regions_old"] != niche["regions_new"]]
    lines: list[Line] = [words.get("compare.niches")]
    for niche in changed[:most]:
        labels = {side: "; ".join(words.niche(each["label"]) for each in niche[side]) for side in ("old", "new")}
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


def _filled(text: str) -> list[Line]:
    return [*bullets([text])]
