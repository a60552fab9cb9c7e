"""The sets of areas that come with the package, by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matcher.errors import NameUnknownError
from matcher.files import data_folder
from matcher.spelling import did_you_mean, nearest

__all__ = ["bundled_names", "bundled_path", "general_words", "near_names"]

SETS = ("europe", "europe_2014_2020", "sweden", "sweden_2018", "sweden_2019", "sweden_2021")


def bundled_names() -> tuple[str, ...]:
    """Names of the bundled sets that are installed.

    Examples
    --------
    >>> "europe" in bundled_names(), "sweden_2018" in bundled_names()
    (True, True)
    """
    return tuple(name for name in SETS if (data_folder() / f"{name}.csv").is_file())


def bundled_path(name: str) -> Path:
    """Path of a bundled set's file.

    Raises
    ------
    NameUnknownError
        When no bundled file has this name.

    Examples
    --------
    >>> bundled_path("europe").name
    'europe.csv'
    """
    path = data_folder() / f"{name}.csv"
    if name in SETS and path.is_file():
        return path
    known = ", ".join(bundled_names())
    near = near_names(name)[:1]
    raise NameUnknownError(
        f"no bundled file is named {name!r}",
        expected=f"one of {known}",
        do=did_you_mean(near),
        code="set.unknown",
        choices=near,
    )


@cache
def general_words() -> frozenset[str]:
    """Lower-case words that say nothing of a subject, from data/general_words.txt.

    Examples
    --------
    >>> "collaboration" in general_words(), "railway" in general_words()
    (True, False)
    """
    lines = (data_folder() / "general_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def near_names(name: str) -> list[str]:
    """Bundled names that a misspelt name may have meant, the nearest first.

    Examples
    --------
    >>> near_names("sweden_2108")[0]
    'sweden_2018'
    """
    return nearest(name, bundled_names())
