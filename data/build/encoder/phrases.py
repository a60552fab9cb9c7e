"""What the encoder learns from: labels of the vocabulary, and phrases built of them, each beside its English.

A region's area is seldom a bare term: "sustainable X", "X and Y", "X for Y", "X industry". Such phrases are put
together at random from the vocabulary's labels, at once in English and in some of the other languages, in each with its
own order of words and its own way to join them ("stålindustri", "industria di acciaio"). Inflection is not made up:
the vocabulary's general words bring their forms, and character n-grams see through the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matcher.vocabulary import LANGUAGES, Vocabulary

__all__ = ["SIBLINGS", "Pair", "label_pairs", "phrase_pairs", "taught_ids"]

#: Languages in which areas are written most often get more of the phrases.
FREQUENT = ("sv", "it", "fr", "de", "pl", "pt", "fi", "es", "cs", "ro")
#: Languages that put the modifier behind the noun.
MODIFIER_LAST = frozenset({"ca", "es", "fr", "ga", "it", "mt", "pt", "ro"})
#: Languages that write compounds as one word, and what they put between the parts.
COMPOUNDS = {
    "da": ("", "s"),
    "de": ("", "s", "-", "n"),
    "et": ("",),
    "fi": ("", "n"),
    "hu": ("", "-"),
    "nl": ("", "s", "-"),
    "no": ("", "s"),
    "sv": ("", "s", "-"),
}
#: How "technology of X" is written where it is no compound; the others put the words side by side.
GENITIVE = {"ca": "de", "es": "de", "fr": "de", "it": "di", "mt": "ta'", "pt": "de", "ro": "de"}


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: General words that stand before a noun in English, and those that stand behind a field ("steel industry").
MODIFIERS = _names(
    """
    advanced sustainable smart green clean innovative new modern high_quality high_technology efficient
    competitive knowledge_based knowledge_intensive integrated regional local european international arctic
    alpine nordic industrial technological social_word economic natural human personal safe responsible
    inclusive resilient specialised emerging key_enabling future next_generation added_value complex flexible
    large_scale small_scale word_traditional word_leading word_world_class word_strong word_attractive
    word_dynamic word_open word_connected word_cross_border word_interdisciplinary word_national word_public
    word_private word_shared word_basic word_experimental word_practical word_academic word_professional
    word_alternative word_multifunctional word_hybrid word_modular word_mobile word_remote word_precise
    word_fast word_simple word_affordable word_important word_unique word_data_driven word_user_driven
    word_neutral word_high_value
    """
)
HEADS = _names(
    """
    technology industry sector production_word engineering_word processing system solution service product
    process application method equipment device infrastructure_word network platform environment_word management
    planning use supply value_chain supply_chain_word market business economy society community area quality
    safety_word efficiency development innovation research transition transformation renewal modernisation
    cluster ecosystem competence knowledge word_centre word_park word_laboratory word_control word_monitoring
    word_analysis word_optimisation word_valorisation word_export word_model word_programme
    """
)
#: Kinds of phrases: slots (m: modifier, f: field, h: head), the English pattern, and how often each is built.
KINDS = {
    "and": ("ff", "{0} and {1}", 5.0),
    "list": ("fff", "{0}, {1} and {2}", 2.0),
    "slash": ("ff", "{0}/{1}", 0.5),
    "modified": ("mf", "{0} {1}", 5.0),
    "modified and": ("mff", "{0} {1} and {2}", 2.0),
    "twice modified": ("mmf", "{0} and {1} {2}", 1.0),
    "headed": ("fh", "{0} {1}", 5.0),
    "modified head": ("mfh", "{0} {1} {2}", 1.5),
    "heads": ("mh", "{0} {1}", 1.5),
    "for": ("ff", "{0} for {1}", 1.5),
}
#: Phrases of a family: built of the same few fields, they differ in the words around them, and are told apart.
SIBLINGS = 4


class Pair(NamedTuple):
    """A text, its language, and the English texts whose mean vector it shall get: mostly one."""

    text: str
    language: str
    english: tuple[str, ...]


def taught_ids(vocabulary: Vocabulary, share: float = 1.0, seed: int = 0) -> list[str]:
    """Ids that are taught: all, or a share of themes, niches and concepts drawn at random, and all general words."""
    rng = np.random.default_rng(seed)
    everything = vocabulary.concepts.values()
    chosen = {c.id for c in everything if c.level == "general" or share >= 1 or rng.random() < share}
    return [concept.id for concept in everything if concept.id in chosen]


def label_pairs(vocabulary: Vocabulary, ids: Sequence[str]) -> list[Pair]:
    """Every label of every language beside its concept's English.

    A preferred label stands beside the preferred one; of a synonym nobody knows which English one it translates, so it
    stands beside all of them. English labels stand beside themselves.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> label_pairs(load_vocabulary(), ["railway_systems"])[0]
    Pair(text='железопътни системи', language='bg', english=('railway systems',))
    """
    return [
        Pair(label, language, _english(vocabulary, concept_id, label, language, preferred=place == 0))
        for language in LANGUAGES
        for concept_id in ids
        for place, label in enumerate(vocabulary.labels[language][concept_id])
    ]


def _english(vocabulary: Vocabulary, concept_id: str, label: str, language: str, *, preferred: bool) -> tuple[str, ...]:
    if language == "en":
        return (label,)
    labels = vocabulary.labels["en"][concept_id]
    return labels[:1] if preferred else labels


def phrase_pairs(vocabulary: Vocabulary, ids: Sequence[str], families: int, renderings: int, seed: int) -> list[Pair]:
    """Phrases about the concepts `ids`, drawn at random: the same for the same vocabulary and seed.

    Parameters
    ----------
    vocabulary : Vocabulary
    ids : sequence of str
    families : int
        Each family is four phrases built of the same three fields.
    renderings : int
        In how many languages each phrase is written besides English.
    seed : int

    Returns
    -------
    list of Pair
        families * 4 * (1 + renderings) pairs: family after family, phrase after phrase, English first.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> pairs = phrase_pairs(load_vocabulary(), ["tourism", "textile"], families=1, renderings=2, seed=0)
    >>> len(pairs), [pair.text in pair.english for pair in pairs[:3]]
    (12, [True, False, False])
    """
    rng = np.random.default_rng(seed)
    fields = [concept_id for concept_id in ids if vocabulary[concept_id].level != "general"]
    odds = np.array([odd for *_, odd in KINDS.values()])
    foreign = [language for language in LANGUAGES if language != "en"]
    weights = np.array([2.5 if language in FREQUENT else 1.0 for language in foreign])
    pairs = []
    for _ in range(families):
        family = [fields[int(place)] for place in rng.integers(len(fields), size=3)]
        for kind in rng.choice(list(KINDS), size=SIBLINGS, replace=False, p=odds / odds.sum()).tolist():
            parts = _parts(KINDS[kind][0], family, rng)
            english = KINDS[kind][1].format(*(vocabulary.label(concept_id) for concept_id in parts))
            pairs.append(Pair(english, "en", (english,)))
            for language in rng.choice(foreign, size=renderings, replace=False, p=weights / weights.sum()).tolist():
                pairs.append(Pair(render(vocabulary, kind, parts, language, rng), language, (english,)))
    return pairs


def _parts(slots: str, family: Sequence[str], rng: np.random.Generator) -> list[str]:
    """A concept for each slot: the family's fields in a random order, and modifiers and heads of its own."""
    fields = iter(rng.permutation(len(family)).tolist())
    general = {"m": MODIFIERS, "h": HEADS}
    return [
        family[next(fields)] if slot == "f" else general[slot][int(rng.integers(len(general[slot])))] for slot in slots
    ]


