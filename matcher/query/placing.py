r"""Texts placed in the niches of a saved run: without torch, scikit-learn or what the run was taught by.

A run folder holds areas with their vectors and niches, and no classifier. A text, in any language of the multilingual
encoder, is read by that encoder, whose vectors lie in the space of the stored ones, and falls into the niches of what
is nearest to it: the run's areas and the vocabulary's English labels, together the *landmarks*. With c_l the cosine of
a text and landmark l, m_li the landmark's membership in niche i, and the sum over the `NEIGHBOURS` nearest landmarks,

    vote_i = sum_l w_l m_li,    w_l = exp(c_l / WIDTH) / sum_k exp(c_k / WIDTH)

A text is read as a whole and in its parts, as `fit` does it (`vocabulary.splitter`): the vote for a niche is that of
the part that speaks for it most, half of it the mean over the part's pieces, half the whole text. The niches with at
least `SHARE` of the best vote count, `MOST` at most; the best one has membership 1. A text of general words alone, or
next to them, is horizontal; a text that is the name of one of the run's areas stands where that area stands.

Measured on the bundled data (`europe+sweden_2018`) by `python -m benchmarks.query`, as agreement with the
memberships that `fit` gave the English name; the asked name itself is no landmark. "best": share of texts whose best
niche is among them; "theme": the same for broad themes; F1: of the sets of niches. Where the language is not stated,
joining and general words of all languages are taken for such: to tell the language from the words would take as long
as all the rest.

================================================= ======================= =======================
a text placed by                                  765 English names       322 original names
\                                                 best / theme / F1       best / theme / F1
================================================= ======================= =======================
areas alone, as a whole                           0.62 / 0.89 / 0.55      0.61 / 0.91 / 0.58
labels alone, as a whole                          0.67 / 0.81 / 0.58      0.64 / 0.84 / 0.57
both, as a whole                                  0.72 / 0.87 / 0.64      0.69 / 0.88 / 0.63
**both, in parts** (this module)                  0.76 / 0.86 / 0.69      0.74 / 0.86 / 0.67
both, in parts, language not stated               0.74 / 0.85 / 0.68      0.74 / 0.86 / 0.66
================================================= ======================= =======================

The classifier of `fit` itself, fed with the encoder's vectors, gave 0.79 / 0.95 / 0.75 and 0.71 / 0.95 / 0.65, once; a
run does not hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import HORIZONTAL, WHOLE
from matcher.embed import UNTOLD
from matcher.fitted.tables import Fitted
from matcher.query.closeness import Asked, text_words
from matcher.query.encoding import encode_texts, model_of, stated
from matcher.query.landmarks import Landmarks, Row, label_vectors, landmarks, own_places
from matcher.sources import general_words
from matcher.spelling import label_key
from matcher.vocabulary import LANGUAGES, load_vocabulary
from matcher.vocabulary.splitter import Splitter, is_horizontal, pieces_of

__all__ = [
    "PLACED_COLUMNS",
    "ask",
    "niches_of_text",
    "place",
    "place_actors",
    "place_texts",
    "splitter",
    "unlisted_niches",
]

Matrix = npt.NDArray[np.float64]

PLACED_COLUMNS = ("text", "theme_id", "membership", "closeness", "evidence")
#: How many landmarks vote, and how fast a vote falls with the distance (difference of cosines).
NEIGHBOURS = 40
WIDTH = 0.1
#: How much a part of a text counts against the whole, as in `matcher.themes.GuidedThemes`.
MIX = 0.5
#: A text to which nothing is nearer than this falls into no niche: half of 50 texts on other subjects do, and 5 % of
#: 322 original names of areas, those of the same meaning taken away.
FLOOR = 0.55
#: Least share of the best niche's vote, and the largest number of niches.
SHARE = 0.6
MOST = 3
#: Cosines and votes are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
DECIMALS = 6


def ask(run: Fitted, text: str, *, language: str | None = None) -> Asked:
    """A text as `matcher.query.ranking` and `matcher.query.rank_actors` ask with it.

    Parameters
    ----------
    run : Run
    text : str
    language : str, optional
        ISO 639-1 code; without it the text's words are looked up in all languages. To tell the language would
        take as long as all the rest, and change little (see the table above).

    Raises
    ------
    SettingError
        The text is empty.
    ModelError
        See `encode_texts`.
    """
    (code,) = stated([text], [language or ""])
    vector = encode_texts(run, [text], languages=[code])[0]
    placed = place_texts(run, [text], languages=[code])
    return Asked(
        text,
        "" if code == UNTOLD else code,
        vector,
        text_words(text, code, load_vocabulary(), general_words(), into=_written_in(run)),
        placed,
        _nearer(unlisted_niches(run, text, language=code), placed),
    )


def _nearer(unlisted: list[tuple[str, str, float]], placed: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Those niches that nobody lists and that are nearer to the text than the niches that it falls into."""
    return [row for row in unlisted if row[2] > placed["closeness"].max()]


