"""Sources of relatedness between niches: what people know, what portfolios reveal, what words mean.

All matrices are (n_niches, n_niches), symmetric, at least 0, with a zero diagonal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.relatedness.normalised import association, cosine, jaccard, probability, proximity, spanning

__all__ = [
    "PORTFOLIO_SOURCES",
    "SOURCES",
    "closeness",
    "colisted",
    "cooccurrence",
    "portfolio_sources",
    "revealed",
    "scaled",
    "semantic",
]

Matrix = npt.NDArray[np.float64]

#: Sums over regions are rounded, so that the number of threads does not move their last bits.
DECIMALS = 12
#: Listings by chance that are added to what is seen and to what is expected.
SHRUNK = 3.0


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
    return _hollow(x.T @ x), _hollow((p.T @ p).round(DECIMALS))


def colisted(together: npt.ArrayLike, expected: npt.ArrayLike) -> Matrix:
    """How many times as often as by chance regions list both of two niches, shrunk: (C_ij + 3) / (E_ij + 3).

    Three listings by chance are added on either side, so that one listing of two rare niches, where chance would give
    almost none, says little. On the bundled portfolios co-listings as a whole equal chance, so that this is told and
    ranks nothing.

    Parameters
    ----------
    together, expected : array_like
        See `cooccurrence`.

    Examples
    --------
    >>> colisted([1, 9], [0.0, 5.0]).round(2)
    array([1.33, 1.5 ])
    """
    found: Matrix = (np.asarray(together) + SHRUNK) / (np.asarray(expected) + SHRUNK)
    return found


def revealed(x: Matrix, p: Matrix, *, floor: float = 1.0) -> Matrix:
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
    variance = expected - _hollow(((p**2).T @ (p**2)).round(DECIMALS))
    z = np.divide(
        together - expected, np.sqrt(np.maximum(variance, 0)), out=np.zeros_like(expected), where=variance > 0
    )
    return scaled(np.where(z >= floor, z, 0.0))


def semantic(centroids: Matrix, floor: float = 0.3, *, twin: float = 0.58) -> Matrix:
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


def scaled(matrix: Matrix) -> Matrix:
    """The matrix over its largest value; a matrix of zeros stays as it is."""
    largest = matrix.max(initial=0.0)
    return matrix / largest if largest > 0 else matrix


def _hollow(matrix: Matrix) -> Matrix:
    hollow = matrix.astype(np.float64)
    np.fill_diagonal(hollow, 0.0)
    return hollow


#: Sources that are read from regions' portfolios.
PORTFOLIO_SOURCES = ("revealed", "proximity", "association", "cosine", "jaccard", "probability", "spanning")
#: All sources: what people know, what portfolios say, and how close the words are.
SOURCES = ("known", *PORTFOLIO_SOURCES, "semantic")


def portfolio_sources(x: Matrix, p: Matrix, memberships: Matrix) -> dict[str, Matrix]:
    """Relatedness from each of `PORTFOLIO_SOURCES`.

    What a single region lists beside a rare niche may be all that the niche is related to here, so none of them leads
    an explanation. Two niches are not asked to be listed together by two regions: a number of regions says something
    else of 20 regions than of 200, and listing every region twice would change what is related.

    Parameters
    ----------
    x, p : ndarray (n_regions, n_niches)
        0/1 presence, and presence expected by chance.
    memberships : ndarray (n_areas, n_niches)
        How far each area belongs to each niche; for `spanning`.

    Returns
    -------
    dict of str to ndarray (n_niches, n_niches)

    Examples
    --------
    Both regions list niches 0 and 1, one of them in one area:

    >>> found = portfolio_sources(np.ones((2, 2)), np.full((2, 2), 0.9), np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))
    >>> sorted(found) == sorted(PORTFOLIO_SOURCES), float(found["proximity"][0, 1])
    (True, 1.0)
    """
    return {
        "revealed": revealed(x, p),
        "proximity": proximity(x),
        "association": association(x),
        "cosine": cosine(x),
        "jaccard": jaccard(x),
        "probability": probability(x),
        "spanning": spanning(memberships),
    }
