"""The verb demo: the whole way on the bundled data, as a newcomer sees it first."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.cli.options import add_language, add_out, new_verb
from matcher.cli.printing import lines, waiting
from matcher.files import refuse_target
from matcher.settings import BUNDLED, FIRST
from matcher.words.blocks import Paragraph, bullets, wrapped
from matcher.words.words import Words

if TYPE_CHECKING:
    from matcher.run import Run

__all__ = ["add_verbs", "demo"]

REGION = "SE125"
REASONS = 2
#: Columns of what the demo prints.
WIDTH = 110


class Question(NamedTuple):
    """One list of partners: the key of its heading, the ranking, and the country that it stays in."""

    heading: str
    by: str
    countries: tuple[str, ...]


QUESTIONS = (
    Question("complement_within", "complementarity", ("SE",)),
    Question("complement", "complementarity", ()),
    Question("share_within", "overlap", ("SE",)),
    Question("share", "overlap", ()),
)
#: What the demo writes, and the keys of what is said of it.
WRITTEN = {
    "run/": "run",
    "pairs_sweden.png": "pairs",
    "themes_sweden.png": "themes",
    "vastmanland_sv.html": "profile",
    "pair_en.html": "pair",
}


def add_verbs(verbs: Any) -> None:
    """Add demo."""
    added = new_verb(verbs, "demo", _demo)
    add_out(added, "where to write; files of an earlier demo are replaced", metavar="FOLDER", default="reports/demo",
            force=False)  # fmt: skip
    add_language(added)


def _demo(options: argparse.Namespace) -> None:
    for line in demo(options.out, options.lang):
        print(line, flush=True)


def demo(out: str | os.PathLike[str] = "reports/demo", language: str = "en") -> Iterator[str]:
    """Fit the bundled data, and write a run, two figures and two reports.

    Parameters
    ----------
    out : path-like
        Folder to write to; files of an earlier demo are replaced.
    language : {"en", "sv"}
        Language of the lines.

    Yields
    ------
    str
        Lines to print, as they come.
    """
    from matcher.fit import Matcher
    from matcher.fitted.storage import check_target
    from matcher.sources import load_areas
    from matcher.words.fitting import fit_text

    folder, words = Path(out), Words(language)
    check_target(folder / "run")
    for name in WRITTEN:
        if not name.endswith("/"):
            refuse_target(folder / name)
    fitting = words.say("verb.demo.fitting", data=BUNDLED)
    yield fitting
    with waiting(fitting):
        run = Matcher().fit(load_areas(BUNDLED), source=BUNDLED)
    run.save(folder / "run")
    yield from lines(words, fit_text(words, run, run.size_checks, run.bias()))
    for question in QUESTIONS:
        yield from wrapped(_answer(words, run, question), WIDTH)
    yield from wrapped(_write(words, run, folder), WIDTH)
    yield from ("", words.get("verb.demo.next"))
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


def _answer(words: Words, run: Run, question: Question) -> Iterator[str | Paragraph]:
    from matcher.words.explain import reasons

    yield from ("", words.say(f"verb.demo.{question.heading}", region=run.region(REGION).region))
    found = run.partners(REGION, by=question.by, top=FIRST, country=question.countries)
    for partner in found.to_dict("records"):
        said = {"rank": partner["rank"], "region": words.region(partner["region_id"], partner["region"])}
        said["country"] = partner["country"]
        if question.by == "overlap":
            numbers = {"overlap": words.number(partner["overlap"], digits=2),
                       "expected": words.number(partner["overlap_expected"], digits=2)}  # fmt: skip
            areas = "; ".join(partner["areas"][:3])
            yield Paragraph(words.say("verb.demo.sharing", **said, **numbers, areas=areas), indent=2)
            continue
        shares = {"brings": words.percent(partner["brings"]), "expected": words.percent(partner["expected"])}
        yield Paragraph(words.say("verb.demo.partner", **said, **shares), indent=2)
        facts = run.explain(REGION, partner["region_id"])
        for told in bullets(reasons(facts, side="a", language=words.language, top=REASONS)):
            yield told._replace(indent=5)


def _write(words: Words, run: Run, folder: Path) -> Iterator[str | Paragraph]:
    from matcher.plots import pair_heatmap, region_theme_graph
    from matcher.report import report
    from matcher.report.formats.figures import write_figure

    swedish = run.regions.loc[run.regions["country"] == "SE", "region_id"].tolist()
    best = str(run.partners(REGION, top=1)["region_id"].iloc[0])
    write_figure(pair_heatmap(run, swedish), folder / "pairs_sweden.png")
    write_figure(region_theme_graph(run, swedish), folder / "themes_sweden.png")
    report(run, REGION, language="sv", path=folder / "vastmanland_sv.html")
    report(run, REGION, other=best, language="en", path=folder / "pair_en.html")
    yield from ("", words.say("verb.demo.written", folder=folder))
    names = {"a": run.region(REGION).region, "b": run.region(best).region}
    broad = max(map(len, WRITTEN)) + 2
    for path, key in WRITTEN.items():
        yield Paragraph(words.say(f"verb.demo.{key}", **names), indent=2, bullet=path.ljust(broad))
