"""What if: four regions and four niches worked out by hand, and relations on a fitted run."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from by_hand import known_to_people, with_gaps

from matcher import Run
from matcher.areas import AREA_COLUMNS, NAME
from matcher.cli import main
from matcher.errors import NameUnknownError, SettingError
from matcher.facts import WhatIf
from matcher.fitted.tables import Fitted
from matcher.partners import RANKINGS, Filters, partners
from matcher.partners.evidence import score_parts
from matcher.partners.what_if import changed, what_if
from matcher.relatedness import RELATION_COLUMNS
from matcher.scores import pair_scores
from matcher.scores.excess import beyond_chance
from matcher.words.blocks import wrapped
from matcher.words.what_if import what_if_text
from matcher.words.words import Words

NICHES = ["energy", "grids", "rail", "logistics"]
#: Energy is related to grids, and rail to logistics.
LISTS = {"A": ["energy"], "B": ["grids"], "C": ["logistics"], "D": ["rail", "logistics"]}


def tables() -> Fitted:
    rows = [(region, niche) for region, niches in LISTS.items() for niche in niches]
    areas = pd.DataFrame(
        {
            "area_id": [f"{region}-{niche}" for region, niche in rows],
            "region_id": [region for region, _ in rows],
            "region": [f"Region {region}" for region, _ in rows],
            "area": [niche.capitalize() for _, niche in rows],
        }
    ).reindex(columns=["area_id", *AREA_COLUMNS], fill_value="")
    areas.loc[0, "area_original"] = "Energi"
    own_themes = [f"t-{niche}" for niche in NICHES]  # niches of one theme might stand for each other
    themes = pd.DataFrame({"theme_id": NICHES, "level": "niche", "parent_id": own_themes, "label": NICHES, "size": 1})
    members = pd.DataFrame({"area_id": areas["area_id"], "theme_id": [niche for _, niche in rows], "membership": 1.0})
    relations = pd.DataFrame([["energy", "grids"], ["logistics", "rail"]], columns=list(RELATION_COLUMNS[:2]))
    relations = relations.reindex(columns=list(RELATION_COLUMNS)).assign(together=0, relatedness=1.0)
    return known_to_people(Fitted(areas, themes, members, relations))


def placed(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["text", "theme_id"]).assign(membership=1.0)


RAIL = placed(("Trams", "rail"))


def test_a_partner_enters_with_a_new_area_and_another_leaves() -> None:
    facts = what_if(tables(), "A", added=RAIL, top=1)
    assert (facts["region_id"], facts["region"], facts["by"]) == ("A", "Region A", "complementarity")
    assert facts["added"] == [
        {"area": "Trams", "niches": [{"niche": "rail", "label": "rail", "new": True, "perhaps": []}], "perhaps": []}
    ]
    # Before, only grids are worth something to A, and B has them.
    before = tables().x
    old = beyond_chance(before, np.array([[0.0, 1, 0, 0]] + [[0.0] * 4] * 3))[0]
    found = {row["region_id"]: row["score_old"] for row in facts["ranks"]}
    assert found == pytest.approx(dict(zip("BCD", old.z[0, 1:], strict=True)), abs=1e-9)
    assert max(found, key=lambda region: found[region]) == "B"
    # With rail, logistics are worth something too, by the rarity of rail: two of four have it, energy one. Of all gaps
    # A alone looks for grids and for logistics, so that each counts by the power of -3/4 of what A gives it.
    x = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 1]], dtype=float)
    raw = np.array([0, 2.0, 0, np.sqrt(2)])
    worth = np.where(raw > 0, raw * np.where(raw > 0, raw / raw.sum() / 4, 1) ** (-3 / 4), 0)
    new = beyond_chance(x, np.vstack([worth / worth.sum(), np.zeros((3, 4))]))[0]
    found = {row["region_id"]: row["score_new"] for row in facts["ranks"]}
    assert found == pytest.approx(dict(zip("BCD", new.z[0, 1:], strict=True)), abs=1e-9)


def test_an_area_that_is_added_counts_like_one_that_was_named_in_the_fit() -> None:
    """Where a run tells what put each area in its niche, the name puts the added one there."""
    told = tables()
    told = replace(told, memberships=told.memberships.assign(by=NAME, score=1.0))
    assert changed(told, "A", RAIL).x.tolist() == changed(tables(), "A", RAIL).x.tolist()
    assert what_if(told, "A", added=RAIL, top=1) == what_if(tables(), "A", added=RAIL, top=1)


def test_the_reasons_name_the_areas_of_both_sides() -> None:
    facts = what_if(tables(), "A", added=RAIL, drop=["Energi"], top=1)
    assert facts["dropped"] == [
        {
            "area": "Energy",
            "niches": [{"niche": "energy", "label": "energy", "gone": True, "perhaps": []}],
            "perhaps": [],
        }
    ]
    (entered,), (left,) = facts["entered"], facts["left"]
    assert (left["region_id"], left["rank_old"]) == ("B", 1)
    assert (entered["region_id"], entered["rank_new"]) == ("C", 1)
    (reason,) = [it for it in entered["reasons"] if it["areas"]]
    assert (reason["niche"], reason["areas"], reason["own_areas"], reason["old"]) == (
        "logistics", ["Logistics"], ["Trams"], 0.0,
    )  # fmt: skip
    assert left["reasons"][0]["niche"] == "grids"
    assert left["reasons"][0]["own_areas"] == ["Energy"]
    assert left["reasons"][0]["new"] == 0.0 < left["reasons"][0]["old"]


def test_only_the_own_row_changes() -> None:
    before, after = tables(), changed(tables(), "A", RAIL)
    row = before.region_ids.index("A")
    others = np.arange(len(before.region_ids)) != row
    assert np.array_equal(before.x[others], after.x[others])
    assert np.array_equal(before.phi, after.phi)
    assert after.x[row].tolist() == [1, 0, 1, 0]
    expected = pair_scores(after.x, after.missing, before.phi)
    assert np.array_equal(after.scores.complementarity, expected.complementarity, equal_nan=True)
    assert before.x[row].tolist() == [1, 0, 0, 0]  # the run itself is as it was


@pytest.mark.parametrize("by", RANKINGS)
def test_ranks_are_those_of_the_partner_lists(by: str) -> None:
    facts = what_if(tables(), "A", added=RAIL, top=2, by=by)
    for suffix, each in (("old", tables()), ("new", changed(tables(), "A", RAIL))):
        found = partners(each, "A", by=by).set_index("region_id")
        ranks = {row["region_id"]: row[f"rank_{suffix}"] for row in facts["ranks"]}
        assert ranks == {other: None if pd.isna(rank) else rank for other, rank in found["rank"].items()}
    entered, left, stayed = ({row["region_id"] for row in facts[key]} for key in ("entered", "left", "stayed"))
    assert not entered & left
    for kept, time in ((entered, "new"), (left, "old")):  # of the first, those above chance
        first = {row["region_id"] for row in facts["ranks"] if (row[f"rank_{time}"] or 9) <= 2}
        assert stayed | kept == first & {row["region_id"] for row in facts["ranks"] if (row[f"score_{time}"] or 0) > 0}


def test_an_area_where_the_region_already_is_changes_no_partner() -> None:
    facts = what_if(tables(), "A", added=placed(("Power", "energy")))
    assert facts["added"][0]["niches"] == [{"niche": "energy", "label": "energy", "new": False, "perhaps": []}]
    assert not facts["entered"] + facts["left"]
    assert all(row["score_old"] == row["score_new"] for row in facts["ranks"])


def test_an_area_in_no_niche_changes_no_partner() -> None:
    facts = what_if(tables(), "A", added=placed(("Networking", "horizontal")))
    assert facts["added"] == [{"area": "Networking", "niches": [], "perhaps": []}]
    assert not facts["entered"] + facts["left"]


def test_dropping_and_adding_the_same_is_nothing() -> None:
    facts = what_if(tables(), "D", added=placed(("Rail", "rail")), drop=["rail"])
    assert all(row["score_old"] == row["score_new"] for row in facts["ranks"])


def test_filters_hold_before_and_after() -> None:
    facts = what_if(tables(), "A", added=RAIL, filters=Filters(max_areas=1))
    assert {row["region_id"] for row in facts["ranks"]} == {"B", "C"}


def test_what_cannot_be_changed_is_refused() -> None:
    with pytest.raises(NameUnknownError, match="Region A has no area 'Enrgy': did you mean 'Energy'"):
        what_if(tables(), "A", drop=["Enrgy"])
    with pytest.raises(NameUnknownError, match="it lists Logistics; Rail"):
        what_if(tables(), "D", drop=["Zzzz"])
    with pytest.raises(SettingError, match="expected an area to add or to drop"):
        what_if(tables(), "A")
    with pytest.raises(SettingError, match="at least one area of Region A to be left"):
        what_if(tables(), "A", drop=["Energy"])
    with pytest.raises(SettingError, match="expected an area that Region A does not list"):
        what_if(tables(), "A", added=placed(("energy", "rail")))
    with pytest.raises(SettingError, match="top: expected 1 or more"):
        what_if(tables(), "A", added=RAIL, top=0)


@pytest.mark.parametrize("by", RANKINGS)
def test_parts_of_what_ranks_sum_to_it(small_run: Run, by: str) -> None:
    """Where `mutual` ranks, the parts are of what the partner brings."""
    run = with_gaps(small_run)
    scores = {
        "complementarity": run.scores.complementarity,
        "gives": run.scores.gives,
        "mutual": run.scores.complementarity,
        "overlap": run.scores.overlap,
    }[by]
    assert score_parts(run, 0, 1, by).sum() == pytest.approx(scores[0, 1], abs=1e-12)


def test_a_region_that_loses_all_its_themes_cannot_be_matched(small_run: Run) -> None:
    facts = small_run.what_if("AA1", drop=["Railway"], first=1)
    assert facts["ranks"]
    gone = what_if(small_run, "AA1", added=placed(("Networking", "horizontal")), drop=["Railway", "Energy"])
    assert not gone["entered"]
    assert all(row["rank_new"] is None and row["score_new"] is None for row in gone["ranks"])


def test_texts_are_placed_without_a_model_at_hand(europe_folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*options: str) -> str:
        assert main(["what-if", europe_folder, "Västmanland", *options]) == 0
        return capsys.readouterr().out

    text = printed("--add", "vätgas", "--drop", "Järnväg")
    assert "With “vätgas”. New to the region: hydrogen." in text
    assert "Without “Railway”. Gone with it: railway systems." in text
    facts = json.loads(printed("--add", "vätgas", "--drop", "Järnväg", "--first", "3", "--json"))
    assert facts["top"] == 3
    for kept, rank in (("entered", "rank_new"), ("left", "rank_old")):  # equal ranks are all told
        first = [row for row in facts["ranks"] if row[f"suggested_{rank[5:]}"] and row[rank] <= 3]
        assert len(facts["stayed"]) + len(facts[kept]) == len(first)
    assert printed("--drop", "Energy", "--csv").startswith("region_id,region,rank_old,score_old,rank_new,score_new,")
    assert main(["what-if", europe_folder, "Västmanland", "--drop", "Railwy"]) == 1
    assert "did you mean 'Railway'?" in capsys.readouterr().err


def test_a_region_that_a_filter_keeps_on_one_side_only_is_told() -> None:
    facts = what_if(tables(), "A", added=RAIL, drop=["Energy"], filters=Filters(quadrant="complement"))
    ranks = {row["region_id"]: (row["region"], row["rank_old"], row["rank_new"]) for row in facts["ranks"]}
    assert ranks["B"] == ("Region B", 1, None)
    assert [row["region_id"] for row in facts["left"]] == ["B"]


# -- in words ---------------------------------------------------------------------------------------------------------


def told(facts: WhatIf, language: str = "en") -> str:
    return " ".join("\n".join(wrapped(what_if_text(Words(language), facts), 100)).split())


def unsure(*area_ids: str) -> Fitted:
    """The tables with areas that speak only perhaps for their niches."""
    sure = tables()
    score = sure.memberships["area_id"].map(lambda area_id: 0.3 if area_id in area_ids else 1.0)
    return replace(sure, memberships=sure.memberships.assign(by=NAME, score=score))


def test_only_niches_that_a_region_surely_has_come_and_go() -> None:
    facts = what_if(unsure("D-rail"), "D", drop=["rail"])
    assert facts["dropped"] == [{"area": "Rail", "niches": [], "perhaps": [{"niche": "rail", "label": "rail"}]}]
    assert "Without “Rail”. It is surely in no niche of the run, perhaps in: rail." in told(facts)
    facts = what_if(unsure("D-rail"), "D", added=placed(("Trams", "rail"), ("Ports", "logistics"), ("Meetings", "")))
    assert [niche["perhaps"] for area in facts["added"] for niche in area["niches"]] == [["Rail"], []]
    text = told(facts)
    assert "With “Trams”. New, unless the region meant it before: rail (perhaps in “Rail”)." in text
    assert "With “Ports”. There already: logistics." in text
    assert "With “Meetings”. It is in no niche of the run, so that no partner changes." in text
    both = placed(("All", "rail"), ("All", "grids"))
    assert "Med ”All”. Nytt för regionen: grids; rail." in told(what_if(tables(), "A", added=both), "sv")


def test_only_suggested_partners_are_counted() -> None:
    facts = what_if(tables(), "A", added=RAIL, drop=["Energy"])
    assert [row["region_id"] for row in facts["ranks"] if row["rank_old"] and not row["suggested_old"]] == ["C", "D"]
    assert [row["region_id"] for row in facts["left"]] == ["B"]
    assert "1 leaves the first 5: Region B (B): rank 1 before, not suggested then" in told(facts)


def test_that_nobody_is_suggested_is_said() -> None:
    nobody = what_if(tables(), "D", added=placed(("Trams", "rail")))
    assert not nobody["entered"] + nobody["left"] + nobody["stayed"]
    text = told(nobody, "sv")
    assert "Efter komplementaritet föreslås ingen partner, varken tidigare eller då." in text
    assert "bland de 5" not in text
    ended = told(what_if(tables(), "A", added=placed(("Meetings", "")), drop=["Energy"]))
    assert "By complementarity, no partner would be suggested then." in ended
    assert "enter" not in ended


def test_more_than_asked_for_share_a_rank_and_that_is_said() -> None:
    facts = what_if(tables(), "A", added=RAIL)
    row = {**facts["ranks"][0], "rank_old": 1, "rank_new": 1, "suggested_old": True, "suggested_new": True}
    shared = told({**facts, "top": 1, "entered": [], "left": [], "stayed": [row, {**row, "region_id": "C"}]})
    assert "Equal scores share a rank, so that more than 1 are among the first 1." in shared
    assert "Equal scores" not in told(facts)


def test_swedish_agrees_in_number_and_no_partner_is_without_a_reason() -> None:
    facts = what_if(tables(), "A", added=RAIL, drop=["Energy"], top=1)
    (entered,) = facts["entered"]
    assert "dess område ”Logistics”, besläktat med ert område ”Trams”" in told(facts, "sv")
    (reason, *_) = entered["reasons"]
    two = {**entered, "reasons": [{**reason, "areas": ["Ports", "Logistics"], "own_areas": ["Trams", "Rail"]}]}
    many = told({**facts, "entered": [two]}, "sv")
    assert "dess områden ”Ports” och ”Logistics”, besläktade med era områden ”Trams” och ”Rail”" in many
    assert "Inget bestämt skäl" in told({**facts, "entered": [{**entered, "reasons": []}]}, "sv")


def test_an_area_without_a_name_is_refused_in_one_line(small_run: Run) -> None:
    for empty in ("", "  ", "–"):
        with pytest.raises(SettingError, match="add: expected the name of an area; found an empty text; write"):
            small_run.what_if("AA1", add=[empty])
