"""Relatedness, chance and scores: values worked out by hand on two to four regions, and relations that must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.chance import alike, chance_of_others, expected_presence
from matcher.errors import SettingError
from matcher.relatedness import blend, cooccurrence, revealed, semantic
from matcher.scores import (
    complementarity_parts,
    gap_values,
    overlap_parts,
    pair_scores,
    passes,
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
    """What regions have, what they lack, and relatedness, of some regions and niches."""
    x = draw(presences)
    n = x.shape[1]
    may = draw(arrays(np.float64, x.shape, elements=st.sampled_from([0.0, 1.0])))
    upper = np.triu(draw(arrays(np.float64, (n, n), elements=st.sampled_from([0.0, 0.1, 0.5, 1.0]))), k=1)
    return x, (1 - x) * may, upper + upper.T


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
    x = europe_run.x
    p = europe_run.p[np.ix_(x.any(axis=1), x.any(axis=0))]
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


def test_revealed_counts_each_region_by_its_own_chance() -> None:
    """Two regions with unequal P: the variance is the sum of q (1 - q), q = P_ri P_rj, and not that of the mean."""
    x = np.array([[1, 1, 1, 0], [1, 1, 0, 1]], dtype=float)
    p = np.array([[0.9, 0.8, 0.5, 0.5], [0.2, 0.4, 0.5, 0.5]])
    _, expected = cooccurrence(x, p)
    q = np.array([0.72, 0.08])
    assert expected[0, 1] == pytest.approx(0.8)
    z = (2 - 0.8) / np.sqrt((q * (1 - q)).sum())
    other = (1 - (0.45 + 0.1)) / np.sqrt(0.45 * 0.55 + 0.1 * 0.9)
    found = revealed(x, p, floor=other - 1e-9)
    assert found[0, 2] / found[0, 1] == pytest.approx(other / z)
    assert revealed(x, p, floor=other + 1e-9)[0, 2] == 0


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
    x = np.array([[1, 1, 0], [1, 0, 0], [1, 0, 0]], dtype=float)
    assert rarity(x) == pytest.approx([1, np.sqrt(3), np.sqrt(3)])
    assert rarity(np.vstack([x, x])) == pytest.approx(rarity(x))


def test_overlap_by_hand() -> None:
    # A has niches 0 and 1, B has 1 and 2; C has 1 alone. u = (1, 3, 1), v = (sqrt 3, 1, sqrt 3).
    x = np.array([[1, 1, 0], [0, 1, 1], [0, 1, 0]], dtype=float)
    v = np.sqrt(3)
    scores = pair_scores(x, 1 - x, np.ones((3, 3)) - np.eye(3))
    assert scores.overlap[0, 1] == pytest.approx(1 / (1 + 2 * v))
    assert scores.overlap[0, 2] == pytest.approx(1 / (1 + v))
    assert overlap_parts(x, 0, 1) == pytest.approx([0, 1 / (1 + 2 * v), 0])


def test_complementarity_by_hand() -> None:
    """A has niche 0, which is related to 1 (1.0) and to 2 (0.5); B has 1, C has 2, D has 0 and 3."""
    x = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1]], dtype=float)
    phi = np.zeros((4, 4))
    phi[0, 1], phi[0, 2] = 1, 0.5
    phi += phi.T
    # Row sums 1.5, 1, 0.5, median 1; shares of niche 0: 1 / 2.5 and 0.5 / 2.5; as gap values 2/3 and 1/3.
    assert relation_shares(phi)[0] == pytest.approx([0, 0.4, 0.2, 0])
    # The same for D; B and C look for niche 0 alone. So the gaps 1 and 2 have means of 1/3 and 1/6, and count by their
    # power of -3/4.
    one, two = 2 / 3 * (1 / 3) ** (-3 / 4), 1 / 3 * (1 / 6) ** (-3 / 4)
    g1, g2 = one / (one + two), two / (one + two)
    assert gap_values(x, 1 - x, phi)[0] == pytest.approx([0, g1, g2, 0])
    scores = pair_scores(x, 1 - x, phi)
    # Given A, the others have one niche, one and two, and each of the four niches one region: P = 1/4, 1/4 and 1/2.
    assert scores.brings[0, 1:] == pytest.approx([g1, g2, 0])
    assert scores.expected[0, 1:] == pytest.approx([0.25, 0.25, 0.5])
    assert scores.complementarity[0, 1:] == pytest.approx([g1 - 0.25, g2 - 0.25, -0.5])
    # V = 3/16 for B and C, 1/4 for D, in each of four niches; times 3/2 for three others.
    squares = g1**2 + g2**2
    own = np.array([3 / 16 * squares - 3 / 64, 3 / 16 * squares - 3 / 64, 1 / 4 * squares - 1 / 16]) * 3 / 2
    spread = np.sqrt(0.5 * own + 0.5 * own.mean())
    assert scores.z[0, 1:] == pytest.approx(np.array([g1 - 0.25, g2 - 0.25, -0.5]) / spread)
    assert scores.gives_z[1, 0] == scores.z[0, 1]
    assert scores.mutual[0, 1] == min(scores.z[0, 1], scores.z[1, 0])
    assert scores.balance[0, 1] == pytest.approx(g1)


def test_what_a_region_may_have_is_no_gap() -> None:
    """A may have niche 1: it is neither missing, nor changes what chance would give."""
    x = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
    phi = np.array([[0, 1, 0.5], [1, 0, 0], [0.5, 0, 0]])
    missing = 1 - x
    missing[0, 1] = 0
    assert gap_values(x, missing, phi)[0].tolist() == [0, 0, 1]
    scores, usual = pair_scores(x, missing, phi), pair_scores(x, 1 - x, phi)
    assert scores.brings[0].tolist()[1:] == [0, 1]
    assert scores.expected[0, 1:] == pytest.approx([0.5, 0.5])
    assert np.array_equal(scores.overlap_z, usual.overlap_z, equal_nan=True)


def test_what_ranks() -> None:
    x = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
    scores = pair_scores(x, 1 - x, np.array([[0, 1, 0.5], [1, 0, 0], [0.5, 0, 0]]))
    for by, values in (("complementarity", scores.z), ("gives", scores.z.T), ("overlap", scores.overlap_z)):
        assert np.array_equal(scores.ranking(by), values, equal_nan=True)
    assert np.array_equal(scores.ranking("mutual"), np.minimum(scores.z, scores.z.T), equal_nan=True)
    with pytest.raises(SettingError, match="complementarity or gives or mutual or overlap"):
        scores.ranking("size")


@given(worlds())
def test_parts_sum_to_the_scores_and_both_paths_agree(world: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    x, missing, phi = world
    scores = pair_scores(x, missing, phi)
    for rows in alike(x):
        q = chance_of_others(x, rows)
        for r in rows:
            for s in range(len(x)):
                if not np.isnan(scores.overlap[r, s]):
                    assert overlap_parts(x, r, s).sum() == pytest.approx(scores.overlap[r, s], abs=1e-12)
                if not np.isnan(scores.complementarity[r, s]):
                    parts = complementarity_parts(x, missing, phi, q, r, s)
                    assert parts.sum() == pytest.approx(scores.complementarity[r, s], abs=1e-12)
                    if scores.spread[r, s] > 1e-3:
                        assert parts.sum() / scores.spread[r, s] == pytest.approx(scores.z[r, s], abs=1e-6)


@given(worlds())
def test_bounds_and_symmetry(world: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    x, missing, phi = world
    scores = pair_scores(x, missing, phi)
    for name in ("overlap", "overlap_expected", "brings", "expected", "balance"):
        values = getattr(scores, name)[~np.isnan(getattr(scores, name))]
        assert ((values >= -1e-12) & (values <= 1 + 1e-12)).all(), name
    for name in ("overlap", "overlap_expected", "overlap_z", "mutual", "balance"):
        values = getattr(scores, name)
        assert np.array_equal(values, values.T, equal_nan=True) or values == pytest.approx(values.T, nan_ok=True), name
    empty = x.sum(axis=1) == 0
    assert np.isnan(scores.overlap[empty]).all()
    assert np.isnan(scores.complementarity[:, empty]).all()
    assert np.isnan(np.diag(scores.overlap)).all()


@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_regions_and_niches_does_not_matter(world, random) -> None:
    x, missing, phi = world
    rows, columns = list(range(x.shape[0])), list(range(x.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    scores = pair_scores(x, missing, phi)
    moved = pair_scores(x[np.ix_(rows, columns)], missing[np.ix_(rows, columns)], phi[np.ix_(columns, columns)])
    for name in ("overlap", "complementarity", "brings", "overlap_expected"):
        expected = getattr(scores, name)[np.ix_(rows, rows)]
        assert getattr(moved, name) == pytest.approx(expected, abs=1e-8, nan_ok=True)


def test_quadrants() -> None:
    assert quadrant(0.1, 0.1, 0.1) == "strong match"
    assert quadrant(0.0, 0.1, 0.1) == "complement"
    assert quadrant(0.1, 0.1, 0.0) == quadrant(0.1, -0.1, 0.1) == "one-sided match"
    assert quadrant(-0.1, 0.1, 0.0) == quadrant(0.0, 0.0, 0.1) == "one-sided complement"
    assert quadrant(0.1, 0.0, 0.0) == "critical mass"
    assert quadrant(-0.1, -0.1, -0.1) == "no basis"
    assert quadrant(float("nan"), 0.1, 0.1) is None
    assert quadrant(0.1, 0.1, float("nan")) is None


def test_the_last_bits_of_chance_decide_no_quadrant() -> None:
    assert quadrant(2.6e-11, 0.1, 0.1) == "complement"
    assert quadrant(0.1, 1e-12, 1e-12) == "critical mass"
    assert quadrant(1e-8, 1e-8, 1e-8) == "strong match"


def test_size_check_sees_a_bias() -> None:
    """Where every region simply brings as much as it has, all want the same partners, and the check says so."""
    sizes = np.arange(40.0)
    check = size_check(np.where(np.eye(40, dtype=bool), np.nan, sizes), sizes)
    assert check.correlation > 0.5
    assert check.best_partners == 2  # the largest, and for itself the second largest
    assert check.largest_share == 1
    assert not passes(check)


def test_size_check_by_hand() -> None:
    """Each of eight regions has the five that follow it: everybody is as often among the first, and once the best."""
    ranking = np.full((8, 8), np.nan)
    for r in range(8):
        ranking[r, (r + np.arange(1, 8)) % 8] = 8.0 - np.arange(1, 8)
    check = size_check(ranking, [3, 1, 4, 1, 5, 9, 2, 6])
    assert (check.best_partners, check.regions, check.largest_share) == (8, 8, 2 / 8)
    assert np.isnan(check.correlation)
    ranking[:, 0] = np.nan  # no candidate, and never counted
    assert size_check(ranking, np.zeros(8)).best_partners == 7
