"""The verb partners: ranked partners of a region, with further columns on demand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_draws,
    add_filters,
    add_formats,
    add_goal,
    add_members,
    add_partnerships,
    add_top,
    add_weights,
    filters_of,
    load_run,
    new_verb,
    top_of,
    weights,
    words_of,
)
from matcher.cli.printing import emit, is_text, lines, records, waiting
from matcher.errors import SettingError
from matcher.programs import plain
from matcher.settings import FIRST, RANKINGS, RECORD

if TYPE_CHECKING:
    import pandas as pd

    from matcher.partners import Filters, PartnerList
    from matcher.run import Run
    from matcher.words.blocks import Block
    from matcher.words.words import Words

__all__ = ["add_known", "add_ranking", "add_verbs", "filters_with_known", "partnerships_of"]


def add_verbs(verbs: Any) -> None:
    """Add partners."""
    partners = new_verb(verbs, "partners", _partners, run=True)
    partners.add_argument("region", metavar="REGION", help="id or name")
    add_ranking(partners)
    add_top(partners)
    add_goal(partners)
    add_filters(partners)

    add_members(add_known(partners), "any")
    further = partners.add_argument_group("further columns")
    further.add_argument("--columns", metavar="NAMES", default="",
                         help="fit, track (joint projects), distance, size; with commas between")  # fmt: skip
    add_weights(further, "rank by your own blend of these columns, such as fit=2,track=1")
    further.add_argument("--stability", action="store_true",
                         help=f"add how often each partner stays among the first {FIRST}")  # fmt: skip
    add_draws(further, what="random draws for --stability")
    further.add_argument("--corrected", action="store_true",
                         help="add the score adjusted for the properties that bias flags, and its rank")  # fmt: skip
    add_formats(partners)


def add_known(verb: Any) -> Any:
    """Add the options on partnerships; the group that holds them is returned."""
    group = verb.add_argument_group("partnerships: which partners are new")
    add_partnerships(group)
    either = group.add_mutually_exclusive_group()
    either.add_argument("--new", action="store_true",
                        help="only partners without a partnership or joint project with your region; from the track "
                        "record unless --partnerships names a list")  # fmt: skip
    either.add_argument("--known", action="store_true", help="only partners with one")
    return group


def add_ranking(verb: Any) -> None:
    """Add `--by`, what partners are ranked by."""
    verb.add_argument("--by", default="complementarity", choices=RANKINGS,
                      help="what partners are ranked by (default: %(default)s)")  # fmt: skip


def filters_with_known(options: argparse.Namespace) -> Filters:
    """What partners must be, with --new and --known."""
    return filters_of(options, known=True if options.known else False if options.new else None)


def partnerships_of(options: argparse.Namespace, run: Run, words: Words) -> pd.DataFrame | str | None:
    """The partnerships that the options name, else the track record where a list says what is new or known.

    Members outside the run are named on stderr.
    """
    if options.partnerships is None:
        return RECORD if options.new or options.known or "track" in _groups(options) else None
    from matcher.partners import placed_members
    from matcher.sources.lists.partnerships import is_record, read_partnerships
    from matcher.words.partners import outside_text

    if is_record(options.partnerships):
        return RECORD
    table = read_partnerships(options.partnerships)
    placed = placed_members(table, run.region_ids, nuts="any")
    if outside := sorted(set(placed.loc[placed["run_id"] == "", "region_id"]) - {""}):
        print(f"matcher: {outside_text(words, options.partnerships, outside)}", file=sys.stderr)
    if without := int((placed["how"] == "no code").sum()):
        told = words.count("verb.partners.members_no_code", without, file=options.partnerships)
        print(f"matcher: {told}", file=sys.stderr)
    return table


def _partners(options: argparse.Namespace) -> None:
    from matcher.words.partners import left_out_text, partners_text

    _check(options)
    run = load_run(options)
    words, groups = words_of(options, run), _groups(options)
    blend = weights(options.weights, "--weights")
    found, further, table = _found(run, options, words, groups, blend)

    def text() -> list[str]:
        members = options.members if options.partnerships or options.new or options.known or "track" in groups else None
        shown = {"by": options.by, "goal": options.goal, "columns": groups, "members": members, "weights": blend}
        return lines(words, partners_text(words, run, *found, options.region, further=further, **shown))

    if not is_text(options):
        print(left_out_text(words, found.facts), file=sys.stderr)
    emit(options, found.rows, table=table, text=text)


def _check(options: argparse.Namespace) -> None:
    """Refuse what cannot be asked together."""
    further = {"--stability": options.stability, "--corrected": options.corrected, "--weights": options.weights}
    given = [name for name, value in further.items() if value]
    if given and options.goal != "deepen":
        raise SettingError(" and ".join(given), expected="the usual goal", do="leave --goal out")
    if options.weights and len(given) > 1:
        raise SettingError(f"{given[0]} and --weights", expected="one of them: a blend has no draws and no correction")


def _groups(options: argparse.Namespace) -> list[str]:
    return [name.strip() for name in getattr(options, "columns", "").split(",") if name.strip()]


def _found(
    run: Run, options: argparse.Namespace, words: Words, groups: Sequence[str], blend: dict[str, float] | None
) -> tuple[PartnerList, list[Block], Callable[[], pd.DataFrame]]:
    """The list with all columns that were asked for, what is to know of them, and what makes a table of it."""
    from matcher.partners import PartnerList, partners_table

    top, partnerships = top_of(options), partnerships_of(options, run, words)
    filters, every = filters_with_known(options), bool(blend or options.stability or options.corrected)
    found = run.partner_list(options.region, by=options.by, top=None if every else top, goal=options.goal,
                             filters=filters, partnerships=partnerships, members=options.members)  # fmt: skip
    if not (groups or every):
        return found, [], lambda: partners_table(found)
    table, further = _with_columns(run, options, words, groups, blend, partners_table(found), partnerships)
    return PartnerList([plain(row) for row in records(table)], found.facts), further, lambda: table


def _with_columns(
    run: Run,
    options: argparse.Namespace,
    words: Words,
    groups: Sequence[str],
    blend: dict[str, float] | None,
    found: pd.DataFrame,
    partnerships: pd.DataFrame | str | None,
) -> tuple[pd.DataFrame, list[Block]]:
    """The list with further columns, and what is to know of them."""
    from matcher.partners.columns import beside, blended

    if groups or blend:
        everyone = replace(filters_with_known(options), known=None)
        side = run.combined(options.region, by=options.by, weights=blend, partnerships=partnerships,
                            members=options.members, filters=everyone)  # fmt: skip
        found = beside(found, side, groups)
        found = found if blend is None else blended(found, side)
    among = found["region_id"].tolist()
    return _surer(run, options, words, found.head(top_of(options)), among)


def _surer(
    run: Run, options: argparse.Namespace, words: Words, found: pd.DataFrame, among: list[str]
) -> tuple[pd.DataFrame, list[Block]]:
    """The list with the columns of --stability and --corrected; ranks are among the partners that the filters leave."""
    from matcher.words.trust import corrected_text, kept_text

    tables, told = [], list[Any]()
    if options.stability:
        with waiting(words.get("verb.stability.waiting")):
            steady = run.stability(options.region, first=FIRST, draws=options.draws, by=options.by, among=among)
        tables.append(steady.drop(columns=["region_id", "rank", "tied"]))
        told += kept_text(words, run, steady, options.draws)
    if options.corrected:
        tables.append(run.corrected(options.region, by=options.by, among=among))
        told += corrected_text(words, run.bias(), options.by)
    for table in tables:
        found = found.merge(table.rename(columns={"partner_id": "region_id"}), on="region_id", how="left")
    return found, told
