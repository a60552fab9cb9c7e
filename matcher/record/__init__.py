"""The track record: who has worked with whom already, and what regions do as well as declare.

Counts by region of joint Interreg projects and of Horizon 2020 projects of universities, in `data/record`. They are
shown beside the scores and never part of one; that no joint project is counted does not mean that there was none.
"""

from __future__ import annotations

from matcher.record.fields import SOURCES, done, field_names, groups, more_than_usual, prior_shape, shrunk
from matcher.record.pairs import Joint, joint_among, joint_of
from matcher.record.programmes import AREA_STRANDS, in_programme, programme_name, programme_names, same_programme
from matcher.record.regions import common_ground, programmes_of, region_record
from matcher.record.relation import declared_and_done
from matcher.record.tables import INTERREG, STRANDS
from matcher.record.whereabouts import HOW, Whereabouts, whereabouts

__all__ = [
    "AREA_STRANDS",
    "HOW",
    "INTERREG",
    "SOURCES",
    "STRANDS",
    "Joint",
    "Whereabouts",
    "common_ground",
    "declared_and_done",
    "done",
    "field_names",
    "groups",
    "in_programme",
    "joint_among",
    "joint_of",
    "more_than_usual",
    "prior_shape",
    "programme_name",
    "programme_names",
    "programmes_of",
    "region_record",
    "same_programme",
    "shrunk",
    "whereabouts",
]
