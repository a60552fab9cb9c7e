"""The bundled data are what data/README.md says of them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from data.build.card import CARD, card
from data.build.newest import COLUMNS, newest, read
from matcher import places
from matcher.sources.readings import reading
from matcher.words.words import Words, names_in

DATA = Path(__file__).resolve().parents[1] / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")
SETS = {
    "europe": (1072, 195),
    "sweden": (96, 21),
    "europe_2014_2020": (896, 170),
    "sweden_2018": (80, 21),
    "sweden_2019": (49, 13),
    "sweden_2021": (86, 19),
}
#: The sets of the newest list of each region.
NEWEST = ("europe", "sweden")
LANGUAGES = set(re.findall("..", "bgcacsdeelenesfifrhritltlvnlnoplptroskslsvtr"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def regions(name: str) -> set[str]:
    return {row["region_id"] for row in rows(name)}


def notes(name: str) -> dict[str, str]:
    return {row["region_id"]: row["note"] for row in rows(name)}


@pytest.mark.parametrize("name", SETS)
def test_counts_are_those_of_the_readme(name: str) -> None:
    told = re.search(rf"^\| `{name}\.csv` \| (\d+) \| (\d+) \|", README, re.MULTILINE)
    assert told, f"{name} is missing in data/README.md"
    assert (len(rows(name)), len(regions(name))) == tuple(map(int, told.groups())) == SETS[name]


def test_every_data_file_is_told_in_the_readme() -> None:
    assert {path.stem for path in DATA.glob("*.csv")} <= set(re.findall(r"^\| `(\w+)\.csv`", README, re.MULTILINE))


@pytest.mark.parametrize("name", SETS)
def test_cells_are_clean(name: str) -> None:
    for number, row in enumerate(rows(name), start=2):
        assert None not in row, f"row {number} has too many cells"
        assert None not in row.values(), f"row {number} has too few cells"
        for column, value in row.items():
            assert value == " ".join(value.split()), f"row {number}, {column}: {value!r}"


@pytest.mark.parametrize("name", SETS)
def test_an_id_has_one_name_and_one_country(name: str) -> None:
    table = rows(name)
    assert len({row["region"] for row in table}) == len(regions(name))
    assert len({(row["region_id"], row["region"], row["country"]) for row in table}) == len(regions(name))


@pytest.mark.parametrize("name", SETS)
def test_a_region_has_one_note(name: str) -> None:
    pairs = {(row["region_id"], row.get("note", "")) for row in rows(name)}
    assert len(pairs) == len(regions(name))
    for _, note in pairs:
        phrases = note.split("; ")
        assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize("name", SETS)
def test_area_language_and_country(name: str) -> None:
    for row in rows(name):
        assert row["area"]
        assert bool(row["area_original"]) == bool(row["language"])
        assert row["language"] in LANGUAGES | {""}
        assert row["country"] == places.country_code(row["country"]) == places.country_code(row["region_id"][:2])


@pytest.mark.parametrize("name", SETS)
def test_no_area_stands_twice_in_a_region(name: str) -> None:
    areas = Counter((row["region_id"], row["area"].casefold()) for row in rows(name))
    assert not [area for area, count in areas.items() if count > 1]


@pytest.mark.parametrize("name", SETS)
def test_every_area_has_a_source(name: str) -> None:
    for row in rows(name):
        assert row["source_url"].startswith(("http://", "https://")) or row["source_title"]


@pytest.mark.parametrize("name", SETS)
def test_periods_are_years_or_said_to_be_unknown(name: str) -> None:
    for row in rows(name):
        assert re.fullmatch(r"20\d\d(-(20\d\d)?)?|undated|n\.d\.", row["period"]), row
        first, _, last = row["period"].partition("-")
        assert not last or first < last


@pytest.mark.parametrize("name", SETS)
def test_every_region_has_a_place_with_level_and_city(name: str) -> None:
    for row in rows(name):
        place = places.place(row["region_id"])
        assert place is not None, row["region_id"]
        assert place.country == row["country"]
        assert place.lat is not None


@pytest.mark.parametrize("name", SETS)
def test_every_name_leads_to_its_region_or_to_what_followed_it(name: str) -> None:
    for code, region in {(row["region_id"], row["region"]) for row in rows(name)}:
        found = places.region_codes(region)
        assert all(match.exact for match in found)
        assert {match.code for match in found} & {code, *places.successor_codes(code)}, (code, region, found)


def test_the_swedish_sets_hold_the_counties() -> None:
    assert len(regions("sweden_2018")) == 21
    assert regions("sweden_2019") | regions("sweden_2021") <= regions("sweden_2018")
    missing_2019 = {"SE121", "SE123", "SE124", "SE125", "SE232", "SE311", "SE321", "SE331"}
    assert regions("sweden_2018") - regions("sweden_2019") == missing_2019
    assert regions("sweden_2018") - regions("sweden_2021") == {"SE121", "SE331"}


def test_slips_are_kept_as_published() -> None:
    originals = {row["area_original"] for row in rows("sweden_2018")}
    quoted = {"Digitala tjänstenärings", "Upplevelsenärings", "Hälsa vård, omsorg"}
    assert quoted <= originals
    assert all(f'"{slip}"' in README.replace("\n", " ") for slip in quoted)


def test_horizontal_areas_are_the_four_that_the_readme_names() -> None:
    table = rows("sweden_2018")
    ways_of_working = {row["area_original"] for row in table if row["region_id"] == "SE211"}
    assert len(ways_of_working) == 3
    for area in (*ways_of_working, "Entreprenörskraft"):
        assert f'"{area}"' in README
    assert [row["region_id"] for row in table if row["area_original"] == "Entreprenörskraft"] == ["SE322"]


def test_national_lists_are_noted() -> None:
    table = notes("europe_2014_2020")
    national = {code for code in table if len(code) == 2}
    assert len(national) == 19
    assert {code for code, note in table.items() if note.startswith("national list")} == national
    assert {code for code in national if "beside regional ones" in table[code]} == {"CZ", "PL"}
    assert {code for code in national if any(other[:2] == code != other for other in table)} == {"CZ", "PL"}
    countries = {row["country"] for row in rows("europe_2014_2020") if len(row["region_id"]) > 2}
    assert (len(table) - len(national), len(countries), len({row["country"] for row in rows("europe_2014_2020")})) == (
        151,
        16,
        33,
    )


def test_regions_that_hold_another_listed_one_are_noted() -> None:
    table = notes("europe_2014_2020")
    nested = {(a, b) for a in table for b in table if len(a) > 2 and a in places.parents(b)}
    assert nested == {("FRF", "FRF3")}
    assert "also listed" in table["FRF"]
    assert "also listed" in table["FRF3"]


def test_codes_that_ended_are_noted() -> None:
    table = notes("europe_2014_2020")
    ended = {code for code in table if places.successor_codes(code)}
    assert len(ended) == 11
    assert {code for code, note in table.items() if "code of NUTS 2021" in note} == ended


def test_regions_with_several_periods_are_noted() -> None:
    periods: dict[str, set[str]] = {}
    for row in rows("europe_2014_2020"):
        periods.setdefault(row["region_id"], set()).add(row["period"])
    several = {code for code, found in periods.items() if len(found) > 1}
    assert several == {code for code, note in notes("europe_2014_2020").items() if "periods mixed" in note}


def test_undated_lists_are_noted() -> None:
    for name, word in (("europe_2014_2020", "undated"), ("sweden_2021", "n.d.")):
        undated = {row["region_id"] for row in rows(name) if row["period"] == word}
        assert undated == {code for code, note in notes(name).items() if "period not dated" in note}


def test_inferred_periods_are_as_many_as_the_readme_says() -> None:
    inferred = [note for note in notes("europe_2014_2020").values() if "period inferred" in note]
    assert f"*period inferred* ({len(inferred)} regions)" in README


def test_partial_lists_are_noted() -> None:
    partial = {code for code, note in notes("europe_2014_2020").items() if note.startswith("partial list")}
    assert partial == {"CZ010", "CZ071", "CZ072", "FRK1", "ITI2", "PL41", "RO11"}
    assert {code for code, note in notes("sweden_2021").items() if "partial list" in note} == {
        "SE213",
        "SE214",
        "SE321",
    }
    assert set(notes("sweden_2019").values()) == {"2019 or later"}


def test_former_regions_are_noted() -> None:
    former = {code for code, note in notes("europe_2014_2020").items() if "former region" in note.split("; ")}
    assert former == {"FRC1", "FRC2", "FRF3", "FRK1", "FRK2"}


# -- the newest list of each region -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_newest_lists_are_those_that_the_rule_takes() -> None:
    made = read()
    for name, own in (("sweden", made["country"] == "SE"), ("europe", made["country"] != "SE")):
        assert newest(made[own]).to_dict("records") == rows(name)


def test_the_rule_by_hand() -> None:
    """Later before earlier, complete before partial, official before reported; parts go to areas of the same name."""
    head = dict.fromkeys(COLUMNS, "") | {"region": "Alpha", "country": "FI", "lends": False}

    def areas(region_id: str, period: str, names: str, **more: object) -> list[dict[str, object]]:
        told = {"evidence": "official", "complete": "yes", "reading": 0} | more
        return [head | {"region_id": region_id, "period": period, "area": name} | told for name in names.split()]

    table = pd.DataFrame(
        [
            *areas("R1", "2014-2020", "Rail Food", parts="trains"),
            *areas("R1", "2021-2027", "Rail Wood"),
            *areas("R1", "2024", "Wind", complete="no"),
            *areas("R2", "2021-2027", "Rail", reading=1, evidence="secondhand"),
            *areas("R2", "2021-2027", "Food", evidence="reported"),
            *areas("R3", "undated", "Wind"),
            *areas("R3", "2016", "Sun", complete="unknown"),
            *areas("R3", "2030", "Sun", lends=True, parts="heat"),
        ]
    )
    taken = newest(table)
    assert taken[["region_id", "area", "parts"]].to_numpy().tolist() == [
        ["R1", "Rail", "trains"],
        ["R1", "Wood", ""],
        ["R2", "Food", ""],
        ["R3", "Wind", ""],
    ]


def test_no_territory_stands_twice() -> None:
    codes = [code for name in NEWEST for code in regions(name)]
    assert len({places.same_region(code) for code in codes}) == len(codes)
    nested = {(a, b) for a in codes for b in codes if len(a) > 2 and a in places.parents(b)}
    assert nested == set()


def test_newest_lists_say_of_whom_they_are() -> None:
    for name in NEWEST:
        for row in rows(name):
            assert row["evidence"] in {"official", "reported", "secondhand"}
            assert row["complete"] in {"", "yes", "no", "unknown"}
            assert not row["parts_original"] or row["language"]
    for name, older in (("europe", "europe_2014_2020"), ("sweden", "sweden_2018")):
        gone = {code for code in regions(older) - regions(name) if "former region" not in notes(older).get(code, "")}
        assert gone == set()


def test_countries_are_national_lists_beside_regional_ones_or_alone() -> None:
    table = notes("europe")
    beside = {code for code in table if len(code) == 2 and any(other[:2] == code != other for other in table)}
    assert {code for code, note in table.items() if "national list, beside regional ones" in note} == beside
    assert {code for code, note in table.items() if note.startswith("national list")} == {
        code for code in table if len(code) == 2
    }


def test_swedish_lists_have_swedish_names_and_parts() -> None:
    table = rows("sweden")
    assert sum(row["language"] == "sv" for row in table) >= 80
    assert len({row["region_id"] for row in table if row["parts"]}) >= 15
    railway = next(row for row in table if row["region_id"] == "SE125" and row["area"] == "Railway")
    assert (railway["area_original"], railway["period"]) == ("Järnväg", "2021-2030")


def test_the_data_card_is_up_to_date() -> None:
    assert CARD.read_text(encoding="utf-8") == card()


def test_slips_are_read_as_the_right_words() -> None:
    """As a kind: every word that ends so, in names of its language only, and no first part of a compound."""
    read = {row["area_original"]: reading(row["area_original"], "sv") for row in rows("sweden_2018")}
    assert read["Digitala tjänstenärings"] == "Digitala tjänstenäringar"
    assert read["Hälsa vård, omsorg"] == "Hälsa, vård, omsorg"
    assert {name for name, said in read.items() if name != said} == {
        "Digitala tjänstenärings",
        "Upplevelsenärings",
        "Hälsa vård, omsorg",
    }
    assert reading("Besöksnärings, kulturnärings- och design", "sv") == "Besöksnäringar, kulturnärings- och design"
    assert reading("Upplevelsenärings", "no") == "Upplevelsenärings"
    names = names_in("sv", {("SE331", "Experience industry"): ("Upplevelsenärings", "sv")})
    assert names == {("SE331", "Experience industry"): ("Upplevelsenäringar", "sv")}


def test_notes_are_said_in_the_languages_of_reports() -> None:
    """Every phrase of the newest lists, so that no English stands in a Swedish or German report."""
    told = {phrase for name in NEWEST for note in notes(name).values() for phrase in note.split("; ") if phrase}
    assert [phrase for phrase in sorted(told) for code in ("sv", "de") if Words(code).note(phrase) == phrase] == []
