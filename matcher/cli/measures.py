"""The verb that lists the measures and prints their values: measures."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from matcher.cli.options import load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table, records
from matcher.errors import SettingError

__all__ = ["add_verbs"]

#: How many values are shown where a person reads them.
SHOWN = 20


def add_verbs(verbs: Any) -> None:
    """Add measures."""
    text = "every measure with its formula and source; with RUN and NAME, its values, the largest first"
    added = new_verb(verbs, "measures", _measures, text)
    added.add_argument("run", metavar="RUN", nargs="?", help="run folder written by fit")
    added.add_argument("name", metavar="NAME", nargs="?", help="a measure of the list")
    added.add_argument("--region", help="only what concerns this region (id or name)")
    added.add_argument("--top", type=int, help=f"how many values (default: {SHOWN} in the table, else all)")
    add_formats(added)


def _measures(options: argparse.Namespace) -> None:
    if options.run is None:
        _list(options)
    elif options.name is None:
        raise SettingError("measures RUN", expected="the name of a measure", do="see the list: matcher measures")
    else:
        _values(options)


def _list(options: argparse.Namespace) -> None:
    from matcher.measures import measures

    if options.region is not None or options.top is not None:
        raise SettingError("--region and --top", expected="RUN and NAME", do="write matcher measures RUN NAME")
    found = measures()
    if _printed(found, options):
        return
    rows = found[["name", "kind", "source", "formula"]].to_numpy().tolist()
    print_table(rows, ["measure", "of", "source", "formula"])


def _values(options: argparse.Namespace) -> None:
    from matcher.measures import measures

    run = load_run(options)
    machine = options.json or options.csv
    top = SHOWN if options.top is None and not machine else options.top
    found = run.measure(options.name, options.region, top=top)
    if _printed(found, options):
        return
    known = measures().set_index("name").loc[options.name]
    print(f"{options.name} ({known['kind']}): {known['formula']} ({known['source']})")
    sides = [str(column) for column in found.columns if f"{column}_id" in found]
    # The value stands first, so that long names do not push it away.
    rows = [[float(row["value"]), *(_name(row, side) for side in sides)] for row in found.to_dict("records")]
    print_table(rows, ["value", *(side.replace("_", " ") for side in sides)])
    if len(found) < (total := len(run.measure(options.name, options.region))):
        print(f"{len(found)} of {total} values; --top, --csv or --json gives more.")


def _name(row: dict[Any, Any], side: str) -> str:
    """A niche by its label, a region with its id."""
    return str(row[side]) if side.startswith("niche") else f"{row[side]} ({row[f'{side}_id']})"


def _printed(found: pd.DataFrame, options: argparse.Namespace) -> bool:
    """Print what a program reads, where that is asked for."""
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    return bool(options.json or options.csv)
