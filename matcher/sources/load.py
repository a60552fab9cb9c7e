"""Areas from files and bundled sets, one or several joined with "+"."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError, SettingError
from matcher.files import printable, read_bytes
from matcher.languages import LANGUAGES
from matcher.later import pd
from matcher.places import same_region
from matcher.sources.bundled import bundled_names, bundled_path, near_names
from matcher.sources.checks.cells import validate
from matcher.sources.findings import ERROR, NOTICE, Finding, raise_errors, sort_findings
from matcher.sources.formats import read_grid
from matcher.sources.grid import How
from matcher.sources.said import Said, counted, joined, said
from matcher.sources.table import Table, to_table

__all__ = ["Loaded", "load_areas", "read_areas", "read_tables", "source_name"]

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
    own : list of str
        Ids of the regions of files that do not come with matcher.
    """

    areas: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)
    how: list[How] = field(default_factory=list)
    own: list[str] = field(default_factory=list)


def load_areas(
    source: str | os.PathLike[str],
    sheet: str | None = None,
    *,
    language: str | None = None,
    encoding: str = "",
    replace: bool = False,
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
    encoding : str, optional
        Encoding of a text, such as "windows-1250"; it is told by the letters where it is not given.
    replace : bool
        Of a region that several parts hold, take the list of the last one. Without it such parts are refused.

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
    return read_areas(source, sheet, language=language, encoding=encoding, replace=replace).areas


def read_areas(
    source: str | os.PathLike[str],
    sheet: str | None = None,
    *,
    language: str | None = None,
    encoding: str = "",
    replace: bool = False,
) -> Loaded:
    """Read as `load_areas` does, and keep the warnings, the notices and how each file was read.

    Examples
    --------
    >>> loaded = read_areas("europe+sweden")
    >>> len(loaded.areas), [str(how) for how in loaded.how]
    (1168, ['CSV, separated by commas, UTF-8', 'CSV, separated by commas, UTF-8'])
    """
    tables, joining = read_tables(source, sheet, language=language, encoding=encoding, replace=replace)
    findings = sort_findings([*(finding for table in tables for finding in table.findings), *joining])
    raise_errors(findings)
    own = {region_id for table in tables if not table.bundled for region_id in table.areas["region_id"]}
    return Loaded(one_table(tables), findings, [table.how for table in tables], sorted(own))


def read_tables(
    source: str | os.PathLike[str],
    sheet: str | None = None,
    *,
    language: str | None = None,
    encoding: str = "",
    replace: bool = False,
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
        path, name = _find(part)
        bundled = not _exists(part)
        tables.append(_read(path, name, sheet, language=language, encoding=encoding, bundled=bundled))
    _refuse_unused(tables, sheet, language, encoding)
    return tables, list(_replaced(tables)) if replace else _twice(tables)


def one_table(tables: Sequence[Table]) -> pd.DataFrame:
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


def source_name(source: str | os.PathLike[str]) -> str:
    """What data are called in a run, which goes to others: files by their names, without the folders they lie in.

    Examples
    --------
    >>> source_name("/home/ann/areas.csv"), source_name("europe+sweden_2018")
    ('areas.csv', 'europe+sweden_2018')
    """
    return "+".join(printable(part.replace("\\", "/").rpartition("/")[2]) for part in _parts(source))


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
        said("message.no_file", name=repr(part)),
        expected=said("expected.path", names=", ".join(bundled_names())),
        do=said("do.did_you_mean", told=near[0]) if near else said("do.check_name"),
    )


def _read(
    path: Path, name: str, sheet: str | None = None, *, language: str | None = None, encoding: str = "", bundled: bool
) -> Table:
    stated = "" if bundled else encoding
    grid = read_grid(read_bytes(path), printable(name), sheet=sheet, language=language, encoding=stated)
    if not bundled:  # how our own files are written is no news
        grid.findings.insert(0, _recognised(grid.how, stated=bool(encoding)))
    table = to_table(grid)
    table.bundled = bundled
    validate(table)
    return table


def _refuse_unused(tables: list[Table], sheet: str | None, language: str | None, encoding: str) -> None:
    """Options that concern none of the files are mistakes, not wishes to pass over."""
    formats = {table.how.format for table in tables}
    names = " and ".join(table.how.source for table in tables)
    if sheet is not None and "XLSX" not in formats:
        raise SettingError(f"sheet {sheet!r} is chosen and {names} has no sheets", do="leave out the sheet")
    if language is not None and "outline" not in formats:
        what = f"language {language!r} is stated and {names} is no outline"
        raise SettingError(what, do="write it in the column language, in each row")
    if encoding and all(table.how.format in ("XLSX", "Parquet") for table in tables):
        raise SettingError(f"encoding {encoding!r} is stated and {names} is no text", do="leave out the encoding")


def _recognised(how: How, *, stated: bool) -> Finding:
    """The notice that says how a file was read; an encoding that is no Unicode is told by the letters."""
    assumed = how.encoding and not how.encoding.startswith("UTF") and not stated
    do = said("do.look_wrong", encoding=how.encoding) if assumed else ""
    return Finding(NOTICE, said("message.read_as", told=how.told()), how.source, do=do)


def _replaced(tables: list[Table]) -> Iterator[Finding]:
    """Of each region the list of the last table that holds it, under any code of the region; each is told."""
    for place, later in enumerate(tables):
        new = later.areas["region_id"].map(same_region)
        for earlier in tables[:place]:
            old = earlier.areas["region_id"].map(same_region)
            shared = sorted((set(old) & set(new)) - {""})
            if not shared:
                continue
            told = [_told_replaced(later.areas[new == code], int((old == code).sum())) for code in shared]
            many = counted(len(shared), "region")
            what = said("message.replaced", regions=many, old=earlier.how.source, told=joined(told, most=len(told)))
            yield Finding(NOTICE, what, later.how.source)
            earlier.keep(~old.isin(shared))


def _told_replaced(areas: pd.DataFrame, old: int) -> Said:
    """A region that is replaced, with how many areas for how many."""
    region = f"{areas['region'].iloc[0]} ({areas['region_id'].iloc[0]})"
    return said("part.replaced", region=region, new=len(areas), old=old)


def _twice(tables: list[Table]) -> list[Finding]:
    """Regions that stand in two tables: an error, unless their rows are the same; then the later rows are left out."""
    findings = []
    for place, later in enumerate(tables):
        for earlier in tables[:place]:
            shared = sorted((set(earlier.areas["region_id"]) & set(later.areas["region_id"])) - {""})
            if not shared:
                continue
            names = said("part.between", a=earlier.how.source, b=later.how.source)
            which: str = ", ".join(shared[:_MOST_NAMED])
            if len(shared) > _MOST_NAMED:
                which = said("part.others", names=which)
            many = said("part.named", regions=counted(len(shared), "region"), names=which)
            if _same_rows(earlier, later, shared):
                later.keep(~later.areas["region_id"].isin(shared))
                findings.append(Finding(NOTICE, said("message.both_same", told=many), names))
            else:
                findings.append(
                    Finding(
                        ERROR,
                        said("message.both_differ", told=many),
                        names,
                        expected=said("expected.one_set"),
                        do=said("do.choose_or_delete", a=earlier.how.source, b=later.how.source),
                    )
                )
    return findings


def _same_rows(earlier: Table, later: Table, shared: list[str]) -> bool:
    def rows(table: Table) -> list[tuple[str, ...]]:
        own = table.areas[table.areas["region_id"].isin(shared)]
        return sorted(own[list(AREA_COLUMNS)].itertuples(index=False, name=None))

    return rows(earlier) == rows(later)
