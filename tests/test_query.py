"""Free text against a run: what is closest, which niches it falls into, and that no heavy library is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from apart import answered_apart
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.query import names_of, near, placed
from conftest import areas_table, saved_settings
from matcher import Run
from matcher.areas import HORIZONTAL, sort_areas
from matcher.cli import main
from matcher.cli.printing import lines
from matcher.embed import Student
from matcher.errors import InputError, ModelError, RunError, SettingError
from matcher.facts import QueryAnswer
from matcher.fitted.tables import Fitted
from matcher.query.closeness import WORDS, Asked, Row, Word, closeness, text_words
from matcher.query.encoding import encode_texts
from matcher.query.landmarks import WIDTH, Landmarks, Neighbours
from matcher.query.placing import niches_of_text, place_texts, unlisted_niches
from matcher.query.ranking import NEED_COLUMNS, QUERY_COLUMNS, query, rank_areas, rank_regions
from matcher.relatedness import RELATION_COLUMNS
from matcher.sources import general_words, read_needs
from matcher.vocabulary import Concept, Vocabulary, load_vocabulary
from matcher.vocabulary.splitter import Splitter
from matcher.words.answers import query_text
from matcher.words.words import Words

ROWS = [
    ("R1", "One", "SE", "Green hydrogen", "hydrogen"),
    ("R1", "One", "SE", "Food", "food_processing"),
    ("R2", "Two", "SE", "Railways", "railway_systems"),
    ("R2", "Two", "SE", "Marine technology", "ocean_coast"),
    ("R3", "Three", "PL", "Tourism", "tourism_general"),
    ("R3", "Three", "PL", "Food", "food_processing"),
    ("R4", "Four", "PL", "Collaboration for innovation", HORIZONTAL),
]


def told_of(found: QueryAnswer) -> list[str]:
    """A Swedish answer in the lines of a terminal."""
    return lines(Words("sv"), query_text(Words("sv"), found, 10))


def run_of(order: list[int] | None = None, **model: str) -> Run:
    """A run of four regions whose vectors are the encoder's own; rows in any order."""
    rows = [ROWS[place] for place in order or range(len(ROWS))]
    niches = {row[3]: row[4] for row in ROWS}
    areas = sort_areas(areas_table([row[:4] for row in rows]))
    areas = areas.assign(period="2021-2027", source_url="https://example.org")
    if order:
        areas = areas.iloc[np.argsort(order)].reset_index(drop=True)
    vocabulary = load_vocabulary()
    shown = sorted(set(niches.values()) - {HORIZONTAL})
    parents = {niche: niche.removesuffix("_general") for niche in shown}
    parents = {niche: vocabulary.theme_of(concept) for niche, concept in parents.items()}
    table = [(theme, "theme", "", vocabulary.label(theme)) for theme in sorted(set(parents.values()))]
    table += [(niche, "niche", parents[niche], vocabulary.label(niche.removesuffix("_general"))) for niche in shown]
    themes = pd.DataFrame(table, columns=["theme_id", "level", "parent_id", "label"])
    memberships = pd.DataFrame(
        {"area_id": areas["area_id"], "theme_id": [niches[text] for text in areas["area"]], "membership": 1.0}
    )
    return Run(
        areas=areas,
        theme_table=themes,
        memberships=memberships,
        relations=pd.DataFrame(),
        vectors=Student().encode(areas["area"].tolist()),
        settings={"model": {"name": "packaged", "text": "english"} | model},
    )


@pytest.fixture(scope="module")
def run() -> Run:
    return run_of()


def asked(text: str, vector: list[float], words: list[Word]) -> Asked:
    return Asked(text, "", np.array(vector, dtype=np.float32), words, [])


def test_closeness_by_hand() -> None:
    """Of three names one has both words, one the rarer one; the shares are weighed by log(4 / (n + 1))."""
    words = [Word("green", ()), Word("hydrogen", ())]
    vectors = [[0.5, 0.0], [0.5, 0.0], [-0.5, 0.0]]
    near = closeness(["Green hydrogen", "Green food", "Food"], vectors, asked("x", [1, 0], words))
    green, hydrogen = np.log(4 / 3), np.log(4 / 2)
    share = green / (green + hydrogen)
    assert near.closeness.tolist() == pytest.approx([0.5 + WORDS * 0.5, 0.5 + WORDS * share * 0.5, 0.0])
    assert near.meaning.tolist() == [0.5, 0.5, 0.0]
    assert near.words == [["green", "hydrogen"], ["green"], []]


