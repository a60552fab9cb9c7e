"""How z, in closed form, agrees with draws from chance: what the docstring of `matcher.scores.pair_scores` says of it.

    python -m benchmarks.chance RUN [--draws 60] [--every 10] [--seed 0]

For each tenth region, the lists of the others are drawn again, with as many niches as each region has and as many
regions as each niche has. The z of what the drawn lists add would have mean 0 and spread 1 if the closed form were
exact. Mean and spread are over all regions that ask, all others and all draws. The last line compares the first
partner of each of these regions with the best of as many random lists (`matcher.scores.best_by_chance`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from matcher.chance import alike, matrix_draws
from matcher.run import Run
from matcher.scores import beyond_chance, beyond_expected, rarity

__all__ = ["drawn_z", "first_above", "main"]

Matrix = npt.NDArray[np.float64]


def drawn_z(x: Matrix, weights: Matrix, *, draws: int, every: int = 1, seed: int = 0) -> Matrix:
    """The z of what drawn lists add, for each `every`-th region that wants something.

    Regions with the very list of the one that asks are left as they are, as in the closed form.

    Parameters
    ----------
    x, weights : ndarray (n_regions, n_niches)
        0/1 presence; what each niche is worth to each region.
    draws, every, seed : int

    Returns
    -------
    ndarray (n,)

    Examples
    --------
    A wants niche 1. B or C has it, and one of them only:

    >>> drawn_z(np.eye(3), np.array([[0.0, 1, 0], [0, 0, 0], [0, 0, 0]]), draws=2).reshape(2, 2).sum(axis=1).tolist()
    [0.0, 0.0]
    """
    (found,) = beyond_chance(x, weights)
    rng, listed, z = np.random.default_rng(seed), x.sum(axis=1) > 0, [np.zeros(0)]
    twins = {int(row): rows for rows in alike(x) for row in rows}
    for r in range(0, len(x), every):
        others = np.setdiff1d(np.flatnonzero(listed), twins[r])
        if listed[r] and weights[r].any():
            chance = found.expected[r, others], found.spread[r, others]
            z += [beyond_expected(drawn @ weights[r], *chance) for drawn in matrix_draws(x[others], draws, rng)]
    return np.concatenate(z)


def first_above(run: Run, *, every: int = 1) -> list[tuple[float, float]]:
    """The z of the first partner by complementarity, and that of the best of as many random lists.

    Of each `every`-th region that has a score.
    """
    found = []
    for region_id in run.region_ids[::every]:
        partners = run.partners(region_id, top=1)
        best = partners.attrs["best_by_chance"]
        if best is not None and not np.isnan(first := float(partners["z"].iloc[0])):
            found.append((first, float(best)))
    return found


def main(arguments: Sequence[str] | None = None, show: Callable[[str], None] = print) -> None:
    """Print mean and spread of z by draws, for complementarity and for overlap."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chance", description="Compares z with draws.")
    parser.add_argument("run", metavar="RUN", help="run folder")
    parser.add_argument("--draws", type=int, default=60, metavar="N", help="draws for each region (default: 60)")
    parser.add_argument("--every", type=int, default=10, metavar="N", help="each N-th region asks (default: 10)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="random seed (default: 0)")
    options = parser.parse_args(arguments)
    run = Run.load(options.run)
    asked = {"complementarity": (run.facets.x, run.gaps), "overlap": (run.x, rarity(run.x) * run.x)}
    for name, (x, w) in asked.items():
        z = drawn_z(x, w, draws=options.draws, every=options.every, seed=options.seed)
        show(f"{name}: mean {z.mean():z.2f}, spread {z.std():.2f} ({len(z)} values)")
    both = np.array(first_above(run, every=options.every))
    first, best = both.mean(axis=0)
    above = (both[:, 0] > both[:, 1]).sum()
    show(f"first partner above the best by chance: {above} of {len(both)} regions (mean z {first:.1f} and {best:.1f})")


if __name__ == "__main__":
    main()
