"""Whatever is in a file: a clear error or the right table; what is written loads back equal."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError, MatcherError, SettingError
from matcher.files import CONTROL
from matcher.sources import Finding, check, load_areas, read_areas, write_areas
from matcher.sources.checks.slips import bare_name, is_stand_in
from matcher.sources.grid import MOST_LETTERS
from matcher.words.quality import quality_lines

#: Spaces that are read as plain ones, and marks that are left out.
SPACES = "\u061c\u200e\u200f\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\u00ad\ufeff"
#: Text as it stands in a loaded table: printable, composed, without outer white space.
BEGINNINGS = st.sampled_from(["", "", "=", "+", "-", "@", "'", "'=", "''+", '"', ";", ",", "=cmd|' /C calc'!A0 "])
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from(list("\n\t\"',;=_x000D_")))


@st.composite
def cells(draw: Callable) -> str:
    text = unicodedata.normalize("NFC", draw(BEGINNINGS) + draw(LETTERS)).strip()
    assume(text == re.sub(f"[{SPACES}]", "", text) and not CONTROL.search(text))
    return text


@st.composite
def names(draw: Callable) -> str:
    """Names that no sign of a list begins, and that stand in for nothing."""
    text = draw(cells())
    assume(text == bare_name(text) and not is_stand_in(text))
    return text


@st.composite
def tables(draw: Callable) -> pd.DataFrame:
    rows = []
    for number in range(draw(st.integers(1, 4))):
        area, original = draw(names()), draw(names())
        row = {
            "region_id": f"R{number % 2}",
            "region": f"Region {number % 2}",
            "country": draw(st.sampled_from(["SE", "GR"])) if number == 0 else "",
            "area": area or "x",
            "area_original": original,
            "language": "sv" if original else "",
            "description": draw(cells()),
            "role": draw(st.sampled_from(["offer", "need", ""])),
            "contact": draw(cells()),
            "note": draw(cells()),
        }
        rows.append(row)
    for row in rows[2:]:
        row["country"] = rows[0]["country"] if row["region_id"] == "R0" else ""
    return pd.DataFrame(rows).reindex(columns=list(AREA_COLUMNS), fill_value="").astype("str")


def loaded(data: bytes) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.csv"
        path.write_bytes(data)
        return load_areas(path)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from([".csv", ".xlsx"]))
def test_written_tables_load_back_equal(table: pd.DataFrame, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"areas{ending}"
        write_areas(table, path)
        back = load_areas(path)
    pd.testing.assert_frame_equal(back, table)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(tables())
def test_written_files_hold_no_cell_that_a_spreadsheet_runs(table: pd.DataFrame) -> None:
    from openpyxl import load_workbook

    with tempfile.TemporaryDirectory() as folder:
        write_areas(table, f"{folder}/areas.csv")
        write_areas(table, f"{folder}/areas.xlsx")
        with open(f"{folder}/areas.csv", encoding="utf-8-sig", newline="") as file:
            written = [cell for row in csv.reader(file) for cell in row]
        sheet = load_workbook(f"{folder}/areas.xlsx")["areas"]
        types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert not [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert types <= {"s"}


STARTS = st.sampled_from(
    [b"", b"", b"PK\x03\x04", b"PAR1", b"[", b"[{", b"{", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"%PDF", b"A\n- b",
     b"region_id,region,area\n", b"region_id;region;area\n", "region_id\tregion\tområde\n".encode("cp1252"), b"sep=;\n"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(STARTS, st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_random_bytes_never_give_a_traceback(start: bytes, rest: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.csv"
        path.write_bytes(start + rest)
        report = check(path)
        assert quality_lines(report)
        try:
            areas = load_areas(path)
        except InputError:
            assert not report.ok
        else:
            assert report.ok
            assert len(areas)
            assert (areas[["region_id", "region"]] != "").all(axis=None)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=9), max_size=6), st.sampled_from(",;\t"))
def test_every_filled_row_is_an_area_or_a_finding(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["region_id", "region", "area", "note"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.csv"
        path.write_text(text.getvalue(), encoding="utf-8", errors="replace", newline="")
        report = check(path)
    told = {row for finding in report.findings for row in finding.rows}
    assert report.areas + len([row for row in range(2, len(rows) + 2) if row in told]) >= len(
        [row for row in rows if any(cell.strip() for cell in row)]
    )


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=1, max_size=60), st.integers(0, 5000))
def test_damaged_workbooks_never_give_a_traceback(noise: bytes, place: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.xlsx"
        write_areas(load_areas("sweden_2018").head(3), path)
        data = bytearray(path.read_bytes())
        place %= len(data)
        data[place : place + len(noise)] = noise
        path.write_bytes(bytes(data))
        with contextlib.suppress(MatcherError):
            load_areas(path)


def test_a_cell_of_almost_a_megabyte_is_read_and_written(tmp_path: Path) -> None:
    long = "energy and climate " * 52_000
    path = tmp_path / "areas.csv"
    path.write_text(f'region_id,region,area,description\nR,A,Energy,"{long}"\nR,A,Forest,\n', encoding="utf-8")
    areas = load_areas(path)
    assert areas["description"].tolist() == [long.strip(), ""]
    write_areas(areas, tmp_path / "again.csv")
    assert load_areas(tmp_path / "again.csv").equals(areas)
    with pytest.raises(
        InputError, match="column description of R does not fit into an XLSX cell: expected at most 32,767"
    ):
        write_areas(areas, tmp_path / "again.xlsx")
    assert not (tmp_path / "again.xlsx").exists()


@pytest.mark.parametrize("form", ["a.csv", "a.json", "a.txt", "a.parquet"])
def test_a_cell_beyond_the_limit_is_refused_in_one_line(form: str, tmp_path: Path) -> None:
    long, path = "x" * (MOST_LETTERS + 1), tmp_path / form
    record = {"region_id": "SE125", "region": "A", "area": long}
    if form == "a.csv":
        path.write_text(f"region_id,region,area\nSE125,A,{long}\nSE125,A,Forest\n")
    elif form == "a.json":
        path.write_text(json.dumps([record]))
    elif form == "a.txt":
        path.write_text(f"Västmanland\n- {long}\n", encoding="utf-8")
    else:
        pd.DataFrame([record]).to_parquet(path)
    with pytest.raises(InputError, match=r"row 2.*a cell holds more than 1,000,000 characters") as caught:
        load_areas(path, language="en" if form == "a.txt" else None)
    assert len(str(caught.value)) < 400


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("region_id,region,area,country\n")
        file.writelines(f"R{n // 10},Region {n // 10},Area {n} of many,SE\n" for n in range(100_000))
    loaded_areas = read_areas(path)
    assert len(loaded_areas.areas) == 100_000
    assert [finding.code for finding in loaded_areas.findings] == ["read_as", "first_names"]


PLAIN, WIDE = "energy and climate ", "energi och miljö ё "


def wrong_in_every_cell() -> str:
    cells = "".join(f"x{n},Y{n},C{n},=a{n},l{n},r{n},p{n}\n" for n in range(20_000))
    return "region_id,region,country,area,language,role,period\n" + cells


#: Whatever the size of a file, so much is taken to know repeated cells again and to tell what is wrong: findings hold
#: what they are made of, for other languages. Of many rows without a mistake it is known closely, so that the file may
#: be small: all its cells held once more are too much.
ROOM = 10_000_000
KNOWN_ROOM = {"many rows": 3_800_000}
BIG: dict[str, Callable[[], str]] = {
    "one cell": lambda: f'region_id,region,area,description\nR,A,Energy,"{PLAIN * 45_000}"\nR,A,Forest,\n',
    "one cell beyond ASCII": lambda: f'region_id,region,area,description\nR,A,Energy,"{WIDE * 45_000}"\n',
    "one area": lambda: f'region_id,region,area\nR,A,"{PLAIN * 45_000}"\nR,A,Forest\n',
    "a cell that is never closed": lambda: f'region_id,region,area\nR,A,"{PLAIN * 45_000}\nR,A,Forest\n',
    "JSON": lambda: json.dumps([{"region_id": "R", "region": "A", "area": PLAIN * 45_000}]),
    "an outline": lambda: f"Västmanland\n- {PLAIN * 45_000}\n",
    "wrong in every cell": wrong_in_every_cell,
    "NUL in every row": lambda: "region_id,region,area\n" + "".join(f"R{n},A{n},a\0b{n}\n" for n in range(30_000)),
    "many rows": lambda: (
        "region_id,region,area,country\n"
        + "".join(f"R{n // 10},Region {n // 10},Area {n} of many,SE\n" for n in range(10_000))
    ),
}


#: Prints the most memory of each check, how many lines it tells, and whether it passes. Several are children of one
#: process that has loaded what is loaded once, so that none finds what another has left.
MEASURED = """
import gc, json, os, sys, tracemalloc
from matcher.sources import check
from matcher.languages import language_code
from matcher.places import country_code, named_regions
from matcher.words.quality import quality_lines

