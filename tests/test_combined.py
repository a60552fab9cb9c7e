"""Fit, track record, distance and size side by side, and the blend that users weigh."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from by_hand import with_gaps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher import Filters, Run
from matcher.cli import main
from matcher.errors import SettingError
from matcher.partners.columns import COLUMNS
from matcher.partners.combined import (
    BLEND_COLUMNS,
    COMBINED_COLUMNS,
    blend_formula,
    check_weights,
    percentiles,
    text_fit,
    weighted_mean,
)
from matcher.partners.ranking import NOVELTY_COLUMNS, PARTNER_COLUMNS
from matcher.places import distance_km
from matcher.validate.baselines import score_matrices

KNOWN = pd.DataFrame(
    {
        "partnership": ["P", "P", "Q", "Q", "W", "W"],
        "region_id": ["AA1", "BB2", "BB2", "CC3", "AA1", "CC3"],
        "evidence": ["", "", "", "", "weak", "weak"],
    }
)


@pytest.fixture(scope="module")
def gaps_run(small_run: Run) -> Run:
    """The small run where regions lack whatever they do not list."""
    return with_gaps(small_run)


def test_side_by_side_without_a_blend(small_run: Run) -> None:
    found = small_run.combined("AA1", partnerships=KNOWN)
    assert list(found.columns) == list(COMBINED_COLUMNS)
    plain = small_run.partners("AA1")
    for column in ("rank", "region_id", "complementarity", "overlap", "notes"):
        pd.testing.assert_series_equal(found[column], plain[column])
    facts = found.set_index("region_id")
    assert facts.loc["BB2", ["shared_partnerships", "partner_degree", "n_areas"]].tolist() == [1, 2, 3]
    assert facts.loc["BB2", "partnership_names"] == ["P"]
    assert facts.loc["CC3", ["shared_partnerships", "partner_degree"]].tolist() == [0, 1]  # the loose network is none
    assert facts.loc["DD4", "n_niches"] == 0
    assert facts["distance_km"].isna().all()
    assert facts.loc["BB2", "text"] == text_fit(small_run)[0, 1]


def test_without_partnerships_the_track_record_is_unknown(small_run: Run) -> None:
    found = small_run.combined("AA1")
    assert found["shared_partnerships"].isna().all()
    assert found["partner_degree"].isna().all()


def test_text_fit_by_hand(small_run: Run) -> None:
    found = text_fit(small_run)
    areas = small_run.areas
    a, b = (small_run.vectors[(areas["region_id"] == name).to_numpy()].astype(float) for name in ("AA1", "BB2"))
    cosines = a @ b.T
    assert found[0, 1] == pytest.approx((cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2)
    np.testing.assert_allclose(found, found.T)
    assert np.isnan(found[3]).all()  # no thematic areas
    np.testing.assert_allclose(text_fit(small_run, 2)[0], found[2])
    assert np.isnan(text_fit(small_run, 3)).all()


def test_blend_is_the_weighted_mean_of_the_shown_parts(small_run: Run) -> None:
    found = small_run.combined("AA1", partnerships=KNOWN, weights={"fit": 2, "track": 1, "distance": 1})
    assert list(found.columns) == [*COMBINED_COLUMNS, *BLEND_COLUMNS]
    facts = found.set_index("region_id")
    # Percentile ranks among BB2, CC3 and DD4; distances are unknown and left out.
    assert facts.loc["BB2", ["track_rank", "size_rank"]].tolist() == [1, 1]
    assert facts.loc["BB2", "blend"] == pytest.approx((2 * facts.loc["BB2", "fit_rank"] + 1) / 3)
    assert facts.loc["CC3", "blend"] == pytest.approx((2 * facts.loc["CC3", "fit_rank"] + 0.25) / 3)
    assert "distance unknown, left out of the blend" in facts.loc["BB2", "notes"]
    assert not any("size unknown" in note for note in facts.loc["BB2", "notes"])
    assert found["rank"].tolist()[:2] == [1, 2]
    assert found["region_id"].tolist()[-1] == "DD4"  # cannot be matched: no blend, no rank
    assert pd.isna(found["blend"].iloc[-1])
    assert pd.isna(found["rank"].iloc[-1])


def test_fit_is_the_mean_of_three_percentile_ranks(gaps_run: Run) -> None:
    facts = gaps_run.combined("AA1", weights={"fit": 1}).set_index("region_id")
    parts = facts[["complementarity", "overlap", "text"]].astype(float)
    two = parts.loc[["BB2", "CC3"]]
    assert not two.isna().any().any()
    expected = ((two.loc["BB2"] > two.loc["CC3"]) + (two.loc["BB2"] == two.loc["CC3"]) / 2).mean()
    assert facts.loc["BB2", "blend"] == facts.loc["BB2", "fit_rank"] == pytest.approx(expected)
    assert facts.loc["CC3", "fit_rank"] == pytest.approx(1 - expected)


def test_only_size_ranks_where_only_size_is_weighed(small_run: Run) -> None:
    found = small_run.combined("CC3", weights={"size": 5})
    assert found["n_niches"].tolist() == sorted(found["n_niches"], reverse=True)
    assert small_run.combined("CC3", weights={"size": 5}, top=1)["region_id"].tolist() == ["BB2"]
    only = small_run.combined("CC3", weights={"size": 5}, filters=Filters(country="SE"))
    assert only["region_id"].tolist() == ["AA1"]
    whole = found.set_index("region_id")
    assert only["blend"].iloc[0] == whole.loc["AA1", "blend"]  # a filter changes no percentile rank


def test_distances_are_those_of_places_and_nearer_is_better(small_run: Run) -> None:
    areas = small_run.areas.replace({"region_id": {"AA1": "SE125", "BB2": "FI1B1", "CC3": "FRY4"}})
    run = Run(areas, small_run.theme_table, small_run.memberships, small_run.relations, vectors=small_run.vectors)
    facts = run.combined("SE125", weights={"distance": 1}).set_index("region_id")
    assert facts.loc["FI1B1", "distance_km"] == distance_km("SE125", "FI1B1")
    assert facts.loc[["FI1B1", "FRY4"], "blend"].tolist() == [1, 0]  # Helsinki, La Réunion
    scores = score_matrices(run)["distance"]
    near, far = (scores[run.row("SE125"), run.row(other)] for other in ("FI1B1", "FRY4"))
    assert near == -facts.loc["FI1B1", "distance_km"] > far


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"fame": 1}, "weights: expected fit, track, distance, size; found 'fame'"),
        ({"fit": -1}, "weight of fit: expected 0 or more; found -1"),
        ({"fit": float("nan")}, "weight of fit: expected 0 or more; found nan"),
        ({"fit": 0, "size": 0}, "weights: expected at least one above 0"),
        ({}, "weights: expected at least one above 0"),
        ({"track": 1}, "weight of track: expected known partnerships; found none"),
    ],
)
def test_weights_that_cannot_work(small_run: Run, weights: dict[str, float], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        small_run.combined("AA1", weights=weights)


def test_formula_tells_the_weights() -> None:
    assert blend_formula(check_weights({"size": 0.5, "fit": 2})) == "blend = (2 x fit + 0.5 x size) / 2.5"


@settings(deadline=None)
@given(arrays(float, (2, 5), elements=st.one_of(st.integers(0, 3).map(float), st.just(float("nan")))))
def test_percentiles_are_bounded_reversible_and_average_a_half(values: np.ndarray) -> None:
    found = percentiles(values)
    known = ~np.isnan(values)
    assert (np.isnan(found) == ~known).all()
    assert ((found[known] >= 0) & (found[known] <= 1)).all()
    np.testing.assert_allclose(found, 1 - percentiles(-values))
    for row in range(2):
        if known[row].any():
            assert found[row][known[row]].mean() == pytest.approx(0.5)


def test_weighted_mean_of_nothing_is_undefined() -> None:
    assert np.isnan(weighted_mean(np.array([[np.nan, 0.5]]), [1, 0])[0])


# The verb


@pytest.fixture(scope="module")
def folder(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("combined")
    small_run.save(place / "run")
    KNOWN.assign(theme="", role="", source_url="").to_csv(place / "known.csv", index=False)
    return place


def test_the_verb_prints_the_formula_only_with_weights(folder: Path, capsys: pytest.CaptureFixture) -> None:
    call = ["partners", str(folder / "run"), "AA1", "--columns", "fit,track,distance,size"]
    assert main(call) == 0
    printed = capsys.readouterr().out
    assert "blend" not in printed
    assert "joint projects in the track record" in printed, "without a list the track record is used"
    assert main([*call, "--partnerships", str(folder / "known.csv"), "--weights", "fit=2, track=1"]) == 0
    printed = capsys.readouterr().out
    assert "by your blend, suggested for discussion" in printed
    assert "blend = (2 x fit + 1 x track) / 3" in printed


def test_the_verb_gives_json_with_null_and_csv(folder: Path, capsys: pytest.CaptureFixture) -> None:
    call = ["partners", str(folder / "run"), "AA1", "--columns", "fit,track,distance,size"]
    call += ["--partnerships", str(folder / "known.csv")]
    assert main([*call, "--json"]) == 0
    first = next(row for row in json.loads(capsys.readouterr().out) if row["region_id"] == "BB2")
    assert (first["distance_km"], first["shared_partnerships"], first["known_through"]) == (None, 1, ["P"])
    assert "blend" not in first
    assert main([*call, "--csv", "--weights", "size=1"]) == 0
    columns = [*PARTNER_COLUMNS, *NOVELTY_COLUMNS, *(name for group in COLUMNS.values() for name in group)]
    assert capsys.readouterr().out.splitlines()[0] == ",".join([*columns, *BLEND_COLUMNS])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--weights", "fit"], "--weights: expected name=number"),
        (["--weights", "fit=1,fit=2"], "--weights: expected each name once"),
        (["--weights", "track=1"], "weight of track: expected known partnerships"),
        (["--weights", "fit=1", "--goal", "diversify"], "--weights: expected the usual goal"),
        (["--weights", "fit=1", "--stability"], "--stability and --weights: expected one of them"),
    ],
)
def test_the_verb_refuses(folder: Path, options: list[str], message: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["partners", str(folder / "run"), "AA1", *options]) == 1
    assert message in capsys.readouterr().err
