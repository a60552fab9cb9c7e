"""Reports that are sent on: facts first, then sections without a format, then one file a format.

`facts` says what is so, `view` says it in sections, `formats` makes files of them. Formats load their libraries when
a file is made.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.facts import ConsortiumAnswer
    from matcher.fitted.tables import Fitted
    from matcher.report.brand import Brand
    from matcher.report.view.blocks import Document

__all__ = ["consortium_sheet", "interest", "overview", "pair", "profile", "report", "theme_sheet"]


def profile(run: Fitted, region: str, *, language: str = "en", full: bool = False) -> Document:
    """The profile of a region: two pages that stand alone, and with `full` the annex.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    region : str
        Id or name.
    language : {"en", "sv", "de"}
    full : bool
    """
    from matcher.report.facts import ANNEX, TWO_PAGES, profile_facts
    from matcher.report.view.profile import profile_document

    return profile_document(profile_facts(run, region, most=ANNEX if full else TWO_PAGES), language, full=full)


def pair(run: Fitted, a: str, b: str, *, language: str = "en", full: bool = False) -> Document:
    """The report on a pair of regions, and with `full` its annex.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    a, b : str
        Ids or names of two different regions.
    language : {"en", "sv", "de"}
    full : bool
    """
    from matcher.report.facts import pair_facts
    from matcher.report.view.pair import pair_document

    return pair_document(pair_facts(run, a, b), language, full=full)


def overview(
    run: Fitted, country: str | Collection[str] = (), *, older: Fitted | None = None, language: str = "en"
) -> Document:
    """The overview of a set of regions: who works in which theme, who is alike, what is rare, what changed.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    country : str or collection of str
        Only regions of these countries, by code or name; all where none is given.
    older : Fitted, optional
        A run on older lists: then what came, went and was reworded is told.
    language : {"en", "sv", "de"}
    """
    from matcher.report.facts.sets import overview_facts
    from matcher.report.view.overview import overview_document

    return overview_document(run, overview_facts(run, country, older=older), language=language)


def theme_sheet(run: Fitted, theme: str, *, language: str = "en", full: bool = False) -> Document:
    """The sheet of a broad theme or a niche: its fields, who works on them, and what is related.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    theme : str
        Id or label, in any of 26 languages.
    language : {"en", "sv", "de"}
    full : bool
        With all regions, not only those with most areas.
    """
    from matcher.report.facts.sets import theme_facts
    from matcher.report.view.theme import theme_document

    return theme_document(theme_facts(run, theme), language, full=full)


def consortium_sheet(run: Fitted, answer: ConsortiumAnswer, *, language: str = "en") -> Document:
    """The sheet of a consortium: who brings what, gaps, rules, whom to contact.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    answer : ConsortiumAnswer
        What `Run.consortium` returned.
    language : {"en", "sv", "de"}
    """
    from matcher.report.facts.groups import group_facts
    from matcher.report.view.groups import consortium_document

    return consortium_document(group_facts(run, answer), language)


def interest(run: Fitted, regions: Sequence[str], *, theme: str = "", language: str = "en") -> Document:
    """The draft of an expression of interest for a thematic partnership; what people must write is marked.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    regions : sequence of str
        Ids or names of at least two regions.
    theme : str
        A broad theme or niche to which it is limited.
    language : {"en", "sv", "de"}
    """
    from matcher.report.facts.groups import interest_facts
    from matcher.report.view.interest import interest_document

    return interest_document(interest_facts(run, regions, theme=theme), language)


def report(
    run: Fitted,
    region: str,
    *,
    other: str | None = None,
    language: str = "en",
    full: bool = False,
    path: str | os.PathLike[str] | None = None,
    brand: Brand | None = None,
) -> str:
    """The profile of a region, or the report on a pair, as one self-contained HTML page, and as a file of any format.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    region : str
        Id or name.
    other : str, optional
        Id or name of a second region: then the report is on the pair.
    language : {"en", "sv", "de"}
        Language of the report.
    full : bool
        With the annex; else the two pages that stand alone.
    path : path-like, optional
        File to write, whole or not at all, in the format of its ending: .html, .docx, .pdf or .md.
    brand : Brand, optional
        Whose report it is.

    Returns
    -------
    str
        The page.
    """
    from matcher.report.brand import PLAIN
    from matcher.report.formats import rendered, write_document

    document = (
        profile(run, region, language=language, full=full)
        if other is None
        else pair(run, region, other, language=language, full=full)
    )
    if path is not None:
        write_document(document, path, brand=brand or PLAIN)
    return rendered(document, "html", brand=brand or PLAIN).decode("utf-8")
