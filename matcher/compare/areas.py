"""What became of each region's areas between two runs."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from matcher.areas import HORIZONTAL, area_texts
from matcher.errors import RunError
from matcher.facts import AreaName, Comparison, PairOfAreas, RegionChange, RunSummary
from matcher.fitted.tables import Fitted
from matcher.later import pd

__all__ = [
    "Change",
    "Side",
    "area_changes",
    "change_of",
    "check_models",
    "match",
    "names",
    "region_facts",
    "side_of",
    "summary",
]

Matrix = npt.NDArray[np.float64]

DECIMALS = 6
#: Notes of the data that say that a region has areas which the list does not show.
_PARTIAL = re.compile(r"\b(partial list|cut short|cut off)\b|ofullständig", re.IGNORECASE)
Kind = Literal["came", "went", "missing_in_older", "missing_in_newer", "stayed"]
#: Fields of a region's facts that hold areas, with the words by which a table calls what became of them.
KINDS: dict[Kind, str] = {
    "came": "came",
    "went": "went",
    "missing_in_older": "not in the older list, which is partial",
    "missing_in_newer": "not in the newer list, which is partial",
    "stayed": "stayed",
}


class Side(NamedTuple):
    """One run, with what the comparison asks of it; `partial` holds the ids of regions whose lists are not complete."""

    run: Fitted
    texts: dict[str, list[str]]
    vectors: dict[str, Matrix]
    partial: frozenset[str]


class Change(NamedTuple):
    """What became of a region's areas; `perhaps` pairs some that went, or are missing, with some that came."""

    stayed: list[str]
    reworded: list[PairOfAreas]
    perhaps: list[PairOfAreas]
    came: list[str]
    went: list[str]
    missing_in_older: list[str]
    missing_in_newer: list[str]


def check_models(old: Fitted, new: Fitted) -> None:
    """Refuse runs whose vectors cannot be compared.

    Raises
    ------
    RunError
        The runs were made with different models, or with different versions of one.
    """
    models = [run.settings["model"] for run in (old, new)]
    if models[0]["fingerprint"] == models[1]["fingerprint"]:
        return
    names = [model["name"] for model in models]
    if names[0] == names[1]:
        found = "an older run that was made with another version of the model than the newer one"
        do = f"fit it again: matcher fit {old.settings['data']['source']} -o RUN"
        raise RunError("the runs cannot be compared", expected=f"one version of {names[0]}", found=found, do=do)
    found = " and ".join(names)
    raise RunError("the runs cannot be compared", expected="one model", found=found, do="fit both with one model")


def summary(run: Fitted) -> RunSummary:
    """source, regions, areas: what a run was fitted on."""
    return {"source": run.settings["data"]["source"], "regions": len(run.regions), "areas": len(run.areas)}


def side_of(run: Fitted) -> Side:
    """A run with its areas' texts and vectors by region."""
    texts = area_texts(run.areas)
    grouped = {str(region_id): index for region_id, index in texts.groupby(run.areas["region_id"]).groups.items()}
    noted = zip(run.regions["region_id"], run.regions["note"], run.regions["complete"], strict=True)
    return Side(
        run,
        {region_id: texts[index].tolist() for region_id, index in grouped.items()},
        {region_id: run.vectors[index].astype(np.float64) for region_id, index in grouped.items()},
        frozenset(code for code, note, complete in noted if _PARTIAL.search(note) or "unknown" in complete),
    )


