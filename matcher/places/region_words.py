"""How names of regions are written: words that say what a region is, before its name and behind it.

They are taken off to look a name up ("Region Västmanland", "Västmanlands län"); those for a city and for a county tell
regions of one name apart ("Zagreb County"), and some are the words of one country ("Regiunea Nord-Est").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.spelling import latin, name_key

__all__ = ["WORD_OF", "kind_of", "name_keys", "without_brackets"]

#: Words for a city, and for the county around one or elsewhere; they tell regions of one name apart.
_CITY = frozenset(
    (
        *(
            "capital",
            "city",
            "grad",
            "hansestadt",
            "kreisfreie",
            "miasto",
            "municipality",
            "municipiul",
            "stad",
            "stadt",
        ),
        *("stadtkreis", "stolitsa", "stolica", "ville"),
    )
)
_COUNTY = frozenset(
    (
        *("apskritis", "county", "judet", "judetul", "kreis", "landkreis", "megye", "oblast", "okrug", "powiat"),
        *("province", "provincia", "provincie", "varmegye", "zupanija"),
    )
)
#: Words before a region's name that say only what it is; as `name_key` writes them.
_BEFORE = (
    frozenset(
        (
            *(
                "a",
                "arr",
                "arrondissement",
                "autonoma",
                "autonome",
                "autonomous",
                "autonomi",
                "autonom",
                "bundesland",
                "c",
            ),
            *(
                "ca",
                "canton",
                "cantone",
                "comunidad",
                "comunitat",
                "communaute",
                "departement",
                "diputacion",
                "distrito",
            ),
            *("fylke", "foral", "freistaat", "generalitat", "gobierno", "govern", "hl", "hlavni", "hlavne", "illes"),
            *(
                "islas",
                "junta",
                "kanton",
                "kraj",
                "lan",
                "land",
                "landskap",
                "landskapet",
                "landsting",
                "landstinget",
                "m",
            ),
            *("mesto", "oblast", "p", "perifereia", "periphereia", "perifereiaki", "enotita", "principado", "prov"),
            *(
                "raion",
                "raion",
                "raionas",
                "rayon",
                "rayon",
                "regiao",
                "region",
                "regione",
                "regionen",
                "regija",
                "regiunea",
                "voivodeship",
                "wojewodztwo",
            ),
            *("xunta", "periferia", "rajono", "statisticna", "planosanas", "regions", "obshtina"),
        )
    )
    | _CITY
    | _COUNTY
)
#: Words behind a region's name that say only what it is.
_BEHIND = (
    frozenset(
        (
            *("fylke", "gewest", "kraj", "lan", "lans", "landskap", "landsting", "maakond", "maakunta", "oblast"),
            *(
                "planosanas",
                "region",
                "regionas",
                "regionen",
                "regions",
                "regija",
                "state",
                "rayon",
                "statisticna",
                "voivodeship",
            ),
            *("vojvodskap", "wojewodztwo", "canton", "kanton", "autonomous", "department"),
        )
    )
    | _CITY
    | _COUNTY
)
#: All words that say only what a region is.
_KINDS = _BEFORE | _BEHIND
#: Words for a region that are those of few countries.
WORD_OF = {
    "apskritis": ("LT",),
    "bundesland": ("DE", "AT"),
    "comunidad": ("ES",),
    "freistaat": ("DE",),
    "fylke": ("NO",),
    "gewest": ("BE",),
    "judet": ("RO",),
    "judetul": ("RO",),
    "kraj": ("CZ", "SK"),
    "lan": ("SE",),
    "landkreis": ("DE",),
    "maakond": ("EE",),
    "maakunta": ("FI",),
    "megye": ("HU",),
    "perifereia": ("GR",),
    "provincie": ("BE", "NL"),
    "regiao": ("PT",),
    "regija": ("SI", "HR"),
    "region": (),
    "regione": ("IT",),
    "regiunea": ("RO",),
    "wojewodztwo": ("PL",),
    "zupanija": ("HR",),
}
#: Words between what a region is and its name: "Province of", "Comunidad de", "Landstinget i".
_BETWEEN = frozenset(
    (
        *("af", "d", "da", "de", "del", "della", "delle", "des", "di", "do", "dos", "du", "el", "i", "la", "las", "le"),
        *("les", "los", "of", "the", "van", "von", "y"),
    )
)
#: Swedish words behind a genitive: "Västmanlands län".
_AFTER_GENITIVE = frozenset(["lan", "lans", "landsting", "landskap", "vojvodskap"])
#: What stands in brackets: a name in another language, or what tells two regions apart.
_BRACKETS = re.compile(r"\s*\([^)]*\)")


def name_keys(name: str) -> list[str]:
    """Keys to look up a region's name by, the most exact first: whole, then without what only says what it is.

    Examples
    --------
    >>> name_keys("Region Västmanland")
    ['region vastmanland', 'vastmanland']
    >>> name_keys("Västmanlands läns landsting")[-1], name_keys("Comunidad Autónoma del País Vasco")[-1]
    ('vastmanland', 'pais vasco')
    >>> name_keys("Madrid, Comunidad de")[1], name_keys("Κρήτη")
    ('comunidad de madrid', ['kriti'])
    """
    keys: dict[str, None] = {}
    for text in dict.fromkeys(_ways(name)):
        words = name_key(text).split()
        shorter = (words, _from_first(words), _to_last(words), _from_first(_to_last(words)))
        keys |= dict.fromkeys(" ".join(found) for found in shorter if found)
        if len(words) > 1 and words[-1] in _AFTER_GENITIVE and (bare := shorter[-1]) and bare[-1].endswith("s"):
            keys[" ".join(bare)[:-1]] = None
    if (joined := name_key(name)).endswith("regionen") and " " not in joined[:-8].rstrip():
        keys |= dict.fromkeys((joined.removesuffix("regionen").strip(), joined.removesuffix("sregionen").strip()))
    return [key for key in keys if key]


def _ways(name: str) -> Iterator[str]:
    """A name in Latin letters, with what a comma parted put in front, and without brackets."""
    for text in latin(name):
        yield text
        head, comma, tail = text.partition(", ")
        words = name_key(tail).split()
        if comma and words and set(words) <= _KINDS | _BETWEEN:
            yield f"{tail} {head}"
        yield without_brackets(text)


def _from_first(words: list[str]) -> list[str]:
    """The words without those at the beginning that say only what the region is; the last word stays."""
    start = 0
    while start < len(words) - 1 and (words[start] in _BEFORE or (start and words[start] in _BETWEEN)):
        start += 1
    return words[start:]


def _to_last(words: list[str]) -> list[str]:
    """The words without those at the end that say only what the region is; the first word stays."""
    end = len(words)
    while end > 1 and words[end - 1] in _BEHIND:
        end -= 1
    return words[:end]


def kind_of(key: str) -> str:
    """Whether a name, as a key, says that it is a city, or a county around one: "city", "county" or "".

    Examples
    --------
    >>> kind_of("zagreb county"), kind_of("grad zagreb"), kind_of("zagreb")
    ('county', 'city', '')
    """
    words = set(key.split())
    return "city" if words & _CITY else "county" if words & _COUNTY else ""


def without_brackets(name: str) -> str:
    """A name without what stands in brackets.

    Examples
    --------
    >>> without_brackets("Limburg (Belgium)")
    'Limburg'
    """
    return _BRACKETS.sub("", name)
