"""Relatedness, chance and scores: values worked out by hand on two to four regions, and relations that must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.chance import expected_presence
from matcher.errors import SettingError
from matcher.relatedness import blend, cooccurrence, revealed, semantic
from matcher.scores import (
    PairScores,
    complementarity_parts,
    gap_values,
    overlap_parts,
    pair_scores,
    quadrant,
    rarity,
    relation_shares,
    size_check,
)

presences = st.tuples(st.integers(2, 6), st.integers(2, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Presence, presence by chance and relatedness of some regions and niches."""
    x = draw(presences)
    n = x.shape[1]
    upper = np.triu(draw(arrays(np.float64, (n, n), elements=st.sampled_from([0.0, 0.1, 0.5, 1.0]))), k=1)
    return x, expected_presence(x), upper + upper.T


# --- chance -----------------------------------------------------------------------------------------------------------


def test_chance_of_equal_sums_is_the_share() -> None:
    # Three regions with one niche each, every niche with one region: by symmetry P is 1/3 everywhere.
    assert expected_presence(np.eye(3)) == pytest.approx(np.full((3, 3), 1 / 3), abs=1e-9)


def test_chance_of_two_regions_by_hand() -> None:
    # Region A has both niches, so P_A = 1. What is left, one of two niches for B, is even.
    x = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    assert expected_presence(x) == pytest.approx(np.array([[1, 1], [0.5, 0.5], [0.5, 0.5], [0, 0]]), abs=1e-9)


def test_chance_where_the_sums_leave_no_choice() -> None:
    """A has niches 0, 1, 2, B has 0, 1, 3, C has 0, D has 1: A and B hold 0 and 1 for certain, C and D nothing else."""
    x = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]], dtype=float)
    expected = [[1, 1, 0.5, 0.5], [1, 1, 0.5, 0.5], [0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]
    assert expected_presence(x) == pytest.approx(np.array(expected), abs=1e-9)


@given(presences)
def test_chance_keeps_the_sums(x: np.ndarray) -> None:
    p = expected_presence(x)
    assert ((p >= 0) & (p <= 1)).all()
    assert p.sum(axis=1) == pytest.approx(x.sum(axis=1), abs=1e-8)
    assert p.sum(axis=0) == pytest.approx(x.sum(axis=0), abs=1e-8)


def test_chance_has_the_odds_of_the_model(europe_run) -> None:
    """P = ab / (1 + ab): the odds of two regions keep one ratio over all niches."""
    p = europe_run.p[(europe_run.x.sum(axis=1) > 0)]
    odds = p / (1 - p)
    ratios = odds[0] / odds[1]
    assert ratios == pytest.approx(np.full_like(ratios, ratios[0]), rel=1e-8)


def test_chance_refuses_other_numbers() -> None:
    with pytest.raises(SettingError, match="a table of 0 and 1"):
        expected_presence([[0.5, 1.0]])


# --- relatedness ------------------------------------------------------------------------------------------------------


def test_revealed_by_hand() -> None:
    # Four regions; niches 0 and 1 are listed together by two of them, niche 2 by one, with niche 0.
    x = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 0, 0]], dtype=float)
    p = np.full((4, 3), 0.5)
    together, expected = cooccurrence(x, p)
    assert together.tolist() == [[0, 2, 1], [2, 0, 0], [1, 0, 0]]
    assert expected[0, 1] == 1.0
    # var = 4 * 0.25 * 0.75; z_01 = (2 - 1) / sqrt(0.75); z_02 = 0; z_12 = -1 / sqrt(0.75), cut at 0. Scaled to 1.
    assert revealed(x, p).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_semantic_leaves_out_twins_and_strangers() -> None:
    # The four centroids have mean zero, so closeness is their plain cosine: 0.8, -0.8 ... and 0.99 for near-synonyms.
    angles = np.deg2rad([0, 60, 180, 240])
    centroids = np.column_stack([np.cos(angles), np.sin(angles)])
    found = semantic(centroids, floor=0.25, twin=0.55)
    assert found[0, 1] == 0.5
    assert found[0, 2] == found[0, 3] == 0
    assert semantic(centroids, floor=0.25, twin=0.45)[0, 1] == 0
    assert semantic(centroids, floor=0.55, twin=0.9)[0, 1] == 0


