"""Vectors of examples, made when they are asked for: a guide whose classifier is known needs none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

__all__ = ["Rows"]

Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class Rows:
    """A matrix (n, d) that is made at its first use, and a hash that tells it from others without making it.

    Parameters
    ----------
    make : callable
        Gives the matrix.
    told : callable
        Gives the hash: the same for the same matrix.
    at, there : callable, optional
        Give some rows, and which rows are no zeros, without making the matrix.

    Examples
    --------
    >>> rows = Rows.given([[1.0, 0.0], [0.0, 1.0]])
    >>> some = rows.taken(np.array([1]))
    >>> some.matrix, some.digest == rows.taken(np.array([1])).digest != rows.digest
    (array([[0., 1.]]), True)
    >>> rows.with_more([[0.0, 0.0]]).taken(np.array([2, 1])).taken(np.array([1])).matrix
    array([[0., 1.]])
    """

    def __init__(
        self,
        make: Callable[[], Matrix],
        told: Callable[[], bytes],
        *,
        at: Callable[[Places], Matrix] | None = None,
        there: Callable[[], npt.NDArray[np.bool_]] | None = None,
    ) -> None:
        self._make, self._told, self._at, self._there = make, told, at, there

    @classmethod
    def given(cls, values: npt.ArrayLike) -> Rows:
        """Rows that are there already, told by their values."""
        matrix = np.ascontiguousarray(values, dtype=np.float64)
        return cls(lambda: matrix, lambda: hashlib.sha256(matrix.data).digest())

    @cached_property
    def matrix(self) -> Matrix:
        """The rows."""
        return self._make()

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the rows, or of what they are made of."""
        return self._told()

    @cached_property
    def there(self) -> npt.NDArray[np.bool_]:
        """Which rows are no zeros (n,)."""
        return self._there() if self._there else np.asarray(self.matrix.any(axis=1))

    def at(self, places: Places) -> Matrix:
        """The rows at these places, copied once: from what these rows are made of where they are not made yet."""
        return self._at(places) if self._at and "matrix" not in self.__dict__ else self.matrix[places]

    def taken(self, places: Places) -> Rows:
        """The rows at these places."""
        return Rows(
            lambda: self.at(places),
            lambda: _hash(self.digest, places.tobytes()),
            at=lambda some: self.at(places[some]),
            there=lambda: self.there[places],
        )

    def with_more(self, values: npt.ArrayLike) -> Rows:
        """These rows and further ones below them."""
        more = Rows.given(values)

        def at(places: Places) -> Matrix:
            own = places < len(self.there)
            found = np.empty((len(places), more.matrix.shape[1]))
            found[own], found[~own] = self.at(places[own]), more.matrix[places[~own] - len(self.there)]
            return found

        return Rows(
            lambda: np.vstack([self.matrix, more.matrix]),
            lambda: _hash(self.digest, b"+", more.digest),
            at=at,
            there=lambda: np.concatenate([self.there, more.there]),
        )


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
