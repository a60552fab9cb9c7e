"""Areas to read: those whose place is doubtful, with the niches that they most likely mean."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, SURE, WHOLE, area_languages, area_texts
from matcher.embed import LIGHT, read_languages
from matcher.facts import DoubtfulArea, OwnNiche
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.placing import PlacingModel
from matcher.placing.known import KnownWords
from matcher.placing.reading import NOTHING, pieces_of
from matcher.query.encoding import embedder, encode_texts, says_nothing, stated
from matcher.vocabulary import load_vocabulary

__all__ = ["doubtful_areas", "unnamed_areas"]

#: As many likely niches are told of an area.
LIKELIEST = 2


def doubtful_areas(run: Fitted, regions: Collection[str] = ()) -> list[DoubtfulArea]:
    """Areas that no niche has surely, the most doubtful first, each with the two likeliest niches.

    Parameters
    ----------
    run : Run
        A fitted run.
    regions : collection of str, optional
        Ids of the regions whose areas are looked at; all where none is given.

    Returns
    -------
    list of DoubtfulArea
        Sorted by the score of the best niche, ties by the area's id. Empty where themes were discovered: no niche has a
        name of its own there.
    """
    model = run.placing
    if model is None or "score" not in run.memberships:
        return []
    areas = run.areas[run.areas["region_id"].isin(list(regions))] if regions else run.areas
    best = run.memberships[run.memberships["theme_id"].isin(run.niche_ids)].groupby("area_id")["score"].max()
    areas = areas.assign(score=areas["area_id"].map(best).fillna(0.0))
    doubtful = areas[areas["score"] < SURE]
    if doubtful.empty:
        return []
    texts = area_texts(doubtful).tolist()
    # As the fit read them.
    languages = read_languages(texts, area_languages(doubtful), countries=doubtful["country"].tolist()).languages
    pieces = pieces_of(texts, languages, model.known)
    of_pieces = [languages[place] for place in pieces.name.tolist()]
    whole = run.vectors[run.areas["area_id"].isin(doubtful["area_id"]).to_numpy()]
    found = model.scores(whole, pieces, encode_texts(run, pieces.texts, languages=of_pieces, blank=True))
    columns = (doubtful[name].tolist() for name in ("region_id", "region", "score"))
    rows: list[DoubtfulArea] = [
        {"region_id": region_id, "region": region, "area": text, "score": score, "niches": _likeliest(run, model, own)}
        for region_id, region, score, text, own in zip(*columns, texts, found.niches, strict=True)
    ]
    return sorted(rows, key=lambda row: row["score"])


def unnamed_areas(areas: pd.DataFrame) -> list[DoubtfulArea]:
    """Areas of which no word of the vocabulary tells the field, before anything is fitted.

    Each comes with the two niches whose labels are nearest in meaning, by the models that need no torch. A fit reads
    more, so it may place the area elsewhere.

    Parameters
    ----------
    areas : DataFrame
        An areas table.

    Examples
    --------
    >>> table = pd.DataFrame({"region_id": "SE224", "region": "Skåne", "area": ["Food", "Smart things that grow"],
    ...                       "area_original": "", "language": ""})
    >>> [(area["area"], len(area["niches"])) for area in unnamed_areas(table)]
    [('Smart things that grow', 2)]
    """
    texts, languages = area_texts(areas).tolist(), area_languages(areas)
    pieces = pieces_of(texts, languages, KnownWords(load_vocabulary()))
    named = {place for place, concept in zip(pieces.name.tolist(), pieces.concepts, strict=True)
             if concept not in ("", NOTHING, HORIZONTAL)}  # fmt: skip
    left = [place for place in range(len(texts)) if place not in named]
    rows = areas.iloc[left]
    niches = _nearest([texts[place] for place in left], [languages[place] for place in left])
    return [
        {"region_id": region_id, "region": region, "area": texts[place], "score": 0.0, "niches": own}
        for region_id, region, place, own in zip(rows["region_id"], rows["region"], left, niches, strict=True)
    ]


def _nearest(texts: list[str], languages: list[str]) -> list[list[OwnNiche]]:
    """The niches whose labels are nearest to each text; none for a text of which no word is known."""
    if not texts:
        return []
    vocabulary = load_vocabulary()
    niches = [niche.id for niche in vocabulary.level("niche")]
    labels = embedder(LIGHT).encode([vocabulary.label(niche) for niche in niches], ["en"] * len(niches))
    near = embedder(LIGHT).encode(texts, stated(texts, languages), blank=True) @ labels.T
    found: list[list[OwnNiche]] = []
    for text, row in zip(texts, near, strict=True):
        reads = row.any() and not says_nothing(text)
        order = np.argsort(-row, kind="stable")[: LIKELIEST if reads else 0]
        found.append([{"niche": niches[at], "label": vocabulary.label(niches[at]), "score": None} for at in order])
    return found


def _likeliest(run: Fitted, model: PlacingModel, scores: npt.NDArray[np.float64]) -> list[OwnNiche]:
    """The niches with the largest scores; none that stands for no theme, or for which nothing speaks."""
    classes, known = model.classes, model.known
    niches = np.array(classes.niches)
    order = [
        int(place) for place in np.argsort(-scores, kind="stable") if scores[place] and niches[place] != HORIZONTAL
    ]
    return [
        {
            "niche": niche,
            "label": run.labels.get(niche) or known.vocabulary.label(niche.removesuffix(WHOLE)),
            "score": float(scores[place]),
        }
        for place, niche in ((place, classes.niches[place]) for place in order[:LIKELIEST])
    ]
