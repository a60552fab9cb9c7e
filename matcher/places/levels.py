"""Levels of regions, and which lie inside one another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.places.regions import NEWEST_VERSION, parents, place, successor, version_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["LEVELS", "is_national_list", "is_nested", "is_one_region", "level_of", "nested_pairs", "territory"]

#: Levels of regions: those of the NUTS, whole countries, and regions with a code of their own.
LEVELS = ("national", "nuts1", "nuts2", "nuts3", "other")
_NATIONAL_NOTE = "national list"
#: Of how many codes it is kept what lies around them; every list of partners asks for all regions.
MOST_CODES = 4096


@lru_cache(MOST_CODES)
def level_of(region_id: str, note: str = "") -> str:
    """Level of a region, one of `LEVELS`; a note "national list" makes any region a national one.

    Examples
    --------
    >>> [level_of(code) for code in ("CZ", "DE1", "ES21", "SE125", "my region")]
    ['national', 'nuts1', 'nuts2', 'nuts3', 'other']
    """
    found = place(region_id)
    if (found and found.level == 0) or any(part.startswith(_NATIONAL_NOTE) for part in note.split("; ")):
        return "national"
    return f"nuts{found.level}" if found else "other"


def is_national_list(region_id: str, note: str = "") -> bool:
    """Whether a list is that of a country of several regions, and so speaks for none of them.

    Examples
    --------
    >>> [is_national_list(code) for code in ("LT", "EE", "SE125", "my region")]
    [True, False, False, False]
    """
    return level_of(region_id, note) == "national" and not is_one_region(region_id)


def is_one_region(code: str) -> bool:
    """Whether a country is a single region (NUTS 2), whose list therefore speaks for a region: Estonia, Malta, Iceland.

    Examples
    --------
    >>> [is_one_region(code) for code in ("EE", "LT", "SE", "SE125")]
    [True, False, False, False]
    """
    country = place(code)
    return bool(country and country.level == 0 and version_of(f"{country.code}00") == NEWEST_VERSION)


@lru_cache(MOST_CODES)
def territory(code: str) -> str:
    """The newest and shortest code of the same territory; codes outside the table of places as they are.

    A region that is not divided passes its code on with a 0 behind it.

    Examples
    --------
    >>> territory("CZ010"), territory("SE125"), territory("my region")
    ('CZ01', 'SE125', 'my region')
    """
    found = place(successor(code) or code)
    if found is None:
        return code
    shorter = found.code[:-1]
    return territory(shorter) if found.code.endswith("0") and found.parent == shorter else found.code


def is_nested(a: str, b: str) -> bool:
    """Whether one of two regions lies in the other, or both are one, as far as their codes are known; else they do not.

    Examples
    --------
    >>> is_nested("SE", "SE125"), is_nested("ES211", "ES21"), is_nested("SE124", "SE125"), is_nested("r1", "r10")
    (True, True, False, False)
    """
    first, second = territory(a), territory(b)
    return first == second or first in _above(second) or second in _above(first)


def nested_pairs(region_ids: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which regions lie inside one another or are the same territory under two codes.

    Returns
    -------
    ndarray of bool (n_regions, n_regions)
        Symmetric; the diagonal is True.

    Examples
    --------
    >>> nested_pairs(["CZ", "CZ010", "ES21"]).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    """
    import numpy as np  # the rest of this room needs no arrays, and is read quickly

    territories = [territory(region_id) for region_id in region_ids]
    around = [{found, *_above(found)} for found in territories]
    found = np.array([[one in above for one in territories] for above in around], dtype=bool)
    found = found.reshape(len(territories), len(territories))
    return np.asarray(found | found.T)


@lru_cache(MOST_CODES)
def _above(code: str) -> frozenset[str]:
    return frozenset(territory(parent) for parent in parents(code))
