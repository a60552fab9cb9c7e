"""Measures by name: the list, values in long form, and the verb."""

from __future__ import annotations

import csv
import importlib
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matcher.cli import main
from matcher.errors import NameUnknownError, RunError, SettingError
from matcher.fitted.graph import membership_matrix, presence
from matcher.fitted.tables import Fitted
from matcher.measures import KINDS, MEASURES, Measure, measure, measures
from matcher.relatedness import LINK_COLUMNS, relation_table
from matcher.run import Run


@pytest.fixture(scope="module")
def tables() -> Fitted:
    """A has niches 1 and 2 (two areas in 1), B has niche 2, C has niches 2 and 3, D is horizontal."""
    rows = [("A-1", "A", "rail"), ("A-2", "A", "rail"), ("A-3", "A", "steel"), ("B-1", "B", "steel")]
    rows += [("C-1", "C", "steel"), ("C-1", "C", "food"), ("D-1", "D", "")]
    areas = pd.DataFrame(
        {
            "area_id": ["A-1", "A-2", "A-3", "B-1", "C-1", "D-1"],
            "region_id": ["A", "A", "A", "B", "C", "D"],
            "region": ["Åland", "Åland", "Åland", "Beta", "Gamma", "Delta"],
            "country": "SE",
            "period": "",
            "note": "",
            "role": "",
            "area": ["r", "r2", "s", "s", "sf", "c"],
            "area_original": "",
        }
    )
    memberships = pd.DataFrame(
        [(area, theme, 1.0) for area, _, theme in rows if theme], columns=["area_id", "theme_id", "membership"]
    )
    themes = pd.DataFrame({"theme_id": ["food", "rail", "steel"], "label": ["Food", "Rail", "Steel"]})
    links = pd.DataFrame({"niche_a": ["rail"], "niche_b": ["steel"], "strength": [1.0]})
    niches = ["food", "rail", "steel"]
    x = presence(areas, memberships, list("ABCD"), niches)
    m = membership_matrix(areas, memberships, niches)
    # Relatedness is revealed by these portfolios twice, since one region alone shows no pattern.
    # What people know of rail and steel, and half as much each for steel with both others, which regions list together.
    relations = relation_table(niches, np.vstack([x, x]), m, np.eye(3), links, {"known": 1.0, "proximity": 1.0}, 0.3)
    links = links.reindex(columns=list(LINK_COLUMNS), fill_value="")
    return Fitted(areas, themes.assign(level="niche", parent_id="", size=1), memberships, relations, links)


def cells(table: pd.DataFrame) -> list[list[object]]:
    return table.drop(columns=[column for column in table if f"{column}_id" in table]).to_numpy().tolist()


# --- the list ---------------------------------------------------------------------------------------------------------


def test_names_are_unique_and_described() -> None:
    table = measures()
    assert table["name"].is_unique
    assert len(table) == len(MEASURES)
    assert set(table["kind"]) <= set(KINDS)
    assert (table[["formula", "source"]].map(lambda text: bool(text.strip()) and "\n" not in text)).all(axis=None)


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_every_measure_is_explained_by_a_worked_example(entry: Measure) -> None:
    path = measures().set_index("name").loc[entry.name, "function"]
    room, _, name = path.rpartition(".")
    function = getattr(importlib.import_module(room), name)
    assert function is entry.function
    assert ">>>" in function.__doc__
    assert name in importlib.import_module(room).__all__


def test_the_measures_that_the_design_names_are_there() -> None:
    names = set(measures()["name"])
    assert names >= {"revealed", "semantic", "known", "proximity", "association", "cosine", "jaccard", "probability"}
    assert names >= {"spanning", "relatedness", "rca", "density", "internal_density", "external_density", "gap_value"}
    assert names >= {"diversity", "krugman", "specialisation_coefficient", "hachman", "entropy", "herfindahl"}
    assert names >= {"mean_ubiquity", "overlap", "brings", "expected", "complementarity", "z", "gives", "mutual"}


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry.name)
def test_every_measure_has_values_in_long_form(tables: Fitted, entry: Measure) -> None:
    found = measure(tables, entry.name)
    assert list(found.columns) == [*KINDS[entry.kind], "value"]
    rows = {"niche": 3, "niche pair": 3, "region": 4, "region x niche": 12, "pair of regions": 6}
    assert len(found) == rows.get(entry.kind, 12)
    assert not found[list(KINDS[entry.kind])].duplicated().any()
    assert found["value"].dtype == np.float64
    defined = found["value"].dropna()
    assert (defined.diff().dropna() <= 1e-9).all()
    assert found["value"].iloc[: len(defined)].notna().all()


