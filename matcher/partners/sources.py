"""Whether first partners change where lists of weaker sources are left out."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.places import is_national_list, nested_pairs
from matcher.scores import Pairing
from matcher.settings import DECIMALS, EVIDENCE, FIRST, RANKINGS

__all__ = ["SOURCES_COLUMNS", "without_weak"]

SOURCES_COLUMNS = ("region_id", "partner_id", "rank", "evidence", "rank_without")

Matrix = npt.NDArray[np.float64]


def without_weak(
    tables: Fitted,
    region: str | None = None,
    *,
    evidence: Collection[str] = EVIDENCE[:1],
    by: str = "complementarity",
    k: int = FIRST,
) -> pd.DataFrame:
    """Where the first partners stand when only lists of some kinds of source are ranked.

    Lists of other kinds are left out as partners, and from what chance would give and what is rare; the niches and how
    they are related stay. A list of which the kind is not told stays in, and so does that of the region that asks.
    National lists of countries of several regions, and regions inside and around, are no partners.

    Parameters
    ----------
    tables : Run
        A fitted run.
    region : str, optional
        Id or name of the region that asks; all whose lists stay in where not given.
    evidence : collection of str
        The kinds that stay in, of "official", "reported" and "secondhand".
    by : {"complementarity", "gives", "mutual", "overlap"}
        What ranks.
    k : int
        How many first partners are looked at.

    Returns
    -------
    DataFrame
        `SOURCES_COLUMNS`, for each asking region its first k partners of all: their rank, the kinds of source of their
        lists, and their rank among the lists that stay in (missing for one that is left out).

    Raises
    ------
    SettingError
        A kind or a ranking is not known, or k is below 1.
    """
    if by not in RANKINGS:
        raise SettingError("by", expected=" or ".join(RANKINGS), found=repr(by))
    if unknown := sorted(set(evidence) - set(EVIDENCE)):
        raise SettingError("evidence", expected=" or ".join(EVIDENCE), found=repr(unknown[0]))
    if k < 1:
        raise SettingError("k", expected="1 or more", found=str(k))
    kinds = tables.regions["evidence"].tolist()
    stays = np.array([set(told.split("; ")) <= {*evidence, ""} for told in kinds])
    asked = np.flatnonzero(stays) if region is None else np.array([tables.row(region)])
    allowed = _allowed(tables)
    before = _ranks(np.where(allowed, tables.scores.ranking(by), np.nan)[asked])
    after = np.vstack([_without(tables, stays, int(r), by, allowed) for r in asked]) if region else None
    if after is None:
        after = _among(tables, stays, by, allowed)[asked]
    r, s = np.nonzero((before > 0) & (before <= k))
    ids = np.asarray(tables.region_ids, dtype=object)
    table = pd.DataFrame(
        {
            "region_id": ids[asked[r]],
            "partner_id": ids[s],
            "rank": before[r, s],
            "evidence": np.asarray(kinds, dtype=object)[s],
            "rank_without": pd.array([rank or None for rank in after[r, s].tolist()], dtype="Int64"),
        }
    )
    return table.sort_values(["region_id", "rank"], ignore_index=True)[list(SOURCES_COLUMNS)]


def _allowed(tables: Fitted) -> npt.NDArray[np.bool_]:
    """Who may be whose partner (n_regions, n_regions)."""
    pairs = zip(tables.regions["region_id"], tables.regions["note"], strict=True)
    national = np.array([is_national_list(str(code), str(note)) for code, note in pairs])
    return np.asarray(~nested_pairs(tables.region_ids) & ~national[None, :], dtype=bool)


def _without(
    tables: Fitted, stays: npt.NDArray[np.bool_], r: int, by: str, allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.intp]:
    """The ranks of one region, whose own list stays in."""
    own = stays.copy()
    own[r] = True
    return _among(tables, own, by, allowed)[r : r + 1]


def _among(
    tables: Fitted, stays: npt.NDArray[np.bool_], by: str, allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.intp]:
    """Ranks among the lists that stay in (n_regions, n_regions); 0 for the others."""
    rows = np.flatnonzero(stays)
    facets = tables.facets
    there = facets.x[rows].any(axis=0)  # of the others nobody is left
    x, missing = facets.x[rows][:, there], facets.spread(tables.missing)[rows][:, there]
    scores = Pairing(x, missing, facets.phi[np.ix_(there, there)], shared=tables.x[rows]).all()
    values = np.full(allowed.shape, np.nan)
    values[np.ix_(rows, rows)] = scores.ranking(by)
    return _ranks(np.where(allowed, values, np.nan))


def _ranks(values: Matrix) -> npt.NDArray[np.intp]:
    """Rank of each value in its row, the largest first, ties by their place; 0 where there is none.

    Examples
    --------
    >>> _ranks(np.array([[0.5, np.nan, 2.0, 0.5]])).tolist()
    [[2, 0, 1, 3]]
    """
    key = np.where(np.isnan(values), -np.inf, np.round(values, DECIMALS))
    order = np.argsort(-key, axis=1, kind="stable")
    ranks = np.empty(values.shape, dtype=np.intp)
    np.put_along_axis(ranks, order, np.arange(1, values.shape[1] + 1)[None, :], axis=1)
    return np.where(np.isnan(values), 0, ranks)
