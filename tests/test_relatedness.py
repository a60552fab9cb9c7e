"""The field's normalisations of co-occurrence, relatedness by areas, and densities: by hand, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.errors import SettingError
from matcher.relatedness import (
    added_density,
    association,
    blend,
    cosine,
    density,
    external_density,
    hypergeometric_z,
    internal_density,
    jaccard,
    mean_added_density,
    probability,
    proximity,
    spanning,
)
from matcher.scores import pair_scores

BOUNDED = (proximity, cosine, jaccard)
ALL = (*BOUNDED, association, probability)

# Four regions. Niches 0 and 1 meet twice, 0 and 2 once; niche 3 is always alone; niche 4 is nobody's.
X = np.array([[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 0, 1, 0]], dtype=float)

presences = st.tuples(st.integers(1, 7), st.integers(1, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))
)
memberships = st.tuples(st.integers(1, 7), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([0.0, 0.25, 0.5, 1.0]))
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Presence and relatedness, some niches related to none."""
    x = draw(presences)
    n = x.shape[1]
    upper = np.triu(draw(arrays(np.float64, (n, n), elements=st.sampled_from([0.0, 0.0, 0.5, 1.0]))), k=1)
    return x, upper + upper.T


# --- normalisations ---------------------------------------------------------------------------------------------------


def test_normalisations_by_hand() -> None:
    """C_01 = 2, C_02 = 1; u = (3, 2, 1, 1, 0); S = (3, 2, 1, 0, 0), T = 6."""
    expected = {
        proximity: (2 / 3, 1 / 3),
        association: (2 * 6 / (3 * 2), 1 * 6 / (3 * 1)),
        cosine: (2 / 6**0.5, 1 / 3**0.5),
        jaccard: (2 / 3, 1 / 3),
        # T / 2 = 3: 3 (3/6 * 2/3 + 2/6 * 3/4) = 1.75 and 3 (3/6 * 1/3 + 1/6 * 3/5) = 0.8
        probability: (2 / 1.75, 1 / 0.8),
    }
    for function, (with_1, with_2) in expected.items():
        phi = function(X)
        assert phi[0, 1] == pytest.approx(with_1), function
        assert phi[0, 2] == pytest.approx(with_2), function
        assert phi[1, 2] == 0, function


def test_proximity_is_the_smaller_conditional_probability() -> None:
    # All who have niche 2 have niche 0 (P = 1), one of three who have niche 0 has niche 2 (P = 1/3).
    assert proximity(X)[0, 2] == pytest.approx(min(1, 1 / 3))


@pytest.mark.parametrize("function", [*ALL, hypergeometric_z])
def test_a_niche_without_co_occurrence_has_zeros(function) -> None:
    phi = function(X[:, [0, 1, 2, 4]]) if function is hypergeometric_z else function(X)
    assert not phi[-1].any()
    if function is not hypergeometric_z:
        assert not phi[3].any()
    assert not function(np.zeros((3, 2))).any()
    assert not function(np.eye(3)).any() or function is hypergeometric_z
    assert function(np.zeros((2, 0))).shape == (0, 0)


def test_hypergeometric_z_by_hand() -> None:
    """Niches 0 (3 of 4 regions) and 1 (2 of 4): mu = 1.5, sd^2 = 1.5 * (1 - 3/4) * (4 - 2) / 3 = 0.25."""
    z = hypergeometric_z(X)
    assert z[0, 1] == pytest.approx((2 - 1.5) / 0.5)
    # Niches 0 and 3 never meet: mu = 3 / 4, sd^2 = 3/4 * 1/4 * 3/3.
    assert z[0, 3] == pytest.approx(-0.75 / (3 / 16) ** 0.5)
    # A niche of all regions meets every other for certain.
    assert not hypergeometric_z(np.array([[1.0, 1.0], [1.0, 0.0]])).any()


def test_hypergeometric_z_is_standardised_over_all_draws() -> None:
    """Over all placings of a niche of 2 among 4 regions, z against a fixed niche of 2 has mean 0 and variance 1."""
    places = [(a, b) for a in range(4) for b in range(a + 1, 4)]
    fixed = np.array([1.0, 1.0, 0.0, 0.0])
    values = [hypergeometric_z(np.c_[fixed, np.isin(range(4), place)])[0, 1] for place in places]
    assert np.mean(values) == pytest.approx(0, abs=1e-12)
    assert np.var(values) == pytest.approx(1)


@given(presences)
def test_normalisations_keep_what_they_promise(x: np.ndarray) -> None:
    together = x.T @ x - np.diag(x.sum(axis=0))
    for function in (*ALL, hypergeometric_z):
        phi = function(x)
        assert phi == pytest.approx(phi.T, abs=1e-12), function
        assert not np.diag(phi).any(), function
        assert np.isfinite(phi).all(), function
    for function in ALL:
        assert ((function(x) > 0) == (together > 0)).all(), function
    for function in BOUNDED:
        assert (function(x) <= 1 + 1e-12).all(), function


