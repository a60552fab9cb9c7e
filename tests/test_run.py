"""The run folder: what is saved is read back, damage is named, and answers need no model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from apart import Answered, answered_apart

from matcher import Run
from matcher.cli import main
from matcher.errors import NameUnknownError, RunError
from matcher.files import sha256_of


def test_what_is_saved_is_read_back(europe_run: Run, europe_folder: str) -> None:
    again = Run.load(europe_folder)
    pd.testing.assert_frame_equal(again.areas, europe_run.areas, check_dtype=False)
    pd.testing.assert_frame_equal(again.theme_table, europe_run.theme_table, check_dtype=False)
    pd.testing.assert_frame_equal(again.memberships, europe_run.memberships, check_dtype=False)
    pd.testing.assert_frame_equal(again.relations, europe_run.relations, check_dtype=False)
    assert np.array_equal(again.vectors, europe_run.vectors)
    assert again.settings == json.loads(json.dumps(europe_run.settings))
    for name in ("overlap", "complementarity", "z"):
        assert np.array_equal(getattr(again.scores, name), getattr(europe_run.scores, name), equal_nan=True)
    assert again.explain("SE125", "ES21") == europe_run.explain("SE125", "ES21")
    pd.testing.assert_frame_equal(again.partners("ES21"), europe_run.partners("ES21"), check_dtype=False)


def test_settings_say_how_the_run_was_made(europe_run: Run) -> None:
    settings = europe_run.settings
    assert settings["data"]["source"] == "europe+sweden"
    assert len(settings["data"]["sha256"]) == len(settings["model"]["fingerprint"]) == 64
    assert settings["model"]["name"] == "auto"
    assert settings["relatedness"]["null_model"] == "bipartite configuration model"
    assert {"matcher", "numpy", "torch", "sentence-transformers"} <= set(settings["versions"])
    assert "seed" in settings


#: What reading verbs do without. Not scipy: it corrects p-values for many pairs.
HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "matplotlib", "jinja2", "openpyxl")


READING = (
    ["partners", "{run}", "Västmanland"],
    ["pairs", "{run}"],
    ["themes", "{run}"],
    ["explain", "{run}", "SE125", "ES21"],
    ["partners", "{run}", "Västmanland", "--json"],
    ["query", "{run}", "vätgas i stålindustrin"],
)


@pytest.fixture(scope="module")
def answers(europe_folder: str) -> list[Answered]:
    return answered_apart([[word.format(run=europe_folder) for word in words] for words in READING], HEAVY)


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(READING)), ids=[" ".join(words) for words in READING])
def test_answers_import_nothing_heavy(place: int, answers: list[Answered]) -> None:
    status, printed, heavy = answers[place]
    assert (status, heavy) == (0, [])
    assert printed


#: What a list of partners, and the reasons of a pair, do without: to import it takes longer than they take.
NO_TABLES = ("pandas", "pyarrow", "scipy", "networkx", "babel", "rich.console")
PLAIN = (
    ["partners", "{run}", "AA1"],
    ["partners", "{run}", "AA1", "--lang", "sv", "--by", "overlap"],
    ["partners", "{run}", "AA1", "--json", "--country", "FI", "--goal", "diversify"],
    ["explain", "{run}", "AA1", "BB2"],
)


def test_partners_and_reasons_need_no_table(folder: Path) -> None:
    asked = [[word.format(run=folder) for word in words] for words in PLAIN]
    for words, (status, printed, heavy) in zip(PLAIN, answered_apart(asked, NO_TABLES), strict=True):
        assert (status, heavy) == (0, []), words
        assert printed


def test_tables_are_columns_and_frames_of_the_same_rows(small_run: Run, folder: Path) -> None:
    read = Run.load(folder)
    for name in ("areas", "theme_table", "memberships", "relations", "links", "placements", "possible", "near"):
        columns = read.columns(name)
        pd.testing.assert_frame_equal(columns.frame, getattr(read, name))
        pd.testing.assert_frame_equal(getattr(read, name), getattr(small_run, name), check_dtype=False)
        pd.testing.assert_frame_equal(small_run.columns(name).frame, getattr(small_run, name), check_dtype=False)
    assert read.columns("areas") is read.columns("areas")


def test_what_was_read_is_kept_and_damage_is_still_seen(folder: Path) -> None:
    first, again = Run.load(folder), Run.load(folder)  # the second one is kept
    pd.testing.assert_frame_equal(first.areas, again.areas)
    pd.testing.assert_frame_equal(first.partners("AA1"), again.partners("AA1"))
    areas = folder / "areas.csv"
    areas.write_bytes(areas.read_bytes().replace(b"AA1", b"AA2", 1))
    with pytest.raises(RunError, match=r"areas\.csv is changed"):
        Run.load(folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["files"]["areas.csv"] = sha256_of(areas)  # whoever changes a file can write its hash anew
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunError, match="damaged"):
        Run.load(folder)


@pytest.mark.slow
def test_the_first_answer_after_a_fit_finds_all_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, run, kept = tmp_path / "areas.csv", tmp_path / "run", dict[bytes, object]()
    monkeypatch.setattr("matcher.fitted.storage.kept_plain",
                        lambda _, key, read: kept[key] if key in kept else kept.setdefault(key, read()))  # fmt: skip
    table.write_text("region_id,region,area\nA,Alfa,Railway\nA,Alfa,Steel\nB,Beta,Steel\n", encoding="utf-8")
    assert main(["fit", str(table), "--out", str(run), "--model", "packaged"]) == 0
    monkeypatch.setattr("matcher.fitted.storage._read_table", lambda *_: pytest.fail("a table is read again"))
    assert [region.region for region in Run.load(run).listed] == ["Alfa", "Beta"]


@pytest.fixture
def folder(small_run: Run, tmp_path: Path) -> Path:
    small_run.save(tmp_path / "run")
    return tmp_path / "run"


@pytest.mark.parametrize("name", ["areas.csv", "relations.csv", "vectors.npy", "graph.graphml"])
def test_a_changed_or_missing_file_is_named(folder: Path, name: str) -> None:
    file = folder / name
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(RunError, match=rf"{name} is changed: fit the data again"):
        Run.load(folder)
    file.unlink()
    with pytest.raises(RunError, match=f"{name} is missing"):
        Run.load(folder)


def test_foreign_folders_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run at"):
        Run.load(tmp_path / "nowhere")
    with pytest.raises(RunError, match=r"is not a run: expected a folder with run\.json"):
        Run.load(tmp_path)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for change, message in (
        ({"kind": "other"}, "is not a run"),
        ({"format": 99}, "expected format 3; found 99"),
        ({"files": {"../../passwd": "0"}}, "run.json is damaged"),
    ):
        (folder / "run.json").write_text(json.dumps(record | change), encoding="utf-8")
        with pytest.raises(RunError, match=message):
            Run.load(folder)
    (folder / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match=r"run\.json cannot be read"):
        Run.load(folder)


def test_saving_replaces_runs_only(small_run: Run, folder: Path, tmp_path: Path) -> None:
    small_run.save(folder)  # an older run is replaced
    assert Run.load(folder).region_ids == small_run.region_ids
    (folder / "my_notes.txt").write_text("mine")
    with pytest.raises(RunError, match="holds something else"):
        small_run.save(folder)
    assert (folder / "my_notes.txt").exists()
    precious = tmp_path / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("years of work")
    with pytest.raises(RunError, match="holds something else"):
        small_run.save(precious)
    assert (precious / "chapter.txt").read_text() == "years of work"
    with pytest.raises(RunError, match=r"cannot write .*: found a file; choose another folder"):
        small_run.save(precious / "chapter.txt")


def test_a_failed_save_leaves_the_old_run(small_run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(RunError, match="No space left on device"):
        small_run.save(folder)
    assert Run.load(folder).region_ids == small_run.region_ids
    assert [path.name for path in folder.parent.iterdir()] == ["run"]  # no drafts are left behind


def test_odd_names_survive(small_run: Run, folder: Path) -> None:
    assert Run.load(folder).region("åland & söner").region_id == "AA1"
    assert Run.load(folder).region("bb2").region == "Beta <Land>"


def test_regions_by_name(europe_run: Run) -> None:
    assert europe_run.region("castile and león").region_id == "ES41"
    assert europe_run.region("Castilla y León").region_id == "ES41"
    assert europe_run.region(" se125 ").region == "Västmanland"
    assert europe_run.region("Vastmanland").region == "Västmanland"
    with pytest.raises(NameUnknownError, match=r"did you mean Västmanland \(SE125\)"):
        europe_run.region("Vastmanlnd")
    with pytest.raises(NameUnknownError, match="see the list"):
        europe_run.region("Xqzw")


def test_names_of_several_regions_are_not_guessed(small_areas: pd.DataFrame) -> None:
    doubled = small_areas.assign(region=small_areas["region"].replace({"Gamma": "Delta"}))
    run = Run(areas=doubled.assign(area_id="x"), theme_table=pd.DataFrame(), memberships=pd.DataFrame(),
              relations=pd.DataFrame(), links=pd.DataFrame())  # fmt: skip
    with pytest.raises(NameUnknownError, match=r"name of several regions: use an id: Delta \(CC3\), Delta \(DD4\)"):
        run.region("Delta")
