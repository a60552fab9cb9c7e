"""The bundled vocabulary is what its README says: complete, in the right scripts, nothing twice, no names of areas."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from matcher.spelling import label_key
from matcher.vocabulary import LANGUAGES, RELATION_TYPES, load_vocabulary

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data" / "vocabulary"
VOCABULARY = load_vocabulary()
THEMES = [
    "manufacturing",
    "materials",
    "digital",
    "intelligent_systems",
    "energy",
    "environment",
    "health",
    "life_science",
    "forest",
    "bioeconomy",
    "food",
    "tourism",
    "culture",
    "built_env",
    "transport",
    "marine",
    "chemistry",
    "textile",
    "mining",
    "space_defence",
    "services",
    "skills_society",
    "horizontal",
]
#: The languages of most rows in europe.csv, English and Swedish: these have synonyms.
WITH_SYNONYMS = ("en", "sv", "it", "fr", "de", "pl", "pt", "fi", "es", "cs", "ro")


def reviewed(name: str) -> set[tuple[str, ...]]:
    with (FOLDER / "reviewed" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(row) for row in list(csv.reader(file))[1:]}


def test_the_broad_themes_are_those_of_the_reference_and_some_more() -> None:
    ids = [concept.id for concept in VOCABULARY.level("theme")]
    assert set(THEMES) <= set(ids)
    assert 24 <= len(ids) <= 36


def test_there_are_as_many_niches_concepts_and_relations_as_promised() -> None:
    assert 100 <= len(VOCABULARY.level("niche")) <= 150
    assert len(VOCABULARY.level("concept")) + len(VOCABULARY.level("general")) >= 700
    assert len(VOCABULARY.relations) >= 600


def test_the_readme_counts_what_is_there() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    labels = sum(len(found) for language in LANGUAGES for found in VOCABULARY.labels[language].values())
    told = {
        "broad themes": len(VOCABULARY.level("theme")),
        "niches": len(VOCABULARY.level("niche")),
        "concepts": len(VOCABULARY.level("concept")),
        "general words": len(VOCABULARY.level("general")),
        "labels": labels,
        "further forms": sum(len(found) for forms in VOCABULARY.forms.values() for found in forms.values()),
        "relations": len(VOCABULARY.relations),
    }
    for what, number in told.items():
        assert f"{number:,} {what}" in text, (what, number)


def test_every_niche_has_concepts_relations_and_codes_of_the_right_form() -> None:
    forms = {"nace": r"(0[1-3]|0[5-9]|[1-9]\d)", "nabs": r"([1-9]|1[0-4])", "ford": r"[1-6]\.\d{1,2}"}
    for niche in VOCABULARY.level("niche"):
        assert len(VOCABULARY.narrower(niche.id)) >= 3, niche.id
        assert len(VOCABULARY.related(niche.id)) >= 4, niche.id
    for crosswalk in VOCABULARY.crosswalks:
        assert re.fullmatch(forms[crosswalk.scheme], crosswalk.code), crosswalk
    assert len(set(VOCABULARY.crosswalks)) == len(VOCABULARY.crosswalks)


def test_every_entry_has_a_definition_of_one_line_that_is_not_its_label() -> None:
    for concept in VOCABULARY.concepts.values():
        assert concept.definition.strip() == concept.definition
        assert "\n" not in concept.definition
        assert label_key(concept.definition) not in {"", label_key(VOCABULARY.label(concept.id))}, concept.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_a_preferred_label_in_every_language(language: str) -> None:
    labels = VOCABULARY.labels[language]
    assert set(labels) == set(VOCABULARY.concepts)
    for concept_id, found in labels.items():
        assert len(set(found)) == len(found), concept_id
        for label in found:
            assert label == " ".join(unicodedata.normalize("NFC", label).split()), (concept_id, label)
            assert label_key(label), (concept_id, label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_of_the_files_is_one_fact(language: str) -> None:
    with (FOLDER / "labels" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    preferred = Counter(row["id"] for row in rows if row["kind"] == "preferred")
    assert set(preferred.values()) == {1}
    assert {row["kind"] for row in rows} <= {"preferred", "synonym"}
    order = list(VOCABULARY.concepts)
    places = [order.index(concept_id) for concept_id in dict.fromkeys(row["id"] for row in rows)]
    assert places == sorted(places), "rows follow the order of concepts.csv"


def test_synonyms_stand_where_usage_varies() -> None:
    for language in WITH_SYNONYMS:
        labels = VOCABULARY.labels[language]
        share = sum(len(labels[c.id]) > 1 for c in VOCABULARY.concepts.values() if c.level != "general") / len(labels)
        assert share > 0.5, (language, share)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_in_the_script_of_their_language(language: str) -> None:
    script = {"el": "GREEK", "bg": "CYRILLIC"}.get(language, "LATIN")
    for concept_id, labels in VOCABULARY.labels[language].items():
        for label in labels:
            foreign = "".join(s for s in label if s.isalpha() and script not in unicodedata.name(s, ""))
            # Acronyms and a few letters of brands and units stay Latin in Greek and Bulgarian.
            assert not foreign or (script != "LATIN" and foreign.isascii()), (concept_id, label)
            if script != "LATIN" and foreign:
                words = [word for word in re.findall(r"[A-Za-z]+", label) if not word.isupper()]
                assert all((language, label_key(label)) in reviewed("international") or len(w) < 3 for w in words), (
                    label
                )


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_label_is_merely_the_english_copied(language: str) -> None:
    known = reviewed("international")
    english = {
        concept_id: {label_key(label) for label in labels} for concept_id, labels in VOCABULARY.labels["en"].items()
    }
    copied = [
        (language, label_key(label))
        for concept_id, labels in VOCABULARY.labels[language].items()
        for label in labels
        if label_key(label) in english[concept_id] and (language, label_key(label)) not in known
    ]
    assert copied == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_stands_on_concepts_of_different_niches(language: str) -> None:
    known = reviewed("shared")
    owners: dict[str, set[str]] = defaultdict(set)
    for concept_id, labels in VOCABULARY.labels[language].items():
        for label in labels:
            owners[label_key(label)].add(concept_id)
    shared = {
        (language, label, *sorted(ids))
        for label, ids in owners.items()
        if len({VOCABULARY.niche_of(concept_id) or concept_id for concept_id in ids}) > 1
    }
    assert shared <= {(row[0], row[1], *row[2].split("; ")) for row in known}, sorted(shared)[:5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_of_one_concept_and_no_label_of_another(language: str) -> None:
    labels = defaultdict(set)
    for code in {language, "en"}:
        for concept_id, found in VOCABULARY.labels[code].items():
            for label in found:
                labels[label_key(label)].add(VOCABULARY.niche_of(concept_id) or concept_id)
    with (FOLDER / "forms" / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], row["form"]) for row in csv.DictReader(file)]
    order = list(VOCABULARY.concepts)
    assert [order.index(concept_id) for concept_id, _ in rows] == sorted(order.index(it) for it, _ in rows)
    assert len({label_key(form) for _, form in rows}) == len(rows)
    script = {"el": "GREEK", "bg": "CYRILLIC"}.get(language, "LATIN")
    for concept_id, form in rows:
        assert form == " ".join(unicodedata.normalize("NFC", form).split())
        assert label_key(form)
        assert labels[label_key(form)] <= {VOCABULARY.niche_of(concept_id) or concept_id}, (concept_id, form)
        assert all(script in unicodedata.name(sign, "") for sign in form if sign.isalpha()), (concept_id, form)
        assert VOCABULARY[concept_id].level != "general" or " " not in label_key(form), (concept_id, form)


def test_the_reviewed_lists_hold_nothing_that_is_not_needed() -> None:
    labels = {(code, label_key(x)) for code in LANGUAGES for found in VOCABULARY.labels[code].values() for x in found}
    for name in ("international", "shared"):
        assert {row[:2] for row in reviewed(name)} <= labels, name


def names_of_the_data() -> set[str]:
    """Names of two or more words in the sets beside which the vocabulary was made, and in the reference."""
    files = [ROOT / "data" / "europe_2014_2020.csv", *sorted((ROOT / "data").glob("sweden_*.csv"))]
    files.append(ROOT / "tests" / "data" / "theme_reference.csv")
    found = set()
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {label_key(row.get(column) or "") for column in ("area", "area_original")}
    return {name for name in found if len(name.split()) > 1}


def test_names_of_the_data_are_entered_only_where_they_are_the_common_name_of_a_field() -> None:
    names = names_of_the_data()
    assert len(names) > 900
    entered = {(code, label_key(x)) for code in LANGUAGES for found in VOCABULARY.labels[code].values() for x in found}
    assert {row for row in entered if row[1] in names} == reviewed("names")
    forms = {label_key(x) for code in LANGUAGES for found in VOCABULARY.forms[code].values() for x in found}
    assert forms.isdisjoint(names)
    assert len({label for _, label in reviewed("names")}) < 0.1 * len(names)


def test_relations_have_a_reason_of_their_own_in_two_languages() -> None:
    for language in ("en", "sv"):
        reasons = [relation.reason(language) for relation in VOCABULARY.relations]
        assert len(set(reasons)) == len(reasons)
        assert all(reason.endswith(".") and 4 <= len(reason.split()) <= 30 for reason in reasons)
    same = [relation for relation in VOCABULARY.relations if relation.reason_en == relation.reason_sv]
    assert same == []
    assert {relation.type for relation in VOCABULARY.relations} == set(RELATION_TYPES)
