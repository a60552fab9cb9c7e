"""Two runs of different periods side by side: what came, went, stayed and was reworded.

Facts only, as `matcher compare --json` prints them. A region that the newer data lack is "not in the newer data": its
areas did not go, nobody knows. Changes of themes and partners are told over the regions that both runs hold.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from matcher.errors import RunError
from matcher.records import HORIZONTAL, area_texts
from matcher.run import Run

__all__ = ["area_changes", "compare"]

Facts = dict[str, Any]
Matrix = npt.NDArray[np.float64]

#: Cosine from which an area counts as an earlier one in other words.
REWORDED = 0.6
#: Cosine from which a niche of one run counts as a niche of the other.
SAME_NICHE = 0.5
#: Partners are compared within the first so many.
TOP = 5
DECIMALS = 6


class Side(NamedTuple):
    """One run, with what the comparison asks of it."""

    run: Run
    texts: dict[str, list[str]]
    vectors: dict[str, Matrix]


class Change(NamedTuple):
    """What became of a region's areas."""

    stayed: list[str]
    reworded: list[Facts]
    came: list[str]
    went: list[str]


def compare(old: Run, new: Run, top: int = TOP) -> Facts:
    """What changed between two runs.

    Parameters
    ----------
    old, new : Run
        Fitted with the same model, so that their vectors can be compared.
    top : int
        How many of the first partners are compared.

    Returns
    -------
    dict
        old, new {source, regions, areas}; regions [{region_id, region, status, stayed, reworded [{old, new,
        closeness}], came, went, horizontal}]; niches [{niche_old, label_old, niche_new, label_new, closeness,
        regions_old, regions_new}], matched by an optimal assignment of their areas' mean vectors, or by id where both
        runs name them alike; partners [{region_id, region, gained, lost}], each entry {region_id, region, rank_old,
        rank_new, reason {code, ...}}. Statuses: "in both", "not in the newer data", "not in the older data".

    Raises
    ------
    RunError
        The runs were made with different models.
    """
    fingerprints = [run.settings["model"]["fingerprint"] for run in (old, new)]
    if fingerprints[0] != fingerprints[1]:
        names = " and ".join(run.settings["model"]["name"] for run in (old, new))
        raise RunError("the runs cannot be compared", expected="one model", found=names, do="fit both with one model")
    before, after = _side(old), _side(new)
    changes = {region_id: _change(before, after, region_id) for region_id in _ids(old) & _ids(new)}
    return {
        "old": _summary(old),
        "new": _summary(new),
        "regions": [_region(before, after, region_id, changes) for region_id in sorted(_ids(old) | _ids(new))],
        "niches": _niches(old, new, sorted(changes)),
        "partners": [_partners(old, new, region_id, changes, top) for region_id in sorted(changes)],
    }


def area_changes(facts: Facts) -> pd.DataFrame:
    """The areas of `compare` as a table: region_id, region, change, area, area_old, closeness; one row an area."""
    rows = []
    for region in facts["regions"]:
        names = {"region_id": region["region_id"], "region": region["region"]}
        if region["status"] != "in both":
            rows.append({**names, "change": region["status"]})
        for change in ("came", "went", "stayed"):
            rows += [{**names, "change": change, "area": area} for area in region[change]]
        for pair in region["reworded"]:
            found = {"area": pair["new"], "area_old": pair["old"], "closeness": pair["closeness"]}
            rows.append({**names, "change": "reworded", **found})
    return pd.DataFrame(rows, columns=["region_id", "region", "change", "area", "area_old", "closeness"])


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


def _side(run: Run) -> Side:
    texts = area_texts(run.areas)
    grouped = {str(region_id): index for region_id, index in texts.groupby(run.areas["region_id"]).groups.items()}
    return Side(
        run,
        {region_id: texts[index].tolist() for region_id, index in grouped.items()},
        {region_id: run.vectors[index].astype(np.float64) for region_id, index in grouped.items()},
    )


def _ids(run: Run) -> set[str]:
    return set(run.region_ids)


