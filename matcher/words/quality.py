"""The quality report of a file of areas, in words.

Findings hold English texts that know their keys (`matcher.sources.said`); by these they are told in another language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from matcher.sources.said import Said
from matcher.words.blocks import Paragraph, wrapped
from matcher.words.words import Words

if TYPE_CHECKING:
    from matcher.sources.findings import Finding
    from matcher.sources.grid import How
    from matcher.sources.quality import QualityReport

__all__ = [
    "finding_line",
    "finding_told",
    "quality_counts",
    "quality_facts",
    "quality_lines",
    "quality_sections",
    "quality_text",
    "text_told",
]

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
    """The report for a terminal: the facts, the findings under their headings, the verdict last.

    Of a file that cannot be read it says why, and nothing else.
    """
    if not report.is_read:
        yield from (finding_line(words, finding) for finding in report.findings)
        return
    facts = quality_facts(words, report)
    broad = max(len(name) for name, _ in facts) + 2
    for name, value in facts:
        yield Paragraph(value, bullet=name.ljust(broad))
    for heading, found in quality_sections(words, report):
        yield from ("", words.say("verb.check.heading", name=heading, n=words.whole(len(found))))
        for finding in found:
            yield Paragraph(finding_line(words, finding, with_source=len(report.how) != 1), indent=2)
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
    found = {kind: [finding_told(words, finding) for finding in report.findings if finding.severity == kind]
             for kind in SEVERITIES}  # fmt: skip
    return [(words.get(f"verb.check.{kind}s"), findings) for kind, findings in found.items() if findings]


def quality_counts(words: Words, report: QualityReport) -> str:
    """How many errors, warnings and notices there are."""
    counts = {f"{kind}s": _counted(words, kind, sum(finding.severity == kind for finding in report.findings))
              for kind in SEVERITIES}  # fmt: skip
    return words.say("verb.check.counts", **counts)


def finding_told(words: Words, finding: Finding) -> Finding:
    """The finding with what is the matter, what was expected and what to do in the language of the reader.

    Examples
    --------
    >>> from matcher.sources.findings import Finding
    >>> from matcher.sources.said import said
    >>> finding_told(Words("sv"), Finding("warning", said("message.no_role"), do=said("do.keep_one"))).do
    'behåll en av raderna'
    """
    texts = (finding.message, finding.column, finding.expected, finding.do)
    message, column, expected, do = (text_told(words, text) for text in texts)
    return replace(finding, message=message, column=column, expected=expected, do=do)


def finding_line(words: Words, finding: Finding, *, with_source: bool = True) -> str:
    """The finding in one line, in the language of the reader.

    Examples
    --------
    >>> from matcher.sources.findings import Finding
    >>> from matcher.sources.said import said
    >>> finding_line(Words("sv"), Finding("error", said("message.no_role"), "a.csv", (3,), "role", "seek"))
    "a.csv, rad 3, kolumn role: ingen roll; hittade 'seek'"
    """
    return finding.line(with_source=with_source, tell=lambda text: text_told(words, text))


def text_told(words: Words, text: str) -> str:
    """An English text that was made by its key, as the language says it; any other text as it is.

    Examples
    --------
    >>> from matcher.sources.said import joined, said
    >>> text_told(Words("sv"), said("message.parts_too", told=joined(map(str, range(1, 14)))))
    'regioner tillsammans med delar av sig själva: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 och 1 till'
    """
    if not isinstance(text, Said):
        return text
    if not text.key:
        return text_told(words, text.fields["joint"]).join(text_told(words, it) for it in text.fields["items"])
    told = {name: words.whole(it) if isinstance(it, int) else text_told(words, it) for name, it in text.fields.items()}
    return words.say(f"finding.{text.key}", **told)


def _how(words: Words, how: How, *, several: bool) -> str:
    """How a file was read."""
    return (f"{how.source}: " if several else "") + text_told(words, how.told())


def _counted(words: Words, noun: str, n: int) -> str:
    return words.say(f"verb.check.{noun}_{'one' if n == 1 else 'many'}", n=words.whole(n))
