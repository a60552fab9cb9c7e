"""Groups of regions: what is asked, who may take part, the choice itself, rules, and why there is none."""

from __future__ import annotations

import itertools
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import Run
from matcher.areas import AREA_COLUMNS, sort_areas
from matcher.cli import main
from matcher.consortium import (
    Problem,
    Step,
    consortium,
    consortium_table,
    exact,
    greedy,
    steps_of_chain,
    steps_of_names,
    steps_of_text,
    text_placer,
)
from matcher.consortium.candidates import Candidate
from matcher.consortium.choose import backed, covered, greedy_bound
from matcher.consortium.why_not import conflict
from matcher.embed import Student
from matcher.errors import InputError, NameUnknownError, SettingError
from matcher.fitted.tables import Fitted
from matcher.places import MEMBER_STATES, cohesion_category, country_code, nested_pairs
from matcher.places.countries import read_table
from matcher.places.regions import NEWEST_VERSION
from matcher.sources import Rules, load_rules, read_rules, rule_names
from matcher.vocabulary import load_vocabulary
from matcher.words.consortium import consortium_text, on_niches, reason_sentence
from matcher.words.words import Words


def tables_of(portfolios: dict[str, str], countries: dict[str, str] | None = None) -> Fitted:
    """Fitted of regions given as "id: niches with blanks between"; each niche has its id as label and area."""
    rows = [
        dict.fromkeys(AREA_COLUMNS, "")
        | {"region_id": region, "region": f"Region {region}", "area": niche, "source_url": f"https://{region}/{niche}"}
        | {"country": (countries or {}).get(region, "")}
        for region, niches in portfolios.items()
        for niche in niches.split()
    ]
    areas = sort_areas(pd.DataFrame(rows))
    niches = sorted(set(areas["area"]) - {"horizontal"})
    themes = pd.DataFrame({"theme_id": niches, "level": "niche", "parent_id": "", "label": niches, "size": 1})
    links = pd.DataFrame({"area_id": areas["area_id"], "theme_id": areas["area"], "membership": 1.0})
    return Fitted(areas, themes, links, pd.DataFrame())


def ids(group: dict) -> list[str]:
    return sorted(member["region_id"] for member in group["members"])


# The region codes are real, so that countries, categories and levels are: less developed PL22, RO11 and BG (national);
# more developed SE125 (of SE12), DE1; transition CZ020 (of CZ02); outside the Union NO071.
EUROPE = {
    "PL22": "coal steel",
    "RO11": "food",
    "SE125": "rail robots",
    "DE1": "cars robots",
    "CZ020": "cars steel",
    "NO071": "fish space",
    "BG": "roses coal",
}
COUNTRIES = {"PL22": "PL", "RO11": "RO", "SE125": "SE", "DE1": "DE", "CZ020": "CZ", "NO071": "NO", "BG": "BG"}


@pytest.fixture(scope="module")
def europe() -> Fitted:
    return tables_of(EUROPE, COUNTRIES)


def everything(tables: Fitted) -> dict[str, float]:
    return dict.fromkeys(tables.niche_ids, 1.0)


# Worked out by hand


def test_best_of_two_by_hand(europe: Fitted) -> None:
    """Asked: coal 1, steel 1, rail 1, robots 1, cars 2. Pairs: CZ020 + SE125 meet steel, cars, rail, robots: 5 of 6."""
    found = consortium(europe, {"coal": 1, "steel": 1, "rail": 1, "robots": 1, "cars": 2}, size=2, alternatives=1)
    (group,) = found["groups"]
    assert ids(group) == ["CZ020", "SE125"]
    assert group["coverage"] == pytest.approx(5 / 6, abs=1e-3)
    assert group["backed"] == 0
    first, second = group["members"]
    assert (first["region_id"], first["adds"], first["lost"]) == ("CZ020", pytest.approx(0.5, abs=1e-3), first["adds"])
    assert first["steps"] == ["cars", "steel"]
    assert first["behind"][0] == {"step": "cars", "niche": "cars", "label": "cars", "area": "cars",
                                  "source_url": "https://CZ020/cars"}  # fmt: skip
    assert second["covers"] == pytest.approx(2 / 6, abs=1e-3)
    (gap,) = group["gaps"]
    assert (gap["step"], gap["in_run"], gap["regions"]) == ("coal", 2, ["PL22"])
    assert gap["why"].startswith("others work on it")


