"""Actors: tables read with row-numbered errors, ranked by a text, and who of two regions might meet whom."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from by_hand import relations_of
from hypothesis import given
from hypothesis import strategies as st

from conftest import areas_table, saved_settings
from matcher import Run
from matcher.areas import sort_areas
from matcher.cli import main
from matcher.embed import Student
from matcher.errors import InputError, SettingError
from matcher.fitted.tables import Fitted
from matcher.query.actors import ACTOR_RANKINGS, RANKED_ACTOR_COLUMNS, meetings, niche_agreement
from matcher.sources import ACTOR_COLUMNS, ACTOR_KINDS, bundled_actors, read_actors
from matcher.words.meetings import meetings_text
from matcher.words.words import Words

HEADER = "actor_id,name,kind,region_id,text,url,read_on"
ACTORS = f"""{HEADER}
z1,Rail Lab,test_bed,R1,Testing of trains,https://example.org/rail,2026-11-24
a1,Food Cluster,cluster,R2,"Food, drinks and packaging",https://example.org/food,2026-11-24
b1,Hydrogen Works,firm,R2,Hydrogen for industry,,
c1,Far University,university,XX,Railway engineering,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "actors.csv"
    path.write_text(ACTORS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run() -> Run:
    """Three regions; R1 lists rail and hydrogen, R2 rail and food; hydrogen and food are related to rail."""
    rows = [("R1", "One", "SE", "Railways"), ("R1", "One", "SE", "Green hydrogen"),
            ("R2", "Two", "PL", "Railways"), ("R2", "Two", "PL", "Food"), ("R3", "Three", "PL", "Tourism")]  # fmt: skip
    niches = {"Railways": "railway_systems", "Green hydrogen": "hydrogen", "Food": "food_processing",
              "Tourism": "tourism_general"}  # fmt: skip
    areas = sort_areas(areas_table(rows))
    ids = sorted(niches.values())
    themes = pd.DataFrame(
        {"theme_id": ids, "level": "niche", "parent_id": "", "label": ids, "stability": 1.0, "size": 1}
    )
    memberships = pd.DataFrame({"area_id": areas["area_id"], "theme_id": areas["area"].map(niches), "membership": 1.0,
                                "stability": 1.0})  # fmt: skip
    pairs = [("hydrogen", "railway_systems"), ("food_processing", "railway_systems")]
    relations = relations_of(dict.fromkeys(pairs, 0.5))
    vectors = Student().encode(areas["area"].tolist())
    return Run(areas, themes, memberships, relations, vectors=vectors, settings={"model": {"name": "packaged"}})


def test_actors_are_read_sorted_and_whole(file: Path) -> None:
    actors, warnings = read_actors(file)
    assert list(actors.columns) == list(ACTOR_COLUMNS)
    assert actors["actor_id"].tolist() == ["a1", "b1", "c1", "z1"]
    assert actors["text"].tolist()[0] == "Food, drinks and packaging"
    assert warnings == []
    assert set(actors["kind"]) <= set(ACTOR_KINDS)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,,cluster,R1,Rail,,", "row 2: name is empty: fill it or leave the row out"),
        (
            "x,Lab,club,R1,Rail,,",
            "row 2: kind: expected cluster or firm or .* or project; found 'club'",
        ),
        ("x,Lab,firm,R1,Rail,www.example.org,", "row 2: url: expected an address that begins with http"),
        ("x,Lab,firm,R1,Rail,,24/11/2026", "row 2: read_on: expected a date such as 2026-11-24; found '24/11/2026'"),
        ("x,Lab,firm,R1,Rail,,\nx,Lab,firm,R1,Rail,,", "row 3: actor_id x is in row 2 already"),
        ("x,Lab,firm,R1,,,\ny,,firm,R1,,,", r"row 2 \(also row 3\): text is empty"),
        ("x,Lab,firm,R1,Rail and, roads,,", "row 2: the row is too long: expected 7 cells; found 8"),
    ],
)
def test_problems_name_their_row(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"actors\.csv, {message}"):
        read_actors(path)


