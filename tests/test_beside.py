"""What stands beside the scores of two regions: by hand, in words, and never in a ranking."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand import tables_of

from matcher import Run
from matcher.partners.profiles import beside
from matcher.words.explain import explain_text


@pytest.fixture(scope="module")
def tables():
    """A lists rail twice and steel once, B rail once and food twice; rail and ships are of one theme with food."""
    themes = {"food": "bio", "rail": "transport", "ships": "transport", "steel": "metal", "wood": "bio"}
    portfolios = {"A": ["rail", "rail+wood", "steel"], "B": ["rail", "food"], "C": ["horizontal"]}
    return tables_of(portfolios, {("rail", "food"): 1.0, ("steel", "rail"): 0.5}, themes)


def test_beside_by_hand(tables) -> None:
    found = beside(tables, 0, 1)
    # A works on rail, wood and steel, B on rail and food: wood and food share a theme, 1 pair of 3 x 2.
    assert found["same_theme"]["share"] == pytest.approx(1 / 6)
    assert found["same_theme"]["themes"] == [
        {"theme": "bio", "label": "Theme bio", "niches_a": ["Niche wood"], "niches_b": ["Niche food"]}
    ]
    # Of A's four placements two are on rail, of B's two one.
    assert found["levels"] == [{"niche": "rail", "label": "Niche rail", "a": 0.5, "b": 0.5, "gap": 0.0}]
    # A: rail 1/2, steel 1/4, wood 1/4; B: rail 1/2, food 1/2. rail-food 1/2 x 1 x 1/2, steel-rail 1/4 x 1/2 x 1/2.
    assert found["horizontal"]["value"] == pytest.approx(1 / 4 + 1 / 16)
    assert found["horizontal"]["mean"] == pytest.approx(1 / 4 + 1 / 16)


def test_the_other_way_round_only_sides_change(europe_run: Run) -> None:
    one, other = europe_run.explain("SE125", "SE332")["beside"], europe_run.explain("SE332", "SE125")["beside"]
    assert one["same_theme"]["share"] == other["same_theme"]["share"]
    assert one["horizontal"] == other["horizontal"]
    assert [theme["niches_a"] for theme in one["same_theme"]["themes"]] == [
        theme["niches_b"] for theme in other["same_theme"]["themes"]
    ]
    assert [level["gap"] for level in one["levels"]] == [-level["gap"] for level in other["levels"]]


def test_undefined_without_themes(tables) -> None:
    assert beside(tables, 0, 2) == {
        "same_theme": {"share": None, "themes": []},
        "horizontal": {"value": None, "mean": pytest.approx(5 / 16)},
        "levels": [],
    }


def test_what_stands_beside_is_told_in_both_languages(europe_run: Run) -> None:
    facts = europe_run.explain("SE332", "DE7")
    told = " ".join(explain_text(facts).split())
    assert "Also worth knowing (never used for ranking)" in told
    assert "Both work in materials, on different niches: Norrbotten on metals and steel; Hesse on" in told
    value, mean = (facts["beside"]["horizontal"][key] for key in ("value", "mean"))
    assert f"Horizontal complementarity of the whole portfolios: {value:.4f}, over all pairs {mean:.4f}." in told
    svenska = " ".join(explain_text(facts, "sv", labels=europe_run.labels_in("sv")).split())
    assert "Annat att veta (påverkar inte rangordningen) - Båda arbetar inom material, " in svenska
    # Which of the two has more of its list on a shared niche is among the facts, and is not told as a lead.
    assert facts["beside"]["levels"][0]["gap"] != 0
    assert "ahead" not in told
    assert "of its list" not in told
    assert "av sin lista" not in svenska


def test_no_score_follows_a_gap(tables) -> None:
    """A lists rail once more: the gap on it widens, and every score of the pair stays as it is."""
    themes = {"food": "bio", "rail": "transport", "ships": "transport", "steel": "metal", "wood": "bio"}
    portfolios = {"A": ["rail", "rail+wood", "steel", "rail"], "B": ["rail", "food"], "C": ["horizontal"]}
    more = tables_of(portfolios, {("rail", "food"): 1.0, ("steel", "rail"): 0.5}, themes)
    assert beside(more, 0, 1)["levels"][0]["gap"] == pytest.approx(3 / 5 - 1 / 2)
    for one, other in zip(more.scores, tables.scores, strict=True):
        np.testing.assert_array_equal(one, other)