def test_the_smallest_that_reaches(europe: Fitted) -> None:
    found = consortium(europe, {"coal": 1, "cars": 1, "robots": 1}, reach=1, alternatives=5)
    assert [ids(group) for group in found["groups"]] == [["DE1", "PL22"], ["CZ020", "PL22", "SE125"]]
    assert [group["coverage"] for group in found["groups"]] == [1, 1]


def test_equal_groups_come_in_order_of_their_ids() -> None:
    tables = tables_of({"D": "a", "B": "a", "C": "b", "A": "b"})
    found = consortium(tables, {"a": 1, "b": 1}, alternatives=9)
    assert [ids(group) for group in found["groups"]][:4] == [["A", "B"], ["A", "D"], ["B", "C"], ["C", "D"]]
    assert [group["coverage"] for group in found["groups"]] == [1] * 4 + [0.5] * 4


def test_of_equal_groups_the_better_backed_comes_first() -> None:
    """A + B and A + C meet everything; C also works on what A has."""
    tables = tables_of({"A": "a b", "B": "c", "C": "b c"})
    found = consortium(tables, {"a": 1, "b": 1, "c": 2})
    assert ids(found["groups"][0]) == ["A", "C"]
    assert found["groups"][0]["backed"] == 0.25


def test_no_member_more_than_coverage_needs(europe: Fitted) -> None:
    assert ids(consortium(europe, {"cars": 1}, size=5)["groups"][0]) == ["CZ020"]


def test_alternatives_leave_out_as_many_as_asked(europe: Fitted) -> None:
    found = consortium(europe, everything(europe), size=3, alternatives=4, differ=2)
    groups = [set(ids(group)) for group in found["groups"]]
    assert len(groups) >= 2
    assert all(len(before - after) >= 2 for before, after in itertools.combinations(groups, 2))


def test_greedy_may_be_worse_and_says_how_near_it_is() -> None:
    """One region has 4 of 6, two have 3 each: greedy takes the large one first and gets 5; the best pair has 6."""
    tables = tables_of({"A": "b c d e", "B": "a b c", "C": "d e f"})
    found = consortium(tables, everything(tables), size=2, alternatives=1)
    assert ids(found["groups"][0]) == ["B", "C"]
    assert found["greedy"]["members"] == ["A", "B"]
    assert found["greedy"]["coverage"] == pytest.approx(5 / 6, abs=1e-3)
    assert found["greedy"]["guarantee"] == pytest.approx(1 - 1 / math.e)
    assert found["greedy"]["share_of_best_at_least"] <= 5 / 6 + 1e-3
    by_greedy = consortium(tables, everything(tables), size=2, method="greedy")
    assert [ids(group) for group in by_greedy["groups"]] == [["A", "B"]]
    with pytest.raises(SettingError, match="method greedy: expected nothing but a size"):
        consortium(tables, everything(tables), rules=Rules(min_countries=1), method="greedy")


def said(found: dict[str, Any]) -> str:
    """Why there is no group, as people read it."""
    return " ".join(reason_sentence(Words(), reason) for reason in found["against"]["reasons"])


# Who may take part


def test_national_lists_stay_out_unless_asked_for(europe: Fitted) -> None:
    found = consortium(europe, {"roses": 1, "cars": 1})
    assert found["groups"][0]["gaps"][0]["why"] == "regions of the run work on it, but none that may take part"
    assert found["candidates"]["left_out"] == {"national list": 1}
    assert ids(consortium(europe, {"roses": 1, "cars": 1}, national=True)["groups"][0]) == ["BG", "CZ020"]
    assert ids(consortium(europe, {"cars": 1}, fixed=["BG"])["groups"][0]) == ["BG", "CZ020"]


