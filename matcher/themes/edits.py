"""Expert edits of guided themes: read from TOML, checked, and applied to what themes are learned from.

An edit changes the guide, not a result, so it works on later data as on these.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import InputError
from matcher.files import check_keys, printable, read_toml, shown
from matcher.spelling import did_you_mean, label_key, nearest
from matcher.themes import WHOLE, Guide

__all__ = ["Edits", "OwnNiche", "read_edits"]

Encode = Callable[[list[str]], npt.NDArray[np.floating]]

KEYS: dict[str, dict[str, type]] = {
    "merge": {"into": str, "from": list},
    "split": {"niche": str},
    "move": {"area": str, "to": list},
    "lock": {"niche": str, "areas": list},
    "own": {"id": str, "label": str, "theme": str, "areas": list},
}


class OwnNiche(NamedTuple):
    """A niche that the vocabulary does not have, with areas that show what is meant."""

    id: str
    label: str
    theme: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Edits:
    """What experts want otherwise; made by `read_edits`, applied by `Matcher(edits=...)`.

    Attributes
    ----------
    merges : mapping of str to tuple of str
        The niches that go into another one.
    splits : tuple of str
        Niches whose concepts become niches.
    renames : mapping of str to str
        New labels of themes and niches.
    pins : mapping of str to tuple of str
        Areas that were moved or locked, by `label_key` of their text, and their niches; none makes them horizontal.
    own : tuple of OwnNiche

    Examples
    --------
    >>> from matcher.themes import Example
    >>> rows = [Example(word, word, word, "transport", 1.0) for word in ("bus", "rail", "tram")]
    >>> guide = Guide(rows, np.eye(3), dict.fromkeys(["bus", "rail", "tram"], "transport"), {})
    >>> edits = Edits(merges={"rail": ("tram",)}, renames={"rail": "Trains and trams"})
    >>> edited = edits.apply(guide, encode=lambda texts: np.zeros((len(texts), 3)))
    >>> edited.niches, edited.label("rail")
    (['bus', 'rail'], 'Trains and trams')
    >>> Edits(merges={"rail": ("ferry",)}).apply(guide, encode=len)
    Traceback (most recent call last):
    ...
    matcher.errors.InputError: edits, merge into rail: there is no niche 'ferry': matcher themes RUN lists all
    """

    merges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    splits: Sequence[str] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    pins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    own: Sequence[OwnNiche] = ()
    name: str = "edits"

    def apply(self, guide: Guide, encode: Encode) -> Guide:
        """The guide with own niches, then splits, merges and renames.

        Raises
        ------
        InputError
            An edit names what is not there, or contradicts another one.
        """
        for own in self.own:
            guide = self._with_own(guide, own, encode)
        for niche in self.splits:
            self._known(niche, guide.niches, f"split {niche}")
            if not guide.concepts_of(niche):
                raise InputError(f"{self.name}, split {niche}: it has no concepts below it", do="use [[own]] niches")
            guide = guide.split(niche)
        before = guide.niches
        for into, others in self.merges.items():
            for niche in (into, *others):
                self._known(niche, before, f"merge into {into}")
            guide = guide.merged(into, others)
        for concept, label in self.renames.items():
            self._known(concept, [*guide.niches, *guide.themes], "rename")
            guide = guide.relabelled_as({concept: label})
        self._check_labels(guide)
        for niches in self.pins.values():
            for niche in niches:
                self._known(niche, [*guide.niches, *guide.themes], "move or lock")
        return guide

    def _with_own(self, guide: Guide, niche: OwnNiche, encode: Encode) -> Guide:
        if niche.id in {*guide.niches, *guide.themes, *guide.parents}:
            raise InputError(f"{self.name}, own niche {niche.id}: the id is taken", do="choose another one")
        self._known(niche.theme, guide.themes, f"own niche {niche.id}", what="theme")
        vectors = np.asarray(encode(list(niche.areas)), dtype=np.float64)
        return guide.with_niche(niche.id, niche.label, niche.theme, niche.areas, vectors)

    def _known(self, found: str, known: Sequence[str], where: str, what: str = "niche") -> None:
        if found in known:
            return
        if not where.startswith("merge") and any(found in others for others in self.merges.values()):
            raise InputError(f"{self.name}, {where}: {found!r} is merged into another niche", do="name that one")
        do = did_you_mean(nearest(found, known), "matcher themes RUN lists all")
        raise InputError(f"{self.name}, {where}: there is no {what} {found!r}", do=do)

    def pinned(self, names: Sequence[str], guide: Guide) -> dict[str, tuple[str, ...]]:
        """The niches of those names that were moved or locked; a theme's id stands for its niche as a whole."""
        wholes = set(guide.themes)
        keys = {name: self.pins.get(label_key(name)) for name in names}
        return {
            name: tuple(niche + WHOLE if niche in wholes else niche for niche in niches)
            for name, niches in keys.items()
            if niches is not None
        }

    def _check_labels(self, guide: Guide) -> None:
        for level in (guide.niches, guide.themes):
            counts = Counter(guide.label(concept).casefold() for concept in level)
            for concept in level:
                if concept in self.renames and counts[guide.label(concept).casefold()] > 1:
                    raise InputError(
                        f"{self.name}, rename {concept}: another one is called {guide.label(concept)!r}",
                        expected="a label of its own",
                    )


