"""How well texts are placed, and how well a query finds areas: the figures that the documents give.

    python -m benchmarks.query RUN --subjects tests/data/query_subjects.csv --others tests/data/query_others.txt

RUN is a fitted run of `europe+sweden`. Placing is compared with the memberships that `fit` gave the English names,
which the English model read; the encoder reads what is asked. Queries are the original names, each with its English
twin, and subjects with a pattern by which an area's English name is relevant: by its words, which favours a search for
words a little.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.encoder import twins
from matcher.areas import HORIZONTAL, area_texts
from matcher.fitted.tables import Fitted
from matcher.query.closeness import WORDS, Asked, closeness, text_words
from matcher.query.encoding import encode_texts
from matcher.query.landmarks import Landmarks, landmarks
from matcher.query.placing import place_texts
from matcher.run import Run
from matcher.sources import general_words
from matcher.sources.lists.rows import read_rows, read_text
from matcher.vocabulary import load_vocabulary

__all__ = ["Names", "agreement", "main", "names_of", "near", "placed"]

Matrix = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]


class Names(NamedTuple):
    """The distinct names of a run (sorted) with vectors (n, d), and landmarks, whose first n are these names."""

    texts: list[str]
    vectors: Vectors
    marks: Landmarks


def names_of(run: Fitted) -> Names:
    """The names of a run's areas."""
    marks = landmarks(run)
    n = area_texts(run.areas).nunique()
    return Names(marks.texts[:n], marks.vectors[:n], marks)


def placed(run: Fitted, texts: Sequence[str], languages: Sequence[str]) -> list[list[str]]:
    """The niches of texts, the best first, placed as texts that are no names of the run."""
    nameless = replace(run, areas=run.areas.assign(area=run.areas["area_id"], area_original=""))
    found = place_texts(nameless, texts, languages=languages)
    rows = found.groupby("text", sort=False)["theme_id"].agg(list)
    return [rows[text] for text in texts]


def agreement(found: Sequence[Sequence[str]], true: Sequence[set[str]], parents: dict[str, str]) -> tuple[float, ...]:
    """Share of texts whose best niche is a true one, the same for broad themes, and the mean F1 of the sets.

    Examples
    --------
    >>> agreement([["a", "b"], ["c"]], [{"a"}, {"b"}], {"a": "x", "b": "y", "c": "y"})
    (0.5, 1.0, 0.3333333333333333)
    """
    best = [rows[0] in wanted for rows, wanted in zip(found, true, strict=True)]
    theme = [parents[rows[0]] in {parents[niche] for niche in wanted} for rows, wanted in zip(found, true, strict=True)]
    shared = [len(set(rows) & wanted) for rows, wanted in zip(found, true, strict=True)]
    sizes = [len(rows) + len(wanted) for rows, wanted in zip(found, true, strict=True)]
    f1 = [2 * both / size for both, size in zip(shared, sizes, strict=True)]
    return float(np.mean(best)), float(np.mean(theme)), float(np.mean(f1))


def near(
    run: Fitted, names: Names, texts: Sequence[str], languages: Sequence[str], vectors: Vectors, words: float
) -> Matrix:
    """Closeness of texts to names (n_texts, n_names), with the given weight of words instead of `WORDS`."""
    asked, rows = encode_texts(run, texts, languages=languages, blank=True), []
    for text, code, vector in zip(texts, languages, asked, strict=True):
        said = text_words(text, code, load_vocabulary(), general_words())
        found = closeness(names.texts, vectors, Asked(text, code, vector, said, None))  # type: ignore[arg-type]
        rows.append(found.meaning + (found.closeness - found.meaning) * words / WORDS)
    return np.array(rows).round(9)


def _placing_figures(run: Fitted, names: Names) -> list[str]:
    pairs, columns = twins(), [*run.niche_ids, HORIZONTAL]
    parents = dict(zip(run.theme_table["theme_id"], run.theme_table["parent_id"], strict=True))
    parents[HORIZONTAL] = HORIZONTAL
    inside = names.marks.memberships[: len(names.texts)] > 0
    true = [{columns[place] for place in np.flatnonzero(row)} for row in inside]
    numbers = [names.texts.index(text) for text in pairs.wanted]
    sets = {
        "English names": (names.texts, ["en"] * len(names.texts), list(range(len(names.texts)))),
        "original names": (pairs.originals, pairs.languages, numbers),
    }
    lines: list[str] = []
    for name, (texts, languages, own) in sets.items():
        for how, codes in (("", languages), (", language not stated", [""] * len(texts))):
            figures = agreement(placed(run, texts, codes), [true[place] for place in own], parents)
            lines.append(f"{len(texts)} {name}{how}: " + " / ".join(f"{figure:.2f}" for figure in figures))
    return lines


def _query_figures(run: Fitted, names: Names, subjects: str, others: str) -> list[str]:
    pairs = twins()
    wanted = np.array([names.texts.index(text) for text in pairs.wanted])
    rows = [row.cells for row in read_rows(subjects, "subjects", ["text", "language", "relevant"])]
    relevant = np.array([[bool(re.search(row["relevant"], text, re.I)) for text in names.texts] for row in rows])
    asked = [row["text"] for row in rows], [row["language"] for row in rows]
    again = encode_texts(run, names.texts, blank=True)
    mean = names.vectors + again
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    lines = []
    for what, vectors in (("stored vectors", names.vectors), ("encoded again", again), ("their mean", mean)):
        for words in (0.0, WORDS):
            by_twin = near(run, names, pairs.originals, pairs.languages, vectors, words)
            rank = (by_twin > by_twin[np.arange(len(wanted)), wanted][:, None]).sum(axis=1) + 1
            long = rank[pairs.is_long]
            first, gain = _subject_figures(near(run, names, *asked, vectors, words), relevant)
            lines.append(
                f"{what}, words {words}: twin first {np.mean(long <= 1):.2f}, among five {np.mean(long <= 5):.2f}; "
                f"subjects: first relevant {first:.2f}, nDCG at 10 {gain:.2f}"
            )
    strange = [line for line in read_text(others).splitlines() if line]
    for what, texts in (("other things", strange), ("subjects", asked[0]), ("original names", pairs.originals)):
        closest = near(run, names, texts, [""] * len(texts), names.vectors, WORDS).max(axis=1)
        floor = run.floors.asked
        lines.append(f"{len(texts)} {what}: {np.mean(closest >= floor):.2f} reach the floor of {floor}")
    return lines


def _subject_figures(found: Matrix, relevant: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Share of subjects whose first name is relevant, and nDCG at 10; of subjects that have a relevant name."""
    first, gains = [], []
    discount = 1 / np.log2(np.arange(2, 12))
    for row, true in zip(found, relevant, strict=True):
        if true.any():
            order = true[np.argsort(-row, kind="stable")[:10]]
            first.append(order[0])
            gains.append((order * discount).sum() / discount[: true.sum()].sum())
    return float(np.mean(first)), float(np.mean(gains))


def main(arguments: Sequence[str] | None = None, show: Callable[[str], None] = print) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.query", description="Proves placing and query.")
    parser.add_argument("run", metavar="RUN", help="run folder of europe+sweden")
    parser.add_argument("--subjects", required=True, metavar="FILE", help="CSV: text, language, relevant")
    parser.add_argument("--others", required=True, metavar="FILE", help="texts about other things, one a line")
    options = parser.parse_args(arguments)
    run = Run.load(options.run)
    names = names_of(run)
    for line in [*_placing_figures(run, names), *_query_figures(run, names, options.subjects, options.others)]:
        show(line)


if __name__ == "__main__":
    main()
