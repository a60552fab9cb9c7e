"""Pages as HTML: every value is escaped, no style and no script stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from matcher._version import __version__
from matcher.web.asking import Asking
from matcher.web.page import Page
from matcher.web.reports import report_forms
from matcher.words.blocks import Block, Paragraph, Table
from matcher.words.marks import is_plain, pieces
from matcher.words.words import LANGUAGES

__all__ = ["html"]

#: Pages of the menu: key of its text, and its steps.
MENU = (("regions", "regions"), ("themes", "themes"), ("map", "map"), ("group", "group"), ("method", "method"))
FOOT = (
    ("data", "data"),
    ("glossary", "glossary"),
    ("accessibility", "accessibility"),
    ("compare", "compare"),
    ("upload", "upload"),
    ("api", "programs"),
)
#: Pages that answer on demand, and that a site of plain files has not.
SERVED_ONLY = ("group", "compare", "upload", "api")
#: Fields of forms that are kept as HTML: nearly every page of a region has the same.
MOST_FORMS = 256
#: From this indentation on a paragraph stands below the entry before it.
BELOW = 4
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")


def html(asking: Asking, page: Page) -> str:
    """A page as HTML.

    Parameters
    ----------
    asking : Asking
    page : Page

    Returns
    -------
    str
        The whole page, without empty lines.
    """
    words, at = asking.words, asking.at
    shown = [(key, step) for key, step in MENU if not (at.plain and key in SERVED_ONLY)]
    foot = [(key, step) for key, step in FOOT if not (at.plain and key in SERVED_ONLY)]
    text = (
        _environment()
        .get_template(page.template)
        .render(
            w=words,
            p=asking.plain,
            say=words.say,
            at=at,
            title=page.title,
            description=page.description,
            menu=shown,
            foot=foot,
            steps=asking.steps,
            others=[
                (code, at.among(code).page(*asking.steps, **asking.query)) for code in LANGUAGES if code != at.language
            ],
            version=__version__,
            source=asking.run.settings.get("data", {}).get("source", "–"),
            asking=asking,
            report_forms=report_forms(),
            **page.values,
        )
    )
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("matcher.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=spoken,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=100,
        auto_reload=False,
    )
    environment.filters |= {"linked": linked, "options": options, "parts": grouped}
    return environment


def spoken(value: object) -> object:
    """A value as a page shows it: names that carry the mark of another language say so to screen readers.

    Examples
    --------
    >>> from matcher.words.marks import marked
    >>> spoken("Works on " + marked("<Järnväg>", "sv")), spoken(3)
    (Markup('Works on <span lang="sv">&lt;Järnväg&gt;</span>'), 3)
    """
    if not isinstance(value, str) or isinstance(value, Markup) or is_plain(value):
        return value  # Jinja escapes it
    told = [
        Markup('<span lang="{}">{}</span>').format(piece.language, piece.text) if piece.language else escape(piece.text)
        for piece in pieces(value)
    ]
    return Markup().join(told)


@lru_cache(MOST_FORMS)
def _options(choices: tuple[tuple[str, str, bool], ...]) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>\n')
    selected = {True: Markup(" selected"), False: ""}
    return Markup().join(option.format(value, selected[chosen], label) for value, label, chosen in choices)


def options(choices: Iterable[tuple[str, str, bool]]) -> Markup:
    r"""The options of a field of a form: value, what it is called, and whether it is chosen.

    Examples
    --------
    >>> options([("SE", "Sweden", True), ("x", "<b>", False)])
    Markup('<option value="SE" selected>Sweden</option>\n<option value="x">&lt;b&gt;</option>\n')
    """
    return _options(tuple(choices))


def linked(text: str) -> Markup:
    """A text in which addresses are links.

    Examples
    --------
    >>> linked("See https://example.org/a, <b>")
    Markup('See <a href="https://example.org/a">https://example.org/a</a>, &lt;b&gt;')
    """
    found, last = Markup(), 0
    for match in _ADDRESS.finditer(text):
        address = match[0]
        found += escape(text[last : match.start()]) + Markup('<a href="{0}">{0}</a>').format(address)
        last = match.end()
    return found + escape(text[last:])


class Entry(NamedTuple):
    """An entry of a list, with what stands below it."""

    text: str
    below: list[str]


def grouped(blocks: Iterable[Block]) -> list[tuple[str, Any]]:
    """Blocks of an answer as a page shows them: tables, paragraphs, and paragraphs in a row that make a list.

    Examples
    --------
    >>> grouped(["Two:", Paragraph("a", indent=2, bullet="- "), Paragraph("why", 4), Paragraph("b", 2), ""])
    [('text', 'Two:'), ('list', [Entry(text='a', below=['why']), Entry(text='b', below=[])])]
    """
    found: list[tuple[str, Any]] = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(("table", block))
            continue
        text, indent, bullet = block if isinstance(block, Paragraph) else Paragraph(block)
        in_list = bool(found) and found[-1][0] == "list"
        if not text:
            found.append(("end", ""))
        elif not (indent or bullet):
            found.append(("text", text))
        elif in_list and indent >= BELOW:
            found[-1][1][-1].below.append(text)
        elif in_list:
            found[-1][1].append(Entry(text, []))
        else:
            found.append(("list", [Entry(text, [])]))
    return [block for block in found if block[0] != "end"]
