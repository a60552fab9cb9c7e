"""The quality report of a file of areas, in words.

Findings are made in English. Their texts are patterns of the section "finding", by which they are told in the language
of the reader; what fits no pattern stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from matcher.words.blocks import Paragraph, wrapped
from matcher.words.words import Words, patterns

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
    """The report for a terminal: the facts, the findings under their headings, the verdict last."""
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
    >>> finding_told(Words("sv"), Finding("warning", "the same area 2 times in SE125", do="keep one of the rows")).do
    'behåll en av raderna'
    """
    if words.language == "en":
        return finding
    return replace(
        finding,
        message=_told(words, "finding.message", finding.message),
        expected=_told(words, "finding.expected", finding.expected),
        do=_told(words, "finding.do", finding.do),
    )


def finding_line(words: Words, finding: Finding, *, with_source: bool = True) -> str:
    """The finding in one line, in the language of the reader.

    Examples
    --------
    >>> from matcher.sources.findings import Finding
    >>> finding_line(Words("sv"), Finding("error", "not a role", "a.csv", (3,), "role", "seek", do="correct it"))
    "a.csv, rad 3, kolumn role: ingen roll; hittade 'seek'; rätta det"
    """
    if words.language == "en":
        return finding.line(with_source=with_source)

    def say(text: str) -> str:
        return _told(words, "finding.part" if text.startswith("row") else "finding.line", text)

    return finding_told(words, finding).line(with_source=with_source, say=say)


#: Names of placeholders that hold words of ours, and not those of a file.
_OURS = {"cells", "language", "lines", "names", "newer", "regions", "rows", "told"}


def _told(words: Words, section: str, text: str) -> str:
    """A text by the pattern that it fits; what is filled in is told likewise where it is ours."""
    for key, pattern in patterns(section):
        if found := pattern.fullmatch(text):
            values = {name: _part(words, it) if name in _OURS else it for name, it in found.groupdict().items()}
            return words.say(f"{section}.{key}", **values)
    return text


def _part(words: Words, text: str) -> str:
    """A number with its noun, or a list with the phrases in it."""
    told = _told(words, "finding.part", text)
    if told != text:
        return told
    for key, pattern in _phrases():
        said = words.get(f"finding.phrase.{key}")
        text = pattern.sub(lambda found, said=said: str(said).format(**found.groupdict()), text)  # type: ignore[misc]
    return text


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Key and pattern of each phrase, in their order; what is filled in is one word."""
    texts: dict[str, str] = Words("en").get("finding.phrase")
    word = r"(?P<\1>[^\\s,;:()]+)"
    return tuple((key, re.compile(re.sub(r"\\\{(\w+)\\\}", word, re.escape(text)))) for key, text in texts.items())


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
