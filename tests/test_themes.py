"""Guided themes: names fall where a reader expects them, whatever the order; BCubed is what it says."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from matcher import Embedder, Matcher, ThemeModel
from matcher.areas import HORIZONTAL
from matcher.cli import main
from matcher.errors import InputError, SettingError
from matcher.files import kept
from matcher.placing import KnownWords, pieces_of
from matcher.spelling import label_key
from matcher.themes import (
    WHOLE,
    DiscoveredThemes,
    Example,
    Guide,
    GuidedThemes,
    Splitter,
    before,
    classifier,
    placer,
    steadiness,
    vocabulary_guide,
)
from matcher.themes.evidence import Found, nearest
from matcher.themes.placer import Placer
from matcher.validate import extended_bcubed, validate_themes
from matcher.validate.themes import read_reference
from matcher.vocabulary import load_vocabulary

REFERENCE = Path(__file__).parent / "data" / "theme_reference.csv"
REVIEWED = Path(__file__).parents[1] / "data" / "vocabulary" / "reviewed" / "names.csv"
VOCABULARY = load_vocabulary()


def place(names: list[str], placer: Placer | None = None) -> dict[str, tuple[set[str], set[str]]]:
    """Broad themes and niches of each name."""
    placer = placer or Placer(ThemeModel(), Embedder())
    texts = pd.Series(names)
    memberships = placer.fit(texts, ["en"] * len(names), texts, placer.embedder.encode(names))
    found = {}
    for name in names:
        row = memberships.loc[name] if name in memberships.index else pd.Series(dtype=float)
        niches = set(row.index[row > 0])
        parents = {placer.guide.parents[niche] for niche in niches}
        found[name] = (parents or {HORIZONTAL}, niches)
    return found


@pytest.fixture(scope="module")
def placed() -> dict[str, tuple[set[str], set[str]]]:
    names = [
        *(
            "Green transport and housing",
            "ICT and e-health",
            "Collaboration for innovation",
            "Entrepreneurship and growth",
        ),
        *("Railway", "Wind power", "Wind and solar power", "Tourism", "Advanced production", "Smart grids", "Wine"),
        *("Forestry, fishing and mining", "Cyber security", "Energy"),
    ]
    return place(names)


@pytest.mark.slow
def test_names_that_say_two_things_belong_to_both(placed: dict[str, tuple[set[str], set[str]]]) -> None:
    assert {"transport", "built_env"} <= placed["Green transport and housing"][0]
    assert placed["ICT and e-health"][0] == {"digital", "health"}
    assert placed["Forestry, fishing and mining"][0] == {"forest", "marine", "mining"}
    assert placed["Wind and solar power"][1] == {"wind_power", "solar_energy"}


@pytest.mark.slow
def test_names_without_a_subject_are_horizontal(placed: dict[str, tuple[set[str], set[str]]]) -> None:
    for name in ("Collaboration for innovation", "Entrepreneurship and growth"):
        assert placed[name] == ({HORIZONTAL}, set())


@pytest.mark.slow
def test_plain_names_fall_where_they_belong(placed: dict[str, tuple[set[str], set[str]]]) -> None:
    expected = {
        "Railway": "railway_systems",
        "Wind power": "wind_power",
        "Smart grids": "power_grids",
        "Wine": "wine_beverages",
        "Cyber security": "cybersecurity",
    }
    assert {name: placed[name][1] for name in expected} == {name: {niche} for name, niche in expected.items()}


def test_a_name_as_wide_as_its_theme_goes_to_the_theme_as_a_whole(placed: dict[str, tuple[set[str], set[str]]]) -> None:
    assert placed["Tourism"][1] == {"tourism" + WHOLE}
    assert placed["Energy"][1] == {"energy" + WHOLE}


@pytest.mark.slow
def test_nearly_every_niche_and_theme_takes_in_its_own_label() -> None:
    niches = {VOCABULARY.label(niche.id): niche for niche in VOCABULARY.level("niche")}
    themes = {VOCABULARY.label(theme.id): theme.id for theme in VOCABULARY.level("theme") if theme.id != HORIZONTAL}
    found = place(sorted({*niches, *themes}))
    assert np.mean([niche.id in found[label][1] for label, niche in niches.items()]) > 0.97
    assert np.mean([niche.broader in found[label][0] for label, niche in niches.items()]) > 0.97
    assert all(theme in found[label][0] for label, theme in themes.items())


@pytest.mark.slow
def test_an_area_lies_in_few_niches_and_in_more_than_three_only_where_it_names_them() -> None:
    names = read_reference(REFERENCE)["area"].tolist()
    found = place(names)
    pieces = pieces_of(names, ["en"] * len(names), KnownWords(VOCABULARY))
    for number, name in enumerate(names):
        concepts = {pieces.concepts[place] for place in np.flatnonzero(pieces.name == number)} - {"", HORIZONTAL}
        assert len(found[name][1]) <= max(3, len(concepts)), name
    assert sum(len(niches) == 1 for _, niches in found.values()) > len(names) / 3


@pytest.mark.slow
def test_the_order_of_names_and_other_names_beside_change_nothing() -> None:
    names = read_reference(REFERENCE)["area"].tolist()
    found = place(names)
    assert place(names[::-1]) == found
    assert place(names[:7]) == {name: found[name] for name in names[:7]}


@pytest.mark.slow
def test_later_names_are_placed_in_the_same_way() -> None:
    placer = Placer(ThemeModel(), Embedder())
    names = ["Railway", "Energy", "Green transport and housing"]
    texts = pd.Series(names)
    fitted = placer.fit(texts, ["en"] * 3, texts, placer.embedder.encode(names, ["en"] * 3)).loc[names]
    assert np.array_equal(placer.predict(names, ["en"] * 3), fitted.to_numpy())
    assert not placer.predict(["Collaboration for innovation"]).any()


@pytest.mark.slow
def test_guided_themes_agree_with_a_reader() -> None:
    found = validate_themes(REFERENCE, draws=500)
    guided, discovered, best = found["rows"]
    assert found["areas"] == 150
    assert guided["f1"] >= 0.84
    assert guided["low"] > 0.8
    assert guided["low"] > best["high"]
    assert best["f1"] > 0.6
    assert discovered["f1"] < guided["f1"]


@pytest.mark.slow
def test_the_command_prints_what_the_function_finds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate-themes", str(REFERENCE), "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "way,precision,recall,f1,low,high"
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == ["guided", "discovered", "agglomerative"]


def test_no_example_holds_a_name_of_the_reference_but_common_names_of_fields() -> None:
    names = {label_key(name) for name in read_reference(REFERENCE)["area"] if len(label_key(name).split()) > 1}
    texts = {label_key(example.text) for example in Placer(ThemeModel(), Embedder()).guide.examples}
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        common = {row["label"] for row in csv.DictReader(file)}
    assert names & texts <= common


def test_the_front_gives_the_estimator_of_its_way() -> None:
    assert isinstance(ThemeModel(), GuidedThemes)
    found = ThemeModel("discovered", n_niches=7)
    assert isinstance(found, DiscoveredThemes)
    assert isinstance(found, ThemeModel)
    assert clone(found).get_params() == found.get_params()
    assert found.unfitted(n_themes=2).get_params() == {**found.get_params(), "n_themes": 2}
    assert repr(found.set_params(seed=3)) == "DiscoveredThemes(n_niches=7, seed=3)"
    with pytest.raises(SettingError, match=r"setting of DiscoveredThemes: expected .*seed.*; found mood"):
        found.set_params(mood=1)
    with pytest.raises(SettingError, match="way to themes: expected discovered or guided; found 'best'"):
        ThemeModel("best")
    with pytest.raises(SettingError, match="guided themes: expected a guide"):
        ThemeModel().fit(np.eye(2), ["a", "b"])
    with pytest.raises(SettingError, match="threshold: expected 0 to 1; found 7"):
        ThemeModel(threshold=7).fit(np.eye(2), ["a", "b"])


def test_names_are_taken_apart_in_their_own_language() -> None:
    swedish, english = Splitter.of(VOCABULARY, "sv"), Splitter.of(VOCABULARY, "en")
    assert swedish.parts("Grön transport och boende") == ["Grön transport", "boende"]
    assert english.parts("Wood (incl. furniture); design/fashion - R&D") == [
        "Wood",
        "incl. furniture",
        "design",
        "fashion",
        "R&D",
    ]
    assert english.parts("e-health") == ["e-health"]
    assert english.parts("and") == ["and"]
    assert english.bare("Smart and sustainable tourism") == "tourism"
    assert pieces_of([], [], KnownWords(VOCABULARY)).texts == []


def test_bcubed_by_hand() -> None:
    """Four items in two true groups; the groups found put everything together, or everything alone."""
    truth = [{"x"}, {"x"}, {"y"}, {"y"}]
    together = extended_bcubed([{"a"}] * 4, truth)
    assert (together.precision, together.recall) == (0.5, 1.0)
    alone = extended_bcubed([{"a"}, {"b"}, {"c"}, {"d"}], truth)
    assert (alone.precision, alone.recall, alone.f1) == (1.0, 0.5, pytest.approx(2 / 3))
    assert extended_bcubed([{"p", "q"}, {"p"}], [{"1", "2"}, {"2"}])[:3] == (1.0, 1.0, 1.0)


def test_bcubed_of_the_paper() -> None:
    """A group given twice lowers precision: two items share two groups and one reference group: min(2, 1) / 2."""
    found = extended_bcubed([{"a", "b"}, {"a", "b"}], [{"x"}, {"x"}])
    assert (found.precision, found.recall) == (0.5, 1.0)
    with pytest.raises(SettingError, match="a group for every item"):
        extended_bcubed([set(), {"a"}], [{"x"}, {"x"}])


def test_what_is_wrong_in_a_reference_is_said(tmp_path: Path) -> None:
    def written(rows: list[list[str]]) -> Path:
        path = tmp_path / "reference.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    with pytest.raises(InputError, match="cannot be read"):
        read_reference(tmp_path / "none.csv")
    with pytest.raises(InputError, match="no column area, themes"):
        read_reference(written([["name"], ["Food"]]))
    with pytest.raises(InputError, match="row 3: expected an area and at least one theme"):
        read_reference(written([["area", "themes"], ["Food", "food"], ["Wood", ""]]))
    with pytest.raises(InputError, match="row 3: 'Food' is given twice"):
        read_reference(written([["area", "themes"], ["Food", "food"], ["Food", "food"]]))


def test_a_classifier_is_learned_once_and_the_same_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path))
    rows = [Example("rail", "rail", "rail", "transport", 1.0), Example("bus", "bus", "bus", "transport", 1.0),
            Example("food", "food", "food", "food", 1.0)]  # fmt: skip
    guide = Guide(rows, np.eye(3), {"rail": "transport", "bus": "transport", "food": "food"}, {})

    def learned() -> list[np.ndarray]:
        classifier._LEARNED.clear()  # as in another process
        found = classifier.learn(guide, 2.0, 10.0)
        return [found.parents, found.theme_weights, found.niche_weights]

    first = learned()
    (stored,) = (tmp_path / "classifiers").iterdir()
    with monkeypatch.context() as patch:
        patch.setattr(classifier, "_learn", None)
        assert all(np.array_equal(*pair) for pair in zip(first, learned(), strict=True))
    stored.write_bytes(stored.read_bytes()[:-40])  # cut short: learned again
    assert all(np.array_equal(*pair) for pair in zip(first, learned(), strict=True))
    monkeypatch.setitem(kept.STORED, "classifiers", 1)
    classifier._LEARNED.clear()
    classifier.learn(guide, 3.0, 10.0)
    assert len(list((tmp_path / "classifiers").iterdir())) == 1
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path / "a file"))  # a folder that cannot be: no error
    learned()


def test_where_learning_begins_and_repeated_examples_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The optimum is one: from another start, and with an example given twice instead of weighing twice."""
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path))
    rng = np.random.default_rng(0)
    niches = ["rail", "bus", "meat", "bread"]
    parents = {"rail": "transport", "bus": "transport", "meat": "food", "bread": "food"}
    rows = [Example(str(n), niches[n % 4], niches[n % 4], parents[niches[n % 4]], 1.0) for n in range(40)]
    vectors = rng.normal(size=(40, 5)) + np.eye(5)[np.arange(40) % 4]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    twice = np.sort(np.concatenate([np.arange(40), np.arange(0, 40, 3)]))
    weighing = [row._replace(weight=2.0) if n % 3 == 0 else row for n, row in enumerate(rows)]
    other = classifier.learn(Guide(rows, vectors, parents, {}), 9.0, 9.0)
    cold = classifier.learn(Guide(weighing, vectors, parents, {}), 2.0, 2.0).probabilities(vectors)
    warm = classifier.learn(Guide(weighing, vectors, parents, {}), 2.0, 2.0, start=other).probabilities(vectors)
    drawn = classifier.learn(Guide(rows, vectors, parents, {}).taken(twice), 2.0, 2.0).probabilities(vectors)
    for found in (warm, drawn):
        assert all(np.allclose(*pair, atol=0.005) for pair in zip(found, cold, strict=True))
    assert not all(np.allclose(*pair, atol=0.02) for pair in zip(other.probabilities(vectors), cold, strict=True))


