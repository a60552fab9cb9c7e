"""A given classification (a ministry's list, NACE divisions) as what guides the themes, in place of the vocabulary."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import InputError
from matcher.files import printable
from matcher.sources.lists.rows import read_rows
from matcher.themes import LEVEL_WEIGHTS, WHOLE, Example, Guide
from matcher.vocabulary import Vocabulary

__all__ = ["TaxonomyRow", "read_taxonomy", "taxonomy_guide"]

Encode = Callable[[list[str]], npt.NDArray[np.floating]]


class TaxonomyRow(NamedTuple):
    """A class: its code, label and examples, and the code above it, if any."""

    code: str
    label: str
    examples: tuple[str, ...]
    parent: str = ""


def read_taxonomy(path: str | os.PathLike[str]) -> list[TaxonomyRow]:
    """Read a classification: CSV with the columns code, label, examples (separated by ";") and, if wanted, parent.

    Without parents every code is a broad theme. A parent is the code of a row of its own, and has none itself.

    Raises
    ------
    InputError
        The file cannot be read; a code or label is missing or given twice; a parent is no row; fewer than two classes.
    """
    name = printable(Path(path).name)
    found: dict[str, TaxonomyRow] = {}
    for number, cells in read_rows(path, "taxonomy", ["code", "label", "examples"], optional=["parent"]):
        code, label, parent = cells["code"], cells["label"], cells["parent"]
        if not code or not label:
            raise InputError(f"{name}, row {number}", expected="a code and a label")
        if code in found or code == HORIZONTAL:
            raise InputError(f"{name}, row {number}: the code {code!r} is taken", do="give each class its own code")
        examples = tuple(text.strip() for text in cells["examples"].split(";") if text.strip())
        found[code] = TaxonomyRow(code, label, examples, parent)
    for entry in found.values():
        if entry.parent and (entry.parent not in found or found[entry.parent].parent):
            raise InputError(
                f"{name}, {entry.code}: parent", expected="a code without parent", found=repr(entry.parent)
            )
    if len(found) < 2:
        raise InputError(name, expected="at least two classes")
    return list(found.values())


def taxonomy_guide(rows: Sequence[TaxonomyRow], vocabulary: Vocabulary, encode: Encode) -> Guide:
    """The guide that a classification makes; the vocabulary's general words teach what is horizontal.

    The data add no classes. Those without parent are broad themes, each with a niche for the theme as a whole; the
    others are niches.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> rows = [TaxonomyRow("A", "Land", ("farms",)), TaxonomyRow("B", "Sea", ()), TaxonomyRow("B1", "Fish", (), "B")]
    >>> guide = taxonomy_guide(rows, load_vocabulary(), lambda texts: np.ones((len(texts), 2)))
    >>> guide.themes, guide.niches, guide.label("B1")
    (['A', 'B', 'horizontal'], ['A_general', 'B1', 'B_general'], 'Fish')
    """
    examples = []
    for row in rows:
        niche, theme = (row.code, row.parent) if row.parent else (row.code + WHOLE, row.code)
        level = "niche" if row.parent else "theme"
        examples.append(Example(row.label, row.code, niche, theme, LEVEL_WEIGHTS[level]))
        examples += [Example(text, row.code, niche, theme, LEVEL_WEIGHTS["niche"]) for text in row.examples]
    # Few classes have few examples: general words together weigh no more than a class does on average.
    words = [text for concept in vocabulary.level("general") for text in vocabulary.labels["en"].get(concept.id, ())]
    share = sum(example.weight for example in examples) / len(rows) / len(words)
    examples += [Example(text, text, "", HORIZONTAL, min(share, LEVEL_WEIGHTS["general"])) for text in words]
    vectors = np.asarray(encode([example.text for example in examples]), dtype=np.float64)
    parents = {row.code: row.parent for row in rows if row.parent}
    parents |= {row.code + WHOLE: row.code for row in rows if not row.parent}
    labels = {row.code: row.label for row in rows} | {row.code + WHOLE: row.label for row in rows if not row.parent}
    return Guide(examples, vectors, parents, labels, is_open=False)
