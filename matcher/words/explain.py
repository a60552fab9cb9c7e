"""Sentences from the facts of an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcher.errors import SettingError
from matcher.words.blocks import Paragraph, bullets, wrapped
from matcher.words.chance import expected_sentence, shared_sentence, telling_sentence
from matcher.words.forms import short_names
from matcher.words.goals import demand_sentences, demand_title, goal_key, goal_sentences, verdict_key
from matcher.words.relations import beside_sentences, leading, related_sentence
from matcher.words.words import Facts, Names, Words, names_in

__all__ = ["explain_text", "names_of", "objections", "reasons"]


#: Usual width of a line.
WIDTH = 100
#: Decimals of the numbers in an objection.
DIGITS = {"z": 1, "balance": 2, "value": 3}


def explain_text(
    explanation: Facts,
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
                        region_id=explanation[side]["region_id"]) for side in ("a", "b")]  # fmt: skip
    blocks: list[str | Paragraph] = [words.say("explain.title", a=titles[0], b=titles[1])]
    blocks += [words.say(f"verdict.{verdict_key(explanation)}"), *goal_sentences(words, explanation)]
    for side in ("a", "b"):
        blocks += ["", *_gains_text(words, explanation, side, top)]
    overlap = explanation["overlap"]
    if overlap["score"] is None:
        blocks += ["", words.say("explain.overlap_undefined")]
    else:
        numbers = {"score": words.number(overlap["score"]), "expected": words.number(overlap["expected"])}
        blocks += ["", words.say("explain.overlap", **numbers)]
        blocks += [Paragraph(text, indent=2) for text in [shared_sentence(words, overlap)] if text]
        blocks += bullets(shared_sentences(words, explanation, top) or [words.say("reason.nothing_shared")])
        blocks += ["", telling_sentence(words, explanation["chance"])]
    for side in ("a", "b") if explanation.get("roles") else ():
        blocks += ["", demand_title(words, explanation, side, regions)]
        blocks += bullets(demand_sentences(words, explanation, side, regions))
    if told := beside_sentences(words, explanation, regions):
        blocks += ["", words.say("page.beside"), *bullets(told)]
    blocks += ["", words.say("explain.against")]
    blocks += bullets(objection_sentences(words, explanation) or [words.say("explain.against_nothing")])
    blocks += ["", words.say("explain.sources")]
    for source in explanation["sources"]:
        told = [source[key] for key in ("source_title", "period", "source_url") if source[key]]
        region = regions["a" if source["region_id"] == explanation["a"]["region_id"] else "b"]
        blocks += bullets([words.say("form.colon", before=region, after=", ".join(told))])
    return "\n".join(wrapped(blocks, width)) + "\n"


def reasons(explanation: Facts, side: str, *, language: str = "en", top: int = 3) -> list[str]:
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
    >>> part = {"label": "Robotics", "value": 0.1, "areas_a": ["Automation"], "areas_b": ["Robots", "Sensors"],
    ...         "because": [{"label": "Automation", "value": 0.1, "together": 9, "together_expected": 5.1,
    ...                      "closeness": 0.41}]}
    >>> explanation = {"a": {"region_id": "A", "region": "Alfa"}, "b": {"region_id": "B", "region": "Beta"},
    ...                "a_gains": {"parts": [part]}}
    >>> for sentence in reasons(explanation, "a"):
    ...     print(sentence.replace(". ", ".\n"))
    Beta works on “Robotics” (its areas: “Robots” and “Sensors”), which Alfa does not list.
    It is related to “Automation” in Alfa: 9 regions list both, chance would give 5.1.
    """
    words = Words(language)
    if side == "overlap":
        return shared_sentences(words, explanation, top)
    if side not in ("a", "b"):
        raise SettingError("side of the explanation", expected="a, b or overlap", found=repr(side))
    return gain_sentences(words, explanation, side, top)


def objections(explanation: Facts, language: str = "en") -> list[str]:
    """What speaks against a match, each a sentence."""
    return objection_sentences(Words(language), explanation)


def names_of(explanation: Facts, words: Words | None = None) -> dict[str, str]:
    """Names of both regions for running text, without a second name in brackets where they stay different.

    With `words` they are those of its language.

    Examples
    --------
    >>> names_of({"a": {"region_id": "SE125", "region": "Västmanland"},
    ...           "b": {"region_id": "DE2", "region": "Bavaria (Bayern)"}})
    {'a': 'Västmanland', 'b': 'Bavaria'}
    """
    named = words.region if words else lambda _, name: str(name)
    regions = [named(explanation[side]["region_id"], explanation[side]["region"]) for side in "ab"]
    return dict(zip("ab", short_names(regions), strict=True))


