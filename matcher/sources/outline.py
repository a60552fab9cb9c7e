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
from collections.abc import Iterable
from dataclasses import dataclass, field

from matcher import places
from matcher.errors import InputError
from matcher.places.tables import name_key
from matcher.sources.findings import ERROR, NOTICE, WARNING, Finding, counted
from matcher.sources.grid import Grid, How

__all__ = ["is_outline", "read_outline"]

_BULLET = re.compile(r"^(\s*)(?:[-–—*](?=\s)|[•·▪◦●○‣])\s*(\S.*?)\s*$")
_HEADING_MARKS = re.compile(r"^[#*_\s]+|[*_:\s]+$")
_GENERIC = re.compile(r"^region\s+|\s+(?:län|region|county)$", re.IGNORECASE)
_WITH_ID = re.compile(r"^(?P<region>.+?)\s*\((?P<region_id>[A-Za-z]{2}[A-Za-z0-9]{0,3})\)$")
#: How like a region's name a heading must be to be read as a slip of the pen (rapidfuzz, 0 to 100): Norrbottnen is 95
#: like Norrbotten, Götaland 93 like Gotland.
_SLIP = 94.0
_COLUMNS = ["region_id", "region", "country", "area", "area_original", "language"]


@dataclass
class _List:
    """A run of bullets and the line above it; rows count from 1."""

    heading: str
    row: int
    items: list[tuple[int, str, int]] = field(default_factory=list)  # row, text, indent


def is_outline(lines: Iterable[str]) -> bool:
    """Whether the lines hold a bullet below a line that is none.

    Examples
    --------
    >>> is_outline(["Halland", "- Hälsa"]), is_outline(["- Hälsa"]), is_outline(["Halland"])
    (True, False, False)
    """
    heading = False
    for line in lines:
        if _BULLET.match(line):
            if heading:
                return True
        elif line.strip():
            heading = True
    return False


def read_outline(text: str, how: How, language: str | None) -> Grid:
    r"""Read an outline into rows of cells; the row numbers are the numbers of its lines.

    Parameters
    ----------
    text : str
        The whole outline.
    how : How
        How the file was read.
    language : str or None
        ISO 639-1 code of the names; None is an error among the findings.

    Examples
    --------
    >>> grid = read_outline("Läget 2018\n\nVästmanland\n- Järnväg\n", How("list.txt", "outline"), "sv")
    >>> grid.rows[1], grid.numbers[1]
    (['SE125', 'Västmanland', 'SE', '', 'Järnväg', 'sv'], 4)
    """
    lists, free = _split(text.splitlines())
    grid = Grid(how, [list(_COLUMNS)], [1])
    if language is None:
        do = "state it with --language sv (in Python language='sv')"
        grid.findings.append(Finding(ERROR, "an outline does not say the language of its names", how.source, do=do))
    if free:
        what = f"{counted(len(free), 'line')} of free text ignored"
        grid.findings.append(Finding(NOTICE, what, how.source, tuple(free), value=" | ".join(free.values())))
    for each in lists:
        region_id, region, country = _region(each, grid.findings, how.source)
        nested = [row for row, _, indent in each.items if indent > each.items[0][2]]
        if nested:
            what = "indented bullets, read as areas of their own"
            do = "join them with the bullet above if they only explain it"
            grid.findings.append(Finding(WARNING, what, how.source, tuple(nested), do=do))
        for row, item, _ in each.items:
            names = [item, "", ""] if language == "en" else ["", item, language or ""]
            grid.rows.append([region_id, region, country, *names])
            grid.numbers.append(row)
    return grid


def _split(lines: list[str]) -> tuple[list[_List], dict[int, str]]:
    """The lists of bullets with their headings, and the remaining lines by row."""
    lists: list[_List] = []
    free: dict[int, str] = {}
    current: _List | None = None
    heading = _List("", 0)
    for row, line in enumerate(lines, 1):
        bullet = _BULLET.match(line)
        if bullet:
            if current is None:
                current = heading
                lists.append(current)
                free.pop(current.row, None)
            current.items.append((row, bullet.group(2), len(bullet.group(1).expandtabs())))
        elif line.strip():
            current, heading = None, _List(line.strip(), row)
            free[row] = line.strip()
    return lists, free


def _region(each: _List, findings: list[Finding], source: str) -> tuple[str, str, str]:
    """Id, name and country of a list's region; what cannot be told is an error and gives a stand-in."""
    first = each.items[0][0]
    if not each.heading:
        rows = tuple(row for row, _, _ in each.items)
        do = "write the region's name on the line above the list"
        findings.append(Finding(ERROR, "bullets without a region above them", source, rows, do=do))
        return f"row {first}", f"row {first}", ""
    heading = _HEADING_MARKS.sub("", each.heading)
    stated = _WITH_ID.match(heading)
    if stated:
        region_id = stated["region_id"].upper()
        return region_id, stated["region"], _country(region_id)
    bare = _GENERIC.sub("", heading)
    found = places.region_codes(heading) or places.region_codes(bare)
    if len(found) != 1 or not (found[0].exact or _slip(bare, found[0])):
        choices = ", ".join(f"{match.name} ({match.code})" for match in found)
        what = "the line above the bullets is no region that is known"
        if found and found[0].exact:
            what = "the region's name stands for several regions"
        do = f"write name and id, as in: {choices}" if found else "write its name and id, as in: Västmanland (SE125)"
        findings.append(Finding(ERROR, what, source, (each.row,), value=each.heading, do=do))
        return heading, heading, ""
    match = found[0]
    if match.name != heading:
        kind = "read as" if match.exact else "not known by this name, read as its near miss"
        findings.append(Finding(NOTICE, f"{kind} {match.name} ({match.code})", source, (each.row,), value=heading))
    return match.code, match.name, _country(match.code)


def _slip(name: str, match: places.RegionMatch) -> bool:
    """Whether a name is so like one of a region's names that nothing else can be meant."""
    from rapidfuzz import fuzz

    known = places.place(match.code)
    names = {match.name, *((known.name, known.local_name) if known else ())}
    keys = [name_key(_GENERIC.sub("", it)) for it in names]
    return any(fuzz.ratio(name_key(name), key) >= _SLIP for key in keys)


def _country(region_id: str) -> str:
    """The country that a NUTS code begins with; "" where it begins with none."""
    try:
        return places.country_code(region_id[:2])
    except InputError:
        return ""
