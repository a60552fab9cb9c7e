"""Niches as what is known of them tells them apart: by hand on three regions and two niches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from by_hand import LINK_COLUMNS, tables_of

from matcher.fitted.facets import Facets, facets_of, whole
from matcher.fitted.tables import Fitted
from matcher.partners.reasons import reasons
from matcher.scores import pair_scores

#: A plans; B heats and C has solar power, both under energy; D works on rail.
LISTS = {"A": ["planning"], "B": ["energy"], "C": ["energy"], "D": ["rail"]}
SAID = {"A": "planning", "B": "heat", "C": "solar", "D": "rail"}


def links(of_energy: str) -> pd.DataFrame:
    row = ("energy", "planning", 1.0, "enables", "planning", "energy", "Plans need heat.", "Planer behöver värme.", "",
           of_energy)  # fmt: skip
    return pd.DataFrame([row], columns=list(LINK_COLUMNS))


def run(of_energy: str) -> Fitted:
    """The relation of planning and energy is told of some concepts of energy."""
    made = tables_of(LISTS, {("energy", "planning"): 1.0}, {})
    region = made.memberships["area_id"].map(made.areas.set_index("area_id")["region_id"])
    told = made.memberships.assign(concept=region.map(SAID), score=1.0)
    known = made.relations.assign(known=made.relations["relatedness"])
    return replace(made, memberships=told, links=links(of_energy), relations=known)


def test_one_niche_has_a_facet_for_each_set_of_relations_that_hold() -> None:
    found = run("heat").facets
    assert found.niche.tolist() == [0, 0, 1, 2]  # energy with and without the relation, planning, rail
    assert found.x.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    assert found.phi[2].tolist() == [1, 0, 0, 0]
    assert np.array_equal(found.phi, found.phi.T)


def test_what_is_brought_is_what_can_be_told() -> None:
    """Solar power is nothing to planning, though both regions work on energy."""
    tables = run("heat")
    scores = tables.scores
    assert scores.brings[0, 1:].tolist() == [1, 0, 0]
    assert [bool(reasons(tables, 0, s)) for s in (1, 2, 3)] == [True, False, False]
    assert scores.z[0, 1] > 0 > scores.z[0, 2] == scores.z[0, 3]
    # By chance one of three others has heat.
    assert scores.expected[0, 1] == pytest.approx(1 / 3)
    assert np.nan_to_num(scores.brings[1:, 0]).tolist() == [1, 0, 0]


def test_parts_by_niche_sum_to_the_score() -> None:
    tables = run("heat")
    for s in (1, 2, 3):
        parts = tables.gains(0, s)
        assert parts.shape == (3, 3)
        assert parts.sum() == pytest.approx(tables.scores.complementarity[0, s])
    assert tables.gap_values[0].tolist() == [1, 0, 0]


def test_a_relation_of_whole_niches_leaves_them_whole() -> None:
    tables = run("")
    assert tables.facets.niche.tolist() == [0, 1, 2]
    usual = pair_scores(tables.x, tables.missing, tables.phi)
    for one, other in zip(tables.scores, usual, strict=True):
        assert np.array_equal(one, other, equal_nan=True)
    assert tables.scores.brings[0, 1:].tolist() == [1, 1, 0]


def test_a_blend_with_other_sources_leaves_niches_whole() -> None:
    """What is listed together says nothing of concepts."""
    tables = run("heat")
    blended = replace(tables, relations=tables.relations.assign(relatedness=0.5, known=0.25))
    assert np.array_equal(blended.facets.phi, tables.facets.phi)  # a scale is no blend
    more = pd.concat([tables.relations, tables.relations.assign(niche_b="rail", known=0.0, relatedness=0.5)])
    assert replace(tables, relations=more).facets.niche.tolist() == [0, 1, 2]


def test_the_overlap_is_that_of_niches() -> None:
    assert run("heat").scores.overlap[1, 2] == 1
    assert np.array_equal(run("heat").scores.overlap, run("").scores.overlap, equal_nan=True)


def test_facets_do_not_hang_on_the_order_of_regions() -> None:
    tables, ids = run("heat"), ["energy", "planning", "rail"]
    names = [["planning"], ["heat"], ["solar"], ["rail"]]
    order = [2, 3, 0, 1]
    one = facets_of(tables.x, ids, tables.links, lambda r, _: names[r])
    other = facets_of(tables.x[order], ids, tables.links, lambda r, _: [names[i] for i in order][r])
    assert np.array_equal(one.x[order], other.x)
    assert np.array_equal(one.phi, other.phi)


def test_lists_of_niches_become_lists_of_facets() -> None:
    """Each region keeps its own facet; of what is new to it, it has that of most regions."""
    facets = Facets(np.array([0, 0, 1]), np.array([[1.0, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]), np.zeros((3, 3)))
    lists = np.array([[1.0, 1], [0, 1], [1, 0], [1, 1]])
    assert facets.listed(lists, np.arange(4)).tolist() == [[1, 0, 1], [0, 0, 1], [0, 1, 0], [0, 1, 1]]
    assert facets.folded(facets.listed(lists, np.arange(4))).tolist() == lists.tolist()
    assert facets.spread(lists)[0].tolist() == [1, 1, 1]
    assert facets.largest(np.array([0.2, 0.5, 0.1])).tolist() == [0.5, 0.1]
    assert facets.columns([0]) == [0, 1]
    assert whole(lists, np.zeros((2, 2))).listed(lists, np.arange(4)).tolist() == lists.tolist()
