"""What `partners --combined` adds: options, and the table of fit, track record, distance and size side by side."""

from __future__ import annotations

import argparse
import sys
from typing import Any

import pandas as pd

from matcher.cli.options import left_out_text, weights
from matcher.cli.printing import print_csv, print_json, print_table, records
from matcher.partners import NUTS_RULES, Filters, blend_formula

__all__ = ["add_combined_options", "print_combined"]


def add_combined_options(partners: Any) -> None:
    """The options of the combined view."""
    partners.add_argument("--combined", action="store_true", help="fit, track record, distance and size side by side")
    nuts = "how members of partnerships are found among the regions: by their code, also by parents, also by parts"
    partners.add_argument("--nuts", default="any", choices=NUTS_RULES, help=f"{nuts} (default: %(default)s)")
    blend = "rank --combined by a blend, for example fit=2,track=1,distance=1,size=0 (default: no blend)"
    partners.add_argument("--weights", metavar="WEIGHTS", help=blend)


def print_combined(options: argparse.Namespace, run: Any, filters: Filters) -> None:
    """Print the combined view that the options ask for."""
    from matcher.sources.lists.partnerships import read_partnerships

    partnerships = read_partnerships(options.partnerships) if options.partnerships else None
    given = weights(options.weights, "--weights")
    top = 10 if options.top is None else options.top
    found = run.combined(
        options.region,
        options.by,
        partnerships=partnerships,
        weights=given,
        top=top,
        members=options.nuts,
        filters=filters,
    )
    if options.json or options.csv:
        print(left_out_text(found.attrs["left_out"], found.attrs["kept"]), file=sys.stderr)
    if options.json:
        print_json(records(found))
    elif options.csv:
        print_csv(found)
    else:
        _print(options, run, found, given)


def _print(options: argparse.Namespace, run: Any, found: pd.DataFrame, given: dict[str, float] | None) -> None:
    region = run.region(options.region)
    if run.is_unmatched(region.region_id):
        print(f"{region.region}: no thematic areas, cannot be matched")
        return
    by = options.by if given is None else "your blend"
    print(f"Partners of {region.region} ({region.region_id}) by {by}, suggested for discussion")
    ranks = [] if given is None else [f"{name}_rank" for name in ("fit", "track", "distance", "size")]
    rows = []
    for partner in found.to_dict("records"):
        said = [*partner["partnership_names"], *(f"[{note}]" for note in partner["notes"])]
        rows.append([
            _whole(partner["rank"]), f"{partner['region']} ({partner['region_id']})",
            partner["complementarity"], partner["overlap"], partner["text"],
            _whole(partner["shared_partnerships"]), _whole(partner["partner_degree"]), _whole(partner["distance_km"]),
            f"{partner['n_areas']} / {partner['n_niches']}",
            *(partner[name] for name in [*ranks, *(["blend"] if ranks else [])]), "; ".join(said),
        ])  # fmt: skip
    blended = ["fit", "track", "dis-\ntance", "size", "blend"] if ranks else []
    headers = ["", "region", "comple-\nmentarity", "overlap", "text", "shared\npartner-\nships", "its own", "km"]
    headers += ["areas /\nniches", *blended, "known from, notes"]
    print_table(rows, headers)
    print("text: mean best cosine of the areas' names; km: great circle between the main cities; -: not known.")
    if options.partnerships is None:
        print("Shared partnerships are not known: name a list with --partnerships (partnerships is the bundled one).")
    else:
        print("Shared partnerships: those on the list, loose networks left out; known ones follow habit and size.")
    if given is not None:
        print(f"{blend_formula(given)}; each part is a percentile rank among all other regions, 1 the best; fit is the")
        print("mean of those of complementarity, overlap and text; what is not known is left out of a region's mean.")
    print(left_out_text(found.attrs["left_out"], found.attrs["kept"]))


def _whole(value: Any) -> str:
    return "-" if pd.isna(value) else f"{value:.0f}"
