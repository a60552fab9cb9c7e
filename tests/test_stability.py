"""Rank stability: shares and intervals worked out by hand, and relations that must hold."""

from __future__ import annotations

import json
from dataclasses import replace

import by_hand
import numpy as np
import pandas as pd
import pytest
from test_chance import random_presence, tables_of

from matcher import Matcher, Run, ThemeModel
from matcher.chance import Shorter, expected_presence
from matcher.cli import main
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.partners.stability import (
    KINDS,
    STABILITY_COLUMNS,
    _kept,
    _links,
    _rank_among,
    _ranks,
    draw_plan,
    kept_of_top,
    stability,
)

ALL = np.ones((1, 4), dtype=bool)


def with_placements(tables: Fitted, rows: list[tuple[str, str, str]]) -> Fitted:
    placements = pd.DataFrame(rows, columns=["area_id", "theme_id", "runs"])
    return replace(tables, placements=placements)


def placed_as_they_are(tables: Fitted, runs: str) -> list[tuple[str, str, str]]:
    return [(row.area_id, row.theme_id, runs) for row in tables.memberships.itertuples()]


# --- ranks ------------------------------------------------------------------------------------------------------------


def test_ranks_by_hand() -> None:
    values = np.array([[0.2, 0.5, 0.2, np.nan]])
    assert _ranks(values, ALL).tolist() == [[2, 1, 2, 4]]
    assert _ranks(values, ALL, last=True).tolist() == [[3, 1, 3, 4]]
    some = np.array([[True, False, True, True]])
    assert _ranks(values, some).tolist() == [[1, 0, 1, 3]]
    assert _ranks(np.array([[np.nan] * 4]), some).tolist() == [[3, 0, 3, 3]]


def test_rank_of_one_that_changes_among_others_that_do_not() -> None:
    others = np.array([[0.2, 0.5, 0.3, np.nan]])
    assert _rank_among(np.array([[0.4, 0.1, 0.3, 0.6]]), others, ALL).tolist() == [[2, 3, 2, 1]]
    assert _rank_among(others, others, ALL).tolist() == _ranks(others, ALL, last=True).tolist()
    # As good as another one: the last of their ranks.
    assert _rank_among(np.array([[0.5, 0.5, 0.5, np.nan]]), others, ALL).tolist() == [[2, 1, 2, 4]]


# --- draws ------------------------------------------------------------------------------------------------------------


def test_one_out_leaves_out_one_area_of_each_list() -> None:
    tables = tables_of({"A": "abcd", "B": "a", "C": "bc"})
    links = _links(tables, tables.memberships)
    rng = np.random.default_rng(0)
    seen = np.zeros(len(tables.areas))
    for _ in range(200):
        kept = _kept(links, "one_out", rng)
        assert np.bincount(links.region[kept], minlength=3).tolist() == [3, 1, 1]
        seen += ~kept
    assert (seen[links.region == 0] > 30).all()  # each of four areas about 50 times
    assert seen[links.region == 1].tolist() == [0]


def test_bootstrap_keeps_what_drawing_with_replacement_keeps() -> None:
    tables = tables_of({"A": "abcdef", "B": "ab"})
    links = _links(tables, tables.memberships)
    rng = np.random.default_rng(0)
    kept = np.mean([_kept(links, "bootstrap", rng) for _ in range(3000)], axis=0)
    assert kept[links.region == 0] == pytest.approx(np.full(6, 1 - (5 / 6) ** 6), abs=0.03)
    assert kept[links.region == 1] == pytest.approx(np.full(2, 0.75), abs=0.03)


def test_chance_of_a_shortened_list_is_near_the_null_model_solved_anew() -> None:
    rng = np.random.default_rng(0)
    x = random_presence(rng, 30, 40)
    shorter = x.copy()
    r = int(x.sum(axis=1).argmax())
    shorter[r, x[r].argmax()] = 0
    found = Shorter(expected_presence(x)).expected(shorter.sum(axis=1), np.arange(len(x)))
    assert found.sum(axis=1) == pytest.approx(shorter.sum(axis=1), abs=1e-6)
    assert found[r] == pytest.approx(expected_presence(shorter)[r], abs=0.05)
    others = np.arange(len(x)) != r
    assert found[others] == pytest.approx(expected_presence(x)[others], abs=1e-6)


def test_plan_of_draws() -> None:
    tables = tables_of({"A": "ab", "B": "bc"})
    assert draw_plan(tables, 200) == {"one_out": 100, "bootstrap": 100, "themes": 0}
    again = with_placements(tables, placed_as_they_are(tables, "11"))
    assert draw_plan(again, 200) == {"one_out": 67, "bootstrap": 67, "themes": 66}


