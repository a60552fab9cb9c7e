"""The verbs for a file of areas that is not fitted yet: template, check and update."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_file,
    add_formats,
    add_language,
    add_out,
    add_reading,
    new_verb,
    reading,
    target,
    words_of,
)
from matcher.cli.printing import emit, lines, written

if TYPE_CHECKING:
    from matcher.sources import QualityReport
    from matcher.words.words import Words

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add template, check and update."""
    template = new_verb(verbs, "template", _template)
    add_out(template, "the workbook; its name ends in .xlsx", default="areas.xlsx")
    add_language(template)

    check = new_verb(verbs, "check", _check)
    add_file(check)
    add_formats(check, endings=".html, .csv, .json or .txt")

    update = new_verb(verbs, "update", _update)
    update.add_argument("set", metavar="SET", help="a bundled set (sweden, europe), or a file that an update wrote")
    update.add_argument("newer", metavar="FILE", help="the whole list of each region that changes, with its source")
    add_reading(update)
    add_out(update, "the set with the newer lists; its name ends in .csv or .xlsx (default: only told)")
    add_language(update)


def _template(options: argparse.Namespace) -> None:
    from matcher.sources import write_template

    path = target(options) or options.out
    write_template(path, force=options.force)
    print(words_of(options).say("verb.written.template", path=path))


def _told(words: Words, report: QualityReport) -> list[str]:
    """The areas to read first, then the report, its verdict last."""
    from matcher.query.doubtful import unnamed_areas
    from matcher.words.fitting import unnamed_text
    from matcher.words.quality import quality_text

    unnamed = unnamed_areas(report.own) if report.ok and len(report.own) else []
    return lines(words, [*unnamed_text(words, unnamed, len(report.own)), *quality_text(words, report)])


def _update(options: argparse.Namespace) -> None:
    from matcher.sources import update, write_areas
    from matcher.words.updates import update_text

    path, words = target(options), words_of(options)
    updated = update(
        options.set, options.newer, sheet=options.sheet, language=options.text_lang, encoding=options.encoding
    )
    print(*lines(words, update_text(words, updated)), sep="\n")
    if path is not None:
        write_areas(updated.areas, path)
        print(words.say("verb.written.set", path=path))


def _check(options: argparse.Namespace) -> int:
    from matcher.sources import check

    path = target(options)
    report = check(options.file, **reading(options))
    if path is not None and path.suffix.lower() in (".html", ".htm"):
        from matcher.files import write_text
        from matcher.report.quality import quality_page

        write_text(path, quality_page(report, options.lang))
        print(written(options, path))
    else:
        words = words_of(options)
        emit(options, report.to_dict(), table=report.to_frame, text=lambda: _told(words, report))
    return 0 if report.ok else 1
