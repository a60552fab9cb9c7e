"""What guided themes learn from: example texts with the niche and the broad theme that each belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE
from matcher.errors import SettingError
from matcher.vocabulary import LANGUAGES, Vocabulary
from matcher.vocabulary.splitter import Splitter

__all__ = ["LEVEL_WEIGHTS", "WHOLE", "Example", "Guide", "vocabulary_guide"]

Matrix = npt.NDArray[np.float64]
Encode = Callable[[list[str]], npt.NDArray[np.floating]]
ByLanguage = Callable[[list[str], str], npt.NDArray[np.floating]]

#: Weight of a text by the level of what it names: areas are mostly as broad as a niche or a theme, seldom as a concept;
#: general words are many, and must not drown the subjects.
LEVEL_WEIGHTS = {"theme": 5.0, "niche": 2.0, "concept": 1.0, "general": 0.5}


class Example(NamedTuple):
    """A text, the concept that it names, the niche ("" for general words) and theme above it, and its weight.

    Definitions are examples that are no label: they teach, and are not shown as evidence.
    """

    text: str
    concept: str
    niche: str
    theme: str
    weight: float
    is_label: bool = True


@dataclass(frozen=True, eq=False)
class Guide:
    """Examples with their vectors, and the themes and niches that they teach.

    Attributes
    ----------
    examples : sequence of Example
    vectors : ndarray (n_examples, d)
        Unit vectors of the examples' texts.
    parents : mapping of str to str
        The broad theme of each niche.
    labels : mapping of str to str
        Label of each niche, theme and concept.
    is_open : bool
        Whether the data may add niches.
    by_encoder : ndarray (n_examples, d), optional
        Vectors of the same examples by the encoder, where that reads some texts and another model the others.

    Examples
    --------
    >>> rows = [Example("railway", "rail", "rail", "transport", 1.0), Example("food", "food", "", "food", 1.0)]
    >>> guide = Guide(rows, np.eye(2), {"rail": "transport"}, {})
    >>> guide.themes, guide.niches, guide.label("rail")
    (['food', 'transport'], ['rail'], 'rail')
    """

    examples: Sequence[Example]
    vectors: Matrix
    parents: Mapping[str, str]
    labels: Mapping[str, str]
    is_open: bool = True
    by_encoder: Matrix | None = None

    def __post_init__(self) -> None:
        if len(self.examples) != len(self.vectors):
            raise SettingError("guide", expected=f"a vector for each of {len(self.examples)} examples",
                               found=str(len(self.vectors)))  # fmt: skip

    @property
    def themes(self) -> list[str]:
        """Ids of the broad themes that have an example, sorted."""
        return sorted({example.theme for example in self.examples})

    @property
    def niches(self) -> list[str]:
        """Ids of the niches that have an example, sorted."""
        return sorted({example.niche for example in self.examples} - {""})

    def label(self, concept: str) -> str:
        """Label of a niche, theme or concept; its id where none is given."""
        return self.labels.get(concept, concept)

    def relabelled(self, change: Callable[[Example], Example], parents: Mapping[str, str] | None = None) -> Guide:
        """The guide with other niches for its examples; niches that are left without one are gone."""
        examples = [change(example) for example in self.examples]
        return replace(self, examples=examples, parents={**self.parents, **(parents or {})})

    def merged(self, into: str, others: Collection[str]) -> Guide:
        """The guide with the niches `others` in the niche `into`, whichever theme they had."""
        theme = self.parents[into]
        return self.relabelled(lambda e: e._replace(niche=into, theme=theme) if e.niche in others else e)

    def split(self, niche: str) -> Guide:
        """The guide with a niche's concepts as niches; the niche itself stays for what is no narrower."""
        concepts = dict.fromkeys(self.concepts_of(niche), self.parents[niche])
        return self.relabelled(lambda e: e._replace(niche=e.concept) if e.niche == niche else e, concepts)

    def at_themes(self) -> Guide:
        """The guide with each broad theme as its only niche."""
        wholes = {theme + WHOLE: theme for theme in self.themes if theme != HORIZONTAL}
        return self.relabelled(lambda e: e._replace(niche=e.theme + WHOLE) if e.niche else e, wholes)

    def with_niche(self, niche: str, label: str, theme: str, texts: Sequence[str], vectors: Matrix) -> Guide:
        """The guide with one more niche, taught by texts; they weigh as much as the words for a theme."""
        added = [Example(text, niche, niche, theme, LEVEL_WEIGHTS["theme"]) for text in texts]
        return Guide(
            [*self.examples, *added],
            np.vstack([self.vectors, np.asarray(vectors, dtype=np.float64)]),
            {**self.parents, niche: theme},
            {**self.labels, niche: label},
            self.is_open,
            None if self.by_encoder is None else np.vstack([self.by_encoder, np.asarray(vectors, dtype=np.float64)]),
        )

    def concepts_of(self, niche: str) -> list[str]:
        """Ids of the concepts below a niche, sorted."""
        return sorted({e.concept for e in self.examples if e.niche == niche} - {niche, self.parents[niche]})

    def taken(self, places: npt.NDArray[np.intp]) -> Guide:
        """The guide with the examples at these places only."""
        kept = [self.examples[place] for place in places.tolist()]
        encoded = None if self.by_encoder is None else self.by_encoder[places]
        return replace(self, examples=kept, vectors=self.vectors[places], by_encoder=encoded)

    def read_by_encoder(self) -> Guide:
        """The guide as the encoder reads it."""
        return self if self.by_encoder is None else replace(self, vectors=self.by_encoder, by_encoder=None)

    @property
    def niche_of(self) -> dict[str, str]:
        """The niche of each concept that has an example; general words have none."""
        return {example.concept: example.niche for example in reversed(self.examples) if example.niche}

    def resampled(self, rng: np.random.Generator) -> Guide:
        """A bootstrap of concepts: each theme and niche keeps its own texts and draws its concepts with repetition."""
        by_concept: dict[str, list[int]] = {}
        for place, example in enumerate(self.examples):
            by_concept.setdefault(example.concept, []).append(place)
        groups: dict[tuple[str, str], list[str]] = {}
        for concept, places in by_concept.items():
            first = self.examples[places[0]]
            groups.setdefault((first.theme, first.niche), []).append(concept)
        drawn: list[int] = []
        for (theme, niche), concepts in groups.items():
            own = [concept for concept in concepts if concept in (theme, niche)]
            others = [concept for concept in concepts if concept not in own]
            chosen = [others[place] for place in rng.integers(len(others), size=len(others))] if others else []
            drawn += [place for concept in own + chosen for place in by_concept[concept]]
        return self.taken(np.array(sorted(drawn), dtype=np.intp))


