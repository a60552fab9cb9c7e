"""Files of needs, each a free text that is asked: one a line, or CSV with the columns need and, if wanted, language."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from matcher.errors import InputError
from matcher.sources.small_tables import read_rows, read_text

__all__ = ["NEEDS_COLUMNS", "read_needs"]

NEEDS_COLUMNS = ("need", "language")


def read_needs(path: str | os.PathLike[str]) -> pd.DataFrame:
    r"""Read needs: CSV (`.csv`) with `NEEDS_COLUMNS`, or any other text file with one need a line.

    Returns
    -------
    DataFrame
        `NEEDS_COLUMNS`, in the order of the file; language is "" where it is not stated. Blank lines are left out.

    Raises
    ------
    InputError
        The file cannot be read, holds no need, or a row has a language without a need.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "needs.txt"
    ...     _ = path.write_text("vätgas\n\nmarine robotics\n", encoding="utf-8")
    ...     read_needs(path)["need"].tolist()
    ['vätgas', 'marine robotics']
    """
    text, source = read_text(path), Path(path).name
    if source.lower().endswith(".csv"):
        rows = read_rows(text, source, ["need"], ["language"])
        for row in rows:
            if not row.cells["need"]:
                raise InputError(f"{source}, row {row.number}: need is empty", do="fill it or leave the row out")
        needs = [(row.cells["need"], row.cells["language"].lower()) for row in rows]
    else:
        needs = [(line.strip(), "") for line in text.splitlines() if line.strip()]
    if not needs:
        raise InputError(f"{source} holds no need", expected="one need a line, or CSV with the column need")
    return pd.DataFrame(needs, columns=list(NEEDS_COLUMNS))
