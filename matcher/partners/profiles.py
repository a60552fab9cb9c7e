"""What stands beside the scores of two regions: shown, and never ranked by.

Same broad theme with different niches, horizontal complementarity of the whole portfolios, and who leads on what both
work on. A gap between leader and follower was found to lower collaboration, so no score rewards it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.facts import Beside, Level, ThemeSides
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.scores import leader_follower, same_theme_pairs

__all__ = ["beside"]


def beside(tables: Fitted, r: int, s: int) -> Beside:
    """What stands beside the scores of the regions in rows r and s.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    r, s : int
        Rows of regions a and b.

    Returns
    -------
    Beside
        See `matcher.facts.Beside`. Undefined values are None.
    """
    return {
        "same_theme": {"share": _number(tables.same_theme[r, s]), "themes": _themes(tables, tables.parents, r, s)},
        "horizontal": {"value": _number(tables.horizontal[r, s]), "mean": _horizontal_mean(tables)},
        "levels": _levels(tables, tables.area_shares, r, s),
    }


@once_a_run
def _horizontal_mean(tables: Fitted) -> float | None:
    """The mean over all pairs; None where no pair has a value."""
    defined = tables.horizontal[~np.isnan(tables.horizontal)]
    return float(defined.mean()) if defined.size else None


def _themes(tables: Fitted, parents: npt.NDArray[np.str_], r: int, s: int) -> list[ThemeSides]:
    """Broad themes in which each of the two works on a niche that the other does not."""
    sides: dict[str, tuple[set[str], set[str]]] = {}
    for i, j in same_theme_pairs(tables.x, parents, r, s):
        only_a, only_b = sides.setdefault(str(parents[i]), (set(), set()))
        only_a.add(tables.labels[tables.niche_ids[i]])
        only_b.add(tables.labels[tables.niche_ids[j]])
    return [
        {
            "theme": theme,
            "label": tables.labels.get(theme, theme),
            "niches_a": sorted(only_a),
            "niches_b": sorted(only_b),
        }
        for theme, (only_a, only_b) in sorted(sides.items())
    ]


def _levels(tables: Fitted, shares: npt.NDArray[np.float64], r: int, s: int) -> list[Level]:
    gaps = leader_follower(shares, r, s)
    both = [i for i, niche in enumerate(tables.niche_ids) if tables.x[r, i] and tables.x[s, i]]
    order = sorted(both, key=lambda i: (-abs(round(float(gaps[i]), 9)), tables.niche_ids[i]))
    return [
        {
            "niche": tables.niche_ids[i],
            "label": tables.labels[tables.niche_ids[i]],
            "a": float(shares[r, i]),
            "b": float(shares[s, i]),
            "gap": float(gaps[i]),
        }
        for i in order
    ]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
