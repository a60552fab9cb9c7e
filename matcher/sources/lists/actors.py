"""Tables of actors: the organisations of a region that might meet those of another.

Organisations only: no persons, no addresses of persons. Each says in one line what it works on.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError
from matcher.files import check_text, data_folder, printable
from matcher.later import pd
from matcher.settings import ACTOR_KINDS
from matcher.sources.lists.rows import Row, read_rows, read_text, refuse

__all__ = ["ACTOR_COLUMNS", "ACTOR_KINDS", "NEEDS_COLUMNS", "ActorsFile", "bundled_actors", "read_actors", "read_needs"]

ACTOR_COLUMNS = ("actor_id", "name", "kind", "region_id", "text", "url", "read_on", "language")
_REQUIRED = ACTOR_COLUMNS[:5]
_OPTIONAL = ACTOR_COLUMNS[5:]
_BUNDLED = ("actors_sweden",)


class ActorsFile(NamedTuple):
    """Actors (`ACTOR_COLUMNS`, sorted by id), and what a reader should look at, a line each."""

    actors: pd.DataFrame
    warnings: list[str]


def bundled_actors() -> tuple[str, ...]:
    """Names of the bundled tables of actors that are installed."""
    return tuple(name for name in _BUNDLED if (data_folder() / f"{name}.csv").is_file())


def read_actors(path: str | os.PathLike[str]) -> ActorsFile:
    r"""Read actors: CSV with `ACTOR_COLUMNS` (url, read_on, language may be missing), or a bundled name.

    Parameters
    ----------
    path : path-like
        A file, or "actors_sweden".

    Returns
    -------
    ActorsFile
        Every row, with a warning for each in which "@" stands: an e-mail address belongs to a person.

    Raises
    ------
    InputError
        The file cannot be read, a column is missing, a cell is empty, a kind is none of `ACTOR_KINDS`, an id is there
        twice, an address or a date is none; with the row.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "actors.csv"
    ...     _ = file.write_text("actor_id,name,kind,region_id,text\nx,Rail Lab,test_bed,SE125,Testing of railways\n")
    ...     read_actors(file).actors[["name", "kind", "url"]].values.tolist()
    [['Rail Lab', 'test_bed', '']]
    """
    file = Path(path)
    if str(path) in _BUNDLED and not file.exists():
        file = data_folder() / f"{path}.csv"
        if not file.is_file():
            raise InputError(f"the table {path} is not installed", do="give a file: --actors FILE.csv")
    rows = read_rows(file, "actors", _REQUIRED, optional=_OPTIONAL)
    source = printable(file.name)
    first: dict[str, int] = {}
    problems: list[tuple[int, InputError]] = []
    for row in rows:
        problems += [(row.number, problem) for problem in _problems(row, first)]
        first.setdefault(row.cells["actor_id"], row.number)
    refuse(source, problems)
    table = pd.DataFrame([row.cells for row in rows], columns=list(ACTOR_COLUMNS), dtype=object)
    return ActorsFile(
        table.sort_values("actor_id", ignore_index=True), [_warning(source, row) for row in rows if _at(row)]
    )


def _problems(row: Row, first: dict[str, int]) -> list[InputError]:
    cells = row.cells
    found = [InputError(f"{name} is empty", do="fill it or leave the row out") for name in _REQUIRED if not cells[name]]
    if cells["kind"] and cells["kind"] not in ACTOR_KINDS:
        found.append(InputError("kind", expected=" or ".join(ACTOR_KINDS), found=repr(cells["kind"])))
    if cells["actor_id"] in first:
        found.append(InputError(f"actor_id {cells['actor_id']} is in row {first[cells['actor_id']]} already"))
    if cells["url"] and not re.fullmatch(r"https?://\S+", cells["url"]):
        found.append(InputError("url", expected="an address that begins with http", found=repr(cells["url"])))
    if cells["read_on"] and not _is_date(cells["read_on"]):
        found.append(InputError("read_on", expected="a date such as 2026-11-24", found=repr(cells["read_on"])))
    return found


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _at(row: Row) -> list[str]:
    return [name for name in ("name", "text") if "@" in row.cells[name]]


def _warning(source: str, row: Row) -> str:
    cells = " and ".join(_at(row))
    return f"{source}, row {row.number}: '@' in {cells}; organisations only: leave addresses of persons out"


NEEDS_COLUMNS = ("need", "language")


def read_needs(path: str | os.PathLike[str]) -> pd.DataFrame:
    r"""Read needs: CSV (`.csv`) with `NEEDS_COLUMNS`, or any other text file with one need a line.

    Returns
    -------
    DataFrame
        `NEEDS_COLUMNS`, in the order of the file; language is "" where it is not stated. Blank lines are left out.

    Raises
    ------
    InputError
        The file cannot be read, holds no need, or a row has a language without a need.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "needs.txt"
    ...     _ = path.write_text("vätgas\n\nmarine robotics\n", encoding="utf-8")
    ...     read_needs(path)["need"].tolist()
    ['vätgas', 'marine robotics']
    """
    source = printable(Path(path).name)
    if source.lower().endswith(".csv"):
        rows = read_rows(path, "needs", ["need"], optional=["language"])
        empty = InputError("need is empty", do="fill it or leave the row out")
        refuse(source, [(row.number, empty) for row in rows if not row.cells["need"]])
        needs = [(row.cells["need"], row.cells["language"].lower()) for row in rows]
    else:
        needs = [(line.strip(), "") for line in read_text(path, "needs").split("\n") if line.strip()]
        for need, _ in needs:
            check_text(need, source)
    if not needs:
        raise InputError(f"{source} holds no need", expected="one need a line, or CSV with the column need")
    return pd.DataFrame(needs, columns=list(NEEDS_COLUMNS))
