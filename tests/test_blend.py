"""What people know of niches, the blend and its choice: values by hand, and what must hold on the bundled data."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher import Matcher, Run
from matcher.areas import WHOLE
from matcher.cli import main
from matcher.errors import SettingError
from matcher.fit import share_held
from matcher.relatedness import (
    DEFAULT_WEIGHTS,
    RELATION_COLUMNS,
    SOURCES,
    coverage,
    known,
    known_links,
    pair_matrix,
    reblend,
    relation_table,
)
from matcher.relatedness.links import LEAST_HELD
from matcher.validate import validate_relatedness
from matcher.validate.prediction import POPULARITY, hold_out, mean_and_error, predict
from matcher.validate.relatedness import _choose
from matcher.vocabulary import load_vocabulary
from matcher.vocabulary.scheme import Relation


def relation(source: str, target: str, strength: int, kind: str = "supplies") -> Relation:
    return Relation(source, kind, target, strength, f"{source} to {target}.", f"{source} till {target}.")


# --- what people know -------------------------------------------------------------------------------------------------


def test_the_strongest_relation_counts_and_all_are_told() -> None:
    covers = {name: [name] for name in ("food", "rail", "steel")}
    relations = [relation("steel", "rail", 1), relation("rail", "steel", 3, "enables"), relation("steel", "ships", 2)]
    links = known_links(list(covers), covers, relations)
    assert links[["strength", "type", "source", "target"]].to_numpy().tolist() == [
        [1.0, "enables", "rail", "steel"],
        [1 / 3, "supplies", "steel", "rail"],
    ]
    assert known(list(covers), links).tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_a_whole_theme_is_related_as_its_niches_are_on_average() -> None:
    covers = {"transport_general": ["rail", "ships", "roads"], "steel": ["steel"], "rail": ["rail"]}
    relations = [relation("steel", "rail", 3), relation("ships", "steel", 2), relation("rail", "ships", 3)]
    links = known_links(list(covers), covers, relations)
    by_pair = {(row.niche_a, row.niche_b): row for row in links.itertuples()}
    # (3 + 2 + 0) / 3 of each 3; the strongest of them is told. Rail belongs to transport: the same field, not related.
    assert by_pair["steel", "transport_general"].strength == pytest.approx(5 / 9)
    assert by_pair["steel", "transport_general"].source == "steel"
    assert by_pair["steel", "transport_general"].reason_en == "steel to rail."
    assert set(by_pair) == {("steel", "transport_general"), ("rail", "steel")}


def test_two_whole_themes_are_related_over_all_pairs_of_their_niches() -> None:
    covers = {"a_general": ["a1", "a2"], "b_general": ["b1", "b2"]}
    links = known_links(list(covers), covers, [relation("b1", "a1", 3)])
    assert links["strength"].tolist() == [pytest.approx(1 / 4)]
    assert links[["source", "target"]].to_numpy().tolist() == [["b_general", "a_general"]]


def test_coverage_of_the_bundled_vocabulary() -> None:
    vocabulary = load_vocabulary()
    concept = vocabulary.level("concept")[0]
    covers = coverage(["forest_general", concept.id, "wind_power", "transport", "ours_general"], vocabulary)
    assert covers["forest_general"] == [c.id for c in vocabulary.level("niche") if c.broader == "forest"]
    assert covers[concept.id] == [concept.broader]
    assert covers["ours_general"] == covers["transport"] == []


@given(st.permutations(["a_general", "b1", "b2", "c"]))
def test_links_do_not_depend_on_order(order: list[str]) -> None:
    covers = {"a_general": ["a1", "a2"], "b1": ["b1"], "b2": ["b2"], "c": ["c"]}
    relations = [relation("a1", "b1", 3), relation("a2", "b1", 1), relation("c", "b2", 2, "shares_skills")]
    usual = known_links(list(covers), covers, relations)
    pd.testing.assert_frame_equal(known_links(order, covers, relations[::-1]), usual)


# --- the table and its blend ------------------------------------------------------------------------------------------


def small_table(weights: dict[str, float] | None = None) -> pd.DataFrame:
    x = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1], [1, 0, 1], [0, 1, 1]], dtype=float)
    centroids = np.eye(3)
    links = pd.DataFrame({"niche_a": ["b"], "niche_b": ["c"], "strength": [1.0]})
    return relation_table(["a", "b", "c"], x, x, centroids, links, weights or dict(DEFAULT_WEIGHTS), 0.3)


def test_relation_table_holds_each_pair_that_something_relates_once() -> None:
    table = small_table()
    assert list(table.columns) == list(RELATION_COLUMNS)
    assert table[["niche_a", "niche_b", "together"]].to_numpy().tolist() == [
        ["a", "b", 2],
        ["a", "c", 2],
        ["b", "c", 1],
    ]
    assert table["known"].tolist() == [0, 0, 1]
    # Row sums of co-occurrence are 4, 3, 3: cosine of a and b is 2 / sqrt(4 x 3), of a and c too, of b and c 1 / 3.
    assert table["cosine"].tolist() == pytest.approx([2 / np.sqrt(12), 2 / np.sqrt(12), 1 / 3])
    assert table["jaccard"].tolist() == pytest.approx([2 / 5, 2 / 5, 1 / 5])
    assert table["relatedness"].tolist() == [0, 0, 1]  # what people know alone
    half = small_table({"known": 0.5, "jaccard": 0.5})["relatedness"]
    assert half.tolist() == pytest.approx([0.4 / 1.2, 0.4 / 1.2, 1])  # each source has the same total


def test_a_reblended_table_is_the_table_of_these_weights() -> None:
    weights = {"proximity": 1.0, "semantic": 2.0}
    pd.testing.assert_frame_equal(reblend(small_table(), weights), small_table(weights))
    with pytest.raises(SettingError, match="source of relatedness 'guess': expected one of known, revealed"):
        reblend(small_table(), {"guess": 1})
    for weights in ({"jaccard": 0.0}, {"jaccard": float("nan")}, {"jaccard": float("inf"), "known": 1.0}):
        with pytest.raises(SettingError, match="not all 0"):
            reblend(small_table(), weights)


def test_another_blend_of_a_run_is_that_of_a_new_fit(europe_run: Run, europe_areas: pd.DataFrame) -> None:
    weights = {"proximity": 0.5, "known": 0.5}
    again, changed = Matcher(weights=weights, draws=0).fit(europe_areas), europe_run.with_relatedness(weights)
    pd.testing.assert_frame_equal(again.relations, changed.relations)
    assert again.settings["relatedness"] == changed.settings["relatedness"]
    assert europe_run.settings["relatedness"]["weights"] == DEFAULT_WEIGHTS
    assert np.nanmax(np.abs(changed.scores.complementarity - europe_run.scores.complementarity)) > 0.01


@given(arrays(np.float64, 6, elements=st.sampled_from([0.0, 0.1, 0.5, 1.0])), st.floats(0.1, 5), st.floats(0.1, 5))
def test_a_blend_depends_on_the_ratio_of_weights_alone(values: np.ndarray, weight: float, times: float) -> None:
    table = pd.DataFrame({"niche_a": list("aab"), "niche_b": list("bcc"), "known": values[:3], "jaccard": values[3:]})
    one = reblend(table, {"known": weight, "jaccard": 1})["relatedness"]
    other = reblend(table, {"known": weight * times, "jaccard": times})["relatedness"]
    assert one.to_numpy() == pytest.approx(other.to_numpy())
    assert ((one >= 0) & (one <= 1 + 1e-12)).all()


# --- prediction -------------------------------------------------------------------------------------------------------


def test_held_out_niches_take_their_areas_with_them() -> None:
    # Region 0: "rail and steel", "steel", "food"; region 1: one area alone, of which nothing would be left.
    belongs = np.array([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=float)
    cases = hold_out(belongs, np.array([0, 0, 0, 1]))
    assert cases.region.tolist() == [0, 0, 0]
    assert cases.niche.tolist() == [0, 1, 2]
    assert cases.left.tolist() == [[0, 1, 1, 0], [0, 0, 1, 0], [1, 1, 0, 0]]
    assert cases.lacking.tolist() == [[False, False, False, True]] * 3


def test_prediction_by_hand() -> None:
    """Two kinds of region, {0, 1} and {2, 3}, with niche 4 in every second one: one's mate finds the held-out niche."""
    kinds = [[0, 1, 4], [2, 3], [0, 1], [2, 3, 4]] * 5
    belongs = np.array([np.eye(5)[niche] for niches in kinds for niche in niches])
    region_of = np.array([region for region, niches in enumerate(kinds) for _ in niches])
    fixed = {"known": np.zeros((5, 5))}
    fixed["known"][0, 1] = fixed["known"][1, 0] = 1.0
    cases, found = predict(belongs, region_of, fixed, {"jaccard": {"jaccard": 1}, "known": {"known": 1}}, folds=4)
    assert list(found) == [POPULARITY, "jaccard", "known"]
    pure = np.isin(cases.niche, (0, 1)) & (cases.left.sum(axis=1) == 1) & (cases.left[:, 4] == 0)
    assert (found["jaccard"].auc[pure] == 1).all()
    # Niche 0 from niche 1 is known; of niches 2 and 3 nothing is, and all lacking ones tie.
    assert set(found["known"].auc[np.isin(cases.niche, (0, 1)) & (cases.left[:, [0, 1]].any(axis=1))]) == {1.0}
    assert set(found["known"].auc[np.isin(cases.niche, (2, 3))]) == {0.5}
    # Where only some niches can be lacking, only these are held out, and are ranked among themselves.
    few, _ = predict(belongs, region_of, fixed, {"known": {"known": 1}}, folds=4,
                     lacking=lambda lists: (1 - lists) * [1, 1, 1, 0, 0])  # fmt: skip
    assert set(few.niche) == {0, 1, 2}
    assert not few.lacking[:, 3:].any()
    assert not few.lacking[np.arange(len(few.niche)), few.niche].any()


