"""Known partnerships among the regions of a run: who takes part, and which pairs are partners already.

A list of partnerships names regions as its source does: a county, a district, a country. Which region of the run a
member is follows stated rules, and every member that is none of them is kept with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import combinations

import numpy as np

from matcher.errors import SettingError
from matcher.later import pd
from matcher.places import named_regions, parents, territory
from matcher.record import joint_of, whereabouts
from matcher.settings import NUTS_RULES, RECORD

__all__ = [
    "KNOWN_COLUMNS",
    "NUTS_RULES",
    "firm",
    "known_from",
    "known_pairs",
    "placed_members",
    "recorded_pairs",
]

KNOWN_COLUMNS = ("region_a_id", "region_b_id", "partnerships", "names")


def placed_members(partnerships: pd.DataFrame, region_ids: Collection[str], *, nuts: str = "exact") -> pd.DataFrame:
    """Every member with the region of the run that it is, and how that was found.

    Parameters
    ----------
    partnerships : DataFrame
        As `matcher.sources.lists.partnerships.read_partnerships` gives it: at least partnership and region_id. A member
        without id goes by the name in `region`.
    region_ids : collection of str
        Regions of the run.
    nuts : {"exact", "parent", "any"}
        See `NUTS_RULES`. A wider rule first tries the narrower ones.

    Returns
    -------
    DataFrame
        The same rows and two columns. `run_id`: the region of the run, "" for none. `how`: "exact", "renamed" (another
        code of the same territory), "parent", "child"; and for those without a region "no code", "unknown" (neither
        the code nor, as far as the rule goes, a region around or inside it is in the run), "several" (the run has
        several regions inside: none is chosen), "other level" (a parent or child is there, but the rule is exact).

    Raises
    ------
    SettingError
        The rule is unknown.

    Examples
    --------
    The run knows the Basque Country (ES21) and two Swedish counties; Biscay (ES213) lies in the Basque Country.

    >>> table = pd.DataFrame({"partnership": "P", "region_id": ["ES21", "ES213", "SE12", "XX"]})
    >>> placed_members(table, ["ES21", "SE124", "SE125"])[["run_id", "how"]].values.tolist()
    [['ES21', 'exact'], ['', 'other level'], ['', 'other level'], ['', 'unknown']]
    >>> placed_members(table, ["ES21", "SE124", "SE125"], nuts="any")[["run_id", "how"]].values.tolist()
    [['ES21', 'exact'], ['ES21', 'parent'], ['', 'several'], ['', 'unknown']]
    """
    if nuts not in NUTS_RULES:
        raise SettingError("nuts", expected=" or ".join(NUTS_RULES), found=repr(nuts))
    ids = sorted(set(region_ids))
    same = {territory(region_id): region_id for region_id in reversed(ids)}
    codes = _codes(partnerships)
    found = {code: _place_member(code, ids, same, nuts) for code in set(codes)}
    return partnerships.assign(run_id=[found[code][0] for code in codes], how=[found[code][1] for code in codes])


def _codes(partnerships: pd.DataFrame) -> list[str]:
    """The code of each member; where it has none, that of the one region that has its name."""
    columns = partnerships.reindex(columns=["region_id", "region", "country"], fill_value="")
    codes = []
    for code, name, country in columns.itertuples(index=False):
        named = named_regions(name, country=country) if name and not code else []
        codes.append(named[0].code if len(named) == 1 else code)
    return codes


def firm(partnerships: pd.DataFrame) -> pd.DataFrame:
    """Members of partnerships that are evidence of cooperation: without loose networks (evidence `weak`).

    Examples
    --------
    >>> firm(pd.DataFrame({"partnership": ["P", "W"], "evidence": ["", "weak"]}))["partnership"].tolist()
    ['P']
    """
    return partnerships[partnerships["evidence"] != "weak"] if "evidence" in partnerships else partnerships


def known_pairs(partnerships: pd.DataFrame, region_ids: Collection[str], *, nuts: str = "exact") -> pd.DataFrame:
    """Pairs of regions that take part in the same partnership.

    Parameters
    ----------
    partnerships, region_ids, nuts
        As in `placed_members`.

    Returns
    -------
    DataFrame
        `KNOWN_COLUMNS`, each unordered pair once with its ids in order, sorted: how many partnerships the two share,
        and their names (a sorted list). A region counts once in a partnership, also where several rows lead to it.

    Examples
    --------
    >>> table = pd.DataFrame({"partnership": ["P", "P", "P", "Q", "Q"], "region_id": ["B", "A", "C", "A", "B"]})
    >>> known_pairs(table, ["A", "B", "C"]).values.tolist()
    [['A', 'B', 2, ['P', 'Q']], ['A', 'C', 1, ['P']], ['B', 'C', 1, ['P']]]
    """
    placed = placed_members(partnerships, region_ids, nuts=nuts)
    names: dict[tuple[str, str], list[str]] = {}
    for partnership, members in sorted(placed[placed["run_id"] != ""].groupby("partnership")["run_id"]):
        for pair in combinations(sorted(set(members)), 2):
            names.setdefault(pair, []).append(str(partnership))
    rows = [(a, b, len(shared), shared) for (a, b), shared in sorted(names.items())]
    return pd.DataFrame(rows, columns=list(KNOWN_COLUMNS)).astype({"partnerships": "int64"})


def recorded_pairs(
    region_ids: Collection[str], partnerships: pd.DataFrame | None = None, *, nuts: str = "any"
) -> pd.DataFrame:
    """Pairs of regions with a joint project in the track record, or in the same partnership.

    Counts of a whole country make no pair of a region in it.

    Parameters
    ----------
    region_ids : collection of str
        Regions of the run.
    partnerships, nuts
        As in `known_pairs`.

    Returns
    -------
    DataFrame
        As from `known_pairs`; a pair that only has joint projects shares no partnership, and `names` is empty.

    See Also
    --------
    matcher.record.joint_of : how many joint projects a pair has, and of which kind.

    Examples
    --------
    Västmanland has a joint project with Stockholm, and none with Silesia.

    >>> recorded_pairs(["SE110", "SE125", "PL22"]).values.tolist()
    [['PL22', 'SE110', 0, []], ['SE110', 'SE125', 0, []]]
    """
    ids = tuple(sorted(set(region_ids)))
    recorded = tuple(region_id for region_id in ids if whereabouts(region_id).codes)
    joint = joint_of(recorded)
    together = np.argwhere(np.triu((joint.interreg + joint.h2020 > 0) & joint.own))
    names: dict[tuple[str, str], list[str]] = {(recorded[r], recorded[s]): [] for r, s in together}
    if partnerships is not None:
        shared = known_pairs(partnerships, ids, nuts=nuts)
        names |= dict(zip(zip(shared["region_a_id"], shared["region_b_id"], strict=True), shared["names"], strict=True))
    rows = [(a, b, len(found), found) for (a, b), found in sorted(names.items())]
    return pd.DataFrame(rows, columns=list(KNOWN_COLUMNS)).astype({"partnerships": "int64"})


def known_from(
    partnerships: pd.DataFrame | str | os.PathLike[str], region_ids: Collection[str], *, nuts: str = "any"
) -> pd.DataFrame:
    """Pairs that are known: from a table of partnerships, without loose networks, or from what is read by its name.

    "record" stands for the bundled list and the joint projects of the track record.

    Examples
    --------
    >>> known_from("record", ["SE110", "SE125"]).shape, known_from("partnerships", ["SE110", "SE125"]).shape
    ((1, 4), (0, 4))
    """
    from matcher.sources.lists.partnerships import is_record, partnerships_of

    if is_record(partnerships):
        return _of_record(tuple(region_ids), nuts)
    return known_pairs(firm(partnerships_of(partnerships)), region_ids, nuts=nuts)


@lru_cache(8)  # what is bundled stays as it is, and who asks once asks again
def _of_record(region_ids: tuple[str, ...], nuts: str) -> pd.DataFrame:
    from matcher.sources.lists.partnerships import partnerships_of

    return recorded_pairs(region_ids, firm(partnerships_of(RECORD)), nuts=nuts)


def _place_member(code: str, ids: list[str], same: dict[str, str], nuts: str) -> tuple[str, str]:
    """The region of the run that a code is, and how that was found."""
    if not code:
        return "", "no code"
    if code in ids:
        return code, "exact"
    if (own := territory(code)) in same:
        return same[own], "renamed"
    around = [same[above] for above in parents(own) if above in same]
    inside = _inside(own, ids)
    if around and nuts != "exact":
        return around[0], "parent"
    if inside and nuts == "any":
        return (inside[0], "child") if len(inside) == 1 else ("", "several")
    return "", "other level" if around or inside else "unknown"


def _inside(own: str, ids: Iterable[str]) -> list[str]:
    return [region_id for region_id in ids if own in parents(region_id)]
