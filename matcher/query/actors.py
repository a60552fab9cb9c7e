"""Actors: which organisations work on a text, and which of two regions might meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, area_texts
from matcher.errors import SettingError
from matcher.facts import ActorFacts, Explanation, Meeting, Meetings, Part
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.query.closeness import Asked, closeness
from matcher.settings import ACTOR_RANKINGS, DECIMALS

__all__ = ["ACTOR_RANKINGS", "RANKED_ACTOR_COLUMNS", "meeting_table", "meetings", "niche_agreement", "rank_actors"]

RANKED_ACTOR_COLUMNS = (
    "rank",
    "closeness",
    "meaning",
    "words",
    "niche_agreement",
    "niches",
    "actor_id",
    "name",
    "kind",
    "region_id",
    "region",
    "country",
    "text",
    "url",
)
#: How many niches of each score, and actors on each side, a meeting list shows.
MOST_PARTS = 3
MOST_ACTORS = 3


def niche_agreement(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two texts fall into the same niches: sum of the smaller memberships over sum of the larger (Ruzicka).

    Examples
    --------
    >>> niche_agreement({"rail": 1.0, "food": 0.5}, {"rail": 1.0})
    0.6666666666666666
    """
    niches = sorted({*one, *other} - {HORIZONTAL})
    larger = sum(max(one.get(niche, 0.0), other.get(niche, 0.0)) for niche in niches)
    smaller = sum(min(one.get(niche, 0.0), other.get(niche, 0.0)) for niche in niches)
    return smaller / larger if larger else 0.0


def rank_actors(
    tables: Fitted,
    actors: pd.DataFrame,
    vectors: npt.ArrayLike,
    placed: pd.DataFrame,
    asked: Asked,
    *,
    by: str = "closeness",
    top: int | None = None,
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """Actors that are close to a text, the closest first; those that are not are left out.

    An actor is close from `matcher.settings.Floors.asked` on; by niche also where both fall into the same one.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    actors : DataFrame
        `matcher.sources.lists.actors.ACTOR_COLUMNS` (n_actors rows).
    vectors : array_like (n_actors, d)
        Unit vectors of the actors' texts.
    placed : DataFrame
        text, theme_id and membership of the actors' texts.
    asked : Asked
    by : {"closeness", "niche"}
        Closeness to the text as in `matcher.query.ranking`, or agreement of niches first (see `niche_agreement`).
    top : int, optional
        How many at most; all that are close where not given.
    kinds : collection of str
        Kinds to keep; all where empty.

    Returns
    -------
    DataFrame
        `RANKED_ACTOR_COLUMNS`. `region` is "" where the actor's region is not in the run. Actors that are equal in both
        share a rank and are ordered by id. `attrs` hold the floor and the highest closeness of all, "closest".
    """
    if by not in ACTOR_RANKINGS:
        raise SettingError("by", expected=" or ".join(ACTOR_RANKINGS), found=repr(by))
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    actors = at_home(tables, actors)
    near = closeness(actors["text"].tolist(), vectors, asked)
    of_text = {row.theme_id: row.membership for row in asked.placed}
    of_actors = _memberships(placed)
    agreement = [round(niche_agreement(of_text, of_actors.get(text, {})), DECIMALS) for text in actors["text"]]
    table = actors.reset_index(drop=True).assign(
        closeness=near.closeness,
        meaning=near.meaning,
        words=pd.Series(near.words, dtype=object),
        niche_agreement=agreement,
        niches=pd.Series([_labels(tables, of_actors.get(text, {})) for text in actors["text"]], dtype=object),
        region=_looked_up(tables, actors["region_id"], "region"),
        country=_looked_up(tables, actors["region_id"], "country"),
    )
    if kinds:
        table = table[table["kind"].isin(list(kinds))]
    keys = ["closeness", "niche_agreement"] if by == "closeness" else ["niche_agreement", "closeness"]
    close = (table["closeness"] >= tables.floors.asked) | ((by == "niche") & (table["niche_agreement"] > 0))
    ranked = table[close].sort_values([*keys, "actor_id"], ascending=[False, False, True], ignore_index=True)
    pairs = list(zip(ranked[keys[0]], ranked[keys[1]], strict=True))
    ranked["rank"] = [pairs.index(pair) + 1 for pair in pairs]
    shown = ranked[list(RANKED_ACTOR_COLUMNS)].head(len(ranked) if top is None else top)
    shown.attrs = {"floor": tables.floors.asked, "closest": float(table["closeness"].max()) if len(table) else 0.0}
    return shown


def meetings(
    tables: Fitted,
    pair: Explanation,
    actors: pd.DataFrame,
    vectors: npt.ArrayLike,
    placed: pd.DataFrame,
) -> Meetings:
    """Who might meet whom: the actors of two regions nearest to the areas behind the largest parts of their scores.

    An actor stands beside a niche where its text falls into it (on the side that gains: into a niche related to it), or
    is as near to the side's areas behind the part as a query asks for (`matcher.settings.Floors.asked`).

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    pair : Explanation
        The two regions' scores taken apart, as `matcher.partners.explain.explain` gives them.
    actors, vectors, placed
        See `rank_actors`.

    Returns
    -------
    Meetings
        See `matcher.facts.Meetings`: three niches of each score at most, first those with actors on both sides, then
        those with the largest part of the score. Actors in the niche come first, then the nearest.
    """
    ids = [pair["a"]["region_id"], pair["b"]["region_id"]]
    table = at_home(tables, actors).reset_index(drop=True)
    texts, of_actors = area_texts(tables.areas), _memberships(placed)
    everybody = list(enumerate(dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)))
    cosines = np.asarray(vectors, dtype=np.float64) @ np.asarray(tables.vectors, np.float64).T

    def side(region_id: str, niches: Collection[str], areas: Sequence[str]) -> list[ActorFacts]:
        there = np.flatnonzero(((tables.areas["region_id"] == region_id) & texts.isin(list(areas))).to_numpy())
        found: list[tuple[bool, float, str, ActorFacts]] = []
        for place, actor in everybody:
            near = round(float(cosines[place, there].max(initial=0.0)), DECIMALS)
            inside = not of_actors.get(actor["text"], {}).keys().isdisjoint(niches)
            if actor["region_id"] == region_id and (inside or near >= tables.floors.asked):
                shown: ActorFacts = {
                    "actor_id": actor["actor_id"],
                    "name": actor["name"],
                    "kind": actor["kind"],
                    "text": actor["text"],
                    "url": actor["url"],
                    "closeness": near,
                    "in_niche": inside,
                }
                found.append((not inside, -near, actor["actor_id"], shown))
        return [facts for *_, facts in sorted(found, key=lambda row: row[:3])[:MOST_ACTORS]]

    def meeting(part: Part, gainer: str) -> Meeting:
        needing, there = [reason["niche"] for reason in part["because"]], [part["niche"]]
        return {
            "niche": part["niche"],
            "label": part["label"],
            "value": part["value"],
            "areas_a": part["areas_a"],
            "areas_b": part["areas_b"],
            "actors_a": side(ids[0], needing if gainer == "a" else there, part["areas_a"]),
            "actors_b": side(ids[1], needing if gainer == "b" else there, part["areas_b"]),
        }

    known = [int((table["region_id"] == region_id).sum()) for region_id in ids]
    outside = int((~table["region_id"].isin(tables.region_ids)).sum())
    scores = (("", pair["overlap"]["parts"]), ("a", pair["a_gains"]["parts"]), ("b", pair["b_gains"]["parts"]))
    met = [[meeting(part, gainer) for part in parts if part["value"] > 0] for gainer, parts in scores]
    found = [[one for one in each if one["actors_a"] or one["actors_b"]] for each in met]
    for each in found:
        # Parts stand in their order, the largest first, and keep it among those with actors on both sides, or on one.
        each.sort(key=lambda one: not (one["actors_a"] and one["actors_b"]))
    return {
        "known": {"a": known[0], "b": known[1], "outside": outside},
        "shared": found[0][:MOST_PARTS],
        "a_gains": found[1][:MOST_PARTS],
        "b_gains": found[2][:MOST_PARTS],
        "without": sum(map(len, met)) - sum(map(len, found)),
    }