def vocabulary_guide(vocabulary: Vocabulary, encode: Encode, *, by_encoder: ByLanguage | None = None) -> Guide:
    """The guide that the vocabulary makes: its English labels, synonyms and definitions, and its other languages.

    General words are examples of `horizontal`; a synonym that consists of them ("green economy") is known where it
    stands and teaches nothing, or "green" would. A theme's own labels make a niche of their own below it, with
    `WHOLE` at the end of its id: it takes in the areas that name the whole field. No area is used.

    The encoder is taught in all languages: of each concept by one more example, the mean of its preferred labels in the
    other languages, which weighs as one English label.

    Parameters
    ----------
    vocabulary : Vocabulary
    encode : callable
        Turns English texts into unit vectors (n, d).
    by_encoder : callable, optional
        Turns texts of a language into unit vectors by the encoder. Without it nothing but English teaches.
    """
    concepts, splitter = list(vocabulary.concepts), Splitter.of(vocabulary, "en")
    examples = [example for concept in concepts for example in _examples(vocabulary, concept, splitter)]
    texts = [example.text for example in examples]
    vectors = np.asarray(encode(texts), dtype=np.float64)
    encoded = None
    if by_encoder is not None:
        means = _means(vocabulary, concepts, by_encoder)
        first = {example.concept: example for example in reversed(examples)}
        examples += [first[concept]._replace(text="", is_label=False) for concept in concepts]
        encoded = np.vstack([np.asarray(by_encoder(texts, "en"), dtype=np.float64), means])
        vectors = np.vstack([vectors, np.zeros_like(means)])
    parents = {niche.id: niche.broader for niche in vocabulary.level("niche")}
    labels = {concept: vocabulary.label(concept) for concept in vocabulary.concepts}
    for theme in vocabulary.level("theme"):
        parents[theme.id + WHOLE] = theme.id
        labels[theme.id + WHOLE] = vocabulary.label(theme.id)
    return Guide(examples, vectors, parents, labels, by_encoder=encoded)


def _means(vocabulary: Vocabulary, concepts: Sequence[str], encode: ByLanguage) -> Matrix:
    """Unit vectors (n_concepts, d): the mean of each concept's preferred labels in all languages but English."""
    sums: Matrix = np.zeros(0)
    for language in LANGUAGES:
        if language != "en" and (labels := vocabulary.labels.get(language)):
            named = [place for place, concept in enumerate(concepts) if concept in labels]
            vectors = np.asarray(encode([labels[concepts[place]][0] for place in named], language), dtype=np.float64)
            sums = sums if sums.size else np.zeros((len(concepts), vectors.shape[1]))
            sums[named] += vectors
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    means: Matrix = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
    return means


def _examples(vocabulary: Vocabulary, concept_id: str, splitter: Splitter) -> list[Example]:
    concept = vocabulary[concept_id]
    niche, theme = vocabulary.niche_of(concept_id) or "", vocabulary.theme_of(concept_id)
    if concept.level == "theme" and theme != HORIZONTAL:
        niche = theme + WHOLE
    weight, labels = LEVEL_WEIGHTS[concept.level], vocabulary.labels["en"].get(concept_id, ())
    if theme != HORIZONTAL:
        labels = labels[:1] + tuple(label for label in labels[1:] if splitter.bare(label))
    found = [Example(text, concept_id, niche, theme, weight) for text in labels]
    if theme != HORIZONTAL and concept.definition:
        found.append(Example(concept.definition, concept_id, niche, theme, weight, is_label=False))
    return found
