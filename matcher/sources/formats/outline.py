"""The plain outline in which lists circulate: a region's name on a line of its own, its areas as bullets below it.

    Free text before and after is ignored and reported.

    Västmanland
    - Automation
    - Järnväg

    Halland (SE231)
    • Hälsa

A bullet is a line that begins with one of - – — * • · ▪ ◦ ● ○ ‣ and a space. The line above the first bullet of a
list is the region: its name, with or without "Region", "län" or a colon, or its name and its id in brackets. Names are
looked up in the places table. A slip of a letter is read with a notice (Norrbottnen); a name that the table does not
hold, however like another (Götaland, Gotland), or that stands for several regions, is an error with the choices. An
outline does not say its language, so the caller states it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from matcher import places
from matcher.errors import InputError
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding
from matcher.sources.grid import Grid, How
from matcher.sources.said import counted, said
from matcher.spelling import name_key

__all__ = ["is_outline", "read_outline"]

_BULLET = re.compile(r"^(\s*)(?:[-–—*](?=\s)|[•·▪◦●○‣])\s*(\S.*)")
#: No region's name is longer.
_LONGEST_NAME = 200
_GENERIC = re.compile(r"^region | (?:län|region|county)$", re.IGNORECASE)
_WITH_ID = re.compile(r"^(?P<region>.+?) ?\((?P<region_id>[A-Za-z]{2}[A-Za-z0-9]{0,3})\)$")
#: How like a region's name a heading must be to be read as a slip of the pen (rapidfuzz, 0 to 100): Norrbottnen is 95
#: like Norrbotten, Götaland 93 like Gotland.
_SLIP = 94.0
#: As many lines of free text are shown.
_MOST_FREE = 100
_COLUMNS = ["region_id", "region", "country", "area", "area_original", "language"]


@dataclass
class _List:
    """A run of bullets: its region, the indent of its first bullet, and the rows that there is something to say of."""

    region: tuple[str, str, str]
    indent: int
    nested: array[int] = field(default_factory=lambda: array("L"))
    homeless: array[int] = field(default_factory=lambda: array("L"))


def is_outline(lines: Iterable[str]) -> bool:
    """Whether the lines hold a bullet below a line that is none.

    Examples
    --------
    >>> is_outline(["Halland", "- Hälsa"]), is_outline(["- Hälsa"]), is_outline(["Halland"])
    (True, False, False)
    """
    heading = False
    for line in lines:
        if _BULLET.match(line.rstrip()):
            if heading:
                return True
        elif line.strip():
            heading = True
    return False


def read_outline(lines: Iterable[str], how: How, language: str | None) -> Grid:
    r"""Read an outline into rows of cells; the row numbers are the numbers of its lines.

    Parameters
    ----------
    lines : iterable of str
        The outline.
    how : How
        How the file was read.
    language : str or None
        ISO 639-1 code of the names; None is an error among the findings.

    Examples
    --------
    >>> lines = ["Läget 2018", "", "Västmanland", "- Järnväg"]
    >>> grid = read_outline(lines, How("list.txt", "outline"), "sv")
    >>> grid.rows[1], grid.numbers[1]
    (['SE125', 'Västmanland', 'SE', '', 'Järnväg', 'sv'], 4)
    """
    grid = Grid(how)
    _add(grid, list(_COLUMNS), 1)
    if language is None:
        do = said("do.state_language")
        grid.findings.append(Finding(ERROR, said("message.outline_language"), how.source, do=do))
    free = _Free()
    current: _List | None = None
    heading: tuple[str, int] = ("", 0)
    for row, line in enumerate(lines, 1):
        bullet = _BULLET.match(line.rstrip())
        if bullet:
            indent = len(bullet.group(1).expandtabs())
            if current is None:
                free.forget(heading)
                current = _List(_region(*heading, row, grid.findings, how.source), indent)
            if indent > current.indent:
                current.nested.append(row)
            if not heading[0]:
                current.homeless.append(row)
            item = bullet.group(2)
            _add(grid, [*current.region, *((item, "", "") if language == "en" else ("", item, language or ""))], row)
        elif line.strip():
            grid.findings += _remarks(current, how.source)
            current, heading = None, (line.strip(), row)
            free.add(heading)
    grid.findings += _remarks(current, how.source)
    if free.rows:
        what = said("message.free_text", lines=counted(len(free.rows), "line"))
        grid.findings.append(Finding(NOTICE, what, how.source, tuple(free.rows), value=" | ".join(free.texts)))
    return grid


class _Free:
    """Lines that belong to no list: all their rows, and what the first of them say."""

    def __init__(self) -> None:
        self.rows = array("L")
        self.texts: list[str] = []

    def add(self, line: tuple[str, int]) -> None:
        self.rows.append(line[1])
        if len(self.texts) <= _MOST_FREE:
            self.texts.append(line[0])

    def forget(self, line: tuple[str, int]) -> None:
        """Take back the last line, which was a region's name."""
        if self.rows and self.rows[-1] == line[1]:
            if len(self.texts) == len(self.rows):
                self.texts.pop()
            self.rows.pop()


