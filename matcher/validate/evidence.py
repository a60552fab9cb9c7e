"""What known partnerships say about pairs of regions: known together, unknown, or neither.

A list of partnerships holds positives only. A pair that it does not name is *unknown*, not wrong: measures against it
say how far the known stand above the unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.later import pd
from matcher.partners.known import placed_members
from matcher.places import nested_pairs

__all__ = ["HUB_SHARE", "Evidence", "Partnership", "gather"]

Mask = npt.NDArray[np.bool_]
Vector = npt.NDArray[np.float64]

#: Hubs are the regions with more partnerships than this share of all regions that have any.
HUB_SHARE = 0.9


@dataclass(frozen=True)
class Partnership:
    """A partnership: its name and theme, rows of its members in the run, and whether it is a loose network."""

    name: str
    theme: str
    members: tuple[int, ...]
    weak: bool

    @cached_property
    def pairs(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """All pairs of members, each once (two arrays of rows, the smaller first)."""
        members = np.array(self.members, dtype=np.intp)
        first, second = np.triu_indices(len(members), k=1)
        return members[first], members[second]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of pairs of a run's regions.

    Attributes
    ----------
    region_ids : list of str
        Rows of the matrices.
    partnerships : list of Partnership
        All with at least one member in the run, by name; loose networks too.
    nested : ndarray of bool (n_regions, n_regions)
        Pairs of a region and its own part, which are never compared; the diagonal too.
    placed : DataFrame
        Every row of the list with `run_id` and `how`: see `matcher.partners.known.placed_members`.
    weak : bool
        Whether loose networks count as evidence.
    """

    region_ids: list[str]
    partnerships: list[Partnership]
    nested: Mask
    placed: pd.DataFrame
    weak: bool

    @cached_property
    def counted(self) -> list[Partnership]:
        """The partnerships that count as evidence and have two members in the run."""
        return [one for one in self.partnerships if len(one.members) > 1 and (self.weak or not one.weak)]

    @cached_property
    def together(self) -> Mask:
        """Pairs in the same partnership, loose or not: none of them is unknown (n_regions, n_regions)."""
        n = len(self.region_ids)
        found = np.zeros((n, n), dtype=bool)
        for one in self.partnerships:
            a, b = one.pairs
            found[a, b] = found[b, a] = True
        return found

    @cached_property
    def unknown(self) -> Mask:
        """Pairs that no partnership names (n_regions, n_regions)."""
        return ~self.together & ~self.nested

    def degree(self, without: Partnership | None = None) -> Vector:
        """In how many partnerships that count each region takes part, one of them left out (n_regions,).

        Without the partnership that is predicted: else a member would be known by the very fact that is asked for.
        """
        found = np.zeros(len(self.region_ids))
        for one in self.partnerships:
            if one is not without and (self.weak or not one.weak):
                found[list(one.members)] += 1
        return found

    @cached_property
    def hubs(self) -> Mask:
        """Regions with more partnerships than `HUB_SHARE` of those that have any (n_regions,)."""
        degree = self.degree()
        if not degree.any():
            return np.zeros(len(degree), dtype=bool)
        return np.asarray(degree > np.quantile(degree[degree > 0], HUB_SHARE))

    def counts(self, countries: Sequence[str]) -> dict[str, int]:
        """How much evidence there is, and what became of the rest; see `matcher.validate.validate`."""
        rows = self.placed["how"].value_counts()
        inside = self.placed[self.placed["run_id"] != ""]
        country = np.asarray(countries, dtype=object)
        pairs = {pair for one in self.counted for pair in zip(*(side.tolist() for side in one.pairs), strict=True)}
        kept = [(a, b) for a, b in sorted(pairs) if not self.nested[a, b]]
        of_loose = {one.name for one in self.partnerships if one.weak}
        return {
            "partnerships": int(self.placed["partnership"].nunique()),
            "partnerships_counted": len(self.counted),
            "loose_networks": len(of_loose),
            "members": len(self.placed),
            **{f"members_{how.replace(' ', '_')}": int(rows.get(how, 0)) for how in HOW},
            "members_repeated": int(inside.duplicated(["partnership", "run_id"]).sum()),
            "regions_with_partnership": int((self.degree() > 0).sum()),
            "pairs_known": len(kept),
            "pairs_nested": len(pairs) - len(kept),
            "pairs_same_country": sum(bool(country[a]) and country[a] == country[b] for a, b in kept),
            "pairs_unknown": int(np.triu(self.unknown, k=1).sum()),
        }


#: The ways in which members are found or not, in the order in which they are counted.
HOW = ("exact", "renamed", "parent", "child", "other level", "several", "unknown", "no code")


def gather(
    partnerships: pd.DataFrame, region_ids: Sequence[str], *, weak: bool = False, nuts: str = "exact"
) -> Evidence:
    """The evidence that a list of partnerships gives on pairs of a run's regions.

    Parameters
    ----------
    partnerships : DataFrame
        See `matcher.sources.lists.partnerships.read_partnerships`.
    region_ids : sequence of str
    weak : bool
        Whether loose networks (evidence `weak`) count. Where they do not, their pairs are not unknown either.
    nuts : {"exact", "parent", "any"}

    Examples
    --------
    A and B are together in P, A and C in the loose network Q: of the three pairs only B and C are unknown.

    >>> table = pd.DataFrame({"partnership": ["P", "P", "Q", "Q"], "theme": "", "region_id": ["A", "B", "A", "C"],
    ...                       "evidence": ["", "", "weak", "weak"]})
    >>> found = gather(table, ["A", "B", "C"])
    >>> [one.name for one in found.counted], found.degree().tolist(), np.argwhere(np.triu(found.unknown)).tolist()
    (['P'], [1.0, 1.0, 0.0], [[1, 2]])
    """
    ids = list(region_ids)
    placed = placed_members(partnerships, ids, nuts=nuts)
    row = {region_id: number for number, region_id in enumerate(ids)}
    found = [_partnership(str(name), members, row) for name, members in placed.groupby("partnership", sort=True)]
    return Evidence(ids, [one for one in found if one.members], nested_pairs(ids), placed, weak)


def _partnership(name: str, members: pd.DataFrame, row: Mapping[str, int]) -> Partnership:
    themes = dict.fromkeys(members["theme"])
    weak = "evidence" in members and bool((members["evidence"] == "weak").any())
    rows = sorted({row[region_id] for region_id in members["run_id"] if region_id})
    return Partnership(name, "; ".join(theme for theme in themes if theme), tuple(rows), weak)
