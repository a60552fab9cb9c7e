"""Partners of projects as keep.eu and CORDIS export them, read as a list of partnerships.

Of keep.eu a row is a partner of an Interreg project, of CORDIS (`organization.csv`) an organisation of a Horizon
project. Only where each is, and in which project, is kept: no name of an organisation, no address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from matcher.sources.lists.rows import Row, read_rows

__all__ = ["NOWHERE", "exported"]

Cells = Mapping[str, str]

#: What stands for the name of a region where a row has no NUTS code.
NOWHERE = "–"
#: Columns of keep.eu that hold a code, the smallest region first.
_NUTS = ("nuts3 (or equivalent)", "nuts2 (or equivalent)", "nuts1 (or equivalent)", "nuts 3", "nuts 2", "nuts 1")
_CODE = re.compile(r"\b([A-Z]{2}[A-Z0-9]{1,3})\b")
_YEARS = re.compile(r"\b(\d{4})\s*-\s*(\d{4})\b")


class _Export(NamedTuple):
    """An export: the columns by which it is known, further ones that are read, and how a row becomes a member."""

    required: Sequence[str]
    optional: Sequence[str]
    member: Callable[[Cells], dict[str, str]]


def exported(path: Path) -> list[Row] | None:
    r"""Members of projects from an export of keep.eu or CORDIS; None where the file is neither.

    Parameters
    ----------
    path : Path
        A CSV file with the columns as they come: of keep.eu Programme, Acronym, Lead Partner, Country code and NUTS1 to
        NUTS3 (or equivalent); of CORDIS projectID, projectAcronym, role, country and nutsCode.

    Returns
    -------
    list of Row or None
        Cells by the columns of `matcher.sources.lists.partnerships.PARTNERSHIP_COLUMNS`, strand and period.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "organization.csv"
    ...     _ = file.write_text("projectID;projectAcronym;role;country;nutsCode\n1;RAIL;coordinator;SE;SE125\n")
    ...     (row,) = exported(file) or ()
    >>> row.cells["partnership"], row.cells["region_id"], row.cells["role"]
    ('RAIL (1)', 'SE125', 'lead')
    """
    columns = sorted({name for form in _EXPORTS for name in (*form.required, *form.optional)})
    rows = read_rows(path, "partnerships", (), optional=columns)
    for form in _EXPORTS:
        if rows and all(any(row.cells[name] for row in rows) for name in form.required):
            return [Row(row.number, form.member(row.cells)) for row in rows]
    return None


def _of_keep(cells: Cells) -> dict[str, str]:
    told = next((cells[name] for name in _NUTS if cells[name]), "")
    years = _YEARS.search(cells["programme"])
    return {
        "partnership": f"{cells['acronym']} ({cells['programme']})" if cells["acronym"] else "",
        "theme": "",
        "kind": "interreg",
        "region": told or NOWHERE,
        "country": cells["country code"] or cells["country"],
        "region_id": found[1] if (found := _CODE.search(told)) else "",
        "role": "lead" if cells["lead partner"].lower() in ("yes", "lead partner", "1", "true") else "partner",
        "source_url": "https://keep.eu/",
        "evidence": "",
        "strand": "interreg",
        "period": f"{years[1]}-{years[2]}" if years else "",
    }


def _of_cordis(cells: Cells) -> dict[str, str]:
    number = cells["projectid"]
    return {
        "partnership": f"{cells['projectacronym']} ({number})" if number else "",
        "theme": "",
        "kind": "horizon",
        "region": NOWHERE,
        "country": cells["country"],
        "region_id": cells["nutscode"],
        "role": "lead" if cells["role"] == "coordinator" else "partner",
        "source_url": f"https://cordis.europa.eu/project/id/{number}",
        "evidence": "",
        "strand": "horizon",
        "period": "",
    }


_EXPORTS = (
    _Export(("programme", "acronym"), ("lead partner", "country code", "country", *_NUTS), _of_keep),
    _Export(("projectid", "nutscode"), ("projectacronym", "role", "country"), _of_cordis),
)
