"""Why a name stands in a niche: the label of the guide that is nearest to it; and the niches that the data crowd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.facts import Crowded
from matcher.placing import NOTHING, Pieces
from matcher.themes.guide import WHOLE, Guide

__all__ = ["Evidence", "Found", "crowd", "crowded", "evidence", "nearest"]

Matrix = npt.NDArray[np.float64]

#: Rows that are compared with all examples at once.
CHUNK = 2000


class Found(NamedTuple):
    """Vectors of whole names (n, d), and the pieces of the names with theirs."""

    whole: Matrix
    pieces: tuple[Pieces, npt.ArrayLike] | None

    @property
    def general(self) -> Matrix:
        """1 for each name that consists of general words alone (n,): such names have nothing in common but these."""
        if self.pieces is None:
            return np.zeros(len(self.whole))
        pieces, _ = self.pieces
        specific = np.array([concept not in (HORIZONTAL, NOTHING) for concept in pieces.concepts], dtype=bool)
        general: Matrix = (np.bincount(pieces.name[specific], minlength=len(self.whole)) == 0).astype(np.float64)
        return general

    @property
    def chunks(self) -> Iterator[tuple[npt.NDArray[np.intp], Matrix]]:
        """All vectors, of names and of pieces, some at a time, and the place of the name that each belongs to."""
        everything = np.arange(len(self.whole), dtype=np.intp)
        for names, vectors in (
            (everything, self.whole),
            *([(self.pieces[0].name, self.pieces[1])] if self.pieces else []),
        ):
            rows = np.asarray(vectors)
            for start in range(0, len(rows), CHUNK):
                some = slice(start, start + CHUNK)
                yield names[some], np.asarray(rows[some], dtype=np.float64)

    def of(self, name: int) -> Matrix:
        """The vectors of a name and of its pieces."""
        if self.pieces is None:
            return self.whole[[name]]
        at, _ = self.pieces[0].between(name, name + 1)
        return np.vstack([self.whole[[name]], np.asarray(self.pieces[1])[at]])


class Evidence(NamedTuple):
    """A name (by place) in a niche, the label that is nearest to it, what the label names, and their cosine."""

    name: int
    niche: str
    text: str
    concept: str
    closeness: float


def nearest(found: Found, guides: Sequence[Guide]) -> Matrix:
    """Cosine of each name, or the part of it that is nearest, with the nearest label of each guide (n_guides, n).

    Parameters
    ----------
    found : Found
        n names.
    guides : sequence of Guide
        The first one, and what was drawn from its concepts.
    """
    told, concept = _labels(guides[0])
    starts = np.flatnonzero(np.r_[True, concept[1:] != concept[:-1]])
    labels, columns = guides[0].vectors[told], {one: place for place, one in enumerate(concept[starts].tolist())}
    drawn = [np.array([columns[one] for one in dict.fromkeys(_labels(guide)[1].tolist())]) for guide in guides]
    best = np.full((len(guides), len(found.whole)), -1.0)
    for names, vectors in found.chunks:
        of_concepts = np.maximum.reduceat(vectors @ labels.T, starts, axis=1)
        for closest, concepts in zip(best, drawn, strict=True):
            np.maximum.at(closest, names, of_concepts[:, concepts].max(axis=1))
    return best


def _labels(guide: Guide) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
    """Places of a guide's labels that name a subject, and their concepts, by concept."""
    places = [place for place, e in enumerate(guide.examples) if e.is_label and e.theme != HORIZONTAL]
    concepts = np.array([guide.examples[place].concept for place in places], dtype=object)
    order = np.argsort(concepts, kind="stable")
    return np.array(places, dtype=np.intp)[order], concepts[order]


def evidence(found: Found, guide: Guide, niches: Sequence[str], member: npt.NDArray[np.bool_]) -> list[Evidence]:
    """The nearest label of each niche that a name belongs to; ties by the order of the guide.

    Parameters
    ----------
    found : Found
        n names.
    guide : Guide
    niches : sequence of str
    member : ndarray of bool (n, n_niches)
        Which name belongs to which niche.
    """
    by_niche: dict[str, list[int]] = {}
    for place, example in enumerate(guide.examples):
        if example.is_label:
            by_niche.setdefault(example.niche, []).append(place)
    rows: list[Evidence] = []
    for column, niche in enumerate(niches):
        labels = by_niche.get(niche, [])
        for name in np.flatnonzero(member[:, column]).tolist() if labels else []:
            cosine = (found.of(name) @ guide.vectors[labels].T).max(axis=0).round(4)
            best = guide.examples[labels[int(cosine.argmax())]]
            rows.append(Evidence(name, niche, best.text, best.concept, float(cosine.max())))
    return rows


def crowd(n: int) -> int:
    """How many of n names make a niche crowded: one in thirty, twenty at least."""
    return max(20, n // 30)


def crowded(rows: Sequence[Evidence], guide: Guide, n: int) -> list[Crowded]:
    """Niches that the data crowd, with the concepts into which they would fall apart and their numbers of names.

    The niche for a theme as a whole is not offered: its areas say nothing narrower.
    """
    sizes = Counter(row.niche for row in rows)
    many = [niche for niche, size in sizes.items() if size >= crowd(n) and not niche.endswith(WHOLE)]
    large = sorted(
        (niche for niche in many if guide.concepts_of(niche)),
        key=lambda niche: (-sizes[niche], niche),
    )
    return [
        {
            "niche": niche,
            "names": sizes[niche],
            "into": dict(Counter(r.concept for r in rows if r.niche == niche).most_common()),
        }
        for niche in large
    ]
