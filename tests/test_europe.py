"""The bundled data, fitted as the demo does it: what a regional developer relies on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from matcher import Matcher, ThemeModel, load_areas
from matcher.embed import ENGLISH_MODEL, Embedder
from matcher.partners.filters import Filters, left_out
from matcher.partners.reasons import reasons
from matcher.scores import Pairing, pair_scores, passes, size_check
from matcher.settings import RANKINGS
from matcher.themes import WHOLE
from matcher.vocabulary import load_vocabulary


def candidates(run) -> np.ndarray:
    """Who is offered to whom by default: neither national lists nor nested regions."""
    none = np.full(len(run.region_ids), None)
    return np.array([left_out(run, region, Filters(), none) == "" for region in run.region_ids])


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("by", RANKINGS)
def test_ranks_follow_no_size(europe_run, by: str, filtered: bool) -> None:
    ranking = europe_run.scores.ranking(by)
    check = size_check(np.where(candidates(europe_run), ranking, np.nan) if filtered else ranking,
                       europe_run.x.sum(axis=1))  # fmt: skip
    assert check.regions >= 170
    assert check.best_partners >= 80 / 190 * check.regions
    assert check.largest_share <= 0.65
    assert abs(check.correlation) <= 0.15
    assert passes(check)
    if not filtered:
        assert check == europe_run.size_checks[by]


def test_scores_that_follow_size_fail_the_check(europe_run) -> None:
    """What is brought leans to long lists."""
    assert not passes(size_check(europe_run.scores.brings, europe_run.x.sum(axis=1)))


def test_listing_every_region_twice_changes_no_first_five(europe_run) -> None:
    facets, n = europe_run.facets, len(europe_run.x)
    x, missing, shared = (np.vstack([it, it]) for it in (facets.x, facets.spread(europe_run.missing), europe_run.x))
    twice = Pairing(x, missing, facets.phi, shared=shared).all()
    for by in RANKINGS:
        one, two = europe_run.scores.ranking(by), np.where(np.eye(n, dtype=bool), np.nan, twice.ranking(by)[:n, :n])
        first = [np.argsort(np.where(np.isnan(it), np.inf, -np.round(it, 9)), axis=1, kind="stable")[:, :5]
                 for it in (one, two)]  # fmt: skip
        assert np.array_equal(*first)


def test_what_ranks_a_partner_can_be_told(europe_run) -> None:
    """Whatever one region brings another beyond chance has a reason, and a reason counts."""
    told = np.zeros(europe_run.x.shape[:1] * 2, dtype=bool)
    for r in range(0, len(told), 9):
        for s in np.flatnonzero(europe_run.scores.brings[r] > 0):
            told[r, s] = bool(reasons(europe_run, r, int(s)))
        assert np.array_equal(told[r], np.nan_to_num(europe_run.scores.brings[r]) > 0), europe_run.region_ids[r]


def test_twenty_one_and_two_regions_have_no_mean_beyond_chance(europe_run) -> None:
    swedish = [r for r, region in enumerate(europe_run.region_ids) if region.startswith("SE")]
    few = pair_scores(europe_run.x[swedish], europe_run.missing[swedish], europe_run.phi)
    for scores, noise in ((europe_run.scores, 0.01), (few, 0.05)):
        assert abs(np.nanmean(scores.z)) < noise
        assert abs(np.nanmean(scores.overlap_z)) < noise
    two = pair_scores(europe_run.x[swedish[:2]], europe_run.missing[swedish[:2]], europe_run.phi)
    assert np.nan_to_num(two.z).tolist() == np.nan_to_num(two.overlap_z).tolist() == [[0, 0], [0, 0]]


def test_all_regions_stay(europe_run) -> None:
    assert len(europe_run.regions) == 216
    assert len(europe_run.areas) == 1168
    assert set(europe_run.memberships["area_id"]) == set(europe_run.areas["area_id"])


def test_horizontal_regions_are_kept_and_not_matched(europe_run) -> None:
    assert europe_run.is_unmatched("ITC2")  # Aosta Valley: a mountain of excellence, a smart and a sustainable one
    found = europe_run.partners("SE125", country=["IT"])
    last = found.iloc[-1]
    assert last["region_id"] == "ITC2"
    assert pd.isna(last["rank"])
    assert "no thematic areas, cannot be matched" in last["notes"]
    assert "Attractiveness through sustainable place development" in europe_run.horizontal_areas("SE311")
    assert not europe_run.is_unmatched("SE311")


def test_vastmanland_gets_what_lies_near_its_areas(europe_run) -> None:
    """Automation, energy, railway, welfare and health: the best partners bring related areas, with the reasons."""
    best = europe_run.partners("Västmanland", top=5)
    assert best["complementarity"].gt(0).all()
    own = {"Automation", "Energy", "Railway", "Welfare and health"}
    for partner in best["region_id"]:
        for reason in europe_run.explain("SE125", partner)["a_gains"]["reasons"]:
            assert set(reason["own_areas"]) <= own
            assert reason["areas"]
            assert reason["links"][0]["strength"] >= 2 / 3 - 1e-9
            assert europe_run.standing("SE125", reason["niche"]) == "lacks"
            assert europe_run.standing(partner, reason["niche"]) == "has"


@pytest.mark.slow
def test_order_of_rows_batches_and_threads_change_nothing(europe_run, europe_areas, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("matcher.embed.models.BATCH_SIZE", 100)
    shuffled = europe_areas.sample(frac=1, random_state=3)
    with threadpool_limits(1):
        again = Matcher(Embedder(cache=tmp_path / "fresh.sqlite")).fit(shuffled, source="europe+sweden")
    for name in ("memberships", "relations", "placements", "near"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(europe_run, name), check_exact=True)
    pd.testing.assert_frame_equal(again.theme_table, europe_run.theme_table)
    pd.testing.assert_frame_equal(again.areas, europe_run.areas)
    assert again.memberships["theme_id"].tolist() == europe_run.memberships["theme_id"].tolist()
    assert again.scores.complementarity == pytest.approx(europe_run.scores.complementarity, abs=1e-6, nan_ok=True)
    for region in ("SE125", "ES21"):
        assert again.partners(region)["region_id"].tolist() == europe_run.partners(region)["region_id"].tolist()
    assert again.settings["data"] == europe_run.settings["data"]


def test_themes_nest_and_are_the_vocabularys(europe_run) -> None:
    themes = europe_run.theme_table
    broad, niches = themes[themes["level"] == "theme"], themes[themes["level"] == "niche"]
    assert 14 <= len(broad) - 1 <= 36  # horizontal apart
    assert 100 <= len(niches) <= 172
    assert set(niches["parent_id"]) == set(broad["theme_id"]) - {"horizontal"}
    assert niches["label"].is_unique
    assert broad["label"].is_unique
    vocabulary = load_vocabulary()
    assert {niche.removesuffix(WHOLE) for niche in niches["theme_id"]} <= set(vocabulary.concepts)
    narrow = niches[~niches["theme_id"].str.endswith(WHOLE)]
    assert narrow["label"].tolist() == [vocabulary.label(niche) for niche in narrow["theme_id"]]
    assert broad["stability"].drop(broad.index[broad["theme_id"] == "horizontal"]).min() > 0.7
    assert niches["stability"].median() > 0.75
    assert (themes["size"] > 0).all()


@pytest.mark.slow
def test_numbers_of_themes_can_be_given(europe_areas) -> None:
    run = Matcher(themes=ThemeModel("discovered", n_themes=10, n_niches=40, linkage="ward"), draws=0).fit(europe_areas)
    levels = run.theme_table["level"].value_counts()
    assert levels["theme"] == 11  # with horizontal
    assert levels["niche"] == 40
    assert run.settings["themes"]["linkage"] == "ward"


@pytest.mark.slow
def test_few_regions_take_relatedness_from_europe(europe_areas) -> None:
    swedish = europe_areas[europe_areas["country"] == "SE"]
    run = Matcher().fit(swedish)
    assert run.settings["relatedness"]["portfolios"].startswith("the bundled set europe (195 regions")
    assert len(run.regions) == 21
    own = run.x.T @ run.x
    np.fill_diagonal(own, 0)
    assert run.relations["together"].max() > 3 * own.max()  # far more than list any pair of niches in Sweden
    assert not np.isnan(run.partners("SE125", top=3)["complementarity"]).any()


@pytest.mark.slow
def test_languages_that_the_model_does_not_know_are_said(capsys) -> None:
    swedish = load_areas("sweden_2018").assign(area="")
    run = Matcher(Embedder(ENGLISH_MODEL), draws=0).fit(swedish)
    assert run.settings["model"]["unreliable"] == {"sv": 80}
    assert "Placed unreliably: 80 areas in Swedish" in " ".join(run.summary())
    assert "sv are placed unreliably" in capsys.readouterr().err