def at_home(tables: Fitted, actors: pd.DataFrame) -> pd.DataFrame:
    """The actors with the ids of the run's regions: theirs, by any code or name, or those in which they lie."""
    homes = {given: tables.region_names.home(given) or given for given in actors["region_id"].unique()}
    return actors.assign(region_id=actors["region_id"].map(homes))


def _memberships(placed: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Memberships of each text."""
    found: dict[str, dict[str, float]] = {}
    for text, niche, membership in zip(placed["text"], placed["theme_id"], placed["membership"], strict=True):
        found.setdefault(text, {})[niche] = membership
    return found


def _labels(tables: Fitted, memberships: Mapping[str, float]) -> list[str]:
    return [tables.labels.get(niche, niche) for niche in memberships]


def _looked_up(tables: Fitted, region_ids: pd.Series, column: str) -> pd.Series:
    """A column of the regions for each id; "" where the run has no such region."""
    known = dict(zip(tables.regions["region_id"], tables.regions[column], strict=True))
    return pd.Series([known.get(region_id, "") for region_id in region_ids], dtype=object)


def meeting_table(facts: Meetings) -> pd.DataFrame:
    """Meetings as a table: one row for each actor of each niche.

    Parameters
    ----------
    facts : mapping
        As `meetings` returns them.

    Returns
    -------
    DataFrame
        part ("shared", "a_gains" or "b_gains"), niche, label, side, and what is told of an actor.
    """
    columns = ["part", "niche", "label", "side", "actor_id", "name", "kind", "closeness", "in_niche", "url"]
    rows = [
        {"part": score, "niche": part["niche"], "label": part["label"], "side": side, **actor}
        for score, parts in (("shared", facts["shared"]), ("a_gains", facts["a_gains"]), ("b_gains", facts["b_gains"]))
        for part in parts
        for side, actors in (("a", part["actors_a"]), ("b", part["actors_b"]))
        for actor in actors
    ]
    return pd.DataFrame(rows, columns=columns)
