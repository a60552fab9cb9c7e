"""One way from a text to niches: known words, parts, and the classifier that a run keeps."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matcher import Embedder, Matcher, Run, place_texts
from matcher.areas import HORIZONTAL
from matcher.placing import KnownWords, PlacingModel, pieces_of
from matcher.vocabulary import load_vocabulary

DATA = Path(__file__).parent / "data"
KNOWN = KnownWords(load_vocabulary())
#: Texts in several languages, none of them a name of the run below: known, in parts, and for the classifier.
TEXTS = (
    ("Vindkraft", "sv"),
    ("Zielona gospodarka", "pl"),
    ("Tuulivoima ja metsätalous", "fi"),
    ("Systeme zur Überwachung von Brücken", "de"),
    ("Förädling av fisk", "sv"),
    ("Innovation", "sv"),
)


def areas_of(texts: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    rows = [
        {"region_id": f"R{n}", "region": f"R{n}", "country": "SE", "area": "", "area_original": text, "language": code}
        for n, (text, code) in enumerate(texts)
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def run() -> Run:
    return Matcher(Embedder("packaged"), draws=0).fit(areas_of((*TEXTS, ("Hydrogen", "en"), ("Steel", "en"))))


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Wind power", "en", ["wind_power"]),
        ("Vindkraft", "", ["wind_power"]),
        ("Vindkraft", "fi", ["wind_power"]),
        ("Hydrogen for steel making", "en", ["hydrogen", "metals_steel"]),
        ("Food, tourism & wind power", "en", ["food", "tourism", "wind_power"]),
        ("Fisch- und Holzwirtschaft", "de", ["fisheries_aquaculture", "wood_processing"]),
        ("Research and development", "en", [HORIZONTAL, HORIZONTAL]),
        ("making", "en", [HORIZONTAL]),
    ],
)  # fmt: skip
def test_what_a_text_names_is_known(text: str, language: str, concepts: list[str]) -> None:
    found = pieces_of([text], [language], KNOWN).concepts
    assert [KNOWN.vocabulary.niche_of(one) or one for one in found] == [
        KNOWN.vocabulary.niche_of(one) or one for one in concepts
    ]


def test_words_that_narrow_a_label_are_left_to_the_classifier() -> None:
    pieces = pieces_of(["Personalised tourism"], ["en"], KNOWN)
    assert pieces.concepts == ["", "tourism"]
    assert pieces_of(["Textile tourism"], ["en"], KNOWN).concepts == [""]


def test_a_saved_run_places_a_text_as_the_fit_did(run: Run, tmp_path: Path) -> None:
    """All texts are read by the encoder; the loaded run is asked without its areas' names."""
    run.save(tmp_path / "run")
    again = Run.load(tmp_path / "run")
    nameless = Run(
        **{
            name: getattr(again, name)
            for name in ("theme_table", "memberships", "relations", "vectors", "settings", "placing")
        },
        areas=again.areas.assign(area_original=again.areas["area_id"]),
    )
    placed = place_texts(nameless, [text for text, _ in TEXTS], [code for _, code in TEXTS])
    for text, _ in TEXTS:
        own = run.areas.loc[run.areas["area_original"] == text, "area_id"].iloc[0]
        there = run.memberships[run.memberships["area_id"] == own]
        fitted = {
            row.theme_id: row.membership for row in there.itertuples() if row.theme_id in {*run.niche_ids, HORIZONTAL}
        }
        found = placed[placed["text"] == text]
        assert dict(zip(found["theme_id"], found["membership"].round(6), strict=True)) == fitted, text


def test_the_model_of_a_run_is_kept_whole(run: Run) -> None:
    assert run.placing is not None
    arrays = run.placing.arrays()
    again = PlacingModel.of(arrays).arrays()
    assert arrays.keys() == again.keys()
    assert all(np.array_equal(arrays[name], again[name]) for name in arrays)


def test_the_same_text_has_one_answer_in_every_verb(run: Run) -> None:
    text, wanted = "hydrogen for steel making", {"hydrogen", "metals_steel"}
    assert {niche["niche"] for niche in run.query(text)["niches"]} == wanted
    (link,) = run.consortium(chain=[text])["asked"]
    assert set(link["niches"]) == wanted
    assert {niche for step in run.consortium(text=text)["asked"] for niche in step["niches"]} == wanted
    call = run.consortium(text=f"We look for partners in {text}, as soon as possible.")["asked"]
    assert {niche for step in call for niche in step["niches"]} == wanted
    (added,) = run.what_if("R0", add=[text])["added"]
    assert {niche["niche"] for niche in added["niches"]} == wanted


@pytest.mark.parametrize("text", ["space data for farming", "autonomous ships", "robotar i sjukvården"])
def test_a_phrase_is_no_list_of_the_words_in_it(europe_run: Run, text: str) -> None:
    wanted = {niche["niche"] for niche in europe_run.query(text)["niches"]}
    steps = europe_run.consortium(text=text)["asked"]
    assert {niche for step in steps for niche in step["niches"]} == wanted


def test_kinds_of_names_that_were_placed_wrong(europe_run: Run) -> None:
    """`placements.csv`: names and what they are about, by one reader; at least nine of ten are met."""
    with (DATA / "placements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    niches: dict[tuple[str, str], set[str]] = {}
    for language in sorted({row["language"] for row in rows}):
        names = [row["name"] for row in rows if row["language"] == language]
        for text, niche in place_texts(europe_run, names, [language] * len(names))[["text", "theme_id"]].to_numpy():
            niches.setdefault((text, language), set()).add(niche)
    wrong = []
    for row in rows:
        found = niches[row["name"], row["language"]]
        right, not_right = (set(filter(None, row[column].split(";"))) for column in ("niches", "not"))
        if (right and not found & right) or found & not_right:
            wrong.append((row["name"], sorted(found)))
    assert len(wrong) <= 0.1 * len(rows), wrong
