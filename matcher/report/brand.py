"""Whose report it is: a logo, a colour and a contact line from a small TOML file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError
from matcher.files import check_keys, read_bytes, read_toml

__all__ = ["PLAIN", "Brand", "Logo", "contrast", "load_brand"]

_KEYS = ("accent", "contact", "logo", "organisation")
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
#: First bytes of the pictures that every format can hold.
_PICTURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_MOST_LOGO = 1_000_000
#: WCAG 2.2 AA: least contrast of a text with what is behind it.
LEAST_CONTRAST = 4.5


class Logo(NamedTuple):
    """A picture, its kind, and what it says to those who do not see it."""

    data: bytes
    kind: str  # "png" or "jpg"
    alt: str


@dataclass(frozen=True)
class Brand:
    """Whose report it is. `accent` is the colour of headings and lines, as #rrggbb."""

    accent: str = "#0b5394"
    organisation: str = ""
    contact: str = ""
    logo: Logo | None = None


#: A report of nobody in particular.
PLAIN = Brand()


def load_brand(path: str | os.PathLike[str]) -> Brand:
    r"""Read a TOML file with any of the keys organisation, contact, accent (#rrggbb) and logo (a PNG or JPG beside it).

    Parameters
    ----------
    path : path-like

    Returns
    -------
    Brand

    Raises
    ------
    InputError
        A key is not known, the colour is no colour or too pale to be read, or the logo is no picture.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from matcher.files import write_text
    >>> with TemporaryDirectory() as folder:
    ...     write_text(f"{folder}/brand.toml", 'organisation = "Region Alfa"\naccent = "#005b4f"')
    ...     load_brand(f"{folder}/brand.toml").accent
    '#005b4f'
    """
    where = f"brand {os.fspath(path)}"
    given = read_toml(path, "brand")
    check_keys(where, given, _KEYS)
    for key, value in given.items():
        if not isinstance(value, str) or "\n" in value:
            raise InputError(f"{where}: {key}", expected="a text in one line", found=repr(value)[:60])
    accent = given.get("accent", PLAIN.accent).lower()
    if not _COLOUR.fullmatch(accent):
        raise InputError(f"{where}: accent", expected="a colour such as #005b4f", found=repr(accent))
    if contrast(accent, "#ffffff") < LEAST_CONTRAST:
        raise InputError(f"{where}: accent", expected="a colour that can be read on white", found=accent,
                         do="choose a darker one")  # fmt: skip
    organisation = given.get("organisation", "")
    logo = _logo(where, Path(path).parent / given["logo"], organisation) if given.get("logo") else None
    return Brand(accent, organisation, given.get("contact", ""), logo)


def _logo(where: str, path: Path, organisation: str) -> Logo:
    if not organisation:
        raise InputError(where, expected="organisation beside logo", do="name whose logo it is")
    data = read_bytes(path, "logo", most=_MOST_LOGO)
    for kind, start in _PICTURES.items():
        if data.startswith(start):
            return Logo(data, kind, organisation)
    raise InputError(f"{where}: logo {path.name}", expected="a PNG or JPG", do="save it as one of them")


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21, as WCAG defines it.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 6)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
