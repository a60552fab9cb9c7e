"""How the encoder is made: distilled from the English model on the vocabulary.

    python -m data.build.encoder.training --out data/encoder

The English model gives the vectors of all English texts; the student learns to give the same vector to the text in any
language. Loss: 1 - cosine, plus a share of a contrast within the batch (van den Oord and others 2018), so that the
right English text is nearer than the others. The only part of the encoder that imports torch.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from data.build.encoder.phrases import SIBLINGS, Pair, label_pairs, phrase_pairs, taught_ids
from matcher.embed import ENGLISH_MODEL, SentenceModel
from matcher.embed.encoder import PLACES, WEIGHTS, write_weights
from matcher.embed.features import word_features
from matcher.files import sha256_of
from matcher.spelling import split_words
from matcher.vocabulary import LANGUAGES, Vocabulary, load_vocabulary

__all__ = ["Settings", "train"]

Ints = npt.NDArray[np.intp]
#: The network that sees the whole text gets its vector stretched by this, so that it starts out curved.
SHARPNESS = 8.0
#: English texts to their vectors.
Teacher = Callable[[list[str]], npt.NDArray[np.float32]]


class Settings(NamedTuple):
    """What the encoder is made with. The defaults are those of the bundled one."""

    #: Families of four phrases built of labels, and the languages in which each phrase is written besides English.
    families: int = 6000
    renderings: int = 6
    #: N-grams that are kept: the most frequent ones.
    features: int = 100_000
    #: Numbers an n-gram has, and width of the network.
    width: int = 128
    hidden: int = 256
    #: Width of the network that sees the whole text.
    whole: int = 256
    steps: int = 4000
    batch: int = 512
    rate: float = 3e-3
    #: Share of n-grams left out at random in training, which makes the encoder bear misspellings.
    dropout: float = 0.1
    #: Weight of the contrast, and its temperature.
    contrast: float = 3.0
    temperature: float = 0.05
    seed: int = 0


class Ragged(NamedTuple):
    """Lists of different length, one after the other: their values, where each starts, how long each is."""

    values: Ints
    starts: Ints
    lengths: Ints

    @classmethod
    def of(cls, owners: Ints, values: Ints, n: int) -> Ragged:
        """From values and the list to which each belongs."""
        order = np.argsort(owners, kind="stable")
        lengths = np.bincount(owners, minlength=n)
        return cls(values[order], np.cumsum(lengths) - lengths, lengths)

    def take(self, rows: Ints) -> Ragged:
        """Some of the lists."""
        lengths = self.lengths[rows]
        starts = np.cumsum(lengths) - lengths
        places = np.repeat(self.starts[rows] - starts, lengths) + np.arange(lengths.sum())
        return Ragged(self.values[places], starts, lengths)


class Corpus(NamedTuple):
    """Training texts as words, and words as numbered n-grams; `hashes` are the n-grams in order of their numbers.

    Words without any n-gram that is kept are left out of the texts.
    """

    texts: Ragged
    words: Ragged
    hashes: npt.NDArray[np.uint64]


class Network(nn.Module):
    """The student while it learns; see `matcher.embed.encoder` for the formula."""

    def __init__(self, settings: Settings, features: int, dimensions: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(features, settings.width, mode="sum")
        nn.init.normal_(self.rows.weight, std=0.05)
        self.straight = nn.Linear(settings.width, dimensions, bias=False)
        self.inner = nn.Linear(settings.width, settings.hidden)
        self.outer = nn.Linear(settings.hidden, dimensions)
        self.places = nn.Parameter(torch.ones(PLACES, dimensions))
        self.text_inner = nn.Linear(dimensions, settings.whole)
        self.text_outer = nn.Linear(settings.whole, dimensions)
        nn.init.zeros_(self.text_outer.weight)
        nn.init.zeros_(self.text_outer.bias)

    def forward(self, texts: Ragged, words: Ragged, kept: npt.NDArray[np.float32]) -> torch.Tensor:
        """Unit vectors (n_texts, d) of texts whose values are rows of `words`; `kept` is 0 for n-grams left out."""
        counts = torch.from_numpy(np.maximum(np.add.reduceat(kept, words.starts), 1.0))
        sums = self.rows(
            torch.from_numpy(words.values), torch.from_numpy(words.starts), per_sample_weights=torch.from_numpy(kept)
        )
        x = sums / counts.sqrt()[:, None]
        of_words = self.straight(x) + self.outer(functional.relu(self.inner(x)))
        owners = np.repeat(np.arange(len(texts.lengths)), texts.lengths)
        place = np.minimum(np.arange(len(owners)) - texts.starts[owners], PLACES - 1)
        placed = of_words[torch.from_numpy(texts.values)] * self.places[torch.from_numpy(place)]
        sums = torch.zeros(len(texts.lengths), placed.shape[1]).index_add(0, torch.from_numpy(owners), placed)
        y = functional.normalize(sums, dim=1)
        y = y + self.text_outer(functional.relu(self.text_inner(SHARPNESS * y)))
        return functional.normalize(y, dim=1)


def train(
    vocabulary: Vocabulary, teacher: Teacher, settings: Settings | None = None, share: float = 1.0
) -> dict[str, Any]:
    """Train the encoder.

    Parameters
    ----------
    vocabulary : Vocabulary
    teacher : callable
        Gives the unit vectors (n, d) of a list of English texts.
    settings : Settings, optional
    share : float
        Share of the concepts that is taught.

    Returns
    -------
    dict
        The arrays of `student.npz`, without its format.
    """
    settings = settings or Settings()
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    ids = taught_ids(vocabulary, share, settings.seed)
    labels = label_pairs(vocabulary, ids)
    pairs = labels + phrase_pairs(vocabulary, ids, settings.families, settings.renderings, settings.seed)
    vectors, targets = read_targets(pairs, teacher)
    corpus = read_corpus(pairs, settings.features)

    network = Network(settings, len(corpus.hashes), vectors.shape[1])
    optimiser = torch.optim.Adam(network.parameters(), lr=settings.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, settings.steps))
    started = time.monotonic()
    for step in range(settings.steps):
        rows = draw(rng, len(labels), settings)
        texts, words = batch(corpus, rows)
        kept = (rng.random(len(words.values)) >= settings.dropout).astype(np.float32)
        loss = _loss(network(texts, words, kept), vectors[targets[rows]], targets[rows], settings)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if (step + 1) % 250 == 0:
            _say(f"step {step + 1} of {settings.steps}: loss {loss.item():.3f}, {time.monotonic() - started:.0f} s")
    return weights(network, corpus.hashes)


def read_targets(pairs: Sequence[Pair], teacher: Teacher) -> tuple[torch.Tensor, torch.Tensor]:
    """Distinct target vectors (n_targets, d), each a mean of English texts of length 1; and the target of each pair."""
    distinct = sorted({pair.english for pair in pairs})
    english = sorted({text for texts in distinct for text in texts})
    _say(f"{len(pairs)} texts beside {len(english)} English ones")
    taught = teacher(english)
    place = {text: number for number, text in enumerate(english)}
    means = np.stack([taught[[place[text] for text in texts]].mean(axis=0) for texts in distinct])
    number = {texts: row for row, texts in enumerate(distinct)}
    vectors = functional.normalize(torch.from_numpy(means), dim=1)
    return vectors, torch.tensor([number[pair.english] for pair in pairs])


def draw(rng: np.random.Generator, labels: int, settings: Settings) -> Ints:
    """Rows of a batch: one half labels, one half families, each phrase of them in one of its languages."""
    families = settings.batch // (2 * SIBLINGS)
    chosen = np.repeat(rng.integers(0, settings.families, families) * SIBLINGS, SIBLINGS) + np.tile(
        np.arange(SIBLINGS), families
    )
    written = chosen * (1 + settings.renderings) + rng.integers(0, 1 + settings.renderings, len(chosen))
    return np.concatenate([rng.integers(0, labels, settings.batch - len(chosen)), labels + written])


def read_corpus(pairs: Sequence[Pair], features: int) -> Corpus:
    """The texts' words, and the n-grams that are kept: the most frequent ones that occur in three texts at least."""
    split = [split_words(pair.text) for pair in pairs]
    vocabulary = sorted({word for words in split for word in words})
    number = {word: place for place, word in enumerate(vocabulary)}
    owners = np.repeat(np.arange(len(split)), [len(words) for words in split])
    values = np.array([number[word] for words in split for word in words], dtype=np.intp)
    hashes, words = word_features(vocabulary)
    distinct, inverse = np.unique(hashes, return_inverse=True)
    uses = np.bincount(inverse, weights=np.bincount(values, minlength=len(vocabulary))[words])
    order = np.lexsort((distinct, -uses))[:features]
    kept = np.sort(order[uses[order] >= 3])
    numbered = np.full(len(distinct), -1)
    numbered[kept] = np.arange(len(kept))
    known = numbered[inverse] >= 0
    of_words = Ragged.of(words[known], numbered[inverse[known]], len(vocabulary))
    read = of_words.lengths[values] > 0
    return Corpus(Ragged.of(owners[read], values[read], len(split)), of_words, distinct[kept])


