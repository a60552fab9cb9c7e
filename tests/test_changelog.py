"""What documents name is there: Python symbols resolve, verbs are verbs, and options are options of those verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import matcher
from benchmarks.readme import DOCUMENTS
from matcher.cli import parsers
from matcher.cli.parsing import Parser
from matcher.errors import MatcherError

ROOT = Path(__file__).parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
DATA = [path for path in sorted((ROOT / "data").rglob("README.md")) if "build" not in path.parts]
PARSERS = parsers()
#: A command line: in backticks, or a line of its own that is indented; what another command may follow is cut off.
COMMAND = re.compile(r"`matcher ([^`]*)`|^ {4}(?:.*&& )?matcher (.*)$", re.MULTILINE)
#: Boxes of what commands print are checked with those commands.
SHOWN = re.compile(r"<!-- run: .*?<!-- end -->", re.DOTALL)


def text_of(document: Path) -> str:
    return SHOWN.sub("", document.read_text(encoding="utf-8"))


def commands(text: str) -> Iterator[list[str]]:
    for found in COMMAND.finditer(text):
        line = re.sub(r'"[^"]*"|\'[^\']*\'', "TEXT", found[1] or found[2])
        yield re.split(r" #|\s\|\s", line)[0].split()


def symbols(text: str) -> list[str]:
    return re.findall(r"`((?:matcher|Run)(?:\.\w+)+)(?:\([^`]*\))?`", text)


def resolved(name: str) -> Any:
    """What a dotted name stands for: a room, a name in it, or an attribute or field of a class."""
    thing: Any = matcher
    for part in (
        name.replace("Run.", "matcher.Run.", 1).split(".")[1:] if name.startswith("Run.") else name.split(".")[1:]
    ):
        if isinstance(thing, type) and not hasattr(thing, part):
            fields = {field for kind in thing.__mro__ for field in getattr(kind, "__annotations__", {})}
            assert part in fields, name
            thing = part
        elif not hasattr(thing, part):
            thing = import_module(f"{thing.__name__}.{part}")
        else:
            thing = getattr(thing, part)
    return thing


def wrong(words: list[str], parser: Parser) -> list[str]:
    """Options that the verb has not; where the line is a whole one, also what the parser has to say of it."""
    options = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    unknown = [option for option in options if option not in parser.spellings]
    if unknown or not words or words[0].startswith("-"):
        return unknown
    try:
        parser.parse_args(words)
    except MatcherError as error:
        return [str(error)]
    return []


@pytest.mark.parametrize("document", [CHANGELOG, *DOCUMENTS, *DATA], ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_have_these_verbs_and_options(document: Path) -> None:
    for verb, *words in filter(None, commands(text_of(document))):
        if verb in ("--help", "--version") or verb.isupper():
            continue
        assert verb in PARSERS, f"matcher {verb}"
        assert wrong(words, PARSERS[verb]) == [], f"matcher {verb} {' '.join(words)}"


@pytest.mark.parametrize("document", [CHANGELOG, *DOCUMENTS, *DATA], ids=lambda path: str(path.relative_to(ROOT)))
def test_symbols_in_documents_are_there(document: Path) -> None:
    for name in symbols(text_of(document)):
        resolved(name)


def test_the_changelog_names_symbols_and_commands() -> None:
    text = CHANGELOG.read_text(encoding="utf-8")
    assert len(symbols(text)) > 50
    assert {verb for verb, *_ in commands(text)} >= set(PARSERS) - {"demo", "template", "pairs", "export"}
    for line in re.split(r"\n(?=- |#)", text.partition("## [0.1.0]")[0]):
        if line.startswith("- "):
            assert re.search(r"`(matcher|Run|python -m) ?[.a-z]", line) or "verbs and options" in line, line


def test_what_is_not_there_is_found() -> None:
    text = "`matcher.search.Filters`, `matcher partners --combined`, `Run.nothing`, `matcher explain RUN Skåne`"
    assert symbols(text) == ["matcher.search.Filters", "Run.nothing"]
    for name in symbols(text):
        with pytest.raises((AssertionError, ModuleNotFoundError)):
            resolved(name)
    found = [wrong(words, PARSERS[verb]) for verb, *words in commands(text)]
    assert found == [
        ["--combined"],
        ["explain: expected a second region; matcher explain --help shows how to write it"],
    ]
