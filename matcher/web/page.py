"""What a page is before it is drawn: a template, a title, and what the template is filled with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Page", "PageRoute", "Turn"]


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes
    ----------
    template : str
        Name in `templates/`.
    title : str
        Plain text.
    values : mapping
        What the template is filled with.
    status : int
        Of HTTP.
    description : str
        What search engines and shared links show.
    """

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    description: str = ""


@dataclass(frozen=True)
class Turn:
    """Another page that holds the answer."""

    address: str


@dataclass(frozen=True)
class PageRoute:
    """A page: its path below the language, its function, and whether it takes long."""

    path: str
    page: Callable[..., Page | Turn]
    slow: bool = False
