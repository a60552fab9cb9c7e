"""What chance would give: closed forms against Monte Carlo draws with fixed degrees, p-values, and plain words."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from by_hand import relations_of
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, false_discovery_control

from conftest import areas_table
from matcher.areas import sort_areas
from matcher.chance import (
    NULL_MODEL,
    chance_of_others,
    expected_presence,
    false_discovery_rate,
    matrix_draws,
    poisson_binomial_tail,
    portfolio_draws,
    shared_niches,
    sums_by_size,
    telling,
)
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.partners.explain import explain
from matcher.partners.stream import pairs
from matcher.scores import (
    best_by_chance,
    beyond_chance,
    beyond_expected,
    gap_values,
    pair_scores,
    rarity,
    spread_by_chance,
)
from matcher.settings import RANKINGS
from matcher.words.chance import expected_sentence, shared_sentence, telling_sentence
from matcher.words.words import LANGUAGES, Words


def tables_of(portfolios: dict[str, str]) -> Fitted:
    """Fitted of regions with one area a niche: {"A": "abc"} lists the niches a, b and c; all niches are related."""
    rows = [(region, f"Region {region}", "SE", niche) for region, niches in portfolios.items() for niche in niches]
    areas = sort_areas(areas_table(rows))
    niches = sorted(set(areas["area"]))
    themes = pd.DataFrame({"theme_id": niches, "level": "niche", "parent_id": [f"t{niche}" for niche in niches]})
    themes = themes.assign(label=niches, size=1)
    memberships = areas[["area_id"]].assign(theme_id=areas["area"], membership=1.0)
    related = relations_of(dict.fromkeys(combinations(niches, 2), 1.0))
    return Fitted(areas, themes, memberships, related)


def random_presence(rng: np.random.Generator, regions: int, niches: int) -> np.ndarray:
    """Portfolios as real ones are: niches of very unequal popularity, lists of unequal length."""
    odds = np.outer(rng.uniform(0.3, 1.5, regions), rng.exponential(0.3, niches))
    x = (rng.random((regions, niches)) < odds / (1 + odds)).astype(float)
    x[np.arange(regions), rng.integers(niches, size=regions)] = 1
    return x[:, x.any(axis=0)]


# --- draws ------------------------------------------------------------------------------------------------------------


def test_portfolio_draws_have_the_probabilities_of_the_odds() -> None:
    """Odds 1, 2, 4, two of three niches: 1 * 2, 1 * 4 and 2 * 4 over their sum, 14."""
    drawn = portfolio_draws(np.array([1 / 2, 2 / 3, 4 / 5]), 2, 40_000, np.random.default_rng(0))
    kinds = [(drawn[:, i] * drawn[:, j]).mean() for i, j in ((0, 1), (0, 2), (1, 2))]
    assert kinds == pytest.approx([2 / 14, 4 / 14, 8 / 14], abs=0.01)


def test_portfolio_draws_refuse_what_cannot_be() -> None:
    with pytest.raises(SettingError, match="a portfolio of 3 niches"):
        portfolio_draws([0.5, 0.5, 0.0], 3, 1, np.random.default_rng(0))


def test_matrix_draws_are_uniform() -> None:
    """Three regions with one niche each, all different: six matrices, each as likely."""
    drawn = [tuple(y.argmax(axis=1)) for y in matrix_draws(np.eye(3), 3000, np.random.default_rng(0))]
    counts = pd.Series(drawn).value_counts()
    assert len(counts) == 6
    assert counts.to_numpy() == pytest.approx(np.full(6, 500), rel=0.2)


@given(st.integers(0, 1000))
def test_matrix_draws_keep_the_sums(seed: int) -> None:
    x = random_presence(np.random.default_rng(seed), 6, 8)
    for y in matrix_draws(x, 2, np.random.default_rng(seed)):
        assert y.sum(axis=0).tolist() == x.sum(axis=0).tolist()
        assert y.sum(axis=1).tolist() == x.sum(axis=1).tolist()


# --- closed forms against draws ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("regions", "niches"), [(21, 40), (40, 60)])
def test_z_is_standard_over_draws_of_the_others(regions: int, niches: int) -> None:
    """r's list as it is, the others drawn with all sums fixed: z has mean 0 and a spread near 1, for both scores."""
    rng = np.random.default_rng(1)
    x = random_presence(rng, regions, niches)
    phi = np.triu(rng.random((x.shape[1],) * 2), 1)
    weights = gap_values(x, 1 - x, phi + phi.T), rarity(x) * x
    means: list[list[float]] = [[], []]
    spreads: list[list[float]] = [[], []]
    found = beyond_chance(x, *weights)
    for r in range(6):
        others = np.flatnonzero(np.arange(regions) != r)
        drawn = list(matrix_draws(x[others], 80, rng))
        for place, (w, excess) in enumerate(zip(weights, found, strict=True)):
            z = np.array(
                [beyond_expected(y @ w[r], excess.expected[r, others], excess.spread[r, others]) for y in drawn]
            )
            means[place].append(z.mean())
            spreads[place].append(z.std())
    assert np.mean(means, axis=1) == pytest.approx([0, 0], abs=0.01)
    assert np.mean(spreads, axis=1) == pytest.approx([1, 1], abs=0.06)