def test_words_that_nobody_has_and_no_words_at_all() -> None:
    near = closeness(["Food", "Rail"], [[0.5], [0.25]], asked("x", [1], [Word("wine", ())]))
    assert near.closeness.tolist() == [0.5, 0.25]
    near = closeness(["Food"], [[0.5]], asked("and", [1], []))
    assert (near.closeness.tolist(), near.words) == ([0.5], [[]])


def test_a_phrase_is_had_through_its_label_in_english() -> None:
    vocabulary = Vocabulary(
        {"wind": Concept("wind", "theme", "", "", ""), "horizontal": Concept("horizontal", "theme", "", "", ""),
         "new": Concept("new", "general", "horizontal", "", "")},
        {"en": {"wind": ("offshore wind",), "new": ("new",), "horizontal": ("horizontal",)},
         "sv": {"wind": ("vindkraft till havs",), "new": ("ny",)}},
        (), (),
    )  # fmt: skip
    found = text_words("Ny vindkraft till havs", "sv", vocabulary, {"till"})
    label = (("offshore", "wind"),)
    assert found == [Word("ny", ()), Word("vindkraft", label), Word("havs", label)]
    assert text_words("Ny vindkraft till havs", "", vocabulary, {"till"}) == found
    assert text_words("Vindkraft till havs", "de", vocabulary, ()) == [Word(word, ()) for word in
                                                                       ("vindkraft", "till", "havs")]  # fmt: skip
    near = closeness(["Offshore wind", "Wind"], [[0.0], [0.0]], asked("x", [1], found[1:]))
    assert near.closeness.tolist() == [pytest.approx(WORDS), 0.0]
    assert near.words == [["offshore wind"], []]


def test_words_are_looked_for_in_the_languages_of_the_areas() -> None:
    words = text_words("hydrogen", "en", load_vocabulary(), general_words(), into=["en", "sv"])
    assert ("vatgas",) in words[0].labels


@pytest.mark.slow
def test_own_name_is_found_first(run: Run) -> None:
    for _, region, _, area, _ in ROWS:
        for text in (area, area.upper(), f" {area} "):
            found = run.query(text)
            assert found["closest"] == 1.0
            assert found["near"]
            best = {row["area"] for row in found["areas"] if row["rank"] == 1}
            assert best == {area}
            assert region in {row["region"] for row in found["regions"] if row["rank"] == 1}


@pytest.mark.parametrize(
    ("text", "language", "area"),
    [("hydrogen", "en", "Green hydrogen"), ("vätgas i stålindustrin", "sv", "Green hydrogen"),
     ("Wasserstoff", None, "Green hydrogen"), ("marine robotics", None, "Marine technology"),
     ("tågtrafik", "sv", "Railways"), ("turystyka", "pl", "Tourism"), ("fartygsteknik", None, "Marine technology")],
)  # fmt: skip
def test_texts_in_several_languages_find_their_area(run: Run, text: str, language: str | None, area: str) -> None:
    found = run.query(text, language)
    assert found["areas"][0]["area"] == area
    assert found["language"] == (language or "")
    assert list(found["areas"][0]) == list(QUERY_COLUMNS)


def test_nothing_near_is_said(run: Run) -> None:
    found = run.query("birthday cake")
    assert not found["near"]
    assert 0 < found["closest"] < found["floor"] == run.floors.asked
    assert found["areas"] == found["regions"] == []


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(order=st.permutations(range(len(ROWS))))
def test_answers_do_not_depend_on_the_order_of_rows(order: list[int]) -> None:
    usual, other = run_of(), run_of(order)
    for text in ("vätgas", "food and railways", "Food"):
        one, two = usual.query(text), other.query(text)
        assert json.dumps(one, default=str) == json.dumps(two, default=str)


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), min_size=1, max_size=40))
def test_any_text_has_bounded_closeness(text: str) -> None:
    run = run_of()
    try:
        found = run.query(text, top=None)
    except (ModelError, SettingError) as error:
        assert "no word" in str(error) or "is empty" in str(error)  # noqa: PT017
        return
    values = [row["closeness"] for row in found["areas"]]
    assert values == sorted(values, reverse=True)
    assert all(0 <= row["meaning"] <= row["closeness"] <= 1 for row in found["areas"])
    assert all(value >= found["floor"] for value in values)
    assert found["near"] == bool(values)
    assert {row["region_id"] for row in found["regions"]} == {row["region_id"] for row in found["areas"]}
    assert all(0 < niche["membership"] <= 1 for niche in found["niches"])
    assert len(found["niches"]) <= 3


