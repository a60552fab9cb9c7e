"""What stands in the space of a run's vectors: its areas, and the vocabulary's English labels of its niches.

They say what is nearest to a text, and, in a run that keeps no classifier, where it belongs. With c_l the cosine of a
text and landmark l, m_li the landmark's membership in niche i, and the sum over the `NEIGHBOURS` nearest landmarks,

    vote_i = sum_l w_l m_li,    w_l = exp(c_l / WIDTH) / sum_k exp(c_k / WIDTH)
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE
from matcher.files.kept import Arrays, kept_arrays, key_of, written_by
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.placing import PlacingModel
from matcher.query.closeness import Row
from matcher.query.encoding import embedder, encode_texts, model_of
from matcher.spelling import label_key
from matcher.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "Labels",
    "Landmarks",
    "Neighbours",
    "label_vectors",
    "landmarks",
    "nearest_in",
    "neighbours",
    "own_places",
]

Matrix = npt.NDArray[np.float64]

#: How many landmarks vote, and how fast a vote falls with the distance (difference of cosines).
NEIGHBOURS = 40
WIDTH = 0.1


@dataclass(frozen=True, eq=False)
class Landmarks:
    """What stands in the space of a run's vectors (n rows): texts, unit vectors, memberships (n, n_niches + 1)."""

    texts: list[str]
    vectors: npt.NDArray[np.float32]
    memberships: Matrix


class Labels(NamedTuple):
    """Labels of the vocabulary, the niche of each (also those that a run lacks), and their vectors (n, d)."""

    texts: list[str]
    niches: list[str]
    vectors: npt.NDArray[np.float32]


class Neighbours(NamedTuple):
    """The votes of landmarks, in the place of a classifier's probabilities.

    Attributes
    ----------
    marks : Landmarks
    themes, niches : list of str
        Columns; the landmarks' last column, horizontal, is a theme without niche.
    parents : ndarray (n_niches,)
        Place of each niche's theme in `themes`.
    """

    marks: Landmarks
    themes: list[str]
    niches: list[str]
    parents: npt.NDArray[np.intp]

    def probabilities(self, vectors: Matrix) -> tuple[Matrix, Matrix]:
        """Votes for themes (n, n_themes) and niches (n, n_niches).

        Examples
        --------
        A text between two landmarks, 0.1 (one `WIDTH`) nearer to the first, whose vote then is e times the other's:

        >>> marks = Landmarks(["Rail", "Bus"], np.eye(2, dtype=np.float32), np.array([[1.0, 0, 0], [0, 1.0, 0]]))
        >>> votes = Neighbours(marks, ["horizontal", "transport"], ["rail", "bus"], np.array([1, 1]))
        >>> themes, niches = votes.probabilities(np.array([[0.7, 0.6]]))
        >>> themes, round(float(niches[0, 0] / niches[0, 1]), 3)
        (array([[0., 1.]]), 2.718)
        """
        votes = np.stack([_vote(row, self.marks.memberships) for row in vectors @ self.marks.vectors.T])
        themes = np.zeros((len(votes), len(self.themes)))
        for place, parent in enumerate(self.parents.tolist()):
            themes[:, parent] += votes[:, place]
        themes[:, self.themes.index(HORIZONTAL)] = votes[:, -1]
        return themes, votes[:, :-1]


def neighbours(run: Fitted) -> PlacingModel:
    """What places texts in a run that keeps no classifier."""
    rows = run.columns("theme_table")
    parent_of = dict(zip(rows["theme_id"], rows["parent_id"], strict=True))
    above = [parent_of.get(niche, "") for niche in run.niche_ids]
    themes = sorted({*above, HORIZONTAL})
    parents = np.array([themes.index(theme) for theme in above], dtype=np.intp)
    votes = Neighbours(landmarks(run), themes, run.niche_ids, parents)
    vocabulary, niche_of = load_vocabulary(), dict[str, str]()
    nearest = nearest_in(run, run.niche_ids)
    for concept in vocabulary.concepts:
        stands = nearest(_niche(vocabulary, concept))
        niche_of[concept] = stands[0] if len(stands) == 1 else ""
    own = [niche for niche in run.niche_ids if niche.removesuffix(WHOLE) not in vocabulary]
    labels = {run.labels[niche]: niche for niche in own}
    return PlacingModel(votes, niche_of=niche_of | {niche: niche for niche in own}, labels=labels)


def _vote(closeness: Matrix, memberships: Matrix) -> Matrix:
    """The vote of the nearest landmarks for each niche (n_niches + 1,)."""
    order = np.argsort(-closeness.round(6), kind="stable")[:NEIGHBOURS]
    weights = np.exp((closeness[order] - closeness[order[0]]) / WIDTH)
    vote: Matrix = weights @ memberships[order] / weights.sum()
    return vote


