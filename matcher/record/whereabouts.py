"""Which counts stand for a region: its own or an earlier code, its parts, or the larger region that it lies in."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from matcher.facts import CountedFor
from matcher.places import is_nested, parents, same_region, successor_codes
from matcher.record.tables import base_codes, codes

__all__ = ["HOW", "Whereabouts", "counted_for", "whereabouts"]

#: How a region was found among the codes of the record: by its own code or an earlier one of the same region; by its
#: parts, whose counts are added; by an earlier region with other borders; by the larger region that it lies in.
HOW = ("same", "renamed", "parts", "earlier", "whole")


class Whereabouts(NamedTuple):
    """Codes of the record that stand for a region, and one of `HOW`; no codes and "" where the record has none."""

    codes: tuple[str, ...]
    how: str

    @property
    def exact(self) -> bool:
        """The counts are those of the region itself."""
        return self.how in ("same", "renamed")

    @property
    def own(self) -> bool:
        """The counts are of the region or of its parts, and not of a larger region that it lies in."""
        return self.how not in ("whole", "")


NOWHERE = Whereabouts((), "")


@cache
def whereabouts(region_id: str) -> Whereabouts:
    """The codes of the record that stand for a region.

    Parameters
    ----------
    region_id : str
        Any code; that of another version of the NUTS is followed to today's.

    Examples
    --------
    Central Finland had another code until 2021; Vilnius lies in Lithuania, which is counted as one; of the French
    region of Bourgogne-Franche-Comté both parts are counted.

    >>> for code in ("SE125", "FI198", "LT01", "FRC", "my region"):
    ...     print(code, whereabouts(code))
    SE125 Whereabouts(codes=('SE125',), how='same')
    FI198 Whereabouts(codes=('FI193',), how='renamed')
    LT01 Whereabouts(codes=('LT',), how='whole')
    FRC Whereabouts(codes=('FRC1', 'FRC2'), how='parts')
    my region Whereabouts(codes=(), how='')
    """
    if region_id in codes():
        return Whereabouts((region_id,), "same")
    own = same_region(region_id)
    if own in _today():
        return Whereabouts((_today()[own],), "renamed")
    if parts := tuple(code for code in base_codes() if _inside(code, own)):
        return Whereabouts(parts, "parts")
    if own in _later():
        return Whereabouts((_later()[own],), "earlier")
    if after := _after(own):
        return after
    around = next((_today()[same_region(code)] for code in parents(own) if same_region(code) in _today()), "")
    return Whereabouts((around,), "whole") if around else NOWHERE


def _after(own: str) -> Whereabouts | None:
    """By the regions that a code was divided into, where each is in the record."""
    after = [whereabouts(code) for code in successor_codes(own)]
    found = tuple(sorted({code for one in after for code in one.codes}))
    how = "whole" if any(one.how == "whole" for one in after) else "earlier"
    return Whereabouts(found, how) if found and all(one.codes for one in after) else None


def _inside(code: str, own: str) -> bool:
    return code != own and is_nested(code, own) and own in (*parents(code), *parents(same_region(code)))


@cache
def _today() -> dict[str, str]:
    """Codes of the record by today's code of the same region."""
    return {same_region(code): code for code in reversed(codes())}


@cache
def _later() -> dict[str, str]:
    """Codes of the record that have ended, by the codes that their territory belongs to now."""
    return {later: code for code in reversed(codes()) for later in _ends(code)}


def _ends(code: str) -> set[str]:
    after = successor_codes(code)
    return {end for later in after for end in (_ends(later) or {later})}


def counted_for(region_id: str) -> CountedFor:
    """The same as facts."""
    found = whereabouts(region_id)
    return {"region_id": region_id, "how": found.how, "codes": list(found.codes)}
