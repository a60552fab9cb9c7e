"""What experts change: merged, split, renamed, moved, locked and own niches; a classification of one's own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from conftest import areas_table
from matcher import Embedder, Matcher, Run, ThemeModel
from matcher.cli import main
from matcher.compare.partners import rank_changes
from matcher.errors import InputError, MatcherError, SettingError
from matcher.fit import refit
from matcher.fitted.themes import edits_text
from matcher.themes.edits import read_edits
from matcher.themes.taxonomy import TaxonomyRow, read_taxonomy
from matcher.vocabulary import load_vocabulary
from matcher.words.fitting import rank_change_text
from matcher.words.words import Words

AREAS = [
    ("AA1", "Alpha", "SE", "Wind power"),
    ("AA1", "Alpha", "SE", "Solar energy"),
    ("AA1", "Alpha", "SE", "Lottery and gambling"),
    ("BB2", "Beta", "FI", "Wind energy"),
    ("BB2", "Beta", "FI", "Railway"),
    ("BB2", "Beta", "FI", "Collaboration for innovation"),
    ("CC3", "Gamma", "PL", "Wine"),
    ("CC3", "Gamma", "PL", "Food processing industry"),
    ("CC3", "Gamma", "PL", "Casino industry"),
]
EDITS = """
[[merge]]
into = "wind_power"
from = ["solar_energy"]

[[move]]
area = "Collaboration for innovation"
to = ["service_innovation"]

[[move]]
area = "wine"
to = ["horizontal"]

[[lock]]
niche = "logistics"
areas = ["Railway"]

[[own]]
id = "own_gambling"
label = "Gambling"
theme = "services"
areas = ["Lotteries", "Casino industry", "Betting"]

