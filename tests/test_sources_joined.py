"""Bundled sets, and several sources joined with a plus sign."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError, NameUnknownError
from matcher.sources import bundled_names, bundled_path, check, load_areas, read_areas


def write(path: Path, text: str) -> Path:
    path.write_text("region_id,region,area\n" + text, encoding="utf-8")
    return path


def test_bundled_sets_hold_what_is_promised() -> None:
    assert {"europe", "sweden_2018"} <= set(bundled_names())
    sweden, europe = load_areas("sweden_2018"), load_areas("europe")
    assert (len(sweden), sweden["region_id"].nunique()) == (80, 21)
    assert (len(europe), europe["region_id"].nunique()) == (1072, 195)
    assert list(sweden.columns) == list(AREA_COLUMNS)
    assert set(map(str, sweden.dtypes)) <= {"str", "object"}
    both = load_areas("europe+sweden_2018")
    pd.testing.assert_frame_equal(both, pd.concat([europe, sweden], ignore_index=True))


def test_bundled_sets_have_no_error_and_no_row_warning() -> None:
    for name in bundled_names():
        assert [finding for finding in read_areas(name).findings if finding.severity != "notice"] == [], name


def test_bundled_files_have_a_path() -> None:
    assert bundled_path("europe").read_bytes().startswith(b"region_id,")
    with pytest.raises(NameUnknownError, match=r"no bundled file is named 'europa': expected .*; did you mean europe?"):
        bundled_path("europa")


def test_an_existing_path_wins_over_a_bundled_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "europe", "R,A,Forest\n")
    assert load_areas("europe")["region_id"].tolist() == ["R"]


def test_a_file_with_a_plus_in_its_name_wins_over_joining(tmp_path: Path) -> None:
    assert len(load_areas(write(tmp_path / "a+b.csv", "R,A,Forest\n"))) == 1


def test_paths_are_joined_in_their_order(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one.csv", "S,B,Forest\n"), write(tmp_path / "two.csv", "R,A,Food\n")
    assert load_areas(f"{one}+{two}")["region_id"].tolist() == ["S", "R"]
    assert load_areas(f"{two} + {one}")["region_id"].tolist() == ["R", "S"]


def test_errors_of_several_files_come_together_and_name_their_file(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one.csv", ",B,Forest\n"), write(tmp_path / "two.csv", "R,A,\n")
    with pytest.raises(InputError, match=r"^one.csv and two.csv: 2 problems.*\n  one.csv, row 2.*\n  two.csv, row 2"):
        load_areas(f"{one}+{two}")


def test_a_region_in_two_sets_is_an_error_with_the_choices(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sweden_2018 and sweden_2021: both hold 19 regions \(SE110, .* and others\)"):
        load_areas("sweden_2018+sweden_2021")
    with pytest.raises(
        InputError, match="choose sweden_2018 or sweden_2021, or take the lists of sweden_2021 with --replace"
    ):
        load_areas("sweden_2018+sweden_2021")
    one, two = write(tmp_path / "one.csv", "R,A,Forest\n"), write(tmp_path / "two.csv", "R,A,Food\n")
    with pytest.raises(
        InputError, match=r"both hold 1 region \(R\), with different rows; expected each region in one set"
    ):
        load_areas(f"{one}+{two}")


def test_the_same_rows_in_two_sets_are_taken_once_with_a_notice(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", "R,A,Forest\nR,A,Food\n")
    two = write(tmp_path / "two.csv", "S,B,Wood\nR,A,Food\nR,A,Forest\n")
    loaded = read_areas(f"{one}+{two}")
    assert loaded.areas["area"].tolist() == ["Forest", "Food", "Wood"]
    assert "both hold 1 region (R) with the same rows, taken once" in str(loaded.findings[-1])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("swedn_2018", "there is no file and no bundled set 'swedn_2018': .*; did you mean sweden_2018?"),
        ("europe+nowhere.csv", "there is no file and no bundled set 'nowhere.csv': expected a path, or one of europe"),
        ("europe+", "'europe.' names an empty part"),
        ("europe+europe", "'europe.europe' names europe twice"),
        ("", "no file is named"),
        ("a\0b", "there is no file and no bundled set"),
        ("x" * 5000, "there is no file and no bundled set"),
    ],
)
def test_sources_that_are_not_there(source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_areas(source)
    assert not check(source).ok


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: expected a file; found a folder"):
        load_areas(tmp_path)
