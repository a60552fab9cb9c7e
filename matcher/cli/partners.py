"""The verb partners: ranked partners of a region, and what if it listed other areas."""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import Any

import pandas as pd

from matcher.chance import NULL_MODEL
from matcher.cli.combined import add_combined_options, print_combined
from matcher.cli.options import add_filters, add_goal, filters_of, left_out_text, load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table, records
from matcher.cli.stability import add_steadiness, extra_cells, with_extras
from matcher.errors import SettingError
from matcher.partners import RANKINGS, Filters
from matcher.words.trust import chance_lines

__all__ = ["add_verbs"]

WIDTH = 100
#: How many codes outside the run are named.
NAMED = 8
#: Columns of the table by what ranks.
SCORES = {
    "complementarity": ["complementarity", "brings", "expected", "z", "overlap"],
    "gives": ["gives", "complementarity", "overlap"],
    "mutual": ["mutual", "complementarity", "gives", "overlap"],
    "overlap": ["overlap", "overlap_expected", "complementarity"],
}
NAMES = {
    "complementarity": "comple-\nmentarity",
    "overlap_expected": "by\nchance",
    "expected": "by\nchance",
    "brings_needed": "brings\nneeded",
    "gives_needed": "gives\nneeded",
}


def add_verbs(verbs: Any) -> None:
    """Add partners."""
    partners = new_verb(verbs, "partners", _partners, "ranked partners of a region", run=True)
    partners.add_argument("region", metavar="REGION", help="id or name")
    partners.add_argument("--by", default="complementarity", choices=RANKINGS, help="what ranks")
    partners.add_argument("--top", type=int, help="how many (default: 10; with --add or --drop: 5)")
    add_goal(partners)
    add_filters(partners)
    known = partners.add_argument_group("partnerships: which partners are new")
    known.add_argument(
        "--partnerships", metavar="FILE", help="list of partnerships (CSV), or partnerships: the bundled one"
    )
    either = known.add_mutually_exclusive_group()
    either.add_argument("--new", action="store_true", help="only partners that are in no partnership with the region")
    either.add_argument("--known", action="store_true", help="only partners that are in one")
    add_combined_options(partners)
    add_steadiness(partners)
    other = partners.add_argument_group("what if the region listed other areas: which partners enter and leave")
    other.add_argument("--add", action="append", default=[], metavar="TEXT", help="an area to add; repeatable")
    other.add_argument("--drop", action="append", default=[], metavar="AREA", help="an area to drop; repeatable")
    other.add_argument("--add-language", metavar="CODE", help="language of the areas to add (default: any)")
    add_formats(partners)


def _partners(options: argparse.Namespace) -> None:
    run = load_run(options)
    if options.combined:
        print_combined(options, run, _alone(options))
        return
    if options.add_language and not options.add:
        raise SettingError("--add-language", expected="--add", do="name an area to add")
    if options.weights:
        raise SettingError("--weights", expected="--combined with them", do="add --combined")
    asked: dict[str, Any] = {
        "by": options.by,
        "goal": options.goal,
        "filters": filters_of(options, known=True if options.known else False if options.new else None),
        "partnerships": _partnerships(options.partnerships, run),
    }
    if options.add or options.drop:
        if options.stability or options.corrected:
            raise SettingError("--stability and --corrected", expected="no --add or --drop", do="ask for one at a time")
        _what_if(options, run, asked)
        return
    asked["nuts"] = options.nuts
    found = run.partners(options.region, top=10 if options.top is None else options.top, **asked)
    lines: list[str] = []
    if options.stability or options.corrected:
        if options.goal != "deepen":
            raise SettingError("--stability and --corrected", expected="the usual goal", do="leave --goal out")
        everyone = run.partners(options.region, **asked)["region_id"].tolist()
        found, lines = with_extras(run, options, found, everyone)
    if not (options.json or options.csv):
        _print_partners(run.region(options.region), options, found, run)
        print(*lines, *(chance_lines(run) if not run.telling.enough else [f"Chance: {NULL_MODEL}."]), sep="\n")
        return
    print(left_out_text(found.attrs["left_out"], found.attrs["kept"]), file=sys.stderr)
    if options.json:
        print_json(records(found))
    else:
        print_csv(found)


def _alone(options: argparse.Namespace) -> Filters:
    """The filters of the combined view, which neither knows other goals nor tells new partners apart."""
    others = {
        "--new": options.new,
        "--known": options.known,
        "--add": options.add,
        "--drop": options.drop,
        "--goal": options.goal != "deepen",
        "--stability": options.stability,
        "--corrected": options.corrected,
    }
    if given := [name for name, value in others.items() if value]:
        raise SettingError("--combined", expected=f"it without {' and '.join(given)}", do="ask for one at a time")
    return filters_of(options)


def _partnerships(path: str | None, run: Any) -> pd.DataFrame | None:
    """Known partnerships; members that no region of the run is, or lies in, or holds, are told of on stderr."""
    if path is None:
        return None
    from matcher.partners import placed_members
    from matcher.sources.lists.partnerships import read_partnerships

    table = read_partnerships(path)
    placed = placed_members(table, run.region_ids, nuts="any")
    if outside := sorted(set(placed.loc[placed["run_id"] == "", "region_id"]) - {""}):
        more = f" and {len(outside) - NAMED} more" if len(outside) > NAMED else ""
        named = f"{', '.join(outside[:NAMED])}{more}"
        print(f"matcher: members of {path} that are in no region of this run: {named}", file=sys.stderr)
    return table


