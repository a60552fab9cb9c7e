"""The command line as people use it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.cli import main
from matcher.partners import NOVELTY_COLUMNS, PARTNER_COLUMNS
from matcher.partners.stream import PAIR_COLUMNS
from matcher.words.words import Words


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    assert status == 0, err
    return out


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("matcher: ")
    return err


def test_check_prints_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "check", "sweden_2018")
    assert "21" in text
    assert "80" in text
    assert json.loads(run(capsys, "check", "sweden_2018", "--json"))
    assert list(csv.reader(io.StringIO(run(capsys, "check", "sweden_2018", "--csv"))))


def test_check_exits_with_1_for_what_cannot_be_fitted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("region_id,region,area\nSE1,,Food\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "bad.csv")]) == 1
    assert "row 2" in capsys.readouterr().out


@pytest.mark.slow
def test_fit_a_table_saved_by_excel(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        "region_id;region;country;area",
        "SE1;Östra;SE;Järnväg? railway",
        "SE1;Östra;SE;Energy",
        "SE2;Västra;SE;Food",
    ]
    (tmp_path / "excel.csv").write_bytes(("\r\n".join(rows) + "\r\n").encode("cp1252"))
    out = run(capsys, "fit", str(tmp_path / "excel.csv"), "--out", str(tmp_path / "run"))
    assert "2 regions with 3 areas" in out
    said = run(capsys, "partners", str(tmp_path / "run"), "Västra", "--by", "overlap")
    assert "No region is above what chance would give" in said


def test_partners_in_every_form(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    table = run(capsys, "partners", europe_folder, "Västmanland", "--top", "3")
    assert "suggested for discussion" in table
    rows = json.loads(run(capsys, "partners", europe_folder, "SE125", "--top", "3", "--json"))
    assert [tuple(row) for row in rows] == [PARTNER_COLUMNS] * 3
    assert isinstance(rows[0]["areas"], list)
    assert rows[0]["region"] in table
    printed = list(csv.DictReader(io.StringIO(run(capsys, "partners", europe_folder, "SE125", "--top", "3", "--csv"))))
    assert [float(row["complementarity"]) for row in printed] == [row["complementarity"] for row in rows]
    everyone = json.loads(run(capsys, "partners", europe_folder, "SE125", "--top", "300", "--json"))
    (unmatched,) = (row for row in everyone if row["region_id"] == "ITC2")
    assert unmatched["rank"] is unmatched["z"] is None


def test_partners_by_country(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    rows = json.loads(run(capsys, "partners", europe_folder, "SE125", "--country", "Finland", "--json"))
    assert {row["country"] for row in rows} == {"FI"}
    rows = json.loads(run(capsys, "partners", europe_folder, "SE125", "--not-country", "se", "--top", "9", "--json"))
    assert "SE" not in {row["country"] for row in rows}


def test_partners_by_filter(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    asked = (
        "partners",
        europe_folder,
        "SE125",
        "--macroregion",
        "Baltic Sea",
        "--within",
        "600",
        "--period",
        "2021-2027",
    )
    assert main([*asked, "--json"]) == 0
    out, err = capsys.readouterr()
    rows = json.loads(out)
    assert rows
    assert len(rows) == 10
    assert "26 of 215 other regions; left out: national list 14, farther away " in err
    table = run(capsys, *asked)
    words = " ".join(table.split())
    assert "Complementary smart specialisation areas behind the ranks, related to what Västmanland lists" in words
    rank = f"1{'=' if rows[0]['tied'] else ''}"
    assert f"{rank} {rows[0]['region']}, {rows[0]['period']}: {rows[0]['areas'][0]}" in words
    assert rows[0]["sources"][0] in table
    assert "left out: national list 14, farther away " in table
    assert {row["region_id"] for row in json.loads(run(capsys, *asked[:3], "--nuts-level", "national", "--json"))} <= {
        row["region_id"] for row in json.loads(run(capsys, *asked[:3], "--national", "--top", "300", "--json"))
    }
    assert "= marks equal scores" in run(capsys, *asked[:3], "--top", "300")
    assert "did you mean energy (energy)" in fails(capsys, *asked[:3], "--theme", "enrgy")
    assert "EUSBSR (Baltic Sea)" in fails(capsys, *asked[:3], "--macroregion", "Baltics")


def test_partners_new_and_known(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    asked = ("partners", europe_folder, "ES21", "--partnerships", "partnerships", "--top", "300")
    every, new, known = (json.loads(run(capsys, *asked, *more, "--json")) for more in ((), ("--new",), ("--known",)))
    assert tuple(every[0]) == (*PARTNER_COLUMNS, *NOVELTY_COLUMNS)
    assert len(every) == len(new) + len(known)
    assert all(row["known_through"] for row in known)
    assert not any(row["known_through"] for row in new)
    table = run(capsys, *asked, "--known")
    assert f"known through {known[0]['known_through'][0].split()[0]}" in " ".join(table.split())
    assert "0 new and strong" in table


def test_pairs_in_every_form(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    assert "10 of 23220 pairs" in run(capsys, "pairs", europe_folder)
    first = json.loads(run(capsys, "pairs", europe_folder, "-n", "3", "--json"))
    assert [row["mutual"] for row in first] == sorted((row["mutual"] for row in first), reverse=True)
    assert len(first) == 3
    rows = json.loads(run(capsys, "pairs", europe_folder, "--json"))
    assert len(rows) == 23220
    assert tuple(rows[0]) == PAIR_COLUMNS
    assert len(run(capsys, "pairs", europe_folder, "--csv").splitlines()) == 23221


def test_themes_in_every_form(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    assert "Tourism" in run(capsys, "themes", europe_folder)
    themes = json.loads(run(capsys, "themes", europe_folder, "--json"))
    assert list(themes[0])[:6] == ["theme_id", "level", "parent_id", "label", "size", "areas"]
    assert list(themes[0]["areas"][0])[:5] == ["region_id", "region", "area", "area_original", "membership"]
    assert "besöksnäring" in run(capsys, "themes", europe_folder, "--lang", "sv", "--level", "theme")
    assert run(capsys, "themes", europe_folder, "--csv").startswith("theme_id,level,parent_id,label,size,stability,")
    areas = {(area["region_id"], area["area"]) for theme in themes for area in theme["areas"]}
    assert len({region_id for region_id, _ in areas}) == 216
    assert {
        theme["level"] for theme in json.loads(run(capsys, "themes", europe_folder, "--level", "niche", "--json"))
    } == {"niche"}


def test_explain_in_words_and_facts(capsys: pytest.CaptureFixture[str], europe_folder: str) -> None:
    first = json.loads(run(capsys, "partners", europe_folder, "SE125", "--top", "1", "--json"))[0]
    facts = json.loads(run(capsys, "explain", europe_folder, "SE125", first["region_id"], "--json"))
    text = " ".join(run(capsys, "explain", europe_folder, "Västmanland", first["region"]).split())
    best = facts["a_gains"]["reasons"][0]
    assert best["areas"][0] in text
    assert best["links"][0]["reason_en"] in text
    assert facts["sources"][0]["source_url"] in text
    svenska = run(capsys, "explain", europe_folder, "Västmanland", first["region"], "--lang", "sv")
    assert Words("sv").get(f"quadrant.{facts['quadrant'].replace(' ', '_').replace('-', '_')}") in svenska.lower()


def test_reports_are_written(capsys: pytest.CaptureFixture[str], europe_folder: str, tmp_path: Path) -> None:
    run(capsys, "report", europe_folder, "SE125", "--out", str(tmp_path / "a.html"), "--lang", "sv")
    run(capsys, "report", europe_folder, "SE125", "SE224", "--out", str(tmp_path / "b.html"))
    assert 'lang="sv"' in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Skåne" in (tmp_path / "b.html").read_text(encoding="utf-8")


def test_one_clear_line_for_each_mistake(
    capsys: pytest.CaptureFixture[str], europe_folder: str, tmp_path: Path
) -> None:
    assert "did you mean Västmanland (SE125)" in fails(capsys, "partners", europe_folder, "Vastmanlnd")
    assert "no run at" in fails(capsys, "partners", str(tmp_path / "none"), "SE125")
    assert "is not a run" in fails(capsys, "themes", str(tmp_path))
    assert "sweden_2018" in fails(capsys, "fit", "sweden_2081", "--out", str(tmp_path / "x"))
    assert "hub name" in fails(
        capsys, "fit", "sweden_2018", "--out", str(tmp_path / "x"), "--model", "./no such folder"
    )
    assert "for discovered themes only" in fails(
        capsys, "fit", "sweden_2018", "--out", str(tmp_path / "x"), "--n-niches", "9"
    )
    assert "language: expected one of" in fails(capsys, "themes", europe_folder, "--lang", "xx")
    assert "expected 1 to" in fails(
        capsys, "fit", "sweden_2018", "--out", str(tmp_path / "x"), "--n-niches", "1000", "--way", "discovered"
    )
    assert not (tmp_path / "x").exists()


def test_places_that_cannot_be_written_get_one_line(
    capsys: pytest.CaptureFixture[str], europe_folder: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    for verb in (["export", europe_folder], ["template"]):
        message = fails(capsys, *verb, "-o", str(tmp_path / "file" / "x.xlsx"))
        assert message.endswith(
            f"x.xlsx cannot be written: found {tmp_path / 'file'} is a file; choose another place\n"
        )
    assert "ends in .html" in fails(capsys, "report", europe_folder, "SE125", "--out", str(tmp_path / "x.odt"))
    assert "expected two regions" in fails(capsys, "explain", europe_folder, "SE125", "SE125")


def test_broken_files_get_a_clear_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    cases = {
        "empty.csv": (b"", "empty"),
        "binary.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        "column.csv": (b"region_id,region\nSE1,One\n", "area"),
        "names.csv": (b"region_id,region,area\nSE1,One,Food\nSE1,Two,Forest\n", "SE1"),
    }
    for name, (content, expected) in cases.items():
        (tmp_path / name).write_bytes(content)
        message = fails(capsys, "fit", str(tmp_path / name), "--out", str(tmp_path / "x"))
        assert name in message
        assert expected in message
        assert "Traceback" not in message


def test_a_closed_pipe_is_no_error(europe_folder: str) -> None:
    command = f'"{sys.executable}" -m matcher pairs "{europe_folder}" --csv | head -1'
    done = subprocess.run(command, shell=True, check=True, capture_output=True, text=True)  # noqa: S602
    assert done.stdout.startswith("region_a_id")
    assert not done.stderr


def test_fit_looks_at_its_target_before_it_embeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.fit.Matcher.fit", lambda *_, **__: pytest.fail("fitted in vain"))
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    assert main(["fit", "sweden_2018", "--out", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert main(["fit", "sweden_2018", "--out", str(tmp_path / "thesis.txt" / "run")]) == 1
    assert "cannot write" in capsys.readouterr().err


def test_fewer_niches_than_broad_themes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "sweden_2018", "--out", str(tmp_path / "run"), "--way", "discovered", "--n-niches", "3"]) == 1
    told = capsys.readouterr().err
    assert "n_niches: expected at least 8, the number of broad themes; found 3; ask for more niches" in told


def test_explanations_in_swedish_use_published_names(europe_folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", europe_folder, "Örebro", "Halland", "--lang", "sv"]) == 0
    swedish = " ".join(capsys.readouterr().out.split())
    assert main(["explain", europe_folder, "Örebro", "Halland"]) == 0
    english = " ".join(capsys.readouterr().out.split())
    assert "”Livsmedel i skärningen mellan hållbarhet, hälsa," in swedish
    assert "“Food in the intersection of culinary arts," in english
    assert "Livsmedel" not in english


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pairs", "RUN", "--top", "0"], "top: expected 1 or more; found 0"),
        (["partners", "RUN", "SE125", "--columns", "fit", "--top", "0"], "top: expected 1 or more; found 0"),
        (["what-if", "RUN", "SE125", "--drop", "Rail", "--text-lang", "sv"], "--text-lang: expected --add"),
        (["what-if", "RUN", "SE125"], "what-if: expected --add TEXT or --drop AREA; found neither"),
        (
            ["partners", "RUN", "SE125", "--columns", "fit,speed"],
            "columns: expected fit, track, distance, size",
        ),
        (["compare", "RUN", "RUN", "--country", "SE"], "compare: expected a region where partners are filtered"),
        (
            ["partners", "RUN", "SE125", "--add", "Rail"],
            "partners --add: now the verb what-if: matcher",
        ),
        (["query", "RUN", "rail", "--top", "0"], "top: expected 1 or more; found 0"),
        (["actors", "RUN", "--pair", "SE125", "SE332"], "actors --pair: now the verb meet: matcher meet RUN A B"),
        (["consortium", "RUN", "--text", ""], "expected one of niche, text and chain; found nothing, or an empty one"),
        (["consortium", "RUN", "--from", "nowhere.txt"], "nowhere.txt cannot be read: found No such file"),
    ],
)
def test_options_that_cannot_work_are_refused(
    europe_folder: str, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main([europe_folder if word == "RUN" else word for word in arguments]) == 1
    assert told in capsys.readouterr().err


def test_a_list_that_filters_empty_says_so(europe_folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["partners", europe_folder, "SE125", "--within", "1"]) == 0
    printed = capsys.readouterr().out
    assert "No region is left after the filters." in printed
    assert "is related to one" not in printed
