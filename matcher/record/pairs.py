"""Joint projects of pairs of regions, and how many regions so active would have if partners were drawn by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from matcher.facts import JointProjects, PairRecord
from matcher.places import nested_pairs
from matcher.record.tables import INTERREG, base_codes, codes, joint_counts, nested_codes, region_programmes
from matcher.record.whereabouts import Whereabouts, counted_for, whereabouts

__all__ = ["Joint", "joint_among", "joint_of"]

#: Regions whose pairs are kept in memory all together.
MANY = 1000

Matrix = npt.NDArray[np.float64]
#: Strand and period.
Key = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Joint:
    """The joint projects of all pairs of some regions.

    Attributes
    ----------
    region_ids : tuple of str
        Rows and columns of the matrices.

    Examples
    --------
    Three Swedish regions in Interreg B: Norrbotten, Västerbotten and Västmanland.

    >>> joint = Joint(("SE125", "SE331", "SE332"))
    >>> joint.counts["transnational", "2007-2013"].tolist()
    [[nan, 0.0, 0.0], [0.0, nan, 1.0], [0.0, 1.0, nan]]
    """

    region_ids: tuple[str, ...]

    @cached_property
    def found(self) -> list[Whereabouts]:
        """Which counts stand for each region."""
        return [whereabouts(region_id) for region_id in self.region_ids]

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Pairs of which the record tells: both are in it, by other counts, and neither lies in the other."""
        there = np.array([bool(found.codes) for found in self.found], dtype=bool)
        return np.asarray(np.outer(there, there) & ~nested_pairs(self.region_ids) & ~self._same_counts)

    @cached_property
    def own(self) -> npt.NDArray[np.bool_]:
        """Pairs of which the record tells by counts of both: those of a country say little of a region in it."""
        there = np.array([found.own for found in self.found], dtype=bool)
        return np.asarray(np.outer(there, there) & self.known)

    @cached_property
    def counts(self) -> Mapping[Key, Matrix]:
        """Joint projects by strand and period; nan for a pair of which the record does not tell.

        Of a region that is counted by its parts, projects of several parts are counted for each: an upper bound.
        """
        return {key: self._masked(self._of @ counts @ self._of.T) for key, counts in joint_counts().items()}

    @cached_property
    def expected(self) -> Mapping[Key, Matrix]:
        """Joint projects by chance of two regions with as many: t_a t_b T / sum_{i<j} t_i t_j.

        t is the sum of a region's joint projects over all others and T the sum over all pairs, so that over all pairs
        of the record as many are expected as there are. Distance and programme areas are no part of it: neighbours
        have more, whatever they work on.
        """
        found = {}
        for key, (totals, scale) in _by_chance().items():
            of_regions = self._of @ totals
            found[key] = self._masked(np.outer(of_regions, of_regions) * scale)
        return found

    def total(self, strands: Sequence[str], *, expected: bool = False) -> Matrix:
        """Joint projects of some strands over all periods, or how many are expected."""
        values = self.expected if expected else self.counts
        found: Matrix = np.sum([values[key] for key in values if key[0] in strands], axis=0)
        return found

    def pair(self, r: int, s: int) -> PairRecord | None:
        """What regions r and s have done together; None where the record does not tell."""
        if not self.known[r, s]:
            return None
        joint = [self._joint(key, r, s) for key in sorted(self.counts) if self.counts[key][r, s] > 0]
        last = str(self.last[r, s])
        return {
            "interreg": int(self.interreg[r, s]),
            "interreg_expected": float(self.interreg_expected[r, s]),
            "h2020": int(self.h2020[r, s]),
            "h2020_expected": float(self.h2020_expected[r, s]),
            "last": last,
            "programmes": _surely(joint, last),
            "joint": joint,
            "counted_for": [counted_for(self.region_ids[it]) for it in (r, s) if not self.found[it].exact],
        }

    @cached_property
    def interreg(self) -> Matrix:
        """Joint Interreg projects."""
        return self.total(INTERREG)

    @cached_property
    def interreg_expected(self) -> Matrix:
        """Joint Interreg projects by chance."""
        return self.total(INTERREG, expected=True)

    @cached_property
    def last(self) -> npt.NDArray[np.object_]:
        """The last period with a joint Interreg project; "" without one."""
        found = np.full(self.known.shape, "", dtype=object)
        for strand, period in sorted(self.counts, key=lambda key: key[1]):
            if strand in INTERREG:
                found[self.counts[strand, period] > 0] = period
        return found

    @cached_property
    def h2020(self) -> Matrix:
        """Joint Horizon 2020 projects of universities."""
        return self.total(("h2020",))

    @cached_property
    def h2020_expected(self) -> Matrix:
        """Joint Horizon 2020 projects by chance."""
        return self.total(("h2020",), expected=True)

    def programmes(self, r: int, key: Key) -> set[str]:
        """Interreg programmes of a strand and period in which a region has projects."""
        every = [one for code in self.found[r].codes for one in region_programmes().get(code, ())]
        return {one.programme for one in every if (one.strand, one.period) == key}

    def _joint(self, key: Key, r: int, s: int) -> JointProjects:
        return {
            "strand": key[0],
            "period": key[1],
            "projects": int(self.counts[key][r, s]),
            "expected": float(self.expected[key][r, s]),
            "programmes": sorted(self.programmes(r, key) & self.programmes(s, key)),
        }

    @cached_property
    def _of(self) -> Matrix:
        """Which codes of the record stand for each region (n_regions, n_codes)."""
        return np.array([[code in found.codes for code in codes()] for found in self.found], dtype=np.float64).reshape(
            len(self.region_ids), len(codes())
        )

    @cached_property
    def _same_counts(self) -> npt.NDArray[np.bool_]:
        """Pairs that the same counts stand for, such as two regions of Lithuania, which is counted as one."""
        within = nested_codes().astype(np.float64)
        return np.asarray(self._of @ within @ self._of.T > 0)

    def _masked(self, values: Matrix) -> Matrix:
        return np.where(self.known, values, np.nan)


