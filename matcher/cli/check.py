"""The verbs for a file of areas that is not fitted yet: template and check."""

from __future__ import annotations

import argparse
from typing import Any

from matcher.cli.options import add_file, add_formats, add_language, add_out, new_verb, reading, target, words_of
from matcher.cli.printing import emit, lines, written

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add template and check."""
    template = new_verb(verbs, "template", _template, "a workbook that colleagues fill with the areas of their regions")
    add_out(template, "the workbook; its name ends in .xlsx", default="areas.xlsx")
    add_language(template)

    check = new_verb(verbs, "check", _check, "quality report on a file of areas, which is not changed")
    add_file(check)
    add_formats(check, endings=".html, .csv, .json or .txt")


def _template(options: argparse.Namespace) -> None:
    from matcher.sources import write_template

    path = target(options) or options.out
    write_template(path, force=options.force)
    print(words_of(options).say("verb.written.template", path=path))


def _check(options: argparse.Namespace) -> int:
    from matcher.sources import check
    from matcher.words.quality import quality_text

    path = target(options)
    report = check(options.file, **reading(options))
    if path is not None and path.suffix.lower() in (".html", ".htm"):
        from matcher.files import write_text
        from matcher.report.quality import quality_page

        write_text(path, quality_page(report, options.lang))
        print(written(options, path))
    else:
        words = words_of(options)
        emit(options, report.to_dict(), table=report.to_frame, text=lambda: lines(words, quality_text(words, report)))
    return 0 if report.ok else 1
