"""What the sheet of a consortium and the draft of an expression of interest say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from matcher.errors import SettingError
from matcher.facts import GAINS, ConsortiumAnswer, Explanation, Gain
from matcher.partners import explain
from matcher.report.facts.regions import (
    RegionFacts,
    SourceFacts,
    contacts_of,
    flat,
    known_of,
    labels_of,
    region_facts,
    sources_of,
    theme_id,
)
from matcher.vocabulary import load_vocabulary
from matcher.words.names import published_names

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted

__all__ = ["GroupFacts", "InterestFacts", "group_facts", "interest_facts"]

#: More regions than this make no draft that can be read.
MOST_REGIONS = 12


@dataclass(frozen=True)
class GroupFacts:
    """What the sheet of a consortium says: the answer of `Run.consortium`, regions' names by id, and who to ask."""

    answer: ConsortiumAnswer
    names: Mapping[str, str]
    contacts: Mapping[str, list[str]]
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class InterestFacts:
    """What the draft of an expression of interest says.

    `topic` is the label of its theme, "" where none is named; `areas` holds each region's areas on it, by id. `shared`
    are labels of niches that several of the regions work on, `pairs` the explanations of all pairs, and `known` the
    partnerships in common of two regions, by their ids.
    """

    topic: str
    regions: list[RegionFacts]
    areas: Mapping[str, list[str]]
    shared: list[str]
    pairs: list[Explanation]
    known: Mapping[tuple[str, str], list[str]]
    sources: list[SourceFacts]
    settings: list[tuple[str, str]]
    published: Mapping[tuple[str, str], tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]


def group_facts(run: Fitted, answer: ConsortiumAnswer) -> GroupFacts:
    """Facts of the sheet of a consortium.

    Parameters
    ----------
    run : Fitted
    answer : ConsortiumAnswer
        What `Run.consortium` returned.
    """
    ids = list(dict.fromkeys(member["region_id"] for group in answer["groups"] for member in group["members"]))
    return GroupFacts(
        answer=answer,
        names=dict(zip(run.regions["region_id"], run.regions["region"], strict=True)),
        contacts=contacts_of(run.areas, ids),
        sources=sources_of(run, ids),
        settings=flat(run.settings),
        published=published_names(run.areas, ids),
        labels={code: known | _asked_labels(answer, code) for code, known in labels_of(run).items()},
    )


def _asked_labels(answer: ConsortiumAnswer, language: str) -> dict[str, str]:
    """What niches that are asked for are called in a language, also where no region of the run works on them."""
    vocabulary = load_vocabulary()
    asked = [niches for step in answer["asked"] for niches in step["niches"].items()]
    return {label: vocabulary.label(niche, language) for niche, label in asked if niche in vocabulary}


def _on(explanation: Explanation, niches: Collection[str]) -> Explanation:
    """An explanation with only those reasons that touch one of some niches."""
    kept: dict[str, Gain] = {}
    for side in GAINS.values():
        reasons = [it for it in explanation[side]["reasons"] if it["niche"] in niches or it["own_niche"] in niches]
        kept[side] = {**explanation[side], "reasons": reasons}
    return {**explanation, "a_gains": kept["a_gains"], "b_gains": kept["b_gains"]}


def interest_facts(run: Fitted, regions: Sequence[str], *, theme: str = "") -> InterestFacts:
    """Facts of the draft of an expression of interest.

    Parameters
    ----------
    run : Fitted
    regions : sequence of str
        Ids or names of at least two regions.
    theme : str
        A broad theme or niche by id or label, to which areas and fields are limited; "" for all.

    Raises
    ------
    SettingError
        There are fewer than two different regions, or too many.
    """
    ids = list(dict.fromkeys(run.region(name).region_id for name in regions))
    if not 2 <= len(ids) <= MOST_REGIONS:
        raise SettingError("a draft of an expression of interest", expected=f"2 to {MOST_REGIONS} different regions",
                           found=str(len(ids)))  # fmt: skip
    niches = set(run.niches_of(theme)) if theme else set(run.niche_ids)
    rows = [run.region_ids.index(region_id) for region_id in ids]
    several = [run.niche_ids[column] for column in np.flatnonzero(run.x[rows].sum(axis=0) > 1)]
    areas = {
        region_id: list(dict.fromkeys(
            text for niche in run.niches_in(row) if niche in niches for text in run.sure_areas(region_id, niche)
        ))
        for region_id, row in zip(ids, rows, strict=True)
    }  # fmt: skip
    known = {(a, b): names for a in ids for b, names in known_of(run, a).items() if b in ids and a < b}
    return InterestFacts(
        topic=run.labels[theme_id(run, theme)] if theme else "",
        regions=[region_facts(run, region_id) for region_id in ids],
        areas=areas,
        shared=[run.labels[niche] for niche in several if niche in niches],
        pairs=[_on(explain(run, a, b), niches) for a, b in combinations(ids, 2)],
        known=known,
        sources=sources_of(run, ids),
        settings=flat(run.settings),
        published=published_names(run.areas, ids),
        labels=labels_of(run),
    )