def test_regions_by_their_closest_areas_and_then_the_next() -> None:
    ranked = pd.DataFrame(
        [("A", 0.8), ("B", 0.9), ("B", 0.8), ("C", 0.9), ("C", 0.5), ("D", 0.3), ("D", 0.2), ("E", 0.9), ("E", 0.8)],
        columns=["region_id", "closeness"],
    ).sort_values("closeness", ascending=False, kind="stable", ignore_index=True)
    ranked["area"] = [f"area {place}" for place in range(len(ranked))]
    ranked = ranked.assign(region=ranked["region_id"], country="SE", area_original="", source_url="")
    found = rank_regions(ranked.to_dict("records"))
    assert [row["region_id"] for row in found] == ["B", "E", "C", "A", "D"]
    assert [row["rank"] for row in found] == [1, 1, 3, 4, 5]
    assert [len(row["areas"]) for row in found] == [2, 2, 2, 1, 1]  # below the floor only the closest is shown


def test_countries_and_top(run: Run) -> None:
    found = run.query("food", country=["PL"])
    assert {row["country"] for row in found["areas"]} == {"PL"}
    assert {row["country"] for row in found["regions"]} == {"PL"}
    assert [region["region"] for niche in found["niches"] for region in niche["regions"]] == ["Three"]
    assert len(run.query("food", top=2)["areas"]) == 2
    with pytest.raises(SettingError, match="country 'DE': expected one of PL, SE"):
        run.query("food", country=["DE"])
    with pytest.raises(SettingError, match="top: expected 1 or more"):
        run.query("food", top=0)


def test_areas_without_an_english_name_are_found() -> None:
    areas = sort_areas(areas_table([("R1", "One", "SE", ""), ("R2", "Two", "SE", "Food")]))
    areas.loc[areas["area"] == "", ["area_original", "language"]] = ["Vätgas", "sv"]
    themes = pd.DataFrame([("hydrogen", "niche", "energy", "hydrogen")],
                          columns=["theme_id", "level", "parent_id", "label"])  # fmt: skip
    memberships = pd.DataFrame({"area_id": ["R1-1"], "theme_id": "hydrogen", "membership": 1.0})
    vectors = Student().encode(["Vätgas", "Food"])
    run = Run(areas, themes, memberships, pd.DataFrame(), vectors=vectors, settings={"model": {"name": "packaged"}})
    found = run.query("hydrogen", "en")["areas"][0]
    assert (found["area_original"], found["words"]) == ("Vätgas", ["vätgas"])


def test_what_is_shared_and_what_is_nearest_is_told_as_it_is_written() -> None:
    """Keys are folded; what people read is not. A niche that only parts name is told as perhaps there."""
    run = run_of()
    (food,) = place_texts(run, ["Zdrowa żywność"], ["pl"])["evidence"]
    assert food == "Zdrowa żywność"
    (found, *_) = run.query("jordbruk och vätgas", "sv")["niches"]
    assert found["evidence"] in ("vätgas", "jordbruk")
    told = " ".join(told_of(run.query("vätgas", "sv")))
    assert "vätgas”, närhet 1,00): One" in told
    assert "vatgas" not in told


def test_a_niche_that_no_region_surely_works_on_may_be_meant_by_some() -> None:
    """Marine technology is one of the parts of R2's area: R2 perhaps works on it."""
    run = run_of()
    links = run.memberships.assign(by="name", score=1.0)
    links.loc[links["theme_id"] == "ocean_coast", ["by", "score"]] = ["part", 0.3]
    found = replace(run, memberships=links).query("Marine technology")
    (niche,) = found["niches"]
    assert (niche["regions"], niche["perhaps"]) == ([], [{"region_id": "R2", "region": "Two"}])
    assert "ingen region säkert; kanske Two" in " ".join(" ".join(told_of(found)).split())


def test_equal_areas_share_a_marked_rank() -> None:
    """R1 and R3 both list food: 1= twice, as lists of partners have it."""
    told = told_of(run_of().query("Food"))
    assert [line.split()[0] for line in told if " (R1) " in line or " (R3) " in line][:2] == ["1=", "1="]


# Niches of texts


