"""Goals of complementarity: what counts when a region deepens, diversifies, or names niches itself."""

from __future__ import annotations

import json

import numpy as np
import pytest
from by_hand import tables_of
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher import Run
from matcher.chance import chance_of_others
from matcher.cli import main
from matcher.errors import NameUnknownError, SettingError
from matcher.fitted.tables import Fitted
from matcher.partners import partners
from matcher.partners.explain import explain
from matcher.scores import complementarity_parts, gap_paths, gap_values, goal_weights, pair_scores
from matcher.words.explain import explain_text, reasons

# A has niche 0. 0 is related to 1 (1.0), 1 to 2 (0.5), 2 to 3 (0.5): row sums 1, 1.5, 1, 0.5, median 1.
PHI = np.array([[0, 1, 0, 0], [1, 0, 0.5, 0], [0, 0.5, 0, 0.5], [0, 0, 0.5, 0]])
X = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
M = 1 - X
#: Means of the gap values of A to D, (0, 1, 0, 0), (2/3, 0, 1/3, 0), (0, 1/2, 0, 1/2) and (0, 0, 1, 0): what many lack
#: counts less.
F = np.array([1 / 6, 3 / 8, 1 / 3, 1 / 8]) ** (-3 / 4)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, object]:
    """What regions have, what they lack, relatedness and a goal."""
    shape = draw(st.tuples(st.integers(2, 5), st.integers(2, 6)))
    x = draw(arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0])))
    upper = np.triu(draw(arrays(np.float64, (shape[1],) * 2, elements=st.sampled_from([0.0, 0.1, 0.5, 1.0]))), k=1)
    columns = st.lists(st.integers(0, shape[1] - 1), min_size=1, max_size=4)
    goal = draw(st.sampled_from([None, "deepen", "diversify"]) | columns)
    return x, (1 - x) * draw(arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))), upper + upper.T, goal


# --- formulas ---------------------------------------------------------------------------------------------------------


def test_deepen_by_hand() -> None:
    assert gap_values(X, M, PHI, goal="deepen")[0].tolist() == [0, 1, 0, 0]


def test_diversify_by_hand() -> None:
    """A lacks 1, 2 and 3. Value of 1: from 2, 0.5 / 2; of 2: from 1, 0.5 / 2.5, and from 3, 0.5 / 1.5; of 3: from 2."""
    raw = np.array([0, 0.5 / 2, 0.5 / 2.5 + 0.5 / 1.5, 0.5 / 2]) * F
    assert gap_values(X, M, PHI, goal="diversify")[0] == pytest.approx(raw / raw.sum())
    scores = pair_scores(X, M, PHI, goal="diversify")
    assert scores.brings[0, 1:] == pytest.approx((raw / raw.sum())[1:])
    # Given A, each of the others has one of the three niches that are left.
    assert scores.complementarity[0, 1:] == pytest.approx((raw / raw.sum())[1:] - 1 / 3)
    q = chance_of_others(X, np.array([0]))
    parts = complementarity_parts(X, M, PHI, q, 0, 2, goal="diversify")
    assert parts[1, 2] == pytest.approx(0.5 / 2.5 * F[2] / raw.sum() * 2 / 3)
    assert parts[3, 2] == pytest.approx(0.5 / 1.5 * F[2] / raw.sum() * 2 / 3)
    assert not parts[0].any()  # what A has does not count
    assert not parts[:, 0].any()


def test_named_niches_by_hand() -> None:
    """Niche 2 alone counts, related to 1 and 3 alike: for A, which lacks it, both; for B, which has 1, only 3."""
    one, three = F[1] / (F[1] + F[3]), F[3] / (F[1] + F[3])
    assert gap_values(X, M, PHI, goal=[2])[0] == pytest.approx([0, one, 0, three])
    assert gap_values(X, M, PHI, goal=[2])[1].tolist() == [0, 0, 0, 1]
    assert pair_scores(X, M, PHI, goal=[2]).brings[0, 1:] == pytest.approx([one, 0, three])


def test_goals_that_cannot_be() -> None:
    with pytest.raises(SettingError, match="goal: expected deepen or diversify or a list of niches; found 'grow'"):
        goal_weights(X, M, goal="grow")
    with pytest.raises(SettingError, match="columns 0 to 3, at least one"):
        goal_weights(X, M, goal=[4])
    with pytest.raises(SettingError, match="at least one"):
        goal_weights(X, M, goal=[])


@settings(deadline=None)
@given(worlds())
def test_parts_sum_to_the_scores_for_every_goal(world) -> None:
    x, missing, phi, goal = world
    scores, weights = pair_scores(x, missing, phi, goal=goal), goal_weights(x, missing, goal=goal)
    for r in range(len(x)):
        q = chance_of_others(x, np.flatnonzero((x == x[r]).all(axis=1)))
        for s in range(len(x)):
            if np.isnan(scores.complementarity[r, s]):
                continue
            parts = complementarity_parts(x, missing, phi, q, r, s, goal=goal)
            assert parts.sum() == pytest.approx(scores.complementarity[r, s], abs=1e-12)
            assert not parts[weights[r] == 0].any()
            assert not parts[:, missing[r] == 0].any()
            brought = parts * (x[s] == 1)
            assert brought.sum() <= scores.brings[r, s] + 1e-12


