"""The verbs that answer a free text: query and actors."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import pandas as pd

from matcher.cli.options import country, load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table, records
from matcher.errors import SettingError
from matcher.query.actors import ACTOR_RANKINGS
from matcher.sources.lists.actors import ACTOR_KINDS
from matcher.words.meetings import meeting_lines

__all__ = ["add_actors", "add_verbs", "shown_actors"]

#: How many regions each need of a file shows, where --top is not given.
NEED_REGIONS = 3
#: How many regions on a niche are named.
NAMED = 6


def add_verbs(verbs: Any) -> None:
    """Add query and actors."""
    query = new_verb(verbs, "query", _query, "areas, niches and regions by a free text, in 26 languages", run=True)
    query.add_argument("text", metavar="TEXT", nargs="?", help='what is sought, such as "vätgas i stålindustrin"')
    query.add_argument(
        "--file", metavar="FILE", help="several needs: one a line, or CSV with the columns need, language"
    )
    _add_asking(query)
    query.add_argument("--country", action="append", default=[], metavar="CC", help="only this country; repeatable")
    add_formats(query)

    actors = new_verb(verbs, "actors", _actors, "organisations by a free text, or those of two regions that might meet",
                      run=True)  # fmt: skip
    actors.add_argument("text", metavar="TEXT", nargs="?", help="what is sought")
    actors.add_argument("--pair", nargs=2, metavar=("A", "B"), help="two regions: who might meet whom")
    add_actors(actors, "actors_sweden")
    _add_asking(actors)
    actors.add_argument("--by", default="closeness", choices=ACTOR_RANKINGS, help="what ranks (default: %(default)s)")
    actors.add_argument("--kind", action="append", default=[], choices=ACTOR_KINDS, help="only this kind; repeatable")
    add_formats(actors)


def add_actors(verb: Any, default: str | None = None) -> None:
    """The option --actors."""
    said = f" (default: {default})" if default else ""
    verb.add_argument(
        "--actors", metavar="FILE", default=default, help=f"a table of actors, or the bundled actors_sweden{said}"
    )


def _add_asking(verb: Any) -> None:
    verb.add_argument("--top", type=int, help="how many (default: 10)")
    verb.add_argument("--lang", metavar="CODE", help="language of the text (sv, de, ...); without it all are looked in")


def _top(options: argparse.Namespace) -> int:
    return 10 if options.top is None else int(options.top)


def _query(options: argparse.Namespace) -> None:
    if (options.text is None) == (options.file is None):
        raise SettingError("query", expected="a text or --file", found="both" if options.text else "neither")
    run, countries = load_run(options), [country(code) for code in options.country]
    if options.file:
        _print_needs(run, options, countries)
        return
    found = run.query(options.text, options.lang, top=_top(options), country=countries)
    if options.json:
        print_json(found)
    elif options.csv:
        print_csv(pd.DataFrame(found["areas"]))
    else:
        _print_query(found)


def _print_query(found: dict[str, Any]) -> None:
    if found["near"]:
        print(f"Areas closest to “{found['text']}”")
    else:
        print(
            f"Nothing close to “{found['text']}” (closest {found['closest']:.2f}, close from {found['floor']:.2f}); "
            "nearest are:"
        )
    rows = [
        [area["rank"], area["closeness"], ", ".join(area["words"]) or "-", f"{area['region']} ({area['region_id']})",
         area["period"], ", ".join(area["niches"]),
         (area["area"] or area["area_original"]) + (" [not close]" if area["closeness"] < found["floor"] else "")]
        for area in found["areas"]
    ]  # fmt: skip
    print_table(rows, ["", "close-\nness", "shared\nwords", "region", "period", "niches", "area"])
    for region, url in dict.fromkeys((area["region"], area["source_url"]) for area in found["areas"]):
        if url:
            print(f"  {region}: {url}")
    print("\nNiches that the text falls into:" + ("" if found["niches"] else " none is near."))
    for niche in found["niches"]:
        names = [region["region"] for region in niche["regions"]]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        print(
            f"  {niche['label']} ({niche['membership']:.2f}; nearest to it: “{niche['evidence']}”, "
            f"{niche['closeness']:.2f}): {', '.join(names[:NAMED]) or 'no region'}{more}"
        )
    for niche in found["unlisted"]:
        print(f"  nearer still: {niche['label']} ({niche['closeness']:.2f}), in which no area of this run is")
    print("\nRegions")
    print_table([_region_row(region) for region in found["regions"]], ["", "close-\nness", "region", "closest areas"])
    print("closeness: likeness in meaning (cosine), and of what it leaves 30 % times the share of words in common.")


def _region_row(region: dict[str, Any]) -> list[Any]:
    areas = "; ".join(f"{area['area']} ({area['closeness']:.2f})" for area in region["areas"])
    return [region["rank"], region["closeness"], f"{region['region']} ({region['region_id']})", areas]


def _print_needs(run: Any, options: argparse.Namespace, countries: list[str]) -> None:
    from matcher.sources.lists.actors import read_needs

    needs = read_needs(options.file)
    if options.lang:
        needs["language"] = needs["language"].where(needs["language"] != "", options.lang)
    found = run.needs(needs, options.top or NEED_REGIONS, country=countries)
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        first = ~found.duplicated("need")
        rows = [
            [need.need if first[need.Index] else "", "" if pd.isna(need.rank) else need.rank, need.closeness,
             f"{need.region} ({need.region_id})", "; ".join(need.areas) + ("" if need.near else " [nothing close]")]
            for need in found.itertuples()
        ]  # fmt: skip
        print_table(rows, ["need", "", "closeness", "region", "closest areas"])


def shown_actors(name: str) -> pd.DataFrame:
    """The actors of a file or bundled table; what a reader should look at goes to stderr."""
    from matcher.sources.lists.actors import read_actors

    found = read_actors(name)
    for warning in found.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return found.actors


def _actors(options: argparse.Namespace) -> None:
    if (options.text is None) == (options.pair is None):
        raise SettingError("actors", expected="a text or --pair A B", found="both" if options.text else "neither")
    run, actors = load_run(options), shown_actors(options.actors)
    if options.pair:
        ignored = {"--top": options.top, "--lang": options.lang, "--kind": options.kind or None}
        if given := [name for name, value in ignored.items() if value is not None]:
            raise SettingError("actors --pair", expected=f"no {' and '.join(given)}", do="they are for a text")
        facts = run.meet(*options.pair, actors)
        if options.csv:
            print_csv(_meeting_table(facts))
        elif options.json:
            print_json(facts)
        else:
            names = [run.region(region).region for region in options.pair]
            print("\n".join(meeting_lines(facts, names, "en")))
        return
    found = run.actors(options.text, actors, language=options.lang, by=options.by, top=_top(options), kind=options.kind)
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        print(f"Actors closest to “{options.text}”" + (", by niche" if options.by == "niche" else ""))
        rows = [
            [actor.rank, actor.closeness, actor.niche_agreement, f"{actor.name} ({actor.kind})",
             actor.region or f"{actor.region_id} (outside)", ", ".join(actor.niches), actor.text]
            for actor in found.itertuples(index=False)
        ]  # fmt: skip
        print_table(rows, ["", "close-\nness", "same\nniches", "actor", "region", "niches", "what it works on"])
        if outside := int((~actors["region_id"].isin(run.region_ids)).sum()):
            print(f"{outside} of {len(actors)} actors are in regions outside this run.")


def _meeting_table(facts: dict[str, Any]) -> pd.DataFrame:
    """One row for each actor beside each niche."""
    columns = ["part", "niche", "label", "side", "actor_id", "name", "kind", "closeness", "in_niche", "url"]
    rows = [
        {"part": score, "niche": part["niche"], "label": part["label"], "side": side, **actor}
        for score in ("shared", "a_gains", "b_gains")
        for part in facts[score]
        for side in "ab"
        for actor in part[f"actors_{side}"]
    ]
    return pd.DataFrame(rows, columns=columns)