def test_variance_agrees_with_portfolio_draws() -> None:
    """The spread before it is moderated: lists of the partner's size, drawn given the list of the region that asks."""
    rng = np.random.default_rng(1)
    x = random_presence(rng, 40, 50)
    w = rng.random(x.shape[1])
    q = chance_of_others(x, np.array([0]))
    drawn = [(portfolio_draws(q[s], int(x[s].sum()), 4000, rng) @ w).std() for s in range(1, 13)]
    v = q[1:13] * (1 - q[1:13])
    closed = np.sqrt((v @ w**2 - (v @ w) ** 2 / v.sum(axis=1)) * 39 / 38)
    assert closed.mean() == pytest.approx(np.mean(drawn), rel=0.03)


def test_variance_is_shrunk_to_that_of_all_partners() -> None:
    """A quarter of a pair's own variance and three of the mean over the others, worked out by hand; or as asked.

    Given A, B and C hold niches 0 and 1 by halves, two of three niches. D has nothing left to chance.
    """
    x = np.array([[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], dtype=float)
    w = np.array([[3.0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    (found,) = beyond_chance(x, w)
    # P = 1/3 each, V = 2/9: 9 (2/9 - (2/9)^2 / (6/9)) = 4/3, times 3/2 for three others: 2, the same for all.
    assert found.spread[0, 1:] == pytest.approx(np.sqrt([2, 2, 2]))
    q = np.array([[0, 0, 0, 1], [0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 1, 0]], dtype=float)
    spread = spread_by_chance(w[:1], q, np.array([0]), np.ones(4, dtype=bool))
    # B and C: 9 (1/4 - (1/4)^2 / (1/2)) 3/2 = 27/16; D: 0; mean 9/8: 1/2 27/16 + 1/2 9/8, and 1/2 9/8.
    assert spread[0, 1:] ** 2 == pytest.approx([45 / 32, 45 / 32, 9 / 16])
    spread = spread_by_chance(w[:1], q, np.array([0]), np.ones(4, dtype=bool), share=1 / 4)
    assert spread[0, 1:] ** 2 == pytest.approx([81 / 64 + 9 / 32, 81 / 64 + 9 / 32, 9 / 32])


def test_overlap_z_by_hand() -> None:
    """A has niche 0, B has 0 and 1, C has 1 and 2.

    Given A, B and C both hold niche 1 and share out 0 and 2: E = v/2 of v = sqrt(3/2), and the spread is v/2: z = 1.
    Given B, A and C share out three niches, one and two: E = 2 v/3, variance 2 (4/9 - 8/27) v^2 = 8/27 v^2.
    """
    x = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1]], dtype=float)
    scores = pair_scores(x, 1 - x, np.zeros((3, 3)))
    back = np.sqrt(8 / 27)
    assert scores.overlap_z[0, 1] == pytest.approx((1 + 1 / 3 / back) / 2)
    assert scores.overlap_z[1, 0] == scores.overlap_z[0, 1]
    expected = (0.5 / 0.5 + 2 / 3 / back) / (1 / 0.5 + 1 / back)
    assert scores.overlap[0, 1] == pytest.approx(1 / 2)
    assert scores.overlap_expected[0, 1] == pytest.approx(expected / (3 - expected))


@given(st.integers(0, 1000), st.integers(2, 7), st.integers(2, 9))
def test_overlap_by_chance_is_symmetric_and_agrees_in_sign(seed: int, regions: int, niches: int) -> None:
    x = random_presence(np.random.default_rng(seed), regions, niches)
    scores = pair_scores(x, 1 - x, np.zeros((x.shape[1],) * 2))
    pair = np.triu_indices(len(x), k=1)
    for values in (scores.overlap, scores.overlap_expected, scores.overlap_z):
        assert np.isfinite(values[pair]).all()
        assert values == pytest.approx(values.T, abs=1e-12, nan_ok=True)
    assert ((scores.overlap_expected[pair] >= 0) & (scores.overlap_expected[pair] <= 1)).all()
    above = np.round((scores.overlap - scores.overlap_expected)[pair], 7)
    assert (np.sign(above) * np.sign(np.round(scores.overlap_z[pair], 7)) >= 0).all()


def test_where_chance_leaves_no_choice_z_is_nothing() -> None:
    """Two regions, and regions that all have one list: the others can have nothing else."""
    phi = np.ones((4, 4)) - np.eye(4)
    for x in (np.array([[1, 1, 0, 0], [0, 1, 1, 0]], dtype=float), np.tile([1.0, 0, 1, 0], (3, 1))):
        scores = pair_scores(x, 1 - x, phi)
        for by in RANKINGS:
            values = scores.ranking(by)[~np.eye(len(x), dtype=bool)]
            assert (values[~np.isnan(values)] == 0).all()
        assert np.nan_to_num(scores.complementarity) == pytest.approx(np.zeros((len(x), len(x))), abs=1e-9)


@pytest.mark.slow
@given(st.integers(0, 1000), st.integers(3, 8), st.integers(3, 9))
def test_listing_every_region_twice_changes_nothing(seed: int, regions: int, niches: int) -> None:
    rng = np.random.default_rng(seed)
    x = random_presence(rng, regions, niches)
    phi = np.triu(rng.random((x.shape[1],) * 2), 1)
    phi += phi.T
    one, two = pair_scores(x, 1 - x, phi), pair_scores(np.vstack([x, x]), np.vstack([1 - x, 1 - x]), phi)
    for name in ("brings", "expected", "overlap"):
        assert getattr(two, name)[:regions, :regions] == pytest.approx(getattr(one, name), abs=1e-7, nan_ok=True)
    if len(np.unique(x, axis=0)) == regions:
        # No twins: the variances change by the factor for few regions, which is the same for all.
        factor = np.sqrt((regions - 1) / (regions - 2) * (2 * regions - 3) / (2 * regions - 2))
        for by in RANKINGS:
            expected = one.ranking(by) * factor
            assert two.ranking(by)[:regions, :regions] == pytest.approx(expected, abs=1e-4, rel=1e-4, nan_ok=True)


def test_best_by_chance_is_the_mean_of_the_best_of_draws() -> None:
    """Against draws of the others with all sums fixed, a little too low: here candidates are drawn one by one."""
    rng = np.random.default_rng(4)
    x = random_presence(rng, 60, 60)
    phi = np.triu(rng.random((x.shape[1],) * 2) < 0.1, 1).astype(float)
    phi += phi.T
    scores, others = pair_scores(x, 1 - x, phi), np.arange(1, 60)
    w = gap_values(x, 1 - x, phi)[0]
    best = [beyond_expected(y @ w, scores.expected[0, 1:], scores.spread[0, 1:]).max()
            for y in matrix_draws(x[1:], 200, rng)]  # fmt: skip
    found = best_by_chance(x, 1 - x, phi, scores.z[0], r=0, candidates=others)
    assert found == pytest.approx(np.mean(best), abs=0.25)
    fewer = best_by_chance(x, 1 - x, phi, scores.z[0], r=0, candidates=others[:5])
    assert fewer < found
    for by in RANKINGS:
        values = scores.ranking(by)[0]
        assert np.isfinite(best_by_chance(x, 1 - x, phi, values, r=0, candidates=others, by=by))


@given(st.integers(0, 1000), st.integers(3, 7), st.integers(3, 8))
def test_sums_of_random_lists_are_those_of_all_lists(seed: int, regions: int, niches: int) -> None:
    """All lists of a size are written down, each with the product of its odds; in bounds of the null model, too."""
    rng = np.random.default_rng(seed)
    x = random_presence(rng, regions, niches)
    q, weights = chance_of_others(x, np.array([0])).round(9), rng.random(x.shape[1]) * (rng.random(x.shape[1]) < 0.7)
    q = q[~(x == x[0]).all(axis=1)]
    sizes, rows = np.unique(q.sum(axis=1).round().astype(int), return_index=True)
    values, chances = sums_by_size(q[rows], sizes, weights)
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(sizes)))
    for size, p, value, chance in zip(sizes.tolist(), q[rows], values, chances, strict=True):
        lists = np.array([[float(i in some) for i in range(len(p))] for some in combinations(range(len(p)), size)])
        odds = np.where(lists > 0, p, 1 - p).prod(axis=1)
        sums = lists @ weights
        assert value @ chance == pytest.approx(odds @ sums / odds.sum(), abs=1e-6)
        for at in np.quantile(sums, [0.2, 0.5, 0.9]):
            # What lies within a step of the grid for each niche may fall on either side.
            near = size * weights.sum() / 1024 + 1e-12
            below, above = (odds[sums <= at + by].sum() / odds.sum() for by in (-near, near))
            assert below - 1e-6 <= chance[value <= at].sum() <= above + 1e-6


