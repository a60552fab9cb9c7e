"""The whole way on the bundled data, as a newcomer sees it first."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from matcher.fit import Matcher
from matcher.plots import pair_heatmap, region_theme_graph
from matcher.report import report
from matcher.run import Run
from matcher.settings import FIRST
from matcher.sources import load_areas
from matcher.words.explain import reasons

__all__ = ["demo"]

DATA = "europe+sweden_2018"
REGION = "SE125"
REASONS = 2
WIDTH = 110


class Question(NamedTuple):
    """One list of partners: its heading, the ranking, and the country that it stays in."""

    heading: str
    by: str
    countries: tuple[str, ...]


QUESTIONS = (
    Question("complement {region} best, within Sweden", "complementarity", ("SE",)),
    Question("complement {region} best, in the whole of Europe", "complementarity", ()),
    Question("share most with {region}, within Sweden", "overlap", ("SE",)),
    Question("share most with {region}, in the whole of Europe", "overlap", ()),
)


def demo(out: str | os.PathLike[str] = "reports/demo") -> Iterator[str]:
    """Fit the bundled data, and write a run, two figures and two reports.

    Parameters
    ----------
    out : path-like
        Folder to write to; files of an earlier demo are replaced.

    Yields
    ------
    str
        Lines to print, as they come.
    """
    folder = Path(out)
    yield f"Fitting {DATA}: the areas of 170 European regions and, from 2018, of the 21 Swedish ones."
    run = Matcher().fit(load_areas(DATA), source=DATA)
    run.save(folder / "run")
    yield from run.summary()
    for question in QUESTIONS:
        yield from _answer(run, question)
    yield from _write(run, folder)
    yield "\nTo try next:"
    command = _command()
    yield f"  {command} partners {folder / 'run'} Skåne --not-country SE"
    yield f"  {command} explain {folder / 'run'} Västmanland Calabria"
    yield f'  {command} report {folder / "run"} "Basque Country" Norrbotten'


def _command() -> str:
    """How to call matcher from here: by name, or by its place where the environment is not activated."""
    beside = Path(sys.executable).with_name("matcher")
    if shutil.which("matcher") or not beside.exists():
        return "matcher"
    return os.path.relpath(beside)


def _answer(run: Run, question: Question) -> Iterator[str]:
    region = run.region(REGION).region
    yield f"\nRegions that {question.heading.format(region=region)}:"
    found = run.partners(REGION, by=question.by, top=FIRST, country=question.countries)
    for partner in found.to_dict("records"):
        head = f"  {partner['rank']}. {partner['region']} ({partner['country']})"
        if question.by == "overlap":
            shared = "; ".join(partner["areas"][:3])
            yield f"{head}: overlap {partner['overlap']:.2f}, by chance {partner['overlap_expected']:.2f}. {shared}"
            continue
        yield (
            f"{head}: brings {100 * partner['brings']:.0f} % of what is related and missing, "
            f"by chance {100 * partner['expected']:.0f} %"
        )
        facts = run.explain(REGION, partner["region_id"])
        for reason in reasons(facts, side="a", top=REASONS):
            yield textwrap.fill(reason, WIDTH, initial_indent="     - ", subsequent_indent="       ")


def _write(run: Run, folder: Path) -> Iterator[str]:
    swedish = run.regions.loc[run.regions["country"] == "SE", "region_id"].tolist()
    best = str(run.partners(REGION, top=1)["region_id"].iloc[0])
    pair_heatmap(run, swedish).savefig(folder / "pairs_sweden.png", dpi=200)
    region_theme_graph(run, swedish).savefig(folder / "themes_sweden.png", dpi=200)
    report(run, REGION, language="sv", path=folder / "vastmanland_sv.html")
    report(run, REGION, other=best, language="en", path=folder / "pair_en.html")
    yield f"\nWritten to {folder}:"
    yield "  run/                 the run folder, which all other commands read"
    yield "  pairs_sweden.png     overlap and complementarity of the 21 Swedish regions"
    yield "  themes_sweden.png    the Swedish regions and their broad themes"
    yield "  vastmanland_sv.html  region profile, in Swedish"
    yield f"  pair_en.html         pair report on Västmanland and {run.region(best).region}, in English"
