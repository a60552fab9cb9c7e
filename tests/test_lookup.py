"""Names to things: regions by any name, niches and themes in any language, the same in every verb."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import Run, load_areas, places
from matcher.areas import AREA_COLUMNS, HORIZONTAL, sort_areas
from matcher.errors import InputError, MatcherError, NameUnknownError, RunError, SettingError
from matcher.fitted.lookup import RegionNames, ThemeNames, area_ids, choice, country_codes
from matcher.partners import Filters
from matcher.places.countries import read_table
from matcher.places.eu import macroregion_code
from matcher.spelling import did_you_mean, label_key, name_key, nearest
from matcher.vocabulary import load_vocabulary

# -- regions ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def regions() -> RegionNames:
    """The regions of the bundled lists of Europe and Sweden."""
    table = load_areas("europe+sweden")
    return RegionNames(dict(zip(table["region_id"], table["region"], strict=True)))


@pytest.mark.parametrize(
    ("name", "region_id"),
    [
        ("Skane", "SE224"),
        ("Vastmanland", "SE125"),
        ("Region Västmanland", "SE125"),
        ("Västmanlands län", "SE125"),
        ("region örebro län", "SE124"),
        ("Landstinget i Uppsala län", "SE121"),
        ("Jämtland", "SE322"),
        ("VGR", "SE232"),
        ("Västra Götalandsregionen", "SE232"),
        ("Skåneregionen", "SE224"),
        ("Bayern", "DE2"),
        ("Freistaat Bayern", "DE2"),
        ("Land Berlin", "DE3"),
        ("NRW", "DEA"),
        ("Catalunya", "ES51"),
        ("Katalonien", "ES51"),
        ("Euskadi", "ES21"),
        ("Comunidad Autónoma del País Vasco", "ES21"),
        ("Andalucia", "ES61"),
        ("Slaskie", "PL22"),
        ("województwo śląskie", "PL22"),
        ("Silesian Voivodeship", "PL22"),
        ("Schlesien", "PL22"),
        ("Jihočeský kraj", "CZ031"),
        ("Wallonie", "BE3"),
        ("Vlaanderen", "BE2"),
        ("Flandern", "BE2"),
        ("Bruxelles", "BE1"),
        ("Ile de France", "FR10"),
        ("Northern Ostrobothnia", "FI1D9"),
        ("Österbotten", "FI195"),
        ("Pohjanmaa", "FI195"),
        ("Κρήτη", "EL43"),
        ("Cymru", "UKL"),
        ("Castilla y León", "ES41"),
        ("castile and león (castilla y león)", "ES41"),
        ("se125", "SE125"),
        ("GR30", "EL30"),
        ("GB", "UK"),
        ("SE-U", "SE125"),
        ("FI198", "FI193"),
        ("CZ01", "CZ010"),
        ("Polen", "PL"),
        ("Västman", "SE125"),
        ("Brandenb", "DE4"),
    ],
)
def test_people_type_names(regions: RegionNames, name: str, region_id: str) -> None:
    if region_id in regions.regions:
        assert regions.find(name) == region_id
    else:  # the United Kingdom is listed in parts
        parts = tuple(sorted(code for code in regions.regions if code[:2] == "UK"))
        assert len(parts) > 5
        assert refused(regions, name).choices == parts


def refused(regions: RegionNames, name: str) -> NameUnknownError:
    with pytest.raises(NameUnknownError) as caught:
        regions.find(name)
    return caught.value


@pytest.mark.parametrize(
    ("name", "code", "choices", "said"),
    [
        ("Noord-Brabant", "region.inside", ["NL4"], r"North Brabant (NL41) lies in South Netherlands"),
        ("Noordbrabant", "region.unknown", [], "see the list"),
        ("ES211", "region.inside", ["ES21"], "(ES211) lies in Basque Country"),
        ("Limburg", "region.inside", ["BE2", "NL4"], "(BE22) lies in Flanders (Vlaams Gewest) (BE2); Limburg"),
        ("Helsinki", "region.city", ["FI1B1"], "'Helsinki' is a city: did you mean Helsinki-Uusimaa (FI1B1)?"),
        ("Oulu", "region.city", ["FI1D9"], "North Ostrobothnia"),
        ("Göteborg", "region.city", ["SE232"], "'Göteborg' is a city: did you mean Västra Götaland (SE232)?"),
        (
            "Norge",
            "region.around",
            ["NO071", "NO092", "NO0A1", "NO0A3"],
            "'Norge' is a country: name a region in it",
        ),
        ("SE12", "region.around", ["SE121", "SE122", "SE123", "SE124", "SE125"], "East Middle Sweden (SE12) is not"),
        ("Auvergne", "region.inside", ["FRK"], "Auvergne (FRK1) lies in Auvergne-Rhône-Alpes (FRK)"),
        ("Castilla", "region.ambiguous", ["ES41", "ES42"], "several names begin with 'Castilla': name one: Castile"),
        ("Vorarlberg", "region.absent", ["AT34"], "Vorarlberg (AT34) is not listed here"),
        ("Bayrn", "region.unknown", ["DE2"], "no region is called 'Bayrn': did you mean Bavaria (DE2)?"),
        (
            "Öland",
            "region.unknown",
            [],
            "no region is called 'Öland': see the list: matcher measures RUN diversity --csv",
        ),
        ("Norboten", "region.unknown", ["SE332"], "did you mean Norrbotten (SE332)?"),
        ("Xqzw", "region.unknown", [], "no region is called 'Xqzw': see the list"),
        ("Region H", "region.unknown", [], "see the list"),
        ("  ", "region.unknown", [], "see the list"),
        ("Prov. Luxembourg (BE)", "region.inside", ["BE3"], "Luxembourg (Belgium) (BE34) lies in Wallonia"),
    ],
)
def test_what_is_no_listed_region_is_refused_with_what_is(
    regions: RegionNames, name: str, code: str, choices: list[str], said: str
) -> None:
    error = refused(regions, name)
    assert (error.code, list(error.choices)) == (code, choices)
    assert said in str(error)


def test_a_country_names_its_regions(regions: RegionNames) -> None:
    error = refused(regions, "Sverige")
    assert error.code == "region.around"
    assert len(error.choices) == 21
    assert str(error).endswith("Västmanland (SE125) and 15 more")


@pytest.mark.parametrize("name", ["östersjön", "baltic", "EUSBSR"])
def test_a_macroregion_names_its_regions(regions: RegionNames, name: str) -> None:
    error = refused(regions, name)
    assert error.code == "region.around"
    assert str(error).startswith(f"{name!r} is a macro-region: name a region in it: ")
    assert {"SE125", "FI195", "DEF"} <= set(error.choices)
    assert not {"DE2", "ITC4"} & set(error.choices)


def test_a_name_of_two_listed_regions_is_refused_with_both() -> None:
    names = RegionNames({"BE22": "Limburg", "NL42": "Limburg", "SE125": "Västmanland"})
    error = refused(names, "limburg")
    assert (error.code, error.choices) == ("region.ambiguous", ("BE22", "NL42"))
    assert names.find("Limburg (Belgium)") == "BE22"


def test_names_of_the_run_go_before_names_of_places() -> None:
    names = RegionNames({"X1": "Bayern", "DE2": "Bavaria"})
    assert names.find("Bayern") == "X1"
    assert names.find("Freistaat Bavaria") == "DE2"


def test_every_listed_region_has_its_english_native_and_swedish_name(regions: RegionNames) -> None:
    for region_id, name in regions.regions.items():
        place = places.place(region_id)
        assert place is not None
        swedish = places.name_in(region_id, "sv")
        for spelling in {region_id, name, place.name, *place.local_name.split("/"), *name.rstrip(")").split(" (")}:
            if spelling != "national":
                assert regions.find(spelling) == region_id, spelling
        if swedish:
            assert regions.find(swedish) == region_id, swedish
        assert swedish or region_id[:2] in ("RO", "PL"), region_id  # nobody has a Swedish name for these


@given(st.data())
def test_case_and_accents_never_matter_and_finding_is_idempotent(regions: RegionNames, data: st.DataObject) -> None:
    region_id = data.draw(st.sampled_from(sorted(regions.regions)))
    name = data.draw(st.sampled_from([region_id, regions.regions[region_id], *places.names_of(region_id)]))
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    typed = data.draw(st.sampled_from([str.upper, str.lower, str.title]))(data.draw(st.sampled_from([name, bare])))
    found, _ = told(regions, name)
    assert told(regions, typed) == told(regions, name)
    if found in regions.regions:
        assert regions.find(found) == found


def told(regions: RegionNames, name: str) -> tuple[str, tuple[str, ...]]:
    """The region, or the code of the refusal and its choices: some names are those of two regions."""
    try:
        return regions.find(name), ()
    except NameUnknownError as error:
        return error.code, error.choices


@given(st.text(max_size=30))
def test_any_text_is_a_region_or_a_refusal_that_names_listed_ones(regions: RegionNames, text: str) -> None:
    found, choices = told(regions, text)
    assert found in regions.regions or found.startswith("region.")
    assert found == "region.absent" or set(choices) <= set(regions.regions)


def test_the_order_of_regions_makes_no_difference(regions: RegionNames) -> None:
    other = RegionNames(dict(reversed(regions.regions.items())))
    for name in ("Castilla", "Sverige", "Bayrn", "Södra", "Limburg"):
        assert str(refused(regions, name)) == str(refused(other, name))


@pytest.mark.parametrize(
    ("region_id", "language", "name"),
    [
        ("SE125", "sv", "Västmanland"),
        ("DEG", "sv", "Thüringen"),
        ("ES51", "sv", "Katalonien"),
        ("ES51", "ca", "Catalunya"),
        ("ES51", "es", "Cataluña"),
        ("FI195", "sv", "Österbotten"),
        ("FI19A", "fi", "Pohjanmaa"),
        ("BE2", "sv", "Flandern"),
        ("BE2", "nl", "Vlaanderen"),
        ("EL43", "el", "Κρήτη"),
        ("CZ", "sv", "Tjeckien"),
        ("UKL", "cy", "Cymru"),
        ("PL22", "pl", "Śląskie"),
        ("PL22", "en", "Śląskie"),
        ("RO31", "sv", None),
        ("X1", "en", None),
    ],
)
def test_names_in_a_language(region_id: str, language: str, name: str | None) -> None:
    assert places.name_in(region_id, language) == name


def test_the_table_of_names_states_languages_and_sources() -> None:
    for row in read_table("names.csv"):
        assert row["languages"], row
        assert all(len(code) == 2 for code in row["languages"].split()), row
        assert row["source"] in ("eurostat", "cldr", "iso-codes", "hand"), row
    for table, column in (("cities.csv", "code"), ("iso3166_2.csv", "code")):
        rows = read_table(table)
        assert len(rows) == len(set(map(str, rows)))
        assert all(places.place(row[column]) for row in rows)


# -- areas, countries and choices -------------------------------------------------------------------------------------


def test_areas_by_either_name() -> None:
    areas = pd.DataFrame(
        {"area_id": ["1", "2"], "region": "One", "area": ["Railway", ""], "area_original": ["Järnväg", "Skog"]}
    )
    assert area_ids(areas, ["JARNVAG", "skog", "railway"]) == ["1", "2"]
    with pytest.raises(NameUnknownError, match="One has no area 'Railwy': did you mean 'Railway'") as caught:
        area_ids(areas, ["Railwy"])
    assert (caught.value.code, caught.value.choices) == ("area.unknown", ("1",))
    with pytest.raises(NameUnknownError, match="it lists Railway; Skog"):
        area_ids(areas, ["Qqqq"])


def test_countries_and_macroregions_in_both_languages() -> None:
    assert country_codes(["SE", "GR", ""], ["Sverige", "el", "Greece"]) == ["SE", "GR", "GR"]
    with pytest.raises(SettingError, match="country 'DK': expected one of GR, SE") as caught:
        country_codes(["SE", "GR"], "Danmark")
    assert caught.value.code == "country.absent"
    for name in ("östersjön", "Ostersjon", "baltic", "Baltic Sea", "eusbsr"):
        assert macroregion_code(name) == "EUSBSR"
    assert Filters(macroregion="Alperna", cohesion="mindre utvecklad", quadrant="Stark matchning").cohesion == (
        "less developed",
    )
    with pytest.raises(SettingError, match=r"cohesion: .* did you mean less developed\?"):
        Filters(cohesion="les developed")
    assert choice("nuts_level", "NUTS2", ("nuts1", "nuts2")) == "nuts2"


# -- niches and themes ------------------------------------------------------------------------------------------------

NICHES = {"wind_power": "energy", "energy_general": "energy", "hydrogen": "energy", "logistics": "transport"}


@pytest.fixture(scope="module")
def run() -> Run:
    """Four regions on niches of the vocabulary, and one own niche."""
    portfolios = {
        "SE125": ["energy_general", "logistics"],
        "FI195": ["wind_power", "hydrogen"],
        "DE2": ["hydrogen", "logistics"],
        "ES21": ["wind_power"],
    }
    vocabulary = load_vocabulary()
    labels = {niche: vocabulary.label(niche.removesuffix("_general")) for niche in NICHES}
    rows = [
        dict.fromkeys(AREA_COLUMNS, "") | {"region_id": r, "region": r, "country": r[:2], "area": f"{labels[n]} {r}"}
        for r, found in portfolios.items()
        for n in found
    ]
    areas = sort_areas(pd.DataFrame(rows))
    niche_of = {f"{labels[n]} {r}": n for r, found in portfolios.items() for n in found}
    themes = [{"theme_id": n, "level": "niche", "parent_id": t, "label": labels[n]} for n, t in NICHES.items()]
    themes += [
        {"theme_id": t, "level": "theme", "parent_id": "", "label": vocabulary.label(t)}
        for t in ("energy", "transport")
    ]
    themes.append({"theme_id": HORIZONTAL, "level": "theme", "parent_id": "", "label": "Without thematic content"})
    links = pd.DataFrame({"area_id": areas["area_id"], "theme_id": areas["area"].map(niche_of), "membership": 1.0})
    relations = pd.DataFrame(
        {"niche_a": ["hydrogen"], "niche_b": ["wind_power"], "together": 1, "together_expected": 1.0}
        | dict.fromkeys(("closeness", "known", "density", "density_sources", "jaccard", "relatedness"), 0.5)
    )
    return Run(areas, pd.DataFrame(themes).assign(size=1), links, relations)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "niches"),
    [
        ("Wind power", ["wind_power"]),
        ("wind_power", ["wind_power"]),
        ("WIND-POWER", ["wind_power"]),
        ("Vindkraft", ["wind_power"]),
        ("vatgas", ["hydrogen"]),
        ("Wasserstoff", ["hydrogen"]),
        ("energi", ["energy_general", "hydrogen", "wind_power"]),
        ("energy", ["energy_general", "hydrogen", "wind_power"]),
        ("energy_general", ["energy_general"]),
    ],
)
def test_one_name_means_the_same_in_every_verb(run: Run, name: str, niches: list[str]) -> None:
    goal = run.goal(name)
    assert [run.niche_ids[column] for column in goal] == sorted(niches, key=run.niche_ids.index)
    here = {r for r in run.region_ids if any(run.areas_on(r, niche) for niche in niches)} - {"SE125"}
    assert set(run.partners("SE125", filters=Filters(niche=name))["region_id"]) == here
    asked = run.consortium([name])["asked"]
    assert sorted(niche for step in asked for niche in step["niches"]) == niches


def test_themes_in_any_language(run: Run) -> None:
    for name in ("energy", "Energi", "Energie", "ENERGÍA"):
        assert run.theme_names.theme(name) == "energy"
    with pytest.raises(
        NameUnknownError, match=r"'vindkraft' is a niche, not a broad theme: its theme is energy \(energy\)"
    ):
        run.theme_names.theme("vindkraft")
    with pytest.raises(NameUnknownError, match=r"no broad theme is called 'enrgy': did you mean energy \(energy\)"):
        run.partners("SE125", filters=Filters(theme="enrgy"))


@pytest.mark.parametrize("name", ["robotics", "Robotik", "robotica"])
def test_a_niche_on_which_no_region_works_says_so(run: Run, name: str) -> None:
    for ask in (lambda: run.goal(name), lambda: run.partners("SE125", filters=Filters(niche=[name]))):
        with pytest.raises(NameUnknownError, match=f"{name}: no region here works on it") as caught:
            ask()
        assert caught.value.code == "niche.absent"
    assert run.theme_names.niches(name, absent=True) == {"robotics": "robotics"}


def test_names_that_nobody_knows(run: Run) -> None:
    for name, near in (("Windpower", "wind_power"), ("Vindkrft", "wind_power"), ("hydrogn", "hydrogen")):
        with pytest.raises(
            NameUnknownError, match=rf"no niche or theme is called '{name}': did you mean .*{near}"
        ) as caught:
            run.goal(name)
        assert (caught.value.code, caught.value.choices[0]) == ("niche.unknown", near)
    for name in ("horizontal", "Without thematic content", "in", "zzz"):
        with pytest.raises(NameUnknownError, match="no niche or theme is called"):
            run.goal(name)
    with pytest.raises(NameUnknownError, match="no niche or theme is called 'bananas': see the list"):
        run.goal("bananas")  # in Slovak "baňa" is a mine


def test_discovered_themes_do_not_borrow_the_vocabulary() -> None:
    table = pd.DataFrame({"theme_id": ["t1"], "level": "niche", "parent_id": "", "label": "Steel, metal"})
    names = ThemeNames(table)
    assert names.niches("steel metal") == {"t1": "Steel, metal"}
    with pytest.raises(NameUnknownError, match="no niche or theme is called 'robotics'"):
        names.niches("robotics")


# -- spelling and errors ----------------------------------------------------------------------------------------------


@given(st.text(min_size=1, max_size=20), st.lists(st.text(max_size=20), max_size=8))
def test_suggestions_share_letters_and_follow_no_order(name: str, names: list[str]) -> None:
    found = nearest(name, names)
    assert found == nearest(name, sorted(names, reverse=True))
    assert len(found) <= 3
    key = name_key(name)
    for other in found:
        assert other in names
        assert any(key[start : start + 2] in name_key(other) for start in range(max(1, len(key) - 1)))


@given(st.text(max_size=30))
def test_keys_are_stable(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text) == label_key(text)


def test_one_near_name_is_not_hidden_by_a_far_one() -> None:
    assert nearest("Windpower", ["in", "wind power", "power grids"]) == ["wind power"]
    assert nearest("Railwy", ["hydropower", "Railway systems"]) == ["Railway systems"]
    assert nearest("Bayern", ["Berlin", "Bremen"]) == []
    assert nearest("Öland", ["Poland", "Gotland", "Åland"]) == []
    assert nearest("Fästmanland", ["Västmanland", "Värmland"]) == ["Västmanland"]
    assert nearest("bananas", ["baňa", "bianna"]) == []
    assert did_you_mean([], "see the list") == "see the list"


def test_errors_carry_codes() -> None:
    codes = {InputError: "input.invalid", RunError: "run.invalid", NameUnknownError: "name.unknown"}
    assert {kind: kind("wrong").code for kind in codes} == codes
    error = MatcherError("wrong", code="region.unknown", choices=["SE125"])
    assert (error.code, error.choices, str(error)) == ("region.unknown", ("SE125",), "wrong")