def test_blend_counts_sources_by_weight_not_by_size() -> None:
    one, other = np.zeros((3, 3)), np.zeros((3, 3))
    one[0, 1] = one[1, 0] = 100.0
    other[0, 2] = other[2, 0] = 0.01
    assert blend({"a": one, "b": other}, {"a": 1, "b": 1})[0].tolist() == [0, 1, 1]
    assert blend({"a": one, "b": np.zeros((3, 3))}, {"a": 1, "b": 9})[0].tolist() == [0, 1, 0]
    with pytest.raises(SettingError, match="one at least 0 for each"):
        blend({"a": one}, {"b": 1})


# --- scores -----------------------------------------------------------------------------------------------------------


def test_rarity_weighs_rare_niches() -> None:
    x = np.array([[1, 1], [1, 0], [1, 0]], dtype=float)
    assert rarity(x) == pytest.approx([np.log(4 / 4) + 1, np.log(4 / 2) + 1])


def test_overlap_by_hand() -> None:
    # A has niches 0 and 1, B has 1 and 2; C has 1 alone. u = (1, 3, 1), v = (log 2 + 1, 1, log 2 + 1).
    x = np.array([[1, 1, 0], [0, 1, 1], [0, 1, 0]], dtype=float)
    v = np.log(2) + 1
    scores = pair_scores(x, expected_presence(x), np.ones((3, 3)) - np.eye(3))
    assert scores.overlap[0, 1] == pytest.approx(1 / (1 + 2 * v))
    assert scores.overlap[0, 2] == pytest.approx(1 / (1 + v))
    assert overlap_parts(x, 0, 1) == pytest.approx([0, 1 / (1 + 2 * v), 0])


def test_overlap_expected_knows_that_sums_are_fixed() -> None:
    # Two niches with one region each: whatever is drawn, nothing is shared.
    x = np.array([[1, 0], [0, 1]], dtype=float)
    assert pair_scores(x, expected_presence(x), np.zeros((2, 2))).overlap_expected[0, 1] == pytest.approx(0, abs=1e-9)


def test_complementarity_by_hand() -> None:
    """A has niche 0, which is related to 1 (1.0) and to 2 (0.5); B has 1, C has 2, D has 0."""
    x = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]], dtype=float)
    phi = np.array([[0, 1, 0.5], [1, 0, 0], [0.5, 0, 0]])
    p = np.full((4, 3), 0.25)
    # Row sums 1.5, 1, 0.5, median 1; shares of niche 0: 1 / 2.5 and 0.5 / 2.5; as gap values 2/3 and 1/3.
    assert relation_shares(phi)[0] == pytest.approx([0, 0.4, 0.2])
    assert gap_values(x, phi)[0] == pytest.approx([0, 2 / 3, 1 / 3])
    scores = pair_scores(x, p, phi)
    assert scores.brings[0, 1:] == pytest.approx([2 / 3, 1 / 3, 0])
    assert scores.expected[0, 1:] == pytest.approx([0.25, 0.25, 0.25])
    assert scores.complementarity[0, 1:] == pytest.approx([2 / 3 - 0.25, 1 / 3 - 0.25, -0.25])
    # B lacks 0 (related to its 1) and gains it from A and D.
    assert scores.gives[0, 1] == scores.complementarity[1, 0] == pytest.approx(0.75)
    assert scores.mutual[0, 1] == pytest.approx(2 / 3 - 0.25)
    assert scores.balance[0, 1] == pytest.approx(2 / 3)


def test_z_by_hand() -> None:
    # g = (0, 2/3, 1/3), V = 3/16 each: var = 3/16 (4/9 + 1/9) - (3/16)^2 / (9/16) = 5/48 - 1/16 = 1/24.
    x = np.array([[1, 0, 0], [0, 1, 0]], dtype=float)
    phi = np.array([[0, 1, 0.5], [1, 0, 0], [0.5, 0, 0]])
    scores = pair_scores(x, np.full((2, 3), 0.25), phi)
    assert scores.z[0, 1] == pytest.approx((2 / 3 - 0.25) / np.sqrt(1 / 24))


