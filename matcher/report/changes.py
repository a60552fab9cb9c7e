"""What changed between two runs, in sentences: the text of `matcher compare`."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from matcher.report.words import Words

__all__ = ["changes_text"]

Facts = Mapping[str, Any]

WIDTH = 100


def changes_text(facts: Facts, language: str = "en", region_id: str | None = None) -> str:
    """The facts of `matcher.compare.compare` as text.

    Parameters
    ----------
    facts : mapping
        What `compare` returns.
    language : {"en", "sv"}
    region_id : str, optional
        Only what concerns this region; the themes are left out.

    Returns
    -------
    str
        Areas by region, then niches that grew or shrank, then partners gained and lost.
    """
    words = Words(language)
    regions = [region for region in facts["regions"] if region_id in (None, region["region_id"])]
    partners = {entry["region_id"]: entry for entry in facts["partners"]}
    lines = [words.say("compare.title", old=facts["old"]["source"], new=facts["new"]["source"])]
    for region in regions:
        lines += ["", region["region"], *_region_lines(words, region)]
        if entry := partners.get(region["region_id"]):
            lines += _partner_lines(words, entry)
    if region_id is None:
        lines += ["", words.get("compare.niches"), *_niche_lines(words, facts["niches"])]
    return "\n".join(lines) + "\n"


def _region_lines(words: Words, region: Facts) -> list[str]:
    if region["status"] != "in both":
        return _filled(words.get(f"compare.status.{region['status'].replace(' ', '_')}"))
    horizontal = set(region["horizontal"])

    def named(text: str) -> str:
        return f"{text} ({words.get('compare.horizontal')})" if text in horizontal else text

    told = [
        words.say(f"compare.{key}", areas="; ".join(named(text) for text in region[key]))
        for key in ("came", "went", "stayed")
        if region[key]
    ]
    pairs = [words.say("compare.pair", **pair) for pair in region["reworded"]]
    if pairs:
        told.insert(-1 if region["stayed"] else len(told), words.say("compare.reworded", areas="; ".join(pairs)))
    return [line for text in told for line in _filled(text)]


def _partner_lines(words: Words, entry: Facts) -> list[str]:
    lines = []
    for key in ("gained", "lost"):
        for partner in entry[key]:
            ranks = {name: partner[name] or words.get("compare.unranked") for name in ("rank_old", "rank_new")}
            text = words.say(
                f"compare.partner_{key}", region=partner["region"], **ranks, reason=_reason(words, entry, partner)
            )
            lines += _filled(text)
    return lines


def _reason(words: Words, entry: Facts, partner: Facts) -> str:
    reason = partner["reason"]
    values = {
        "region": entry["region"],
        "partner": partner["region"],
        "areas": words.quoted(reason.get("areas", [])),
        "brought": words.quoted(reason.get("brought", [])),
        "pairs": "; ".join(words.say("compare.pair", **pair) for pair in reason.get("pairs", [])),
        "old": words.number(reason.get("old"), sign=True),
        "new": words.number(reason.get("new"), sign=True),
    }
    return words.say(f"compare.reason.{reason['code']}", **values)


def _niche_lines(words: Words, niches: list[Facts]) -> list[str]:
    """Niches whose number of regions changed; the others are counted."""
    lines = []
    changed = [niche for niche in niches if niche["regions_old"] != niche["regions_new"]]
    for niche in changed:
        old, new = niche["label_old"], niche["label_new"]
        values = {"n_old": niche["regions_old"], "n_new": niche["regions_new"]}
        lines += _filled(words.say(f"compare.niche.{_became(old, new)}", old=old, new=new, **values))
    return lines + _filled(words.say("compare.niche.rest", n=len(niches) - len(changed)))


def _became(old: str | None, new: str | None) -> str:
    if old and new:
        return "same" if old.casefold() == new.casefold() else "renamed"
    return "came" if new else "went"


def _filled(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
