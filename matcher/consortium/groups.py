"""What is told of a chosen group: members, what each contributes, the areas behind it, who meets which step, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.areas import area_texts
from matcher.consortium.asked import Step
from matcher.consortium.choose import Problem, backed, covered, greedy
from matcher.facts import Behind, Gap, Group, Member
from matcher.fitted.tables import Fitted
from matcher.partners.rows import region_notes
from matcher.places import MEMBER_STATES

__all__ = ["Evidence", "group_facts", "joining"]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the facts of all groups are read from: the run, what is asked, and where each area was read."""

    tables: Fitted
    steps: Sequence[Step]
    problem: Problem

    def __post_init__(self) -> None:
        areas = self.tables.areas
        texts = area_texts(areas)
        found: dict[tuple[str, str], str] = {}
        for region_id, text, url in zip(areas["region_id"], texts, areas["source_url"], strict=True):
            found[region_id, text] = found.get((region_id, text)) or url
        object.__setattr__(self, "_sources", found)

    def behind(self, region_id: str, step: Step) -> list[Behind]:
        """The region's areas on a step."""
        sources: dict[tuple[str, str], str] = getattr(self, "_sources")  # noqa: B009
        return [
            {"step": step.step, "niche": niche, "label": label, "area": text, "source_url": sources[region_id, text]}
            for niche, label in step.niches.items()
            for text in self.tables.areas_on(region_id, niche)
        ]


def joining(problem: Problem, members: Sequence[int]) -> list[tuple[int, int]]:
    """Members of a group in the order in which they add most, ties by id, with the weight that each adds.

    Fixed members come first. What is added sums to what the group covers.
    """
    inside = sorted(members)
    regions = tuple(problem.regions[member] for member in inside)
    own = Problem(regions, problem.meets[inside], problem.weights)
    order = greedy(own, len(inside))
    order += [number for number in range(len(inside)) if number not in order]
    found, met = [], np.zeros(len(problem.weights), dtype=bool)
    for number in order:
        adds = int(problem.weights[own.meets[number] & ~met].sum())
        met |= own.meets[number]
        found.append((inside[number], adds))
    return found


def group_facts(evidence: Evidence, members: Sequence[int]) -> Group:
    """Everything that is told of one group.

    Returns
    -------
    Group
        See `matcher.facts.Group`.
    """
    problem, total = evidence.problem, evidence.problem.total
    regions = [problem.regions[member] for member in members]
    countries = sorted({region.country for region in regions} - {""})
    facts: Group = {
        "coverage": covered(problem, members) / total,
        "backed": backed(problem, members) / total,
        "size": len(members),
        "countries": countries,
        "member_states": [country for country in countries if country in MEMBER_STATES],
        "cohesion": _counts([region.cohesion or "not known" for region in regions]),
        "members": [_member(evidence, members, member, adds) for member, adds in joining(problem, members)],
        "steps": [
            {
                "step": step.step,
                "weight": int(problem.weights[number]) / total,
                "by": [
                    problem.regions[member].region_id for member in sorted(members) if problem.meets[member, number]
                ],
            }
            for number, step in enumerate(evidence.steps)
        ],
        "gaps": [],
    }
    if problem.rules.areas:
        named = {area: sum(r.country in codes for r in regions) for area, codes in problem.rules.areas.items()}
        facts["areas"] = named
    facts["gaps"] = [_gap(evidence, number) for number, step in enumerate(facts["steps"]) if not step["by"]]
    return facts


def _member(evidence: Evidence, members: Sequence[int], member: int, adds: int) -> Member:
    problem, total = evidence.problem, evidence.problem.total
    region = problem.regions[member]
    others = [other for other in members if other != member]
    met = [evidence.steps[number] for number in np.flatnonzero(problem.meets[member]).tolist()]
    notes = region_notes(evidence.tables, region.region_id)
    if not met:
        notes = ["meets nothing that is asked: " + ("fixed" if region.fixed else "there for the rules"), *notes]
    return {
        "region_id": region.region_id,
        "region": region.region,
        "country": region.country,
        "member_state": region.member_state,
        "cohesion": region.cohesion or None,
        "fixed": region.fixed,
        "covers": covered(problem, [member]) / total,
        "adds": adds / total,
        "lost": (covered(problem, members) - covered(problem, others)) / total,
        "steps": [step.step for step in met],
        "behind": [area for step in met for area in evidence.behind(region.region_id, step)],
        "notes": notes,
    }


def _gap(evidence: Evidence, number: int) -> Gap:
    """A step that no member meets, who in the run would, and who works on its theme as a whole."""
    step, problem = evidence.steps[number], evidence.problem
    may = {region.region_id for region in problem.regions}
    ids, wider = _working_on(evidence.tables, step.niches), _working_on(evidence.tables, step.wider)
    return {
        "step": step.step,
        "weight": int(problem.weights[number]) / problem.total,
        "niches": dict(step.niches),
        "why": _why(evidence.tables, step, ids, may),
        "in_run": len(ids),
        "regions": [region_id for region_id in ids if region_id in may],
        "wider": {"labels": list(step.wider.values()), "regions": [region for region in wider if region in may]},
    }


def _working_on(tables: Fitted, niches: Iterable[str]) -> list[str]:
    """Ids of the regions that work on any of the niches."""
    columns = [tables.niche_ids.index(niche) for niche in niches if niche in tables.niche_ids]
    return [tables.region_ids[row] for row in np.flatnonzero(tables.x[:, columns].any(axis=1))]


def _why(tables: Fitted, step: Step, ids: Sequence[str], may: set[str]) -> str:
    if not step.niches:
        return "its words fit no niche"
    if not ids:
        columns = [tables.niche_ids.index(niche) for niche in step.niches if niche in tables.niche_ids]
        if tables.guessed[:, columns].any():
            return "no region of the run surely works on it, some perhaps do"
        return "no region of the run works on it"
    if not may & set(ids):
        return "regions of the run work on it, but none that may take part"
    return "others work on it, but not within this size and these rules"


def _counts(values: Sequence[str]) -> dict[str, int]:
    return {value: values.count(value) for value in sorted(set(values))}
