"""Bias guard: planted relations are found, chance ones are not, and corrections take out what they say."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from test_chance import tables_of

from matcher.cli import main
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.partners.bias import (
    BIAS_COLUMNS,
    PROPERTIES,
    SCORES,
    _relation,
    bias,
    corrected,
    mean_scores,
    region_properties,
)
from matcher.scores import PairScores
from matcher.words.trust import bias_sentence
from matcher.words.words import Words


class Planted(Fitted):
    """Fitted whose scores are given."""

    @property
    def scores(self) -> PairScores:  # type: ignore[override]
        return self.planted


def planted(values: np.ndarray, tables: Fitted, **changes: list[str]) -> Planted:
    """Fitted with this complementarity and overlap, and with columns of the areas table changed."""
    found = Planted(tables.areas.assign(**changes), tables.theme_table, tables.memberships, tables.relations)
    np.fill_diagonal(values, np.nan)
    object.__setattr__(found, "planted", PairScores(*[values] * len(PairScores._fields)))
    return found


@pytest.fixture
def twenty() -> Fitted:
    """Twenty regions with one to twenty areas."""
    letters = "abcdefghijklmnopqrst"
    return tables_of({f"R{n:02}": letters[: n + 1] for n in range(20)})


def row(table: pd.DataFrame, score: str, name: str) -> pd.Series:
    return table[(table["score"] == score) & (table["property"] == name)].iloc[0]


# --- relations --------------------------------------------------------------------------------------------------------


def test_scores_that_follow_the_number_of_areas_are_flagged(twenty) -> None:
    """Each region gives as much as it has areas, whoever asks."""
    found = bias(planted(np.tile(np.arange(20.0), (20, 1)), twenty))
    assert found.columns.tolist() == list(BIAS_COLUMNS)
    assert len(found) == len(SCORES) * len(PROPERTIES)
    given = row(found, "given", "areas")
    assert given["strength"] == pytest.approx(1)
    assert given["p_value"] == pytest.approx(1 / 1000)
    assert given["flagged"]
    assert bias_sentence(Words(), given).startswith("Regions with more areas bring more to others on average")
    less = row(bias(planted(np.tile(-np.arange(20.0), (20, 1)), twenty)), "given", "areas")
    assert less["strength"] == pytest.approx(-1)
    assert bias_sentence(Words(), less).startswith("Regions with fewer areas bring more")


def test_a_strong_relation_of_means_that_hardly_differ_is_not_flagged(twenty) -> None:
    noise = np.random.default_rng(0).normal(size=(20, 20))
    np.fill_diagonal(noise, 0)
    noise -= noise.sum(axis=0) / 19
    found = row(bias(planted(noise + np.arange(20.0) / 1000, twenty)), "given", "areas")
    assert found["strength"] > 0.3
    assert found["spread"] < 0.1
    assert not found["flagged"]


def test_chance_is_seldom_flagged(twenty) -> None:
    flagged = 0
    for seed in range(10):
        values = np.random.default_rng(seed).normal(size=(20, 20)) + np.random.default_rng(seed + 99).normal(size=20)
        flagged += int(bias(planted(values, twenty))["flagged"].any())
    assert flagged <= 2


def test_groups_by_hand() -> None:
    """Ranks 1 to 6 in two groups of three: within 2 + 2 of 17.5; epsilon^2 = 1 - (4 / 4) / (17.5 / 5)."""
    scores, groups = pd.Series([1.0, 2, 3, 4, 5, 6]), pd.Series(list("xxxyyy"))
    found = _relation(scores, groups, np.random.default_rng(0), numeric=False)
    assert found.strength == pytest.approx(np.sqrt(1 - 1 / 3.5))
    assert found.p_value == pytest.approx(2 / 20, abs=0.03)  # of 20 ways to choose three, two part them so


def test_many_small_groups_explain_nothing_by_themselves() -> None:
    """Ten pairs explain half of the spread of twenty ranks by chance; that is not held against them."""
    rng = np.random.default_rng(0)
    groups = pd.Series(np.repeat(np.arange(10), 2).astype(str))
    found = [_relation(pd.Series(rng.normal(size=20)), groups, rng, numeric=False).strength for _ in range(40)]
    assert np.mean(found) < 0.3


def test_country_with_groups_named(twenty) -> None:
    """Regions in ZZ give 1, all others nothing."""
    countries = ["ZZ" if region_id < "R10" else "YY" for region_id in twenty.areas["region_id"]]
    values = np.tile(np.where(np.arange(20) < 10, 1.0, 0.0), (20, 1))
    found = row(bias(planted(values, twenty, country=countries)), "given", "country")
    assert found["flagged"]
    assert (found["highest"], found["lowest"]) == ("ZZ", "YY")
    assert (found["highest_mean"], found["lowest_mean"]) == (1, 0)
    assert "goes with country (most: ZZ, least: YY)" in bias_sentence(Words(), found)


def test_few_regions_are_not_tested(small_run) -> None:
    found = small_run.bias()
    assert found["strength"].isna().all()
    assert not found["flagged"].any()
    assert set(found["meaning"]) == {"cannot be tested"}
    assert not any("Scores follow" in line for line in small_run.summary())


def test_properties_by_hand(small_run) -> None:
    found = region_properties(small_run).set_index("region_id")
    assert found.loc["AA1", "areas"] == 2
    assert found.loc["AA1", "text_length"] == (len("Railway") + len("Energy")) / 2
    assert found.loc["AA1", "language"] == "en"
    assert found.loc["CC3", "country"] == "PL"
    assert found.loc["AA1", "level"] == "other"


def test_levels_and_languages_of_the_bundled_data(europe_run) -> None:
    found = region_properties(europe_run).set_index("region_id")
    assert found.loc["SE125", ["language", "country", "level"]].tolist() == ["sv", "SE", "NUTS 3"]
    assert found.loc["BE2", "level"] == "NUTS 1"
    assert found.loc["CZ", "level"] == "national"


def test_means_are_those_of_the_scores(europe_run) -> None:
    means = mean_scores(europe_run).set_index("region_id")
    r = europe_run.row("SE125")
    assert means.loc["SE125", "received"] == pytest.approx(np.nanmean(europe_run.scores.z[r]))
    assert means.loc["SE125", "given"] == pytest.approx(np.nanmean(europe_run.scores.z[:, r]))


def test_flags_of_the_bundled_data_are_told(europe_run) -> None:
    found = europe_run.bias()
    assert not row(found, "received", "areas")["flagged"]  # 0 but for rounding, by definition
    assert not row(found, "overlap", "areas")["flagged"]
    assert row(found, "overlap", "language")["flagged"]
    (line,) = re.findall(r"Scores follow.*?RUN\.", " ".join(europe_run.summary()))
    assert "overlap with language" in line


def test_order_of_regions_does_not_matter(twenty) -> None:
    values = np.random.default_rng(1).normal(size=(20, 20))
    found = bias(planted(values.copy(), twenty))
    moved = planted(values.copy(), twenty)
    object.__setattr__(moved, "areas", moved.areas.sample(frac=1, random_state=0))
    pd.testing.assert_frame_equal(found, bias(moved))


# --- corrected ranking ------------------------------------------------------------------------------------------------


def test_correction_takes_out_what_regions_alike_give(twenty) -> None:
    """Scores are the logarithm of the number of areas and a gift of R03: corrected, R03 is first."""
    values = np.tile(np.log(np.arange(1, 21)), (20, 1))
    values[:, 3] += 1.0
    tables = planted(values, twenty)
    found = corrected(tables, "R00").set_index("partner_id")
    assert found["rank_corrected"].idxmin() == "R03"
    others = found["corrected"].drop("R03")
    assert np.ptp(others) < 0.35 < found.loc["R03", "corrected"] - others.max()
    plain = pd.Series(values[0], index=twenty.region_ids).drop("R00")
    assert plain.rank(ascending=False)["R03"] > 1


def test_correction_without_flags_changes_nothing(small_run) -> None:
    found = corrected(small_run, "AA1").set_index("partner_id")
    partners = small_run.partners("AA1").set_index("region_id")
    assert found["corrected"].to_dict() == pytest.approx(partners.loc[found.index, "z"].to_dict(), nan_ok=True)
    assert found["rank_corrected"].equals(partners.loc[found.index, "rank"].rename("rank_corrected"))


def test_correction_of_groups_makes_their_means_equal(twenty) -> None:
    countries = ["ZZ" if region_id < "R10" else "YY" for region_id in twenty.areas["region_id"]]
    rng = np.random.default_rng(0)
    values = rng.normal(size=(20, 20)) * 0.1 + np.where(np.arange(20) < 10, 1.0, 0.0)
    tables = planted(values, twenty, country=countries)
    flags = bias(tables)
    flags["flagged"] = (flags["score"] == "given") & (flags["property"] == "country")
    found = [
        corrected(tables, region, flags=flags).set_index("partner_id")["corrected"] for region in tables.region_ids
    ]
    means = pd.concat(found, axis=1).mean(axis=1)
    assert means[means.index < "R10"].mean() == pytest.approx(means[means.index >= "R10"].mean(), abs=1e-9)


def test_mutual_has_no_correction(small_run) -> None:
    with pytest.raises(SettingError, match="a corrected ranking: expected by complementarity or gives or overlap"):
        small_run.corrected("AA1", by="mutual")


# --- the command line -------------------------------------------------------------------------------------------------


def test_bias_verb(small_run, tmp_path, capsys) -> None:
    small_run.save(tmp_path / "run")
    folder = str(tmp_path / "run")
    assert main(["bias", folder, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert tuple(rows[0]) == BIAS_COLUMNS
    assert rows[0]["strength"] is None
    assert main(["bias", folder]) == 0
    assert "too few regions" in " ".join(capsys.readouterr().out.split())
    assert main(["partners", folder, "AA1", "--corrected", "--csv"]) == 0
    assert "corrected,rank_corrected" in capsys.readouterr().out
    assert main(["partners", folder, "AA1", "--corrected"]) == 0
    assert "no property is flagged for complementarity" in " ".join(capsys.readouterr().out.split())
    assert main(["partners", folder, "AA1", "--corrected", "--by", "mutual"]) == 1
    assert "a corrected ranking" in capsys.readouterr().err
