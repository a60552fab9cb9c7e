"""The overlap family and what stands beside complementarity: values by hand, and relations that must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.scores import (
    area_shares,
    cosine,
    finger_kreinin,
    finger_kreinin_parts,
    horizontal_complementarity,
    horizontal_parts,
    jaccard,
    krugman_distance,
    leader_follower,
    mean_best_match,
    min_complement,
    newman_parts,
    newman_weight,
    overlap_coefficient,
    pair_scores,
    same_theme_different_niche,
    same_theme_pairs,
    theme_aware_cosine,
)

# A has niches 0 and 1, B has 1 and 2, C has 1, D has none; A has three areas on 0 and one on 1, and so on.
X = np.array([[1, 1, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0]], dtype=float)
COUNTS = np.array([[3, 1, 0], [0, 1, 1], [0, 2, 0], [0, 0, 0]], dtype=float)
PHI = np.array([[0.0, 0.0, 0.5], [0.0, 0.0, 0.25], [0.5, 0.25, 0.0]])

MEASURES = {
    "jaccard": lambda counts, _: jaccard((counts > 0) * 1.0),
    "overlap_coefficient": lambda counts, _: overlap_coefficient((counts > 0) * 1.0),
    "cosine": lambda counts, _: cosine(counts),
    "theme_aware_cosine": theme_aware_cosine,
    "finger_kreinin": lambda counts, _: finger_kreinin(area_shares(counts)),
    "krugman_distance": lambda counts, _: krugman_distance(area_shares(counts)),
    "min_complement": lambda counts, _: min_complement(area_shares(counts)),
    "newman_weight": lambda counts, _: newman_weight((counts > 0) * 1.0),
    "horizontal": lambda counts, phi: horizontal_complementarity(area_shares(counts), phi),
    "same_theme": lambda counts, _: same_theme_different_niche(counts > 0.0, np.arange(counts.shape[1]) % 2).share,
}
LARGEST = {"krugman_distance": 2.0, "newman_weight": 9.0}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of areas of some regions on some niches, and relatedness."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 7)))
    counts = draw(arrays(np.float64, shape, elements=st.sampled_from([0.0, 0.0, 1.0, 2.0, 5.0])))
    upper = np.triu(draw(arrays(np.float64, (shape[1],) * 2, elements=st.sampled_from([0.0, 0.1, 0.5, 1.0]))), k=1)
    return counts, upper + upper.T


def upper(values: np.ndarray) -> list[float]:
    """The pairs A-B, A-C and B-C."""
    return [values[0, 1], values[0, 2], values[1, 2]]


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_presence_by_hand() -> None:
    assert upper(jaccard(X)) == pytest.approx([1 / 3, 1 / 2, 1 / 2])
    assert upper(overlap_coefficient(X)) == pytest.approx([1 / 2, 1, 1])
    assert upper(cosine(X)) == pytest.approx([1 / 2, 1 / np.sqrt(2), 1 / np.sqrt(2)])
    # Niche 1 has three regions, so each of two others: 1 / 2. Niches 0 and 2 have one region and add nothing.
    assert upper(newman_weight(X)) == pytest.approx([1 / 2, 1 / 2, 1 / 2])
    assert newman_parts(X, 0, 1).tolist() == [0, 0.5, 0]


def test_shares_by_hand() -> None:
    shares = area_shares(COUNTS)
    assert shares.tolist() == [[0.75, 0.25, 0], [0, 0.5, 0.5], [0, 1, 0], [0, 0, 0]]
    assert upper(finger_kreinin(shares)) == pytest.approx([0.25, 0.25, 0.5])
    assert upper(krugman_distance(shares)) == pytest.approx([0.75 + 0.25 + 0.5, 0.75 + 0.75, 1])
    assert upper(min_complement(shares)) == pytest.approx([0.75, 0.75, 0.5])
    assert upper(cosine(COUNTS)) == pytest.approx([1 / np.sqrt(20), 1 / np.sqrt(10), 1 / np.sqrt(2)])


def test_theme_aware_cosine_by_hand() -> None:
    # phi has eigenvalues 0 and +-sqrt(5/16) > -1, so Phi = I + phi. A-B: niche 1 itself, 0 with 2 (.5), 1 with 2 (.25).
    assert np.linalg.eigvalsh(PHI)[0] > -1
    own = {"A": 2.0, "B": 2 + 2 * 0.25, "C": 1.0}
    expected = [
        (1 + 0.5 + 0.25) / np.sqrt(own["A"] * own["B"]),
        1 / np.sqrt(own["A"] * own["C"]),
        (1 + 0.25) / np.sqrt(own["B"] * own["C"]),
    ]
    assert upper(theme_aware_cosine(X, PHI)) == pytest.approx(expected)


def test_theme_aware_cosine_never_exceeds_one() -> None:
    """Niche 1 is fully related to 0 and 2: plain I + phi would make the pair sqrt(2) alike."""
    phi = np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    x = np.array([[1.0, 0, 1], [0, 1, 0]])
    # The smallest eigenvalue is -sqrt(2): related niches count 1 / sqrt(2). 2 c / sqrt(2 * 1) = 1.
    assert theme_aware_cosine(x, phi)[0, 1] == pytest.approx(1)


def test_horizontal_by_hand() -> None:
    shares = area_shares(COUNTS)
    # A-B: 0 with 2: 0.75 * 0.5 * 0.5; 1 with 2: 0.25 * 0.25 * 0.5. B-C: 2 with 1: 0.5 * 0.25.
    assert upper(horizontal_complementarity(shares, PHI)) == pytest.approx([0.1875 + 0.03125, 0, 0.125])
    assert horizontal_parts(shares, PHI, 0, 1).tolist() == [[0, 0, 0.1875], [0, 0, 0.03125], [0, 0, 0]]
    assert horizontal_complementarity(shares, PHI + np.eye(3))[0, 1] == pytest.approx(
        0.21875
    )  # the same niche is no pair


def test_same_theme_by_hand() -> None:
    """Niches 0 and 2 are of one theme: A has 0, B has 2, and each lacks the other's. Niche 1 is shared: no pair."""
    found = same_theme_different_niche(X, ["red", "red", "red"])
    assert upper(found.number) == [1, 0, 0]
    assert upper(found.share) == [1 / 4, 0, 0]
    assert same_theme_pairs(X, ["red", "red", "red"], 0, 1) == [(0, 2)]
    assert same_theme_pairs(X, ["red", "red", "red"], 1, 0) == [(2, 0)]
    assert upper(same_theme_different_niche(X, ["red", "blue", "blue"]).number) == [0, 0, 0]


