"""What a strategy says under an area's name: its parts, and its description; the name leads.

An area belongs to the niches of its name as ever. A niche that only a part names (or the description) is added with
`SHARE` of its membership, as one that the region may have (`matcher.fitted.graph.sure`); where it is added for several
reasons, the strongest counts. `by` says which it was, and the part, or the words of the description, are its evidence.
A name without a subject of its own ("Innovation") leaves the area to its parts. One whose parts name other things is a
title above them ("Bio-based industries" with farming, forestry and food): the region may have what it says, and what
they name.
"""

from __future__ import annotations

from collections.abc import Mapping

from matcher.areas import HORIZONTAL, NAME, SURE, TITLE, WHOLE, area_texts
from matcher.later import pd
from matcher.sources import general_words
from matcher.spelling import label_key, split_words

__all__ = ["SHARE", "area_parts", "with_added", "with_placements", "with_titles"]

#: Words that begin alike are one word here ("tests", "testing").
STEM = 4
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


def with_titles(
    memberships: pd.DataFrame,
    of_parts: pd.DataFrame,
    names: Mapping[str, str],
    possible: pd.DataFrame,
    near: pd.DataFrame,
) -> pd.DataFrame:
    """Memberships of areas by their names, with `by`: a title where no part of the area stands for the niche.

    A part stands for it if it is in the niche itself, in the whole of its theme or in one near in meaning, or if it has
    a word that put the name there ("Testing activities": "cold-climate tests of vehicles"). A name that is the niche's
    label and nothing else is none ("Space"). A theme is a title's where all niches below it are.

    Parameters
    ----------
    memberships, of_parts : DataFrame
        As `Placer.table` gives them, of names and of parts (whose evidence they are).
    names : mapping of str to str
        The name of each area that may be a title, by id: not of those that an expert has placed.
    possible, near : DataFrame
        `matcher.fitted.standing.POSSIBLE_COLUMNS` and `NEAR_COLUMNS`.

    Examples
    --------
    >>> names = pd.DataFrame([("a", "bio", "bio-based"), ("b", "bio", "bio-based")],
    ...                      columns=["area_id", "theme_id", "evidence"])
    >>> parts = pd.DataFrame([("a", "farms", "farming"), ("b", "bio", "biochar")], columns=names.columns)
    >>> possible = pd.DataFrame({"theme_id": ["bio", "farms"], "parent_id": ["green", "food"]})
    >>> near = pd.DataFrame(columns=["niche_a", "niche_b"])
    >>> with_titles(names, parts, {"a": "Bio-based industries", "b": "Bio-based"}, possible, near)["by"].tolist()
    ['title', 'name']
    """
    parents = dict(zip(possible["theme_id"], possible["parent_id"], strict=True))
    beside = {pair for a, b in zip(near["niche_a"], near["niche_b"], strict=True) for pair in ((a, b), (b, a))}
    named: dict[str, list[tuple[str, set[str]]]] = {}
    clear = of_parts if "score" not in of_parts else of_parts[~(of_parts["score"] < SURE)]
    for area_id, niche, text in clear[["area_id", "theme_id", "evidence"]].itertuples(index=False):
        if niche in parents:
            named.setdefault(area_id, []).append((niche, _beginnings(text)))

    def stands(area_id: str, niche: str, words: set[str]) -> bool:
        return any(
            part in (niche, parents[niche] + WHOLE) or (part, niche) in beside or not words.isdisjoint(own)
            for part, own in named[area_id]
        )

    rows = memberships[["area_id", "theme_id", "evidence"]].itertuples(index=False)
    titles = {
        (area_id, niche)
        for area_id, niche, text in rows
        if area_id in named
        and area_id in names
        and niche in parents
        and not niche.endswith(WHOLE)
        and label_key(text) != label_key(names[area_id])
        and not stands(area_id, niche, _said(text, names[area_id]))
    }
    pairs = list(zip(memberships["area_id"], memberships["theme_id"], strict=True))
    kept = {(area_id, parents[niche]) for area_id, niche in set(pairs) - titles if niche in parents}
    above = {(area_id, parents[niche]) for area_id, niche in titles} - kept
    return memberships.assign(by=[TITLE if pair in titles or pair in above else NAME for pair in pairs])


def _said(label: str, name: str) -> set[str]:
    """Beginnings of the words by which a name was placed; of all its words where it is in another language."""
    own = _beginnings(label)
    return own if own & _beginnings(name) else own | _beginnings(name)


def _beginnings(text: str) -> set[str]:
    """Beginnings of the words of a text that say something of a subject."""
    return {word[:STEM] for word in split_words(text) if len(word) >= STEM and word not in general_words()}


def with_added(memberships: pd.DataFrame, added: pd.DataFrame, by: str) -> pd.DataFrame:
    """Memberships with those that parts or descriptions add; names that parts narrow mean what these name.

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
    own = memberships if "by" in memberships.columns else memberships.assign(by=NAME)
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

    As in `matcher.fitted.graph.sure`: what only a part or a title names is what the region may have, and moves no rank.
    """
    named = set(memberships.loc[memberships["theme_id"] != HORIZONTAL, "area_id"])
    titles = memberships.loc[memberships["by"] == TITLE, ["area_id", "theme_id"]]
    own = own[~pd.MultiIndex.from_frame(own[["area_id", "theme_id"]]).isin(pd.MultiIndex.from_frame(titles))]
    both = pd.concat([own, of_parts[~of_parts["area_id"].isin(named)]], ignore_index=True)
    both = both.drop_duplicates(["area_id", "theme_id"])
    return both.sort_values(["area_id", "theme_id"], ignore_index=True)
