"""Regions of a table that has their names and no ids, or their codes and no names: looked up, and said.

A name counts where it is one of the names of exactly one region, in the country that the row states. Any other name is
refused with the nearest choices: a guessed region would be a wrong partner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matcher import places
from matcher.sources.checks.found import by_value
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding
from matcher.sources.said import counted, joined, said
from matcher.sources.table import Table

__all__ = ["regions_found"]

_MOST_CHOICES = 5


def regions_found(table: Table) -> Iterator[Finding]:
    """Fill ids by names, names by ids and countries by ids, where their columns are missing; the `areas` change."""
    if "region_id" not in table.present and "region" in table.present:
        yield from _ids_by_name(table)
    elif "region" not in table.present and "region_id" in table.present:
        yield from _names_by_id(table)
    if "country" not in table.present:
        yield from _countries_by_id(table)


def _ids_by_name(table: Table) -> Iterator[Finding]:
    """Fill the ids; a name that cannot be told stands in as its own id, beside the error that says so."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    keys = list(zip(table.areas["region"].tolist(), table.areas["country"].tolist(), strict=True))
    for key, row in zip(keys, table.rows, strict=True):
        if key[0]:
            rows[key].append(row)
    ids: dict[tuple[str, str], str] = {}
    notices = []
    for (name, country), found in rows.items():
        matches = places.region_codes(name, country=country)
        if len(matches) == 1 and matches[0].exact:
            ids[name, country] = matches[0].code
            what = said("message.looked_up", code=matches[0].code, name=matches[0].name)
            notices.append(Finding(NOTICE, what, table.how.source, tuple(found), "region", name))
        else:
            ids[name, country] = name
            yield _refused(table, name, found, matches)
    table.areas["region_id"] = [ids.get(key, "") for key in keys]
    if notices:
        shown = [f"{name} {code}" for (name, _), code in ids.items() if name != code]
        what = said("message.all_looked_up", regions=counted(len(shown), "region"))
        do = said("do.check_ids", told=joined(shown))
        yield Finding(WARNING, what, table.how.source, column="region_id", do=do)
        yield from notices


def _refused(table: Table, name: str, rows: list[int], matches: list[places.RegionMatch]) -> Finding:
    """The error on a name that stands for no region of the country, or for several."""
    several = len(matches) > 1 and matches[0].exact
    what = said("message.no_id_several") if several else said("message.no_id_unknown")
    do = said("do.add_id")
    if matches:
        choices = joined((f"{match.name} ({match.code})" for match in matches[:_MOST_CHOICES]), said("part.or"))
        do = said("do.add_id_or", told=choices)
    return Finding(ERROR, what, table.how.source, tuple(rows), "region", name, do=do)


def _names_by_id(table: Table) -> Iterator[Finding]:
    """Fill the names of known codes; another id is an error."""
    ids = table.areas["region_id"]
    names = {code: found.name for code in ids.unique() if (found := places.place(code))}
    unknown = ~ids.isin(list(names)) & (ids != "")
    what, do = said("message.no_name_of_id"), said("do.add_region")
    yield from by_value(table, unknown, "region_id", ERROR, what, do=do)
    table.areas["region"] = ids.map(lambda code: names.get(code, code)).astype("str")
    if names:
        shown = joined(f"{code} {name}" for code, name in sorted(names.items()))
        what = said("message.names_looked_up", told=shown)
        yield Finding(NOTICE, what, table.how.source, column="region")


def _countries_by_id(table: Table) -> Iterator[Finding]:
    """Fill the countries of known codes."""
    ids = table.areas["region_id"]
    countries = {code: found.country for code in ids.unique() if (found := places.place(code))}
    if countries:
        table.areas["country"] = ids.map(lambda code: countries.get(code, "")).astype("str")
        what = said("message.countries_looked_up", told=joined(sorted(set(countries.values()))))
        yield Finding(NOTICE, what, table.how.source, column="country")
