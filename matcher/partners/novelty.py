"""How new a partner is: whether it is known from a partnership or a joint project, and whether it is a strong one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NOVELTY", "STRONG_SHARE", "known_partners", "novelty", "strong"]

#: The four readings of a partner.
NOVELTY = ("new and strong", "known and strong", "known and weak", "new and weak")
#: Strong partners are among this share of all others.
STRONG_SHARE = 0.1


def known_partners(pairs: pd.DataFrame, region_id: str) -> dict[str, list[str]]:
    """Ids of a region's known partners, with the names of the partnerships that they share.

    Parameters
    ----------
    pairs : DataFrame
        region_a_id, region_b_id, names (a list), each unordered pair once, as `known_pairs` gives.
    region_id : str

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"region_a_id": ["A", "B"], "region_b_id": ["B", "C"], "names": [["P"], ["P", "Q"]]})
    >>> known_partners(pairs, "B")
    {'A': ['P'], 'C': ['P', 'Q']}
    """
    own = pairs[(pairs["region_a_id"] == region_id) | (pairs["region_b_id"] == region_id)]
    found: dict[str, list[str]] = {}
    for a, b, names in zip(own["region_a_id"], own["region_b_id"], own["names"], strict=True):
        found[b if a == region_id else a] = list(names)
    return dict(sorted(found.items()))


def strong(ranks: npt.ArrayLike, excess: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each partner is strong: among the first tenth of all that have a rank, and above what chance gives.

    The tenth is rounded up, and those that share its last rank belong to it.

    Parameters
    ----------
    ranks : array_like (n,)
        Rank among all other regions, 1 for the best; nan where a region cannot be matched.
    excess : array_like (n,)
        The score less what chance would give.

    Examples
    --------
    >>> strong([1, 2, 3, np.nan], [0.2, 0.1, -0.1, np.nan]).tolist()
    [True, False, False, False]
    >>> strong([1, 2, 3], [-0.1, -0.2, -0.3]).tolist()
    [False, False, False]
    """
    place, above = np.asarray(ranks, dtype=np.float64), np.asarray(excess, dtype=np.float64)
    last = math.ceil(STRONG_SHARE * np.isfinite(place).sum())
    found: npt.NDArray[np.bool_] = (place <= last) & (above > 0)
    return found


def novelty(known: bool, is_strong: bool) -> str:
    """One of `NOVELTY`.

    Examples
    --------
    >>> novelty(known=False, is_strong=True), novelty(known=True, is_strong=False)
    ('new and strong', 'known and weak')
    """
    return f"{'known' if known else 'new'} and {'strong' if is_strong else 'weak'}"
