"""Reports as Markdown: plain text that wikis, mail and version control can show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from matcher.report.view.blocks import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Figure,
    Line,
    Link,
    Paragraph,
    Subheading,
    Table,
)
from matcher.words.marks import plain

if TYPE_CHECKING:
    from matcher.report.brand import Brand

__all__ = ["markdown_bytes"]

#: Signs that Markdown would read.
_SIGNS = re.compile(r"([\\`*_\[\]<>|#~])")
#: What begins a list or a line of its own where it stands first.
_FIRST = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def markdown_bytes(document: Document, brand: Brand) -> bytes:
    """A report as Markdown with a header that names title and language; figures are told by what they show."""
    lines = ["---", f"title: {json.dumps(plain(document.title), ensure_ascii=False)}", f"lang: {document.language}",
             "---", "", f"# {_text(document.title)}", "", _text(document.subtitle), ""]  # fmt: skip
    for section in document.sections:
        lines += [f"## {_text(section.heading)}", ""]
        for block in section.blocks:
            lines += [*_block(document, block), ""]
    for place, text in enumerate((*document.footer, *([brand.contact] if brand.contact else []))):
        lines += [*([] if place else ["---", ""]), _text(text), ""]
    return "\n".join(lines).encode("utf-8")


def _block(document: Document, block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, role):
            told = _text(text)
            yield {"lead": f"**{told}**", "fill": f"> {told}"}.get(role, told)
        case Subheading(text):
            yield f"### {_text(text)}"
        case Bullets(items, numbered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if numbered else '-'} {_line(item)}"
        case Facts(rows):
            for term, lines in rows:
                yield f"- **{_text(term)}** {_cell(lines)}"
        case Table():
            yield from _table(block)
        case Figure(_, alt, caption):
            yield f"*{document.labels['figure']}. {_text(caption)}*"
            yield ""
            yield f"> {_text(alt)}"


def _table(table: Table) -> Iterator[str]:
    yield f"*{_text(table.caption)}*"
    yield ""
    yield _row([_text(column.heading) for column in table.columns])
    yield _row(["---:" if column.number else "---" for column in table.columns])
    for row in table.rows:
        cells = [_cell(cell) for cell in row.cells]
        yield _row([f"**{cell}**" if row.total and cell else cell for cell in cells])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell | Iterable[Line]) -> str:
    return "<br>".join(_line(line) for line in cell)


def _line(line: Line) -> str:
    if not isinstance(line, Link):
        return _text(line)
    address = line.url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("|", "%7C")
    return f"[{_text(line.text)}](<{address}>)"


def _text(text: str) -> str:
    told = _SIGNS.sub(r"\\\1", " ".join(plain(text).split()))
    return _FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] in "-+=" else
                      f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", told)  # fmt: skip
