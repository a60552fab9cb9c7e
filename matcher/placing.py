r"""Texts placed in the niches of a saved run: without torch, scikit-learn or what the run was taught by.

A run folder holds areas with their vectors and niches, and no classifier. A text, in any language of the multilingual
encoder, is read by that encoder, whose vectors lie in the space of the stored ones, and falls into the niches of what
is nearest to it: the run's areas and the vocabulary's English labels, together the *landmarks*. With c_l the cosine of
a text and landmark l, m_li the landmark's membership in niche i, and the sum over the `NEIGHBOURS` nearest landmarks,

    vote_i = sum_l w_l m_li,    w_l = exp(c_l / WIDTH) / sum_k exp(c_k / WIDTH)

A text is looked at as a whole and in its parts, as `fit` does it (see `matcher.names`): the vote for a niche is that of
the part that speaks for it most, half of it the mean over the part's pieces, half the whole text. The niches with at
least `SHARE` of the best vote count, `MOST` at most; the best one has membership 1. A text of general words alone, or
next to them, is horizontal; a text that is the name of one of the run's areas stands where that area stands.

Measured on the bundled data (`europe+sweden_2018`, 765 names; the asked name itself is no landmark), as agreement with
the memberships that `fit` gave the English name; "best" is the share of texts whose best niche is among them, "theme"
the same for broad themes, F1 that of the sets of niches:

================================================= ======================= =======================
a text placed by                                  English names           322 original names
\                                                 best / theme / F1       best / theme / F1
================================================= ======================= =======================
areas alone, as a whole                           0.63 / 0.89 / 0.56      0.66 / 0.90 / 0.57
labels alone, as a whole                          0.67 / 0.81 / 0.58      0.64 / 0.84 / 0.57
both, as a whole                                  0.72 / 0.88 / 0.64      0.69 / 0.88 / 0.63
**both, in parts** (this module)                  0.76 / 0.86 / 0.70      0.74 / 0.86 / 0.68
both, in parts; nobody says in which language     0.74 / 0.85 / 0.68      0.74 / 0.86 / 0.67
the classifier of `fit`, fed by the encoder       0.79 / 0.95 / 0.72      0.71 / 0.95 / 0.64
================================================= ======================= =======================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.embed import AUTO, PACKAGED, UNTOLD, Embedder, read_languages
from matcher.errors import ModelError, SettingError
from matcher.names import Splitter, is_horizontal, pieces_of
from matcher.records import HORIZONTAL, area_texts
from matcher.search import Asked, text_words
from matcher.sources import general_words
from matcher.vocabulary import LANGUAGES, Vocabulary, label_key, load_vocabulary

__all__ = [
    "PLACED_COLUMNS",
    "Fitted",
    "ask",
    "encode_texts",
    "niches_of_text",
    "place_actors",
    "place_texts",
    "unlisted_niches",
]

Matrix = npt.NDArray[np.float64]

PLACED_COLUMNS = ("text", "theme_id", "membership", "closeness", "evidence")
#: How many landmarks vote, and how fast a vote falls with the distance (difference of cosines).
NEIGHBOURS = 40
WIDTH = 0.1
#: How much a part of a text counts against the whole, as in `matcher.themes.GuidedThemes`.
MIX = 0.5
#: Least share of the best niche's vote, and the largest number of niches.
SHARE = 0.6
MOST = 3
#: Cosines and votes are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
DECIMALS = 6
#: Ends the id of the niche that stands for a broad theme as a whole; as in `matcher.themes`, which is not read here.
WHOLE = "_general"


class Fitted(Protocol):
    """What is read of a run."""

    @property
    def areas(self) -> pd.DataFrame:
        """area_id and the columns of the areas table."""

    @property
    def theme_table(self) -> pd.DataFrame:
        """theme_id, level, label."""

    @property
    def memberships(self) -> pd.DataFrame:
        """area_id, theme_id, membership."""

    @property
    def niche_ids(self) -> list[str]:
        """Ids of the niches."""

    @property
    def vectors(self) -> npt.NDArray[np.float32]:
        """Unit vectors of the areas (n_areas, d)."""

    @property
    def settings(self) -> dict[str, Any]:
        """What the run was made with; `settings["model"]["name"]` says which model reads a text."""


@dataclass(frozen=True, eq=False)
class _Landmarks:
    """What stands in the space of a run's vectors (n rows): texts, unit vectors, memberships (n, n_niches + 1)."""

    texts: list[str]
    vectors: npt.NDArray[np.float32]
    memberships: Matrix


