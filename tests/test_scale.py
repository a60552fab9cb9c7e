"""Scores at any size: chance by size of list, one region's scores without all pairs."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from benchmarks import scale
from matcher import Matcher
from matcher.chance import Others, SharedBySize, expected_presence, poisson_binomial_tail, shared_niches
from matcher.errors import SettingError
from matcher.fitted.tables import Fitted
from matcher.partners import Filters, explain, first_partners, machines, pairs, partners, stream, write_pairs
from matcher.partners.filters import left_out
from matcher.scores import Pairing, best_partners, blocks, pair_scores, quadrants
from matcher.settings import RANKINGS
from matcher.themes import guided

#: With what numba compiles, and without; to compile takes five seconds, and is left out of `make test-fast`.
WAYS = [pytest.param(True, marks=pytest.mark.slow), False]


@pytest.fixture(scope="module", autouse=True)
def _compiled_for_few(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is compiled is tested on few regions."""
    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("markexpr") != "not slow":
            patch.setattr(blocks, "COMPILED_FROM", 0)
        yield


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


@pytest.mark.slow
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


# --- first partners ---------------------------------------------------------------------------------------------------


def firsts(tables: Fitted, by: str, filters: Filters, goal: str = "deepen") -> dict[str, list[str]]:
    found = first_partners(tables, by=by, filters=filters, goal=goal)
    return {region: table["partner_id"].tolist() for region, table in found.groupby("region_id")}


def test_first_partners_by_hand() -> None:
    """A wants niche 1. B has it and C has not; of two that have it, the one with the smaller id stands first."""
    x, phi = np.eye(3)[[0, 2, 1, 1]], np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])
    (found,) = best_partners(Pairing(x, 1 - x, phi), k=3, rows=np.array([0]))
    assert found.partners.tolist() == [[2, 3, 1]]
    assert found[2][0, 0] == found[2][0, 1] > 0 > found[2][0, 2]


@pytest.mark.parametrize("compiled", WAYS)
@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000), regions=st.integers(2, 150), niches=st.integers(1, 25), by=st.sampled_from(RANKINGS)
)
def test_the_first_are_those_of_all_pairs_sorted(compiled: bool, seed: int, regions: int, niches: int, by: str) -> None:
    """With ties, regions that have no list or the very same one, and regions that may be no partners."""
    x, rng = lists(seed, regions, niches), np.random.default_rng(seed)
    x[: regions // 4] = x[regions // 4 : 2 * (regions // 4)]
    phi = relations(seed, niches) * (relations(seed + 1, niches) < 0.3)
    kept = rng.random((regions, regions)) < 0.7
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "COMPILED", compiled and blocks.COMPILED)
        found = list(best_partners(Pairing(x, 1 - x, phi), by=by, k=5, kept=kept.__getitem__))
    values = np.round(np.where(kept, pair_scores(x, 1 - x, phi).ranking(by), np.nan), 9)
    for block in found:
        for r, partners_of, ranked in zip(*block, strict=True):
            order = np.lexsort((np.arange(regions), -np.nan_to_num(values[r], nan=-np.inf)))
            expected = [s for s in order if not np.isnan(values[r, s])][:5]
            assert partners_of[partners_of >= 0].tolist() == expected
            assert ranked[partners_of >= 0] == pytest.approx(values[r, expected], abs=2e-9)


