"""All that regions' portfolios say of how related niches are, each source by its name."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.relatedness.normalised import association, cosine, jaccard, probability, proximity, spanning
from matcher.relatedness.sources import revealed

__all__ = ["PORTFOLIO_SOURCES", "SOURCES", "SUPPORT", "portfolio_sources"]

Matrix = npt.NDArray[np.float64]

#: Sources that are read from regions' portfolios.
PORTFOLIO_SOURCES = ("revealed", "proximity", "association", "cosine", "jaccard", "probability", "spanning")
#: How many regions must list both of two niches: one region's list is no pattern.
SUPPORT = 2
#: All sources: what people know, what portfolios say, and how close the words are.
SOURCES = ("known", *PORTFOLIO_SOURCES, "semantic")


def portfolio_sources(x: Matrix, p: Matrix, memberships: Matrix) -> dict[str, Matrix]:
    """Relatedness from each of `PORTFOLIO_SOURCES`, 0 where fewer than `SUPPORT` regions list both niches.

    Without this, what a single region lists beside a rare niche would be all that the niche is related to. Areas that
    span two niches need no such support.

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
    counted = {
        "revealed": revealed(x, p),
        "proximity": proximity(x),
        "association": association(x),
        "cosine": cosine(x),
        "jaccard": jaccard(x),
        "probability": probability(x),
    }
    supported = x.T @ x >= SUPPORT
    return {name: matrix * supported for name, matrix in counted.items()} | {"spanning": spanning(memberships)}
