"""Published names of areas and of their parts: those in their own languages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["published_names"]


def published_names(
    areas: pd.DataFrame | Mapping[str, Sequence[str]], region_ids: Collection[str] | None = None
) -> dict[tuple[str, str], tuple[str, str]]:
    """Published name and its language of each area that has one, by region id and text; of some regions, or all.

    Parts too, where as many are published as there are in English.

    Examples
    --------
    >>> from matcher.sources import load_areas
    >>> published_names(load_areas("sweden_2018"), ["SE125"])[("SE125", "Railway")]
    ('Järnväg', 'sv')
    """
    wanted = None if region_ids is None else set(region_ids)
    columns = ("region_id", "area", "area_original", "parts", "parts_original", "language")
    every = zip(*(areas[name] for name in columns), strict=True)
    rows = [row for row in every if wanted is None or row[0] in wanted]
    found = {(region_id, area or name): (name, language) for region_id, area, name, _, _, language in rows if name}
    for region_id, _, _, english, original, language in rows:
        if not (english and original):
            continue
        texts, names = ([text.strip() for text in parts.split(";")] for parts in (english, original))
        for text, name in zip(texts, names, strict=False) if len(texts) == len(names) else ():
            found.setdefault((region_id, text), (name, language))
    return found
