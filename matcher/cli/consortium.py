"""The verb that finds groups of regions: consortium."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import country, load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table

__all__ = ["add_verbs"]

#: Steps and words shown where a person reads them.
SHOWN = 25
#: Below this closeness what words stand for should be looked at.
DOUBTFUL = 0.8
#: Regions named for a gap.
NAMED = 4


def add_verbs(verbs: Any) -> None:
    """Add consortium."""
    text = "the best or the smallest groups of regions for a call, a list of niches or a value chain, under rules"
    verb = new_verb(verbs, "consortium", _consortium, text, run=True)
    asked = verb.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "--niches", metavar="LIST", help="ids or labels of niches and themes, with commas (or ;) between"
    )
    asked.add_argument("--text", help="a call text, in any language of the encoder")
    asked.add_argument("--file", help="a file with the call text (UTF-8)")
    asked.add_argument(
        "--chain", metavar="STEPS", help="a value chain in its order, ; between: 'ore mining; green steel'"
    )
    verb.add_argument("--size", type=int, metavar="N", help="most members (default: as the rules say, else 5)")
    verb.add_argument("--reach", type=float, metavar="C", help="the smallest group with this coverage, such as 0.9")
    verb.add_argument(
        "--rules",
        metavar="NAME",
        help="bundled rules, or your own file.toml; bundled: "
        "i3_strand1, i3_strand2a, i3_strand2b, interreg_europe, s3_partnership",
    )
    verb.add_argument("--with", dest="fixed", action="append", default=[], metavar="REGION",
                      help="a member in any case; repeatable")  # fmt: skip
    verb.add_argument("--without", action="append", default=[], metavar="REGION", help="never a member; repeatable")
    verb.add_argument("--country", action="append", default=[], metavar="CC", help="only this country; repeatable")
    verb.add_argument("--not-country", action="append", default=[], metavar="CC", help="without it; repeatable")
    verb.add_argument("--national", action="store_true", help="national lists may be members, too")
    verb.add_argument("--alternatives", type=int, default=3, metavar="N", help="how many groups (default: %(default)s)")
    verb.add_argument("--differ", type=int, default=1, metavar="N",
                      help="members by which each group differs from those before (default: %(default)s)")  # fmt: skip
    verb.add_argument("--method", default="exact", choices=("exact", "greedy"), help="greedy: for very large runs")
    add_formats(verb)


def _consortium(options: argparse.Namespace) -> int:
    from matcher.consortium import consortium_table

    facts = load_run(options).consortium(
        _split(options.niches, ";" if ";" in (options.niches or "") else ","),
        text=_call_text(options),
        chain=_split(options.chain, ";"),
        rules=options.rules,
        size=options.size,
        reach=options.reach,
        fixed=options.fixed,
        without=options.without,
        country=[country(code) for code in options.country],
        not_country=[country(code) for code in options.not_country],
        national=options.national,
        alternatives=options.alternatives,
        differ=options.differ,
        method=options.method,
    )
    if options.json:
        print_json(facts)
    elif options.csv:
        print_csv(consortium_table(facts))
    else:
        _print(facts, options)
    return 0 if facts["feasible"] else 1


def _split(text: str | None, sign: str) -> list[str]:
    return [part.strip() for part in (text or "").split(sign) if part.strip()]


def _call_text(options: argparse.Namespace) -> str:
    if not options.file:
        return options.text or ""
    from matcher.sources.lists.rows import read_text

    return read_text(options.file)


def _print(facts: dict[str, Any], options: argparse.Namespace) -> None:
    _print_asked(facts)
    _print_rules(facts)
    _print_candidates(facts["candidates"])
    if not facts["feasible"]:
        print("\nNo group can satisfy this:")
        for reason in facts["against"]["reasons"]:
            print(f"- {reason}")
        if len(facts["against"]["reasons"]) > 1:
            print("These contradict each other; without any one of them the others can be met.")
        return
    for group in facts["groups"]:
        _print_group(group)
    _print_end(facts)
    if options.text or options.file:
        print(
            "Coverage is of the steps found in the text, in every sentence, also in one that excludes something:"
            "\ncompare the steps with the call before you use them, and name what is missing with --niches."
        )


def _print_asked(facts: dict[str, Any]) -> None:
    rows = []
    for step in facts["asked"][:SHOWN]:
        niches = ", ".join(step["niches"].values()) or "fits no niche"
        words = "; ".join(f"“{found['text']}” {found['closeness']:.2f}" for found in step["found"])
        rows.append(
            [step["step"], f"{step['weight']:.3f}", step["regions"], niches + (f"  [{words}]" if words else "")]
        )
    print_table(rows, ["asked", "weight", "regions", "met by work on any of  [words of the text, closeness]"])
    if any(found["closeness"] < DOUBTFUL for step in facts["asked"] for found in step["found"]):
        print(f"Closeness below {DOUBTFUL}: look whether the niche is the one that is meant; --niches takes ids.")
    if len(facts["asked"]) > SHOWN:
        print(f"and {len(facts['asked']) - SHOWN} more; --json gives all")


def _print_rules(facts: dict[str, Any]) -> None:
    if not (rules := facts["rules"]):
        return
    shown = ", ".join(f"{key} {_rule(value)}" for key, value in rules["rules"].items())
    print(f"\nRules: {rules['title'] or rules['name']} ({rules['date'] or 'undated'}): {shown}")
    print(f"{rules['advice'].capitalize()}. {rules['note']}")
    print(*(f"  source: {source['title']} {source['url']}" for source in rules["sources"]), sep="\n")
    if "min_entities" in rules["rules"]:
        print("  min_entities is told, not checked: a region may bring several organisations")


def _rule(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else "" if value is True else str(value)


def _print_candidates(found: dict[str, Any]) -> None:
    left_out = ", ".join(f"{n} {reason}" for reason, n in found["left_out"].items())
    print(f"\n{found['regions']} regions may take part" + (f"; left out: {left_out}" if left_out else ""))
    names = {"country": "without country", "cohesion": "of unknown cohesion category", "cohesion_mixed": "of several"}
    unknown = ", ".join(f"{n} {names[key]}" for key, n in found["not_known"].items() if n)
    if unknown:
        print(f"Of these {unknown}; they count for no category or country that rules ask for.")


def _print_group(group: dict[str, Any]) -> None:
    kinds = ", ".join(f"{n} {kind}" for kind, n in group["cohesion"].items())
    print(f"\nGroup {group['rank']}: coverage {group['coverage']:.3f}, backed {group['backed']:.3f}; "
          f"{group['size']} regions, {len(group['countries'])} countries ({', '.join(group['countries'])}), "
          f"{len(group['member_states'])} Member States; {kinds}")  # fmt: skip
    rows = []
    for member in group["members"]:
        behind: dict[str, list[str]] = {}
        for area in member["behind"]:
            behind.setdefault(area["step"], []).append(area["area"])
        texts = "; ".join(f"{step}: {' / '.join(dict.fromkeys(areas))}" for step, areas in behind.items())
        texts += "".join(f" [{note}]" for note in member["notes"])
        name = f"{member['region']} ({member['region_id']}){' *' if member['fixed'] else ''}"
        rows.append([name, member["country"] or "-", member["adds"], member["lost"], texts])
    print_table(rows, ["region", "", "adds", "lost", "what it works on, with its areas"])
    gaps = {gap["step"]: gap for gap in group["gaps"]}
    print("Who meets what, in order:")
    for step in group["steps"][:SHOWN]:
        print(f"  {step['step']}: {', '.join(step['by']) if step['by'] else _gap_text(gaps[step['step']])}")
    if len(group["steps"]) > SHOWN:
        print(f"  and {len(group['steps']) - SHOWN} more; --json gives all")


def _gap_text(gap: dict[str, Any]) -> str:
    regions, wider = gap["regions"], gap["wider"]
    if regions:
        return f"nobody: {gap['why']}: {_named(regions)}"
    if wider["regions"]:
        return f"nobody: {gap['why']}; {_named(wider['regions'])} on “{', '.join(wider['labels'])}” as a whole"
    return f"nobody: {gap['why']}"


def _named(regions: list[str]) -> str:
    more = len(regions) - NAMED
    return ", ".join(regions[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _print_end(facts: dict[str, Any]) -> None:
    limits, n = facts["limits"], len(facts["groups"])
    best = "the most coverage, then the fewest members"
    smallest = "the fewest members, then the most coverage"
    order = best if limits["reach"] is None else smallest
    print(f"\nOrder: {order}, then the most members that meet something, then the most backed, then by id. "
          f"Each group leaves out at least {limits['differ']} of the members of every group before it.")  # fmt: skip
    if n < limits["alternatives"] and limits["method"] == "exact":
        print(f"There {'is' if n == 1 else 'are'} no more than {n} such group{'s' if n > 1 else ''}.")
    if found := facts["greedy"]:
        best = f"the best reach {facts['groups'][0]['coverage']:.3f}"
        sure = best if limits["method"] == "exact" else f"{found['share_of_best_at_least']:.0%} of the best or more"
        members = ", ".join(found["members"])
        print(f"Greedy choice, one after the other: {members}; coverage {found['coverage']:.3f}, {sure}.")
    if any(member["fixed"] for group in facts["groups"] for member in group["members"]):
        print("* fixed by --with")
    print(*facts["means"], sep="\n")
    print("Source addresses of the areas: --json.")