def _add(grid: Grid, cells: list[str], row: int) -> None:
    grid.rows.append(cells)
    grid.numbers.append(row)


def _remarks(current: _List | None, source: str) -> Iterator[Finding]:
    """What is to be said of a list when it has ended."""
    if current and current.homeless:
        do = said("do.name_above")
        yield Finding(ERROR, said("message.homeless"), source, tuple(current.homeless), do=do)
    if current and current.nested:
        what = said("message.indented")
        do = said("do.join")
        yield Finding(WARNING, what, source, tuple(current.nested), do=do)


def _region(line: str, row: int, first: int, findings: list[Finding], source: str) -> tuple[str, str, str]:
    """Id, name and country of a list's region; what cannot be told is an error and gives a stand-in."""
    if not line:
        return f"row {first}", f"row {first}", ""
    heading = _without_marks(line)
    if len(heading) > _LONGEST_NAME:
        what, do = said("message.no_name_above"), said("do.name_and_id")
        findings.append(Finding(ERROR, what, source, (row,), value=line, do=do))
        return f"row {row}", f"row {row}", ""
    stated, found = _WITH_ID.match(heading), places.region_codes(heading)
    if stated and not (len(found) == 1 and found[0].exact):
        region_id = stated["region_id"].upper()
        if not _is_country(region_id):  # behind a region's name it says where the region lies
            return region_id, stated["region"], _country(region_id)
    if stated and len(found) == 1 and found[0].exact and _same(stated["region_id"], found[0].code):
        return stated["region_id"].upper(), stated["region"], _country(found[0].code)
    bare = _GENERIC.sub("", heading)
    if len(found) != 1 or not (found[0].exact or _slip(bare, found[0])):
        choices = ", ".join(f"{match.name} ({match.code})" for match in found)
        what = said("message.no_region_above")
        if found and found[0].exact:
            what = said("message.region_of_several")
        do = said("do.names_and_ids", told=choices) if found else said("do.name_and_id")
        findings.append(Finding(ERROR, what, source, (row,), value=line, do=do))
        return heading, heading, ""
    match = found[0]
    if match.name != heading:
        kind, told = "read_as" if match.exact else "near_miss", f"{match.name} ({match.code})"
        findings.append(Finding(NOTICE, said(f"message.{kind}", told=told), source, (row,), value=heading))
    return match.code, match.name, _country(match.code)


def _without_marks(line: str) -> str:
    """A heading without the marks of Markdown around it and a colon behind it, its words one space apart."""
    first = next((place for place, sign in enumerate(line) if sign not in "#*_" and not sign.isspace()), len(line))
    last = len(line)
    while last > first and (line[last - 1] in "*_:" or line[last - 1].isspace()):
        last -= 1
    return " ".join(line[first:last].split())


def _slip(name: str, match: places.RegionMatch) -> bool:
    """Whether a name is so like one of a region's names that nothing else can be meant."""
    from rapidfuzz import fuzz

    known = places.place(match.code)
    names = {match.name, *((known.name, known.local_name) if known else ())}
    keys = [name_key(_GENERIC.sub("", it)) for it in names]
    return any(fuzz.ratio(name_key(name), key) >= _SLIP for key in keys)


def _is_country(code: str) -> bool:
    found = places.place(code)
    return bool(found and found.level == 0)


def _same(stated: str, code: str) -> bool:
    """Whether an id that stands behind a name is the code of the region, written in some way."""
    return places.code_of(stated) == code


def _country(region_id: str) -> str:
    """The country that a NUTS code begins with; "" where it begins with none."""
    try:
        return places.country_code(region_id[:2])
    except InputError:
        return ""
