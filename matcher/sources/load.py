"""Areas from files and bundled sets, one or several joined with "+"."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError, SettingError
from matcher.files import printable, read_bytes
from matcher.languages import LANGUAGES
from matcher.sources.bundled import NEWEST, bundled_names, bundled_path, near_names
from matcher.sources.checks.cells import validate
from matcher.sources.findings import ERROR, NOTICE, Finding, counted, raise_errors, sort_findings
from matcher.sources.formats import read_grid
from matcher.sources.grid import How
from matcher.sources.table import Table, to_table
from matcher.spelling import did_you_mean

__all__ = ["Loaded", "load_areas", "read_areas", "read_tables"]

_MOST_NAMED = 8


@dataclass(frozen=True)
class Loaded:
    """Areas that were read, and what is to be said about them.

    Parameters
    ----------
    areas : DataFrame
        The areas table (n_areas rows, the columns `AREA_COLUMNS`, text only), rows in file order.
    findings : list of Finding
        Warnings and notices; errors are raised instead.
    how : list of How
        How each file was read: format, encoding, delimiter, sheet.
    """

    areas: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)
    how: list[How] = field(default_factory=list)


def load_areas(
    source: str | os.PathLike[str], sheet: str | None = None, *, language: str | None = None
) -> pd.DataFrame:
    """Read an areas table from a file, a bundled set, or several joined with "+".

    Parameters
    ----------
    source : str or path-like
        A path (CSV, XLSX, JSON, Parquet or a plain outline, told by its content), the name of a bundled set such as
        `sweden_2018`, or several joined with "+" (`europe+sweden_2018`). An existing path wins over a bundled name.
    sheet : str, optional
        Sheet of a workbook; needed when several sheets have the required columns.
    language : str, optional
        ISO 639-1 code of the names in an outline, which cannot state it itself.

    Returns
    -------
    DataFrame
        The columns `AREA_COLUMNS` (n_areas rows), text only, empty cells "", rows in file order.

    Raises
    ------
    InputError
        One error that lists everything that keeps the areas from being fitted.

    Examples
    --------
    >>> load_areas("sweden_2018")[["region_id", "region", "area"]].loc[22]
    region_id          SE125
    region       Västmanland
    area             Railway
    Name: 22, dtype: ...
    """
    return read_areas(source, sheet, language=language).areas


def read_areas(source: str | os.PathLike[str], sheet: str | None = None, *, language: str | None = None) -> Loaded:
    """Read as `load_areas` does, and keep the warnings, the notices and how each file was read.

    Examples
    --------
    >>> loaded = read_areas("europe+sweden_2018")
    >>> len(loaded.areas), [str(how) for how in loaded.how]
    (976, ['CSV, separated by commas, UTF-8', 'CSV, separated by commas, UTF-8'])
    """
    tables, joining = read_tables(source, sheet, language=language)
    findings = sort_findings([*(finding for table in tables for finding in table.findings), *joining])
    raise_errors(findings)
    return Loaded(joined(tables), findings, [table.how for table in tables])


def read_tables(
    source: str | os.PathLike[str], sheet: str | None = None, *, language: str | None = None
) -> tuple[list[Table], list[Finding]]:
    """The tables of each part of the source with their findings, errors included, and what joining them found.

    Raises
    ------
    InputError
        When a part is not there or cannot be parsed at all.
    """
    if language is not None and language not in LANGUAGES:
        raise SettingError("language", expected="an ISO 639-1 code such as sv", found=repr(language))
    tables: list[Table] = []
    for part in _parts(source):
        members = NEWEST.get(part, ()) if not _exists(part) else ()
        if members:
            tables += _newest([_read(bundled_path(member), member) for member in members])
        else:
            path, name = _find(part)
            tables.append(_read(path, name, sheet, language, bundled=not _exists(part)))
    _refuse_unused(tables, sheet, language)
    findings = _twice(tables)
    return tables, findings


def joined(tables: Sequence[Table]) -> pd.DataFrame:
    """The areas of several tables, one below the other."""
    if len(tables) == 1:
        return tables[0].areas
    return pd.concat([table.areas for table in tables], ignore_index=True)


def _parts(source: str | os.PathLike[str]) -> list[str]:
    """What to read; a file that exists with a plus sign in its name is one file."""
    text = os.fspath(source)
    if not text.strip():
        raise InputError("no file is named", expected="a path or the name of a bundled set")
    if "+" not in text or _exists(text):
        return [text]
    parts = [part.strip() for part in text.split("+")]
    if not all(parts):
        raise InputError(f"{text!r} names an empty part", expected="paths or bundled sets joined with +")
    again = sorted({part for part in parts if parts.count(part) > 1})
    if again:
        raise InputError(f"{text!r} names {', '.join(again)} twice", do="name each part once")
    return parts


def _exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # a NUL in the name, or a name that is too long
        return False


def _find(part: str) -> tuple[Path, str]:
    """The file of one part, and the name by which messages call it."""
    if _exists(part):
        return Path(part), Path(part).name
    if part in bundled_names():
        return bundled_path(part), part
    near = near_names(part)
    raise InputError(
        f"there is no file and no bundled set {part!r}",
        expected=f"a path, or one of {', '.join(bundled_names())}",
        do=did_you_mean(near[:1], "check the name and the folder"),
    )


def _read(
    path: Path, name: str, sheet: str | None = None, language: str | None = None, *, bundled: bool = True
) -> Table:
    grid = read_grid(read_bytes(path), printable(name), sheet=sheet, language=language)
    if not bundled:  # how our own files are written is no news
        grid.findings.insert(0, _recognised(grid.how))
    table = to_table(grid)
    validate(table)
    return table


def _refuse_unused(tables: list[Table], sheet: str | None, language: str | None) -> None:
    """Options that concern none of the files are mistakes, not wishes to pass over."""
    formats = {table.how.format for table in tables}
    names = " and ".join(table.how.source for table in tables)
    if sheet is not None and "XLSX" not in formats:
        raise SettingError(f"sheet {sheet!r} is chosen and {names} has no sheets", do="leave out the sheet")
    if language is not None and "outline" not in formats:
        what = f"language {language!r} is stated and {names} is no outline"
        raise SettingError(what, do="write it in the column language, in each row")


def _recognised(how: How) -> Finding:
    """The notice that says how a file was read; Windows-1252 is an assumption that the reader can check."""
    assumed = how.encoding == "Windows-1252"
    do = "if letters such as å or é look wrong, save it as CSV UTF-8 and read it again" if assumed else ""
    return Finding(NOTICE, f"read as {how}", how.source, do=do)


def _newest(tables: list[Table]) -> list[Table]:
    """Of each region only the rows of the first table that has it, and a notice that says so."""
    taken: set[str] = set()
    chosen = []
    for table in tables:
        ids = set(table.areas["region_id"])
        keep = ~table.areas["region_id"].isin(taken)
        if not keep.any():
            continue
        rows = [row for row, kept in zip(table.rows, keep, strict=True) if kept]
        findings = [finding for finding in table.findings if not finding.rows or set(finding.rows) & set(rows)]
        what = f"{counted(len(ids - taken), 'region')} taken from this set, the newest that has them"
        findings.append(Finding(NOTICE, what, table.how.source))
        chosen.append(replace(table, areas=table.areas[keep].reset_index(drop=True), rows=rows, findings=findings))
        taken |= ids
    return chosen


def _twice(tables: list[Table]) -> list[Finding]:
    """Regions that stand in two tables: an error, unless their rows are the same; then the later rows are left out."""
    findings = []
    for place, later in enumerate(tables):
        for earlier in tables[:place]:
            shared = sorted((set(earlier.areas["region_id"]) & set(later.areas["region_id"])) - {""})
            if not shared:
                continue
            names = f"{earlier.how.source} and {later.how.source}"
            which = f"{', '.join(shared[:_MOST_NAMED])}{' and others' if len(shared) > _MOST_NAMED else ''}"
            many = f"{counted(len(shared), 'region')} ({which})"
            if _same_rows(earlier, later, shared):
                keep = ~later.areas["region_id"].isin(shared)
                later.rows = [row for row, kept in zip(later.rows, keep, strict=True) if kept]
                later.areas = later.areas[keep].reset_index(drop=True)
                findings.append(Finding(NOTICE, f"both hold {many} with the same rows, taken once", names))
            else:
                findings.append(
                    Finding(
                        ERROR,
                        f"both hold {many}, with different rows",
                        names,
                        expected="each region in one set",
                        do=_choices(earlier.how.source, later.how.source),
                    )
                )
    return findings


def _same_rows(earlier: Table, later: Table, shared: list[str]) -> bool:
    def rows(table: Table) -> list[tuple[str, ...]]:
        own = table.areas[table.areas["region_id"].isin(shared)]
        return sorted(own[list(AREA_COLUMNS)].itertuples(index=False, name=None))

    return rows(earlier) == rows(later)


def _choices(earlier: str, later: str) -> str:
    for name, members in NEWEST.items():
        if {earlier, later} <= set(members):
            return f"choose {earlier} or {later}, or {name} for the newest of each region"
    return f"choose {earlier} or {later}, or delete the regions from one of them"