def test_parents_and_parts_are_never_together() -> None:
    tables = tables_of({"FRF": "a", "FRF3": "b", "SE125": "b"})
    assert np.argwhere(np.triu(nested_pairs(tables.region_ids), k=1)).tolist() == [[0, 1]]
    found = consortium(tables, {"a": 1, "b": 1}, alternatives=9)
    assert ["FRF", "FRF3"] not in [ids(group) for group in found["groups"]]
    assert ids(found["groups"][0]) == ["FRF", "SE125"]
    both = consortium(tables, {"a": 1}, fixed=["FRF", "FRF3"])
    assert both["against"]["conflict"] == ["with", "nested"]
    assert "FRF holds FRF3" in said(both)


def test_fixed_and_excluded(europe: Fitted) -> None:
    found = consortium(europe, {"cars": 1, "robots": 1}, fixed=["Region RO11"], without=["DE1"], alternatives=9)
    for group in found["groups"]:
        assert "RO11" in ids(group)
        assert "DE1" not in ids(group)
        member = next(member for member in group["members"] if member["region_id"] == "RO11")
        assert member["fixed"]
        assert "meets nothing that is asked: fixed" in member["notes"]
    with pytest.raises(SettingError, match="DE1: expected a region that is either with or without; found both"):
        consortium(europe, {"cars": 1}, fixed=["DE1"], without=["DE1"])


def test_countries_in_and_out(europe: Fitted) -> None:
    assert ids(consortium(europe, {"cars": 1}, countries=["DE", "SE"])["groups"][0]) == ["DE1"]
    assert ids(consortium(europe, {"cars": 1}, not_countries=["CZ"])["groups"][0]) == ["DE1"]
    with pytest.raises(SettingError, match="country 'FR': expected one of BG, CZ"):
        consortium(europe, {"cars": 1}, countries=["FR"])


def test_regions_without_thematic_areas_are_left_out_and_counted() -> None:
    found = consortium(tables_of({"A": "a", "B": "horizontal"}), {"a": 1})
    assert found["candidates"]["left_out"] == {"no thematic areas": 1}


def test_categories_of_regions_of_every_level() -> None:
    codes = ["PL22", "SE125", "DE1", "PL9", "CZ020", "LV", "NO071", "Atlantis"]
    found = [cohesion_category(code) for code in codes]
    known = ["less developed", "more developed", "more developed", "mixed", "transition", "less developed", "", ""]
    assert found == known


def test_member_states_are_those_of_the_nuts() -> None:
    rows = read_table("nuts.csv")
    found = {row["country"] for row in rows if row["kind"] == "NUTS" and row["last_version"] == NEWEST_VERSION}
    assert found == MEMBER_STATES


# Rules


def test_rules_bring_in_whom_they_need(europe: Fitted) -> None:
    """Cars need one region; two Member States and a less developed region need another."""
    found = consortium(europe, {"cars": 1}, rules=Rules(min_member_states=2, min_less_developed=1))
    group = found["groups"][0]
    assert len(group["member_states"]) >= 2
    assert group["cohesion"]["less developed"] == 1
    assert any("there for the rules" in " ".join(member["notes"]) for member in group["members"])


def test_norway_is_a_country_but_no_member_state(europe: Fitted) -> None:
    asked = {"space": 1, "cars": 1, "rail": 1}
    assert ids(consortium(europe, asked, rules=Rules(min_countries=3), size=3)["groups"][0]) == [
        "CZ020",
        "NO071",
        "SE125",
    ]
    found = consortium(europe, asked, rules=Rules(min_member_states=3), size=3)["groups"][0]
    assert (len(found["member_states"]), "NO071" in ids(found)) == (3, False)
    only = consortium(europe, asked, rules=Rules(only_member_states=True))
    assert only["candidates"]["left_out"] == {"national list": 1, "not in a Member State": 1}
    with pytest.raises(SettingError, match="NO071\\) is fixed: expected a region that ours allows"):
        consortium(europe, asked, rules=Rules(only_member_states=True, name="ours"), fixed=["NO071"])


