"""Partner lists, pair tables and explanations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from by_hand import known_to_people, with_gaps

from matcher import Run
from matcher.errors import InputError, NameUnknownError, SettingError
from matcher.partners import PARTNER_COLUMNS, Filters
from matcher.partners.stream import PAIR_COLUMNS
from matcher.settings import RANKING_COLUMNS, RANKINGS


def test_columns_are_those_of_the_product(small_run: Run) -> None:
    assert tuple(small_run.partners("AA1").columns) == PARTNER_COLUMNS
    assert tuple(small_run.pairs().columns) == PAIR_COLUMNS


@pytest.mark.parametrize("by", RANKINGS)
def test_the_best_stand_first(europe_run: Run, by: str) -> None:
    found = europe_run.partners("PL51", by=by)
    values = found[RANKING_COLUMNS[by]].dropna().to_numpy()
    assert (np.diff(values) <= 1e-9).all()
    assert "PL51" not in set(found["region_id"])
    assert len(found) == 201  # the 14 national lists of countries of several regions are left out
    assert found["rank"].iloc[0] == 1
    everyone = europe_run.partners("PL51", by=by, filters=Filters(national=True, nested=True))
    assert len(everyone) == 215
    assert everyone["rank"].equals(everyone["rank_all"])


def test_directions_belong_together(europe_run: Run) -> None:
    mine = europe_run.partners("PL51").set_index("region_id").loc["SE125"]
    theirs = europe_run.partners("SE125").set_index("region_id").loc["PL51"]
    assert mine["gives"] == theirs["complementarity"]
    assert mine["mutual"] == theirs["mutual"] == min(mine["gives_z"], mine["z"])
    assert mine["gives_z"] == theirs["z"]
    assert mine["overlap"] == theirs["overlap"]
    assert mine["complementarity"] == pytest.approx(mine["brings"] - mine["expected"], abs=1e-12)


def test_countries_are_kept_or_left_out(europe_run: Run) -> None:
    assert set(europe_run.partners("SE125", country=["SE", "FI"])["country"]) == {"SE", "FI"}
    without = europe_run.partners("SE125", not_country=["SE"])
    assert "SE" not in set(without["country"])
    assert len(without) == 181
    assert without.attrs["left_out"] == {"national list": 14, "country left out": 20}
    with pytest.raises(SettingError, match="country 'MC': expected one of"):
        europe_run.partners("SE125", country=["MC"])
    with pytest.raises(InputError, match="country: expected an ISO 3166 code"):
        europe_run.partners("SE125", country=["XX"])


def test_equal_scores_share_a_rank(europe_run: Run) -> None:
    """Lists of one length that bring the same, often nothing, lie as far from chance."""
    found = europe_run.partners("SE125")
    shared = found[found["tied"]].groupby(found["z"].round(9))
    assert len(shared) > 1
    for _, equal in shared:
        assert len(equal) > 1
        assert len(set(equal["rank"])) == 1
        assert equal["region_id"].is_monotonic_increasing
    assert found.loc[~found["tied"], "z"].dropna().round(9).is_unique


def test_settings_that_cannot_work(europe_run: Run) -> None:
    with pytest.raises(SettingError, match="by: expected complementarity or gives or mutual or overlap; found 'size'"):
        europe_run.partners("SE125", by="size")
    with pytest.raises(SettingError, match="top: expected 1 or more"):
        europe_run.partners("SE125", top=0)
    with pytest.raises(NameUnknownError):
        europe_run.partners("Atlantis")


def test_each_pair_appears_once(europe_run: Run) -> None:
    pairs = europe_run.pairs()
    assert len(pairs) == 216 * 215 / 2
    assert (pairs["region_a_id"] < pairs["region_b_id"]).all()
    assert not pairs.duplicated(["region_a_id", "region_b_id"]).any()
    row = pairs[(pairs["region_a_id"] == "PL51") & (pairs["region_b_id"] == "SE125")].iloc[0]
    facts = europe_run.explain("PL51", "SE125")
    assert row["a_gains"] == facts["a_gains"]["complementarity"]
    assert row["b_gains"] == facts["b_gains"]["complementarity"]
    assert row["quadrant"] == facts["quadrant"]


@pytest.mark.parametrize(("a", "b"), [("SE125", "ITF6"), ("PL51", "PL22"), ("FI1D7", "SE332"), ("DE1", "SE231")])
def test_parts_sum_to_the_scores(europe_run: Run, a: str, b: str) -> None:
    facts = europe_run.explain(a, b)
    overlap = sum(part["value"] for part in facts["overlap"]["parts"])
    assert overlap == pytest.approx(facts["overlap"]["score"], abs=1e-12)
    for side in ("a_gains", "b_gains"):
        gains = facts[side]
        if gains["complementarity"] is None:  # nothing that is lacked relates to what the region has
            assert gains["parts"] == gains["reasons"] == []
            continue
        assert sum(part["value"] for part in gains["parts"]) == pytest.approx(gains["complementarity"], abs=1e-12)
        assert gains["complementarity"] == pytest.approx(gains["brings"] - gains["expected"], abs=1e-12)
        brought = [part["value"] for part in gains["parts"] if part["value"] > 0]
        assert sum(brought) <= gains["brings"] + 1e-12
        for part in gains["parts"]:
            explained = sum(abs(entry["value"]) for entry in part["because"])
            assert explained <= abs(part["value"]) + 1e-12


def test_explanation_from_both_sides_is_one(europe_run: Run) -> None:
    one, other = europe_run.explain("SE125", "PL51"), europe_run.explain("PL51", "SE125")
    assert one["a_gains"]["complementarity"] == other["b_gains"]["complementarity"]
    first, second = one["a_gains"]["parts"][0], other["b_gains"]["parts"][0]
    assert first["areas_a"] == second["areas_b"]
    assert first["areas_b"] == second["areas_a"]
    assert one["quadrant"] == other["quadrant"]


def test_areas_stand_on_the_right_side(small_run: Run) -> None:
    """BB2 has logistics, which AA1 lacks, and smart grids, which all others have and chance gives."""
    facts = with_gaps(known_to_people(small_run)).explain("AA1", "BB2")
    assert [part["label"] for part in facts["overlap"]["parts"]] == ["Railway"]
    assert facts["overlap"]["parts"][0]["areas_a"] == facts["overlap"]["parts"][0]["areas_b"] == ["Railway"]
    brought = {part["label"]: part for part in facts["a_gains"]["parts"] if part["value"] > 0}
    assert brought["Logistics"]["areas_b"] == ["Logistics"]
    assert brought["Logistics"]["areas_a"] == ["Railway"]
    assert [entry["areas"] for entry in brought["Logistics"]["because"]] == [["Railway"]]
    assert list(brought) == ["Logistics"]


def test_what_speaks_against_is_said(europe_run: Run, small_run: Run) -> None:
    codes = {entry["code"] for entry in europe_run.explain("ITC2", "SE125")["against"]}
    assert "horizontal_only" in codes
    codes = {entry["code"] for entry in europe_run.explain("SE125", "LT")["against"]}
    assert "national_list" in codes
    inside = replace(small_run, areas=small_run.areas.replace({"region_id": {"AA1": "FRF", "BB2": "FRF3"}}))
    assert "nested" in {entry["code"] for entry in inside.explain("FRF", "FRF3")["against"]}
    # Lists of one time are of no different periods, however their years are written.
    for one, other, differ in (
        ("2021-2027", "2023", False),
        ("2014-2020", "2021-2027", True),
        ("2021-2027", "", False),
    ):
        of = {"AA1": one, "BB2": other}
        dated = replace(small_run, areas=small_run.areas.assign(period=small_run.areas["region_id"].map(of).fillna("")))
        assert differ == ("period_differs" in {entry["code"] for entry in dated.explain("AA1", "BB2")["against"]})
    few = [entry for entry in small_run.explain("AA1", "CC3")["against"] if entry["code"] == "few_areas"]
    assert [(entry["region"], entry["n"]) for entry in few] == [("Åland & Söner", 2), ("Gamma", 2)]


def test_undefined_is_none(europe_run: Run) -> None:
    facts = europe_run.explain("ITC2", "SE125")
    assert facts["overlap"]["score"] is None
    assert facts["a_gains"]["complementarity"] is None
    assert facts["quadrant"] is None
    row = europe_run.partners("SE125").set_index("region_id").loc["ITC2"]
    assert pd.isna(row["rank"])
    assert row["quadrant"] is None


def test_what_a_region_gives_names_the_partners_side(small_run: Run) -> None:
    """AA1 gives BB2 its energy, which is related to BB2's smart grids: the areas behind it are the partner's."""
    run = with_gaps(known_to_people(small_run))
    row = run.partners("AA1", by="gives").set_index("region_id").loc["BB2"]
    facts = run.explain("AA1", "BB2")
    best = max(facts["b_gains"]["parts"], key=lambda part: part["value"])
    assert best["areas_a"] == ["Energy"]
    assert best["areas_b"] == row["areas"] == ["Smart grids"]


def test_explanations_read_pairs_as_the_table_does(europe_run: Run) -> None:
    table = europe_run.pairs()
    codes = set()
    for row in table[table["quadrant"].notna()].iloc[::900].to_dict("records"):
        facts = europe_run.explain(row["region_a_id"], row["region_b_id"])
        assert facts["quadrant"] == row["quadrant"]
        assert facts["balance"] == (None if pd.isna(row["balance"]) else pytest.approx(row["balance"]))
        said = {entry["code"] for entry in facts["against"]}
        both = [round(row[f"{side}_gains_z"], 9) > 0 for side in "ab"]
        assert ("below_expected" in said) == (not all(both))
        assert row["quadrant"].startswith("one-sided") == (sum(both) == 1)
        assert ("no_overlap" in said) == (row["overlap"] == 0)
        codes |= {row["quadrant"]}
    assert len(codes) >= 3


def test_evidence_counts_regions_that_list_both(europe_run: Run) -> None:
    for one, other in zip(europe_run.relations["niche_a"], europe_run.relations["niche_b"], strict=True):
        i, j = europe_run.niche_ids.index(one), europe_run.niche_ids.index(other)
        counted = int((europe_run.x[:, i] * europe_run.x[:, j]).sum())
        assert europe_run.relation(other, one)["together"] == counted
    listed = np.triu(europe_run.x.T @ europe_run.x, k=1) > 0
    assert len(europe_run.relations) >= listed.sum()


@pytest.mark.parametrize("name", ["Region Skåne", "Skåne län", "region skane"])
def test_what_people_put_around_a_name_does_not_hide_it(europe_run: Run, name: str) -> None:
    assert europe_run.partners(name, top=3).equals(europe_run.partners("SE224", top=3))


def test_countries_are_taken_by_code_or_name_everywhere(europe_run: Run) -> None:
    assert europe_run.countries_of("Sweden") == europe_run.countries_of(["se"]) == ["SE"]
    assert {area["country"] for area in europe_run.query("photonics", "en", country="Germany")["areas"]} == {"DE"}
    with pytest.raises(SettingError, match="country 'MC': expected one of AL, AT"):
        europe_run.countries_of(["SE", "Monaco"])
