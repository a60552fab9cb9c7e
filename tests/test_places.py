"""Countries, regions, names, versions and distances."""

from __future__ import annotations

import contextlib
import csv
import math
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import places
from matcher.errors import InputError, SettingError
from matcher.places.countries import read_table
from matcher.places.regions import great_circle_km
from matcher.spelling import name_key

PLACES = Path(__file__).resolve().parents[1] / "data" / "places"
ALL = [row["code"] for row in read_table("nuts.csv")]
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


# Countries


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SE", "SE"),
        (" se ", "SE"),
        ("SWE", "SE"),
        ("sweden", "SE"),
        ("Sverige", "SE"),
        ("EL", "GR"),
        ("gr", "GR"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("Czech Republic", "CZ"),
        ("Türkiye", "TR"),
        ("TURKEY", "TR"),
        ("north macedonia", "MK"),
        ("Bosnia-Herzegovina", "BA"),
        ("Republic of Moldova", "MD"),
        ("Ukraina", "UA"),
        ("Liechtenstein", "LI"),
        ("the Netherlands", "NL"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_country_code(text: str, code: str) -> None:
    assert places.country_code(text) == code


def test_unknown_country_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"country: expected .*; found 'Swden'; did you mean Sweden\?"):
        places.country_code("Swden")


@pytest.mark.parametrize("text", ["Atlantis", "X", "SE1", "??"])
def test_country_that_is_like_none(text: str) -> None:
    with pytest.raises(InputError, match="write for example SE or Sweden"):
        places.country_code(text)


def test_country_names() -> None:
    assert places.country_name("se") == "Sweden"
    assert places.country_name("DE", "sv") == "Tyskland"
    assert places.country_name("") == ""
    with pytest.raises(SettingError, match="expected en or sv; found 'de'"):
        places.country_name("SE", "de")  # type: ignore[arg-type]


def test_no_two_countries_share_a_way_of_writing() -> None:
    seen: dict[str, str] = {}
    for row in read_table("countries.csv"):
        for text in {row["code"], row["alpha3"], row["name_en"], row["name_sv"], *row["other_names"].split(";")} - {""}:
            assert seen.setdefault(name_key(text), row["code"]) == row["code"], text


@given(st.text(max_size=30))
def test_any_text_is_a_country_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(InputError):
        code = places.country_code(text)
        assert places.country_code(code) == code


# Names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Västmanland", "SE125"),
        ("VASTMANLAND", "SE125"),
        ("Västmanlands län", "SE125"),
        ("Region Västmanland", "SE125"),
        (unicodedata.normalize("NFD", "Västmanland"), "SE125"),
        ("Jämtland-Härjedalen", "SE322"),
        ("Jämtland", "SE322"),
        ("Region Örebro län", "SE124"),
        ("Västra Götalandsregionen", "SE232"),
        ("Sörmland", "SE122"),
        ("Scania", "SE224"),
        ("Stockholm", "SE110"),
        ("Flanders (Vlaams Gewest)", "BE2"),
        ("Vlaams Gewest", "BE2"),
        ("Bayern", "DE2"),
        ("Berlin", "DE3"),
        ("Baskien", "ES21"),
        ("Kriti", "EL43"),
        ("Łódzkie", "PL71"),
        ("Lodzkie", "PL71"),
        ("Vallée d'Aoste", "ITC2"),
        ("Antwerpen", "BE21"),
        ("Auvergne", "FRK1"),
        ("Luxembourg", "LU"),
        ("Poland (national)", "PL"),
        ("Region Midtjylland", "DK04"),
        ("София (столица)", "BG411"),
        ("София-град", "BG411"),
        ("Београдски регион", "RS11"),
    ],
)
def test_names_lead_to_one_region(name: str, code: str) -> None:
    (match,) = places.region_codes(name)
    assert (match.code, match.exact) == (code, True)
    assert match.name == places.place(code).name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "code"), [("Norrbottnen", "SE332"), ("Västernorland", "SE321"), ("Andaluzia", "ES61")]
)
def test_near_misses_are_said_to_be_such(name: str, code: str) -> None:
    matches = places.region_codes(name)
    assert matches[0].code == code
    assert not any(match.exact for match in matches)


def test_a_name_of_several_regions_gives_them_all() -> None:
    assert {match.code for match in places.region_codes("София")} == {"BG411", "BG412"}
    assert [match.code for match in places.region_codes("Limburg")] == ["BE22", "NL42"]


