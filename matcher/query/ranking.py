"""Areas, niches and regions that answer a free text, from a run and the text's vector.

    closeness(text, area) = meaning + WORDS * words * (1 - meaning)

*meaning* is the cosine of the two vectors, 0 at least. *words* is the share of the text's words that the area's name
has, where a word weighs log((N + 1) / (n + 1)) with n of the run's N names having it (inverse document frequency,
Sparck Jones 1972), and general words ("innovation", "and") weigh nothing. A name has a word, too, where the vocabulary
knows the word (alone or with its neighbours) as a label of a concept and the name has one of that concept's English
labels: "Green hydrogen" has "vätgas". Each shared word so closes a part of the distance that meaning leaves, and is
shown. A text that is an area's name has closeness 1.

The text is read by the multilingual encoder and compared with the *stored* vectors, which the English model gave to
English names. To encode the areas again, or to take the mean of both, finds more twins of original names (90 and 91 %
instead of 87 % first) and less of what subjects ask for (the first area relevant in 82 and 85 % instead of 88 %), and
to count shared niches as well finds less of both: `python -m benchmarks.query` measures the former.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import SettingError
from matcher.facts import AreaAnswer, AreaShown, NicheAnswer, QueryAnswer, RegionAnswer, RegionShort
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.query.closeness import Asked, Row, closeness
from matcher.settings import FLOOR
from matcher.spelling import split_words

__all__ = ["NEED_COLUMNS", "QUERY_COLUMNS", "need_table", "query", "rank_areas", "rank_regions"]

QUERY_COLUMNS = (
    "rank",
    "closeness",
    "meaning",
    "words",
    "area_id",
    "region_id",
    "region",
    "country",
    "area",
    "area_original",
    "niches",
    "period",
    "source_url",
)
#: How many of a region's areas are shown, and compared where the best ones are equally close.
SHOWN = 3


def rank_areas(tables: Fitted, asked: Asked, *, countries: Collection[str] = ()) -> list[AreaAnswer]:
    """All areas, the closest first.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    asked : Asked
    countries : collection of str
        ISO codes of countries to keep; all where empty.

    Returns
    -------
    list of AreaAnswer
        In order. Areas that are equally close share a rank and are ordered by region and area id; `words` (the words
        that are shared, as the area has them) and `niches` (labels, the strongest first) hold lists.

    Raises
    ------
    SettingError
        No region of the run is in one of the countries.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_id": ["a", "b"], "region_id": ["R1", "R2"], "region": ["One", "Two"],
    ...     "country": "SE", "area": ["Fuel", "Hydrogen"], "area_original": "", "period": "", "source_url": ""})
    >>> themes = pd.DataFrame({"theme_id": ["h"], "level": ["niche"], "label": ["energy"]})
    >>> memberships = pd.DataFrame({"area_id": ["b"], "theme_id": ["h"], "membership": [1.0]})
    >>> vectors = np.array([[0.6, 0.8], [0.5, 0.75**0.5]])
    >>> tables = Fitted(areas, themes, memberships, pd.DataFrame(), vectors=vectors)
    >>> from matcher.query.closeness import Word
    >>> asked = Asked("vätgas", "sv", np.array([1.0, 0.0]), [Word("vatgas", (("hydrogen",),))], [])
    >>> [(area["rank"], area["closeness"], area["words"], area["area"]) for area in rank_areas(tables, asked)]
    [(1, 0.65, ['hydrogen'], 'Hydrogen'), (2, 0.6, [], 'Fuel')]
    """
    areas = tables.columns("areas")
    names = [f"{area} {original}" for area, original in zip(areas["area"], areas["area_original"], strict=True)]
    near = closeness(names, tables.vectors, asked)
    near.closeness[_by_words(tables).get(tuple(split_words(asked.text)), [])] = 1.0
    told: dict[str, Sequence[Any]] = {name: areas[name] for name in QUERY_COLUMNS if name in areas}
    told |= {"closeness": near.closeness.tolist(), "meaning": near.meaning.tolist(), "words": near.words}
    told |= {"niches": _niche_labels(tables)}
    kept = set(tables.countries_of(countries)) if countries else set(areas["country"])
    rows = [dict(zip(told, cells, strict=True)) for cells in zip(*told.values(), strict=True)]
    rows = sorted((row for row in rows if row["country"] in kept), key=_nearest_first)
    ranks = _ranks([row["closeness"] for row in rows])
    ranked = (row | {"rank": rank} for row, rank in zip(rows, ranks, strict=True))
    return [cast(AreaAnswer, {name: row[name] for name in QUERY_COLUMNS}) for row in ranked]


def _nearest_first(row: Mapping[str, Any]) -> tuple[float, str, str]:
    return -row["closeness"], row["region_id"], row["area_id"]


def _ranks(keys: Sequence[Any]) -> list[int]:
    """Ranks of what is in order: equal ones share a rank."""
    first = {key: place for place, key in reversed(list(enumerate(keys, start=1)))}
    return [first[key] for key in keys]


def rank_regions(ranked: Iterable[AreaAnswer], *, floor: float = FLOOR) -> list[RegionAnswer]:
    """The regions behind ranked areas: by their closest area, then by the next ones.

    Parameters
    ----------
    ranked : iterable of AreaAnswer
        As `rank_areas` returns them.
    floor : float
        Closeness from which an area is near to the text (`matcher.settings.Floors.asked` of the run).

    Returns
    -------
    list of RegionAnswer
        `areas` are the closest three that reach the floor, each name once, and always the closest; `closeness` and
        `source_url` are of the closest. Regions whose listed areas are equally close share a rank and are ordered by
        id.
    """
    closest: dict[str, AreaAnswer] = {}
    shown: dict[str, dict[str, float]] = {}
    for area in ranked:
        region_id, text = area["region_id"], area["area"] or area["area_original"]
        closest.setdefault(region_id, area)
        areas = shown.setdefault(region_id, {})
        if not areas or (area["closeness"] >= floor and len(areas) < SHOWN):
            areas.setdefault(text, area["closeness"])

    def key(region_id: str) -> tuple[float, ...]:
        values = [-value for value in shown[region_id].values()]
        return (*values, *[0.0] * (SHOWN - len(values)))

    ordered = sorted(shown, key=lambda region_id: (key(region_id), region_id))
    ranks = _ranks([key(region_id) for region_id in ordered])
    return [_region(rank, closest[it], shown[it]) for rank, it in zip(ranks, ordered, strict=True)]


def _region(rank: int, closest: AreaAnswer, shown: Mapping[str, float]) -> RegionAnswer:
    areas: list[AreaShown] = [{"area": text, "closeness": value} for text, value in shown.items()]
    return {
        "rank": rank,
        "region_id": closest["region_id"],
        "region": closest["region"],
        "country": closest["country"],
        "closeness": closest["closeness"],
        "areas": areas,
        "source_url": closest["source_url"],
    }


def query(tables: Fitted, asked: Asked, *, top: int | None = 10, countries: Collection[str] = ()) -> QueryAnswer:
    """What a run says to a text.

    Parameters
    ----------
    tables, asked, countries
        See `rank_areas`.
    top : int, optional
        How many areas and how many regions at most; all that reach the floor where None.

    Returns
    -------
    QueryAnswer
        See `matcher.facts.QueryAnswer`; areas and regions that do not reach the floor are left out.
    """
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    ranked = rank_areas(tables, asked, countries=countries)
    closest = ranked[0]["closeness"] if ranked else 0.0
    floor = tables.floors.asked
    close = [area for area in ranked if area["closeness"] >= floor]
    return {
        "text": asked.text,
        "language": asked.language,
        "near": closest >= floor,
        "floor": floor,
        "closest": closest,
        "areas": close[:top],
        "regions": rank_regions(close, floor=floor)[:top],
        "niches": [_niche_facts(tables, row, countries) for row in asked.placed],
        "unlisted": [{"niche": niche, "label": label, "closeness": near} for niche, label, near in asked.unlisted],
        "core": asked.core,
        "without": list(asked.without),
        "aside": list(asked.aside),
    }


@once_a_run
def _by_words(tables: Fitted) -> dict[tuple[str, ...], list[int]]:
    """Rows of the areas by the words of each of their names."""
    found: dict[tuple[str, ...], list[int]] = {}
    areas = tables.columns("areas")
    for row, names in enumerate(zip(areas["area"], areas["area_original"], strict=True)):
        for words in {tuple(split_words(name)) for name in names} - {()}:
            found.setdefault(words, []).append(row)
    return found


@once_a_run
def _niche_labels(tables: Fitted) -> list[list[str]]:
    """Labels of each area's niches, the strongest first."""
    memberships, shown = tables.columns("memberships"), {*tables.niche_ids, HORIZONTAL}
    columns = (memberships[name] for name in ("membership", "theme_id", "area_id"))
    linked = [row for row in zip(*columns, strict=True) if row[1] in shown]
    labels, found = {HORIZONTAL: HORIZONTAL} | tables.labels, dict[str, list[str]]()
    for _, niche, area_id in sorted(linked, key=lambda row: (-row[0], row[1])):
        found.setdefault(area_id, []).append(labels[niche])
    return [found.get(area_id, []) for area_id in tables.columns("areas")["area_id"]]


