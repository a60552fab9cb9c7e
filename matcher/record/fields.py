"""Declared and done: how much of a region's projects is in the fields of a theme, beside what is usual.

The quotient of two shares is a location quotient. Where a region has few projects it says little, and is drawn to 1 by
the spread that the quotients of all regions really have.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.facts import Done
from matcher.record.tables import base_codes, crosswalk, fields_of
from matcher.record.whereabouts import whereabouts

__all__ = ["SOURCES", "Group", "done", "field_names", "groups", "more_than_usual", "prior_shape", "shrunk"]

Vector = npt.NDArray[np.float64]

#: Where fields of projects come from.
SOURCES = ("h2020", "interreg")
#: The interval holds the quotient with this probability.
CERTAINTY = 0.95
#: No region is called active in a field with fewer projects.
FEWEST = 3


class Group(NamedTuple):
    """Fields of a source that mean the same broad themes, or some of them."""

    source: str
    fields: tuple[str, ...]
    themes: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """For each source and broad theme the fields that mean it; themes with the very same fields stand together.

    Examples
    --------
    >>> groups()[5]
    Group(source='h2020', fields=('SC5',), themes=('environment', 'mining'))
    """
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for source in SOURCES:
        crossings = [one for one in crosswalk() if one.source == source]
        for theme in dict.fromkeys(theme for one in crossings for theme in one.themes):
            fields = tuple(one.field for one in crossings if theme in one.themes)
            found.setdefault((source, fields), []).append(theme)
    return tuple(sorted(Group(source, fields, tuple(themes)) for (source, fields), themes in found.items()))


@cache
def done(region_id: str, group: Group) -> Done | None:
    """How much of a region's projects is in some fields; None where it has no project in the source, or no record.

    With k of the region's n projects in the fields and p the same share over all regions, k is Poisson with mean q n p,
    and q, the quotient, is drawn from a gamma distribution with mean 1 and the shape a that the quotients of all
    regions show (`prior_shape`). Then q is gamma with shape a + k and rate a + n p; its mean is the quotient, and the
    interval holds the middle 95 %.

    Parameters
    ----------
    region_id : str
    group : Group

    References
    ----------
    Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators. Journal of the Royal
    Statistical Society C 40(2), 283-294. doi:10.2307/2347593

    Examples
    --------
    Styria's universities in transport:

    >>> transport = next(group for group in groups() if group.fields == ("SC4",))
    >>> found = done("AT22", transport)
    >>> found["projects"], found["of"], round(found["usual"], 3), round(found["quotient"], 2)
    (16, 237, 0.045, 1.44)
    """
    names, counts = fields_of(group.source)
    own: Vector = np.sum([counts[code] for code in whereabouts(region_id).codes if code in counts], axis=0)
    if not np.ndim(own) or not own.sum():
        return None
    here = [names.index(field) for field in group.fields]
    usual, shape = _usual(group)
    projects, of = int(own[here].sum()), int(own.sum())
    quotient, low, high = shrunk(projects, of * usual, shape)
    return {
        "source": group.source,
        "fields": list(group.fields),
        "projects": projects,
        "of": of,
        "usual": usual,
        "quotient": quotient,
        "low": low,
        "high": high,
    }


def more_than_usual(found: Done | None) -> bool:
    """Whether a region surely does more in a field than is usual: the whole interval lies above 1.

    Examples
    --------
    >>> more_than_usual(None)
    False
    """
    return found is not None and found["low"] > 1 and found["projects"] >= FEWEST


def shrunk(projects: int, expected: float, shape: float) -> tuple[float, float, float]:
    """The quotient of projects over those expected, drawn to 1, and its interval.

    Examples
    --------
    Six projects where three are usual, and regions differ about as much as a gamma distribution of shape 3: (6 + 3) /
    (3 + 3). If regions did not differ at all, every quotient would be 1.

    >>> [round(value, 2) for value in shrunk(6, 3.0, 3.0)], shrunk(6, 3.0, np.inf)
    ([1.5, 0.69, 2.63], (1.0, 1.0, 1.0))
    """
    from scipy.special import gammaincinv

    if np.isinf(shape):
        return 1.0, 1.0, 1.0
    scale = 1 / (shape + expected)
    tail = (1 - CERTAINTY) / 2
    low, high = gammaincinv(shape + projects, [tail, 1 - tail]) * scale
    return float((shape + projects) * scale), float(low), float(high)


def prior_shape(projects: Vector, expected: Vector) -> float:
    """Shape of the gamma distribution of the quotients over regions, by moments (Marshall 1991); inf for no spread.

    Examples
    --------
    >>> prior_shape(np.array([2.0, 2.0]), np.array([2.0, 2.0]))
    inf
    >>> round(prior_shape(np.array([16.0, 4.0]), np.array([10.0, 10.0])), 2)
    3.85
    """
    quotients = projects / expected
    spread = (expected * (quotients - 1) ** 2).sum() / expected.sum() - 1 / expected.mean()
    return float(1 / spread) if spread > 0 else float("inf")


def field_names(source: str, fields: Collection[str], language: str) -> list[str]:
    """What fields are called in a language of `matcher.record.tables.LABELS`.

    Examples
    --------
    >>> field_names("h2020", ["SC3"], "sv")
    ['energi']
    """
    return [one.names[language] for one in crosswalk() if one.source == source and one.field in fields]


@cache
def _usual(group: Group) -> tuple[float, float]:
    """The share of the fields over all regions, and how much regions differ (`prior_shape`)."""
    names, counts = fields_of(group.source)
    table = np.array([counts[code] for code in base_codes() if code in counts and counts[code].sum()])
    projects, of = table[:, [names.index(field) for field in group.fields]].sum(axis=1), table.sum(axis=1)
    usual = float(projects.sum() / of.sum())
    return usual, prior_shape(projects, of * usual)
