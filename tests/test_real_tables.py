"""Tables as people have them: encodings, headers, cells and names of regions as they are really written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from matcher import Run, places
from matcher.cli import main
from matcher.errors import InputError, MatcherError
from matcher.export import export
from matcher.files import safe_name
from matcher.fitted.graph import SURE
from matcher.query.doubtful import doubtful_areas, unnamed_areas
from matcher.sources import check, compare_lists, load_areas, read_areas, update, write_template
from matcher.sources.checks.slips import bare_name
from matcher.sources.columns import match_header
from matcher.vocabulary import load_vocabulary
from matcher.words.blocks import wrapped
from matcher.words.fitting import doubtful_text, unnamed_text
from matcher.words.words import Words

HEAD = "region_id,region,country,area\n"
ROWS = {
    "pl": ("PL22;Śląskie;PL;Żywność wysokiej jakości;pl", "PL71;Łódzkie;PL;Materiały budowlane;pl"),
    "cs": ("CZ064;Jihomoravský kraj;CZ;Strojírenství a průmysl;cs", "CZ010;Praha;CZ;Kulturní odvětví;cs"),
    "hu": ("HU33;Dél-Alföld;HU;Megújuló energiák és hő;hu", "HU11;Budapest;HU;Gépgyártás, jövő ipara;hu"),
    "el": ("EL43;Κρήτη;GR;Αγροδιατροφή;el", "EL30;Αττική;GR;Τουρισμός και πολιτισμός;el"),
    "lv": ("LV00A;Rīga;LV;Viedā enerģētika;lv", "LV005;Latgale;LV;Zināšanu ietilpīga bioekonomika;lv"),
    "lt": ("LT011;Vilniaus apskritis;LT;Sveikatos technologijos ir sąžiningas ūkis;lt",),
    "bg": ("BG41;Югозападен;BG;Мехатроника и чисти технологии;bg",),
    "sv": ("SE125;Västmanland;SE;Järnväg på spår;sv", "SE224;Skåne;SE;Hälsa;sv"),
    "de": ("DE2;Bayern;DE;Mobilität für Städte;de", "DE1;Baden-Württemberg;DE;Gesundheit und Größe;de"),
}


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def warnings(path: Path) -> list[str]:
    return [finding.code for finding in read_areas(path).findings if finding.severity == "warning"]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Region;Kraj;Obszar", ["region", "country", "area_original"]),  # a country in Polish
        ("Kraj;Země;Oblast", ["region", "country", "area_original"]),  # a region in Czech
        ("Регион;Държава;Област", ["region", "country", "area_original"]),  # a province, or a field
        ("Област;Държава;Специализация", ["region", "country", "area_original"]),
    ],
)
def test_words_with_two_meanings_are_read_by_the_whole_row(header: str, columns: list[str]) -> None:
    places = match_header(header.split(";"), 1, "a.csv").places
    assert sorted(places, key=places.__getitem__) == columns


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Region;Land;Område\nSkåne;Sverige;Livsmedel\n", "sv"),  # a word of Danish and Norwegian as well
        ("Region;Land;Område\nNordjylland;Danmark;Fødevarer\n", "da"),
        ("NUTS;Område\nSE224;Livsmedel\n", "sv"),
        ("Region;Land;Område\nSkåne;SE;Livsmedel\nNordjylland;DK;Fødevarer\n", ""),  # two countries: not known
        ("Region;Land;Område\nÖsterbotten;Finland;Energi\n", ""),  # none of the three is that of most names there
    ],
)
def test_the_country_tells_the_language_of_a_word_that_several_have(tmp_path: Path, text: str, language: str) -> None:
    areas = load_areas(table(tmp_path / "a.csv", text))
    assert set(areas["language"]) == {language}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("→ Mining", "Mining"), ("No. 3 Plastics", "Plastics"), ("Priority area 4: Food", "Food"), ("[1] Food", "Food"),
        ("Domaine de spécialisation n°3 : Mer", "Mer"), ("iv) Food", "Food"), ("① Food", "Food"), ("1/ Food", "Food"),
        ("No 5G dead zones", "No 5G dead zones"), ("No. 1 in Health", "No. 1 in Health"),
        ("4.0 industry", "4.0 industry"), ("3-D printing", "3-D printing"),
    ],
)  # fmt: skip
def test_signs_of_a_list_are_taken_off_and_numbers_of_a_name_are_not(written: str, name: str) -> None:
    assert bare_name(written) == name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "encoding"),
    [("pl", "cp1250"), ("pl", "iso8859_2"), ("cs", "cp1250"), ("cs", "iso8859_2"), ("hu", "cp1250"), ("el", "cp1253"),
     ("el", "iso8859_7"), ("lv", "cp1257"), ("lt", "cp1257"), ("bg", "cp1251"), ("sv", "cp1252"), ("de", "cp1252"),
     ("sv", "mac_roman"), ("pl", "cp852"), ("el", "utf-16"), ("pl", "utf-16-le"), ("cs", "utf-16-be")],
)  # fmt: skip
def test_letters_tell_the_encoding(tmp_path: Path, language: str, encoding: str) -> None:
    text = "\n".join(("region_id;region;country;area_original;language", *ROWS[language])) + "\n"
    areas = load_areas(table(tmp_path / "a.csv", text, encoding))
    assert [
        ";".join(row) for row in areas[["region_id", "region", "country", "area_original", "language"]].to_numpy()
    ] == [*ROWS[language]]


def test_without_a_language_the_words_tell_and_else_the_choices_are_named(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "region;area_original\nŚląskie;Żywność\n", "cp1250")
    assert load_areas(path)["region_id"].tolist() == ["PL22"]
    path = table(tmp_path / "b.csv", "region_id,region,area\nX1,Qęq,Food\n", "cp1257")
    with pytest.raises(InputError, match=r"does not say how its letters .* Windows-1257.*--encoding") as caught:
        load_areas(path)
    assert "Windows-1257" in caught.value.choices
    assert load_areas(path, encoding="windows-1257")["region"].tolist() == ["Qęq"]


@pytest.mark.parametrize(
    ("header", "language"),
    [("Región;Ámbito;País;Periodo", "es"), ("Województwo;Obszar;Kraj;Okres", "pl"), ("Kraj;Oblast;Země;Období", "cs"),
     ("Bundesland;Bereich;Staat;Zeitraum", "de"), ("Région;Domaine;Pays;Période", "fr"),
     ("Regione;Area;Paese;Periodo", "it"), ("Περιφέρεια;Τομέας;Χώρα;Περίοδος", "el"),
     ("Регион;Приоритет;Държава;Период", "bg"),
     ("Megye;Terület;Ország;Időszak", "hu"), ("Maakunta;Kärkiala;Maa;Kausi", "fi"),
     ("Apskritis;Sritis;Šalis;Laikotarpis", "lt")],
)  # fmt: skip
def test_headers_are_read_in_the_language_of_the_row(tmp_path: Path, header: str, language: str) -> None:
    path = table(tmp_path / "a.csv", f"Lista\n\n{header}\nŚląskie;Nazwa;PL;2021-2027\n")
    row = load_areas(path).loc[0]
    assert row[["region_id", "country", "period", "area_original", "language"]].tolist() == [
        "PL22", "PL", "2021-2027", "Nazwa", language
    ]  # fmt: skip


def test_several_columns_of_areas_are_several_areas(tmp_path: Path) -> None:
    text = "region_id,region,Area 1,Area 2,Area 3\nES51,Catalonia,Food,,Mobility\nES61,Andalusia,Space,Tourism,\n"
    loaded = read_areas(table(tmp_path / "a.csv", text))
    assert loaded.areas["area"].tolist() == ["Food", "Mobility", "Space", "Tourism"]
    assert "area_columns" in [finding.code for finding in loaded.findings]


def test_a_broader_and_a_narrower_field_are_not_two_areas(tmp_path: Path) -> None:
    areas = load_areas(table(tmp_path / "a.csv", "region_id,region,domain,area\nES51,Catalonia,Broad,Narrow\n"))
    assert areas["area"].tolist() == ["Narrow"]


def test_a_column_of_codes_is_used_whatever_it_is_called(tmp_path: Path) -> None:
    areas = load_areas(table(tmp_path / "a.csv", "Kennung,Region,Area\nHR065,Zagreb,Food\nRO12,Centre,Wood\n"))
    assert areas["region_id"].tolist() == ["HR065", "RO12"]
    areas = load_areas(table(tmp_path / "b.csv", "NUTS 2,Area\nES51,Food\n"))
    assert areas.loc[0, ["region_id", "region"]].tolist() == ["ES51", "Catalonia"]


def test_hidden_rows_columns_and_sheets_are_told(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet, old = book.active, book.create_sheet("old")
    for each in (sheet, old):
        for row in (("Notes first",), ("Region", "", "Area", ""), ("region_id", "region", "area", "note")):
            each.append(row)
    sheet.append(("ES51", "Catalonia", "Food", "x"))
    sheet.append(("ES51", "Catalonia", "Energy", "y"))
    sheet.row_dimensions[5].hidden = sheet.column_dimensions["D"].hidden = True
    old.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    loaded = read_areas(tmp_path / "a.xlsx")
    assert loaded.areas["area"].tolist() == ["Food", "Energy"]
    told = {finding.code: finding.rows for finding in loaded.findings}
    assert (told["rows_hidden"], told["columns_hidden"], told["sheets_hidden"]) == ((5,), (), ())
    sheet.delete_rows(1, 9)
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(InputError, match=r"on a hidden sheet only: 'old'.*--sheet"):
        read_areas(tmp_path / "b.xlsx")


def test_a_web_page_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found a web page"):
        load_areas(table(tmp_path / "a.xls", "\ufeff\n<table><tr><td>NUTS</td></tr></table>"))


@pytest.mark.parametrize(
    "name", ["P3. Health", "- Health", "• Health", "1.2 Health", "II. Health", "KIS 1. Health", "Priority 2: Health",
     "(3) Health", "b) Health", "Eje 4 - Health", "1.\u00a0Health"]
)  # fmt: skip
def test_signs_of_a_list_are_taken_off(tmp_path: Path, name: str) -> None:
    path = table(tmp_path / "a.csv", f"{HEAD}ES51,Catalonia,ES,{name}\n")
    assert load_areas(path)["area"].tolist() == ["Health"]
    assert warnings(path) == ["numbered"]


def test_names_that_only_look_numbered_stay(tmp_path: Path) -> None:
    names = [
        "4.0 industry",
        "3D printing",
        "5G networks",
        "CO2. Capture",
        "Industry 4.0",
        "E. coli",
        "A-class vehicles",
    ]
    path = table(tmp_path / "a.csv", HEAD + "".join(f"ES51,Catalonia,ES,{name}\n" for name in names))
    assert load_areas(path)["area"].tolist() == names


@pytest.mark.parametrize(
    "name", ["No aplica", "NULL", "brak danych", "k. A.", "n/d", "—", "Δεν υπάρχουν στοιχεία", "Ikke relevant"]
)
def test_stand_ins_are_left_out(tmp_path: Path, name: str) -> None:
    path = table(
        tmp_path / "a.csv", f"{HEAD}ES51,Catalonia,ES,{name}\nES51,Catalonia,ES,Food\nES61,Andalusia,ES,{name}\n"
    )
    assert load_areas(path)["area"].tolist() == ["Food"]
    assert warnings(path) == ["no_area_left", "stand_in"]


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("¯ywnoœæ", True),
        ("Przemys³ górniczy", True),
        ("Å»ywnoÅ›Ä‡", True),
        ("Ålands “test”", False),
        ("m³ of wood", False),
    ],
)
def test_damaged_letters_are_told(tmp_path: Path, name: str, damaged: bool) -> None:
    path = table(tmp_path / "a.csv", f'{HEAD}ES51,Catalonia,ES,"{name}"\n')
    assert ("damaged" in warnings(path)) == damaged


def test_lines_of_a_cell_are_several_areas(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", f'{HEAD}ES51,Catalonia,ES,"1. Food\n2. Energy"\nES51,Catalonia,ES,"Food\nand drink"\n'
    )
    assert warnings(path) == ["several_areas", "several_lines"]
    areas = load_areas(path)
    assert areas["area"].tolist() == ["Food", "Energy", "Food\nand drink"]


def test_lists_in_both_languages_are_split_side_by_side_or_not_at_all(tmp_path: Path) -> None:
    head = "region_id,region,country,area,area_original,language,parts\n"
    rows = (
        'ES51,Catalonia,ES,"- Food\n- Energy","- Aliments\n- Energia",ca,\n'  # as many: side by side
        'ES52,Valencia,ES,"Space\nMining\nSteel","- Espai\n- Mines",ca,\n'  # not as many: nobody knows which
        'ES53,Balearics,ES,"Tourism\nSea\nCulture",,,boats\n'  # parts of which of them?
    )
    read = read_areas(table(tmp_path / "a.csv", head + rows))
    assert read.areas[["area", "area_original"]].to_numpy().tolist() == [
        ["Food", "Aliments"],
        ["Energy", "Energia"],
        ["Space\nMining\nSteel", "- Espai\n- Mines"],
        ["Tourism\nSea\nCulture", ""],
    ]
    told = [str(finding.message) for finding in read.findings if "one from each line" in str(finding.message)]
    assert told == ["2 areas are read from 1 cell, one from each line"]


def test_check_tells_likely_niches_of_names_without_a_field(tmp_path: Path) -> None:
    rows = (
        "SE125,Västmanland,SE,Railway\nSE125,Västmanland,SE,Smart things of tomorrow\nSE125,Västmanland,SE,xqzt vvv\n"
    )
    found = unnamed_areas(load_areas(table(tmp_path / "a.csv", HEAD + rows)))
    assert [area["area"] for area in found] == ["Smart things of tomorrow", "xqzt vvv"]
    niches = {niche.id for niche in load_vocabulary().level("niche")}
    assert [len(area["niches"]) for area in found] == [2, 0]
    assert {niche["niche"] for niche in found[0]["niches"]} <= niches
    lines = wrapped(unnamed_text(Words("en"), found, 3), 120)
    likeliest = found[0]["niches"][0]["niche"]
    assert f"    {{ area = 'Smart things of tomorrow', to = ['{likeliest}'] }}," in lines


@pytest.mark.parametrize("written", ["2000-12-01", "Dec-00", "01.12.2000", "36861"])
def test_a_date_is_no_code(tmp_path: Path, written: str) -> None:
    with pytest.raises(InputError, match=r"holds a date.* type DEC0 again"):
        load_areas(table(tmp_path / "a.csv", f"{HEAD}{written},Saarland,DE,Food\n"))


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [("Luxembourg (BE34)", "", "BE34"), ("Luxembourg", "BE", "BE34"), ("Luxembourg", "", "LU"),
     ("Limburg (NL)", "", "NL42"),
     ("Centro (PT)", "", "PT19"), ("Zagreb County", "HR", "HR065"), ("Zagreb", "HR", "HR05"), ("Κρήτη", "GR", "EL43"),
     ("Северозападен", "BG", "BG31"), ("Madrid, Comunidad de", "", "ES30"), ("Regiunea Nord-Est", "", "RO21"),
     ("Landkreis Heilbronn", "DE", "DE118"), ("Région Sud", "FR", "FRL0"), ("ES-CT", "", "ES51"),
     ("P.A. Trento", "IT", "ITH2"),
     ("Centre", "RO", "RO12")],
)  # fmt: skip
def test_a_name_is_one_region_of_the_country(name: str, country: str, code: str) -> None:
    assert [match.code for match in places.named_regions(name, country=country)] == [code]


def test_no_name_is_given_a_code_of_another_country(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the region's name is not known; found 'Munster'"):
        load_areas(table(tmp_path / "a.csv", "region,country,area\nMunster,IE,Food\n"))


def test_every_official_name_stands_for_its_region_in_its_country() -> None:
    """All NUTS 2 and 3 regions in force by their labels; "Sofia" is a city and a province."""
    wrong = []
    for row in places.countries.read_table("nuts.csv"):
        if row["level"] in ("2", "3") and row["last_version"] == places.NEWEST_VERSION:
            found = [match.code for match in places.named_regions(row["local_name"], country=row["country"])]
            if not (len(found) == 1 and places.is_nested(found[0], row["code"])):
                wrong.append(row["code"])
    assert wrong == ["BG412"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Moldova, Republic of", "MD"), ("Republic of Serbia", "RS"), ("England", "GB"), ("Ελλάδα", "GR"),
     ("Україна", "UA"),
     ("Belgique/België", "BE"), ("Alemania", "DE"), ("Czechia (CZ)", "CZ"), ("Zweden", "SE"), ("Vācija", "DE")],
)  # fmt: skip
def test_countries_by_their_names_in_the_languages_of_europe(text: str, code: str) -> None:
    assert places.country_code(text) == code


def test_a_country_outside_europe_is_taken_for_no_other() -> None:
    with pytest.raises(MatcherError, match="only countries of Europe are known") as caught:
        places.country_code("Brasil")
    assert caught.value.choices == ()


def test_other_ways_to_write_a_code_are_told_and_placed(tmp_path: Path) -> None:
    rows = "ES-CT,Catalunya,ES,Food\nes61,Andalucía,ES,Wine\n09,Hessen,DE,Pharma\n"
    report = check(table(tmp_path / "a.csv", HEAD + rows))
    told = {finding.code: finding.message for finding in report.findings}
    assert "ES-CT (Catalonia is ES51)" in told["other_writing"]
    assert "09 (Hesse is DE7)" in told["own_ids_named"]
    assert places.level_of("ES-CT") == "nuts2"
    assert places.distance_km("ES-CT", "ES51") == 0.0


def test_the_later_list_replaces_the_earlier_one_under_any_code(tmp_path: Path) -> None:
    path = table(tmp_path / "mine.csv", "region_id,region,area\nSE-U,Västmanland,Hydrogen\n")
    loaded = read_areas(f"sweden_2018+{path}", replace=True)
    own = loaded.areas[loaded.areas["region"] == "Västmanland"]
    assert (own["area"].tolist(), loaded.own) == (["Hydrogen"], ["SE-U"])
    told = next(finding.message for finding in loaded.findings if finding.code == "replaced")
    assert told == "1 region of sweden_2018 replaced: Västmanland (SE-U), 1 for 4 areas"
    same = table(tmp_path / "same.csv", "region_id,region,area\nSE125,Västmanland,Hydrogen\n")
    with pytest.raises(InputError, match=r"with different rows.*--replace"):
        load_areas(f"sweden_2018+{same}")
    assert "would_replace" in [finding.code for finding in check(same).findings]


def test_an_update_says_what_came_and_what_went(tmp_path: Path) -> None:
    head = "region_id,region,country,period,area,area_original,language,source_title\n"
    rows = "SE125,Västmanland,SE,2026,Hydrogen,Vätgas,sv,Decision\nSE125,Västmanland,SE,2026,,Järnväg,sv,Decision\n"
    updated = update("sweden_2018", table(tmp_path / "newer.csv", head + rows + "X1,Utopia,,2026,Wood,,,Decision\n"))
    changed, new = updated.changes
    assert (changed["kept"], changed["added"], changed["is_new"]) == (["Järnväg"], ["Hydrogen"], False)
    assert changed["gone"] == ["Automation", "Energy", "Welfare and health"]
    assert (new["region_id"], new["is_new"], new["added"]) == ("X1", True, ["Wood"])
    assert len(updated.areas) == 80 - 4 + 3
    with pytest.raises(InputError, match="row 2: a correction carries its source and its date"):
        update("sweden_2018", table(tmp_path / "bare.csv", f"{HEAD}SE125,Västmanland,SE,Wood\n"))


def test_verbs_destroy_no_file_and_an_id_decides_no_place(
    tmp_path: Path, small_run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    filled = table(tmp_path / "areas.xlsx", "filled")
    assert main(["template"]) == 1
    assert main(["update", "sweden_2018", "sweden_2018", "-o", "areas.xlsx"]) == 1
    with pytest.raises(MatcherError, match="a file that is there already"):
        write_template(filled)
    assert filled.read_text(encoding="utf-8") == "filled"
    regions = {"AA1": "../out", "BB2": "/etc/x"}
    tables = {name: getattr(small_run, name).copy() for name in ("areas", "memberships", "placements")}
    for name, table_of in tables.items():
        for column in ("area_id", *(["region_id"] if name == "areas" else [])):
            for region_id, other in regions.items():
                table_of[column] = table_of[column].str.replace(region_id, other, regex=False)
    replace(small_run, **tables).save(tmp_path / "run")
    assert main(["report", "run", "../out"]) == 0
    assert [path.name for path in tmp_path.glob("*.html")] == [f"{safe_name('../out')}_profile_en.html"]
    assert not list(tmp_path.parent.glob("*.html"))


def test_texts_that_no_cell_holds_are_refused(tmp_path: Path, small_run: Run) -> None:
    run = replace(small_run, areas=small_run.areas.assign(description="x" * 40_000))
    with pytest.raises(InputError, match="column description of AA1-1 does not fit into an XLSX cell"):
        export(run, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_doubtful_areas_come_with_their_likeliest_niches(europe_run: Run) -> None:
    found = doubtful_areas(europe_run)
    assert 0 < len(found) < len(europe_run.areas) / 4
    assert [area["score"] for area in found] == sorted(area["score"] for area in found)
    assert all(area["score"] < SURE for area in found)
    for area in found:
        scores = [niche["score"] for niche in area["niches"]]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 2
    lines = wrapped(doubtful_text(Words("sv"), found[-1:], 5), 120)
    assert lines[0] == "Områden att läsa: av 5 områden hör 1 inte säkert till någon nisch."
    assert (lines[-3], lines[-1]) == ("  move = [", "  ]")
    assert doubtful_areas(europe_run, ["SE125"]) == [area for area in found if area["region_id"] == "SE125"]


def test_two_lists_of_a_region_are_compared_without_a_fit(
    tmp_path: Path, small_run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By English and published names, of a file, a set or a run, and also under another code of the region."""
    head = "region_id,region,country,area,area_original,language\n"
    rows = "SE-U,Västmanland,SE,,Järnväg,sv\nSE-U,Västmanland,SE,Energy,,\nSE-U,Västmanland,SE,Batteries,Batterier,sv\n"
    mine = table(tmp_path / "mine.csv", head + rows)
    (change,) = compare_lists(load_areas("sweden"), load_areas(mine))
    assert (change["region"], change["added"]) == ("Västmanland", ["Batteries"])
    assert sorted(change["kept"]) == ["Energy", "Järnväg"]
    assert change["gone"] == ["Automation", "Welfare and health"]
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "sweden", "mine.csv", "Västmanland", "--lang", "sv"]) == 0
    told = capsys.readouterr().out
    assert "”Batterier”" in told
    assert "”Välfärd och hälsa”" in told
    small_run.save(tmp_path / "run")
    rows = "AA1,Alpha,SE,Railway,,\nAA1,Alpha,SE,Space,,\nZZ9,Zeta,SE,Space,,\n"
    assert main(["compare", "run", str(table(tmp_path / "newer.csv", head + rows)), "--json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)
    assert (change["kept"], change["added"], change["gone"]) == (["Railway"], ["Space"], ["Energy"])
    assert main(["compare", "sweden", "newer.csv"]) == 0
    assert "No region is in both." in capsys.readouterr().out