def test_matched_auc_takes_popularity_away() -> None:
    """Independent niches, rare to popular: popularity predicts well, and nothing once rivals are as popular."""
    rng = np.random.default_rng(0)
    shares = np.linspace(0.02, 0.4, 60)
    x = (rng.random((300, 60)) < shares).astype(float)
    region_of, niche = np.nonzero(x)
    _, found = predict(np.eye(60)[niche], region_of, {}, {"jaccard": {"jaccard": 1}})
    assert found[POPULARITY].auc.mean() > 0.65
    assert found[POPULARITY].matched.mean() == pytest.approx(0.5, abs=0.03)
    assert found["jaccard"].matched.mean() == pytest.approx(0.5, abs=0.03)


def test_prediction_does_not_learn_from_the_region_itself() -> None:
    """A niche pair that one region alone has cannot be predicted for it."""
    kinds = [[0, 1], [2, 3], [2, 3], [2, 3]]
    belongs = np.array([np.eye(4)[niche] for niches in kinds for niche in niches])
    region_of = np.repeat(np.arange(4), 2)
    cases, found = predict(belongs, region_of, {}, {"jaccard": {"jaccard": 1}}, folds=4)
    assert (found["jaccard"].auc[cases.region == 0] == 0.5).all()
    assert (found["jaccard"].auc[cases.region > 0] == 1.0).all()


