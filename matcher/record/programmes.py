"""Interreg programmes as a filter: in which a region has taken part."""

from __future__ import annotations

from functools import cache

from matcher.errors import NameUnknownError
from matcher.record.tables import region_programmes
from matcher.record.whereabouts import whereabouts
from matcher.spelling import did_you_mean, name_key, nearest

__all__ = ["AREA_STRANDS", "in_programme", "programme_name", "programme_names", "same_programme", "taken_part"]

#: Strands whose programmes have an area; in an interregional one all of Europe takes part.
CROSS_BORDER = "cross_border"
AREA_STRANDS = ("transnational", CROSS_BORDER)
#: Letters of the shortest part of a name that stands for it.
_SHORTEST = 4


@cache
def programme_names() -> tuple[str, ...]:
    """Names of the programmes of the record, of all periods.

    Examples
    --------
    >>> len(programme_names()), "Baltic Sea Region" in programme_names()
    (66, True)
    """
    return tuple(sorted({one.programme for found in region_programmes().values() for one in found}))


def programme_name(text: str) -> str:
    """The programme that a name or a part of one stands for, in any case.

    Raises
    ------
    NameUnknownError
        No programme has the name, or several have that part; the nearest are named.

    Examples
    --------
    >>> [programme_name(text) for text in ("baltic sea region", "Interreg Baltic Sea", "Interreg IVC", "ALCOTRA")]
    ['Baltic Sea Region', 'Baltic Sea Region', 'Interreg IVC', 'France - Italy (ALCOTRA)']
    """
    key = name_key(text)
    names = {name_key(name): name for name in programme_names()}
    bare = key.removeprefix("interreg").strip()
    for wanted in filter(None, (key, bare)):
        if wanted in names:
            return names[wanted]
    inside = [name for own, name in names.items() if len(bare) >= _SHORTEST and bare in own]
    if len(inside) == 1:
        return inside[0]
    near = inside or nearest(text, programme_names())
    raise NameUnknownError(
        f"{'several programmes have' if inside else 'no Interreg programme of the record has'} the name {text!r}",
        do=f"choose one of {'; '.join(near)}" if inside else did_you_mean(near[:1]),
        code="programme.several" if inside else "programme.unknown",
        choices=near,
    )


def in_programme(region_id: str, programme: str) -> bool | None:
    """Whether a region has projects of a programme, in any period; None for a region that the record does not hold.

    Of a region that is only counted with its whole country, cross-border programmes are not known.

    Examples
    --------
    >>> [in_programme(code, "Baltic Sea Region") for code in ("SE125", "ES61", "my region")]
    [True, False, None]
    """
    found = _taken_part(region_id)
    if found is None or ((CROSS_BORDER, programme) in found and not whereabouts(region_id).own):
        return None
    return programme in {one for _, one in found}


def same_programme(a: str, b: str) -> bool | None:
    """Whether two regions have taken part in the same cross-border or transnational programme; None as above.

    Examples
    --------
    >>> same_programme("SE125", "FI1B1"), same_programme("SE125", "EL30"), same_programme("SE125", "my region")
    (True, False, None)
    """
    first, second = _taken_part(a), _taken_part(b)
    if first is None or second is None:
        return None
    shared = {strand for strand, _ in first & second if strand in AREA_STRANDS}
    if shared == {CROSS_BORDER} and not (whereabouts(a).own and whereabouts(b).own):
        return None
    return bool(shared)


def taken_part(region_id: str) -> list[tuple[str, str]]:
    """Strand and name of the programmes in which a region surely has projects, sorted; see `in_programme`.

    Examples
    --------
    >>> taken_part("SE125")[-1], taken_part("my region")
    (('transnational', 'Baltic Sea Region'), [])
    """
    own = whereabouts(region_id).own
    return sorted(one for one in _taken_part(region_id) or () if own or one[0] != CROSS_BORDER)


@cache
def _taken_part(region_id: str) -> frozenset[tuple[str, str]] | None:
    """Strand and name of the programmes in which a region has projects."""
    codes = whereabouts(region_id).codes
    every = {(one.strand, one.programme) for code in codes for one in region_programmes().get(code, ())}
    return frozenset(every) if codes else None