def _niche_facts(tables: Fitted, row: Row, countries: Collection[str]) -> NicheAnswer:
    niche, themes = row.theme_id, tables.columns("theme_table")
    parents = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
    return {
        "niche": niche,
        "label": tables.labels.get(niche, niche),
        "theme": tables.labels.get(parents.get(niche, ""), ""),
        "membership": row.membership,
        "closeness": row.closeness,
        "evidence": row.evidence,
        "regions": _regions_on(tables, tables.x, niche, countries),
        "perhaps": _regions_on(tables, tables.guessed, niche, countries),
    }


def _regions_on(
    tables: Fitted, on: npt.NDArray[np.float64], niche: str, countries: Collection[str]
) -> list[RegionShort]:
    """The regions that have a niche in a matrix (n_regions, n_niches), of some countries or all."""
    places = np.flatnonzero(on[:, tables.niche_ids.index(niche)]).tolist() if niche in tables.niche_ids else []
    regions = [tables.listed[place] for place in places]
    return [
        {"region_id": each.region_id, "region": each.region}
        for each in regions
        if not countries or each.country in countries
    ]


NEED_COLUMNS = (
    "need",
    "language",
    "near",
    "rank",
    "region_id",
    "region",
    "country",
    "closeness",
    "areas",
    "niches",
    "source_url",
)