def place_texts(run: Fitted, texts: Sequence[str], *, languages: Sequence[str] | None = None) -> pd.DataFrame:
    """The niches of a run that each text falls into.

    Parameters
    ----------
    run : Run
        A fitted run.
    texts : sequence of str, n of them
    languages : sequence of str, optional
        ISO 639-1 code of each text, "" where it is not stated: its joining words are then read in all languages.

    Returns
    -------
    DataFrame
        `PLACED_COLUMNS`: text; theme_id, a niche or "horizontal"; membership in (0, 1], 1 for the best niche;
        closeness, the cosine of the text (or its nearest part) with the nearest landmark of that niche; evidence,
        that landmark. Each distinct text once with one to three rows, in the order in which texts were given, best
        niche first. The same whatever else is placed with it.

    Raises
    ------
    SettingError
        A text is empty, or `languages` has another length.
    ModelError
        See `encode_texts`.

    Examples
    --------
    Three areas whose vectors are the encoder's own; "Rail freight" is near to the first, and to labels of its niche:

    >>> from matcher.run import Run
    >>> from matcher.embed import Student
    >>> names = ["Railways", "Food processing", "Tourism"]
    >>> areas = pd.DataFrame({"area_id": list("abc"), "area": names, "area_original": ""})
    >>> niches = ["railway_systems", "food_processing", "tourism_general"]
    >>> themes = pd.DataFrame({"theme_id": niches, "level": "niche", "parent_id": "", "label": names})
    >>> memberships = pd.DataFrame({"area_id": list("abc"), "theme_id": niches, "membership": 1.0})
    >>> settings = {"model": {"name": "packaged"}}
    >>> run = Run(areas, themes, memberships, pd.DataFrame(), vectors=Student().encode(names), settings=settings)
    >>> found = place_texts(run, ["tågtrafik", "Tourism"], languages=["sv", "en"])
    >>> found[["text", "theme_id", "membership"]].values.tolist()
    [['tågtrafik', 'railway_systems', 1.0], ['Tourism', 'tourism_general', 1.0]]
    """
    codes = stated(texts, languages)
    given = dict(zip(texts, codes, strict=True))
    rows: list[tuple[str, str, float, float, str]] = []
    if given:
        known = own_places(run)
        for text, placed in zip(given, _placed(run, list(given), list(given.values())), strict=True):
            exact = known.get(label_key(text))
            rows += [(text, *row) for row in exact or placed]
    return pd.DataFrame(rows, columns=list(PLACED_COLUMNS)).astype({"membership": float, "closeness": float})


def place_actors(run: Fitted, actors: pd.DataFrame) -> tuple[npt.NDArray[np.float32], pd.DataFrame]:
    """Vectors of the actors' texts (n_actors, d), and the niches that the texts fall into (see `place_texts`).

    Parameters
    ----------
    run : Run
    actors : DataFrame
        With the columns text and, if wanted, language.
    """
    texts = actors["text"].tolist()
    languages = actors["language"].tolist() if "language" in actors.columns else None
    return encode_texts(run, texts, languages=languages), place_texts(run, texts, languages=languages)


def niches_of_text(run: Fitted, text: str, *, language: str | None = None) -> list[tuple[str, float]]:
    """The niches of a run that one text falls into, with its memberships, the best first; none for a horizontal text.

    See `place_texts`.
    """
    found = place_texts(run, [text], languages=[language or ""])
    thematic = found[found["theme_id"] != HORIZONTAL]
    return list(zip(thematic["theme_id"].tolist(), thematic["membership"].tolist(), strict=True))


def unlisted_niches(run: Fitted, text: str, *, language: str | None = None) -> list[tuple[str, str, float]]:
    """Niches of the vocabulary that no area of the run is in, and that are nearer to a text than any of the run's.

    Returns
    -------
    list of tuple
        Niche id, its English label, cosine of the text with the nearest of its labels; nearest first, three at most.
    """
    labels, present = label_vectors(model_of(run)), set(run.niche_ids) | {HORIZONTAL}
    whole = encode_texts(run, [text], languages=[language or ""]).astype(np.float64)
    to_labels = (labels.vectors @ whole[0]).round(DECIMALS)
    is_present = np.array([niche in present for niche in labels.niches], dtype=bool)
    floor = max((np.asarray(run.vectors, dtype=np.float64) @ whole[0]).round(DECIMALS).max(initial=0.0),
                to_labels[is_present].max(initial=0.0))  # fmt: skip
    found: dict[str, float] = {}
    for place in np.flatnonzero(~is_present & (to_labels > floor)):
        niche = labels.niches[place]
        found[niche] = max(found.get(niche, 0.0), float(to_labels[place]))
    nearest = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    vocabulary = load_vocabulary()
    return [(niche, vocabulary.label(niche.removesuffix(WHOLE)), value) for niche, value in nearest]