def test_areas_and_shares_of_countries() -> None:
    tables = tables_of(
        {"A": "a", "B": "b", "C": "c", "D": ""} | {"D": "a"}, {"A": "SE", "B": "SE", "C": "FI", "D": "PL"}
    )
    asked = {"a": 1, "b": 1, "c": 1}
    assert ids(consortium(tables, asked)["groups"][0]) == ["A", "B", "C"]
    assert ids(consortium(tables, asked, rules=Rules(max_per_country=1))["groups"][0]) == ["B", "C", "D"]
    assert ids(consortium(tables, asked, rules=Rules(max_share_per_country=0.5))["groups"][0]) == ["B", "C", "D"]
    rules = Rules(min_areas=2, areas={"North": ("SE", "FI"), "East": ("PL",)})
    found = consortium(tables, {"c": 1}, rules=rules)["groups"][0]
    assert (ids(found), found["areas"]) == (["C", "D"], {"North": 1, "East": 1})


@pytest.mark.parametrize(
    ("rules", "limits", "keys", "words"),
    [
        (Rules(min_less_developed=3), {}, ["min_less_developed"],
         "the rules need 3 less developed regions, only 2 of the 6 that may take part are; 1 have no single known"),
        (Rules(min_regions=9), {"size": 9}, ["min_regions"], "the rules need 9 regions; 6 may take part"),
        (Rules(min_countries=7), {}, ["min_countries"], "need 7 countries; the 6 regions that may take part lie in 6"),
        (Rules(min_member_states=6), {}, ["min_member_states"], "need 6 Member States; the 6 regions that .* lie in 5"),
        (Rules(min_countries=4), {"size": 3}, ["size", "min_countries"], "at most 3 members are asked for"),
        (Rules(), {"reach": 0.95}, ["reach"], "coverage of 0.950 is asked for; all 6 regions .* reach 0.500"),
        (Rules(min_less_developed=1), {"countries": ["SE", "DE"]}, ["min_less_developed"], "only 0 of the 2"),
        (Rules(max_regions=2), {"fixed": ["DE1", "PL22", "RO11"]}, ["with", "max_regions"], "the fixed members are"),
    ],
)  # fmt: skip
def test_the_rule_in_the_way_is_named(europe: Fitted, rules: Rules, limits: dict, keys: list[str], words: str) -> None:
    found = consortium(europe, {"cars": 1, "roses": 1}, rules=rules, **limits)
    assert not found["feasible"]
    assert found["groups"] == []
    assert found["against"]["conflict"] == keys
    assert re.search(words, said(found)), said(found)


def test_nobody_works_on_it() -> None:
    tables = tables_of({"A": "a", "LT": "b"})
    found = consortium(tables, {"b": 1})
    assert said(found) == "no region that may take part works on anything that is asked"


# Relations, on random cases


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    n, steps = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    rows = st.lists(st.lists(st.booleans(), min_size=steps, max_size=steps), min_size=n, max_size=n)
    weights = np.array(draw(st.lists(st.integers(1, 9), min_size=steps, max_size=steps)), dtype=np.int64)
    kinds = draw(st.lists(st.sampled_from(["less developed", "more developed", ""]), min_size=n, max_size=n))
    lands = draw(st.lists(st.sampled_from(["SE", "FI", "NO"]), min_size=n, max_size=n))
    regions = tuple(Candidate(r, f"R{r}", f"R{r}", lands[r], kinds[r]) for r in range(n))
    return Problem(regions, np.array(draw(rows), dtype=bool), weights, size=draw(st.integers(1, n)))


def by_hand(problem: Problem, allowed: object = None) -> list[int] | None:
    """The best group by looking at all."""
    n = len(problem.regions)
    groups = [
        group
        for size in range(1, min(problem.most, n) + 1)
        for group in itertools.combinations(range(n), size)
        if allowed is None or allowed(group)
    ]
    if not groups:
        return None
    return list(min(groups, key=lambda g: (-covered(problem, g), len(g), -useful(problem, g), -backed(problem, g), g)))


def useful(problem: Problem, group: tuple[int, ...]) -> int:
    """How many members meet anything that is asked."""
    return int(problem.meets[list(group)].any(axis=1).sum())