[rename]
wind_power = "Wind and sun"
"""


def written(folder: Path, text: str, name: str = "themes.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def niches(run: Run) -> dict[str, set[str]]:
    """Niches of each area."""
    table = run.memberships[~run.memberships["theme_id"].isin(run.theme_table.query("level == 'theme'")["theme_id"])]
    linked = run.areas.merge(table, on="area_id", how="left").fillna({"theme_id": ""})
    return {area: set(group["theme_id"]) - {""} for area, group in linked.groupby("area")}


@pytest.fixture(scope="module")
def plain() -> Run:
    return Matcher(draws=1).fit(areas_table(AREAS))


@pytest.fixture(scope="module")
def edited(plain: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return refit(plain, read_edits(written(tmp_path_factory.mktemp("edits"), EDITS)))


@pytest.mark.slow
def test_what_is_fitted_again_is_drawn_as_often(plain: Run, edited: Run) -> None:
    assert edited.settings["themes"]["draws"] == plain.settings["themes"]["draws"] == 1


@pytest.mark.slow
def test_edits_do_what_they_say(plain: Run, edited: Run) -> None:
    before, after = niches(plain), niches(edited)
    assert before["Solar energy"] == {"solar_energy"}
    assert after["Solar energy"] == after["Wind power"] == after["Wind energy"] == {"wind_power"}
    assert before["Collaboration for innovation"] == set()
    assert after["Collaboration for innovation"] == {"service_innovation"}
    assert (before["Wine"], after["Wine"]) == ({"wine_beverages"}, set())
    assert after["Railway"] == {"logistics"}
    assert after["Casino industry"] == after["Lottery and gambling"] == {"own_gambling"}
    assert edited.labels["wind_power"] == "Wind and sun"
    assert edited.labels["own_gambling"] == "Gambling"
    assert edited.settings["themes"]["edits"] == "themes.toml"
    assert plain.settings["themes"]["edits"] is None


@pytest.mark.slow
def test_edits_work_in_the_same_way_on_later_data(tmp_path: Path) -> None:
    later = [
        ("DD4", "Delta", "SE", "Sports betting"),
        ("DD4", "Delta", "SE", "Photovoltaics"),
        ("EE5", "Eps", "SE", "Wine"),
    ]
    run = Matcher(edits=read_edits(written(tmp_path, EDITS)), draws=0).fit(areas_table(later))
    found = niches(run)
    assert "own_gambling" in found.pop("Sports betting")
    assert found == {"Photovoltaics": {"wind_power"}, "Wine": set()}


@pytest.mark.slow
def test_what_edits_change_in_partner_ranks_is_told(plain: Run, edited: Run) -> None:
    changes = rank_changes(plain, edited)
    assert set(changes["region_id"]) == {"AA1", "BB2", "CC3"}
    assert changes["kept"].between(0, 5).all()
    assert next(rank_change_text(Words(), changes)).startswith("Edits and partners: ")
    assert next(rank_change_text(Words(), rank_changes(plain, plain))).endswith("0 get another best one.")


@pytest.mark.slow
def test_a_crowded_niche_is_split_into_its_concepts(tmp_path: Path) -> None:
    edits = read_edits(written(tmp_path, '[[split]]\nniche = "wind_power"\n'))
    rows = [("AA1", "Alpha", "SE", "Offshore wind"), ("BB2", "Beta", "SE", "Wind turbines")]
    run = Matcher(edits=edits, draws=0).fit(areas_table(rows))
    found = niches(run)
    assert "offshore_wind" in found["Offshore wind"]
    assert "wind_turbines" in found["Wind turbines"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[merge]]\ninto = "wind_power"', r"merge 1: expected the keys into, from"),
        (
            '[[merge]]\ninto = "a"\nfrom = ["x"]\n[[merge]]\ninto = "b"\nfrom = ["x"]',
            "'x' is merged into 'a' and into 'b'",
        ),
        (
            '[[merge]]\ninto = "a"\nfrom = ["b"]\n[[merge]]\ninto = "b"\nfrom = ["c"]',
            "'b' takes in others and is merged",
        ),
        ('[[merge]]\ninto = "a"\nfrom = ["b"]\n[[split]]\nniche = "b"', "'b' is split and merged into 'a'"),
        ('[[move]]\narea = "X"\nto = ["a"]\n[[move]]\narea = "x"\nto = ["b"]', "'x' is moved to two places: keep one"),
        ('[[move]]\narea = "X"\nto = ["a"]\n[[lock]]\nniche = "b"\nareas = ["X"]', "'X' is moved to a and locked in b"),
        ('[[lock]]\nniche = "b"\nareas = []', "lock 1: areas: expected at least one"),
        ('[[own]]\nid = 3\nlabel = "a"\ntheme = "b"\nareas = ["c"]', "own 1: id: expected a text; found 3"),
        ('[rename]\na = ""', 'rename: expected id = "new label"'),
        ("[[mrege]]\n", r"expected one of merge, .*, rename; found 'mrege'; did you mean merge"),
        ("merge", "expected a TOML file in UTF-8"),
    ],
)
def test_edits_that_contradict_each_other_are_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_edits(written(tmp_path, text))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[split]]\nniche = "wind_powr"', "split wind_powr: there is no niche 'wind_powr': did you mean wind_power"),
        ('[[move]]\narea = "X"\nto = ["nothing_like_it"]', "move or lock: there is no niche 'nothing_like_it'"),
        (
            '[[own]]\nid = "software"\nlabel = "a"\ntheme = "digital"\nareas = ["c"]',
            "own niche software: the id is taken",
        ),
        ('[rename]\nwind_power = "solar energy"', "rename wind_power: another one is called 'solar energy'"),
        (
            '[[merge]]\ninto = "wind_power"\nfrom = ["solar_energy"]\n[rename]\nsolar_energy = "Sun"',
            "rename: 'solar_energy' is merged into another niche: name that one",
        ),
        ('[[split]]\nniche = "tourism_general"', "split tourism_general: it has no concepts below it"),
    ],
)
def test_edits_that_do_not_fit_the_vocabulary_are_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Matcher(edits=read_edits(written(tmp_path, text)), draws=0).fit(areas_table(AREAS))


@pytest.mark.slow
def test_the_written_file_of_edits_is_a_start(plain: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = edits_text(plain, load_vocabulary(), [{"niche": "software", "names": 40, "into": {"cloud": 30}}])
    assert tomllib.loads(text) == {}
    assert "#   wind_power: wind power" in text.lower()
    active = "\n".join(line.removeprefix("# ") for line in text.split("\n")[2:20])
    assert set(tomllib.loads(active)) == {"merge", "split", "own", "move", "lock", "rename"}
    plain.save(tmp_path / "run")
    path = tmp_path / "themes.toml"
    assert main(["themes", str(tmp_path / "run"), "--template", "-o", str(path)]) == 0
    assert read_edits(path).merges == {}
    path.write_text(EDITS, encoding="utf-8")
    assert main(["refit", str(tmp_path / "run"), str(path), "-o", str(tmp_path / "edited")]) == 0
    assert main(["themes", str(tmp_path / "edited"), "--level", "niche"]) == 0
    printed = capsys.readouterr()
    assert "Wind and sun" in printed.out
    assert "Edits and partners:" in printed.out


@pytest.mark.slow
def test_edits_are_for_guided_themes(plain: Run, tmp_path: Path) -> None:
    edits = read_edits(written(tmp_path, EDITS))
    with pytest.raises(SettingError, match="edits for discovered themes: expected guided themes"):
        Matcher(themes=ThemeModel("discovered"), edits=edits).fit(areas_table(AREAS))


TAXONOMY = """code,label,examples,parent
A,Agriculture and food,farming;food products;wine,
D,Energy,electricity;wind turbines;solar panels,
H,Transport,lorries;logistics;shipping,
H1,Rail transport,trains;railway tracks,H
"""


@pytest.mark.slow
def test_areas_are_put_into_a_given_classification(tmp_path: Path) -> None:
    rows = read_taxonomy(written(tmp_path, TAXONOMY, "list.csv"))
    assert rows[0] == TaxonomyRow("A", "Agriculture and food", ("farming", "food products", "wine"))
    run = Matcher(taxonomy=rows, draws=0).fit(areas_table(AREAS))
    linked = run.areas.merge(run.memberships, on="area_id").groupby("area")["theme_id"].agg(set)
    assert "D" in linked["Wind power"]
    assert {"H", "H1"} <= linked["Railway"]
    assert "A" in linked["Wine"]
    assert linked["Collaboration for innovation"] == {"horizontal"}
    evidence = (
        run.areas.drop(columns="evidence")
        .merge(run.memberships, on="area_id")
        .set_index(["area", "theme_id"])["evidence"]
    )
    assert evidence["Wine", "A"] == "wine"
    assert run.settings["themes"]["guided_by"] == "taxonomy"
    assert set(run.niche_ids) <= {"A_general", "D_general", "H_general", "H1"}
    with pytest.raises(MatcherError, match="expected a run with themes guided by the vocabulary"):
        refit(run, read_edits(written(tmp_path, EDITS)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,label\n1,A\n", "row 1: no column examples: expected the columns code, label, examples"),
        ("code,label,examples\n1,,x\n", "row 2: expected a code and a label"),
        ("code,label,examples\n1,A,\n1,B,\n", "row 3: the code '1' is taken"),
        ("code,label,examples,parent\n1,A,,9\n2,B,,\n", "1: parent: expected a code without parent; found '9'"),
        ("code,label,examples\n1,A,\n", "expected at least two classes"),
    ],
)
def test_what_is_wrong_in_a_classification_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_taxonomy(written(tmp_path, text, "list.csv"))


@pytest.mark.slow
def test_stability_is_measured_and_kept(plain: Run, tmp_path: Path) -> None:
    stability = plain.theme_table.set_index("theme_id")["stability"]
    assert stability.drop("horizontal").between(0, 1).all()
    assert stability["wind_power"] == 1
    plain.save(tmp_path / "run")
    again = Run.load(tmp_path / "run")
    pd.testing.assert_frame_equal(again.memberships, plain.memberships, check_dtype=False)
    assert np.isnan(Matcher(draws=0).fit(areas_table(AREAS)).theme_table["stability"]).all()


@pytest.mark.slow
def test_themes_are_listed_in_the_readers_language(plain: Run) -> None:
    found = {theme["theme_id"]: theme for theme in plain.themes(language="sv")}
    vocabulary = load_vocabulary()
    assert found["wind_power"]["label"] == vocabulary.label("wind_power", "sv")
    assert found["wind_power"]["areas"][0]["area"] == "Wind energy" or found["wind_power"]["size"] == 2
    assert found["wind_power"]["codes"]["nace"]
    assert found["wind_power"]["regions"] == ["Alpha", "Beta"]
    related = found["wind_power"]["related"]
    assert "solar_energy" in {link["niche"] for link in related} or related == [] or related[0]["reason"]
    english = plain.themes()
    for level in ("theme", "niche"):
        labels = [theme["label"] for theme in english if theme["level"] == level]
        assert len(set(labels)) == len(labels)


@pytest.mark.slow
def test_names_that_fit_nothing_but_each_other_become_a_niche() -> None:
    rows = [*AREAS, ("DD4", "Delta", "SE", "Lotteries"), ("DD4", "Delta", "SE", "Betting and gambling services")]
    run = Matcher(Embedder(), draws=0).fit(areas_table(rows))
    added = run.settings["themes"]["added"]
    assert len(added) == 1
    assert added[0].startswith("own_")
    assert "Lotteries" in {area for area, found in niches(run).items() if added[0] in found}


@pytest.mark.slow
def test_granularity_goes_from_themes_to_concepts() -> None:
    coarse = Matcher(themes=ThemeModel(granularity="themes"), draws=0).fit(areas_table(AREAS))
    assert all(niche.endswith("_general") for niche in coarse.niche_ids)
    rows = [(f"R{n}", f"R{n}", "SE", f"{word} {n}") for n, word in enumerate(["Wind turbines", "Offshore wind"] * 12)]
    fine = Matcher(themes=ThemeModel(granularity="concepts"), draws=0).fit(areas_table(rows))
    usual = Matcher(draws=0).fit(areas_table(rows))
    assert len(fine.niche_ids) > len(usual.niche_ids)
    assert usual.settings["themes"]["crowded"][0]["niche"] == "wind_power"
