"""Parts and descriptions of areas: the name leads, and each niche says what put the area there."""

from __future__ import annotations

import pandas as pd
import pytest

from conftest import areas_table
from matcher import Matcher, Run, ThemeModel, load_areas
from matcher.areas import data_hash, sort_areas
from matcher.fitted.graph import sure
from matcher.themes.parts import with_added, with_placements, with_titles

ROWS = [
    ("AA1", "Alpha", "SE", "Advanced manufacturing"),
    ("AA1", "Alpha", "SE", "Collaboration for innovation"),
    ("BB2", "Beta", "FI", "Railway"),
    ("BB2", "Beta", "FI", "Tourism"),
    ("CC3", "Gamma", "PL", "Railway"),
]


def with_columns(**columns: list[str]) -> pd.DataFrame:
    return areas_table(ROWS).assign(**columns)


@pytest.fixture(scope="module")
def plain() -> Run:
    return Matcher(draws=0).fit(with_columns())


@pytest.fixture(scope="module")
def full() -> Run:
    """The first area has two parts, the second, of general words, one in Swedish, the last one a description."""
    return Matcher(draws=0).fit(
        with_columns(
            parts=["additive manufacturing; hydrogen", "", "", "tourism", ""],
            parts_original=["", "vindkraft", "", "", ""],
            language=["", "sv", "", "", ""],
            area_original=["", "Samverkan", "", "", ""],
            description=[
                "",
                "",
                "",
                "",
                "Trains on old lines. We grow cybersecurity firms, but no wine. The budget is small.",
            ],
        )
    )


def placed(run: Run, area: str, region_id: str) -> dict[str, tuple[float, str, str]]:
    """Niche: membership, by, evidence."""
    rows = run.memberships.merge(run.areas.drop(columns="evidence"), on="area_id")
    rows = rows[(rows["area"] == area) & (rows["region_id"] == region_id) & rows["theme_id"].isin(run.niche_ids)]
    return {row["theme_id"]: (row["membership"], row["by"], row["evidence"]) for row in rows.to_dict("records")}


def test_a_name_that_says_no_more_than_its_niche_means_what_its_parts_name() -> None:
    """ "Food industry" with meat and bread does not mean fish; "fish industry" does, whatever its parts."""
    names = pd.DataFrame(
        [("a", "food", 1.0, "food"), ("b", "food", 1.0, "fish"), ("c", "food", 1.0, "food")],
        columns=["area_id", "theme_id", "membership", "concept"],
    ).assign(evidence="")
    parts = pd.DataFrame(
        [("a", "food", 1.0, "meat"), ("a", "food", 1.0, "bread"), ("b", "food", 1.0, "meat"), ("c", "tools", 1.0, "")],
        columns=["area_id", "theme_id", "membership", "concept"],
    ).assign(evidence="")
    found = with_added(names, parts, "part")
    assert dict(zip(found["area_id"] + " " + found["theme_id"], found["concept"], strict=True)) == {
        "a food": "bread;meat", "b food": "fish", "c food": "food", "c tools": "",
    }  # fmt: skip
    assert names["concept"].tolist() == ["food", "fish", "food"]


POSSIBLE = pd.DataFrame({"theme_id": ["bio", "farms", "tests", "cars"], "parent_id": ["green", "food", "lab", "move"]})
NEAR = pd.DataFrame(columns=["niche_a", "niche_b"])


def titled(name: str, niche: str, evidence: str, part: str, of_part: str, score: float = 1.0) -> str:
    names = pd.DataFrame([("a", niche, evidence)], columns=["area_id", "theme_id", "evidence"])
    parts = pd.DataFrame([("a", of_part, part)], columns=names.columns).assign(score=score)
    return str(with_titles(names, parts, {"a": name}, POSSIBLE, NEAR)["by"].iloc[0])


def test_a_name_is_a_title_where_its_parts_name_other_things() -> None:
    assert titled("Bio-based industries", "bio", "bio-based", "farming", "farms") == "title"
    assert titled("Bio-based industries", "bio", "bio-based", "biochar", "bio") == "name"
    assert titled("Testing activities", "tests", "testing", "cold tests of cars", "cars") == "name"  # the same word
    assert titled("Testing", "tests", "testing", "cars", "cars") == "name"  # the niche's label and nothing else
    assert titled("Bio-based industries", "bio", "bio-based", "farming", "farms", score=0.3) == "name"  # a guess
    assert titled("Versuche aller Art", "tests", "testing", "Versuche mit Autos", "cars") == "name"  # in German