small, asked = sys.argv[1], json.loads(sys.argv[2])
for known in ("sweden_2018", small):  # what is loaded once is not counted, nor the names of languages and countries
    check(known)
assert (language_code("svenska"), country_code("Alemania"), named_regions("x")) == ("sv", "DE", [])
gc.collect()
for path, language in asked:
    if len(asked) > 1 and (child := os.fork()):
        assert os.waitpid(child, 0)[1] == 0
        continue
    tracemalloc.start()
    report = check(path, language=language or None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(peak, len(list(quality_lines(report))), int(report.ok), flush=True)
    os._exit(0)
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, int, int, int]]:
    """By name of a file its size, the most memory of its check, how many lines that tells, and whether it passes.

    In a process of its own: threads that other tests have left would be counted too.
    """
    folder = tmp_path_factory.mktemp("memory")
    small = folder / "small.csv"
    small.write_text("region_id,region,area\nR,A,a\0b\n", encoding="utf-8")
    paths = {name: folder / f"{number}.csv" for number, name in enumerate(BIG)}
    for name, path in paths.items():
        path.write_text(BIG[name](), encoding="utf-8", newline="")
    asked = [(str(path), "sv" if name == "an outline" else "") for name, path in paths.items()]
    told: list[str] = []
    for together in [asked] if hasattr(os, "fork") else [[one] for one in asked]:
        command = [sys.executable, "-c", MEASURED, str(small), json.dumps(together)]
        told += subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    numbers = [tuple(map(int, line.split())) for line in told]
    return {name: (path.stat().st_size, *found) for (name, path), found in zip(paths.items(), numbers, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("name", BIG)
def test_memory_stays_within_ten_times_the_text(name: str, measured: dict[str, tuple[int, int, int, int]]) -> None:
    size, peak, lines, ok = measured[name]
    assert peak < 10 * size + KNOWN_ROOM.get(name, ROOM)
    assert lines > 0
    assert ok == (name not in ("a cell that is never closed", "wrong in every cell", "NUL in every row"))


def test_right_to_left_text_and_quotes_stay_as_they_are(tmp_path: Path) -> None:
    text = 'طاقة "متجددة", אנרגיה'
    table = pd.DataFrame([{"region_id": "R", "region": "A", "area_original": text, "language": "ar"}], dtype="str")
    write_areas(table, tmp_path / "areas.csv")
    assert load_areas(tmp_path / "areas.csv").loc[0, "area_original"] == text


def test_marks_that_turn_the_order_of_letters_are_refused(tmp_path: Path) -> None:
    table = pd.DataFrame([{"region_id": "R", "region": "A", "area": "\u202bאנרגיה\u202c"}], dtype="str")
    write_areas(table, tmp_path / "areas.csv")
    with pytest.raises(InputError, match=r"areas\.csv, row 2, column area: holds control characters"):
        load_areas(tmp_path / "areas.csv")


def test_a_guarding_apostrophe_is_taken_off_with_a_notice() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.csv"
        path.write_text("region_id,region,area\nR,A,'=cmd|x\nR,A,'quoted'\n", encoding="utf-8")
        found = read_areas(path)
    assert found.areas["area"].tolist() == ["=cmd|x", "'quoted'"]
    lines = [finding.line(with_source=False) for finding in found.findings]
    assert "1 cell read without the apostrophe that guards a formula" in lines


def test_areas_are_written_to_csv_and_xlsx_only(tmp_path: Path) -> None:
    with pytest.raises(
        SettingError, match=r"areas cannot be written to areas.ods: expected a name ending in .csv or .xlsx"
    ):
        write_areas(load_areas("sweden_2018"), tmp_path / "areas.ods")
    with pytest.raises(
        InputError, match="a text in column area of R holds control characters, which XLSX cannot store"
    ):
        write_areas(pd.DataFrame({"region_id": ["R"], "area": ["a\x07b"]}), tmp_path / "areas.xlsx")
    assert not list(tmp_path.iterdir())


def test_findings_are_told_in_one_line() -> None:
    finding = Finding("error", "bad", "a.csv", (2,), "area", "x\ny" * 99, "a text", "mend it")
    assert "\n" not in finding.line()
