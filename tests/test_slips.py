"""Mistakes as people make them in workbooks: 33 of 22 kinds, each found in its row; and nothing on the bundled sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.sources import bundled_names, check

HEADER = ["NUTS kod", "Region/län", "Land", "Programperiod", "Område", "Område på engelska", "Språk", "Länk"]
SE = "SE", "2021-2027"
#: The cells of each row, and what must be said of it: severity, column and part of the message.
ROWS: list[tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]] = [
    (("SE125", "Västmanland", *SE, "Automation", "Automation", "sv", "https://a.se"), ()),
    (("SE125", "Vastmanland", *SE, "Energi", "Energy", "sv"), (("error", "region", "another name"),)),
    (("SE125", "Västmanland", "Sverige", "2021-2027", "Välfärd", "Welfare", "sv"), (
        ("notice", "country", "read as SE"),)),
    (("SE 224", "Skåne", *SE, "Livsmedel", "Food", "sv"), (("warning", "region_id", "look like NUTS codes"),)),
    (("SE224", "Skåne", *SE, "Mobilitet", "Mobility", "sv"), (("warning", "region", "stands for several regions"),)),
    (("SE224", "Skåne", *SE, "Smarta städer", "Smart cities", "Svenska"), (("notice", "language", "read as sv"),)),
    (("SE224", "Skåne", "SE", "2021/27", "Material", "Materials", "sv"), (("warning", "period", "unusual period"),)),
    (("SE224", "Skåne", "SE", "2021 - 2027", "Hälsa", "Health", "sv"), (("warning", "period", "unusual period"),)),
    (("se231", "Halland", *SE, "Hälsa", "Health", "sv"), (("warning", "region_id", "two ways of writing it"),)),
    (("SE231", "Halland", *SE, "Grön tillväxt", "Green growth", "sv"), ()),
    (("SE231", "Halland", *SE, "IT", "IT", "sv"), ()),
    (("SE332", "Norrbotten", *SE, "Gruvor; stål; vatten", "Mining; steel; water", "sv"), (
        ("warning", "area", "several areas in one cell"), ("warning", "area_original", "several areas"))),
    (("SE332", "Norrbotten", *SE, "Rymden", "Space, forest, tourism, energy", "sv"), (
        ("notice", "area", "perhaps several areas"),)),
    (("SE332", "Norrbotten", *SE, "1. Testverksamhet", "2) Testing", "sv"), (
        ("warning", "area", "number or sign of a list"), ("warning", "area_original", "number or sign of a list"))),
    (("SE332", "Norrbotten", *SE, "• Kultur", "Culture", "sv"), (("warning", "area_original", "sign of a list"),)),
    (("SE332", "Norrbotten", *SE, "- Stål", "Steel", "sv"), (("warning", "area_original", "sign of a list"),)),
    (("SE110", "Stockholm", *SE, "TBD", "TBD", "sv"), (("warning", "area", "a stand-in and no name"),)),
    (("SE110", "Stockholm", *SE, "?", "Finance", "sv"), ()),
    (("SE110", "Stockholm", *SE, "saknas", "Trade", "sv"), (("warning", "area_original", "a stand-in"),)),
    (("SE110", "Stockholm", *SE, "Klimat", "Climate", "sv", "www.a.se"), (("warning", "source_url", "not a web"),)),
    (("SE110", "Stockholm", *SE, "Film", "Film", "sv", "a@b.se"), (("warning", "source_url", "not a web address"),)),
    (("SE322", "Jämtland Härjedalen", "SE", "2027-2021", "Skog", "Forest", "sv"), (("warning", "period", "unlikely"),)),
    (("SE322", "Jämtland Härjedalen", *SE, "", "", ""), (("error", "area and area_original", "no area is named"),)),
    (("SE322", "Jämtland Härjedalen", "SE", "1921-1927", "Turism", "Tourism", "sv"), (
        ("warning", "period", "unlikely years"),)),
    (("SE321", "Västernorrland", "NO", "2021-2027", "Skog", "Forest", "sv"), (("warning", "country", "is in SE"),)),
    (("SE321", "Västernorrland", "NO", "2021-2027", "Digitala tjänster", "Digital services", "sv"), ()),
    (("Totalt", "Totalt", "", "", "26", "", "sv"), (("warning", "area_original", "a very short name"),)),
    (("SE212", "Kronoberg", *SE, "Skog", "Forest", "sv"), ()),
    (("SE212", "Kronoberg", *SE, "skog", "forest", "sv"), (("warning", "area", "the same area 2 times in SE212"),)),
    (("SE211", "Jönköping", *SE, "Smart industri", "Smart industry", "sv"), ()),
    (("SE211", "Region Kronoberg", *SE, "Trä", "Wood", "sv"), (("error", "region", "another name"),)),
    (("SE311", "Värmland", *SE, "Papper", "#REF!", "sv"), (("error", "area", "an error value of Excel"),)),
    (("SE311", "Värmland", *SE, "SkÃ¶g", "Woods", "sv"), (("warning", "area_original", "letters look damaged"),)),
    (("SE123", "Östergötland", *SE, "Effektiv logistik", "Efficient logistics", "sv"), ()),
    (("SE123", "Östergötland", *SE, "Logistik", "Efficient logistic", "sv"), (("warning", "area", "nearly the same"),)),
    (("SE124", "Örebro", *SE, "Mat", "Food", "enlgish"), (("error", "language", "not a language code"),)),
    (("SE124", "Örebro", "Swden", "2021-2027", "Robotar", "Robots", "sv"), (("error", "country", "not a European"),)),
    (("SE213", "", *SE, "Vatten", "Water", "sv"), (("error", "region", "the cell is empty"),)),
    (("", "Kalmar", *SE, "Hus", "Houses", "sv"), (("notice", "region", "no region_id; read as SE213"),)),
]  # fmt: skip


def test_every_slip_is_found_in_its_row(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book["Sheet"]
    sheet.append(["Sammanställning av våra områden"])
    sheet.append(HEADER)
    for cells, _ in ROWS:
        sheet.append([cell or None for cell in cells])
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value).startswith(("-", "#")):
                cell.data_type = "s"  # a text, as Excel keeps it when an apostrophe was typed before it
    book.save(tmp_path / "a.xlsx")
    findings = check(tmp_path / "a.xlsx").findings
    planted = [(row, *expected) for row, (_, several) in enumerate(ROWS, 3) for expected in several]
    assert len(planted) == 33
    for row, severity, column, message in planted:
        fitting = [
            it
            for it in findings
            if (it.severity, it.column) == (severity, column) and row in it.rows and message in it.message
        ]
        assert fitting, (row, severity, column, message)


@pytest.mark.parametrize("name", bundled_names())
def test_nothing_is_a_slip_in_the_bundled_sets(name: str) -> None:
    told = ("several areas", "sign of a list", "stand-in", "not a web address", "unlikely years")
    found = [it for it in check(name).findings if any(part in it.message for part in told)]
    assert {it.severity for it in found} <= {"notice"}
    assert len(found) <= 6