def test_leader_and_follower_by_hand() -> None:
    level = np.array([[2.0, 0.5], [1.0, 1.5]])
    assert leader_follower(level, 0, 1).tolist() == [1.0, -1.0]
    assert leader_follower(level, 1, 0).tolist() == [-1.0, 1.0]


def test_a_gap_in_level_is_never_rewarded() -> None:
    """Scores read presence alone: who is ahead on a shared niche changes nothing."""
    usual = pair_scores(X, 1 - X, PHI).complementarity
    for level in (1.0, 5.0):
        ahead = ((X * np.array([level, 1.0, 1.0])) > 0) * 1.0
        assert np.array_equal(pair_scores(ahead, 1 - ahead, PHI).complementarity, usual, equal_nan=True)


def test_best_match_by_hand() -> None:
    """A has two areas, B three, C none. cos: a1-b1 1, a1-b2 0.6, a2-b1 0, a2-b2 0.8, b3 opposite to a1."""
    vectors = [[1, 0], [0, 1], [1, 0], [0.6, 0.8], [-1, 0]]
    found = mean_best_match(vectors, [0, 0, 1, 1, 1], 3)
    # Best of a1, a2: 1, 0.8; best of b1, b2, b3: 1, 0.8, 0.
    assert found[0, 1] == pytest.approx(((1 + 0.8) / 2 + (1 + 0.8 + 0) / 3) / 2)
    assert np.isnan(found[2]).all()
    assert np.isnan(found[:, 2]).all()
    assert np.isnan(np.diag(found)).all()


# --- relations --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
@given(world=worlds())
def test_symmetric_bounded_and_undefined_without_niches(name: str, world: tuple[np.ndarray, np.ndarray]) -> None:
    counts, phi = world
    values = MEASURES[name](counts, phi)
    filled = counts.sum(axis=1) > 0
    defined = np.outer(filled, filled) & ~np.eye(len(counts), dtype=bool)
    assert np.array_equal(~np.isnan(values), defined)
    assert np.array_equal(values, values.T, equal_nan=True)
    assert (values[defined] >= 0).all()
    assert (values[defined] <= LARGEST.get(name, 1.0) + 1e-12).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURES)
