"""The bipartite region-theme graph, and its matrix view.

Regions are one side, broad themes and niches the other. An edge says that an area of the region belongs to the theme;
its weight is the strongest membership. The scores use the 0/1 matrix of regions and niches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.errors import RunError
from matcher.records import area_texts

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["belonging", "build_graph", "check_graph", "presence"]

Matrix = npt.NDArray[np.float64]


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


def belonging(areas: pd.DataFrame, memberships: pd.DataFrame, niche_ids: Sequence[str]) -> Matrix:
    """Which area belongs to which niche, as a 0/1 matrix (n_areas, n_niches), rows in the order of `areas`.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_id": ["A-1", "B-1"]})
    >>> memberships = pd.DataFrame({"area_id": ["A-1", "A-1"], "theme_id": ["n001", "t01"]})
    >>> belonging(areas, memberships, ["n001", "n002"])
    array([[1., 0.],
           [0., 0.]])
    """
    belongs = np.zeros((len(areas), len(niche_ids)))
    rows = pd.Index(areas["area_id"]).get_indexer(pd.Index(memberships["area_id"]))
    columns = pd.Index(niche_ids).get_indexer(pd.Index(memberships["theme_id"]))
    linked = (rows >= 0) & (columns >= 0)
    belongs[rows[linked], columns[linked]] = 1.0
    return belongs


def build_graph(
    areas: pd.DataFrame, regions: pd.DataFrame, themes: pd.DataFrame, memberships: pd.DataFrame
) -> nx.Graph[str]:
    """The bipartite graph of regions and themes of both levels, checked.

    Parameters
    ----------
    areas, regions, themes, memberships : DataFrame
        Tables of a run.

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
    for (region_id, level, theme_id), group in linked.groupby(["region_id", "level", "theme_id"], sort=True):
        graph.add_edge(
            f"region:{region_id}",
            f"{level}:{theme_id}",
            weight=float(group["membership"].max()),
            count=len(group),
            areas="; ".join(sorted(set(group["text"]))),
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