@once_a_run
def landmarks(run: Fitted) -> Landmarks:
    """The run's areas, each name once, and the English labels of its niches."""
    column = {niche: place for place, niche in enumerate([*run.niche_ids, HORIZONTAL])}
    original = run.settings["model"].get("text") == "original"
    areas, memberships = run.columns("areas"), run.columns("memberships")
    names, other = ("area_original", "area") if original else ("area", "area_original")
    texts = [name or instead for name, instead in zip(areas[names], areas[other], strict=True)]
    first: dict[str, int] = {}
    for text, _, row in sorted(zip(texts, areas["area_id"], range(len(texts)), strict=True)):
        first.setdefault(text, row)
    place = {text: number for number, text in enumerate(first)}
    of_area = {area_id: place[text] for area_id, text in zip(areas["area_id"], texts, strict=True)}
    of_areas = np.zeros((len(first), len(column)))
    linked = (memberships[name] for name in ("area_id", "theme_id", "membership"))
    for area_id, theme, membership in zip(*linked, strict=True):
        if theme in column and area_id in of_area:
            cell = of_area[area_id], column[theme]
            of_areas[cell] = max(of_areas[cell], membership)
    labels, vectors = _labels(run, column)
    of_labels = np.zeros((len(labels), len(column)))
    for row, (_, niches) in enumerate(labels):
        of_labels[row, [column[niche] for niche in niches]] = 1 / len(niches)
    return Landmarks(
        [*first, *(text for text, _ in labels)],
        np.vstack([run.vectors[list(first.values())], *vectors]),
        np.vstack([of_areas, of_labels]),
    )


def _labels(run: Fitted, niches: Collection[str]) -> tuple[list[tuple[str, list[str]]], list[npt.NDArray[np.float32]]]:
    """Labels with the niches of the run that each stands for, and their vectors.

    They are the vocabulary's, and the own label of a niche that it lacks. A niche of the vocabulary that no area of
    the run is in lends its labels to the niche for its broad theme as a whole, else to those of the theme: "mining"
    must not fall to "data mining" where the run knows mines by mineral processing only.
    """
    known = label_vectors(model_of(run))
    nearest = nearest_in(run, niches)
    stands_for = {niche: nearest(niche) for niche in set(known.niches)}
    kept = [place for place, niche in enumerate(known.niches) if stands_for[niche]]
    own = [(run.labels[niche], [niche]) for niche in sorted(set(niches) - set(known.niches)) if niche in run.labels]
    vectors = encode_texts(run, [label for label, _ in own], blank=True)
    of_known = known.vectors if len(kept) == len(known.texts) else known.vectors[kept]
    return [*((known.texts[place], stands_for[known.niches[place]]) for place in kept), *own], [of_known, vectors]


def nearest_in(run: Fitted, niches: Collection[str]) -> Callable[[str], list[str]]:
    """For a niche: itself where the run has it; else that of its theme as a whole, else all niches of the theme."""
    there, vocabulary, under = set(niches), load_vocabulary(), dict[str, list[str]]()
    rows = run.columns("theme_table")
    for own, parent, level in zip(rows["theme_id"], rows["parent_id"], rows["level"], strict=True):
        if level == "niche":
            under.setdefault(parent, []).append(own)

    def nearest(niche: str) -> list[str]:
        if niche in there:
            return [niche]
        theme = niche.removesuffix(WHOLE) if niche.endswith(WHOLE) else vocabulary.theme_of(niche)
        return [theme + WHOLE] if theme + WHOLE in there else under.get(theme, [])

    return nearest


@once_a_run
def own_places(run: Fitted) -> dict[str, list[Row]]:
    """Where the areas stand, by the key of their English and their original names."""
    shown = {*run.niche_ids, HORIZONTAL}
    areas, memberships = run.columns("areas"), run.columns("memberships")
    names = {area_id: {*own} - {""} for area_id, *own in zip(areas["area_id"], areas["area"], areas["area_original"],
                                                             strict=True)}  # fmt: skip
    places: dict[str, dict[str, tuple[float, str]]] = {}
    linked = (memberships[name] for name in ("area_id", "theme_id", "membership"))
    for area_id, niche, membership in zip(*linked, strict=True):
        for name in names.get(area_id, ()) if niche in shown else ():
            known = places.setdefault(label_key(name), {})
            known[niche] = max(known.get(niche, (0.0, "")), (float(membership), name))
    return {
        key: [
            Row(niche, membership, 1.0, name)
            for niche, (membership, name) in sorted(known.items(), key=lambda item: (-item[1][0], item[0]))
        ]
        for key, known in places.items()
    }


@cache
def label_vectors(model: str) -> Labels:
    """The vocabulary's English labels with the niche of each, as `fit` teaches them, and their vectors."""
    vocabulary = load_vocabulary()
    rows = [
        (label, _niche(vocabulary, concept))
        for concept in vocabulary.concepts
        for label in vocabulary.labels["en"].get(concept, ())
    ]
    texts, reader = [label for label, _ in rows], embedder(model)

    def made() -> Arrays:
        return {"vectors": reader.encode(texts, ["en"] * len(texts), blank=True)}

    key = key_of(written_by("spelling.py", "embed"), reader.fingerprint, texts)
    vectors = kept_arrays("labels", key, {"vectors": (len(texts), None)}, made)["vectors"]
    return Labels(texts, [niche for _, niche in rows], vectors)


def _niche(vocabulary: Vocabulary, concept: str) -> str:
    theme = vocabulary.theme_of(concept)
    return vocabulary.niche_of(concept) or (HORIZONTAL if theme == HORIZONTAL else theme + WHOLE)
