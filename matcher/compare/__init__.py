"""Two runs of different periods side by side: what came, went, stayed and was reworded.

Facts only, as `matcher compare --json` prints them. A region that the newer data lack is "not in the newer data", and
an area that a partial list lacks is "not in the newer list": nobody knows whether it went. Changes of niches and
partners are told over the regions that both runs hold.
"""

from __future__ import annotations

from typing import Any

from matcher.compare.areas import area_changes, change_of, check_models, names, region_facts, side_of, summary
from matcher.compare.niches import niche_changes
from matcher.compare.partners import partner_changes
from matcher.compare.watch import watch
from matcher.errors import NameUnknownError
from matcher.run import Run
from matcher.settings import FIRST

__all__ = ["area_changes", "compare", "region_of_either", "watch"]

Facts = dict[str, Any]


def compare(old: Run, new: Run, *, top: int = FIRST, region: str | None = None) -> Facts:
    """What changed between two runs.

    Parameters
    ----------
    old, new : Run
        Fitted with the same model, so that their vectors can be compared.
    top : int
        How many of the first partners are compared.
    region : str, optional
        Id or name of a region: then only what concerns it, and of the niches those on which it works or worked.

    Returns
    -------
    dict
        old, new {source, regions, areas}; top; regions [{region_id, region, status, partial_old, partial_new, stayed,
        reworded [{old, new, closeness}], perhaps (the same), came, went, missing_in_older, missing_in_newer,
        horizontal}]; niches, see `matcher.compare.niches.niche_changes`; partners [{region_id, region, gained, lost}],
        each entry {region_id, region, rank_old, rank_new, reason {code, ...}}; names [{region_id, area, area_original,
        language}], the published names of the areas. Statuses: "in both", "not in the newer data", "not in the older
        data". What a partial list lacks is "missing" there, and neither "came" nor "went". Areas paired under
        "perhaps" stay where they are.

    Raises
    ------
    RunError
        The runs were made with different models.
    NameUnknownError
        Neither run has the region.
    """
    check_models(old, new)
    wanted = None if region is None else region_of_either(old, new, region)
    before, after = side_of(old), side_of(new)
    ids, shared = sorted({*old.region_ids, *new.region_ids}), sorted({*old.region_ids} & {*new.region_ids})
    changes = {region_id: change_of(before, after, region_id) for region_id in shared}
    told = [region_id for region_id in ids if wanted in (None, region_id)]
    partners = [partner_changes(old, new, region_id, changes, top=top) for region_id in told if region_id in changes]
    return {
        "old": summary(old),
        "new": summary(new),
        "top": top,
        "regions": [region_facts(before, after, region_id, changes) for region_id in told],
        "niches": niche_changes(old, new, shared, region_id=wanted),
        "partners": partners,
        "names": names(before, after, {*told, *_named(partners)}),
    }


def region_of_either(old: Run, new: Run, name: str) -> str:
    """Id of the region with this id or name, in the newer run or else in the older one."""
    try:
        return new.region(name).region_id
    except NameUnknownError:
        return old.region(name).region_id


def _named(partners: list[Facts]) -> set[str]:
    """Ids of the partners that came or went."""
    return {other["region_id"] for entry in partners for key in ("gained", "lost") for other in entry[key]}