# -- the list ---------------------------------------------------------------------------------------------------------


def _print_partners(region: Any, options: argparse.Namespace, found: pd.DataFrame, run: Any) -> None:
    by, goal = options.by, options.goal
    if run.is_unmatched(region.region_id):
        print(f"{region.region}: no thematic areas, cannot be matched")
        return
    aim = "" if goal == "deepen" else f", goal: {goal}"
    print(f"Partners of {region.region} ({region.region_id}) by {by}{aim}, suggested for discussion")
    scores = SCORES[by] + (["brings_needed", "gives_needed"] if run.has_roles else [])
    further = ["novelty"] if "novelty" in found else []
    partners = found.to_dict("records")
    extra = [extra_cells(partner) for partner in partners]
    rows = [
        _row(partner, [*scores, "quadrant", *further], cells) for partner, cells in zip(partners, extra, strict=True)
    ]
    heads = [*(NAMES.get(it, it) for it in scores), "quadrant", *further, *(extra[0] if extra else ())]
    print_table(rows, ["", "region", *heads, "areas behind it"])
    if found.empty:
        print("No region is left after the filters.")
    elif found[by].isna().all():
        of = "the region" if goal == "deepen" else "the goal"
        print(f"No {by}: no niche of {of} is related to one that the region lacks. Try --by overlap, or more data.")
    _print_footer(found, region.region)


def _row(partner: dict[Any, Any], columns: list[str], extra: dict[str, Any]) -> list[Any]:
    rank = "-" if pd.isna(partner["rank"]) else f"{partner['rank']}{'=' if partner['tied'] else ''}"
    notes = [*partner["notes"], *(f"known through {name}" for name in partner.get("known_through", []))]
    texts = "; ".join(partner["areas"]) + "".join(f" [{note}]" for note in notes)
    values = ["-" if partner[name] is None else partner[name] for name in columns]
    return [rank, f"{partner['region']} ({partner['region_id']})", *values, *extra.values(), texts]


def _print_footer(found: pd.DataFrame, region: str) -> None:
    """What the areas are, where they were read, and what the list leaves out."""
    if len(found):
        kind = found["basis"].iloc[0]
        related = f"on niches of {region} too" if kind.startswith("shared") else f"related to what {region} lists"
        print(f"Areas behind it: {kind}, {related} (which: --json). Read at, with the period:")
    for partner in found.to_dict("records"):
        if partner["sources"]:
            print(f"  {partner['region']}, {partner['period'] or 'no period'}: {' '.join(partner['sources'])}")
    if found["tied"].any():
        print("= marks equal scores, in order of ids.")
    if counts := found.attrs.get("novelty"):
        print(_filled("Of those kept: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + "."))
        print(_filled("Strong: among the first tenth of all other regions, and above chance. New: not in that list."))
    print(_filled(left_out_text(found.attrs["left_out"], found.attrs["kept"])))


def _filled(text: str, indent: str = "") -> str:
    hanging = f"{indent}  " if indent else ""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=hanging,
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


# -- what if ----------------------------------------------------------------------------------------------------------


def _what_if(options: argparse.Namespace, run: Any, asked: dict[str, Any]) -> None:
    top = {} if options.top is None else {"top": options.top}
    facts = run.what_if(options.region, options.add, drop=options.drop, language=options.add_language, **top, **asked)
    if options.json:
        print_json(facts)
    elif options.csv:
        print_csv(pd.DataFrame(facts["ranks"]))
    else:
        _print_what_if(facts)


def _print_what_if(facts: dict[str, Any]) -> None:
    print(f"What if {facts['region']} ({facts['region_id']}) listed other areas")
    for key, word in (("added", "With"), ("dropped", "Without")):
        for area in facts[key]:
            print(_filled(f"{word} “{area['area']}”: {_niches(area['niches'], key)}", "  "))
    for key, title in (
        ("entered", "enter the first {top} partners by {by}"),
        ("left", "leave the first {top}"),
        ("stayed", "stay among the first {top}"),
    ):
        print(f"\n{len(facts[key])} {title.format(**facts)}{':' if facts[key] else '.'}")
        for partner in facts[key]:
            ranks = [partner[name] or "-" for name in ("rank_old", "rank_new")]
            print(f"  {partner['region']} ({partner['region_id']}): rank {ranks[0]} before, {ranks[1]} then")
            if key != "stayed":
                _print_reasons(partner["reasons"])
    print("\n" + _filled("Only the region's own row and what chance would give are computed again; niches, their "
                         "relatedness and other regions stay as in the run. Suggested for discussion."))  # fmt: skip


def _niches(niches: list[dict[str, Any]], key: str) -> str:
    if not niches:
        return "in no niche of the run, so that no partner changes"
    mark, word = ("new", "new to the region") if key == "added" else ("gone", "gone with it")
    same = "there already" if key == "added" else "other areas are there too"
    return "; ".join(f"{niche['label']} ({word if niche[mark] else same})" for niche in niches)


def _print_reasons(reasons: list[dict[str, Any]]) -> None:
    for reason in reasons:
        if reason["areas"]:
            areas, own = "; ".join(reason["areas"]), "; ".join(reason["own_areas"])
            change = f"{reason['old']:+.3f} before, {reason['new']:+.3f} then"
            print(
                _filled(f"- {reason['label']}: {change}; its {areas}, next to {own or 'nothing of your own'}", "    ")
            )
