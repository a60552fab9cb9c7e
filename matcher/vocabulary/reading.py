"""The vocabulary's files: concepts, labels and further forms of them (one file a language), relations, crosswalks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import overload

from matcher.errors import InputError
from matcher.files import data_folder, read_bytes, read_own_csv
from matcher.files.kept import key_of
from matcher.vocabulary.overlay import lay_over, read_overlay
from matcher.vocabulary.scheme import LANGUAGES, Concept, Crosswalk, Labels, Relation, Vocabulary

__all__ = ["load_vocabulary", "vocabulary_folder"]

CONCEPT_COLUMNS = ["id", "level", "broader", "also", "definition"]
LABEL_COLUMNS = ["id", "kind", "label"]
FORM_COLUMNS = ["id", "form"]
RELATION_COLUMNS = ["source", "type", "target", "strength", "of_source", "of_target", "reason_en", "reason_sv"]
CROSSWALK_COLUMNS = ["niche", "scheme", "code"]
KINDS = ("preferred", "synonym")


def load_vocabulary(overlay: str | os.PathLike[str] | None = None) -> Vocabulary:
    """The bundled vocabulary, with the user's own file laid over it where one is given.

    Labels and forms of a language are read when they are first asked for.

    Parameters
    ----------
    overlay : path-like, optional
        A TOML file that adds, renames and relates; see `matcher.vocabulary.read_overlay`.

    Raises
    ------
    InputError
        A file is missing or damaged, or the overlay contradicts the vocabulary.

    Examples
    --------
    >>> vocabulary = load_vocabulary()
    >>> vocabulary.label("energy", "sv"), vocabulary.theme_of("wind_power")
    ('energi', 'energy')
    """
    vocabulary = _bundled()
    return vocabulary if overlay is None else lay_over(vocabulary, read_overlay(overlay))


def vocabulary_folder() -> Path:
    """Where the vocabulary's files lie."""
    return data_folder() / "vocabulary"


@cache
def _bundled() -> Vocabulary:
    folder = vocabulary_folder()
    return _Bundled(
        concepts={row[0]: Concept(*row) for row in read_own_csv(folder / "concepts.csv", CONCEPT_COLUMNS)[1:]},
        labels=_LanguageFiles(folder / "labels", _labels),
        relations=_RelationFile(folder / "relations.csv"),
        crosswalks=tuple(Crosswalk(*row) for row in read_own_csv(folder / "crosswalks.csv", CROSSWALK_COLUMNS)[1:]),
        forms=_LanguageFiles(folder / "forms", _forms),
    )


class _Bundled(Vocabulary):
    """The vocabulary as it comes with the product: the tests look at it, and nobody waits for that again."""

    def __post_init__(self) -> None:
        pass


class _RelationFile(Sequence[Relation]):
    """The relations, read when somebody first asks for one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _rows(self) -> tuple[Relation, ...]:
        return tuple(map(_relation, read_own_csv(self._path, RELATION_COLUMNS)[1:]))

    @overload
    def __getitem__(self, place: int) -> Relation: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Relation]: ...
    def __getitem__(self, place: int | slice) -> Relation | Sequence[Relation]:
        return self._rows[place]

    def __len__(self) -> int:
        return len(self._rows)


def _relation(row: list[str]) -> Relation:
    source, kind, target, strength, of_source, of_target, english, swedish = row
    parts = [tuple(ids.split(";")) if ids else () for ids in (of_source, of_target)]
    return Relation(source, kind, target, int(strength), english, swedish, *parts)


class _LanguageFiles(Mapping[str, Labels]):
    """Labels by language; a language's file is read when it is first asked for."""

    def __init__(self, folder: Path, read: Callable[[Path], Labels]) -> None:
        self._folder = folder
        self._reader = read
        self._read: dict[str, Labels] = {}

    @cached_property
    def told(self) -> bytes:
        """A hash of all files."""
        return key_of(*(read_bytes(self._folder / f"{language}.csv") for language in LANGUAGES))

    def __getitem__(self, language: str) -> Labels:
        if language not in LANGUAGES:
            raise KeyError(language)
        if language not in self._read:
            self._read[language] = self._reader(self._folder / f"{language}.csv")
        return self._read[language]

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def _labels(path: Path) -> Labels:
    """Labels by concept; the preferred one stands first, whatever the order of the rows."""
    found: dict[str, list[str]] = {}
    for concept_id, kind, label in read_own_csv(path, LABEL_COLUMNS)[1:]:
        if kind not in KINDS:
            raise InputError(f"{path.name}: kind of {label!r}", expected=" or ".join(KINDS), found=repr(kind))
        labels = found.setdefault(concept_id, [])
        labels.insert(0 if kind == KINDS[0] else len(labels), label)
    return {concept_id: tuple(labels) for concept_id, labels in found.items()}


def _forms(path: Path) -> Labels:
    """Forms by concept, in the order of the rows."""
    found: dict[str, list[str]] = {}
    for concept_id, form in read_own_csv(path, FORM_COLUMNS)[1:]:
        found.setdefault(concept_id, []).append(form)
    return {concept_id: tuple(forms) for concept_id, forms in found.items()}
