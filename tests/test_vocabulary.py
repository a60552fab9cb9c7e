"""The vocabulary in code: answers by id, label and language; overlays; SKOS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SKOS

from matcher.errors import InputError, MatcherError, NameUnknownError
from matcher.spelling import label_key
from matcher.vocabulary import (
    DIRECTED,
    LANGUAGES,
    RELATION_TYPES,
    Concept,
    Crosswalk,
    Relation,
    Vocabulary,
    lay_over,
    load_vocabulary,
    read_overlay,
    reading,
    scheme,
    to_turtle,
)
from matcher.vocabulary import splitter as splitting
from matcher.vocabulary.splitter import Splitter
from matcher.vocabulary.views import concept_facts, concept_list, export_vocabulary

CONCEPTS = {
    "transport": Concept("transport", "theme", "", "", "Moving people and goods."),
    "horizontal": Concept("horizontal", "theme", "", "", "No subject."),
    "rail": Concept("rail", "niche", "transport", "", "Trains."),
    "steel": Concept("steel", "niche", "transport", "", "Steel, for the sake of a small example."),
    "trams": Concept("trams", "concept", "rail", "", "Rails in streets."),
    "smart": Concept("smart", "general", "horizontal", "", "With computers."),
}
LABELS = {
    "en": {
        "transport": ("transport",),
        "horizontal": ("no subject",),
        "rail": ("railways", "rail"),
        "steel": ("steel",),
        "trams": ("trams",),
        "smart": ("smart",),
    },
    "sv": {"rail": ("järnväg", "spårtrafik"), "steel": ("stål",), "trams": ("spårvagnar", "spårtrafik")},
}
SUPPLIES = Relation("steel", "supplies", "rail", 3, "Rails are made of steel.", "Räls görs av stål.")
SKILLS = Relation("rail", "shares_skills", "steel", 1, "Welders work in both.", "Svetsare finns i båda.")


def small(**changes: object) -> Vocabulary:
    given = {
        "concepts": CONCEPTS,
        "labels": LABELS,
        "relations": (SUPPLIES, SKILLS),
        "crosswalks": (Crosswalk("rail", "nace", "49"),),
    }
    return Vocabulary(**{**given, **changes})  # type: ignore[arg-type]


def test_it_answers_by_id_label_and_language() -> None:
    vocabulary = small()
    assert vocabulary.label("rail") == "railways"
    assert vocabulary.label("rail", "sv") == "järnväg"
    assert vocabulary.label("transport", "sv") == "transport"  # English where the language has none
    assert vocabulary.synonyms("rail", "sv") == ("spårtrafik",)
    assert [concept.id for concept in vocabulary.find("Jarnvag")] == ["rail"]
    assert [concept.id for concept in vocabulary.find("SPÅRTRAFIK", "sv")] == ["rail", "trams"]
    assert vocabulary.find("spårtrafik", "en") == []
    assert [concept.id for concept in vocabulary.search("spår")] == ["rail", "trams"]
    assert vocabulary.niche_of("trams") == "rail"
    assert vocabulary.niche_of("smart") is None
    assert vocabulary.theme_of("trams") == "transport"
    assert vocabulary.narrower("transport") == ["rail", "steel"]
    assert vocabulary.codes("rail") == {"nace": ["49"], "nabs": [], "ford": []}


def test_relations_are_found_from_both_ends_the_strongest_first() -> None:
    vocabulary = small()
    assert vocabulary.related("rail") == vocabulary.related("steel") == [SUPPLIES, SKILLS]
    assert vocabulary.related("rail", "steel") == [SUPPLIES, SKILLS]
    assert SUPPLIES.reason("sv") == "Räls görs av stål."
    assert SUPPLIES.reason("en") == SUPPLIES.reason("fi") == "Rails are made of steel."


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(NameUnknownError, match=r"no concept 'trms'.*did you mean trams"):
        small()["trms"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"concepts": {**CONCEPTS, "x": Concept("x", "concept", "transport", "", "")}}, "x: expected a niche above it"),
        ({"concepts": {**CONCEPTS, "x": Concept("x", "niche", "", "", "")}}, "x: expected a theme above it; found ''"),
        ({"concepts": {**CONCEPTS, "x": Concept("x", "theme", "rail", "", "")}}, "x: a theme has nothing above it"),
        ({"concepts": {**CONCEPTS, "x": Concept("x", "twig", "", "", "")}}, "x: level: expected one of theme, niche"),
        ({"concepts": {**CONCEPTS, "x": Concept("x", "theme", "", "", "")}}, "x: no English label"),
        ({"concepts": {**CONCEPTS, "rail": CONCEPTS["rail"]._replace(also="steel")}}, "rail: also: expected a theme"),
        (
            {"concepts": {**CONCEPTS, "smart": CONCEPTS["smart"]._replace(broader="transport")}},
            "smart: a general word stands under horizontal",
        ),
        ({"relations": (SUPPLIES._replace(target="trams"),)}, "there is no niche 'trams'"),
        ({"relations": (SUPPLIES._replace(type="likes"),)}, "type: expected one of supplies"),
        ({"relations": (SUPPLIES._replace(strength=4),)}, "strength: expected 1, 2 or 3; found 4"),
        ({"relations": (SUPPLIES._replace(target="steel"),)}, "not related to itself"),
        ({"relations": (SKILLS, SKILLS._replace(source="steel", target="rail"))}, "given twice"),
        ({"crosswalks": (Crosswalk("trams", "nace", "49"),)}, "crosswalk trams, nace, 49: expected a niche"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        small(**changes)


def test_the_direction_tells_two_links_apart_where_the_type_has_one() -> None:
    both = (SUPPLIES, SUPPLIES._replace(source="rail", target="steel"))
    assert len(small(relations=both).related("rail")) == 2


OVERLAY = """
[concepts.rail]
labels.sv = ["tåg och spår"]
[concepts.ferries]
broader = "transport"
definition = "Ships that carry passengers."
labels.en = ["ferries", "ferry lines"]
labels.sv = "färjor"
codes.nace = ["50"]
[concepts.quays]
broader = "ferries"
labels.en = "quays"
[[relations]]
source = "steel"
type = "supplies"
target = "ferries"
reason.en = "Ferries are built of steel."
[[relations]]
source = "steel"
type = "shares_skills"
target = "rail"
strength = 2
reason.en = "Both need welders."
reason.sv = "Båda behöver svetsare."
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_overlay_adds_renames_and_relates_and_leaves_ours_alone(tmp_path: Path) -> None:
    base = small()
    ours = lay_over(base, read_overlay(written(tmp_path, OVERLAY)))
    assert ours.label("rail", "sv") == "tåg och spår"
    assert ours.synonyms("rail", "sv") == ("järnväg", "spårtrafik")  # it is still found by its old names
    assert (ours["ferries"].level, ours["quays"].level) == ("niche", "concept")
    assert ours.theme_of("quays") == "transport"
    assert ours.codes("ferries")["nace"] == ["50"]
    assert ours.codes("rail")["nace"] == ["49"]
    assert [link.target for link in ours.related("ferries")] == ["ferries"]
    assert (
        ours.related("ferries")[0].reason_sv == "Ferries are built of steel."
    )  # the reader gets the reason that is there
    skills = [link for link in ours.related("rail") if link.type == "shares_skills"]
    assert [(link.strength, link.reason_en) for link in skills] == [(2, "Both need welders.")]  # replaced, not doubled
    assert base.label("rail", "sv") == "järnväg"
    assert "ferries" not in base
    assert len(base.relations) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[concepts.x", "ours.toml: expected a TOML file in UTF-8"),
        ("[konzepte.x]", "ours.toml: expected one of concepts, relations; found 'konzepte'"),
        (
            "[concepts.x]\nlable.en = 'x'",
            "ours.toml, concept x: expected .*; found 'lable'; did you mean labels",
        ),
        (
            "[concepts.x]\nbroader='nowhere'\nlabels.en='x'",
            "concept x: broader: expected an id above it; found 'nowhere'",
        ),
        ("[concepts.x]\nbroader='rail'", "ours.toml: x: no English label"),
        ("[concepts.x]\nbroader='trams'\nlabels.en='x'", "ours.toml: x: expected a niche above it; found 'trams'"),
        ("[concepts.rail]\nbroader='steel'", "concept rail: expected a niche, as before; found a concept"),
        ("[concepts.rail]\nlabels.xx='x'", "concept rail: labels: expected one of bg.*found 'xx'"),
        ("[concepts.rail]\nlabels.sv=3", "labels.sv: expected a text or a list of texts; found 3"),
        ("[concepts.rail]\nlabels='x'", "concept rail: labels: expected labels.en"),
        ("[[relations]]\nsource='rail'\ntype='supplies'\ntarget='trams'\nreason.en='x.'", "there is no niche 'trams'"),
        ("[[relations]]\nsource='rail'\ntype='supplies'", "ours.toml, relation 1: target: expected a text; found None"),
        ("[[relations]]\nsource='rail'\ntype='supplies'\ntarget='steel'", "relation 1: reason: expected reason.en"),
        ("relations = 3", "ours.toml: relations: expected tables"),
        ("concepts = 3", "ours.toml: concepts: expected tables"),
    ],
)
def test_a_wrong_overlay_gets_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        lay_over(small(), read_overlay(written(tmp_path, text)))
    assert "\n" not in str(caught.value)


