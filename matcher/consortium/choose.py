r"""Choosing a group: greedy, and exact by integer programming.

With y_r in {0, 1} (region r is a member), A_rs in {0, 1} (region r meets step s: it works on one of its niches) and
whole weights w_s,

    coverage = sum_s q_s max_r y_r A_rs,   q_s = w_s / sum w.

Coverage is monotone and submodular, so the greedy group of k members reaches at least 1 - 1/e of the best one
(Nemhauser, Wolsey and Fisher 1978). The exact program has z_s <= sum_r A_rs y_r, z_s <= 1 and maximises sum_s w_s z_s
(maximum coverage; Church and ReVelle 1974), solved by HiGHS through `scipy.optimize.milp`. Equal groups are told apart
in a fixed order: fewer members, more coverage that stays if any one member leaves, smaller ids.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.consortium.candidates import Candidate
from matcher.errors import MatcherError, SettingError
from matcher.sources import Rules

__all__ = ["MEMBER_STATES_KEY", "Limit", "Problem", "backed", "covered", "exact", "greedy", "greedy_bound"]

#: Most ids that one program tells apart: 2**16 is far from what the solver's tolerance blurs.
CHUNK = 16
#: Branching is stopped after so many nodes: a limit of time would make results depend on the machine.
NODES = 200_000
MEMBER_STATES_KEY = "min_member_states"


class Limit(NamedTuple):
    """One condition: lower <= coefficients . variables <= upper; `key` is the rule that it comes from."""

    key: str
    coefficients: dict[int, float]
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class Problem:
    """What a group is chosen from, and what it must be.

    Attributes
    ----------
    regions : tuple of Candidate
        n of them, in order of their ids.
    meets : ndarray of bool (n, n_steps)
        Which region meets which step.
    weights : ndarray of int (n_steps,)
    rules : Rules
    nested : tuple of pairs
        Places of regions of which one lies in the other: never together.
    size : int, optional
        Most members.
    reach : float, optional
        Coverage that must be reached.
    """

    regions: tuple[Candidate, ...]
    meets: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.int64]
    rules: Rules = field(default_factory=Rules)
    nested: tuple[tuple[int, int], ...] = ()
    size: int | None = None
    reach: float | None = None

    @property
    def total(self) -> int:
        """Sum of the weights."""
        return int(self.weights.sum())

    @property
    def needed(self) -> int:
        """Weight that must be met."""
        if self.reach is None:
            return 0
        rounding = min(len(self.weights) / 2, self.total / 1000)  # weights are rounded, which must not cost a member
        return math.ceil(round(self.reach * self.total - rounding, 6))

    @property
    def only_size(self) -> bool:
        """Whether nothing but the number of members is limited."""
        return not (set(self.rules.set_rules) - {"max_regions", "min_entities", "countries", "only_member_states"})

    @property
    def most(self) -> int:
        """Most members that size and rules allow."""
        given = [number for number in (self.size, self.rules.max_regions) if number is not None]
        return min([*given, len(self.regions)])

    @cached_property
    def _groups(self) -> list[tuple[str, list[int]]]:
        """Countries and areas that are counted, each with the places of its regions; ("country", ...) first."""
        countries: dict[str, list[int]] = {}
        for number, region in enumerate(self.regions):
            if region.country:
                countries.setdefault(region.country, []).append(number)
        found = [(country, places) for country, places in sorted(countries.items())]
        for area, codes in self.rules.areas.items():
            found.append((f"area {area}", [n for n, region in enumerate(self.regions) if region.country in codes]))
        return found

    @cached_property
    def n_variables(self) -> int:
        """How many there are: y of the regions, z and d of the steps, one for each country and area."""
        return len(self.regions) + 2 * len(self.weights) + len(self._groups)

    def _z(self, step: int) -> int:
        return len(self.regions) + step

    def _d(self, step: int) -> int:
        return len(self.regions) + len(self.weights) + step

    def _c(self, group: int) -> int:
        return len(self.regions) + 2 * len(self.weights) + group

    @cached_property
    def definitions(self) -> list[Limit]:
        """What z, d and the counts of countries and areas mean."""
        limits = []
        for step in range(len(self.weights)):
            members = {int(r): -1.0 for r in np.flatnonzero(self.meets[:, step])}
            limits.append(Limit("", {**members, self._z(step): 1.0}, -np.inf, 0))
            limits.append(Limit("", {**members, self._z(step): 1.0, self._d(step): 1.0}, -np.inf, 0))
        for number, (_, places) in enumerate(self._groups):
            limits.append(Limit("", {**dict.fromkeys(places, -1.0), self._c(number): 1.0}, -np.inf, 0))
        return limits

    @cached_property
    def limits(self) -> list[Limit]:
        """Everything that a group must be; several limits may come from one rule."""
        everyone = dict.fromkeys(range(len(self.regions)), 1.0)
        found = [Limit("with", {number: 1.0}, 1, 1) for number, region in enumerate(self.regions) if region.fixed]
        found += [Limit("nested", {a: 1.0, b: 1.0}, -np.inf, 1) for a, b in self.nested]
        for key, most in (("size", self.size), ("max_regions", self.rules.max_regions)):
            if most is not None:
                found.append(Limit(key, everyone, -np.inf, most))
        found.append(Limit("min_regions", everyone, self.rules.min_regions or 1, np.inf))
        if self.reach is not None:
            found.append(Limit("reach", self.coverage_terms(), self.needed - 0.25, np.inf))
        return [*found, *self._least(), *self._most_of_a_country()]

    def _least(self) -> Iterator[Limit]:
        """Rules on how many countries, Member States, areas, and regions of a category there must be."""
        for key in ("min_countries", MEMBER_STATES_KEY, "min_areas"):
            if (least := getattr(self.rules, key)) is not None:
                yield Limit(key, dict.fromkeys(self._counted(key), 1.0), least, np.inf)
        for key, kinds in CATEGORIES.items():
            if (least := getattr(self.rules, key)) is not None:
                members = [number for number, region in enumerate(self.regions) if region.cohesion in kinds]
                yield Limit(key, dict.fromkeys(members, 1.0), least, np.inf)

    def _most_of_a_country(self) -> Iterator[Limit]:
        """Rules on how many regions, and what share of them, one country may have."""
        most, share = self.rules.max_per_country, self.rules.max_share_per_country
        for name, places in self._groups:
            if most is not None and not name.startswith("area "):
                yield Limit("max_per_country", dict.fromkeys(places, 1.0), -np.inf, most)
            if share is not None and not name.startswith("area "):
                shares = {number: float(number in places) - share for number in range(len(self.regions))}
                yield Limit("max_share_per_country", shares, -np.inf, 1e-6)

    def _counted(self, key: str) -> list[int]:
        """Variables of the countries, Member States or areas that a rule counts."""
        found = []
        for number, (name, places) in enumerate(self._groups):
            is_area = name.startswith("area ")
            in_union = not is_area and self.regions[places[0]].member_state
            if {"min_areas": is_area, "min_countries": not is_area, MEMBER_STATES_KEY: in_union}[key]:
                found.append(self._c(number))
        return found

    def solve(self, objective: dict[int, float], limits: Sequence[Limit]) -> list[int] | None:
        """Places of the members that minimise the objective under limits; None where no group keeps them."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        rows = [*self.definitions, *limits]
        cells = [(row, column, value) for row, limit in enumerate(rows) for column, value in limit.coefficients.items()]
        at, columns, values = (np.array(part) for part in zip(*cells, strict=True))
        matrix = coo_array((values, (at, columns)), shape=(len(rows), self.n_variables)).tocsr()
        costs = np.zeros(self.n_variables)
        for column, value in objective.items():
            costs[column] = value
        integral = np.zeros(self.n_variables)
        integral[: len(self.regions)] = 1
        bounds = LinearConstraint(matrix, [limit.lower for limit in rows], [limit.upper for limit in rows])
        options: dict[str, Any] = {"mip_rel_gap": 0, "node_limit": NODES}
        found = milp(costs, integrality=integral, bounds=Bounds(0, 1), constraints=bounds, options=options)
        if found.status == 2:
            return None
        if found.status != 0:
            do = "ask for fewer steps, filter countries, or use method greedy"
            raise MatcherError(f"no best group was proved within {NODES} branches", do=do)
        return np.flatnonzero(np.asarray(found.x)[: len(self.regions)] > 0.5).tolist()

    def fewest(self) -> int | None:
        """Fewest members that keep all limits."""
        found = self.solve(dict.fromkeys(range(len(self.regions)), 1.0), self.limits)
        return None if found is None else len(found)

    def coverage_terms(self) -> dict[int, float]:
        """Coverage as coefficients."""
        return {self._z(step): float(weight) for step, weight in enumerate(self.weights)}

    def backing_terms(self) -> dict[int, float]:
        """Coverage that stays if any one member leaves, as coefficients: z + d is at most the members on a step."""
        return {self._d(step): float(weight) for step, weight in enumerate(self.weights)}


