"""Numbers and names as a language writes them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["number", "short_name", "short_names"]


def short_name(name: str) -> str:
    """A region's name without a second name in brackets at its end.

    Examples
    --------
    >>> short_name("Bavaria (Bayern)"), short_name("East Macedonia, Thrace")
    ('Bavaria', 'East Macedonia, Thrace')
    """
    head, bracket, _ = name.partition(" (")
    return head if bracket and name.endswith(")") else name


def short_names(names: Sequence[str]) -> list[str]:
    """Names without a second name in brackets, as long as no two become the same.

    Examples
    --------
    >>> short_names(["Bavaria (Bayern)", "Limburg (BE)", "Limburg (NL)"])
    ['Bavaria', 'Limburg (BE)', 'Limburg (NL)']
    """
    short = [short_name(name) for name in names]
    return [one if short.count(one) == 1 else name for name, one in zip(names, short, strict=True)]


def number(value: float, language: str, *, digits: int = 3, sign: bool = False) -> str:
    """A number with a true minus sign, and a decimal comma in Swedish; nothing is shown as minus zero.

    Examples
    --------
    >>> number(-0.0523, "sv", sign=True), number(-0.0001, "en"), number(12, "en", digits=0)
    ('−0,052', '0.000', '12')
    """
    value = round(value, digits) + 0.0
    text = f"{value:+.{digits}f}" if sign and value else f"{value:.{digits}f}"
    text = text.replace("-", "−")
    return text.replace(".", ",") if language == "sv" else text
