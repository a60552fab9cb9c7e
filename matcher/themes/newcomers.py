"""Niches that the guide does not have: names that fit nothing in it, and are alike among themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from matcher.files.kept import Arrays, kept_arrays, key_of, written_by
from matcher.settings import FLOORS, Floors
from matcher.spelling import label_key
from matcher.themes.discovered import cut_tree, merge_heights, typical_names

__all__ = ["OWN", "Newcomer", "newcomers"]

Matrix = npt.NDArray[np.float64]

#: Begins the id of a niche that is not the vocabulary's.
OWN = "own_"
#: Names that fit no niche form a group when they are at least so many.
ENOUGH = 3


class Newcomer(NamedTuple):
    """A niche of the data's own: its id and label, the places of its names, and its centre."""

    id: str
    label: str
    members: npt.NDArray[np.intp]
    centroid: Matrix


def newcomers(
    vectors: Matrix, names: Sequence[str], weights: Matrix, closeness: Matrix, *, floors: Floors = FLOORS
) -> list[Newcomer]:
    """Groups of at least three names that fit no niche well, and are alike by average linkage.

    Parameters
    ----------
    vectors : ndarray (n, d)
        Unit vectors of the names, whose order does not matter.
    names : sequence of str
    weights : ndarray (n,)
        How many regions work on each; for the label.
    closeness : ndarray (n,)
        Cosine of each name with the example that is nearest to it.
    floors : Floors, optional
        `outlying`, below which a name fits no niche, and `alike`, from which names form a group.

    Examples
    --------
    >>> vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.96, 0.28], [0.0, 1.0]])
    >>> found = newcomers(vectors, ["Falcons", "Hawks", "Falconry", "Food"], np.ones(4), np.array([0.2, 0.1, 0.3, 1.0]))
    >>> found[0].id, found[0].label, found[0].members
    ('own_falconry', 'Falconry', array([0, 1, 2]))
    """
    outlying = np.flatnonzero(closeness.round(4) < floors.outlying)
    order = np.array(sorted(outlying.tolist(), key=lambda place: names[place]), dtype=np.intp)
    if len(order) < ENOUGH:
        return []
    clusters = _clusters(vectors[order], floors.alike)
    labels = typical_names([names[place] for place in order], vectors[order], weights[order], clusters)
    found = []
    for cluster, label in enumerate(labels):
        members = np.sort(order[clusters == cluster])
        if len(members) >= ENOUGH:
            centre = vectors[members].sum(axis=0)
            own_id = OWN + re.sub(r"\W+", "_", label_key(label))
            found.append(Newcomer(own_id, label, members, centre / np.linalg.norm(centre)))
    return sorted(found, key=lambda newcomer: newcomer.id)


def _clusters(vectors: Matrix, alike: float) -> npt.NDArray[np.intp]:
    """The group of each name (n,), kept for the next fit: what clusters takes longer to import than to find them."""

    def made() -> Arrays:
        merges, heights = merge_heights(vectors, "average")
        return {"clusters": cut_tree(merges, len(vectors), len(vectors) - int((heights <= 1 - alike).sum()))}

    key = key_of(written_by("themes"), scipy.__version__, vectors, alike)
    return kept_arrays("newcomers", key, {"clusters": (len(vectors),)}, made)["clusters"]
