"""What a strategy says under an area's name: its parts, and its description; the name leads.

An area belongs to the niches of its name as ever. A niche that only a part names (or the description) is added with
`SHARE` of its membership, as one that the region may have (`matcher.fitted.graph.sure`); where it is added for several
reasons, the strongest counts. `by` says which it was, and the
part, or the words of the description, are its evidence. A name without a subject of its own ("Innovation") leaves the
area to its parts.
"""

from __future__ import annotations

import pandas as pd

from matcher.areas import ADDED, HORIZONTAL, area_texts
from matcher.spelling import label_key

__all__ = ["BY", "SHARE", "area_parts", "with_added", "with_placements"]

#: What puts an area in a niche: the values of the column `by` of memberships.
BY = ("name", *ADDED)
#: A niche that the name does not say counts so much.
SHARE = 0.5


def area_parts(areas: pd.DataFrame) -> pd.DataFrame:
    """The parts of each area, each once: area_id, region_id, text, language; a part that is the name is left out.

    Examples
    --------
    >>> table = pd.DataFrame({"area_id": ["a", "b"], "region_id": "R", "area": ["Energy", "Food"], "area_original": "",
    ...     "language": ["", "sv"], "parts": ["wind; energy; wind", ""], "parts_original": ["vind", "fisk; kött"]})
    >>> area_parts(table).values.tolist()
    [['a', 'R', 'wind', 'en'], ['b', 'R', 'fisk', 'sv'], ['b', 'R', 'kött', 'sv']]
    """
    rows = []
    names = area_texts(areas).tolist()
    columns = (areas[name].tolist() for name in ("area_id", "region_id", "language", "parts", "parts_original"))
    for name, area_id, region_id, language, english, original in zip(names, *columns, strict=True):
        texts = [text.strip() for text in (english or original).split(";")]
        known = {label_key(text): text for text in reversed(texts) if label_key(text)}
        known.pop(label_key(name), None)
        kept = [text for text in dict.fromkeys(texts) if text in known.values()]
        rows += [(area_id, region_id, text, "en" if english else language) for text in kept]
    return pd.DataFrame(rows, columns=["area_id", "region_id", "text", "language"], dtype="str")


def with_added(memberships: pd.DataFrame, added: pd.DataFrame, by: str) -> pd.DataFrame:
    """Memberships with those that parts or descriptions add.

    Parameters
    ----------
    memberships : DataFrame
        As `Placer.table` gives it, with or without `by`.
    added : DataFrame
        The same columns; several rows for one area and theme are one, the strongest.
    by : {"part", "description"}

    Examples
    --------
    >>> own = pd.DataFrame({"area_id": ["a"], "theme_id": ["wind"], "membership": [1.0], "evidence": ["wind power"]})
    >>> more = pd.DataFrame({"area_id": "a", "theme_id": ["wind", "sun"], "membership": 1.0, "evidence": ["w", "s"]})
    >>> with_added(own, more, "part").values.tolist()
    [['a', 'sun', 0.5, 's', 'part'], ['a', 'wind', 1.0, 'wind power', 'name']]
    """
    own = memberships if "by" in memberships.columns else memberships.assign(by="name")
    more = added[added["theme_id"] != HORIZONTAL].assign(by=by)
    if "concept" in more and by == "part":
        own = own.assign(concept=_narrowed(own, more))
    more["membership"] = (more["membership"] * SHARE).round(6)
    more = more.sort_values(["membership", "evidence"], ascending=[False, True], kind="stable")
    thematic = set(more["area_id"])
    own = own[~((own["theme_id"] == HORIZONTAL) & own["area_id"].isin(thematic))]
    both = pd.concat([own, more], ignore_index=True).drop_duplicates(["area_id", "theme_id"])
    return both.sort_values(["area_id", "theme_id"], ignore_index=True)


def _narrowed(own: pd.DataFrame, parts: pd.DataFrame) -> list[str]:
    """What each name means of its niche: where it says no more than the niche, what its parts name, split by ";".

    "Food industry" with the parts "meat" and "bakeries" does not mean fish.
    """
    named: dict[tuple[str, str], set[str]] = {}
    for area_id, niche, concept in parts[["area_id", "theme_id", "concept"]].itertuples(index=False):
        named.setdefault((area_id, niche), set()).update({concept} - {""})
    rows = own[["area_id", "theme_id", "concept"]].itertuples(index=False)
    return [
        ";".join(sorted(named.get((area_id, niche), set()))) or concept if concept in ("", niche) else concept
        for area_id, niche, concept in rows
    ]


def with_placements(own: pd.DataFrame, of_parts: pd.DataFrame, memberships: pd.DataFrame) -> pd.DataFrame:
    """Where models learned again put the areas: by their names, and by their parts where the name has no subject.

    As in `matcher.fitted.graph.sure`: what only a part names is what the region may have, and moves no rank.
    """
    named = set(memberships.loc[memberships["theme_id"] != HORIZONTAL, "area_id"])
    both = pd.concat([own, of_parts[~of_parts["area_id"].isin(named)]], ignore_index=True)
    both = both.drop_duplicates(["area_id", "theme_id"])
    return both.sort_values(["area_id", "theme_id"], ignore_index=True)
