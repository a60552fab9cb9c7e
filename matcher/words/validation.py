"""How well rankings, themes and relatedness do against what is known, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.facts import (
    EstimateFacts,
    JointRow,
    JointValidation,
    RelatednessRow,
    RelatednessValidation,
    ThemesValidation,
    Validation,
)
from matcher.words.blocks import Block, Table

if TYPE_CHECKING:
    from matcher.words.words import Words

__all__ = ["joint_text", "partnerships_text", "relatedness_text", "themes_text"]

MEASURES = ("auc", "theme_auc", "mrr", "precision", "ndcg")
VIEWS = ("auc_again", "hubs_weighed_down", "without_hubs", "other_country", "with_loose_networks")
#: How members are found among the regions, and why they are not.
PLACED = ("exact", "renamed", "parent", "child")
NOT_PLACED = ("other_level", "several", "unknown", "no_code")
#: How many blends of relatedness are shown beside the single sources.
SHOWN_BLENDS = 12


# -- partnerships -----------------------------------------------------------------------------------------------------


def partnerships_text(words: Words, found: Validation) -> list[Block]:
    """Rankings against known partnerships; `found` is what `Run.validate_partnerships` returns."""
    views = [{**view, "auc_again": row["auc"]} for row, view in zip(found["rows"], found["views"], strict=True)]
    blocks = [*_counts(words, found), "", words.get("verb.validate_partnerships.title"), ""]
    blocks += [_estimates(words, found["rows"], MEASURES, k=found["k"])]
    blocks += ["", words.get("verb.validate_partnerships.views"), "", _estimates(words, views, VIEWS)]
    return [*blocks, "", *_notes(words, found), "", words.get("verb.validate_partnerships.meaning")]


def _counts(words: Words, found: Validation) -> Iterator[Block]:
    counts = found["counts"]
    wider = "--members parent" if found["nuts"] == "exact" else "--members any"

    def told(kinds: Sequence[str]) -> str:
        of_kind = [
            words.say(f"verb.validate_partnerships.{kind}", n=counts[f"members_{kind}"], wider=wider)
            for kind in kinds
            if counts[f"members_{kind}"]
        ]
        return ", ".join(of_kind) or str(words.get("verb.validate_partnerships.none"))

    say = {
        "members": {"partnerships": counts["partnerships"], "members": counts["members"], "placed": told(PLACED)},
        "not_placed": {"kinds": told(NOT_PLACED), "repeated": counts["members_repeated"], "rule": found["nuts"]},
        "counted": {
            "counted": counts["partnerships_counted"],
            "loose": counts["loose_networks"],
            "use": words.get(f"verb.validate_partnerships.loose_{'counted' if found['weak'] else 'apart'}"),
        },
        "pairs": {
            "known": counts["pairs_known"],
            "same_country": counts["pairs_same_country"],
            "unknown": counts["pairs_unknown"],
            "nested": counts["pairs_nested"],
        },
    }
    yield from (words.say(f"verb.validate_partnerships.{key}", **values) for key, values in say.items())


def _estimates(words: Words, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], **values: object) -> Table:
    """A table of estimates with their intervals; an empty row parts baselines from scores."""
    shown: list[list[str]] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if before is not None and before["baseline"] and not row["baseline"]:
            shown.append([""] * (1 + len(columns)))
        name = words.get(f"verb.validate_partnerships.score.{row['score']}")
        shown.append([name, *(_estimate(words, row[column]) for column in columns)])
    heads = [words.say(f"verb.validate_partnerships.head.{name}", **values) for name in ("score", *columns)]
    return Table(heads, shown)


def _estimate(words: Words, estimate: EstimateFacts) -> str:
    value, low, high = (words.number(one, 2) for one in (estimate["value"], estimate["low"], estimate["high"]))
    if math.isnan(estimate["value"]) or math.isnan(estimate["low"]):
        return value
    return words.say("verb.validate_partnerships.interval", value=value, low=low, high=high)


def _notes(words: Words, found: Validation) -> Iterator[Block]:
    themed = sum(bool(theme["theme_id"]) for theme in found["themes"])
    hubs = ", ".join(found["hubs"]) or words.get("verb.validate_partnerships.none")
    yield words.get("verb.validate_partnerships.scores")
    yield words.say("verb.validate_partnerships.hubs", hubs=hubs)
    yield words.say("verb.validate_partnerships.in_theme", n=themed, total=len(found["themes"]))
    yield words.get("verb.validate_partnerships.formulas")


def joint_text(words: Words, found: JointValidation) -> list[Block]:
    """Scores against joint projects; `found` is what `Run.validate_joint` returns."""
    blocks: list[Block] = [words.say("verb.validate_joint.title", regions=found["regions"])]
    heads = [words.get(f"verb.validate_joint.head.{name}") for name in ("score", "auc", "weighed", "effect", "p")]
    for target in found["targets"]:
        strand, _, period = target["target"].partition(" ")
        name = words.get("verb.validate_joint.in_time") if target["target"] == "in_time" else words.say(
            "verb.validate_joint.target", strand=words.get("record.strand_full").get(strand, strand), period=period
        )  # fmt: skip
        counts = {key: words.whole(target[key]) for key in ("pairs", "pairs_joint", "regions")}
        blocks += ["", words.say("verb.validate_joint.about", name=name, **counts), ""]
        blocks.append(Table(heads, [_joint_row(words, row) for row in target["rows"]]))
    told = {"draws": words.whole(found["draws"]), "permutations": words.whole(found["permutations"])}
    return [*blocks, "", words.say("verb.validate_joint.formulas", **told), words.get("verb.validate_joint.meaning")]


def _joint_row(words: Words, row: JointRow) -> list[str]:
    effect = row["effect"]
    told = ["", ""] if effect is None else [
        words.say("verb.validate_partnerships.interval",
                  **{key: words.number(100 * effect[key], 1, sign=True) for key in ("value", "low", "high")}),
        words.number(effect["p"]),
    ]  # fmt: skip
    name = words.get(f"verb.validate_partnerships.score.{row['score']}")
    return [name, _estimate(words, row["auc"]), _estimate(words, row["auc_hubs_weighed_down"]), *told]


# -- themes and relatedness -------------------------------------------------------------------------------------------


def themes_text(words: Words, found: ThemesValidation) -> list[Block]:
    """Themes against a reference; `found` is what `matcher.validate.validate_themes` returns."""
    columns = ("precision", "recall", "f1", "low", "high", "way")
    headings = [words.get(f"verb.validate_themes.head.{name}") for name in columns]
    title = words.say("verb.validate_themes.title", areas=found["areas"])
    return [title, "", Table(headings, [[dict(row)[name] for name in columns] for row in found["rows"]])]


def relatedness_text(words: Words, found: RelatednessValidation) -> list[Block]:
    """Blends of relatedness by what they predict; `found` is what `Run.validate_relatedness` returns."""
    columns = ("name", "auc", "matched", "matched_error", "matched_error_country", "size_correlation", "best_partners")
    first, rest = found["rows"][: SHOWN_BLENDS + 1], found["rows"][SHOWN_BLENDS + 1 :]
    shown = [*first, *(row for row in rest if len(row["weights"]) == 1 or row["default"])]
    rows = [[*(dict(row)[name] for name in columns), _mark(words, row)] for row in shown]
    headings = [words.get(f"verb.validate_relatedness.head.{name}") for name in (*columns, "mark")]
    values = {"cases": found["cases"], "regions": found["regions"], "folds": found["folds"]}
    blocks: list[Block] = [words.say("verb.validate_relatedness.title", **values), "", Table(headings, rows), ""]
    blocks.append(words.get("verb.validate_relatedness.about"))
    if found["shuffled"] is not None:
        mean, spread = (words.number(found[key]) for key in ("shuffled", "shuffled_sd"))
        blocks.append(words.say("verb.validate_relatedness.shuffled", mean=mean, sd=spread))
    better = any(row["chosen"] and row["matched"] > found["rows"][0]["matched"] for row in found["rows"])
    told = {"bundled": not found["own"], "none_passes": not found["passing"], "no_better": not better}
    return [*blocks, *(words.get(f"verb.validate_relatedness.{key}") for key, holds in told.items() if holds)]


def _mark(words: Words, row: RelatednessRow) -> str:
    key = {(True, True): "both", (True, False): "chosen", (False, True): "default"}.get((row["chosen"], row["default"]))
    return str(words.get(f"verb.validate_relatedness.{key}")) if key else ""