# --- the table --------------------------------------------------------------------------------------------------------


def test_lists_of_one_area_cannot_change() -> None:
    """With one area each nothing can be left out, and drawing one of one changes nothing: all is certain."""
    lists = {"A": ["a"], "B": ["b"], "C": ["c"], "D": ["d"]}
    tables = by_hand.tables_of(lists, {("a", "b"): 1.0, ("a", "c"): 1.0})
    found = stability(tables, "A", k=2, draws=20)
    assert found["partner_id"].tolist() == ["B", "C", "D"]
    assert found["tied"].tolist() == [True, True, False]  # B and C bring A as much, D nothing
    assert found["rank"].tolist() == [1, 1, 3]
    # Tied partners have the last of their ranks in each draw.
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[2, 2], [2, 2], [3, 3]]
    assert found["top_share"].tolist() == [1, 1, 0]
    assert found["top_share_themes"].isna().all()


def test_placements_by_hand() -> None:
    """B brings A what C does not, but in one of four models B's area stands in A's own niche."""
    tables = tables_of({"A": "a", "B": "b", "C": "a", "D": "a"})
    rows = [
        ("A-1", "a", "1111"),
        ("B-1", "b", "1110"),
        ("B-1", "a", "0001"),
        ("C-1", "a", "1111"),
        ("D-1", "a", "1111"),
    ]
    found = stability(with_placements(tables, rows), "A", k=1, draws=12).set_index("partner_id")
    assert found.loc["B", "rank"] == 1
    assert found.loc["B", ["top_share_one_out", "top_share_bootstrap", "top_share_themes"]].tolist() == [1, 1, 0.75]
    assert found.loc["B", "top_share"] == pytest.approx(11 / 12)
    assert found.loc["B", ["rank_low", "rank_high"]].tolist() == [1, 3]  # in that model nobody brings anything


def test_never_more_than_k_are_first() -> None:
    tables = tables_of({"A": "abc", "B": "cde", "C": "def", "D": "adg", "E": "bh", "F": "gh"})
    for by in ("complementarity", "gives", "mutual", "overlap"):
        found = stability(tables, k=2, draws=30, by=by)
        assert found.columns.tolist() == list(STABILITY_COLUMNS)
        assert (found.groupby("region_id")["top_share_bootstrap"].sum() <= 2 + 1e-9).all()
        assert found["top_share"].between(0, 1).all()
        assert (found["rank_low"] <= found["rank_high"]).all()
        assert found["rank_high"].max() <= 5
        assert (found["region_id"] != found["partner_id"]).all()


def test_a_region_alone_and_all_together_agree() -> None:
    tables = tables_of({"A": "abc", "B": "cde", "C": "def", "D": "adg", "E": "bh"})
    for by in ("complementarity", "gives", "mutual", "overlap"):
        together = stability(tables, draws=30, by=by)
        for region in tables.region_ids:
            alone = stability(tables, region, draws=30, by=by)
            pd.testing.assert_frame_equal(alone, together[together["region_id"] == region].reset_index(drop=True))


def test_rank_is_that_of_the_list_of_partners(small_run) -> None:
    for by in ("complementarity", "overlap"):
        partners = small_run.partners("AA1", by=by)
        found = small_run.stability("AA1", by=by, draws=9)
        assert found["partner_id"].tolist() == partners["region_id"].tolist()
        assert found["rank"].equals(partners["rank"])


def test_only_those_asked_for_are_ranked() -> None:
    tables = tables_of({"A": "abc", "B": "cde", "C": "def", "D": "adg"})
    found = stability(tables, "A", k=1, draws=30, among=["A", "C", "D"])
    assert found["partner_id"].isin(["C", "D"]).all()
    assert found["rank"].tolist() == [1, 2]
    assert found["rank_high"].max() <= 2


def test_same_seed_same_answer_whatever_the_order_of_rows() -> None:
    tables = tables_of({"A": "abc", "B": "cde", "C": "def", "D": "adg"})
    moved = Fitted(
        tables.areas.sample(frac=1, random_state=1), tables.theme_table,
        tables.memberships.sample(frac=1, random_state=2), tables.relations,
    )  # fmt: skip
    first = stability(tables, k=1, draws=40)
    pd.testing.assert_frame_equal(first, stability(moved, k=1, draws=40))
    assert not first["top_share"].equals(stability(tables, k=1, draws=40, seed=1)["top_share"])


