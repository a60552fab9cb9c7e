"""What a fit has made, in words: its size, how themes were found, and what to keep in mind."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.scores import passes
from matcher.settings import FIRST
from matcher.words.blocks import Paragraph
from matcher.words.own import as_toml

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import DoubtfulArea, OwnNiche, ThemeSettings
    from matcher.fitted.tables import Fitted
    from matcher.scores import SizeCheck
    from matcher.words.words import Words

__all__ = ["doubtful_text", "fit_text", "rank_change_text", "size_text", "unnamed_text"]

#: How many regions with another best partner are named.
SHOWN = 10
#: What a run says of the portfolios that reveal relatedness.
_OWN = re.compile(r"the data's own (?P<n>\d+) regions")
_BUNDLED = re.compile(r"the bundled set (?P<name>\S+) \((?P<n>\d+) regions\)")


def fit_text(
    words: Words, run: Fitted, checks: Mapping[str, SizeCheck], bias: pd.DataFrame
) -> Iterator[str | Paragraph]:
    """What a fit has made.

    Parameters
    ----------
    words : Words
    run : Fitted
    checks : mapping of str to SizeCheck
        How ranks follow the length of lists, by what ranks: `Run.size_checks`.
    bias : DataFrame
        Properties that scores follow: `Run.bias`.
    """
    themes, related = run.settings["themes"], run.settings["relatedness"]
    yield words.say("verb.fit.size", regions=len(run.regions), areas=len(run.areas), themes=themes["themes"],
                    niches=themes["niches"], way=_way(words, themes))  # fmt: skip
    total = sum(related["weights"].values())
    weights = [words.say("verb.fit.weight", name=name, share=words.percent(weight / total))
               for name, weight in related["weights"].items()]  # fmt: skip
    portfolios = _portfolios(words, related["portfolios"])
    yield words.say("verb.fit.relatedness", weights=", ".join(weights), portfolios=portfolios)
    if silent := related["silent"]:
        yield words.say("verb.fit.silent", names=words.listed(silent))
    yield from size_text(words, checks)
    if flagged := _flagged(words, bias):
        yield words.say("verb.fit.flagged", flagged=flagged)
    names = zip(run.region_ids, run.regions["region"], strict=True)
    if unmatched := [words.region(region_id, name) for region_id, name in names if run.is_unmatched(region_id)]:
        yield words.say("verb.fit.unmatched", regions=words.listed(unmatched))
    for code, n in run.settings["model"]["unreliable"].items():
        yield words.say("verb.fit.unreliable", n=n, language=words.language_name(code))


def size_text(words: Words, checks: Mapping[str, SizeCheck]) -> Iterator[str | Paragraph]:
    """How ranks follow the length of lists, a line for each ranking; nothing where too few regions have ranks."""
    told = {by: check for by, check in checks.items() if not math.isnan(check.correlation)}
    if told:
        yield words.say("verb.fit.size_title", first=FIRST)
    for by, check in told.items():
        values = {"by": words.term("terms.by", by), "correlation": words.number(check.correlation, 2, sign=True),
                  "partners": check.best_partners, "regions": check.regions,
                  "share": words.percent(check.largest_share)}  # fmt: skip
        yield Paragraph(words.say(f"verb.fit.size_{'line' if passes(check) else 'over'}", **values), indent=2)


def doubtful_text(words: Words, found: Sequence[DoubtfulArea], total: int) -> Iterator[str | Paragraph]:
    """Areas to read, each with the niches that it most likely means, and the lines that move them.

    Parameters
    ----------
    words : Words
    found : sequence of DoubtfulArea
        What `matcher.query.doubtful.doubtful_areas` returns.
    total : int
        How many areas were looked at.
    """
    if not found:
        return
    yield words.count("verb.fit.doubtful", len(found), total=words.whole(total))
    yield from _to_read(words, found)


def _to_read(words: Words, found: Sequence[DoubtfulArea]) -> Iterator[str | Paragraph]:
    """The first of them with their likeliest niches, and the lines that move them."""
    for area in found[:SHOWN]:
        region = words.region(area["region_id"], area["region"])
        yield Paragraph(words.say("verb.fit.doubtful_area", region=region, area=words.quoted([area["area"]]),
                                  niches=_either(words, [_likely(words, niche) for niche in area["niches"]])),
                        indent=2)  # fmt: skip
    if len(found) > SHOWN:
        yield Paragraph(words.say("verb.fit.doubtful_more", n=words.whole(len(found) - SHOWN)), indent=2)
    yield words.say("verb.fit.doubtful_move")
    yield Paragraph("move = [", indent=2)
    yield from (Paragraph(f"{{ area = {as_toml(area['area'])}, to = ['{_likeliest(area)}'] }},", indent=4)
                for area in found[:SHOWN])  # fmt: skip
    yield Paragraph("]", indent=2)


def _likely(words: Words, niche: OwnNiche) -> str:
    """A niche, and how much speaks for it where that is told."""
    label = words.quoted([words.niche(niche["label"])])
    if niche["score"] is None:
        return label
    return words.say("verb.fit.likely", niche=label, share=words.percent(niche["score"]))


def _likeliest(area: DoubtfulArea) -> str:
    """The niche that a doubtful area most likely means: the line makes it sure, unless another is written there."""
    return next((niche["niche"] for niche in area["niches"]), "NICHE")


def unnamed_text(words: Words, found: Sequence[DoubtfulArea], total: int) -> Iterator[str | Paragraph]:
    """Areas to read before they are fitted: those whose names tell no field outright.

    Parameters
    ----------
    words : Words
    found : sequence of DoubtfulArea
        What `matcher.query.doubtful.unnamed_areas` returns.
    total : int
        How many areas were looked at.
    """
    if found:
        yield words.count("verb.check.unnamed", len(found), total=words.whole(total))
        yield from _to_read(words, found)
        yield ""


def _either(words: Words, niches: Sequence[str]) -> str:
    if len(niches) == 2:
        return words.say("verb.fit.either", a=niches[0], b=niches[1])
    return niches[0] if niches else words.say("verb.fit.no_niche")


def rank_change_text(words: Words, changes: pd.DataFrame, *, top: int = FIRST) -> Iterator[str | Paragraph]:
    """What edits change: how many regions keep their first partners, and who gets another best one.

    Parameters
    ----------
    words : Words
    changes : DataFrame
        What `matcher.compare.partners.rank_changes` returns.
    top : int
        How many first partners were compared.
    """
    other = changes[changes["best_before"] != changes["best_after"]]
    yield words.count("verb.rank_changes.title", len(other), kept=int((changes["kept"] == top).sum()),
                      total=len(changes), top=top)  # fmt: skip
    for row in other.head(SHOWN).to_dict("records"):
        yield Paragraph(words.say("verb.rank_changes.change", region=row["region"], now=row["best_after"],
                                  before=row["best_before"]), indent=2)  # fmt: skip
    if len(other) > SHOWN:
        yield Paragraph(words.say("verb.rank_changes.more", n=len(other) - SHOWN), indent=2)


def _way(words: Words, themes: ThemeSettings) -> str:
    """How themes were found."""
    if themes.get("way") != "guided":
        return words.say("verb.fit.discovered", linkage=themes["linkage"])
    guide = words.get("verb.fit.guide").get(themes["guided_by"], themes["guided_by"])
    return words.say("verb.fit.guided", guide=guide, n=themes["offered"] - themes["niches"])


def _portfolios(words: Words, name: str) -> str:
    for key, form in (("own", _OWN), ("bundled", _BUNDLED)):
        if found := form.fullmatch(name):
            return words.say(f"verb.fit.{key}_portfolios", **found.groupdict())
    return name


def _flagged(words: Words, table: pd.DataFrame) -> str:
    """The flagged rows of the bias guard in a few words."""
    groups = table[table["flagged"]].groupby("score", sort=False)
    return "; ".join(
        words.say("verb.fit.flag", score=words.term("terms.mean", str(score)),
                  properties=words.listed([words.term("terms.property", name.replace("_", " "))
                                           for name in group["property"]]))
        for score, group in groups
    )  # fmt: skip