#: Which categories of regions each rule counts.
CATEGORIES = {
    "min_less_developed": ("less developed",),
    "min_transition": ("transition",),
    "min_more_developed": ("more developed",),
    "min_less_developed_or_transition": ("less developed", "transition"),
}


def covered(problem: Problem, members: Sequence[int]) -> int:
    """Weight that a group meets."""
    return int(problem.weights[problem.meets[list(members)].any(axis=0)].sum())


def backed(problem: Problem, members: Sequence[int]) -> int:
    """Weight that at least two members meet: it stays if any one of them leaves."""
    return int(problem.weights[problem.meets[list(members)].sum(axis=0) >= 2].sum())


def greedy(problem: Problem, size: int | None = None) -> list[int]:
    """Members in the order in which they join: always the one that adds most, ties by id, until nobody adds anything.

    Fixed members join first. Rules are not looked at, but that no region joins one that lies in it or holds it.

    Examples
    --------
    Three regions and three equal steps. The first meets two; then the third adds more than the second:

    >>> regions = tuple(Candidate(row, f"R{row}", "", "", "") for row in range(3))
    >>> meets = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)
    >>> greedy(Problem(regions, meets, np.array([1, 1, 1])), size=2)
    [0, 2]
    """
    size = problem.most if size is None else size
    members: list[int] = []
    left = problem.weights.copy()
    waiting = [number for number, region in enumerate(problem.regions) if region.fixed]
    apart = {frozenset(pair) for pair in problem.nested}
    everyone = list(range(len(problem.regions)))
    while len(members) < size or waiting:
        choices = waiting or [
            r for r in everyone if r not in members and not any(frozenset((r, m)) in apart for m in members)
        ]
        if not choices:
            break
        gains = problem.meets[choices] @ left
        best = int(np.argmax(gains))  # the first of equals: the smallest id
        if gains[best] == 0 and not waiting:
            break
        chosen = choices[best]
        members.append(chosen)
        waiting = [number for number in waiting if number != chosen]
        left[problem.meets[chosen]] = 0
    return members


