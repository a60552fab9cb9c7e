"""The vocabulary as people look at it: lists, one concept with all that is known of it, files."""

from __future__ import annotations

import os
from pathlib import Path

from matcher.errors import MatcherError, NameUnknownError
from matcher.facts import ConceptFacts, ConceptLink
from matcher.files import atomic_path, safe_cells, write_text
from matcher.later import pd
from matcher.vocabulary.scheme import LANGUAGES, LEVELS, Relation, Vocabulary
from matcher.vocabulary.skos import to_turtle

__all__ = ["concept_facts", "concept_list", "export_vocabulary", "label_table"]

LIST_COLUMNS = ["id", "level", "broader", "label", "synonyms", "definition"]
LABEL_COLUMNS = ["id", "level", "broader", "language", "kind", "label"]


def concept_list(
    vocabulary: Vocabulary, text: str | None = None, *, language: str = "en", level: str | None = None
) -> pd.DataFrame:
    """Concepts as a table: all, or those with a label that contains `text`, whatever the label's language.

    Parameters
    ----------
    vocabulary : Vocabulary
    text : str, optional
        What to look for; exact labels come first. Without it all concepts stand in the order of the files.
    language : str
        Of the labels that are shown.
    level : {"theme", "niche", "concept", "general"}, optional
        Only this level.

    Returns
    -------
    DataFrame
        id, level, broader, label, synonyms (list), definition.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> concept_list(load_vocabulary(), "vindkraft", level="niche")["id"].tolist()
    ['wind_power']
    """
    check_language(language)
    if level is not None and level not in LEVELS:
        raise NameUnknownError("level", expected=f"one of {', '.join(LEVELS)}", found=repr(level))
    found = list(vocabulary.concepts.values()) if text is None else vocabulary.search(text)
    rows = [
        (
            c.id,
            c.level,
            c.broader,
            vocabulary.label(c.id, language),
            list(vocabulary.synonyms(c.id, language)),
            c.definition,
        )
        for c in found
        if level in (None, c.level)
    ]
    return pd.DataFrame(rows, columns=LIST_COLUMNS)


def concept_facts(vocabulary: Vocabulary, concept_id: str, *, language: str = "en") -> ConceptFacts:
    """All that the vocabulary knows of a concept, as JSON has it.

    Returns
    -------
    ConceptFacts
        See `matcher.facts.ConceptFacts`.

    Examples
    --------
    >>> from matcher.vocabulary import load_vocabulary
    >>> facts = concept_facts(load_vocabulary(), "railway_systems", language="sv")
    >>> facts["broader"], facts["level"], sorted(facts["codes"])
    ('transport', 'niche', ['ford', 'nabs', 'nace'])
    """
    check_language(language)
    concept = vocabulary[concept_id]

    def relation(link: Relation) -> ConceptLink:
        other = link.target if link.source == concept_id else link.source
        direction = "out" if link.source == concept_id else "in"
        return {
            "type": link.type,
            "direction": direction,
            "niche": other,
            "label": vocabulary.label(other, language),
            "strength": link.strength,
            "reason": link.reason(language),
        }

    below = vocabulary.narrower(concept_id)
    return {
        "id": concept.id,
        "level": concept.level,
        "broader": concept.broader,
        "also": concept.also,
        "label": vocabulary.label(concept_id, language),
        "definition": concept.definition,
        "labels": {code: list(vocabulary.labels[code].get(concept_id, ())) for code in sorted(vocabulary.labels)},
        "narrower": [{"id": other, "label": vocabulary.label(other, language)} for other in below],
        "codes": vocabulary.codes(concept_id),
        "relations": [relation(link) for link in vocabulary.related(concept_id)],
    }


def label_table(vocabulary: Vocabulary) -> pd.DataFrame:
    """Every label in a row of its own: id, level, broader, language, kind, label."""
    rows = [
        (concept.id, concept.level, concept.broader, language, "synonym" if place else "preferred", label)
        for concept in vocabulary.concepts.values()
        for language in sorted(vocabulary.labels)
        for place, label in enumerate(vocabulary.labels[language].get(concept.id, ()))
    ]
    return pd.DataFrame(rows, columns=LABEL_COLUMNS)


def export_vocabulary(vocabulary: Vocabulary, path: str | os.PathLike[str]) -> Path:
    """Write the vocabulary: SKOS where the name ends in .ttl, a table of all labels where it ends in .csv.

    Raises
    ------
    MatcherError
        Another ending.
    """
    target = Path(path)
    if target.suffix == ".ttl":
        write_text(target, to_turtle(vocabulary))
    elif target.suffix == ".csv":
        with atomic_path(target) as draft:
            safe_cells(label_table(vocabulary)).to_csv(draft, index=False, lineterminator="\n")
    else:
        raise MatcherError(f"{path}", expected="a name that ends in .ttl (SKOS) or .csv (all labels)")
    return target


def check_language(language: str) -> None:
    """Refuse a language that the vocabulary does not have."""
    if language not in LANGUAGES:
        raise NameUnknownError("language", expected=f"one of {', '.join(LANGUAGES)}", found=repr(language))
