"""The template for colleagues: it loads back, and it explains and lists what may be filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher.areas import AREA_COLUMNS
from matcher.errors import SettingError
from matcher.sources import load_areas, read_areas, write_areas, write_template


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "areas.xlsx"
    write_template(path)
    return path


def test_the_template_loads_back_with_its_examples_told(template: Path) -> None:
    loaded = read_areas(template)
    assert loaded.areas[["region_id", "area", "area_original", "language", "role"]].to_numpy().tolist() == [
        ["SE125", "Automation", "Automation", "sv", "offer"],
        ["SE125", "Railway", "Järnväg", "sv", ""],
    ]
    bundled = load_areas("sweden_2018")
    assert set(loaded.areas["area_original"]) <= set(bundled.loc[bundled["region_id"] == "SE125", "area_original"])
    lines = [finding.line(with_source=False) for finding in loaded.findings if finding.severity != "notice"]
    assert lines == ["rows 2, 3, column note: an example row of the template is read like any other; delete the row"]


def test_a_filled_template_loads(template: Path) -> None:
    book = load_workbook(template)
    sheet = book["areas"]
    sheet.delete_rows(2, 2)
    for place, value in enumerate(["SE224", "Skåne", "Sweden", 2018, "Smart materials"], 1):
        sheet.cell(2, place, value)
    book.save(template)
    loaded = read_areas(template)
    assert loaded.areas.loc[0, ["region_id", "country", "period", "area"]].tolist() == [
        "SE224",
        "SE",
        "2018",
        "Smart materials",
    ]
    assert [finding for finding in loaded.findings if finding.severity != "notice"] == []


def test_every_column_is_explained_in_two_languages(template: Path) -> None:
    book = load_workbook(template)
    rows = {row[0]: row[1:] for row in book["Förklaring - Explanation"].iter_rows(values_only=True)}
    for place, column in enumerate(AREA_COLUMNS, 1):
        swedish, english = rows[column]
        assert swedish != english
        assert book["areas"].cell(1, place).value == column
        assert book["areas"].cell(1, place).comment.text == f"{swedish}\n\n{english}"


def test_lists_offer_values_that_load(template: Path) -> None:
    book = load_workbook(template)
    choices = {}
    for choice in book["areas"].data_validations.dataValidation:
        first = str(choice.sqref).partition(":")[0]
        column = book["areas"].cell(1, book["areas"][first].column).value
        sheet, _, area = choice.formula1.removeprefix("=").replace("$", "").partition("!")
        choices[column] = [cell.value for (cell,) in book[sheet.strip("'")][area]]
        assert first.endswith("2")
    assert set(choices) == {"country", "language", "role", "evidence", "complete", "period"}
    assert choices["role"] == ["offer", "need"]
    assert choices["period"] == ["2014-2020", "2021-2027", "undated"]
    assert {"SE", "FI", "GR", "GB"} <= set(choices["country"])
    assert {"sv", "en", "el", "nb"} <= set(choices["language"])
    longest = max(map(len, choices.values()))
    areas = load_areas("sweden_2018").head(longest).assign(area_original="Namn")
    for column, values in choices.items():
        areas[column] = [values[place % len(values)] for place in range(longest)]
    areas["region_id"] = [f"R{place}" for place in range(longest)]
    areas["region"] = areas["region_id"]
    write_areas(areas, template)
    loaded = read_areas(template)
    assert {finding.severity for finding in loaded.findings} == {"notice"}


def test_only_xlsx(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"the template cannot be written to a.csv: expected a name ending in .xlsx"):
        write_template(tmp_path / "a.csv")
