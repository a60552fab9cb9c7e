"""What a region of a run has done, beside what it declares; and what two regions do though not both declare it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matcher.areas import HORIZONTAL
from matcher.facts import (
    Active,
    Common,
    ProgrammeRecord,
    RecordPartner,
    RegionRecord,
    ThemeRecord,
    Undeclared,
)
from matcher.fitted.once import once_a_run
from matcher.fitted.tables import Fitted
from matcher.places import is_national_list, place
from matcher.record.declared import Declared, declared_in
from matcher.record.fields import FEWEST, Group, done, groups, more_than_usual
from matcher.record.pairs import Joint, joint_of
from matcher.record.tables import fields_of, region_programmes
from matcher.record.whereabouts import counted_for, whereabouts

__all__ = ["ACTIVE", "active_in", "common_ground", "programmes_of", "region_record"]

#: A region is active in a field from this quotient on, in common ground with another one.
ACTIVE = 1.2


def region_record(tables: Fitted, region: str) -> RegionRecord:
    """What a region has done, as far as it is counted, beside what it declares.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    region : str
        Id or name.

    Returns
    -------
    RegionRecord
        `declared` holds every broad theme that the region declares, and then those that it may declare
        (`matcher.record.declared`), also one in which it does less than usual, with the share of its projects in the
        fields that mean the theme (`matcher.record.done`); `undeclared` the fields in which it surely does more than
        usual and of whose themes it may declare none.
    """
    own = tables.region(region)
    programmes = programmes_of(own.region_id)
    return {
        "region_id": own.region_id,
        "region": own.region,
        "counted_for": counted_for(own.region_id),
        "interreg": sum(one["projects"] for one in programmes),
        "h2020": _projects(own.region_id, "h2020"),
        "programmes": programmes,
        "partners": _partners(tables, own.region_id),
        "declared": [_declared(tables, own.region_id, *entry) for entry in _surest_first(tables, own.region_id)],
        "undeclared": list(_undeclared(tables, own.region_id)),
    }


def programmes_of(region_id: str) -> list[ProgrammeRecord]:
    """A region's Interreg programmes, the newest period first and the most projects; parts of a region are added.

    Examples
    --------
    >>> [(one["programme"], one["projects"]) for one in programmes_of("SE125") if one["period"] == "2007-2013"]
    [('Baltic Sea Region', 2), ('Interreg IVC', 1)]
    """
    found: dict[tuple[str, str, str], ProgrammeRecord] = {}
    for one in (one for code in whereabouts(region_id).codes for one in region_programmes().get(code, ())):
        key = (one.strand, one.programme, one.period)
        before = found[key]["projects"] if key in found else 0
        found[key] = {
            "strand": one.strand,
            "programme": one.programme,
            "period": one.period,
            "projects": min(before + one.projects, one.of),
            "of": one.of,
        }
    ordered = sorted(found.values(), key=lambda one: (-one["projects"], one["programme"]))
    return sorted(ordered, key=lambda one: one["period"], reverse=True)


def active_in(tables: Fitted, region_id: str, group: Group) -> Active | None:
    """What a region does in the fields of a group; None where it is not active, or no theme of the group is in the run.

    Active is who has at least three projects and a quotient of 1.2 or more, by counts of its own.
    """
    themes = [theme for theme in group.themes if theme in tables.labels]
    found = done(region_id, group) if themes and whereabouts(region_id).own else None
    if found is None or found["projects"] < FEWEST or found["quotient"] < ACTIVE:
        return None
    said = [one for theme in themes if (one := declared_in(tables, region_id, theme))]
    declares = any(one.sure for one in said)
    return {"region_id": region_id, "declares": declares, "perhaps": bool(said) and not declares, "done": found}


def common_ground(tables: Fitted, a: str, b: str) -> list[Common]:
    """Fields in which two regions are both active though one surely declares none of them; the most first.

    A region is active in a field with at least three projects and a quotient of 1.2 or more. Of a region that is only
    counted with a whole country nothing is told.

    Parameters
    ----------
    tables : Fitted
    a, b : str
        Ids of two regions.
    """
    found = _common(tables, a, b)
    return sorted(found, key=lambda one: -min(one["a"]["done"]["projects"], one["b"]["done"]["projects"]))


def _common(tables: Fitted, a: str, b: str) -> Iterator[Common]:
    for group in groups():
        first, second = (active_in(tables, region_id, group) for region_id in (a, b))
        if first and second and not all(side["declares"] or side["perhaps"] for side in (first, second)):
            themes = [theme for theme in group.themes if theme in tables.labels]
            yield {"themes": themes, "labels": [tables.labels[theme] for theme in themes], "a": first, "b": second}


def _themes(tables: Fitted, region_id: str) -> dict[str, Declared]:
    """Broad themes that a region declares or may declare, by label."""
    found = {theme: declared_in(tables, region_id, theme) for theme in _broad_themes(tables)}
    return {theme: said for theme, said in found.items() if said}


def _surest_first(tables: Fitted, region_id: str) -> list[tuple[str, Declared]]:
    """The same, with what the region surely declares before what it may declare."""
    return sorted(_themes(tables, region_id).items(), key=lambda entry: not entry[1].sure)


@once_a_run
def _broad_themes(tables: Fitted) -> list[str]:
    """Broad themes with a subject, by label."""
    themes = tables.columns("theme_table")
    broad = [theme for theme, level in zip(themes["theme_id"], themes["level"], strict=True) if level == "theme"]
    return sorted((theme for theme in broad if theme != HORIZONTAL), key=lambda theme: tables.labels[theme])


def _declared(tables: Fitted, region_id: str, theme: str, said: Declared) -> ThemeRecord:
    found = [done(region_id, group) for group in groups() if theme in group.themes]
    return {
        "theme": theme,
        "label": tables.labels[theme],
        "sure": said.sure,
        "areas": said.areas,
        "parts": said.parts,
        "fields": bool(found),
        "done": [one for one in found if one is not None],
    }


def _undeclared(tables: Fitted, region_id: str) -> Iterator[Undeclared]:
    declared = set(_themes(tables, region_id))
    # Where themes are no themes of the vocabulary, it cannot be told what a region declares.
    known = [group for group in groups() if any(theme in tables.labels for theme in group.themes)]
    for group in known:
        found = done(region_id, group)
        if found is not None and more_than_usual(found) and not declared & set(group.themes):
            yield {"themes": list(group.themes), "labels": _labels(tables, group), "done": found}


def _labels(tables: Fitted, group: Group) -> list[str]:
    from matcher.vocabulary import load_vocabulary

    return [tables.labels.get(theme) or load_vocabulary().label(theme) for theme in group.themes]


def _projects(region_id: str, source: str) -> int:
    _, counts = fields_of(source)
    return int(sum(counts[code].sum() for code in whereabouts(region_id).codes if code in counts))


def _partners(tables: Fitted, region_id: str) -> list[RecordPartner]:
    """Regions of the run with joint projects, the most first; without national lists beside regions.

    Regions that are counted as one stand there once, under the name of the larger region.
    """
    joint, r, names = joint_of(tuple(tables.region_ids)), tables.row(region_id), _single(tables)
    every = np.nan_to_num(joint.interreg[r] + joint.h2020[r])
    order = sorted(np.flatnonzero(every), key=lambda s: (-every[s], tables.region_ids[s]))
    found = [_partner(joint, r, int(s), name) for s in order if (name := names.get(tables.region_ids[s]))]
    return list({one["region_id"]: one for one in reversed(found)}.values())[::-1]


@once_a_run
def _single(tables: Fitted) -> dict[str, str]:
    """Names of regions by id, without national lists."""
    return {each.region_id: each.region for each in tables.listed if not is_national_list(each.region_id, each.note)}


def _partner(joint: Joint, r: int, s: int, name: str) -> RecordPartner:
    code, whole = joint.region_ids[s], joint.found[s].how == "whole"
    if whole and (around := place(joint.found[s].codes[0])):
        code, name = around.code, around.name
    return {
        "region_id": code,
        "region": name,
        "whole": whole,
        "interreg": int(joint.interreg[r, s]),
        "interreg_expected": float(joint.interreg_expected[r, s]),
        "h2020": int(joint.h2020[r, s]),
        "h2020_expected": float(joint.h2020_expected[r, s]),
        "last": str(joint.last[r, s]),
    }
