"""Why a region would want a partner: what is known of specific fields that both name, and nothing else.

A reason must be true to whoever reads the two lists beside it. So it joins a niche that the region has and one that it
lacks and the partner has, both of them specific, both surely meant by an area, and with a relation between them that
people know and call more than weak. Co-listing alone, however frequent, gives no reason. Where fields are wide, all
that can be said is which kinds of relations there are between such fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from matcher.areas import WHOLE
from matcher.facts import GainReason, PerhapsShared, WideRelation
from matcher.fitted.graph import Named
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.relatedness import LEAST_STRENGTH
from matcher.scores import Goal, goal_weights
from matcher.settings import DECIMALS
from matcher.sources import general_words
from matcher.spelling import split_words
from matcher.vocabulary import LANGUAGES, load_vocabulary
from matcher.vocabulary.splitter import Splitter, halves

__all__ = ["perhaps_shared", "reasons", "wide_relations"]

Matrix = npt.NDArray[np.float64]

#: How many relations between wide fields are told.
MOST_WIDE = 2
#: More concepts than these are told by the niche above them.
MOST_NAMED = 2
#: Shorter words are compared with nothing; of longer ones their first letters.
LEAST_LETTERS, STEM = 4, 6
#: From which closeness of two niches on some reader may find the one in the other: fashion in design.
CLOSE = 1 / 3
#: What stands between a title and what it is about: "Low carbon (including hydrogen)".
TITLE = re.compile(r"[(:]")


def reasons(tables: Fitted, r: int, s: int, *, goal: Goal = None) -> list[GainReason]:
    """What region s brings to region r, as reasons; the largest part of the score first, each missing niche once.

    Parameters
    ----------
    tables : Fitted
    r, s : int
        Rows of the region that gains and of the one that brings.
    goal : {"deepen", "diversify"} or sequence of int, optional

    Returns
    -------
    list of GainReason
        Under another goal than its own niches, r may lack the niche that counts.
    """
    parts = tables.gains(r, s, goal=goal)
    there = np.outer(_counting(tables, r, goal), tables.sure[s])
    values = np.where(there, np.round(parts, DECIMALS), 0.0)
    found: list[GainReason] = []
    largest = values.max(axis=0)
    for j in np.argsort(-largest, kind="stable")[: np.count_nonzero(largest > 0)].tolist():
        # Under a goal, a niche that r has goes before those that it lacks: its areas can be read.
        related = np.flatnonzero(values[:, j] > 0)
        order = related[np.lexsort((-values[related, j], ~tables.sure[r, related]))].tolist()
        reason = next((told for i in order if (told := _reason(tables, r, s, i, j))), None)
        if reason:
            found.append({**reason, "value": float(parts[tables.niche_ids.index(reason["own_niche"]), j])})
    return found


def _reason(tables: Fitted, r: int, s: int, i: int, j: int) -> GainReason | None:
    """Why niche j of s is worth something to niche i of r; None where no strong relation holds for their areas."""
    own, partner, mine, niche = tables.region_ids[r], tables.region_ids[s], tables.niche_ids[i], tables.niche_ids[j]
    relation = tables.relation(mine, niche)
    lists = []
    for link in relation["links"]:
        ends = {link["source"]: link["of_source"], link["target"]: link["of_target"]}
        of = {end: [concept for concept in ids.split(";") if concept] for end, ids in ends.items()}
        areas, own_areas = tables.sure_areas(partner, niche, of=of[niche]), tables.sure_areas(own, mine, of=of[mine])
        # A goal may count a niche that r lacks, and so has no areas in.
        if link["strength"] >= LEAST_STRENGTH and areas and (own_areas or not tables.sure[r][i]):
            lists.append((link, areas, own_areas, of))
    if not lists:
        return None
    _, areas, own_areas, of = lists[0]
    there, here = tables.named(partner, niche, of=of[niche]), tables.named(own, mine, of=of[mine])
    label = tables.labels[niche]
    named, alone = _narrower(tables, niche, there), all(_speaks_for_itself(one) for one in there)
    told = [*(named or [label]), *(_english().bare(one.part or one.text) for one in there if alone)]
    return {
        "niche": niche,
        "label": label,
        "named": named,
        "areas": areas,
        "parts": _parts(there),
        "alone": alone,
        "contested": (relation["closeness"] or 0.0) >= CLOSE
        or _has_a_word_of(tables, own, [*told, *_in_its_languages(tables, own, niche, there)]),
        "own_niche": mine,
        "own_label": tables.labels[mine],
        "own_areas": own_areas,
        "own_parts": _parts(here),
        "own_named": _own_named(tables, mine, here),
        "value": 0.0,
        "links": [link for link, *_ in lists],
        "together": relation["together"],
        "together_expected": relation["together_expected"],
    }


def _speaks_for_itself(one: Named) -> bool:
    """Whether an area speaks of one thing only, and is no title with that thing behind it."""
    return one.alone and (bool(one.part) or not TITLE.search(one.text))


def _parts(named: Iterable[Named]) -> dict[str, str]:
    return {one.text: one.part for one in named if one.part}


def _own_named(tables: Fitted, niche: str, named: Iterable[Named]) -> dict[str, str]:
    """By area that speaks of other things too, what it names of a niche."""
    shared = [one for one in named if not one.part and not one.alone] if _is_bundled(tables, niche) else []
    return {one.text: said for one in shared if (said := _said(niche, one))}


def _is_bundled(tables: Fitted, niche: str) -> bool:
    """Whether a niche is one of the bundled vocabulary, and has its name still."""
    vocabulary = load_vocabulary()
    return niche in vocabulary and vocabulary.label(niche) == tables.labels[niche]


def _narrower(tables: Fitted, niche: str, named: Sequence[Named]) -> list[str]:
    """What areas name of a niche, where each of them says it in other words than the niche's label.

    "Furniture" says more than "consumer goods", and is what a reader of the list finds there; so is "design" of "design
    and crafts". A niche that somebody has named anew keeps that name.
    """
    if not _is_bundled(tables, niche):
        return []
    found = {_said(niche, one) for one in named}
    return sorted(found) if "" not in found and found != {tables.labels[niche]} and len(found) <= MOST_NAMED else []


def _said(niche: str, one: Named) -> str:
    """The label of what an area names of a niche all of whose words stand in the area; "" where there is none.

    The preferred label of the concept goes before the two fields that the niche's label joins, and these before others.
    A word of the preferred one may be longer than in the area: "hydropower" for "hydro".
    """
    vocabulary, words = load_vocabulary(), split_words(one.part or one.text)
    concept = one.concept if one.concept in vocabulary else niche
    own = [] if vocabulary[concept].is_word else [vocabulary.label(concept), *vocabulary.synonyms(concept)]
    if own and all(_stands(word, words, longer=True) for word in split_words(own[0])):
        return own[0]
    labels = [*filter(None, halves(vocabulary, niche)), *own[1:], *vocabulary.synonyms(niche)]
    fields = (label for label in labels if not (" " in label and label.isupper()))  # "MAX IV" is one of its kind
    return next((label for label in fields if all(_stands(word, words) for word in split_words(label))), "")


def _stands(word: str, words: Iterable[str], *, longer: bool = False) -> bool:
    """Whether a word, in some form, is one of some words; or, where it may be longer, begins with one of them."""
    stem = _stem(word) if len(word) >= LEAST_LETTERS else word
    begun = (len(other) > LEAST_LETTERS and word.startswith(other) for other in words) if longer else ()
    return word in words or (len(word) >= LEAST_LETTERS and any(it.startswith(stem) for it in words)) or any(begun)


@cache
def _english() -> Splitter:
    return Splitter.of(load_vocabulary())


def _in_its_languages(tables: Fitted, region_id: str, niche: str, named: Sequence[Named]) -> list[str]:
    """Labels of a niche, and of what is named of it, in the languages in which a region's areas are written."""
    vocabulary = load_vocabulary()
    ids = sorted({niche, *(one.concept for one in named)} & vocabulary.concepts.keys())
    return [vocabulary.label(concept, code) for code in _languages(tables)[region_id] for concept in ids]


