"""Known partnerships in: a CSV file with one row for each member, or the bundled list.

What is read are facts about cooperation (who takes part, in which theme, where it was read); nothing is joined or
dropped here. How members are found among a run's regions is said in `matcher.partners.known`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from matcher.errors import InputError, NameUnknownError
from matcher.files import data_folder, printable, shown
from matcher.later import pd
from matcher.places import country_code
from matcher.settings import RECORD
from matcher.sources.lists.exports import exported
from matcher.sources.lists.rows import read_rows, refuse

__all__ = [
    "BUNDLED",
    "PARTNERSHIP_COLUMNS",
    "PROJECT_COLUMNS",
    "RECORD",
    "is_record",
    "partnerships_of",
    "read_partnerships",
]

#: The bundled list goes by this name; a file of the same name wins.
BUNDLED = "partnerships"
#: Columns of the table of partnerships. All hold text; an empty cell is "".
PARTNERSHIP_COLUMNS = (
    "partnership",
    "theme",
    "kind",
    "region",
    "country",
    "region_id",
    "role",
    "source_url",
    "evidence",
)
REQUIRED = ("partnership",)
OPTIONAL = tuple(name for name in PARTNERSHIP_COLUMNS if name not in REQUIRED)
#: Columns of a list of projects; they are kept where the file has them.
PROJECT_COLUMNS = ("strand", "period")
#: Values of the column `evidence`: a loose network tells little of who works with whom.
EVIDENCE = ("weak", "")


def read_partnerships(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read memberships in known partnerships.

    Parameters
    ----------
    path : str or path-like
        A CSV file (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252), or `partnerships`, the bundled list, as
        which `record` is read too. An existing file wins over the bundled name. Required columns: partnership, and
        region_id or region; optional: theme, role, source_url, kind, country, evidence (`weak` for a loose network),
        and strand and period of a list of projects. Others are ignored. An export of keep.eu (partners) or CORDIS
        (`organization.csv`) is taken with its own columns: see `matcher.sources.lists.exports.exported`.

    Returns
    -------
    DataFrame
        `PARTNERSHIP_COLUMNS` and what the file has of `PROJECT_COLUMNS` (n_members rows in file order), text only,
        country as ISO code. Rows may repeat, and `region_id` may be empty where the region is named: both are counted
        where the table is used.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column or has rows that cannot stand; the message names the rows.
    NameUnknownError
        There is neither such a file nor a bundled list of this name.

    Examples
    --------
    >>> table = read_partnerships("partnerships")
    >>> table.loc[0, ["partnership", "region", "region_id", "role"]].tolist()
    ['Traceability and Big Data', 'Andalusia', 'ES61', 'lead']
    """
    file = Path(path)
    if not file.exists():
        if str(path) not in (BUNDLED, RECORD):
            expected = f"a CSV file, {BUNDLED!r} for the bundled list, or {RECORD!r} for that and the track record"
            raise NameUnknownError(f"no file of partnerships at {printable(str(file))}", expected=expected)
        file = data_folder() / f"{BUNDLED}.csv"
    name = printable(file.name)
    rows = exported(file) or read_rows(file, "partnerships", REQUIRED, optional=(*OPTIONAL, *PROJECT_COLUMNS))
    refuse(name, [(row.number, problem) for row in rows for problem in _problems(row.cells)])
    if not rows:
        raise InputError(f"{name} has no row", expected="one row for each member of each partnership")
    told = [name for name in PROJECT_COLUMNS if any(row.cells[name] for row in rows)]
    table = pd.DataFrame([row.cells for row in rows], columns=[*PARTNERSHIP_COLUMNS, *told], dtype=str)
    table["country"] = table["country"].map(country_code)
    return table


def is_record(given: object) -> bool:
    """Whether joint projects of the track record are to count: a name, and no file of this name is there.

    Examples
    --------
    >>> is_record("record"), is_record("partnerships")
    (True, False)
    """
    return isinstance(given, str) and given == RECORD and not Path(given).exists()


def partnerships_of(given: pd.DataFrame | str | os.PathLike[str]) -> pd.DataFrame:
    """A table of partnerships, read where its name or path is given.

    Examples
    --------
    >>> len(partnerships_of("record")) == len(partnerships_of("partnerships"))
    True
    """
    return given if isinstance(given, pd.DataFrame) else read_partnerships(given)


def _problems(cells: dict[str, str]) -> Iterator[InputError]:
    if not cells["partnership"]:
        yield InputError("partnership is empty", expected="the partnership's name")
    if not cells["region_id"] and not cells["region"]:
        yield InputError("region_id and region are empty", expected="a region_id, or at least the region's name")
    if cells["evidence"] not in EVIDENCE:
        yield InputError("evidence", expected="weak or nothing", found=shown(cells["evidence"]))
    try:
        country_code(cells["country"])
    except InputError as error:
        yield error
