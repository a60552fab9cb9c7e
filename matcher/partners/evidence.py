"""The areas behind a partner's score: its own, those of the asking region that they relate to, and where they stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.fitted.tables import Fitted
from matcher.partners.reasons import reasons
from matcher.scores import Goal, overlap_parts
from matcher.settings import DECIMALS

__all__ = ["BASIS", "Evidence", "evidence", "score_parts"]

Matrix = npt.NDArray[np.float64]

#: What the areas behind a score are, by what ranks.
BASIS = {
    "complementarity": "complementary smart specialisation areas",
    "gives": "complementary smart specialisation areas",
    "mutual": "complementary smart specialisation areas",
    "overlap": "shared smart specialisation areas",
}
#: How many parts of a score the listed areas stand for.
TOP_PARTS = 3


class Evidence(NamedTuple):
    """Areas of the partner behind the largest parts of a score, the asker's that they relate to, and addresses."""

    areas: list[str]
    own_areas: list[str]
    sources: list[str]


def evidence(tables: Fitted, r: int, s: int, by: str, *, goal: Goal = None) -> Evidence:
    """The areas behind the score of regions r (asks) and s (partner), in order of the parts that they stand for.

    By overlap, the areas of both on what they share. Else those of the first reasons (`matcher.partners.reasons`):
    where s brings a niche, its areas on it and r's areas that it is related to; where r gives one, the same from the
    other side. There are none where there is no reason. In a run of whose niches nobody knows relations, they are those
    of the largest parts instead.
    """
    partner = tables.region_ids[s]
    if by == "overlap":
        sides = _of_largest(tables, r, s, overlap_parts(tables.x, r, s)[None, :])
    elif not tables.columns("links").rows:
        parts = score_parts(tables, r, s, by, goal=goal).clip(min=0) * tables.x[s]
        sides = _of_largest(tables, r, s, parts)
    else:
        gives = by == "gives"
        found = reasons(tables, s, r, goal=goal) if gives else reasons(tables, r, s, goal=goal)
        both = [(reason["own_areas"], reason["areas"]) for reason in found[:TOP_PARTS]]
        sides = [pair[::-1] for pair in both] if gives else both
    own_areas = list(dict.fromkeys(text for texts, _ in sides for text in texts))
    areas = list(dict.fromkeys(text for _, texts in sides for text in texts))
    return Evidence(areas, own_areas, _addresses(tables, partner, areas))


def _of_largest(tables: Fitted, r: int, s: int, parts: Matrix) -> list[tuple[list[str], list[str]]]:
    """Areas of r and of s behind the largest columns; of r those on the row that says most, or on the same niche."""
    own, partner = tables.region_ids[r], tables.region_ids[s]
    sums = np.round(parts.sum(axis=0), DECIMALS)
    found = []
    for j in np.argsort(-sums, kind="stable")[:TOP_PARTS]:
        i = j if len(parts) == 1 else int(np.argmax(np.round(parts[:, j], DECIMALS)))
        if sums[j] > 0:
            found.append((tables.areas_on(own, tables.niche_ids[i]), tables.areas_on(partner, tables.niche_ids[j])))
    return found


def score_parts(tables: Fitted, r: int, s: int, by: str, *, goal: Goal = None) -> Matrix:
    """Parts of a score, by niche of r (rows) and of s (columns); they sum to the complementarity, or to the overlap.

    For `mutual` these are the parts of what s brings, for `gives` those of what r gives: row j is then the niche that
    s lacks, column i the one of s that it relates to. For `overlap` only the diagonal is filled.

    Returns
    -------
    ndarray (n_niches, n_niches)
    """
    if by == "overlap":
        return np.diag(overlap_parts(tables.x, r, s))
    if by == "gives":
        return tables.gains(s, r, goal=goal).T
    return tables.gains(r, s, goal=goal)


def _addresses(tables: Fitted, region_id: str, texts: list[str]) -> list[str]:
    """Addresses at which these areas of a region were read, each once."""
    return sorted({address for text in texts for address in tables.addresses.get((region_id, text), ())})
