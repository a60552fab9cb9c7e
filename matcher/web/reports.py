"""Reports as files to keep, in every format that can be made here."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from matcher.errors import SettingError
from matcher.report import pair, profile
from matcher.report.formats import FORMATS, rendered

if TYPE_CHECKING:
    from matcher.run import Run

__all__ = ["report_file", "report_forms"]

#: Types by format, in the order in which they are offered.
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
#: What a format needs that not everybody has installed.
NEEDS = {"pdf": "typst"}


def report_forms() -> list[str]:
    """Formats that can be made here, Word first."""
    made = [form for form in FORMATS if form in TYPES and (form not in NEEDS or find_spec(NEEDS[form]))]
    return sorted(made, key=list(TYPES).index)


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
        One of `report_forms`.

    Raises
    ------
    SettingError
        The format cannot be made here.
    """
    if form not in report_forms():
        raise SettingError("report", expected=" or ".join(report_forms()), found=repr(form))
    ids = [run.region(name).region_id for name in (region, other) if name]
    document = (
        profile(run, ids[0], language=language) if other is None else pair(run, ids[0], ids[1], language=language)
    )
    safe = "_".join("".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in each) for each in ids)
    return f"{safe}_{language}.{form}", TYPES[form], rendered(document, form)
