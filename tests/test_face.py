"""The public face: every name at the top, every verb a method of `Run`, options by keyword, declared shapes."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

import matcher
from matcher import SETTINGS, Filters, MatcherError, Run, facts, settings
from matcher.cli import VERBS

ROOT = Path(matcher.__file__).parent
#: Verbs of the command line that are no method of a run: they make one, or need none.
NO_RUN = {"check", "demo", "fit", "template", "update", "validate-themes", "vocabulary"}
#: Verbs that read the folder themselves, since it may be replaced while they serve it.
OF_FOLDER = {"serve", "site"}
#: Methods with another name than their verb.
METHODS = {"measures": "measure"}


def modules() -> list[Any]:
    names = [name for _, name, _ in pkgutil.walk_packages([str(ROOT)], "matcher.") if not name.endswith("__main__")]
    return [importlib.import_module(name) for name in names]


def public() -> list[tuple[str, Any, bool]]:
    """Every public function and method of the package: name, callable, whether it is bound to an object."""
    found = []
    for module in modules():
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isfunction(thing) and thing.__module__ == module.__name__:
                found.append((f"{module.__name__}.{name}", thing, False))
            if inspect.isclass(thing) and thing.__module__ == module.__name__:
                methods = [(key, value) for key, value in vars(thing).items() if inspect.isfunction(value)]
                found += [(f"{name}.{key}", value, True) for key, value in methods if not key.startswith("_")]
    return found


def test_every_name_at_the_top_is_there_and_listed_in_order() -> None:
    assert set(matcher.__all__) == set(dir(matcher))
    assert all(hasattr(matcher, name) for name in matcher.__all__)
    kinds = [(name != name.upper() or name.startswith("_"), not name[0].isupper(), name) for name in matcher.__all__]
    assert kinds == sorted(kinds)  # constants, classes, functions
    assert len(matcher.__all__) == len(set(matcher.__all__))


def test_a_name_that_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="no attribute 'partner'"):
        matcher.partner  # noqa: B018


def test_no_name_at_the_top_is_that_of_a_room() -> None:
    """Python binds a room's name to the package when it is imported: a function of that name would come and go."""
    rooms = {module.name for module in pkgutil.iter_modules([str(ROOT)])}
    assert not rooms & set(matcher.__all__)


def test_the_face_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'pandas', 'scipy', 'networkx', 'sklearn', 'torch'}"
    code = f"import sys, matcher; dir(matcher); assert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_verb_on_a_run_is_a_method() -> None:
    verbs = {verb for group in VERBS.values() for verb in group if verb not in NO_RUN | OF_FOLDER}
    assert len(verbs) > 15
    assert not {verb for verb in verbs if not hasattr(Run, METHODS.get(verb, verb.replace("-", "_")))}


def test_options_are_given_by_name() -> None:
    """Beyond the first two parameters, whatever has a default is taken by keyword only.

    Texts and their languages are one thing in two lists, and stand side by side.
    """
    wrong = []
    for name, function, bound in public():
        parameters = list(inspect.signature(function).parameters.values())[bound:]
        late = [one for one in parameters[2:] if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is not one.empty]
        wrong += [f"{name}({one.name})" for one in late]
    assert wrong == ["matcher.query.placing.place_texts(languages)"]


def test_a_wrong_keyword_is_a_type_error(small_run: Run) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'countries'"):
        small_run.partners("AA1", countries=["SE"])  # type: ignore[call-arg]
    assert "country" in inspect.signature(Run.partners).parameters


def test_no_public_answer_is_an_unnamed_dict() -> None:
    unnamed = [
        name
        for name, function, _ in public()
        # Not for users of Python: the command line, and what a report's template is filled with.
        if not name.startswith(("matcher.cli.", "matcher.report.view."))
        and re.search(r"dict\[str, (typing\.)?Any\]|^Facts$", str(function.__annotations__.get("return", "")))
    ]
    # What a file of TOML or JSON holds is as its author wrote it.
    assert unnamed == [
        "matcher.files.reading.read_record",
        "matcher.files.reading.read_toml",
        "matcher.vocabulary.overlay.read_overlay",
    ]


def declared(shape: Any, value: Any, where: str) -> list[str]:
    """Where a value differs from its declared shape: keys that are missing or too many, and values of other types."""
    origin, parts = typing.get_origin(shape), typing.get_args(shape)
    if typing.is_typeddict(shape):
        return declared_keys(shape, value, where)
    if origin in (dict, typing.Literal) or shape in (Any, object):
        return [] if origin is not typing.Literal or value in parts else [f"{where} is {value!r}"]
    if origin is list:
        return [problem for one in value for problem in declared(parts[0], one, f"{where}[]")]
    if parts:  # one of several, or a key that may be left out
        return min((declared(part, value, where) for part in parts), key=len)
    kinds = (int, float) if shape is float else shape
    return [] if isinstance(value, kinds) else [f"{where} is {type(value).__name__}"]