def test_regions_of_a_group_do_not_give_each_other_away() -> None:
    """Two regions list the same pair of niches; in one group neither can learn it from the other."""
    kinds = [[0, 1], [0, 1], [2, 3], [2, 3]]
    memberships = np.array([np.eye(4)[niche] for niches in kinds for niche in niches])
    region_of = np.repeat(np.arange(4), 2)
    blends = {"jaccard": {"jaccard": 1}}
    _, apart = predict(memberships, region_of, {}, blends, folds=2, seed=1, groups=["a", "a", "b", "b"])
    assert set(apart["jaccard"].auc) == {0.5}
    with pytest.raises(SettingError, match="at most 2, the number of groups; found 3"):
        predict(memberships, region_of, {}, blends, folds=3, groups=["a", "a", "b", "b"])


def test_a_run_with_relatedness_of_others_is_tested_as_it_is(small_run: Run) -> None:
    found = validate_relatedness(small_run, own=False)
    assert (found["own"], found["folds"]) == (False, 3)  # three countries: SE, FI, PL
    assert {row["name"] for row in found["rows"]} >= {POPULARITY, "semantic"}


def test_prediction_refuses_what_it_cannot_do() -> None:
    belongs, region_of = np.eye(2), np.array([0, 0])
    with pytest.raises(SettingError, match="expected at most 1, the number of regions; found 10"):
        predict(belongs, region_of, {}, {})
    with pytest.raises(SettingError, match="'guess'"):
        predict(belongs, region_of, {}, {"x": {"guess": 1}}, folds=1)
    with pytest.raises(SettingError, match="two areas in different niches"):
        hold_out(np.ones((2, 1)), region_of)


