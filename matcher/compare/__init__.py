"""Two runs of different periods side by side: what came, went, stayed and was reworded.

Facts only, as `matcher compare --json` prints them. A region that the newer data lack is "not in the newer data", and
an area that a partial list lacks is "not in the newer list": nobody knows whether it went. Changes of niches and
partners are told over the regions that both runs hold.
"""

from __future__ import annotations

from matcher.compare.areas import area_changes, change_of, check_models, names, region_facts, side_of, summary
from matcher.compare.niches import niche_changes
from matcher.compare.partners import partner_changes
from matcher.compare.watch import watch
from matcher.errors import NameUnknownError
from matcher.facts import Comparison, PartnerChanges
from matcher.fitted.tables import Fitted
from matcher.settings import FIRST

__all__ = ["area_changes", "compare", "region_of_either", "watch"]


def compare(old: Fitted, new: Fitted, *, region: str | None = None, first: int = FIRST) -> Comparison:
    """What changed between two runs.

    Parameters
    ----------
    old, new : Fitted
        Fitted with the same model, so that their vectors can be compared.
    region : str, optional
        Id or name of a region: then only what concerns it, and of the niches those on which it works or worked.
    first : int
        How many of the first partners are compared.

    Returns
    -------
    Comparison
        See `matcher.facts.Comparison`. What a partial list lacks is "missing" there, and neither "came" nor "went".
        Areas paired under "perhaps" are also listed where they came or went. Partners are ranked among the regions that
        both runs hold, as `matcher.partners.partners` ranks them: national lists, and regions inside and around, are
        left out, and equal scores share a rank.

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
    partners = [partner_changes(old, new, region_id, changes, top=first) for region_id in told if region_id in changes]
    return {
        "old": summary(old),
        "new": summary(new),
        "top": first,
        "regions": [region_facts(before, after, region_id, changes) for region_id in told],
        "niches": niche_changes(old, new, shared, region_id=wanted),
        "partners": partners,
        "names": names(before, after, {*told, *_named(partners)}),
    }


def region_of_either(old: Fitted, new: Fitted, name: str) -> str:
    """Id of the region with this id or name, in the newer run or else in the older one."""
    try:
        return new.region(name).region_id
    except NameUnknownError:
        return old.region(name).region_id


def _named(partners: list[PartnerChanges]) -> set[str]:
    """Ids of the partners that came or went."""
    return {other["region_id"] for entry in partners for other in (*entry["gained"], *entry["lost"])}