@pytest.mark.parametrize("name", ["", "   ", "Xyzzy", "12345", "Frågor om översikten besvaras av myndigheten."])
def test_a_name_like_no_region_gives_none(name: str) -> None:
    assert places.region_codes(name) == []


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_none(text: str) -> None:
    for match in places.region_codes(text):
        assert places.place(match.code)


def test_every_name_in_the_hand_written_table_belongs_to_a_code() -> None:
    for row in read_table("names.csv"):
        assert places.place(row["code"]), row
        codes = {match.code for match in places.region_codes(row["name"])}
        related = {row["code"], *places.successor_codes(row["code"]), *places.parents(row["code"])}
        related |= {code for code in codes if row["code"] in places.parents(code)}
        assert codes & related, row


# Places


def test_a_county() -> None:
    found = places.place("se125 ")
    assert found is not None
    assert found[:9] == ("SE125", 3, "NUTS", "SE", "Västmanland", "Västmanlands län", "SE12", "2013", "2024")
    assert (found.seat, found.seat_basis, found.cohesion) == ("Västerås", "capital", "")


def test_greece_and_the_united_kingdom_have_two_codes() -> None:
    assert places.place("GR30") == places.place("EL30")
    assert places.place("GB") == places.place("UK")
    assert places.place("EL30").country == "GR"  # type: ignore[union-attr]


def test_a_code_that_nobody_knows() -> None:
    assert places.place("VASTERAS-CITY") is None
    assert places.version_of("VASTERAS-CITY") == ""
    assert places.parents("VASTERAS-CITY") == []
    assert places.successor("VASTERAS-CITY") is None
    assert places.distance_km("VASTERAS-CITY", "SE125") is None
    assert places.neighbours("VASTERAS-CITY") == []
    assert "kept as it is" in places.describe("VASTERAS-CITY")


def test_parents() -> None:
    assert places.parents("SE125") == ["SE12", "SE1", "SE"]
    assert places.parents("FRF3") == ["FRF", "FR"]
    assert places.parents("UKM") == ["UK"]
    assert places.parents("MD") == []


@pytest.mark.parametrize(
    ("code", "version", "same"),
    [
        ("FR72", "2013", "FRK1"),
        ("FR7", "2013", "FRK"),
        ("PL11", "2013", "PL71"),
        ("PL33", "2013", "PL72"),
        ("EL11", "2010", "EL51"),
        ("GR14", "2010", "EL61"),
        ("PT16D", "2021", "PT191"),
        ("NO043", "2016", "NO0A1"),
        ("PL12", "2013", None),
        ("PT16", "2021", None),
        ("FI193", "2021", None),
        ("NO092", "2024", None),
        ("SE125", "2024", None),
        ("UKM", "2021", None),
        ("RS", "2024", None),
        ("MD", "", None),
    ],
)
def test_versions_and_successors(code: str, version: str, same: str | None) -> None:
    assert places.version_of(code) == version
    assert places.successor(code) == same


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("SE125", ""),
        ("FR72", "FR72 (Auvergne) is a code of NUTS 2013; the same region is FRK1 since NUTS 2016"),
        (
            "FI193",
            "FI193 (Central Finland) is a code of NUTS 2021; since NUTS 2024 it is FI198, with changed borders",
        ),
        (
            "HU10",
            "HU10 (Central Hungary) is a code of NUTS 2013; its territory belongs to HU11 and HU12 since NUTS 2016",
        ),
        ("NO041", "NO041 (Aust-Agder) is a code of NUTS 2016; it is part of NO092 since NUTS 2021"),
        ("UKM", "UKM (Scotland) is a code of NUTS 2021; the United Kingdom is no longer in the NUTS"),
        ("RS11", "RS11 (Belgrade Region) is a statistical region, coded like the NUTS but outside of it"),
        ("MD", "MD (Moldova) is a country outside the NUTS"),
        ("XX1", "XX1 is not a code of NUTS 2013 to 2024; it is kept as it is, without level or distances"),
    ],
)
def test_describe(code: str, line: str) -> None:
    assert places.describe(code) == line


# Distances


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ("SE110", "FI1B1", 396),  # Stockholm and Helsinki
        ("SE110", "SE232", 398),  # Stockholm and Gothenburg
        ("DE3", "FR10", 878),  # Berlin and Paris
        ("ES30", "PT17", 503),  # Madrid and Lisbon
    ],
)
def test_distances_agree_with_published_ones(a: str, b: str, km: float) -> None:
    assert places.distance_km(a, b) == pytest.approx(km, rel=0.01)