def _surely(joint: Sequence[JointProjects], period: str) -> list[str]:
    """Programmes that the joint Interreg projects of a period are surely of; none where it cannot be told.

    Joint projects are counted by strand and not by programme. A programme is theirs where it is the only one of its
    strand and period in which both regions have projects.
    """
    found = [one["programmes"] for one in joint if one["strand"] in INTERREG and one["period"] == period]
    return [names[0] for names in found] if all(len(names) == 1 for names in found) else []


@cache
def _by_chance() -> dict[Key, tuple[Matrix, float]]:
    """By strand and period the joint projects of each code with all others, and what makes chance of two of them."""
    base, apart = np.array([code in base_codes() for code in codes()], dtype=np.float64), 1.0 - nested_codes()
    found = {}
    for key, counts in joint_counts().items():
        totals = (counts * apart) @ base
        of_base = totals * base
        pairs = (of_base.sum() ** 2 - (of_base**2).sum()) / 2
        found[key] = totals, float((of_base.sum() / 2) / pairs) if pairs else 0.0
    return found


@lru_cache(maxsize=4)
def joint_of(region_ids: tuple[str, ...]) -> Joint:
    """The joint projects of some regions, kept for the next who asks."""
    return Joint(region_ids)


def joint_among(region_ids: Sequence[str], rows: Sequence[int]) -> tuple[Joint, Sequence[int]]:
    """The joint projects in which some of many regions are found, and their rows there.

    All regions are kept together while they are few; of very many only those that are asked for.
    """
    if len(region_ids) <= MANY:
        return joint_of(tuple(region_ids)), rows
    return joint_of(tuple(region_ids[row] for row in rows)), range(len(rows))
