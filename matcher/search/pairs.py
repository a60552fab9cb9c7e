"""The table of all pairs of regions, from a run's scores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.chance import NULL_MODEL
from matcher.fitted.tables import Tables
from matcher.scores import quadrant

__all__ = ["PAIR_COLUMNS", "pairs", "quadrants"]

PAIR_COLUMNS = (
    "region_a_id",
    "region_a",
    "region_b_id",
    "region_b",
    "overlap",
    "overlap_expected",
    "overlap_z",
    "a_gains",
    "b_gains",
    "mutual",
    "balance",
    "quadrant",
    "shared",
    "shared_expected",
    "p_value",
    "q_value",
    "null_model",
)


def pairs(tables: Tables) -> pd.DataFrame:
    """All pairs of regions, each once, in order of their ids; `PAIR_COLUMNS`.

    `a_gains` and `b_gains` are the complementarity in both directions; the quadrant reads mutual complementarity.
    `shared` is the number of niches that both work on, with its expected value, the probability of as many or more by
    chance and the same after correction over all pairs (see `matcher.chance.shared_niches`). They are descriptive, the
    more so where `tables.telling` says that there are too few regions. `null_model` is what chance means here.
    """
    a, b = np.triu_indices(len(tables.region_ids), k=1)
    ids, names = np.asarray(tables.region_ids, dtype=object), tables.regions["region"].to_numpy(dtype=object)
    scores = tables.scores
    excess, mutual = (scores.overlap - scores.overlap_expected)[a, b], scores.mutual[a, b]
    return pd.DataFrame(
        {
            "region_a_id": ids[a],
            "region_a": names[a],
            "region_b_id": ids[b],
            "region_b": names[b],
            "overlap": scores.overlap[a, b],
            "overlap_expected": scores.overlap_expected[a, b],
            "overlap_z": scores.overlap_z[a, b],
            "a_gains": scores.complementarity[a, b],
            "b_gains": scores.complementarity[b, a],
            "mutual": mutual,
            "balance": scores.balance[a, b],
            "quadrant": quadrants(excess, mutual),
            "shared": pd.Series(tables.shared.number[a, b]).astype("Int64"),
            "shared_expected": tables.shared.expected[a, b],
            "p_value": tables.shared.p_value[a, b],
            "q_value": tables.shared.q_value[a, b],
            "null_model": NULL_MODEL,
        },
        columns=list(PAIR_COLUMNS),
    )


def quadrants(excess: npt.NDArray[np.float64], complementarity: npt.NDArray[np.float64]) -> pd.Series:
    """The quadrant of each pair, from overlap less its expected value and from complementarity."""
    found = [quadrant(float(one), float(other)) for one, other in zip(excess, complementarity, strict=True)]
    return pd.Series(found, dtype=object)
