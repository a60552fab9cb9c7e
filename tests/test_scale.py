"""Scores at any size: chance by size of list, one region's scores without all pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.chance import Others, SharedBySize, expected_presence, poisson_binomial_tail, shared_niches
from matcher.fitted.tables import Fitted
from matcher.partners import explain, partners
from matcher.scores import Pairing, pair_scores
from matcher.settings import RANKINGS


def lists(seed: int, regions: int, niches: int) -> np.ndarray:
    """Lists of unequal length on niches of unequal popularity; some regions have none, some the very same."""
    rng = np.random.default_rng(seed)
    odds = np.outer(rng.uniform(0.1, 2, regions), rng.exponential(0.3, niches))
    x = (rng.random((regions, niches)) < odds / (1 + odds)).astype(float)
    x[rng.integers(regions)] = x[rng.integers(regions)]
    return x


def relations(seed: int, niches: int) -> np.ndarray:
    phi = np.triu(np.random.default_rng(seed).random((niches, niches)), 1)
    return phi + phi.T


# --- chance by size ---------------------------------------------------------------------------------------------------


def test_given_a_list_the_others_share_out_what_is_left() -> None:
    """A has the niche that B has too. Given A, B and C (one niche each) hold niches 0 and 1 once: a half each.

    Given C, A and B both have niche 0.
    """
    x = np.array([[1.0, 0], [1, 0], [0, 1]])
    others = Others(x)
    assert others.copies.tolist() == [2, 2, 1]
    assert others.by_size(np.array([2]))[0].tolist() == [[1, 0]]
    y = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert Others(y).by_size(np.array([0]))[0] == pytest.approx(np.array([[0, 0.5, 0.5]]))


@given(st.integers(0, 10_000), st.integers(2, 30), st.integers(1, 20))
def test_sums_given_a_list_are_those_of_the_others(seed: int, regions: int, niches: int) -> None:
    """Each size has its number of niches and each niche its number of regions; beyond sums all is the most random.

    The most random: log odds are a value of the size and a value of the niche, where chance leaves a choice.
    """
    x = lists(seed, regions, niches)
    others = Others(x)
    found = others.by_size(np.arange(regions))
    for r, q in enumerate(found):
        strangers = others.lists != others.lists[r]
        spread = q[others.sizes.of[strangers]]
        assert spread.sum(axis=1) == pytest.approx(x[strangers].sum(axis=1), abs=1e-9)
        assert spread.sum(axis=0) == pytest.approx(x[strangers].sum(axis=0), abs=1e-9)
        open_ones = (spread > 1e-6) & (spread < 1 - 1e-6)
        if len(spread) > 1 and open_ones.all():
            logits = np.log(spread / (1 - spread))
            centred = logits - logits.mean(axis=0) - logits.mean(axis=1, keepdims=True) + logits.mean()
            assert centred == pytest.approx(np.zeros_like(centred), abs=1e-6)


def test_many_at_once_are_each_by_itself() -> None:
    x = lists(3, 80, 40)
    others, rows = Others(x), np.arange(80)
    together = others.by_size(rows)
    for r in rows[::7]:
        there = np.isin(np.arange(len(others.sizes.sizes)), others.sizes.of[others.lists != others.lists[r]])
        assert others.by_size(rows[[r]])[0][there] == pytest.approx(together[r][there], abs=1e-13)


@given(st.integers(0, 10_000), st.integers(2, 20), st.integers(1, 15))
def test_p_values_by_size_are_those_of_each_pair(seed: int, regions: int, niches: int) -> None:
    x = lists(seed, regions, niches)
    p = expected_presence(x)
    found, everything = SharedBySize(x, p), shared_niches(x, p)
    for r in range(regions):
        row = found.between(np.array([r]), np.arange(regions))
        for one, other in zip(row, everything, strict=True):
            assert np.array_equal(one[0], other[r], equal_nan=True)
        for s in np.flatnonzero(~np.isnan(row.p_value[0])):
            alone = poisson_binomial_tail([p[r] * p[s]], [int(x[r] @ x[s])])[0]
            assert row.p_value[0, s] == pytest.approx(alone, abs=1e-12)


# --- one region is one row --------------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.integers(2, 25), st.integers(2, 15), st.sampled_from(["deepen", "diversify", (0, 1)]))
def test_the_scores_of_one_region_are_a_row_of_all(seed: int, regions: int, niches: int, goal: object) -> None:
    x, phi = lists(seed, regions, niches), relations(seed, niches)
    some, everything = Pairing(x, 1 - x, phi, goal=goal), pair_scores(x, 1 - x, phi, goal=goal)
    for r in range(0, regions, 3):
        row = some.of(np.array([r]))
        for by in RANKINGS:
            assert row.ranking(by)[0] == pytest.approx(everything.ranking(by)[r], abs=1e-12, nan_ok=True)
        for name in ("overlap", "overlap_expected", "brings", "expected", "spread", "gives", "balance"):
            expected = getattr(everything, name)[r]
            assert getattr(row, name)[0] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_one_list_and_one_pair_need_no_scores_of_all_pairs(small_run: Fitted, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("all pairs were computed")

    first = small_run.region_ids[0]
    usual = partners(small_run, first), explain(small_run, first, small_run.region_ids[1])
    fresh = replace(small_run)
    monkeypatch.setattr(Pairing, "all", refuse)
    assert partners(fresh, first).equals(usual[0])
    assert explain(fresh, first, fresh.region_ids[1]) == usual[1]
    assert "shared" not in fresh.__dict__
