"""The bundled counts of projects: read from `data/record` when first asked for, and once.

What the counts are, where they were read and what they leave out is said in `data/record/README.md`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.files import data_folder, read_own_csv
from matcher.places import nested_pairs, place

__all__ = [
    "INTERREG",
    "LABELS",
    "STRANDS",
    "Crossing",
    "Programme",
    "base_codes",
    "codes",
    "crosswalk",
    "fields_of",
    "joint_counts",
    "nested_codes",
    "region_programmes",
]

Counts = npt.NDArray[np.float64]

#: Strands of Interreg, and all strands of the record; Horizon 2020 counts projects of universities.
INTERREG = ("transnational", "interregional", "cross_border")
STRANDS = (*INTERREG, "h2020")
#: Languages in which the names of fields stand in the crosswalk.
LABELS = ("en", "sv", "de")


class Programme(NamedTuple):
    """A region's projects of one Interreg programme and period, beside the projects of the programme in the record."""

    strand: str
    programme: str
    period: str
    projects: int
    of: int


class Crossing(NamedTuple):
    """A part of Horizon 2020 or a theme of keep.eu: its names by language, the broad themes that it means, a doubt."""

    source: str
    field: str
    names: dict[str, str]
    themes: tuple[str, ...]
    doubt: str


@cache
def _columns(name: str) -> dict[str, tuple[str, ...]]:
    header, *rows = read_own_csv(data_folder() / "record" / f"{name}.csv")
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def _rows(name: str) -> list[dict[str, str]]:
    columns = _columns(name)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@cache
def codes() -> tuple[str, ...]:
    """Codes of the regions that are in some table, sorted.

    Examples
    --------
    >>> len(codes()), codes()[:2]
    (187, ('AT11', 'AT12'))
    """
    tables = map(_columns, ("region_programmes", "h2020_regions", "interreg_themes"))
    pairs = _columns("pairs")
    return tuple(sorted({*pairs["region_a"], *pairs["region_b"]}.union(*(table["region_id"] for table in tables))))


@cache
def base_codes() -> tuple[str, ...]:
    """Codes of which none lies in another one: sums over them count nothing twice.

    Examples
    --------
    >>> [code in base_codes() for code in ("CZ", "CZ010", "FRF", "FRF3")]
    [False, True, True, False]
    """
    around = {
        code: [codes()[other] for other in np.flatnonzero(nested_codes()[own]) if len(codes()[other]) < len(code)]
        for own, code in enumerate(codes())
    }
    countries = {code for found in around.values() for code in found if not _level(code)}
    return tuple(code for code in codes() if code not in countries and set(around[code]) <= countries)


@cache
def nested_codes() -> npt.NDArray[np.bool_]:
    """Pairs of `codes` of which one lies in the other; the diagonal too."""
    return nested_pairs(codes())


def _level(code: str) -> int:
    found = place(code)
    return found.level if found else 0


@cache
def joint_counts() -> dict[tuple[str, str], Counts]:
    """Joint projects of all pairs of `codes`, by strand and period: symmetric, with zeros on the diagonal.

    Examples
    --------
    >>> a, b = codes().index("AT11"), codes().index("AT13")
    >>> int(joint_counts()["transnational", "2007-2013"][a, b])
    10
    """
    column_of = {code: number for number, code in enumerate(codes())}
    pairs = _columns("pairs")
    a, b = (np.array([column_of[code] for code in pairs[f"region_{side}"]]) for side in "ab")
    found = {}
    for column, values in pairs.items():
        if column.startswith("region_"):
            continue
        strand, first, last = column.rsplit("_", 2)
        counts = np.zeros((len(codes()), len(codes())))
        counts[a, b] = counts[b, a] = np.array(values, dtype=np.float64)
        found[strand, f"{first}-{last}"] = counts
    return found


@cache
def region_programmes() -> dict[str, tuple[Programme, ...]]:
    """The Interreg programmes in which each region has projects, by code.

    Examples
    --------
    >>> region_programmes()["SE125"][0]
    Programme(strand='cross_border', programme='Finland - Estonia - Latvia - Sweden (Central Baltic)',
              period='2014-2020', projects=1, of=62)
    """
    of = {(row["strand"], row["programme"], row["period"]): int(row["projects"]) for row in _rows("programmes")}
    found: dict[str, list[Programme]] = {}
    for row in _rows("region_programmes"):
        key = (row["strand"], row["programme"], row["period"])
        found.setdefault(row["region_id"], []).append(Programme(*key, int(row["projects"]), of[key]))
    return {code: tuple(programmes) for code, programmes in found.items()}


@cache
def fields_of(source: str) -> tuple[tuple[str, ...], dict[str, Counts]]:
    """The fields of a source ("h2020" or "interreg"), and how many of each region's projects name each, by code.

    A project of Horizon 2020 is in one field; one of Interreg names up to three or so, and is counted in each.

    Examples
    --------
    >>> fields, counts = fields_of("h2020")
    >>> fields[fields.index("SC4")], int(counts["AT13"][fields.index("SC4")])
    ('SC4', 7)
    """
    rows = _rows({"h2020": "h2020_regions", "interreg": "interreg_themes"}[source])
    fields = tuple(name for name in rows[0] if name not in ("region_id", "projects", "projects_multi"))
    return fields, {row["region_id"]: np.array([float(row[name]) for name in fields]) for row in rows}


@cache
def crosswalk() -> tuple[Crossing, ...]:
    """What the fields of the sources mean in broad themes of the vocabulary, with doubts.

    Examples
    --------
    >>> next(one.themes for one in crosswalk() if one.field == "SC5")
    ('environment', 'mining')
    """
    return tuple(
        Crossing(
            row["source"],
            row["field"],
            {language: row[f"name_{language}"] for language in LABELS},
            tuple(filter(None, row["themes"].split("; "))),
            row["doubt"],
        )
        for row in _rows("crosswalk")
    )