def test_values_of_niches_by_hand(tables: Fitted) -> None:
    assert cells(measure(tables, "ubiquity")) == [["steel", 3.0], ["food", 1.0], ["rail", 1.0]]
    # Of the four areas on steel one is on food too, or C-1 alone: 1 / 3; rail and food never meet.
    spanned = measure(tables, "spanning")
    assert cells(spanned)[0] == ["food", "steel", pytest.approx(1 / 3)]
    assert spanned["value"].tolist()[1:] == [0, 0]
    assert cells(measure(tables, "proximity"))[:2] == [["food", "steel", pytest.approx(1 / 3)],
                                                       ["rail", "steel", pytest.approx(1 / 3)]]  # fmt: skip
    # Fitted ones are read from the run; the pair that it does not list is 0.
    assert cells(measure(tables, "known")) == [["rail", "steel", 1.0], ["food", "rail", 0.0], ["food", "steel", 0.0]]
    assert measure(tables, "relatedness")["value"].tolist() == pytest.approx([1, 1 / 3, 0])


def test_values_of_regions_by_hand(tables: Fitted) -> None:
    """A has 2 areas on rail and 1 on steel; of the six memberships 2 are rail, 3 steel, 1 food."""
    assert cells(measure(tables, "diversity")) == [["A", 2.0], ["C", 2.0], ["B", 1.0], ["D", 0.0]]
    coefficient = measure(tables, "specialisation_coefficient").set_index("region_id")["value"]
    assert coefficient["A"] == pytest.approx((abs(2 / 3 - 1 / 3) + abs(1 / 3 - 1 / 2) + 1 / 6) / 2)
    assert np.isnan(coefficient["D"])
    quotients = measure(tables, "rca", region="A")
    assert cells(quotients)[0] == ["A", "rail", pytest.approx((2 / 3) / (2 / 6))]
    assert measure(tables, "rca", region="D")["value"].isna().all()
    # Around steel stand rail (1) and food (1 / 3): A has the first, C the second.
    dense = measure(tables, "density").set_index(["region_id", "niche_id"])["value"]
    assert dense["A", "steel"] == pytest.approx(75)
    assert dense["C", "steel"] == pytest.approx(25)
    assert dense["A", "food"] == 100


def test_values_of_pairs_are_the_scores(tables: Fitted) -> None:
    scores = tables.scores
    brings = measure(tables, "brings").set_index(["region_id", "partner_id"])["value"]
    gives = measure(tables, "gives").set_index(["region_id", "partner_id"])["value"]
    gains = measure(tables, "complementarity").set_index(["region_id", "partner_id"])["value"]
    assert brings["B", "A"] == scores.brings[1, 0]
    assert gives["B", "A"] == gains["A", "B"] == scores.complementarity[0, 1]
    overlap = measure(tables, "overlap").set_index(["region_a_id", "region_b_id"])["value"]
    assert overlap["A", "C"] == scores.overlap[0, 2]
    assert np.isnan(overlap["A", "D"])


def test_one_region_only(tables: Fitted) -> None:
    assert set(measure(tables, "overlap", region="beta")["region_b_id"]) == {"B", "C", "D"}
    asked = measure(tables, "brings", region="B")
    assert set(asked["region_id"]) == {"B"}
    assert set(asked["partner_id"]) == {"A", "C", "D"}
    assert cells(measure(tables, "diversity", region="Åland")) == [["A", 2.0]]


def test_top_cuts_the_sorted_values(tables: Fitted) -> None:
    assert cells(measure(tables, "ubiquity", top=1)) == [["steel", 3.0]]
    assert len(measure(tables, "ubiquity", top=99)) == 3