def test_z_agrees_with_draws_of_fixed_size() -> None:
    """The spread is that of portfolios of s with its number of niches held fixed (conditioned Bernoulli draws)."""
    rng = np.random.default_rng(7)
    x = (rng.random((30, 25)) < 0.25).astype(float)
    x[:, 0], x[0, :5] = 0, 1
    p = expected_presence(x)
    phi = np.triu(rng.random((25, 25)), 1)
    phi += phi.T
    r, s = 0, 1
    g = gap_values(x, phi)[r]
    size = int(x[s].sum())
    draws = rng.random((400_000, 25)) < p[s]
    kept = draws[draws.sum(axis=1) == size]
    scores = pair_scores(x, p, phi)
    spread = scores.complementarity[r, s] / scores.z[r, s]
    assert len(kept) > 20_000
    assert spread == pytest.approx((kept @ g).std(), rel=0.08)
    assert scores.expected[r, s] == pytest.approx((kept @ g).mean(), rel=0.05)


@given(worlds())
def test_parts_sum_to_the_scores_and_both_paths_agree(world: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    x, p, phi = world
    scores = pair_scores(x, p, phi)
    for r in range(len(x)):
        for s in range(len(x)):
            if not np.isnan(scores.overlap[r, s]):
                assert overlap_parts(x, r, s).sum() == pytest.approx(scores.overlap[r, s], abs=1e-12)
            if not np.isnan(scores.complementarity[r, s]):
                parts = complementarity_parts(x, p, phi, r, s)
                assert parts.sum() == pytest.approx(scores.complementarity[r, s], abs=1e-12)


@given(worlds())
def test_bounds_and_symmetry(world: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    x, p, phi = world
    scores = pair_scores(x, p, phi)
    for name in ("overlap", "overlap_expected", "brings", "expected", "balance"):
        values = getattr(scores, name)[~np.isnan(getattr(scores, name))]
        assert ((values >= -1e-12) & (values <= 1 + 1e-12)).all(), name
    for name in ("overlap", "overlap_expected", "mutual", "balance"):
        values = getattr(scores, name)
        assert np.array_equal(values, values.T, equal_nan=True) or values == pytest.approx(values.T, nan_ok=True), name
    empty = x.sum(axis=1) == 0
    assert np.isnan(scores.overlap[empty]).all()
    assert np.isnan(scores.complementarity[:, empty]).all()
    assert np.isnan(np.diag(scores.overlap)).all()


@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_regions_and_niches_does_not_matter(world, random) -> None:
    x, p, phi = world
    rows, columns = list(range(x.shape[0])), list(range(x.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    scores = pair_scores(x, p, phi)
    moved = pair_scores(x[np.ix_(rows, columns)], p[np.ix_(rows, columns)], phi[np.ix_(columns, columns)])
    for name in ("overlap", "complementarity", "brings"):
        expected = getattr(scores, name)[np.ix_(rows, rows)]
        assert getattr(moved, name) == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_quadrants() -> None:
    assert quadrant(0.1, 0.1) == "strong match"
    assert quadrant(0.0, 0.1) == "complement"
    assert quadrant(0.1, 0.0) == "critical mass"
    assert quadrant(-0.1, -0.1) == "no basis"
    assert quadrant(float("nan"), 0.1) is None


def test_size_check_sees_a_bias() -> None:
    """Where every region simply brings as much as it has, the correlation is 1 and all want the same partner."""
    sizes = np.array([1.0, 2.0, 3.0, 4.0])
    values = np.tile(sizes, (4, 1))
    np.fill_diagonal(values, np.nan)
    scores = PairScores(values, values, values, values, values, values, values)
    x = np.tri(4)
    found = size_check(scores, x)
    assert found.correlation == pytest.approx(1)
    assert found.best_partners == 2  # the largest, and for itself the second largest
    assert found.regions == 4


def test_the_last_bits_of_chance_decide_no_quadrant() -> None:
    assert quadrant(2.6e-11, 0.1) == "complement"
    assert quadrant(0.1, 1e-12) == "critical mass"
    assert quadrant(1e-8, 1e-8) == "strong match"
