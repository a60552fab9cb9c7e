"""How a region stands to a niche: it has it, it may have it, or it lacks it.

Lists of areas are short and their words are wide. A niche that is not named may be meant by a wider word, or by one of
nearly the same field, and a sentence that calls it missing would be wrong to whoever reads the list. So

* a region *has* a niche where an area belongs to it;
* it *may have* a niche where it has one of the same theme, one that also stands in that theme, or one near in meaning;
* it *lacks* a niche otherwise.

The niche of a theme as a whole follows the same rule: it covers the niches of its theme, and any of these covers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matcher.areas import WHOLE
from matcher.later import pd
from matcher.relatedness import closeness
from matcher.settings import FLOORS

__all__ = [
    "HAS",
    "LACKS",
    "MAY",
    "NEAR_COLUMNS",
    "POSSIBLE_COLUMNS",
    "covering",
    "missing",
    "near_niches",
    "nearly_same",
]

Matrix = npt.NDArray[np.float64]
#: A table: a frame, or its columns.
Table = Mapping[str, Sequence[str]]

HAS, MAY, LACKS = "has", "may", "lacks"
#: Niches that areas could be placed in: their theme, and the second theme in which some of them stand.
POSSIBLE_COLUMNS = ("theme_id", "parent_id", "also_id")
#: Pairs of niches that are near in meaning.
NEAR_COLUMNS = ("niche_a", "niche_b", "closeness")


def near_niches(niche_ids: Sequence[str], centroids: Matrix, *, floor: float = FLOORS.near) -> pd.DataFrame:
    """Pairs of niches that are near in meaning: closeness of their centroids of at least the floor.

    All niches that areas could be placed in are compared, so that what is near does not depend on the data.

    Parameters
    ----------
    niche_ids : sequence of str
    centroids : ndarray (n_niches, d)
        Unit vectors; see `matcher.relatedness.closeness`.
    floor : float, optional
        Closeness from which a list that names one niche may mean the other; see `matcher.settings.Floors`.

    Returns
    -------
    DataFrame
        `NEAR_COLUMNS`, each pair once with its ids in the order given.

    Examples
    --------
    >>> angles = np.deg2rad([0, 50, 180, 230])
    >>> near_niches(["a", "b", "c", "d"], np.column_stack([np.cos(angles), np.sin(angles)])).values.tolist()
    [['a', 'b', 0.642788], ['c', 'd', 0.642788]]
    """
    close = closeness(centroids)
    a, b = np.nonzero(np.triu(close >= floor, k=1))
    ids = np.asarray(niche_ids, dtype=object)
    return pd.DataFrame({"niche_a": ids[a], "niche_b": ids[b], "closeness": close[a, b]}, columns=list(NEAR_COLUMNS))


def covering(possible: pd.DataFrame | Table, near: pd.DataFrame | Table) -> Matrix:
    """Which niche covers which: a region that has niche i has, or may have, niche j where the value is 1.

    c_ij = 1 where i = j, where the theme of j is the theme or the second theme of i, or where i and j are near in
    meaning; else 0. Whether j also stands in the theme of i is not asked: a list that names a field need not mean what
    borders on it.

    Parameters
    ----------
    possible : DataFrame or mapping
        `POSSIBLE_COLUMNS`, a row a niche.
    near : DataFrame or mapping
        `NEAR_COLUMNS`.

    Returns
    -------
    ndarray (n_niches, n_niches)
        0/1, rows i and columns j as in `possible`.

    Examples
    --------
    Batteries stand in energy and also in transport, so they cover rail, but rail does not cover batteries:

    >>> possible = {"theme_id": ["batteries", "rail", "food"], "parent_id": ["energy", "transport", "food"],
    ...             "also_id": ["transport", "", ""]}
    >>> covering(possible, {"niche_a": [], "niche_b": []})
    array([[1., 1., 0.],
           [0., 1., 0.],
           [0., 0., 1.]])
    """
    parents, also = (np.array(list(possible[name]), dtype=str) for name in ("parent_id", "also_id"))
    covers = ((parents[:, None] == parents[None, :]) | (also[:, None] == parents[None, :])) & (parents != "")[None, :]
    place = {niche: number for number, niche in enumerate(possible["theme_id"])}
    for one, other in zip(near["niche_a"], near["niche_b"], strict=True):
        if one in place and other in place:
            covers[place[one], place[other]] = covers[place[other], place[one]] = True
    np.fill_diagonal(covers, True)
    found: Matrix = covers.astype(np.float64)
    return found


def nearly_same(possible: pd.DataFrame | Table, near: pd.DataFrame | Table) -> Matrix:
    """Which niches may be one field under two names: a theme as a whole and its niches, and those near in meaning.

    Less than `covering`: two niches of a theme, such as railways and cars, cannot be called missing where the other is
    named, and are not the same field either.

    Returns
    -------
    ndarray (n_niches, n_niches)
        0/1, symmetric.

    Examples
    --------
    >>> possible = {"theme_id": ["rail", "cars", "transport_general"], "parent_id": ["transport"] * 3}
    >>> nearly_same(possible, {"niche_a": [], "niche_b": []})
    array([[1., 0., 1.],
           [0., 1., 1.],
           [1., 1., 1.]])
    """
    niches, alone = list(possible["theme_id"]), [""] * len(possible["theme_id"])
    whole = np.array([niche.endswith(WHOLE) for niche in niches], dtype=bool)
    of_theme = {"theme_id": niches, "parent_id": list(possible["parent_id"]), "also_id": alone}
    theme = covering(of_theme, {"niche_a": [], "niche_b": []}) * (whole[:, None] | whole[None, :])
    strangers = {"theme_id": niches, "parent_id": niches, "also_id": alone}
    found: Matrix = np.maximum(theme, covering(strangers, near))
    return found


def missing(x: Matrix, covers: Matrix, niche_ids: Sequence[str]) -> Matrix:
    """Which specific niches regions lack: m_rj = 1 where no niche of r covers j, and 0 for the whole of a theme.

    The whole of a theme is never what a partner brings: it names no field that one could look for.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    covers : ndarray (n_niches, n_niches)
        See `covering`.
    niche_ids : sequence of str

    Returns
    -------
    ndarray (n_regions, n_niches)

    Examples
    --------
    >>> covers = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    >>> missing(np.array([[1.0, 0.0, 0.0, 0.0]]), covers, ["batteries", "rail", "food", "health_general"])
    array([[0., 0., 1., 0.]])
    """
    specific = np.array([not niche.endswith(WHOLE) for niche in niche_ids], dtype=np.float64)
    found: Matrix = (x @ covers == 0) * specific
    return found