@pytest.mark.parametrize("compiled", WAYS)
def test_the_first_among_so_many_that_blocks_and_tiles_end_are_those_of_all_pairs(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some have no list, some the same one, some want nothing, and some may be no partners."""
    x, phi = scale.lists(1_200, least=0)
    x = x.astype(float)
    x[:100], x[100:130] = x[300:400], x[7]
    kept = np.random.default_rng(1).random((len(x), len(x))) < 0.6
    pairing = Pairing(x, (1 - x) * (np.arange(len(x)) % 50 > 0)[:, None], phi)
    monkeypatch.setattr(blocks, "COMPILED", compiled and blocks.COMPILED)
    monkeypatch.setattr(blocks, "TILE", 100)
    for may_be in (None, kept):
        found = list(best_partners(pairing, k=7, kept=None if may_be is None else may_be.__getitem__))
        values = np.round(pairing.all().z, 9)
        values[np.isnan(values) | (may_be is not None and ~kept)] = -np.inf
        order = np.argsort(-values, axis=1, kind="stable")[:, :7]
        expected = np.where(np.take_along_axis(values, order, axis=1) > -np.inf, order, -1)
        assert np.array_equal(np.concatenate([block.partners for block in found]), expected)


@pytest.mark.parametrize("by", RANKINGS)
def test_the_first_of_every_bundled_region_are_those_of_its_list(europe_run: Fitted, by: str) -> None:
    scores, ids = europe_run.scores, np.array(europe_run.region_ids)
    for filters in (Filters(), Filters(national=True, nested=True), Filters(country="SE"), Filters(min_areas=6),
                    Filters(not_country="DE", nuts_level="nuts2"), Filters(theme="energy")):  # fmt: skip
        found = firsts(europe_run, by, filters)
        for r, own in enumerate(ids):
            read = quadrants(scores.overlap_z[r], scores.z[r], scores.gives_z[r])
            values = np.round(scores.ranking(by)[r], 9)
            kept = (left_out(europe_run, own, filters, read) == "").to_numpy() & ~np.isnan(values)
            order = np.lexsort((np.arange(len(ids)), -np.nan_to_num(values)))
            assert found.get(own, []) == ids[[s for s in order if kept[s]][:10]].tolist()


def test_filters_that_look_at_both_regions(small_run: Fitted) -> None:
    for filters in (Filters(within_km=800), Filters(quadrant="complement"), Filters(quadrant="no basis")):
        found = firsts(small_run, "complementarity", filters)
        for region in small_run.region_ids:
            table = partners(small_run, region, filters=filters)
            assert found.get(region, []) == table.loc[table["z"].notna(), "region_id"].tolist()[:10]


# --- all pairs as Parquet, and on many machines -----------------------------------------------------------------------


def read_back(folder: Path) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))], ignore_index=True)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same to the last bit; texts may be coded."""
    assert one.columns.tolist() == other.columns.tolist()
    for name in one:
        found, expected = (
            table[name].astype(object).where(table[name].notna(), None).tolist() for table in (one, other)
        )
        assert found == expected, name


@pytest.fixture
def in_parts(europe_run: Fitted, monkeypatch: pytest.MonkeyPatch) -> Fitted:
    """The bundled regions, some of whose pairs are made at a time: twenty files."""
    monkeypatch.setattr(stream, "AT_ONCE", 10 * len(europe_run.region_ids))
    return replace(europe_run)


def test_the_files_hold_all_pairs_and_are_taken_up_again(in_parts: Fitted, tmp_path: Path) -> None:
    folder = tmp_path / "pairs.parquet"

    class Killed(BaseException):
        pass

    def kill(done: int, total: int) -> None:
        if done == 7:
            raise Killed

    with pytest.raises(Killed):
        write_pairs(in_parts, folder, progress=kill)
    there = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.parquet")}
    assert len(there) == 7
    seen: list[tuple[int, int]] = []
    write_pairs(in_parts, folder, progress=lambda done, total: seen.append((done, total)))
    assert seen[0][0] == 8
    assert seen[-1][0] == seen[-1][1] == len(list(folder.glob("*.parquet")))
    assert all((folder / name).stat().st_mtime_ns == time for name, time in there.items())
    same(read_back(folder), pairs(in_parts))


def test_another_folder_is_left_alone(in_parts: Fitted, small_run: Fitted, tmp_path: Path) -> None:
    write_pairs(small_run, tmp_path / "small.parquet")
    with pytest.raises(SettingError, match=r"small\.parquet: expected nothing there"):
        write_pairs(in_parts, tmp_path / "small.parquet")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(SettingError, match="mine"):
        write_pairs(small_run, tmp_path / "mine")


def test_the_first_pairs_are_those_of_all(in_parts: Fitted) -> None:
    everything = pairs(in_parts)
    for by in ("mutual", "overlap"):
        key = everything[by].round(9).sort_values(ascending=False, kind="stable")
        same(
            pairs(in_parts, by=by, top=12).reset_index(drop=True), everything.loc[key.index[:12]].reset_index(drop=True)
        )


@pytest.mark.slow
def test_two_machines_one_of_which_dies_write_the_same(in_parts: Fitted, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path / "dask")
        )
        with cluster:
            workers = [worker.pid for worker in cluster.workers.values()]

            def end_one(done: int, total: int) -> None:
                if done == 3:
                    os.kill(workers[0], signal.SIGKILL)

            address = cluster.scheduler_address
            folder = write_pairs(in_parts, tmp_path / "pairs.parquet", scheduler=address, progress=end_one)
            first = first_partners(in_parts, scheduler=address)
    same(read_back(folder), pairs(in_parts))
    pd.testing.assert_frame_equal(first, first_partners(in_parts), check_exact=True)


