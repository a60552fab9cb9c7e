"""A table as officers send it, with 41 mistakes of 29 kinds: all are found with row and column, and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from matcher.sources import Finding, check

CLEAN = """\
region_id;region;country;period;area;area_original;language;role;note
SE125;Västmanland;SE;2021-2027;Advanced automation;Avancerad automation;sv;offer;
SE125;Västmanland;SE;2021-2027;Energy systems;Energisystem och elkraft;sv;offer;
SE125;Västmanland;SE;2021-2027;Railway technology;Järnvägsteknik och underhåll;sv;;
SE125;Västmanland;SE;2021-2027;Welfare technology;Välfärdsteknik för äldre;sv;need;
SE224;Skåne;SE;2021-2027;Food;Livsmedel;sv;;
SE224;Skåne;SE;2021-2027;Smart materials;Smarta material;sv;;
SE224;Skåne;SE;2021-2027;Smart sustainable cities;Smarta hållbara städer;sv;;
SE224;Skåne;SE;2021-2027;Life science;Livsvetenskap;sv;;
SE231;Halland;SE;2021-2027;Health innovation;Hälsoinnovation;sv;;
SE231;Halland;SE;2021-2027;Green growth;Grön tillväxt i skogen;sv;;
SE231;Halland;SE;2021-2027;Tourism;Besöksnäring;sv;;
SE332;Norrbotten;SE;2021-2027;Space;Rymdverksamhet;sv;;
SE332;Norrbotten;SE;2021-2027;Mining;Gruvnäring och mineral;sv;;
SE332;Norrbotten;SE;2021-2027;Arctic testing;Tester i arktiskt klimat;sv;;
SE110;Stockholm;SE;2021-2027;Digitalisation;Digitalisering;sv;;
SE110;Stockholm;SE;2021-2027;Clean urban transport;Fossilfria transporter i staden;sv;;
SE110;Stockholm;SE;2021-2027;Financial technology;Finansteknik;sv;;
SE322;Jämtland Härjedalen;SE;2021-2027;Outdoor sports;Friluftsliv och idrott;sv;;
SE322;Jämtland Härjedalen;SE;2021-2027;Forest and wood;Skog och trä;sv;;
SE322;Jämtland Härjedalen;SE;2021-2027;Hydropower;Vattenkraft;sv;;
SE321;Västernorrland;SE;2021-2027;Biorefining;Bioraffinaderi;sv;;
SE321;Västernorrland;SE;2021-2027;Digital services;Digitala tjänster;sv;;
SE214;Gotland;SE;2021-2027;Limestone industry;Kalkindustri;sv;;
SE214;Gotland;SE;2021-2027;Islands without fossil fuels;En ö utan fossila bränslen;sv;;
DE1;Baden-Württemberg;DE;2021-2027;Mobility of the future;Nachhaltige Mobilität der Zukunft;de;;
DE1;Baden-Württemberg;DE;2021-2027;Health industry;Gesundheitswirtschaft;de;;
DE2;Bavaria;DE;2021-2027;Aerospace;Luft- und Raumfahrt;de;;
DE2;Bavaria;DE;2021-2027;Materials;Werkstoffe;de;;
AT22;Styria;AT;2021-2027;Green technology;Umwelttechnik und Energie;de;;
AT22;Styria;AT;2021-2027;Microelectronics;Mikroelektronik;de;;
FRK1;Auvergne;FR;2021-2027;Volcanic soils and water;;;;
FRK1;Auvergne;FR;2021-2027;Mountain farming;;;;
PL71;Łódzkie;PL;2021-2027;Modern textiles and fashion;Nowoczesny przemysł włókienniczy i mody;pl;;
PL71;Łódzkie;PL;2021-2027;Advanced building materials;Zaawansowane materiały budowlane;pl;;
PL21;Małopolskie;PL;2021-2027;Life sciences;Nauki o życiu;pl;;
PL21;Małopolskie;PL;2021-2027;Chemistry;Chemia;pl;;
FI1B1;Helsinki-Uusimaa;FI;2021-2027;Climate neutrality;Ilmastoneutraalius;fi;;
FI1B1;Helsinki-Uusimaa;FI;2021-2027;Industrial modernisation;Teollisuuden uudistuminen;fi;;
DK04;Central Denmark;DK;2021-2027;Offshore wind;;;;
DK04;Central Denmark;DK;2021-2027;Food ingredients;;;;
ES51;Catalonia;ES;2021-2027;Photonics;;;;
ES51;Catalonia;ES;2021-2027;Cultural experiences;;;;
"""


class Expected(NamedTuple):
    """What a mistake must give: severity, rows, column, and a part of the message."""

    severity: str
    rows: tuple[int, ...]
    column: str
    message: str


class Sheet:
    """The table with its mistakes; rows are numbered as a spreadsheet shows them."""

    def __init__(self) -> None:
        self.rows = list(csv.reader(CLEAN.splitlines(), delimiter=";"))
        self.first = {row[0]: number for number, row in reversed(list(enumerate(self.rows, 1)))}

    def at(self, region_id: str, place: int = 1) -> int:
        """The row of a region's n-th area in the clean table."""
        return self.first[region_id] + place - 1

    def all_of(self, region_id: str) -> tuple[int, ...]:
        return tuple(number for number, row in enumerate(self.rows, 1) if row[0] == region_id)

    def put(self, rows: int | Iterable[int], column: str, value: str) -> None:
        for number in [rows] if isinstance(rows, int) else rows:
            self.rows[number - 1][self.rows[0].index(column)] = value

    def add(self, text: str) -> int:
        self.rows.append(text.split(";"))
        return len(self.rows)