def _placed(run: Fitted, texts: list[str], codes: list[str]) -> list[list[Row]]:
    """The rows of each text, the best niche first."""
    marks = landmarks(run)
    pieces = pieces_of(texts, [splitter(code) for code in codes])
    whole = encode_texts(run, texts, languages=codes)
    parts = encode_texts(run, pieces.texts, languages=[codes[place] for place in pieces.name.tolist()], blank=True)
    general = is_horizontal(texts, general_words())
    rows = []
    for number, text in enumerate(texts):
        if general[number]:
            rows.append([Row(HORIZONTAL, 1.0, 1.0, text)])
            continue
        own = pieces.name == number
        vectors = np.vstack([whole[number], parts[own]])
        closeness = (vectors @ marks.vectors.T).astype(np.float64).round(DECIMALS)
        rows.append(place(marks, [*run.niche_ids, HORIZONTAL], closeness, pieces.part[own]))
    return rows


def place(marks: Landmarks, niches: Sequence[str], closeness: Matrix, part: npt.NDArray[np.intp]) -> list[Row]:
    """Place one text by the cosines (1 + n_pieces, n_landmarks) of the whole and of its pieces.

    Parameters
    ----------
    marks : Landmarks
    niches : sequence of str
        Columns of the landmarks' memberships; the last one is horizontal.
    closeness : ndarray (1 + n_pieces, n_landmarks)
        The first row is the whole text's.
    part : ndarray of int (n_pieces,)
        The part that each piece belongs to.

    Examples
    --------
    A text between two landmarks, 0.1 (one `WIDTH`) nearer to the first, whose vote then is e times the other's:

    >>> marks = Landmarks(["Rail", "Bus"], np.zeros((2, 1)), np.array([[1.0, 0, 0], [0, 1.0, 0]]))
    >>> place(marks, ["rail", "bus", "horizontal"], np.array([[0.9, 0.8]] * 2), np.array([0]))
    [Row(theme_id='rail', membership=1.0, closeness=0.9, evidence='Rail')]
    """
    votes = np.stack([_vote(row, marks.memberships) for row in closeness])
    of_parts = np.stack([votes[1:][part == number].mean(axis=0) for number in np.unique(part)])
    vote = (MIX * of_parts + (1 - MIX) * votes[0]).max(axis=0).round(DECIMALS)
    nearest = closeness.max(axis=0)
    if nearest.max() < FLOOR:
        best = int(nearest.argmax())
        return [Row(niches[-1], 1.0, float(nearest[best]), marks.texts[best])]
    rows = []
    for column in _chosen(vote):
        inside = np.flatnonzero(marks.memberships[:, column] > 0)
        best = inside[nearest[inside].argmax()]
        share = round(float(vote[column] / vote.max()), DECIMALS)
        rows.append(Row(niches[column], share, min(float(nearest[best]), 1.0), marks.texts[best]))
    return rows


def _vote(closeness: Matrix, memberships: Matrix) -> Matrix:
    """The vote of the nearest landmarks for each niche (n_niches,)."""
    order = np.argsort(-closeness, kind="stable")[:NEIGHBOURS]
    weights = np.exp((closeness[order] - closeness[order[0]]) / WIDTH)
    vote: Matrix = weights @ memberships[order] / weights.sum()
    return vote


def _chosen(vote: Matrix) -> list[int]:
    """Places of the niches that count, the best first; the last place is horizontal, and stands alone or not at all."""
    horizontal = len(vote) - 1
    order = [int(place) for place in np.argsort(-vote, kind="stable") if vote[place] >= SHARE * vote.max() > 0]
    if order[:1] == [horizontal]:
        return order[:1]
    return [place for place in order if place != horizontal][:MOST]


@cache
def splitter(code: str) -> Splitter:
    """Takes names of a language apart, or of all languages where none of the vocabulary's is stated."""
    return Splitter.of(load_vocabulary(), code if code in LANGUAGES else None)


def _written_in(run: Fitted) -> list[str]:
    """The languages of the names in which words are looked for: English, and those of areas without an English name."""
    codes = run.areas.loc[run.areas["area"] == "", "language"].tolist()
    return ["en", *sorted(set(stated(codes, codes)) - {UNTOLD, "en"})]
