"""Published names of areas and of their parts: those in their own languages."""

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

    Parts too, where as many are published as there are in English.

    Examples
    --------
    >>> from matcher.sources import load_areas
    >>> published_names(load_areas("sweden_2018"), ["SE125"])[("SE125", "Railway")]
    ('Järnväg', 'sv')
    """
    if region_ids is not None:
        areas = areas[areas["region_id"].isin(region_ids)]
    named = areas[areas["area_original"] != ""]
    columns = (named["region_id"], area_texts(named), named["area_original"], named["language"])
    found = {(region_id, text): (name, language) for region_id, text, name, language in zip(*columns, strict=True)}
    told = areas[(areas["parts"] != "") & (areas["parts_original"] != "")]
    columns = (told["region_id"], told["parts"], told["parts_original"], told["language"])
    for region_id, english, original, language in zip(*columns, strict=True):
        texts, names = ([text.strip() for text in parts.split(";")] for parts in (english, original))
        for text, name in zip(texts, names, strict=False) if len(texts) == len(names) else ():
            found.setdefault((region_id, text), (name, language))
    return found
