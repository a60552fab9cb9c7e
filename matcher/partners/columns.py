"""Further columns of a list of partners: fit, track record, distance, size, a blend of them, and how sure a rank is."""

from __future__ import annotations

from collections.abc import Collection

from matcher.errors import SettingError
from matcher.later import pd
from matcher.partners.combined import BLEND_COLUMNS
from matcher.settings import DECIMALS

__all__ = ["COLUMNS", "beside", "blended"]

#: Columns of the combined view by the group that asks for them.
COLUMNS = {
    "fit": ("text",),
    "track": ("shared_partnerships", "partner_degree"),
    "distance": ("distance_km",),
    "size": ("n_areas", "n_niches"),
}


def beside(found: pd.DataFrame, further: pd.DataFrame, groups: Collection[str]) -> pd.DataFrame:
    """A list of partners with the columns of some groups; its order, ranks and `attrs` stay.

    Parameters
    ----------
    found : DataFrame
        As `matcher.partners.partners` returns it.
    further : DataFrame
        As `matcher.partners.combined` returns it, for at least the same partners.
    groups : collection of str
        Of `COLUMNS`.

    Raises
    ------
    SettingError
        A group is none of these.

    Examples
    --------
    >>> found = pd.DataFrame({"region_id": ["B", "A"], "rank": [1, 2]})
    >>> further = pd.DataFrame({"region_id": ["A", "B"], "distance_km": [90.0, 20.0]})
    >>> beside(found, further, ["distance"]).values.tolist()
    [['B', 1, 20.0], ['A', 2, 90.0]]
    """
    for group in groups:
        if group not in COLUMNS:
            raise SettingError("columns", expected=", ".join(COLUMNS), found=repr(group))
    chosen = [name for group in COLUMNS if group in groups for name in COLUMNS[group]]
    facts = found.attrs  # a merge forgets them
    joined = found.merge(further[["region_id", *chosen]], on="region_id", how="left")
    joined.attrs = facts
    return joined


def blended(found: pd.DataFrame, further: pd.DataFrame) -> pd.DataFrame:
    """A list of partners ranked by a blend, with the percentile ranks that it is made of.

    Parameters
    ----------
    found : DataFrame
        As `matcher.partners.partners` returns it, all that are kept.
    further : DataFrame
        As `matcher.partners.combined` returns it with weights, for at least the same partners.

    Returns
    -------
    DataFrame
        The partners with `BLEND_COLUMNS`. Equal blends share a rank, are marked `tied` and are ordered by id. A partner
        without a blend stands last, unranked. `notes` say what is not known of a partner and so left out of its blend.

    See Also
    --------
    matcher.partners.combined.combined : the blend and its parts.
    """
    facts = found.attrs
    parts = further[["region_id", "notes", *BLEND_COLUMNS]]
    joined = found.drop(columns="notes").merge(parts, on="region_id", how="left")
    key = joined["blend"].round(DECIMALS)
    rank = key.rank(method="min", ascending=False).astype("Int64")
    joined = joined.assign(key=key, rank=rank, tied=rank.notna() & rank.duplicated(keep=False))
    joined = joined.sort_values(["key", "region_id"], ascending=[False, True], na_position="last", ignore_index=True)
    joined = joined[[*found.columns, *BLEND_COLUMNS]]
    joined.attrs = facts
    return joined
