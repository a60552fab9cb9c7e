"""Has, may have, lacks: by hand on a few regions, and the reasons that follow from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from by_hand import tables_of

from matcher.errors import NameUnknownError
from matcher.fitted.standing import POSSIBLE_COLUMNS, covering, near_niches, nearly_same
from matcher.fitted.tables import Fitted
from matcher.partners import own_areas, partners, perhaps_shared, reasons, wide_relations
from matcher.partners.explain import explain
from matcher.relatedness import LINK_COLUMNS, held_shares, known
from matcher.settings import FLOORS
from matcher.words.explain import explain_text
from matcher.words.explain import reasons as said

#: Niches with their theme and, of batteries, a second one; biogas is no region's.
POSSIBLE = pd.DataFrame(
    [
        ("batteries", "energy", "transport"),
        ("biogas", "energy", ""),
        ("energy_general", "energy", ""),
        ("food", "eating", ""),
        ("rail", "transport", ""),
        ("steel", "metal", ""),
        ("textiles", "fashion", ""),
    ],
    columns=list(POSSIBLE_COLUMNS),
)
NEAR_PAIRS = pd.DataFrame({"niche_a": ["food"], "niche_b": ["textiles"], "closeness": [0.5]})
LINKS = pd.DataFrame(
    [
        ("rail", "steel", 1.0, "supplies", "steel", "rail", "Rails are rolled.", "Räls valsas."),
        ("batteries", "steel", 2 / 3, "enables", "steel", "batteries", "Cans hold cells.", "Burkar rymmer celler."),
        ("food", "steel", 1 / 3, "supplies", "steel", "food", "Tins hold food.", "Burkar rymmer mat."),
        ("energy_general", "steel", 0.2, "supplies", "energy_general", "steel", "Heat melts.", "Värme smälter."),
        ("energy_general", "steel", 0.2, "shares_skills", "energy_general", "steel", "Both weld.", "Båda svetsar."),
    ],
    columns=list(LINK_COLUMNS[:8]),
).reindex(columns=list(LINK_COLUMNS), fill_value="")


@pytest.fixture
def tables() -> Fitted:
    """A has steel, B rail and food, C batteries, D energy as a whole, E food."""
    related = {("rail", "steel"): 1.0, ("batteries", "steel"): 4 / 9, ("food", "steel"): 1 / 9}
    themes = {"batteries": "energy", "energy_general": "energy", "food": "eating", "rail": "transport"}
    portfolios = {"A": ["steel"], "B": ["rail", "food"], "C": ["batteries"], "D": ["energy_general"], "E": ["food"]}
    made = tables_of(portfolios, related, themes)
    known = made.relations.assign(known=made.relations["relatedness"], closeness=0.0)
    return replace(made, possible=POSSIBLE, near=NEAR_PAIRS, links=LINKS, relations=known)


# --- standing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "niche", "expected"),
    [
        ("B", "rail", "has"),
        ("B", "batteries", "lacks"),  # they also stand in transport, but rail is no energy
        ("C", "batteries", "has"),
        ("C", "rail", "may"),  # batteries also stand in transport
        ("C", "biogas", "may"),  # of the same theme, and nobody's
        ("C", "energy_general", "may"),  # anything in the theme covers the whole of it
        ("D", "biogas", "may"),  # the whole theme covers its niches
        ("D", "rail", "lacks"),
        ("E", "textiles", "may"),  # near in meaning, in another theme
        ("A", "textiles", "lacks"),
        ("A", "biogas", "lacks"),
    ],
)
def test_standing_by_hand(tables: Fitted, region: str, niche: str, expected: str) -> None:
    assert tables.standing(region, niche) == expected
    assert tables.standing(f"region {region.lower()}", niche) == expected


def test_standing_knows_labels_and_refuses_what_is_no_niche(tables: Fitted) -> None:
    assert tables.standing("B", "Niche rail") == "has"
    with pytest.raises(NameUnknownError):
        tables.standing("B", "gambling")
    with pytest.raises(NameUnknownError):
        tables.standing("Z", "rail")


def test_missing_follows_standing_and_holds_no_whole_theme(tables: Fitted) -> None:
    for r, region in enumerate(tables.region_ids):
        for i, niche in enumerate(tables.niche_ids):
            lacks = tables.standing(region, niche) == "lacks" and not niche.endswith("_general")
            assert tables.missing[r, i] == lacks, (region, niche)


def test_near_by_hand() -> None:
    """Four centroids with mean zero: closeness is their plain cosine, and the mean is removed where there is one."""
    angles = np.deg2rad([0, 64, 180, 244])
    centroids = np.column_stack([np.cos(angles), np.sin(angles)])
    assert near_niches(["a", "b", "c", "d"], centroids)["closeness"].tolist() == pytest.approx(
        [np.cos(np.deg2rad(64))] * 2, abs=1e-6
    )
    assert np.cos(np.deg2rad(65)) < FLOORS.near < np.cos(np.deg2rad(64))
    lifted = np.column_stack([centroids, np.full(4, 2.0)])
    lifted /= np.linalg.norm(lifted, axis=1, keepdims=True)
    assert near_niches(["a", "b", "c", "d"], lifted)["niche_b"].tolist() == ["b", "d"]


def test_what_covers_and_what_is_nearly_the_same() -> None:
    ids = POSSIBLE["theme_id"].tolist()
    covers, same = covering(POSSIBLE, NEAR_PAIRS), nearly_same(POSSIBLE, NEAR_PAIRS)
    place = {niche: ids.index(niche) for niche in ids}
    assert covers[place["batteries"], place["rail"]] == 1
    assert covers[place["rail"], place["batteries"]] == 0
    assert covers[place["batteries"], place["biogas"]] == 1
    assert same[place["batteries"], place["biogas"]] == same[place["batteries"], place["rail"]] == 0
    assert same[place["batteries"], place["energy_general"]] == same[place["food"], place["textiles"]] == 1
    assert np.array_equal(same, same.T)
    assert (same <= covers).all()


def test_a_relation_of_parts_counts_as_often_as_it_holds() -> None:
    """Of three regions on rail two name trams; both on steel name it as such: 2/3. Below a half it counts nothing."""
    links = LINKS.iloc[:1].assign(of_target="trams", of_source="steel")
    named = {"rail": [{"trams"}, {"rail"}, {"trams", "rail"}], "steel": [{"steel"}, {"steel", "pipes"}]}
    held = held_shares(links, named)
    assert held == pytest.approx([2 / 3])
    assert known(["rail", "steel"], links, held=held)[0, 1] == pytest.approx(2 / 3)
    assert not known(["rail", "steel"], links, held=held_shares(links, named | {"rail": [{"rail"}, {"rail"}]})).any()
    assert held_shares(LINKS, {}).tolist() == [1.0] * len(LINKS)  # of whole niches


# --- reasons ----------------------------------------------------------------------------------------------------------


def test_a_reason_is_a_strong_relation_of_specific_niches(tables: Fitted) -> None:
    """B brings A rail (strength 3), and food, whose strength of 1 is no reason."""
    (found,) = reasons(tables, 0, 1)
    assert (found["niche"], found["own_niche"]) == ("rail", "steel")
    assert (found["areas"], found["own_areas"]) == (["rail of B"], ["steel of A"])
    assert found["links"][0]["reason_en"] == "Rails are rolled."
    assert reasons(tables, 0, 4) == []  # food alone
    parts = {part["niche"]: part["value"] for part in explain(tables, "A", "B")["a_gains"]["parts"]}
    assert parts["food"] > 0
    assert found["value"] == pytest.approx(parts["rail"])


def test_that_it_is_not_listed_is_left_out_where_a_word_of_it_is(tables: Fitted) -> None:
    """Once a part of A's area says rails, "which A does not list" would be read as untrue."""
    assert "does not list" in said(explain(tables, "A", "B"), "a")[0]
    told = tables.areas.assign(parts=np.where(tables.areas["region_id"] == "A", "rails and beams", ""))
    (found,) = reasons(replace(tables, areas=told), 0, 1)
    assert found["contested"]
    assert "does not list" not in said(explain(replace(tables, areas=told), "A", "B"), "a")[0]


