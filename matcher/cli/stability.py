"""The verbs that say how sure the answers are: stability and bias."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

import pandas as pd

from matcher.cli.options import load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table, records
from matcher.partners import RANKINGS
from matcher.settings import DRAWS, FIRST
from matcher.words.trust import corrected_lines, stability_lines

__all__ = ["add_steadiness", "add_verbs", "extra_cells", "with_extras"]


def add_verbs(verbs: Any) -> None:
    """Add stability and bias."""
    text = "how often each partner stays among the first when lists or themes change a little"
    stability = new_verb(verbs, "stability", _stability, text, run=True)
    stability.add_argument("region", metavar="REGION", nargs="?", help="id or name; all regions where not given")
    stability.add_argument("--by", default="complementarity", choices=RANKINGS, help="what ranks")
    stability.add_argument("--top", type=int, default=FIRST, metavar="K", help="the first K (default: %(default)s)")
    stability.add_argument("--draws", type=int, default=DRAWS, help="number of draws (default: %(default)s)")
    stability.add_argument("--seed", type=int, default=0, help="of the random numbers (default: %(default)s)")
    add_formats(stability)

    text = "whether scores follow the length of lists, how they are written, or where they come from"
    bias = new_verb(verbs, "bias", _bias, text, run=True)
    add_formats(bias)


def add_steadiness(partners: Any) -> None:
    """The options --stability and --corrected of partners."""
    group = partners.add_argument_group("how sure the list is")
    group.add_argument("--stability", action="store_true", help="add how often each stays in the first five")
    group.add_argument("--draws", type=int, default=DRAWS, help="draws for --stability (default: %(default)s)")
    group.add_argument("--corrected", action="store_true", help="add the score after what regions alike have")


def with_extras(
    run: Any, options: argparse.Namespace, found: pd.DataFrame, everyone: list[str]
) -> tuple[pd.DataFrame, list[str]]:
    """A list of partners with the columns that --stability and --corrected add, and what is to know of them.

    Ranks are among `everyone`, the partners that the filters leave.
    """
    tables, lines = [], []
    if options.stability:
        steady = run.stability(options.region, options.by, draws=options.draws, among=everyone)
        tables.append(steady.drop(columns=["region_id", "rank", "tied"]))
        lines += stability_lines(run, steady, options.draws)
    if options.corrected:
        tables.append(run.corrected(options.region, options.by, among=everyone))
        lines += corrected_lines(run, options.by)
    facts = found.attrs  # a merge forgets them
    for table in tables:
        found = found.merge(table.rename(columns={"partner_id": "region_id"}), on="region_id", how="left")
    found.attrs = facts
    return found, lines


def extra_cells(partner: Any) -> dict[str, Any]:
    """What the table for people shows of these columns, under their headings."""
    cells: dict[str, Any] = {}
    if "top_share" in partner:
        cells[f"in top\n{FIRST}"] = _percent(partner["top_share"]) + (" tied" if partner["tied"] else "")
        cells["ranks"] = f"{partner['rank_low']}-{partner['rank_high']}"
    if "corrected" in partner:
        rank = partner["rank_corrected"]
        cells["cor-\nrected"] = partner["corrected"]
        cells["its\nrank"] = "-" if pd.isna(rank) else rank
    return cells


def _percent(share: Any) -> str:
    return "-" if pd.isna(share) else f"{100 * share:.0f} %"


def _stability(options: argparse.Namespace) -> None:
    run = load_run(options)
    found = run.stability(options.region, options.by, first=options.top, draws=options.draws, seed=options.seed)
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    elif options.region is None:
        _print_all(run, found, options)
    else:
        region = run.region(options.region)
        print(f"Stability of the partners of {region.region} ({region.region_id}) by {options.by}")
        names = dict(zip(run.regions["region_id"], run.regions["region"], strict=True))
        rows = [
            ["-" if pd.isna(row.rank) else f"{row.rank}{'=' if row.tied else ''}", row.partner_id,
             _percent(row.top_share), f"{row.rank_low}-{row.rank_high}", names[row.partner_id]]
            for row in found.head(2 * options.top).itertuples()
        ]  # fmt: skip
        print_table(rows, ["", "id", f"in top {options.top}", "ranks", "region"])
        print(*stability_lines(run, found, options.draws, top=options.top), sep="\n")


def _print_all(run: Any, found: pd.DataFrame, options: argparse.Namespace) -> None:
    """One row a region: how many of its first partners stay."""
    from matcher.partners.stability import KINDS, kept_of_top

    kept = {region_id: kept_of_top(table, options.top) for region_id, table in found.groupby("region_id", sort=True)}
    rows = [
        [
            region_id,
            *(shares[kind] for kind in (*KINDS, "all")),
            int(run.sizes[region_id]),
            run.region(region_id).region,
        ]
        for region_id, shares in kept.items()
    ]
    print(f"Share of the first {options.top} partners by {options.by} that stay among the first {options.top}")
    print_table(rows, ["id", "one out", "bootstrap", "themes", "all", "areas", "region"])
    print(*stability_lines(run, found, options.draws, top=options.top), sep="\n")


def _bias(options: argparse.Namespace) -> None:
    run = load_run(options)
    found = run.bias()
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        rows = [
            [row.score, row.property.replace("_", " "), row.strength, row.p_value, row.q_value, row.spread,
             "!" if row.flagged else "", row.meaning]
            for row in found.itertuples()
        ]  # fmt: skip
        print_table(rows, ["mean score", "property", "strength", "p", "q", "spread", "", "what it means"])
        text = (
            f"{int(found['regions'].iloc[0])} regions. Strength: Spearman's rank correlation, or epsilon of groups; "
            "p by 999 permutations, q after Benjamini and Hochberg. Flagged (!): strength 0.3 or more, q 0.05 or less, "
            "and means that spread at least a tenth as much as the scores of pairs. "
            "A corrected ranking beside the plain one: matcher partners RUN REGION --corrected"
        )
        print(*textwrap.wrap(text, 100), sep="\n")
