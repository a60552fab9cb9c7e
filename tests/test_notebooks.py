"""The notebooks run from the first cell to the last, and what is committed with them is what they give.

`python tests/test_notebooks.py` runs them and writes their outputs anew, or those of the notebooks that it names.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from ipykernel.kernelspec import install
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))
REFRESH = "run: python tests/test_notebooks.py"
#: Seconds that one cell may take; the first fit embeds some 900 names.
LONGEST = 600
LARGEST = 1_500_000
#: What a path on somebody's machine looks like.
LOCAL = re.compile(r"/(?:home|root|Users|tmp|var|private|opt|work)/|\b[A-Za-z]:\\", re.ASCII)


#: What the tests' kernel does first: of fits that several notebooks ask for alike, only the first is made.
LENDING = """
import sys
from pathlib import Path
sys.path[:0] = (folders := [%r, %r])
from matcher import Matcher
from lending import lending
Matcher.fit = lending(Path(%r))
sys.path = [each for each in sys.path if each not in folders]
"""
#: What it does before each notebook: it forgets names, figures and the warnings that were given.
AFRESH = """
%%reset -f
import os, sys
os.chdir(%r)
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
for _module in list(sys.modules.values()):
    getattr(_module, "__dict__", {}).get("__warningregistry__", {}).clear()
del os, sys, _module
"""


def settle(folder: Path) -> None:
    """A kernel of this interpreter, which follows no settings of a user."""
    install(prefix=str(folder / "kernel"), kernel_name="python3")  # a user's own "python3" may be another interpreter
    os.environ["JUPYTER_PATH"] = str(folder / "kernel" / "share" / "jupyter")
    os.environ["IPYTHONDIR"] = str(folder / "ipython")


def execute(name: str, folder: Path, kernel: AsyncKernelManager | None = None) -> Any:
    """A notebook, run in an empty folder without its earlier outputs: in a kernel of its own, or in one made afresh."""
    (folder / "here").mkdir()
    notebook = nbformat.read(FOLDER / name, as_version=4)
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    if kernel:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(AFRESH.strip() % str(folder / "here")))
    options = {"metadata": {"path": str(folder / "here")}}
    client = NotebookClient(
        notebook, kernel, timeout=LONGEST, kernel_name="python3", resources=options, record_timing=False,
        coalesce_streams=True,
    )  # fmt: skip
    client.execute()
    if kernel:
        client.kc.stop_channels()
        assert not notebook.cells.pop(0).outputs
    return notebook


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any) -> list[str]:
    """What a cell shows, in order: its text, or "figure"; progress on stderr is not shown."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if output.name == "stdout":
                found.append(output.text)
        elif output.output_type == "error":
            found.append(f"{output.ename}: {output.evalue}")
        else:
            found.append("figure" if "image/png" in output.data else output.data["text/plain"])
    return found


def refresh(name: str, folder: Path) -> None:
    """Run a notebook and write it back, with what it shows and nothing that changes from run to run."""
    settle(folder)
    notebook = execute(name, folder)
    for cell in code_cells(notebook):
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.validate(notebook)
    (FOLDER / name).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def committed(name: str) -> Any:
    return nbformat.read(FOLDER / name, as_version=4)


@pytest.fixture(scope="module")
def kernel(lent_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsyncKernelManager]:
    """One process for all notebooks, which takes seconds to start."""
    folder = tmp_path_factory.mktemp("kernel")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    text = LENDING % (str(FOLDER.parent), str(FOLDER.parent / "tests"), str(lent_folder))
    (startup / "lending.py").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", "")  # put back afterwards, as IPYTHONDIR
        patch.setenv("IPYTHONDIR", "")
        settle(folder)
        started = AsyncKernelManager(kernel_name="python3")
        yield started
        run_sync(started.shutdown_kernel)(now=True)


@pytest.fixture(scope="module")
def fresh(name: str, kernel: AsyncKernelManager, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return execute(name, tmp_path_factory.mktemp("notebook"), kernel)


def test_there_are_notebooks() -> None:
    assert "01_from_areas_to_partners.ipynb" in NAMES


@pytest.mark.slow
def test_outputs_are_those_of_a_fresh_run(committed: Any, fresh: Any) -> None:
    for old, new in zip(code_cells(committed), code_cells(fresh), strict=True):
        assert shown(old) == shown(new), f"cell {new.id} shows something else: {REFRESH}"


@pytest.mark.slow
def test_a_fresh_run_warns_of_nothing(fresh: Any) -> None:
    said = [output.text for cell in code_cells(fresh) for output in cell.outputs if output.get("name") == "stderr"]
    lines = [line for line in re.split(r"[\r\n]+", "".join(said)) if line]
    assert [
        line for line in lines if not line.startswith(("matcher: embedding texts: ", "matcher: loading the model "))
    ] == []


def test_figures_are_there(committed: Any) -> None:
    figures = [
        output for cell in code_cells(committed) for output in cell.outputs if "image/png" in output.get("data", {})
    ]
    assert len(figures) >= 2


def test_committed_outputs_are_clean(committed: Any) -> None:
    cells = code_cells(committed)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), REFRESH
    for cell in cells:
        assert not [output for output in cell.outputs if output.output_type == "error"], cell.id
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.id
        assert not cell.metadata, f"{cell.id} holds metadata: {REFRESH}"
    assert set(committed.metadata) == {"kernelspec", "language_info"}, REFRESH
    assert committed.metadata["kernelspec"]["name"] == "python3"
    assert set(committed.metadata["language_info"]) == {"name"}


def test_no_paths_of_a_machine_are_told(committed: Any) -> None:
    told = [cell.source for cell in committed.cells]
    for cell in code_cells(committed):
        for output in cell.outputs:
            told += [
                output.get("text", ""),
                *(text for kind, text in output.get("data", {}).items() if kind[:5] == "text/"),
            ]
    assert not [text for text in told if LOCAL.search(text) or str(Path.home()) in text or sys.prefix in text]


def test_committed_file_is_valid_and_of_moderate_size(name: str, committed: Any) -> None:
    nbformat.validate(committed)
    assert (FOLDER / name).stat().st_size < LARGEST


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    for each in sys.argv[1:] or NAMES:
        with TemporaryDirectory() as temporary:
            refresh(each, Path(temporary))
        print(f"notebooks/{each} is run and written anew")  # noqa: T201 (its whole purpose is to be run by hand)