class _Row(NamedTuple):
    """A niche that a text falls into; see `place_texts`."""

    theme_id: str
    membership: float
    closeness: float
    evidence: str


class _Labels(NamedTuple):
    """Labels of the vocabulary, the niche of each (also those that a run lacks), and their vectors (n, d)."""

    texts: list[str]
    niches: list[str]
    vectors: npt.NDArray[np.float32]


def encode_texts(run: Fitted, texts: Sequence[str], languages: Sequence[str] | None = None) -> npt.NDArray[np.float32]:
    """Unit vectors (n, d) of texts in the space of a run's areas.

    Parameters
    ----------
    run : Run
    texts : sequence of str, n of them
    languages : sequence of str, optional
        ISO 639-1 code of each text, "" where it is not stated. The encoder reads all its languages alike, so that
        nothing is guessed where none is stated.

    Raises
    ------
    ModelError
        A stated language is none of the encoder's, no word of a text is known, or the run was fitted with another
        model (`fit --model NAME`) that is not here.
    """
    if not texts:
        return np.zeros((0, run.vectors.shape[1]), dtype=np.float32)
    return _encode(run, texts, languages, blank=False)


def ask(run: Fitted, text: str, language: str | None = None) -> Asked:
    """A text as `matcher.search.query` and `matcher.search.rank_actors` ask with it.

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
    (code,) = _codes([text], [language or ""])
    return Asked(
        text,
        "" if code == UNTOLD else code,
        encode_texts(run, [text], [code])[0],
        text_words(text, code, load_vocabulary(), general_words(), _written_in(run)),
        place_texts(run, [text], [code]),
        unlisted_niches(run, text, code),
    )


def place_texts(run: Fitted, texts: Sequence[str], languages: Sequence[str] | None = None) -> pd.DataFrame:
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
    >>> from matcher.encoder import Student
    >>> names = ["Railways", "Food processing", "Tourism"]
    >>> areas = pd.DataFrame({"area_id": list("abc"), "area": names, "area_original": ""})
    >>> niches = ["railway_systems", "food_processing", "tourism_general"]
    >>> themes = pd.DataFrame({"theme_id": niches, "level": "niche", "label": names})
    >>> memberships = pd.DataFrame({"area_id": list("abc"), "theme_id": niches, "membership": 1.0})
    >>> run = Run(areas, themes, memberships, pd.DataFrame(), Student().encode(names), {"model": {"name": "packaged"}})
    >>> place_texts(run, ["tågtrafik", "Tourism"], ["sv", "en"])[["text", "theme_id", "membership"]].values.tolist()
    [['tågtrafik', 'railway_systems', 1.0], ['Tourism', 'tourism_general', 1.0]]
    """
    codes = _codes(texts, languages)
    given = dict(zip(texts, codes, strict=True))
    rows: list[tuple[str, str, float, float, str]] = []
    if given:
        known = _own_places(run)
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
    return encode_texts(run, texts, languages), place_texts(run, texts, languages)


def niches_of_text(run: Fitted, text: str, language: str | None = None) -> list[tuple[str, float]]:
    """The niches of a run that one text falls into, with its memberships, the best first; none for a horizontal text.

    See `place_texts`.
    """
    found = place_texts(run, [text], [language or ""])
    thematic = found[found["theme_id"] != HORIZONTAL]
    return list(zip(thematic["theme_id"].tolist(), thematic["membership"].tolist(), strict=True))


