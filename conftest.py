"""Fixtures that all tests share, doctests included."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

#: Processes of a test run share the cores: each takes as many threads as fall to it, else they wait for each other.
if "PYTEST_XDIST_WORKER" in os.environ:
    _THREADS = max(1, (os.cpu_count() or 1) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    for _library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{_library}_NUM_THREADS", str(_THREADS))

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings
from lending import lending

from matcher import Embedder, Matcher, Run, ThemeModel, load_areas
from matcher.areas import AREA_COLUMNS

# How long an example takes is the machine's affair, and measured in the benchmark.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

#: Fixtures that fit the bundled data of Europe: tests that ask for them are left out of `make test-fast`.
OF_EUROPE = {"europe_run", "europe_folder"}


#: Worked examples that fit a bundled set.
FITTING_EXAMPLES = {"matcher", "matcher.fit.Matcher"}


#: Files that take longest, the longest first: the processes of a test run begin with them, so that none ends alone with
#: one of them. Only the first of the first two needs Europe fitted: the other process does not wait for that fit.
LONGEST = (
    "docs_shown", "sources_properties", "encoder", "notebooks", "web_browser", "theme_edits", "scale", "plots", "blend",
    "europe", "texts", "cli", "interrupted", "web", "face", "report_pages", "compare", "query", "same_bytes", "embed",
    "placing", "parts", "docs", "graph", "report",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; mark as slow what needs Europe fitted, and worked examples that fit."""
    places = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
    for item in items:
        if OF_EUROPE & set(getattr(item, "fixturenames", ())) or item.name in FITTING_EXAMPLES:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Imported modules and collected tests stay to the end: the garbage collector need not go through them again.

    What tables and pages leave behind is mostly no cycle, so it looks for cycles less often, too.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run that its processes share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def _own_cache(common_folder: Path) -> Iterator[None]:
    """A cache of vectors for this test run alone: tests neither read nor write the user's."""
    os.environ["MATCHER_CACHE"] = str(common_folder / "cache")
    yield
    del os.environ["MATCHER_CACHE"]


class HandMadeEmbedder:
    """Stands in for a model: each text's vector is given."""

    model = "by hand"
    fingerprint = "0" * 64
    parts: ClassVar[dict[str, str]] = {"by hand": "0" * 64}

    def __init__(self, vectors: dict[str, list[float]]) -> None:
        self.vectors = vectors

    def encode(self, texts: list[str], languages: list[str] | None = None, *, blank: bool = False) -> np.ndarray:
        rows = np.array([self.vectors[text] for text in texts], dtype=np.float64)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def unreadable(self, languages: list[str]) -> list[str]:
        return []


def areas_table(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """An areas table from (region_id, region, country, area)."""
    table = pd.DataFrame(rows, columns=["region_id", "region", "country", "area"])
    return table.reindex(columns=list(AREA_COLUMNS), fill_value="")


def saved_settings(run: Run, like: Run) -> dict[str, Any]:
    """All settings that a saved run must hold, for a run made by hand: what it lacks is taken from a fitted one."""
    settings = like.settings | run.settings
    settings["data"] = like.settings["data"] | {"areas": len(run.areas)}
    reads = Embedder(run.settings["model"]["name"])
    told = {"parts": reads.parts, "fingerprint": reads.fingerprint, "dimensions": run.vectors.shape[1]}
    settings["model"] = like.settings["model"] | told | run.settings["model"]
    return settings


@pytest.fixture(scope="session")
def small_areas() -> pd.DataFrame:
    """Four regions: one shares an area with another, one is close in meaning, one has horizontal areas only."""
    return areas_table(
        [
            ("AA1", "Åland & Söner", "SE", "Railway"),
            ("AA1", "Åland & Söner", "SE", "Energy"),
            ("BB2", "Beta <Land>", "FI", "Railway"),
            ("BB2", "Beta <Land>", "FI", "Logistics"),
            ("BB2", "Beta <Land>", "FI", "Smart grids"),
            ("CC3", "Gamma", "PL", "Food"),
            ("CC3", "Gamma", "PL", "Smart grids"),
            ("DD4", "Delta", "PL", "Collaboration for innovation"),
        ]
    )


@pytest.fixture(scope="session")
def small_run(small_areas: pd.DataFrame) -> Run:
    """The four regions fitted with vectors given by hand: each thematic area is a niche of its own."""
    vectors = {
        "Railway": [1, 0, 0, 0.1],
        "Logistics": [0.75, 0.2, 0, 0.75],
        "Energy": [0, 0.3, 0.9, 0.3],
        "Smart grids": [0, -0.3, 0.8, -0.5],
        "Food": [0, 1, 0, 0.2],
        "Collaboration for innovation": [0.5, 0.5, 0.5, 0.5],
    }
    embedder = HandMadeEmbedder(european_vectors() | vectors)
    model = ThemeModel("discovered", n_themes=2, n_niches=5)
    # The vectors are made for closeness in meaning; the European ones are noise.
    matcher = Matcher(embedder, model, weights={"revealed": 0.3, "semantic": 0.7})  # type: ignore[arg-type]
    return matcher.fit(small_areas, source="by hand")


def european_vectors() -> dict[str, list[float]]:
    """Vectors for the reference portfolios that reveal relatedness, so that no model is loaded."""
    texts = sorted(set(load_areas("europe")["area"]))
    draws = np.random.default_rng(0).normal(size=(len(texts), 4))
    return dict(zip(texts, draws.tolist(), strict=True))


@pytest.fixture(scope="session")
def europe_areas() -> pd.DataFrame:
    return load_areas("europe+sweden")


@pytest.fixture(scope="session")
def lent_folder(common_folder: Path) -> Path:
    """Where the runs lie that are fitted once for all tests."""
    folder = common_folder / "lent"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def lent_fits(lent_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fitted with default settings in this test is read where another test has fitted it."""
    monkeypatch.setattr(Matcher, "fit", lending(lent_folder))


@pytest.fixture(scope="session")
def europe_folder(europe_areas: pd.DataFrame, lent_folder: Path, common_folder: Path) -> str:
    """The bundled data fitted with the default model, as the demo does it: once, whatever the number of processes."""
    folder = common_folder / "europe"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            lending(lent_folder)(Matcher(), europe_areas, "europe+sweden").save(folder)
    return str(folder)


@pytest.fixture(scope="session")
def europe_run(europe_folder: str) -> Run:
    """The same, read."""
    return Run.load(europe_folder)
