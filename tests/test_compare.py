"""What changed between two periods: worked out by hand on three regions, and on the Swedish lists of 2018 and 2021."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from conftest import HandMadeEmbedder, areas_table, european_vectors
from matcher import Matcher, Run, ThemeModel, load_areas
from matcher.cli import main
from matcher.compare import area_changes, compare, match
from matcher.errors import RunError
from matcher.report.changes import changes_text

VECTORS = {
    "Railway": [1.0, 0, 0, 0],
    "Rail": [0.65, -0.76, 0, 0],
    "Energy": [0, 1.0, 0, 0],
    "Food": [0, 0, 1.0, 0],
    "Forest": [0, 0, 0, 1.0],
    "Innovation": [0.5, 0.5, 0.5, 0.5],
}


def fitted(rows: list[tuple[str, str, str, str]]) -> Run:
    embedder = HandMadeEmbedder(european_vectors() | VECTORS)
    n = len({row[3] for row in rows} - {"Innovation"})
    return Matcher(embedder, ThemeModel("discovered", n_themes=1, n_niches=n)).fit(areas_table(rows))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def by_hand() -> dict:
    old = fitted(
        [("A", "Alfa", "SE", "Railway"), ("A", "Alfa", "SE", "Food"), ("A", "Alfa", "SE", "Innovation"),
         ("B", "Beta", "SE", "Energy"), ("C", "Gamma", "SE", "Forest")]
    )  # fmt: skip
    new = fitted(
        [("A", "Alfa", "SE", "Rail"), ("A", "Alfa", "SE", "food"), ("A", "Alfa", "SE", "Forest"),
         ("B", "Beta", "SE", "Energy"), ("D", "Delta", "SE", "Food")]
    )  # fmt: skip
    return compare(old, new)


VECTORS["food"] = VECTORS["Food"]


def test_areas_came_went_stayed_or_were_reworded(by_hand: dict) -> None:
    regions = {region["region_id"]: region for region in by_hand["regions"]}
    alfa = regions["A"]
    assert alfa["stayed"] == ["food"]  # capitals do not make another area
    assert [(pair["old"], pair["new"]) for pair in alfa["reworded"]] == [("Railway", "Rail")]
    assert alfa["reworded"][0]["closeness"] == pytest.approx(0.65 / np.hypot(0.65, 0.76), abs=1e-6)
    assert alfa["came"] == ["Forest"]
    assert alfa["went"] == ["Innovation"]
    assert alfa["horizontal"] == ["Innovation"]
    assert regions["B"]["stayed"] == ["Energy"]


def test_regions_of_one_run_are_not_lost(by_hand: dict) -> None:
    status = {region["region_id"]: region["status"] for region in by_hand["regions"]}
    assert status == {"A": "in both", "B": "in both", "C": "not in the newer data", "D": "not in the older data"}
    assert not any(region["went"] for region in by_hand["regions"] if region["region_id"] == "C")
    partners = {entry["region_id"] for entry in by_hand["partners"]}
    assert partners == {"A", "B"}
    named = {other["region_id"] for entry in by_hand["partners"] for key in ("gained", "lost") for other in entry[key]}
    assert named <= {"A", "B"}


def test_niches_are_counted_over_the_regions_of_both(by_hand: dict) -> None:
    counted = {
        (row["label_old"], row["label_new"]): (row["regions_old"], row["regions_new"]) for row in by_hand["niches"]
    }
    assert counted[("Railway", "Rail")] == (1, 1)
    assert counted[("Energy", "Energy")] == (1, 1)
    # C had Forest, and is not in the newer data; A came to it.
    assert counted[("Forest", "Forest")] == (0, 1)


def test_the_assignment_is_the_best_one_and_leaves_weak_pairs_out() -> None:
    # The greedy choice (0.9) would leave 0.1 for the others; the best total is 0.8 + 0.8.
    assert match(np.array([[0.9, 0.8], [0.8, 0.1]]), 0.6) == [(0, 1), (1, 0)]
    assert match(np.array([[0.9, 0.5], [0.5, 0.5]]), 0.6) == [(0, 0)]
    assert match(np.zeros((0, 3)), 0.6) == []


def test_nothing_changes_between_a_run_and_itself(small_run: Run) -> None:
    facts = compare(small_run, small_run)
    assert all(not region[key] for region in facts["regions"] for key in ("came", "went", "reworded"))
    assert all(
        row["regions_old"] == row["regions_new"] and row["label_old"] == row["label_new"] for row in facts["niches"]
    )
    assert all(not entry["gained"] and not entry["lost"] for entry in facts["partners"])


def test_runs_of_different_models_are_refused(small_run: Run, europe_run: Run) -> None:
    with pytest.raises(RunError, match="expected one model; found by hand and all-MiniLM-L6-v2"):
        compare(small_run, europe_run)


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("periods")
    for name in ("sweden_2018", "sweden_2021"):
        Matcher().fit(load_areas(name), source=name).save(folder / name)
    return str(folder / "sweden_2018"), str(folder / "sweden_2021")


def test_sweden_2018_against_2021(swedish: tuple[str, str]) -> None:
    facts = compare(*(Run.load(folder) for folder in swedish))
    regions = {region["region"]: region for region in facts["regions"]}
    assert {"Sustainable communities: food tech", "Sustainable communities: sustainable materials"} <= set(
        regions["Halland"]["came"]
    )
    jonkoping = regions["Jönköping"]
    assert len(jonkoping["went"]) == 3
    assert set(jonkoping["went"]) == set(jonkoping["horizontal"])
    assert len(jonkoping["came"]) == 5
    assert {name for name, region in regions.items() if region["status"] == "not in the newer data"} == {
        "Uppsala",
        "Västerbotten",
    }
    gained = next(entry for entry in facts["partners"] if entry["region"] == "Jönköping")["gained"]
    assert len(gained) == 5  # nobody could be suggested to Jönköping before
    assert all(partner["rank_old"] is None and partner["reason"]["code"] for partner in gained)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_text_names_every_region_and_fills_every_place(swedish: tuple[str, str], language: str) -> None:
    facts = compare(*(Run.load(folder) for folder in swedish))
    text = changes_text(facts, language)
    assert all(region["region"] in text for region in facts["regions"])
    assert "{" not in text
    assert "None" not in text


def test_command(swedish: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *swedish, "--region", "Uppsala"]) == 0
    assert "Not in the newer data" in capsys.readouterr().out
    assert main(["compare", *swedish, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == {"source": "sweden_2021", "regions": 19, "areas": 86}
    assert main(["compare", *swedish, "--csv"]) == 0
    assert capsys.readouterr().out.startswith("region_id,region,change,area,area_old,closeness\n")


def test_table_holds_every_area_once(swedish: tuple[str, str]) -> None:
    old, new = (Run.load(folder) for folder in swedish)
    table = area_changes(compare(old, new))
    both = set(old.region_ids) & set(new.region_ids)
    counts = table["change"].value_counts()
    newer = counts["came"] + counts["stayed"] + counts["reworded"]
    assert newer == new.areas["region_id"].isin(both).sum()
    older = counts["went"] + counts["reworded"] + counts["stayed"]
    assert older == old.areas["region_id"].isin(both).sum()
    assert isinstance(table, pd.DataFrame)
