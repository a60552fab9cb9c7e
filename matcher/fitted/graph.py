"""The bipartite region-theme graph, and its matrix view.

Regions are one side, broad themes and niches the other. An edge says that an area of the region belongs to the theme;
its weight is the strongest membership. The scores use the 0/1 matrix of regions and niches.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import ADDED, HORIZONTAL, NAME, SURE, area_texts
from matcher.errors import RunError

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "Named", "build_graph", "check_graph", "counts", "membership_matrix", "named_concepts", "portfolios", "presence",
    "sure",
]  # fmt: skip

Matrix = npt.NDArray[np.float64]


class Named(NamedTuple):
    """A concept that an area names, or a part of it ("" for none); alone where that speaks of nothing else."""

    text: str
    part: str
    concept: str
    alone: bool


def sure(memberships: pd.DataFrame) -> pd.DataFrame:
    """Memberships of areas that clearly speak for their niche: a score of `SURE`, or none told.

    What only a part or a description names is not among them where the area's name has a subject. Parts were found for
    some regions and not for others, and may be examples: were they counted, ranks would follow who wrote more. Nor is a
    niche that the name alone says while its parts name other things ("Bio-based industries": farming, forestry, food).

    Examples
    --------
    >>> rows = [("A-1", "rail", 1.0), ("A-2", "ports", 0.3), ("A-3", "food", float("nan"))]
    >>> table = pd.DataFrame(rows, columns=["area_id", "theme_id", "score"])
    >>> sure(table)["theme_id"].tolist()
    ['rail', 'food']

    The first area has a name with a subject; that of the third has none, and leaves it to its parts:

    >>> parts = pd.DataFrame([("A-1", "steel", 1.0)], columns=["area_id", "theme_id", "score"])
    >>> both = pd.concat([table.assign(by=["name", "name", "part"]), parts.assign(by="part")], ignore_index=True)
    >>> sure(both)["theme_id"].tolist()
    ['rail', 'food']
    """
    clear = memberships if "score" not in memberships else memberships[~(memberships["score"] < SURE)]
    if "by" not in memberships:
        return clear
    added = clear["by"].isin(ADDED)
    subjects = memberships.loc[~memberships["by"].isin(ADDED) & (memberships["theme_id"] != HORIZONTAL), "area_id"]
    return clear[(clear["by"] == NAME) | (added & ~clear["area_id"].isin(set(subjects)))]


def named_concepts(areas: pd.DataFrame, memberships: pd.DataFrame, niche_ids: Collection[str]) -> pd.DataFrame:
    """What the areas that surely mean a niche name of it; broad themes are passed over.

    Returns
    -------
    DataFrame
        region_id, theme_id, text (the area), part (the part that names it; "" where the name or the description does),
        concept (below the niche, or the niche itself; one a row), alone (whether the area, or the part, speaks of
        nothing else).
    """
    texts = areas[["area_id", "region_id"]].assign(text=area_texts(areas))
    told = memberships[memberships["theme_id"].isin(niche_ids)].copy()
    named = told["concept"].replace("", np.nan) if "concept" in told else told["theme_id"]
    told["concept"] = named.fillna(told["theme_id"])
    told["part"] = told["evidence"].where(told["by"] == "part", "") if "by" in told else ""
    told["alone"] = told.groupby(["area_id", "part"])["concept"].transform("nunique") == 1
    linked = sure(told).merge(texts, on="area_id")
    linked["concept"] = linked["concept"].str.split(";")
    return linked.explode("concept")[["region_id", "theme_id", "text", "part", "concept", "alone"]]


def presence(
    areas: pd.DataFrame, memberships: pd.DataFrame, region_ids: Sequence[str], niche_ids: Sequence[str]
) -> Matrix:
    """Which region works on which niche, as a 0/1 matrix.

    Parameters
    ----------
    areas : DataFrame
        Columns area_id and region_id.
    memberships : DataFrame
        Columns area_id, theme_id and membership (above 0); themes other than `niche_ids` are passed over.
    region_ids, niche_ids : sequence of str
        Rows and columns of the result; regions without a niche stay as rows of zeros.

    Returns
    -------
    ndarray (n_regions, n_niches)
        x_ri = 1 where some area of region r belongs to niche i, else 0.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_id": ["A-1", "B-1"], "region_id": ["A", "B"]})
    >>> memberships = pd.DataFrame({"area_id": ["A-1"], "theme_id": ["n001"], "membership": [0.7]})
    >>> presence(areas, memberships, ["A", "B"], ["n001", "n002"])
    array([[1., 0.],
           [0., 0.]])
    """
    x = np.zeros((len(region_ids), len(niche_ids)))
    linked = memberships[memberships["theme_id"].isin(niche_ids)].merge(areas[["area_id", "region_id"]], on="area_id")
    rows = pd.Index(region_ids).get_indexer(pd.Index(linked["region_id"]))
    columns = pd.Index(niche_ids).get_indexer(pd.Index(linked["theme_id"]))
    x[rows, columns] = 1.0
    return x


def counts(
    areas: pd.DataFrame, memberships: pd.DataFrame, region_ids: Sequence[str], niche_ids: Sequence[str]
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
    >>> areas = pd.DataFrame({"area_id": ["A-1", "A-2", "B-1"], "region_id": ["A", "A", "B"]})
    >>> memberships = pd.DataFrame(
    ...     {"area_id": ["A-1", "A-2", "A-2"], "theme_id": ["n001", "n001", "n002"], "membership": [0.7, 1.0, 0.5]}
    ... )
    >>> counts(areas, memberships, ["A", "B"], ["n001", "n002"])
    array([[2., 1.],
           [0., 0.]])
    """
    of_areas = (membership_matrix(areas, memberships, niche_ids) > 0).astype(np.float64)
    found = np.zeros((len(region_ids), len(niche_ids)))
    rows = pd.Index(region_ids).get_indexer(pd.Index(areas["region_id"]))
    np.add.at(found, rows[rows >= 0], of_areas[rows >= 0])
    return found


def membership_matrix(areas: pd.DataFrame, memberships: pd.DataFrame, niche_ids: Sequence[str]) -> Matrix:
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
    >>> areas = pd.DataFrame({"area_id": ["A-1", "B-1"]})
    >>> memberships = pd.DataFrame({"area_id": ["A-1"], "theme_id": ["n001"], "membership": [0.7]})
    >>> membership_matrix(areas, memberships, ["n001", "n002"])
    array([[0.7, 0. ],
           [0. , 0. ]])
    """
    m = np.zeros((len(areas), len(niche_ids)))
    linked = memberships[memberships["theme_id"].isin(niche_ids) & memberships["area_id"].isin(areas["area_id"])]
    rows = pd.Index(areas["area_id"]).get_indexer(pd.Index(linked["area_id"]))
    columns = pd.Index(niche_ids).get_indexer(pd.Index(linked["theme_id"]))
    m[rows, columns] = linked["membership"].to_numpy(dtype=np.float64)
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
