"""The quality report of a file of areas as a self-contained page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from matcher.sources.findings import rows_text
from matcher.words.quality import quality_counts, quality_facts, quality_sections, text_told
from matcher.words.words import Words

if TYPE_CHECKING:
    from matcher.sources import QualityReport

__all__ = ["quality_page"]


def quality_page(report: QualityReport, language: str = "en") -> str:
    """A quality report as one HTML page.

    Parameters
    ----------
    report : QualityReport
        What `matcher.sources.check` returns.
    language : {"en", "sv"}
        Language of the page.

    Returns
    -------
    str
        A complete page that needs no other file.
    """
    words = Words(language)
    environment = Environment(loader=PackageLoader("matcher.report"), autoescape=True, undefined=StrictUndefined)
    verdict = str(words.get(f"verb.check.{'can' if report.ok else 'cannot'}_be_fitted"))
    return environment.get_template("quality.html").render(
        report=report,
        language=language,
        say=words.say,
        title=words.say("verb.check.title", source=report.source),
        verdict=verdict[:1].upper() + verdict[1:],
        counts=quality_counts(words, report),
        facts=quality_facts(words, report),
        sections=quality_sections(words, report),
        head=words.get("verb.check.head"),
        several=len(report.how) != 1,
        regions=[
            row | {"country": words.country(row["country"]), "characters": words.number(row["characters"], 1)}
            for row in report.per_region.to_dict("records")
        ],
        rows=lambda numbers: text_told(words, rows_text(numbers)).partition(" ")[2],
    )
