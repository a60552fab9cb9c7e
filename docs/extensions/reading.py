"""Files of the repository as pages of the site: links lead from page to page, and notebooks lie beside them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent
#: Files outside this folder that have a page here, by their path in the repository.
MIRRORS = {
    "README.md": "index.md",
    "README.sv.md": "sv/index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "CITATION.cff": "cite.md",
    "SECURITY.md": "security.md",
    "data/README.md": "sets.md",
    "data/areas.md": "areas.md",
    "data/encoder/README.md": "encoder.md",
    "data/e5/README.md": "e5.md",
    "data/vocabulary/README.md": "vocabulary.md",
    "data/places/README.md": "places.md",
    "data/record/README.md": "record.md",
}
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\[]*(?:`[^`]*`[^\]\[]*)?)\]\((?P<target>[^)\s#:]+)(?P<anchor>#[^)]*)?\)")
#: What a code host opens and a site does not: folders, and files of which it has no page.
NOTEBOOKS = "notebooks"


def linked(text: str, home: Path, page: Path) -> str:
    """A text of a file in the folder `home`, shown on a page in the folder `page`, with its links made right."""

    def lead(found: re.Match[str]) -> str:
        file = Path(os.path.normpath(home / found["target"]))
        target = _page(file)
        if target is None:
            return found["text"]
        return f"[{found['text']}]({Path(os.path.relpath(target, page)).as_posix()}{found['anchor'] or ''})"

    return LINK.sub(lead, text)


def _page(file: Path) -> Path | None:
    """The page of a file; the file itself where it can be downloaded; None where the site has nothing of it."""
    known = MIRRORS.get(file.relative_to(ROOT).as_posix()) if file.is_relative_to(ROOT) else None
    if known:
        return DOCS / known if (DOCS / known).exists() else None
    if file.is_relative_to(ROOT / NOTEBOOKS):
        return DOCS / file.relative_to(ROOT)
    return file if file.is_file() and (file.is_relative_to(DOCS) or file.suffix != ".md") else None


def _read(app: Sphinx, docname: str, content: list[str]) -> None:
    path = Path(app.env.doc2path(docname))
    if path.suffix == ".md":
        content[0] = linked(content[0], path.parent, path.parent)


def _included(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    file = (DOCS / path).resolve()
    if file.suffix == ".md":
        content[0] = linked(content[0], file.parent, Path(app.env.doc2path(docname)).parent)


def _notebooks(app: Sphinx) -> None:
    """The notebooks beside the pages; a file that did not change is left, so that its page is not built again."""
    folder = DOCS / NOTEBOOKS
    folder.mkdir(exist_ok=True)
    there = {file.name: file for file in sorted((ROOT / NOTEBOOKS).glob("*.ipynb"))}
    for old in folder.glob("*.ipynb"):
        if old.name not in there:
            old.unlink()
    for name, file in there.items():
        copy = folder / name
        if not copy.exists() or copy.read_bytes() != file.read_bytes():
            shutil.copyfile(file, copy)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", _notebooks)
    app.connect("source-read", _read)
    app.connect("include-read", _included)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
