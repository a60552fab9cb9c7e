"""The quality report of a file of areas, in words; findings themselves are in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.words.blocks import Paragraph, wrapped
from matcher.words.words import Words

if TYPE_CHECKING:
    from matcher.sources.findings import Finding
    from matcher.sources.grid import How
    from matcher.sources.quality import QualityReport

__all__ = ["quality_counts", "quality_facts", "quality_lines", "quality_sections", "quality_text"]

SEVERITIES = ("error", "warning", "notice")


def quality_lines(report: QualityReport, language: str = "en", *, width: int = 120) -> list[str]:
    """The report as lines.

    Examples
    --------
    >>> from matcher.sources import check
    >>> quality_lines(check("sweden_2018"))[-1]
    'sweden_2018: the areas can be fitted (0 errors, 0 warnings, 0 notices)'
    """
    return wrapped(quality_text(Words(language), report), width)


def quality_text(words: Words, report: QualityReport) -> Iterator[str | Paragraph]:
    """The report for a terminal: the facts, the findings under their headings, the verdict last."""
    facts = quality_facts(words, report)
    broad = max(len(name) for name, _ in facts) + 2
    for name, value in facts:
        yield Paragraph(value, bullet=name.ljust(broad))
    for heading, found in quality_sections(words, report):
        yield from ("", words.say("verb.check.heading", name=heading, n=words.whole(len(found))))
        for finding in found:
            yield Paragraph(finding.line(with_source=len(report.how) != 1), indent=2)
    verdict = words.get(f"verb.check.{'can' if report.ok else 'cannot'}_be_fitted")
    yield ""
    yield words.say("verb.check.verdict", source=report.source, verdict=verdict, counts=quality_counts(words, report))


def quality_facts(words: Words, report: QualityReport) -> list[tuple[str, str]]:
    """What the file holds: pairs of a name and a value."""
    each, none = report.areas_per_region(), words.get("verb.check.none")
    said = words.get("verb.check.fact")
    languages = [f"{words.language_name(code) if code else words.get('verb.check.not_stated')} {words.whole(n)}"
                 for code, n in report.languages.items()]  # fmt: skip
    empty = [f"{column} {words.whole(n)}" for column, n in report.empty.items() if n]
    median = words.number(each["median"], 0 if float(each["median"]).is_integer() else 1)
    return [
        (said["file"], report.source),
        *((said["read_as"], _how(words, how, several=len(report.how) != 1)) for how in report.how),
        (said["regions"], words.whole(report.regions)),
        (said["areas"], words.whole(report.areas)),
        (said["areas_a_region"], words.say("verb.check.range", least=each["min"], most=each["max"], median=median)),
        (said["languages"], ", ".join(languages) or none),
        (said["duplicates"], _counted(words, "row", report.duplicates)),
        (said["short_texts"], words.whole(report.short_texts)),
        (said["empty_cells"], ", ".join(empty) or none),
    ]


def quality_sections(words: Words, report: QualityReport) -> list[tuple[str, list[Finding]]]:
    """Headings of errors, warnings and notices with their findings; without those that have none."""
    found = {kind: [finding for finding in report.findings if finding.severity == kind] for kind in SEVERITIES}
    return [(words.get(f"verb.check.{kind}s"), findings) for kind, findings in found.items() if findings]


def quality_counts(words: Words, report: QualityReport) -> str:
    """How many errors, warnings and notices there are."""
    counts = {f"{kind}s": _counted(words, kind, sum(finding.severity == kind for finding in report.findings))
              for kind in SEVERITIES}  # fmt: skip
    return words.say("verb.check.counts", **counts)


def _how(words: Words, how: How, *, several: bool) -> str:
    """How a file was read."""
    parts = [how.format]
    if how.delimiter:
        parts.append(words.get("verb.check.delimiter").get(how.delimiter, how.delimiter))
    if how.encoding:
        parts.append(how.encoding)
    if how.sheet:
        parts.append(words.say("verb.check.sheet", name=repr(how.sheet)))
    return (f"{how.source}: " if several else "") + ", ".join(parts)


def _counted(words: Words, noun: str, n: int) -> str:
    return words.say(f"verb.check.{noun}_{'one' if n == 1 else 'many'}", n=words.whole(n))
