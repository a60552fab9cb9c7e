"""Relatedness density: how much of what is related to a niche a region has, and how much a partner would add.

Notation: x_ri in {0, 1} region r works on niche i; phi_ij >= 0 relatedness of niches with a zero diagonal, so that a
niche is not related to itself. A niche without a related niche has density 0 everywhere: there is nothing to have, and
nothing that a partner could add. Densities are per cent and unrounded (the EconGeo R package rounds them).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["added_density", "density", "external_density", "internal_density", "mean_added_density"]

Matrix = npt.NDArray[np.float64]


def density(x: Matrix, phi: Matrix) -> Matrix:
    """Share of the relatedness around each niche that a region has, in per cent.

    density_ri = 100 sum_j x_rj phi_ij / sum_j phi_ij. Sources: Hidalgo, Klinger, Barabasi and Hausmann (2007); Boschma,
    Balland and Kogler (2015).

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    phi : ndarray (n_niches, n_niches)
        Relatedness, at least 0, with a zero diagonal.

    Returns
    -------
    ndarray (n_regions, n_niches)
        In [0, 100]; 0 for a niche without a related niche.

    Examples
    --------
    Niche 0 is related to niche 1 twice as much as to niche 2; region A has 0 and 1, region B has 2:

    >>> x = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> phi = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    >>> density(x, phi).round(1)
    array([[ 66.7, 100. , 100. ],
           [ 33.3,   0. ,   0. ]])
    """
    found: Matrix = 100 * (x @ _shares(phi).T)
    return found


def internal_density(x: Matrix, phi: Matrix) -> Matrix:
    """Density around the niches that a region has: how well they hang together; nan for the niches that it lacks.

    Same formula and sources as `density`, kept where x_ri = 1.

    Examples
    --------
    >>> x = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> phi = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    >>> internal_density(x, phi).round(1)
    array([[ 66.7, 100. ,   nan],
           [  nan,   nan,   0. ]])
    """
    return np.where(x > 0, density(x, phi), np.nan)


def external_density(x: Matrix, phi: Matrix) -> Matrix:
    """Density around the niches that a region lacks: how near they are to it; nan for the niches that it has.

    Same formula and sources as `density`, kept where x_ri = 0.

    Examples
    --------
    >>> x = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> phi = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    >>> external_density(x, phi).round(1)
    array([[  nan,   nan, 100. ],
           [ 33.3,   0. ,   nan]])
    """
    return np.where(x > 0, np.nan, density(x, phi))


def added_density(x: Matrix, phi: Matrix, r: int, s: int) -> Matrix:
    """What a partner would add to the density of a region around each niche, in percentage points.

    ad_i(r <- s) = 100 sum_j phi_ij x_sj (1 - x_rj) / sum_j phi_ij: the density of both together less that of r. The
    idea is that of Balland and Boschma (2021); the formula is our own.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    phi : ndarray (n_niches, n_niches)
        Relatedness.
    r, s : int
        Rows of the region that gains and of its partner.

    Returns
    -------
    ndarray (n_niches,)
        In [0, 100]; 0 for a niche without a related niche, and everywhere for a region with itself.

    Examples
    --------
    Region A has niches 0 and 1, region B has niche 2; around niche 0, A has 66.7 % and B adds the rest:

    >>> x = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> phi = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    >>> added_density(x, phi, 0, 1).round(1)
    array([33.3,  0. ,  0. ])
    """
    added: Matrix = 100 * (_shares(phi) @ (x[s] * (1 - x[r])))
    return added


def mean_added_density(x: Matrix, phi: Matrix) -> Matrix:
    """Added density of all pairs, as its mean over the niches that the region has, in percentage points.

    ad(r <- s) = sum_i x_ri ad_i(r <- s) / sum_i x_ri. Grows with the size of s, as `brings` does: read it beside what
    chance would give, or use complementarity.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    phi : ndarray (n_niches, n_niches)
        Relatedness.

    Returns
    -------
    ndarray (n_regions, n_regions)
        Row: the region that gains; column: its partner. nan on the diagonal, and where either has no niche.

    Examples
    --------
    B adds 33.3 points around niche 0 of A and none around niche 1. Around niche 2, the only one of B, A adds 100:

    >>> x = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> phi = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0], [0.5, 0.0, 0.0]])
    >>> mean_added_density(x, phi).round(1)
    array([[  nan,  16.7],
           [100. ,   nan]])
    """
    sizes = x.sum(axis=1)
    own = np.divide(x, sizes[:, None], out=np.zeros_like(x), where=sizes[:, None] > 0)
    added = 100 * ((own @ _shares(phi)) * (1 - x)) @ x.T
    defined = np.outer(sizes > 0, sizes > 0) & ~np.eye(len(x), dtype=bool)
    return np.where(defined, added, np.nan)


def _shares(phi: Matrix) -> Matrix:
    """phi_ij / sum_j phi_ij, the share of niche j in the relatedness around i (n_niches, n_niches)."""
    sums = phi.sum(axis=1, keepdims=True)
    shares: Matrix = np.divide(phi, sums, out=np.zeros_like(phi), where=sums > 0)
    return shares
