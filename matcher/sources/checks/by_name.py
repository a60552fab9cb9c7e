"""Codes for a table that names its regions and has no column `region_id`: looked up by name, and said.

A name counts where it is one of the names of exactly one region; the country, where the row has one, decides between
regions of one name. Any other name is refused with the nearest choices: a guessed region would be a wrong partner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matcher import places
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding, counted
from matcher.sources.table import Table

__all__ = ["ids_by_name"]

_MOST_NAMED = 12
_MOST_CHOICES = 5


def ids_by_name(table: Table) -> Iterator[Finding]:
    """Fill the ids of a table without the column `region_id`; the table's `areas` change in place.

    A name that cannot be told stands in as its own id, beside the error that says so.
    """
    if "region_id" in table.present or "region" not in table.present:
        return
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    keys = list(zip(table.areas["region"].tolist(), table.areas["country"].tolist(), strict=True))
    for key, row in zip(keys, table.rows, strict=True):
        if key[0]:
            rows[key].append(row)
    ids: dict[tuple[str, str], str] = {}
    notices = []
    for (name, country), found in rows.items():
        matches = _matches(name, country)
        if len(matches) == 1 and matches[0].exact:
            ids[name, country] = matches[0].code
            what = f"no region_id; read as {matches[0].code} ({matches[0].name}), looked up by the name"
            notices.append(Finding(NOTICE, what, table.how.source, tuple(found), "region", name))
        else:
            ids[name, country] = name
            yield _refused(table, name, found, matches)
    table.areas["region_id"] = [ids.get(key, "") for key in keys]
    if notices:
        shown = [f"{name} {code}" for (name, _), code in ids.items() if name != code]
        more = f" and {len(shown) - _MOST_NAMED} more" if len(shown) > _MOST_NAMED else ""
        what = f"there is no column region_id; the codes of {counted(len(shown), 'region')} were looked up by name"
        do = f"check them, and write them in a column region_id: {', '.join(shown[:_MOST_NAMED])}{more}"
        yield Finding(WARNING, what, table.how.source, column="region_id", do=do)
        yield from notices


def _matches(name: str, country: str) -> list[places.RegionMatch]:
    """The regions that a name may stand for, those of the country where there are some."""
    found = places.region_codes(name)
    inside = [match for match in found if (place := places.place(match.code)) and place.country == country]
    return inside or found


def _refused(table: Table, name: str, rows: list[int], matches: list[places.RegionMatch]) -> Finding:
    """The error on a name that stands for no region, or for several."""
    choices = " or ".join(f"{match.name} ({match.code})" for match in matches[:_MOST_CHOICES])
    what = "there is no column region_id, and the region's name is not known"
    if matches and matches[0].exact:
        what = "there is no column region_id, and the region's name stands for several regions"
    do = "add a column region_id with the region's NUTS code or another stable id"
    if choices:
        do += f"; did you mean {choices}?"
    return Finding(ERROR, what, table.how.source, tuple(rows), "region", name, do=do)
