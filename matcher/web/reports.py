"""Reports as files to keep, in every format that `matcher.report` knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.errors import SettingError
from matcher.report import report

if TYPE_CHECKING:
    from matcher.run import Run

__all__ = ["REPORT_FORMS", "report_file"]

#: Formats and their types.
REPORT_FORMS = {"html": "text/html; charset=utf-8"}


def report_file(
    run: Run, region: str, other: str | None, *, language: str = "en", form: str = "html"
) -> tuple[str, str, bytes]:
    """Name, type and bytes of a report.

    Parameters
    ----------
    run : Run
    region, other : str
        Ids or names; without `other` it is the profile of the region.
    language : {"en", "sv"}
    form : str
        One of `REPORT_FORMS`.
    """
    if form not in REPORT_FORMS:
        raise SettingError("report", expected=" or ".join(REPORT_FORMS), found=repr(form))
    ids = [run.region(name).region_id for name in (region, other) if name]
    content = report(run, region, other=other, language=language).encode()
    safe = "_".join("".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in each) for each in ids)
    return f"{safe}_{language}.{form}", REPORT_FORMS[form], content
