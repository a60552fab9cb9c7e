"""Years in the period of a list, and in a period that is asked for."""

from __future__ import annotations

import re

from matcher.errors import SettingError

__all__ = ["Years", "years_asked", "years_of"]

#: The first and the last year.
Years = tuple[int, int]
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")


def years_of(period: str) -> list[Years]:
    """Every span of years that a text names.

    Examples
    --------
    >>> years_of("2014-2020; 2021"), years_of("undated")
    ([(2014, 2020), (2021, 2021)], [])
    """
    return [_years(found) for found in _YEARS.finditer(period)]


def years_asked(text: str) -> Years:
    """The span of years that is asked for.

    Raises
    ------
    SettingError
        The text is no year and no span of two.

    Examples
    --------
    >>> years_asked("2021-2027")
    (2021, 2027)
    """
    found = _YEARS.fullmatch(text.strip())
    if not found or _years(found)[0] > _years(found)[1]:
        raise SettingError("period", expected="a year or two, such as 2021-2027", found=repr(text))
    return _years(found)


def _years(found: re.Match[str]) -> Years:
    return int(found[1]), int(found[2] or found[1])
