"""What guided themes learn from: example texts with the niche and the broad theme that each belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE
from matcher.errors import SettingError
from matcher.files.kept import Arrays, kept_arrays
from matcher.themes.rows import Rows
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


class Guide:
    """Examples with their vectors, and the themes and niches that they teach.

    Parameters
    ----------
    examples : sequence of Example
    vectors : array_like (n_examples, d) or Rows
        Unit vectors of the examples' texts.
    parents : mapping of str to str
        The broad theme of each niche.
    labels : mapping of str to str
        Label of each niche, theme and concept.
    is_open : bool
        Whether the data may add niches.
    by_encoder : array_like (n_examples, d) or Rows, optional
        Vectors of the same examples by the encoder, where that reads some texts and another model the others.

    Examples
    --------
    >>> rows = [Example("railway", "rail", "rail", "transport", 1.0), Example("food", "food", "", "food", 1.0)]
    >>> guide = Guide(rows, np.eye(2), {"rail": "transport"}, {})
    >>> guide.themes, guide.niches, guide.label("rail")
    (['food', 'transport'], ['rail'], 'rail')
    """

    def __init__(
        self,
        examples: Sequence[Example],
        vectors: npt.ArrayLike | Rows,
        parents: Mapping[str, str],
        labels: Mapping[str, str],
        is_open: bool = True,
        by_encoder: npt.ArrayLike | Rows | None = None,
    ) -> None:
        self.examples = examples
        self.rows = vectors if isinstance(vectors, Rows) else Rows.given(vectors)
        self.parents = parents
        self.labels = labels
        self.is_open = is_open
        self.encoded = by_encoder if by_encoder is None or isinstance(by_encoder, Rows) else Rows.given(by_encoder)
        if isinstance(vectors, Rows) or len(examples) == len(self.rows.matrix):
            return
        raise SettingError("guide", expected=f"a vector for each of {len(examples)} examples",
                           found=str(len(self.rows.matrix)))  # fmt: skip

    def _with(self, **changed: Any) -> Guide:
        """The guide with some of what it was made of changed."""
        made_of = {
            "examples": self.examples, "vectors": self.rows, "parents": self.parents, "labels": self.labels,
            "is_open": self.is_open, "by_encoder": self.encoded,
        }  # fmt: skip
        return Guide(**{**made_of, **changed})

    @property
    def vectors(self) -> Matrix:
        """Unit vectors of the examples (n_examples, d)."""
        return self.rows.matrix

    @property
    def by_encoder(self) -> Matrix | None:
        """Vectors of the examples by the encoder, where it reads beside another model."""
        return None if self.encoded is None else self.encoded.matrix

    @cached_property
    def told(self) -> bytes:
        """A hash of the examples."""
        return hashlib.sha256(repr(self.examples).encode("utf-8", "surrogatepass")).digest()

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
        return self._with(examples=examples, parents={**self.parents, **(parents or {})})

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
        return self._with(
            examples=[*self.examples, *added],
            vectors=self.rows.with_more(vectors),
            parents={**self.parents, niche: theme},
            labels={**self.labels, niche: label},
            by_encoder=None if self.encoded is None else self.encoded.with_more(vectors),
        )

    def relabelled_as(self, labels: Mapping[str, str]) -> Guide:
        """The guide with other labels for some of its niches, themes or concepts."""
        return self._with(labels={**self.labels, **labels})

    def concepts_of(self, niche: str) -> list[str]:
        """Ids of the concepts below a niche, sorted."""
        return sorted({e.concept for e in self.examples if e.niche == niche} - {niche, self.parents[niche]})

    def taken(self, places: npt.NDArray[np.intp]) -> Guide:
        """The guide with the examples at these places only."""
        kept = [self.examples[place] for place in places.tolist()]
        encoded = None if self.encoded is None else self.encoded.taken(places)
        return self._with(examples=kept, vectors=self.rows.taken(places), by_encoder=encoded)

    def read_by_encoder(self) -> Guide:
        """The guide as the encoder reads it."""
        return self if self.encoded is None else self._with(vectors=self.encoded, by_encoder=None)

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


def vocabulary_guide(
    vocabulary: Vocabulary, encode: Encode, *, by_encoder: ByLanguage | None = None, models: str = ""
) -> Guide:
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
    models : str, optional
        Fingerprint of what turns them: with it the vectors are kept on disk for the next fit.
    """
    concepts, splitter = list(vocabulary.concepts), Splitter.of(vocabulary, "en")
    examples = [example for concept in concepts for example in _examples(vocabulary, concept, splitter)]
    texts = [example.text for example in examples]
    if by_encoder:
        first = {example.concept: example for example in reversed(examples)}
        examples += [first[concept]._replace(text="", is_label=False) for concept in concepts]

    others = (vocabulary.told or _preferred(vocabulary)) if by_encoder else {}
    key = hashlib.sha256(repr((models, texts, others, np.__version__)).encode("utf-8", "surrogatepass")).digest()

    @cache
    def made() -> Arrays:
        """In the 32 bits that models give."""
        vectors = np.asarray(encode(texts), dtype=np.float32)
        if by_encoder is None:
            return {"vectors": vectors}
        means = _means(concepts, _preferred(vocabulary), by_encoder).astype(np.float32)
        encoded = np.vstack([np.asarray(by_encoder(texts, "en"), dtype=np.float32), means])
        return {"vectors": np.vstack([vectors, np.zeros_like(means)]), "by_encoder": encoded}

    def rows(name: str) -> Rows:
        if not models:
            return Rows.given(made()[name])
        shapes = {name: (len(examples), None)}
        return Rows(
            lambda: kept_arrays("guides", key, shapes, made)[name].astype(np.float64), lambda: key + name.encode()
        )

    parents = {niche.id: niche.broader for niche in vocabulary.level("niche")}
    labels = {concept: vocabulary.label(concept) for concept in vocabulary.concepts}
    for theme in vocabulary.level("theme"):
        parents[theme.id + WHOLE] = theme.id
        labels[theme.id + WHOLE] = vocabulary.label(theme.id)
    return Guide(examples, rows("vectors"), parents, labels, by_encoder=rows("by_encoder") if by_encoder else None)


def _preferred(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The preferred label of each concept, by language, in all languages but English."""
    return {
        language: {concept: labels[concept][0] for concept in vocabulary.concepts if concept in labels}
        for language in LANGUAGES
        if language != "en" and (labels := vocabulary.labels.get(language))
    }


def _means(concepts: Sequence[str], others: Mapping[str, Mapping[str, str]], encode: ByLanguage) -> Matrix:
    """Unit vectors (n_concepts, d): the mean of each concept's preferred labels in other languages than English."""
    sums: Matrix = np.zeros(0)
    place = {concept: number for number, concept in enumerate(concepts)}
    for language, labels in others.items():
        vectors = np.asarray(encode(list(labels.values()), language), dtype=np.float64)
        sums = sums if sums.size else np.zeros((len(concepts), vectors.shape[1]))
        sums[[place[concept] for concept in labels]] += vectors
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
