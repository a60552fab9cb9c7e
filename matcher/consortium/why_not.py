"""Why no group can satisfy what is asked: a smallest set of conditions that contradict each other, as facts."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.consortium.choose import CATEGORIES, MEMBER_STATES_KEY, Problem, covered
from matcher.facts import Obstacle, RegionShort

__all__ = ["conflict", "reasons"]

#: Pairs of nested regions that are named.
NAMED = 3


def conflict(problem: Problem) -> list[str]:
    """Keys of conditions that no group satisfies together, while any fewer of them can be; empty where all can be.

    A deletion filter (Chinneck and Dravnieks 1991): each condition is left out in turn, and stays out where the rest is
    impossible without it.

    Examples
    --------
    >>> from matcher.consortium.candidates import Candidate
    >>> from matcher.sources import Rules
    >>> import numpy as np
    >>> regions = tuple(Candidate(row, f"R{row}", "", "SE", "") for row in range(3))
    >>> meets, weights = np.ones((3, 1), dtype=bool), np.array([1])
    >>> conflict(Problem(regions, meets, weights, Rules(min_regions=2, min_countries=2)))
    ['min_countries']
    """
    keys = list(dict.fromkeys(limit.key for limit in problem.limits))
    if _possible(problem, keys):
        return []
    for key in list(keys):
        rest = [other for other in keys if other != key]
        if not _possible(problem, rest):
            keys = rest
    return keys


def _possible(problem: Problem, keys: Sequence[str]) -> bool:
    return problem.solve({}, [limit for limit in problem.limits if limit.key in keys]) is not None


def reasons(problem: Problem, keys: Sequence[str]) -> list[Obstacle]:
    """Each condition of a conflict as facts: its key as `code`, what it asks for, and what there is to meet it."""
    return [_obstacle(problem, key) for key in keys]


def _obstacle(problem: Problem, key: str) -> Obstacle:
    rules, regions = problem.rules, problem.regions
    told: Obstacle = {"code": key, "regions": len(regions)}
    if key in CATEGORIES:
        return {**told, **_category_facts(problem, key)}
    reached = covered(problem, range(len(regions))) / problem.total
    countries = len({region.country for region in regions} - {""})
    states = len({region.country for region in regions if region.member_state})
    areas = sum(any(region.country in codes for region in regions) for codes in rules.areas.values())
    fixed: list[RegionShort] = [
        {"region_id": region.region_id, "region": region.region} for region in regions if region.fixed
    ]
    pairs = [[regions[a].region_id, regions[b].region_id] for a, b in problem.nested[:NAMED]]
    found: dict[str, Obstacle] = {
        "with": {**told, "members": fixed},
        "nested": {**told, "pairs": pairs},
        "size": {**told, "asked": problem.size},
        "reach": {**told, "asked": problem.reach, "found": reached},
        "max_regions": {**told, "asked": rules.max_regions},
        "min_regions": {**told, "asked": rules.min_regions or 1},
        "min_countries": {**told, "asked": rules.min_countries, "found": countries},
        MEMBER_STATES_KEY: {**told, "asked": rules.min_member_states, "found": states},
        "min_areas": {**told, "asked": rules.min_areas, "areas": list(rules.areas), "found": areas},
        "max_per_country": {**told, "asked": rules.max_per_country},
        "max_share_per_country": {**told, "asked": rules.max_share_per_country},
    }
    return found[key]


def _category_facts(problem: Problem, key: str) -> Obstacle:
    kinds = CATEGORIES[key]
    known = ("less developed", "transition", "more developed")
    return {
        "code": key,
        "asked": getattr(problem.rules, key),
        "kinds": list(kinds),
        "found": sum(region.cohesion in kinds for region in problem.regions),
        "unknown": sum(region.cohesion not in known for region in problem.regions),
    }