@once_a_run
def _languages(tables: Fitted) -> dict[str, list[str]]:
    """By region the languages of the vocabulary, beside English, in which its areas are written."""
    found: dict[str, set[str]] = {region_id: set() for region_id in tables.region_ids}
    areas = tables.columns("areas")
    for region_id, area, code in zip(areas["region_id"], areas["area"], areas["language"], strict=True):
        found[region_id] |= set() if area else {code} & {*LANGUAGES} - {"en"}
    return {region_id: sorted(codes) for region_id, codes in found.items()}


def _has_a_word_of(tables: Fitted, region_id: str, texts: Sequence[str]) -> bool:
    """Whether a region's areas or their parts have a word of some texts that says something of a subject."""
    listed = _subjects(tables.listed_words[region_id])
    return not _subjects(split_words(" ".join(texts))).isdisjoint(listed)


def _subjects(words: Iterable[str]) -> set[str]:
    """Beginnings of words, so that "resource" and "resources" are one; without general words."""
    return {_stem(word) for word in words if len(word) >= LEAST_LETTERS and word not in general_words()}


def _stem(word: str) -> str:
    return word.removesuffix("s")[:STEM]


def _counting(tables: Fitted, r: int, goal: Goal) -> npt.NDArray[np.bool_]:
    """Which niches of a reason may stand on r's side: those that it surely has, or that its goal names."""
    if goal in (None, "deepen"):
        return np.asarray(tables.sure[r])
    weights = goal_weights(tables.x, tables.missing, goal=goal)[r] > 0
    specific = [not niche.endswith(WHOLE) for niche in tables.niche_ids]
    return np.asarray(weights & np.array(specific, dtype=bool))