def test_the_best_by_chance_is_of_the_gaps_that_the_region_really_has() -> None:
    """A may have niche 1, so only niche 2 is worth anything to it; B or C brings that, and the other does not."""
    x, phi = np.eye(3), np.array([[0.0, 1, 1], [1, 0, 0], [1, 0, 0]])
    missing = 1 - x
    missing[0, 1] = 0.0
    z = pair_scores(x, missing, phi).z[0]
    assert best_by_chance(x, missing, phi, z, r=0, candidates=np.array([1, 2])) == pytest.approx(0.5, abs=1e-6)
    assert best_by_chance(x, 1 - x, phi, z, r=0, candidates=np.array([1, 2])) == pytest.approx(0.0, abs=1e-6)


# --- p-values ---------------------------------------------------------------------------------------------------------


def test_tail_of_equal_chances_is_the_binomial() -> None:
    counts = np.arange(11)
    assert poisson_binomial_tail(np.full((11, 10), 0.3), counts) == pytest.approx(binom.sf(counts - 1, 10, 0.3))


def test_small_tails_are_exact() -> None:
    """All of 40 rare events: 0.001^40 would be lost as 1 less something near 1."""
    assert poisson_binomial_tail(np.full((1, 40), 0.001), [40])[0] == pytest.approx(1e-120)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.integers(0, 6))