def test_that_it_is_not_listed_is_left_out_where_the_two_fields_are_close(tables: Fitted) -> None:
    """Whoever lists design may mean fashion."""
    near = replace(tables, relations=tables.relations.assign(closeness=0.4))
    assert not reasons(tables, 0, 1)[0]["contested"]
    assert reasons(near, 0, 1)[0]["contested"]


def test_a_word_of_it_in_the_language_of_the_list_counts_too(tables: Fitted) -> None:
    """A writes Swedish: "järnväg" is rail."""
    rail = {"rail": "railway_systems"}
    own = tables.areas["region_id"] == "A"
    areas = tables.areas.assign(
        area=np.where(own, "", tables.areas["area"]),
        area_original=np.where(own, "Stål för järnvägssystem", ""),
        language=np.where(own, "sv", ""),
    )
    renamed = {
        name: getattr(tables, name).replace(rail)
        for name in ("theme_table", "memberships", "links", "relations", "possible")
    }
    labels = renamed["theme_table"].assign(label=renamed["theme_table"]["label"].replace({"rail": "railway systems"}))
    run = replace(tables, areas=areas, **{**renamed, "theme_table": labels})
    (found,) = reasons(run, 0, 1)
    assert found["contested"]
    plain = replace(run, areas=areas.assign(area_original=np.where(own, "Stål", "")))
    assert not reasons(plain, 0, 1)[0]["contested"]


