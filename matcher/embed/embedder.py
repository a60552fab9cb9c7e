"""`Embedder`: which text goes through which model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.embed.cache import say
from matcher.embed.e5 import E5
from matcher.embed.encoder import WEIGHTS, Student
from matcher.embed.models import ENGLISH_MODEL, SentenceModel
from matcher.errors import ModelError, SettingError
from matcher.facts import ModelSettings
from matcher.languages import UNTOLD, read_languages

__all__ = ["AUTO", "LIGHT", "PACKAGED", "Embedder", "model_facts"]

Vectors = npt.NDArray[np.float32]

#: English through the English model, other languages through the multilingual encoder, and all through e5.
AUTO = "auto"
#: Everything through the multilingual encoder and e5: the same space without torch, in which queries are read.
LIGHT = "light"
#: Everything through the multilingual encoder alone.
PACKAGED = "packaged"
#: Models that e5 is joined to, and what each half of a joined vector is multiplied by, so that it has length 1.
JOINED = (AUTO, LIGHT)
HALF = np.float32(2**-0.5)
#: How the name of a folder begins that a run calls its model by.
_HERE = "./"


class Embedder:
    """Turns texts into unit vectors.

    Parameters
    ----------
    model : str or path-like, default "auto"
        "auto": two models say what a text means, each half of its vector. The first half are English texts through
        the packaged English model, those in other languages through the multilingual encoder, which was taught the
        same space; the second half is e5, centred by language (see `matcher.embed.e5`). "light": the first half
        through the encoder in all languages, which needs no torch. "packaged": the encoder alone. A folder with a
        sentence-transformers model, or a name on the Hugging Face hub: all through that model.
    cache : path-like, None or "default"
        File of the cache of vectors; None keeps no cache.
    any_language : bool, default False
        Read also languages that the encoder was not built for, unreliably, instead of refusing them.

    Examples
    --------
    >>> railway, also, tourism = Embedder("light").encode(["railway", "järnväg", "tourism"], ["en", "sv", "en"])
    >>> bool(railway @ also > 0.7 > 0.3 > tourism @ also)
    True
    """

    def __init__(
        self,
        model: str | os.PathLike[str] = AUTO,
        cache: str | os.PathLike[str] | None = "default",
        *,
        any_language: bool = False,
    ) -> None:
        self.model = _found(os.fspath(model))
        self.cache = cache
        self.any_language = any_language

    @property
    def uses_encoder(self) -> bool:
        """Whether some or all texts go through a multilingual encoder: the bundled one, or one in the given folder."""
        return self.model in (*JOINED, PACKAGED) or (Path(self.model) / WEIGHTS).is_file()

    @property
    def uses_e5(self) -> bool:
        """Whether half of a vector is e5's."""
        return self.model in JOINED

    @cached_property
    def parts(self) -> dict[str, str]:
        """The models in use by name, each with the SHA-256 that stands for its weights."""
        found = {}
        if self.model == AUTO or not self.uses_encoder:
            found[ENGLISH_MODEL if self.model == AUTO else self.model] = self.sentences.fingerprint
        if self.uses_encoder:
            found["encoder"] = self.student.fingerprint
        return found | ({"e5": self.e5.fingerprint} if self.uses_e5 else {})

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 that stands for the weights of all models in use."""
        every = list(self.parts.values())
        return every[0] if len(every) == 1 else hashlib.sha256(" ".join(every).encode()).hexdigest()

    @cached_property
    def by_encoder(self) -> Embedder:
        """The embedder that reads all texts, English ones too, as this one reads those in other languages."""
        model = LIGHT if self.model == AUTO else self.model
        return Embedder(model, cache=self.cache, any_language=self.any_language)

    @cached_property
    def student(self) -> Student:
        """The multilingual encoder."""
        return Student(None if self.model in (*JOINED, PACKAGED) else self.model)

    @cached_property
    def e5(self) -> E5:
        """e5, for the second half of a vector."""
        return E5(cache=self.cache)

    @cached_property
    def sentences(self) -> SentenceModel:
        """The model of sentence-transformers: the given one, or the packaged English one."""
        return SentenceModel(ENGLISH_MODEL if self.model == AUTO else self.model, self.cache)

    def unreadable(self, languages: Sequence[str]) -> list[str]:
        """Languages among `languages` (ISO 639-1 codes, "" and "und" where unknown) that no model in use was made for.

        Examples
        --------
        >>> Embedder().unreadable(["", "sv", "en", "nb", "sr"])
        ['sr']
        >>> Embedder("all-MiniLM-L6-v2").unreadable(["", "sv", "en"])
        ['sv']
        """
        if not self.uses_encoder:
            return self.sentences.unreadable(languages)
        codes = read_languages([""] * len(languages), languages).languages
        return sorted({code for code in codes if code != UNTOLD} - set(self.student.languages))

    def encode(self, texts: Sequence[str], languages: Sequence[str] | None = None, *, blank: bool = False) -> Vectors:
        """Unit vectors of `texts`, the same whatever their order and number.

        Parameters
        ----------
        texts : sequence of str, n of them
        languages : sequence of str, optional
            ISO 639-1 code of each text; `nb`, `nn` and `no` are one. Where it is "" or missing, the language is told
            from the words of a text that is long enough, and what was assumed is said on stderr.
        blank : bool, default False
            Give zeros to a text in which the encoder knows no word, instead of refusing it.

        Returns
        -------
        ndarray of float32, shape (n, d)
            Rows of length 1.

        Raises
        ------
        SettingError
            A text is empty or no text, or `languages` has another length than `texts`.
        ModelError
            A model cannot be found, fetched or trusted, or a text is in a language that it was not made for.
        """
        _check_texts(texts, languages)
        texts = list(texts)  # of a pandas column as well, which has no truth value
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        if not self.uses_encoder:
            self._warn(languages)
            return _stacked(self.sentences.encode_unique(sorted(set(texts))), texts)
        reading = read_languages(texts, languages)
        if told := reading.told():
            say(told)
        self._check_languages(texts, reading.languages)
        is_english = np.array([code == "en" and self.model == AUTO for code in reading.languages])
        vectors = np.zeros((len(texts), self.student.dimensions), dtype=np.float32)
        for rows, encode in ((np.flatnonzero(is_english), self._english), (np.flatnonzero(~is_english), self._foreign)):
            if len(rows):
                chosen = [texts[row] for row in rows]
                vectors[rows] = _stacked(encode(sorted(set(chosen))), chosen)
        silent = ~vectors.any(axis=1)
        if not blank and silent.any():
            text = texts[int(np.argmax(silent))]
            raise ModelError(f"the encoder finds no word in {text!r}", do="give the area an English name")
        if self.uses_e5:
            vectors = np.hstack([vectors, self.e5.centred(texts, reading.languages)]) * HALF
            vectors[silent] = 0
        return vectors

    def _english(self, texts: list[str]) -> Mapping[str, Vectors]:
        return self.sentences.encode_unique(texts)

    def _foreign(self, texts: list[str]) -> Mapping[str, Vectors]:
        return dict(zip(texts, self.student.encode(texts), strict=True))

    def _check_languages(self, texts: Sequence[str], languages: Sequence[str]) -> None:
        """Refuse, or where that was asked for only name, languages that the encoder was not built for."""
        unknown = self.unreadable(languages)
        if not unknown:
            return
        example = next(text for text, code in zip(texts, languages, strict=True) if code in unknown)
        if self.any_language:
            say(f"the encoder was not built for {', '.join(unknown)} ({example!r}); such texts are placed unreliably")
            return
        raise ModelError(
            f"texts in {', '.join(unknown)}, such as {example!r}",
            expected=f"one of the encoder's languages ({', '.join(self.student.languages)})",
            do="fill in the English names, correct the language, allow them (any_language, --any-language; they are "
            "placed unreliably), or name a multilingual model with --model",
        )

    def _warn(self, languages: Sequence[str] | None) -> None:
        if foreign := self.sentences.unreadable([] if languages is None else list(languages)):
            say(f"the model {self.model} understands English; texts in {', '.join(foreign)} are placed unreliably")


def _stacked(vectors: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([vectors[text] for text in texts]).astype(np.float32, copy=False)


def _check_texts(texts: Sequence[str], languages: Sequence[str] | None) -> None:
    if isinstance(texts, str):
        raise SettingError("texts", expected="a list of texts", found="one text", do="write [text]")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise SettingError(f"text number {place + 1}", expected="a text", found=repr(text))
        if not text.strip():
            raise SettingError(f"text number {place + 1} is empty", do="leave it out or fill it")
    if languages is not None and len(languages) != len(texts):
        raise SettingError("languages", expected=f"one code a text ({len(texts)})", found=str(len(languages)))


def _kept_name(model: str) -> str:
    """What a run calls its model: a folder by its name alone, for a run goes to others and tells no path."""
    return f"{_HERE}{Path(model).resolve().name}" if Path(model).is_dir() else model


def _found(model: str) -> str:
    """The folder of a model that a run calls by its name: in the current folder, or in the one of MATCHER_MODELS."""
    elsewhere = Path(os.environ.get("MATCHER_MODELS", ".")) / model
    return os.fspath(elsewhere) if model.startswith(_HERE) and elsewhere.is_dir() else model


def model_facts(embedder: Embedder, languages: list[str], vectors: npt.NDArray[np.float32]) -> ModelSettings:
    """Facts of the model for `run.json`: name, fingerprints, dimensions, texts in languages it was not built for."""
    foreign = embedder.unreadable(languages)
    return {
        "name": _kept_name(embedder.model),
        "fingerprint": embedder.fingerprint,
        "parts": embedder.parts,
        "dimensions": int(vectors.shape[1]),
        "unreliable": {language: languages.count(language) for language in foreign},
    }
