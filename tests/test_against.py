"""What speaks against a pair, and the areas behind a score: the limits that decide, each met from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from by_hand import tables_of

from matcher.fitted.tables import Fitted
from matcher.partners import partners
from matcher.partners.explain import against, explain
from matcher.scores import PairScores
from matcher.words.explain import explain_text, objections


def scored(tables: Fitted, **values: list[list[float]]) -> Fitted:
    """The tables with these scores in place of their own; all others are 0.5, on the diagonal nan."""
    n = len(tables.region_ids)
    usual = np.where(np.eye(n, dtype=bool), np.nan, 0.5)
    matrices = {name: np.array(values[name]) if name in values else usual for name in PairScores._fields}
    copy = replace(tables)
    copy.__dict__["scores"] = PairScores(**matrices)
    return copy


@pytest.fixture
def pair() -> Fitted:
    """A and B with three areas each, so that nothing else speaks against them."""
    return tables_of({"A": ["a", "b", "c"], "B": ["c", "d", "e"]}, {("a", "d"): 1.0, ("b", "e"): 1.0})


def codes(tables: Fitted) -> dict[str, dict]:
    return {f"{entry['code']} {entry.get('side', '')}".strip(): entry for entry in against(tables, 0, 1)}


NAN = float("nan")


def test_below_z_1_is_within_chance(pair: Fitted) -> None:
    """z = 0.99 from A's side and 1.0 from B's: the limit itself is beyond chance."""
    found = codes(scored(pair, z=[[NAN, 0.99], [1.0, NAN]]))
    assert found["within_chance a"] == {
        "code": "within_chance",
        "side": "a",
        "region": "Region A",
        "other": "Region B",
        "z": 0.99,
    }
    assert set(codes(scored(pair, z=[[NAN, 1.0], [0.99, NAN]]))) == {"within_chance b"} | set(found) - {
        "within_chance a"
    }
    assert "within_chance b" not in found


def test_no_more_than_expected_is_said_before_chance(pair: Fitted) -> None:
    found = codes(scored(pair, complementarity=[[NAN, 0.0], [1e-6, NAN]], z=[[NAN, 0.0], [2.0, NAN]]))
    assert found["below_expected a"]["value"] == 0
    assert (found["below_expected a"]["region"], found["below_expected a"]["other"]) == ("Region A", "Region B")
    assert not {"within_chance a", "below_expected b", "within_chance b"} & set(found)


@pytest.mark.parametrize(("smaller", "said"), [(0.299, True), (0.3, False)])
def test_less_than_half_in_return_is_one_sided(pair: Fitted, smaller: float, said: bool) -> None:
    """B brings A 0.6, A brings B less than half of it or just half."""
    found = codes(scored(pair, z=np.full((2, 2), 2.0), brings=[[NAN, 0.6], [smaller, NAN]]))
    assert ("one_sided" in found) is said


def test_who_gains_more_is_named(pair: Fitted) -> None:
    """A gains 0.6 of B and gives 0.1: A is the gainer, B the giver; turned round, the other way."""
    usual = np.full((2, 2), 2.0)
    one = codes(scored(pair, z=usual, brings=[[NAN, 0.6], [0.1, NAN]]))["one_sided"]
    assert (one["gainer"], one["giver"]) == ("Region A", "Region B")
    assert one["balance"] == pytest.approx(1 / 6)
    other = codes(scored(pair, z=usual, brings=[[NAN, 0.1], [0.6, NAN]]))["one_sided"]
    assert (other["gainer"], other["giver"]) == ("Region B", "Region A")
    # What does not exceed chance is no exchange.
    nothing = scored(pair, z=usual, brings=[[NAN, 0.6], [0.1, NAN]], complementarity=[[NAN, -0.1], [0.5, NAN]])
    assert "one_sided" not in codes(nothing)
    still = scored(pair, z=usual, brings=[[NAN, 0.6], [0.1, NAN]], complementarity=[[NAN, 0.5], [-0.1, NAN]])
    assert "one_sided" in codes(still)


def test_the_sentence_names_giver_and_gainer(pair: Fitted) -> None:
    facts = explain(scored(pair, z=np.full((2, 2), 2.0), brings=[[NAN, 0.6], [0.1, NAN]]), "A", "B")
    (sentence,) = [text for text in objections(facts) if "one-sided" in text]
    assert "Region B brings Region A far more than it gets back (balance 0.17)" in sentence


def test_fewer_than_three_areas_are_few() -> None:
    tables = tables_of({"A": ["a", "b"], "B": ["c", "d", "e"], "C": ["f"]}, {("a", "c"): 1.0})
    few = {
        entry["region"]: entry["n"] for s in (1, 2) for entry in against(tables, 0, s) if entry["code"] == "few_areas"
    }
    assert few == {"Region A": 2, "Region C": 1}
    notes = partners(tables, "A").set_index("region_id")["notes"]
    assert notes.to_dict() == {"B": [], "C": ["only 1 area"]}
    assert partners(tables, "C").set_index("region_id").loc["A", "notes"] == ["only 2 areas"]


def test_areas_behind_a_score_are_those_of_its_three_largest_parts() -> None:
    """A's niche a is related to four of B's, most to n1 and least to n4; an area on two of them is named once."""
    relations = {("a", "n1"): 0.9, ("a", "n2"): 0.7, ("a", "n3"): 0.5, ("a", "n4"): 0.3, ("a", "n5"): 0.8}
    tables = tables_of({"A": ["a"], "B": ["n4", "n3", "n1+n2"], "C": ["n1", "n2", "n3", "n4"]}, relations)
    areas = partners(tables, "A").set_index("region_id")["areas"]
    assert areas["B"] == ["n1+n2 of B", "n3 of B"]
    assert areas["C"] == ["n1 of C", "n2 of C", "n3 of C"]
    assert partners(tables, "A", by="mutual").set_index("region_id").loc["C", "areas"] == areas["C"]


def test_areas_behind_what_is_given_and_shared() -> None:
    relations = {("a", "n1"): 0.9, ("a", "n2"): 0.7, ("a", "n3"): 0.5, ("a", "n4"): 0.3}
    tables = tables_of({"A": ["a"], "B": ["n1", "n2", "n3", "n4"], "C": ["n1", "n2", "n3", "n4", "n5"]}, relations)
    # A gives B its niche a, to which all four lead; relatedness to n1 is the largest part.
    assert partners(tables, "A", by="gives").set_index("region_id").loc["B", "areas"] == [
        f"n{n} of B" for n in (1, 2, 3)
    ]
    # All shared niches are as common, so the first three by id stand for the overlap.
    assert partners(tables, "C", by="overlap", top=1)["areas"].tolist() == [[f"n{n} of B" for n in (1, 2, 3)]]


# --- nothing related, or no themes ------------------------------------------------------------------------------------


@pytest.fixture
def islands() -> Fitted:
    """A and B have three areas each, none related to another one; C has horizontal areas only."""
    return tables_of({"A": ["a", "b", "c"], "B": ["c", "d", "e"], "C": ["horizontal"]}, {})


def test_nothing_related_is_not_called_no_themes(islands: Fitted) -> None:
    facts = explain(islands, "A", "B")
    assert facts["quadrant"] is None
    assert [(entry["code"], entry.get("side")) for entry in facts["against"]] == [
        ("nothing_related", "a"),
        ("nothing_related", "b"),
    ]
    english, swedish = (" ".join(explain_text(facts, language).split()) for language in ("en", "sv"))
    assert "no thematic areas" not in english
    assert "No niche of Region A is related to one that it lacks" in english
    assert "Complementarity cannot be judged" in english
    assert "saknar tematiska områden" not in swedish
    assert "Ingen nisch i Region B är besläktad med någon som saknas där" in swedish


def test_no_themes_is_not_called_nothing_related(islands: Fitted) -> None:
    facts = explain(islands, "A", "C")
    said = [entry["code"] for entry in facts["against"]]
    assert "horizontal_only" in said
    assert "nothing_related" not in said
    assert "at least one of the two has no thematic areas" in " ".join(explain_text(facts).split())
    assert partners(islands, "A").set_index("region_id").loc["B", "notes"] == []


def test_one_side_may_have_something_related() -> None:
    """B has all that is related: nothing it lacks can complement it, while it complements A."""
    tables = tables_of({"A": ["a"], "B": ["a", "b"]}, {("a", "b"): 1.0})
    facts = explain(tables, "A", "B")
    assert facts["a_gains"]["brings"] == 1
    assert [(e["code"], e["side"]) for e in facts["against"] if "related" in e["code"]] == [("nothing_related", "b")]