def test_an_area_that_does_not_surely_mean_its_niche_gives_no_reason(tables: Fitted) -> None:
    scored = tables.memberships.assign(score=np.where(tables.memberships["theme_id"] == "rail", 0.59, 0.9))
    unsure = replace(tables, memberships=scored)
    assert reasons(unsure, 0, 1) == []
    assert unsure.sure_areas("B", "rail") == []
    assert unsure.areas_on("B", "rail") == ["rail of B"]
    scored.loc[scored["theme_id"] == "rail", "score"] = 0.6
    assert len(reasons(replace(tables, memberships=scored), 0, 1)) == 1


def test_the_part_that_means_a_niche_is_told_where_the_name_does_not(tables: Fitted) -> None:
    """B's area says nothing of rail; one of its parts does."""
    rail = tables.memberships["theme_id"] == "rail"
    said = tables.memberships.assign(by=np.where(rail, "part", "name"), evidence=np.where(rail, "trams", "x"))
    (found,) = reasons(replace(tables, memberships=said), 0, 1)
    assert (found["areas"], found["parts"], found["own_parts"]) == (["rail of B"], {"rail of B": "trams"}, {})


@pytest.mark.parametrize(
    ("concept", "area", "score", "label", "named"),
    [
        ("furniture_making", "Wood and furniture", 1.0, "consumer goods", ["furniture"]),
        ("furniture_making", "Wood and furniture", 0.9, "consumer goods", ["furniture"]),  # in so many words
        ("furniture_making", "Wood and furnishings", 0.9, "consumer goods", []),  # a guess
        ("furniture_making", "Seats and desks", 1.0, "consumer goods", []),  # no label of it is in the list
        ("consumer_goods", "Consumer goods", 1.0, "consumer goods", []),
        ("furniture_making", "Wood and furniture", 1.0, "our goods", []),  # somebody named the niche
    ],
)
def test_what_a_list_says_is_named_where_it_is_narrower_than_the_niche(
    concept: str, area: str, score: float, label: str, named: list[str]
) -> None:
    made = tables_of({"A": ["steel"], "B": ["consumer_goods"], "C": ["food"]}, {("consumer_goods", "steel"): 1.0}, {})
    links = LINKS.iloc[:1].assign(niche_a="consumer_goods", niche_b="steel", target="consumer_goods")
    themes = made.theme_table.assign(
        label=made.theme_table["label"].where(made.theme_table["theme_id"] != "consumer_goods", label)
    )
    of_b = made.areas["region_id"] == "B"
    areas = made.areas.assign(area=made.areas["area"].where(~of_b, area))
    goods = made.memberships["theme_id"] == "consumer_goods"
    told = made.memberships.assign(concept=np.where(goods, concept, "steel"), score=np.where(goods, score, 1.0))
    known = made.relations.assign(known=made.relations["relatedness"], closeness=0.0)
    run = replace(made, areas=areas, theme_table=themes, memberships=told, links=links, relations=known)
    (found,) = reasons(run, 0, 1)
    assert found["named"] == named


