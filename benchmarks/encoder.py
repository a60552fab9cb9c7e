"""How well the encoder finds the English twin of a name in another language.

    python -m benchmarks.encoder

The bundled areas that carry both names are the test: no name of two or more words among them is in the vocabulary from
which the encoder was taught. Each original name asks for its English twin among all distinct English names; the raw
English model and TF-IDF of character n-grams do the same beside it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.build.encoder.training import Settings, Teacher, english_teacher, train
from matcher.embed import Student
from matcher.sources import load_areas
from matcher.spelling import split_words
from matcher.vocabulary import Vocabulary, load_vocabulary

__all__ = ["Twins", "language_share", "precision_table", "ranks", "twins"]

Vectors = npt.NDArray[np.float32]

#: The bundled sets in which areas have names in two languages.
SETS = "europe_2014_2020+sweden_2018"
#: Languages with fewer names are reported, not judged.
FEWEST_NAMES = 10


class Twins(NamedTuple):
    """Names in their own language with their English twins, and all distinct English names among which to find them."""

    originals: list[str]
    languages: list[str]
    wanted: list[str]
    names: list[str]

    @property
    def is_long(self) -> npt.NDArray[np.bool_]:
        """Which originals have two or more words (n,)."""
        return np.array([len(split_words(text)) > 1 for text in self.originals])


def twins(areas: pd.DataFrame | None = None) -> Twins:
    """The areas of the bundled sets (or of `areas`) that have both names, each distinct pair once.

    Examples
    --------
    >>> found = twins()
    >>> len(found.originals), len(found.names)
    (322, 765)
    """
    table = load_areas(SETS) if areas is None else areas
    both = table[(table["area"] != "") & (table["area_original"] != "") & (table["language"] != "en")]
    both = both[["area_original", "language", "area"]].drop_duplicates()
    names = sorted(set(table["area"]) - {""})
    return Twins(both["area_original"].tolist(), both["language"].tolist(), both["area"].tolist(), names)


def ranks(asked: Vectors, offered: Vectors, wanted: Sequence[int]) -> npt.NDArray[np.intp]:
    """Rank of the wanted row among the offered ones by cosine, from 1; an equal one that stands before it counts.

    Parameters
    ----------
    asked : ndarray (n, d)
        Unit vectors.
    offered : ndarray (m, d)
        Unit vectors.
    wanted : sequence of int, n of them
        Row of `offered`.

    Examples
    --------
    >>> ranks(np.array([[1.0, 0.0], [0.6, 0.8]]), np.array([[1.0, 0.0], [0.0, 1.0]]), [0, 0])
    array([1, 2])
    """
    closeness = np.round(asked @ offered.T, 6)
    rows = np.arange(len(asked))
    own = closeness[rows, list(wanted)][:, None]
    before = (closeness == own) & (np.arange(len(offered)) < np.asarray(wanted)[:, None])
    found: npt.NDArray[np.intp] = (closeness > own).sum(axis=1) + before.sum(axis=1) + 1
    return found


def precision_table(pairs: Twins, ranked: dict[str, npt.NDArray[np.intp]]) -> pd.DataFrame:
    """Share of names whose twin is first, and among the first five, by language, for names of two or more words.

    Parameters
    ----------
    pairs : Twins
    ranked : dict of str to ndarray (n,)
        Ranks by method.

    Returns
    -------
    DataFrame
        names, and for each method "METHOD @1" and "METHOD @5"; rows: all, one word, then the languages by number of
        names.
    """
    languages, long = np.array(pairs.languages), pairs.is_long
    order = pd.Series(languages[long]).value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    groups = {"all": long, "one word": ~long} | {code: long & (languages == code) for code in order}
    rows = {}
    for name, chosen in groups.items():
        figures = {
            f"{method} @{k}": float((rank[chosen] <= k).mean()) for method, rank in ranked.items() for k in (1, 5)
        }
        rows[name] = {"names": int(chosen.sum())} | figures
    return pd.DataFrame.from_dict(rows, orient="index")


def language_share(vectors: Vectors, languages: Sequence[str], themes: Sequence[str]) -> float:
    """How much closer two names of a theme are when they are in one language: 0 where language plays no part.

    Mean cosine of pairs of the same theme and language minus that of pairs of the same theme and two languages.

    Examples
    --------
    >>> vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.6, 0.8]])
    >>> round(language_share(vectors, ["sv", "sv", "fi"], ["food", "food", "food"]), 2)
    0.4
    """
    closeness = vectors @ vectors.T
    same_theme = np.equal.outer(np.array(themes), np.array(themes))
    same_language = np.equal.outer(np.array(languages), np.array(languages))
    pairs = np.triu(same_theme, k=1)
    return float(closeness[pairs & same_language].mean() - closeness[pairs & ~same_language].mean())


def _tfidf(asked: Sequence[str], offered: Sequence[str]) -> tuple[Vectors, Vectors]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit([*asked, *offered])
    return model.transform(asked).toarray(), model.transform(offered).toarray()


def _nearest_themes(vocabulary: Vocabulary, teacher: Teacher, english: Sequence[str]) -> list[str]:
    """The broad theme whose English labels are nearest on average."""
    ids = [concept.id for concept in vocabulary.level("theme")]
    labels = {theme: [vocabulary.label(theme), *map(vocabulary.label, vocabulary.narrower(theme))] for theme in ids}
    centres = np.stack([teacher(texts).mean(axis=0) for texts in labels.values()])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    return [ids[place] for place in (teacher(list(english)) @ centres.T).argmax(axis=1)]


def prove(encode: Callable[[list[str]], Vectors], teacher: Teacher) -> list[str]:
    """The figures as lines of Markdown."""
    pairs = twins()
    wanted = [pairs.names.index(name) for name in pairs.wanted]
    offered, found = teacher(pairs.names), encode(pairs.originals)
    asked = {"encoder": (found, offered), "English model": (teacher(pairs.originals), offered)}
    asked["TF-IDF"] = _tfidf(pairs.originals, pairs.names)
    table = precision_table(pairs, {name: ranks(*vectors, wanted) for name, vectors in asked.items()})
    lines = ["| names | number | " + " | ".join(table.columns[1:]) + " |", "|---" * len(table.columns) + "|---|"]
    for name, row in table.iterrows():
        lines.append(f"| {name} | {row['names']:.0f} | " + " | ".join(f"{value:.2f}" for value in row.iloc[1:]) + " |")
    cosine = (found * offered[wanted]).sum(axis=1)[pairs.is_long].mean()
    themes = _nearest_themes(load_vocabulary(), teacher, pairs.wanted)
    share = language_share(found, pairs.languages, themes)
    raw = language_share(teacher(pairs.originals), pairs.languages, themes)
    lines += [
        "",
        f"Mean cosine of the encoder's vector with the English model's vector of the twin: {cosine:.2f}.",
        f"Closeness explained by language rather than content: {share:+.3f} (English model: {raw:+.3f}).",
    ]
    return lines


def learning_curve(shares: Sequence[float], settings: Settings) -> list[str]:
    """Precision at 1 and 5 (names of two or more words) of encoders taught on a share of the concepts, as Markdown."""
    from tempfile import TemporaryDirectory

    from matcher.embed.encoder import write_weights

    pairs, teacher = twins(), english_teacher()
    wanted = [pairs.names.index(name) for name in pairs.wanted]
    lines = ["| share of concepts | precision at 1 | at 5 |", "|---|---|---|"]
    for share in shares:
        with TemporaryDirectory() as folder:
            write_weights(folder, train(load_vocabulary(), teacher, settings, share=share))
            rank = ranks(Student(folder).encode(pairs.originals), teacher(pairs.names), wanted)[pairs.is_long]
        lines.append(f"| {share:.0%} | {(rank <= 1).mean():.2f} | {(rank <= 5).mean():.2f} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoder", description="Proves the encoder.")
    parser.add_argument("--encoder", metavar="FOLDER", help="folder of the encoder (default: the bundled one)")
    parser.add_argument("--curve", action="store_true", help="teach briefly on shares of the concepts instead")
    options = parser.parse_args(arguments)
    if options.curve:
        lines = learning_curve((0.1, 0.25, 0.5, 1.0), Settings(steps=400, families=2000))
    else:
        lines = prove(Student(options.encoder).encode, english_teacher())
    print("\n".join(lines))


if __name__ == "__main__":
    main()