def test_distance_of_a_region_to_itself_is_zero() -> None:
    assert places.distance_km("SE125", "SE125") == 0


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distances_are_symmetric_and_bounded(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    km = great_circle_km(lat_a, lon_a, lat_b, lon_b)
    assert km == pytest.approx(great_circle_km(lat_b, lon_b, lat_a, lon_a), abs=1e-6)
    assert 0 <= km <= places.EARTH_RADIUS_KM * math.pi + 1e-6


def test_neighbours_are_of_the_same_level_and_sorted() -> None:
    found = places.neighbours("SE125", 30)
    assert len(found) == 30
    assert [near.code for near in found[:4]] == ["SE121", "SE124", "SE110", "SE122"]
    assert [near.km for near in found] == sorted(near.km for near in found)
    assert all(places.place(near.code).level == 3 for near in found)  # type: ignore[union-attr]
    assert "SE125" not in {near.code for near in found}


def test_neighbours_are_valid_beside_the_region() -> None:
    now, before = places.neighbours("FI198", 20), places.neighbours("FI193", 20)
    assert "FI19B" in {near.code for near in now}
    assert not {near.code for near in now} & {"FI193", "FI197"}
    assert "FI197" in {near.code for near in before}
    assert not {near.code for near in before} & {"FI198", "FI19B"}
    assert "UKC" in {near.code for near in places.neighbours("UKM")}


# The tables


def test_tables_are_small_and_sorted() -> None:
    assert (PLACES / "nuts.csv").stat().st_size < 400_000
    assert sorted(ALL) == ALL
    assert len(set(ALL)) == len(ALL)


def test_each_level_is_complete() -> None:
    """Counts of NUTS 2024 as Eurostat publishes them, without the regions for territory outside every region."""
    valid = [place for code in ALL if (place := places.place(code)) and place.kind == "NUTS"]
    for level, count in ((0, 27), (1, 92), (2, 244), (3, 1165)):
        assert sum(place.level == level and place.last_version == "2024" for place in valid) == count


def test_codes_levels_countries_and_parents_agree() -> None:
    for code in ALL:
        place = places.place(code)
        assert place is not None
        assert place.level == len(code) - 2
        assert place.country == places.country_code(code[:2])
        assert place.name
        assert place.local_name
        assert (place.parent == "") == (place.level == 0)
        assert code.startswith(place.parent)
        assert place.first_version <= (place.last_version or "9999")
        assert place.kind in {"NUTS", "statistical", "country"}


def test_local_names_are_in_latin_script() -> None:
    for code in ALL:
        for letter in places.place(code).local_name:  # type: ignore[union-attr]
            assert not letter.isalpha() or "LATIN" in unicodedata.name(letter) or letter in "ªº", code


def test_coordinates_have_a_city_and_a_reason() -> None:
    for code in ALL:
        place = places.place(code)
        assert place is not None
        known = place.lat is not None
        assert known == (place.lon is not None) == bool(place.seat) == bool(place.seat_basis)
        assert place.seat_basis in {"", "capital", "city", "name", "largest"}
        if known and place.level == 2:
            assert place.seat, "every region of level 2 has a city"


def test_every_country_and_region_of_level_2_has_a_city() -> None:
    bare = {code for code in ALL if (place := places.place(code)) and place.level in (0, 2) and place.lat is None}
    assert bare == set()


def test_parts_lie_near_their_whole() -> None:
    """A city of the same name elsewhere would be hundreds of kilometres off (the Azores are: PT20 in PT2)."""
    for code in ALL:
        place = places.place(code)
        if place and place.level == 3 and place.country != "NO":
            km = places.distance_km(code, place.parent)
            assert km is None or km < 400, code


def test_successors_are_known_and_newer() -> None:
    for row in read_table("successors.csv"):
        old, new = places.place(row["code"]), places.place(row["successor"])
        assert old is not None
        assert new is not None
        assert old.last_version == row["version"] < row["successor_version"] == new.first_version
        assert old.country == new.country
        assert row["change"] in {"code", "borders", "merged", "split"}
        assert (row["one_to_one"] == "yes") == (row["change"] == "code")


def test_one_to_one_changes_are_so_in_both_directions() -> None:
    table = [row for row in read_table("successors.csv") if row["one_to_one"] == "yes"]
    assert len({row["code"] for row in table}) == len({row["successor"] for row in table}) == len(table) > 80


def test_codes_that_ended_have_a_successor_unless_their_country_left() -> None:
    ended = {code for code in ALL if "" < places.version_of(code) < places.NEWEST_VERSION}
    without = {code for code in ended if not places.successor_codes(code)}
    assert all(code.startswith("UK") for code in without)


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        ("less developed", "BG31 CZ04 EL51 ES61 HU31 ITF3 LV00 PL81 PT11 RO21 SI03 SK04 LT02 FRY4"),
        ("transition", "BE22 BE32 BG41 CZ02 DE40 DED2 DK02 EE00 FI1D FRH0 FRY2 ITI3 NL12 NL13 NL23 PL51 PT15 AT11"),
        ("more developed", "AT13 BE21 CZ01 DE21 DK01 ES30 FI1B FR10 HU11 ITC4 LU00 NL32 PL91 RO32 SE11 SI04 SK01"),
    ],
)
def test_cohesion_categories(category: str, codes: str) -> None:
    assert {code: places.place(code).cohesion for code in codes.split()} == dict.fromkeys(codes.split(), category)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        ("less developed", "ES42 ES43 ES61 ES63 ES64 ITF2 ITF3 ITF4 ITF5 ITF6 ITG1 ITG2"),
        ("transition", "ES11 ES12 ES13 ES23 ES41 ES52 ES53 ES62 ES70 ITF1 ITI2 ITI3 DED2 DED4 DEE0"),
        (
            "more developed",
            "ES21 ES22 ES24 ES30 ES51 ITC1 ITC2 ITC3 ITC4 ITH1 ITH2 ITH3 ITH4 ITH5 ITI1 ITI4 CZ01",
        ),
    ],
)
def test_categories_that_public_pages_confirm(category: str, codes: str) -> None:
    """All Spanish and Italian regions and four others, as the pages named in data/places/README.md give them."""
    assert {code: places.place(code).cohesion for code in codes.split()} == dict.fromkeys(codes.split(), category)  # type: ignore[union-attr]


