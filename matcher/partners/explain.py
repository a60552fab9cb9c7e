"""Why two regions fit together, and what speaks against it: the parts of their scores with the areas behind them.

Facts only, in the shape that `matcher explain --json` prints; `matcher.words.words` turns them into sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import Region
from matcher.errors import SettingError
from matcher.facts import (
    Because,
    Explanation,
    Gain,
    GoalFacts,
    Needs,
    Objection,
    OverlapFacts,
    Part,
    RegionName,
    Roles,
    Source,
)
from matcher.fitted.tables import Fitted
from matcher.partners.evidence import score_parts
from matcher.partners.profiles import beside
from matcher.partners.reasons import perhaps_shared, reasons, wide_relations
from matcher.partners.years import years_of
from matcher.places import is_national_list, is_nested
from matcher.record import common_ground, joint_among
from matcher.scores import BothWays, Goal, demand_parts, overlap_parts, quadrant
from matcher.settings import DECIMALS, FEW_AREAS

__all__ = ["explain", "gain_parts", "part_values"]

#: How many related niches are named for each part.
MOST_BECAUSE = 3
#: A niche that makes up less of a part than this explains nothing.
LEAST_SHARE = 0.1


class _Aim(NamedTuple):
    """What both regions want to grow from, and the scores of each of them with all others under it."""

    goal: Goal
    scores: dict[int, BothWays]


def explain(tables: Fitted, a: str, b: str, *, goal: str | Sequence[str] = "deepen") -> Explanation:
    """The scores of regions a and b taken apart.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    a, b : str
        Ids or names.
    goal : {"deepen", "diversify"} or str or sequence of str
        What both want to grow from, as in `matcher.partners.ranking`.

    Returns
    -------
    Explanation
        See `matcher.facts.Explanation`. Undefined values are None. Parts come the largest first and sum to the score
        (overlap, complementarity), so those that only subtract what chance would give are listed too.
    """
    region_a, region_b = tables.region(a), tables.region(b)
    if region_a == region_b:
        raise SettingError(f"{region_a.region} twice", expected="two regions", do="name another one")
    r, s = tables.row(region_a.region_id), tables.row(region_b.region_id)
    aim = _aim(tables, goal, r, s)
    scores = aim.scores[r]
    joint, rows = joint_among(tables.region_ids, [r, s])
    return {
        "a": _named(region_a),
        "b": _named(region_b),
        "goal": _goal(tables, aim.goal),
        "overlap": _overlap(tables, r, s, scores),
        "a_gains": _gains(tables, aim, r, s, flip=False),
        "b_gains": _gains(tables, aim, s, r, flip=True),
        "roles": _roles(tables, r, s),
        "beside": beside(tables, r, s),
        "mutual": _number(scores.mutual[s]),
        "balance": _number(scores.balance[s]),
        "quadrant": quadrant(scores.overlap_z[s], scores.z[s], scores.gives_z[s]),
        "against": against(tables, r, s, goal=goal),
        "chance": tables.chance,
        "sources": _sources(tables, r, s),
        "record": joint.pair(*rows),
        "common": common_ground(tables, region_a.region_id, region_b.region_id),
    }


def gain_parts(tables: Fitted, a: str, b: str) -> list[Part]:
    """The parts of what region a gains from region b, the largest first, as in `explain`; ids, not names."""
    r, s = tables.region_ids.index(a), tables.region_ids.index(b)
    return _parts(tables, _aim(tables, "deepen", r, s), r, s, flip=False)


def part_values(tables: Fitted, r: int, s: int, *, goal: Goal = None) -> list[tuple[int, float]]:
    """Columns of niches with their parts of what the region in row r gains from that in row s, the largest first.

    Those that add nothing are left out.
    """
    values = score_parts(tables, r, s, "complementarity", goal=goal).sum(axis=0)
    return [(j, float(values[j])) for j in _largest_first(values) if values[j] != 0]


def against(tables: Fitted, r: int, s: int, *, goal: str | Sequence[str] = "deepen") -> list[Objection]:
    """What speaks against a match of regions r and s under a goal, each as a code with its values."""
    aim, ids = _aim(tables, goal, r, s), tables.region_ids
    found: list[Objection] = []
    for number in (r, s):
        if tables.is_unmatched(ids[number]):
            found.append({"code": "horizontal_only", "region": _name(tables, number)})
    thematic = not found
    for side, gainer, bringer in (("a", r, s), ("b", s, r)):
        z = aim.scores[gainer].z[bringer]
        named: Objection = {"code": "", "side": side, "region": _name(tables, gainer)}
        if np.isnan(z) and thematic:
            own = aim.goal == "deepen"
            found.append({**named, "code": "nothing_related" if own else "goal_unrelated"})
        elif round(z, DECIMALS) <= 0:
            found.append({**named, "code": "below_expected", "other": _name(tables, bringer), "z": float(z)})
    if aim.scores[r].overlap[s] == 0:
        found.append({"code": "no_overlap"})
    return found + _about_data(tables, r, s)


def _about_data(tables: Fitted, r: int, s: int) -> list[Objection]:
    """What the data themselves leave open."""
    found: list[Objection] = []
    for number in (r, s):
        region = tables.listed[number]
        if (n := tables.area_counts[region.region_id]) < FEW_AREAS:
            found.append({"code": "few_areas", "region": region.region, "n": n})
        notes = region.notes
        if is_national_list(region.region_id, region.note):
            found.append({"code": "national_list", "region": region.region})
            notes = [note for note in notes if note != "national list"]
        found += [{"code": "note", "region": region.region, "note": note} for note in notes]
    ids = sorted((tables.region_ids[r], tables.region_ids[s]), key=len)
    if is_nested(*ids):
        found.append({"code": "nested", "parent": ids[0], "child": ids[1]})
    periods = [tables.listed[number].period for number in (r, s)]
    one, other = map(years_of, periods)  # an undated one has a note of its own
    if one and other and not any(a[0] <= b[1] and b[0] <= a[1] for a in one for b in other):
        found.append({"code": "period_differs", "period_a": periods[0], "period_b": periods[1]})
    return found


def _aim(tables: Fitted, goal: str | Sequence[str], r: int, s: int) -> _Aim:
    found = tables.scores_of([r, s], goal)
    return _Aim(tables.goal(goal), {row: BothWays(*(values[k] for values in found)) for k, row in enumerate((r, s))})


def _goal(tables: Fitted, goal: Goal) -> GoalFacts:
    """The goal by name, or the niches that were asked for."""
    if goal is None or isinstance(goal, str):
        return {"aim": goal or "deepen", "niches": []}
    ids = [tables.niche_ids[column] for column in goal]
    return {"aim": "niches", "niches": [{"niche": niche, "label": tables.labels[niche]} for niche in ids]}


def _gains(tables: Fitted, aim: _Aim, r: int, s: int, *, flip: bool) -> Gain:
    """What region r gains from region s; `flip` when r is the second region of the pair."""
    scores = aim.scores[r]
    return {
        "brings": _number(scores.brings[s]),
        "expected": _number(scores.expected[s]),
        "complementarity": _number(scores.complementarity[s]),
        "z": _number(scores.z[s]),
        "parts": _parts(tables, aim, r, s, flip=flip),
        "reasons": reasons(tables, r, s, goal=aim.goal) if not np.isnan(scores.z[s]) else [],
        "wide": wide_relations(tables, r, s),
    }


def _parts(tables: Fitted, aim: _Aim, r: int, s: int, *, flip: bool) -> list[Part]:
    """The parts of what region r gains from region s; none where there is no score."""
    if np.isnan(aim.scores[r].complementarity[s]):
        return []
    paths = score_parts(tables, r, s, "complementarity", goal=aim.goal)
    spread = float(aim.scores[r].spread[s])
    gainer, bringer = tables.region_ids[r], tables.region_ids[s]
    parts: list[Part] = []
    for j, value in part_values(tables, r, s, goal=aim.goal):
        because = _because(tables, gainer, j, paths[:, j])
        needing = [text for entry in because for text in entry["areas"]]
        sides = list(dict.fromkeys(needing)), tables.areas_on(bringer, tables.niche_ids[j])
        part = _part(tables, j, value, sides[::-1] if flip else sides, because)
        part["z"] = value / spread if spread > 0 else 0.0
        parts.append(part)
    return parts


def _roles(tables: Fitted, r: int, s: int) -> Roles | None:
    """What of the needs of each region the other offers; None where no area says what it is."""
    if not tables.has_roles:
        return None
    return {"a_needs": _needs(tables, r, s, flip=False), "b_needs": _needs(tables, s, r, flip=True)}


def _needs(tables: Fitted, r: int, s: int, *, flip: bool) -> Needs:
    """What region r needs, met by what region s offers or not."""
    needy, supplier = tables.region_ids[r], tables.region_ids[s]
    values = demand_parts(tables.needed, tables.offered, r, s)
    met = []
    for i in _largest_first(values):
        if values[i] > 0:
            niche = tables.niche_ids[i]
            sides = tables.areas_on(needy, niche, role="need"), tables.areas_on(supplier, niche, role="offer")
            met.append(_part(tables, i, float(values[i]), sides[::-1] if flip else sides))
    left = [tables.niche_ids[i] for i in np.flatnonzero(tables.needed[r] * (1 - tables.offered[s]))]
    return {
        "met": _number(tables.demand.met[r, s]),
        "expected": _number(tables.demand.expected[r, s]),
        "parts": met,
        "unmet": [
            {"niche": niche, "label": tables.labels[niche], "areas": tables.areas_on(needy, niche, role="need")}
            for niche in left
        ],
    }


def _overlap(tables: Fitted, r: int, s: int, scores: BothWays) -> OverlapFacts:
    shared = tables.shared_by_size.between(np.array([r]), np.array([s]))
    return {
        "score": _number(scores.overlap[s]),
        "expected": _number(scores.overlap_expected[s]),
        "z": _number(scores.overlap_z[s]),
        "shared": _number(shared.number[0, 0]),
        "shared_expected": _number(shared.expected[0, 0]),
        "p_value": _number(shared.p_value[0, 0]),
        "q_value": _number(shared.q_value[0, 0]),
        "parts": _overlap_parts(tables, r, s),
        "perhaps": perhaps_shared(tables, r, s),
    }


def _overlap_parts(tables: Fitted, r: int, s: int) -> list[Part]:
    values = overlap_parts(tables.x, r, s)
    parts = []
    for i in _largest_first(values):
        if values[i] > 0:
            on = [tables.sure_areas(tables.region_ids[number], tables.niche_ids[i]) for number in (r, s)]
            parts.append(_part(tables, i, float(values[i]), (on[0], on[1])))
    return parts


def _part(
    tables: Fitted, j: int, value: float, sides: tuple[list[str], list[str]], because: list[Because] | None = None
) -> Part:
    """One niche's part of a score, with the areas of a and b behind it."""
    niche = tables.niche_ids[j]
    return {
        "niche": niche,
        "label": tables.labels[niche],
        "value": value,
        "because": because or [],
        "areas_a": sides[0],
        "areas_b": sides[1],
    }


