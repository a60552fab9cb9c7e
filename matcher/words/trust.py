"""How sure the answers are, in words: chance, stability, bias."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.later import pd
from matcher.settings import FIRST
from matcher.words.blocks import Block, Table
from matcher.words.chance import telling_sentence
from matcher.words.fitting import size_text
from matcher.words.forms import rank_mark

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted
    from matcher.scores import SizeCheck
    from matcher.words.words import Words

__all__ = ["bias_sentence", "bias_text", "chance_text", "corrected_text", "kept_text", "sources_text", "stability_text"]


def chance_text(words: Words, run: Fitted) -> list[Block]:
    """How well pairs can be told from chance, and by which null model."""
    from matcher.chance import NULL_MODEL

    return [telling_sentence(words, {"null_model": NULL_MODEL, **run.telling._asdict()})]


# -- stability --------------------------------------------------------------------------------------------------------


def stability_text(
    words: Words, run: Fitted, found: pd.DataFrame, region: str | None, *, by: str, draws: int, first: int
) -> list[Block]:
    """How steady first partners are: the partners of one region, or the shares of all regions.

    Parameters
    ----------
    words : Words
    run : Fitted
    found : DataFrame
        As `Run.stability` returns it.
    region : str, optional
        Id or name of the region that asks; all where not given.
    by : str
        What ranks.
    draws, first : int
        Number of draws, and how many first partners were looked at; twice as many are shown.
    """
    shown = words.term("terms.by", by)
    if region is None:
        title = words.say("verb.stability.title_all", top=first, by=shown)
        table = _all_regions(words, run, found, first)
    else:
        asking = run.region(region)
        name = words.region(asking.region_id, asking.region)
        title = words.say("verb.stability.title", region=name, region_id=asking.region_id, by=shown)
        table = _one_region(words, run, found.head(2 * first), first)
    return [title, "", table, "", *kept_text(words, run, found, draws, first=first)]


def _one_region(words: Words, run: Fitted, found: pd.DataFrame, first: int) -> Table:
    names = dict(zip(run.regions["region_id"], run.regions["region"], strict=True))
    rows = [
        [rank_mark(None if pd.isna(row["rank"]) else row["rank"], tied=row["tied"]), row["partner_id"],
         words.region(row["partner_id"], names[row["partner_id"]]), words.percent(row["top_share"]),
         f"{row['rank_low']}–{row['rank_high']}"]
        for row in found.to_dict("records")
    ]  # fmt: skip
    headings = [words.say(f"verb.stability.head.{name}", top=first) for name in ("id", "region", "top_share", "ranks")]
    return Table(["", *headings], rows)


def _all_regions(words: Words, run: Fitted, found: pd.DataFrame, first: int) -> Table:
    """One row a region: how many of its first partners stay."""
    from matcher.partners.stability import KINDS, kept_of_top

    rows: list[list[Any]] = []
    for region_id, table in found.groupby("region_id", sort=True):
        kept, region = kept_of_top(table, first), run.region(str(region_id))
        shares = [words.percent(kept[kind]) for kind in (*KINDS, "all")]
        name = words.region(region.region_id, region.region)
        rows.append([region_id, name, *shares, int(run.sizes[region_id])])
    columns = ("id", "region", "one_out", "bootstrap", "themes", "all", "areas")
    return Table([words.get(f"verb.stability.head.{name}") for name in columns], rows)


def kept_text(words: Words, run: Fitted, found: pd.DataFrame, draws: int, *, first: int = FIRST) -> list[Block]:
    """What was drawn, and how many of the first partners stay."""
    from matcher.partners.stability import KINDS, draw_plan, kept_of_top

    plan, kept = draw_plan(run, draws), kept_of_top(found, first)
    kinds = [kind for kind in KINDS if plan[kind]]
    told = "; ".join(words.say(f"verb.stability.{kind}", n=plan[kind]) for kind in kinds)
    blocks: list[Block] = [words.say("verb.stability.draws", draws=draws, kinds=told)]
    if not plan["themes"]:
        blocks.append(words.get("verb.stability.no_themes"))
    if found["top_share"].isna().all():
        last = words.say("verb.stability.all_first", top=first)
    elif np.isnan(kept["all"]):
        last = words.get("verb.stability.none_suggested")
    else:
        shares = [words.say(f"verb.stability.kept_{kind}", share=words.percent(kept[kind])) for kind in kinds]
        last = words.say("verb.stability.kept", top=first, all=words.percent(kept["all"]), kinds=", ".join(shares))
    return [*blocks, f"{last} {words.get('verb.stability.fragile')}"]


def sources_text(
    words: Words,
    run: Fitted,
    found: pd.DataFrame,
    region: str | None,
    *,
    by: str,
    evidence: Collection[str],
    first: int,
) -> list[Block]:
    """How many of the first partners stay where lists of weaker sources are left out, and of one region which.

    Parameters
    ----------
    words : Words
    run : Fitted
    found : DataFrame
        As `Run.without_weak` returns it.
    region : str, optional
        Id or name of the region that asked; all where not given.
    by : str
        What ranks.
    evidence : collection of str
        The kinds of source that stay in.
    first : int
        How many first partners were looked at.
    """
    out = found["rank_without"].isna()
    stay = (found["rank_without"] <= first).fillna(False).astype(bool)
    asked = max(1, found["region_id"].nunique())
    numbers = {"stay": stay.sum(), "out": out.sum(), "behind": (~out & ~stay).sum()}
    digits = 1 if region is None else 0
    means = {name: words.number(number / asked, digits=digits) for name, number in numbers.items()}
    kinds = words.listed([words.get(f"verb.stability.kind.{kind}") for kind in evidence])
    title = words.say("verb.stability.sources_title", kinds=kinds, by=words.term("terms.by", by), top=first)
    key = "sources" if region is None else "sources_of_one"
    told = words.say(f"verb.stability.{key}", top=first, **means)
    if region is None:
        return [title, "", _stay_of_all(words, run, found.assign(out=out, stay=stay)), "", told]
    names = dict(zip(run.regions["region_id"], run.regions["region"], strict=True))
    rows = [
        [row["rank"], row["partner_id"], words.region(row["partner_id"], names[row["partner_id"]]),
         "–" if pd.isna(row["rank_without"]) else row["rank_without"],
         words.listed([words.get(f"verb.stability.kind.{kind}") for kind in row["evidence"].split("; ") if kind])]
        for row in found.to_dict("records")
    ]  # fmt: skip
    heads = [words.get(f"verb.stability.head.{name}") for name in ("id", "region", "without", "source")]
    return [title, "", Table(["", *heads], rows), "", told]


def _stay_of_all(words: Words, run: Fitted, found: pd.DataFrame) -> Table:
    rows: list[list[Any]] = []
    for region_id, own in found.groupby("region_id", sort=True):
        region = run.region(str(region_id))
        stay, out = int(own["stay"].sum()), int(own["out"].sum())
        rows.append([region_id, words.region(region.region_id, region.region), stay, out, len(own) - stay - out])
    columns = ("id", "region", "stay", "out", "behind")
    return Table([words.get(f"verb.stability.head.{name}") for name in columns], rows)


# -- bias -------------------------------------------------------------------------------------------------------------


def corrected_text(words: Words, bias: pd.DataFrame, by: str) -> list[Block]:
    """What was corrected."""
    from matcher.partners.bias import flagged_for

    named = words.listed([words.term("terms.property", name.replace("_", " ")) for name in flagged_for(bias, by)])
    key, ranked_by = "corrected" if named else "not_corrected", words.term("terms.by", by)
    return [words.say(f"verb.stability.{key}", by=ranked_by, properties=named)]


def bias_text(words: Words, found: pd.DataFrame, checks: Mapping[str, SizeCheck]) -> list[Block]:
    """What mean scores and ranks follow; `found` is what `Run.bias` returns, `checks` are `Run.size_checks`."""
    from matcher.partners.bias import LEVEL, MATERIAL

    columns = ("score", "property", "strength", "p_value", "q_value", "spread", "flagged", "meaning")
    note = words.say(
        "verb.bias.note",
        regions=int(found["regions"].iloc[0]),
        material=words.number(MATERIAL, 1),
        level=words.number(LEVEL, 2),
    )
    return [Table([words.get(f"verb.bias.head.{name}") for name in columns], list(_bias_rows(words, found))), "", note,
            *size_text(words, checks)]  # fmt: skip


def _bias_rows(words: Words, found: pd.DataFrame) -> Iterator[list[Any]]:
    for row in found.to_dict("records"):
        named = words.term("terms.property", row["property"].replace("_", " "))
        numbers = [row[name] for name in ("strength", "p_value", "q_value", "spread")]
        flag = "!" if row["flagged"] else ""
        yield [words.term("terms.mean", row["score"]), named, *numbers, flag, bias_sentence(words, row)]


def bias_sentence(words: Words, row: Mapping[Any, Any]) -> str:
    """What a row of `matcher.partners.bias.bias` means."""
    if row["meaning"] != "follows":
        return str(words.get(f"verb.bias.{row['meaning'].replace(' ', '_')}"))
    numeric = row["measure"] == "rank correlation"
    way = f"_{'more' if row['strength'] > 0 else 'fewer'}" if numeric else ""
    values = {
        "property": words.get(f"verb.bias.has.{row['property']}{way}"),
        "does": words.get(f"verb.bias.does.{row['score']}{'_more' if numeric else ''}"),
        "highest": row["highest"],
        "lowest": row["lowest"],
    }
    ends = "_ends" if row["highest"] else ""
    return words.say("verb.bias.follows_number" if numeric else f"verb.bias.follows_group{ends}", **values)
