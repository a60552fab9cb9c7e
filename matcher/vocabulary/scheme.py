"""The concept scheme as it stands in memory: concepts, labels by language, relations, crosswalks.

Levels: a *theme* stands at the top; a *niche* belongs to one theme; a *concept* belongs to a niche, or, where it is a
*general* word that says nothing of a subject ("advanced", "system"), to the theme `horizontal`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from matcher.areas import HORIZONTAL
from matcher.errors import InputError, NameUnknownError
from matcher.files.kept import Arrays, kept_arrays, key_of, written_by
from matcher.spelling import did_you_mean, label_key, nearest
from matcher.vocabulary.labels import SHAPES, LabelIndex, indexed

__all__ = [
    "DIRECTED",
    "LANGUAGES",
    "LEVELS",
    "RELATION_TYPES",
    "Concept",
    "Crosswalk",
    "Labels",
    "Relation",
    "Vocabulary",
]

#: The official languages of the European Union, Norwegian and Catalan (ISO 639-1).
LANGUAGES: tuple[str, ...] = (
    *("bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sv"),
)
LEVELS = ("theme", "niche", "concept", "general")
#: The level above each level.
ABOVE = {"theme": None, "niche": "theme", "concept": "niche", "general": "theme"}
#: What relates two niches. The first two have a direction: source supplies target, source enables target.
RELATION_TYPES = ("supplies", "enables", "shares_technology", "shares_market", "shares_skills")
DIRECTED = RELATION_TYPES[:2]
STRENGTHS = (1, 2, 3)
#: Classifications that niches are matched to: NACE Rev. 2 divisions, NABS 2007 chapters, OECD FORD (2015) fields.
SCHEMES = ("nace", "nabs", "ford")


class Concept(NamedTuple):
    """A theme, niche, concept or general word: id, level, the id above it, a further theme, an English definition."""

    id: str
    level: str
    broader: str
    also: str
    definition: str

    @property
    def is_word(self) -> bool:
        """Whether it is a plain word ("water", "automatic") by which a field is known, and names no field itself."""
        return self.id.startswith("adj_") or self.id.endswith("_word")


class Relation(NamedTuple):
    """A typed link between two niches, with its strength (1 to 3) and a reason in one line.

    `of_source` and `of_target` are ids of what it holds for, where that is not the whole niche: concepts below it, and
    the niche itself for a name that says no more.
    """

    source: str
    type: str
    target: str
    strength: int
    reason_en: str
    reason_sv: str
    of_source: tuple[str, ...] = ()
    of_target: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes the relation the same as another: without direction the order of the niches says nothing."""
        ends = (self.source, self.target) if self.type in DIRECTED else tuple(sorted((self.source, self.target)))
        return ends[0], self.type, ends[1]

    def reason(self, language: str) -> str:
        """The reason in Swedish ("sv"), else in English."""
        return self.reason_sv if language == "sv" else self.reason_en


class Crosswalk(NamedTuple):
    """A niche and a code of another classification that covers about the same."""

    niche: str
    scheme: str
    code: str


