"""Reports that are sent on: facts first, then sections without a format, then one file a format.

`facts` says what is so, `view` says it in sections, `formats` makes files of them. Formats load their libraries when
a file is made.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted
    from matcher.report.brand import Brand
    from matcher.report.view.blocks import Document

__all__ = ["pair", "profile", "report"]


def profile(run: Fitted, region: str, *, language: str = "en", full: bool = False) -> Document:
    """The profile of a region: two pages that stand alone, and with `full` the annex.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    region : str
        Id or name.
    language : {"en", "sv"}
    full : bool
    """
    from matcher.report.facts import profile_facts
    from matcher.report.view.profile import profile_document

    return profile_document(profile_facts(run, region), language, full=full)


def pair(run: Fitted, a: str, b: str, *, language: str = "en", full: bool = False) -> Document:
    """The report on a pair of regions, and with `full` its annex.

    Parameters
    ----------
    run : Fitted
        A fitted run.
    a, b : str
        Ids or names of two different regions.
    language : {"en", "sv"}
    full : bool
    """
    from matcher.report.facts import pair_facts
    from matcher.report.view.pair import pair_document

    return pair_document(pair_facts(run, a, b), language, full=full)


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
    language : {"en", "sv"}
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
