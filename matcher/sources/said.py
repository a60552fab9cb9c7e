"""English texts that know how they were made, so that `matcher.words` says them in another language.

A finding and an error hold English text, as every error does. Its templates stand with all other texts, in the section
"finding" of `matcher/words/texts`; they are read from there as data, and no room above this one is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matcher.languages import own_text

__all__ = ["Said", "counted", "joined", "said"]

#: As many names are listed; how many more there are is told.
MOST_NAMED = 12


class Said(str):
    """A text in English that remembers its key and what was filled in.

    Attributes
    ----------
    key : str
        Where its template stands in the section "finding": "message.same_area"; "" for a list of texts.
    fields : dict
        What was filled in: texts, whole numbers, and other such texts. A list has its `items` and its `joint`.
    """

    key: str
    fields: dict[str, Any]

    @classmethod
    def made(cls, text: str, key: str, fields: dict[str, Any]) -> Said:
        """A text with its key and fields."""
        one = cls(text)
        one.key, one.fields = key, fields
        return one


def said(key: str, **fields: Any) -> Said:
    """The English text of a key, filled in.

    Parameters
    ----------
    key : str
        A kind of text and its name: "message.same_area".
    **fields
        Texts and whole numbers; numbers are written with the thousands set apart.

    Examples
    --------
    >>> text = said("message.same_area", n=2, region="ES51")
    >>> text, text.key, text.fields
    ('the same area 2 times in ES51', 'message.same_area', {'n': 2, 'region': 'ES51'})
    """
    kind, _, name = key.partition(".")
    shown = {field: f"{value:,}" if isinstance(value, int) else value for field, value in fields.items()}
    return Said.made(_english()[kind][name].format(**shown), key, fields)


def counted(number: int, noun: str) -> Said:
    """A number and its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return said(f"part.{noun}_{'one' if number == 1 else 'many'}", n=number)


def joined(texts: Iterable[str], joint: str = ", ", *, most: int = MOST_NAMED, further: int = 0) -> Said:
    """Some of the texts in one line, and how many more there are; `further` ones are counted and not given.

    Examples
    --------
    >>> joined(["SE125", "SE224"]), joined("abcde", most=3)
    ('SE125, SE224', 'a, b, c and 2 more')
    """
    texts = list(texts)
    line = joint.join(texts[:most])
    shown = Said.made(line, "", {"items": texts[:most], "joint": joint})
    more = max(len(texts) - most, 0) + further
    return said("part.more", names=shown, n=more) if more else shown


def _english() -> dict[str, dict[str, str]]:
    templates: dict[str, dict[str, str]] = own_text("en", "finding")
    return templates