def test_missing_columns_and_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text("name,kind\nLab,firm\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no column actor_id, region_id, text: .* found 'name, kind'"):
        read_actors(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_actors(tmp_path / "nothing.csv")
    if not bundled_actors():
        with pytest.raises(InputError, match="the table actors_sweden is not installed"):
            read_actors("actors_sweden")


def test_addresses_of_persons_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(f"{HEADER}\nx,Lab,firm,R1,Rail; ask anna@example.org,,\n", encoding="utf-8")
    actors, warnings = read_actors(path)
    assert len(actors) == 1
    assert warnings == ["actors.csv, row 2: '@' in text; organisations only: leave addresses of persons out"]


@pytest.mark.slow
def test_actors_by_a_text(run: Run, file: Path) -> None:
    actors = read_actors(file).actors
    found = run.actors("trains", actors)
    assert list(found.columns) == list(RANKED_ACTOR_COLUMNS)
    assert found["name"].tolist() == ["Rail Lab", "Far University"]  # food and hydrogen are not close, and left out
    assert found["rank"].tolist() == [1, 2]
    assert (found["closeness"] >= run.floors.asked).all()
    assert found.set_index("name").loc["Far University", "region"] == ""  # outside the run, and still there
    assert found.set_index("name").loc["Rail Lab", ["region", "country"]].tolist() == ["One", "SE"]
    # By closeness "Testing of trains" is too far from the Swedish word; by niche it is there, as both are railways.
    assert run.actors("tågtrafik", actors, language="sv")["name"].tolist() == ["Far University"]
    by_niche = run.actors("tågtrafik", actors, language="sv", by="niche")
    assert by_niche["name"].tolist() == ["Far University", "Rail Lab"]
    assert by_niche["niche_agreement"].tolist() == [1, 1]
    assert by_niche["closeness"].iloc[1] < run.floors.asked <= by_niche["closeness"].iloc[0]
    assert run.actors("food", actors, kind=["cluster"])["name"].tolist() == ["Food Cluster"]
    assert run.actors("vätgas", actors, top=1)["name"].tolist() == ["Hydrogen Works"]
    assert run.actors("Railway engineering", actors)["name"].iloc[0] == "Far University"
    with pytest.raises(SettingError, match="by: expected closeness or niche"):
        run.actors("food", actors, by="size")
    with pytest.raises(SettingError, match="top: expected 1 or more"):
        run.actors("food", actors, top=0)


@pytest.mark.slow
@pytest.mark.parametrize("by", ACTOR_RANKINGS)
def test_actors_do_not_depend_on_the_order_of_rows(run: Run, file: Path, by: str) -> None:
    actors = read_actors(file).actors
    turned = actors.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(run.actors("food trains", actors, by=by), run.actors("food trains", turned, by=by))
    assert run.meet("R1", "R2", actors) == run.meet("R1", "R2", turned)


memberships = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(0.1, 1.0), max_size=3)


@given(one=memberships, other=memberships)
def test_niche_agreement_is_symmetric_and_bounded(one: dict[str, float], other: dict[str, float]) -> None:
    value = niche_agreement(one, other)
    assert value == niche_agreement(other, one)
    assert 0 <= value <= 1
    assert niche_agreement(one, one) == (1 if one else 0)
    assert niche_agreement(one, {}) == niche_agreement({"horizontal": 1.0}, {"horizontal": 1.0}) == 0


def test_who_might_meet_whom(run: Run, file: Path) -> None:
    facts = run.meet("R1", "R2", read_actors(file).actors)
    assert facts["known"] == {"a": 1, "b": 2, "outside": 1}
    (shared,) = facts["shared"]
    assert shared["niche"] == "railway_systems"
    assert [actor["name"] for actor in shared["actors_a"]] == ["Rail Lab"]
    assert shared["actors_a"][0]["in_niche"]
    assert shared["actors_b"] == []
    # R2 brings food to R1, because R1 works on rail: the rail actor there meets the food actor here.
    gain = next(part for part in facts["a_gains"] if part["niche"] == "food_processing")
    assert [actor["name"] for actor in gain["actors_b"]] == ["Food Cluster"]
    assert [actor["name"] for actor in gain["actors_a"]] == ["Rail Lab"]
    assert gain["areas_b"] == ["Food"]
    # The other way round: R1 brings hydrogen to R2, where nobody in the table works on rail.
    turned = run.meet("R2", "R1", read_actors(file).actors)
    assert turned["b_gains"][0]["actors_a"] == gain["actors_b"]
    assert turned["known"] == {"a": 2, "b": 1, "outside": 1}


