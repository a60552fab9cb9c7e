"""Several needs answered at once: one table, the best regions of each need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["NEED_COLUMNS", "need_table"]

NEED_COLUMNS = (
    "need",
    "language",
    "near",
    "rank",
    "region_id",
    "region",
    "country",
    "closeness",
    "areas",
    "niches",
    "source_url",
)


def need_table(answers: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The regions of several answers, below each other.

    Parameters
    ----------
    answers : iterable of dict
        As `matcher.search.query` gives them.

    Returns
    -------
    DataFrame
        `NEED_COLUMNS`: needs in their order, the regions of each by rank; `areas` (of the region) and `niches` (labels,
        of the need) hold lists; `near` says whether the region's closest area reaches the floor. A need without any
        region has a row without one, so that no need is lost.

    Examples
    --------
    >>> found = need_table([{"text": "fish", "language": "", "floor": 0.45, "regions": [], "niches": []}])
    >>> found[["need", "near", "rank", "region"]].values.tolist()
    [['fish', False, <NA>, '']]
    """
    rows: list[dict[str, Any]] = []
    for answer in answers:
        niches = [niche["label"] for niche in answer["niches"]]
        need = {"need": answer["text"], "language": answer["language"], "niches": niches}
        for region in answer["regions"] or [{"areas": [], "closeness": np.nan}]:
            near = region["closeness"] >= answer["floor"]
            rows.append(region | need | {"near": near, "areas": [entry["area"] for entry in region["areas"]]})
    table = pd.DataFrame(rows, columns=list(NEED_COLUMNS))
    texts = ["region_id", "region", "country", "source_url"]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    return table.astype({"rank": "Int64", "closeness": "float64"})
