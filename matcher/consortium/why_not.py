"""Why no group can satisfy what is asked: a smallest set of conditions that contradict each other, in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.consortium.choose import CATEGORIES, MEMBER_STATES_KEY, Problem, covered

__all__ = ["conflict", "reasons"]


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


def reasons(problem: Problem, keys: Sequence[str]) -> list[str]:
    """Each condition of a conflict as a sentence, with what there is to meet it."""
    return [_reason(problem, key) for key in keys]


def _reason(problem: Problem, key: str) -> str:
    if key in CATEGORIES:
        return _category_reason(problem, key)
    rules, regions, n = problem.rules, problem.regions, len(problem.regions)
    lie = f"the {n} regions that may take part lie in"
    fixed = ", ".join(f"{region.region} ({region.region_id})" for region in regions if region.fixed)
    pairs = ", ".join(f"{regions[a].region_id} holds {regions[b].region_id}" for a, b in problem.nested[:3])
    reached = covered(problem, range(n)) / problem.total
    countries = len({region.country for region in regions} - {""})
    states = len({region.country for region in regions if region.member_state})
    areas = sum(any(region.country in codes for region in regions) for codes in rules.areas.values())
    return {
        "with": f"the fixed members are {fixed}",
        "nested": f"a region is never together with one that lies in it ({pairs})",
        "size": f"at most {problem.size} members are asked for",
        "reach": f"coverage of {problem.reach} is asked for; all {n} regions that may take part reach {reached:.3f}",
        "max_regions": f"the rules allow at most {rules.max_regions} regions",
        "min_regions": f"the rules need {rules.min_regions or 1} regions; {n} may take part",
        "min_countries": f"the rules need {rules.min_countries} countries; {lie} {countries}",
        MEMBER_STATES_KEY: f"the rules need {rules.min_member_states} Member States; {lie} {states}",
        "min_areas": f"the rules need {rules.min_areas} of the areas {', '.join(rules.areas)}; {lie} {areas}",
        "max_per_country": f"the rules allow at most {rules.max_per_country} regions of one country",
        "max_share_per_country": f"the rules allow one country at most {rules.max_share_per_country} of the regions",
    }[key]


def _category_reason(problem: Problem, key: str) -> str:
    kinds, needed = CATEGORIES[key], getattr(problem.rules, key)
    name = " or ".join(kinds)
    there = sum(region.cohesion in kinds for region in problem.regions)
    unknown = sum(
        region.cohesion not in ("less developed", "transition", "more developed") for region in problem.regions
    )
    found = (
        f"only {there} of the {len(problem.regions)}" if there < needed else f"{there} of the {len(problem.regions)}"
    )
    tail = f"; {unknown} have no single known category" if unknown else ""
    return f"the rules need {needed} {name} regions, {found} that may take part are{tail}"
