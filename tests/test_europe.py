"""The bundled data, fitted as the demo does it: what a regional developer relies on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matcher import Matcher, ThemeModel
from matcher.embed import ENGLISH_MODEL, Embedder
from matcher.themes import WHOLE
from matcher.vocabulary import load_vocabulary


def test_long_lists_are_not_favoured(europe_run) -> None:
    check = europe_run.size_check
    assert abs(check.correlation) <= 0.3
    assert check.best_partners > 60
    assert check.regions >= 189


def test_all_regions_stay(europe_run) -> None:
    assert len(europe_run.regions) == 191
    assert len(europe_run.areas) == 976
    assert set(europe_run.memberships["area_id"]) == set(europe_run.areas["area_id"])


def test_horizontal_regions_are_kept_and_not_matched(europe_run) -> None:
    assert europe_run.is_unmatched("SE211")  # Jönköping: attitudes, processes and collaboration for innovation
    found = europe_run.partners("SE125", country=["SE"])
    last = found.iloc[-1]
    assert last["region_id"] == "SE211"
    assert pd.isna(last["rank"])
    assert "no thematic areas, cannot be matched" in last["notes"]
    assert "Entrepreneurial capacity" in europe_run.horizontal_areas("SE322")
    assert not europe_run.is_unmatched("SE322")


def test_vastmanland_gets_what_lies_near_its_areas(europe_run) -> None:
    """Automation, energy, railway, welfare and health: the best partners bring related areas, with the reasons."""
    best = europe_run.partners("Västmanland", top=5)
    assert best["complementarity"].gt(0).all()
    facts = europe_run.explain("SE125", best["region_id"].iloc[0])
    top = facts["a_gains"]["parts"][:3]
    own = {"Automation", "Energy", "Railway", "Welfare and health"}
    for part in top:
        assert part["areas_b"]
        assert set(part["areas_a"]) <= own
        assert part["because"]


def test_order_of_rows_and_batches_change_nothing(europe_run, europe_areas, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("matcher.embed.models.BATCH_SIZE", 100)
    shuffled = europe_areas.sample(frac=1, random_state=3)
    again = Matcher(Embedder(cache=tmp_path / "fresh.sqlite")).fit(shuffled, source="europe+sweden_2018")
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


def test_numbers_of_themes_can_be_given(europe_areas) -> None:
    run = Matcher(themes=ThemeModel("discovered", n_themes=10, n_niches=40, linkage="ward")).fit(europe_areas)
    levels = run.theme_table["level"].value_counts()
    assert levels["theme"] == 11  # with horizontal
    assert levels["niche"] == 40
    assert run.settings["themes"]["linkage"] == "ward"


def test_few_regions_take_relatedness_from_europe(europe_areas) -> None:
    swedish = europe_areas[europe_areas["country"] == "SE"]
    run = Matcher().fit(swedish)
    assert run.settings["relatedness"]["portfolios"].startswith("the bundled set europe (170 regions")
    assert len(run.regions) == 21
    own = run.x.T @ run.x
    np.fill_diagonal(own, 0)
    assert run.relations["together"].max() > 3 * own.max()  # far more than list any pair of niches in Sweden
    assert not np.isnan(run.partners("SE125", top=3)["complementarity"]).any()


def test_languages_that_the_model_does_not_know_are_said(europe_areas, capsys) -> None:
    swedish = europe_areas[europe_areas["country"] == "SE"].assign(area="")
    run = Matcher(Embedder(ENGLISH_MODEL), draws=0).fit(swedish)
    assert run.settings["model"]["unreliable"] == {"sv": 80}
    assert "Placed unreliably: 80 areas in Swedish" in " ".join(run.summary())
    assert "sv are placed unreliably" in capsys.readouterr().err
