"""The verb validate: rankings against known partnerships, baselines first."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from matcher.cli.common import add_formats, load_run, new_verb
from matcher.cli.printing import print_csv, print_json, print_table

__all__ = ["add_verbs"]

_NUTS = (
    "members whose code is not in the run: leave them out (exact), take the smallest region around (parent), or else "
    "the only one inside (any); default: %(default)s"
)
#: What the measures are called above their columns.
_MEASURES = {
    "auc": "AUC",
    "theme_auc": "AUC in\nits theme",
    "mrr": "MRR",
    "precision": "precision\nat {k}",
    "ndcg": "nDCG",
}
_VIEWS = {
    "auc": "as above",
    "hubs_weighed_down": "hubs\nweighed down",
    "without_hubs": "without\nhubs",
    "other_country": "other\ncountry only",
    "with_loose_networks": "with loose\nnetworks",
}
_MEANING = """\
How to read it. Known partnerships follow habit and size: regions that take part in much are found again in more.
The list holds positives only, so an unknown pair is not a wrong one, and AUC says how often a known pair stands above
an unknown one (0.5: chance). Such partnerships neither confirm nor refute complementarity: a score that repeated them
would suggest the partners that everyone has already. What the scores are good for is to suggest, with reasons, partners
beyond habit; whether these are good ones only the regions themselves can find out."""


def add_verbs(verbs: Any) -> None:
    """Add validate."""
    text = "ranking quality against known partnerships, with baselines"
    validate = new_verb(verbs, "validate", _validate, text, run=True)
    validate.add_argument(
        "partnerships",
        metavar="PARTNERSHIPS",
        help="CSV with partnership, theme, region_id, role, source_url; or: partnerships, the bundled list",
    )
    weak = "count loose networks (evidence: weak) as evidence throughout (default: only in the last column)"
    validate.add_argument("--weak", action=argparse.BooleanOptionalAction, default=False, help=weak)
    validate.add_argument("--nuts", default="exact", choices=("exact", "parent", "any"), help=_NUTS)
    validate.add_argument("--k", type=int, default=10, help="of precision at k (default: %(default)s)")
    validate.add_argument("--draws", type=int, default=2000, help="bootstrap samples (default: %(default)s)")
    validate.add_argument("--seed", type=int, default=0, help="of bootstrap and random ranking (default: %(default)s)")
    add_formats(validate)


def _validate(options: argparse.Namespace) -> None:
    from matcher.sources.lists.partnerships import read_partnerships

    partnerships = read_partnerships(options.partnerships)
    found = load_run(options).validate(
        partnerships, options.weak, options.nuts, options.k, draws=options.draws, seed=options.seed
    )
    if options.json:
        print_json(found)
    elif options.csv:
        print_csv(_flat(found))
    else:
        _print_counts(found)
        _print_rows(found["rows"], {name: text.format(k=found["k"]) for name, text in _MEASURES.items()})
        print("\nAUC again, read in other ways")
        views = [view | {"auc": row["auc"]} for row, view in zip(found["rows"], found["views"], strict=True)]
        _print_rows(views, _VIEWS)
        _print_notes(found)


def _flat(found: dict[str, Any]) -> pd.DataFrame:
    """One row a score, with value, low and high of each measure and view."""
    rows = []
    for row, view in zip(found["rows"], found["views"], strict=True):
        flat = {name: row[name] for name in ("score", "baseline", "undefined")}
        for name, estimate in (row | view).items():
            if isinstance(estimate, dict):
                flat |= {name: estimate["value"]} | {
                    f"{name}_{key}": estimate[key] for key in ("low", "high", "groups")
                }
        rows.append(flat)
    return pd.DataFrame(rows)


def _print_counts(found: dict[str, Any]) -> None:
    c = found["counts"]
    found_as = [
        f"{c[f'members_{how}']} {text}"
        for how, text in (
            ("exact", "by code"),
            ("renamed", "by another code of the same territory"),
            ("parent", "as the region around"),
            ("child", "as the only region inside"),
        )
        if c[f"members_{how}"]
    ]
    wider = "--nuts parent" if found["nuts"] == "exact" else "--nuts any"
    gone = [
        f"{c[f'members_{how}']} {text}"
        for how, text in (
            ("other_level", f"are at another NUTS level ({wider})"),
            ("several", "hold several of its regions"),
            ("unknown", "are not in it"),
            ("no_code", "have no code"),
        )
        if c[f"members_{how}"]
    ]
    loose = "counted as evidence" if found["weak"] else "evidence only where it is said"
    print(f"{c['partnerships']} partnerships with {c['members']} members, of which the run has {', '.join(found_as)}.")
    print(f"Not placed (all in --json): {', '.join(gone) or 'none'}. Repeated members: {c['members_repeated']}.")
    print(
        f"{c['partnerships_counted']} partnerships have two members in the run and count; {c['loose_networks']} of all "
        f"are loose networks, {loose}.\nKnown pairs: {c['pairs_known']} ({c['pairs_same_country']} in one country), "
        f"unknown: {c['pairs_unknown']}; pairs of a region and its own part, left out: {c['pairs_nested']}."
    )
    print("\nKnown pairs above unknown ones; in brackets 95 % bootstrap intervals over partnerships; baselines first")


def _print_rows(rows: list[dict[str, Any]], columns: dict[str, str]) -> None:
    shown, was_baseline = [], True
    for row in rows:
        if was_baseline and not row["baseline"]:
            shown.append(["", *("" for _ in columns)])
        was_baseline = row["baseline"]
        shown.append([row["score"].replace("_", " "), *(_estimate(row[name]) for name in columns)])
    print_table(shown, ["ranked by", *columns.values()])


def _estimate(estimate: dict[str, Any]) -> str:
    value, low, high = (f"{estimate[key]:.2f}" for key in ("value", "low", "high"))
    if value == "nan":
        return "-"
    return value if low == "nan" else f"{value} ({low}-{high})"


def _print_notes(found: dict[str, Any]) -> None:
    themed = [theme for theme in found["themes"] if theme["theme_id"]]
    print(
        "\nsize: product of the numbers of niches; degree: of partnerships, without the one that is predicted; tfidf:"
        "\nwords in common; text: mean best cosine of the areas; fit: mean percentile rank of complementarity, overlap"
        "\nand text; blend: 2 x fit + 1 x distance. On pairs, gives equals complementarity: both directions count."
        "\nHubs, weighed down (a pair counts 1 / (d d'), d the partnerships of each) or left out: "
        f"{', '.join(found['hubs']) or 'none'}.\nAUC in its theme: {len(themed)} of {len(found['themes'])} "
        "partnerships have a theme (their words' nearest label; see --json).\nFormulas: matcher.validate.validate."
    )
    print(f"\n{_MEANING}")
