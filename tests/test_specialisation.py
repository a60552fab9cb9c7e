"""Location quotients and indices of regional structure: by hand on three regions, and what must hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matcher.errors import SettingError
from matcher.fitted.graph import counts, membership_matrix, presence
from matcher.scores.specialisation import (
    binary_rca,
    diversity,
    entropy,
    hachman,
    herfindahl,
    krugman,
    mean_ubiquity,
    rca,
    specialisation_coefficient,
    ubiquity,
)

# Regions A (2, 2, 0), B (0, 2, 2) and C, which is empty; niche 3 is nobody's. Shares in all: (1/4, 1/2, 1/4, 0).
COUNTS = np.array([[2, 2, 0, 0], [0, 2, 2, 0], [0, 0, 0, 0]], dtype=float)
INDICES = (krugman, specialisation_coefficient, hachman, entropy, herfindahl)

tables = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(0, 5).map(float))
)


def test_location_quotients_by_hand() -> None:
    found = rca(COUNTS)
    assert found[:2, :3] == pytest.approx(np.array([[2, 1, 0], [0, 1, 2]]))
    assert np.isnan(found[2]).all()
    assert np.isnan(found[:, 3]).all()


def test_specialised_is_at_least_one() -> None:
    assert binary_rca(COUNTS).tolist() == [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert binary_rca(COUNTS, threshold=1.5).tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    # Even at a threshold of 0 nothing is made of what is not defined.
    assert binary_rca(COUNTS, threshold=0)[2].tolist() == [0, 0, 0, 0]


def test_exactly_one_counts_on_every_machine() -> None:
    """Thirds and sevenths: regions of one structure have RCA 1 in all niches, whatever the last bits say."""
    assert binary_rca([[1, 2, 4], [3, 6, 12], [7, 14, 28]]).all()


def test_indices_by_hand() -> None:
    """A has shares (1/2, 1/2, 0): it differs by 1/4, 0 and 1/4, and 1/2 * 2 + 1/2 * 1 is its mean quotient."""
    for function, value in zip(INDICES, (1 / 2, 1 / 4, 1 / 1.5, 1, 1 / 2), strict=True):
        found = function(COUNTS)
        assert found[0] == pytest.approx(value), function
        assert found[1] == pytest.approx(value), function
        assert np.isnan(found[2]), function


def test_one_niche_only() -> None:
    found = np.array([function([[3.0, 0.0], [1.0, 2.0]])[0] for function in INDICES])
    # Shares (1, 0) against (2/3, 1/3).
    assert found == pytest.approx([2 / 3, 1 / 3, 2 / 3, 0, 1])
    assert not np.signbit(entropy([[3.0, 0.0]]))[0]


def test_diversity_and_ubiquity_by_hand() -> None:
    x = [[1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert diversity(x).tolist() == [2, 1, 2, 0]
    assert ubiquity(x).tolist() == [1, 3, 1]
    assert mean_ubiquity(x)[:3].tolist() == [2, 3, 2]
    assert np.isnan(mean_ubiquity(x)[3])


@given(tables)
def test_relations_of_the_indices(table: np.ndarray) -> None:
    filled = table.sum(axis=1) > 0
    for function in INDICES:
        assert (np.isnan(function(table)) == ~filled).all(), function
    few = 1e-9
    assert ((krugman(table)[filled] >= 0) & (krugman(table)[filled] < 2)).all()
    assert krugman(table)[filled] == pytest.approx(2 * specialisation_coefficient(table)[filled])
    assert ((hachman(table)[filled] > 0) & (hachman(table)[filled] <= 1 + few)).all()
    assert ((herfindahl(table)[filled] >= 1 / table.shape[1] - few) & (herfindahl(table)[filled] <= 1 + few)).all()
    assert ((entropy(table)[filled] >= 0) & (entropy(table)[filled] <= np.log2(table.shape[1]) + few)).all()
    # Each region's quotients, weighted by the niches' shares in all, have mean 1.
    total = table.sum(axis=0) / max(table.sum(), 1)
    assert np.nansum(rca(table)[filled] * total, axis=1) == pytest.approx(np.ones(filled.sum()))


@given(tables, st.integers(2, 5))
def test_only_the_structure_matters(table: np.ndarray, times: int) -> None:
    for function in (rca, *INDICES):
        assert function(table * times) == pytest.approx(function(table), nan_ok=True, abs=1e-12), function


def test_the_structure_of_all_regions_is_the_end_of_the_scale() -> None:
    same = [[1, 2, 3], [2, 4, 6]]
    assert krugman(same) == pytest.approx([0, 0], abs=1e-12)
    assert hachman(same) == pytest.approx([1, 1])


@pytest.mark.parametrize("function", [rca, binary_rca, *INDICES])
def test_no_regions_and_no_areas(function) -> None:
    assert function(np.zeros((0, 3))).shape[0] == 0
    assert function(np.zeros((2, 3))).shape[0] == 2
    assert np.isnan(function(np.zeros((2, 0)))).all() or function is binary_rca


@pytest.mark.parametrize("function", [rca, binary_rca, *INDICES])
def test_other_numbers_are_refused(function) -> None:
    for wrong in ([[-1.0]], [[float("nan")]], [[float("inf")]], [1.0]):
        with pytest.raises(SettingError, match="numbers at least 0"):
            function(wrong)


# --- counts -----------------------------------------------------------------------------------------------------------


def test_counts_of_areas() -> None:
    """A-2 belongs to two niches and to a broad theme; B-1 is horizontal; region C is not asked for."""
    areas = pd.DataFrame({"area_id": ["A-1", "A-2", "B-1", "C-1"], "region_id": ["A", "A", "B", "C"]})
    rows = [("A-1", "n1", 0.4), ("A-2", "n1", 1.0), ("A-2", "n2", 0.3), ("A-2", "t1", 1.0), ("C-1", "n2", 1.0)]
    linked = pd.DataFrame(rows, columns=["area_id", "theme_id", "membership"])
    assert counts(areas, linked, ["A", "B"], ["n1", "n2"]).tolist() == [[2, 1], [0, 0]]
    assert membership_matrix(areas, linked, ["n2", "n1"]).tolist() == [[0, 0.4], [0.3, 1], [0, 0], [1, 0]]
    backwards = areas[::-1].reset_index(drop=True)
    assert counts(backwards, linked[::-1], ["A", "B"], ["n1", "n2"]).tolist() == [[2, 1], [0, 0]]
    x = presence(areas, linked, ["A", "B", "C"], ["n1", "n2"])
    assert ((counts(areas, linked, ["A", "B", "C"], ["n1", "n2"]) > 0) == (x > 0)).all()