def _summary(run: Run) -> Facts:
    return {"source": run.settings["data"]["source"], "regions": len(run.regions), "areas": len(run.areas)}


def _change(before: Side, after: Side, region_id: str) -> Change:
    """First what is worded alike, then the best assignment of the rest."""
    old, new = before.texts[region_id], after.texts[region_id]
    worded = {text.casefold() for text in old} & {text.casefold() for text in new}
    left = [place for place, text in enumerate(old) if text.casefold() not in worded]
    right = [place for place, text in enumerate(new) if text.casefold() not in worded]
    closeness = np.asarray(before.vectors[region_id][left] @ after.vectors[region_id][right].T)
    pairs = match(closeness, REWORDED)
    gone, entered = {i for i, _ in pairs}, {j for _, j in pairs}
    reworded = [
        {"old": old[left[i]], "new": new[right[j]], "closeness": round(float(closeness[i, j]), DECIMALS)}
        for i, j in pairs
    ]
    return Change(
        stayed=[text for text in new if text.casefold() in worded],
        reworded=reworded,
        came=[new[place] for j, place in enumerate(right) if j not in entered],
        went=[old[place] for i, place in enumerate(left) if i not in gone],
    )


def _region(before: Side, after: Side, region_id: str, changes: dict[str, Change]) -> Facts:
    source = after if region_id in after.texts else before
    facts: Facts = {"region_id": region_id, "region": source.run.region(region_id).region}
    if change := changes.get(region_id):
        facts |= {"status": "in both", **change._asdict()}
    else:
        status = "not in the older data" if source is after else "not in the newer data"
        facts |= {"status": status, "stayed": [], "reworded": [], "came": [], "went": []}
    # Which of the areas, of either time, have no thematic content.
    horizontal = {text for side in (before, after) for text in side.run.areas_on(region_id, HORIZONTAL)}
    return facts | {"horizontal": sorted(horizontal)}


def _niches(old: Run, new: Run, shared: list[str]) -> list[Facts]:
    """Niches of both runs, matched, with the number of regions of both runs that work on them."""
    pairs = _matched_niches(old, new)
    counts = [_counts(run, shared) for run in (old, new)]
    rows = []
    for i, j, closeness in pairs:
        one, other = old.niche_ids[i], new.niche_ids[j]
        rows.append(_niche(old, one, new, other, closeness, counts))
    matched = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    rows += [_niche(old, n, new, None, None, counts) for i, n in enumerate(old.niche_ids) if i not in matched[0]]
    rows += [_niche(old, None, new, n, None, counts) for j, n in enumerate(new.niche_ids) if j not in matched[1]]
    return sorted(rows, key=lambda row: (-abs(row["regions_new"] - row["regions_old"]), str(row["label_new"])))


def _niche(
    old: Run, one: str | None, new: Run, other: str | None, closeness: float | None, counts: list[dict[str, int]]
) -> Facts:
    return {
        "niche_old": one,
        "label_old": old.labels[one] if one else None,
        "niche_new": other,
        "label_new": new.labels[other] if other else None,
        "closeness": closeness,
        "regions_old": counts[0][one] if one else 0,
        "regions_new": counts[1][other] if other else 0,
    }


def _matched_niches(old: Run, new: Run) -> list[tuple[int, int, float | None]]:
    """Niches by number; by id and label where both runs name all shared ids alike, as guided themes do."""
    shared = set(old.niche_ids) & set(new.niche_ids)
    if shared and all(old.labels[niche] == new.labels[niche] for niche in shared):
        return [(old.niche_ids.index(niche), new.niche_ids.index(niche), None) for niche in sorted(shared)]
    closeness = _centroids(old) @ _centroids(new).T
    return [(i, j, round(float(closeness[i, j]), DECIMALS)) for i, j in match(closeness, SAME_NICHE)]


