"""Fit one table of a visitor, in a process of its own: `python -m matcher.web.fitting TABLE RUN [with_europe]`."""

from __future__ import annotations

import sys
from pathlib import Path

from matcher.fit import Matcher
from matcher.later import pd
from matcher.settings import BUNDLED
from matcher.sources import load_areas

__all__ = ["fit_table"]


def fit_table(table: Path, run: Path, *, with_europe: bool) -> None:
    """Fit a table and save the run.

    Parameters
    ----------
    table : Path
        A file of areas.
    run : Path
        Folder of the run.
    with_europe : bool
        Together with the bundled regions of Europe that the table does not hold.
    """
    areas = load_areas(table)
    if with_europe:
        others = load_areas(BUNDLED)
        areas = pd.concat([areas, others[~others["region_id"].isin(areas["region_id"])]], ignore_index=True)
    Matcher().fit(areas, source=f"{BUNDLED}, with your table" if with_europe else "your table").save(run)


if __name__ == "__main__":
    fit_table(Path(sys.argv[1]), Path(sys.argv[2]), with_europe="with_europe" in sys.argv[3:])
