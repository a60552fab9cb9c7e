"""Relatedness that people know of: the vocabulary's relations, told of the niches of a run.

A niche of a run is not always one of the vocabulary's: an area no narrower than its theme ("Tourism") stands for all
niches of the theme, and a finer one stands for the niche that it belongs to. So each niche of a run *covers* some of
the vocabulary's, and two are as related as those that they cover are on average.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from matcher.areas import WHOLE
from matcher.later import pd
from matcher.vocabulary import Vocabulary
from matcher.vocabulary.scheme import Relation

__all__ = ["LEAST_STRENGTH", "LINK_COLUMNS", "STRONG", "STRONGEST", "coverage", "held_shares", "known", "known_links"]

Matrix = npt.NDArray[np.float64]

#: Columns of the links: a pair of niches with its ids in order, how strongly they are related, and one relation that
#: says why: its type, the niche that it starts from and the one it leads to, and the reason in two languages.
#: `of_source` and `of_target`: where it does not hold for the whole niche, the ids of what it holds for, joined by ";".
LINK_COLUMNS = (
    "niche_a", "niche_b", "strength", "type", "source", "target", "reason_en", "reason_sv", "of_source", "of_target",
)  # fmt: skip
STRONGEST = 3
STRONG = 2
#: Least strength of a link that counts, with room for rounding: weaker ones are true and say little.
LEAST_STRENGTH = STRONG / STRONGEST - 1e-9
#: A relation that is told of some concepts alone counts where it holds for such a share of the pairs of regions.
LEAST_HELD = 0.5


def coverage(niche_ids: Sequence[str], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Which niches of the vocabulary each niche of a run stands for; none where it is not one of the vocabulary's.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> found = coverage(["wind_power", "offshore_wind", "textile_general", "ours"], load_vocabulary())
    >>> found["wind_power"], found["ours"], len(found["textile_general"]) > 1
    (['wind_power'], [], True)
    """
    below: dict[str, list[str]] = {}
    for concept in vocabulary.level("niche"):
        below.setdefault(concept.broader, []).append(concept.id)

    def covered(niche: str) -> list[str]:
        if niche in vocabulary:
            concept = vocabulary[niche]
            return {"niche": [niche], "concept": [concept.broader]}.get(concept.level, [])
        return below.get(niche.removesuffix(WHOLE), []) if niche.endswith(WHOLE) else []

    return {niche: covered(niche) for niche in niche_ids}


def known_links(
    niche_ids: Sequence[str], covers: Mapping[str, Sequence[str]], relations: Sequence[Relation]
) -> pd.DataFrame:
    """Pairs of niches that some relation links.

    strength = the relation's strength / 3 between niches that stand for themselves; else the mean, over the niches k
    covered by one and l covered by the other, of (strongest relation of k and l) / 3.
    Two niches that cover a common one are the same field, not related.

    Parameters
    ----------
    niche_ids : sequence of str
        Niches of a run.
    covers : mapping of str to sequence of str
        Which niches of the relations each stands for; see `coverage`.
    relations : sequence of Relation
        Strengths 1 to 3.

    Returns
    -------
    DataFrame
        `LINK_COLUMNS`, one row a relation between niches that stand for themselves, else one row a pair and type with
        the strongest relation of that type as example; ordered by ids, the strongest first.

    Examples
    --------
    Transport as a whole covers rail and ships; steel is linked to rail only, so half as strongly to transport:

    >>> covers = {"rail": ["rail"], "steel": ["steel"], "transport_general": ["rail", "ships"]}
    >>> links = known_links(list(covers), covers, [Relation("steel", "supplies", "rail", 3, "Rails.", "Räls.")])
    >>> links[["niche_a", "niche_b", "strength", "source", "target"]].values.tolist()
    [['rail', 'steel', 1.0, 'steel', 'rail'], ['steel', 'transport_general', 0.5, 'steel', 'transport_general']]
    """
    by_pair: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations:
        by_pair.setdefault(_ordered(relation.source, relation.target), []).append(relation)
    for found in by_pair.values():
        found.sort(key=lambda relation: (-relation.strength, relation.key))
    rows = []
    for one, other in combinations(sorted(niche_ids), 2):
        ends = list(product(covers.get(one, ()), covers.get(other, ())))
        linked = [(by_pair[pair], end) for end in ends if (pair := _ordered(*end)) in by_pair]
        if not linked or any(k == other_k for k, other_k in ends):
            continue
        strength = sum(found[0].strength for found, _ in linked) / (STRONGEST * len(ends))
        every = [(relation, k) for found, (k, _) in linked for relation in found]
        every.sort(key=lambda it: (-it[0].strength, it[0].key))
        first = {relation.type: (relation, k) for relation, k in reversed(every)}
        for relation, k in every if len(ends) == 1 else sorted(first.values(), key=every.index):
            source, target = (one, other) if relation.source == k else (other, one)
            reasons = relation.reason_en, relation.reason_sv
            parts = ";".join(relation.of_source), ";".join(relation.of_target)
            own = relation.strength / STRONGEST if len(ends) == 1 else strength
            rows.append((one, other, own, relation.type, source, target, *reasons, *parts))
    return pd.DataFrame(rows, columns=list(LINK_COLUMNS))