def test_tail_by_enumeration(chances: list[float], count: int) -> None:
    wanted = min(count, len(chances))
    total = 0.0
    for outcome in np.ndindex(*(2,) * len(chances)):
        if sum(outcome) >= wanted:
            total += float(np.prod([p if there else 1 - p for p, there in zip(chances, outcome, strict=True)]))
    assert poisson_binomial_tail([chances], [wanted])[0] == pytest.approx(total, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_are_those_of_scipy(p_values: list[float]) -> None:
    assert false_discovery_rate(p_values) == pytest.approx(false_discovery_control(p_values), abs=1e-12)


def test_shared_niches_by_hand() -> None:
    # Both of two regions have niche 0 of three; P is given. q = (0.25, 0.1, 0): P(none) = 0.75 * 0.9.
    x = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]], dtype=float)
    p = np.array([[0.5, 0.2, 0.3], [0.5, 0.5, 0.0], [0, 0, 0]])
    found = shared_niches(x, p)
    assert found.number[0, 1] == found.number[1, 0] == 1
    assert found.expected[0, 1] == pytest.approx(0.35)
    assert found.p_value[0, 1] == pytest.approx(1 - 0.75 * 0.9)
    assert np.isnan(found.p_value[2]).all()
    assert np.isnan(np.diag(found.number)).all()


def test_the_pair_that_shares_more_than_chance_is_found() -> None:
    """Among 30 regions with niches at random, two list the same eight."""
    rng = np.random.default_rng(5)
    x = (rng.random((30, 60)) < 0.12).astype(float)
    x[:2] = 0
    x[:2, :8] = 1
    found = shared_niches(x, expected_presence(x))
    best = np.unravel_index(np.nanargmin(found.p_value), found.p_value.shape)
    assert sorted(best) == [0, 1]
    assert found.q_value[0, 1] < 0.05
    assert (found.q_value >= found.p_value - 1e-12)[~np.isnan(found.p_value)].all()


def test_pairs_carry_the_null_model_and_the_tail(small_run) -> None:
    table = pairs(small_run)
    assert set(table["null_model"]) == {NULL_MODEL}
    row = table[(table["region_a_id"] == "AA1") & (table["region_b_id"] == "BB2")].iloc[0]
    assert row["shared"] == 1
    assert 0 < row["p_value"] <= row["q_value"] <= 1
    assert row["overlap_expected"] >= 0
    unmatched = table[(table["region_a_id"] == "DD4") | (table["region_b_id"] == "DD4")]
    assert unmatched[["shared", "p_value", "q_value"]].isna().all().all()


# --- too few to tell --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("portfolios", [{"A": "ab", "B": "bc"}, {"A": "ab", "B": "bc", "C": "cd"},
                                        {"A": "abc", "B": "bcd", "C": "ad", "D": "ef"}])  # fmt: skip