def test_the_vectors_of_a_guide_are_kept_and_the_same_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path))
    calls: list[int] = []

    def encode(texts: list[str]) -> np.ndarray:
        calls.append(len(texts))
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    def guide(models: str) -> Guide:
        return vocabulary_guide(VOCABULARY, encode, by_encoder=lambda texts, _: encode(texts), models=models)

    first, again, other = guide("a"), guide("a"), guide("b")
    assert not calls  # nothing is read before it is asked for
    assert np.array_equal(first.vectors, guide("").vectors)
    before = len(calls)
    assert np.array_equal(first.vectors, again.vectors)
    assert np.array_equal(first.by_encoder, again.by_encoder)
    assert len(calls) == before, "the second one came from the disk"
    digests = {one.rows.digest for one in (first, first.read_by_encoder(), other)}
    assert first.rows.digest == again.rows.digest
    assert len(digests) == 3


def test_what_is_near_in_drawn_guides_is_what_each_has_near() -> None:
    """One pass for all draws, and one for each, say the same."""
    rng = np.random.default_rng(0)
    words = [Example(f"w{i}", f"c{i // 2}", f"n{i // 8}", "t", 1.0, is_label=i % 7 > 0) for i in range(40)]
    vectors = rng.normal(size=(40, 5))
    guide = Guide(words, vectors, {f"n{i}": "t" for i in range(5)}, {})
    drawn = [guide.resampled(np.random.default_rng(seed)) for seed in range(3)]
    found = Found(rng.normal(size=(6, 5)), None)
    together = nearest(found, [guide, *drawn])
    for one, row in zip([guide, *drawn], together, strict=True):
        labels = [place for place, example in enumerate(one.examples) if example.is_label]
        assert np.allclose(row, (found.whole @ one.vectors[labels].T).max(axis=1))
    assert not np.array_equal(together[0], together[1])


@pytest.mark.slow
def test_a_repeated_fit_finds_the_same_and_a_damaged_memory_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_areas: pd.DataFrame
) -> None:
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path / "cache"))
    made: list[int] = []
    monkeypatch.setattr(placer, "steadiness", lambda *given, **more: made.append(1) or steadiness(*given, **more))

    def fitted(name: str, **settings: object) -> dict[str, bytes]:
        run = Matcher(Embedder("packaged", cache=None), draws=2, **settings).fit(small_areas)
        run.save(tmp_path / name)
        return {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}

    first = fitted("first")
    assert fitted("again") == first
    assert len(made) == 1
    for folder in ("nearest", "steadiness"):
        (stored,) = (tmp_path / "cache" / folder).iterdir()
        stored.write_bytes(stored.read_bytes()[:-40])  # cut short
    assert fitted("damaged") == first
    assert len(made) == 2
    fitted("other", themes=ThemeModel(threshold=0.3))
    assert len(made) == 3
    with monkeypatch.context() as patch:
        patch.setattr(before, "written_by", lambda: b"another version")
        assert fitted("upgraded") == first
        assert len(made) == 4
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path / "a file"))  # a folder that cannot be: no error
    assert fitted("without") == first
    assert len(made) == 5