def held_shares(links: pd.DataFrame, named: Mapping[str, Sequence[Collection[str]]]) -> Matrix:
    """How often each link holds for two regions on its niches: the product of the shares on either end.

    A link that is told of some concepts of a niche holds for the regions whose areas name one of these, or the niche
    where it is among them.

    Parameters
    ----------
    links : DataFrame (n)
        See `known_links`.
    named : mapping of str to sequence of collections of str
        For each niche, what the areas of each region on it name of it: its own id, ids of concepts below it.

    Returns
    -------
    ndarray (n,)
        In [0, 1]; 1 where a link holds for the whole of both niches.

    Examples
    --------
    One of the two regions on energy names district heating, for which alone the link is told:

    >>> links = pd.DataFrame({"source": ["planning"], "target": ["energy"], "of_source": [""], "of_target": ["heat"]})
    >>> held_shares(links, {"energy": [{"heat", "energy"}, {"solar"}], "planning": [{"planning"}]})
    array([0.5])
    """

    def share(niche: str, of: str) -> float:
        wanted, regions = set(of.split(";")), named.get(niche, ())
        return sum(not wanted.isdisjoint(found) for found in regions) / len(regions) if regions else 0.0

    ends = [(links[end], links[f"of_{end}"]) for end in ("source", "target")]
    shares = [
        [share(niche, of) if of else 1.0 for niche, of in zip(niches, parts, strict=True)] for niches, parts in ends
    ]
    found: Matrix = np.prod(np.array(shares, dtype=np.float64), axis=0)
    return found


def known(niche_ids: Sequence[str], links: pd.DataFrame, *, held: npt.ArrayLike = 1.0) -> Matrix:
    """Relatedness that people know of: phi_ij = strength^2 held of a strong link of two specific niches, else 0.

    A niche that stands for a theme as a whole is related to none: what is known of its narrower niches need not hold
    for an area that names none of them. The strength is squared so that the relations which lead an explanation, the
    strong ones, also lead the score. A link of less than 2/3 counts nothing: it is too thin to be a reason. One that is
    told of some concepts alone counts as often as it holds, and nothing where that is less than a half, so that ranks
    rest on what can be told.

    Parameters
    ----------
    niche_ids : sequence of str
        Rows and columns.
    links : DataFrame (n)
        See `known_links`; links of niches that are not among `niche_ids` are left out.
    held : array_like (n,)
        See `held_shares`.

    Returns
    -------
    ndarray (n_niches, n_niches)
        In [0, 1].

    Examples
    --------
    >>> links = pd.DataFrame({"niche_a": ["rail"], "niche_b": ["steel"], "strength": [2 / 3]})
    >>> known(["rail", "steel"], links).round(3)
    array([[0.   , 0.444],
           [0.444, 0.   ]])
    """
    index = pd.Index(niche_ids)
    specific = np.array([not niche.endswith(WHOLE) for niche in niche_ids], dtype=bool)
    a, b = index.get_indexer(pd.Index(links["niche_a"])), index.get_indexer(pd.Index(links["niche_b"]))
    both = (a >= 0) & (b >= 0)
    phi = np.zeros((len(index), len(index)))
    strength = links["strength"].to_numpy(dtype=np.float64)
    counts = (strength >= LEAST_STRENGTH) & (np.asarray(held) >= LEAST_HELD)
    counting = np.where(counts, strength**2 * np.asarray(held), 0.0)
    np.maximum.at(phi, (a[both], b[both]), counting[both])
    phi = np.maximum(phi, phi.T)
    return phi * np.outer(specific, specific)


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
