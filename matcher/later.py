"""What is imported when it is first used: pandas, which most answers do not need, and rooms of the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["names_of", "pd"]


class _Later:
    """Stands for a library; what is asked of it is kept."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found


def names_of(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """A `__getattr__` of a package: its public names are imported when they are first used.

    No name may be that of a module in the package: Python binds that one to the package, whenever it is imported.

    Parameters
    ----------
    package : str
    homes : mapping of str to str
        The modules of the package, or of others, with the names that each holds, separated by spaces.

    Examples
    --------
    >>> find = names_of("matcher", {"matcher.errors": "InputError MatcherError"})
    >>> find("InputError").__name__
    'InputError'
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(home_of[name]), name)

    return find


if TYPE_CHECKING:
    import pandas as pd
else:
    pd = _Later("pandas")