def test_votes_by_hand() -> None:
    """Two landmarks are one width apart, so that the vote of the nearer one is e times the other's."""
    marks = Landmarks(["Rail", "Bus", "New"], np.eye(3, dtype=np.float32), np.eye(3))
    votes = Neighbours(marks, ["horizontal", "transport"], ["rail", "bus"], np.array([1, 1]))
    themes, niches = votes.probabilities(np.array([[0.9, 0.9 - WIDTH, 0.0]]))
    assert niches[0, 0] / niches[0, 1] == pytest.approx(np.e)
    assert themes[0, 1] == pytest.approx(niches[0].sum())
    assert themes.sum() == pytest.approx(1.0)


def test_texts_are_placed(run: Run) -> None:
    texts = ["tågtrafik", "mat och turism", "samverkan för innovation", "Green hydrogen"]
    found = place_texts(run, texts, languages=["sv", "sv", "sv", "en"])
    niches = found.groupby("text", sort=False)["theme_id"].agg(list)
    assert niches.index.tolist() == texts
    assert niches["tågtrafik"] == ["railway_systems"]
    assert sorted(niches["mat och turism"]) == ["food_processing", "tourism_general"]
    assert niches["samverkan för innovation"] == [HORIZONTAL]
    exact = found[found["text"] == "Green hydrogen"].iloc[0]
    assert (exact["theme_id"], exact["membership"], exact["closeness"]) == ("hydrogen", 1.0, 1.0)
    assert (found.groupby("text")["membership"].max() == 1).all()


