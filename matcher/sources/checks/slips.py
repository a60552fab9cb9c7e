"""Cells that hold something else than what their column asks for: list signs, several areas, stand-ins, no addresses.

Lists in one cell, an area a line, are made rows; signs and numbers of a list are taken off the names of areas; and rows
whose names are stand-ins ("no data", "k. A.") are left out. Each is a warning. All else is told and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from matcher.areas import HORIZONTAL
from matcher.files import data_folder
from matcher.later import pd
from matcher.sources.checks.found import by_value, where
from matcher.sources.findings import ERROR, MOST_ROWS, NOTICE, WARNING, Finding
from matcher.sources.said import counted, joined, said
from matcher.sources.table import Table, mapped
from matcher.spelling import label_key, name_key
from matcher.vocabulary import load_vocabulary

__all__ = [
    "bare_name",
    "is_stand_in",
    "list_signs",
    "of_many_themes",
    "several",
    "slips",
    "split_lists",
    "stand_ins",
    "unlikely",
]

_TEXTS = ("area", "area_original")
#: As many commas without a word that joins look like a list of areas.
_COMMAS = 3
#: As many words at most on both sides of a semicolon, too.
_SHORT = 3
#: A name of as many themes is a list.
_MANY_THEMES = 5
_JOINED = re.compile(r"\b(?:and|och|og|und|et|e|y|i|ja|en|samt|incl|inkl)\b|&", re.IGNORECASE)
_LIST = re.compile(r";.*;|\|", re.DOTALL)
#: Lines of one cell are several areas where so many stand in it, none with more words.
_FEW_LINES, _WORDS_OF_A_LINE = 3, 8
#: Columns that tell of one area.
_OF_ONE_AREA = ("parts", "parts_original", "description", "codes")
_ADDRESS = re.compile(r"^https?://(?=[^\s/]+\.\S)\S++$", re.IGNORECASE)
_YEARS = re.compile(r"^(\d{4})(?:[-–/](\d{4}))?$")
#: Years that a period may name.
_FIRST_YEAR, _LAST_YEAR = 1990, 2060
#: No text is longer that begins with a sign of a list, and no stand-in.
_LONGEST = 1_000
#: As many names are shown of those that begin with one.
_MOST_SHOWN = 3

#: Signs that stand for nothing.
_DASHES = re.compile(r"[-–—_.?…/ ]+")
#: What a strategy calls its areas before their number: "Priority 1:", "Eje 2.", "Osa 3 -".
_CALLED = (
    *("area", "axis", "domain", "field", "objective", "pillar", "priority", "theme", "topic"),
    *("priority area", "specialisation", "specialization", "specialisation area", "thematic area", "thematic priority"),
    *("specialisering", "styrkeområde", "området", "área prioritaria", "ámbito prioritario", "área de especialización"),
    *("domaine de spécialisation", "domaine d'activité stratégique", "área de especialização", "área prioritária"),
    *("area di specializzazione", "prioritní oblast", "prioritná oblasť", "obszar specjalizacji", "specjalizacja"),
    *("område", "prioritering", "prioritet", "prioritetsområde", "insatsområde"),
    *("bereich", "feld", "handlungsfeld", "priorität", "schwerpunkt", "thema"),
    *("axe", "domaine", "priorité", "thème", "das", "dis"),
    *("asse", "ambito", "dominio", "priorità"),
    *("área", "ámbito", "eje", "prioridad", "línea", "àmbit", "eix", "prioritat"),
    *("domínio", "eixo", "prioridade", "domeniu", "domeniul", "axa", "prioritatea"),
    *("gebied", "domein", "prioriteit", "speerpunt"),
    *("obszar", "priorytet", "kis", "ris", "rsi"),
    *("oblast", "oblasť", "doména", "osa", "os", "priorita", "priorytet"),
    *("področje", "područje", "prioriteta", "stup", "prednostno področje"),
    *("terület", "prioritás", "valdkond", "prioriteet", "joma", "prioritāte", "sritis", "prioritetas", "kryptis"),
    *("τομέας", "προτεραιότητα", "άξονας", "област", "приоритет", "painopiste", "ala", "kärki"),
)
_MARK = re.compile(
    r"""\s*(?:
      [•*·▪▫●○‣⁃∙◦■□◆◇➢➤➔→⇒►▶»✓✔–—-]\s+                                # a bullet
    | \(?\d{1,2}(?:\.\d{1,2}){0,3}\.?[):]\s* | \d{1,2}\.(?=\s)\s*         # 1) (1) 1: 1.
    | (?!\d{1,2}\.0\s)\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+                     # 1.1, but not 4.0
    | \(?(?:[IVX]{1,5}|[A-Za-z])\)\s+ | [IVX]{1,5}[.:]\s+                 # a) IV.
    | [A-Z]\.\s+(?=[^\W\d_a-zà-ÿ])                                        # A. Food
    | (?!(?:CO|H|N|O|PM|B)\d)[A-Z][A-Za-z]{0,4}[ -]?\d{1,2}(?:\.\d{1,2})*[.:)]\s+   # P3. KIS 1:
    | (?i:no|nr|n°|nº)\.?\s?\d{1,2}(?:[.:)]\s+|\s+(?=[^\W\d_a-zà-ÿ]))           # No. 3 Food
    | \[\d{1,2}\]\s* | \#\d{1,2}[.:)]?\s+ | [①-⑳]\s* | \d{1,2}\s?[/–—-]\s+     # [1] #1 1/
    | [ivx]{1,5}[.)]\s+                                                  # iv)
    | (?i:CALLED)\s*(?:(?i:no|nr|n°|nº)\.?)?\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5})\s*[.:)–—-]+\s+
    )(?=\S)""".replace("CALLED", "|".join(map(re.escape, sorted(_CALLED, key=len, reverse=True)))),
    re.VERBOSE,
)


def bare_name(text: str) -> str:
    """A name without the sign or number of a list before it; a name of several lines stays.

    Examples
    --------
    >>> [bare_name(text) for text in ("P3. Health", "- Food", "1.2 Food", "II. Health", "4.0 industry", "3D printing")]
    ['Health', 'Food', 'Food', 'Health', '4.0 industry', '3D printing']
    """
    if len(text) > _LONGEST or "\n" in text:
        return text
    bare = text
    for _ in range(2):  # "Priority 1: 1.1 Food"
        bare = bare[found.end() :] if (found := _MARK.match(bare)) else bare
    return bare if any(map(str.isalpha, bare)) else text


def list_signs(table: Table) -> Iterator[Finding]:
    """Take signs and numbers of a list off the names; the table's `areas` change in place."""
    for column in _TEXTS:
        cells = table.areas[column]
        wrong = where(cells, lambda text: bare_name(text) != text)
        if wrong.any():
            yield _numbered(table, column, wrong)
            table.areas[column] = mapped(cells, bare_name)


