"""How related two niches are: sources kept apart, and their blend.

All matrices are (n_niches, n_niches), symmetric, at least 0, with a zero diagonal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError

__all__ = [
    "DEFAULT_WEIGHTS",
    "Agreement",
    "agreement",
    "blend",
    "closeness",
    "cooccurrence",
    "known",
    "revealed",
    "semantic",
]

Matrix = npt.NDArray[np.float64]

#: Weights of the sources in the blend. Revealed relatedness alone favours partners with long lists, closeness in
#: meaning alone favours near-synonyms; the README says what was compared.
DEFAULT_WEIGHTS = {"revealed": 0.3, "semantic": 0.7}


def cooccurrence(x: Matrix, p: Matrix) -> tuple[Matrix, Matrix]:
    """How many regions work on both niches, and how many would by chance.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    p : ndarray (n_regions, n_niches)
        Presence expected by chance.

    Returns
    -------
    together, expected : ndarray (n_niches, n_niches)
        C_ij = sum_r x_ri x_rj and sum_r P_ri P_rj, both with a zero diagonal (as the EconGeo R package has it).

    Examples
    --------
    >>> x = np.array([[1.0, 1.0], [1.0, 0.0]])
    >>> cooccurrence(x, np.full((2, 2), 0.5))
    (array([[0., 1.], [1., 0.]]), array([[0. , 0.5], [0.5, 0. ]]))
    """
    return _hollow(x.T @ x), _hollow(p.T @ p)


def known(niche_ids: Sequence[str], links: Iterable[tuple[str, str, int]]) -> Matrix:
    """Relatedness that people know of: the strongest link between two niches, whatever its type and direction.

    phi_ij = max strength / 3, 0 where nothing links the two. Source: the vocabulary's relations.

    Parameters
    ----------
    niche_ids : sequence of str
        Rows and columns.
    links : iterable of (niche, niche, strength)
        Strengths 1 to 3; links of niches that are not among `niche_ids` are left out.

    Examples
    --------
    >>> known(["rail", "steel", "food"], [("steel", "rail", 3), ("rail", "steel", 1), ("steel", "ships", 2)])
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 0., 0.]])
    """
    place = {niche: number for number, niche in enumerate(niche_ids)}
    phi = np.zeros((len(place), len(place)))
    for one, other, strength in links:
        if one in place and other in place:
            pair = place[one], place[other]
            phi[pair] = phi[pair[::-1]] = max(phi[pair], strength / 3)
    return phi


class Agreement(NamedTuple):
    """How two sources of relatedness agree over all pairs of niches."""

    #: Pairs that the first source relates, and all others.
    linked: int
    unlinked: int
    #: Regions that list both niches of such pairs, over what chance gives.
    linked_ratio: float
    unlinked_ratio: float
    #: Probability that a linked pair exceeds chance by more than an unlinked one; 0.5 is no agreement.
    auc: float


def agreement(phi: Matrix, together: Matrix, expected: Matrix) -> Agreement:
    """Whether niches that `phi` relates stand together in regions' portfolios more often than others.

    Parameters
    ----------
    phi : ndarray (n_niches, n_niches)
        A source of relatedness; pairs above 0 are linked.
    together, expected : ndarray (n_niches, n_niches)
        How many regions list both niches, and would by chance; see `cooccurrence`.

    Examples
    --------
    Three niches; the linked pair stands together in 4 regions where chance gives 2, the other two pairs in 1 and 2:

    >>> phi = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> together = np.array([[0.0, 4.0, 1.0], [4.0, 0.0, 2.0], [1.0, 2.0, 0.0]])
    >>> agreement(phi, together, np.full((3, 3), 2.0))
    Agreement(linked=1, unlinked=2, linked_ratio=2.0, unlinked_ratio=0.75, auc=1.0)
    """
    pairs = np.triu_indices(len(phi), k=1)
    linked = phi[pairs] > 0
    counts, chance = together[pairs], expected[pairs]
    excess = np.round((counts - chance) / np.sqrt(np.maximum(chance, 1e-9)), 9)
    of_linked, of_others = excess[linked], np.sort(excess[~linked])
    below = np.searchsorted(of_others, of_linked, side="left")
    up_to = np.searchsorted(of_others, of_linked, side="right")
    total = max(1, len(of_linked) * len(of_others))

    def ratio(chosen: npt.NDArray[np.bool_]) -> float:
        return float(counts[chosen].sum() / chance[chosen].sum()) if chance[chosen].sum() > 0 else float("nan")

    auc = float((below + up_to).sum() / 2 / total) if len(of_linked) and len(of_others) else float("nan")
    return Agreement(int(linked.sum()), int((~linked).sum()), ratio(linked), ratio(~linked), auc)


def revealed(x: Matrix, p: Matrix, floor: float = 1.0) -> Matrix:
    """Co-occurrence in regions' portfolios as excess over chance.

    z_ij = (C_ij - sum_r P_ri P_rj) / sqrt(sum_r P_ri P_rj (1 - P_ri P_rj)); phi_ij = z_ij where it is at least `floor`,
    else 0 (negative, or within what chance gives), scaled to a largest value of 1. Source: Teece, Rumelt, Dosi and
    Winter (1994) for the idea; the bipartite configuration model (Saracco and others 2015) for chance.

    Parameters
    ----------
    x, p : ndarray (n_regions, n_niches)
        0/1 presence, and presence expected by chance.
    floor : float
        Smallest z that counts.

    Returns
    -------
    ndarray (n_niches, n_niches)

    Examples
    --------
    Three regions; niches 0 and 1 go together, niche 2 stands alone:

    >>> x = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> revealed(x, np.full((3, 3), 0.5)).round(3)
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 0., 0.]])
    """
    together, expected = cooccurrence(x, p)
    variance = expected - _hollow((p**2).T @ (p**2))
    z = np.divide(
        together - expected, np.sqrt(np.maximum(variance, 0)), out=np.zeros_like(expected), where=variance > 0
    )
    return _scaled(np.where(z >= floor, z, 0.0))


def semantic(centroids: Matrix, floor: float = 0.3, twin: float = 0.58) -> Matrix:
    """Closeness in meaning: cosine of the niches' centroids after the mean centroid is removed.

    Niches that are closer than `twin` are near-synonyms, of which regions list one or the other (in the bundled data 5
    regions list both "Health" and "Health and life sciences", where chance would give 16); they get 0, and so do niches
    below `floor`, whose closeness means nothing.

    Parameters
    ----------
    centroids : ndarray (n_niches, d)
        Unit vectors.
    floor : float
        Cosine below which two niches count as unrelated.
    twin : float
        Cosine above which two niches count as twins.

    Returns
    -------
    ndarray (n_niches, n_niches)
        Cosines as they are, 0 or in [floor, twin].

    Examples
    --------
    >>> semantic(np.array([[1.0, 0.0], [0.6, 0.8], [-1.0, 0.0]])).round(2)
    array([[0.  , 0.32, 0.  ],
           [0.32, 0.  , 0.  ],
           [0.  , 0.  , 0.  ]])
    """
    cosine = closeness(centroids)
    return np.where((cosine >= floor) & (cosine <= twin), cosine, 0.0)


def closeness(centroids: Matrix) -> Matrix:
    """Cosine of the niches' centroids after the mean centroid is removed, in [-1, 1], with a zero diagonal.

    Rounded to six decimals, so that thresholds do not depend on the last bits of a machine's arithmetic.

    Examples
    --------
    >>> closeness(np.array([[1.0, 0.0], [0.6, 0.8], [-1.0, 0.0]])).round(2)
    array([[ 0.  ,  0.32, -0.86],
           [ 0.32,  0.  , -0.76],
           [-0.86, -0.76,  0.  ]])
    """
    moved = centroids - centroids.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    unit = np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 1e-9)
    cosine = np.round(unit @ unit.T, 6)
    return _hollow(np.minimum(cosine, cosine.T))


def blend(sources: Mapping[str, Matrix], weights: Mapping[str, float]) -> Matrix:
    """Weighted sum of sources, each first brought to the same total, then scaled to a largest value of 1.

    phi = sum_k w_k phi_k / sum(phi_k); a source without any relation has no say.

    Parameters
    ----------
    sources : mapping of str to ndarray (n_niches, n_niches)
    weights : mapping of str to float
        At least 0, one for each source.

    Examples
    --------
    >>> one = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> other = np.array([[0.0, 0.0, 0.2], [0.0, 0.0, 0.0], [0.2, 0.0, 0.0]])
    >>> blend({"known": one, "semantic": other}, {"known": 1, "semantic": 3}).round(3)
    array([[0.   , 0.333, 1.   ],
           [0.333, 0.   , 0.   ],
           [1.   , 0.   , 0.   ]])
    """
    if set(weights) != set(sources) or min(weights.values()) < 0:
        raise SettingError("weights of relatedness", expected=f"one at least 0 for each of {sorted(sources)}",
                           found=str(dict(weights)))  # fmt: skip
    total = sum(
        (weights[name] / matrix.sum() * matrix for name, matrix in sources.items() if matrix.sum() > 0),
        start=np.zeros_like(next(iter(sources.values()))),
    )
    return _scaled(total)


def _hollow(matrix: Matrix) -> Matrix:
    hollow = matrix.astype(np.float64)
    np.fill_diagonal(hollow, 0.0)
    return hollow


def _scaled(matrix: Matrix) -> Matrix:
    largest = matrix.max(initial=0.0)
    return matrix / largest if largest > 0 else matrix