def unlisted_niches(run: Fitted, text: str, language: str | None = None) -> list[tuple[str, str, float]]:
    """Niches of the vocabulary that no area of the run is in, and that are nearer to a text than any of the run's.

    Returns
    -------
    list of tuple
        Niche id, its English label, cosine of the text with the nearest of its labels; nearest first, three at most.
    """
    labels, present = _label_vectors(_model(run)), set(run.niche_ids) | {HORIZONTAL}
    whole = encode_texts(run, [text], [language or ""]).astype(np.float64)
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


def _placed(run: Fitted, texts: list[str], codes: list[str]) -> list[list[_Row]]:
    """The rows of each text, the best niche first."""
    marks = _landmarks(run)
    pieces = pieces_of(texts, [_splitter(code) for code in codes])
    whole = _encode(run, texts, codes, blank=False)
    parts = _encode(run, pieces.texts, [codes[place] for place in pieces.name.tolist()], blank=True)
    general = is_horizontal(texts, general_words())
    rows = []
    for number, text in enumerate(texts):
        if general[number]:
            rows.append([_Row(HORIZONTAL, 1.0, 1.0, text)])
            continue
        own = pieces.name == number
        rows.append(_place(marks, [*run.niche_ids, HORIZONTAL], whole[number], parts[own], pieces.part[own]))
    return rows


def _place(
    marks: _Landmarks,
    niches: list[str],
    whole: npt.NDArray[np.float32],
    pieces: npt.NDArray[np.float32],
    part: npt.NDArray[np.intp],
) -> list[_Row]:
    """One text: its vector (d,), those of its pieces (n_pieces, d) and the part that each belongs to."""
    closeness = (np.vstack([whole, pieces]) @ marks.vectors.T).astype(np.float64).round(DECIMALS)
    votes = np.stack([_vote(row, marks.memberships) for row in closeness])
    of_parts = np.stack([votes[1:][part == number].mean(axis=0) for number in np.unique(part)])
    vote = (MIX * of_parts + (1 - MIX) * votes[0]).max(axis=0).round(DECIMALS)
    nearest = closeness.max(axis=0)
    rows = []
    for place in _chosen(vote):
        inside = np.flatnonzero(marks.memberships[:, place] > 0)
        best = inside[nearest[inside].argmax()]
        share = round(float(vote[place] / vote.max()), DECIMALS)
        rows.append(_Row(niches[place], share, min(float(nearest[best]), 1.0), marks.texts[best]))
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


_KNOWN: WeakKeyDictionary[Any, _Landmarks] = WeakKeyDictionary()


def _landmarks(run: Fitted) -> _Landmarks:
    """The run's areas, each name once, and the English labels of its niches; found once for a run in memory."""
    if run not in _KNOWN:
        _KNOWN[run] = _find_landmarks(run)
    return _KNOWN[run]


def _find_landmarks(run: Fitted) -> _Landmarks:
    column = {niche: place for place, niche in enumerate([*run.niche_ids, HORIZONTAL])}
    original = run.settings["model"].get("text") == "original"
    areas = pd.DataFrame({"area_id": run.areas["area_id"], "text": area_texts(run.areas, original=original)})
    first = areas.drop_duplicates("text").sort_values("text")
    names = pd.Index(first["text"])
    linked = run.memberships[run.memberships["theme_id"].isin(column)].merge(areas, on="area_id")
    of_areas = np.zeros((len(names), len(column)))
    places = linked["theme_id"].map(column).to_numpy()
    np.maximum.at(of_areas, (names.get_indexer(pd.Index(linked["text"])), places), linked["membership"].to_numpy())
    labels = _label_vectors(_model(run))
    kept = [place for place, niche in enumerate(labels.niches) if niche in column]
    of_labels = np.zeros((len(kept), len(column)))
    of_labels[np.arange(len(kept)), [column[labels.niches[place]] for place in kept]] = 1.0
    return _Landmarks(
        [*names, *(labels.texts[place] for place in kept)],
        np.vstack([run.vectors[first.index.to_numpy()], labels.vectors[kept]]),
        np.vstack([of_areas, of_labels]),
    )


