"""What scores cost at any size, as ratios inside one process: what docs/scale.md shows. Under ten minutes.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.scale [--run RUN] [--largest 20000] [--areas 20000]

Times are CPU time, so that other work on the machine matters little; the bare product is the single-precision matrix
product of weights and lists, the least that all pairs could cost if lists were long. With a run, also the CPU time of
each verb on it, and the start of `partners` beside `import pandas`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher import Matcher
from matcher.chance import LEVEL, SharedBySize, expected_presence
from matcher.embed import Embedder
from matcher.scores import Pairing, best_partners, blocks
from matcher.themes.placer import DRAWS
from matcher.vocabulary import load_vocabulary

__all__ = ["lists", "main", "product", "search"]

Matrix = npt.NDArray[np.float64]
Lists = npt.NDArray[Any]
Vectors = npt.NDArray[np.float32]
NICHES = 300
SIZES = (2_500, 5_000, 10_000, 20_000)
#: Areas that are fitted, and words before their names.
AREAS = (1_000, 2_000, 10_000, 20_000)
GENERAL = ("smart", "green", "digital", "sustainable", "regional", "advanced", "applied", "new")
#: Regions that ask where a part stands for all.
SAMPLE = 2_048
VERBS = ("partners RUN SE125", "explain RUN SE125 FI197", "pairs RUN", "themes RUN", "measures", "stability RUN SE125",
         "query RUN hydrogen", "record RUN SE125", "report RUN SE125 -o OUT/profile.html --force",
         "export RUN -o OUT/run.xlsx --force", "export RUN -o OUT/run.graphml --force",
         "pairs RUN -o OUT/pairs.parquet --force", "validate-partnerships RUN")  # fmt: skip


def lists(n: int, *, seed: int = 0, least: int = 3, most: int = 12) -> tuple[Lists, Matrix]:
    """Lists of 3 to 12 of 300 niches, of popularity 1 / (rank + 8), and relatedness of a tenth of their pairs.

    Examples
    --------
    >>> x, phi = lists(50)
    >>> x.shape, int(x.sum(axis=1).min()) >= 3, int(x.sum(axis=1).max()) <= 12, bool((phi == phi.T).all())
    ((50, 300), True, True, True)
    """
    rng = np.random.default_rng(seed)
    popular, size = -np.log(np.arange(NICHES) + 8.0), rng.integers(least, most + 1, n)
    x = np.zeros((n, NICHES), dtype=np.uint8)
    for start in range(0, n, SAMPLE):
        drawn = popular + rng.gumbel(size=(min(SAMPLE, n - start), NICHES))
        places = np.argsort(np.argsort(-drawn, axis=1), axis=1)
        x[start : start + SAMPLE] = places < size[start : start + SAMPLE, None]
    phi = np.triu(rng.random((NICHES, NICHES)) * (rng.random((NICHES, NICHES)) < 0.1), 1)
    return x, phi + phi.T


def cpu(work: Callable[[], object], *, times: int = 1) -> float:
    """CPU seconds of some work, the least of several times."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def product(pairing: Pairing, sample: int = SAMPLE) -> float:
    """CPU seconds of the bare product for all pairs, from that of some rows."""
    n = pairing.n
    rows = np.arange(min(n, sample))
    w, x = pairing.gained.weights(rows).astype(np.float32), pairing.gained.others.x.astype(np.float32)
    out = np.empty((len(rows), n), dtype=np.float32)
    return cpu(lambda: np.matmul(w, x.T, out=out), times=3) * n / len(rows)


def search(pairing: Pairing, *, by: str = "complementarity", compiled: bool = True, times: int = 2) -> float:
    """CPU seconds to find the first ten of all; compiled where numba is installed, however few."""
    with mock.patch.multiple(blocks, COMPILED=blocks.COMPILED and compiled, COMPILED_FROM=0):
        next(best_partners(pairing, by=by))  # numba compiles
        return cpu(lambda: list(best_partners(pairing, by=by)), times=times)


