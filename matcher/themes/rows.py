"""Vectors of examples, made when they are asked for: a guide whose classifier is known needs none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

__all__ = ["Rows"]

Matrix = npt.NDArray[np.float64]


class Rows:
    """A matrix (n, d) that is made at its first use, and a hash that tells it from others without making it.

    Parameters
    ----------
    make : callable
        Gives the matrix.
    told : callable
        Gives the hash: the same for the same matrix.

    Examples
    --------
    >>> rows = Rows.given([[1.0, 0.0], [0.0, 1.0]])
    >>> some = rows.taken(np.array([1]))
    >>> some.matrix, some.digest == rows.taken(np.array([1])).digest != rows.digest
    (array([[0., 1.]]), True)
    """

    def __init__(self, make: Callable[[], Matrix], told: Callable[[], bytes]) -> None:
        self._make = make
        self._told = told

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

    def taken(self, places: npt.NDArray[np.intp]) -> Rows:
        """The rows at these places."""
        return Rows(lambda: self.matrix[places], lambda: _hash(self.digest, places.tobytes()))

    def with_more(self, values: npt.ArrayLike) -> Rows:
        """These rows and further ones below them."""
        more = Rows.given(values)
        return Rows(lambda: np.vstack([self.matrix, more.matrix]), lambda: _hash(self.digest, b"+", more.digest))


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
