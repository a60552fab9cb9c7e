"""A run for other programs: graph files for Gephi, tables for spreadsheets."""

from __future__ import annotations

import os
from pathlib import Path

from matcher.errors import SettingError
from matcher.files import atomic_folder, atomic_path, no_folder, safe_cells, write_bytes
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners import pairs
from matcher.programs import workbook_of
from matcher.sources.write import check_cells

__all__ = ["FORMATS", "export"]

#: Formats by name. CSV is a folder with one file a table, the others are one file.
FORMATS = ("graphml", "gexf", "csv", "xlsx")


def export(run: Fitted, path: str | os.PathLike[str], *, form: str | None = None) -> Path:
    """Write a run in the format that the path's ending, or `form`, names.

    Parameters
    ----------
    run : Fitted
    path : path-like
        A file ending in .graphml, .gexf or .xlsx, or a folder for CSV tables.
    form : {"graphml", "gexf", "csv", "xlsx"}, optional
        The format, where the path does not end in it.

    Returns
    -------
    Path
        What was written, whole or not at all.

    Raises
    ------
    SettingError
        The format is unknown, or something else is in the way.
    InputError
        A text does not fit into a cell of a workbook.
    """
    target = Path(path)
    chosen = form or target.suffix.lstrip(".").lower() or "csv"
    if chosen not in FORMATS:
        raise SettingError(f"format {chosen!r}", expected=", ".join(FORMATS), do="end the file's name in one of them")
    if chosen in ("graphml", "gexf"):
        _write_graph(run, target, chosen)
    elif chosen == "xlsx":
        _write_workbook(run, target)
    else:
        _write_folder(run, target)
    return target


def tables(run: Fitted) -> dict[str, pd.DataFrame]:
    """The tables of a run that people read, by name; lists are joined with "; "."""
    areas = run.areas.merge(_placed(run, "theme"), on="area_id", how="left")
    areas = areas.merge(_placed(run, "niche"), on="area_id", how="left").fillna({"themes": "", "niches": ""})
    return {
        "areas": areas,
        "themes": run.theme_table,
        "pairs": pairs(run),
        "relations": run.relations.assign(
            label_a=run.relations["niche_a"].map(run.labels), label_b=run.relations["niche_b"].map(run.labels)
        ),
    }


def _placed(run: Fitted, level: str) -> pd.DataFrame:
    """Labels of the themes of a level that each area belongs to, the strongest first."""
    ids = run.theme_table.loc[run.theme_table["level"] == level, "theme_id"]
    placed = run.memberships[run.memberships["theme_id"].isin(ids)]
    placed = placed.sort_values(["area_id", "membership", "theme_id"], ascending=[True, False, True])
    labels = placed["theme_id"].map(run.labels).groupby(placed["area_id"]).agg("; ".join)
    return labels.rename(f"{level}s").reset_index()


def _write_graph(run: Fitted, target: Path, form: str) -> None:
    import networkx as nx

    with atomic_path(target) as draft:
        (nx.write_graphml if form == "graphml" else nx.write_gexf)(run.graph(), draft)


def _write_workbook(run: Fitted, target: Path) -> None:
    sheets = tables(run)
    for table in sheets.values():
        check_cells(table)
    write_bytes(target, workbook_of(sheets))


def _write_folder(run: Fitted, target: Path) -> None:
    if found := no_folder(target):
        raise SettingError(f"{target} cannot be written", expected="a folder", found=found, do="choose another place")
    if target.exists() and any(target.iterdir()):
        raise SettingError(f"{target} is in the way", expected="a new or empty folder", do="choose another one")
    with atomic_folder(target) as draft:
        for name, table in tables(run).items():
            # The byte-order mark tells Excel that the file is UTF-8.
            safe_cells(table).to_csv(draft / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
