"""A set of areas kept up to date: newer lists of some regions in place of the older ones, with what changed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np

from matcher.areas import area_texts
from matcher.errors import InputError
from matcher.facts import ListChange
from matcher.later import pd
from matcher.places import same_region
from matcher.sources.findings import Finding, rows_text
from matcher.sources.load import one_table, read_areas, read_tables
from matcher.sources.table import Table
from matcher.spelling import name_key

__all__ = ["Update", "compare_lists", "update"]


@dataclass(frozen=True)
class Update:
    """A set with newer lists, and what they change.

    Parameters
    ----------
    areas : DataFrame
        The areas table, the newer lists in place of the older ones.
    changes : list of ListChange
        One for each region of the newer file, sorted by id.
    findings : list of Finding
        What was found in both files.
    """

    areas: pd.DataFrame
    changes: list[ListChange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def update(
    areas: str | os.PathLike[str],
    newer: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    language: str | None = None,
    encoding: str = "",
) -> Update:
    """Put the lists of a newer file in place of those that a set has of the same regions; nothing is written.

    Parameters
    ----------
    areas : str or path-like
        The set: the name of a bundled one, or a file, such as an earlier update.
    newer : str or path-like
        A file with the whole list of each region that it corrects. Each row states its source and its period.
    sheet, language, encoding
        How the newer file is read: see `load_areas`.

    Raises
    ------
    InputError
        One of the files cannot be used, or a row of the newer one says not where it was read, or of when it is.

    Examples
    --------
    >>> changed = update("sweden_2018", "sweden_2021")
    >>> len(changed.areas), changed.changes[0]["region"], changed.changes[0]["gone"][1:]
    (98, 'Stockholm', ['Green transport and housing', 'Advanced production and materials'])
    """
    older = read_areas(areas).areas
    tables, _ = read_tables(newer, sheet, language=language, encoding=encoding)
    for table in tables:
        _check_sources(table)
    read = read_areas(
        f"{os.fspath(areas)}+{os.fspath(newer)}", sheet, language=language, encoding=encoding, replace=True
    )
    return Update(read.areas, list(_changes(older, one_table(tables))), read.findings)


def compare_lists(older: pd.DataFrame, newer: pd.DataFrame, *, regions: Collection[str] = ()) -> list[ListChange]:
    """What two tables of areas have in common, and not, for each region that both hold; nothing is fitted.

    Parameters
    ----------
    older, newer : DataFrame
        Areas tables. A region may stand in them under different codes.
    regions : collection of str, optional
        Ids of the regions that are compared; all that both hold where none is given.

    Returns
    -------
    list of ListChange
        Sorted by id. Areas are the same where their English or their published names are.

    Examples
    --------
    >>> (change,) = compare_lists(read_areas("sweden_2018").areas, read_areas("sweden").areas, regions=["SE214"])
    >>> change["kept"], change["added"], change["gone"]
    (['Tourism (visitor economy)'], ['Food and food products'], ['Food'])
    """
    wanted = {same_region(region_id) for region_id in regions or older["region_id"].unique()}
    shared = wanted & set(older["region_id"].map(same_region))
    return list(_changes(older, newer[newer["region_id"].map(same_region).isin(shared)]))


def _check_sources(table: Table) -> None:
    """Refuse rows that say not where they were read or of when they are."""
    areas = table.areas
    without = ((areas["source_title"] == "") & (areas["source_url"] == "")) | (areas["period"] == "")
    rows = [table.rows[int(place)] for place in np.flatnonzero(without.to_numpy())]
    if rows:
        raise InputError(
            f"{table.how.source}, {rows_text(rows)}: a correction carries its source and its date",
            expected="source_title or source_url, and period",
            do="fill them",
        )


def _changes(older: pd.DataFrame, newer: pd.DataFrame) -> Iterator[ListChange]:
    regions = older["region_id"].map(same_region)
    for region_id, own in newer.groupby("region_id", sort=True):
        before = older[regions == same_region(str(region_id))]
        old, new = _names(before), _names(own)
        yield {
            "region_id": str(region_id),
            "region": str(own["region"].iloc[0]),
            "is_new": before.empty,
            "kept": [text for keys, text in new.items() if _has(old, keys)],
            "added": [text for keys, text in new.items() if not _has(old, keys)],
            "gone": [text for keys, text in old.items() if not _has(new, keys)],
            "period": "; ".join(sorted(set(own["period"]) - {""})),
            "source": "; ".join(
                sorted(set(own["source_title"].where(own["source_title"] != "", own["source_url"])) - {""})
            ),
        }


def _names(areas: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The areas' names by their keys, in English and as they were published."""
    keys = zip(areas["area"].map(name_key), areas["area_original"].map(name_key), strict=True)
    return dict(zip(keys, area_texts(areas), strict=True))


def _has(names: dict[tuple[str, str], str], keys: tuple[str, str]) -> bool:
    """Whether an area is there under its English or its published name."""
    return any(one and one == other for pair in names for one, other in zip(keys, pair, strict=True))
