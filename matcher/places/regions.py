"""Regions by code: what is known of a code, codes of earlier versions, and distances between the regions' main cities.

Codes are those of the NUTS, of Eurostat's statistical regions outside the European Union, and of countries (level 0).
Any other code is allowed everywhere in matcher; it has no level, no parents and no distances.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import NamedTuple

from matcher.places.countries import country_name, read_table

__all__ = [
    "EARTH_RADIUS_KM",
    "NEWEST_VERSION",
    "Neighbour",
    "Place",
    "describe",
    "distance_km",
    "great_circle_km",
    "neighbours",
    "parents",
    "place",
    "same_region",
    "successor",
    "successor_codes",
    "version_of",
]

#: Mean radius of the Earth after the International Union of Geodesy and Geophysics.
EARTH_RADIUS_KM = 6371.0088
#: The newest version of the NUTS that the table holds.
NEWEST_VERSION = "2024"

#: Codes of countries in the NUTS that differ from ISO 3166; people also put the ISO code before a region's number.
_NUTS_COUNTRIES = {"GR": "EL", "GB": "UK"}


class Place(NamedTuple):
    """A region or country, as `data/places/nuts.csv` tells it; what is not known is "" (coordinates: None).

    `kind` is "NUTS", "statistical" (coded alike, outside the NUTS) or "country" (no codes below it); `first_version`
    and `last_version` bound the versions in which the code exists; `seat` is the main city, which has the coordinates,
    and `seat_basis` says how it was chosen ("capital", "city", "name", "largest"); `cohesion` is the category of the
    region in 2021-2027 ("less developed", "transition", "more developed").
    """

    code: str
    level: int
    kind: str
    country: str
    name: str
    local_name: str
    parent: str
    first_version: str
    last_version: str
    lat: float | None
    lon: float | None
    seat: str
    seat_basis: str
    cohesion: str


class Neighbour(NamedTuple):
    """A region near another one: code, name, and kilometres between their main cities."""

    code: str
    name: str
    km: float


class _Change(NamedTuple):
    """What became of a code: its last version, its successors and their version, and the kind of change."""

    version: str
    successors: tuple[str, ...]
    successor_version: str
    change: str


def place(code: str) -> Place | None:
    """What is known of a code; None for a code that the table does not hold.

    Examples
    --------
    >>> västmanland = place("SE125")
    >>> västmanland.name, västmanland.level, västmanland.seat, västmanland.parent
    ('Västmanland', 3, 'Västerås', 'SE12')
    >>> place("GR30") == place("EL30"), place("ES-CT").code, place("Barcelona city region")
    (True, 'ES51', None)
    """
    known = _nuts_code(code)
    return _place(known) if known in _rows() else None


def version_of(code: str) -> str:
    """The newest version of the NUTS that has the code; "" for codes outside of it.

    Examples
    --------
    >>> [version_of(code) for code in ("SE125", "PT16", "FR72", "MD")]
    ['2024', '2021', '2013', '']
    """
    found = place(code)
    return found.last_version if found else ""


def successor(code: str) -> str | None:
    """The newest code of the very same territory; None where there is none, or where the borders changed.

    Examples
    --------
    >>> successor("FR72"), successor("PL12"), successor("SE125")
    ('FRK1', None, None)
    """
    found, change = None, _changes().get(_nuts_code(code))
    while change and change.change == "code":
        found = change.successors[0]
        change = _changes().get(found)
    return found


@cache
def same_region(code: str) -> str:
    """The newest code of a region, also where its borders moved a little; the largest of regions that are one.

    Unlike `matcher.places.territory`, which follows a code only as long as its territory is the very same.

    Examples
    --------
    >>> same_region("FI193"), same_region("CZ010"), same_region("GR30"), same_region("SE125"), same_region("my region")
    ('FI198', 'CZ01', 'EL3', 'SE125', 'my region')
    """
    found = place(code)
    if found is None:
        return code
    change = _changes().get(found.code)
    if change and change.change in ("code", "borders"):
        return same_region(change.successors[0])
    whole = found.code[:-1]
    return same_region(whole) if found.code.endswith("0") and found.parent == whole else found.code


def successor_codes(code: str) -> tuple[str, ...]:
    """Codes that followed a code that has ended, whatever the change; empty for a valid or unknown code.

    Examples
    --------
    >>> successor_codes("PL12"), successor_codes("FI193")
    (('PL91', 'PL92'), ('FI198',))
    """
    change = _changes().get(_nuts_code(code))
    return change.successors if change else ()


def parents(code: str) -> list[str]:
    """Codes of the regions that hold the region, the smallest first, the country last.

    Examples
    --------
    >>> parents("SE125")
    ['SE12', 'SE1', 'SE']
    """
    found, chain = place(code), []
    while found and found.parent:
        chain.append(found.parent)
        found = place(found.parent)
    return chain


def distance_km(a: str, b: str) -> float | None:
    """Great-circle distance between the main cities of two regions; None where one has no coordinates.

    Examples
    --------
    >>> round(distance_km("SE125", "FI1B1"))  # Västerås and Helsinki
    471
    """
    first, second = place(a), place(b)
    if first is None or second is None:
        return None
    if first.lat is None or first.lon is None or second.lat is None or second.lon is None:
        return None
    return great_circle_km(first.lat, first.lon, second.lat, second.lon)


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance on a sphere of `EARTH_RADIUS_KM` by the haversine formula; angles in degrees.

    With latitudes p and longitudes l: d = 2 R asin(sqrt(sin²((p2-p1)/2) + cos p1 cos p2 sin²((l2-l1)/2))).

    Examples
    --------
    A quarter of the equator:

    >>> round(great_circle_km(0, 0, 0, 90), 3), round(EARTH_RADIUS_KM * math.pi / 2, 3)
    (10007.557, 10007.557)
    """
    p1, l1, p2, l2 = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    haversine = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin((l2 - l1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(haversine)))