def test_a_theme_is_a_title_where_all_niches_below_it_are() -> None:
    names = pd.DataFrame(
        [("a", "bio", "bio-based"), ("a", "green", "bio-based"), ("a", "cars", "cars"), ("a", "move", "cars")],
        columns=["area_id", "theme_id", "evidence"],
    )
    parts = pd.DataFrame([("a", "cars", "car parts")], columns=names.columns)
    found = with_titles(names, parts, {"a": "Bio-based industries and cars"}, POSSIBLE, NEAR)
    assert found["by"].tolist() == ["title", "title", "name", "name"]
    assert with_titles(names, parts, {}, POSSIBLE, NEAR)["by"].unique().tolist() == ["name"]  # an expert placed it


def test_what_a_title_says_and_its_parts_name_is_what_a_region_may_have() -> None:
    told = pd.DataFrame(
        [("a", "bio", 1.0, "title"), ("a", "farms", 1.0, "part"), ("b", "bio", 1.0, "name")],
        columns=["area_id", "theme_id", "score", "by"],
    )
    assert sure(told)["area_id"].tolist() == ["b"]
    placed = pd.DataFrame([("a", "bio", "11"), ("b", "bio", "11")], columns=["area_id", "theme_id", "runs"])
    of_parts = pd.DataFrame([("a", "farms", "10")], columns=placed.columns)
    assert with_placements(placed, of_parts, told)["area_id"].tolist() == ["b"]


@pytest.mark.slow
def test_discovered_themes_have_no_titles() -> None:
    """Only guided themes say which words placed a name."""
    parts = ["additive manufacturing; hydrogen", "", "museums", "", ""]
    run = Matcher(themes=ThemeModel("discovered"), draws=0).fit(with_columns(parts=parts))
    assert set(run.memberships["by"]) <= {"name", "part"}


@pytest.mark.slow
def test_the_name_leads_and_parts_add_half(full: Run) -> None:
    found = placed(full, "Advanced manufacturing", "AA1")
    assert found["additive_manufacturing"] == (0.5, "part", "additive manufacturing")
    assert found["hydrogen"] == (0.5, "part", "hydrogen")
    named = {niche: row for niche, row in found.items() if row[1] == "name"}
    assert max(row[0] for row in named.values()) == 1.0
    assert set(found) == {*named, "additive_manufacturing", "hydrogen"}


@pytest.mark.slow
def test_a_name_without_a_subject_leaves_the_area_to_its_parts(full: Run) -> None:
    assert placed(full, "Collaboration for innovation", "AA1") == {"wind_power": (0.5, "part", "vindkraft")}
    assert full.horizontal_areas("AA1") == []


@pytest.mark.slow
def test_a_part_that_is_the_name_adds_nothing(full: Run) -> None:
    assert {row[1] for row in placed(full, "Tourism", "BB2").values()} == {"name"}


@pytest.mark.slow
def test_a_description_adds_what_its_words_name_in_niches_of_the_run(full: Run) -> None:
    found = placed(full, "Railway", "CC3")
    assert found["railway_systems"][:2] == (1.0, "name")
    assert {row[1] for niche, row in found.items() if niche != "railway_systems"} <= {"description"}
    assert "wine_beverages" not in found
    assert placed(full, "Railway", "BB2") == {"railway_systems": found["railway_systems"]}


@pytest.mark.slow
def test_tables_without_parts_are_as_they_were(plain: Run, full: Run) -> None:
    assert "by" not in plain.memberships.columns
    by_name = full.memberships[(full.memberships["by"] == "name")].drop(columns="by")
    whole = plain.memberships[~(plain.memberships["theme_id"] == "horizontal")]
    columns = ["area_id", "theme_id", "membership", "evidence"]
    pd.testing.assert_frame_equal(
        by_name[columns].reset_index(drop=True), whole[columns].reset_index(drop=True), check_dtype=False
    )
    old = sort_areas(with_columns()).drop(columns=["parts", "parts_original"])
    assert data_hash(old) == plain.settings["data"]["sha256"]


@pytest.mark.slow
def test_parts_are_read_and_kept(full: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "ours.csv"
    file.write_text("region_id,region,area,delområden\nSE125,Västmanland,Energy,vind; sol\n", encoding="utf-8")
    assert load_areas(file)["parts_original"].tolist() == ["vind; sol"]
    full.save(tmp_path / "run")
    again = Run.load(tmp_path / "run")
    assert again.memberships["by"].value_counts().to_dict() == full.memberships["by"].value_counts().to_dict()
    areas = [area for theme in again.themes("niche") for area in theme["areas"]]
    assert {area["by"] for area in areas} >= {"name", "part"}
