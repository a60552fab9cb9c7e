"""What the documents promise: every verb is there, helped and told of; names are sorted and public."""

from __future__ import annotations

import argparse
import ast
import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import matcher
from benchmarks.readme import DOCUMENTS, Block, blocks, here, in_a_process, made
from matcher.cli import parsers
from matcher.cli.demo import demo

ROOT = Path(__file__).parents[1]
#: Documents that show what quick commands print.
SHOWING = [path for path in DOCUMENTS if any(not block.slow for block in blocks(path.read_text(encoding="utf-8")))]
MODULES = sorted(
    info.name for info in pkgutil.walk_packages(matcher.__path__, "matcher.") if info.name != "matcher.__main__"
)


def verbs() -> dict[str, argparse.ArgumentParser]:
    return dict(parsers())


def test_every_verb_has_help_and_a_place_in_the_list_of_commands() -> None:
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, verb in verbs().items():
        assert verb.description, name
        assert f"\n## {name}\n" in commands, name
        for option in verb._actions:
            assert option.help, (name, option.dest)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_no_verb_that_is_not_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^\s*(?:\$ )?|`)matcher ([a-z][a-z-]+)", text, flags=re.MULTILINE))
    assert named <= set(verbs())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_inside_the_documents_lead_somewhere(document: Path) -> None:
    """Pages that the site makes from the code are looked at where it is built, with warnings as errors."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        path = (document.parent / target).resolve()
        assert path.exists() or path.parent == ROOT / "docs" / "reference", target


@pytest.mark.parametrize("document", SHOWING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_show_what_the_commands_print(document: Path, europe_folder: str) -> None:
    """The quick commands; the slow ones by `python -m benchmarks.readme --check`.

    Those of the READMEs are run as readers run them, each in a process of its own.
    """
    ask = in_a_process if document.parent == ROOT else here
    for block in blocks(document.read_text(encoding="utf-8")):
        if not block.slow:
            assert block.shown == made(block, europe_folder, ask), block.command


def test_a_help_is_the_same_in_a_process_of_its_own() -> None:
    block = Block("matcher partners --help", None, slow=False, shown="")
    assert made(block, "RUN") == made(block, "RUN", here)


def test_the_readme_stays_short() -> None:
    assert 500 <= len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 800


def test_the_table_of_rooms_is_that_of_the_package_and_of_the_import_contract() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \|", contributing, flags=re.MULTILINE)
    told = [room.removesuffix("/").removesuffix(".py") for row in rows for room in re.findall(r"`(.+?)`", row)]
    rooms = {info.name for info in pkgutil.iter_modules(matcher.__path__) if not info.name.startswith("_")}
    assert len(told) == len(set(told))
    assert set(told) == rooms
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = [re.findall(r"matcher\.(\w+)", layer) for layer in reversed(contract["contracts"][0]["layers"])]
    floor = {room: number for number, layer in enumerate(layers) for room in layer}
    assert rooms <= set(floor)
    assert [floor[room] for room in told] == sorted(floor[room] for room in told)


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_sorted_and_there(name: str) -> None:
    module = importlib.import_module(name)
    public = getattr(module, "__all__", None)
    assert module.__doc__, name
    if public is None:
        assert name.rsplit(".", 1)[-1].startswith("_"), f"{name} has no __all__"
        return
    assert all(hasattr(module, item) for item in public)
    constants = sorted(item for item in public if item.isupper())
    classes = sorted(item for item in public if not item.isupper() and item[0].isupper())
    rest = sorted(item for item in public if item not in constants and item not in classes)
    assert public == constants + classes + rest


def test_the_package_offers_what_the_issue_names() -> None:
    for name in matcher.__all__:
        assert getattr(matcher, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = matcher.nothing


def test_modules_stay_of_a_size_to_read() -> None:
    for path in (ROOT / "matcher").rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{path.name} has {lines} lines"
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_pandas_is_imported_late() -> None:
    for path in (ROOT / "matcher").rglob("*.py"):
        imported = re.search(r"^import pandas", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert not imported, f"{path.name}: from matcher.later import pd"


def test_the_changelog_names_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{matcher.__version__}]" in changelog


@pytest.mark.slow
@pytest.mark.usefixtures("lent_fits")
def test_the_demo_writes_what_it_says(tmp_path: Path) -> None:
    printed = "\n".join(demo(tmp_path / "demo")).splitlines()
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == [
        "pair_en.html",
        "pairs_sweden.png",
        "run",
        "themes_sweden.png",
        "vastmanland_sv.html",
    ]
    commands = [line.split()[1] for line in printed[-3:]]
    assert set(commands) <= set(verbs())
