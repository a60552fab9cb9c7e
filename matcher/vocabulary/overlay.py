"""A user's own file over the vocabulary: adds concepts, renames them, relates niches. The bundled files stay."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.files import check_keys, printable, read_toml, shown
from matcher.vocabulary.scheme import LANGUAGES, Concept, Crosswalk, Relation, Vocabulary

__all__ = ["lay_over", "read_overlay"]

CONCEPT_KEYS = ("level", "broader", "also", "definition", "labels", "codes")
RELATION_KEYS = ("source", "type", "target", "strength", "reason")
#: Ids and codes stand in the addresses of the exported scheme.
_ID, _CODE = re.compile(r"\w[\w-]*"), re.compile(r"\w[\w./-]*")
#: The level of a new concept follows from the level of what it is put under.
BELOW = {"": "theme", "theme": "niche", "niche": "concept"}


def read_overlay(path: str | os.PathLike[str]) -> dict[str, Any]:
    r"""Read an overlay, a TOML file.

    ``[concepts.ID]`` adds a concept or changes one: `broader` (a theme makes it a niche, a niche makes it a concept,
    nothing makes it a theme), `definition`, `also`, `labels` (by language, a text or a list with the preferred label
    first) and, for niches, `codes` (by classification). ``[[relations]]`` adds one or replaces the bundled one:
    `source`, `type`, `target`, `strength` (1 to 3) and `reason` (by language, en and sv).

    Raises
    ------
    InputError
        The file is missing or is no TOML, or holds a key that is not known.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ours.toml"
    ...     _ = path.write_text('[concepts.railway_systems]\nlabels.sv = "tåg och spår"', encoding="utf-8")
    ...     read_overlay(path)["concepts"]
    {'railway_systems': {'labels': {'sv': 'tåg och spår'}}}
    """
    name = printable(Path(path).name)
    overlay = read_toml(path, "vocabulary overlay")
    check_keys(name, overlay, ("concepts", "relations"))
    concepts, relations = overlay.get("concepts", {}), overlay.get("relations", [])
    if not isinstance(concepts, dict) or not all(isinstance(entry, dict) for entry in concepts.values()):
        raise InputError(f"{name}: concepts", expected="tables [concepts.ID]")
    if not isinstance(relations, list) or not all(isinstance(entry, dict) for entry in relations):
        raise InputError(f"{name}: relations", expected="tables [[relations]]")
    for concept_id, entry in concepts.items():
        where = f"{name}, concept {shown(concept_id)[1:-1]}"
        if not _ID.fullmatch(concept_id):
            raise InputError(where, expected="an id of letters, digits, _ and - only")
        check_keys(where, entry, CONCEPT_KEYS)
        _check_types(where, entry)
    for number, entry in enumerate(relations, start=1):
        check_keys(f"{name}, relation {number}", entry, RELATION_KEYS)
    return {"name": name, "concepts": concepts, "relations": relations}


def _check_types(where: str, entry: Mapping[str, Any]) -> None:
    """Refuse values that are no texts, and codes that no list of codes holds."""
    for key in ("level", "broader", "also", "definition"):
        if not isinstance(entry.get(key, ""), str):
            raise InputError(f"{where}: {key}", expected="a text", found=shown(entry[key]))
    schemes = entry.get("codes", {})
    if not isinstance(schemes, dict):
        raise InputError(f"{where}: codes", expected='codes.nace = ["49.1"]', found=shown(schemes))
    for scheme, codes in schemes.items():
        if not isinstance(codes, list) or not all(
            isinstance(code, str | int) and _CODE.fullmatch(str(code)) for code in codes
        ):
            expected = "a list of codes of letters, digits and . _ - /"
            raise InputError(f"{where}: codes.{scheme}", expected=expected, found=shown(codes))


def lay_over(vocabulary: Vocabulary, overlay: Mapping[str, Any]) -> Vocabulary:
    """A vocabulary with an overlay's additions and changes; the given one is not changed.

    Parameters
    ----------
    vocabulary : Vocabulary
    overlay : mapping
        As `read_overlay` returns it.

    Raises
    ------
    InputError
        An entry contradicts the vocabulary, such as a relation to a niche that does not exist.

    Examples
    --------
    >>> rail = Concept("rail", "theme", "", "", "Trains.")
    >>> base = Vocabulary({"rail": rail}, {"en": {"rail": ("railways",)}}, (), ())
    >>> entry = {"broader": "rail", "labels": {"en": "trams", "sv": "spårvagnar"}}
    >>> ours = lay_over(base, {"concepts": {"trams": entry}})
    >>> ours.label("trams", "sv"), ours["trams"].level, "trams" in base
    ('spårvagnar', 'niche', False)
    """
    name = overlay.get("name", "overlay")
    entries: Mapping[str, Mapping[str, Any]] = overlay.get("concepts", {})
    concepts = dict(vocabulary.concepts)
    for concept_id, entry in entries.items():
        concepts[concept_id] = _concept(concept_id, entry, concepts, name)
    labels = {language: dict(vocabulary.labels[language]) for language in vocabulary.labels}
    for concept_id, entry in entries.items():
        _add_labels(labels, concept_id, entry.get("labels", {}), name)
    relations = {relation.key: relation for relation in vocabulary.relations}
    for number, entry in enumerate(overlay.get("relations", []), start=1):
        relation = _relation(entry, f"{name}, relation {number}")
        relations[relation.key] = relation
    crosswalks = [row for row in vocabulary.crosswalks if "codes" not in entries.get(row.niche, {})]
    crosswalks += [
        Crosswalk(concept_id, scheme, str(code))
        for concept_id, entry in entries.items()
        for scheme, codes in entry.get("codes", {}).items()
        for code in codes
    ]
    try:
        return Vocabulary(concepts, labels, tuple(relations.values()), tuple(crosswalks), vocabulary.forms)
    except InputError as error:
        raise InputError(f"{name}: {error.problem.removeprefix('vocabulary: ')}") from error


def _concept(concept_id: str, entry: Mapping[str, Any], known: Mapping[str, Concept], name: str) -> Concept:
    """A known concept with what the entry changes, or a new one."""
    old = known.get(concept_id)
    broader = entry.get("broader", old.broader if old else "")
    if broader and broader not in known:
        raise InputError(f"{name}, concept {concept_id}: broader", expected="an id above it", found=shown(broader))
    above = known[broader].level if broader else ""
    level = entry.get("level") or (old.level if old and "broader" not in entry else BELOW.get(above, "concept"))
    if old and level != old.level:
        raise InputError(f"{name}, concept {concept_id}", expected=f"a {old.level}, as before", found=f"a {level}",
                         do="add a new id instead")  # fmt: skip
    return Concept(
        concept_id,
        level,
        broader,
        entry.get("also", old.also if old else ""),
        entry.get("definition", old.definition if old else ""),
    )


def _add_labels(labels: dict[str, dict[str, tuple[str, ...]]], concept_id: str, given: Any, name: str) -> None:
    """A new preferred label goes before the old labels, which stay as synonyms: a renamed concept is still found."""
    if not isinstance(given, dict):
        raise InputError(f"{name}, concept {concept_id}: labels", expected='labels.en = "text"', found=shown(given))
    for language, value in given.items():
        texts = [value] if isinstance(value, str) else value
        if language not in LANGUAGES:
            raise InputError(f"{name}, concept {concept_id}: labels", expected=f"one of {', '.join(LANGUAGES)}",
                             found=shown(language))  # fmt: skip
        if (
            not isinstance(texts, list)
            or not texts
            or not all(isinstance(text, str) and text.strip() for text in texts)
        ):
            raise InputError(f"{name}, concept {concept_id}: labels.{language}", expected="a text or a list of texts",
                             found=shown(value))  # fmt: skip
        old = labels.setdefault(language, {}).get(concept_id, ())
        labels[language][concept_id] = tuple(dict.fromkeys([*(text.strip() for text in texts), *old]))


def _relation(entry: Mapping[str, Any], name: str) -> Relation:
    for key in ("source", "type", "target"):
        if not isinstance(entry.get(key), str):
            raise InputError(f"{name}: {key}", expected="a text", found=shown(entry.get(key)))
    reason: Any = entry.get("reason", {})
    if not isinstance(reason, dict) or not isinstance(reason.get("en"), str):
        raise InputError(f"{name}: reason", expected='reason.en = "one line"', found=shown(reason))
    strength = entry.get("strength", 2)
    swedish = str(reason.get("sv", reason["en"]))
    parts = [tuple(entry.get(key, ())) for key in ("of_source", "of_target")]
    return Relation(entry["source"], entry["type"], entry["target"], strength, reason["en"], swedish, *parts)
