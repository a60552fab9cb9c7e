"""What a report is made of, whatever its format: sections of paragraphs, lists, tables and figures.

A text may carry marks that say which language a name in it is in (`matcher.words.marks`). Nothing here is escaped: each
format does that for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from matcher.files import safe_name
from matcher.words.marks import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Column",
    "Document",
    "Facts",
    "Figure",
    "Line",
    "Link",
    "Paragraph",
    "Row",
    "Section",
    "Subheading",
    "Table",
    "text_of",
    "texts_of",
]

#: What a paragraph is: plain text, the answer of the report, a note below something, or what people must still write.
Role = Literal["plain", "lead", "note", "fill"]


class Link(NamedTuple):
    """A text that leads to an address."""

    text: str
    url: str


#: A line of a cell or of a list.
Line = str | Link
#: A cell of a table: its lines.
Cell = Sequence[Line]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: str
    role: Role = "plain"


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; `numbered` where the order matters."""

    items: Sequence[Line]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Terms, each with its lines."""

    rows: Sequence[tuple[str, Cell]]


class Column(NamedTuple):
    """A column of a table: its heading, its share of the width, and whether it holds numbers."""

    heading: str
    share: float = 1.0
    number: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; its first cell is its heading. In `total` rows the second to last cells are empty."""

    cells: Sequence[Cell]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Figure:
    """A figure with what it shows, in words for those who do not see it, and its caption."""

    drawing: Drawing
    alt: str
    caption: str


Block = Paragraph | Subheading | Bullets | Facts | Table | Figure


@dataclass(frozen=True)
class Section:
    """A section: its id, its heading, and what stands below it.

    `annex` marks sections that come after the pages which stand alone, `new_page` those with which print begins a page.
    """

    key: str
    heading: str
    blocks: Sequence[Block]
    annex: bool = False
    new_page: bool = False


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    kind : str
        What it is, such as "profile"; part of its file's name.
    about : tuple of str
        Ids of the regions or themes that it is about; part of its file's name.
    title, subtitle : str
    language : str
        ISO 639-1 code.
    sections : sequence of Section
    footer : sequence of str
        Lines at the end: what made it, and whom to ask.
    labels : mapping
        Words that a format may need: "contents", "skip", "scroll", "figure", "table".
    """

    kind: str
    about: tuple[str, ...]
    title: str
    subtitle: str
    language: str
    sections: Sequence[Section]
    footer: Sequence[str]
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """Name of its file without an ending: what it is about, kind and language.

        Examples
        --------
        >>> Document("profile", ("SE125",), "T", "S", "sv", [], []).stem
        'SE125_profile_sv'
        >>> Document("profile", ("../x",), "T", "S", "sv", [], []).stem
        'x-d6b96a97_profile_sv'
        """
        about = [safe_name("_".join(self.about))] if self.about else []
        return "_".join([*about, self.kind, self.language])


def texts_of(document: Document) -> Iterator[str]:
    """Every text of a report in its order, without marks: what each format must hold.

    Examples
    --------
    >>> section = Section("a", "In short", [Paragraph("One."), Bullets([Link("Two", "https://example.eu")])])
    >>> list(texts_of(Document("profile", (), "T", "S", "en", [section], ["End"])))
    ['T', 'S', 'In short', 'One.', 'Two', 'End']
    """
    yield from map(plain, (document.title, document.subtitle))
    for section in document.sections:
        yield plain(section.heading)
        for block in section.blocks:
            yield from map(plain, _texts(block))
    yield from map(plain, document.footer)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Subheading():
            yield block.text
        case Bullets():
            yield from map(text_of, block.items)
        case Facts():
            for term, lines in block.rows:
                yield from (term, *map(text_of, lines))
        case Table():
            yield from (block.caption, *(column.heading for column in block.columns))
            yield from (text_of(line) for row in block.rows for cell in row.cells for line in cell)
        case Figure():
            yield block.caption


def text_of(line: Line) -> str:
    """The text of a line."""
    return line.text if isinstance(line, Link) else line
