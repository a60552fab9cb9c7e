"""Published names of areas: those in their own languages."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from matcher.areas import area_texts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["published_names"]


def published_names(
    areas: pd.DataFrame, region_ids: Collection[str] | None = None
) -> dict[tuple[str, str], tuple[str, str]]:
    """Published name and its language of each area that has one, by region id and text; of some regions, or all.

    Examples
    --------
    >>> from matcher.sources import load_areas
    >>> published_names(load_areas("sweden_2018"), ["SE125"])[("SE125", "Railway")]
    ('Järnväg', 'sv')
    """
    areas = areas[areas["area_original"] != ""]
    if region_ids is not None:
        areas = areas[areas["region_id"].isin(region_ids)]
    columns = (areas["region_id"], area_texts(areas), areas["area_original"], areas["language"])
    return {(region_id, text): (name, language) for region_id, text, name, language in zip(*columns, strict=True)}
