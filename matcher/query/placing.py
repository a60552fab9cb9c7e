r"""Texts placed in the niches of a saved run, as `fit` placed its areas; without torch and scikit-learn.

A text, in any language of the multilingual encoder, is read and scored by `matcher.placing` with the classifier that
the run keeps. A run without one (discovered themes, tables made by hand) lets the *landmarks* that are nearest to the
text speak instead: its areas and the vocabulary's English labels, see `matcher.query.landmarks`. A text that is the
name of one of the run's areas stands where that area stands; one of general words alone, or one that nothing is near
to, is horizontal. A niche that no area of the run is in stands for its theme as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.placing import Pieces, PlacingModel, pieces_of
from matcher.placing.sentences import Text, read_text
from matcher.query.closeness import Asked, Row, text_words
from matcher.query.encoding import encode_texts, model_of, says_nothing, stated, told
from matcher.query.landmarks import Landmarks, label_vectors, landmarks, nearest_in, neighbours, own_places
from matcher.query.running import said, score, shares
from matcher.query.spans import Span, find_spans
from matcher.sources import general_words
from matcher.spelling import as_written, label_key
from matcher.vocabulary import load_vocabulary
from matcher.vocabulary.splitter import is_horizontal

__all__ = [
    "PLACED_COLUMNS",
    "ask",
    "niches_of_text",
    "place_actors",
    "place_texts",
    "placing_model",
    "unlisted_niches",
]

Matrix = npt.NDArray[np.float64]

PLACED_COLUMNS = ("text", "theme_id", "membership", "closeness", "evidence")
#: The largest number of unlisted niches.
MOST = 3
#: Cosines are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
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
    encode_texts(run, [text], languages=[code])  # refuses what no model reads
    placed = _rows_of(run, [text], [code])[text]
    read = read_text(text, told(code))
    core = _core(run, text, read, placed)
    vector = encode_texts(run, [core], languages=[code], blank=True)[0] if core else np.zeros(run.vectors.shape[1])
    return Asked(
        text,
        told(code),
        vector.astype(np.float32),
        text_words(core, read.language or code, load_vocabulary(), general_words(), into=_written_in(run)),
        placed,
        _nearer(unlisted_niches(run, core, language=code), placed) if core else [],
        core if core != text else "",
        [denied for sentence in read.sentences for denied in sentence.without],
        [sentence.text for sentence in read.sentences if sentence.aside],
    )


def _core(run: Fitted, text: str, read: Text, placed: Sequence[Row]) -> str:
    """What areas are compared with: of running text the words that name its best niche (its label, where none does)."""
    if says_nothing(text):
        return ""
    if not read.is_running or label_key(text) in own_places(run):
        return read.subject if read.is_cut else text
    best = placed[0].theme_id
    if best == HORIZONTAL:
        return read.subject
    found = find_spans(run, placing_model(run), read)
    words = [span.text for span in said(found, _names(run, found, [best]))]
    return ", ".join(words) or run.labels[best]


def _names(run: Fitted, spans: Sequence[Span], niches: Collection[str]) -> set[str]:
    """Those niches of rows of words that stand for some niches of the run."""
    stands_for = nearest_in(run, run.niche_ids)
    return {span.niche for span in spans if set(stands_for(span.niche)) & set(niches)}


def _nearer(unlisted: list[tuple[str, str, float]], placed: Sequence[Row]) -> list[tuple[str, str, float]]:
    """Those niches that nobody lists and that are nearer to the text than the niches that it falls into."""
    nearest = max(row.closeness for row in placed)
    return [row for row in unlisted if row[2] > nearest]


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
    found = _rows_of(run, texts, stated(texts, languages))
    rows = [(text, *row) for text, own in found.items() for row in own]
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
    found = _rows_of(run, [text], stated([text], [language or ""]))[text]
    return [(row.theme_id, row.membership) for row in found if row.theme_id != HORIZONTAL]


def unlisted_niches(run: Fitted, text: str, *, language: str | None = None) -> list[tuple[str, str, float]]:
    """Niches of the vocabulary that no area of the run is in, and that are nearer to a text than any of the run's.

    Returns
    -------
    list of tuple
        Niche id, its English label, cosine of the text with the nearest of its labels; nearest first, three at most.
    """
    labels, present = label_vectors(model_of(run)), set(run.niche_ids) | {HORIZONTAL}
    whole = encode_texts(run, [text], languages=[language or ""], blank=True).astype(np.float64)
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


def placing_model(run: Fitted) -> PlacingModel:
    """What places texts in a run: what it was saved with, else its landmarks."""
    return run.placing or neighbours(run)


def _rows_of(run: Fitted, texts: Sequence[str], codes: Sequence[str]) -> dict[str, list[Row]]:
    """The rows of each distinct text, the best niche first; where an area stands that is called so."""
    given = dict(zip(texts, codes, strict=True))
    placed = _placed(run, list(given), list(given.values())) if given else []
    known = own_places(run) if given else {}
    return {text: known.get(label_key(text)) or rows for text, rows in zip(given, placed, strict=True)}


def _placed(run: Fitted, texts: list[str], codes: list[str]) -> list[list[Row]]:
    """The rows of each text, the best niche first."""
    reads = [read_text(text, told(code)) for text, code in zip(texts, codes, strict=True)]
    rows: list[list[Row]] = [[Row(HORIZONTAL, 1.0, 0.0, "")] for _ in texts]
    short = []
    for number, (text, read) in enumerate(zip(texts, reads, strict=True)):
        if says_nothing(text):
            continue
        if read.is_running:
            rows[number] = _running(run, read)
        elif not read.is_cut:
            short.append((number, text))
        elif read.subject:
            short.append((number, read.subject))
    found = _short(run, [text for _, text in short], [codes[number] for number, _ in short]) if short else []
    for (number, _), own in zip(short, found, strict=True):
        rows[number] = own
    return rows


def _running(run: Fitted, read: Text) -> list[Row]:
    """The rows of a text that is read sentence by sentence."""
    model, marks, niches = placing_model(run), landmarks(run), [*run.niche_ids, HORIZONTAL]
    spans = find_spans(run, model, read)
    vectors = encode_texts(run, read.pairs, languages=[read.language] * len(read.pairs), blank=True)
    nearest = (vectors @ marks.vectors.T).astype(np.float64).max(axis=0, initial=0.0).round(DECIMALS)
    member = _in_run(run, model, shares(score(run, model, read, spans), model.rule.most), nearest, marks)
    if not member.any():
        best = int(nearest.argmax())
        return [Row(HORIZONTAL, 1.0, max(min(float(nearest[best]), 1.0), 0.0), marks.texts[best])]
    rows = []
    for column, share in _best(member):
        words = said(spans, _names(run, spans, [niches[column]]))
        if words:
            near = max(span.closeness for span in words)
            rows.append(Row(niches[column], share, near, ", ".join(span.text for span in words)))
        else:
            rows.append(_row(niches, column, share, nearest, marks, {}))
    return rows


def _short(run: Fitted, texts: list[str], codes: list[str]) -> list[list[Row]]:
    """The rows of texts that are placed as names of areas are."""
    model = placing_model(run)
    pieces = pieces_of(texts, codes, model.known)
    whole = encode_texts(run, texts, languages=codes)
    parts = encode_texts(run, pieces.texts, languages=[codes[place] for place in pieces.name.tolist()], blank=True)
    everything = model.memberships(model.scores(whole, pieces, parts))
    marks, niches = landmarks(run), [*run.niche_ids, HORIZONTAL]
    general = is_horizontal(texts, general_words())
    rows = []
    for number, text in enumerate(texts):
        own = pieces.name == number
        closeness = (np.vstack([whole[number], parts[own]]) @ marks.vectors.T).astype(np.float64)
        nearest = closeness.max(axis=0).round(DECIMALS)
        best = int(nearest.argmax())
        said = _said(text, pieces, own, model)
        member = _in_run(run, model, everything[number], nearest, marks)
        if general[number]:
            rows.append([Row(HORIZONTAL, 1.0, 1.0, text)])
        elif not member.any() or (not said and nearest[best] < run.floors.placed):
            rows.append([Row(HORIZONTAL, 1.0, min(float(nearest[best]), 1.0), marks.texts[best])])
        else:
            rows.append([_row(niches, column, share, nearest, marks, said) for column, share in _best(member)])
    return rows


def _said(text: str, pieces: Pieces, own: npt.NDArray[np.bool_], model: PlacingModel) -> dict[str, str]:
    """The niches that a text names outright, with the words that name them, as they are written."""
    places = np.flatnonzero(own).tolist()
    said = [(pieces.concepts[place], as_written(text, pieces.texts[place])) for place in places]
    return {model.niche_of[concept]: text for concept, text in reversed(said) if concept in model.niche_of}


def _row(
    niches: Sequence[str],
    column: int,
    share: float,
    nearest: Matrix,
    marks: Landmarks,
    said: Mapping[str, str],
) -> Row:
    """A niche of a text with what speaks for it: the words that name it, else its nearest landmark."""
    if niches[column] in said:
        return Row(niches[column], share, 1.0, said[niches[column]])
    inside = np.flatnonzero(marks.memberships[:, column] > 0)
    best = inside[nearest[inside].argmax()]
    return Row(niches[column], share, min(float(nearest[best]), 1.0), marks.texts[best])


def _best(member: Matrix) -> list[tuple[int, float]]:
    """Places and memberships of the niches of a text, the best first; ties by id."""
    order = np.argsort(-member, kind="stable")
    return [(int(place), round(float(member[place]), DECIMALS)) for place in order if member[place] > 0]


def _in_run(run: Fitted, model: PlacingModel, member: Matrix, nearest: Matrix, marks: Landmarks) -> Matrix:
    """Memberships of a text in the niches of the run (n_niches,), from those in the niches of the model.

    A niche that the run lacks stands for its theme as a whole, or, where the run lacks that too, for the niche of the
    theme to which the text is nearest.
    """
    found = np.zeros(len(run.niche_ids))
    for column in np.flatnonzero(member):
        niche, theme = model.classes.niches[column], model.classes.themes[model.classes.parents[column]]
        known = [name for name in (niche, theme + WHOLE) if name in run.niche_ids]
        places = [run.niche_ids.index(name) for name in known or _below(run, theme)]
        if places:
            near = [nearest[marks.memberships[:, place] > 0].max(initial=-1.0) for place in places]
            best = places[0] if known else places[int(np.argmax(near))]
            found[best] = max(found[best], member[column])
    return found


def _below(run: Fitted, theme: str) -> list[str]:
    rows = run.columns("theme_table")
    columns = zip(rows["theme_id"], rows["parent_id"], rows["level"], strict=True)
    return [niche for niche, parent, level in columns if level == "niche" and parent == theme]


def _written_in(run: Fitted) -> list[str]:
    """The languages of the names in which words are looked for: English, and those of areas without an English name."""
    areas = run.columns("areas")
    codes = [code for code, area in zip(areas["language"], areas["area"], strict=True) if not area]
    return ["en", *sorted(set(map(told, stated(codes, codes))) - {"", "en"})]
