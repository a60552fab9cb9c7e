"""What speaks against a pair, and the areas behind a score: the limits that decide, each met from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from by_hand import tables_of

from matcher.fitted.tables import Fitted
from matcher.partners import pairs, partners
from matcher.partners.explain import against, explain
from matcher.scores import PairScores
from matcher.words.explain import explain_text


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


def test_no_more_than_chance_is_said_of_the_side_that_would_gain(pair: Fitted) -> None:
    """z = 0 from A's side and just above it from B's: the limit itself is no more than chance."""
    found = codes(scored(pair, z=[[NAN, 0.0], [1e-6, NAN]]))
    assert found["below_expected a"] == {
        "code": "below_expected",
        "side": "a",
        "region": "Region A",
        "other": "Region B",
        "z": 0.0,
    }
    assert "below_expected b" not in found
    assert "below_expected a" in codes(scored(pair, z=[[NAN, 1e-12], [1.0, NAN]]))  # the last bits say nothing


@pytest.mark.parametrize(
    ("z", "overlap_z", "reading"),
    [
        ([[NAN, 1.0], [1.0, NAN]], 1.0, "strong match"),
        ([[NAN, 1.0], [-1.0, NAN]], 1.0, "one-sided match"),
        ([[NAN, -1.0], [1.0, NAN]], -1.0, "one-sided complement"),
        ([[NAN, -1.0], [-1.0, NAN]], 1.0, "critical mass"),
        ([[NAN, -1.0], [-1.0, NAN]], -1.0, "no basis"),
    ],
)
def test_list_heading_caveats_and_verdict_follow_one_rule(pair, z: list, overlap_z: float, reading: str) -> None:
    tables = scored(pair, z=z, overlap_z=[[NAN, overlap_z], [overlap_z, NAN]])
    facts, turned = explain(tables, "A", "B"), explain(tables, "B", "A")
    assert facts["quadrant"] == turned["quadrant"] == reading
    assert partners(tables, "A")["quadrant"].tolist() == [reading]
    assert partners(tables, "B", by="overlap")["quadrant"].tolist() == [reading]
    assert pairs(tables)["quadrant"].tolist() == [reading]
    below = {entry["side"] for entry in facts["against"] if entry["code"] == "below_expected"}
    assert below == {side for side, value in (("a", z[0][1]), ("b", z[1][0])) if value <= 0}
    if reading.startswith("one-sided"):
        gainer = "Region A" if z[0][1] > 0 else "Region B"
        for told in (facts, turned):
            assert f"only {gainer} gains" in " ".join(explain_text(told).split())


def test_fewer_than_three_areas_are_few() -> None:
    tables = tables_of({"A": ["a", "b"], "B": ["c", "d", "e"], "C": ["f"]}, {("a", "c"): 1.0})
    few = {
        entry["region"]: entry["n"] for s in (1, 2) for entry in against(tables, 0, s) if entry["code"] == "few_areas"
    }
    assert few == {"Region A": 2, "Region C": 1}
    notes = partners(tables, "A").set_index("region_id")["notes"]
    assert notes.to_dict() == {"B": [], "C": ["only 1 area"]}
    assert partners(tables, "C").set_index("region_id").loc["A", "notes"] == ["only 2 areas"]


def test_areas_behind_a_score_are_those_of_its_three_first_reasons() -> None:
    """A's niche a is related to four of B's, most to n1 and least to n4; an area on two of them is named once.

    Of others, B and C have n1 to n4, and D has n6 alone, which chance could have given the other way round.
    """
    relations = {("a", "n1"): 0.9, ("a", "n2"): 0.7, ("a", "n3"): 0.6, ("a", "n4"): 0.5, ("a", "n6"): 0.4}
    tables = tables_of({"A": ["a"], "B": ["n4", "n3", "n1+n2"], "C": ["n1", "n2", "n3", "n4"], "D": ["n6"]}, relations)
    areas = partners(tables, "A").set_index("region_id")["areas"]
    assert areas["B"] == ["n1+n2 of B", "n3 of B"]
    assert areas["C"] == ["n1 of C", "n2 of C", "n3 of C"]
    assert partners(tables, "A", by="mutual").set_index("region_id").loc["C", "areas"] == areas["C"]
    # What D brings is related by 0.4, less than 2 of 3 (0.4 < 4 / 9): no reason, and in no list of areas.
    assert areas["D"] == []
    only = tables_of({"A": ["a"], "B": ["n1"], "C": ["n2"], "D": ["n6"]}, relations)
    found = partners(only, "A").set_index("region_id")
    assert found["areas"].to_dict() == {"B": ["n1 of B"], "C": ["n2 of C"], "D": []}
    # Where all others have the same, chance leaves no choice, and nothing that they bring lies beyond it.
    same = tables_of({"A": ["a"], "B": ["n1", "n2"], "C": ["n1", "n2"]}, {("a", "n1"): 0.9, ("a", "n2"): 0.7})
    assert partners(same, "A")[["z", "areas"]].to_numpy().tolist() == [[0.0, []], [0.0, []]]


def test_areas_behind_what_is_given_and_shared() -> None:
    relations = {("a", "n1"): 0.9, ("a", "n2"): 0.7, ("a", "n3"): 0.5, ("a", "n4"): 0.3}
    tables = tables_of({"A": ["a"], "B": ["n1", "n2", "n3", "n4"], "C": ["n1", "n2", "n3", "n4", "n5"]}, relations)

    def given(run: Fitted) -> list[str]:
        return partners(run, "A", by="gives").set_index("region_id").loc["B", "areas"]

    # A gives B its niche a: one niche, one reason, and of the four that lead to it n1 is related most.
    assert given(tables) == ["n1 of B"]
    # Where nobody knows relations there are no reasons: the three largest parts stand for the score.
    assert given(replace(tables, links=tables.links.iloc[:0])) == [f"n{n} of B" for n in (1, 2, 3)]
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
    assert "Nothing that Region A surely lacks is related to its niches" in english
    assert "Complementarity cannot be judged" in english
    assert "saknar tematiska områden" not in swedish
    assert "Inget som säkert saknas i Region B är besläktat med nischerna där" in swedish


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
