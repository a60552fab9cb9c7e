"""Filters of partner lists: eight regions by hand, and relations that hold for any filter."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from by_hand import known_to_people, with_gaps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import HandMadeEmbedder, areas_table, european_vectors
from matcher import Matcher, Run, ThemeModel
from matcher.errors import InputError, NameUnknownError, SettingError
from matcher.fitted.tables import Fitted
from matcher.partners import REASONS, Filters
from matcher.places import COHESION, LEVELS, cohesion_category, distance_km, place
from matcher.places.countries import read_table
from matcher.places.eu import in_macroregion, macroregion_code, macroregions
from matcher.settings import EVIDENCE

VECTORS = {
    "Railway": [1, 0, 0, 0.1],
    "Logistics": [0.75, 0.2, 0, 0.75],
    "Energy": [0, 0.3, 0.9, 0.3],
    "Smart grids": [0, -0.3, 0.8, -0.5],
    "Food": [0, 1, 0, 0.2],
    "Collaboration for innovation": [0.5, 0.5, 0.5, 0.5],
}
#: The vectors are made for closeness in meaning.
MEANING = {"revealed": 0.3, "semantic": 0.7}
ROWS = [
    ("SE125", "Västmanland", "SE", "Railway", "2018"),
    ("SE125", "Västmanland", "SE", "Energy", "2018"),
    ("SE12", "East Middle Sweden", "SE", "Railway", "2014-2020"),
    ("SE332", "Norrbotten", "SE", "Smart grids", "2021-2027"),
    ("SE332", "Norrbotten", "SE", "Food", "2021-2027"),
    ("FI1D7", "Lapland", "FI", "Logistics", "2014-2020; 2018"),
    ("DE1", "Baden-Württemberg", "DE", "Logistics", "undated"),
    ("DE1", "Baden-Württemberg", "DE", "Smart grids", "undated"),
    ("ES61", "Andalusia", "ES", "Food", "2021"),
    ("ES61", "Andalusia", "ES", "Energy", "2021"),
    ("CZ", "Czechia", "CZ", "Smart grids", "2021-2027"),
    ("X1", "Elsewhere", "", "Logistics", ""),
    ("PL22", "Silesia", "PL", "Collaboration for innovation", "2021-2027"),
]

#: Kinds of source of the lists.
SOURCES = {"SE332": "official", "FI1D7": "reported", "ES61": "official", "DE1": "secondhand"}


@pytest.fixture(scope="module")
def run() -> Run:
    areas = areas_table([row[:4] for row in ROWS]).assign(
        period=[row[4] for row in ROWS],
        evidence=[SOURCES.get(row[0], "") for row in ROWS],
        complete=["no" if row[0] == "DE1" else "" for row in ROWS],
        source_url=[f"https://example.org/{row[0]}/{row[3].replace(' ', '-')}" for row in ROWS],
    )
    embedder = HandMadeEmbedder(european_vectors() | VECTORS)
    model = ThemeModel("discovered", n_themes=2, n_niches=5)
    fitted = Matcher(embedder, model, weights=MEANING).fit(areas, source="by hand")  # type: ignore[arg-type]
    return known_to_people(with_gaps(fitted))


def kept(run: Run, **fields: object) -> set[str]:
    return set(run.partners("SE125", filters=Filters(**fields))["region_id"])  # type: ignore[arg-type]


def left_out(run: Run, **fields: object) -> dict[str, int]:
    return run.partners("SE125", filters=Filters(**fields)).attrs["left_out"]  # type: ignore[arg-type]


USUAL = {"SE332", "FI1D7", "DE1", "ES61", "X1", "PL22"}


def test_national_lists_and_nested_regions_are_left_out_unless_asked_for(run: Run) -> None:
    assert kept(run) == USUAL
    assert left_out(run) == {"national list": 1, "part of the region, or around it": 1}
    assert kept(run, national=True, nested=True) == USUAL | {"CZ", "SE12"}
    assert kept(run, nuts_level="national") == {"CZ"}
    (row,) = run.partners("SE125", filters=Filters(nested=True, country="SE", nuts_level="nuts2")).to_dict("records")
    assert "part of the region, or around it" in row["notes"]
    assert set(run.partners("SE12")["region_id"]) == USUAL  # Västmanland lies in it


def test_the_list_of_a_country_that_is_one_region_stays(run: Run) -> None:
    small = dataclasses.replace(run, areas=run.areas.replace({"region_id": {"CZ": "EE"}, "country": {"CZ": "EE"}}))
    assert "EE" in set(small.partners("SE125")["region_id"])
    assert left_out(small) == {"part of the region, or around it": 1}


def test_a_note_makes_a_national_list_too(run: Run) -> None:
    noted = run.areas.assign(note=np.where(run.areas["region_id"] == "X1", "national list; preliminary list", ""))
    assert "X1" not in kept(dataclasses.replace(run, areas=noted))


def test_unknown_codes_of_a_common_beginning_are_not_nested(run: Run) -> None:
    renamed = {"X1": "SE1255"}  # no code of the NUTS, though it begins as one
    areas = run.areas.assign(region_id=run.areas["region_id"].replace(renamed))
    assert "SE1255" in kept(dataclasses.replace(run, areas=areas))


def test_countries_by_code_or_name(run: Run) -> None:
    assert kept(run, country=["se", "Finland"]) == {"SE332", "FI1D7"}
    assert left_out(run, country="FI") == {
        "national list": 1,
        "part of the region, or around it": 1,
        "other country": 4,
        "country not known": 1,
    }
    assert kept(run, not_country="Sweden") == USUAL - {"SE332"}
    with pytest.raises(SettingError, match="country 'MC': expected one of CZ, DE"):
        kept(run, country="Monaco")
    with pytest.raises(InputError, match="country"):
        Filters(country="XX")


def test_distances_are_between_main_cities(run: Run) -> None:
    km = {other: distance_km("SE125", other) for other in USUAL - {"X1"}}
    assert kept(run, within_km=1000) == {other for other, far in km.items() if far <= 1000}
    assert kept(run, beyond_km=1000) == {other for other, far in km.items() if far >= 1000}
    exact = km["FI1D7"]
    assert "FI1D7" in kept(run, within_km=exact) & kept(run, beyond_km=exact)
    assert left_out(run, within_km=1e6)["distance not known"] == 1


def test_levels_macroregions_and_cohesion(run: Run) -> None:
    assert kept(run, nuts_level=["nuts1", "nuts3"]) == {"DE1", "SE332", "FI1D7"}
    assert kept(run, nuts_level="other") == {"X1"}
    assert kept(run, macroregion="Baltic Sea") == {"SE332", "FI1D7", "PL22"}
    assert kept(run, macroregion=["EUSALP", "arctic"]) == {"DE1", "SE332", "FI1D7"}
    assert left_out(run, macroregion="NSPA")["macro-region not known"] == 1
    assert kept(run, cohesion="less developed") == {"ES61", "PL22"}
    assert left_out(run, cohesion=COHESION)["cohesion category mixed or not known"] == 1
    with pytest.raises(NameUnknownError, match=r"EUSBSR \(Baltic Sea\)"):
        Filters(macroregion="Baltics")
    with pytest.raises(SettingError, match="nuts_level: expected national or nuts1"):
        Filters(nuts_level="nuts4")


def test_periods_have_a_year_in_common(run: Run) -> None:
    assert kept(run, period="2021-2027") == {"SE332", "ES61", "PL22"}
    assert kept(run, period="2020") == {"FI1D7"}
    assert left_out(run, period="2020")["period not known"] == 2  # undated, and none
    for text in ("soon", "2027-2021", ""):
        with pytest.raises(SettingError, match="period: expected a year or two"):
            Filters(period=text)


def test_sizes_themes_and_quadrants(run: Run) -> None:
    assert kept(run, min_areas=2) == {"SE332", "DE1", "ES61"}
    assert kept(run, max_areas=1) == USUAL - {"SE332", "DE1", "ES61"}
    assert kept(run, niche="logistics") == {"FI1D7", "DE1", "X1"}
    assert kept(run, niche=["Food", "Logistics"]) == {"FI1D7", "DE1", "X1", "SE332", "ES61"}
    broad = run.theme_table.set_index("theme_id")["parent_id"][run.niche_ids[0]]
    regions = {
        run.region_ids[r] for r in np.flatnonzero(run.x[:, [broad == parent(run, it) for it in run.niche_ids]].any(1))
    }
    assert kept(run, theme=broad) == regions & USUAL
    with pytest.raises(NameUnknownError, match="no niche or theme is called 'Logistic': did you mean Logistics"):
        kept(run, niche="Logistic")
    list_of = run.partners("SE125").set_index("region_id")["quadrant"]
    for name in ("strong match", "complement", "critical mass", "no basis"):
        assert kept(run, quadrant=name) == set(list_of.index[list_of == name])
    assert left_out(run, quadrant="complement")["cannot be matched"] == 1
    with pytest.raises(SettingError, match="min_areas: expected at most max_areas"):
        Filters(min_areas=3, max_areas=2)
    with pytest.raises(SettingError, match="within_km: expected 0 or more"):
        Filters(within_km=-1)
    with pytest.raises(SettingError, match="within_km: expected 0 or more"):
        Filters(within_km=float("nan"))


def parent(run: Run, niche: str) -> str:
    return str(run.theme_table.set_index("theme_id")["parent_id"][niche])


def test_ranks_count_the_kept_and_all(run: Run) -> None:
    everyone = run.partners("SE125", filters=Filters(national=True, nested=True))
    assert everyone["rank"].equals(everyone["rank_all"])
    some = run.partners("SE125", filters=Filters(macroregion="Baltic Sea"))
    ranked = some.dropna(subset=["rank"])
    assert ranked["rank"].tolist() == [1, 2]
    places = everyone.set_index("region_id")["rank_all"]
    assert some["rank_all"].tolist() == places[some["region_id"]].tolist()
    assert ranked["rank_all"].tolist() != [1, 2]


def test_equal_scores_are_marked(run: Run) -> None:
    found = run.partners("SE125", by="overlap")
    tied = found[found["tied"]]
    assert len(tied) > 1
    assert (tied["overlap"] == 0).all()
    assert set(tied["rank"]) == {2}
    assert not found.loc[found["rank"].isna(), "tied"].any()
    # A tie is one among all that are kept, also where the list ends within it.
    assert run.partners("SE125", by="overlap", top=2)["tied"].tolist() == [False, True]


def test_areas_of_both_sides_with_their_address_and_period(run: Run) -> None:
    row = run.partners("SE125").set_index("region_id").loc["DE1"]
    assert row["areas"] == ["Logistics", "Smart grids"] or row["areas"] == ["Smart grids", "Logistics"]
    assert sorted(row["own_areas"]) == ["Energy", "Railway"]
    assert row["sources"] == ["https://example.org/DE1/Logistics", "https://example.org/DE1/Smart-grids"]
    assert (row["basis"], row["period"]) == ("complementary smart specialisation areas", "undated")
    shared = run.partners("SE125", by="overlap").set_index("region_id").loc["ES61"]
    assert shared["areas"] == shared["own_areas"] == ["Energy"]
    assert shared["sources"] == ["https://example.org/ES61/Energy"]
    assert shared["basis"] == "shared smart specialisation areas"
    given_to = run.partners("SE125", by="gives").set_index("region_id").loc["FI1D7"]
    assert (given_to["areas"], given_to["own_areas"]) == (["Logistics"], ["Railway"])


# -- relations --------------------------------------------------------------------------------------------------------


def test_age_and_kind_of_source(run: Run) -> None:
    assert kept(run, newer_than=2021) == {"SE332", "ES61", "PL22"}
    assert kept(run, newer_than=2018) == {"SE332", "ES61", "PL22", "FI1D7"}  # of several periods the last one counts
    assert kept(run, evidence="official") == {"SE332", "ES61"}
    assert kept(run, evidence=("official", "återgiven")) == {"SE332", "ES61", "FI1D7"}
    left = run.partners("SE125", filters=Filters(newer_than=2021, evidence="official")).attrs["left_out"]
    # The age is asked first.
    assert [left[it] for it in ("older list", "age of the list not known", "kind of source not known")] == [1, 2, 1]
    with pytest.raises(SettingError, match="evidence: expected official or reported or secondhand"):
        Filters(evidence="hearsay")


def test_what_is_not_official_or_not_complete_is_noted(run: Run) -> None:
    notes = run.partners("SE125").set_index("region_id")["notes"]
    assert notes["DE1"][-2:] == ["at second hand", "partial list"]
    assert "reported by others" in notes["FI1D7"]
    assert "reported by others" not in notes["SE332"]


def some_of(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


FILTERS = st.builds(
    Filters,
    country=some_of(("SE", "FI", "DE", "ES")),
    not_country=some_of(("SE", "FI", "CZ")),
    within_km=st.none() | st.floats(0, 3000),
    nuts_level=some_of(LEVELS),
    macroregion=some_of(tuple(macroregions())),
    cohesion=some_of(COHESION),
    period=some_of(("2014-2020", "2021", "2021-2027")),
    newer_than=st.none() | st.integers(2013, 2022),
    evidence=some_of(EVIDENCE),
    min_areas=st.none() | st.integers(0, 3),
    niche=some_of(("Food", "Logistics", "Railway")),
    quadrant=some_of(("strong match", "complement", "no basis")),
    national=st.booleans(),
    nested=st.booleans(),
)
ANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANY
@given(
    filters=FILTERS, asker=st.sampled_from(sorted({row[0] for row in ROWS})), by=st.sampled_from(("overlap", "gives"))
)
def test_kept_and_left_out_are_all_others(run: Run, filters: Filters, asker: str, by: str) -> None:
    found = run.partners(asker, by=by, filters=filters)
    assert asker not in set(found["region_id"])
    assert found.attrs["kept"] == len(found)
    assert len(found) + sum(found.attrs["left_out"].values()) == len(run.region_ids) - 1
    assert list(found.attrs["left_out"]) == [name for name in REASONS if name in found.attrs["left_out"]]
    assert all(found.attrs["left_out"].values())
    if filters.country:
        assert set(found["country"]) <= set(filters.country)
    assert not set(found["country"]) & set(filters.not_country)
    for other in found["region_id"]:
        if filters.within_km is not None:
            assert distance_km(asker, other) <= filters.within_km
        if filters.macroregion:
            assert any(in_macroregion(other, name) for name in filters.macroregion)
        if filters.cohesion:
            assert cohesion_category(other) in filters.cohesion


@pytest.mark.slow
@ANY
@given(filters=FILTERS, country=st.sampled_from(("SE", "FI", "DE")))
def test_a_country_and_all_but_it_share_the_list_out(run: Run, filters: Filters, country: str) -> None:
    base = dataclasses.replace(filters, country=(), not_country=())
    whole = run.partners("SE125", filters=base)
    inside = run.partners("SE125", country=[country], filters=base)
    outside = run.partners("SE125", not_country=[country], filters=base)
    assert not set(inside["region_id"]) & set(outside["region_id"])
    assert set(inside["region_id"]) | set(outside["region_id"]) == set(whole["region_id"])


@pytest.mark.slow
@ANY
@given(filters=FILTERS, seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(run: Run, filters: Filters, seed: int) -> None:
    shuffled = Fitted(
        run.areas.sample(frac=1, random_state=seed),
        run.theme_table,
        run.memberships.sample(frac=1, random_state=seed),
        run.relations,
    )
    again = dataclasses.replace(run, areas=shuffled.areas, memberships=shuffled.memberships)
    one, other = (each.partners("SE125", filters=filters) for each in (run, again))
    pd.testing.assert_frame_equal(one, other)
    assert one.attrs == other.attrs


@ANY
@given(asked=FILTERS, further=FILTERS)
def test_one_filter_more_never_adds_a_region(run: Run, asked: Filters, further: Filters) -> None:
    """Of a field that one of the two leaves open, the other's value narrows the list."""
    both = dataclasses.replace(
        asked,
        **{
            item.name: getattr(further, item.name)
            for item in dataclasses.fields(Filters)
            if getattr(asked, item.name) == item.default and item.name not in ("national", "nested", "nuts_level")
        },
    )
    narrow, wide = (set(run.partners("SE125", filters=each)["region_id"]) for each in (both, asked))
    assert narrow <= wide


