"""What changed between two periods: worked out by hand on three regions, and on the Swedish lists of 2018 and 2021."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from conftest import HandMadeEmbedder, areas_table, european_vectors
from matcher import Matcher, Run, ThemeModel, load_areas
from matcher.cli import main
from matcher.compare import area_changes, compare
from matcher.compare.areas import match
from matcher.compare.niches import niche_changes
from matcher.errors import RunError
from matcher.words.changes import changes_text

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
        (*(each["label"] for side in ("old", "new") for each in row[side]), row["kind"]): (
            row["regions_old"],
            row["regions_new"],
        )
        for row in by_hand["niches"]
    }
    assert counted == {
        ("Railway", "Rail", "same"): (1, 1),
        ("Energy", "Energy", "same"): (1, 1),
        ("Food", "Food", "food", "regrouped"): (1, 1),  # the newer run was told to make a niche of each spelling
        # C had Forest, and is not in the newer data; A came to it.
        ("Forest", "Forest", "same"): (0, 1),
    }


@pytest.mark.slow
def test_niches_that_hold_half_of_each_other_are_regrouped_and_counted_together() -> None:
    # Two niches of the older run are one in the newer one; Steel has nothing like it before.
    old = fitted([("A", "Alfa", "SE", "Railway"), ("B", "Beta", "SE", "Rail"), ("C", "Gamma", "SE", "Food")])
    rows = [("A", "Alfa", "SE", "Railway"), ("B", "Beta", "SE", "Rail"), ("C", "Gamma", "SE", "Forest")]
    embedder = HandMadeEmbedder(european_vectors() | VECTORS)
    new = Matcher(embedder, ThemeModel("discovered", n_themes=1, n_niches=2)).fit(areas_table(rows))  # type: ignore[arg-type]
    found = {row["kind"]: row for row in niche_changes(old, new, ["A", "B", "C"]) if row["kind"] == "regrouped"}
    assert sorted(each["label"] for each in found["regrouped"]["old"]) == ["Rail", "Railway"]
    assert len(found["regrouped"]["new"]) == 1
    assert (found["regrouped"]["regions_old"], found["regrouped"]["regions_new"]) == (2, 2)
    alone = [row for row in niche_changes(old, new, ["A", "B", "C"]) if row["kind"] == "no counterpart"]
    assert sorted((len(row["old"]), len(row["new"]), row["regions_old"], row["regions_new"]) for row in alone) == [
        (0, 1, 0, 1),
        (1, 0, 1, 0),
    ]
    ours = niche_changes(old, new, ["A", "B", "C"], region_id="C")
    assert all(row["kind"] == "no counterpart" for row in ours)


def test_guided_niches_are_matched_by_their_ids(small_run: Run) -> None:
    themes = small_run.settings["themes"] | {"way": "guided"}
    guided = replace(small_run, settings=small_run.settings | {"themes": themes})
    gone = guided.theme_table["theme_id"] != guided.niche_ids[0]
    newer = replace(
        guided,
        theme_table=guided.theme_table[gone].assign(label="another label"),
        memberships=guided.memberships[guided.memberships["theme_id"] != guided.niche_ids[0]],
        relations=guided.relations[guided.relations["niche_a"] != guided.niche_ids[0]],
    )
    rows = niche_changes(guided, newer, guided.region_ids)
    assert {row["kind"] for row in rows if row["old"] and row["new"]} == {"same"}
    assert [row["old"][0]["niche"] for row in rows if row["kind"] == "no counterpart"] == [guided.niche_ids[0]]
    assert all(row["shared"] is None for row in rows)
    assert all(each["old"][0]["niche"] == each["new"][0]["niche"] for each in rows if each["new"])


@pytest.mark.slow
def test_what_a_partial_list_lacks_did_not_go() -> None:
    rows = [("A", "Alfa", "SE", "Railway"), ("A", "Alfa", "SE", "Food"), ("B", "Beta", "SE", "Energy")]
    whole = areas_table(rows)
    less = areas_table(rows[1:]).assign(note=["list may be cut short; period inferred", ""])
    embedder = HandMadeEmbedder(european_vectors() | VECTORS)

    def run(areas: pd.DataFrame) -> Run:
        model = ThemeModel("discovered", n_themes=1, n_niches=areas["area"].nunique())
        return Matcher(embedder, model).fit(areas)  # type: ignore[arg-type]

    facts = compare(run(whole), run(less))
    alfa = facts["regions"][0]
    assert (alfa["went"], alfa["missing_in_newer"], alfa["partial_new"]) == ([], ["Railway"], True)
    assert "Not in the newer list, which is partial: “Railway”." in changes_text(facts)
    assert "No longer listed" not in changes_text(facts)
    assert area_changes(facts)["change"].tolist().count("not in the newer list, which is partial") == 1
    facts = compare(run(less), run(whole))
    alfa = facts["regions"][0]
    assert (alfa["came"], alfa["missing_in_older"], alfa["partial_old"]) == ([], ["Railway"], True)
    assert "New:" not in changes_text(facts)


def test_the_assignment_is_the_best_one_and_leaves_weak_pairs_out() -> None:
    # The greedy choice (0.9) would leave 0.1 for the others; the best total is 0.8 + 0.8.
    assert match(np.array([[0.9, 0.8], [0.8, 0.1]]), 0.6) == [(0, 1), (1, 0)]
    assert match(np.array([[0.9, 0.5], [0.5, 0.5]]), 0.6) == [(0, 0)]
    assert match(np.zeros((0, 3)), 0.6) == []


def test_nothing_changes_between_a_run_and_itself(small_run: Run) -> None:
    facts = compare(small_run, small_run)
    assert all(not region[key] for region in facts["regions"] for key in ("came", "went", "reworded"))
    assert all(row["regions_old"] == row["regions_new"] and row["old"] == row["new"] for row in facts["niches"])
    assert all(row["kind"] == "same" and row["shared"] == 1 for row in facts["niches"])
    assert all(not entry["gained"] and not entry["lost"] for entry in facts["partners"])


def test_runs_of_different_models_are_refused(small_run: Run, europe_run: Run) -> None:
    with pytest.raises(RunError, match="expected one model; found by hand and auto"):
        compare(small_run, europe_run)


def test_of_runs_of_two_versions_of_a_model_the_older_is_to_be_fitted_again(small_run: Run) -> None:
    settings = small_run.settings | {"model": small_run.settings["model"] | {"fingerprint": "f" * 64}}
    older = replace(small_run, settings=settings)
    with pytest.raises(RunError, match=r"an older run that was made with another version .*; fit it again"):
        compare(older, small_run)


def test_areas_are_quoted_and_agree_in_number(by_hand: dict) -> None:
    text = changes_text(by_hand)
    assert "New: “Forest”." in text
    assert "No longer listed: “Innovation” (horizontal)." in text
    assert "As before: “food”." in text
    reason = {"code": "own_came", "areas": ["Forest", "Food"], "brought": ["Energy"]}
    partner = {"region_id": "B", "region": "Beta", "rank_old": None, "rank_new": 1, "reason": reason}
    entry = {"region_id": "A", "region": "Alfa", "gained": [partner], "lost": [], "first_old": 0, "first_new": 1}
    facts = {**by_hand, "partners": [entry]}
    assert "Alfa now lists “Forest” and “Food”, which are related to “Energy”" in changes_text(facts, width=1000)
    assert "Alfa har nu med ”Forest” och ”Food”, som är besläktade med" in changes_text(facts, "sv", width=1000)
    reason["areas"] = ["Forest"]
    assert "Alfa har nu med ”Forest”, som är besläktat med" in changes_text(facts, "sv", width=1000)


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("periods")
    for name in ("sweden_2018", "sweden_2021"):
        Matcher(draws=0).fit(load_areas(name), source=name).save(folder / name)
    return str(folder / "sweden_2018"), str(folder / "sweden_2021")


@pytest.mark.slow
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
    assert gained  # nobody could be suggested to Jönköping before
    assert all(partner["rank_old"] is None and partner["reason"]["code"] for partner in gained)


@pytest.mark.slow
def test_guided_niches_of_2018_and_2021_are_the_same_by_id(swedish: tuple[str, str]) -> None:
    old, new = (Run.load(folder) for folder in swedish)
    same = [row for row in compare(old, new)["niches"] if row["kind"] == "same"]
    found = {(row["old"][0]["label"], row["new"][0]["label"]) for row in same}
    assert all(before == after for before, after in found)
    assert {("forestry", "forestry"), ("tourism", "tourism")} <= found
    assert len(found) == len(set(old.niche_ids) & set(new.niche_ids))


@pytest.mark.slow
def test_discovered_niches_of_2018_and_2021_that_are_the_same() -> None:
    matcher = Matcher(themes=ThemeModel("discovered"), draws=0)
    facts = compare(*(matcher.fit(load_areas(name)) for name in ("sweden_2018", "sweden_2021")))
    same = {row["old"][0]["label"]: row["new"][0]["label"] for row in facts["niches"] if row["kind"] == "same"}
    assert {"Railway": "Railway", "Bioeconomy": "Forest-based bioeconomy"}.items() <= same.items()
    assert "Working life" not in same
    (row,) = [row for row in facts["niches"] if "Working life" in [each["label"] for each in row["old"]]]
    assert row["kind"] == "regrouped"  # and so not called gone


@pytest.mark.slow
def test_partial_lists_of_2021(swedish: tuple[str, str]) -> None:
    facts = compare(*(Run.load(folder) for folder in swedish))
    partial = {region["region"]: region for region in facts["regions"] if region["partial_new"]}
    assert set(partial) == {"Gotland", "Kalmar", "Västernorrland"}
    assert partial["Kalmar"]["missing_in_newer"] == ["Housing", "Tourism (visitor economy)"]
    assert not any(region["went"] for region in partial.values())
    reasons = [other["reason"] for entry in facts["partners"] for key in ("gained", "lost") for other in entry[key]]
    went = {area for reason in reasons if reason["code"].endswith("_went") for area in reason["areas"]}
    assert "Housing" not in went
    assert "Forest" not in went


@pytest.mark.slow
def test_swedish_text_uses_the_published_names(swedish: tuple[str, str]) -> None:
    facts = compare(*(Run.load(folder) for folder in swedish))
    swedish_text, english = changes_text(facts, "sv"), changes_text(facts, "en")
    assert "”Attityder för innovationer” (horisontellt)" in swedish_text
    assert "Attitudes to innovation" not in swedish_text
    assert "Attityder" not in english
    assert "Water supply and water technology" in english
    assert "water supply and -technique" not in english


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_text_names_every_region_and_fills_every_place(swedish: tuple[str, str], language: str) -> None:
    facts = compare(*(Run.load(folder) for folder in swedish))
    text = changes_text(facts, language)
    assert all(region["region"] in text for region in facts["regions"])
    assert "{" not in text
    assert "None" not in text


@pytest.mark.slow
def test_brief_text_tells_the_regions_that_changed_and_counts_the_rest(swedish: tuple[str, str]) -> None:
    facts = compare(*(Run.load(folder) for folder in swedish))
    text, whole = changes_text(facts, brief=True), changes_text(facts)
    assert "Of the 19 regions that both runs hold, 16 have another list" in text
    assert "Unchanged: Södermanland; Västmanland; Gävleborg." in text
    assert "Not in the newer data, so nothing is known of what came or went: Uppsala;" in text
    assert "\nHalland\n" in text
    assert "\nVästmanland\n" not in text
    assert "\nVästmanland\n" in whole
    assert len(text) < len(whole) / 2
    assert "{" not in text


@pytest.mark.slow
def test_europe_is_compared_at_once(europe_run: Run) -> None:
    older = Matcher(draws=0).fit(load_areas("europe+sweden_2018"), source="europe+sweden_2018")
    before = time.perf_counter()
    facts = compare(older, europe_run)
    text = changes_text(facts, brief=True)
    assert time.perf_counter() - before < 10
    assert len(text.splitlines()) < 250
    assert "Unchanged: 199 regions." in text  # and the 17 in Sweden whose lists are renewed
    assert max(len(row["old"]) + len(row["new"]) for row in facts["niches"]) < 12


@pytest.mark.slow
def test_command(swedish: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*options: str) -> str:
        assert main(["compare", *swedish, *options]) == 0
        return capsys.readouterr().out

    assert "Not in the newer data." in printed("--all")
    assert json.loads(printed("--json"))["new"] == {"source": "sweden_2021", "regions": 19, "areas": 86}
    assert printed("--csv").startswith("region_id,region,change,area,area_old,closeness\n")
    assert len(printed()) < len(printed("--all")) / 2
    assert "now lists" in " ".join(printed("Jönköping").split())


@pytest.mark.slow
def test_every_form_honours_the_region(swedish: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *swedish, "Halland", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["region"]["region_id"], facts["partners"]["region_id"]) == ("SE231", "SE231")
    assert main(["compare", *swedish, "SE231", "--csv"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "change,region_id,region,area,status,value,niches,own_areas"
    assert len(rows) == 1 + len(facts["new_areas"]) + len(facts["gone_areas"])
    assert not any(",SE231," in row for row in rows[1:])
    assert main(["compare", *swedish, "Hallland"]) == 1
    assert "did you mean Halland (SE231)" in capsys.readouterr().err
    assert main(["compare", *swedish, "--region", "Halland"]) == 1
    assert "compare --region: now the region after the two runs" in capsys.readouterr().err


@pytest.mark.slow
def test_table_holds_every_area_once(swedish: tuple[str, str]) -> None:
    old, new = (Run.load(folder) for folder in swedish)
    table = area_changes(compare(old, new))
    both = set(old.region_ids) & set(new.region_ids)
    counts = table["change"].value_counts()
    newer = counts["came"] + counts["stayed"] + counts["reworded"]
    lacking = counts["not in the newer list, which is partial"]
    assert newer == new.areas["region_id"].isin(both).sum()
    older = counts["went"] + counts["reworded"] + counts["stayed"] + lacking
    assert older == old.areas["region_id"].isin(both).sum()
    assert isinstance(table, pd.DataFrame)