def wide_relations(tables: Fitted, r: int, s: int) -> list[WideRelation]:
    """Kinds of relations between a field of r and one of s that r does not work on, where one or both are wide.

    Returns
    -------
    list of WideRelation
        The strongest first, no field twice.
    """
    own, partner = tables.region_ids[r], tables.region_ids[s]
    covered = (tables.x[r] + tables.guessed[r]) @ tables.covers > 0
    new = {tables.niche_ids[i] for i in np.flatnonzero((tables.x[s] > 0) & ~covered)}
    links = sorted(
        (place, one, other, kind)
        for one in tables.niches_in(r)
        for place, other, kind in _wide_links(tables).get(one, ())
        if other in new
    )
    found: dict[tuple[str, str], list[str]] = {}
    for _, one, other, kind in links:
        found.setdefault((one, other), []).append(kind)
    told: list[WideRelation] = []
    for (one, other), types in found.items():
        used = {entry[key] for entry in told for key in ("own_niche", "niche")}
        if len(told) < MOST_WIDE and not {one, other} & used:
            told.append(
                {
                    "niche": other,
                    "label": tables.labels[other],
                    "areas": tables.areas_on(partner, other),
                    "own_niche": one,
                    "own_label": tables.labels[one],
                    "own_areas": tables.areas_on(own, one),
                    "types": types,
                }
            )
    return told


@once_a_run
def _wide_links(tables: Fitted) -> dict[str, list[tuple[int, str, str]]]:
    """By niche what relates it to others, where one or both stand for a whole theme: place, other niche, and kind.

    The places are those of the strongest first, over all niches.
    """
    links, found = tables.columns("links"), dict[str, list[tuple[int, str, str]]]()
    rows = zip(*(links[name] for name in ("niche_a", "niche_b", "type", "strength")), strict=True)
    wide = [row for row in rows if row[0].endswith(WHOLE) or row[1].endswith(WHOLE)]
    for place, (a, b, kind, _) in enumerate(sorted(wide, key=lambda row: -row[3])):
        found.setdefault(a, []).append((2 * place, b, kind))
        found.setdefault(b, []).append((2 * place + 1, a, kind))
    return found


def perhaps_shared(tables: Fitted, r: int, s: int) -> list[PerhapsShared]:
    """Niches that one of two regions has and the other may have: neither shared nor missing.

    Only where both may be one field under two names (`matcher.fitted.standing.nearly_same`): another niche of the same
    theme is not missing, and is not the same field either. And only where areas of the other mean something so near
    surely, or by a part of theirs.

    Returns
    -------
    list of PerhapsShared
        What the same areas stand for is told once.
    """
    found: list[PerhapsShared] = []
    told: set[tuple[tuple[str, ...], ...]] = set()
    for side, has, may in (("a", r, s), ("b", s, r)):
        held = tables.x[may] + tables.guessed[may]
        open_to = (tables.x[has] > 0) & (tables.x[may] == 0) & (held @ tables.beside > 0)
        for i in np.flatnonzero(open_to).tolist():
            niche, beside = tables.niche_ids[i], np.flatnonzero(held * tables.beside[:, i])
            there = dict.fromkeys(tables.areas_on(tables.region_ids[has], niche), "") | _meaning(tables, has, [i])
            perhaps = _meaning(tables, may, beside.tolist())
            of = {"a": there, "b": perhaps} if side == "a" else {"a": perhaps, "b": there}
            key = (tuple(of["a"]), tuple(of["b"]))
            if perhaps and key not in told:
                told.add(key)
                found.append({"niche": niche, "label": tables.labels[niche], "has": side,
                              "areas_a": list(of["a"]), "parts_a": _told(of["a"]),
                              "areas_b": list(of["b"]), "parts_b": _told(of["b"])})  # fmt: skip
    return found


def _meaning(tables: Fitted, r: int, niches: Sequence[int]) -> dict[str, str]:
    """The areas of a region that mean some niches, with the part of each that does; "" for the name."""
    found: dict[str, str] = {}
    for i in niches:
        found = {**tables.meaning(tables.region_ids[r], tables.niche_ids[i]), **found}
    return found


def _told(areas: dict[str, str]) -> dict[str, str]:
    """The parts that are there, by area."""
    return {text: part for text, part in areas.items() if part}