def test_the_last_bits_break_no_tie(tables: Fitted, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly = Measure("nearly", "niche", lambda x: np.array([0.1, 0.1 + 1e-15, 0.3]), "x", "f", "s")
    monkeypatch.setattr("matcher.measures.MEASURES", (nearly,))
    assert measure(tables, "nearly")["niche_id"].tolist() == ["steel", "food", "rail"]


def test_what_is_asked_wrongly_is_said(tables: Fitted) -> None:
    with pytest.raises(NameUnknownError, match=r"no measure is called 'krugmann': did you mean krugman"):
        measure(tables, "krugmann")
    with pytest.raises(NameUnknownError, match="see the list: matcher measures"):
        measure(tables, "?")
    with pytest.raises(SettingError, match="measure cosine: expected no region"):
        measure(tables, "cosine", region="A")
    with pytest.raises(NameUnknownError, match="no region is called 'Omega'"):
        measure(tables, "rca", region="Omega")
    with pytest.raises(SettingError, match="1 or more"):
        measure(tables, "rca", top=0)
    old = Fitted(
        tables.areas, tables.theme_table, tables.memberships, tables.relations.drop(columns="known"), tables.links
    )
    with pytest.raises(RunError, match="this run holds no known relatedness"):
        measure(old, "known")


def test_a_run_without_niches_has_empty_tables(tables: Fitted) -> None:
    cut = {name: getattr(tables, name)[:0] for name in ("theme_table", "memberships", "relations", "links")}
    none = replace(tables, **cut)
    assert measure(none, "cosine").empty
    assert measure(none, "entropy")["value"].isna().all()
    assert measure(none, "density").empty
    assert measure(none, "diversity")["value"].tolist() == [0, 0, 0, 0]


# --- the verb ---------------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    assert status == 0, err
    return out


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("matcher: ")
    return err


@pytest.fixture(scope="module")
def folder(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("runs") / "small"
    small_run.save(path)
    return str(path)


def test_the_verb_lists_measures(capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "measures")
    assert "Balassa 1965" in printed
    assert "sum_j g_rj x_sj" in printed
    listed = json.loads(run(capsys, "measures", "--json"))
    assert listed == measures().to_dict("records")
    table = list(csv.DictReader(io.StringIO(run(capsys, "measures", "--csv"))))
    assert [row["name"] for row in table] == measures()["name"].tolist()


def test_the_verb_prints_values(capsys: pytest.CaptureFixture[str], folder: str, small_run: Run) -> None:
    printed = run(capsys, "measures", folder, "diversity")
    assert printed.startswith("diversity (region): d_r = sum_i x_ri (Hidalgo and Hausmann 2009)")
    assert "Beta <Land> (BB2)" in printed
    found = json.loads(run(capsys, "measures", folder, "krugman", "--json"))
    assert found[-1] == {"region_id": "DD4", "region": "Delta", "value": None}
    expected = small_run.measure("krugman")
    assert [row["value"] for row in found[:-1]] == pytest.approx(expected["value"].tolist()[:-1])
    rows = list(csv.reader(io.StringIO(run(capsys, "measures", folder, "rca", "--region", "Gamma", "--csv"))))
    assert rows[0] == ["region_id", "region", "niche_id", "niche", "value"]
    assert {row[0] for row in rows[1:]} == {"CC3"}


def test_the_verb_cuts_and_says_so(
    capsys: pytest.CaptureFixture[str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.cli.measures.SHOWN", 5)
    printed = run(capsys, "measures", folder, "brings", "--top", "2")
    assert "2 of 12 values" in printed
    assert len(json.loads(run(capsys, "measures", folder, "brings", "--top", "2", "--json"))) == 2
    assert len(json.loads(run(capsys, "measures", folder, "brings", "--json"))) == 12
    assert "5 of 12 values" in run(capsys, "measures", folder, "brings")
    assert "values;" not in run(capsys, "measures", folder, "brings", "--top", "12")
    assert "1 or more" in fails(capsys, "measures", folder, "brings", "--top", "0")


def test_the_verb_says_what_is_missing(capsys: pytest.CaptureFixture[str], folder: str, tmp_path: Path) -> None:
    assert "see the list: matcher measures" in fails(capsys, "measures", folder)
    assert "expected RUN and NAME" in fails(capsys, "measures", "--top", "3")
    assert "did you mean" in fails(capsys, "measures", folder, "entropi")
    assert fails(capsys, "measures", str(tmp_path / "none"), "entropy")