def declared_keys(shape: Any, value: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} is {type(value).__name__}"]
    hints = typing.get_type_hints(shape, include_extras=True)
    usual = typing.NotRequired if shape.__total__ else typing.Required
    needed = {key for key, hint in hints.items() if (typing.get_origin(hint) is usual) != shape.__total__}
    problems = [f"{where}.{key} missing" for key in sorted(needed - value.keys())]
    problems += [f"{where}.{key} not declared" for key in sorted(value.keys() - hints.keys())]
    for key in sorted(value.keys() & hints.keys()):
        problems += declared(hints[key], value[key], f"{where}.{key}")
    return problems


def test_answers_have_their_declared_shape(small_run: Run) -> None:
    answers = {
        "Explanation": small_run.explain("AA1", "BB2"),
        "WhatIf": small_run.what_if("AA1", drop="Railway"),
        "Comparison": small_run.compare(small_run),
        "Watch": small_run.watch(small_run, "AA1"),
        "SettingsFacts": small_run.settings,
    }
    for name, answer in answers.items():
        assert declared(getattr(facts, name), answer, name) == []
        assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    for theme in small_run.themes():
        assert declared(facts.ThemeFacts, theme, "ThemeFacts") == []


def test_a_group_has_its_declared_shape(small_run: Run) -> None:
    from matcher.consortium import consortium

    answer = consortium(small_run, dict.fromkeys(small_run.niche_ids[:2], 1.0), size=2)
    assert declared(facts.ConsortiumAnswer, answer, "ConsortiumAnswer") == []


def test_explanations_are_read_by_key(small_run: Run) -> None:
    parts = small_run.explain("AA1", "BB2")["a_gains"]["parts"]
    assert [part["value"] for part in parts] == sorted((part["value"] for part in parts), reverse=True)
    assert small_run.partners("AA1", top=1).iloc[0]["region_id"] in small_run.region_ids


@pytest.mark.parametrize("given", ["SE", "Sweden", ["se"], ("Sweden", "SE")])
def test_a_country_is_taken_by_code_or_name_alone_or_in_a_list(small_run: Run, given: Any) -> None:
    filters = Filters(country=given)
    assert small_run.partners("BB2", country=given)["region_id"].tolist() == ["AA1"]
    assert small_run.partners("BB2", filters=filters)["region_id"].tolist() == ["AA1"]


def test_themes_and_niches_of_partners_are_resolved_once_into_ids(small_run: Run) -> None:
    niche = small_run.niche_ids[0]
    filters = Filters(niche=small_run.labels[niche]).resolved(small_run)
    assert tuple(filters.niche) == (niche,)
    assert filters.resolved(small_run) == filters
    by_label = small_run.partners("AA1", niche=small_run.labels[niche])
    assert by_label["region_id"].tolist() == small_run.partners("AA1", niche=niche)["region_id"].tolist()


def test_known_and_new_exclude_each_other(small_run: Run) -> None:
    with pytest.raises(MatcherError, match="known and new: expected one of them"):
        small_run.partners("AA1", known=True, new=True)


def test_defaults_are_one_list_that_the_verbs_use() -> None:
    defaults = {one.name: one.default for one in SETTINGS}
    assert list(defaults) == sorted(defaults)
    assert all(getattr(settings, name.upper()) == value for name, value in defaults.items())

    def default(function: Any, name: str) -> Any:
        return inspect.signature(function).parameters[name].default

    assert default(Run.stability, "first") == defaults["first"]
    assert default(Run.stability, "draws") == defaults["draws"]
    assert default(Run.query, "top") == defaults["top"]
    assert default(Run.validate_partnerships, "draws") == defaults["bootstrap"]
    assert defaults["floor"] == settings.floors_of("auto").asked


@pytest.mark.slow
def test_types_reach_a_user_s_script(tmp_path: Path) -> None:
    assert (ROOT / "py.typed").is_file()
    script = tmp_path / "mine.py"
    script.write_text(
        "import matcher\n"
        'run = matcher.Run.load("run")\n'
        'parts = run.explain("a", "b")["a_gains"]["parts"]\n'
        "values: list[float] = [part['value'] for part in parts]\n"
        'found = run.partners("a", country="SE", filters=matcher.Filters(within_km=300))\n'
        'wrong = run.explain("a", "b")["a_gain"]\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", str(script)]  # strict by the settings, with the cache of `make test`
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)
    found = [
        line.split(":", 1)[1]
        for line in done.stdout.splitlines()
        if "mine.py:" in line and " error: " in line  # a cached answer names the folder of the run that it is from
    ]
    assert len(found) == 1, done.stdout
    assert "a_gain" in found[0]
