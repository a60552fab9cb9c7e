"""Words: every text is there in both languages, and everything that is printed is a text."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from matcher.sources.findings import Finding
from matcher.sources.lists.rules import RULE_NAMES
from matcher.words.quality import finding_line
from matcher.words.words import LANGUAGES, Words, patterns

ROOMS = Path(__file__).parents[1] / "matcher"
#: A key as code writes it: a section that the texts have, and names after points; {...} stands for any name.
KEY = re.compile(r"[a-z_]+(\.[a-z_]+|\.?\{\}[a-z_]*)+")


def texts(language: str) -> dict[str, Any]:
    return tomllib.loads((files("matcher.words") / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree):
        name = f"{path}.{key}" if path else str(key)
        if isinstance(item, str):
            yield name, item
        else:
            yield from leaves(item, name)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def keys_in_code() -> Iterator[tuple[str, str]]:
    """Every string of a call of `say`, `count`, `get` or `term` that looks like a key, with its file."""
    for path in sorted(ROOMS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr not in ("say", "count", "get", "term", "head"):
                continue
            if key := pattern(node.args[0]):
                yield key + ("_{}" if node.func.attr == "count" else ""), path.name


def pattern(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    english, swedish = (dict(leaves(texts(language))) for language in LANGUAGES)
    assert english.keys() == swedish.keys()
    # A text of the method is the same formula in both; other texts keep what is filled in.
    assert [key for key in english if placeholders(english[key]) != placeholders(swedish[key])] == []


def test_every_key_in_code_is_a_text() -> None:
    known = {key for key, _ in leaves(texts("en"))}
    known |= {key.rpartition(".")[0] for key in known}
    sections = set(texts("en"))
    found = [(key, name) for key, name in keys_in_code() if KEY.fullmatch(key) and key.split(".")[0] in sections]
    assert len(found) > 100
    for key, name in found:
        form = re.compile("[a-z0-9_]+".join(map(re.escape, key.split("{}"))))
        assert any(form.fullmatch(one) for one in known), f"{name}: no text {key}"


def source_texts() -> Iterator[tuple[str, str, str]]:
    """What findings are made of in the readers and checks of areas: kind of text, a text, and its file."""
    kinds = {"what": "message", "message": "message", "notice": "message", "expected": "expected", "do": "do"}
    for path in sorted((ROOMS / "sources").rglob("*.py")):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.parent.name != "lists" else ()
        for node in tree:
            for name, value in named_texts(node):
                both = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
                yield from ((kinds[name], pattern(it), path.name) for it in both if name in kinds and pattern(it))


def named_texts(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """Names and values of an assignment, or of the arguments of a call that makes a finding."""
    if isinstance(node, ast.Assign):
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            return [(it.id, one) for it, one in zip(target.elts, value.elts, strict=True) if isinstance(it, ast.Name)]
        return [(target.id, value)] if isinstance(target, ast.Name) else []
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return []
    place = {"Finding": 1, "by_value": 4, "replace": 9}.get(node.func.id)
    if place is None:
        return []
    return [(str(it.arg), it.value) for it in node.keywords] + [("what", it) for it in node.args[place : place + 1]]


def test_every_finding_of_check_is_told_in_swedish() -> None:
    # Of errors that keep a file from being read: these are no findings.
    errors = ("a list of objects such as", "at most ", "pip install", "language {} is stated")
    told = {it for it in source_texts() if not it[1].startswith(errors)}
    assert len(told) > 120
    filled = {
        "further findings {}": "further findings like those above",
        "further rows {}": "further rows like those above",
        "has another {}": "has another name",
        "the same {} in": "the same name in",
        "taken together: {}": "taken together: not English, it seems, but sv",
        "{} {} ({})": "read as A (A1)",
        "{}: {} ({})": "1 name: not English, it seems, but sv ('x')",
    }
    for kind, text, name in sorted(told):
        sample = text
        for some, value in filled.items():
            sample = sample.replace(some, value)
        sample = sample.replace("{}", "1 region")
        assert any(form.fullmatch(sample) for _, form in patterns(f"finding.{kind}")), f"{name}: {kind} {text!r}"


def test_every_rule_of_a_call_is_said_in_words() -> None:
    for language in LANGUAGES:
        assert set(texts(language)["verb"]["consortium"]["rule"]) == set(RULE_NAMES)


def test_findings_are_told_with_their_rows_numbers_and_lists() -> None:
    lists = {
        "SE1 (contains SE11, SE12), SE2 (contains SE21) and 3 more":
        "SE1 (omfattar SE11, SE12), SE2 (omfattar SE21) och 3 till",
        "of NUTS 2016 SE1 (now SE2)": "från Nuts 2016 SE1 (nu SE2)",
        "SE1 is in SE, not NO": "SE1 ligger i SE, inte NO",
    }  # fmt: skip
    for english, swedish in lists.items():
        finding = Finding("warning", f"ids of your own, no NUTS codes: {english}", "a.csv", (2, 3, 4, 9), "region_id")
        line = f"a.csv, rader 2-4, 9, kolumn region_id: egna id, inga Nuts-koder: {swedish}"
        assert finding_line(Words("sv"), finding) == line
        assert finding_line(Words("en"), finding) == finding.line()
    further = Finding("error", "200 further findings like those above", "a.csv", (7,))
    assert finding_line(Words("sv"), further) == "a.csv, rad 7: 200 fynd till av samma slag som ovan"


def test_figures_and_words_of_a_language_nobody_speaks_are_refused() -> None:
    from matcher.errors import SettingError

    with pytest.raises(SettingError, match="expected en, sv or de; found 'xx'"):
        Words("xx")


def test_numbers_lists_and_languages_as_each_language_writes_them() -> None:
    english, swedish = Words("en"), Words("sv")
    assert (english.number(-0.5, 1), swedish.number(-0.5, 1)) == ("−0.5", "−0,5")
    assert (english.whole(18145), swedish.whole(18145)) == ("18,145", "18\xa0145")
    assert (english.percent(0.187), swedish.percent(0.187, 1)) == ("19 %", "18,7 %")
    assert (english.listed(["a", "b", "c"]), swedish.listed(["a", "b", "c"])) == ("a, b and c", "a, b och c")
    assert (english.language_name("pl"), swedish.language_name("pl")) == ("Polish", "polska")
    assert (english.country("FR"), swedish.country("FR")) == ("France", "Frankrike")
    assert english.number(None) == english.number(float("nan")) == "–"
