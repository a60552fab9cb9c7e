"""What chance would give: the null model that relatedness and scores are compared with.

Bipartite configuration model: among all region-niche matrices with the same expected portfolio sizes and the same
expected popularity of niches, the most random one. Sources: Saracco, Di Clemente, Gabrielli and Squartini (2015),
Scientific Reports 5, 10595; Saracco and others (2017), New Journal of Physics 19, 053022.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.chance.balancing import Limits, balanced, presence_by_size, room
from matcher.errors import SettingError
from matcher.settings import NULL_MODEL

__all__ = ["NULL_MODEL", "Others", "Sizes", "alike", "chance_of_others", "expected_presence", "sizes_of"]

Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

#: How near the sums of P come to those of x, and most rounds.
LIMITS: Limits = (1e-12, 100_000)


class Sizes(NamedTuple):
    """Regions by how many niches they have. Regions of one size share one row of the null model.

    Attributes
    ----------
    sizes : ndarray (n_sizes,)
        Distinct numbers of niches, rising.
    of : ndarray of int (n_regions,)
        Place of each region's number among them.
    number : ndarray (n_sizes,)
        How many regions have each.
    """

    sizes: Matrix
    of: Places
    number: Matrix


def sizes_of(x: Matrix) -> Sizes:
    """Regions by how many niches they have.

    Examples
    --------
    >>> found = sizes_of(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))
    >>> found.sizes.tolist(), found.of.tolist(), found.number.tolist()
    ([1.0, 2.0], [1, 0, 0], [2.0, 1.0])
    """
    sizes, of, count = np.unique(x.sum(axis=1), return_inverse=True, return_counts=True)
    return Sizes(sizes.astype(np.float64), of.reshape(-1), count.astype(np.float64))


def expected_presence(x: npt.ArrayLike, tolerance: float = LIMITS[0], *, rounds: int = LIMITS[1]) -> Matrix:
    """Presence expected by chance, P_ri = a_r b_i / (1 + a_r b_i), with the row and column sums of x.

    Parameters
    ----------
    x : array_like (n_regions, n_niches)
        0/1 matrix.
    tolerance : float
        Largest difference between a sum of P and the sum of x that it must meet, as a share of it where it is above 1.
    rounds : int
        Most rounds (`matcher.chance.balancing.balanced`).

    Returns
    -------
    ndarray (n_regions, n_niches)
        Probabilities; rows and columns of x that are all 0 or all 1 stay as they are.

    Raises
    ------
    SettingError
        x is not a 0/1 matrix, or no solution is found.

    Examples
    --------
    >>> x = [[1, 1, 0], [1, 0, 0], [0, 0, 1]]
    >>> p = expected_presence(x)
    >>> p.round(3)
    array([[0.863, 0.568, 0.568],
           [0.568, 0.216, 0.216],
           [0.568, 0.216, 0.216]])
    >>> p.sum(axis=1).round(6), p.sum(axis=0).round(6)
    (array([2., 1., 1.]), array([2., 1., 1.]))
    """
    given = np.asarray(x, dtype=np.float64)
    if given.ndim != 2 or not np.isin(given, (0.0, 1.0)).all():
        raise SettingError("presence matrix", expected="a table of 0 and 1", found="something else")
    by = sizes_of(given)
    p: Matrix = presence_by_size(by.sizes, by.number, given.sum(axis=0), (tolerance, rounds))[by.of]
    return p


def alike(x: Matrix) -> list[Places]:
    """Rows of the regions with the very same list, one array for each list.

    Examples
    --------
    >>> [rows.tolist() for rows in alike(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))]
    [[1], [0, 2]]
    """
    of, count = _lists(x)
    return np.split(np.argsort(of, kind="stable"), count.cumsum()[:-1]) if len(x) else []


def _lists(x: Matrix) -> tuple[Places, Places]:
    """Number of each region's list among the distinct ones, and how many regions have each of these."""
    packed = np.packbits(x > 0, axis=1)
    if not packed.size:
        return np.zeros(len(x), dtype=np.intp), np.array([len(x)])
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1])))[:, 0]
    of, count = np.unique(keys, return_inverse=True, return_counts=True)[1:]
    return of.reshape(-1), count


def chance_of_others(x: Matrix, rows: Places) -> Matrix:
    """Presence of all others expected by chance, where the list of these regions is given.

    The null model is solved for the others alone: what a region has, it has, and its own list tells nothing of what
    others would have by chance. All regions with the very same list are given together (`alike`). So with two regions
    nothing is left to chance, and listing every region twice changes nothing.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)
        0/1 presence.
    rows : ndarray of int
        Regions with one list.

    Returns
    -------
    ndarray (n_regions, n_niches)
        Q: x in these rows, `expected_presence` of the others.

    See Also
    --------
    expected_presence : the null model of all regions alike.

    Examples
    --------
    A and B list one niche, C and D one each of the two others. Given A and B, C and D may have swapped. Given C, one of
    the three others has D's niche:

    >>> x = np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> chance_of_others(x, np.array([0, 1]))[3].round(3).tolist()
    [0.0, 0.5, 0.5]
    >>> chance_of_others(x, np.array([2]))[3].round(3).tolist()
    [0.667, 0.0, 0.333]
    """
    return Others(x).given(rows)