@given(world=worlds(), random=st.randoms(use_true_random=False))
def test_order_does_not_matter(name: str, world: tuple[np.ndarray, np.ndarray], random) -> None:
    counts, phi = world
    rows = list(range(len(counts)))
    random.shuffle(rows)
    moved = MEASURES[name](counts[rows], phi)
    assert moved == pytest.approx(MEASURES[name](counts, phi)[np.ix_(rows, rows)], abs=1e-12, nan_ok=True)


@given(worlds())
def test_measures_agree_with_each_other(world: tuple[np.ndarray, np.ndarray]) -> None:
    counts, phi = world
    x, shares = (counts > 0) * 1.0, area_shares(counts)
    close = {"abs": 1e-12, "nan_ok": True}
    common, apart = finger_kreinin(shares), krugman_distance(shares)
    assert common == pytest.approx(1 - apart / 2, **close)
    assert min_complement(shares) == pytest.approx(apart / 2, **close)
    one, two, three = jaccard(x), cosine(x), overlap_coefficient(x)
    defined = ~np.isnan(one)
    assert (one[defined] <= two[defined] + 1e-12).all()
    assert (two[defined] <= three[defined] + 1e-12).all()
    assert cosine(counts) == pytest.approx(cosine(shares), **close)
    assert theme_aware_cosine(x, np.zeros_like(phi)) == pytest.approx(two, **close)
    d = x.sum(axis=1)
    shared = x @ x.T
    assert three[defined] == pytest.approx((shared / np.maximum(np.minimum.outer(d, d), 1))[defined])
    # Newman: a region's weights sum to the niches that some other region works on.
    elsewhere = (x * (x.sum(axis=0) > 1)).sum(axis=1)
    assert np.nansum(newman_weight(x), axis=1) == pytest.approx(elsewhere)


@given(worlds())
def test_parts_sum_to_the_measures(world: tuple[np.ndarray, np.ndarray]) -> None:
    counts, phi = world
    x, shares, themes = (counts > 0) * 1.0, area_shares(counts), np.arange(counts.shape[1]) % 2
    measures = finger_kreinin(shares), newman_weight(x), horizontal_complementarity(shares, phi)
    number = same_theme_different_niche(x, themes).number
    for r, s in np.argwhere(~np.isnan(number)):
        parts = finger_kreinin_parts(shares, r, s), newman_parts(x, r, s), horizontal_parts(shares, phi, r, s)
        for whole, part in zip(measures, parts, strict=True):
            assert part.sum() == pytest.approx(whole[r, s], abs=1e-12)
        listed = same_theme_pairs(x, themes, r, s)
        assert len(listed) == number[r, s]
        assert all(x[r, i] > x[s, i] and x[s, j] > x[r, j] and themes[i] == themes[j] for i, j in listed)


@given(worlds())
def test_min_complement_does_not_see_how_the_niches_of_one_are_split(world: tuple[np.ndarray, np.ndarray]) -> None:
    """Half of each niche that B does not work on moves to a new niche: nothing changes (Bar and Leiponen's axiom)."""
    counts, _ = world
    pair = np.vstack([counts[:1] + 1, np.where(np.arange(counts.shape[1]) == 0, 1.0, 0.0)])
    split = np.hstack([pair[:, :1], pair[:, 1:] / 2, pair[:, 1:] / 2])
    assert min_complement(area_shares(split))[0, 1] == pytest.approx(min_complement(area_shares(pair))[0, 1])


@given(st.integers(0, 2**32 - 1))
def test_best_match_of_any_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(9, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = rng.integers(0, 4, size=9)
    found = mean_best_match(vectors, rows, 4)
    assert np.array_equal(found, found.T, equal_nan=True)
    defined = found[~np.isnan(found)]
    assert ((defined >= -1) & (defined <= 1 + 1e-12)).all()
    order = rng.permutation(9)
    assert mean_best_match(vectors[order], rows[order], 4) == pytest.approx(found, abs=1e-12, nan_ok=True)
    twins = mean_best_match(np.vstack([vectors, vectors]), np.repeat([0, 1], 9), 2)
    assert twins[0, 1] == pytest.approx(1)
