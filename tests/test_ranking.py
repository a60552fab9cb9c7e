"""Measures of rankings: by hand, against scikit-learn, and against all orders of ties."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score, roc_auc_score

from matcher.errors import SettingError
from matcher.validate.ranking import Estimate, auc, bootstrap, ndcg, precision_at, reciprocal_rank

# Few distinct values, so that ties are common.
rankings = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=12).filter(
    lambda items: len({hit for _, hit in items}) == 2
)


def arrays(items: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([score for score, _ in items], dtype=float), np.array([hit for _, hit in items])


@settings(deadline=None)
@given(rankings)
def test_auc_is_that_of_scikit_learn(items: list[tuple[int, bool]]) -> None:
    scores, relevant = arrays(items)
    assert auc(scores[relevant], scores[~relevant]) == pytest.approx(roc_auc_score(relevant, scores))


@settings(deadline=None)
@given(rankings, st.data())
def test_weighted_auc_is_that_of_scikit_learn(items: list[tuple[int, bool]], data: st.DataObject) -> None:
    scores, relevant = arrays(items)
    n = int(relevant.sum())
    weights = np.array(data.draw(st.lists(st.floats(0.1, 5), min_size=n, max_size=n)))
    whole = np.ones(len(scores))
    whole[relevant] = weights
    expected = roc_auc_score(relevant, scores, sample_weight=whole)
    assert auc(scores[relevant], scores[~relevant], weights=weights) == pytest.approx(expected)


@settings(deadline=None)
@given(rankings)
def test_ndcg_is_that_of_scikit_learn(items: list[tuple[int, bool]]) -> None:
    scores, relevant = arrays(items)
    assert ndcg(scores, relevant) == pytest.approx(ndcg_score([relevant.astype(float)], [scores]))


@settings(max_examples=40, deadline=None)
@given(rankings.filter(lambda items: len(items) <= 6), st.integers(1, 7))
def test_ties_count_as_the_mean_over_all_orders(items: list[tuple[int, bool]], k: int) -> None:
    scores, relevant = arrays(items)
    orders = [order for order in permutations(range(len(scores))) if all(np.diff(scores[list(order)]) <= 0)]
    hits = [relevant[list(order)] for order in orders]
    assert reciprocal_rank(scores, relevant) == pytest.approx(np.mean([1 / (1 + hit.argmax()) for hit in hits]))
    assert precision_at(scores, relevant, k=k) == pytest.approx(np.mean([hit[:k].sum() / k for hit in hits]))


def test_undefined_scores_stand_last_and_tie() -> None:
    scores, relevant = np.array([np.nan, -5.0, np.nan]), np.array([True, False, False])
    assert auc(scores[relevant], scores[~relevant]) == 0.25
    assert reciprocal_rank(scores, relevant) == pytest.approx((1 / 2 + 1 / 3) / 2)


def test_differences_beyond_nine_decimals_are_ties() -> None:
    assert auc(np.array([0.1 + 0.2]), np.array([0.3])) == 0.5


def test_nothing_to_compare_is_undefined() -> None:
    none, one = np.array([]), np.array([1.0])
    assert np.isnan(auc(none, one))
    assert np.isnan(auc(one, none))
    assert np.isnan(ndcg(np.array([1.0, 2.0]), np.array([False, False])))
    assert reciprocal_rank(np.array([1.0]), np.array([False])) == 0
    assert np.isnan(bootstrap(np.array([np.nan])).value)
    with pytest.raises(SettingError, match="k: expected 1 or more; found 0"):
        precision_at(one, np.array([True]), k=0)


def test_bootstrap_is_seeded_and_holds_the_mean() -> None:
    values = np.random.default_rng(1).uniform(size=30)
    found = bootstrap(values)
    assert found == bootstrap(values)
    assert found.value == pytest.approx(values.mean())
    assert found.low < found.value < found.high
    # Near the normal approximation, 1.96 standard errors to each side.
    half = 1.96 * values.std() / np.sqrt(30)
    assert found.high - found.low == pytest.approx(2 * half, rel=0.1)


def test_one_group_has_no_interval() -> None:
    found = bootstrap(np.array([0.4, np.nan]))
    assert isinstance(found, Estimate)
    assert (found.value, found.groups) == (0.4, 1)
    assert np.isnan([found.low, found.high]).all()
