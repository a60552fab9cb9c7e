"""Sentences from the facts of an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from matcher.errors import SettingError
from matcher.facts import (
    GAINS,
    OTHER,
    SIDES,
    Explanation,
    Gain,
    GainReason,
    PerhapsShared,
    Side,
    WideRelation,
)
from matcher.files import shown
from matcher.settings import DECIMALS
from matcher.words.blocks import Paragraph, bullets, wrapped
from matcher.words.chance import expected_sentence, shared_sentence, telling_sentence
from matcher.words.forms import short_names
from matcher.words.goals import demand_sentences, demand_title, goal_key, goal_sentences, verdict_key
from matcher.words.record import record_sentences
from matcher.words.relations import beside_sentences, related_sentence
from matcher.words.words import Names, Words, names_in

__all__ = [
    "above_chance", "brings_key", "brought_values", "explain_text", "names_of", "objections", "own_text", "reasons",
    "verdict_sentence", "wide_values",
]  # fmt: skip


Facts = Mapping[str, Any]
#: Usual width of a line.
WIDTH = 100
#: Decimals of the numbers in an objection.
DIGITS = {"z": 1}


def explain_text(
    explanation: Explanation,
    language: str = "en",
    *,
    top: int = 3,
    names: Names | None = None,
    labels: Mapping[str, str] | None = None,
    width: int = WIDTH,
) -> str:
    """An explanation in plain words, as `matcher explain` prints it.

    Parameters
    ----------
    explanation : mapping
        What `Run.explain` returns.
    language : {"en", "sv"}
        Language of the sentences.
    top : int
        How many parts of each score are told.
    names : mapping, optional
        Published names of areas, as `matcher.words.names.published_names` gives them; those in the language are used.
    labels : mapping, optional
        What niches are called in the language, as `Run.labels_in` gives it.
    width : int
        Most characters of a line, where words and addresses allow.

    Returns
    -------
    str
    """
    words = Words(language, names_in(language, names or {}), labels=labels)
    regions = names_of(explanation, words)
    titles = [words.say("form.region", region=words.region(explanation[side]["region_id"], explanation[side]["region"]),
                        region_id=explanation[side]["region_id"]) for side in SIDES]  # fmt: skip
    blocks: list[str | Paragraph] = [words.say("explain.title", a=titles[0], b=titles[1])]
    blocks += [verdict_sentence(words, explanation), *goal_sentences(words, explanation)]
    for side in SIDES:
        blocks += ["", *_gains_text(words, explanation, side, top)]
    overlap = explanation["overlap"]
    if overlap["score"] is None:
        blocks += ["", words.say("explain.overlap_undefined")]
    else:
        numbers = {"score": words.number(overlap["score"]), "expected": words.number(overlap["expected"])}
        blocks += ["", words.say("explain.overlap", **numbers)]
        blocks += [Paragraph(text, indent=2) for text in [shared_sentence(words, overlap)] if text]
        blocks += bullets(shared_sentences(words, explanation, top) or [words.say("reason.nothing_shared")])
        blocks += bullets(perhaps_sentences(words, explanation, top))
        blocks += ["", telling_sentence(words, explanation["chance"])]
    for side in SIDES if explanation.get("roles") else ():
        blocks += ["", demand_title(words, explanation, side, regions)]
        blocks += bullets(demand_sentences(words, explanation, side, regions))
    if told := beside_sentences(words, explanation, regions):
        blocks += ["", words.say("page.beside"), *bullets(told)]
    blocks += ["", words.say("explain.against")]
    blocks += bullets(objection_sentences(words, explanation) or [words.say("explain.against_nothing")])
    if "record" in explanation:
        blocks += ["", words.say("record.title_pair"), *bullets(record_sentences(words, explanation, regions))]
    blocks += ["", words.say("explain.sources")]
    for source in explanation["sources"]:
        told = [source["source_title"], words.period(source["period"]), source["source_url"]]
        region = regions["a" if source["region_id"] == explanation["a"]["region_id"] else "b"]
        blocks += bullets([words.say("form.colon", before=region, after=", ".join(filter(None, told)))])
    return "\n".join(wrapped(blocks, width)) + "\n"


def reasons(explanation: Explanation, side: str, *, language: str = "en", top: int = 3) -> list[str]:
    r"""The reasons for a match, the weightiest first, each a sentence or two.

    Parameters
    ----------
    explanation : mapping
        What `Run.explain` returns.
    side : {"a", "b", "overlap"}
        What region a gains, what region b gains, or what they share.
    language : {"en", "sv"}
        Language of the sentences.
    top : int
        How many; fewer are returned where there are not as many.

    Returns
    -------
    list of str

    Examples
    --------
    >>> link = {"type": "supplies", "reason_en": "Robots stand in automated lines.", "example": False}
    >>> reason = {"label": "Robotics", "named": [], "areas": ["Robots", "Sensors"], "parts": {}, "alone": False,
    ...           "contested": False, "own_label": "Automation", "own_areas": ["Automation"], "own_parts": {},
    ...           "own_named": {}, "links": [link], "together": 2, "together_expected": 2.1}
    >>> explanation = {"a": {"region_id": "A", "region": "Alfa"}, "b": {"region_id": "B", "region": "Beta"},
    ...                "a_gains": {"z": 2.0, "reasons": [reason], "wide": []}}
    >>> for sentence in reasons(explanation, "a"):
    ...     print(sentence.replace(". ", ".\n"))
    In “Robots” and “Sensors”, Beta works on Robotics, which Alfa does not list.
    It is related to “Automation” in Alfa.
    Robots stand in automated lines.
    """
    words = Words(language)
    if side == "overlap":
        return shared_sentences(words, explanation, top)
    if side not in ("a", "b"):
        raise SettingError("side of the explanation", expected="a, b or overlap", found=shown(side))
    return gain_sentences(words, explanation, "a" if side == "a" else "b", top)


def objections(explanation: Explanation, language: str = "en") -> list[str]:
    """What speaks against a match, each a sentence."""
    return objection_sentences(Words(language), explanation)


def verdict_sentence(words: Words, explanation: Explanation) -> str:
    """How the pair reads, and which of the two gains where only one does."""
    names = names_of(explanation, words)
    gainer = "a" if above_chance(explanation["a_gains"]) else "b"
    sides = {"gainer": names[gainer], "giver": names["b" if gainer == "a" else "a"]}
    return words.say(f"verdict.{verdict_key(explanation)}", **sides)


def names_of(explanation: Explanation, words: Words | None = None) -> dict[str, str]:
    """Names of both regions for running text, without a second name in brackets where they stay different.

    With `words` they are those of its language.

    Examples
    --------
    >>> names_of({"a": {"region_id": "SE125", "region": "Västmanland"},
    ...           "b": {"region_id": "DE2", "region": "Bavaria (Bayern)"}})
    {'a': 'Västmanland', 'b': 'Bavaria'}
    """
    named = words.region if words else lambda _, name: str(name)
    regions = [named(explanation[side]["region_id"], explanation[side]["region"]) for side in SIDES]
    return dict(zip("ab", short_names(regions), strict=True))


def gain_sentences(words: Words, explanation: Explanation, side: Side, top: int) -> list[str]:
    """Why region `side` would gain, one entry a reason; where fields are wide, that they are.

    Nothing where the region gains no more than chance would give.
    """
    gains = explanation[GAINS[side]]
    if not above_chance(gains):
        return []
    told = [_gain_sentence(words, explanation, side, reason) for reason in gains["reasons"][:top]]
    return told or [_wide_sentence(words, explanation, side, wide) for wide in gains["wide"][:top]]


def gain_told(words: Words, explanation: Explanation, side: Side, top: int) -> list[str]:
    """The sentences of `gain_sentences`, or why there is no reason; never empty."""
    names, gains = names_of(explanation, words), explanation[GAINS[side]]
    told = gain_sentences(words, explanation, side, top)
    if told and gains["reasons"]:
        return told
    key = "reason.no_more" if not above_chance(gains) else "reason.none" if gains["parts"] else "reason.nothing_gained"
    return [words.say(key, gainer=names[side], giver=names[OTHER[side]]), *told]


def perhaps_sentences(words: Words, explanation: Explanation, top: int) -> list[str]:
    """What one of the two has and the other may have, one entry a niche, and how many more there are."""
    names, entries = names_of(explanation, words), explanation["overlap"]["perhaps"]
    sentences = []
    for entry in entries[:top]:
        has: Side = "a" if entry["has"] == "a" else "b"
        may = OTHER[has]
        areas = {"areas_has": _meant(words, explanation, has, entry),
                 "areas_may": _meant(words, explanation, may, entry)}  # fmt: skip
        label = words.fields([entry["label"]])
        sentences.append(words.say("reason.perhaps", label=label, has=names[has], may=names[may], **areas))
    more = len(entries) - top
    return [*sentences, words.count("reason.perhaps_more", more)] if more > 0 else sentences


def shared_sentences(words: Words, explanation: Explanation, top: int) -> list[str]:
    """What both regions work on, one entry a niche."""
    names = names_of(explanation, words)
    sentences = []
    for part in explanation["overlap"]["parts"][:top]:
        areas = {f"areas_{side}": words.quoted(area_names(words, explanation, side, part)) for side in SIDES}
        label = words.fields([part["label"]])
        sentences.append(words.say("reason.shared", label=label, a=names["a"], b=names["b"], **areas))
    return sentences


def objection_sentences(words: Words, explanation: Explanation, *, entries: Iterable[Facts] | None = None) -> list[str]:
    """What speaks against the match: all entries of the explanation, or those given; notes on one region as one."""
    sentences: list[str] = []
    notes: dict[str, list[str]] = {}
    for entry in explanation["against"] if entries is None else entries:
        if entry["code"] == "note":
            notes.setdefault(entry["region"], []).append(words.note(entry["note"]))
            continue
        key = f"against.{entry['code']}"
        if entry["code"] == "few_areas":
            key += "_one" if entry["n"] == 1 else "_many"
        sentences.append(words.say(key, **_objection_values(words, explanation, entry)))
    full = _by(words, explanation, "region")
    told = {region: "; ".join(texts) for region, texts in notes.items()}
    return sentences + [words.say("against.note", region=full[region], note=note) for region, note in told.items()]


def area_names(words: Words, explanation: Explanation, side: Side, part: Facts) -> list[str]:
    """The areas of one region behind a part."""
    return [words.area(explanation[side]["region_id"], text) for text in part[f"areas_{side}"]]


def _meant(words: Words, explanation: Explanation, side: Side, entry: PerhapsShared) -> str:
    """The areas of one region behind a niche that is perhaps shared, with the part of each that means it."""
    areas, parts = (entry["areas_a"], entry["parts_a"]) if side == "a" else (entry["areas_b"], entry["parts_b"])
    return words.meant(explanation[side]["region_id"], areas, parts=parts)


def own_names(words: Words, explanation: Explanation, side: Side, because: Facts) -> list[str]:
    """The gaining region's areas on a related niche, or the niche's label where they are not given."""
    areas = because.get("areas") or []
    return [words.area(explanation[side]["region_id"], text) for text in areas] or [words.niche(because["label"])]


def above_chance(gains: Gain) -> bool:
    """Whether a region gains more than chance would give."""
    return gains["z"] is not None and round(gains["z"], DECIMALS) > 0


def _objection_values(words: Words, explanation: Explanation, entry: Facts) -> dict[str, object]:
    """What fills the placeholders of an objection: names as running text has them, numbers as the language does."""
    by_name, by_id = _by(words, explanation, "region"), _by(words, explanation, "region_id")
    values: dict[str, object] = dict(names_of(explanation, words))
    for key, value in entry.items():
        if key in DIGITS:
            values[key] = words.number(value, DIGITS[key])
        elif key in ("region", "other"):
            values[key] = by_name[value]
        elif key in ("parent", "child"):
            values[key] = by_id[value]
        elif key not in ("code", "side"):
            values[key] = value
    return values


def _by(words: Words, explanation: Explanation, key: Literal["region", "region_id"]) -> dict[str, str]:
    """Names for running text by full name or by id."""
    names = names_of(explanation, words)
    return {explanation[side][key]: names[side] for side in SIDES}


def _gain_sentence(words: Words, explanation: Explanation, side: Side, reason: GainReason) -> str:
    names, ids = names_of(explanation, words), {of: explanation[of]["region_id"] for of in SIDES}
    brought = brought_values(words, ids[OTHER[side]], reason)
    sentence = words.say(brings_key(reason), giver=names[OTHER[side]], gainer=names[side], **brought)
    missing = not reason["own_areas"]  # a niche of the goal that the region lacks
    own = own_text(words, ids[side], reason)
    return " ".join([sentence, related_sentence(words, reason, own, names[side], missing=missing)])


def brings_key(reason: GainReason) -> str:
    """The key of the sentence on what a region brings.

    That the gaining region does not list it is left out where a reader of its list could say that it does.
    """
    key = "reason.brings_known" if reason["contested"] else "reason.brings"
    return key if reason["alone"] else f"{key}_area"


def brought_values(words: Words, region_id: str, reason: GainReason) -> dict[str, str]:
    """What a region brings, and its areas that mean it; these say it themselves where they speak of nothing else."""
    labels = reason["named"] or [reason["label"]]
    areas = words.meant(region_id, reason["areas"], parts=reason["parts"])
    return {"label": areas if reason["alone"] else words.fields(labels), "areas": areas}


def own_text(words: Words, region_id: str, reason: GainReason) -> str:
    """What of the gaining region it is related to: its areas, or the niche of a goal that it lacks."""
    if not reason["own_areas"]:
        return words.fields([reason["own_label"]])
    return words.meant(region_id, reason["own_areas"], parts=reason["own_parts"], fields=reason["own_named"])


def _wide_sentence(words: Words, explanation: Explanation, side: Side, wide: WideRelation) -> str:
    names, ids = names_of(explanation, words), {of: explanation[of]["region_id"] for of in SIDES}
    values = wide_values(words, ids[side], ids[OTHER[side]], wide)
    return words.say("reason.wide", gainer=names[side], giver=names[OTHER[side]], **values)


def wide_values(words: Words, gainer: str, giver: str, wide: WideRelation) -> dict[str, str]:
    """What is said of two wide fields: the areas of both, and which kinds of relations are known between such."""
    return {
        "kinds": words.listed([words.say(f"kind.{kind}") for kind in wide["types"]]),
        "own": words.meant(gainer, wide["own_areas"]),
        "areas": words.meant(giver, wide["areas"]),
    }


def _gains_text(words: Words, explanation: Explanation, side: Side, top: int) -> list[str | Paragraph]:
    names, gains = names_of(explanation, words), explanation[GAINS[side]]
    values = {"gainer": names[side], "giver": names[OTHER[side]]}
    if gains["complementarity"] is None:
        return [words.say("explain.gains_undefined", **values)]
    numbers = {key: words.number(gains[key]) for key in ("brings", "expected")} | {"z": words.number(gains["z"], 1)}
    heading = words.number(gains["complementarity"], sign=True)
    expected = expected_sentence(words, gains["brings"], gains["expected"], **values)
    return [
        words.say("explain.gains", complementarity=heading, **values),
        Paragraph(words.say(goal_key(explanation, "explain.gains_numbers"), **numbers, **values), indent=2),
        *([Paragraph(expected, indent=2)] if expected else []),
        *bullets(gain_told(words, explanation, side, top)),
    ]
