"""Options and verbs of the command line: one meaning each, one line where they cannot be read, a light start."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.cli import VERBS, main, overview, parsers
from matcher.cli.parsing import OLD, OLD_VERBS
from matcher.cli.printing import table_text
from matcher.settings import DEFAULT_WEIGHTS
from matcher.words.words import Words

HEAVY = ("pandas", "numpy", "scipy", "networkx", "matplotlib", "sklearn", "torch")
NAMES = [name for verbs in VERBS.values() for name in verbs]


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("matcher: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize("asked", ["--version", "--help", *(f"{name} --help" for name in ("partners", "fit", "check"))])
def test_the_command_starts_light(asked: str) -> None:
    code = (
        "import sys; from matcher.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"sys.exit(str(loaded) if (loaded := [name for name in {HEAVY} if name in sys.modules]) else 0)"
    )
    found = subprocess.run([sys.executable, "-c", code, *asked.split()], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout


def test_help_names_every_verb_under_its_heading() -> None:
    lines = "\n".join(overview()).splitlines()
    for heading, verbs in VERBS.items():
        start = lines.index(heading)
        for place, name in enumerate(verbs):
            assert any(line.startswith(f"  {name} ") for line in lines[start + 1 + place :])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["partner"], "no verb 'partner'; did you mean partners?"),
        (["pairs"], "pairs: expected RUN; matcher pairs --help shows"),
        (
            ["partners", "Dalarna", "--top", "3"],
            "found 'Dalarna', which is no folder of a run; put the run in front: matcher partners RUN Dalarna\n",
        ),
        (["explain", "SE332", "Basque Country"], "matcher explain RUN SE332 'Basque Country'\n"),
        (["explain", ".", "Norrbotten"], "explain: expected a second region; matcher explain --help shows"),
        (["partners", "."], "partners: expected a region; matcher partners --help shows"),
        (["pairs", "RUN", "--top", "many"], "pairs --top: expected a whole number; found 'many'"),
        (
            ["pairs", "RUN", "--by", "overlop"],
            "pairs --by: expected mutual or overlap; found 'overlop'; did you mean ove",
        ),
        (["pairs", "RUN", "--topp", "3"], "pairs: no option '--topp': did you mean --top?"),
        (["pairs", "RUN", "--to", "3"], "pairs: no option '--to'"),
        (["pairs", "RUN", "--json", "--csv"], "--csv and --json: expected only one of them"),
        (["pairs", "RUN", "--top"], "pairs --top: expected one after it, such as --top N; found none"),
        (
            ["explain", "RUN", "Basque", "Country", "Skåne"],
            "too many words, from 'Skåne' on: put a name of several words",
        ),
        (["template", "areas.xlsx"], "a file to write is named by -o: -o areas.xlsx"),
        (["report", "RUN", "A", "--lang", "fi"], "report --lang: expected en, sv or de; found 'fi'"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in fails(capsys, *arguments)


@pytest.mark.parametrize(("verb", "old", "new"), OLD)
def test_old_spellings_answer_with_the_new(verb: str, old: str, new: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert fails(capsys, verb, "RUN", old, "x") == f"matcher: {verb} {old}: now {new}\n"
    assert fails(capsys, verb, "RUN", f"{old}=x") == f"matcher: {verb} {old}: now {new}\n"
    every = parsers()
    assert old not in every[verb].spellings, "an old spelling is in use"
    option, verbs = new.split(maxsplit=1)[0].rstrip(","), [name for name in every if f"the verb {name}" in new]
    assert verbs or option in every[verb].spellings or "after the two runs" in new


def test_old_verbs_answer_with_the_new(capsys: pytest.CaptureFixture[str]) -> None:
    for verb, new in OLD_VERBS.items():
        assert fails(capsys, verb) == f"matcher: {verb}: now {new}\n"
        assert new.split()[1] in NAMES


def test_options_mean_the_same_everywhere() -> None:
    every = parsers()
    for name, verb in every.items():
        assert "--lang" in verb.spellings, name
        assert ("--json" in verb.spellings) == ("--csv" in verb.spellings), name
        assert ("--out" in verb.spellings) == ("-o" in verb.spellings), name
        assert ("--top" in verb.spellings) == ("-n" in verb.spellings), name
        for option in verb._actions:
            assert option.help, (name, option.dest)
    helps = {name: {action.help for verb in every.values() for action in verb._actions if name in action.option_strings}
             for name in ("--seed", "--partnerships", "--force", "--json", "--csv")}  # fmt: skip
    assert {name: len(found) for name, found in helps.items()} | {"--partnerships": 1} == dict.fromkeys(helps, 1)


def test_help_states_the_default_weights() -> None:
    (option,) = [action for action in parsers()["fit"]._actions if "--weights" in action.option_strings]
    assert ",".join(f"{name}={weight}" for name, weight in DEFAULT_WEIGHTS.items()) in str(option.help)


@pytest.mark.slow
def test_what_is_printed_can_be_written_and_nothing_is_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "areas.csv"
    assert main(["check", "sweden_2018", "-o", str(tmp_path / "report.json")]) == 0
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["areas"] == 80
    assert main(["vocabulary", "vindkraft", "-o", str(path), "--lang", "sv"]) == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert main(["vocabulary", "vindkraft", "--csv", "--lang", "sv"]) == 0
    out = capsys.readouterr().out
    assert list(csv.DictReader(out[out.index("id,level") :].splitlines())) == written
    before = path.read_bytes()
    assert "choose another name, or replace it with --force" in fails(capsys, "vocabulary", "tåg", "-o", str(path))
    assert path.read_bytes() == before
    assert main(["vocabulary", "tåg", "-o", str(path), "--force"]) == 0
    assert path.read_bytes() != before
    assert "Written to" in capsys.readouterr().out
    assert "leave one of them out" in fails(capsys, "vocabulary", "tåg", "--json", "-o", str(tmp_path / "b.csv"))
    assert "ends in .json, .csv, .txt" in fails(capsys, "vocabulary", "tåg", "-o", str(tmp_path / "b.doc"))


def test_a_template_is_not_written_over_a_filled_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.xlsx"
    assert main(["template", "-o", str(path), "--lang", "sv"]) == 0
    assert "Sparad i" in capsys.readouterr().out
    before = path.read_bytes()
    assert "a file that is there already" in fails(capsys, "template", "-o", str(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("columns", [80, 120])
def test_a_table_fits_the_terminal_and_loses_no_word(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    areas = "Smarta och hållbara energisystem för industrin i norr; Avancerad tillverkning och automation " * 3
    table = table_text(
        Words("sv"), ["region", "värde", "områden"], [["Västmanland (SE125)", 0.5, areas], ["B", None, ""]]
    )
    lines = table.split("\n")
    assert max(map(len, lines)) <= columns
    assert sorted(table.replace("─", "").split()) == sorted(
        f"region värde områden Västmanland (SE125) 0,500 {areas} B –".split()
    )


def test_swedish_is_printed_by_the_verbs_that_need_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, word in (
        (["check", "sweden_2018"], "områdena kan användas (0 fel, 0 varningar, 0 upplysningar)"),
        (["vocabulary", "railway_systems"], "Besläktat:"),
        (["vocabulary", "järnväg"], "benämning"),
        (["measures"], "nischpar"),
    ):
        assert main([*arguments, "--lang", "sv"]) == 0
        assert word in capsys.readouterr().out
