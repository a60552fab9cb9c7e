"""Whether names are in the language that is stated for them: English in `area`, `language` in `area_original`.

Told by the letters, where the language has its own, and by the words, where there are enough of them: a name of at
least 15 letters is reported when py3langid (naive Bayes over letter sequences; the same answer every time, nothing is
fetched) prefers another language by 12 in log likelihood. A region's shorter names are looked at in one line. English
in `area_original` is told only where `area` is empty: many regions publish English names among their own, and with
`area` filled nothing rests on them. Languages that are written alike (Danish and Norwegian; Bosnian, Croatian and
Serbian) are not told apart.

Measured with py3langid 0.4.0 on the different names of the bundled sets, 374 in `area_original` and 833 in `area`:

====================================================================== ====== ==========
names of 15 letters or more                                            read   reported
====================================================================== ====== ==========
as they are: should not be reported                                    963    2 (0.2 %)
original names under each of the 16 other languages of the sets        4,288  91 %
original names in `area`                                               250    91 %
English names in `area_original`, stated to be Swedish                 695    90 %
regions' shorter names taken together, as they are                     106    0
regions' shorter original names taken together, in `area`              32     78 %
====================================================================== ====== ==========

The two are English names in Italian lists, whose `area` is filled, so that `check` says nothing on any bundled set. Of
62 technical names that are in no set ("Hydrogen valleys", "Optics and photonics") none is taken for another language.
`pytest tests/test_quality.py -k measured` measures this again.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, repeat
from typing import TYPE_CHECKING, NamedTuple

from matcher.languages import _EUROPEAN, LATIN_SCRIPT, OTHER_SCRIPTS, detected, long_enough
from matcher.sources.findings import NOTICE, WARNING, Finding
from matcher.sources.said import counted, joined, said
from matcher.sources.table import Table, each

if TYPE_CHECKING:
    pass

__all__ = ["languages"]

#: A text in Latin letters is held against a language in other letters when it has as many: short ones may be acronyms.
_FEWEST_LATIN = 10
_MOST_LETTERS = 1_000  # of each name
_MOST_READ = 5_000
_MOST_SHOWN = 3


class _Name(NamedTuple):
    """A name where it stands: its row, its region, the text, the language stated, and whether `area` is filled too."""

    row: int
    region_id: str
    text: str
    stated: str
    in_english_too: bool


def languages(table: Table) -> Iterator[Finding]:
    """Names that are not in the language that is stated for them: one finding for each column and language stated."""
    for column in ("area", "area_original"):
        different = dict.fromkeys(islice(_different(name.text for name in _names(table, column)), _MOST_READ + 1))
        if len(different) > _MOST_READ:
            what = said("message.first_names", n=_MOST_READ)
            yield Finding(NOTICE, what, table.how.source, column=column)
            different.popitem()
        names = [name for name in _names(table, column) if name.text in different]
        by_language: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            by_language[name.stated].append(name)
        for stated, own in by_language.items():
            yield from _in_language(table, column, stated, own)


def _names(table: Table, column: str) -> Iterator[_Name]:
    """The filled cells of a column whose language is stated."""
    areas = table.areas
    published = column == "area_original"
    stated = each(areas["language"]) if published else repeat("en")
    too = (areas["area"] != "").tolist() if published else repeat(False)
    columns = (table.rows, each(areas["region_id"]), each(areas[column]), stated, too)
    for name in map(_Name, *columns):
        if name.text and name.stated in _EUROPEAN:
            yield name._replace(text=name.text[:_MOST_LETTERS])


def _different(texts: Iterable[str]) -> Iterator[str]:
    """Each text once, in their order."""
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text


def _in_language(table: Table, column: str, stated: str, names: list[_Name]) -> Iterator[Finding]:
    """What is wrong with names that are all said to be in one language."""
    other_letters = {text: what for text in {name.text for name in names} if (what := _wrong_script(text, stated))}
    for what in dict.fromkeys(other_letters.values()):
        found = [name for name in names if other_letters.get(name.text) == what]
        yield _finding(table, column, what, found)
    names = [name for name in names if name.text not in other_letters]
    seen = {text: detected(text, stated) for text in dict.fromkeys(name.text for name in names)}
    wrong = [name for name in names if seen[name.text] and _matters(name, seen[name.text])]
    if wrong:
        yield _finding(table, column, _reads_as(stated, (seen[name.text] for name in wrong)), wrong)
    yield from _taken_together(table, column, stated, [name for name in names if not long_enough(name.text)])


def _taken_together(table: Table, column: str, stated: str, names: list[_Name]) -> Iterator[Finding]:
    """Regions whose names are each too short to tell, and long enough in one line."""
    regions: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        regions[name.region_id].append(name)
    wrong: dict[str, str] = {}
    for region_id, own in regions.items():
        found = detected(", ".join(name.text for name in own), stated) if region_id and len(own) > 1 else ""
        if found and any(_matters(name, found) for name in own):
            wrong[region_id] = found
    if wrong:
        reads_as = _reads_as(stated, wrong.values())
        what = said("message.language_short", told=joined(wrong, most=_MOST_SHOWN), what=reads_as)
        yield _finding(table, column, what, [name for region_id in wrong for name in regions[region_id]])


def _matters(name: _Name, found: str) -> bool:
    """Whether a wrong language is worth a word: English beside a filled `area` is not."""
    return not (found == "en" and name.in_english_too)


def _reads_as(stated: str, found: Iterable[str]) -> str:
    told = joined(dict.fromkeys(found), said("part.or"))
    return (
        said("part.not_english", found=told) if stated == "en" else said("part.not_language", code=stated, found=told)
    )


def _finding(table: Table, column: str, what: str, names: list[_Name]) -> Finding:
    """One finding for all names that have the same fault; a single one is shown as its value."""
    texts = list(dict.fromkeys(name.text for name in names))
    value = texts[0] if len(texts) == 1 else None
    if value is None:
        shown = joined(map(repr, texts), most=_MOST_SHOWN)
        what = said("message.language_names", names=counted(len(texts), "name"), what=what, shown=shown)
    else:
        what = said("message.language_name", what=what)
    do = said("do.language_or_name")
    if column == "area":
        do = said("do.to_original")
    return Finding(WARNING, what, table.how.source, tuple(name.row for name in names), column, value, do=do)


def _wrong_script(text: str, language: str) -> str:
    """What is wrong with the letters of a text, or ""; nothing is said of languages with several scripts."""
    if text.isascii() and language in LATIN_SCRIPT:
        return ""
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]
    latin = scripts.count("LATIN")
    if language in LATIN_SCRIPT and latin * 2 < len(scripts):
        return said("part.letters", code=language)
    if language in OTHER_SCRIPTS and latin == len(scripts) >= _FEWEST_LATIN:
        return said("part.letters_latin", code=language)
    return ""