class Others:
    """Presence of the others expected by chance, where a region's list is given, for many regions that ask.

    See `chance_of_others`, which it gives by size, several regions at once. Each begins from the null model of all
    regions, with the asker's niches a little rarer.

    Parameters
    ----------
    x : ndarray (n_regions, n_niches)

    Attributes
    ----------
    sizes : Sizes
    lists : ndarray of int (n_regions,)
        Number of each region's list among the distinct ones.
    copies : ndarray (n_regions,)
        How many regions have its very list, itself among them.

    Examples
    --------
    >>> others = Others(np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    >>> others.by_size(np.array([0, 2])).round(3).tolist()
    [[[0.0, 0.5, 0.5]], [[0.667, 0.0, 0.333]]]
    """

    def __init__(self, x: Matrix) -> None:
        self.x, self.sizes = x, sizes_of(x)
        self.lists, numbers = _lists(x)
        self.copies = numbers[self.lists].astype(np.float64)
        self._popularity = x.sum(axis=0).astype(np.float64)
        self._listed = np.flatnonzero(self.sizes.sizes > 0)
        self._room = room(self.sizes.sizes, self.sizes.number, self._popularity)
        self._whole = self._solve_whole() if self._room > 0 else None

    def by_size(self, rows: Places) -> Matrix:
        """Presence in the others by their size, for each of these regions (n_rows, n_sizes, n_niches).

        What stands for a size that no other region has, or only regions with the very list, means nothing.
        """
        sizes, of, _ = self.sizes
        counts = self._others(rows)
        popularity = self._popularity - self.copies[rows, None] * self.x[rows]
        q = np.zeros((len(rows), len(sizes), self.x.shape[1]))
        easy = self.copies[rows] * sizes[of[rows]] < self._room
        if self._whole is not None and easy.any():
            q[np.ix_(easy, self._listed)] = self._from_whole(counts[easy], popularity[easy])
        for place in np.flatnonzero(~easy):
            q[place] = presence_by_size(sizes, counts[place], popularity[place], LIMITS)
        return q

    def given(self, rows: Places) -> Matrix:
        """What `chance_of_others` gives for regions with one list (n_regions, n_niches)."""
        q: Matrix = self.by_size(rows[:1])[0][self.sizes.of]
        q[rows] = self.x[rows]
        return q

    @cached_property
    def held(self) -> tuple[Places, Places]:
        """The niches of all lists, one list after the other, and where each begins (n_regions + 1,)."""
        region, niche = np.nonzero(self.x > 0)
        return niche, np.searchsorted(region, np.arange(len(self.x) + 1))

    def niches_of(self, rows: Places) -> tuple[Places, Places]:
        """Each niche of each of these regions: the place of the region among them, and the niche."""
        niches, begins = self.held
        number = begins[rows + 1] - begins[rows]
        place = np.repeat(np.arange(len(rows)), number)
        within = np.arange(len(place)) - np.repeat(number.cumsum() - number, number)
        return place, niches[begins[rows][place] + within]

    def strangers(self, rows: Places) -> Matrix:
        """How many regions of each size have a list, and another one than each of these regions (n_rows, n_sizes)."""
        counts = self._others(rows)
        counts[:, self.sizes.sizes == 0] = 0.0
        return counts

    def _others(self, rows: Places) -> Matrix:
        """How many others have each size, without those with the very list (n_rows, n_sizes)."""
        counts = np.tile(self.sizes.number, (len(rows), 1))
        counts[np.arange(len(rows)), self.sizes.of[rows]] -= self.copies[rows]
        return counts

    def _solve_whole(self) -> tuple[Matrix, Matrix]:
        d, count, u = self.sizes.sizes[self._listed], self.sizes.number[self._listed], self._popularity
        start = (d / np.sqrt(u.sum()))[None], (u / np.sqrt(u.sum()))[None]
        return balanced(d, count[None], u[None], start, LIMITS)[1:]

    def _from_whole(self, counts: Matrix, popularity: Matrix) -> Matrix:
        a, b = self._whole  # type: ignore[misc]
        rarer = np.divide(popularity, self._popularity, out=np.zeros_like(popularity), where=self._popularity > 0)
        start = np.repeat(a, len(counts), axis=0), b * rarer
        return balanced(self.sizes.sizes[self._listed], counts[:, self._listed], popularity, start, LIMITS)[0]