#: Labels of one language: by concept id, the preferred label first.
Labels = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The concept scheme. `load_vocabulary` makes one; it is checked when it is made.

    Parameters
    ----------
    concepts : mapping of str to Concept
        By id, in the order of the files: each theme, its niches, each followed by its concepts.
    labels : mapping of str to Labels
        By language.
    relations : sequence of Relation
    crosswalks : tuple of Crosswalk
    forms : mapping of str to Labels, optional
        By language: inflected forms and compounds of labels. A text is looked up among them; they are not shown, and
        teach nothing.

    Raises
    ------
    InputError
        An id, level or type that does not exist, a relation given twice, a concept without English label.

    Examples
    --------
    >>> concepts = {"rail": Concept("rail", "theme", "", "", "Trains and tracks.")}
    >>> vocabulary = Vocabulary(concepts, {"en": {"rail": ("railways",)}, "sv": {"rail": ("järnväg", "spår")}}, (), ())
    >>> vocabulary.label("rail", "sv"), vocabulary.synonyms("rail", "sv"), vocabulary.label("rail", "fi")
    ('järnväg', ('spår',), 'railways')
    """

    concepts: Mapping[str, Concept]
    labels: Mapping[str, Labels]
    relations: Sequence[Relation]
    crosswalks: tuple[Crosswalk, ...]
    forms: Mapping[str, Labels] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise InputError(f"vocabulary: {problem}")

    def __contains__(self, concept_id: str) -> bool:
        return concept_id in self.concepts

    def __getitem__(self, concept_id: str) -> Concept:
        """The concept with this id; `NameUnknownError` names the nearest ids where there is none."""
        try:
            return self.concepts[concept_id]
        except KeyError:
            near = nearest(concept_id, self.concepts)
            do = did_you_mean(near, "matcher vocabulary lists all")
            what = f"no concept {concept_id!r} in the vocabulary"
            raise NameUnknownError(what, do=do, code="concept.unknown", choices=near) from None

    def level(self, level: str) -> list[Concept]:
        """The concepts of one level, in the order of the files."""
        return [concept for concept in self.concepts.values() if concept.level == level]

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        below: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            below.setdefault(concept.broader, []).append(concept.id)
        return below

    def narrower(self, concept_id: str) -> list[str]:
        """Ids of the concepts directly below this one."""
        return self._narrower.get(concept_id, [])

    def niche_of(self, concept_id: str) -> str | None:
        """The niche that a concept belongs to (itself, where it is one); None for themes and general words."""
        concept = self[concept_id]
        return {"niche": concept.id, "concept": concept.broader}.get(concept.level)

    def place_of(self, concept_id: str) -> str:
        """What tells whether two concepts are in one place: the niche; the concept itself, where it is in none."""
        return self.niche_of(concept_id) or concept_id

    def theme_of(self, concept_id: str) -> str:
        """The broad theme that a concept belongs to."""
        concept = self[concept_id]
        while concept.broader:
            concept = self.concepts[concept.broader]
        return concept.id

    def label(self, concept_id: str, language: str = "en") -> str:
        """The preferred label, in English where the language has none."""
        found = self.labels.get(language, {}).get(concept_id) or self.labels["en"].get(concept_id)
        return found[0] if found else self[concept_id].id

    def synonyms(self, concept_id: str, language: str = "en") -> tuple[str, ...]:
        """The other labels in this language."""
        self[concept_id]
        return self.labels.get(language, {}).get(concept_id, ())[1:]

    def find(self, text: str, language: str | None = None) -> list[Concept]:
        """Concepts with this label or form, in one language or in any; case, punctuation and accents do not matter.

        Examples
        --------
        >>> vocabulary = Vocabulary({"rail": Concept("rail", "theme", "", "", "Trains.")},
        ...                         {"en": {"rail": ("rail",)}, "sv": {"rail": ("järnväg",)}}, (), ())
        >>> [concept.id for concept in vocabulary.find("JARNVAG")]
        ['rail']
        """
        key = label_key(text)
        ids: dict[str, None] = {}
        for code in [language] if language else sorted(self.labels):
            ids |= dict.fromkeys(self._index.keyed(key).get(code, ()))
        return [self.concepts[found] for found in ids]

    def labelled(self, key: str, language: str) -> list[Concept]:
        """Concepts that have a label or form of this `label_key` in a language."""
        return [self.concepts[found] for found in self._index.keyed(key).get(language, ())]

    def languages_of(self, key: str) -> Collection[str]:
        """Languages in which something has a label or form of this `label_key`."""
        return self._index.keyed(key).keys()

    def is_subject(self, text: str, language: str) -> bool:
        """Whether a text is a label of something else than a general word in a language."""
        return any(concept.level != "general" for concept in self.labelled(label_key(text), language))

    def search(self, text: str, language: str | None = None) -> list[Concept]:
        """Concepts with a label that contains `text`: exact labels first, then in the order of the files."""
        key = label_key(text)
        found = dict.fromkeys(concept.id for concept in self.find(text, language))
        for code in [language] if language else sorted(self.labels):
            found |= dict.fromkeys(concept_id for label, concept_id in self._keys(code) if key in label)
        exact = len(self.find(text, language))
        order = list(self.concepts)
        ids = [*list(found)[:exact], *sorted(list(found)[exact:], key=order.index)]
        return [self.concepts[i] for i in ids]

    @cached_property
    def told(self) -> bytes | None:
        """A hash of concepts, labels and forms, where the files tell it unread: what is made of them is kept."""
        files = [getattr(found, "told", None) for found in (self.labels, self.forms)]
        return None if None in files else key_of(*files, list(self.concepts.values()))

    @cached_property
    def _index(self) -> LabelIndex:
        languages, concepts = list(self.labels), list(self.concepts)

        def made() -> Arrays:
            return indexed(self.labels, concepts, forms=self.forms)

        return LabelIndex(self.kept("labels", SHAPES, made), languages, concepts)

    def kept(
        self, folder: str, shapes: Mapping[str, tuple[int | None, ...]], make: Callable[[], Arrays], *, of: object = ""
    ) -> Arrays:
        """What is made of the vocabulary, of a part of it: kept on disk where `told` tells it from others."""
        if self.told is None:
            return make()
        key = key_of(written_by("spelling.py", "vocabulary"), self.told, of)
        return kept_arrays(folder, key, shapes, make)

    def _keys(self, language: str) -> Iterator[tuple[str, str]]:
        """The keys of all labels of a language, each with the id of its concept."""
        for concept_id, labels in self.labels.get(language, {}).items():
            yield from ((label_key(label), concept_id) for label in labels)

    def said(self, text: str) -> Mapping[str, list[tuple[int, str]]]:
        """By language the concepts with a label that is this text in small letters.

        Each stands with the place of the label among all labels of the language.
        """
        return self._index.said(text)

    @cached_property
    def _links(self) -> dict[str, list[Relation]]:
        links: dict[str, list[Relation]] = {}
        for relation in self.relations:
            links.setdefault(relation.source, []).append(relation)
            links.setdefault(relation.target, []).append(relation)
        return links

    def related(self, niche: str, other: str | None = None) -> list[Relation]:
        """Relations of a niche (in either direction), or those between two niches, the strongest first."""
        found = [link for link in self._links.get(niche, []) if other is None or other in (link.source, link.target)]
        return sorted(found, key=lambda link: (-link.strength, link.key))

    def codes(self, niche: str) -> dict[str, list[str]]:
        """Codes of a niche by classification: nace, nabs, ford."""
        found: dict[str, list[str]] = {scheme: [] for scheme in SCHEMES}
        for crosswalk in self.crosswalks:
            if crosswalk.niche == niche:
                found[crosswalk.scheme].append(crosswalk.code)
        return found


def _problems(vocabulary: Vocabulary) -> Iterator[str]:
    """What is wrong in the structure; texts are looked at by the tests."""
    yield from _concept_problems(vocabulary)
    yield from _relation_problems(vocabulary)
    for niche, scheme, code in vocabulary.crosswalks:
        if scheme not in SCHEMES or niche not in vocabulary or vocabulary.concepts[niche].level != "niche":
            yield f"crosswalk {niche}, {scheme}, {code}: expected a niche and one of {', '.join(SCHEMES)}"


def _concept_problems(vocabulary: Vocabulary) -> Iterator[str]:
    concepts, english = vocabulary.concepts, vocabulary.labels.get("en", {})
    for concept in concepts.values():
        if concept.level not in LEVELS:
            yield f"{concept.id}: level: expected one of {', '.join(LEVELS)}; found {concept.level!r}"
            return
        above = concepts.get(concept.broader)
        wanted = ABOVE[concept.level]
        if wanted is None and concept.broader:
            yield f"{concept.id}: a theme has nothing above it; found {concept.broader!r}"
        elif wanted and (above is None or above.level != wanted):
            yield f"{concept.id}: expected a {wanted} above it; found {concept.broader!r}"
        elif concept.level == "general" and concept.broader != HORIZONTAL:
            yield f"{concept.id}: a general word stands under {HORIZONTAL}; found {concept.broader!r}"
        if concept.also and (concept.also not in concepts or concepts[concept.also].level != "theme"):
            yield f"{concept.id}: also: expected a theme; found {concept.also!r}"
        if concept.id not in english:
            yield f"{concept.id}: no English label"


def _relation_problems(vocabulary: Vocabulary) -> Iterator[str]:
    niches = {concept.id for concept in vocabulary.level("niche")}
    seen: set[tuple[str, str, str]] = set()
    for relation in vocabulary.relations:
        name = f"relation {relation.source} {relation.type} {relation.target}"
        if relation.type not in RELATION_TYPES:
            yield f"{name}: type: expected one of {', '.join(RELATION_TYPES)}"
        for end in (relation.source, relation.target):
            if end not in niches:
                yield f"{name}: there is no niche {end!r}"
        for end, parts in ((relation.source, relation.of_source), (relation.target, relation.of_target)):
            for part in {*parts} - {end, *vocabulary.narrower(end)}:
                yield f"{name}: expected {end!r} or a concept below it; found {part!r}"
        if relation.source == relation.target:
            yield f"{name}: a niche is not related to itself"
        if relation.strength not in STRENGTHS:
            yield f"{name}: strength: expected 1, 2 or 3; found {relation.strength}"
        if relation.key in seen:
            yield f"{name}: given twice"
        seen.add(relation.key)
