"""The track record in words: what two regions have done together, and what a region does in what it declares.

Every output says the same sentences; none of them is part of a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from matcher.facts import (
    SIDES,
    Common,
    CountedFor,
    DeclaredAndDone,
    Done,
    Explanation,
    PairRecord,
    RecordPartner,
    RegionRecord,
    ThemeRecord,
    Undeclared,
)
from matcher.settings import TOP
from matcher.words.blocks import Block, Table, bullets
from matcher.words.forms import short_name

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = [
    "common_lines",
    "counted_sentence",
    "credit",
    "declared_lines",
    "field_words",
    "joint_words",
    "pair_line",
    "record_sentences",
    "record_text",
    "relation_text",
    "short_line",
    "undeclared_lines",
]

#: How many programmes, fields and areas a line names.
MOST = 2
#: With fewer projects, and fewer expected, a quotient tells nothing.
FEWEST = 3
#: Fewer expected projects than this are told as fewer.
LEAST = 0.1


# -- two regions ------------------------------------------------------------------------------------------------------


def pair_line(words: Words, record: PairRecord | None) -> str:
    r"""What two regions have done together, in a line without a full stop.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> record = {"interreg": 3, "interreg_expected": 1.26, "h2020": 0, "h2020_expected": 0.02, "last": "2014-2020",
    ...           "programmes": ["Baltic Sea Region"], "joint": [], "counted_for": []}
    >>> print(pair_line(Words("en"), record).replace("; ", ";\n"))
    Together in 3 Interreg projects, last in 2014–2020 (Baltic Sea Region);
    about 1.3 expected of two regions so active
    """
    if record is None:
        return words.say("record.pair_unknown")
    return _of_whole(words, record, _together(words, record))


def _of_whole(words: Words, record: PairRecord, text: str) -> str:
    """What is told of two regions, with the larger regions whose counts these are before it."""
    codes = dict.fromkeys(code for one in record["counted_for"] if one["how"] == "whole" for code in one["codes"])
    if not (codes and text):
        return text
    whole = words.listed([words.region(code, code) if len(code) > CODE else words.country(code) for code in codes])
    return words.say("record.pair_whole", whole=whole, text=text[0].lower() + text[1:])


#: Letters of a country's code.
CODE = 2


def _together(words: Words, record: PairRecord) -> str:
    interreg = words.count("record.pair_interreg", record["interreg"], last=_last(words, record))
    h2020 = words.count("record.pair_h2020", record["h2020"])
    expected = [_expected(words, value) for value in (record["interreg_expected"], record["h2020_expected"])]
    if record["interreg"] and record["h2020"]:
        values = {"interreg": interreg, "interreg_expected": expected[0], "h2020_expected": expected[1]}
        return words.say("record.pair_both", h2020=h2020, **values)
    if record["interreg"] or record["h2020"]:
        told, by_chance = (interreg, expected[0]) if record["interreg"] else (h2020, expected[1])
        return words.say("record.pair_one", projects=told, expected=by_chance)
    both = record["interreg_expected"] + record["h2020_expected"]
    return words.say("record.pair_none", expected=_expected(words, both))


def short_line(words: Words, record: PairRecord | None) -> str:
    """How many joint projects two regions have, for a cell of a table; "" where none is counted.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> record = {"interreg": 1, "interreg_expected": 1.3, "h2020": 12, "h2020_expected": 8.0, "last": "2014-2020",
    ...           "programmes": [], "joint": [], "counted_for": []}
    >>> short_line(Words("sv"), record), short_line(Words("en"), None)
    ('Tillsammans i 1 Interreg- och 12 Horisont 2020-projekt', '')
    """
    if record is None:
        return ""
    return _of_whole(words, record, joint_words(words, record["interreg"], record["h2020"]))


def joint_words(words: Words, interreg: int, h2020: int) -> str:
    """The same from the two numbers of joint projects."""
    if interreg and h2020:
        return words.say("record.pair_short_both", interreg=interreg, h2020=h2020)
    source, n = ("interreg", interreg) if interreg else ("h2020", h2020)
    return words.count(f"record.pair_short_{source}", n) if n else ""


def common_lines(words: Words, common: Sequence[Common], names: tuple[str, str], *, most: int = MOST) -> list[str]:
    """What two regions both do though not both declare it, a line each.

    Parameters
    ----------
    words : Words
    common : sequence of Common
        As `matcher.facts.Explanation` holds it.
    names : tuple of str
        Names of regions a and b.
    most : int
        How many.
    """
    return [_common_line(words, one, names) for one in common[:most]]


def _common_line(words: Words, common: Common, names: tuple[str, str]) -> str:
    a, b = common["a"], common["b"]
    labels = words.listed([words.niche(label) for label in common["labels"]])
    key, region = "neither", ""
    for name, side in zip(names, (a, b), strict=True):
        if side["declares"] or side["perhaps"]:
            key, region = "only" if side["declares"] else "perhaps", name
    who = words.say(f"record.common_{key}", labels=labels, region=region)
    return words.say(
        "record.common",
        fields=field_words(words, a["done"]["source"], a["done"]["fields"]),
        a=names[0],
        b=names[1],
        n_a=a["done"]["projects"],
        n_b=b["done"]["projects"],
        quotient_a=words.number(a["done"]["quotient"], 1),
        quotient_b=words.number(b["done"]["quotient"], 1),
        unit=words.get(f"record.unit_{a['done']['source']}"),
        who=who,
    )


def record_sentences(words: Words, explanation: Explanation, names: Mapping[str, str]) -> list[str]:
    """What two regions have done together, what both do though not both declare it, and which counts stand for them."""
    record = explanation.get("record")
    lines = [pair_line(words, record), *common_lines(words, explanation.get("common", ()), (names["a"], names["b"]))]
    told = [words.say("form.sentence", text=line) for line in lines]
    name = {explanation[side]["region_id"]: names[side] for side in SIDES}
    others = record["counted_for"] if record else []
    counted = [counted_sentence(words, one, name[one["region_id"]]) for one in others]
    return [*told, *filter(None, counted)]


def credit(words: Words) -> str:
    """Where joint projects were counted, and what a missing one means."""
    return str(words.get("record.credit"))


def counted_sentence(words: Words, counted: CountedFor, name: str) -> str:
    """Which counts stand for a region; "" where they are its own.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> counted_sentence(Words("en"), {"region_id": "LT01", "how": "whole", "codes": ["LT"]}, "Vilnius")
    'Vilnius is not counted itself: the counts are those of LT, in which it lies.'
    """
    if counted["how"] == "same":
        return ""
    return words.say(f"record.counted_{counted['how'] or 'nowhere'}", region=name, codes=words.listed(counted["codes"]))


def _last(words: Words, record: PairRecord) -> str:
    if not record["last"]:
        return ""
    period = record["last"].replace("-", "–")
    if not record["programmes"]:
        return words.say("record.pair_last", period=period)
    return words.say("record.pair_last_in", period=period, programmes=_few(words, record["programmes"]))


def _few(words: Words, names: Sequence[str]) -> str:
    more = len(names) - MOST
    if more <= 0:
        return words.listed(list(names))
    return words.say("record.more", names=", ".join(names[:MOST]), n=more)


def _expected(words: Words, value: float) -> str:
    key = "under" if value < LEAST else "about"
    return words.say(f"record.{key}", number=words.number(max(value, LEAST), 1))


# -- one region -------------------------------------------------------------------------------------------------------


def record_text(words: Words, facts: RegionRecord, *, top: int = TOP) -> list[Block]:
    """What a region does, as `matcher record` prints it; `facts` is what `Run.record` returns."""
    name = words.region(facts["region_id"], facts["region"])
    blocks: list[Block] = [words.say("record.title", region=name, region_id=facts["region_id"]), ""]
    if told := counted_sentence(words, facts["counted_for"], name):
        blocks += [told, ""]
    if not facts["counted_for"]["codes"]:
        return [*blocks, credit(words)]
    blocks += [totals_sentence(words, facts), ""]
    blocks += [*_programmes(words, facts, top), "", *_partners(words, facts, top), ""]
    blocks += [words.get("record.declared"), *bullets(declared_lines(words, facts)), ""]
    if facts["undeclared"]:
        blocks += [words.get("record.undeclared"), *bullets(undeclared_lines(words, facts)), ""]
    return [*blocks, words.get("record.meaning"), "", credit(words)]


def totals_sentence(words: Words, facts: RegionRecord) -> str:
    """How many projects of a region are on record."""
    told = {source: words.count(f"record.{source}", facts[source]) for source in SOURCES}
    return words.say("record.totals", **told)


SOURCES: tuple[Literal["interreg"], Literal["h2020"]] = ("interreg", "h2020")


def _programmes(words: Words, facts: RegionRecord, top: int) -> Iterator[Block]:
    if not facts["programmes"]:
        yield words.get("record.no_programmes")
        return
    yield words.get("record.programmes")
    yield ""
    rows = [
        [one["programme"], words.get(f"record.strand.{one['strand']}"), one["period"].replace("-", "–"),
         one["projects"], one["of"]]
        for one in facts["programmes"][:top]
    ]  # fmt: skip
    yield Table([words.get(f"record.head.{key}") for key in ("programme", "strand", "period", "projects", "of")], rows)


def _partners(words: Words, facts: RegionRecord, top: int) -> Iterator[Block]:
    if not facts["partners"]:
        yield words.get("record.no_partners")
        return
    yield words.say("record.partners", n=len(facts["partners"]))
    yield ""
    rows = [
        [_shown(words, one), one["interreg"],
         words.number(one["interreg_expected"], 1), one["h2020"], words.number(one["h2020_expected"], 1),
         one["last"].replace("-", "–")]
        for one in facts["partners"][:top]
    ]  # fmt: skip
    heads = ("region", "interreg", "interreg_expected", "h2020", "h2020_expected", "last")
    yield Table([words.get(f"record.head.{key}") for key in heads], rows)


def _shown(words: Words, one: RecordPartner) -> str:
    """A region with its code, marked where it stands for regions that are not counted each for itself."""
    shown = f"{short_name(words.region(one['region_id'], one['region']))} ({one['region_id']})"
    return words.say("record.as_whole", region=shown) if one["whole"] else shown


def declared_lines(words: Words, facts: RegionRecord) -> list[str]:
    """For each broad theme that a region declares or may declare, what it does in its fields, be it much or little."""
    return [_declared(words, facts["region_id"], one) for one in facts["declared"]]


def undeclared_lines(words: Words, facts: RegionRecord) -> list[str]:
    """Fields in which a region does more than usual though it does not declare them."""
    return [_undeclared(words, one) for one in facts["undeclared"]]


def _declared(words: Words, region_id: str, one: ThemeRecord) -> str:
    named = words.meant(region_id, one["areas"][:MOST], parts=one["parts"])
    more = len(one["areas"]) - MOST
    named = words.say("report.why.areas_more", areas=named, n=more) if more > 0 else named
    done = "; ".join(_done(words, found) for found in one["done"]) or words.get(
        f"record.{'done_none' if one['fields'] else 'done_no_field'}"
    )
    key = f"record.field_{'declared' if one['sure'] else 'perhaps'}"
    return words.say(key, theme=words.niche(one["label"]), areas=named, done=done)


def _undeclared(words: Words, one: Undeclared) -> str:
    themes = words.listed([words.niche(label) for label in one["labels"]])
    return words.say("record.field_undeclared", themes=themes, done=_done(words, one["done"]))


def _done(words: Words, found: Done) -> str:
    few = found["projects"] < FEWEST and found["of"] * found["usual"] < FEWEST
    return words.say(
        f"record.done_{'few_' if few else ''}{found['source']}",
        n=found["projects"],
        quotient=words.number(found["quotient"], 1),
        fields=field_words(words, found["source"], found["fields"]),
        of=words.whole(found["of"]),
        low=words.number(found["low"], 1),
        high=words.number(found["high"], 1),
    )


def field_words(words: Words, source: str, fields: Sequence[str]) -> str:
    """The first fields that are meant, by name."""
    from matcher.record import field_names  # needs arrays, which sentences of other kinds do not

    names = field_names(source, fields, words.language)
    return _few(words, [words.say("form.quote", text=name) for name in names])


def relation_text(words: Words, found: Sequence[DeclaredAndDone]) -> list[Block]:
    """Whether regions do more in what they declare; `found` is what `matcher.record.declared_and_done` returns."""
    heads = ("theme", "source", "regions", "declaring", "not_declaring", "difference")
    rows = [
        [words.niche(one["label"]), words.get(f"record.{one['source']}_name"), one["regions"],
         words.number(one["declaring"], 2), words.number(one["not_declaring"], 2),
         words.say("verb.validate_partnerships.interval",
                   value=words.number(one["declaring"] - one["not_declaring"], 2, sign=True),
                   low=words.number(one["low"], 2), high=words.number(one["high"], 2))]
        for one in found
    ]  # fmt: skip
    table = Table([words.get(f"record.head.{key}") for key in heads], rows)
    return [words.get("record.relation_title"), "", table, "", words.get("record.relation_meaning"), credit(words)]
