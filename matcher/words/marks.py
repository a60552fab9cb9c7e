"""Which language a piece of a sentence is in: marks inside the text, which every format reads back as pieces.

A sentence in one language names areas in others. Screen readers and spell checkers want to know, so a name carries its
language through all sentences that are made of it. The marks are noncharacters, which Unicode keeps for such inner use.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Piece", "is_plain", "marked", "pieces", "plain"]

_START, _CODE_END, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKED = re.compile(f"{_START}([a-z]{{2,3}}){_CODE_END}([^{_START}-{_END}]*){_END}")
_MARKS = re.compile(f"{_START}[a-z]{{2,3}}{_CODE_END}|[{_START}-{_END}]")
_READ_APART = re.compile(f"[{_START}-{_END}]|\\d %")
_PER_CENT = re.compile(r"(\d) %")


class Piece(NamedTuple):
    """A piece of a text, and its language where it is not that of the text."""

    text: str
    language: str = ""


def marked(text: str, language: str) -> str:
    """The text with its language.

    Examples
    --------
    >>> pieces("Works on " + marked("Järnväg", "sv") + ".")
    [Piece(text='Works on ', language=''), Piece(text='Järnväg', language='sv'), Piece(text='.', language='')]
    """
    return f"{_START}{language}{_CODE_END}{plain(text)}{_END}"


def pieces(text: str) -> list[Piece]:
    """The pieces of a text in their order; a stray mark is dropped."""
    found: list[Piece] = []
    at = 0
    for mark in _MARKED.finditer(text):
        found += [Piece(plain(text[at : mark.start()])), Piece(mark[2], mark[1])]
        at = mark.end()
    return [piece for piece in (*found, Piece(plain(text[at:]))) if piece.text]


def is_plain(text: str) -> bool:
    """Whether a text is one piece that is read as it stands.

    Examples
    --------
    >>> is_plain("Works on rail"), is_plain(marked("Järnväg", "sv")), is_plain("5 %")
    (True, False, False)
    """
    return (text.isascii() and "%" not in text) or not _READ_APART.search(text)  # most are seen to be plain at once


def plain(text: str) -> str:
    """The text without marks; a number and its per cent sign stay on one line.

    Examples
    --------
    >>> plain(marked("Järnväg", "sv"))
    'Järnväg'
    """
    return _PER_CENT.sub("\\1\u00a0%", _MARKS.sub("", text))
