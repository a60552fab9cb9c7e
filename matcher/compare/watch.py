"""What changed for one region since an older run: partners, and areas elsewhere that complement it.

Facts only, as `matcher compare OLD NEW REGION --json` prints them. The rules of `matcher.compare` hold: an area that a
partial list lacked, or a region that only one run holds, keeps that status, since nobody knows whether it came or went.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from matcher.compare.areas import Change, Side, change_of, check_models, names, region_facts, side_of, summary
from matcher.compare.partners import kept, partner_changes
from matcher.facts import PartnerGone, ValuedArea, Watch
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners import Filters
from matcher.partners.ranking import others_in_order, ranks
from matcher.settings import DECIMALS, FIRST

__all__ = ["CAME", "WENT", "watch"]

Matrix = npt.NDArray[np.float64]

#: What may be said of an area that only the newer run holds, and of one that only the older run holds.
CAME = ("came", "perhaps continued", "not in the older list, which is partial", "region not in the older data")
WENT = ("went", "perhaps continued", "not in the newer list, which is partial", "region not in the newer data")


def watch(old: Fitted, new: Fitted, region: str, *, first: int = FIRST, filters: Filters | None = None) -> Watch:
    """What changed for a region between two runs.

    Parameters
    ----------
    old, new : Fitted
        Fitted with the same model.
    region : str
        Id or name of a region that both runs hold.
    first : int
        How many of the first partners are compared.
    filters : Filters, optional
        What partners must be, in both runs. National lists, and regions inside and around, are left out unless it asks
        for them; `quadrant` and `known` change with a run and are not looked at.

    Returns
    -------
    Watch
        See `matcher.facts.Watch`. Partners are ranked among the regions that both runs hold.

        The value of an area is the gap value of its niches to the region, sum_j g_rj over the niches j of the area that
        the region lacks (`matcher.scores.gap_values`): the share of all that is related to its areas and missing. It is
        measured in the run that holds the area; those of value 0 are left out. A status is one of `CAME` or `WENT`.

    Raises
    ------
    RunError
        The runs were made with different models.
    NameUnknownError
        One of the runs does not hold the region.
    """
    check_models(old, new)
    own = new.region(region).region_id
    old.region(own)
    before, after = side_of(old), side_of(new)
    shared = sorted({*old.region_ids} & {*new.region_ids})
    changes = {region_id: change_of(before, after, region_id) for region_id in shared}
    orders = [others_in_order(run, own, filters=filters) for run in (old, new)]
    others = set.union(*map(kept, orders))
    partners = partner_changes(old, new, own, changes, top=first, filters=filters)
    came = _valued(after, own, _areas(after, changes, others, new_side=True))
    went = _valued(before, own, _areas(before, changes, others, new_side=False))
    named = {own, *(entry["region_id"] for entry in (*partners["gained"], *partners["lost"], *came, *went))}
    return {
        "old": summary(old),
        "new": summary(new),
        "top": first,
        "region": region_facts(before, after, own, changes),
        "partners": {**partners, "not_in_newer": _left(orders[0], new, first)},
        "new_areas": came,
        "gone_areas": went,
        "names": names(before, after, named),
    }


def _left(old: pd.DataFrame, new: Fitted, top: int) -> list[PartnerGone]:
    """First partners that the older run suggests and the newer one does not hold: nobody knows what became of them."""
    found = old[(old["reason"] == "") & (old["key"] > 0)]
    return [
        {"region_id": region_id, "region": region, "rank": rank}
        for region_id, region, rank in zip(found["region_id"], found["region"], ranks(found["key"]), strict=True)
        if rank <= top and region_id not in new.region_ids
    ]


def _areas(
    side: Side, changes: dict[str, Change], regions: set[str], *, new_side: bool
) -> Iterator[tuple[str, str, str]]:
    """Region, area and status of each area that only this side holds."""
    certain, perhaps, partial, absent = CAME if new_side else WENT
    for region_id in sorted(regions & set(side.texts)):
        change = changes.get(region_id)
        if change is None:
            yield from ((region_id, text, absent) for text in side.texts[region_id])
            continue
        only = (change.came, change.missing_in_older) if new_side else (change.went, change.missing_in_newer)
        continued = {pair["new" if new_side else "old"] for pair in change.perhaps}
        for texts, status in zip(only, (certain, partial), strict=True):
            yield from ((region_id, text, perhaps if text in continued else status) for text in texts)


def _valued(side: Side, own: str, areas: Iterator[tuple[str, str, str]]) -> list[ValuedArea]:
    """The areas that are of value to the region, the largest value first; ties by region and text."""
    run = side.run
    r = run.region_ids.index(own)
    facets = run.facets
    paths = facets.folded((facets.x[r][:, None] * run.paths).T).T
    found = []
    for region_id, text, status in areas:
        # What the region that has the area names of its niches decides what they are worth.
        its = facets.x[run.region_ids.index(region_id)]
        gaps = facets.folded(run.gaps[r] * its)
        on = [j for j, niche in enumerate(run.niche_ids) if gaps[j] > 0 and text in run.areas_on(region_id, niche)]
        if on:
            found.append(_entry(run, own, (region_id, text, status), on, gaps, facets.folded(paths * its)))
    return sorted(found, key=lambda entry: (-round(entry["value"], DECIMALS), entry["region_id"], entry["area"]))


def _entry(run: Fitted, own: str, area: tuple[str, str, str], on: list[int], gaps: Matrix, paths: Matrix) -> ValuedArea:
    region_id, text, status = area
    on = sorted(on, key=lambda j: (-round(float(gaps[j]), DECIMALS), j))
    needing = [run.niche_ids[int(np.argmax(np.round(paths[:, j], DECIMALS)))] for j in on]
    return {
        "region_id": region_id,
        "region": run.region(region_id).region,
        "area": text,
        "status": status,
        "value": float(gaps[on].sum()),
        "niches": [
            {"niche": run.niche_ids[j], "label": run.labels[run.niche_ids[j]], "value": float(gaps[j])} for j in on
        ],
        "own_areas": list(dict.fromkeys(other for niche in needing for other in run.areas_on(own, niche))),
    }
