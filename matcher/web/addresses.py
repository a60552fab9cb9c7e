"""Addresses of pages, the same in the server and, relative to each page, in the site of plain files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

__all__ = ["Addresses"]

#: Steps of the address of a pair.
PAIR = 3
#: What a query may hold: several values of one name are a list.
Query = str | int | float | list[str] | tuple[str, ...] | None


@dataclass(frozen=True)
class Addresses:
    """Addresses in one language.

    Parameters
    ----------
    language : {"en", "sv"}
    root : str
        The address of the start: "/" on a server, "../../" and the like in a file.
    plain : bool
        The pages are plain files in folders of their own.
    home : str
        The start of files that all pages share, where it is another one.

    Examples
    --------
    >>> Addresses("sv").page("region", "SE125", by="overlap", country=["SE", "FI"])
    '/sv/region/SE125?by=overlap&country=SE&country=FI'
    >>> Addresses("en", root="../../", plain=True).page("region", "SE125")
    '../../en/region/SE125/'
    """

    language: str
    root: str = "/"
    plain: bool = False
    home: str = ""

    def page(self, *steps: str, **query: Query) -> str:
        """The address of a page; a name without a value is left out. One file shows all pairs."""
        if self.plain and steps[0:1] == ("pair",) and len(steps) == PAIR:
            _, a, b = steps
            steps, query = ("pair",), {"a": a, "b": b}
        path = "/".join(quote(step, safe="") for step in (self.language, *steps))
        end = "/" if self.plain or not steps else ""
        return f"{self.root}{path}{end}{_query(query)}"

    def file(self, name: str) -> str:
        """The address of a file that all pages share."""
        return f"{self.home or self.root}static/{name}"

    def api(self, *steps: str, **query: Query) -> str:
        """The address of an answer for programs."""
        return f"{self.root}api/v1/{'/'.join(quote(step, safe='') for step in steps)}{_query(query)}"

    def among(self, language: str) -> Addresses:
        """The same in another language."""
        return replace(self, language=language)


def _query(query: dict[str, Query]) -> str:
    given = {name: value for name, value in query.items() if value not in (None, "", [], ())}
    return f"?{urlencode(given, doseq=True)}" if given else ""