def test_names_that_several_regions_have_give_all_of_them() -> None:
    assert [match.code for match in places.region_codes("Centro")] == ["PT19", "ES4", "ITI"]
    assert [match.code for match in places.region_codes("Sofia")] == ["BG412", "BG411"]
    assert [match.code for match in places.region_codes("Friesland")] == ["NL12", "DE94A"]
    # A country's name is the country's, and a region's own name comes before that of one around it.
    assert [match.code for match in places.region_codes("Luxembourg")] == ["LU"]
    assert [match.code for match in places.region_codes("Paris")] == ["FR101"]


def test_cohesion_is_for_level_2_of_the_union_and_carried_to_new_codes() -> None:
    union = {code for code in ALL if (place := places.place(code)) and place.cohesion}
    assert all(len(code) == 4 and places.place(code).kind == "NUTS" for code in union)  # type: ignore[union-attr]
    assert not {code for code in union if code.startswith("UK")}
    carried = {"PT19": "less developed", "PT1A": "more developed", "HR06": "less developed", "NL36": "more developed"}
    assert {code: places.place(code).cohesion for code in carried} == carried  # type: ignore[union-attr]


def test_what_the_readme_calls_unconfirmed_is_empty() -> None:
    empty = {
        code
        for code in ALL
        if (place := places.place(code))
        and (place.level, place.kind, place.last_version, place.cohesion) == (2, "NUTS", "2024", "")
    }
    assert empty == {"FRF1", "FRJ2", "FRL0", "PT30", "SE31"}
    told = (PLACES / "README.md").read_text(encoding="utf-8")
    assert all(code in told for code in empty)


def test_places_are_read_late_and_light() -> None:
    code = (
        "import sys; from matcher import places; from matcher.places.countries import read_table; "
        "assert read_table.cache_info().currsize == 0; places.place('SE125'); places.region_codes('Skåne'); "
        "heavy = {'pandas', 'numpy', 'rapidfuzz', 'openpyxl'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_hand_written_inputs_are_clean() -> None:
    for path in (*PLACES.glob("*.csv"), *(PLACES.parent / "build").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert None not in row, path
                assert None not in row.values(), path