def test_two_to_four_regions_are_too_few(portfolios: dict[str, str]) -> None:
    tables = tables_of(portfolios)
    assert not tables.telling.enough
    assert tables.telling.possible == tables.telling.told == 0
    told = telling_sentence(Words(), explain(tables, "A", "B")["chance"])
    assert told.startswith("There are too few regions")
    assert "bipartite configuration model" in told
    assert pairs(tables)["p_value"].notna().all()  # and nothing is hidden


def test_long_lists_of_many_regions_are_enough() -> None:
    rng = np.random.default_rng(0)
    x = (rng.random((60, 300)) < 0.1).astype(float)
    p = expected_presence(x)
    found = telling(x, p, shared_niches(x, p).q_value)
    assert found.enough
    assert found.pairs == 60 * 59 / 2
    assert found.told <= 0.02 * found.pairs  # nothing but chance is in them


@pytest.mark.parametrize("short", [0, 2, 3, 4, 6])
def test_half_of_the_pairs_are_enough(short: int) -> None:
    """Ten long lists, of which every pair could be told from chance, and short ones, of which none could."""
    x = np.zeros((10 + short, 400))
    for region in range(10):
        x[region, region * 30 : region * 30 + 60] = 1
    for region in range(10, 10 + short):
        x[region, 399 - region] = 1
    p = np.full_like(x, 0.1)
    found = telling(x, p, np.ones((len(x), len(x))))
    assert found.possible == 45
    assert found.pairs == (10 + short) * (9 + short) / 2
    assert found.enough == (found.pairs <= 90) == (short <= 3)


def test_sweden_alone_is_too_few(europe_run) -> None:
    """The 21 Swedish regions by themselves, on their niches of the bundled data."""
    x = europe_run.x[(europe_run.regions["country"] == "SE").to_numpy()]
    x = x[:, x.any(axis=0)]
    p = expected_presence(x)
    assert len(x) == 21
    assert not telling(x, p, shared_niches(x, p).q_value).enough


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brings", "expected", "told"),
    [
        (0.4, 0.2, "Half of what B brings would be expected of any region with as many areas."),
        (0.3, 0.1, "A third of what B brings would be"),
        (0.25, 0.12, "About half of what B brings (48 %) would be"),
        (0.2, 0.006, "Almost nothing of what B brings (3 %) would be"),
        (0.2, 0.195, "Almost all of what B brings (98 %) would be"),
        (0.2, 0.3, "B brings A no more than would be expected"),
        (0.2, 0.2, "B brings A no more than would be expected"),
        (0.0, 0.3, "B works on none of the related niches that A lacks;"),
    ],
)
def test_expected_in_plain_words(brings: float, expected: float, told: str) -> None:
    assert expected_sentence(Words(), brings, expected, giver="B", gainer="A").startswith(told)


@pytest.mark.parametrize("language", LANGUAGES)
@given(brings=st.floats(0, 1), expected=st.floats(0, 1))
def test_any_share_can_be_said(language: str, brings: float, expected: float) -> None:
    told = expected_sentence(Words(language), brings, expected, giver="B", gainer="A")
    assert told.endswith(".")
    assert "{" not in told


def test_half_in_swedish() -> None:
    told = "Hälften av det som B tillför vore att vänta av vilken region som helst med lika många områden."
    assert expected_sentence(Words("sv"), 0.4, 0.2, giver="B", gainer="A") == told


def test_no_score_no_sentence() -> None:
    assert expected_sentence(Words(), None, None, giver="B", gainer="A") == ""
    assert shared_sentence(Words(), {"p_value": None}) == ""


def test_shared_niches_in_words() -> None:
    overlap = {"shared": 2.0, "shared_expected": 0.36, "p_value": 0.0002, "q_value": 0.041}
    assert shared_sentence(Words(), overlap) == (
        "They share 2 niches; chance would give 0.4, given lists that are on average as long as theirs "
        "(p < 0.001; q = 0.041 after correction over all pairs)."
    )
    assert "p < 0,001" in shared_sentence(Words("sv"), overlap)


def test_a_short_list_beside_one_that_holds_nearly_everything() -> None:
    """Three of 200 niches are too improbable by the odds of the long list: found by their own."""
    p = np.array([[0.015] * 200, [0.999] * 200])
    values, chances = sums_by_size(p, [3, 199], np.full(200, 0.005))
    assert chances.sum(axis=1) == pytest.approx([1, 1])
    assert (values * chances).sum(axis=1) == pytest.approx([0.015, 0.995])
