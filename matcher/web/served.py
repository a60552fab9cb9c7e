"""The run that is shown: read once, kept with what all its pages need, and read again when its folder is replaced."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from matcher._version import __version__
from matcher.areas import ListedRegion
from matcher.errors import MatcherError
from matcher.files import sha256_of
from matcher.partners import firm, known_from
from matcher.run import Run
from matcher.sources.lists.actors import read_actors
from matcher.sources.lists.partnerships import BUNDLED, RECORD, read_partnerships
from matcher.words.names import published_names
from matcher.words.words import LANGUAGES, Words, names_in

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import Explanation, RegionRecord, ThemeFacts

T = TypeVar("T")

__all__ = ["Edition", "Kept", "Served"]

#: The bundled table of organisations.
ACTORS = "actors_sweden"
#: Bytes of answers that are kept.
MOST_KEPT = 48_000_000
#: Explanations that are kept; each holds all parts of a pair's scores.
MOST_EXPLAINED = 60
#: Seconds between two looks at the folder.
LOOK = 1.0


class Kept:
    """Answers that were given, the latest used ones, up to a number of bytes; several threads may ask at once.

    Examples
    --------
    >>> kept = Kept(most=10)
    >>> kept.put("a", b"12345"), kept.put("b", b"12345"), kept.get("a"), kept.put("c", b"1")
    (None, None, b'12345', None)
    >>> kept.get("a"), kept.get("b")
    (b'12345', None)
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most, self._held = most, 0
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """The answer, None where it is not kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: str, answer: bytes) -> None:
        """Keep an answer; those not used for longest go."""
        with self._lock:
            self._held += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._held > self.most and self._answers:
                self._held -= len(self._answers.popitem(last=False)[1])


@dataclass(frozen=True)
class Edition:
    """One state of a run folder, with what all its pages need.

    Attributes
    ----------
    run : Run
    tag : str
        What tells this edition from others; it becomes the ETag.
    written : date
        When the run was written.
    older : Run, optional
        An older run to compare with.
    kept : Kept
        Answers that were given.
    """

    run: Run
    tag: str
    written: date
    older: Run | None = None
    kept: Kept = field(default_factory=Kept)

    @classmethod
    def read(cls, folder: Path, older: Path | None = None, *, most_kept: int = MOST_KEPT) -> Edition:
        """Read a run folder, and an older one."""
        record = folder / "run.json"
        run = Run.load(folder)
        written = datetime.fromtimestamp(record.stat().st_mtime, UTC).date()
        tag = f"{sha256_of(record)[:16]}-{__version__}"
        return cls(run, tag, written, None if older is None else Run.load(older), Kept(most_kept))

    @cached_property
    def _words(self) -> dict[tuple[str, bool], Words]:
        published = published_names(self.run.columns("areas"))
        labels = {code: {} if code == "en" else self.run.labels_in(code) for code in LANGUAGES}
        # Pages show an area under its English name where it has none in the language of the page.
        english = {place: name for place, name in published.items() if place[1] == name[0]}
        return {
            (code, marks): Words(code, {**english, **names_in(code, published)}, marks=marks, labels=labels[code])
            for code in LANGUAGES
            for marks in (False, True)
        }

    def words(self, language: str, *, marks: bool) -> Words:
        """Words of a language; with `marks`, names in another one say so."""
        return self._words[language, marks]

    def explain(self, a: str, b: str) -> Explanation:
        """The explanation of a pair, by ids; those asked for last are kept, for the other language."""
        found = self._explained.get((a, b)) or self.run.explain(a, b)
        if len(self._explained) >= MOST_EXPLAINED:
            self._explained.clear()
        self._explained[a, b] = found
        return found

    @cached_property
    def _explained(self) -> dict[tuple[str, str], Explanation]:
        return {}

    def record(self, region_id: str) -> RegionRecord:
        """What a region has done, by its id; the same for its pages in both languages."""
        return self.once(f"record {region_id}", lambda: self.run.record(region_id))

    def once(self, name: str, find: Callable[[], T]) -> T:
        """What depends on the run alone, found when it is first asked for."""
        if name not in self._once:
            self._once[name] = find()
        return cast("T", self._once[name])

    @cached_property
    def _once(self) -> dict[str, object]:
        return {}

    def themes(self, language: str) -> list[ThemeFacts]:
        """Themes and niches with their labels in a language, asked once."""
        if language not in self._themes:
            self._themes[language] = self.run.themes(language=language)
        return self._themes[language]

    @cached_property
    def _themes(self) -> dict[str, list[ThemeFacts]]:
        return {}

    @cached_property
    def regions(self) -> dict[str, ListedRegion]:
        """What the table of regions says of each, by id."""
        return {each.region_id: each for each in self.run.listed}

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """All pairs of the run, each once."""
        return self.run.pairs()

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """The bundled list of partnerships, without loose networks."""
        return firm(read_partnerships(BUNDLED))

    @cached_property
    def actors(self) -> pd.DataFrame:
        """The bundled table of organisations."""
        return read_actors(ACTORS).actors

    @cached_property
    def known(self) -> pd.DataFrame:
        """Pairs of regions of the run that are partners already."""
        return known_from(RECORD, self.run.region_ids)

    def warm(self) -> None:
        """Compute what the first page would wait for."""
        for get in (lambda: self.run.scores, lambda: self.run.shared, lambda: self.known, lambda: self._words):
            get()
        if len(self.run.region_ids) > 1:
            self.run.partners(self.run.region_ids[0], top=1)
            self.run.explain(*self.run.region_ids[:2])


class Served:
    """A run folder as it is served: the newest edition that can be read.

    Parameters
    ----------
    folder : path-like
        Run folder.
    older : path-like, optional
        An older run to compare with.
    tell : function, optional
        Takes a line for the log.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        older: str | os.PathLike[str] | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder, self.older, self.tell = Path(folder), None if older is None else Path(older), tell
        self._state, self._looked = self._seen(), time.monotonic()
        self._edition = Edition.read(self.folder, self.older)
        self._reading = threading.Lock()

    def edition(self) -> Edition:
        """The edition to answer from; a new one is read while others still answer from the old one."""
        if time.monotonic() - self._looked > LOOK and self._reading.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looked = time.monotonic()
                self._reading.release()
        return self._edition

    def _look(self) -> None:
        state = self._seen()
        if state in (self._state, None):  # for two renames the folder is not there
            return
        try:
            found = Edition.read(self.folder, self.older)
            found.warm()
        except MatcherError as error:
            self.tell(f"the new run cannot be read, the old one stays: {error.code}")
        else:
            self._edition = found
            self.tell(f"run {found.tag} is shown now")
        self._state = state

    def _seen(self) -> tuple[int, int, int] | None:
        """What changes when the folder is replaced."""
        try:
            found = (self.folder / "run.json").stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns
