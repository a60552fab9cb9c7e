"""First partners without lists of weaker sources: worked out on four regions, and in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from matcher import Run
from matcher.errors import SettingError
from matcher.words.trust import sources_text
from matcher.words.words import Words


def with_evidence(run: Run, **kinds: str) -> Run:
    """The run with the kind of source of some regions' lists; the others have none told."""
    return replace(run, areas=run.areas.assign(evidence=run.areas["region_id"].map(kinds).fillna("")))


def most_offered(run: Run) -> str:
    """The region with most partners."""
    return str(run.without_weak(by="overlap")["region_id"].value_counts().idxmax())


def test_nothing_changes_where_no_list_is_weak(small_run: Run) -> None:
    found = with_evidence(small_run, AA1="official").without_weak(by="overlap")
    assert len(found) >= 4
    assert found["rank"].tolist() == found["rank_without"].tolist()


def test_weak_lists_are_left_out_and_the_others_move_up(small_run: Run) -> None:
    asking = most_offered(small_run)
    before = small_run.without_weak(asking, by="overlap")
    weak = before["partner_id"].iloc[0]
    found = with_evidence(small_run, **{weak: "secondhand"}).without_weak(asking, by="overlap").set_index("partner_id")
    assert pd.isna(found.loc[weak, "rank_without"])
    assert found.loc[weak, ["rank", "evidence"]].tolist() == [1, "secondhand"]
    assert sorted(found["rank_without"].dropna()) == list(range(1, len(before)))
    both = ("official", "secondhand")
    kept = with_evidence(small_run, **{weak: "secondhand"}).without_weak(asking, evidence=both, by="overlap")
    assert kept["rank_without"].tolist() == before["rank"].tolist()
    # The list of the region that asks stays in, whatever its source.
    own = with_evidence(small_run, **{asking: "secondhand"})
    assert own.without_weak(asking, by="overlap")["rank_without"].tolist() == before["rank"].tolist()
    assert asking not in set(own.without_weak(by="overlap")["region_id"])


def test_it_is_told_of_one_region_and_of_all(small_run: Run) -> None:
    asking = most_offered(small_run)
    weak = small_run.without_weak(asking, by="overlap")["partner_id"].iloc[0]
    run = with_evidence(small_run, **{weak: "reported"})
    found = run.without_weak(asking, by="overlap", first=1)
    given = {"by": "overlap", "evidence": ["official"], "first": 1}
    _, _, table, _, told = sources_text(Words("sv"), run, found, asking, **given)  # type: ignore[arg-type]
    assert table.rows[0][-1] == "återgiven av andra"  # type: ignore[union-attr]
    assert str(told).startswith("Av de 1 första partnerna är 0 kvar bland de 1 första, 1 faller bort")
    every = sources_text(Words("en"), run, run.without_weak(by="overlap"), None, **given)  # type: ignore[arg-type]
    assert str(every[-1]).startswith("Of the first 1 partners, on average")


def test_what_is_no_kind_is_refused(small_run: Run) -> None:
    with pytest.raises(SettingError, match="evidence: expected official or reported or secondhand; found 'oficial'"):
        small_run.without_weak(evidence=["oficial"])
