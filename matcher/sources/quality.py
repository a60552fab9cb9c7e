"""The quality report: what a file of areas holds, and everything that was found in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import cast

from matcher.areas import AREA_COLUMNS, area_texts
from matcher.errors import InputError
from matcher.facts import AreasPerRegion, CheckFacts, ReadFacts, RegionCount
from matcher.later import pd
from matcher.places import same_region
from matcher.sources.checks.across_rows import consistency
from matcher.sources.checks.cells import duplicated, too_short
from matcher.sources.findings import ERROR, NOTICE, Finding, Severity, sort_findings
from matcher.sources.grid import How
from matcher.sources.load import load_areas, one_table, read_tables
from matcher.sources.said import counted, joined, said
from matcher.sources.table import Table

__all__ = ["QualityReport", "check"]


@dataclass(frozen=True)
class QualityReport:
    """What a file of areas holds, and what was found in it.

    Parameters
    ----------
    source : str
        What was checked.
    how : list of How
        How each file was read.
    regions, areas : int
        Their numbers.
    languages : dict
        Number of names in each language (`language` of `area_original`; "" where none is stated).
    duplicates : int
        Rows that repeat an area of the same region.
    empty : dict
        Number of empty cells in each column that the files have.
    short_texts : int
        Very short names.
    per_region : DataFrame
        One row a region: region_id, region, country, areas, characters (mean length of the names).
    findings : list of Finding
        Errors, warnings and notices.
    own : DataFrame
        The areas of files that do not come with matcher.
    """

    source: str
    how: list[How] = field(default_factory=list)
    regions: int = 0
    areas: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    empty: dict[str, int] = field(default_factory=dict)
    short_texts: int = 0
    per_region: pd.DataFrame = field(default_factory=lambda: pd.DataFrame())  # noqa: PLW0108  # which imports pandas
    findings: list[Finding] = field(default_factory=list)
    own: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(AREA_COLUMNS), dtype="str"))

    @property
    def is_read(self) -> bool:
        """Whether the file could be read at all."""
        return bool(self.how)

    @property
    def ok(self) -> bool:
        """Whether the areas can be fitted: there is no error."""
        return not any(finding.severity == ERROR for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Number of findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def areas_per_region(self) -> AreasPerRegion:
        """Smallest, middle and largest number of areas of a region."""
        if not self.regions:
            return {"min": 0, "median": 0, "max": 0}
        counts = self.per_region["areas"]
        return {"min": int(counts.min()), "median": float(counts.median()), "max": int(counts.max())}

    def to_dict(self) -> CheckFacts:
        """The report as JSON-ready values."""
        return {
            "source": self.source,
            "ok": self.ok,
            "read": [cast(ReadFacts, asdict(how)) for how in self.how],
            "regions": self.regions,
            "areas": self.areas,
            "areas_per_region": self.areas_per_region(),
            "languages": self.languages,
            "duplicates": self.duplicates,
            "empty_cells": self.empty,
            "very_short_texts": self.short_texts,
            "per_region": cast(list[RegionCount], self.per_region.to_dict("records")),
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def to_frame(self) -> pd.DataFrame:
        """The findings as a table, one row a finding; `rows` as text such as "2-4, 9"."""
        rows = [
            {**finding.to_dict(), "rows": ", ".join(map(str, finding.rows)), "value": finding.value or ""}
            for finding in self.findings
        ]
        return pd.DataFrame(rows, columns=list(Finding(NOTICE, "").to_dict()), dtype="str")


def check(
    source: str | os.PathLike[str],
    sheet: str | None = None,
    *,
    language: str | None = None,
    encoding: str = "",
    replace: bool = False,
) -> QualityReport:
    """Read a file of areas and report its quality; nothing is changed and no expected problem is raised.

    Parameters
    ----------
    source, sheet, language, encoding, replace
        As in `load_areas`.

    Returns
    -------
    QualityReport
        A file that cannot be parsed at all gives a report with that one error.

    Examples
    --------
    >>> report = check("sweden_2018")
    >>> report.ok, report.regions, report.areas, report.languages
    (True, 21, 80, {'sv': 80})
    """
    name = os.fspath(source)
    try:
        tables, joining = read_tables(source, sheet, language=language, encoding=encoding, replace=replace)
    except InputError as error:
        return QualityReport(name, findings=[Finding(ERROR, _refusal(error))])
    areas = one_table(tables)
    found = [*(finding for table in tables for finding in table.findings), *joining, *consistency(tables, areas)]
    found += _would_replace(tables)
    present = [column for column in AREA_COLUMNS if any(column in table.present for table in tables)]
    named = areas["area_original"] != ""
    languages = areas["language"][named].value_counts()
    return QualityReport(
        source=name,
        how=[table.how for table in tables],
        regions=int((areas["region_id"].unique() != "").sum()),
        areas=len(areas),
        languages={str(code): int(count) for code, count in languages.items()},
        duplicates=int(duplicated(areas).sum()),
        empty={column: int((areas[column] == "").sum()) for column in present},
        short_texts=int(too_short(areas).sum()),
        per_region=_per_region(areas),
        findings=sort_findings(found),
        own=one_table(own) if (own := [table for table in tables if not table.bundled]) else areas.head(0),
    )


def _refusal(error: InputError) -> str:
    """An error in one line, as a text that can be told in another language where its parts can."""
    expected = said("line.expected", what=error.expected) if error.expected else ""
    found = said("line.found_as", what=error.found) if error.found else ""
    details = joined([detail for detail in (expected, found, error.do) if detail], "; ")
    told = said("line.refused", what=error.problem, told=details) if details else error.problem
    return told if str(told) == str(error) else str(error)


def _would_replace(tables: list[Table]) -> Iterator[Finding]:
    """Which regions of the bundled sets are in a file of one's own, whose lists it would replace."""
    if any(table.bundled for table in tables):
        return
    own = {same_region(region_id) for table in tables for region_id in table.areas["region_id"].unique() if region_id}
    for name in ("europe", "sweden"):
        shared = [f"{region} ({code})" for code, region in _bundled_regions(name) if same_region(code) in own]
        if shared:
            what = said("message.would_replace", regions=counted(len(shared), "region"), name=name, told=joined(shared))
            do = said("do.replace", files=f"{name}+{'+'.join(table.how.source for table in tables)}")
            yield Finding(NOTICE, what, tables[0].how.source, column="region_id", do=do)


@cache
def _bundled_regions(name: str) -> list[tuple[str, str]]:
    """Code and name of the regions of a bundled set."""
    first = load_areas(name).groupby("region_id")["region"].first()
    return [(str(code), str(region)) for code, region in first.items()]


def _per_region(areas: pd.DataFrame) -> pd.DataFrame:
    measured = areas[areas["region_id"] != ""].assign(characters=area_texts(areas).str.len())
    grouped = measured.groupby("region_id", sort=True)
    table = pd.DataFrame(
        {
            "region": grouped["region"].first(),
            "country": grouped["country"].first(),
            "areas": grouped.size(),
            "characters": grouped["characters"].mean().round(1),
        }
    )
    return table.reset_index()