def render(vocabulary: Vocabulary, kind: str, ids: Sequence[str], language: str, rng: np.random.Generator) -> str:
    """A phrase in another language: each part by one of its labels, the preferred one half of the time."""

    def label(concept_id: str) -> str:
        labels = vocabulary.labels[language][concept_id]
        return labels[0] if rng.random() < 0.5 else labels[rng.integers(len(labels))]

    parts = [label(concept_id) for concept_id in ids]
    and_word = "&" if rng.random() < 0.1 else vocabulary.label("word_and", language)
    last = language in MODIFIER_LAST
    if kind == "headed":
        return _headed(parts[0], parts[1], language, rng)
    if kind == "modified head":
        return _modified(parts[0], _headed(parts[1], parts[2], language, rng), last=last)
    if kind == "twice modified":
        return _modified(f"{parts[0]} {and_word} {parts[1]}", parts[2], last=last)
    if KINDS[kind][0].startswith("m"):  # "modified", "modified and", "heads"
        return f" {and_word} ".join([_modified(parts[0], parts[1], last=last), *parts[2:]])
    joining = {"and": f" {and_word} ", "slash": "/", "for": f" {vocabulary.label('word_for', language)} "}
    if kind == "list":
        return f"{parts[0]}, {parts[1]} {and_word} {parts[2]}"
    return joining[kind].join(parts)


def _modified(modifier: str, noun: str, *, last: bool) -> str:
    return f"{noun} {modifier}" if last else f"{modifier} {noun}"


def _headed(field: str, head: str, language: str, rng: np.random.Generator) -> str:
    """A field with a head behind it, as in steel industry: a compound, a genitive, or the words side by side."""
    if language in COMPOUNDS and " " not in field and rng.random() < 0.8:
        return field + str(rng.choice(COMPOUNDS[language])) + head.lower()
    if language in GENITIVE:
        return f"{head} {GENITIVE[language]} {field}"
    return f"{field} {head}" if rng.random() < 0.5 else f"{head} {field}"