def _because(tables: Fitted, gainer: str, j: int, paths: npt.NDArray[np.float64]) -> list[Because]:
    """The gaining region's niches that niche j is related to, those with the largest share of the part first."""
    entries: list[Because] = []
    for i in _largest_first(np.abs(paths))[:MOST_BECAUSE]:
        if entries and abs(paths[i]) < LEAST_SHARE * abs(paths.sum()):
            break
        niche = tables.niche_ids[i]
        relation = tables.relation(niche, tables.niche_ids[j])
        entries.append(
            {
                "niche": niche,
                "label": tables.labels[niche],
                "value": float(paths[i]),
                "areas": tables.areas_on(gainer, niche),
                **relation,
            }
        )
    return entries


def _sources(tables: Fitted, r: int, s: int) -> list[Source]:
    """Where the two regions' areas were read, each source once."""
    return [source for region_id in sorted({tables.region_ids[r], tables.region_ids[s]})
            for source in tables.sources[region_id]]  # fmt: skip


def _largest_first(values: npt.NDArray[np.float64]) -> list[int]:
    order: list[int] = np.argsort(-np.round(values, 12), kind="stable").tolist()
    return order


def _named(region: Region) -> RegionName:
    return {"region_id": region.region_id, "region": region.region, "country": region.country}


def _name(tables: Fitted, number: int) -> str:
    return tables.listed[number].region


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