def test_an_area_of_two_subjects_says_which_one_is_meant() -> None:
    """Where the niche is one of the bundled vocabulary, and called as there."""
    themes = {"photonics": "light", "machinery": "machines"}
    made = tables_of({"A": ["machinery+photonics"], "B": ["rail"], "C": ["food"]}, {("photonics", "rail"): 1.0}, themes)
    links = LINKS.iloc[:1].assign(niche_a="photonics", niche_b="rail", source="rail", target="photonics")
    known = made.relations.assign(known=made.relations["relatedness"], closeness=0.0)
    areas = made.areas.assign(area=made.areas["area"].replace("machinery+photonics of A", "Machines and photonics"))
    run = replace(made, areas=areas, links=links, relations=known)
    assert reasons(run, 0, 1)[0]["own_named"] == {}
    called = run.theme_table.replace({"Niche photonics": "photonics"})
    assert reasons(replace(run, theme_table=called), 0, 1)[0]["own_named"] == {"Machines and photonics": "photonics"}


def test_what_a_region_may_have_is_no_reason(tables: Fitted) -> None:
    """C has batteries, which also stand in transport: it may have rail, and lacks steel."""
    assert reasons(tables, 2, 1) == []
    assert [found["niche"] for found in reasons(tables, 2, 0)] == ["steel"]


def test_wide_fields_are_said_to_be_wide(tables: Fitted) -> None:
    (wide,) = wide_relations(tables, 0, 3)
    assert (wide["own_niche"], wide["niche"], wide["types"]) == (
        "steel",
        "energy_general",
        ["supplies", "shares_skills"],
    )
    assert wide_relations(tables, 0, 1) == []


def test_perhaps_shared(tables: Fitted) -> None:
    """C has batteries, D energy as a whole: either may be meant by the other, and the same areas are told once."""
    (found,) = perhaps_shared(tables, 2, 3)
    assert (found["niche"], found["has"], found["areas_a"], found["areas_b"]) == (
        "batteries",
        "a",
        ["batteries of C"],
        ["energy_general of D"],
    )
    assert perhaps_shared(tables, 2, 1) == []  # rail also covers nothing of energy, and is no other name of batteries


def test_sentences_are_of_reasons_alone(tables: Fitted) -> None:
    facts = explain(tables, "A", "B")
    (sentence,) = said(facts, "a")
    assert "which Region A does not list" in sentence
    assert "Rails are rolled." in sentence
    assert "food" not in sentence
    text = explain_text(explain(tables, "C", "D"))
    assert "Perhaps shared" in text
    assert "which Region" not in text


def test_no_reasons_stand_under_no_basis(tables: Fitted) -> None:
    facts = explain(tables, "A", "B")
    for side in ("a_gains", "b_gains"):
        facts[side]["z"] = -1.0
    assert said(facts, "a") == said(facts, "b") == []


def test_partners_without_a_reason_have_no_areas(tables: Fitted) -> None:
    found = partners(tables, "A").set_index("region_id")
    assert found.loc["B", "areas"] == ["rail of B"]
    assert found.loc["E", "areas"] == []
    assert found.loc["E", "brings"] > 0


# --- a region's own areas ---------------------------------------------------------------------------------------------


def test_own_areas_by_hand() -> None:
    tables = tables_of({"A": ["steel", "rail", "energy_general", "horizontal"], "B": ["food"]}, {})
    scored = tables.memberships.assign(score=np.where(tables.memberships["theme_id"] == "rail", 0.1, 0.8))
    own = own_areas(replace(tables, memberships=scored), "A")
    kinds = {area["area"]: area["kind"] for area in own["areas"]}
    assert kinds == {
        "steel of A": "specific",
        "rail of A": "unsure",
        "energy_general of A": "wide",
        "horizontal of A": "horizontal",
    }
    assert (own["specific"], own["enough"]) == (1, False)
    assert own_areas(tables, "A")["enough"]