def _own_places(run: Fitted) -> dict[str, list[_Row]]:
    """Where the areas stand, by the key of their English and their original names."""
    shown = {*run.niche_ids, HORIZONTAL}
    linked = run.memberships[run.memberships["theme_id"].isin(shown)].merge(run.areas, on="area_id")
    places: dict[str, dict[str, tuple[float, str]]] = {}
    for english, original, niche, membership in zip(
        linked["area"], linked["area_original"], linked["theme_id"], linked["membership"], strict=True
    ):
        for name in {english, original} - {""}:
            known = places.setdefault(label_key(name), {})
            known[niche] = max(known.get(niche, (0.0, "")), (float(membership), name))
    return {
        key: [
            _Row(niche, membership, 1.0, name)
            for niche, (membership, name) in sorted(known.items(), key=lambda item: (-item[1][0], item[0]))
        ]
        for key, known in places.items()
    }


@cache
def _label_vectors(model: str) -> _Labels:
    """The vocabulary's English labels with the niche of each, as `fit` teaches them, and their vectors."""
    vocabulary = load_vocabulary()
    rows = [
        (label, _niche(vocabulary, concept))
        for concept in vocabulary.concepts
        for label in vocabulary.labels["en"].get(concept, ())
    ]
    texts = [label for label, _ in rows]
    vectors = _embedder(model).encode(texts, ["en"] * len(texts), blank=True)
    return _Labels(texts, [niche for _, niche in rows], vectors)


def _niche(vocabulary: Vocabulary, concept: str) -> str:
    theme = vocabulary.theme_of(concept)
    return vocabulary.niche_of(concept) or (HORIZONTAL if theme == HORIZONTAL else theme + WHOLE)


@cache
def _splitter(code: str) -> Splitter:
    return Splitter.of(load_vocabulary(), code if code in LANGUAGES else None)


@cache
def _embedder(model: str) -> Embedder:
    return Embedder(model)


def _written_in(run: Fitted) -> list[str]:
    """The languages of the names in which words are looked for: English, and those of areas without an English name."""
    codes = run.areas.loc[run.areas["area"] == "", "language"].tolist()
    return ["en", *sorted(set(_codes(codes, codes)) - {UNTOLD, "en"})]


def _model(run: Fitted) -> str:
    """The model that reads a text: the encoder also where English areas were read by the English model."""
    name = str(run.settings["model"]["name"])
    return PACKAGED if name == AUTO else name


def _encode(
    run: Fitted, texts: Sequence[str], languages: Sequence[str] | None, *, blank: bool
) -> npt.NDArray[np.float32]:
    model = _model(run)
    try:
        vectors = _embedder(model).encode(texts, _codes(texts, languages), blank=blank)
    except ModelError as error:
        if model == PACKAGED:
            raise
        raise ModelError(f"the run was fitted with the model {model}, which has to read a text too: {error}") from error
    if vectors.shape[1] != run.vectors.shape[1]:
        raise ModelError(
            f"the model {model} does not fit the run's vectors",
            expected=f"{run.vectors.shape[1]} numbers a text",
            found=str(vectors.shape[1]),
            do="fit the data again",
        )
    return vectors


def _codes(texts: Sequence[str], languages: Sequence[str] | None) -> list[str]:
    """The stated languages; "und" where none is stated, so that none is told from the words."""
    codes = [""] * len(texts) if languages is None else list(languages)
    if isinstance(texts, str) or len(codes) != len(texts):
        raise SettingError("texts", expected="a list of texts, and a language for each or none at all")
    return read_languages(list(texts), [code or UNTOLD for code in codes]).languages
