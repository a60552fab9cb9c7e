"""The vocabulary as SKOS in Turtle, for thesaurus and library software.

Every concept is a `skos:Concept` with its labels, definition and place; relations between niches are sub-properties of
`skos:related`, with their strength and reasons as statements about the link; crosswalks are `skos:closeMatch`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote

from matcher.vocabulary.scheme import RELATION_TYPES, Concept, Relation, Vocabulary

__all__ = ["BASE_URI", "concept_block", "to_turtle"]

#: Where ids live. Nothing is published there: a name for the concepts, not an address.
BASE_URI = "urn:matcher:s3:"
#: Codes of NACE Rev. 2 have addresses of the EU Publications Office; NABS and FORD have none, so they are named here.
CODE_URIS = {
    "nace": "http://data.europa.eu/ux2/nace2/{code}",
    "nabs": "urn:matcher:nabs2007:{code}",
    "ford": "urn:matcher:ford2015:{code}",
}
#: Signs that no name in Turtle has as they are: all but digits, hyphens and most letters.
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9_\u00c0-\u02ff\u0370-\u1fff-]")
PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def to_turtle(vocabulary: Vocabulary, base_uri: str = BASE_URI) -> str:
    """The whole vocabulary as one Turtle document.

    Parameters
    ----------
    vocabulary : Vocabulary
    base_uri : str
        What the ids are put behind, for those who publish the scheme under an address of their own.

    Examples
    --------
    >>> rail = Concept("rail", "theme", "", "", "Trains.")
    >>> text = to_turtle(Vocabulary({"rail": rail}, {"en": {"rail": ("railways", "rail")}}, (), ()))
    >>> print(text[text.index("s3:rail a"):], end="")
    s3:rail a skos:Concept ;
        skos:inScheme s3:scheme ;
        skos:topConceptOf s3:scheme ;
        skos:prefLabel "railways"@en ;
        skos:altLabel "rail"@en ;
        skos:definition "Trains."@en .
    """
    parts = chain(
        _head(vocabulary, base_uri),
        (concept_block(vocabulary, concept) for concept in vocabulary.concepts.values()),
        (_statement(relation) for relation in vocabulary.relations),
    )
    return "\n".join(parts)


def _head(vocabulary: Vocabulary, base_uri: str) -> Iterator[str]:
    yield from (f"@prefix {name}: <{uri}> ." for name, uri in PREFIXES.items())
    yield f"@prefix s3: <{base_uri}> .\n"
    tops = ", ".join(_name(concept.id) for concept in vocabulary.level("theme"))
    facts = ["a skos:ConceptScheme", 'dct:title "S3 vocabulary"@en', f"skos:hasTopConcept {tops}"]
    facts.append("dct:license <https://creativecommons.org/licenses/by/4.0/>")
    yield _block("s3:scheme", facts)
    for kind in RELATION_TYPES:
        label = _text(kind.replace("_", " "), "en")
        yield _block(f"s3:{kind}", ["a rdf:Property", "rdfs:subPropertyOf skos:related", f"rdfs:label {label}"])
    yield _block("s3:strength", ["a rdf:Property", 'rdfs:label "strength of a relation, 1 to 3"@en'])


def concept_block(vocabulary: Vocabulary, concept: Concept) -> str:
    """What is said of one concept."""
    facts = ["a skos:Concept", "skos:inScheme s3:scheme"]
    facts += ["skos:topConceptOf s3:scheme"] if not concept.broader else [f"skos:broader {_name(concept.broader)}"]
    facts += [f"skos:broader {_name(concept.also)}"] if concept.also and concept.level == "niche" else []
    also_below = [other.id for other in vocabulary.level("niche") if other.also == concept.id]
    facts += [f"skos:narrower {_name(below)}" for below in [*vocabulary.narrower(concept.id), *also_below]]
    for language in sorted(vocabulary.labels):
        labels = vocabulary.labels[language].get(concept.id, ())
        facts += [f"skos:prefLabel {_text(label, language)}" for label in labels[:1]]
        facts += [f"skos:altLabel {_text(label, language)}" for label in labels[1:]]
    facts += [f"skos:definition {_text(concept.definition, 'en')}"] if concept.definition else []
    if concept.level == "niche":
        own = [relation for relation in vocabulary.related(concept.id) if relation.source == concept.id]
        facts += [f"s3:{relation.type} {_name(relation.target)}" for relation in own]
        for scheme, codes in vocabulary.codes(concept.id).items():
            facts += [f"skos:closeMatch <{CODE_URIS[scheme].format(code=code)}>" for code in codes]
    return _block(_name(concept.id), facts)


def _statement(relation: Relation) -> str:
    """Strength and reasons, said of the link."""
    return _block(
        "[]",
        [
            "a rdf:Statement",
            f"rdf:subject {_name(relation.source)}",
            f"rdf:predicate s3:{relation.type}",
            f"rdf:object {_name(relation.target)}",
            f"s3:strength {relation.strength}",
            f"rdfs:comment {_text(relation.reason_en, 'en')}, {_text(relation.reason_sv, 'sv')}",
        ],
    )


def _name(concept_id: str) -> str:
    """An id after the prefix; signs that may not stand there, such as ², are written as in addresses.

    Examples
    --------
    >>> _name("rail"), _name("tåg"), _name("co²")
    ('s3:rail', 's3:tåg', 's3:co%C2%B2')
    """
    return "s3:" + _NOT_IN_NAMES.sub(lambda found: quote(found.group(), safe=""), concept_id)


def _block(subject: str, facts: list[str]) -> str:
    return f"{subject} " + " ;\n    ".join(facts) + " .\n"


def _text(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"@{language}'
