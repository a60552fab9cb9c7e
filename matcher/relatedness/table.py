"""The sources of relatedness and their blend as one table of pairs, and the blend changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.chance import expected_presence
from matcher.errors import SettingError
from matcher.later import pd
from matcher.relatedness.blend import blend
from matcher.relatedness.links import known
from matcher.relatedness.sources import SOURCES, closeness, cooccurrence, portfolio_sources, semantic

__all__ = ["RELATION_COLUMNS", "pair_matrix", "reblend", "relation_table", "silent"]

Matrix = npt.NDArray[np.float64]

#: Columns of the relations: each pair of niches that something relates once, the ids in order; how many regions list
#: both, and would by chance; how close their meanings are; relatedness from each source, and blended.
RELATION_COLUMNS = ("niche_a", "niche_b", "together", "together_expected", "closeness", *SOURCES, "relatedness")


def relation_table(
    niche_ids: Sequence[str],
    x: Matrix,
    memberships: Matrix,
    centroids: Matrix,
    links: pd.DataFrame,
    weights: Mapping[str, float],
    floor: float,
    *,
    twin: float = 0.58,
    held: npt.ArrayLike = 1.0,
) -> pd.DataFrame:
    """Each pair of niches that some source relates or some region lists together, once.

    Parameters
    ----------
    niche_ids : sequence of str
        In order.
    x : ndarray (n_regions, n_niches)
        0/1 presence in the portfolios that reveal relatedness.
    memberships : ndarray (n_areas, n_niches)
        How far each of their areas belongs to each niche.
    centroids : ndarray (n_niches, d)
        Unit vectors of the niches.
    links : DataFrame
        What people know; see `matcher.relatedness.known_links`.
    weights : mapping of str to float
        Weights of some of `SOURCES` in the blend.
    floor : float
        Cosine from which closeness in meaning counts; see `semantic`.
    twin : float
        Cosine above which two niches are near-synonyms; see `semantic`.
    held : array_like (n_links,)
        How often each link holds; see `matcher.relatedness.held_shares`.

    Returns
    -------
    DataFrame
        `RELATION_COLUMNS`.
    """
    p = expected_presence(x)
    sources = {"known": known(niche_ids, links, held=held), **portfolio_sources(x, p, memberships)}
    sources["semantic"] = semantic(centroids, floor, twin=twin)
    together, expected = cooccurrence(x, p)
    a, b = np.triu_indices(len(niche_ids), k=1)
    ids = np.asarray(niche_ids, dtype=object)
    table = pd.DataFrame(
        {
            "niche_a": ids[a],
            "niche_b": ids[b],
            "together": together[a, b].astype("int64"),
            "together_expected": expected[a, b],
            "closeness": closeness(centroids)[a, b],
            **{name: sources[name][a, b] for name in SOURCES},
        }
    )
    kept = (table["together"] > 0) | (table[list(SOURCES)] > 0).any(axis=1)
    return reblend(table[kept].reset_index(drop=True), weights)[list(RELATION_COLUMNS)]


def reblend(relations: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """The relations with the column `relatedness` blended anew; see `matcher.relatedness.blend`.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"niche_a": ["a", "a"], "niche_b": ["b", "c"], "known": [1.0, 0.0], "jaccard": [0.5, 0.5]})
    >>> reblend(table, {"known": 1, "jaccard": 3})["relatedness"].round(3).tolist()
    [1.0, 0.6]
    """
    if unknown := sorted(set(weights) - set(SOURCES)):
        raise SettingError(f"source of relatedness {unknown[0]!r}", expected="one of " + ", ".join(SOURCES))
    columns = {name: relations[name].to_numpy(dtype=np.float64) for name in weights}
    return relations.assign(relatedness=blend(columns, weights))


def silent(relations: pd.DataFrame, weights: Mapping[str, float]) -> list[str]:
    """Sources with a weight that relate none of the niches, and so have no say in the blend.

    Examples
    --------
    >>> import pandas as pd
    >>> silent(pd.DataFrame({"known": [0.0], "jaccard": [0.5]}), {"known": 1, "jaccard": 3})
    ['known']
    """
    return [name for name, weight in weights.items() if weight > 0 and not (relations[name] > 0).any()]


def pair_matrix(
    relations: pd.DataFrame | Mapping[str, Sequence[Any]], niche_ids: Sequence[str], *, column: str = "relatedness"
) -> Matrix:
    """A column of the relations as a symmetric matrix (n_niches, n_niches), 0 where a pair is not listed.

    Examples
    --------
    >>> pair_matrix({"niche_a": ["a"], "niche_b": ["b"], "jaccard": [0.5]}, ["a", "b"], column="jaccard")
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    phi = np.zeros((len(niche_ids), len(niche_ids)))
    place = {niche: number for number, niche in enumerate(niche_ids)}
    a, b = (np.array([place[niche] for niche in relations[name]], dtype=np.intp) for name in ("niche_a", "niche_b"))
    phi[a, b] = phi[b, a] = np.array(relations[column], dtype=np.float64)
    return phi
