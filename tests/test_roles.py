"""Offers and needs: supply meeting demand, by hand on three regions."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand import tables_of
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher import Run
from matcher.chance import expected_presence
from matcher.partners import partners
from matcher.partners.explain import explain
from matcher.scores import demand_parts, demand_scores
from matcher.words.explain import explain_text

# A needs niches 0 and 1. B offers 0 and needs 2, C offers 0, 1 and 2.
NEEDS = np.array([[1.0, 1, 0], [0, 0, 1], [0, 0, 0]])
OFFERS = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 1]])
#: Rarity of offers, sqrt(R / u): niche 0 is offered by two of three, the others by one.
V = np.sqrt(3 / np.array([2, 1, 1]))

matrices = st.tuples(st.integers(2, 5), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(*(arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0])) for _ in range(2)))
)


def test_demand_by_hand() -> None:
    p = np.array([[0, 0, 0], [0.5, 0.25, 0.25], [1, 1, 1]])
    found = demand_scores(NEEDS, OFFERS, p)
    assert found.met[0, 1] == pytest.approx(V[0] / (V[0] + V[1]))
    assert found.met[0, 2] == 1
    assert found.expected[0, 1] == pytest.approx((0.5 * V[0] + 0.25 * V[1]) / (V[0] + V[1]))
    assert found.met[1, 2] == 1
    # A offers nothing, C needs nothing, and nobody serves itself.
    assert np.isnan(found.met[[0, 1, 1, 2, 2, 2], [0, 0, 1, 0, 1, 2]]).all()
    assert np.array_equal(np.isnan(found.met), np.isnan(found.expected))
    assert demand_parts(NEEDS, OFFERS, 0, 1) == pytest.approx([V[0] / (V[0] + V[1]), 0, 0])


@given(matrices)
def test_shares_and_their_parts(world: tuple[np.ndarray, np.ndarray]) -> None:
    needs, offers = world
    found = demand_scores(needs, offers, expected_presence(offers))
    for values in found:
        defined = values[~np.isnan(values)]
        assert ((defined >= 0) & (defined <= 1 + 1e-9)).all()
    for r, s in np.argwhere(~np.isnan(found.met)):
        assert r != s
        assert needs[r].any()
        assert offers[s].any()
        assert demand_parts(needs, offers, r, s).sum() == pytest.approx(found.met[r, s], abs=1e-12)
    # An offer more never meets less of a need, apart from its rarity; what all offer, all meet.
    full = demand_scores(needs, np.ones_like(offers), expected_presence(np.ones_like(offers)))
    assert (full.met[~np.isnan(full.met)] == pytest.approx(1)) if (~np.isnan(full.met)).any() else True
    assert full.expected == pytest.approx(full.met, nan_ok=True)


@pytest.fixture(scope="module")
def market():
    """The same as tables; C's area on niches 1 and 2 is one, and D has no role."""
    portfolios = {
        "A": ["n0:need", "n1:need"],
        "B": ["n0:offer", "n2:need"],
        "C": ["n0:offer", "n1+n2:offer"],
        "D": ["n0", "n3"],
    }
    return tables_of(portfolios, {("n0", "n1"): 1.0, ("n1", "n2"): 1.0, ("n2", "n3"): 1.0})


def test_roles_are_read_from_the_areas(market) -> None:
    assert market.has_roles
    assert market.needed.tolist() == [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert market.offered.tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0]]
    assert market.areas_on("A", "n0", role="need") == ["n0 of A"]
    assert market.areas_on("A", "n0", role="offer") == []
    assert market.areas_on("A", "n0") == ["n0 of A"]


def test_partner_lists_show_both_directions(market) -> None:
    listed = partners(market, "B").set_index("region_id")
    assert listed.loc["C", "brings_needed"] == 1  # C offers niche 2, which B needs
    assert np.isnan(listed.loc["C", "gives_needed"])  # C needs nothing
    assert np.isnan(listed.loc["A", "brings_needed"])  # A offers nothing
    v0, v1 = np.sqrt(4 / 2), np.sqrt(4 / 1)  # of four regions two offer niche 0, one niche 1
    assert listed.loc["A", "gives_needed"] == pytest.approx(v0 / (v0 + v1))
    assert listed.loc["A", "gives_needed_expected"] == market.demand.expected[0, 1]
    assert listed.loc["C", "brings_needed_expected"] == market.demand.expected[1, 2]
    assert listed.loc["D", ["brings_needed", "gives_needed"]].isna().all()


def test_explanations_name_the_areas_of_each_role(market) -> None:
    roles = explain(market, "B", "A")["roles"]
    needs = roles["b_needs"]
    assert needs["met"] == market.demand.met[0, 1] == pytest.approx(sum(part["value"] for part in needs["parts"]))
    assert [(part["niche"], part["areas_a"], part["areas_b"]) for part in needs["parts"]] == [
        ("n0", ["n0 of B"], ["n0 of A"])
    ]
    assert needs["unmet"] == [{"niche": "n1", "label": "Niche n1", "areas": ["n1 of A"]}]
    assert roles["a_needs"]["met"] is None
    assert [entry["niche"] for entry in roles["a_needs"]["unmet"]] == ["n2"]
    other = explain(market, "A", "B")["roles"]["a_needs"]["parts"][0]
    assert (other["areas_a"], other["areas_b"]) == (["n0 of A"], ["n0 of B"])


def test_only_areas_of_the_role_stand_behind_it() -> None:
    """B offers and needs n0 in two areas, A needs and offers it in two."""
    tables = tables_of({"A": ["n0:need", "n0+n1:offer"], "B": ["n0:offer", "n0+n2:need"]}, {})
    roles = explain(tables, "A", "B")["roles"]
    (part,) = roles["a_needs"]["parts"]
    assert (part["areas_a"], part["areas_b"]) == (["n0 of A"], ["n0 of B"])
    (part,) = roles["b_needs"]["parts"]
    assert (part["areas_a"], part["areas_b"]) == (["n0+n1 of A"], ["n0+n2 of B"])
    assert [(entry["niche"], entry["areas"]) for entry in roles["b_needs"]["unmet"]] == [("n2", ["n0+n2 of B"])]


def test_offers_and_needs_are_said_in_both_languages(market) -> None:
    english = " ".join(explain_text(explain(market, "A", "B")).split())
    # 1 / (1 + sqrt 2): niche 0, offered by two, of niches 0 and 1, offered by one.
    assert "Needs of Region A that Region B offers: 0.414, by chance 0.414" in english
    assert "Niche n0: Region A needs “n0 of A”; Region B offers “n0 of B”." in english
    assert "Region B does not offer Niche n1, which Region A needs." in english
    assert "Needs of Region B that Region A offers: no value" in english
    swedish = " ".join(explain_text(explain(market, "A", "B"), "sv").split())
    assert "Niche n0: Region A behöver ”n0 of A”; Region B erbjuder ”n0 of B”." in swedish
    assert "Region B erbjuder inte Niche n1, som Region A behöver." in swedish


def test_without_roles_nothing_is_said(small_run: Run) -> None:
    facts = small_run.explain("AA1", "BB2")
    assert facts["roles"] is None
    assert "offers" not in explain_text(facts)
    columns = [name for name in small_run.partners("AA1").columns if "needed" in name]
    assert len(columns) == 4
    assert small_run.partners("AA1")[columns].isna().all(axis=None)