def change_of(before: Side, after: Side, region_id: str) -> Change:
    """First what is worded alike, then the best assignment of the rest; what a partial list lacks is missing there."""
    old, new = before.texts[region_id], after.texts[region_id]
    worded = {text.casefold() for text in old} & {text.casefold() for text in new}
    left = [place for place, text in enumerate(old) if text.casefold() not in worded]
    right = [place for place, text in enumerate(new) if text.casefold() not in worded]
    closeness = np.asarray(before.vectors[region_id][left] @ after.vectors[region_id][right].T)
    floors = after.run.floors
    pairs = match(closeness, floors.reworded)
    gone, entered = {i for i, _ in pairs}, {j for _, j in pairs}
    rest = [i for i in range(len(left)) if i not in gone], [j for j in range(len(right)) if j not in entered]
    weaker = [(rest[0][i], rest[1][j]) for i, j in match(closeness[np.ix_(*rest)], floors.perhaps)]

    def paired(found: list[tuple[int, int]]) -> list[PairOfAreas]:
        return [
            {"old": old[left[i]], "new": new[right[j]], "closeness": round(float(closeness[i, j]), DECIMALS)}
            for i, j in found
        ]

    only_old, only_new = [old[left[i]] for i in rest[0]], [new[right[j]] for j in rest[1]]
    known_before, known_after = region_id not in before.partial, region_id not in after.partial
    return Change(
        stayed=[text for text in new if text.casefold() in worded],
        reworded=paired(pairs),
        perhaps=paired(weaker),
        came=only_new if known_before else [],
        went=only_old if known_after else [],
        missing_in_older=[] if known_before else only_new,
        missing_in_newer=[] if known_after else only_old,
    )


def region_facts(before: Side, after: Side, region_id: str, changes: dict[str, Change]) -> RegionChange:
    """One region as `compare` tells it."""
    source = after if region_id in after.texts else before
    absent = "not in the older data" if source is after else "not in the newer data"
    change = changes.get(region_id, Change([], [], [], [], [], [], []))
    # Which of the areas, of either time, have no thematic content.
    horizontal = {text for side in (before, after) for text in side.run.areas_on(region_id, HORIZONTAL)}
    return {
        "region_id": region_id,
        "region": source.run.region(region_id).region,
        "status": "in both" if region_id in changes else absent,
        "partial_old": region_id in before.partial,
        "partial_new": region_id in after.partial,
        "stayed": change.stayed,
        "reworded": change.reworded,
        "perhaps": change.perhaps,
        "came": change.came,
        "went": change.went,
        "missing_in_older": change.missing_in_older,
        "missing_in_newer": change.missing_in_newer,
        "horizontal": sorted(horizontal),
    }


def area_changes(facts: Comparison) -> pd.DataFrame:
    """The areas of `compare` as a table: region_id, region, change, area, area_old, closeness; one row an area."""
    rows: list[dict[str, object]] = []
    for region in facts["regions"]:
        own = {"region_id": region["region_id"], "region": region["region"]}
        if region["status"] != "in both":
            rows.append({**own, "change": region["status"]})
        for field, change in KINDS.items():
            rows += [{**own, "change": change, "area": area} for area in region[field]]
        for pair in region["reworded"]:
            found = {"area": pair["new"], "area_old": pair["old"]}
            rows.append({**own, "change": "reworded", **found, "closeness": pair["closeness"]})
    return pd.DataFrame(rows, columns=["region_id", "region", "change", "area", "area_old", "closeness"])


def names(before: Side, after: Side, region_ids: set[str]) -> list[AreaName]:
    """Published names of the regions' areas in their own languages, those of the newer list last."""
    found: list[AreaName] = []
    for side in (before, after):
        areas = side.run.areas[side.run.areas["region_id"].isin(region_ids)]
        columns = (areas["region_id"], area_texts(areas), areas["area_original"], areas["language"])
        for region_id, text, original, language in zip(*columns, strict=True):
            if original:
                found.append({"region_id": region_id, "area": text, "area_original": original, "language": language})
    return found


def match(closeness: Matrix, least: float) -> list[tuple[int, int]]:
    """Pairs (row, column) of the assignment with the largest total closeness, those of at least `least` only.

    Examples
    --------
    >>> match(np.array([[0.9, 0.8], [0.8, 0.1]]), least=0.6)
    [(0, 1), (1, 0)]
    """
    if not closeness.size:
        return []
    # Below the threshold nothing counts, so that no weak pair is bought with a strong one.
    value = np.where(closeness >= least, np.round(closeness, DECIMALS), 0.0)
    rows, columns = linear_sum_assignment(value, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if value[i, j] > 0]
