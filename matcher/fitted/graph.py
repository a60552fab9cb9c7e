"""The bipartite region-theme graph, and its matrix view.

Regions are one side, broad themes and niches the other. An edge says that an area of the region belongs to the theme;
its weight is the strongest membership. The scores use the 0/1 matrix of regions and niches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import ADDED, HORIZONTAL, NAME, SURE, area_texts
from matcher.columns import taken
from matcher.errors import RunError
from matcher.later import pd

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "Named", "build_graph", "check_graph", "counts", "membership_matrix", "named_concepts", "portfolios", "presence",
    "sure", "surely",
]  # fmt: skip

Matrix = npt.NDArray[np.float64]
#: A table: a frame, or its columns.
Table = Mapping[str, Sequence[Any]]


class Named(NamedTuple):
    """A concept that an area names, or a part of it ("" for none); alone where that speaks of nothing else."""

    text: str
    part: str
    concept: str
    alone: bool


def sure(memberships: pd.DataFrame) -> pd.DataFrame:
    """Memberships of areas that clearly speak for their niche; see `surely`.

    Examples
    --------
    >>> import pandas as pd
    >>> sure(pd.DataFrame({"area_id": ["A-1", "A-2"], "theme_id": ["rail", "ports"], "score": [1.0, 0.3]})).shape
    (1, 3)
    """
    return memberships[surely(memberships)]


def surely(memberships: pd.DataFrame | Table) -> list[bool]:
    """Which memberships are those of areas that clearly speak for their niche: a score of `SURE`, or none told.

    What only a part or a description names is not among them where the area's name has a subject. Parts were found for
    some regions and not for others, and may be examples: were they counted, ranks would follow who wrote more. Nor is a
    niche that the name alone says while its parts name other things ("Bio-based industries": farming, forestry, food).

    Examples
    --------
    >>> table = {"area_id": ["A-1", "A-2", "A-3"], "theme_id": ["rail", "ports", "food"], "score": [1.0, 0.3, np.nan]}
    >>> surely(table)
    [True, False, True]

    The first area has a name with a subject; that of the third has none, and leaves it to its parts:

    >>> areas, themes = ["A-1", "A-3", "A-1"], ["rail", "food", "steel"]
    >>> surely({"area_id": areas, "theme_id": themes, "by": ["name", "part", "part"]})
    [True, True, False]
    """
    areas, themes = memberships["area_id"], memberships["theme_id"]
    clear = [not score < SURE for score in memberships["score"]] if "score" in memberships else [True] * len(areas)
    if "by" not in memberships:
        return clear
    rows = list(zip(areas, themes, memberships["by"], clear, strict=True))
    subjects = {area for area, theme, by, _ in rows if by not in ADDED and theme != HORIZONTAL}
    return [is_clear and (by == NAME or (by in ADDED and area not in subjects)) for area, _, by, is_clear in rows]


def named_concepts(
    areas: pd.DataFrame | Table, memberships: pd.DataFrame | Table, niche_ids: Collection[str]
) -> Iterator[tuple[str, str, Named]]:
    """What the areas that surely mean a niche name of it; broad themes are passed over.

    Yields
    ------
    tuple
        region_id, theme_id, and what is named: one concept each, below the niche or the niche itself.
    """
    columns = (list(areas[name]) for name in ("area_id", "region_id", "area", "area_original"))
    texts = {
        area_id: (region_id, text or original) for area_id, region_id, text, original in zip(*columns, strict=True)
    }
    niches = set(niche_ids)
    every = {str(name): list(values) for name, values in memberships.items()}
    told = taken(every, [theme in niches for theme in every["theme_id"]])
    own, empty = told["theme_id"], [""] * told.rows
    concepts = [concept if concept and isinstance(concept, str) else niche
                for concept, niche in zip(told.get("concept", empty), own, strict=True)]  # fmt: skip
    parts = [text if by == "part" else "" for text, by in zip(told.get("evidence", empty), told.get("by", empty),
                                                              strict=True)]  # fmt: skip
    of_part: dict[tuple[str, str], set[str]] = {}
    for area_id, part, concept in zip(told["area_id"], parts, concepts, strict=True):
        of_part.setdefault((area_id, part), set()).add(concept)
    for area_id, niche, part, concept, is_sure in zip(told["area_id"], own, parts, concepts, surely(told), strict=True):
        if is_sure and area_id in texts:
            region_id, text = texts[area_id]
            alone = len(of_part[area_id, part]) == 1
            yield from ((region_id, niche, Named(text, part, one, alone)) for one in concept.split(";"))


def presence(
    areas: pd.DataFrame | Table,
    memberships: pd.DataFrame | Table,
    region_ids: Sequence[str],
    niche_ids: Sequence[str],
) -> Matrix:
    """Which region works on which niche, as a 0/1 matrix.

    Parameters
    ----------
    areas : DataFrame or mapping
        Columns area_id and region_id.
    memberships : DataFrame or mapping
        Columns area_id, theme_id and membership (above 0); themes other than `niche_ids` are passed over.
    region_ids, niche_ids : sequence of str
        Rows and columns of the result; regions without a niche stay as rows of zeros.

    Returns
    -------
    ndarray (n_regions, n_niches)
        x_ri = 1 where some area of region r belongs to niche i, else 0.

    Examples
    --------
    >>> areas = {"area_id": ["A-1", "B-1"], "region_id": ["A", "B"]}
    >>> presence(areas, {"area_id": ["A-1"], "theme_id": ["n001"]}, ["A", "B"], ["n001", "n002"])
    array([[1., 0.],
           [0., 0.]])
    """
    x = np.zeros((len(region_ids), len(niche_ids)))
    row, column = ({found: place for place, found in enumerate(ids)} for ids in (region_ids, niche_ids))
    rows = {area_id: row[region_id] for area_id, region_id in zip(areas["area_id"], areas["region_id"], strict=True)}
    linked = zip(memberships["area_id"], memberships["theme_id"], strict=True)
    places = [(rows[area_id], column[niche]) for area_id, niche in linked if niche in column and area_id in rows]
    x[tuple(np.array(places, dtype=np.intp).reshape(-1, 2).T)] = 1.0
    return x


def counts(
    areas: pd.DataFrame | Table,
    memberships: pd.DataFrame | Table,
    region_ids: Sequence[str],
    niche_ids: Sequence[str],
) -> Matrix:
    """How many areas of each region belong to each niche.

    Parameters
    ----------
    areas, memberships, region_ids, niche_ids
        As in `presence`.

    Returns
    -------
    ndarray (n_regions, n_niches)
        n_ri, above 0 where `presence` is 1. An area of two niches counts in both.

    Examples
    --------
    >>> areas = {"area_id": ["A-1", "A-2", "B-1"], "region_id": ["A", "A", "B"]}
    >>> linked = {"area_id": ["A-1", "A-2", "A-2"], "theme_id": ["n001", "n001", "n002"], "membership": [0.7, 1.0, 0.5]}
    >>> counts(areas, linked, ["A", "B"], ["n001", "n002"])
    array([[2., 1.],
           [0., 0.]])
    """
    of_areas = (membership_matrix(areas, memberships, niche_ids) > 0).astype(np.float64)
    found = np.zeros((len(region_ids), len(niche_ids)))
    place = {region_id: row for row, region_id in enumerate(region_ids)}
    rows = np.array([place.get(region_id, -1) for region_id in areas["region_id"]], dtype=np.intp)
    np.add.at(found, rows[rows >= 0], of_areas[rows >= 0])
    return found


def membership_matrix(
    areas: pd.DataFrame | Table, memberships: pd.DataFrame | Table, niche_ids: Sequence[str]
) -> Matrix:
    """How far each area belongs to each niche.

    Parameters
    ----------
    areas : DataFrame
        Column area_id: the rows of the result, in this order; areas without a niche stay as rows of zeros.
    memberships : DataFrame
        Columns area_id, theme_id and membership (above 0); themes other than `niche_ids` are passed over.
    niche_ids : sequence of str
        Columns of the result.

    Returns
    -------
    ndarray (n_areas, n_niches)
        m_ai in [0, 1].

    Examples
    --------
    >>> import pandas as pd
    >>> areas = pd.DataFrame({"area_id": ["A-1", "B-1"]})
    >>> memberships = pd.DataFrame({"area_id": ["A-1"], "theme_id": ["n001"], "membership": [0.7]})
    >>> membership_matrix(areas, memberships, ["n001", "n002"])
    array([[0.7, 0. ],
           [0. , 0. ]])
    """
    row = {area_id: place for place, area_id in enumerate(areas["area_id"])}
    column = {niche: place for place, niche in enumerate(niche_ids)}
    m = np.zeros((len(areas["area_id"]), len(niche_ids)))
    linked = zip(*(memberships[name] for name in ("area_id", "theme_id", "membership")), strict=True)
    for area_id, niche, value in linked:
        if area_id in row and niche in column:
            m[row[area_id], column[niche]] = value
    return m


def portfolios(memberships: Matrix, region_of: npt.ArrayLike) -> Matrix:
    """Which region works on which niche, from how far its areas belong to them.

    Parameters
    ----------
    memberships : ndarray (n_areas, n_niches)
        Above 0 an area belongs to a niche; see `membership_matrix`.
    region_of : array_like (n_areas,)
        Region of each area, by number or id.

    Returns
    -------
    ndarray (n_regions, n_niches)
        0/1, regions in order.

    Examples
    --------
    >>> portfolios(np.array([[0.7, 0.0], [0.0, 1.0], [0.0, 0.4]]), ["B", "B", "A"])
    array([[0., 1.],
           [1., 1.]])
    """
    rows = np.unique(np.asarray(region_of), return_inverse=True)[1]
    x = np.zeros((int(rows.max()) + 1, memberships.shape[1]))
    area, niche = np.nonzero(memberships > 0)
    x[rows[area], niche] = 1.0
    return x


def build_graph(
    areas: pd.DataFrame, regions: pd.DataFrame, themes: pd.DataFrame, memberships: pd.DataFrame
) -> nx.Graph[str]:
    """The bipartite graph of regions and themes of both levels, checked.

    Parameters
    ----------
    areas, regions, themes, memberships : DataFrame
        Fitted of a run.

    Returns
    -------
    networkx.Graph
        Nodes "region:<id>" (bipartite 0) and "theme:<id>" or "niche:<id>" (bipartite 1) with kind, label and what else
        their table holds; edges with weight (strongest membership, in (0, 1]), count (number of areas) and areas
        (their texts, joined with "; "). Every attribute is a text or a number, so that Gephi reads it.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(name="regions and themes")
    for region in regions.to_dict("records"):
        attributes = {"label": region["region"], "country": region["country"], "period": region["period"]}
        graph.add_node(f"region:{region['region_id']}", bipartite=0, kind="region", **attributes)
    for theme in themes.to_dict("records"):
        graph.add_node(
            f"{theme['level']}:{theme['theme_id']}",
            bipartite=1,
            kind=theme["level"],
            label=theme["label"],
            parent=theme["parent_id"],
        )
    texts = areas[["area_id", "region_id"]].assign(text=area_texts(areas))
    linked = memberships.merge(texts, on="area_id").merge(themes[["theme_id", "level"]], on="theme_id")
    edges = linked.groupby(["region_id", "level", "theme_id"], sort=True).agg(
        weight=("membership", "max"), count=("text", "size"), texts=("text", list)
    )
    for (region_id, level, theme_id), weight, count, named in edges.itertuples():
        graph.add_edge(
            f"region:{region_id}",
            f"{level}:{theme_id}",
            weight=float(weight),
            count=int(count),
            areas="; ".join(sorted(set(named))),
        )
    check_graph(graph)
    return graph


def check_graph(graph: nx.Graph[str]) -> None:
    """Raise RunError unless the graph is bipartite as it says and its attributes are texts and numbers.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("region:A", "region:B")])
    >>> nx.set_node_attributes(graph, 0, "bipartite")
    >>> check_graph(graph)
    Traceback (most recent call last):
    ...
    matcher.errors.RunError: graph: an edge joins 'region:A' and 'region:B', which are on the same side
    """
    for one, other in graph.edges:
        if graph.nodes[one]["bipartite"] == graph.nodes[other]["bipartite"]:
            raise RunError(f"graph: an edge joins {one!r} and {other!r}, which are on the same side")
    attributes = [(node, data) for node, data in graph.nodes(data=True)]
    attributes += [(f"{one} - {other}", data) for one, other, data in graph.edges(data=True)]
    for place, data in attributes:
        for name, value in data.items():
            if not isinstance(value, str | int | float):
                raise RunError(f"graph, {place}: attribute {name}", expected="a text or a number", found=repr(value))