def batch(corpus: Corpus, rows: Ints) -> tuple[Ragged, Ragged]:
    """Some texts, and each of their words once."""
    texts = corpus.texts.take(rows)
    words, values = np.unique(texts.values, return_inverse=True)
    return texts._replace(values=values), corpus.words.take(words)


def weights(network: Network, hashes: npt.NDArray[np.uint64]) -> dict[str, Any]:
    """The network's arrays as the student reads them: rows in one byte a number, with a scale for each column."""
    rows = network.rows.weight.detach().numpy()
    scale = np.abs(rows).max(axis=0) / 127
    state = {name: tensor.detach().numpy().astype(np.float16) for name, tensor in network.named_parameters()}
    return {
        "hashes": hashes,
        "rows": np.round(rows / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "L": state["straight.weight"].T,
        "A": state["inner.weight"].T,
        "a": state["inner.bias"],
        "B": state["outer.weight"].T,
        "b": state["outer.bias"],
        "S": state["places"],
        "C": state["text_inner.weight"].T * np.float16(SHARPNESS),
        "c": state["text_inner.bias"],
        "D": state["text_outer.weight"].T,
        "d": state["text_outer.bias"],
        "languages": np.array(LANGUAGES),
    }


def english_teacher() -> Teacher:
    """The packaged English model."""
    model = SentenceModel(ENGLISH_MODEL)

    def teach(texts: list[str]) -> npt.NDArray[np.float32]:
        known = model.encode_unique(texts)
        return np.stack([known[text] for text in texts])

    return teach


def _loss(found: torch.Tensor, wanted: torch.Tensor, targets: torch.Tensor, settings: Settings) -> torch.Tensor:
    """1 - cosine, plus the contrast with the other English texts of the batch; the same text is no contrast."""
    distance = (1 - (found * wanted).sum(dim=1)).mean()
    closeness = found @ wanted.T / settings.temperature
    same = targets[:, None] == targets[None, :]
    same.fill_diagonal_(fill_value=False)
    contrast = functional.cross_entropy(closeness.masked_fill(same, -1e4), torch.arange(len(found)))
    return distance + settings.contrast * contrast


def _rate(step: int, steps: int) -> float:
    """Share of the learning rate: a short rise, then half a cosine down to zero."""
    return min(1.0, (step + 1) / 100) * 0.5 * (1 + float(np.cos(np.pi * step / steps)))


def _say(message: str) -> None:
    print(f"matcher: {message}", file=sys.stderr, flush=True)  # noqa: T201


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the bundled vocabulary and write the encoder's folder."""
    parser = argparse.ArgumentParser(prog="python -m data.build.encoder.training", description="Rebuilds the encoder.")
    parser.add_argument("--out", required=True, metavar="FOLDER", help="where to write student.npz")
    parser.add_argument("--seed", type=int, default=Settings().seed, help="of the phrases and the training")
    options = parser.parse_args(arguments)
    arrays = train(load_vocabulary(), english_teacher(), Settings(seed=options.seed))
    write_weights(options.out, arrays)
    weights = Path(options.out) / WEIGHTS
    _say(f"written to {options.out}; SHA-256 {sha256_of(weights)}, to be put in matcher/embed/encoder.py")


if __name__ == "__main__":
    main()
