"""The folder of a run: complete or not there at all, and checked when it is read."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher._version import __version__
from matcher.areas import PARTS
from matcher.columns import Columns
from matcher.errors import InputError, RunError
from matcher.facts import SettingsFacts
from matcher.files import (
    CONTROL,
    MOST_BYTES,
    atomic_folder,
    no_folder,
    printable,
    read_record,
    safe_cells,
    settle,
    sha256_of,
    shown,
    unguarded,
)
from matcher.files.arrays import read_array, read_arrays
from matcher.files.kept import kept_plain, key_of, written_by
from matcher.fitted.checked import problems
from matcher.later import pd
from matcher.placing import PlacingModel
from matcher.relatedness import RELATION_COLUMNS

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FORMAT", "check_target", "look_through", "read_run", "write_run"]

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
Contents = tuple[dict[str, Columns], npt.NDArray[np.float32], SettingsFacts, PlacingModel | None]
VECTORS = "vectors.npy"
GRAPH = "graph.graphml"
PLACING = "placing.npz"
#: What most of a table consists of; only what is left is looked through for control characters.
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r"
#: The tables of larger runs are read from the folder each time.
_MOST_KEPT = 20_000_000
#: How often a run is read anew that another process replaces at the same moment.
_TRIES = 5
_AGAIN = "fit the data again: matcher fit FILE -o RUN"
_LOOK = "look at the rights of the folder"


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
                safe_cells(tables[name]).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
            np.save(folder / VECTORS, vectors)
            write_graphml(graph, folder / GRAPH)
            np.savez(folder / PLACING, allow_pickle=False, **({} if placing is None else placing.arrays()))
            files = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
            record = {"kind": KIND, "format": FORMAT, "settings": settings}
            record |= {"settings_sha256": _settings_hash(settings), "files": files}
            text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
            (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    except (InputError, ValueError) as error:  # ValueError: a name that no folder can have
        found = getattr(error, "found", None) or str(error)
        raise RunError(f"cannot write {target}", found=found, do="choose another folder") from error


def read_run(folder: Path) -> Contents:
    """The tables, vectors and settings of a run folder, and what places texts.

    Raises
    ------
    RunError
        The folder is missing, is no run, was written by another version, or a file was changed or lost.
    """
    settle(folder)
    try:
        return _read_whole(folder)
    except OSError as error:
        found = printable(error.strerror or str(error))
        raise RunError(f"run {folder} cannot be read", found=found, do=_LOOK) from error


def look_through(folder: Path) -> None:
    """Read a new run once, where what is read is kept: the first answer then comes as soon as all others."""
    if _is_small(folder):
        read_run(folder)


def _is_small(folder: Path) -> bool:
    """Whether a run's tables are kept as they were read."""
    return sum((folder / f"{name}.csv").stat().st_size for name in TABLES) <= _MOST_KEPT


def _read_whole(folder: Path) -> Contents:
    for _ in range(_TRIES):
        record = _read_record(folder)
        try:
            return _read_files(folder, record)
        except RunError:
            if _read_record(folder) == record:  # else another process put a new run there meanwhile
                raise
    raise RunError(f"run {folder}: it is replaced again and again", do="wait until that is done")


def _read_files(folder: Path, record: dict[str, Any]) -> Contents:
    for name, sha256 in record["files"].items():
        file = folder / name
        if not file.is_file() or sha256_of(file) != sha256:
            state = "changed" if file.is_file() else "missing"
            raise RunError(f"run {folder}: {name} is {state}", do=_AGAIN)
    try:
        vectors, placing = read_array(folder / VECTORS), _read_placing(folder / PLACING)
        tables = _kept_tables(folder, record, lambda tables: problems(tables, vectors, record["settings"], placing))
    except InputError as error:
        what = f"run {folder}: {Path(error.problem).name} is damaged"
        raise RunError(what, found=error.found, do=_AGAIN) from error
    except (OSError, ValueError, csv.Error, LookupError, TypeError, AttributeError, OverflowError, RunError) as error:
        raise RunError(f"run {folder} is damaged", found=str(error).splitlines()[0][:200] if str(error) else "",
                       do=_AGAIN) from error  # fmt: skip  # in one of many ways
    # A run may have been made before areas had parts.
    areas = tables["areas"]
    areas |= {name: [""] * areas.rows for name in PARTS if name not in areas}
    return tables, vectors, record["settings"], placing