def read_edits(path: str | os.PathLike[str]) -> Edits:
    r"""Read edits from a TOML file, and check them against each other.

    ``[[merge]]`` into, from; ``[[split]]`` niche; ``[rename]`` id = "label"; ``[[move]]`` area, to (niches, or
    "horizontal"); ``[[lock]]`` niche, areas; ``[[own]]`` id, label, theme, areas. A theme's id stands for the
    niche of the theme as a whole. `matcher themes RUN --template -o FILE` writes one to start from.

    Raises
    ------
    InputError
        The file cannot be read, or two edits contradict each other; one line says which.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "themes.toml"
    ...     _ = path.write_text('[[move]]\narea = "Green IT"\nto = ["software"]\n', encoding="utf-8")
    ...     read_edits(path).pins
    {'green it': ('software',)}
    """
    name = printable(Path(path).name)
    content = read_toml(path, "edits")
    check_keys(f"edits {name}", content, (*KEYS, "rename"))
    entries = {key: list(_entries(name, key, content.get(key, []))) for key in KEYS}
    renames = content.get("rename", {})
    if not isinstance(renames, dict) or not all(isinstance(v, str) and v.strip() for v in renames.values()):
        raise InputError(f"{name}, rename", expected='id = "new label"')
    return Edits(
        merges=_merges(name, entries),
        splits=tuple(dict.fromkeys(entry["niche"] for entry in entries["split"])),
        renames=renames,
        pins=_pins(name, entries),
        own=tuple(OwnNiche(e["id"], e["label"], e["theme"], tuple(e["areas"])) for e in entries["own"]),
        name=name,
    )


def _entries(name: str, kind: str, given: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(given, list):
        raise InputError(f"{name}, {kind}", expected=f"tables [[{kind}]]")
    for number, entry in enumerate(given, start=1):
        wanted = KEYS[kind]
        where = f"{name}, {kind} {number}"
        if not isinstance(entry, dict) or set(wanted) - set(entry):
            raise InputError(where, expected=f"the keys {', '.join(wanted)}")
        check_keys(where, entry, tuple(wanted))
        for key, form in wanted.items():
            value = entry[key]
            texts = value if isinstance(value, list) else [value]
            if not isinstance(value, form) or not all(isinstance(text, str) and text.strip() for text in texts):
                what = "a list of texts" if form is list else "a text"
                raise InputError(f"{where}: {key}", expected=what, found=shown(value))
            if not texts and key != "to":
                raise InputError(f"{where}: {key}", expected="at least one")
        yield entry


def _merges(name: str, entries: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[str, ...]]:
    merges: dict[str, tuple[str, ...]] = {}
    gone: dict[str, str] = {}
    for entry in entries["merge"]:
        for niche in entry["from"]:
            if gone.setdefault(niche, entry["into"]) != entry["into"]:
                raise InputError(
                    f"{name}: {niche!r} is merged into {gone[niche]!r} and into {entry['into']!r}", do="keep one"
                )
        merges[entry["into"]] = tuple(dict.fromkeys([*merges.get(entry["into"], ()), *entry["from"]]))
    for into in merges:
        if into in gone:
            raise InputError(
                f"{name}: {into!r} takes in others and is merged into {gone[into]!r}", do="merge all into one"
            )
    for entry in entries["split"]:
        if entry["niche"] in gone:
            raise InputError(
                f"{name}: {entry['niche']!r} is split and merged into {gone[entry['niche']]!r}", do="keep one"
            )
    return merges


def _pins(name: str, entries: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[str, ...]]:
    """Moved and locked areas; an area may be locked in several niches, and moved once."""
    locked: dict[str, list[str]] = {}
    for entry in entries["lock"]:
        for area in entry["areas"]:
            locked.setdefault(label_key(area), []).append(entry["niche"])
    moved: dict[str, tuple[str, ...]] = {}
    for entry in entries["move"]:
        key, to = label_key(entry["area"]), tuple(niche for niche in entry["to"] if niche != HORIZONTAL)
        if moved.setdefault(key, to) != to:
            raise InputError(f"{name}: {entry['area']!r} is moved to two places", do="keep one")
        if key in locked and set(locked[key]) != set(to):
            places = f"{', '.join(to) or HORIZONTAL} and locked in {', '.join(locked[key])}"
            raise InputError(f"{name}: {entry['area']!r} is moved to {places}", do="keep one")
    for niche in entries["own"]:
        for area in niche["areas"]:
            moved.setdefault(label_key(area), tuple(locked.get(label_key(area), [niche["id"]])))
    return {key: tuple(niches) for key, niches in locked.items()} | moved