def test_an_overlay_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_vocabulary(tmp_path / "none.toml")


def test_lists_and_facts_speak_the_readers_language() -> None:
    vocabulary = small()
    assert concept_list(vocabulary, "spår", language="sv")["label"].tolist() == ["järnväg", "spårvagnar"]
    assert concept_list(vocabulary, level="niche")["id"].tolist() == ["rail", "steel"]
    facts = concept_facts(vocabulary, "rail", language="sv")
    assert facts["relations"][0] == {
        "type": "supplies",
        "direction": "in",
        "niche": "steel",
        "label": "stål",
        "strength": 3,
        "reason": "Räls görs av stål.",
    }
    assert facts["narrower"] == [{"id": "trams", "label": "spårvagnar"}]
    with pytest.raises(NameUnknownError, match=r"language: expected one of bg.*; found 'se'"):
        concept_list(vocabulary, language="se")
    with pytest.raises(NameUnknownError, match="level: expected one of theme"):
        concept_list(vocabulary, level="leaf")


def test_export_takes_turtle_and_csv_only(tmp_path: Path) -> None:
    export_vocabulary(small(), tmp_path / "a.csv")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,level,broader,language,kind,label"
    assert "rail,niche,transport,sv,synonym,spårtrafik" in lines
    with pytest.raises(MatcherError, match=r"expected a name that ends in \.ttl"):
        export_vocabulary(small(), tmp_path / "a.rdf")


