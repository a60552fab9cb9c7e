"""The reasons of all pairs, with which a browser makes the sentences that the server would."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.partners import reasons, wide_relations
from matcher.settings import DECIMALS
from matcher.web.served import Edition
from matcher.words.explain import brings_key, brought_values, own_text, wide_values
from matcher.words.relations import related_tail
from matcher.words.words import LANGUAGES

__all__ = ["told_reasons"]

#: How many reasons of a pair are told.
MOST_REASONS = 3
#: Stands where there is no further reason.
NONE = 0xFFFFFFFF


class _Table:
    """Entries by number, each once."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Any, ...], int] = {}

    def number(self, entry: tuple[Any, ...]) -> int:
        return self.numbers.setdefault(entry, len(self.numbers))

    @property
    def entries(self) -> list[tuple[Any, ...]]:
        return list(self.numbers)


def told_reasons(edition: Edition) -> tuple[npt.NDArray[np.uint32], dict[str, object]]:
    """The first reasons of each ordered pair of regions, and what their sentences are made of.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    tuple of ndarray (n, n, most, 3) and dict
        For region r (row) and s (column): what s brings, what of r it is related to, and what is known of the two, as
        places in the lists "brought", "related" and "known" of the second; its "none" where there is no further one.
        What is brought is the key of its sentence, then label and areas in each of `LANGUAGES`; the others are texts in
        each of them. Where all that can be said is that fields are wide, the kinds of relations stand for the label,
        and nothing more is known.
    """
    run = edition.run
    n, ids = len(run.region_ids), run.region_ids
    every = [edition.words(language, marks=False) for language in LANGUAGES]
    brought, related, known = _Table(), _Table(), _Table()
    found = np.full((n, n, MOST_REASONS, 3), NONE, dtype="<u4")
    above = np.round(np.nan_to_num(run.scores.z, nan=0.0), DECIMALS) > 0
    for r, s in np.argwhere(above & ~np.eye(n, dtype=bool)).tolist():
        specific = reasons(run, r, s)[:MOST_REASONS]
        for rank, reason in enumerate(specific):
            values = [brought_values(words, ids[s], reason) for words in every]
            found[r, s, rank] = (
                brought.number((brings_key(reason), *((each["label"], each["areas"]) for each in values))),
                related.number(tuple(own_text(words, ids[r], reason) for words in every)),
                known.number(tuple(related_tail(words, reason) for words in every)),
            )
        for rank, wide in enumerate(() if specific else wide_relations(run, r, s)):
            values = [wide_values(words, ids[r], ids[s], wide) for words in every]
            found[r, s, rank] = (
                brought.number(("reason.wide", *((each["kinds"], each["areas"]) for each in values))),
                related.number(tuple(each["own"] for each in values)),
                NONE,
            )
    return found, {"most": MOST_REASONS, "none": NONE, "brought": brought.entries, "related": related.entries,
                   "known": known.entries}  # fmt: skip