def _numbered(table: Table, column: str, wrong: pd.Series) -> Finding:
    """One finding for all names with such signs: a list that has them has them throughout."""
    rows = tuple(table.rows[int(place)] for place in np.flatnonzero(wrong.to_numpy())[:MOST_ROWS])
    names = table.areas[column][wrong].unique().tolist()
    what, value = said("message.numbered"), names[0]
    if len(names) > 1:
        shown = joined(map(repr, names), most=_MOST_SHOWN)
        what, value = said("message.numbered_names", names=counted(len(names), "name"), shown=shown), None
    return Finding(WARNING, what, table.how.source, rows, column, value, do=said("do.read_without"))


def split_lists(table: Table) -> Iterator[Finding]:
    """Make a row of each line where a cell is a list of areas, and told; `areas` and `rows` change in place.

    Where parts or a description stand beside the list, or the names in English and those published are not as many,
    nobody knows what belongs together: such cells stay as they are, and `slips` tells of them.
    """
    lines = list(zip(*(_lines(table.areas[column]) for column in _TEXTS), strict=True))
    alone = (table.areas[list(_OF_ONE_AREA)] == "").all(axis=1)
    many = [_as_many(own) if one else 0 for own, one in zip(lines, alone, strict=True)]
    split = pd.Series(many, table.areas.index) > 0
    if not split.any():
        return
    for column in _TEXTS:
        what, do = said("message.several_areas"), said("do.one_a_row")
        yield from by_value(table, split & (table.areas[column] != ""), column, WARNING, what, do=do)
    rows = tuple(table.rows[int(place)] for place in np.flatnonzero(split.to_numpy())[:MOST_ROWS])
    what = said("message.split", areas=counted(sum(many), "area"), cells=counted(int(split.sum()), "cell"))
    yield Finding(NOTICE, what, table.how.source, rows)
    table.split(many)
    for place, column in enumerate(_TEXTS):
        names = [name for own, n in zip(lines, many, strict=True) for name in (own[place] or [""] * n if n else [None])]
        table.areas[column] = [old if new is None else new for old, new in zip(table.areas[column], names, strict=True)]


def _lines(cells: pd.Series) -> Iterator[list[str]]:
    """The areas in each cell: several of a list of lines, else one, and none of an empty cell."""
    for cell in cells:
        lines = cell.split("\n") if _is_list_of_lines(cell) else [cell]
        yield [bare_name(line.strip()) for line in lines if line.strip()]


def _as_many(names: Sequence[list[str]]) -> int:
    """How many areas the cells of a row hold where they are lists as long as each other; else 0."""
    numbers = {len(own) for own in names if own}
    return numbers.pop() if len(numbers) == 1 and numbers != {1} else 0


def is_stand_in(text: str) -> bool:
    """Whether a text stands in for a name: "n/a", "brak danych", "k. A.", "?".

    Examples
    --------
    >>> [is_stand_in(text) for text in ("No aplica", "k. A.", "—", "AI", "Data")]
    [True, True, True, False, False]
    """
    if not text or len(text) > _LONGEST or text.startswith("#"):  # of these some are errors of Excel
        return False
    return bool(_DASHES.fullmatch(text)) or name_key(text) in _stand_ins()