@given(presences, st.randoms(use_true_random=False))
def test_normalisations_do_not_depend_on_the_order(x: np.ndarray, random) -> None:
    rows, columns = list(range(len(x))), list(range(x.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for function in (*ALL, hypergeometric_z):
        assert function(x[rows][:, columns]) == pytest.approx(function(x)[np.ix_(columns, columns)], abs=1e-12)


def test_two_niches_of_chance_have_association_one() -> None:
    """Four niches that all meet once: each pair takes C T / (S S) = 12 / 9, and without meeting oneself exactly 1."""
    x = np.zeros((6, 4))
    for row, pair in enumerate([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]):
        x[row, list(pair)] = 1
    off = ~np.eye(4, dtype=bool)
    assert association(x)[off] == pytest.approx(12 / 9)
    assert probability(x)[off] == pytest.approx(1)


@pytest.mark.parametrize("function", [*ALL, hypergeometric_z])
def test_normalisations_refuse_other_numbers(function) -> None:
    with pytest.raises(SettingError, match="a table of 0 and 1"):
        function([[0.5, 1.0]])
    with pytest.raises(SettingError, match="a table of 0 and 1"):
        function([1.0, 0.0])


def test_what_exceeds_one_is_scaled_in_a_blend() -> None:
    blended = blend({"association": association(X), "proximity": proximity(X)}, {"association": 1, "proximity": 1})
    assert association(X).max() > 1
    assert blended.max() == 1


# --- areas of both niches ---------------------------------------------------------------------------------------------


def test_spanning_by_hand() -> None:
    """Niche 0: areas a, b, c; niche 1: b, c, d; niche 2: d by half; niche 3: none."""
    m = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0.5, 0]]
    phi = spanning(m)
    assert phi[0, 1] == pytest.approx(2 / 4)
    assert phi[1, 2] == pytest.approx(0.5 / 3)
    assert phi[0, 2] == 0
    assert not phi[3].any()


@given(memberships)
def test_spanning_keeps_what_it_promises(m: np.ndarray) -> None:
    phi = spanning(m)
    assert (phi == phi.T).all()
    assert not np.diag(phi).any()
    assert ((phi >= 0) & (phi <= 1)).all()
    shared = np.array([[(np.minimum(a, b) > 0).any() for a in m.T] for b in m.T]) & ~np.eye(m.shape[1], dtype=bool)
    assert ((phi > 0) == shared).all()
    # One more copy of every area tells nothing new.
    assert spanning(np.r_[m, m]) == pytest.approx(phi)


def test_spanning_refuses_other_numbers() -> None:
    for wrong in ([[1.5]], [[-0.1]], [[float("nan")]], [1.0]):
        with pytest.raises(SettingError, match="numbers from 0 to 1"):
            spanning(wrong)


# --- densities --------------------------------------------------------------------------------------------------------

PHI = np.array([[0, 2, 1, 0], [2, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=float)


def test_density_by_hand() -> None:
    """Around niche 0 stand niche 1 with 2 and niche 2 with 1; niche 3 is related to none."""
    x = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]], dtype=float)
    found = density(x, PHI)
    assert found == pytest.approx(np.array([[200 / 3, 100, 100, 0], [100 / 3, 0, 0, 0], [0, 0, 0, 0]]))


def test_density_is_not_rounded() -> None:
    assert density(np.array([[0.0, 1.0, 0.0, 0.0]]), PHI)[0, 0] == pytest.approx(200 / 3, abs=1e-12)


@given(worlds())
def test_internal_and_external_density_share_out_density(world) -> None:
    x, phi = world
    whole, within, around = density(x, phi), internal_density(x, phi), external_density(x, phi)
    assert (np.isnan(within) == (x == 0)).all()
    assert (np.isnan(around) == (x == 1)).all()
    assert (np.where(x == 1, within, around) == whole).all()
    assert ((whole >= 0) & (whole <= 100 + 1e-9)).all()
    assert not whole[:, phi.sum(axis=1) == 0].any()


@given(worlds())
def test_added_density_is_what_both_together_have_more(world) -> None:
    x, phi = world
    alone = density(x, phi)
    for r in range(len(x)):
        for s in range(len(x)):
            both = density(np.maximum(x[[r]], x[[s]]), phi)[0]
            assert added_density(x, phi, r, s) == pytest.approx(both - alone[r], abs=1e-9)


@given(worlds())
def test_mean_added_density_is_the_mean_over_own_niches(world) -> None:
    x, phi = world
    found = mean_added_density(x, phi)
    for r in range(len(x)):
        for s in range(len(x)):
            if r == s or not x[r].any() or not x[s].any():
                assert np.isnan(found[r, s])
            else:
                assert found[r, s] == pytest.approx(added_density(x, phi, r, s)[x[r] == 1].mean(), abs=1e-9)


def test_added_density_and_brings_agree_on_who_adds_nothing() -> None:
    """B has what A has, C what is related to it and missing, D what is not related."""
    x = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=float)
    added = mean_added_density(x, PHI)[0]
    brings = pair_scores(x, 1 - x, PHI).brings[0]
    assert added[1:] == pytest.approx([0, 200 / 3, 0])
    assert ((brings[1:] > 0) == (added[1:] > 0)).all()
