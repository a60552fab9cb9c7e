"""The folder of a run: complete or not there at all, and checked when it is read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher._version import __version__
from matcher.errors import RunError
from matcher.facts import SettingsFacts
from matcher.files import atomic_folder, sha256_of
from matcher.placing import PlacingModel
from matcher.relatedness import RELATION_COLUMNS

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FORMAT", "check_target", "read_run", "write_run"]

#: Version of the run folder's layout; a folder of another layout is refused, not guessed at.
FORMAT = 3
KIND = "matcher run"
#: The tables of a run, and the columns that hold numbers; all others are text.
TABLES: dict[str, dict[str, str]] = {
    "areas": {},
    "themes": {"stability": "float64", "size": "int64"},
    "memberships": {"membership": "float64", "score": "float64", "stability": "float64"},
    "relations": dict.fromkeys(RELATION_COLUMNS[2:], "float64") | {"together": "int64"},
    "links": {"strength": "float64"},
    "placements": {},
    "possible": {},
    "near": {"closeness": "float64"},
}
VECTORS = "vectors.npy"
GRAPH = "graph.graphml"
PLACING = "placing.npz"


def write_run(
    target: Path,
    tables: Mapping[str, pd.DataFrame],
    vectors: npt.NDArray[np.float32],
    graph: nx.Graph[str],
    settings: Mapping[str, Any],
    *,
    placing: PlacingModel | None = None,
) -> None:
    """Write a run folder, whole or not at all; an older run at the same place is replaced.

    Parameters
    ----------
    target : Path
        Folder to write; see `check_target`.
    tables : mapping of str to DataFrame
        By the names of `TABLES`.
    vectors : ndarray of float32 (n_areas, d)
    graph : networkx.Graph
    settings : mapping
        What run.json tells.
    placing : PlacingModel, optional
        What places further texts; an empty file where there is none.

    Raises
    ------
    RunError
        Something else is there, or the folder cannot be written.
    """
    from networkx import write_graphml

    check_target(target)
    try:
        with atomic_folder(target) as folder:
            for name in TABLES:
                tables[name].to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
            np.save(folder / VECTORS, vectors)
            write_graphml(graph, folder / GRAPH)
            np.savez(folder / PLACING, allow_pickle=False, **({} if placing is None else placing.arrays()))
            files = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
            record = {"kind": KIND, "format": FORMAT, "settings": settings, "files": files}
            text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
            (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise RunError(f"cannot write {target}", found=str(error.strerror), do="choose another folder") from error


def read_run(
    folder: Path,
) -> tuple[dict[str, pd.DataFrame], npt.NDArray[np.float32], SettingsFacts, PlacingModel | None]:
    """The tables, vectors and settings of a run folder, and what places texts.

    Raises
    ------
    RunError
        The folder is missing, is no run, was written by another version, or a file was changed or lost.
    """
    record = _read_record(folder)
    for name, sha256 in record["files"].items():
        file = folder / name
        if not file.is_file() or sha256_of(file) != sha256:
            state = "changed" if file.is_file() else "missing"
            raise RunError(f"run {folder}: {name} is {state}", do="fit the data again: matcher fit FILE -o RUN")
    tables = {name: _read_table(folder / f"{name}.csv", numbers) for name, numbers in TABLES.items()}
    with np.load(folder / PLACING, allow_pickle=False) as arrays:
        placing = PlacingModel.of(arrays) if arrays.files else None
    return tables, np.load(folder / VECTORS, allow_pickle=False), record["settings"], placing


def check_target(target: Path) -> None:
    """Refuse to replace anything but an older run or an empty folder; asked before anything is fitted, too.

    Raises
    ------
    RunError
        Something else is there, or the place cannot be written to.
    """
    if target.exists() and not target.is_dir():
        raise RunError(f"{target} is a file", expected="a folder", do="choose another place for the run")
    above = next((folder for folder in target.absolute().parents if folder.exists()), Path("/"))
    if not above.is_dir() or not os.access(above, os.W_OK):
        what = "not writable" if above.is_dir() else "a file"
        raise RunError(f"cannot write {target}", found=f"{above} is {what}", do="choose another folder")
    if not target.is_dir() or not any(target.iterdir()):
        return
    ours = {f"{name}.csv" for name in TABLES} | {VECTORS, GRAPH, PLACING, "run.json"}
    if not _is_run(target) or {path.name for path in target.iterdir()} - ours:
        raise RunError(
            f"{target} holds something else", expected="a new folder, an empty one or a run", do="choose another folder"
        )


def _read_record(folder: Path) -> dict[str, Any]:
    """run.json, checked: it says what the folder is and lists every file with its hash."""
    if not folder.is_dir():
        raise RunError(f"no run at {folder}", do="make one with: matcher fit FILE -o RUN")
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(
            f"{folder} is not a run", expected="a folder with run.json", do="name the folder given to fit -o"
        ) from error
    except (OSError, ValueError) as error:
        raise RunError(f"run {folder}: run.json cannot be read", do="fit the data again") from error
    if not isinstance(record, dict) or record.get("kind") != KIND:
        raise RunError(f"{folder} is not a run", expected=f"run.json of kind {KIND!r}", do="name another folder")
    if record.get("format") != FORMAT:
        raise RunError(
            f"run {folder} has another layout",
            expected=f"format {FORMAT}",
            found=str(record.get("format")),
            do="fit the data again with this version",
        )
    expected = {f"{name}.csv" for name in TABLES} | {VECTORS, GRAPH, PLACING}
    files, settings = record.get("files"), record.get("settings")
    if not isinstance(files, dict) or set(files) != expected or not isinstance(settings, dict):
        raise RunError(f"run {folder}: run.json is damaged", do="fit the data again: matcher fit FILE -o RUN")
    return record


def _read_table(path: Path, numbers: dict[str, str]) -> pd.DataFrame:
    # Every other column is text, also where it looks like a number ("2018") or like a missing value ("NA").
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    numeric = {name: kind for name, kind in numbers.items() if name in table.columns}
    return table.replace({name: {"": "nan"} for name in numeric}).astype(numeric)


def _is_run(folder: Path) -> bool:
    """Whether run.json says that this folder is a run, of whatever version and state."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("kind") == KIND


#: Packages whose version may change a result.
VERSIONED = ("numpy", "pandas", "scipy", "scikit-learn", "networkx", "sentence-transformers", "transformers", "torch")


def versions() -> dict[str, str]:
    found = {"matcher": __version__, "python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
