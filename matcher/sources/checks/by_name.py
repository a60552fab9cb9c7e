"""Regions of a table that has their names and no ids, or their codes and no names: looked up, and said.

A name counts where it is one of the names of exactly one region, in the country that the row states. Any other name is
refused with the nearest choices: a guessed region would be a wrong partner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matcher import places
from matcher.sources.checks.found import by_value
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding
from matcher.sources.said import counted, joined, said
from matcher.sources.table import Table

__all__ = ["regions_found"]

_MOST_CHOICES = 5


def regions_found(table: Table) -> Iterator[Finding]:
    """Fill ids by names, names by ids and countries by ids, where they are missing; the `areas` change."""
    if "region" in table.present and (table.areas["region_id"] == "").any():
        yield from _ids_by_name(table)
    elif "region" not in table.present and "region_id" in table.present:
        yield from _names_by_id(table)
    if "country" not in table.present:
        yield from _countries_by_id(table)


def _ids_by_name(table: Table) -> Iterator[Finding]:
    """Fill the ids that are missing; a name that cannot be told stands in as its own id, beside the error on it."""
    given = table.areas["region_id"].tolist()
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    keys = list(zip(table.areas["region"].tolist(), table.areas["country"].tolist(), strict=True))
    for key, own, row in zip(keys, given, table.rows, strict=True):
        if key[0] and not own:
            rows[key].append(row)
    ids = _ids_given(keys, given)
    notices = []
    for (name, country), found in rows.items():
        if (name, country) in ids:
            what = said("message.id_filled", told=ids[name, country])
            yield Finding(NOTICE, what, table.how.source, tuple(found), "region_id")
            continue
        matches = places.region_codes(name, country=country)
        if len(matches) == 1 and matches[0].exact:
            ids[name, country] = matches[0].code
            what = said("message.looked_up", code=matches[0].code, name=matches[0].name)
            notices.append(((name, country), Finding(NOTICE, what, table.how.source, tuple(found), "region", name)))
        else:
            ids[name, country] = name
            yield _refused(table, name, found, matches)
    table.areas["region_id"] = [own or ids.get(key, "") for own, key in zip(given, keys, strict=True)]
    if notices:
        shown = [f"{key[0]} {ids[key]}" for key, _ in notices]
        what = said("message.all_looked_up", regions=counted(len(shown), "region"))
        do = said("do.check_ids", told=joined(shown))
        yield Finding(WARNING, what, table.how.source, column="region_id", do=do)
        yield from (notice for _, notice in notices)


def _ids_given(keys: Sequence[tuple[str, str]], given: Sequence[str]) -> dict[tuple[str, str], str]:
    """The one id that other rows give to a name: a region may have an id of its own, written once."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, own in zip(keys, given, strict=True):
        if own and key[0]:
            found[key].add(own)
    return {key: next(iter(own)) for key, own in found.items() if len(own) == 1}


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
