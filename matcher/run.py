"""A fitted run: its answers, and the folder that holds it.

A run folder is complete or not there at all, and is checked when it is read. Reading one needs no model: neither torch
nor scikit-learn is imported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher import catalogue, placing, search
from matcher import explain as explaining
from matcher.errors import RunError
from matcher.files import atomic_folder, sha256_of
from matcher.graph import build_graph
from matcher.scores import SizeCheck, size_check
from matcher.tables import RELATION_COLUMNS, Tables
from matcher.vocabulary import load_vocabulary

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FORMAT", "Run", "check_target"]

#: Version of the run folder's layout; a folder of another layout is refused, not guessed at.
FORMAT = 1
KIND = "matcher run"
#: The tables of a run, and the columns that hold numbers; all others are text.
TABLES: dict[str, dict[str, str]] = {
    "areas": {},
    "themes": {"stability": "float64", "size": "int64"},
    "memberships": {"membership": "float64", "stability": "float64"},
    "relations": dict.fromkeys(RELATION_COLUMNS[2:], "float64") | {"together": "int64"},
}
VECTORS = "vectors.npy"
GRAPH = "graph.graphml"


@dataclass(frozen=True, eq=False)
class Run(Tables):
    """A fitted run. `Matcher.fit` makes one, `Run.load` reads one.

    Attributes
    ----------
    areas, theme_table, memberships, relations : DataFrame
        See `matcher.tables.Tables`.
    vectors : ndarray of float32 (n_areas, d)
        Unit vectors of the areas, in their order.
    settings : dict
        What the run was made with: data, model and its fingerprint, theme settings, versions, seed.
    """

    vectors: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    settings: dict[str, Any] = field(default_factory=dict)

    def partners(
        self,
        region: str,
        by: str = "complementarity",
        top: int | None = None,
        countries: Collection[str] = (),
        not_countries: Collection[str] = (),
    ) -> pd.DataFrame:
        """Partners of a region, the best first; see `matcher.search.partners`."""
        return search.partners(self, region, by, top, countries, not_countries)

    def pairs(self) -> pd.DataFrame:
        """All pairs of regions, each once; see `matcher.search.pairs`."""
        return search.pairs(self)

    def explain(self, a: str, b: str) -> dict[str, Any]:
        """The parts of two regions' scores with the areas behind them; see `matcher.explain.explain`."""
        return explaining.explain(self, a, b)

    def query(
        self, text: str, language: str | None = None, top: int | None = 10, countries: Collection[str] = ()
    ) -> dict[str, Any]:
        """Areas, niches and regions by a free text in any language of the encoder; see `matcher.search.query`."""
        return search.query(self, self.vectors, placing.ask(self, text, language), top, countries)

    def needs(self, needs: pd.DataFrame, top: int = 5, countries: Collection[str] = ()) -> pd.DataFrame:
        """The best regions for each of several texts (columns need and language); see `matcher.search.need_table`."""
        pairs = zip(needs["need"], needs["language"], strict=True)
        return search.need_table(self.query(text, language, top, countries) for text, language in pairs)

    def actors(
        self,
        text: str,
        actors: pd.DataFrame,
        language: str | None = None,
        by: str = "closeness",
        top: int | None = 10,
        kinds: Collection[str] = (),
    ) -> pd.DataFrame:
        """Actors by a free text; see `matcher.search.rank_actors`, and `matcher.sources.read_actors` for the table."""
        asked = placing.ask(self, text, language)
        return search.rank_actors(self, actors, *placing.place_actors(self, actors), asked, by, top, kinds)

    def pair_actors(self, a: str, b: str, actors: pd.DataFrame) -> dict[str, Any]:
        """Who of two regions might meet whom; see `matcher.search.meetings`."""
        pair = self.explain(a, b)
        return search.meetings(self, self.vectors, pair, actors, *placing.place_actors(self, actors))

    def themes(self, level: str | None = None, language: str = "en") -> list[dict[str, Any]]:
        """Themes with their areas, regions and related niches; see `matcher.catalogue.theme_list`."""
        return catalogue.theme_list(self, load_vocabulary(), level, language)

    def graph(self) -> nx.Graph[str]:
        """The bipartite region-theme graph; see `matcher.graph.build_graph`."""
        return build_graph(self.areas, self.regions, self.theme_table, self.memberships)

    @cached_property
    def size_check(self) -> SizeCheck:
        """Whether partners are merely the regions with long lists; see `matcher.scores.size_check`."""
        return size_check(self.scores, self.x)

    def summary(self) -> list[str]:
        """What a fit has made, in a few lines, with the check that partners are not merely those with long lists."""
        themes, related = self.settings["themes"], self.settings["relatedness"]
        total = sum(related["weights"].values())
        weights = ", ".join(f"{name} {100 * weight / total:.0f} %" for name, weight in related["weights"].items())
        check = self.size_check
        lines = [
            f"{len(self.regions)} regions with {len(self.areas)} areas: {themes['themes']} broad themes, "
            f"{themes['niches']} niches ({_way(themes)}).",
            f"Relatedness of niches: {weights}; revealed by {related['revealed_by']}.",
        ]
        if check.regions and not np.isnan(check.correlation):
            lines.append(
                f"Partners and portfolio size: correlation {check.correlation:+.2f} (0: long lists are not favoured); "
                f"{check.best_partners} different best partners for {check.regions} regions."
            )
        if unmatched := self.regions["region"][[self.is_unmatched(name) for name in self.region_ids]].tolist():
            lines.append(f"Without thematic areas, cannot be matched: {', '.join(unmatched)}.")
        for language, n in self.settings["model"]["unreliable"].items():
            lines.append(f"Placed unreliably: {n} areas in {language}, which the model does not understand.")
        return lines

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run folder, whole or not at all; an older run at the same place is replaced.

        Parameters
        ----------
        path : path-like
            Folder to write. An existing folder is replaced only when it is a run or empty.

        Raises
        ------
        RunError
            Something else is there, or the folder cannot be written.
        """
        target = Path(path)
        check_target(target)
        try:
            with atomic_folder(target) as draft:
                self._write(draft)
        except OSError as error:
            raise RunError(f"cannot write {target}", found=str(error.strerror), do="choose another folder") from error

    def _write(self, folder: Path) -> None:
        from networkx import write_graphml

        tables = {
            "areas": self.areas,
            "themes": self.theme_table,
            "memberships": self.memberships,
            "relations": self.relations,
        }
        for name, table in tables.items():
            table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        np.save(folder / VECTORS, self.vectors)
        write_graphml(self.graph(), folder / GRAPH)
        files = {file.name: sha256_of(file) for file in sorted(folder.iterdir())}
        record = {"kind": KIND, "format": FORMAT, "settings": self.settings, "files": files}
        text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
        (folder / "run.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Run:
        """Read a run folder.

        Raises
        ------
        RunError
            The folder is missing, is no run, was written by another version, or a file was changed or lost.
        """
        folder = Path(path)
        record = _read_record(folder)
        for name, sha256 in record["files"].items():
            file = folder / name
            if not file.is_file() or sha256_of(file) != sha256:
                state = "changed" if file.is_file() else "missing"
                raise RunError(f"run {folder}: {name} is {state}", do="fit the data again: matcher fit FILE --out RUN")
        tables = {name: _read_table(folder / f"{name}.csv", numbers) for name, numbers in TABLES.items()}
        return cls(
            areas=tables["areas"],
            theme_table=tables["themes"],
            memberships=tables["memberships"],
            relations=tables["relations"],
            vectors=np.load(folder / VECTORS, allow_pickle=False),
            settings=record["settings"],
        )


def _way(themes: dict[str, Any]) -> str:
    """How themes were found, in words."""
    if themes.get("way") == "guided":
        return f"guided by the {themes['guided_by']}; {themes['offered'] - themes['niches']} more have no area here"
    return f"discovered; {themes['linkage']} linkage"


def _read_record(folder: Path) -> dict[str, Any]:
    """run.json, checked: it says what the folder is and lists every file with its hash."""
    if not folder.is_dir():
        raise RunError(f"no run at {folder}", do="make one with: matcher fit FILE --out RUN")
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(
            f"{folder} is not a run", expected="a folder with run.json", do="name the folder given to fit --out"
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
    expected = {f"{name}.csv" for name in TABLES} | {VECTORS, GRAPH}
    files, settings = record.get("files"), record.get("settings")
    if not isinstance(files, dict) or set(files) != expected or not isinstance(settings, dict):
        raise RunError(f"run {folder}: run.json is damaged", do="fit the data again: matcher fit FILE --out RUN")
    return record


def _read_table(path: Path, numbers: dict[str, str]) -> pd.DataFrame:
    # Every other column is text, also where it looks like a number ("2018") or like a missing value ("NA").
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    numeric = {name: kind for name, kind in numbers.items() if name in table.columns}
    return table.replace({name: {"": "nan"} for name in numeric}).astype(numeric)


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
    ours = {f"{name}.csv" for name in TABLES} | {VECTORS, GRAPH, "run.json"}
    if not _is_run(target) or {path.name for path in target.iterdir()} - ours:
        raise RunError(
            f"{target} holds something else", expected="a new folder, an empty one or a run", do="choose another folder"
        )


def _is_run(folder: Path) -> bool:
    """Whether run.json says that this folder is a run, of whatever version and state."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("kind") == KIND
