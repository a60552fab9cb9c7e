"""Reports as files to keep, in every format that can be made here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from matcher.errors import SettingError
from matcher.report import consortium_sheet, pair, profile, theme_sheet
from matcher.report.formats import FORMATS, rendered
from matcher.web.asking import Asking
from matcher.web.texts import group_answer

if TYPE_CHECKING:
    from matcher.report.view.blocks import Document

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


def report_file(asking: Asking, kind: str, steps: Sequence[str], form: str) -> tuple[str, str, bytes]:
    """Name, type and bytes of a report.

    Parameters
    ----------
    asking : Asking
    kind : {"region", "pair", "theme", "group"}
    steps : sequence of str
        Ids or names of what it is on.
    form : str
        One of `report_forms`.

    Raises
    ------
    SettingError
        The format cannot be made here, or no group was asked for.
    """
    if form not in report_forms():
        raise SettingError("report", expected=" or ".join(report_forms()), found=repr(form))
    document = _document(asking, kind, steps)
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in document.stem)
    return f"{safe}.{form}", TYPES[form], rendered(document, form)


def _document(asking: Asking, kind: str, steps: Sequence[str]) -> Document:
    run, language = asking.run, asking.language
    if kind == "region":
        return profile(run, steps[0], language=language)
    if kind == "pair":
        return pair(run, steps[0], steps[1], language=language)
    if kind == "theme":
        return theme_sheet(run, steps[0], language=language)
    answer = group_answer(asking)
    if answer is None:
        raise SettingError("group", expected="a text or niches", found="none")
    return consortium_sheet(run, answer, language=language)