def gain_sentences(words: Words, explanation: Facts, side: str, top: int) -> list[str]:
    """What region `side` gains, one entry a niche that the other region works on."""
    parts = [part for part in explanation[f"{side}_gains"]["parts"] if part["value"] > 0]
    return [_gain_sentence(words, explanation, side, part) for part in parts[:top]]


def shared_sentences(words: Words, explanation: Facts, top: int) -> list[str]:
    """What both regions work on, one entry a niche."""
    names = names_of(explanation, words)
    sentences = []
    for part in explanation["overlap"]["parts"][:top]:
        areas = {f"areas_{side}": words.quoted(area_names(words, explanation, side, part)) for side in ("a", "b")}
        label = words.quoted([words.niche(part["label"])])
        sentences.append(words.say("reason.shared", label=label, a=names["a"], b=names["b"], **areas))
    return sentences


def objection_sentences(words: Words, explanation: Facts, *, entries: Iterable[Facts] | None = None) -> list[str]:
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
    told = {region: words.form("; ").join(texts) for region, texts in notes.items()}
    return sentences + [words.say("against.note", region=full[region], note=note) for region, note in told.items()]


def area_names(words: Words, explanation: Facts, side: str, part: Facts) -> list[str]:
    """The areas of one region behind a part."""
    return [words.area(explanation[side]["region_id"], text) for text in part[f"areas_{side}"]]


def own_names(words: Words, explanation: Facts, side: str, because: Facts) -> list[str]:
    """The gaining region's areas on a related niche, or the niche's label where they are not given."""
    areas = because.get("areas") or []
    return [words.area(explanation[side]["region_id"], text) for text in areas] or [words.niche(because["label"])]


def _objection_values(words: Words, explanation: Facts, entry: Facts) -> dict[str, object]:
    """What fills the placeholders of an objection: names as running text has them, numbers as the language does."""
    by_name, by_id = _by(words, explanation, "region"), _by(words, explanation, "region_id")
    values: dict[str, object] = dict(names_of(explanation, words))
    for key, value in entry.items():
        if key in DIGITS:
            values[key] = words.number(value, DIGITS[key], sign=key == "value")
        elif key in ("region", "other", "gainer", "giver"):
            values[key] = by_name[value]
        elif key in ("parent", "child"):
            values[key] = by_id[value]
        elif key not in ("code", "side"):
            values[key] = value
    return values


def _by(words: Words, explanation: Facts, key: str) -> dict[str, str]:
    """Names for running text by full name or by id."""
    return {explanation[side][key]: name for side, name in names_of(explanation, words).items()}


def _gain_sentence(words: Words, explanation: Facts, side: str, part: Facts) -> str:
    names, other = names_of(explanation, words), "b" if side == "a" else "a"
    values = {"giver": names[other], "gainer": names[side], "label": words.quoted([words.niche(part["label"])])}
    areas = part[f"areas_{other}"]
    if areas == [part["label"]]:
        sentence = words.say("reason.brings", **values)
    else:
        told = words.quoted(area_names(words, explanation, other, part))
        sentence = words.say(f"reason.brings_area{'' if len(areas) == 1 else 's'}", areas=told, **values)
    because = leading(part["because"])
    own = words.quoted(own_names(words, explanation, side, because))
    missing = because.get("areas") == []  # a niche of the goal that the region lacks
    related = related_sentence(words, because, own, names[side], missing=missing)
    return words.form(" ").join([sentence, related])


def _gains_text(words: Words, explanation: Facts, side: str, top: int) -> list[str | Paragraph]:
    names, gains = names_of(explanation, words), explanation[f"{side}_gains"]
    values = {"gainer": names[side], "giver": names["b" if side == "a" else "a"]}
    if gains["complementarity"] is None:
        return [words.say("explain.gains_undefined", **values)]
    numbers = {key: words.number(gains[key]) for key in ("brings", "expected")} | {"z": words.number(gains["z"], 1)}
    heading = words.number(gains["complementarity"], sign=True)
    told = gain_sentences(words, explanation, side, top) or [
        words.say(goal_key(explanation, "reason.nothing_gained"), **values)
    ]
    expected = expected_sentence(words, gains["brings"], gains["expected"], values["giver"])
    return [
        words.say("explain.gains", complementarity=heading, **values),
        Paragraph(words.say(goal_key(explanation, "explain.gains_numbers"), **numbers, **values), indent=2),
        *([Paragraph(expected, indent=2)] if expected else []),
        *bullets(told),
    ]
