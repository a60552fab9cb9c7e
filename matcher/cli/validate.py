"""The verb validate: rankings against known partnerships, baselines first."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from matcher.cli.options import load_run, new_verb
from matcher.cli.printing import add_formats, print_csv, print_json, print_table

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
    found = load_run(options).validate_partnerships(
        partnerships, weak=options.weak, members=options.nuts, k=options.k, draws=options.draws, seed=options.seed
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


ABOUT_BLENDS = """\
AUC: the held-out niche before the other niches that the region lacks, ranked by the gap value that ranks partners (0.5:
no better than chance). Matched: the same among niches as popular, which is what counts for scores that take popularity
away. Size correlation: of the length of lists with places among the first five of others, on ranks. Chosen: the best
matched AUC of the blends whose ranks follow no size: size correlation within 0.15, at least 42 % of the regions
somebody's best partner, a fifth of the regions with at most 65 % of the places. Folds keep the regions of one country
together. A value within two standard deviations of the shuffled one says nothing."""
#: How many blends are shown beside the single sources.
SHOWN_BLENDS = 12


def _validate_themes(options: argparse.Namespace) -> None:
    """Print the quality of themes against a reference."""
    from matcher.embed import Embedder
    from matcher.validate import validate_themes as validate

    found = validate(options.file, Embedder(options.model))
    if options.json:
        print_json(found)
    elif options.csv:
        print_csv(pd.DataFrame(found["rows"]))
    else:
        print(f"Extended BCubed on {found['areas']} areas; low and high bound the 95 % bootstrap interval of F1")
        columns = ["precision", "recall", "f1", "low", "high", "way"]
        print_table([[dict(row)[name] for name in columns] for row in found["rows"]], [*columns[:-1], "themes"])


def _validate_relatedness(options: argparse.Namespace) -> None:
    from matcher.run import Run

    found = Run.load(options.run).validate_relatedness()
    if options.json:
        print_json(found)
        return
    columns = ["auc", "matched", "matched_error", "matched_error_country", "size_correlation", "best_partners"]
    if options.csv:
        print_csv(pd.DataFrame(found["rows"]).drop(columns="weights"))
        return
    first, rest = found["rows"][: SHOWN_BLENDS + 1], found["rows"][SHOWN_BLENDS + 1 :]
    shown = first + [row for row in rest if len(row["weights"]) == 1 or row["default"]]
    marks = {(True, True): "chosen, default", (True, False): "chosen", (False, True): "default"}
    rows = [
        [row["name"], *(dict(row)[name] for name in columns), marks.get((row["chosen"], row["default"]), "")]
        for row in shown
    ]
    heads = ["AUC", "matched\nAUC", "error,\nregions", "error,\ncountries", "size\ncorrelation", "best\npartners"]
    print(f"One niche held out, {found['cases']} times in {found['regions']} regions, {found['folds']} folds:")
    print_table(rows, ["relatedness", *heads, ""])
    print(ABOUT_BLENDS)
    if found["shuffled"] is not None:
        spread = f"standard deviation {found['shuffled_sd']:.3f}"
        print(f"The default with areas shuffled over regions: matched AUC {found['shuffled']:.3f}, {spread}.")
    if not found["own"]:
        print("This run takes its relatedness from the bundled European portfolios; that is what is tested here.")
    if not found["passing"]:
        print("No blend passes the size check: the one with the best matched AUC is marked.")
    if not any(row["chosen"] and row["matched"] > found["rows"][0]["matched"] for row in found["rows"]):
        print("The chosen blend predicts no better than popularity: relatedness says little here.")
