"""Places: countries, regions and their codes, names, coordinates and distances.

The tables lie in `data/places` (its README tells their sources); each is read when it is first needed, so that
importing this room costs nothing.
"""

from __future__ import annotations

from matcher.places.countries import country_code, country_name, known_country
from matcher.places.eu import COHESION, MEMBER_STATES, MIXED, cohesion_category
from matcher.places.levels import (
    LEVELS,
    is_national_list,
    is_nested,
    is_one_region,
    level_of,
    nested_pairs,
    territory,
)
from matcher.places.names import (
    RegionMatch,
    city_codes,
    code_of,
    every_name,
    known_codes,
    name_in,
    named_regions,
    names_of,
    region_codes,
)
from matcher.places.region_words import name_keys
from matcher.places.regions import (
    EARTH_RADIUS_KM,
    NEWEST_VERSION,
    Neighbour,
    Place,
    describe,
    distance_km,
    neighbours,
    parents,
    place,
    same_region,
    successor,
    successor_codes,
    version_of,
)

__all__ = [
    "COHESION",
    "EARTH_RADIUS_KM",
    "LEVELS",
    "MEMBER_STATES",
    "MIXED",
    "NEWEST_VERSION",
    "Neighbour",
    "Place",
    "RegionMatch",
    "city_codes",
    "code_of",
    "cohesion_category",
    "country_code",
    "country_name",
    "describe",
    "distance_km",
    "every_name",
    "is_national_list",
    "is_nested",
    "is_one_region",
    "known_codes",
    "known_country",
    "level_of",
    "name_in",
    "name_keys",
    "named_regions",
    "names_of",
    "neighbours",
    "nested_pairs",
    "parents",
    "place",
    "region_codes",
    "same_region",
    "successor",
    "successor_codes",
    "territory",
    "version_of",
]