def test_unmatched_regions_stay_last(small_run) -> None:
    run = by_hand.with_gaps(small_run)
    found = run.stability("AA1", draws=9)
    last = found.iloc[-1]
    assert last["partner_id"] == "DD4"
    assert pd.isna(last["rank"])
    assert found["top_share"].isna().all()  # two of three partners are ranked: all are among the first five
    assert run.stability("AA1", first=1, draws=9)["top_share"].between(0, 1).all()
    assert not last["tied"]


def test_settings_are_checked(small_run) -> None:
    with pytest.raises(SettingError, match="draws: expected 1 or more"):
        small_run.stability("AA1", draws=0)
    with pytest.raises(SettingError, match="k: expected 1 or more"):
        small_run.stability("AA1", first=0)
    with pytest.raises(SettingError, match="by: expected complementarity"):
        small_run.stability("AA1", by="size")


# --- what a run holds -------------------------------------------------------------------------------------------------


def test_a_run_keeps_its_placements(small_run, tmp_path) -> None:
    assert set(small_run.placements.columns) == {"area_id", "theme_id", "runs"}
    assert set(small_run.placements["runs"].str.len()) == {12}  # ten resamples, and two changes of settings
    assert set("".join(small_run.placements["runs"])) <= {"0", "1"}
    small_run.save(tmp_path / "run")
    loaded = Run.load(tmp_path / "run")
    pd.testing.assert_frame_equal(loaded.placements, small_run.placements)
    pd.testing.assert_frame_equal(loaded.stability(draws=9), small_run.stability(draws=9))


def test_without_resamples_themes_are_not_drawn(small_areas, small_run, tmp_path, capsys) -> None:
    embedder = _embedder_of(small_areas, small_run)
    run = Matcher(embedder, ThemeModel("discovered", n_themes=2, n_niches=5), draws=0).fit(small_areas)
    assert run.placements.empty
    assert run.stability("AA1", draws=10)["top_share_themes"].isna().all()
    run.save(tmp_path / "run")
    assert main(["stability", str(tmp_path / "run"), "AA1", "--draws", "10"]) == 0
    assert "holds no themes learned again" in " ".join(capsys.readouterr().out.split())


def _embedder_of(areas: pd.DataFrame, run: Run):
    from conftest import HandMadeEmbedder, european_vectors

    known = dict(zip(run.areas["area"], run.vectors.astype(float).tolist(), strict=True))
    return HandMadeEmbedder(european_vectors() | known)


def test_only_suggested_partners_are_asked_whether_they_stay() -> None:
    shares = {f"top_share_{kind}": [1.0, 0.5, 0.0] for kind in KINDS}
    table = pd.DataFrame({"rank": [1, 2, 2], "suggested": [True, True, False], "top_share": [0.8, 0.6, 0.0], **shares})
    assert kept_of_top(table)["all"] == pytest.approx(0.7)
    assert kept_of_top(table)["bootstrap"] == 0.75
    assert np.isnan(kept_of_top(table.assign(suggested=False))["all"])


def test_europe_is_steadier_when_less_changes(europe_run) -> None:
    """One area out changes less than a bootstrap; what the README says of it comes from `matcher stability`."""
    found = europe_run.stability(draws=60)
    kept = kept_of_top(found)
    assert 0.2 < kept["bootstrap"] < kept["one_out"] < 0.9
    assert 0.3 < kept["themes"] < 0.9
    assert set(kept) == {"all", *KINDS}


# --- the command line -------------------------------------------------------------------------------------------------


def test_partners_with_stability(small_run, tmp_path, capsys) -> None:
    small_run.save(tmp_path / "run")
    folder = str(tmp_path / "run")
    assert main(["partners", folder, "AA1", "--stability", "--draws", "12", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    found = small_run.stability("AA1", draws=12).set_index("partner_id")
    assert rows[0]["top_share"] is None
    assert rows[0]["rank_low"] == found.loc[rows[0]["region_id"], "rank_low"]
    assert main(["partners", folder, "AA1", "--stability", "--draws", "12", "--country", "PL"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "12 draws: 4 leave out one area" in text
    assert "No more than 5 partners are ranked, so all are among the first 5. Look at their ranks instead." in text
    assert "Regions with two to six areas have unsteady ranks" in text
    assert main(["partners", folder, "AA1"]) == 0
    assert "draws" not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["AA1"], [], ["AA1", "--json"], ["--csv"]])
def test_stability_verb(small_run, tmp_path, capsys, arguments) -> None:
    small_run.save(tmp_path / "run")
    assert main(["stability", str(tmp_path / "run"), *arguments, "--draws", "6"]) == 0
    assert capsys.readouterr().out