def need_table(answers: Iterable[QueryAnswer]) -> pd.DataFrame:
    """The regions of several answers, below each other.

    Parameters
    ----------
    answers : iterable of QueryAnswer
        As `query` gives them.

    Returns
    -------
    DataFrame
        `NEED_COLUMNS`: needs in their order, the regions of each by rank; `areas` (of the region) and `niches` (labels,
        of the need) hold lists; `near` says whether the region's closest area reaches the floor. A need without any
        region has a row without one, so that no need is lost.

    Examples
    --------
    >>> found = need_table([{"text": "fish", "language": "", "floor": 0.45, "regions": [], "niches": []}])
    >>> found[["need", "near", "rank", "region"]].values.tolist()
    [['fish', False, <NA>, '']]
    """
    rows: list[dict[str, Any]] = []
    for answer in answers:
        niches = [niche["label"] for niche in answer["niches"]]
        need = {"need": answer["text"], "language": answer["language"], "niches": niches}
        for region in answer["regions"]:
            near = region["closeness"] >= answer["floor"]
            rows.append({**region, **need, "near": near, "areas": [entry["area"] for entry in region["areas"]]})
        if not answer["regions"]:
            rows.append({**need, "near": False, "areas": []})
    table = pd.DataFrame(rows, columns=list(NEED_COLUMNS))
    texts = ["region_id", "region", "country", "source_url"]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    return table.astype({"rank": "Int64", "closeness": "float64"})
