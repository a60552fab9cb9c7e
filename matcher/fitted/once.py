"""What a room finds for a run in memory, found once and kept as long as the run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from matcher.fitted.tables import Fitted

__all__ = ["once_a_run"]

T = TypeVar("T")


def once_a_run(find: Callable[[Fitted], T]) -> Callable[[Fitted], T]:
    """A function of a run alone that looks once for each run; nobody may change what it gives.

    Examples
    --------
    >>> import pandas as pd
    >>> run = Fitted(*(pd.DataFrame() for _ in range(4)))
    >>> @once_a_run
    ... def looked(run):
    ...     print("looks")
    ...     return 1
    >>> looked(run), looked(run)
    looks
    (1, 1)
    """
    known: WeakKeyDictionary[Fitted, T] = WeakKeyDictionary()

    @wraps(find)
    def found(run: Fitted) -> T:
        if run not in known:
            known[run] = find(run)
        return known[run]

    return found