def test_distance_and_nesting_are_symmetric(run: Run) -> None:
    near = {a: set(run.partners(a, filters=Filters(within_km=900))["region_id"]) for a in run.region_ids}
    for a, others in near.items():
        assert all(a in near[b] for b in others if place(a).level)  # type: ignore[union-attr]


# -- macro-regions ----------------------------------------------------------------------------------------------------


def test_the_file_of_macroregions_holds_known_codes_with_their_sources() -> None:
    rows = read_table("macroregions.csv")
    assert {row["macroregion"] for row in rows} == {"EUSBSR", "EUSALP", "EUSDR", "EUSAIR", "NSPA"}
    assert len({(row["macroregion"], row["prefix"]) for row in rows}) == len(rows)
    for row in rows:
        assert place(row["prefix"]), row
        assert row["source_url"].startswith(("https://", "http://")) or "not read" in row["note"], row


@pytest.mark.parametrize(
    ("macroregion", "inside", "outside"),
    [
        ("EUSBSR", ["SE125", "FI1D7", "DEF", "DE300", "LV", "PL"], ["DE", "DE9", "NO071", "RU"]),
        ("EUSALP", ["AT33", "FRK2", "FR71", "ITH1", "DE2", "CH"], ["FR", "FRY2", "ITH5", "DE3"]),
        ("EUSDR", ["RO11", "DE21", "UA42", "MD", "HU"], ["PL21", "UA", "IT"]),
        ("EUSAIR", ["EL30", "GR30", "ITF4", "HR", "ITH5"], ["ITC1", "ITI1", "BG"]),
        ("NSPA", ["SE332", "FI1D7", "NO071", "SE32"], ["SE313", "FI1C5", "SE3"]),
    ],
)
def test_who_lies_in_a_macroregion(macroregion: str, inside: list[str], outside: list[str]) -> None:
    expected = dict.fromkeys(inside, True) | {code: False for code in outside if place(code)}
    assert {code: in_macroregion(code, macroregion) for code in expected} == expected
    assert in_macroregion("my region", macroregion) is None
    assert macroregion_code(macroregions()[macroregion].upper()) == macroregion
