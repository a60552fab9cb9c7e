"""The blend of sources of relatedness, and how sources agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.relatedness.sources import scaled
from matcher.settings import DEFAULT_WEIGHTS, WEIGHTS_UNKNOWN

__all__ = ["DEFAULT_WEIGHTS", "WEIGHTS_UNKNOWN", "Agreement", "agreement", "blend"]

Matrix = npt.NDArray[np.float64]


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
    usable = all(math.isfinite(weight) and weight >= 0 for weight in weights.values())
    if set(weights) != set(sources) or not usable or sum(weights.values()) <= 0:
        expected = f"one at least 0 for each of {sorted(sources)}, not all 0"
        raise SettingError("weights of relatedness", expected=expected, found=str(dict(weights)))
    total = sum(
        (weights[name] / matrix.sum() * matrix for name, matrix in sources.items() if matrix.sum() > 0),
        start=np.zeros_like(next(iter(sources.values()))),
    )
    return scaled(total)
