"""Every mistake is found with its row, column, value and remedy; nothing is changed without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.sources import Finding, check, load_areas, read_areas

HEAD = "region_id,region,country,period,area,area_original,language,role\n"


def write(path: Path, text: str, head: str = HEAD) -> Path:
    path.write_text(head + text, encoding="utf-8", newline="")
    return path


def found(path: Path, severity: str) -> list[Finding]:
    return [finding for finding in check(path).findings if finding.severity == severity]


def only(path: Path, severity: str) -> Finding:
    findings = found(path, severity)
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (",A,SE,,Forest,,,\n", "row 2, column region: there is no region_id, and the region's name is not known;"),
        ("R,A,SE,,Forest,,,\nR, ,SE,,Food,,,\n", "row 3, column region: the cell is empty; expected a name; fill"),
        ("R,A,SE,,,,,\n", "row 2, column area and area_original: no area is named; expected a name in area"),
        ("R,A,Swedn,,Forest,,,\n", "row 2, column country: not a European country .* found 'Swedn'; did you mean"),
        ("R,A,SE,,Forest,Skog,svenskka,\n", "row 2, column language: not a language code; .* found 'svenskka'"),
        ("R,A,SE,,Forest,,sv,\n", "row 2, column language: a language is stated and area_original is empty;"),
        ("R,A,SE,,Forest,,,seek\n", "row 2, column role: not a role; expected offer, need or empty; found 'seek'"),
        ("R,A,SE,,#REF!,,,\n", "row 2, column area: an error value of Excel; found '#REF!'"),
        ("R,A,SE,,For\x00est,,,\n", "row 2, column area: holds control characters, .* found 'For\u2400est'"),
        ("R,A,SE,,Food, drinks,,,,x\n", "row 2: the row has 10 cells and the header 8; found 'x'; put a text that"),
        ('R,A,SE,,"Forest,,,\n', "row 2: a quotation mark opens and is never closed; found 'R,A,SE,,\"Forest,,,'"),
        ('R,A,SE,,"For"est,,,\n', "row 2: a quotation mark closes in the middle of a cell"),
        ("R,A,SE,,Forest,,,\nR,B,SE,,Food,,,\nR,A,SE,,Wood,,,\n", "row 3, column region: region_id 'R' has another "
         "name here than in 2 other rows .first row 2.; expected 'A'; found 'B'; write the same name"),
        ("R,A,SE,,Forest,,,\nR,A,NO,,Food,,,\n", "row 3, column country: region_id 'R' has another country here"),
    ],
)  # fmt: skip
def test_errors(tmp_path: Path, rows: str, line: str) -> None:
    path = write(tmp_path / "areas.csv", rows)
    with pytest.raises(InputError, match=f"^areas.csv, {line}"):
        load_areas(path)
    assert only(path, "error").do


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("R,A,SE,,Forest,,,\nR,A,SE,,Energy,,,\nR,A,SE,,FOREST,,,\n", "rows 2, 4, column area: the same area 2 times"),
        ("R,A,SE,,Q,,,\n", "row 2, column area: a very short name that says little; found 'Q'"),
        (f"R,A,SE,,{'long ' * 41}x,,,\n", "row 2, column area: a very long name; found 'long .* .206 characters.; put"),
        ("R,A,SE,,=1+1 cells,,,\n", "row 2, column area: begins like a formula; it is read as text and never run"),
        ("R,A,SE,,Forest,Skog,,\n", "row 2, column language: area_original has no language"),
        ("R,A,SE,spring,Forest,,,\n", "row 2, column period: an unusual period, kept as it is; .* found 'spring'"),
        ("R,A,SE,,VÃ¤lfÃ¤rd,,,\n", "row 2, column area: letters look damaged .saved in one"),
        ("R,A,SE,,V\ufffdlf\ufffdrd,,,\n", "row 2, column area: letters look damaged .saved in one"),
        ('R,A,SE,,"Forest\nand more",,,\n', "row 2, column area: the text runs over several lines"),
        ("R,A,SE,,Forest,,,\nS,A,SE,,Food,,,\n", "rows 2, 3, column region: the name stands for several regions: R, S"),
    ],
)  # fmt: skip
def test_warnings_do_not_stop(tmp_path: Path, rows: str, line: str) -> None:
    path = write(tmp_path / "areas.csv", rows)
    loaded = read_areas(path)
    warnings = [finding.line(with_source=False) for finding in loaded.findings if finding.severity == "warning"]
    assert len(warnings) == 1
    assert re.match(line, warnings[0]), warnings[0]


def test_what_is_no_warning(tmp_path: Path) -> None:
    rows = "R,A,SE,2018,IT,,,offer\nR,A,SE,2021-2027,AI,,,\n"
    rows += "R,A,SE,n.d.,Forest,Skog,nb,offer\nR,A,SE,undated,forest,,,need\n"
    assert found(write(tmp_path / "areas.csv", rows), "error") == []
    assert [it for it in read_areas(tmp_path / "areas.csv").findings if it.severity != "notice"] == []


def test_country_names_and_gaps_are_filled_with_a_notice(tmp_path: Path) -> None:
    loaded = read_areas(
        write(
            tmp_path / "areas.csv", "R,A,Sweden,,Forest,,,\nR,A,,,Food,,,\nS,B,UK,,Food,,SV,Offer\n".replace("SV", "")
        )
    )
    assert loaded.areas["country"].tolist() == ["SE", "SE", "GB"]
    assert loaded.areas["role"].tolist() == ["", "", "offer"]
    notices = [finding.line(with_source=False) for finding in loaded.findings[1:]]
    assert notices == [
        "row 2, column country: read as SE; found 'Sweden'",
        "row 3, column country: empty, filled from the other rows of the region",
        "row 4, column country: read as GB; found 'UK'",
    ]


def test_white_space_letters_and_empty_rows(tmp_path: Path) -> None:
    rows = " R ,A\u00a0,SE,,Fo\u0308rest,,,\n,,,,,,,\n\nR,\ufeffA,SE,,Food\n"
    loaded = read_areas(write(tmp_path / "areas.csv", rows))
    assert loaded.areas[["region_id", "region", "area"]].to_numpy().tolist() == [
        ["R", "A", "F\u00f6rest"],
        ["R", "A", "Food"],
    ]
    lines = [finding.line(with_source=False) for finding in loaded.findings]
    assert "rows 3, 4: 2 empty rows skipped" in lines
    assert "4 cells cleaned of hard or outer spaces and invisible marks, or composed (NFC)" in lines


def test_headers_are_matched_by_the_stated_table_only(tmp_path: Path) -> None:
    head = "NUTS-kod;LÄN;Land;Område;Språk;Kommun;Rolll;;Period\n"
    path = write(tmp_path / "areas.csv", "SE125;Västmanland;SE;Järnväg;sv;Sala;offer;x;2018\n", head)
    loaded = read_areas(path)
    row = loaded.areas.iloc[0]
    assert (row["region_id"], row["region"], row["area"], row["area_original"]) == (
        "SE125",
        "Västmanland",
        "",
        "Järnväg",
    )
    assert (row["language"], row["period"], row["role"]) == ("sv", "2018", "")
    lines = [finding.line(with_source=False) for finding in loaded.findings]
    assert lines[1].startswith("row 1: unknown column 'Kommun' (F), ignored; ")
    assert lines[2] == "row 1: unknown column 'Rolll' (G), ignored; did you mean role?"
    assert lines[3].startswith("row 1: column H has no name; what is below it (filled cells: 1) is ignored")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("regon,area\nA,B\n", "2 problems.*\n.*row 1: the required column region_id is missing; .*'regon', 'area'"),
        ("regon,area\nA,B\n", "2 problems.*\n.*\n.*.*column region is missing; .*rename 'regon' if it"),
        ("region_id,region\nA,B\n", "row 1: the required column area or area_original is missing"),
        ("region_id,län,county,area\nA,B,C,D\n", "row 1, column region: the column is there twice, as 'län' .B"),
    ],
)  # fmt: skip
def test_header_errors(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(InputError, match=f"areas.csv[,:] {line}"):
        load_areas(write(tmp_path / "areas.csv", text, ""))


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    rows = ",A,XX,,Forest,,,\nR,,SE,,Food,,,\nR,B,SE,,,,,\nR,C,SE,,Energy,,,give\n"
    with pytest.raises(InputError) as caught:
        load_areas(write(tmp_path / "areas.csv", rows))
    lines = str(caught.value).splitlines()
    assert lines[0] == "areas.csv: 6 problems, to be corrected before the areas can be used"
    assert [line.partition(":")[0].strip() for line in lines[1:]] == [
        "row 2, column country",
        "row 2, column region",
        "row 3, column region",
        "row 4, column area and area_original",
        "row 5, column role",
        "row 5, column region",
    ]


def test_at_most_fifty_problems_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "areas.csv", "".join(f"R,A,SE,,Area number {n},,,role{n}\n" for n in range(70)))
    with pytest.raises(InputError) as caught:
        load_areas(path)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("areas.csv: 70 problems")
    assert len(lines) == 52
    assert lines[-1] == "  and 20 more; `matcher check` lists them all"
    assert check(path).count("error") == 70


def test_the_same_mistake_in_many_rows_is_one_finding(tmp_path: Path) -> None:
    path = write(tmp_path / "areas.csv", "".join(f"R,A,Atlantis,,Area number {n},,,\n" for n in range(70)))
    finding = only(path, "error")
    assert finding.rows == tuple(range(2, 72))
    assert finding.line().startswith("areas.csv, rows 2-71, column country: ")


def test_a_file_that_is_wrong_throughout_is_told_in_bounded_length(tmp_path: Path) -> None:
    path = write(tmp_path / "areas.csv", "".join(f"R,A,SE,,Area {n} named {n * n},,,role{n}\n" for n in range(1500)))
    findings = found(path, "error")
    assert len(findings) == 1001
    assert findings[-1].message == "500 further rows like those above"
    assert {row for finding in findings for row in finding.rows} == set(range(2, 1502))


def test_reading_goes_on_below_a_broken_row(tmp_path: Path) -> None:
    rows = 'R,A,SE,,"Forest,,,\nR,A,SE,,Food,,,give\nR,A,SE,,"Wo"od,,,\nR,A,SE,,"a ""b"", c\nd",,,take\n'
    lines = [finding.line(with_source=False) for finding in found(write(tmp_path / "areas.csv", rows), "error")]
    assert [line.partition(":")[0] for line in lines] == ["row 2", "row 3, column role", "row 4", "row 5, column role"]


def test_a_file_of_broken_rows_is_given_up(tmp_path: Path) -> None:
    path = write(tmp_path / "areas.csv", 'R,A,SE,,"Wo"od,,,\n' * 200)
    findings = found(path, "error")
    assert len(findings) == 51
    assert "reading stopped after 50 rows with broken quotation marks" in findings[-1].message


def test_row_numbers_count_records_not_lines(tmp_path: Path) -> None:
    rows = 'R,A,SE,,Forest,"Skog\r\noch\nmark",sv,\nR,A,SE,,Food,,,give\n'
    finding = only(write(tmp_path / "areas.csv", rows), "error")
    assert finding.rows == (3,)


def test_cells_beyond_the_header_may_be_empty_and_short_rows_are_filled(tmp_path: Path) -> None:
    path = write(tmp_path / "areas.csv", "R,A,SE,,Forest,,,,,,\nR,A,SE,,Food\n")
    assert load_areas(path)["area"].tolist() == ["Forest", "Food"]


PLANTED = """\
Region ID,Region,Country,Area,Area original,Language,Role,Period
SE125,Västmanland,SE,Automation,Automation,sv,offer,2018
SE125,Vastmanland,SE,Energy,Energi,sv,,2018
SE125,Västmanland,SE,Railway,Järnväg,swee,,2018
SE224,Skåne,Scania,Food,,,,2018
SE224,Skåne,SE,Smart materials,,sv,,2018
,Skåne,SE,Personal health,,,,2018
SE224,,SE,Life science,,,,2018
SE231,Halland,SE,,,,,2018
SE231,Halland,SE,Health,,,gives,2018
SE231,Halland,NO,Tourism,,,,2018
SE231,Halland,SE,"Green growth,,,,2018
SE231,Halland,SE,IT "and" more,,,,2018
SE231,Halland,SE,Gr"ee"n; growth,,,,2018,extra
SE231,Halland,SE,#N/A,,,,2018
SE231,Halland,SE,Health,,,,2018
SE231,Halland,SE,Wo\x07od,,,,2018
SE231,Halland,SE,X,,,,2018
SE231,Halland,SE,=SUM(A1),,,,2018
SE231,Halland,SE,Forestry,Skogsbruk,,,2018
SE231,Halland,SE,Energy,,,,some time
"""


def test_planted_mistakes_are_all_found_with_their_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "areas.csv", PLANTED, "")
    errors = {(finding.rows, finding.column) for finding in found(path, "error")}
    assert errors == {
        ((3,), "region"),
        ((4,), "language"),
        ((5,), "country"),
        ((6,), "language"),
        ((8,), "region"),
        ((9,), "area and area_original"),
        ((10,), "role"),
        ((11,), "country"),
        ((12,), ""),
        ((14,), ""),
        ((15,), "area"),
        ((17,), "area"),
    }
    warnings = {(finding.rows, finding.column) for finding in found(path, "warning")}
    assert {((10, 16), "area"), ((18,), "area"), ((19,), "area"), ((20,), "language"), ((21,), "period")} <= warnings
