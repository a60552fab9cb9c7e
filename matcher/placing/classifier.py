"""The linear classifier that places a text: which broad theme, and within it which niche; numpy only.

`matcher.themes.classifier` learns it, a run keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Classes", "Classifier", "softmax"]

Matrix = npt.NDArray[np.float64]


class Classes(Protocol):
    """What gives probabilities: a `Classifier`, or what stands in its place."""

    @property
    def themes(self) -> list[str]:
        """Ids of the broad themes."""

    @property
    def niches(self) -> list[str]:
        """Ids of the niches."""

    @property
    def parents(self) -> npt.NDArray[np.intp]:
        """Place of each niche's theme in `themes`."""

    def probabilities(self, vectors: Matrix) -> tuple[Matrix, Matrix]:
        """P(theme) and P(niche) of each vector."""


@dataclass(frozen=True, eq=False)
class Classifier:
    """Coefficients of a multinomial logistic regression of themes, and of one for the niches of each theme.

    Attributes
    ----------
    themes, niches : list of str
        Ids, sorted.
    parents : ndarray (n_niches,)
        Place of each niche's theme in `themes`.
    theme_weights, niche_weights : ndarray (d + 1, n_themes), (d + 1, n_niches)
        The last row is the intercept.
    """

    themes: list[str]
    niches: list[str]
    parents: npt.NDArray[np.intp]
    theme_weights: Matrix
    niche_weights: Matrix

    def probabilities(self, vectors: Matrix) -> tuple[Matrix, Matrix]:
        """P(theme), and P(niche) = P(theme) P(niche | theme), of each vector.

        Parameters
        ----------
        vectors : ndarray (n, d)

        Returns
        -------
        tuple of ndarray (n, n_themes), (n, n_niches)
        """
        longer = np.column_stack([vectors, np.ones(len(vectors))])
        themes = softmax(longer @ self.theme_weights)
        niches = longer @ self.niche_weights
        for theme in range(len(self.themes)):
            below = np.flatnonzero(self.parents == theme)
            if len(below):
                niches[:, below] = softmax(niches[:, below]) * themes[:, [theme]]
        return themes, niches


def softmax(logits: Matrix) -> Matrix:
    """Each row brought to positive shares that sum to 1."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    total: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return total
