"""Niches as what is known of them tells them apart: what a region names of a niche decides which relations it has.

Many relations hold for some concepts of a niche alone: what joins machines and welding is no reason for a region that
lists casting. Such a niche has facets, one for each set of relations that hold for some region's areas on it, and what
regions bring each other is counted by facets. So whatever counts can be told as a reason, and whatever cannot be told
does not count. Where all relations of a niche hold for all regions on it, it is its only facet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import WHOLE
from matcher.later import pd
from matcher.relatedness import LEAST_STRENGTH

__all__ = ["Facets", "facets_of", "whole"]

Matrix = npt.NDArray[np.float64]
Columns = npt.NDArray[np.intp]
#: From the row of a region and the id of a niche to what its areas name of it.
NamedOf = Callable[[int, str], Collection[str]]
#: A table of links: a frame, or its columns.
Links = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, eq=False)
class Facets:
    """Facets of niches, in the order of the niches.

    Attributes
    ----------
    niche : ndarray of int (n_facets,)
        Column of the niche of each facet.
    x : ndarray (n_regions, n_facets)
        0/1: which facet each region has of each niche that it has.
    phi : ndarray (n_facets, n_facets)
        Relatedness: that of the niches where the relation holds for both facets, else 0.
    """

    niche: Columns
    x: Matrix
    phi: Matrix

    def spread(self, of_niches: Matrix) -> Matrix:
        """Values of niches (..., n_niches) for each of their facets (..., n_facets)."""
        return np.asarray(of_niches[..., self.niche])

    def folded(self, of_facets: Matrix) -> Matrix:
        """Sums over the facets of each niche: (..., n_facets) to (..., n_niches)."""
        return np.asarray(np.add.reduceat(of_facets, self._begins, axis=-1))

    def largest(self, of_facets: Matrix) -> Matrix:
        """The largest value of each niche's facets: (..., n_facets) to (..., n_niches)."""
        return np.asarray(np.maximum.reduceat(of_facets, self._begins, axis=-1))

    def columns(self, niches: Collection[int]) -> list[int]:
        """All facets of some niches."""
        return np.flatnonzero(np.isin(self.niche, list(niches))).tolist()

    def listed(self, x: Matrix, rows: Columns) -> Matrix:
        """Other lists of niches (n_rows, n_niches) of the regions in some rows, by facets.

        Each region keeps the facet that it has of a niche; of a niche that is new to it, it has the most frequent one.
        """
        return np.asarray(self.spread(x) * self._own[rows])

    @cached_property
    def _own(self) -> Matrix:
        """The facets that each region has of its niches, and the usual one of those that are new to it."""
        return np.where(self.spread(self.folded(self.x)) > 0, self.x, self._usual)

    @cached_property
    def _begins(self) -> Columns:
        return np.flatnonzero(np.diff(self.niche, prepend=-1))

    @property
    def _usual(self) -> Matrix:
        """1 for the facet of each niche that most regions have, the first of several."""
        order = np.lexsort((-self.x.sum(axis=0), self.niche))
        usual = np.zeros(len(self.niche))
        usual[order[self._begins]] = 1.0
        return usual


def whole(x: Matrix, phi: Matrix) -> Facets:
    """Each niche as its only facet."""
    return Facets(np.arange(x.shape[1]), x, phi)


def facets_of(x: Matrix, niche_ids: Sequence[str], links: pd.DataFrame | Links, named: NamedOf) -> Facets:
    """The facets of the niches of some regions, by what is known of them.

    Two facets are related as `matcher.relatedness.known` says, phi = strength^2 of the strongest relation, where it
    holds for both: how often it holds elsewhere does not matter here.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    niche_ids : sequence of str
        Columns of x.
    links : DataFrame or mapping
        See `matcher.relatedness.known_links`. Only those between specific niches that are strong enough count.
    named : callable
        From the row of a region and the id of a niche that it has to what its areas name of it: its id, ids of
        concepts below it.

    Examples
    --------
    Two regions work on energy. The relation is told of heat alone, which only the first one names:

    >>> links = {"strength": [1.0], "source": ["planning"], "target": ["energy"], "of_source": [""],
    ...          "of_target": ["heat"]}
    >>> x, said = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), ["heat", "energy", "planning"]
    >>> found = facets_of(x, ["energy", "planning"], links, lambda r, niche: [said[r]])
    >>> found.niche.tolist(), found.x.tolist(), found.phi[2].tolist()
    ([0, 0, 1], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [1.0, 0.0, 0.0])
    """
    known = _counting(links, niche_ids)
    ends: list[list[tuple[int, frozenset[str]]]] = [[] for _ in niche_ids]
    for number, link in enumerate(known):
        for i, of in link.of.items():
            ends[i].append((number, of))
    signs: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for i, niche in enumerate(niche_ids):
        for r in np.flatnonzero(x[:, i]).tolist():
            names = named(r, niche)
            holding = tuple(number for number, of in ends[i] if not of or not of.isdisjoint(names))
            signs.setdefault((i, holding), []).append(r)
        if not x[:, i].any():
            signs[i, ()] = []
    # The facet for which most holds comes first, whatever the order of the regions.
    ordered = sorted(signs, key=lambda sign: (sign[0], -len(sign[1]), sign[1]))
    own = np.zeros((len(x), len(ordered)))
    for column, sign in enumerate(ordered):
        own[signs[sign], column] = 1.0
    return Facets(np.array([i for i, _ in ordered], dtype=np.intp), own, _phi(known, ordered))


class _Link(NamedTuple):
    """A relation that counts: its strength, and by column of either niche the concepts that it is told of."""

    strength: float
    of: dict[int, frozenset[str]]


def _counting(links: pd.DataFrame | Links, niche_ids: Sequence[str]) -> list[_Link]:
    place = {niche: i for i, niche in enumerate(niche_ids) if not niche.endswith(WHOLE)}
    columns = ("strength", "source", "target", "of_source", "of_target")
    return [
        _Link(strength, {place[end]: frozenset(filter(None, of.split(";"))) for end, of in ends.items()})
        for strength, source, target, of_source, of_target in zip(*(links[name] for name in columns), strict=True)
        if strength >= LEAST_STRENGTH and (ends := {source: of_source, target: of_target}).keys() <= place.keys()
    ]


def _phi(known: Sequence[_Link], signs: Sequence[tuple[int, tuple[int, ...]]]) -> Matrix:
    facets: dict[tuple[int, int], list[int]] = {}
    for column, (i, holding) in enumerate(signs):
        for number in holding:
            facets.setdefault((number, i), []).append(column)
    phi = np.zeros((len(signs), len(signs)))
    for number, link in enumerate(known):
        one, other = (facets.get((number, i), []) for i in link.of)
        ends = np.ix_(one, other)
        phi[ends] = np.maximum(phi[ends], link.strength**2)
    phi = np.maximum(phi, phi.T)
    return phi / phi.max() if phi.any() else phi
