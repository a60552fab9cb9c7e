"""Answers to a text in words: the areas, niches, regions and actors that are close to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from matcher.facts import AreaAnswer, ConsortiumAnswer, NicheAnswer, QueryAnswer, RegionShort
from matcher.later import pd
from matcher.words.blocks import Block, Paragraph, Table
from matcher.words.forms import rank_mark

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["actors_text", "needs_text", "query_text", "read_blocks"]

#: How many regions on a niche are named.
NAMED = 6
#: Decimals of a closeness in a sentence.
DIGITS = 2


def query_text(words: Words, found: QueryAnswer, top: int) -> list[Block]:
    """The answer to one text; `found` is what `Run.query` returns, of which at most `top` areas were asked for."""
    floor = words.number(found["floor"], DIGITS)
    if not found["areas"]:
        closest = words.number(found["closest"], DIGITS)
        nothing = words.say("verb.query.nothing", text=found["text"], closest=closest, floor=floor)
        return [nothing, *_unlisted(words, found), *read_blocks(words, found, core=found["core"])]
    columns = ("closeness", "region", "area", "niches", "words")
    rows = [
        [rank, area["closeness"], _region(words, area), _area(words, area),
         ", ".join(map(words.niche, area["niches"])), ", ".join(area["words"])]
        for rank, area in zip(_ranks(area["rank"] for area in found["areas"]), found["areas"], strict=True)
    ]  # fmt: skip
    blocks: list[Block] = [words.say("verb.query.title", text=found["text"]), ""]
    blocks += [Table(["", *(words.get(f"verb.query.head.{name}") for name in columns)], rows), ""]
    blocks += _addresses(words, found["areas"])
    if len(found["areas"]) < top:
        blocks.append(words.say("verb.query.fewer", floor=floor))
    return [*blocks, "", *_niches(words, found), *read_blocks(words, found, core=found["core"]),
            words.get("verb.query.closeness")]  # fmt: skip


def read_blocks(words: Words, found: QueryAnswer | ConsortiumAnswer, *, core: str = "") -> Iterator[Block]:
    """How a text was read: the words that count, what it denies, and its sentences about procedure."""
    if core:
        yield words.say("verb.read.core", words=core)
    if found["without"]:
        yield words.say("verb.read.without", words="; ".join(found["without"]))
    if aside := found["aside"]:
        yield words.count("verb.read.aside", len(aside), first=aside[0])


def _area(words: Words, area: AreaAnswer) -> str:
    """The name of an area, as published where that is in the language of the reader."""
    text = area["area"] or area["area_original"]
    return words.area(area["region_id"], text)


def _addresses(words: Words, areas: Iterable[AreaAnswer]) -> Iterator[Block]:
    """Where the areas were read, each address once."""
    for region_id, name, period, url in dict.fromkeys(
        (area["region_id"], area["region"], area["period"], area["source_url"]) for area in areas
    ):
        if url:
            key = "verb.query.address" if period else "verb.query.address_undated"
            values = {"region": words.region(region_id, name), "period": words.period(period), "url": url}
            yield Paragraph(words.say(key, **values), indent=2)


def _niches(words: Words, found: QueryAnswer) -> Iterator[Block]:
    yield words.get("verb.query.niches" if found["niches"] else "verb.query.niches_none")
    for niche in found["niches"]:
        yield Paragraph(
            words.say(
                "verb.query.niche",
                label=words.niche(niche["label"]),
                evidence=niche["evidence"],
                closeness=words.number(niche["closeness"], DIGITS),
                regions=_regions(words, niche),
            ),
            indent=2,
        )
    yield from _unlisted(words, found)


def _unlisted(words: Words, found: QueryAnswer) -> Iterator[Block]:
    """Niches of the vocabulary that are nearer to the text, in which no area of the run is."""
    for niche in found["unlisted"]:
        closeness = words.number(niche["closeness"], DIGITS)
        yield Paragraph(words.say("verb.query.nearer", label=words.niche(niche["label"]), closeness=closeness), 2)


def _regions(words: Words, niche: NicheAnswer) -> str:
    """The regions that work on a niche; where none surely does, those that perhaps do."""
    if niche["regions"]:
        return _named(words, niche["regions"])
    if niche["perhaps"]:
        return words.say("verb.query.perhaps", regions=_named(words, niche["perhaps"]))
    return str(words.get("verb.query.no_region"))


def _named(words: Words, regions: list[RegionShort]) -> str:
    names = ", ".join(words.region(region["region_id"], region["region"]) for region in regions[:NAMED])
    if (more := len(regions) - NAMED) > 0:
        return words.say("verb.consortium.and_more", regions=names, n=more)
    return names


def _ranks(ranks: Iterable[int]) -> list[str]:
    """Ranks as lists of partners show them: those that several share have a mark.

    Examples
    --------
    >>> _ranks([1, 1, 3])
    ['1=', '1=', '3']
    """
    ranks = list(ranks)
    return [rank_mark(rank, tied=ranks.count(rank) > 1) for rank in ranks]


def _region(words: Words, row: Mapping[Any, Any]) -> str:
    return f"{words.region(row['region_id'], row['region'])} ({row['region_id']})"


def needs_text(words: Words, found: pd.DataFrame) -> list[Block]:
    """The regions for each of several texts; `found` is what `Run.needs` returns."""
    first = ~found.duplicated("need")
    rows: list[list[Any]] = []
    ranks = {number: rank for _, own in found.dropna(subset="rank").groupby("need", sort=False)
             for number, rank in zip(own.index, _ranks(own["rank"]), strict=True)}  # fmt: skip
    for number, need in enumerate(found.to_dict("records")):
        shown = need["need"] if first.iloc[number] else ""
        if pd.isna(need["rank"]):
            rows.append([shown, "", None, "", words.get("verb.query.nothing_close")])
            continue
        areas = "; ".join(words.area(need["region_id"], text) for text in need["areas"])
        rows.append([shown, ranks[found.index[number]], need["closeness"], _region(words, need), areas])
    headings = [words.get(f"verb.query.head.{name}") for name in ("need", "closeness", "region", "areas")]
    return [Table([headings[0], "", *headings[1:]], rows)]


def actors_text(words: Words, found: pd.DataFrame, text: str, *, by: str, total: int, outside: int) -> list[Block]:
    """The actors that are close to a text.

    Parameters
    ----------
    words : Words
    found : DataFrame
        As `Run.actors` returns it.
    text : str
        What was asked.
    by : {"closeness", "niche"}
    total, outside : int
        Number of actors in the table, and of those in no region of the run.
    """
    if found.empty:
        numbers = {key: words.number(found.attrs[key], DIGITS) for key in ("closest", "floor")}
        return [words.say("verb.actors.nothing", text=text, n=total, **numbers)]
    columns, kinds = ("closeness", "niche_agreement", "actor", "region", "text"), words.get("terms.kind")
    rows = [
        [rank, actor["closeness"], actor["niche_agreement"],
         f"{actor['name']} ({kinds.get(actor['kind'], actor['kind'])})", _place(words, actor), actor["text"]]
        for rank, actor in zip(_ranks(found["rank"]), found.to_dict("records"), strict=True)
    ]  # fmt: skip
    title = words.say("verb.actors.title_niche" if by == "niche" else "verb.actors.title", text=text)
    blocks: list[Block] = [title, "", Table(["", *(words.get(f"verb.actors.head.{it}") for it in columns)], rows), ""]
    for name, url in dict.fromkeys(zip(found["name"], found["url"], strict=True)):
        if url:
            blocks.append(Paragraph(words.say("verb.actors.address", name=name, url=url), indent=2))
    return [*blocks, *([words.say("verb.actors.outside", outside=outside, n=total)] if outside else [])]


def _place(words: Words, actor: Mapping[Any, Any]) -> str:
    if not actor["region"]:
        return words.say("verb.actors.is_outside", region_id=actor["region_id"])
    return words.region(actor["region_id"], actor["region"])