@settings(max_examples=60, deadline=None)
@given(problems())
def test_exact_is_the_best_of_all_and_greedy_near_it(problem: Problem) -> None:
    best, quick = exact(problem), greedy(problem)
    assert best == by_hand(problem)
    assert covered(problem, quick) >= (1 - 1 / math.e) * covered(problem, best)
    assert covered(problem, best) <= greedy_bound(problem, quick)
    assert len(quick) <= problem.size


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))
def test_exact_is_the_best_of_all_under_rules(problem: Problem, countries: int, poor: int, most: int) -> None:
    rules = Rules(min_countries=countries, min_less_developed=poor or None, max_per_country=most)
    ruled = Problem(problem.regions, problem.meets, problem.weights, rules, size=problem.size)

    def allowed(group: tuple[int, ...]) -> bool:
        lands = [ruled.regions[r].country for r in group]
        return (
            len(set(lands)) >= countries
            and max(map(lands.count, lands)) <= most
            and sum(ruled.regions[r].cohesion == "less developed" for r in group) >= poor
        )

    best = exact(ruled)
    assert best == by_hand(ruled, allowed)
    keys = conflict(ruled)
    assert (best is None) == bool(keys)


@settings(max_examples=40, deadline=None)
@given(problems(), st.data())
def test_a_member_more_never_lowers_coverage(problem: Problem, data: st.DataObject) -> None:
    everyone = list(range(len(problem.regions)))
    group = data.draw(st.lists(st.sampled_from(everyone), unique=True))
    member = data.draw(st.sampled_from(everyone))
    assert covered(problem, [*group, member]) >= covered(problem, group)
    assert backed(problem, group) <= covered(problem, group)


@pytest.mark.parametrize(
    ("weights", "reach", "needed"),
    [
        ((333, 333, 334), 2 / 3, 666),
        ((333, 333, 334), 1.0, 999),
        ((500, 500), 0.5, 499),
        ((1, 1), 0.5, 1),
        ((1, 1), None, 0),
    ],
)
def test_what_weights_lost_by_rounding_costs_no_member(
    weights: tuple[int, ...], reach: float | None, needed: int
) -> None:
    """Of thirds, two are two thirds, though 333 + 333 is less than two thirds of 1000."""
    meets = np.ones((1, len(weights)), dtype=bool)
    problem = Problem((Candidate(0, "A", "A", "SE", ""),), meets, np.array(weights), reach=reach)
    assert problem.needed == needed


@settings(max_examples=40, deadline=None)
@given(problems(), st.floats(0.05, 1))
def test_the_smallest_group_reaches_and_no_smaller_one_does(problem: Problem, reach: float) -> None:
    asked = Problem(problem.regions, problem.meets, problem.weights, reach=reach)
    found = exact(asked)
    n = len(problem.regions)
    sizes = [
        size
        for size in range(1, n + 1)
        if any(covered(asked, group) >= asked.needed for group in itertools.combinations(range(n), size))
    ]
    assert (found is None) == (not sizes)
    if found is not None:
        assert len(found) == sizes[0]
        assert covered(asked, found) >= (reach - 0.001) * asked.total - 1e-6


def test_members_meet_something_where_the_rules_allow_it(europe_run: Run) -> None:
    """Three regions of three Member States for one niche: all three work on it, since enough regions do."""
    (first, *_) = consortium(europe_run, {"metals_steel": 1}, rules=load_rules("s3_partnership"))["groups"]
    assert len(first["members"]) == 3
    assert all(member["covers"] > 0 for member in first["members"])


def test_alternatives_may_differ_in_more_than_a_group_has(europe_run: Run) -> None:
    groups = consortium(europe_run, {"metals_steel": 1}, size=2, alternatives=3, differ=9)["groups"]
    assert len(groups) == 3
    members = [{member["region_id"] for member in group["members"]} for group in groups]
    assert not members[0] & members[1] | members[0] & members[2] | members[1] & members[2]


def test_contributions_are_consistent(europe: Fitted) -> None:
    for group in consortium(europe, everything(europe), size=4, national=True, alternatives=6)["groups"]:
        assert sum(member["adds"] for member in group["members"]) == pytest.approx(group["coverage"], abs=1e-12)
        for member in group["members"]:
            assert member["lost"] <= member["adds"] + 1e-12 <= member["covers"] + 2e-12
        assert group["coverage"] + sum(gap["weight"] for gap in group["gaps"]) == pytest.approx(1, abs=1e-12)
        assert sum(member["lost"] for member in group["members"]) + group["backed"] == pytest.approx(group["coverage"])