def test_a_scheduler_that_does_not_answer_is_said(
    small_run: Fitted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(machines, "SECONDS", 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(SettingError, match="the address of a Dask scheduler that answers"):
            write_pairs(small_run, tmp_path / "pairs.parquet", scheduler="tcp://127.0.0.1:9")


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_search_costs_little_beside_the_bare_product() -> None:
    """Bounds with room for noise; how fast the bare product is differs fivefold between machines: docs/scale.md."""
    x, phi = scale.lists(10_000)
    pairing = Pairing(x, 1 - x, phi)
    with threadpool_limits(1):
        bare = scale.product(pairing)
        assert scale.search(pairing, compiled=False) < 5 * bare
        if blocks.COMPILED:
            assert scale.search(pairing) < 2 * bare


def test_chance_by_size_grows_with_regions_and_not_with_pairs() -> None:
    def made(n: int) -> float:
        x, phi = scale.lists(n)
        return scale.cpu(lambda: Pairing(x, 1 - x, phi), times=2)

    assert made(2_000) < 4 * made(1_000)


@pytest.mark.slow
def test_the_first_of_all_cost_a_small_part_of_a_projection() -> None:
    """Of what networkx takes to count what pairs share; the benchmark has the figure for 2,000."""
    x, phi = scale.lists(1_000)
    graph = nx.Graph((r, f"niche {i}") for r, i in np.argwhere(x))
    with threadpool_limits(1):
        theirs = scale.cpu(lambda: nx.bipartite.weighted_projected_graph(graph, range(len(x))))
        assert scale.search(Pairing(x, 1 - x, phi), compiled=False) < theirs / 10
        if blocks.COMPILED:
            assert scale.search(Pairing(x, 1 - x, phi)) < theirs / 40


@pytest.mark.slow
def test_pairs_are_told_from_chance_as_bicm_tells_them_in_a_small_part_of_its_time() -> None:
    pytest.importorskip("bicm")
    x = scale.grouped(300)
    theirs, edges = scale.validated(x)
    assert scale.told_from_chance(x) == edges
    assert len(edges) == 6 * 50 * 49 // 2
    with threadpool_limits(1):
        assert scale.cpu(lambda: SharedBySize(x, expected_presence(x)).q_values, times=3) < theirs / 20


def test_how_many_pairs_share_how_much_is_counted_once_each() -> None:
    x = np.vstack([scale.lists(400)[0].astype(float), np.zeros((3, scale.NICHES))])
    found = SharedBySize(x, expected_presence(x))
    table = np.zeros(found.p_values.shape, dtype=int)
    for r, s in zip(*np.triu_indices(400, 1), strict=True):
        table[found.sizes.of[r], found.sizes.of[s], int(x[r] @ x[s])] += 1
    assert np.array_equal(found.pairs, table)


@pytest.mark.slow
def test_how_many_names_are_scored_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Matcher(scale.Beside(), draws=0).fit(scale.areas(60))
    monkeypatch.setattr(guided, "AT_ONCE", 7)
    again = Matcher(scale.Beside(), draws=0).fit(scale.areas(60))
    pd.testing.assert_frame_equal(again.memberships, usual.memberships, check_exact=True)


@pytest.mark.slow
def test_a_fit_grows_with_areas() -> None:
    scale.fitted(100, draws=0)  # learns what the vocabulary teaches, and imports
    with threadpool_limits(1):
        assert scale.fitted(2_000, draws=0) < 4 * scale.fitted(1_000, draws=0)
