"""The quality report: what it counts, what it finds across rows, and its forms."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from matcher.sources import QualityReport, check

HEAD = "region_id,region,country,period,area,area_original,language,role\n"


def report(tmp_path: Path, rows: str) -> QualityReport:
    path = tmp_path / "areas.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return check(path)


def warnings(tmp_path: Path, rows: str) -> list[str]:
    found = report(tmp_path, rows).findings
    return [finding.line(with_source=False) for finding in found if finding.severity == "warning"]


def test_counts_worked_out_by_hand(tmp_path: Path) -> None:
    rows = "R,A,SE,2018,Forest,Skog,sv,\nR,A,SE,2018,forest,,,\nR,A,SE,2018,Q,,,\nS,B,SE,2018,Energy,Energi,sv,\n"
    found = report(tmp_path, rows + "S,B,SE,2018,Solar cells,,,\n")
    assert (found.regions, found.areas, found.duplicates, found.short_texts) == (2, 5, 2, 1)
    assert found.languages == {"sv": 2}
    assert found.areas_per_region() == {"min": 2, "median": 2.5, "max": 3}
    assert found.empty == {
        "region_id": 0, "region": 0, "country": 0, "period": 0, "area": 0, "area_original": 3, "language": 3, "role": 5
    }  # fmt: skip
    assert found.per_region["characters"].tolist() == [4.3, 8.5]  # (6 + 6 + 1) / 3 and (6 + 11) / 2
    assert found.ok
    assert "areas a region    2 to 3, median 2.5" in found.to_text()


def test_bundled_sets_as_they_are() -> None:
    found = check("europe+sweden_2018")
    assert (found.ok, found.regions, found.areas, found.duplicates) == (True, 191, 976, 0)
    text = found.to_text()
    assert "region FRF contains FRF3, listed beside it" in text
    assert "the national list PL stands beside regions of the same country (PL21" in text
    assert "region FI193 mixes the periods 2018-2021, 2021-2027" in text
    assert "nearly the same area" not in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Renewable energy", "Renewable energies"),
        ("Digitalisation", "Digitalization"),
        ("Energy and environment", "Environment & energy"),
        ("Life science", "Life-Science"),
        ("Hälsa och välfärd", "Välfärd och hälsa"),
    ],
)
def test_near_duplicates(tmp_path: Path, one: str, other: str) -> None:
    rows = f"R,A,SE,,{one},,,\nR,A,SE,,Textiles,,,\nR,A,SE,,{other},,,\n"
    assert warnings(tmp_path, rows) == [
        f"rows 2, 4, column area: nearly the same area 2 times in R: {one!r}, {other!r}; "
        "keep one, or make their difference plain"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IT", "ICT"),
        ("Nanotechnology", "Biotechnology"),
        ("Marine industry", "Manufacturing industry"),
        ("Food", "Wood"),
    ],
)
def test_different_areas_are_no_near_duplicates(tmp_path: Path, one: str, other: str) -> None:
    assert warnings(tmp_path, f"R,A,SE,,{one},,,\nR,A,SE,,{other},,,\n") == []
    assert warnings(tmp_path, "R,A,SE,,Solar cells,,,offer\nR,A,SE,,Solar cell,,,need\n") == []


def test_three_near_duplicates_are_one_finding_and_exact_ones_are_told_once(tmp_path: Path) -> None:
    found = warnings(tmp_path, "R,A,SE,,Solar cell,,,\nR,A,SE,,Solar cells,,,\nR,A,SE,,Solar-cells,,,\n")
    assert len(found) == 1
    assert found[0].startswith("rows 2-4, column area: nearly the same area 3 times in R")
    found = warnings(tmp_path, "R,A,SE,,Solar cells,,,\nR,A,SE,,solar cells,,,\n")
    assert len(found) == 1
    assert "the same area 2 times in R" in found[0]


def test_near_duplicates_are_not_sought_without_end(tmp_path: Path) -> None:
    found = report(tmp_path, "".join(f"R,A,SE,,{n * n} kinds of wood,,,\n" for n in range(501))).findings
    assert "near duplicates are not sought in R, which has more than 500 areas" in [it.message for it in found]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("R,A,SE,,Wood,,,\n", "row 2: region R has one area only; its scores rest on little; "
         "look for the rest of its list"),
        ("R,A,SE,2018,Wood,,,\nR,A,SE,2021,Food,,,\nR,A,SE,,Energy,,,\n",
         "rows 2, 3, column period: region R mixes the periods 2018, 2021; keep the areas that are in force"),
        ("PL,P,PL,,Wood,,,\nPL,P,PL,,Food,,,\nPL21,A,PL,,Wood,,,\nPL21,A,PL,,Food,,,\n",
         "rows 2, 3, column region_id: the national list PL stands beside regions of the same country (PL21); "
         "leave out the national list if regions are compared"),
        ("SE11,P,SE,,Wood,,,\nSE11,P,SE,,Food,,,\nSE125,A,SE,,Wood,,,\nSE125,A,SE,,Food,,,\n", "rows 2, 3, column "
         "region_id: the regions of SE are on several NUTS levels (level 2: SE11; level 3: SE125); larger regions have "
         "longer lists and so share more by chance; use one level where you can"),
    ],
)  # fmt: skip
def test_findings_across_rows(tmp_path: Path, rows: str, line: str) -> None:
    assert warnings(tmp_path, rows) == [line]


def test_parents_beside_their_children(tmp_path: Path) -> None:
    rows = "FRF,P,FR,,Wood,,,\nFRF,P,FR,,Food,,,\nFRF3,A,FR,,Wood,,,\nFRF3,A,FR,,Food,,,\n"
    assert warnings(tmp_path, rows)[-1].startswith(
        "rows 2-5, column region_id: region FRF contains FRF3, listed beside it; do not add them up"
    )


@pytest.mark.parametrize(
    ("area", "original", "language", "line"),
    [
        ("Food", "Τρόφιμα", "sv", "row 2, column area_original: the letters are not those of the language sv"),
        (
            "Food",
            "Food and drinks",
            "el",
            "row 2, column area_original: the letters are Latin, those of the language el",
        ),
        (
            "Τρόφιμα",
            "",
            "",
            "row 2, column area: the letters are not those of the language en; found 'Τρόφιμα'; move it",
        ),
        ("Food", "Tехнологии", "bg", ""),  # a Latin T among Cyrillic letters
        ("Food", "α-materials", "sv", ""),
        ("Food", "ICT", "el", ""),
        ("Food", "Hrana i piće", "sr", ""),
        ("5G / 6G", "5G / 6G", "sv", ""),
    ],
)
def test_language_against_letters(tmp_path: Path, area: str, original: str, language: str, line: str) -> None:
    found = warnings(tmp_path, f"R,A,SE,,{area},{original},{language},\nR,A,SE,,Wood,,,\n")
    assert [text[: len(line)] for text in found] == ([line] if line else [])


def test_a_file_that_cannot_be_parsed_gives_a_report(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(b"%PDF-1.7")
    found = check(path)
    assert not found.ok
    assert (found.areas, found.count("error")) == (0, 1)
    assert "areas.csv is no table of areas: found a PDF document" in found.to_text()
    assert found.to_dict()["findings"][0]["severity"] == "error"
    assert "a PDF document" in found.to_html()


def test_forms_agree(tmp_path: Path) -> None:
    found = report(tmp_path, "R,A,XX,,Forest,,,\nR,A,XX,,Q,,,\n")
    as_json = json.loads(json.dumps(found.to_dict()))
    assert as_json["ok"] is False
    assert as_json["areas_per_region"] == {"min": 2, "median": 2.0, "max": 2}
    assert as_json["read"][0]["format"] == "CSV"
    error = as_json["findings"][0]
    assert (error["rows"], error["column"], error["value"]) == ([2, 3], "country", "XX")
    frame = found.to_frame()
    assert list(frame.columns) == list(error)
    assert frame.loc[0, ["severity", "rows", "value"]].tolist() == ["error", "2, 3", "XX"]
    assert len(frame) == len(as_json["findings"])
    assert found.to_text().endswith("the areas cannot be fitted (1 error, 1 warning, 1 notice)")


class Page(HTMLParser):
    """Tags, text and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_self_contained_and_escapes_what_the_file_holds(tmp_path: Path) -> None:
    found = report(tmp_path, "R,<script>alert(1)</script>,SE,,Q,,,\nR,<script>alert(1)</script>,SE,,=1+x,,,\n")
    page = Page()
    page.feed(found.to_html())
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert page.addresses == []
    assert page.tags.count("h1") == 1
    assert {"html", "title", "main", "caption", "th"} <= set(page.tags)
    assert "The areas can be fitted." in page.text
    assert "a very short name that says little" in page.text
