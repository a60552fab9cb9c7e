"""What the tables, vectors and settings of a run must satisfy, so that no answer trips over a folder that was changed.

Hashes tell that a file is not the one that was written. They cannot tell that it is right: whoever changes a file can
write its hash anew. So values are checked too: types, ranges, order, and that ids lead somewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.areas import AREA_COLUMNS, OF_LISTS, PARTS, PLACEMENT_COLUMNS
from matcher.columns import Columns
from matcher.errors import InputError
from matcher.facts import SettingsFacts
from matcher.facts.shapes import misfits
from matcher.fitted.standing import NEAR_COLUMNS, POSSIBLE_COLUMNS
from matcher.places import country_code
from matcher.placing import PlacingModel
from matcher.relatedness import LINK_COLUMNS, RELATION_COLUMNS, SOURCES
from matcher.vocabulary.scheme import RELATION_TYPES

__all__ = ["problems"]

Tables = Mapping[str, Columns]
Vectors = npt.NDArray[np.float32]

#: Columns that a table has, whatever the version that fitted the run.
_COLUMNS: dict[str, Collection[str]] = {
    "areas": ("area_id", *(name for name in AREA_COLUMNS if name not in (*PARTS, *OF_LISTS))),
    "themes": ("theme_id", "level", "parent_id", "label", "size"),
    "memberships": ("area_id", "theme_id", "membership"),
    "relations": RELATION_COLUMNS,
    "links": LINK_COLUMNS,
    "placements": PLACEMENT_COLUMNS,
    "possible": POSSIBLE_COLUMNS,
    "near": NEAR_COLUMNS,
}
#: Numbers of a table with the least and the largest that they may be; those of the second list may be unknown.
_RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "themes": {"size": (0, np.inf), "stability": (0, 1)},
    "memberships": {"membership": (0, 1), "score": (0, np.inf), "stability": (0, 1)},
    "relations": dict.fromkeys(("together", "together_expected", *SOURCES, "relatedness"), (0.0, np.inf))
    | {"closeness": (-1.001, 1.001)},
    "links": {"strength": (0, 1)},
    "near": {"closeness": (-1.001, 1.001)},
}
_MAY_BE_UNKNOWN = ("stability", "score")
#: How far the length of a vector may be from 1, or it is 0.
_NEARLY = 1e-3
_MOST_SETTINGS = ("data", "model", "themes", "relatedness")


def problems(tables: Tables, vectors: Vectors, settings: Mapping[str, Any], placing: PlacingModel | None) -> str:
    """The first thing that is wrong with a run that was read; "" where nothing is.

    Parameters
    ----------
    tables : mapping of str to Columns
        By name, as `matcher.fitted.storage` reads them: text, but for the columns of numbers.
    vectors : ndarray of float32 (n_areas, d)
    settings : mapping
        What run.json tells.
    placing : PlacingModel, optional
        What places further texts.
    """
    return next(_problems(tables, vectors, settings, placing), "")


def _problems(
    tables: Tables, vectors: Vectors, settings: Mapping[str, Any], placing: PlacingModel | None
) -> Iterator[str]:
    for name in _COLUMNS:
        yield from (f"{name}.csv: {what}" for what in _of_table(name, tables[name]))
    yield from (f"areas.csv: {what}" for what in _of_areas(tables["areas"]))
    yield from (f"themes.csv: {what}" for what in _of_themes(tables["themes"]))
    yield from _of_ids(tables)
    yield from (f"placements.csv: {what}" for what in _of_placements(tables["placements"]))
    yield from (f"vectors.npy: {what}" for what in _of_vectors(vectors, tables["areas"].rows))
    yield from (f"run.json: {what}" for what in _of_settings(settings, tables, vectors))
    if placing is not None:
        yield from (f"placing.npz: {what}" for what in _of_placing(placing))


def _of_table(name: str, table: Columns) -> Iterator[str]:
    """Columns and numbers of any table."""
    if missing := [column for column in _COLUMNS[name] if column not in table]:
        yield f"no column {missing[0]}"
    for column, (least, most) in _RANGES.get(name, {}).items():
        if column not in table:
            continue
        values = np.array(table[column], dtype=np.float64)
        known = ~np.isnan(values) if column in _MAY_BE_UNKNOWN else np.ones(len(values), dtype=bool)
        if not (np.isfinite(values[known]) & (values[known] >= least) & (values[known] <= most)).all():
            yield f"a number in column {column} is out of range"


def _of_areas(areas: Columns) -> Iterator[str]:
    if not areas.rows:
        yield "no rows"
        return
    ids, regions = areas["region_id"], areas["region"]
    texts = [area or original for area, original in zip(areas["area"], areas["area_original"], strict=True)]
    if not all(cell.strip() for cells in (ids, regions, texts) for cell in cells):
        yield "an empty cell where an id or a name must be"
    if len(set(zip(ids, regions, strict=True))) != len(set(ids)):
        yield "a region has several names"
    counts = Counter[str]()
    for region_id, area_id in zip(ids, areas["area_id"], strict=True):
        counts[region_id] += 1
        if area_id != f"{region_id}-{counts[region_id]}":
            yield "an area_id is not that of its region and place"
    if (pairs := list(zip(ids, texts, strict=True))) != sorted(pairs):
        yield "the rows are not in their order"
    for country in dict.fromkeys(areas["country"]):
        try:
            country_code(country)
        except InputError:
            yield "no such country"


def _of_themes(themes: Columns) -> Iterator[str]:
    rows = list(zip(*(themes[name] for name in ("theme_id", "level", "parent_id", "label")), strict=True))
    if len({row[0] for row in rows}) != len(rows) or not all(row[0] and row[3].strip() for row in rows):
        yield "an id or a label is empty, or an id there twice"
    if not {level for _, level, _, _ in rows} <= {"theme", "niche"}:
        yield "a level is neither theme nor niche"
    if not _niche_parents(rows) <= {"", *(row[0] for row in rows if row[1] == "theme")}:
        yield "a niche is under no theme"


def _niche_parents(rows: list[tuple[str, str, str, str]]) -> set[str]:
    return {parent for _, level, parent, _ in rows if level == "niche"}


def _of_ids(tables: Tables) -> Iterator[str]:
    """Ids that must lead to a row of another table, and pairs that must be there once, in order."""
    themes, possible = tables["themes"], tables["possible"]["theme_id"]
    areas, every = set(tables["areas"]["area_id"]), set(themes["theme_id"])
    niches = {niche for niche, level in zip(themes["theme_id"], themes["level"], strict=True) if level == "niche"}
    offered = niches | set(possible)
    if len(set(possible)) != len(possible):
        yield "possible.csv: an id is there twice"
    for name, known in (("memberships", every), ("placements", offered)):
        pairs = _pairs(tables[name], "area_id", "theme_id")
        if not {area for area, _ in pairs} <= areas or not {theme for _, theme in pairs} <= known:
            yield f"{name}.csv: an id that no area or theme has"
        if len(set(pairs)) != len(pairs):
            yield f"{name}.csv: a row is there twice"
    for name, known in (("relations", niches), ("links", niches), ("near", offered)):
        pairs = _pairs(tables[name], "niche_a", "niche_b")
        if not {niche for pair in pairs for niche in pair} <= known:
            yield f"{name}.csv: an id that no niche has"
        if not all(a < b for a, b in pairs):
            yield f"{name}.csv: a pair is not in its order"
        if name != "links" and len(set(pairs)) != len(pairs):
            yield f"{name}.csv: a pair is there twice"
    if not set(tables["links"]["type"]) <= set(RELATION_TYPES):
        yield "links.csv: no such type of relation"


def _pairs(table: Columns, first: str, second: str) -> list[tuple[str, str]]:
    return list(zip(table[first], table[second], strict=True))


def _of_placements(placements: Columns) -> Iterator[str]:
    marks = set(placements["runs"])
    if not all(mark and set(mark) <= {"0", "1"} for mark in marks) or len(set(map(len, marks))) > 1:
        yield "marks other than 0 and 1, or rows of different lengths"


def _of_vectors(vectors: Vectors, areas: int) -> Iterator[str]:
    if vectors.dtype != np.float32 or vectors.ndim != 2 or len(vectors) != areas:
        yield f"no {areas} rows of numbers of 32 bits"
        return
    with np.errstate(over="ignore", invalid="ignore"):  # numbers of any size may stand there
        lengths = np.linalg.norm(vectors, axis=1)
    if not (np.isclose(lengths, 1, rtol=0, atol=_NEARLY) | (lengths == 0)).all():
        yield "a row is not of length 1"


def _of_settings(settings: Mapping[str, Any], tables: Tables, vectors: Vectors) -> Iterator[str]:
    yield from (f"no {key}" for key in _MOST_SETTINGS if key not in settings)
    yield from (f"{place} has another type or is missing" for place in misfits(dict(settings), SettingsFacts))
    if settings["data"]["areas"] != tables["areas"].rows or settings["model"]["dimensions"] != vectors.shape[1]:
        yield "other areas or vectors than there are"
    weights = settings["relatedness"]["weights"]
    if not set(weights) <= set(SOURCES) or any(weight < 0 for weight in weights.values()):
        yield "weights of unknown sources, or below 0"
    if settings["themes"].get("way") not in ("guided", "discovered"):
        yield "themes.way is neither guided nor discovered"


def _of_placing(model: PlacingModel) -> Iterator[str]:
    classes: Any = model.classes
    themes, niches = len(classes.themes), len(classes.niches)
    of_themes, of_niches = classes.theme_weights, classes.niche_weights
    shapes = (themes,), (niches,)
    if (of_themes.ndim, of_niches.ndim) != (2, 2) or (of_themes.shape[1:], of_niches.shape[1:]) != shapes:
        yield "weights of other classes"
    elif len(of_themes) != len(of_niches) or not (np.isfinite(of_themes).all() and np.isfinite(of_niches).all()):
        yield "weights of another length, or no numbers"
    if len(set(classes.themes)) != themes or len(set(classes.niches)) != niches or not themes or not niches:
        yield "an id is there twice, or none"
    if classes.parents.shape != (niches,) or not ((classes.parents >= 0) & (classes.parents < themes)).all():
        yield "a niche is under no theme"
    if not all(0 <= number <= 1 for number in model.rule[:3]) or model.rule.most < 1:
        yield "a rule that no texts can be placed by"