@settings(deadline=None)
@given(worlds())
def test_the_default_is_to_deepen_and_all_niches_are_both_goals_together(world) -> None:
    x, _, phi, _ = world
    m = 1 - x
    for one, other in zip(pair_scores(x, m, phi), pair_scores(x, m, phi, goal="deepen"), strict=True):
        assert np.array_equal(one, other, equal_nan=True)
    # Unscaled, what all niches make reachable is what the own ones and the missing ones do.
    paths = gap_paths(x, m, phi)
    own, missing = m * (x @ paths), m * (m @ paths)
    total = (own + missing).sum(axis=1, keepdims=True)
    every = gap_values(x, m, phi, goal=range(x.shape[1]))
    assert every * total == pytest.approx(own + missing, abs=1e-12)
    assert np.array_equal(pair_scores(x, m, phi, goal=[0]).overlap, pair_scores(x, m, phi).overlap, equal_nan=True)


@settings(deadline=None)
@given(worlds(), st.integers(1, 4))
def test_niches_that_nobody_relates_change_nothing(world, more: int) -> None:
    """The median is that of related niches: a vocabulary with more unrelated ones gives the same values."""
    x, missing, phi, goal = world
    n = x.shape[1]
    wider, none = np.zeros((n + more, n + more)), np.zeros((len(x), more))
    wider[:n, :n] = phi
    with_more = gap_values(np.hstack([x, none]), np.hstack([missing, none + 1]), wider, goal=goal)
    assert with_more[:, :n] == pytest.approx(gap_values(x, missing, phi, goal=goal), abs=1e-12)
    assert not with_more[:, n:].any()


# --- in the product ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chain():
    """The regions and niches of the formulas above: a to d; c and d under the theme "two"."""
    relations = {("a", "b"): 1.0, ("b", "c"): 0.5, ("c", "d"): 0.5}
    portfolios = {"A": ["a"], "B": ["b"], "C": ["c"], "D": ["d"]}
    return tables_of(portfolios, relations, {"c": "two", "d": "two"})


def test_partners_change_with_the_goal(chain) -> None:
    def best(goal):
        return partners(chain, "A", top=1, goal=goal)["region_id"].tolist()

    assert best("deepen") == ["B"]
    assert best("diversify") == ["C"]
    # Niche c alone counts: b and d are related to it alike, and two regions look for b, none for d.
    found = partners(chain, "A", goal="Niche c").set_index("region_id")["brings"]
    assert found.to_dict() == pytest.approx({"D": found["D"], "B": 1 - found["D"], "C": 0})
    assert found["D"] != 0.5
    assert partners(chain, "A", goal=["c"])["rank"].tolist() == [1, 2, 3]


def test_a_theme_stands_for_its_niches(chain) -> None:
    assert chain.goal("two") == chain.goal(["Theme two"]) == chain.goal("d, NICHE C") == chain.goal("c,d,c") == (2, 3)
    assert chain.goal("diversify") == "diversify"
    assert np.array_equal(
        chain.scores_for("two").brings,
        pair_scores(chain.x, chain.missing, chain.phi, goal=[2, 3]).brings,
        equal_nan=True,
    )
    assert chain.scores_for("deepen") is chain.scores


@pytest.mark.slow
def test_unknown_niches_name_near_misses() -> None:
    tables = tables_of({"A": ["hydrogen"], "B": ["steel"]}, {("hydrogen", "steel"): 1.0})
    near = r"Niche hydrogen \(hydrogen\) or Theme t-hydrogen \(t-hydrogen\)\?"
    with pytest.raises(NameUnknownError, match=f"no niche or theme is called 'hydrogn': did you mean {near}$"):
        tables.goal("hydrogn")
    with pytest.raises(NameUnknownError, match="called 'zzz': see the list: matcher themes RUN"):
        tables.goal("steel,zzz")
    with pytest.raises(NameUnknownError, match="no niche or theme is called 'horizontal'"):
        tables.goal("horizontal")
    with pytest.raises(SettingError, match="goal: expected deepen or diversify or niches; found none"):
        tables.goal(" ,")


def test_one_label_of_two_is_asked_about() -> None:
    """A theme and its own niche for what is no narrower are not two: the theme stands for all its niches."""
    tables = tables_of({"A": ["energy_general"], "B": ["steel"]}, {}, {"energy_general": "energy", "steel": "metal"})
    table = tables.theme_table
    table["label"] = table["label"].replace({"Theme energy": "The Energy", "Niche energy_general": "the energy"})
    assert tables.goal("the energy") == tables.goal("energy") == (0,)
    table["label"] = table["label"].replace({"Niche steel": "The energy"})
    with pytest.raises(
        NameUnknownError, match=r"name of several: use an id: The Energy \(energy\) or The energy \(steel\)"
    ):
        tables_of_same(tables).goal("the energy")
    assert tables.goal("energy") == (0,)  # ids go before labels


