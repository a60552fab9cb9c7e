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
from babel.lists import format_list
from babel.numbers import format_decimal, parse_pattern

from matcher.languages import own_text
from matcher.sources.findings import Finding
from matcher.sources.lists.rules import RULE_NAMES
from matcher.sources.said import joined, said
from matcher.words.forms import listed, number, whole
from matcher.words.quality import finding_line
from matcher.words.words import LANGUAGES, REPORT_LANGUAGES, Words

ROOMS = Path(__file__).parents[1] / "matcher"
#: A key as code writes it: a section that the texts have, and names after points; {...} stands for any name.
KEY = re.compile(r"[a-z_]+(\.[a-z_]+|\.?\{\}[a-z_]*)+")


def texts(language: str) -> dict[str, Any]:
    return tomllib.loads((files("matcher.words") / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_a_section_read_alone_is_that_of_the_whole_file(language: str) -> None:
    def look(tree: dict[str, Any], path: str) -> None:
        for key, item in tree.items():
            name = f"{path}.{key}".lstrip(".")
            assert own_text(language, name) == item
            if isinstance(item, dict):
                look(item, name)

    look(texts(language), "")
    assert own_text(language, "page.nothing") is None
    assert own_text(language, "nothing.title") is None


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_numbers_and_lists_are_written_as_babel_says(language: str) -> None:
    locale = {"en": "en_GB"}.get(language, language)
    for value in (0.0, -0.0004, 0.5, 1.5, 2.5, -1.2345, 12.3456, 1234.5678, -98765.4321):
        for digits in (0, 1, 3):
            zeros = f"0.{'0' * digits}" if digits else "0"
            rounded = round(value, digits) + 0.0
            pattern = parse_pattern(f"{'+' if rounded else ''}{zeros};−{zeros}")
            assert number(value, language, digits=digits, sign=True) == pattern.apply(rounded, locale)
    for whole_number in (0, 7, 999, 1000, 1234567):
        assert whole(whole_number, language) == format_decimal(whole_number, "#,##0", locale=locale)
    for items in ([], ["a"], ["a", "b"], ["a", "b", "c"], list("abcde")):
        assert listed(items, language) == format_list(items, locale=locale)


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


@pytest.mark.slow
def test_every_key_in_code_is_a_text() -> None:
    known = {key for key, _ in leaves(texts("en"))}
    known |= {key.rpartition(".")[0] for key in known}
    sections = set(texts("en"))
    found = [(key, name) for key, name in keys_in_code() if KEY.fullmatch(key) and key.split(".")[0] in sections]
    assert len(found) > 100
    for key, name in found:
        form = re.compile("[a-z0-9_]+".join(map(re.escape, key.split("{}"))))
        assert any(form.fullmatch(one) for one in known), f"{name}: no text {key}"


def said_keys() -> Iterator[tuple[str, str]]:
    """Keys of the texts that findings are made of, with {} for what is filled in, and their files."""
    for path in sorted((ROOMS / "sources").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                several = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                if node.func.id == "said":
                    yield from ((pattern(it), path.name) for it in several)
                elif node.func.id == "counted":
                    yield from ((f"part.{pattern(it)}_{{}}", path.name) for it in node.args[1:2])


def test_findings_are_made_by_keys_that_both_languages_have_and_use_them_all() -> None:
    known = {key.removeprefix("finding.") for key, _ in leaves(texts("en")) if key.startswith("finding.")}
    forms = {re.compile("[a-z_]+".join(map(re.escape, key.split("{}")))): name for key, name in said_keys()}
    assert len(forms) > 120
    for form, name in forms.items():
        assert any(form.fullmatch(key) for key in known), f"{name}: {form.pattern}"
    assert sorted(key for key in known if not any(form.fullmatch(key) for form in forms)) == []


def test_every_rule_of_a_call_is_said_in_words() -> None:
    for language in LANGUAGES:
        assert set(texts(language)["verb"]["consortium"]["rule"]) == set(RULE_NAMES)


def test_findings_are_told_with_their_rows_numbers_and_lists() -> None:
    parts = [said("part.contains", region="SE1", parts=joined(["SE11", "SE12"])), "SE2"]
    what = said("message.parts_too", told=joined([*parts, "SE3", "SE4", "SE5"], most=2))
    finding = Finding("warning", what, "a.csv", (2, 3, 4, 9), "region_id", "x" * 99, said("expected.id"))
    assert finding.line().startswith(
        "a.csv, rows 2-4, 9, column region_id: regions next to parts of themselves: SE1 (contains SE11, SE12), SE2 and "
        "3 more; expected the region's NUTS code or another stable id; found 'xxx"
    )
    line = finding_line(Words("sv"), finding)
    assert line.startswith(
        "a.csv, rader 2-4, 9, kolumn region_id: regioner tillsammans med delar av sig själva: SE1 (omfattar SE11, "
        "SE12), SE2 och 3 till; väntat: regionens Nuts-kod eller ett annat beständigt id; hittade 'xxx"
    )
    assert line.endswith("... (99 tecken)")
    assert finding_line(Words("en"), finding) == finding.line()
    further = Finding("error", said("message.further_findings", n=1200), "a.csv", (7,))
    assert finding_line(Words("sv"), further) == "a.csv, rad 7: 1\xa0200 fynd till av samma slag som ovan"
    assert (finding.code, finding.to_dict()["code"]) == ("parts_too", "parts_too")


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
