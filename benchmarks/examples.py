"""The examples in reports/examples and the picture of a pair in the documents, made again and compared.

    python -m benchmarks.examples RUN           # writes them; RUN is a run of europe+sweden
    python -m benchmarks.examples RUN --check   # exit status 1 where one is stale

Each kind of report is there in both languages, as Markdown, which shows in a diff what changed, and as PDF. The profile
is there in every format.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from matcher import Run, pair_parts
from matcher.report.facts import TWO_PAGES, pair_facts, profile_facts
from matcher.report.facts.groups import group_facts, interest_facts
from matcher.report.facts.sets import overview_facts, theme_facts
from matcher.report.formats import FORMATS, rendered
from matcher.report.formats.figures import write_figure
from matcher.report.view.blocks import Document
from matcher.report.view.groups import consortium_document
from matcher.report.view.interest import interest_document
from matcher.report.view.overview import overview_document
from matcher.report.view.pair import pair_document
from matcher.report.view.profile import profile_document
from matcher.report.view.theme import theme_document
from matcher.report.workbook import write_workbook
from matcher.words.words import LANGUAGES

__all__ = ["FOLDER", "PICTURE", "documents", "draw_pair", "stale", "write_examples"]

FOLDER = Path(__file__).parents[1] / "reports" / "examples"
PICTURE = Path(__file__).parents[1] / "docs" / "pair.png"
REGION, OTHER, COUNTRY = "SE125", "FI1D2", "SE"
GROUP, THEME = ("SE125", "FI195", "ITC4"), "energy"
CALL = ("railway systems", "hydrogen", "wood processing", "wind power")


def documents(run: Run) -> Iterator[Document]:
    """One report of each kind in both languages; facts are found once."""
    profile = profile_facts(run, REGION, most=TWO_PAGES)
    pair = pair_facts(run, REGION, OTHER)
    theme = theme_facts(run, THEME)
    overview = overview_facts(run, COUNTRY)
    group = group_facts(run, run.consortium(CALL, rules="s3_partnership", size=3))
    interest = interest_facts(run, GROUP, theme=THEME)
    for language in LANGUAGES:
        yield profile_document(profile, language)
        yield pair_document(pair, language)
        yield theme_document(theme, language)
        yield overview_document(run, overview, language=language)
        yield consortium_document(group, language)
        yield interest_document(interest, language)


def write_examples(run: Run, folder: Path = FOLDER) -> list[Path]:
    """Write the examples; files of former ones are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    written = []
    for document in documents(run):
        for form in FORMATS if document.kind == "profile" else ("md", "pdf"):
            written.append(folder / f"{document.stem}.{form}")
            written[-1].write_bytes(rendered(document, form))
    for language in LANGUAGES:
        written.append(folder / f"{REGION}_partners_{language}.xlsx")
        write_workbook(run, REGION, written[-1], language=language)
    return written


def draw_pair(run: Run, path: Path = PICTURE) -> Path:
    """Draw the region and its first partner, as README and the start page show them."""
    write_figure(pair_parts(run.explain(REGION, str(run.partners(REGION, top=1)["region_id"].iloc[0]))), path)
    return path


def stale(now: Iterable[Document], folder: Path = FOLDER) -> list[str]:
    """Names of the examples that say something else than they would now, or are missing or too many."""
    made = {f"{document.stem}.md": rendered(document, "md") for document in now}
    there = {path.name: path.read_bytes() for path in folder.glob("*.md")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def main(arguments: Sequence[str]) -> int:
    """Write or check the examples."""
    run = Run.load(arguments[0])
    if "--check" not in arguments:
        print(*write_examples(run), draw_pair(run), sep="\n")
        return 0
    found = stale(documents(run))
    print(*(f"stale: {name}" for name in found), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