def test_quotes_and_backslashes_survive_in_turtle() -> None:
    odd = 'rail "fast" \\ slow\nand new'
    concept = Concept("rail", "theme", "", "", odd)
    graph = rdflib.Graph().parse(
        data=to_turtle(Vocabulary({"rail": concept}, {"en": {"rail": (odd,)}}, (), ())), format="turtle"
    )
    assert [str(label) for label in graph.objects(None, SKOS.prefLabel)] == [odd]


@pytest.fixture(scope="module")
def skos() -> rdflib.Graph:
    return rdflib.Graph().parse(data=to_turtle(load_vocabulary()), format="turtle")


@pytest.mark.slow
def test_skos_says_what_the_vocabulary_says(skos: rdflib.Graph) -> None:
    vocabulary = load_vocabulary()
    base = rdflib.Namespace("urn:matcher:s3:")
    assert len(set(skos.subjects(RDF.type, SKOS.Concept))) == len(vocabulary.concepts)
    assert skos.value(base.wind_power, SKOS.broader) == base.energy
    swedish = [str(label) for label in skos.objects(base.energy, SKOS.prefLabel) if label.language == "sv"]
    assert swedish == [vocabulary.label("energy", "sv")]
    links = [skos.subject_objects(base[kind]) for kind in RELATION_TYPES]
    assert sum(len(list(found)) for found in links) == len(vocabulary.relations)
    assert set(skos.subjects(RDFS.subPropertyOf, SKOS.related)) == {base[kind] for kind in RELATION_TYPES}
    matches = len(list(skos.subject_objects(SKOS.closeMatch)))
    assert matches == len(vocabulary.crosswalks)


