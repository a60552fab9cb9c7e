"""Words in whatever form they stand in: endings, compounds, and phrases by what their words mean in English."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from matcher.placing import KnownWords
from matcher.placing.reading import pieces_of
from matcher.query.placing import place_texts
from matcher.run import Run
from matcher.spelling import label_key
from matcher.vocabulary import LANGUAGES, Concept, Vocabulary, load_vocabulary
from matcher.vocabulary.inflections import Inflections
from matcher.vocabulary.phrases import Phrases

DATA = Path(__file__).parent / "data"
VOCABULARY = load_vocabulary()
KNOWN = KnownWords(VOCABULARY)


def scheme(labels: dict[str, dict[str, tuple[str, ...]]], forms: dict[str, dict[str, tuple[str, ...]]]) -> Vocabulary:
    """Two niches, "wind" and "sea", of two themes, and general words."""
    concepts = {
        name: Concept(name, level, broader, "", "")
        for name, level, broader in [
            ("energy", "theme", ""), ("water", "theme", ""), ("horizontal", "theme", ""), ("wind", "niche", "energy"),
            ("sea", "niche", "water"), ("word_and", "general", "horizontal"), ("tool", "general", "horizontal"),
        ]
    }  # fmt: skip
    english = {name: (name,) for name in concepts} | {"word_and": ("and",), "wind": ("wind", "wind tool")}
    return Vocabulary(concepts, {"en": english, **labels}, (), (), forms)


def test_a_form_is_looked_up_and_not_shown() -> None:
    vocabulary = scheme({"sv": {"wind": ("vindkraft",)}}, {"sv": {"wind": ("vindkraften",)}})
    assert [concept.id for concept in vocabulary.find("Vindkraften")] == ["wind"]
    assert vocabulary.said("vindkraften") == {}
    assert vocabulary.synonyms("wind", "sv") == ()


def test_an_ending_makes_no_other_word_and_two_meanings_make_none() -> None:
    words = Inflections(scheme({"sv": {"wind": ("vindkraft", "blåsten"), "sea": ("blåstel",)}}, {}))

    def named(word: str) -> list[str]:
        return [concept.id for concept in words.named(word, "sv")]

    assert named("vindkraftens") == named("vindkraft") == ["wind"]
    assert named("vindkraftverken") == []  # another word
    assert named("vindk") == []  # too short
    assert named("blaster") == []  # wind or sea
    assert words.named("winds", "en") == []


def test_what_is_written_in_english_comes_before_other_forms() -> None:
    vocabulary = scheme({"sv": {"wind": ("vindkraft",)}}, {"en": {"sea": ("vindkrafter",)}})
    known = KnownWords(vocabulary)
    assert known.concept("vindkraften", "sv") == "wind"
    assert known.concept("vindkrafter", "sv") == "sea"


def test_each_word_of_the_vocabulary_is_found_among_the_others_of_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Inflections(VOCABULARY)
    found = right = 0
    for language in ("sv", "de", "fr", "pl", "fi", "el", "hu"):
        every = words._words(language)
        for place in range(0, len(every), 7):
            others = every[:place] + every[place + 1 :]
            monkeypatch.setattr(words, "_every", lambda _, others=others: others)
            if other := words._known_form(every[place], language):
                found += 1
                right += bool({*words._places(every[place], language)} & {*words._places(other, language)})
    assert found > 2_000
    assert right / found > 0.97


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("Industria intelligente", "it", "digital_factory"),
        ("intelligente industria", "it", "digital_factory"),
        ("technologies de production", "fr", "production_engineering"),
        ("turism och kultur", "sv", ""),
        ("turism, kultur", "sv", ""),
    ],
)
def test_a_phrase_means_what_its_words_mean_in_english(text: str, language: str, concept: str) -> None:
    assert KNOWN.concept(text, language) == concept


@pytest.mark.slow
def test_labels_of_several_words_mean_what_their_words_mean_in_english() -> None:
    phrases, same, all_read = Phrases(VOCABULARY), 0, 0
    for language in LANGUAGES:
        for concept, labels in VOCABULARY.labels[language].items():
            if language == "en" or VOCABULARY[concept].level == "general":
                continue
            read = [found for label in labels if (found := phrases.concept(label_key(label), language))]
            all_read += len(read)
            same += sum(VOCABULARY.niche_of(found) == VOCABULARY.niche_of(concept) for found in read)
    assert all_read > 5_000
    assert same / all_read > 0.95


@pytest.mark.parametrize(
    ("word", "language", "concept"),
    [
        ("automationsteknologi", "sv", "automation"),
        ("hälsoinnovation", "sv", "health"),
        ("Gezondheidstransitie", "nl", "health"),
        ("kemianteollisuuden", "fi", "chemistry"),
        ("Technologiepark", "de", ""),
        ("health innovation", "en", ""),
    ],
)
def test_a_field_and_a_general_word_in_one_are_the_field(word: str, language: str, concept: str) -> None:
    assert Phrases(VOCABULARY).compound(label_key(word), language) == concept
    assert KNOWN.concept(word, language) == concept


def test_hyphens_part_fields_and_no_words() -> None:
    names = ["Forêt-bois-papier", "Agro-alimentaire", "Bio-économie"]
    found = pieces_of(names, ["fr"] * 3, KNOWN)
    concepts = defaultdict(list)
    for name, concept in zip(found.name.tolist(), found.concepts, strict=True):
        concepts[names[name]].append(concept)
    assert concepts == {
        "Forêt-bois-papier": ["forest", "wood_processing", "paper"],
        "Agro-alimentaire": ["food"],
        "Bio-économie": ["bioeconomy"],
    }


def test_names_and_their_translations_share_a_niche(europe_run: Run) -> None:
    table = pd.read_csv(DATA / "translations.csv", keep_default_na=False)
    table = table[table["read"] == "no"].iloc[::3]

    def niches(texts: pd.Series, languages: pd.Series) -> list[set[str]]:
        rows: dict[tuple[str, str], set[str]] = defaultdict(set)
        for language in languages.unique():
            own = texts[languages == language].tolist()
            for text, niche in place_texts(europe_run, own, [language] * len(own))[["text", "theme_id"]].to_numpy():
                rows[text, language].add(niche)
        return [rows[key] for key in zip(texts, languages, strict=True)]

    english = niches(table["area"], pd.Series("en", table.index))
    other = niches(table["translation"], table["language"])
    shared = [bool(one & two) for one, two in zip(english, other, strict=True)]
    assert len(shared) > 80
    assert sum(shared) / len(shared) >= 0.85