@cache
def _stand_ins() -> frozenset[str]:
    lines = (data_folder() / "stand_ins.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name_key(line) for line in lines if line and not line.startswith("# ")) - {""}


def stand_ins(table: Table) -> Iterator[Finding]:
    """Leave out rows whose names are stand-ins; the table's `areas` and `rows` change in place."""
    areas = table.areas
    wrong = {column: where(areas[column], is_stand_in) for column in _TEXTS}
    for column, cells in wrong.items():
        what, do = said("message.stand_in"), said("do.name_or_left_out")
        yield from by_value(table, cells, column, WARNING, what, do=do)
        table.areas[column] = areas[column].where(~cells, "")
    some = wrong["area"] | wrong["area_original"]
    gone = some & (table.areas["area"] == "") & (table.areas["area_original"] == "")
    if not gone.any():
        return
    left = set(table.areas["region_id"][~gone])
    without = table.areas.loc[gone & ~table.areas["region_id"].isin(left), "region_id"]
    table.keep(~gone)
    if names := sorted(set(without) - {""}):
        yield Finding(WARNING, said("message.no_area_left", regions=joined(names)), table.how.source)
    if table.areas.empty:
        yield Finding(ERROR, said("message.no_rows"), table.how.source, do=said("do.one_row_each"))


def slips(table: Table) -> Iterator[Finding]:
    """Cells that hold something else than what their column asks for."""
    areas = table.areas
    for column in _TEXTS:
        lines = where(areas[column], _is_list_of_lines)
        several_areas = lines | where(areas[column], _LIST.search) | where(areas[column], of_many_themes)
        do = said("do.one_a_row")
        yield from by_value(table, several_areas, column, WARNING, said("message.several_areas"), do=do)
        broken = areas[column].str.contains("\n", regex=False) & ~several_areas
        what, do = said("message.several_lines"), said("do.one_line")
        yield from by_value(table, broken, column, WARNING, what, do=do)
        perhaps = where(areas[column], several) & ~several_areas & ~broken
        what, do = said("message.perhaps_several"), said("do.if_one")
        yield from by_value(table, perhaps, column, NOTICE, what, do=do)
    wrong = where(areas["source_url"], lambda text: text and not _ADDRESS.match(text))
    what, expected, do = said("message.no_address"), said("expected.address"), said("do.in_full")
    yield from by_value(table, wrong, "source_url", WARNING, what, expected=expected, do=do)
    expected = said("expected.years", first=str(_FIRST_YEAR), last=str(_LAST_YEAR))
    wrong = where(areas["period"], unlikely)
    yield from by_value(table, wrong, "period", WARNING, said("message.unlikely_years"), expected=expected)


def _is_list_of_lines(text: str) -> bool:
    """Whether the lines of a text are areas: each begins with a sign of a list, or all are short."""
    lines = [line for line in text.split("\n") if line.strip()] if "\n" in text else []
    if len(lines) < 2:
        return False
    marked = all(_MARK.match(line[:_LONGEST]) for line in lines)
    return marked or (len(lines) >= _FEW_LINES and all(len(line.split()) <= _WORDS_OF_A_LINE for line in lines))


def several(text: str) -> bool:
    """Whether a name may be a list of names.

    Examples
    --------
    >>> several("Mining; steel"), several("Space, forest, tourism, energy"), several("Life science, health and care")
    (True, True, False)
    >>> several("Bio-based industries; sustainable production and efficient distribution")
    False
    """
    two = text.split(";")
    if len(two) == 2 and all(1 <= len(part.split()) <= _SHORT for part in two):
        return True
    return text.count(",") >= _COMMAS and not _JOINED.search(text)


def of_many_themes(text: str) -> bool:
    """Whether parts of a name are labels, in any language, of so many themes that it is a list and no area.

    No name of the bundled sets names more than four.

    Examples
    --------
    >>> of_many_themes("Turism, skog, vätgas, hälsa och energi samt livsmedel")
    True
    >>> of_many_themes("Green technologies, biotechnology, bioeconomy, sustainable agriculture and food resources")
    False
    """
    if text.count(",") < _COMMAS - 1 or len(text) > _LONGEST:
        return False
    themes: set[str] = set()
    for part in text.split(","):
        words = [part] if _themes(part) else part.split()
        themes.update(*(named for word in words if len(named := _themes(word)) == 1))
    return len(themes) >= _MANY_THEMES


def _themes(text: str) -> set[str]:
    """The broad themes of what a text is a label of in some language."""
    vocabulary, key = load_vocabulary(), label_key(text)
    labelled = (it for code in vocabulary.languages_of(key) for it in vocabulary.labelled(key, code))
    return {vocabulary.theme_of(it.id) for it in labelled} - {"", HORIZONTAL}


def unlikely(period: str) -> bool:
    """Whether a period ends before it begins, or lies far away.

    Examples
    --------
    >>> unlikely("2021-2027"), unlikely("2027-2021"), unlikely("1921"), unlikely("undated")
    (False, True, True, False)
    """
    found = _YEARS.match(period)
    if not found:
        return False
    first, last = int(found[1]), int(found[2] or found[1])
    return not _FIRST_YEAR <= first <= last <= _LAST_YEAR
