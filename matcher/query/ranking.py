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

from collections.abc import Collection, Iterable
from typing import Any, cast

import numpy as np

from matcher.areas import HORIZONTAL, area_texts
from matcher.errors import SettingError
from matcher.facts import AreaAnswer, NicheAnswer, QueryAnswer, RegionAnswer
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.query.closeness import Asked, closeness
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


def rank_areas(tables: Fitted, asked: Asked, *, countries: Collection[str] = ()) -> pd.DataFrame:
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
    DataFrame
        `QUERY_COLUMNS`. Areas that are equally close share a rank and are ordered by region and area id; `words` (the
        words that are shared, as the area has them) and `niches` (labels, the strongest first) hold lists.

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
    >>> asked = Asked("vätgas", "sv", np.array([1.0, 0.0]), [Word("vatgas", (("hydrogen",),))], pd.DataFrame())
    >>> found = rank_areas(tables, asked)
    >>> found[["closeness", "words", "area", "niches"]].values.tolist()
    [[0.65, ['hydrogen'], 'Hydrogen', ['energy']], [0.6, [], 'Fuel', []]]
    """
    areas = tables.areas
    near = closeness((areas["area"] + " " + areas["area_original"]).tolist(), tables.vectors, asked)
    near.closeness[_by_words(tables).get(tuple(split_words(asked.text)), [])] = 1.0
    columns = ["area_id", "region_id", "region", "country", "area", "area_original", "period", "source_url"]
    words = pd.Series(near.words, index=areas.index, dtype=object)
    table = areas[columns].assign(closeness=near.closeness, meaning=near.meaning, words=words)
    table["niches"] = pd.Series(_niche_labels(tables), index=areas.index)
    if countries:
        table = table[table["country"].isin(tables.countries_of(countries))]
    ranked = table.sort_values(["closeness", "region_id", "area_id"], ascending=[False, True, True], ignore_index=True)
    ranked["rank"] = ranked["closeness"].rank(method="min", ascending=False).astype("int64")
    return ranked[list(QUERY_COLUMNS)]


def rank_regions(ranked: pd.DataFrame, *, floor: float = FLOOR) -> pd.DataFrame:
    """The regions behind ranked areas: by their closest area, then by the next ones.

    Parameters
    ----------
    ranked : DataFrame
        As `rank_areas` returns it.
    floor : float
        Closeness from which an area is near to the text (`matcher.settings.Floors.asked` of the run).

    Returns
    -------
    DataFrame
        rank, region_id, region, country, closeness (of the closest area), areas (list of dicts: area, closeness; the
        closest three that reach the floor, each name once, and always the closest), source_url (of the closest area).
        Regions whose listed areas are equally close share a rank and are ordered by id.
    """
    columns = ["region_id", "region", "country", "source_url", "closeness"]
    groups: dict[str, dict[str, Any]] = {}
    for text, *cells in zip(area_texts(ranked).tolist(), *(ranked[name].tolist() for name in columns), strict=True):
        row = dict(zip(columns, cells, strict=True))
        areas = groups.setdefault(row["region_id"], row | {"areas": {}})["areas"]
        if not areas or (row["closeness"] >= floor and len(areas) < SHOWN):
            areas.setdefault(text, row["closeness"])

    def key(group: dict[str, Any]) -> tuple[float, ...]:
        values = [-value for value in group["areas"].values()]
        return (*values, *[0.0] * (SHOWN - len(values)))

    ordered = sorted(groups.values(), key=lambda group: (key(group), group["region_id"]))
    keys = [key(group) for group in ordered]
    first = {value: place for place, value in reversed(list(enumerate(keys, start=1)))}
    table = pd.DataFrame(ordered, columns=["region_id", "region", "country", "closeness", "areas", "source_url"])
    table["areas"] = pd.Series(
        [[{"area": text, "closeness": value} for text, value in group["areas"].items()] for group in ordered],
        dtype=object,
    )
    table.insert(0, "rank", [first[value] for value in keys])
    return table


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
    closest = float(ranked["closeness"].iloc[0]) if len(ranked) else 0.0
    floor = tables.floors.asked
    close = ranked[ranked["closeness"] >= floor]
    return {
        "text": asked.text,
        "language": asked.language,
        "near": closest >= floor,
        "floor": floor,
        "closest": closest,
        "areas": cast(list[AreaAnswer], _records(close, top)),
        "regions": cast(list[RegionAnswer], _records(rank_regions(close, floor=floor), top)),
        "niches": [_niche_facts(tables, row, countries) for row in _records(asked.placed)],
        "unlisted": [{"niche": niche, "label": label, "closeness": near} for niche, label, near in asked.unlisted],
        "core": asked.core,
        "without": list(asked.without),
        "aside": list(asked.aside),
    }


@once_a_run
def _by_words(tables: Fitted) -> dict[tuple[str, ...], list[int]]:
    """Rows of the areas by the words of each of their names."""
    found: dict[tuple[str, ...], list[int]] = {}
    columns = (tables.areas[name].tolist() for name in ("area", "area_original"))
    for row, names in enumerate(zip(*columns, strict=True)):
        for words in {tuple(split_words(name)) for name in names} - {()}:
            found.setdefault(words, []).append(row)
    return found


@once_a_run
def _niche_labels(tables: Fitted) -> list[list[str]]:
    """Labels of each area's niches, the strongest first."""
    niches = tables.memberships[tables.memberships["theme_id"].isin([*tables.niche_ids, HORIZONTAL])]
    ordered = niches.sort_values(["membership", "theme_id"], ascending=[False, True])
    labels, found = {HORIZONTAL: HORIZONTAL} | tables.labels, dict[str, list[str]]()
    for area_id, niche in zip(ordered["area_id"].tolist(), ordered["theme_id"].tolist(), strict=True):
        found.setdefault(area_id, []).append(labels[niche])
    return [found.get(area_id, []) for area_id in tables.areas["area_id"].tolist()]


def _records(table: pd.DataFrame, top: int | None = None) -> list[dict[str, Any]]:
    rows = table if top is None else table.head(top)
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _niche_facts(tables: Fitted, row: dict[str, Any], countries: Collection[str]) -> NicheAnswer:
    niche = row["theme_id"]
    parents = dict(zip(tables.theme_table["theme_id"], tables.theme_table["parent_id"], strict=True))
    regions = tables.regions
    on = tables.x[:, tables.niche_ids.index(niche)] > 0 if niche in tables.niche_ids else np.zeros(len(regions), bool)
    regions = regions[on & (regions["country"].isin(list(countries)) if countries else True)]
    return {
        "niche": niche,
        "label": tables.labels.get(niche, niche),
        "theme": tables.labels.get(parents.get(niche, ""), ""),
        "membership": row["membership"],
        "closeness": row["closeness"],
        "evidence": row["evidence"],
        "regions": [
            {"region_id": region_id, "region": region}
            for region_id, region in zip(regions["region_id"], regions["region"], strict=True)
        ],
    }


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