def test_meetings_by_hand() -> None:
    """Two niches; the pair shares one of them. One actor is in it, one is near its area (0.6), one is far (0.1)."""
    areas = sort_areas(areas_table([("A", "Aa", "SE", "Rail"), ("B", "Bb", "SE", "Rail")]))
    themes = pd.DataFrame([("rail", "niche", "", "rail")], columns=["theme_id", "level", "parent_id", "label"])
    tables = Fitted(areas, themes, pd.DataFrame({"area_id": areas["area_id"], "theme_id": "rail", "membership": 1.0}),
                    pd.DataFrame(), vectors=np.array([[1.0, 0.0]] * 2))  # fmt: skip
    part = {"niche": "rail", "label": "rail", "value": 1.0, "because": [], "areas_a": ["Rail"], "areas_b": ["Rail"]}
    pair = {"a": {"region_id": "A"}, "b": {"region_id": "B"}, "overlap": {"parts": [part, part | {"value": -1.0}]},
            "a_gains": {"parts": []}, "b_gains": {"parts": []}}  # fmt: skip
    actors = pd.DataFrame(
        [("1", "In", "firm", "A", "x", ""), ("2", "Near", "firm", "A", "y", ""), ("3", "Far", "firm", "B", "z", "")],
        columns=["actor_id", "name", "kind", "region_id", "text", "url"],
    )
    vectors = np.array([[0.2, 0.0], [0.6, 0.8], [0.1, 0.9]])
    placed = pd.DataFrame({"text": ["x", "y"], "theme_id": ["rail", "bus"], "membership": [1.0, 1.0]})
    facts = meetings(tables, pair, actors, vectors, placed)
    (shared,) = facts["shared"]
    assert [(actor["name"], actor["closeness"], actor["in_niche"]) for actor in shared["actors_a"]] == [
        ("In", 0.2, True), ("Near", 0.6, False)
    ]  # fmt: skip
    assert shared["actors_b"] == []
    assert (facts["a_gains"], facts["b_gains"], facts["without"]) == ([], [], 0)
    nobody = meetings(tables, pair, actors.iloc[:0], vectors[:0], placed)
    assert (nobody["shared"], nobody["without"]) == ([], 1)
    regions = [("A", "Aa"), ("B", "Bb")]
    assert "Ingen aktör" in str(meetings_text(Words("sv"), nobody, regions)[-1])
    told = [getattr(block, "text", block) for block in meetings_text(Words("en"), facts, regions)]
    assert "Aa: In; Near [near, 0.60]" in told
    assert "Bb: nobody in the table" in told


@pytest.mark.slow
def test_the_command_line_answers(
    run: Run, small_run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "run")
    replace(run, settings=saved_settings(run, small_run)).save(folder)
    given = ["--actors", str(file)]
    assert main(["actors", folder, "trains", *given]) == 0
    shown = capsys.readouterr().out
    assert "Rail Lab (test bed)" in shown
    assert "XX (outside)" in shown
    assert "1 of 4 actors are in regions outside this run." in shown
    assert main(["actors", folder, "trains", *given, "--json", "--by", "niche"]) == 0
    assert list(json.loads(capsys.readouterr().out)[0]) == list(RANKED_ACTOR_COLUMNS)
    assert main(["actors", folder, "trains", *given, "--csv", "--kind", "firm"]) == 0
    assert capsys.readouterr().out == ",".join(RANKED_ACTOR_COLUMNS) + "\n"  # the firm works on hydrogen
    assert main(["actors", folder, "hydrogen", *given, "--csv", "--kind", "firm"]) == 0
    assert capsys.readouterr().out.count("\n") == 2
    assert main(["meet", folder, "One", "R2", *given]) == 0
    assert "* Both work on railway_systems" in capsys.readouterr().out
    assert main(["meet", folder, "R1", "R2", *given, "--csv"]) == 0
    assert capsys.readouterr().out.startswith("part,niche,label,side,actor_id,name")
    assert main(["meet", folder, "R1", "R2", *given, "--lang", "sv"]) == 0
    assert "Vilka som kan träffas" in capsys.readouterr().out
    assert main(["meet", folder, "R1", "R2", *given, "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"known", "shared", "a_gains", "b_gains", "without"}
    assert main(["explain", folder, "R1", "R2", *given]) == 1
    assert "explain --actors: now the verb meet: matcher meet RUN A B" in capsys.readouterr().err
    assert main(["actors", folder, *given]) == 1
    assert "expected TEXT" in capsys.readouterr().err