def neighbours(code: str, n: int = 5) -> list[Neighbour]:
    """The `n` nearest regions of the same level, by the distance of their main cities, ties by code.

    Only regions whose code is valid beside this one are given (the United Kingdom's always are); none for a region
    without coordinates.

    Examples
    --------
    >>> [near.name for near in neighbours("SE125", 3)]
    ['Uppsala', 'Örebro', 'Stockholm']
    """
    origin = place(code)
    if origin is None or origin.lat is None:
        return []
    found = []
    for other in map(_place, _rows()):
        km = distance_km(code, other.code) if _beside(origin, other) else None
        if km is not None:
            found.append(Neighbour(other.code, other.name, km))
    return sorted(found, key=lambda near: (near.km, near.code))[:n]


def describe(code: str) -> str:
    """One plain line on a code that is not a valid one of the newest NUTS; "" for one that is.

    Examples
    --------
    >>> describe("FR72")
    'FR72 (Auvergne) is a code of NUTS 2013; the same region is FRK1 since NUTS 2016'
    >>> describe("SE125")
    ''
    """
    found = place(code)
    if found is None:
        return f"{code} is not a code of NUTS 2013 to {NEWEST_VERSION}; it is kept as it is, without level or distances"
    who, change = f"{found.code} ({found.name})", _changes().get(found.code)
    if change:
        return f"{who} is a code of NUTS {change.version}; {_fate(change)}"
    if found.kind == "NUTS":
        left = (
            f"{who} is a code of NUTS {found.last_version}; the {country_name(found.country)} is no longer in the NUTS"
        )
        return left if found.country == "GB" else ""
    if found.level == 0:
        return f"{who} is a country outside the NUTS"
    return f"{who} is a statistical region, coded like the NUTS but outside of it"


def _fate(change: _Change) -> str:
    """What became of a code, as the second half of a sentence."""
    new, version = " and ".join(change.successors), change.successor_version
    return {
        "code": f"the same region is {new} since NUTS {version}",
        "borders": f"since NUTS {version} it is {new}, with changed borders",
        "merged": f"it is part of {new} since NUTS {version}",
        "split": f"its territory belongs to {new} since NUTS {version}",
    }[change.change]


def _beside(origin: Place, other: Place) -> bool:
    """Whether `other` is another region of the same level, and valid in the newest version that has `origin`."""
    if other.code == origin.code or other.level != origin.level or other.code in successor_codes(origin.code):
        return False
    left = other.country == "GB" and other.last_version >= "2016"
    return left or other.first_version <= origin.last_version <= other.last_version


@lru_cache(8192)  # all pairs of regions are asked for, one by one
def _nuts_code(code: str) -> str:
    """The code as the table writes it: in capitals, with EL and UK; one of ISO 3166-2 as that of the NUTS."""
    code = code.strip().upper()
    return _by_iso().get(code) or _NUTS_COUNTRIES.get(code[:2], code[:2]) + code[2:]


@cache
def _by_iso() -> dict[str, str]:
    return {row["iso"]: row["code"] for row in read_table("iso3166_2.csv")}


@cache
def _rows() -> dict[str, dict[str, str]]:
    """All rows of nuts.csv by code."""
    return {row["code"]: row for row in read_table("nuts.csv")}


@cache
def _place(code: str) -> Place:
    """What stands in the row of a code that the table has; of few of the many codes it is asked for."""
    row = _rows()[code]
    lat, lon = (float(row[key]) if row[key] else None for key in ("lat", "lon"))
    return Place(**{**row, "level": int(row["level"]), "lat": lat, "lon": lon})  # type: ignore[arg-type]


@cache
def _changes() -> dict[str, _Change]:
    """Codes that ended, and what followed."""
    changes: dict[str, _Change] = {}
    for row in read_table("successors.csv"):
        earlier = changes[row["code"]].successors if row["code"] in changes else ()
        changes[row["code"]] = _Change(
            row["version"], (*earlier, row["successor"]), row["successor_version"], row["change"]
        )
    return changes