def growth(largest: int) -> Iterator[str]:
    """The search over several sizes, beside the bare product."""
    yield "  regions  by size, s  product, s  compiled     numpy  ns a pair    MB"
    for n in [size for size in SIZES if size <= largest]:
        x, phi = lists(n)
        made: list[Pairing] = []
        known = cpu(lambda x=x, phi=phi, made=made: made.append(Pairing(x, 1 - x, phi)))  # type: ignore[misc]
        bare, fast, plain = product(made[0]), search(made[0]), search(made[0], compiled=False)
        yield (f"{n:>9,} {known:>11.2f} {bare:>11.3f} {fast / bare:>8.2f}x {plain / bare:>8.2f}x "
               f"{1e9 * fast / n**2:>9.2f} {_peak():>5}")  # fmt: skip


def peers() -> Iterator[str]:
    """Beside what others offer for a part of this, on the same lists; each is timed several times, the least counts."""
    x, phi = lists(2_000)
    graph = nx.Graph((r, f"niche {i}") for r, i in np.argwhere(x))
    pairing = Pairing(x, 1 - x, phi)
    ours = search(pairing, times=9)
    theirs = cpu(lambda: nx.bipartite.weighted_projected_graph(graph, range(len(x))), times=2)
    ours = min(ours, search(pairing, times=9))
    # What networkx finds, how many niches all pairs share, is this product; the first ten by chance ask for more.
    yield (f"networkx, projection of 2,000: {theirs:.2f} s, {theirs / ours:.0f} times the first ten of all, "
           f"{theirs / product(pairing):.0f} times the bare product")  # fmt: skip
    yield f"all scores of all pairs of 2,000, in both directions: {cpu(pairing.all):.2f} s"
    if importlib.util.find_spec("econcomplex"):
        from econcomplex import proximity  # type: ignore[import-untyped]

        theirs = cpu(lambda: proximity(x.astype(float)))
        yield f"econcomplex, proximity of niches of 2,000: {theirs:.2f} s"
    if importlib.util.find_spec("bicm"):
        y = grouped(1_000)
        theirs, edges = validated(y)
        ours = cpu(lambda: SharedBySize(y, expected_presence(y)).q_values, times=9)
        told = told_from_chance(y)
        yield (f"bicm, validated projection of 1,000: {theirs:.2f} s, {theirs / ours:.0f} times null model, p- and "
               f"q-values; {len(edges):,} edges, {len(edges ^ told)} of them other than ours")  # fmt: skip


def grouped(n: int, *, seed: int = 0) -> Matrix:
    """Lists of which every fifty share six niches, and 1 to 4 as in `lists`: clear enough that all rules tell the same.

    Examples
    --------
    >>> grouped(100).shape
    (100, 300)
    """
    rng, x = np.random.default_rng(seed), lists(n, seed=seed, least=1, most=4)[0].astype(np.float64)
    for start in range(0, n, 50):
        x[start : start + 50, rng.choice(NICHES, 6, replace=False)] = 1
    return x


def validated(x: Matrix) -> tuple[float, set[tuple[int, int]]]:
    """CPU seconds of bicm's validated projection in this one process, its null model solved before; and its edges."""
    from bicm import BipartiteGraph  # type: ignore[import-untyped]

    other = BipartiteGraph()
    with warnings.catch_warnings(), contextlib.redirect_stdout(None):
        warnings.simplefilter("ignore")
        other.set_biadjacency_matrix(x)
        other.solve_tool(print_error=False)  # numba compiles
        # By default it works in four more processes, whose time would not be counted.
        took = cpu(lambda: other.compute_projection(approx_method="poisson", threads_num=1, progress_bar=False))
    return took, {(int(r), int(s)) for r, found in other.projected_rows_adj_list.items() for s in found}


