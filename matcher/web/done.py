"""What a region does in the fields that it declares, as its page and the pages of its pairs show it."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.facts import RegionRecord
from matcher.web.asking import Asking
from matcher.words.record import counted_sentence, declared_lines, totals_sentence, undeclared_lines

__all__ = ["Done", "declared_and_done"]


@dataclass(frozen=True)
class Done:
    """The track record of a region beside what it declares, in sentences.

    Attributes
    ----------
    name : str
        Of the region.
    about : list of str
        Where its projects were counted, and how many there are.
    declared, undeclared : list of str
        A sentence a theme, and those for what it does though it does not declare it.
    """

    name: str
    about: list[str]
    declared: list[str]
    undeclared: list[str]


def declared_and_done(asking: Asking, record: RegionRecord, *, marks: bool = True) -> Done:
    """The sentences that `matcher record` prints, too; without any theme where nothing is counted.

    With `marks`, names in another language say so.
    """
    words, name = asking.words if marks else asking.plain, asking.region_name(record["region_id"])
    counted = counted_sentence(words, record["counted_for"], name)
    if not record["counted_for"]["codes"]:
        return Done(name, [counted], [], [])
    about = [*([counted] if counted else []), totals_sentence(words, record)]
    return Done(name, about, declared_lines(words, record), undeclared_lines(words, record))