@pytest.mark.slow
def test_placing_does_not_depend_on_what_else_is_placed(run: Run) -> None:
    texts = ["tågtrafik", "mat och turism", "marine robotics", "hydrogen ports"]
    together = place_texts(run, texts)
    alone = pd.concat([place_texts(run, [text]) for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)
    other = place_texts(run_of([6, 5, 4, 3, 2, 1, 0]), texts)
    pd.testing.assert_frame_equal(together, other)
    assert place_texts(run, []).empty


def test_a_name_of_the_run_stands_where_its_area_stands() -> None:
    """An expert has moved Food; the text "food" goes with it, whatever its neighbours say."""
    usual = run_of()
    food = usual.areas.loc[usual.areas["area"] == "Food", "area_id"]
    moved = usual.memberships.copy()
    moved.loc[moved["area_id"].isin(food), "theme_id"] = "tourism_general"
    run = replace(usual, memberships=moved)
    assert niches_of_text(run, "food") == [("tourism_general", 1.0)]
    assert niches_of_text(usual, "food") == [("food_processing", 1.0)]


def test_niches_of_one_text(run: Run) -> None:
    assert niches_of_text(run, "järnväg", language="sv") == [("railway_systems", 1.0)]
    assert niches_of_text(run, "Collaboration for innovation") == []


def test_niches_that_nobody_lists_are_named(run: Run) -> None:
    (first, *_) = unlisted_niches(run, "quantum computers", language="en")
    assert first[:2] == ("quantum_technologies", "quantum technologies")
    assert unlisted_niches(run, "hydrogen") == []


@pytest.mark.parametrize("text", ["xyzzy foo", "asdf qwerty"])
def test_a_text_to_which_nothing_is_near_falls_into_no_niche(europe_run: Run, text: str) -> None:
    assert niches_of_text(europe_run, text, language="en") == []
    assert not europe_run.query(text, "en")["near"]


def test_niches_that_nobody_lists_stand_for_their_theme(europe_run: Run) -> None:
    """A text of a niche in which no area of the run lies stays in the niche's theme as a whole."""
    vocabulary = load_vocabulary()
    nobody = [concept.id for concept in vocabulary.level("niche") if concept.id not in europe_run.niche_ids]
    assert nobody
    for niche in nobody:
        found = niches_of_text(europe_run, vocabulary.label(niche), language="en")
        assert found == [(f"{vocabulary.theme_of(niche)}_general", 1.0)]


def test_niches_of_ones_own_stand_by_their_label() -> None:
    areas = sort_areas(areas_table([("R1", "One", "SE", "Thing")]))
    themes = pd.DataFrame([("x1", "niche", "x", "glass blowing"), ("x2", "niche", "x", "beekeeping")],
                          columns=["theme_id", "level", "parent_id", "label"])  # fmt: skip
    memberships = pd.DataFrame({"area_id": ["R1-1"], "theme_id": ["x1"], "membership": [1.0]})
    vectors = Student().encode(["Thing"])
    run = Run(areas, themes, memberships, pd.DataFrame(), vectors=vectors, settings={"model": {"name": "packaged"}})
    assert niches_of_text(run, "biodling", language="sv") == [("x2", 1.0)]


def test_a_splitter_of_all_languages() -> None:
    splitter = Splitter.of(load_vocabulary(), None)
    assert splitter.parts("mat och turism") == ["mat", "turism"]
    assert splitter.parts("Food and tourism") == ["Food", "tourism"]
    assert splitter.parts("Wein und Holz") == ["Wein", "Holz"]


# What cannot be read


def test_what_cannot_be_read_is_said(run: Run) -> None:
    with pytest.raises(SettingError, match=r"language sr: expected one of bg, .*; leave it out"):
        run.query("вино", "sr")
    with pytest.raises(ModelError, match=r"knows no word of '\?\?\?'"):
        run.query("???")
    with pytest.raises(SettingError, match="is empty"):
        run.query(" ")
    with pytest.raises(SettingError, match="a list of texts"):
        place_texts(run, "one text")
    with pytest.raises(SettingError, match="a language for each"):
        place_texts(run, ["one", "two"], languages=["sv"])
    assert len(encode_texts(run, [])) == 0
    assert run.query("tågtrafik", "SV")["language"] == "sv"
    assert run.query("togtrafikk", "nb")["language"] == "no"


def test_runs_of_another_model_say_so(small_run: Run, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the run was fitted with the model by hand, which has to read a text too"):
        small_run.query("rail")
    with pytest.raises(RunError, match="does not say which model"):
        Run(small_run.areas, small_run.theme_table, small_run.memberships, small_run.relations).query("rail")
    short = replace(run_of(), vectors=run_of().vectors[:, :4])
    with pytest.raises(ModelError, match="expected 4 numbers a text; found 384"):
        short.query("rail")


def test_query_is_pure_and_takes_any_vectors() -> None:
    """Two areas, two dimensions; the niche of the text is one that a region works on."""
    areas = sort_areas(areas_table([("R1", "One", "SE", "Rail"), ("R2", "Two", "SE", "Food")]))
    themes = pd.DataFrame([("t", "theme", "", "transport"), ("rail", "niche", "t", "railways")],
                          columns=["theme_id", "level", "parent_id", "label"])  # fmt: skip
    tables = Fitted(areas, themes, pd.DataFrame({"area_id": ["R1-1"], "theme_id": ["rail"], "membership": [1.0]}),
                    pd.DataFrame(), vectors=np.eye(2))  # fmt: skip
    placed = [Row("rail", 1.0, 0.9, "rail")]
    question = Asked("trains", "en", np.array([0.6, 0.8], dtype=np.float32), [], placed, [("bus", "buses", 0.95)])
    found = query(tables, question)
    assert [(row["area"], round(row["closeness"], 6)) for row in found["areas"]] == [("Food", 0.8), ("Rail", 0.6)]
    assert found["niches"] == [
        {"niche": "rail", "label": "railways", "theme": "transport", "membership": 1.0, "closeness": 0.9,
         "evidence": "rail", "regions": [{"region_id": "R1", "region": "One"}],
         "perhaps": []}
    ]  # fmt: skip
    assert found["unlisted"] == [{"niche": "bus", "label": "buses", "closeness": 0.95}]
    assert [area["niches"] for area in rank_areas(tables, question)] == [[], ["railways"]]


# Files of needs, and the command line


def test_needs_are_read_and_answered(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text("Need;Language;note\nvätgas;sv;a\nbirthday cake;;\n", encoding="cp1252")
    needs = read_needs(file)
    assert needs.to_numpy().tolist() == [["vätgas", "sv"], ["birthday cake", ""]]
    found = run.needs(needs, top=2)
    assert list(found.columns) == list(NEED_COLUMNS)
    assert found["need"].tolist() == ["vätgas", "birthday cake"]
    assert found["near"].tolist() == [True, False]
    assert found.iloc[0]["region"] == "One"
    assert found.iloc[0]["areas"] == ["Green hydrogen"]
    assert found.iloc[1]["region"] == ""


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.txt", "\n \n", "a.txt holds no need"),
        ("a.csv", "text\nx\n", "a.csv, row 1: no column need: expected the columns need; found 'text'"),
        ("a.csv", "need,language\n,sv\n", "a.csv, row 2: need is empty"),
        (
            "a.csv",
            "need,language\nfood, wine and all,sv\n",
            "a.csv, row 2: the row is too long: expected 2 cells; found 3",
        ),
        ("a.csv", "", "a.csv is empty"),
        ("a.csv", 'need\n"open\n', "a.csv, row 2: a quotation mark opens and is never closed"),
    ],
)
def test_files_of_needs_that_cannot_be_read(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_needs(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read: found No such file"):
        read_needs(tmp_path / "missing.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_run: Run) -> str:
    path = tmp_path_factory.mktemp("runs") / "run"
    run = run_of()
    relations = pd.DataFrame(columns=list(RELATION_COLUMNS)).astype({"together": "int64"})
    horizontal = pd.DataFrame([{"theme_id": "horizontal", "level": "theme", "parent_id": "", "label": "horizontal"}])
    themes = pd.concat([run.theme_table, horizontal]).sort_values(["level", "theme_id"], ascending=[False, True])
    themes = themes.reset_index(drop=True).assign(stability=1.0, size=1)
    memberships = run.memberships.assign(stability=1.0)
    settings = saved_settings(run, small_run)
    replace(run, theme_table=themes, memberships=memberships, relations=relations, settings=settings).save(path)
    return str(path)


@pytest.mark.slow
def test_the_command_line_answers(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", folder, "vätgas i stålindustrin", "--top", "2"]) == 0
    shown = capsys.readouterr().out
    assert "Areas closest to “vätgas i stålindustrin”" in shown
    assert "hydrogen (nearest: “vätgas”, closeness 1.00): One" in shown
    assert "One, 2021-2027: https://example.org" in shown
    assert main(["query", folder, "birthday cake"]) == 0
    assert "Nothing is close to “birthday cake”: the closest area has 0." in capsys.readouterr().out
    assert main(["query", folder, "quantum computers", "--text-lang", "en"]) == 0
    assert "nearer still: quantum technologies (1.00)" in capsys.readouterr().out
    assert main(["query", folder, "vätgas", "--json", "--country", "SE"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["areas"][0]["area"] == "Green hydrogen"
    assert main(["query", folder, "vätgas", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == ",".join(QUERY_COLUMNS)
    (tmp_path / "needs.txt").write_text("vätgas\nfood\n", encoding="utf-8")
    for option, start in (("--csv", "need,language,near"), ("--json", "["), ("--top=1", " ")):
        assert main(["query", folder, "--from", str(tmp_path / "needs.txt"), option]) == 0
        assert capsys.readouterr().out.startswith(start)
    assert main(["query", folder]) == 1
    assert main(["query", folder, "food", "--from", "x"]) == 1
    assert "expected a text or --from FILE; found both" in capsys.readouterr().err


HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "matplotlib", "jinja2", "openpyxl",
         "py3langid")  # fmt: skip


@pytest.mark.slow
def test_answers_import_nothing_heavy(folder: str, tmp_path: Path) -> None:
    actors = tmp_path / "actors.csv"
    actors.write_text("actor_id,name,kind,region_id,text\na,Lab,firm,R1,Trains\n")
    commands = (
        ["query", folder, "vätgas i stålindustrin"],
        ["actors", folder, "trains", "--actors", str(actors)],
        ["meet", folder, "R1", "R2", "--actors", str(actors), "--json"],
    )
    for status, printed, heavy in answered_apart(commands, HEAVY):
        assert (status, heavy) == (0, [])
        assert printed


#: What a text does without: to import it takes longer than to answer.
NO_TABLES = ("pandas", "pyarrow", "scipy", "networkx", "rich.console")


def test_an_answer_to_a_text_needs_no_table(folder: str) -> None:
    commands = (
        ["query", folder, "vätgas"],
        ["query", folder, "tiny steam boats", "--json", "--country", "SE"],
        ["query", folder, "We look for partners who brew beer without grain. Boats made of reed are of interest, too."],
    )
    for status, printed, heavy in answered_apart(commands, NO_TABLES):
        assert (status, heavy) == (0, [])
        assert printed


def test_the_figures_are_measured_again_in_small(run: Run) -> None:
    names = names_of(run)
    assert names.texts == sorted({row[3] for row in ROWS})
    assert placed(run, ["Railways", "mat"], ["en", "sv"]) == [["railway_systems"], ["food_processing"]]
    by_word = near(run, names, ["vätgas"], ["sv"], names.vectors, WORDS)[0]
    plain = near(run, names, ["vätgas"], ["sv"], names.vectors, 0.0)[0]
    place_of = names.texts.index("Green hydrogen")
    assert by_word[place_of] > plain[place_of]
    assert (np.delete(by_word, place_of) == np.delete(plain, place_of)).all()