def test_order_of_rows_and_steps_makes_no_difference() -> None:
    asked = {"coal": 2, "cars": 1, "rail": 1, "food": 1}
    turned = dict(reversed(asked.items()))
    one = consortium(tables_of(EUROPE, COUNTRIES), asked, size=2)
    other = consortium(tables_of(dict(reversed(EUROPE.items())), COUNTRIES), turned, size=2)
    assert one == other


def test_weights_must_be_weights(europe: Fitted) -> None:
    with pytest.raises(SettingError, match="weight of 'cars': expected a positive number; found 0"):
        consortium(europe, {"cars": 0})
    with pytest.raises(SettingError, match="what is asked: expected at least one"):
        consortium(europe, {})
    with pytest.raises(SettingError, match="reach: expected a coverage above 0, at most 1; found 90"):
        consortium(europe, {"cars": 1}, reach=90)
    with pytest.raises(NameUnknownError, match="no niche 'car' in the run"):
        consortium(europe, {"car": 1})


# The files of rules


def test_bundled_rules_say_where_they_are_from() -> None:
    assert rule_names() == ["i3_strand1", "i3_strand2a", "i3_strand2b", "interreg_europe", "riv", "s3_partnership"]
    for name in rule_names():
        rules = load_rules(name)
        assert rules.advice == "check the call text"
        assert rules.title
        assert rules.date
        assert all(url.startswith("https://") for url, _ in rules.sources)
        assert rules.sources
        for code in (*rules.countries, *itertools.chain(*rules.areas.values())):
            assert country_code(code) == code
    assert load_rules("s3_partnership").set_rules == {"min_regions": 3, "min_member_states": 3}
    strand = load_rules("i3_strand1")
    assert (strand.min_entities, strand.min_regions, strand.min_countries, strand.min_less_developed) == (5, 5, 3, 2)
    europe = load_rules("interreg_europe")
    assert (europe.min_regions, europe.max_regions) == (5, 8)
    assert not set(europe.countries) & {"GB"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[rules]\nmin_region = 3", r"ours.toml, \[rules\]: .*found 'min_region'; did you mean min_regions"),
        ("[rule]\nmin_regions = 3", "expected one of title, advice, date, note, source, rules, areas; found 'rule'"),
        ("[rules]\nmin_regions = 0", "ours.toml, min_regions: expected a whole number of 1 or more; found 0"),
        ("[rules]\nmin_regions = true", "min_regions: expected a whole number"),
        ("[rules]\nmax_share_per_country = 40", "expected a share above 0, at most 1; found 40"),
        ("[rules]\nmin_regions = 4\nmax_regions = 3", "expected max_regions of at least min_regions; found 3 and 4"),
        ("[rules]\nmin_areas = 2\n[areas]\nNorth = ['SE']", r"min_areas 2: expected as many \[areas\]; found 1"),
        ("[rules]\ncountries = ['SE', 'Atlantis']", "ours.toml, countries, country: .*found 'Atlantis'"),
        ("[rules]\nonly_member_states = 1", "only_member_states: expected true or false; found 1"),
        ("rules = 3", r"expected a table \[rules\]; found 3"),
        ("[[source]]\ntitle = 'x'", r"source: expected tables \[\[source\]\] with url and title"),
        ("min_regions =", "ours.toml: expected a TOML file in UTF-8"),
    ],
)
def test_one_clear_error_for_each_wrong_key(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_rules(path)


def test_names_of_rules() -> None:
    with pytest.raises(NameUnknownError, match="there are no rules 'i4': choose one of i3_strand1, "):
        load_rules("i4")
    with pytest.raises(InputError, match="cannot be read"):
        load_rules("nowhere.toml")


# What is asked, in words


@pytest.fixture(scope="module")
def words() -> Run:
    """A run of the vocabulary's niches and one of its own; Norrbotten has mining as a whole only."""
    portfolios = {
        "SE332": ["metals_steel", "mining_general"],
        "DE1": ["automotive"],
        "ES21": ["hydrogen", "own_gambling"],
        "AT33": ["tourism_general", "nature_outdoor_tourism"],
    }
    niches = [niche for found in portfolios.values() for niche in found]
    vocabulary = load_vocabulary()
    parents = {n: vocabulary.theme_of(n) if n in vocabulary else n.removesuffix("_general") for n in niches}
    parents["own_gambling"] = "services"
    labels = {n: vocabulary.label(n.removesuffix("_general")) if n != "own_gambling" else "Gambling" for n in niches}
    rows = [
        dict.fromkeys(AREA_COLUMNS, "") | {"region_id": r, "region": r, "country": r[:2], "area": f"{labels[n]} in {r}"}
        for r, found in portfolios.items()
        for n in found
    ]
    niche_of = {f"{labels[n]} in {r}": n for r, found in portfolios.items() for n in found}
    areas = sort_areas(pd.DataFrame(rows))
    themes = [{"theme_id": n, "level": "niche", "parent_id": parents[n], "label": labels[n]} for n in niches]
    themes += [
        {"theme_id": t, "level": "theme", "parent_id": "", "label": vocabulary.label(t)}
        for t in sorted(set(parents.values()) & set(vocabulary.concepts))
    ]
    links = pd.DataFrame({"area_id": areas["area_id"], "theme_id": areas["area"].map(niche_of), "membership": 1.0})
    return Run(
        areas,
        pd.DataFrame(themes).assign(size=1),
        links,
        pd.DataFrame(),
        vectors=Student().encode(areas["area"].tolist()),
        settings={"model": {"name": "packaged"}},  # type: ignore[typeddict-item]
    )


def test_names_stand_for_niches_and_themes_for_theirs(words: Run) -> None:
    steps = steps_of_names(words, load_vocabulary(), ["Hydrogen", "tourism", "own_gambling", "vätgas"])
    weights = {niche: step.weight for step in steps for niche in step.niches}
    assert weights == {"hydrogen": 2, "nature_outdoor_tourism": 0.5, "tourism_general": 0.5, "own_gambling": 1}
    with pytest.raises(NameUnknownError, match="no niche or theme is called 'Hydrogn': did you mean hydrogen"):
        steps_of_names(words, load_vocabulary(), ["Hydrogn"])


def test_a_niche_that_nobody_works_on_stays_a_gap(words: Run) -> None:
    found = words.consortium(["hydrogen", "mining_operations"])["groups"][0]
    assert found["coverage"] == 0.5
    (gap,) = found["gaps"]
    assert gap["why"] == "no region of the run works on it"
    assert gap["wider"]["regions"] == ["SE332"]


@pytest.mark.slow
def test_a_value_chain_in_its_order(words: Run) -> None:
    found = words.consortium(chain=["ore mining", "green steel", "Fahrzeugbau", "flygande tefat av ost"])
    asked = found["asked"]
    assert [step["step"] for step in asked] == ["ore mining", "green steel", "Fahrzeugbau", "flygande tefat av ost"]
    assert [step["weight"] for step in asked] == [0.25] * 4
    assert list(asked[1]["niches"]) == ["metals_steel"]
    assert "automotive" in asked[2]["niches"]
    group = found["groups"][0]
    by = {step["step"]: step["by"] for step in group["steps"]}
    assert (by["green steel"], by["Fahrzeugbau"], by["ore mining"]) == (["SE332"], ["DE1"], [])


@pytest.mark.parametrize(
    ("text", "niches"),
    [
        ("Proposals should bring together green hydrogen and the steel industry, for the good of all.",
         {"hydrogen", "metals_steel"}),
        ("Utlysningen gäller vätgas och fordonsindustrin. Sökande är små företag.", {"hydrogen", "automotive"}),
        ("Projects on gambling.", {"own_gambling"}),
    ],
)  # fmt: skip
def test_call_texts_are_placed_without_torch(words: Run, text: str, niches: set[str]) -> None:
    vocabulary = load_vocabulary()
    steps = steps_of_text(words, vocabulary, text_placer(words, vocabulary).mentions(text))
    assert {niche for step in steps for niche in step.niches} == niches


def test_what_a_call_wants_developed_is_asked_or_told_as_not_understood(words: Run) -> None:
    call = "Vi söker konsortier från tre medlemsstater som tillsammans utvecklar vätgas och underliga brusmojänger."
    found = words.consortium(text=call)
    assert (list(found["asked"][0]["niches"]), found["aside"]) == (["hydrogen"], [])
    assert found["unread"] == ["underliga brusmojänger"]
    told = " ".join(map(str, consortium_text(Words("sv"), found)))
    assert "passar ingen nisch och räknas inte: underliga brusmojänger." in told


def test_areas_stand_under_the_niche_that_was_found_and_not_under_what_was_asked(words: Run) -> None:
    found = words.consortium(chain=["grönt stål", "vätgas"])
    sv = Words("sv", labels={"metals and steel": "metall och stål"})
    told = {niches for member in found["groups"][0]["members"] for niches, _ in on_niches(sv, member)}
    assert told == {"metall och stål", "hydrogen"}


def test_the_notes_of_bundled_rules_are_told_in_swedish() -> None:
    for name in rule_names():
        note = load_rules(name).note
        assert note
        assert Words("en").term("terms.rules_note", note) == note
        assert Words("sv").term("terms.rules_note", note).startswith("Läst")


def test_what_is_said_twice_weighs_twice(words: Run) -> None:
    vocabulary = load_vocabulary()
    placer = text_placer(words, vocabulary)
    steps = steps_of_text(words, vocabulary, placer.mentions("Hydrogen. Steel. Hydrogen!"))
    assert [(step.step, step.weight) for step in steps] == [("hydrogen", 2), ("metals and steel", 1)]
    assert placer.mentions("At least five entities must take part.") == []
    assert steps_of_chain(words, vocabulary, ["Gambling"], placer.niches)[0].niches == {"own_gambling": "Gambling"}


def test_one_thing_is_asked(words: Run) -> None:
    with pytest.raises(SettingError, match="one of niche, text and chain; found nothing, or an empty one"):
        words.consortium()
    with pytest.raises(SettingError, match="what is asked"):
        words.consortium(text="At least five entities must take part.")


# The command line


@pytest.fixture
def folder(words: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(Run, "load", classmethod(lambda _cls, _path: words))
    return str(tmp_path)


def test_the_verb_prints_groups_with_reasons(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["consortium", folder, "--chain", "ore mining; green steel; automotive", "--rules", "s3_partnership"])
    shown = " ".join(capsys.readouterr().out.split())
    assert status == 0
    parts = [
        "Check the call text",
        "Group 1: coverage 0.667",
        "metals and steel in SE332",
        "ore mining: nobody: no region of the run works on it; SE332 on “mining and minerals” as a whole",
        "Suggested for discussion",
        "https://s3platform.jrc.ec.europa.eu/expression-of-interest",
    ]
    for part in parts:
        assert part in shown
    assert main(["consortium", folder, "--niche", "hydrogen", "--rules", "i3_strand1"]) == 1
    shown = capsys.readouterr().out
    assert "No group can satisfy this:" in shown
    assert "the rules need 2 less developed regions" in shown


def test_the_verb_gives_json_and_csv(folder: str, words: Run, capsys: pytest.CaptureFixture[str]) -> None:
    main(["consortium", folder, "--niche", "hydrogen", "--niche", "automotive", "--json"])
    assert json.loads(capsys.readouterr().out)["groups"][0]["coverage"] == 1
    main(["consortium", folder, "--niche", "hydrogen", "--niche", "automotive", "--csv"])
    lines = capsys.readouterr().out.splitlines()
    table = consortium_table(words.consortium(["hydrogen", "automotive"]))
    assert lines[0].split(",") == list(table.columns)
    assert len(lines) == 1 + len(table) == 5  # two together, then each alone
    call = Path(folder) / "call.txt"
    call.write_text("Green hydrogen for cars.", encoding="utf-8")
    assert main(["consortium", folder, "--from", str(call)]) == 0


def test_steps_may_be_given_whole(europe: Fitted) -> None:
    steps = [Step("metal", {"steel": "steel", "cars": "cars"}), Step("people", {})]
    group = consortium(europe, steps)["groups"][0]
    assert (group["coverage"], group["gaps"][0]["why"]) == (0.5, "its words fit no niche")