def missing_regions(sheet: Sheet) -> Iterable[Expected]:
    one, other = sheet.at("SE125", 2), sheet.at("SE224", 4)
    sheet.put(one, "region", "")
    sheet.put(other, "region_id", "")  # the other rows of the region tell it
    yield Expected("error", (one,), "region", "the cell is empty")
    yield Expected("notice", (other,), "region_id", "empty, read as SE224")


def missing_area(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE125", 3)
    for column in ("area", "area_original", "language"):
        sheet.put(row, column, "")
    yield Expected("error", (row,), "area and area_original", "no area is named")


def unknown_country(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.all_of("DE1")
    sheet.put(rows, "country", "Germny")
    yield Expected("error", rows, "country", "not a European country")


def misspelt_language(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE231", 1)
    sheet.put(row, "language", "swee")
    yield Expected("error", (row,), "language", "not a language code")


def language_without_original(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE231", 2)
    sheet.put(row, "area_original", "")
    yield Expected("error", (row,), "language", "a language is stated and area_original is empty")


def original_without_language(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.at("SE231", 3), sheet.at("SE332", 1)
    sheet.put(rows, "language", "")
    yield Expected("warning", rows, "language", "area_original has no language")


def two_names(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE332", 2)
    sheet.put(row, "region", "Norrbottens län")
    yield Expected("error", (row,), "region", "another name here than in 2 other rows")


def two_countries(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE332", 3)
    sheet.put(row, "country", "Norway")
    yield Expected("error", (row,), "country", "another country here than in 2 other rows")
    yield Expected("notice", (row,), "country", "read as NO")


def duplicates(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.add("SE110;Stockholm;SE;2021-2027;DIGITALISATION;Digitalisering;sv;;")
    yield Expected("warning", (sheet.at("SE110", 1), row), "area", "the same area 2 times in SE110")
    row = sheet.add("ES51;Catalonia;ES;2021-2027;Photonics;;;;another page")
    yield Expected("warning", (sheet.at("ES51", 1), row), "area", "the same area 2 times in ES51")


def near_duplicates(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.add("SE110;Stockholm;SE;2021-2027;Clean urban transports;;;;")
    yield Expected("warning", (sheet.at("SE110", 2), row), "area", "nearly the same area 2 times in SE110")
    row = sheet.add("SE322;Jämtland Härjedalen;SE;2021-2027;Wood & forest;;;;")
    yield Expected("warning", (sheet.at("SE322", 2), row), "area", "nearly the same area 2 times in SE322")


def bad_roles(sheet: Sheet) -> Iterable[Expected]:
    for row, role in ((sheet.at("SE110", 3), "seek"), (sheet.at("SE125", 4), "söker")):
        sheet.put(row, "role", role)
        yield Expected("error", (row,), "role", "not a role")


def bad_periods(sheet: Sheet) -> Iterable[Expected]:
    for region_id, period in (("AT22", "21-27"), ("DK04", "since spring")):
        rows = sheet.all_of(region_id)
        sheet.put(rows, "period", period)
        yield Expected("warning", rows, "period", "an unusual period")


def short_texts(sheet: Sheet) -> Iterable[Expected]:
    for row, text in ((sheet.at("AT22", 2), "ME"), (sheet.at("DK04", 2), "Q")):
        sheet.put(row, "area", text)
        yield Expected("warning", (row,), "area", "a very short name")


def long_text(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("PL21", 2)
    sheet.put(row, "area", "Chemistry" + " with its many applications in industry" * 6)
    yield Expected("warning", (row,), "area", "a very long name")


def formulas(sheet: Sheet) -> Iterable[Expected]:
    for row, column, text in (
        (sheet.at("ES51", 2), "area", "=Cultural experiences"),
        (sheet.at("SE125", 1), "note", "@SUM(A1:A9)"),
    ):
        sheet.put(row, column, text)
        yield Expected("warning", (row,), column, "begins like a formula")


def ended_code(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.all_of("FRK1")
    sheet.put(rows, "region_id", "FR72")
    message = "different NUTS versions are mixed: of NUTS 2013 FR72 (now FRK1); newer than 2013: PL71"
    yield Expected("warning", rows, "region_id", message)


def parent_beside_children(sheet: Sheet) -> Iterable[Expected]:
    rows = (
        sheet.add("SE32;Middle Norrland;SE;2021-2027;Hydrogen for industry;;;;"),
        sheet.add("SE32;Middle Norrland;SE;2021-2027;Winter tourism;;;;"),
    )
    everyone = tuple(sorted((*sheet.all_of("SE321"), *sheet.all_of("SE322"), *rows)))
    yield Expected("warning", everyone, "region_id", "next to parts of themselves: SE32 (contains SE321, SE322)")
    yield Expected("warning", rows, "region_id", "on several NUTS levels: SE (level 2: SE32; level 3: 8 regions)")


def national_list(sheet: Sheet) -> Iterable[Expected]:
    rows = (
        sheet.add("PL;Poland;PL;2021-2027;Healthy society;;;;"),
        sheet.add("PL;Poland;PL;2021-2027;Circular economy;;;;"),
    )
    yield Expected(
        "warning",
        rows,
        "region_id",
        "national lists next to regions of the same country: PL beside PL21",
    )


def wrong_languages(sheet: Sheet) -> Iterable[Expected]:
    for row, language in ((sheet.at("PL71", 1), "sv"), (sheet.at("SE110", 2), "fi")):
        sheet.put(row, "language", language)
        yield Expected("warning", (row,), "area_original", f"not the language {language}, it seems, but ")


def area_not_english(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.at("SE224", 2), sheet.at("FI1B1", 2)
    sheet.put(rows[0], "area", "Avancerad tillverkning för krävande miljöer")
    sheet.put(rows[1], "area", "Teollisuuden uudistuminen ja kiertotalous")
    yield Expected("warning", rows, "area", "2 names: not English, it seems, but sv or fi")


def short_areas_not_english(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.all_of("SE214")
    for row, text in zip(rows, ("Kalkindustri", "Besöksnäring"), strict=True):
        sheet.put(row, "area", text)
    yield Expected("warning", rows, "area", "2 names: the short names of SE214, taken together: not English")


def control_character(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE224", 3)
    sheet.put(row, "area", "Smart sustain\x7fable cities")
    yield Expected("error", (row,), "area", "control characters")


def excel_errors(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE224", 1)
    sheet.put(row, "area", "#REF!")
    yield Expected("error", (row,), "area", "an error value of Excel")
    sheet.put(row, "note", "#N/A")
    yield Expected("warning", (row,), "note", "an error value of Excel")


def damaged_letters(sheet: Sheet) -> Iterable[Expected]:
    for row, text in ((sheet.at("SE322", 1), "Friluftsliv, hÃ¤lsa"), (sheet.at("SE321", 1), "Bior\ufffdffinaderi")):
        sheet.put(row, "area_original", text)
        yield Expected("warning", (row,), "area_original", "letters look damaged")


def too_many_cells(sheet: Sheet) -> Iterable[Expected]:
    row = sheet.at("SE321", 2)
    sheet.rows[row - 1] += ["", "see the web"]
    width = len(sheet.rows[0])
    yield Expected("error", (row,), "", f"the row has {width + 2} cells and the header {width}")


def unknown_column(sheet: Sheet) -> Iterable[Expected]:
    for number, row in enumerate(sheet.rows):
        row.insert(9, "" if number else "Descripton")
    yield Expected("notice", (1,), "", "unknown column 'Descripton' (J), ignored")


def name_of_another_region(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.all_of("DK04")
    sheet.put(rows, "region", "Nordjylland")
    yield Expected("warning", rows, "region", "DK04 is Central Denmark and is called 'Nordjylland', which is DK05")


def country_of_another_region(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.all_of("AT22")
    sheet.put(rows, "country", "DE")
    yield Expected("warning", rows, "country", "AT22 is in AT, not DE")


def misspelt_code(sheet: Sheet) -> Iterable[Expected]:
    rows = sheet.all_of("FI1B1")
    sheet.put(rows, "region_id", "FI1BI")
    yield Expected("warning", rows, "region_id", "FI1BI (Helsinki-Uusimaa is FI1B1)")


MISTAKES: list[Callable[[Sheet], Iterable[Expected]]] = [
    unknown_column, too_many_cells, missing_regions, missing_area, unknown_country, misspelt_language,
    language_without_original, original_without_language, two_names, two_countries, duplicates, near_duplicates,
    bad_roles, bad_periods, short_texts, long_text, formulas, wrong_languages, area_not_english,
    short_areas_not_english, control_character, excel_errors, damaged_letters, name_of_another_region,
    country_of_another_region, ended_code, national_list, parent_beside_children, misspelt_code,
]  # fmt: skip


def write_csv(sheet: Sheet, path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(sheet.rows)
    return path


def write_xlsx(sheet: Sheet, path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for number, row in enumerate(sheet.rows, 1):
        for place, text in enumerate(row, 1):
            cell = book.active.cell(number, place, text or None)
            if text.startswith("="):
                cell.data_type = "s"  # a text that looks like a formula
    book.save(path)
    return path


def found(path: Path) -> list[Finding]:
    """Everything but the notices that say how the file was read and which periods it holds."""
    told = ("read as CSV", "read as XLSX", "the areas belong to", "also in the bundled set")
    return [finding for finding in check(path).findings if not any(part in finding.message for part in told)]


@pytest.mark.parametrize(("write", "name"), [(write_csv, "areas.csv"), (write_xlsx, "areas.xlsx")])
def test_all_planted_mistakes_are_found_and_nothing_else(
    write: Callable[[Sheet, Path], Path], name: str, tmp_path: Path
) -> None:
    sheet = Sheet()
    expected = [one for mistake in MISTAKES for one in mistake(sheet)]
    assert len(MISTAKES) == 29
    findings = found(write(sheet, tmp_path / name))
    for one in expected:
        fitting = [it for it in findings if (it.severity, it.rows, it.column) == one[:3] and one.message in it.message]
        assert len(fitting) == 1, one
        findings.remove(fitting[0])
    assert findings == []


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_each_kind_of_mistake_alone(mistake: Callable[[Sheet], Iterable[Expected]], tmp_path: Path) -> None:
    sheet = Sheet()
    expected = list(mistake(sheet))
    findings = found(write_csv(sheet, tmp_path / "areas.csv"))
    assert sorted((it.severity, it.rows, it.column) for it in findings) == sorted(one[:3] for one in expected)


@pytest.mark.parametrize(("write", "name"), [(write_csv, "areas.csv"), (write_xlsx, "areas.xlsx")])
def test_the_table_without_mistakes_gives_no_finding(
    write: Callable[[Sheet, Path], Path], name: str, tmp_path: Path
) -> None:
    assert found(write(Sheet(), tmp_path / name)) == []