def _kept_tables(
    folder: Path, record: dict[str, Any], problems_of: Callable[[dict[str, Columns]], str]
) -> dict[str, Columns]:
    """The tables of a run whose files are those of its record; looked through once, and then kept as they were read."""

    def read() -> dict[str, Columns]:
        tables = {name: _read_table(folder / f"{name}.csv", kinds) for name, kinds in TABLES.items()}
        if found := problems_of(tables):
            raise ValueError(found)
        return tables

    if not _is_small(folder):
        return read()
    key = key_of(written_by("fitted", "columns.py"), json.dumps(record, sort_keys=True))
    return {name: Columns(columns, kinds=TABLES[name]) for name, columns in kept_plain("runs", key, read).items()}


def _read_placing(path: Path) -> PlacingModel | None:
    arrays = read_arrays(path)
    return PlacingModel.of(arrays) if arrays else None


def _settings_hash(settings: Mapping[str, Any]) -> str:
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check_target(target: Path) -> None:
    """Refuse to replace anything but an older run or an empty folder; asked before anything is fitted, too.

    Raises
    ------
    RunError
        Something else is there, or the place cannot be written to.
    """
    if found := no_folder(target):
        raise RunError(f"cannot write {target}", found=found, do="choose another folder")
    settle(target)
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
    if not (folder / "run.json").exists():
        raise RunError(
            f"{folder} is not a run", expected="a folder with run.json", do="name the folder given to fit -o"
        )
    try:
        record = read_record(folder / "run.json")
    except InputError as error:
        do = _LOOK if isinstance(error.__context__, OSError) else _AGAIN
        raise RunError(f"run {folder}: {error.problem}", expected=error.expected, found=error.found, do=do) from error
    if record.get("kind") != KIND:
        raise RunError(f"{folder} is not a run", expected=f"run.json of kind {KIND!r}", do="name another folder")
    if record.get("format") != FORMAT:
        raise RunError(
            f"run {folder} has another layout",
            expected=f"format {FORMAT}",
            found=shown(record.get("format")),
            do="fit the data again with this version",
        )
    expected = {f"{name}.csv" for name in TABLES} | {VECTORS, GRAPH, PLACING}
    files, settings = record.get("files"), record.get("settings")
    if not isinstance(files, dict) or set(files) != expected or not isinstance(settings, dict):
        raise RunError(f"run {folder}: run.json is damaged", do=_AGAIN)
    if record.get("settings_sha256", hash_ := _settings_hash(settings)) != hash_:  # older runs have none
        raise RunError(f"run {folder}: the settings in run.json are changed", do=_AGAIN)
    return record


def _read_table(path: Path, kinds: dict[str, str]) -> Columns:
    # A column without a kind is text, also where it looks like a number ("2018") or like a missing value ("NA").
    data = path.read_bytes()
    text = data.decode("utf-8")
    if CONTROL.search(data.translate(None, _PLAIN).decode("utf-8")):
        raise ValueError(f"{path.name}: control characters")
    csv.field_size_limit(MOST_BYTES)  # a cell may be as long as the file
    names, *rows = csv.reader(StringIO(text, newline=""), strict=True)
    if len(set(names)) < len(names):
        raise ValueError(f"{path.name}: two columns of one name")
    columns: Mapping[str, Sequence[str]]
    columns = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    return Columns({name: _values(cells, kinds.get(name, "")) for name, cells in columns.items()}, kinds=kinds)


def _values(cells: Sequence[str], kind: str) -> Iterable[Any]:
    """The values of a column; an empty cell of numbers is not a number."""
    if kind == "int64":
        return map(int, cells)
    if kind:
        return map(float, [cell or "nan" for cell in cells] if "" in cells else cells)
    return [unguarded(cell) if cell[:1] == "'" else cell for cell in cells]


def _is_run(folder: Path) -> bool:
    """Whether run.json says that this folder is a run, of whatever version and state."""
    try:
        return read_record(folder / "run.json").get("kind") == KIND
    except InputError:
        return False


#: Packages whose version may change a result.
VERSIONED = ("numpy", "pandas", "scipy", "scikit-learn", "networkx", "sentence-transformers", "transformers", "torch")


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of those that may change a result."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"matcher": __version__, "python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