def tables_of_same(tables: Fitted) -> Fitted:
    """The same tables, with nothing read yet."""
    return Fitted(tables.areas, tables.theme_table, tables.memberships, tables.relations)


def test_a_label_with_a_comma_is_one_niche() -> None:
    tables = tables_of({"A": ["climate"], "B": ["steel"]}, {})
    table = tables.theme_table
    table["label"] = table["label"].replace({"Niche climate": "Climate, air and water"})
    assert tables.goal("climate, air and water") == (0,)
    assert tables.goal(["Climate, air and water", "steel"]) == (0, 1)


def test_areas_of_a_list_belong_to_the_partner(chain) -> None:
    """What C gives under diversify leads partners to niches that they lack: no area of theirs stands behind that."""
    assert partners(chain, "A", goal="diversify", top=1)["areas"].tolist() == [["c of C"]]
    given = partners(chain, "C", by="gives", goal="diversify").set_index("region_id")
    # C gives A the niche c, which is related to b and d, and A lacks all three.
    assert given.loc["A", "brings"] > 0
    assert given.loc["A", ["areas", "own_areas"]].tolist() == [[], ["c of C"]]
    # From what they have, it gives c to B alone: D, which has another niche of the same theme, may have c.
    areas = partners(chain, "C", by="gives").set_index("region_id")["areas"]
    assert areas.to_dict() == {"A": [], "B": ["b of B"], "D": []}
    assert chain.standing("D", "c") == "may"


def test_missing_niches_do_not_crowd_out_the_areas_of_the_partner() -> None:
    """What A gives B is related to four named niches; B has an area on the one that is related least.

    By chance C could have what A has.
    """
    named = ["m1", "m2", "m3", "own"]
    relations = dict.fromkeys([(niche, "x") for niche in named[:3]], 1.0) | {("own", "x"): 0.5}
    tables = tables_of({"A": ["x"], "B": ["own"], "C": ["z"]}, relations)
    found = partners(tables, "A", by="gives", goal=named).set_index("region_id")["areas"]
    assert found.to_dict() == {"B": ["own of B"], "C": []}


def test_explanations_follow_the_goal(chain) -> None:
    facts = explain(chain, "A", "C", goal="diversify")
    assert facts["goal"] == {"aim": "diversify", "niches": []}
    gains = facts["a_gains"]
    assert sum(part["value"] for part in gains["parts"]) == pytest.approx(gains["complementarity"])
    assert gains["complementarity"] == chain.scores_for("diversify").complementarity[0, 2]
    best = gains["parts"][0]
    assert (best["niche"], best["areas_b"]) == ("c", ["c of C"])
    assert {entry["niche"] for entry in best["because"]} == {"b", "d"}
    assert all(entry["areas"] == [] for entry in best["because"])
    (sentence, *_) = reasons(facts, "a")
    assert "It is related to Niche d, which Region A does not list either." in sentence
    assert explain(chain, "A", "C")["goal"] == {"aim": "deepen", "niches": []}
    named = explain(chain, "A", "C", goal=["d"])
    assert named["goal"] == {"aim": "niches", "niches": [{"niche": "d", "label": "Niche d"}]}
    assert named["a_gains"]["brings"] == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("Goal: “Niche d”.", "related to the goal")), ("sv", ("Mål: ”Niche d”.", "med målet"))],
)
def test_the_goal_is_said(chain, language: str, said: tuple[str, str]) -> None:
    text = " ".join(explain_text(explain(chain, "A", "C", goal="d"), language).split())
    assert all(words in text for words in said)
    assert said[0] not in " ".join(explain_text(explain(chain, "A", "C"), language).split())


def test_a_goal_that_leads_nowhere_is_said(chain) -> None:
    """Niche a is related to b alone, which B has."""
    facts = explain(chain, "B", "C", goal="a")
    assert facts["a_gains"]["complementarity"] is None
    assert {"code": "goal_unrelated", "side": "a", "region": "Region B"} in facts["against"]
    assert "no niche of the goal is related to one that region b lacks" in explain_text(facts).lower()


def test_goals_on_the_command_line(small_run: Run, tmp_path, capsys) -> None:
    folder = str(tmp_path / "run")
    small_run.save(folder)
    niche = small_run.niche_ids[small_run.x[small_run.row("AA1")].tolist().index(0)]
    for goal in ("diversify", niche):
        assert main(["partners", folder, "AA1", "--goal", goal, "--json"]) == 0
        listed = json.loads(capsys.readouterr().out)
        found = small_run.partners("AA1", goal=goal)
        assert [row["region_id"] for row in listed] == found["region_id"].tolist()
        assert [row["brings"] for row in listed] == [None if np.isnan(value) else value for value in found["brings"]]
        assert main(["explain", folder, "AA1", "BB2", "--goal", goal, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["a_gains"] == small_run.explain("AA1", "BB2", goal=goal)["a_gains"]
    assert main(["partners", folder, "AA1", "--goal", "diversify"]) == 0
    assert "by complementarity, goal: diversify" in capsys.readouterr().out
    assert main(["explain", folder, "AA1", "BB2", "--goal", "Railwy"]) == 1
    assert "did you mean" in capsys.readouterr().err
