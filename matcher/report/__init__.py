"""Reports on regions and pairs: the facts first, then one renderer a format.

`matcher.words.words` is light and serves the command line; the renderer is imported when a report is made.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted

__all__ = ["report"]


def report(
    run: Fitted,
    region: str,
    *,
    other: str | None = None,
    language: str = "en",
    path: str | os.PathLike[str] | None = None,
) -> str:
    """The profile of a region, or the report on a pair, as one self-contained HTML page.

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
    path : path-like, optional
        File to write the page to, whole or not at all.

    Returns
    -------
    str
        The page.
    """
    from matcher.files import write_text
    from matcher.report.facts import pair_facts, profile_facts
    from matcher.report.html import render

    facts = profile_facts(run, region) if other is None else pair_facts(run, region, other)
    page = render(facts, language)
    if path is not None:
        write_text(path, page)
    return page