def greedy_bound(problem: Problem, members: Sequence[int]) -> int:
    """What no group of the allowed size can exceed: coverage of `members` and the largest gains beyond it.

    For submodular coverage f, f(T) <= f(S) + sum over the k best r of (f(S + r) - f(S)) for every T of k regions.
    """
    left = problem.weights.copy()
    left[problem.meets[list(members)].any(axis=0)] = 0
    free = max(0, problem.most - sum(region.fixed for region in problem.regions))
    gains = np.sort(problem.meets @ left)[::-1]
    return min(covered(problem, members) + int(gains[:free].sum()), covered(problem, range(len(problem.regions))))


def exact(problem: Problem, cuts: Sequence[Limit] = ()) -> list[int] | None:
    """The best group under all limits and cuts, in order of the ids; None where there is none.

    With `reach` the smallest group, else the one that covers most; then, in this order: the most coverage, the fewest
    members, the most members that meet anything asked, the most coverage that stays if any one leaves, the smallest
    ids.
    """
    everyone = dict.fromkeys(range(len(problem.regions)), 1.0)
    limits = [*problem.limits, *cuts]
    members: list[int] | None = None
    order = ["size", "coverage"] if problem.reach is not None else ["coverage", "size"]
    useful = {int(r): 1.0 for r in np.flatnonzero(problem.meets.any(axis=1))}
    for goal in (*order, "useful", "backing"):
        terms = {
            "size": everyone,
            "coverage": problem.coverage_terms(),
            "useful": useful,
            "backing": problem.backing_terms(),
        }[goal]
        sign = 1.0 if goal == "size" else -1.0
        members = problem.solve({column: sign * value for column, value in terms.items()}, limits)
        if members is None:
            return None
        value = {
            "size": len(members),
            "coverage": covered(problem, members),
            "useful": sum(m in useful for m in members),
            "backing": backed(problem, members),
        }[goal]
        # Below one unit of weight, and small enough that what z gives away cannot make up for a unit of d.
        within = (-np.inf, value + 0.25) if goal == "size" else (value - 0.25, np.inf)
        limits.append(Limit("", terms, *within))
    assert members is not None  # noqa: S101  the loop has run
    return _smallest_ids(problem, members, limits)


def _smallest_ids(problem: Problem, members: list[int], limits: list[Limit]) -> list[int]:
    """Of groups that are equal so far, the one with the smallest first id, then second id, and so on."""
    other = Limit("", dict.fromkeys(members, 1.0), -np.inf, len(members) - 1)
    if problem.solve({}, [*limits, other]) is None:
        return members
    for start in range(0, len(problem.regions), CHUNK):
        places = range(start, min(start + CHUNK, len(problem.regions)))
        powers = {place: float(-(2 ** (CHUNK - 1 - number))) for number, place in enumerate(places)}
        found = problem.solve(powers, limits)
        if found is None:
            raise SettingError("consortium", expected="a group among those found", found="none")
        members = found
        chosen = set(members)
        limits = limits + [Limit("", {place: 1.0}, float(place in chosen), float(place in chosen)) for place in places]
        if sum(place < places.stop for place in members) == len(members):
            break
    return members
