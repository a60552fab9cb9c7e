"""Scores against joint projects: whether pairs with a joint project score higher, and whether that goes beyond size.

The counts of the track record, or a list of projects with its strands and periods. As with partnerships, a pair without
a joint project is *unknown*, not wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import InputError
from matcher.facts import EstimateFacts, JointRow, JointTarget, JointValidation
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.known import placed_members
from matcher.partners.years import years_of
from matcher.places import is_national_list, nested_pairs
from matcher.record import joint_of, same_programme, whereabouts
from matcher.validate.baselines import score_matrices
from matcher.validate.beyond_size import BeyondSize
from matcher.validate.ranking import Estimate, bootstrap, standing

__all__ = ["BASELINES", "MODELLED", "SCORES", "validate_joint"]

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Key = tuple[str, str]

#: Printed first, then what the run computes; `earlier` is joint projects of Interreg IVC (2007-2013).
BASELINES = ("size", "same_country", "distance", "same_programme", "earlier", "tfidf", "random")
SCORES = ("overlap", "complementarity", "mutual", "text", "fit")
#: What the model of joint projects is asked for.
MODELLED = ("earlier", "overlap", "complementarity", "mutual", "text")
#: What was there before the lists.
EARLIER: Key = ("interregional", "2007-2013")
#: Years of the lists and projects of the test in time.
YEARS = (2014, 2020)
#: Fewer pairs with a joint project tell nothing.
FEWEST = 30


class _Target(NamedTuple):
    """Joint projects by name, with what was there earlier where that is so."""

    name: str
    joint: Matrix
    earlier: Matrix | None


def validate_joint(
    tables: Fitted, projects: pd.DataFrame | None = None, *, draws: int = 2000, permutations: int = 500, seed: int = 0
) -> JointValidation:
    """How scores go with joint projects, by strand and period, and beyond size.

    * auc: for each region, its partners of joint projects above the other regions, weighed by their number of joint
      projects; the mean over regions weighed by their joint projects. Large regions decide.
    * auc_hubs_weighed_down: the same with equal weight for each region, however many projects it has.
    * effect: how many more joint projects go with one standard deviation more of the score, beyond an effect of each
      region, distance (its logarithm), same country and a programme in common; see `BeyondSize.effect`.

    Intervals are over regions. Regions that the record counts by other codes, national lists and a region's own parts
    are left out.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    projects : DataFrame, optional
        Members of projects with `strand` and `period` (`matcher.read_partnerships`); the bundled counts of the track
        record where not given.
    draws : int
        Bootstrap samples of regions.
    permutations : int
        Permutations of regions behind a p.
    seed : int

    Raises
    ------
    InputError
        No strand and period has enough pairs of regions of the run with a joint project.
    """
    kept = _regions(tables)
    ids = [tables.region_ids[row] for row in kept]
    matrices = {name: found[np.ix_(kept, kept)] for name, found in score_matrices(tables, seed=seed).items()}
    matrices["same_programme"] = _same_programme(ids)
    periods = tables.regions.set_index("region_id")["period"].loc[ids]
    of_years = np.array([any(a <= YEARS[1] and b >= YEARS[0] for a, b in years_of(text)) for text in periods])
    found = _record_counts(tables, kept) if projects is None else _project_counts(projects, ids)
    targets = [one for one in _targets(found, of_years) if np.triu(one.joint > 0).sum() >= FEWEST]
    if not targets:
        raise InputError("joint projects", expected="pairs of regions of the run with a joint project", found="too few")
    told = [_target(one, matrices, draws, permutations, seed) for one in targets]
    return {"regions": len(ids), "draws": draws, "permutations": permutations, "targets": told}


def _regions(tables: Fitted) -> list[int]:
    """Rows of the regions that the record holds themselves."""
    notes = tables.regions["note"]
    return [
        row
        for row, (region_id, note) in enumerate(zip(tables.region_ids, notes, strict=True))
        if whereabouts(region_id).exact and not is_national_list(region_id, note)
    ]


def _record_counts(tables: Fitted, kept: list[int]) -> dict[Key, Matrix]:
    joint = joint_of(tuple(tables.region_ids))
    return {key: counts[np.ix_(kept, kept)] for key, counts in joint.counts.items()}


def _project_counts(projects: pd.DataFrame, ids: list[str]) -> dict[Key, Matrix]:
    """Joint projects of regions, by strand and period; a region counts once in a project."""
    if not {"strand", "period"} <= set(projects.columns):
        raise InputError("joint projects", expected="a list with the columns strand and period", found="none of them")
    placed = placed_members(projects, ids, nuts="parent")
    placed = placed[placed["run_id"] != ""].drop_duplicates(["partnership", "run_id"])
    place = {region_id: row for row, region_id in enumerate(ids)}
    found: dict[Key, Matrix] = {}
    for strand, period in sorted(set(zip(placed["strand"], placed["period"], strict=True))):
        rows = placed[(placed["strand"] == strand) & (placed["period"] == period)]
        member = np.zeros((rows["partnership"].nunique(), len(ids)))
        member[pd.factorize(rows["partnership"])[0], rows["run_id"].map(place)] = 1
        found[strand, period] = np.where(nested_pairs(ids), np.nan, member.T @ member)
    return found


def _targets(found: Mapping[Key, Matrix], of_years: npt.NDArray[np.bool_]) -> Iterator[_Target]:
    """Each strand and period, and the test in time: lists and projects of the same years, with what was before."""
    earlier = found.get(EARLIER)
    for (strand, period), counts in sorted(found.items(), key=lambda item: (item[0][1], item[0][0])):
        later = period > EARLIER[1]
        yield _Target(f"{strand} {period}", counts, earlier if later else None)
    of_period = [counts for (strand, period), counts in found.items() if period == "2014-2020" and strand != "h2020"]
    if of_period and earlier is not None:
        inside = of_years & of_years[:, None]
        yield _Target("in_time", np.where(inside, np.sum(of_period, axis=0), np.nan), earlier)


def _target(one: _Target, matrices: Mapping[str, Matrix], draws: int, permutations: int, seed: int) -> JointTarget:
    everything = dict(matrices)
    if one.earlier is not None:
        everything["earlier"] = np.log1p(one.earlier)
    near = [np.log1p(-matrices["distance"]), matrices["same_country"], matrices["same_programme"]]
    model = BeyondSize(one.joint, near)
    rows: list[JointRow] = []
    for name in (*BASELINES, *SCORES):
        if name not in everything:
            continue
        values, weights = _aucs(everything[name], one.joint)
        effect = model.effect(everything[name], draws=permutations, seed=seed) if name in MODELLED else None
        plain: Estimate = bootstrap(values, weights, draws=draws, seed=seed)
        weighed: Estimate = bootstrap(values, (weights > 0).astype(np.float64), draws=draws, seed=seed)
        rows.append(
            {
                "score": name,
                "baseline": name in BASELINES,
                "auc": _facts(plain),
                "auc_hubs_weighed_down": _facts(weighed),
                "effect": effect,
            }
        )
    known = np.isfinite(one.joint)
    return {
        "target": one.name,
        "regions": int((np.nan_to_num(one.joint) > 0).any(axis=1).sum()),
        "pairs": int(np.triu(known, k=1).sum()),
        "pairs_joint": int(np.triu(np.nan_to_num(one.joint) > 0, k=1).sum()),
        "rows": rows,
    }


def _facts(estimate: Estimate) -> EstimateFacts:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high, "groups": estimate.groups}


def _aucs(score: Matrix, joint: Matrix) -> tuple[Vector, Vector]:
    """Of each region, how far its partners stand above the others, and how many joint projects it has."""
    n = len(joint)
    values, weights = np.full(n, np.nan), np.zeros(n)
    for r in range(n):
        compared = np.isfinite(joint[r])
        compared[r] = False
        together = compared & (np.nan_to_num(joint[r]) > 0)
        if together.any() and (compared & ~together).any():
            w = joint[r, together]
            values[r] = standing(score[r, together], score[r, compared & ~together]) @ w / w.sum()
            weights[r] = w.sum()
    return values, weights


def _same_programme(ids: list[str]) -> Matrix:
    found = np.array([[bool(same_programme(a, b)) for b in ids] for a in ids], dtype=np.float64)
    np.fill_diagonal(found, np.nan)
    return found
