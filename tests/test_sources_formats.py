"""The same table in every format, encoding and delimiter; files that are something else."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from matcher.areas import AREA_COLUMNS
from matcher.errors import InputError, SettingError
from matcher.sources import load_areas, read_areas

ROWS = [
    {"region_id": "SE125", "region": "Västmanland", "country": "SE", "period": "2018", "area": "Railway",
     "area_original": "Järnväg", "language": "sv"},
    {"region_id": "SE125", "region": "Västmanland", "country": "SE", "period": "2018", "area": "Energy; heat, light",
     "area_original": 'Energi "grön"', "language": "sv"},
    {"region_id": "EL51", "region": "Ανατολική Μακεδονία", "country": "EL", "period": "2021-2027", "area": "Tourism",
     "area_original": "", "language": ""},
]  # fmt: skip
TABLE = pd.DataFrame(ROWS, dtype="str")


def expected() -> pd.DataFrame:
    table = TABLE.reindex(columns=list(AREA_COLUMNS), fill_value="").astype("str")
    return table.assign(country=["SE", "SE", "GR"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TABLE.to_csv(index=False).encode(), "CSV, separated by commas, UTF-8"),
        (TABLE.to_csv(index=False, sep=";").encode("utf-8-sig"), "semicolons, UTF-8 with a byte order mark"),
        (TABLE.to_csv(index=False, sep="\t").encode("utf-16"), "separated by tabs, UTF-16"),
        (TABLE.to_csv(index=False, lineterminator="\r\n").encode(), "commas, UTF-8"),
        (TABLE.to_csv(index=False, lineterminator="\r").encode(), "commas, UTF-8"),
        (b"sep=;\r\n" + TABLE.to_csv(index=False, sep=";").encode(), "semicolons, UTF-8"),
        (TABLE.to_json(orient="records").encode(), "JSON, UTF-8"),
    ],
)
def test_same_table_in_every_text_format(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "areas.dat"  # the ending says nothing
    path.write_bytes(data)
    loaded = read_areas(path)
    pd.testing.assert_frame_equal(loaded.areas, expected())
    assert said in loaded.findings[0].message
    assert loaded.findings[0].severity == "notice"


def test_same_table_as_workbook_and_parquet(tmp_path: Path) -> None:
    TABLE.to_excel(tmp_path / "areas.xlsx", index=False)
    TABLE.to_parquet(tmp_path / "areas.parquet")
    pd.testing.assert_frame_equal(load_areas(tmp_path / "areas.xlsx"), expected())
    pd.testing.assert_frame_equal(load_areas(tmp_path / "areas.parquet"), expected())


def test_windows_1252_is_recognised_and_said(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes("NUTS-kod;Län;Område;Språk\r\nSE224;Skåne;Smarta städer – nu;sv\r\n".encode("cp1252"))
    loaded = read_areas(path)
    assert loaded.areas.loc[0, ["region", "area_original"]].tolist() == ["Skåne", "Smarta städer – nu"]
    assert loaded.how[0].encoding == "Windows-1252"
    assert loaded.findings[0].do.startswith("the letters tell Windows-1252; if they look wrong")


def test_numbers_and_dates_of_a_workbook_read_as_they_look(tmp_path: Path) -> None:
    rows = [["R1", "A", "Forest", 2018, 3.5, True, pd.Timestamp("2018-01-31")]]
    columns = ["region_id", "region", "area", "period", "codes", "note", "contact"]
    pd.DataFrame(rows, columns=columns).to_excel(tmp_path / "areas.xlsx", index=False)
    areas = load_areas(tmp_path / "areas.xlsx")
    assert areas.loc[0, ["period", "codes", "note", "contact"]].tolist() == ["2018", "3.5", "TRUE", "2018-01-31"]


def workbook(path: Path, **sheets: pd.DataFrame) -> Path:
    with pd.ExcelWriter(path) as writer:
        for name, table in sheets.items():
            table.to_excel(writer, sheet_name=name, index=False)
    return path


def test_the_only_fitting_sheet_is_read_and_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", About=pd.DataFrame({"x": ["y"]}), Areas=TABLE)
    loaded = read_areas(path)
    assert len(loaded.areas) == 3
    assert "read sheet 'Areas', the only one of 'About', 'Areas'" in "\n".join(map(str, loaded.findings))


def test_sheets_that_cannot_be_told_apart_are_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Old=TABLE, New=TABLE.head(1))
    with pytest.raises(
        InputError, match=r"a.xlsx has several sheets with the required columns: 'Old', 'New': .*--sheet"
    ):
        load_areas(path)
    assert len(load_areas(path, sheet="New")) == 1
    with pytest.raises(InputError, match=r"a.xlsx has no sheet 'Newer': expected one of its sheets 'Old', 'New'"):
        load_areas(path, sheet="Newer")
    path = workbook(tmp_path / "b.xlsx", A=pd.DataFrame({"x": ["y"]}), B=pd.DataFrame({"x": ["y"]}))
    with pytest.raises(InputError, match=r"b.xlsx has no sheet with the required columns: .* sheets 'A', 'B'"):
        load_areas(path)


def test_a_title_above_the_header_keeps_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    TABLE.assign(country="XX").to_excel(path, index=False, startrow=3)
    with pytest.raises(InputError, match=r"a.xlsx, rows 5-7, column country: "):
        load_areas(path)


def test_formulas_saved_without_their_value_are_not_read_as_empty(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book["Sheet"]
    for row in (["region_id", "region", "area"], ["R1", "A", "=UPPER(B2)"], ["R1", "A", "Forest"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="cell C2 holds a formula that was saved without its value"):
        load_areas(tmp_path / "a.xlsx")


def merged_workbook(path: Path, rows: list[list[str]], *ranges: str) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book["Sheet"]
    for row in rows:
        sheet.append([cell or None for cell in row])
    for cells in ranges:
        sheet.merge_cells(cells)
    book.save(path)
    return path


SENT = [
    ["Våra insatsområden 2024", "", "", ""],
    ["NUTS-kod", "Län", "Område", "Språk"],
    ["SE125", "Västmanland", "Järnväg", "sv"],
    ["", "", "Automation", "sv"],
    ["", "", "", ""],
    ["SE224", "Skåne", "Livsmedel", "sv"],
    ["", "", "Mobilitet", "sv"],
    ["", "", "Life science", "sv"],
]


def test_a_region_merged_over_its_rows_is_read_in_each_of_them(tmp_path: Path) -> None:
    path = merged_workbook(tmp_path / "a.xlsx", SENT, "A1:D1", "A3:A5", "B3:B5", "A6:A8", "B6:B8")
    loaded = read_areas(path)
    assert loaded.areas["region_id"].tolist() == ["SE125"] * 2 + ["SE224"] * 3
    assert loaded.areas["region"].tolist() == ["Västmanland"] * 2 + ["Skåne"] * 3
    told = {(finding.column, finding.rows) for finding in loaded.findings if "merged" in finding.message}
    assert told == {
        ("A (NUTS-kod)", (4,)),
        ("B (Län)", (4,)),
        ("A (NUTS-kod)", (7, 8)),
        ("B (Län)", (7, 8)),
    }
    assert any(finding.message == "1 empty row skipped" and finding.rows == (5,) for finding in loaded.findings)


def test_blank_region_cells_that_are_not_merged_stay_an_error(tmp_path: Path) -> None:
    path = merged_workbook(tmp_path / "a.xlsx", SENT, "A3:A5", "B3:B5", "A6:A8")
    with pytest.raises(InputError, match=r"rows 7, 8, column region: the cell is empty; .*each row needs it"):
        load_areas(path)


def test_blank_ids_beside_names_are_filled_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "region_id,region,country,area\n,Skåne,SE,Food\nOWN,Halland,SE,Wood\n,Halland,SE,Health\n,Silesia,PL,Energy\n"
        ",Nowhere land,PL,Steel\n",
        "utf-8",
    )
    with pytest.raises(InputError, match="row 6, column region: there is no region_id, and the region's name is not"):
        load_areas(tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text("utf-8").replace(",Nowhere land,PL,Steel\n", "")
    (tmp_path / "a.csv").write_text(text, "utf-8")
    loaded = read_areas(tmp_path / "a.csv")
    assert loaded.areas["region_id"].tolist() == ["SE224", "OWN", "OWN", "PL22"]  # an id of one's own before the code
    told = [(finding.code, finding.rows) for finding in loaded.findings if finding.code != "read_as"]
    assert told == [("all_looked_up", ()), ("looked_up", (2,)), ("id_filled", (4,)), ("looked_up", (5,))]


def test_merged_header_cells_are_not_read_as_rows(tmp_path: Path) -> None:
    rows = [["region_id", "region", "area"], ["", "", "(short)"], ["R1", "A", "Forest"]]
    path = merged_workbook(tmp_path / "a.xlsx", rows, "A1:A2", "B1:B2")
    with pytest.raises(InputError, match="row 2, column region_id: the cell is empty"):
        load_areas(path)


def test_regions_without_ids_are_looked_up_by_name_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Län;Område;Språk\nVästmanlands län;Järnväg;sv\nRegion Skåne;Mat;sv\nRegion Skåne;Rymd;sv\n", "utf-8"
    )
    loaded = read_areas(path)
    assert loaded.areas["region_id"].tolist() == ["SE125", "SE224", "SE224"]
    assert loaded.areas["region"].tolist() == ["Västmanlands län", "Region Skåne", "Region Skåne"]
    lines = [finding.line(with_source=False) for finding in loaded.findings]
    (all_of_them,) = [line for line in lines if "the codes of 2 regions without region_id were looked up" in line]
    assert "Region Skåne SE224" in all_of_them
    assert "rows 3, 4, column region: no region_id; read as SE224 (Skåne), looked up by the name; " in "\n".join(lines)
    TABLE.drop(columns="region_id").head(2).to_excel(tmp_path / "b.xlsx", index=False)
    assert load_areas(tmp_path / "b.xlsx")["region_id"].tolist() == ["SE125"] * 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Limburg;;Chemistry", "stands for several regions; .* did you mean Limburg .Belgium. .BE22. or .*NL42"),
        ("Norrbottnen;;Space", "name is not known; found 'Norrbottnen'; .*did you mean Norrbotten .SE332."),
        ("Our own city;;Space", "name is not known; .*another stable id in the column region_id$"),
    ],
)
def test_names_that_stand_for_no_single_region_are_refused(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "a.csv").write_text(f"region;country;area\n{row}\n", "utf-8")
    with pytest.raises(InputError, match=f"a.csv, row 2, column region: there is no region_id.*{message}"):
        load_areas(tmp_path / "a.csv")


def test_the_country_decides_between_regions_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("region;country;area\nLimburg;Belgium;Chemistry\nCentro;PT;Forest\n", "utf-8")
    assert load_areas(tmp_path / "a.csv")["region_id"].tolist() == ["BE22", "PT19"]


def zipped(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old Excel or Word file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture"),
        (b"<html><table><tr><td>region_id", "a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "an XML file"),
        (zipped("a.txt"), "a zip archive"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("content.xml", "mimetype"), "an OpenDocument file"),
    ],
)
def test_other_files_are_named(tmp_path: Path, data: bytes, looks: str) -> None:
    (tmp_path / "areas.csv").write_bytes(data)
    with pytest.raises(InputError, match=f"areas.csv is no table of areas: found .*{looks}.*; open it in the program"):
        load_areas(tmp_path / "areas.csv")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "areas.csv is empty"),
        (b" \r\n\n\t", "areas.csv is empty"),
        (b"\xef\xbb\xbf", "areas.csv is empty"),
        (b",,\n,,\n", "areas.csv is empty"),
        (b"region_id,region,area\n", "a header row and no area below it"),
        (b"region_id,region,area\n,,\n", "a header row and no area below it"),
        (bytes(range(256)), "is not readable as text: .* found a binary file that begins with"),
        (b"\xff\xfea\0b", "begins as UTF-16 and breaks off at byte"),
        (b"region_id,region,area\nA,B,x\x81\x8d\x8f\x90y", "is text in no encoding that is known"),
        (b"PK\x03\x04 broken", "damaged workbook or zip file"),
        (zipped("xl/workbook.xml"), "is a workbook that cannot be read"),
        (b"PAR1 broken PAR1", "is Parquet that cannot be read"),
        (b"[{]", "line 1, column 3 is no JSON"),
        (b'{"region_id": "A"}', "is JSON of another form: expected a list of objects .* found an object"),
        (b"[1, 2]", "is JSON of another form"),
        (b'[{"area": "x", "area": "y"}]', "an object names 'area' twice"),
        (b'[{"area": NaN}]', "NaN is no JSON value; write null"),
        (b"[" * 100_000, "is no usable JSON"),
        (b'[{"region_id": "A", "region": "B", "area": ["x"]}]', "row 2, column area: holds a list and no text"),
        (b'[{"region_id": "A", "region": "B", "area": "\\ud800"}]', "row 2, column area: holds control characters"),
    ],
)  # fmt: skip
def test_unusable_files_give_one_clear_error(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "areas.csv").write_bytes(data)
    with pytest.raises(InputError, match=message):
        load_areas(tmp_path / "areas.csv")


def test_missing_pyarrow_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 whatever PAR1")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"a.parquet is Parquet, which needs pyarrow: pip install .*\[parquet\]"):
        load_areas(tmp_path / "a.parquet")


def test_records_may_lack_names_and_hold_numbers(tmp_path: Path) -> None:
    region = {"region_id": "R1", "region": "A"}
    records = [
        {**region, "area": "Forest", "period": 2018.0},
        {**region, "area_original": "Skog", "language": "sv", "period": None},
    ]
    (tmp_path / "a.json").write_text(json.dumps(records), encoding="utf-8")
    areas = load_areas(tmp_path / "a.json")
    assert areas["period"].tolist() == ["2018", ""]
    assert areas["area_original"].tolist() == ["", "Skog"]


def test_options_that_concern_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="sheet 'A' is chosen and sweden_2018 has no sheets"):
        load_areas("sweden_2018", sheet="A")
    with pytest.raises(SettingError, match="language 'sv' is stated and sweden_2018 is no outline"):
        load_areas("sweden_2018", language="sv")
    with pytest.raises(SettingError, match="language: expected an ISO 639-1 code such as sv; found 'swedish'"):
        load_areas("sweden_2018", language="swedish")
