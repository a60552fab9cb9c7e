"""`consortium`: from what is asked to several groups with their facts, or to the reasons why there is none."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from matcher.consortium.asked import Step, steps_of_weights, whole_weights
from matcher.consortium.candidates import Candidates, candidates
from matcher.consortium.choose import Limit, Problem, covered, exact, greedy, greedy_bound
from matcher.consortium.groups import Evidence, group_facts
from matcher.consortium.why_not import conflict, reasons
from matcher.errors import SettingError
from matcher.facts import Asked, ConsortiumAnswer, Greedy, Impossible, RulesFacts
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.places import nested_pairs
from matcher.sources import Rules

__all__ = ["COLUMNS", "METHODS", "SIZE", "consortium", "consortium_table"]

#: Members of a group where neither a size nor a coverage is asked for.
SIZE = 5
METHODS = ("exact", "greedy")
COLUMNS = (
    *("rank", "coverage", "backed", "region_id", "region", "country", "cohesion", "fixed", "covers", "adds", "lost"),
    *("steps", "areas", "notes"),
)


def consortium(
    tables: Fitted,
    asked: Mapping[str, float] | Sequence[Step],
    *,
    rules: Rules | None = None,
    size: int | None = None,
    reach: float | None = None,
    fixed: Sequence[str] = (),
    without: Sequence[str] = (),
    countries: Collection[str] = (),
    not_countries: Collection[str] = (),
    national: bool = False,
    alternatives: int = 3,
    differ: int = 1,
    method: str = "exact",
) -> ConsortiumAnswer:
    """The best group of at most `size` regions, or the smallest that reaches a coverage, and alternatives to it.

    coverage = sum_s q_s max_r x_rs over the members r, where q_s is the weight of step s (they sum to 1) and x_rs is 1
    where r works on a niche of s.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    asked : mapping of niche id to weight, or sequence of Step
    rules : Rules, optional
        Of a call; `matcher.sources.load_rules` reads them.
    size : int, optional
        Most members. Without it and without `reach`: what the rules allow, at most 5 or as many as they need.
    reach : float, optional
        Coverage in (0, 1]: the smallest group that reaches it is looked for.
    fixed, without : sequence of str
        Regions (id or name) that are members in any case, or in none.
    countries, not_countries : collection of str
        ISO codes to keep, or to leave out.
    national : bool
        Whether national lists may be members.
    alternatives : int
        How many groups. Each leaves out at least `differ` members of every group before it.
    differ : int
    method : {"exact", "greedy"}
        Integer programming; or the greedy group, where nothing but the size is limited.

    Returns
    -------
    ConsortiumAnswer
        See `matcher.facts.ConsortiumAnswer`. There are fewer groups than asked for where there are no more. Reasons why
        there is none are codes with values, which `matcher.words.consortium` says.

    Raises
    ------
    SettingError
        A value cannot work, or greedy is asked for under rules.
    NameUnknownError
        A region, country or niche is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> from matcher.areas import sort_areas, AREA_COLUMNS
    >>> rows = [("A", "Rail"), ("A", "Food"), ("B", "Food"), ("B", "Wood"), ("C", "Wood")]
    >>> areas = sort_areas(pd.DataFrame([dict.fromkeys(AREA_COLUMNS, "") | {"region_id": r, "region": r, "area": a}
    ...                                  for r, a in rows]))
    >>> themes = pd.DataFrame({"theme_id": ["Rail", "Food", "Wood"], "level": "niche", "parent_id": "",
    ...                        "label": ["Rail", "Food", "Wood"], "size": 1})
    >>> links = pd.DataFrame({"area_id": areas["area_id"], "theme_id": areas["area"], "membership": 1.0})
    >>> tables = Fitted(areas, themes, links, pd.DataFrame())
    >>> found = consortium(tables, {"Rail": 1, "Food": 1, "Wood": 2}, reach=1)
    >>> [[m["region_id"] for m in group["members"]] for group in found["groups"]]
    [['B', 'A'], ['A', 'C']]
    >>> [(m["adds"], m["lost"]) for m in found["groups"][0]["members"]]
    [(0.75, 0.5), (0.25, 0.25)]
    """
    rules = Rules() if rules is None else rules
    steps = steps_of_weights(tables, asked) if isinstance(asked, Mapping) else list(asked)
    _check(steps, size, reach, alternatives, differ, method)
    who = candidates(
        tables, rules, fixed=fixed, without=without, countries=countries, not_countries=not_countries, national=national
    )
    limit = _size(size, reach, rules, len(who.fixed))
    inside = nested_pairs([region.region_id for region in who.regions])
    problem = Problem(
        who.regions,
        _meets(tables, steps, who),
        np.array(whole_weights(steps), dtype=np.int64),
        rules,
        tuple((int(a), int(b)) for a, b in np.argwhere(np.triu(inside, k=1))),
        limit,
        reach,
    )
    if size is None and reach is None and (fewest := replace(problem, size=None).fewest()):
        problem = replace(problem, size=None if problem.size is None else max(problem.size, fewest))
    if method == "greedy" and not (problem.only_size and reach is None):
        raise SettingError("method greedy", expected="nothing but a size to limit the group", do="use method exact")
    against = _against(problem)
    groups = [] if against else _groups(problem, alternatives, differ, method)
    evidence = Evidence(tables, steps, problem)
    return {
        "feasible": not against,
        "asked": _asked_facts(steps, problem),
        "limits": {"size": limit, "reach": reach, "method": method, "differ": differ, "alternatives": alternatives},
        "rules": _rules_facts(rules),
        "candidates": {"regions": len(who.regions), "left_out": who.left_out, "not_known": who.unknown},
        "groups": [{**group_facts(evidence, group), "rank": rank} for rank, group in enumerate(groups, start=1)],
        "against": against,
        "greedy": None if against or not problem.only_size or reach is not None else _greedy_facts(problem),
        "without": [],
        "aside": [],
        "unread": [],
    }


def _check(
    steps: Sequence[Step], size: int | None, reach: float | None, alternatives: int, differ: int, method: str
) -> None:
    if not steps:
        raise SettingError("what is asked", expected="at least one niche, step or text that fits a niche", found="none")
    for name, value in (("size", size), ("alternatives", alternatives), ("differ", differ)):
        if value is not None and value < 1:
            raise SettingError(name, expected="1 or more", found=str(value))
    if reach is not None and not 0 < reach <= 1:
        raise SettingError("reach", expected="a coverage above 0, at most 1", found=str(reach))
    if method not in METHODS:
        raise SettingError("method", expected=" or ".join(METHODS), found=repr(method))


def _size(size: int | None, reach: float | None, rules: Rules, fixed: int) -> int | None:
    """The most members: as asked for; where nothing is, 5, or as many as the rules allow or need."""
    if size is not None or reach is not None:
        return size
    if rules.max_regions is not None:
        return None
    needs: list[int] = [
        value
        for key, value in rules.set_rules.items()
        if key.startswith("min_") and key != "min_entities" and isinstance(value, int)
    ]
    return max([SIZE, fixed, *needs])


def _meets(tables: Fitted, steps: Sequence[Step], who: Candidates) -> npt.NDArray[np.bool_]:
    """Which candidate meets which step (n_candidates, n_steps)."""
    x = tables.x[[region.row for region in who.regions]] > 0
    place = {niche: column for column, niche in enumerate(tables.niche_ids)}
    found = np.zeros((len(who.regions), len(steps)), dtype=bool)
    for number, step in enumerate(steps):
        columns = [place[niche] for niche in step.niches if niche in place]
        found[:, number] = x[:, columns].any(axis=1)
    return found


def _against(problem: Problem) -> Impossible | None:
    """Why there is no group; None where there is one."""
    if not problem.regions:
        return {"conflict": [], "reasons": [{"code": "nobody"}]}
    if not problem.meets.any():
        return {"conflict": [], "reasons": [{"code": "nothing"}]}
    if keys := conflict(problem):
        return {"conflict": keys, "reasons": reasons(problem, keys)}
    return None


def _groups(problem: Problem, alternatives: int, differ: int, method: str) -> list[list[int]]:
    """Groups, the best first; each leaves out at least `differ` members of every one before it."""
    found: list[list[int]] = []
    cuts: list[Limit] = []
    while len(found) < alternatives:
        group = exact(problem, cuts) if method == "exact" or found else sorted(greedy(problem))
        if group is None or covered(problem, group) == 0:
            break
        found.append(group)
        cuts.append(Limit("alternative", dict.fromkeys(group, 1.0), -math.inf, max(0, len(group) - differ)))
        if method == "greedy":
            break
    return found


def _greedy_facts(problem: Problem) -> Greedy:
    """The greedy group, and how near it must be to the best one."""
    members = greedy(problem)
    reached, bound = covered(problem, members), greedy_bound(problem, members)
    return {
        "members": [problem.regions[member].region_id for member in members],
        "coverage": reached / problem.total,
        # With fixed members the guarantee holds for what is added to them; beside nested regions it does not hold.
        "guarantee": None if problem.nested or any(r.fixed for r in problem.regions) else 1 - 1 / math.e,
        "share_of_best_at_least": reached / bound if bound else None,
    }


def _asked_facts(steps: Sequence[Step], problem: Problem) -> list[Asked]:
    return [
        {
            "step": step.step,
            "weight": int(weight) / problem.total,
            "niches": dict(step.niches),
            "regions": int(problem.meets[:, number].sum()),
            "found": [
                {"text": mention.text, "label": mention.label, "closeness": mention.closeness, "times": mention.times}
                for mention in step.found
            ],
        }
        for number, (step, weight) in enumerate(zip(steps, problem.weights, strict=True))
    ]


def _rules_facts(rules: Rules) -> RulesFacts | None:
    if not rules.set_rules:
        return None
    shown: dict[str, object] = {
        key: list(value) if isinstance(value, tuple) else value for key, value in rules.set_rules.items()
    }
    return {
        "name": rules.name,
        "title": rules.title,
        "advice": rules.advice,
        "date": rules.date,
        "note": rules.note,
        "sources": [{"url": url, "title": title} for url, title in rules.sources],
        "rules": shown,
        "areas": {area: list(codes) for area, codes in rules.areas.items()},
    }


def consortium_table(facts: ConsortiumAnswer) -> pd.DataFrame:
    """The members of all groups, one row each; `COLUMNS`. `steps`, `areas` and `notes` hold lists."""
    rows = [
        {
            **group,
            **member,
            "areas": list(dict.fromkeys(area["area"] for area in member["behind"])),
        }
        for group in facts["groups"]
        for member in group["members"]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