def _centroids(run: Run) -> Matrix:
    """Mean vector of each niche's own areas, of length 1 (n_niches, d)."""
    place = {area_id: row for row, area_id in enumerate(run.areas["area_id"])}
    own = run.memberships[run.memberships["membership"] == 1]
    sums = np.zeros((len(run.niche_ids), run.vectors.shape[1]))
    number = {niche: row for row, niche in enumerate(run.niche_ids)}
    for area_id, theme_id in zip(own["area_id"], own["theme_id"], strict=True):
        if theme_id in number:
            sums[number[theme_id]] += run.vectors[place[area_id]]
    unit: Matrix = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return unit


def _counts(run: Run, shared: list[str]) -> dict[str, int]:
    rows = [run.region_ids.index(region_id) for region_id in shared]
    totals = run.x[rows].sum(axis=0).astype(int).tolist()
    return dict(zip(run.niche_ids, totals, strict=True))


def _partners(old: Run, new: Run, region_id: str, changes: dict[str, Change], top: int) -> Facts:
    """Partners that entered or left the first `top`, ranked among the regions that both runs hold."""
    ranks = [_ranks(run, region_id, changes) for run in (old, new)]
    first = [{other for other, rank in found.items() if rank <= top} for found in ranks]

    def entry(other: str, *, gained: bool) -> Facts:
        return {
            "region_id": other,
            "region": new.region(other).region,
            "rank_old": ranks[0].get(other),
            "rank_new": ranks[1].get(other),
            "reason": _reason(old, new, region_id, other, changes, gained=gained),
        }

    return {
        "region_id": region_id,
        "region": new.region(region_id).region,
        "gained": [entry(other, gained=True) for other in sorted(first[1] - first[0], key=lambda it: ranks[1][it])],
        "lost": [entry(other, gained=False) for other in sorted(first[0] - first[1], key=lambda it: ranks[0][it])],
    }


def _ranks(run: Run, region_id: str, changes: dict[str, Change]) -> dict[str, int]:
    """Rank of each partner with a score, among the regions that both runs hold; ties by id."""
    found = run.partners(region_id)
    found = found[found["region_id"].isin(list(changes)) & found["rank"].notna() & (found["complementarity"] > 0)]
    return {region_id: rank for rank, region_id in enumerate(found["region_id"], start=1)}


def _reason(old: Run, new: Run, region_id: str, other: str, changes: dict[str, Change], *, gained: bool) -> Facts:
    """The change of areas behind the largest part of the score (new where gained, old where lost) that has one."""
    run, happened, key = (new, "came", "new") if gained else (old, "went", "old")
    theirs_code, mine_code = (
        ("partner_has_more", "own_areas_came") if gained else ("partner_has_less", "own_areas_went")
    )
    mine, theirs = changes[region_id], changes[other]
    parts = [part for part in run.explain(region_id, other)["a_gains"]["parts"] if part["value"] > 0]
    for part in parts:
        if areas := _among(part["areas_b"], getattr(theirs, happened)):
            return {"code": theirs_code, "areas": areas, "niche": part["label"]}
        if areas := _among(part["areas_a"], getattr(mine, happened)):
            return {"code": mine_code, "areas": areas, "niche": part["label"], "brought": part["areas_b"]}
    return _reworded(parts, mine, theirs, key) or _shifted(old, new, region_id, other)


def _reworded(parts: list[Facts], mine: Change, theirs: Change, key: str) -> Facts | None:
    """Areas behind the score that say the same in other words, and were placed elsewhere for it."""
    texts = {text for part in parts for text in (*part["areas_a"], *part["areas_b"])}
    pairs = [pair for change in (mine, theirs) for pair in change.reworded if pair[key] in texts]
    return {"code": "reworded", "pairs": pairs} if pairs else None


def _among(areas: list[str], changed: list[str]) -> list[str]:
    return [area for area in areas if area in changed]


def _shifted(old: Run, new: Run, region_id: str, other: str) -> Facts:
    """No area of the two changed: others came between, or themes and chance shifted with the rest of the data."""
    values = [run.explain(region_id, other)["a_gains"]["complementarity"] for run in (old, new)]
    return {"code": "others_changed", "old": values[0], "new": values[1]}
