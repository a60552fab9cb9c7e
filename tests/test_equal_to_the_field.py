"""Equal to the field's tools where they overlap: econcomplex, bicm, and figures that the EconGeo R package gave.

Where a definition differs, the test shows both values and what leads from one to the other.
"""

from __future__ import annotations

import json
from pathlib import Path

import econcomplex
import numpy as np
import pytest
from bicm import BipartiteGraph

from matcher.chance import expected_presence
from matcher.relatedness import (
    added_density,
    association,
    cooccurrence,
    cosine,
    density,
    external_density,
    hypergeometric_z,
    internal_density,
    jaccard,
    probability,
    proximity,
)
from matcher.scores.specialisation import (
    binary_rca,
    diversity,
    entropy,
    hachman,
    herfindahl,
    krugman,
    rca,
    specialisation_coefficient,
    ubiquity,
)

SEEDS = range(6)
EXACT = 1e-9


def counts_of(seed: int) -> np.ndarray:
    """Areas of 5 to 40 regions in 4 to 25 niches, every region and niche with at least one."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(5, 41), rng.integers(4, 26)
    counts = rng.poisson(rng.gamma(0.6, 1.5, size=(1, shape[1])) + 0.1, size=shape).astype(float)
    counts[np.arange(shape[0]), rng.integers(0, shape[1], shape[0])] += 1
    counts[rng.integers(0, shape[0], shape[1]), np.arange(shape[1])] += 1
    return counts


def presence_of(seed: int) -> np.ndarray:
    """0/1, with a region and a niche that have nothing."""
    x = (counts_of(seed) > 1).astype(float)
    x[0], x[:, 0] = 0, 0
    return x


# --- econcomplex ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_location_quotients_equal_econcomplex(seed: int) -> None:
    counts = counts_of(seed)
    assert rca(counts) == pytest.approx(econcomplex.rca(counts), abs=EXACT)
    assert rca(counts) == pytest.approx(econcomplex.location_quotient(counts), abs=EXACT)
    assert (binary_rca(counts) == econcomplex.rca(counts, binary=True)).all()


def test_undefined_quotients_are_nan_here_and_0_in_econcomplex() -> None:
    counts = [[1.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert np.isnan(rca(counts)[2]).all()
    assert np.isnan(rca(counts)[:, 1]).all()
    assert np.nan_to_num(rca(counts)) == pytest.approx(econcomplex.rca(np.array(counts)), abs=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_proximity_equals_econcomplex(seed: int) -> None:
    x = presence_of(seed)
    theirs = econcomplex.proximity(x, use_rca=False, method="max", compute="product")["product"]
    assert proximity(x) == pytest.approx(theirs, abs=EXACT)
    # The whole way from counts, by RCA at least 1.
    counts = counts_of(seed)
    theirs = econcomplex.proximity(counts, compute="product")["product"]
    assert proximity(binary_rca(counts)) == pytest.approx(theirs, abs=EXACT)


#: What each normalisation divides C_ij by, from the niches' totals s, the total t of all, and C.
DIVISORS = {
    association: lambda s, t, c: np.outer(s, s) / t,
    cosine: lambda s, t, c: np.sqrt(np.outer(s, s)),
    jaccard: lambda s, t, c: np.add.outer(s, s) - c,
    probability: lambda s, t, c: t / 2 * (np.outer(s / t, s / (t - s)) + np.outer(s / (t - s), s / t)),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("function", DIVISORS)
def test_normalisations_are_those_of_econcomplex_with_other_totals(seed: int, function) -> None:
    """Totals are the row sums of C here and in EconGeo; econcomplex takes ubiquities and the number of regions."""
    x = presence_of(seed)
    theirs = econcomplex.relatedness_index(x, method=function.__name__)
    together, divisor = cooccurrence(x, x)[0], DIVISORS[function]
    by_sums = divisor(together.sum(axis=1), together.sum(), together)
    by_ubiquity = divisor(ubiquity(x), len(x), together)
    met = together > 0
    assert function(x)[met] == pytest.approx((together / np.where(met, by_sums, 1))[met], abs=EXACT)
    assert theirs[met] == pytest.approx((together / np.where(met, by_ubiquity, 1))[met], abs=EXACT)
    # So the one becomes the other by the ratio of the divisors, and they do differ.
    assert theirs[met] == pytest.approx((function(x) * by_sums / np.where(met, by_ubiquity, 1))[met], abs=EXACT)
    assert not np.allclose(function(x), theirs)
    assert not function(x)[~met].any()
    assert not theirs[~met].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_densities_equal_econcomplex(seed: int) -> None:
    x = presence_of(seed)
    for phi in (proximity(x), cosine(x)):
        given = {"phi": phi, "use_rca": False}
        assert density(x, phi) == pytest.approx(econcomplex.relatedness_density(x, **given), abs=EXACT)
        within, around = internal_density(x, phi), external_density(x, phi)
        theirs = econcomplex.relatedness_density_internal(x, **given)
        assert within == pytest.approx(theirs, abs=EXACT, nan_ok=True)
        theirs = econcomplex.relatedness_density_external(x, **given)
        assert around == pytest.approx(theirs, abs=EXACT, nan_ok=True)
    counts = counts_of(seed)
    theirs = econcomplex.relatedness_density(counts)
    assert density(binary_rca(counts), proximity(binary_rca(counts))) == pytest.approx(theirs, abs=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_added_density_is_a_difference_of_their_densities(seed: int) -> None:
    x = presence_of(seed)
    phi = proximity(x)
    both = econcomplex.relatedness_density(np.maximum(x[[1]], x[[2]]), phi=phi, use_rca=False)
    alone = econcomplex.relatedness_density(x[[1]], phi=phi, use_rca=False)
    assert added_density(x, phi, 1, 2) == pytest.approx((both - alone)[0], abs=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_indices_equal_econcomplex(seed: int) -> None:
    counts = counts_of(seed)
    shape = counts.shape
    # What econcomplex counts are the niches with RCA at least 1.
    assert diversity(binary_rca(counts)) == pytest.approx(econcomplex.diversity(counts), abs=EXACT)
    assert ubiquity(binary_rca(counts)) == pytest.approx(econcomplex.ubiquity(counts), abs=EXACT)
    assert krugman(counts) == pytest.approx(econcomplex.krugman_index(counts), abs=EXACT)
    assert specialisation_coefficient(counts) == pytest.approx(
        econcomplex.specialization_coefficient(counts), abs=EXACT
    )
    assert hachman(counts) == pytest.approx(econcomplex.hachman_index(counts), abs=EXACT)
    assert entropy(counts) == pytest.approx(econcomplex.shannon_entropy(counts), abs=EXACT)
    assert herfindahl(counts) == pytest.approx(econcomplex.herfindahl(counts, normalize=False), abs=EXACT)
    # By default econcomplex brings Herfindahl's index to [0, 1].
    rescaled = (herfindahl(counts) - 1 / shape[1]) / (1 - 1 / shape[1])
    assert rescaled == pytest.approx(econcomplex.herfindahl(counts), abs=EXACT)


def test_an_empty_region_is_nan_here_and_a_number_in_econcomplex() -> None:
    counts = np.array([[1.0, 3.0], [0.0, 0.0]])
    theirs = [econcomplex.krugman_index(counts)[1], econcomplex.hachman_index(counts)[1]]
    theirs += [econcomplex.shannon_entropy(counts)[1], econcomplex.herfindahl(counts, normalize=False)[1]]
    assert theirs == [1, 0, 0, 0]
    for function in (krugman, hachman, entropy, herfindahl):
        assert np.isnan(function(counts)[1])
        assert not np.isnan(function(counts)[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_hypergeometric_z_equals_econcomplex(seed: int) -> None:
    x = presence_of(seed)
    assert hypergeometric_z(x) == pytest.approx(econcomplex.z_score_novelty(x), abs=EXACT)


# --- bicm -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:First-class function type feature is experimental")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_null_model_equals_bicm(seed: int) -> None:
    x = presence_of(seed)
    x[1] = 0
    x[1, 1] = 1
    assert expected_presence(x) == pytest.approx(by_bicm(x), abs=1e-6)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:First-class function type feature is experimental")
def test_the_null_model_equals_bicm_on_sparse_portfolios_of_europe() -> None:
    """As many regions and niches as the bundled data have, with as few niches a region."""
    rng = np.random.default_rng(7)
    likely = rng.gamma(0.8, 1.0, size=147)
    x = (rng.random((191, 147)) < 0.05 * rng.gamma(2.0, 0.5, size=(191, 1)) * likely).astype(float)
    assert 4 < x.sum(axis=1).mean() < 10
    assert expected_presence(x) == pytest.approx(by_bicm(x), abs=1e-6)


def by_bicm(x: np.ndarray) -> np.ndarray:
    graph = BipartiteGraph()
    graph.set_biadjacency_matrix(x.astype(int))
    graph.solve_tool(tol=1e-12, print_error=False)
    return np.asarray(graph.get_bicm_matrix())


# --- EconGeo ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def econgeo() -> dict[str, np.ndarray]:
    """Inputs and outputs of the R package; cells that it leaves empty are nan."""
    path = Path(__file__).parent / "data" / "econgeo_reference.json"
    figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {name: np.array(values, dtype=float) for name, values in figures.items()}


def ours(figures: dict[str, np.ndarray]) -> dict[str, tuple[np.ndarray, float]]:
    """Our value of each figure, and half a unit of the last decimal that the package keeps."""
    counts = figures["counts"]
    x = binary_rca(counts)
    phi = cosine(x)
    off = ~np.eye(x.shape[1], dtype=bool)
    u = ubiquity(x)
    sd = np.sqrt(u * u / 9 * (1 - u / 9) * (9 - u) / 8)
    return {
        "RCA": (rca(counts), 0.005),
        "RCA_binary": (x, 0),
        "location_quotient": (rca(counts), EXACT),
        "co_occurrence": (cooccurrence(x, x)[0], 0),
        "relatedness_prob": (probability(x), EXACT),
        "relatedness_association": (association(x), EXACT),
        "relatedness_cosine": (phi, EXACT),
        "relatedness_Jaccard": (jaccard(x), EXACT),
        "density_cosine_rounded2": (density(x, phi), 0.005),
        "density_ext_cosine_rounded0": (external_density(x, phi), 0.5),
        "density_int_cosine_rounded0": (internal_density(x, phi), 0.5),
        "diversity": (diversity(x), 0),
        "ubiquity": (ubiquity(x), 0),
        "krugman_index": (krugman(counts), EXACT),
        "spec_coeff": (specialisation_coefficient(counts), EXACT),
        "hachman": (hachman(counts), EXACT),
        "entropy": (entropy(counts), 0.0005),
        "herfindahl": (herfindahl(counts), EXACT),
        # The package standardises the zero diagonal of C too, as if a niche never met itself; ours stays 0.
        "zscore_theme_pairs": (np.where(off, hypergeometric_z(x), -u * u / 9 / sd), EXACT),
    }


def test_every_figure_of_econgeo_is_reproduced(econgeo: dict[str, np.ndarray]) -> None:
    found = ours(econgeo)
    assert set(found) == set(econgeo) - {"counts"}
    for name, (values, rounding) in found.items():
        # 1e-12: a figure may stand exactly on the edge of its rounding.
        assert values == pytest.approx(econgeo[name], abs=rounding + 1e-12, rel=0, nan_ok=True), name
