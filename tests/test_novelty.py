"""Novelty: which partners are new, and which are strong."""

from __future__ import annotations

import pandas as pd
import pytest
from by_hand import with_gaps

from matcher import Run
from matcher.errors import SettingError
from matcher.partners import NOVELTY, NOVELTY_COLUMNS, PARTNER_COLUMNS, Filters, partners
from matcher.partners.novelty import known_partners, novelty, strong

KNOWN = pd.DataFrame(
    {"region_a_id": ["AA1", "BB2"], "region_b_id": ["CC3", "CC3"], "partnerships": [2, 1], "names": [["P", "Q"], ["Q"]]}
)
TABLE = pd.DataFrame({"partnership": ["P", "P", "Q", "Q", "Q"], "region_id": ["AA1", "CC3", "AA1", "BB2", "CC3"]})


@pytest.fixture(scope="module")
def gaps_run(small_run: Run) -> Run:
    """The small run where regions lack whatever they do not list."""
    return with_gaps(small_run)


def test_known_partners_of_a_region() -> None:
    assert known_partners(KNOWN, "AA1") == {"CC3": ["P", "Q"]}
    assert known_partners(KNOWN, "CC3") == {"AA1": ["P", "Q"], "BB2": ["Q"]}
    assert known_partners(KNOWN, "DD4") == {}


def test_strong_is_the_first_tenth_above_chance() -> None:
    ranks, excess = [1, *range(2, 22)], [0.5] * 21
    assert strong(ranks, excess).tolist() == [True] * 3 + [False] * 18  # a tenth of 21 is rounded up to 3
    assert strong([1, 1, 1, 4], [0.1, 0.1, 0.0, 0.1]).tolist() == [True, True, False, False]  # ties belong to it
    assert {novelty(known=a, is_strong=b) for a in (True, False) for b in (True, False)} == set(NOVELTY)


def test_each_partner_is_of_one_kind(gaps_run: Run) -> None:
    found = partners(gaps_run, "AA1", known=KNOWN)
    assert tuple(found.columns) == (*PARTNER_COLUMNS, *NOVELTY_COLUMNS)
    told = found.set_index("region_id")
    best = found["region_id"].iloc[0]
    assert best == "BB2"
    assert told["novelty"].to_dict() == {"BB2": "new and strong", "CC3": "known and weak", "DD4": None}
    assert told["known_through"].to_dict() == {"BB2": [], "CC3": ["P", "Q"], "DD4": []}
    counts = found.attrs["novelty"]
    assert list(counts) == list(NOVELTY)
    assert sum(counts.values()) == found["rank"].notna().sum()


def test_without_partnerships_nothing_is_said(gaps_run: Run) -> None:
    found = gaps_run.partners("AA1")
    assert tuple(found.columns) == PARTNER_COLUMNS
    assert "novelty" not in found.attrs


def test_strong_does_not_depend_on_what_is_left_out(gaps_run: Run) -> None:
    whole = partners(gaps_run, "AA1", known=KNOWN).set_index("region_id")["novelty"]
    some = partners(gaps_run, "AA1", filters=Filters(not_country="FI"), known=KNOWN).set_index("region_id")["novelty"]
    assert some.to_dict() == whole[some.index].to_dict()


@pytest.mark.parametrize("by", ["complementarity", "overlap"])
def test_new_and_known_share_the_list_out(gaps_run: Run, by: str) -> None:
    lists = [partners(gaps_run, "AA1", by=by, filters=Filters(known=known), known=KNOWN) for known in (True, False)]
    assert set(lists[0]["region_id"]) == {"CC3"}
    assert set(lists[1]["region_id"]) == {"BB2", "DD4"}
    assert [found.attrs["left_out"] for found in lists] == [{"not a known partner": 2}, {"known partner": 1}]
    assert all(name.startswith("known") for name in lists[0]["novelty"])


def test_new_partners_need_pairs_that_are_known(gaps_run: Run) -> None:
    with pytest.raises(SettingError, match="expected a list of partnerships; name one: --partnerships FILE"):
        partners(gaps_run, "AA1", filters=Filters(known=False))


def test_without_a_list_the_track_record_says_what_is_new(gaps_run: Run) -> None:
    found = gaps_run.partners("AA1", new=True)
    assert found.attrs["left_out"] == {}, "of regions that the record does not hold nothing is known"
    assert found["joint_interreg"].isna().all()


def test_a_table_of_partnerships_tells_the_known_ones(gaps_run: Run) -> None:
    found = gaps_run.partners("AA1", partnerships=TABLE).set_index("region_id")
    assert found["known_through"].to_dict() == {"BB2": ["Q"], "CC3": ["P", "Q"], "DD4": []}
    loose = TABLE.assign(evidence=["", "", "weak", "weak", "weak"])
    found = gaps_run.partners("AA1", partnerships=loose).set_index("region_id")
    assert found["known_through"].to_dict() == {"BB2": [], "CC3": ["P"], "DD4": []}
