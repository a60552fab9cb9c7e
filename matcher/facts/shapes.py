"""Whether a value that was read, such as the record of a run, has a declared shape."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

__all__ = ["misfits"]


def misfits(value: Any, shape: Any, *, where: str = "") -> Iterator[str]:
    """Places where a value is not of its declared shape; keys that the shape does not know are passed over.

    Parameters
    ----------
    value : object
        As `json.loads` gives it: numbers, texts, lists and dictionaries.
    shape : type
        A TypedDict, a list, a dictionary with keys of text, a union, or a plain type; Any fits all.
    where : str
        How the value is called.

    Yields
    ------
    str
        The place, such as "model.dimensions"; a number that is not finite fits nothing.

    Examples
    --------
    >>> from matcher.facts import DataSettings
    >>> list(misfits({"source": "ours", "areas": "3", "sha256": "ab"}, DataSettings, where="data"))
    ['data.areas']
    """
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, UnionType):
        if all(any(misfits(value, kind)) for kind in inner):
            yield where
    elif is_typeddict(shape):
        yield from _keys(value, shape, where) if isinstance(value, dict) else [where or "all"]
    elif origin is list and isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from misfits(item, inner[0], where=f"{where}.{number}")
    elif origin is dict and isinstance(value, dict):
        for key, item in value.items():
            yield from misfits(item, inner[1], where=f"{where}.{key}")
    elif not _is(value, origin or shape):
        yield where or "all"


def _keys(value: dict[str, Any], shape: Any, where: str) -> Iterator[str]:
    for key, kind in _hints(shape).items():
        place = f"{where}.{key}".lstrip(".")
        optional = get_origin(kind) is NotRequired
        if key in value:
            yield from misfits(value[key], get_args(kind)[0] if optional else kind, where=place)
        elif shape.__total__ and not optional:
            yield place


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape, include_extras=True)


def _is(value: Any, kind: Any) -> bool:
    if kind is Any:
        return True
    if kind is float:  # a whole number is a number too, True is none
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, NoneType if kind is None else kind)