@pytest.mark.slow
def test_skos_keeps_its_own_rules(skos: rdflib.Graph) -> None:
    seen: set[tuple[rdflib.term.Node, str | None]] = set()
    preferred: set[tuple[rdflib.term.Node, rdflib.term.Node]] = set()
    for concept, label in skos.subject_objects(SKOS.prefLabel):
        assert isinstance(label, rdflib.Literal)
        assert (concept, label.language) not in seen, f"two preferred labels: {concept} {label.language}"
        seen.add((concept, label.language))
        preferred.add((concept, label))
    assert not preferred & set(skos.subject_objects(SKOS.altLabel))
    broader = set(skos.subject_objects(SKOS.broader))
    assert broader == {(below, above) for above, below in skos.subject_objects(SKOS.narrower)}
    base = rdflib.Namespace("urn:matcher:s3:")
    related = {pair for kind in RELATION_TYPES for pair in skos.subject_objects(base[kind])}
    assert not related & broader


def test_directed_types_come_first() -> None:
    assert DIRECTED == ("supplies", "enables")


def by_hand(
    labels: Mapping[str, tuple[str, ...]],
) -> tuple[dict[str, dict[str, None]], dict[str, list[tuple[int, str]]]]:
    """Concepts of a language by the keys of their labels, and by their labels in small letters with their places."""
    keyed: dict[str, dict[str, None]] = {}
    said: dict[str, list[tuple[int, str]]] = {}
    for place, (label, concept) in enumerate((label, it) for it, own in labels.items() for label in own):
        keyed.setdefault(label_key(label), {})[concept] = None
        said.setdefault(label.casefold(), []).append((place, concept))
    return keyed, said


@pytest.mark.slow
def test_every_label_is_found_in_its_languages_and_nowhere_else() -> None:
    vocabulary = load_vocabulary()
    every = {code: by_hand(vocabulary.labels[code]) for code in LANGUAGES}
    for code in LANGUAGES:
        for key, concepts in by_hand(vocabulary.forms[code])[0].items():
            every[code][0].setdefault(key, {}).update(concepts)
    for key in {key for keyed, _ in every.values() for key in keyed}:
        found = {code: list(keyed[key]) for code, (keyed, _) in every.items() if key in keyed}
        assert {code: [it.id for it in vocabulary.labelled(key, code)] for code in LANGUAGES if code in found} == found
        assert set(vocabulary.languages_of(key)) == set(found)
    for text in {text for _, said in every.values() for text in said}:
        assert vocabulary.said(text) == {code: said[text] for code, (_, said) in every.items() if text in said}


@pytest.mark.slow
def test_what_is_made_of_labels_is_kept_and_made_anew_where_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path / "cache"))

    def read() -> tuple[object, ...]:
        reading._bundled.cache_clear()  # as in another process
        vocabulary = load_vocabulary()
        splitter = Splitter.of(vocabulary, None)
        steel = [it.id for it in vocabulary.find("steel")]
        return steel, vocabulary.said("stål"), splitter.general, splitter.places("Stål och trä")

    first = read()
    with monkeypatch.context() as patch:
        patch.setattr(scheme, "indexed", None)
        patch.setattr(splitting, "_words", None)
        assert read() == first
    for stored in (tmp_path / "cache").glob("*/*.npz"):
        stored.write_bytes(stored.read_bytes()[:-40])  # cut short
    assert read() == first
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path / "a file"))  # a folder that cannot be: no error
    assert read() == first