def told_from_chance(x: Matrix) -> set[tuple[int, int]]:
    """The pairs that share more niches than chance gives."""
    every = np.arange(len(x))
    q = SharedBySize(x, expected_presence(x)).between(every, every).q_value
    return {(int(r), int(s)) for r, s in np.argwhere(np.triu(q <= LEVEL, k=1))}


class Beside(Embedder):
    """The packaged encoder without a cache, which counts the CPU seconds that it takes."""

    took = 0.0

    def __init__(self) -> None:
        super().__init__("packaged", cache=None)

    def encode(self, texts: Sequence[str], languages: Sequence[str] | None = None, *, blank: bool = False) -> Vectors:
        """Vectors of texts."""
        start = time.process_time()
        found = super().encode(texts, languages, blank=blank)
        self.took += time.process_time() - start
        return found


def areas(n: int, *, seed: int = 0) -> pd.DataFrame:
    """Five areas a region, named by one or two labels of the vocabulary and a general word.

    Examples
    --------
    >>> areas(7)["region_id"].nunique()
    2
    """
    rng, labels = np.random.default_rng(seed), sorted({names[0] for names in load_vocabulary().labels["en"].values()})
    words, first, second = rng.choice(GENERAL, n), rng.choice(labels, n), rng.choice(labels, n)
    names = np.where(rng.random(n) < 0.6, [f"{a} and {b}" for a, b in zip(first, second, strict=True)], first)
    regions = [f"R{row // 5:05}" for row in range(n)]
    return pd.DataFrame(
        {"region_id": regions, "region": regions, "area": [" ".join(told) for told in zip(words, names, strict=True)]}
    )


def fitted(n: int, *, draws: int = DRAWS) -> float:
    """CPU seconds to fit so many areas, without those of the encoder."""
    embedder, table = Beside(), areas(n, seed=n)
    return cpu(lambda: Matcher(embedder, draws=draws).fit(table)) - embedder.took


def fits(largest: int) -> Iterator[str]:
    """The fit over several sizes, without the encoder; what the vocabulary teaches is known, and nothing else is."""
    yield f"    areas  fit, s  ms an area  without {DRAWS} resamples, s  ms an area    MB"
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, MATCHER_CACHE=folder):
        fitted(100)
        for n in [size for size in AREAS if size <= largest]:
            once, whole = fitted(n, draws=0), fitted(n)
            yield f"{n:>9,} {whole:>7.1f} {1e3 * whole / n:>11.2f} {once:>24.1f} {1e3 * once / n:>11.2f} {_peak():>5}"


def verbs(run: Path, out: Path) -> Iterator[str]:
    """CPU seconds of each verb in a process of its own, and of `import pandas`."""
    bare = _process([sys.executable, "-c", "import pandas"])
    yield f"{'import pandas':<48} {bare:.2f} s"
    for verb in VERBS:
        words = [word.replace("RUN", str(run)).replace("OUT", str(out)) for word in verb.split()]
        took = _process([sys.executable, "-m", "matcher", *words])
        yield f"{verb:<48} {took:.2f} s, {took / bare:.1f} times that"


def _process(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _peak() -> int:
    """Largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: Sequence[str] | None = None, show: Callable[[str], None] = print) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description="Measures scores at any size.")
    parser.add_argument("--run", type=Path, metavar="RUN", help="run folder, for the verbs")
    parser.add_argument("--out", type=Path, metavar="FOLDER", default=Path(tempfile.gettempdir()), help="for verbs")
    parser.add_argument("--largest", type=int, default=SIZES[-1], metavar="N", help="most regions")
    parser.add_argument("--areas", type=int, default=AREAS[-1], metavar="N", help="most areas that are fitted")
    options = parser.parse_args(arguments)
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "as many as it likes")
    show(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}, "
         f"threads of the product: {threads}")  # fmt: skip
    for lines in (
        growth(options.largest),
        peers(),
        fits(options.areas),
        verbs(options.run, options.out) if options.run else (),
    ):
        for line in lines:
            show(line)


if __name__ == "__main__":
    main()