def test_standard_error_of_a_mean_over_regions() -> None:
    # 100 regions with one case each, half of them 1: the error of the mean is 0.5 / 10.
    mean, error = mean_and_error(np.tile([0.0, 1.0], 50), np.arange(100), draws=4000)
    assert mean == 0.5
    assert error == pytest.approx(0.05, rel=0.05)


def test_the_rule_takes_the_best_that_passes_the_size_check() -> None:
    rows = [{"weights": {"jaccard": 1}, "passes": False}, {"weights": {"cosine": 1}, "passes": True},
            {"weights": {"known": 1}, "passes": True}]  # fmt: skip
    assert _choose(rows) == {"cosine": 1}
    assert _choose(rows[:1]) == {"jaccard": 1}


def test_relatedness_is_tested_as_it_ranks(europe_run: Run) -> None:
    found = validate_relatedness(europe_run)
    rows = {row["name"]: row for row in found["rows"]}
    assert found["rows"][0]["name"] == POPULARITY
    assert set(SOURCES) < set(rows)
    assert found["default"] == DEFAULT_WEIGHTS
    (default,) = [row for row in found["rows"] if row["default"]]
    assert default["passes"]
    assert default["size_correlation"] == pytest.approx(europe_run.size_checks["complementarity"].correlation)
    assert default["best_partners"] == europe_run.size_checks["complementarity"].best_partners
    (chosen,) = [row for row in found["rows"] if row["chosen"]]
    assert chosen["passes"]
    # What is shuffled predicts nothing, and what is printed beside it shows how little the default does.
    assert abs(found["shuffled"] - 0.5) < 4 * found["shuffled_sd"]
    assert 0.005 < found["shuffled_sd"] < 0.03
    for row in found["rows"]:
        assert 0 < row["auc"] < 1
        assert 0 < row["matched_error"] < 0.05
        assert 0 < row["matched_error_country"] < 0.05


# --- what a reader sees -----------------------------------------------------------------------------------------------


def test_runs_keep_what_people_know(europe_run: Run, europe_folder: str) -> None:
    again = Run.load(europe_folder)
    pd.testing.assert_frame_equal(again.links, europe_run.links, check_dtype=False)
    held = share_held(again.areas, again.memberships, again.links)
    assert pair_matrix(again.relations, again.niche_ids, column="known") == pytest.approx(
        known(again.niche_ids, again.links, held=held)
    )
    assert 0 < (held < 1).mean() < 1
    link = europe_run.links.iloc[0]
    told = europe_run.relation(link["niche_b"], link["niche_a"])
    assert told["links"][0]["reason_en"] == link["reason_en"]
    whole = any(link[end].endswith(WHOLE) for end in ("niche_a", "niche_b"))
    expected = 0 if whole or held[0] < LEAST_HELD else link["strength"] ** 2 * held[0]
    assert (told["known"] or 0) == pytest.approx(expected)
    assert europe_run.relation("nowhere", "anywhere")["links"] == []


def test_the_command_shows_popularity_first(europe_folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate-relatedness", europe_folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split("  ")[0] for line in lines]
    assert names.index(POPULARITY) == names.index("relatedness") + 2 == 5  # below a header of two lines and its rule
    assert set(lines[4]) == {"─"}
    known = next(place for place, line in enumerate(lines) if line.startswith("known "))
    assert "default" in " ".join(lines[known : known + 2])  # a narrow window breaks the last cell
    assert any("shuffled" in line for line in lines)
    assert set(SOURCES) < set(names)


@pytest.mark.slow
def test_weights_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "areas.csv"
    table.write_text("region_id,region,area\nA,Alfa,Railway\nA,Alfa,Steel\nB,Beta,Steel\n", encoding="utf-8")
    run = tmp_path / "run"
    assert main(["fit", str(table), "--out", str(run), "--model", "packaged", "--weights", "cosine=1"]) == 0
    assert "Relatedness of niches: cosine 100 %" in capsys.readouterr().out
    settings = json.loads((run / "run.json").read_text(encoding="utf-8"))["settings"]
    assert settings["relatedness"]["weights"] == {"cosine": 1}
    assert main(["fit", str(table), "--out", str(run), "--model", "packaged", "--weights", "guess=1"]) == 1
    assert "source of relatedness 'guess': expected one of known, revealed" in capsys.readouterr().err
    assert main(["fit", str(table), "--out", str(run), "--weights", "cosine"]) == 1
    assert "--weights: expected name=number, separated by commas; found 'cosine'" in capsys.readouterr().err
